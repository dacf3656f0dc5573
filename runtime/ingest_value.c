#include "runtime/ingest_value.h"

#include <string.h>
#include <strings.h>

#include "base/money.h"
#include "runtime/time_format.h"

/* ---- Numbers ---- */

typedef struct Digits { /* the number is mantissa * 10^exponent */
    int64_t mantissa;
    int64_t exponent;
    int64_t zeros; /* trailing zeros not yet multiplied into the mantissa */
    bool is_too_large;
} Digits;

static int64_t power_of_ten(int64_t exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

static bool scale_up(int64_t *value, int64_t exponent)
{
    if (*value == 0)
        return true;
    return exponent <= 18 && multiply_checked(*value, power_of_ten(exponent), value);
}

static void digit_add(Digits *digits, char c)
{
    if (c == '0') {
        digits->zeros++;
        return;
    }
    if (!scale_up(&digits->mantissa, digits->zeros + 1) ||
        !add_checked(digits->mantissa, c - '0', &digits->mantissa))
        digits->is_too_large = true;
    digits->zeros = 0;
}

static uint32_t digits_add(Digits *digits, Text text, uint32_t i, bool is_fraction)
{
    for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
        digit_add(digits, text.data[i]);
        digits->exponent -= is_fraction;
    }
    return i;
}

/* "e+12" at `i`; the place after it, or 0 if it is malformed. */
static uint32_t exponent_read(Digits *digits, Text text, uint32_t i)
{
    bool is_negative = false;
    int64_t exponent = 0;
    if (++i < text.size && (text.data[i] == '+' || text.data[i] == '-'))
        is_negative = text.data[i++] == '-';
    uint32_t first = i;
    for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++)
        exponent = exponent < 100000 ? exponent * 10 + (text.data[i] - '0') : exponent;
    digits->exponent += is_negative ? -exponent : exponent;
    return i > first ? i : 0;
}

DecimalResult decimal_read(Text text, int scale, int64_t *out)
{
    Digits digits = {0};
    uint32_t sign = text.size && (text.data[0] == '-' || text.data[0] == '+');
    uint32_t i = digits_add(&digits, text, sign, false), whole = i - sign;
    if (i < text.size && text.data[i] == '.') {
        uint32_t end = digits_add(&digits, text, i + 1, true);
        if (end == i + 1)
            return DECIMAL_MALFORMED;
        i = end;
    }
    if (whole && i < text.size && (text.data[i] == 'e' || text.data[i] == 'E'))
        i = exponent_read(&digits, text, i);
    if (!whole || i != text.size)
        return DECIMAL_MALFORMED;
    int64_t value = digits.mantissa, shift = digits.exponent + digits.zeros + scale;
    if (digits.is_too_large)
        return DECIMAL_TOO_LARGE;
    if (shift < 0 && value) {
        if (shift < -18 || value % power_of_ten(-shift))
            return DECIMAL_TOO_FINE;
        value /= power_of_ten(-shift);
    } else if (!scale_up(&value, shift)) {
        return DECIMAL_TOO_LARGE;
    }
    *out = text.data[0] == '-' ? -value : value;
    return DECIMAL_OK;
}

/* ---- What texts meant before ---- */

enum { IDS_BITS = 12 };

void value_reader_init(ValueReader *reader, const Policy *policy, Intern *texts, SetPool *sets,
                       bool is_strict, Arena *keep)
{
    *reader = (ValueReader){.policy = policy,
                            .texts = texts,
                            .sets = sets,
                            .is_strict = is_strict,
                            .ids = memo_new(keep, IDS_BITS),
                            .enums = ARENA_ARRAY(keep, Memo, policy->enums_count),
                            .keep = keep};
}

const Memo *value_enum_memo(ValueReader *reader, uint32_t enumeration)
{
    const Policy *policy = reader->policy;
    Memo *memo = &reader->enums[enumeration];
    if (memo->slots)
        return memo;
    EnumDef def = policy->enums[enumeration];
    Text *texts = ARENA_ARRAY(reader->keep, Text, def.count);
    for (uint32_t i = 0; i < def.count; i++)
        texts[i] = policy_text(policy, policy->enumerators[def.first + i]);
    *memo = memo_over(reader->keep, texts, def.count);
    return memo;
}

/* ---- Cells by type ---- */

static const char *kind_word(CellKind kind)
{
    switch (kind) {
    case CELL_MISSING:
    case CELL_NULL: return "nothing";
    case CELL_TEXT:
    case CELL_STRING: return "a text";
    case CELL_NUMBER: return "a number";
    case CELL_FALSE:
    case CELL_TRUE: return "a boolean";
    case CELL_ARRAY: return "a list";
    case CELL_OBJECT: return "an object";
    case CELL_BLOB: return "a blob";
    }
    return "";
}

static bool refuse(ValueReader *reader, Text name, Cell cell, const char *expected)
{
    bool is_shown = cell.kind == CELL_TEXT || cell.kind == CELL_STRING || cell.kind == CELL_NUMBER;
    const char *found = is_shown ? row_quote(reader->row, cell.text) : kind_word(cell.kind);
    if (cell.kind == CELL_NUMBER)
        found = arena_format(reader->row->arena, "%.*s",
                             cell.text.size > 60 ? 60 : (int)cell.text.size, cell.text.data);
    return row_refuse(reader->row, "%.*s: %s is not %s", TEXT_ARGS(name), found, expected);
}

/* Has the cell text to read a value of a scalar type from? `is_number`: a strict cell must be a number for it. */
static bool is_written(const ValueReader *reader, Cell cell, bool is_number, bool is_string)
{
    if (!reader->is_strict)
        return cell.kind == CELL_TEXT || cell.kind == CELL_STRING || cell.kind == CELL_NUMBER;
    return (cell.kind == CELL_NUMBER && is_number) || (cell.kind == CELL_STRING && is_string) ||
           cell.kind == CELL_TEXT;
}

static bool number_read(ValueReader *reader, Text name, Cell cell, Text text, int scale,
                        const char *expected, Value *out)
{
    switch (decimal_read(text, scale, out)) {
    case DECIMAL_OK: return true;
    case DECIMAL_MALFORMED: break;
    case DECIMAL_TOO_LARGE: return refuse(reader, name, cell, "within the range of 64 bits");
    case DECIMAL_TOO_FINE:
        if (scale > 0)
            return row_refuse(reader->row, "%.*s: %s has more than %d decimal places",
                              TEXT_ARGS(name), row_quote(reader->row, cell.text), scale);
        break;
    }
    return refuse(reader, name, cell, expected);
}

static bool integer_read(ValueReader *reader, Text name, Cell cell, Value *out)
{
    static const char EXPECTED[] = "an integer";
    if (!is_written(reader, cell, true, false))
        return refuse(reader, name, cell, EXPECTED);
    return number_read(reader, name, cell, cell.text, 0, EXPECTED, out);
}

static bool decimal_field_read(ValueReader *reader, Text name, Cell cell, Value *out)
{
    static const char EXPECTED[] = "a decimal number";
    if (!is_written(reader, cell, true, false))
        return refuse(reader, name, cell, EXPECTED);
    return number_read(reader, name, cell, cell.text, 6, EXPECTED, out);
}

static Text space_trim(Text text)
{
    while (text.size && text.data[0] == ' ')
        text.data++, text.size--;
    while (text.size && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

static bool percent_read(ValueReader *reader, Text name, Cell cell, Value *out)
{
    static const char EXPECTED[] = "a percentage, such as \"75%\"";
    if (!is_written(reader, cell, true, true))
        return refuse(reader, name, cell, EXPECTED);
    Text text = cell.text;
    if (text_ends(text, TEXT("%")))
        text.size--;
    return number_read(reader, name, cell, space_trim(text), 4, EXPECTED, out);
}

static bool duration_read(ValueReader *reader, Text name, Cell cell, Value *out)
{
    static const char EXPECTED[] = "a duration, such as \"1h30m\", or a count of milliseconds";
    if (!is_written(reader, cell, true, true))
        return refuse(reader, name, cell, EXPECTED);
    if (cell.kind != CELL_NUMBER && duration_parse(cell.text, out))
        return true;
    if (cell.kind == CELL_STRING && reader->is_strict)
        return refuse(reader, name, cell, EXPECTED);
    return number_read(reader, name, cell, cell.text, 0, EXPECTED, out);
}

/* "350.50 UAH" without the code; false if it names another currency. */
static bool currency_trim(Text *text, const char *code)
{
    if (text->size < 4 || text->data[text->size - 1] < 'A')
        return true;
    if (!text_ends(*text, text_from(code)))
        return false;
    text->size -= 3;
    *text = space_trim(*text);
    return true;
}

static bool money_read(ValueReader *reader, const FieldDef *field, Text name, Cell cell, Value *out)
{
    bool is_known = field->currency < (uint32_t)currency_count();
    const char *code = is_known ? currency_code((int32_t)field->currency) : "";
    const char *expected =
        arena_format(reader->row->arena, "an amount%s%s", is_known ? " of " : "", code);
    if (!is_written(reader, cell, true, true))
        return refuse(reader, name, cell, expected);
    Text text = space_trim(cell.text);
    if (!currency_trim(&text, code))
        return refuse(reader, name, cell, expected);
    int digits = is_known ? currency_digits((int32_t)field->currency) : 2;
    return number_read(reader, name, cell, text, digits, expected, out);
}

static bool boolean_read(ValueReader *reader, Text name, Cell cell, Value *out)
{
    static const char *const WORDS[] = {"false", "true", "0", "1"};
    if (cell.kind == CELL_TRUE || cell.kind == CELL_FALSE) {
        *out = cell.kind == CELL_TRUE;
        return true;
    }
    bool is_text = !reader->is_strict &&
                   (cell.kind == CELL_TEXT || cell.kind == CELL_STRING || cell.kind == CELL_NUMBER);
    for (int i = 0; is_text && i < 4; i++)
        if (strlen(WORDS[i]) == cell.text.size &&
            strncasecmp(WORDS[i], cell.text.data, cell.text.size) == 0) {
            *out = i & 1;
            return true;
        }
    return refuse(reader, name, cell, "a boolean, true or false");
}

bool value_read_text(ValueReader *reader, Text name, Cell cell, Text *out)
{
    bool is_word = cell.kind == CELL_TRUE || cell.kind == CELL_FALSE;
    if (!is_written(reader, cell, false, true) && (reader->is_strict || !is_word))
        return refuse(reader, name, cell, "a text");
    *out = cell.text;
    return true;
}

/* "a, b, c; did you mean b?": what a text could have been. */
static bool choice_refuse(ValueReader *reader, Text name, Text text, const Text *choices,
                          uint32_t count)
{
    Arena *arena = reader->row->arena;
    const char *list = "";
    for (uint32_t i = 0; i < count && i < 12; i++)
        list = arena_format(arena, "%s%s%.*s", list, i ? ", " : "", TEXT_ARGS(choices[i]));
    int near = text_nearest(text, choices, count);
    const char *hint =
        near < 0 ? "" : arena_format(arena, "; did you mean %.*s?", TEXT_ARGS(choices[near]));
    return row_refuse(reader->row, "%.*s: %s is none of %s%s%s", TEXT_ARGS(name),
                      row_quote(reader->row, text), list, count > 12 ? ", …" : "", hint);
}

static bool enumerator_read(ValueReader *reader, const FieldDef *field, Text name, Cell cell,
                            Value *out)
{
    const Policy *policy = reader->policy;
    EnumDef def = policy->enums[field->enumeration];
    Text text;
    if (!value_read_text(reader, name, cell, &text))
        return false;
    if (text.size <= MEMO_TEXT_MAX) {
        MemoKey key = memo_key(text, reader->row->is_padded);
        const MemoSlot *slot = memo_slot(value_enum_memo(reader, field->enumeration), &key);
        *out = slot->value;
        if (memo_holds(slot, &key))
            return true;
    }
    for (uint32_t i = 0; i < def.count; i++)
        if (text_equal(text, policy_text(policy, policy->enumerators[def.first + i]))) {
            *out = i;
            return true;
        }
    Text *choices = ARENA_ARRAY(reader->row->arena, Text, def.count);
    for (uint32_t i = 0; i < def.count; i++)
        choices[i] = policy_text(policy, policy->enumerators[def.first + i]);
    return choice_refuse(reader, name, text, choices, def.count);
}

static bool text_field_read(ValueReader *reader, const FieldDef *field, Text name, Cell cell,
                            Value *out)
{
    const Policy *policy = reader->policy;
    Text text;
    if (!value_read_text(reader, name, cell, &text))
        return false;
    *out = value_intern(reader, text);
    if (!field->allowed_count)
        return true;
    Text *choices = ARENA_ARRAY(reader->row->arena, Text, field->allowed_count);
    for (uint32_t i = 0; i < field->allowed_count; i++) {
        Value allowed = policy->values[field->allowed_first + i];
        if (allowed == *out)
            return true;
        choices[i] = policy_text(policy, (TextId)allowed);
    }
    return choice_refuse(reader, name, text, choices, field->allowed_count);
}

/* ---- Times ---- */

/* The first byte is the lowest, on every machine. */
static inline uint64_t word_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* ".123" in the low half of a word; false: it is not. */
static inline bool milliseconds_read(uint64_t word, unsigned *out)
{
    uint32_t digits = (uint32_t)word ^ UINT32_C(0x3030302e);
    *out = (digits >> 8 & 0xff) * 100 + (digits >> 16 & 0xff) * 10 + (digits >> 24);
    return (((digits + UINT32_C(0x7676767f)) | digits) & UINT32_C(0x80808080)) == 0;
}

/* "09:00:00" is one word: with the bytes of "00:00:00" taken off digits are left, and nothing of the colons. What 0x76 or,
   where a colon was, 0x7f lifts to 0x80 was more than that. */
static inline bool clock_read(uint64_t word, Duration *out)
{
    uint64_t digits = word ^ UINT64_C(0x30303a30303a3030);
    uint64_t pairs = digits * 10 + (digits >> 8);
    unsigned hour = pairs & 0xff, minute = pairs >> 24 & 0xff, second = pairs >> 48 & 0xff;
    *out = (Duration)((hour * 60 + minute) * 60 + second) * SECOND_MS;
    return (((digits + UINT64_C(0x76767f76767f7676)) | digits) & UINT64_C(0x8080808080808080)) ==
               0 &&
           hour <= 23 && minute <= 59 && second <= 59;
}

/* "+02:00": with ":00" behind it a time of day. */
static bool offset_read(const char *at, Duration *out)
{
    uint64_t word = (word_load(at - 2) >> 24) | (UINT64_C(0x30303a) << 40);
    if ((*at != '+' && *at != '-') || !clock_read(word, out))
        return false;
    *out = *at == '-' ? -*out : *out;
    return true;
}

bool value_read_usual_instant(const ValueReader *reader, Text text, Instant *out)
{
    const char *at = text.data;
    Duration time, offset = 0;
    unsigned milliseconds = 0;
    if (text.size < 20 || ((word_load(at) ^ word_load(reader->last_day)) |
                           (word_load(at + 3) ^ word_load(reader->last_day + 3))) != 0)
        return false;
    uint32_t end = at[19] == '.' ? 23 : 19;
    if (text.size != end + 1 || at[end] != 'Z') {
        if (text.size != end + 6 || !offset_read(at + end, &offset))
            return false;
    }
    if (!clock_read(word_load(at + 11), &time) ||
        (end == 23 && !milliseconds_read(word_load(at + 16) >> 24, &milliseconds)))
        return false;
    *out = reader->last_date * DAY_MS + time + milliseconds - offset;
    return true;
}

/* RFC 3339 without its offset, in the source's zone. */
static bool local_read(const ValueReader *reader, Text text, Instant *out)
{
    static const Text PATTERNS[] = {{"%FT%T", 5}, {"%F %T", 5},    {"%FT%T.%f", 8},
                                    {"%F %R", 5}, {"%F %T.%f", 8}, {"%FT%R", 5}};
    for (size_t i = 0; reader->zone && i < sizeof PATTERNS / sizeof *PATTERNS; i++)
        if (time_format_parse(PATTERNS[i], text, reader->zone, out))
            return true;
    return false;
}

static bool rfc3339_read(ValueReader *reader, Text text, Instant *out)
{
    if (value_read_usual_instant(reader, text, out))
        return true;
    if (!instant_parse(text, out))
        return local_read(reader, text, out);
    Date date;
    if (text.size > 10 && date_parse((Text){.data = text.data, .size = 10}, &date) &&
        instant_is_valid((date - 1) * DAY_MS) && instant_is_valid((date + 2) * DAY_MS)) {
        memcpy(reader->last_day, text.data, 10);
        reader->last_day[10] = 'T';
        reader->last_date = date;
    }
    return true;
}

bool value_read_instant(ValueReader *reader, Text name, Text format, Cell cell, Instant *out)
{
    static const char EXPECTED[] = "an instant of 1900 to 2199 (RFC 3339, such as "
                                   "2026-03-02T09:00:00Z, or epoch milliseconds)";
    if (!is_written(reader, cell, true, true))
        return refuse(reader, name, cell, EXPECTED);
    if (format.size) {
        if (time_format_parse(format, cell.text, reader->zone, out))
            return true;
        return refuse(reader, name, cell,
                      arena_format(reader->row->arena, "a time written as %s",
                                   row_quote(reader->row, format)));
    }
    if (cell.kind != CELL_NUMBER && rfc3339_read(reader, cell.text, out))
        return true;
    bool may_be_epoch = cell.kind != CELL_STRING || !reader->is_strict;
    if (may_be_epoch && decimal_read(cell.text, 0, out) == DECIMAL_OK && instant_is_valid(*out))
        return true;
    return refuse(reader, name, cell, EXPECTED);
}

static bool date_read(ValueReader *reader, Text name, Text format, Cell cell, Value *out)
{
    Date date;
    Instant at;
    if (!is_written(reader, cell, false, true))
        return refuse(reader, name, cell, "a date, such as 2026-03-02");
    if (format.size) {
        if (!value_read_instant(reader, name, format, cell, &at))
            return false;
        *out = zone_date(reader->zone, at);
        return true;
    }
    if (date_parse(cell.text, &date)) {
        *out = date;
        return true;
    }
    if (reader->zone && rfc3339_read(reader, cell.text, &at)) {
        *out = zone_date(reader->zone, at);
        return true;
    }
    return refuse(reader, name, cell, "a date, such as 2026-03-02");
}

/* ---- Sets ---- */

typedef VEC(Value) Values;

static bool element_read(ValueReader *reader, const FieldDef *element, Text name, Cell cell,
                         Values *values)
{
    Value value;
    if (cell.kind == CELL_NULL)
        return row_refuse(reader->row, "%.*s: an element of a set may not be null",
                          TEXT_ARGS(name));
    if (!value_read(reader, element, name, (Text){.data = "", .size = 0}, cell, &value))
        return false;
    VEC_PUSH(reader->row->arena, values, value);
    return true;
}

/* "a; b;c" */
static bool elements_split(ValueReader *reader, const FieldDef *element, Text name, Cell cell,
                           Values *values)
{
    const char *at = cell.text.data, *end = at + cell.text.size;
    while (at < end) {
        const char *stop = memchr(at, ';', (size_t)(end - at));
        stop = stop ? stop : end;
        Text part = space_trim((Text){.data = at, .size = (uint32_t)(stop - at)});
        if (part.size &&
            !element_read(reader, element, name, (Cell){.kind = cell.kind, .text = part}, values))
            return false;
        at = stop + 1;
    }
    return true;
}

static bool set_read(ValueReader *reader, const FieldDef *field, Text name, Cell cell, Value *out)
{
    FieldDef element = *field;
    element.type = field->element;
    Values values = {0};
    if (cell.kind == CELL_ARRAY) {
        const JsonNode *end = cell.node + cell.node->skip;
        for (const JsonNode *node = cell.node + 1; node < end; node += node->skip)
            if (!element_read(reader, &element, name, cell_from(node), &values))
                return false;
    } else if (!is_written(reader, cell, false, false)) {
        return refuse(reader, name, cell, "a list");
    } else if (!elements_split(reader, &element, name, cell, &values)) {
        return false;
    }
    *out = set_make(reader->sets, values.at, values.count);
    return true;
}

/* ---- The entry points ---- */

bool value_read_name(ValueReader *reader, Text name, Cell cell, TextId *out)
{
    int64_t number;
    bool is_integer = cell.kind == CELL_NUMBER && decimal_read(cell.text, 0, &number) == DECIMAL_OK;
    Text text = cell.text;
    if (!is_integer && !value_read_text(reader, name, cell, &text))
        return false;
    if (!text.size)
        return row_refuse(reader->row, "%.*s: it is empty", TEXT_ARGS(name));
    *out = value_intern(reader, text);
    return true;
}

bool value_read(ValueReader *reader, const FieldDef *field, Text name, Text format, Cell cell,
                Value *out)
{
    switch (field->type) {
    case TYPE_BOOLEAN: return boolean_read(reader, name, cell, out);
    case TYPE_INTEGER: return integer_read(reader, name, cell, out);
    case TYPE_DECIMAL: return decimal_field_read(reader, name, cell, out);
    case TYPE_PERCENT: return percent_read(reader, name, cell, out);
    case TYPE_TEXT: return text_field_read(reader, field, name, cell, out);
    case TYPE_DURATION: return duration_read(reader, name, cell, out);
    case TYPE_DATE: return date_read(reader, name, format, cell, out);
    case TYPE_INSTANT: return value_read_instant(reader, name, format, cell, out);
    case TYPE_MONEY: return money_read(reader, field, name, cell, out);
    case TYPE_ENUM: return enumerator_read(reader, field, name, cell, out);
    case TYPE_SET: return set_read(reader, field, name, cell, out);
    }
    return false;
}
