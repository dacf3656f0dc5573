#include "compiler/literal.h"

#include "base/instant.h"
#include "base/money.h"
#include "runtime/calendar.h"

#define MILLION INT64_C(1000000)

static Text span_text(const Parse *parse, Span span)
{
    Text all = source_text(parse->sources, span.file);
    return (Text){all.data + span.lo, span.hi - span.lo};
}

/* ---- Numbers ---- */

/* Digits and `_` from `*at` on; false on overflow. */
static bool digits_read(Text text, uint32_t *at, int64_t *number)
{
    bool fits = true;
    for (*number = 0; *at < text.size; ++*at) {
        char c = text.data[*at];
        if (c == '_')
            continue;
        if (c < '0' || c > '9')
            return fits;
        fits = fits && !__builtin_mul_overflow(*number, 10, number) &&
               !__builtin_add_overflow(*number, c - '0', number);
    }
    return fits;
}

/* `12`, `1.5` in units of 10^-places; false on overflow or more digits than that. */
static bool scaled_read(Text text, int places, int64_t *number)
{
    uint32_t at = 0;
    bool fits = digits_read(text, &at, number);
    if (at < text.size && text.data[at] == '.')
        for (at++; at < text.size && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
            if (places == 0)
                fits = fits && text.data[at] == '0';
            else
                fits = fits && !__builtin_mul_overflow(*number, 10, number) &&
                       !__builtin_add_overflow(*number, text.data[at] - '0', number);
            places -= places > 0;
        }
    for (; places > 0; places--)
        fits = fits && !__builtin_mul_overflow(*number, 10, number);
    return fits;
}

static void number_read(Parse *parse, Node *node, Text text, int places)
{
    if (scaled_read(text, places, &node->number))
        return;
    node->number = 0;
    diag_add(parse->diags, DIAG_E0112, node->span,
             "the number is too large, or has more than six digits after the point");
}

Node *literal_code(Parse *parse, Span code)
{
    Node *node = node_make(parse->front, AST_NAME, code);
    node->text = span_text(parse, code);
    node->name_span = code;
    node->number = currency_find(node->text);
    return node;
}

Node *literal_money(Parse *parse, Span number, Span code)
{
    Node *node = node_make(parse->front, AST_MONEY, span_join(number, code));
    Text name = span_text(parse, code);
    node->number2 = currency_find(name);
    if (node->number2 == CURRENCY_NONE) {
        node->number2 = 0;
        diag_add(parse->diags, DIAG_E0111, code, "`%.*s` is no currency of ISO 4217",
                 TEXT_ARGS(name));
    } else if (!money_parse(span_text(parse, number), (int32_t)node->number2, &node->number)) {
        diag_add(parse->diags, DIAG_E0111, number,
                 "the amount is too large, or has more than %d digits after the point",
                 currency_digits((int32_t)node->number2));
    }
    return node;
}

/* ---- Durations, ordinals, units ---- */

static const struct UnitWord {
    const char *word;
    Unit unit;
} UNIT_WORD[] = {{"workday", UNIT_WORKDAY}, {"workdays", UNIT_WORKDAY}, {"day", UNIT_DAY},
                 {"days", UNIT_DAY},        {"week", UNIT_WEEK},        {"weeks", UNIT_WEEK},
                 {"month", UNIT_MONTH},     {"months", UNIT_MONTH},     {"year", UNIT_YEAR},
                 {"years", UNIT_YEAR}};

int literal_unit(Text word)
{
    for (size_t i = 0; i < sizeof UNIT_WORD / sizeof *UNIT_WORD; i++)
        if (text_is(word, UNIT_WORD[i].word))
            return (int)UNIT_WORD[i].unit;
    return -1;
}

char literal_clock_unit(Text word)
{
    static const char *const CLOCK_WORD[] = {"h", "hr",  "hrs",  "hour",   "hours",
                                             "m", "min", "mins", "minute", "minutes",
                                             "s", "sec", "secs", "second", "seconds"};
    for (size_t i = 0; i < sizeof CLOCK_WORD / sizeof *CLOCK_WORD; i++)
        if (text_is(word, CLOCK_WORD[i]))
            return CLOCK_WORD[i][0];
    return 0;
}

static bool is_ordinal_text(Text text, int64_t *number)
{
    uint32_t at = 0;
    if (!digits_read(text, &at, number) || text.size - at != 2)
        return false;
    Text tail = {text.data + at, 2};
    return text_is(tail, "st") || text_is(tail, "nd") || text_is(tail, "rd") || text_is(tail, "th");
}

/* `1d`, `2w`: what was meant is one of several things. */
static bool day_teach(Parse *parse, Node *node, Text text)
{
    uint32_t at = 0;
    int64_t count = 0;
    if (!digits_read(text, &at, &count) || text.size - at != 1 || text.data[at] != 'd' ||
        count > 10000)
        return false;
    Diag *diag = diag_add(parse->diags, DIAG_E0108, node->span,
                          "`%.*s` could mean hours on the clock, working days or calendar days",
                          TEXT_ARGS(text));
    diag_note(parse->diags, diag, "write `%dh`, `%d workday%s` or `%d day%s`", (int)count * 24,
              (int)count, count == 1 ? "" : "s", (int)count, count == 1 ? "" : "s");
    node->number = count * DAY_MS;
    return true;
}

/* Hours, minutes, seconds, each once and descending. */
static bool duration_read(Text text, int64_t *out)
{
    static const struct {
        char letter;
        int64_t ms;
    } PART[] = {{'h', HOUR_MS}, {'m', MINUTE_MS}, {'s', SECOND_MS}};
    uint32_t at = 0;
    *out = 0;
    for (size_t part = 0; part < 3 && at < text.size; part++) {
        uint32_t start = at;
        int64_t count = 0;
        if (!digits_read(text, &at, &count) || at == start || at == text.size)
            return false;
        if (text.data[at] != PART[part].letter) {
            at = start;
            continue;
        }
        at++;
        if (__builtin_mul_overflow(count, PART[part].ms, &count) ||
            __builtin_add_overflow(*out, count, out))
            return false;
    }
    return at == text.size;
}

/* `30min`, `8hours`: the letters that were meant. */
static void unit_fix(Parse *parse, Diag *diag, Span span, Text text)
{
    uint32_t at = 0;
    int64_t count = 0;
    if (!digits_read(text, &at, &count) || at == 0)
        return;
    char letter = literal_clock_unit((Text){text.data + at, text.size - at});
    if (letter)
        diag_fix(parse->diags, diag, "write it so", false, span,
                 arena_format(parse->diags->arena, "%.*s%c", (int)at, text.data, letter));
}

static void measure_read(Parse *parse, Node *node, Text text, bool *is_ordinal)
{
    if (is_ordinal_text(text, &node->number)) {
        node->kind = AST_INTEGER;
        *is_ordinal = true;
        if (node->number < 1 || node->number > 5)
            diag_add(parse->diags, DIAG_E0110, node->span,
                     "a month has a 1st to a 5th of a weekday, and a last");
        return;
    }
    node->kind = AST_DURATION;
    if (duration_read(text, &node->number) || day_teach(parse, node, text))
        return;
    Diag *diag =
        diag_add(parse->diags, DIAG_E0109, node->span, "`%.*s` is no duration", TEXT_ARGS(text));
    diag_note(parse->diags, diag,
              "durations are written `15m`, `8h`, `1h30m` or `90s`: hours, minutes, seconds, in "
              "this order");
    unit_fix(parse, diag, node->span, text);
}

/* ---- Times and dates ---- */

static bool two_digits(Text text, uint32_t at, int *out)
{
    if (at + 2 > text.size)
        return false;
    int tens = text.data[at] - '0', ones = text.data[at + 1] - '0';
    *out = tens * 10 + ones;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
}

static void time_read(Parse *parse, Node *node, Text text)
{
    int hour = 0, minute = 0, second = 0;
    bool is_good = (text.size == 5 || text.size == 8) && two_digits(text, 0, &hour) &&
                   text.data[2] == ':' && two_digits(text, 3, &minute);
    if (is_good && text.size == 8)
        is_good = text.data[5] == ':' && two_digits(text, 6, &second);
    node->number = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
    if (is_good && minute < 60 && second < 60 && node->number <= DAY_MS)
        return;
    node->number = 0;
    Diag *diag = diag_add(parse->diags, DIAG_E0110, node->span,
                          "`%.*s` is no time of day: write `09:00` or `18:30:00`, up to `24:00`",
                          TEXT_ARGS(text));
    if (text.size == 4 && text.data[1] == ':' && two_digits(text, 2, &minute) && minute < 60)
        diag_fix(parse->diags, diag, "write the hour with two digits", true, node->span,
                 arena_format(parse->diags->arena, "0%.*s", TEXT_ARGS(text)));
}

static void date_read(Parse *parse, Node *node, Text text)
{
    int century = 0, year = 0, month = 0, day = 0;
    bool is_good = text.size == 10 && two_digits(text, 0, &century) && two_digits(text, 2, &year) &&
                   text.data[4] == '-' && two_digits(text, 5, &month) && text.data[7] == '-' &&
                   two_digits(text, 8, &day);
    year += century * 100;
    if (is_good && civil_is_valid(year, month, day)) {
        node->number = date_make(year, month, day);
        return;
    }
    const char *hint =
        is_good ? "there is no such day between 1900 and 2199" : "write it as 2026-03-02";
    diag_add(parse->diags, DIAG_E0110, node->span, "`%.*s` is no date: %s", TEXT_ARGS(text), hint);
}

static void month_read(Parse *parse, Node *node, Text text)
{
    int century = 0, year = 0, month = 0;
    bool is_good =
        two_digits(text, 0, &century) && two_digits(text, 2, &year) && two_digits(text, 5, &month);
    node->number = century * 100 + year;
    node->number2 = month;
    if (is_good && civil_is_valid((int)node->number, month, 1))
        return;
    diag_add(parse->diags, DIAG_E0110, node->span, "`%.*s` is no month: write it as 2026-03",
             TEXT_ARGS(text));
    node->number2 = 1;
}

/* Leap years have 02-29, so 2000 decides. */
static void month_day_read(Parse *parse, Node *node, Text text)
{
    int month = 0, day = 0;
    bool is_good = two_digits(text, 0, &month) && two_digits(text, 3, &day) &&
                   civil_is_valid(2000, month, day);
    node->number = is_good ? month : 1;
    node->number2 = is_good ? day : 1;
    if (!is_good)
        diag_add(parse->diags, DIAG_E0110, node->span,
                 "`%.*s` is no day of a year: the month comes first, as in 12-25", TEXT_ARGS(text));
}

static void instant_read(Parse *parse, Node *node, Text text)
{
    if (!instant_parse(text, &node->number))
        diag_add(
            parse->diags, DIAG_E0110, node->span,
            "`%.*s` is no instant: write it as 2026-03-02T09:00:00Z or 2026-03-02T09:00:00+02:00",
            TEXT_ARGS(text));
}

/* ---- Texts ---- */

/* Appends a code point as UTF-8. */
static uint32_t utf8_put(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    uint32_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (uint32_t i = size - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((0xf00u >> size) | code);
    return size;
}

/* The code point of `u{…}` at `*at`, which moves past it; false if it is none. */
static bool code_point_read(Text text, uint32_t *at, uint32_t *code)
{
    uint32_t i = *at + 1, digits = 0;
    if (i >= text.size || text.data[i] != '{')
        return false;
    for (*code = 0, i++; i < text.size && text.data[i] != '}'; i++, digits++) {
        char c = text.data[i], lower = (char)(c | 0x20);
        bool is_digit = c >= '0' && c <= '9';
        if (digits == 6 || !(is_digit || (lower >= 'a' && lower <= 'f')))
            return false;
        *code = *code * 16 + (uint32_t)(is_digit ? c - '0' : lower - 'a' + 10);
    }
    *at = i + 1;
    return i < text.size && digits && *code && *code <= 0x10ffff &&
           (*code < 0xd800 || *code > 0xdfff);
}

/* One escape at the byte after `\`; appends what it stands for. */
static uint32_t escape_read(Parse *parse, Span span, Text inner, uint32_t *at, char *out)
{
    char c = inner.data[*at];
    uint32_t start = *at, code = 0;
    if (c == 'u' && code_point_read(inner, at, &code))
        return utf8_put(out, code);
    *at = start + 1;
    out[0] = c == 'n' ? '\n' : c;
    if (c != '"' && c != '\\' && c != 'n') {
        Span place = {span.file, span.lo + start, span.lo + start + 2};
        diag_add(parse->diags, DIAG_E0107, place,
                 "texts know the escapes \\\" \\\\ \\n and \\u{…} with a code point");
    }
    return 1;
}

static void text_read(Parse *parse, Node *node, Text inner)
{
    node->text = inner;
    if (!inner.size || !memchr(inner.data, '\\', inner.size))
        return;
    char *out = arena_alloc(parse->front, inner.size + 1);
    uint32_t size = 0;
    for (uint32_t at = 0; at < inner.size;) {
        if (inner.data[at] != '\\' || at + 1 == inner.size) {
            out[size++] = inner.data[at++];
            continue;
        }
        at++;
        size += escape_read(parse, node->span, inner, &at, out + size);
    }
    node->text = (Text){out, size};
}

static void text_open_read(Parse *parse, Node *node, Text text)
{
    node->text = (Text){text.data + 1, text.size - 1};
    Diag *diag =
        diag_add(parse->diags, DIAG_E0106, node->span, "the text has no closing quote on its line");
    diag_note(parse->diags, diag, "a line break in a text is written \\n");
}

/* `'…'`: read as the text that was meant. */
static void quote_read(Parse *parse, Node *node, Text inner)
{
    node->text = inner;
    Diag *diag = diag_add(parse->diags, DIAG_E0120, node->span, "texts stand in double quotes");
    bool has_quote = inner.size && memchr(inner.data, '"', inner.size);
    if (!has_quote)
        diag_fix(parse->diags, diag, "use double quotes", true, node->span,
                 arena_format(parse->front, "\"%.*s\"", TEXT_ARGS(inner)));
}

Node *literal_read(Parse *parse, Piece piece, Span span, Text text, bool *is_ordinal)
{
    Node *node = node_make(parse->front, AST_INTEGER, span);
    node->name_span = span;
    switch (piece) {
    case PIECE_INTEGER: number_read(parse, node, text, 0); break;
    case PIECE_DECIMAL:
        node->kind = AST_DECIMAL;
        number_read(parse, node, text, 6);
        break;
    case PIECE_PERCENT:
        node->kind = AST_PERCENT;
        number_read(parse, node, (Text){text.data, text.size - 1}, 4);
        break;
    case PIECE_MEASURE: measure_read(parse, node, text, is_ordinal); break;
    case PIECE_TIME:
        node->kind = AST_TIME;
        time_read(parse, node, text);
        break;
    case PIECE_DATE:
        node->kind = AST_DATE;
        date_read(parse, node, text);
        break;
    case PIECE_MONTH:
        node->kind = AST_MONTH;
        month_read(parse, node, text);
        break;
    case PIECE_MONTH_DAY:
        node->kind = AST_MONTH_DAY;
        month_day_read(parse, node, text);
        break;
    case PIECE_INSTANT:
        node->kind = AST_INSTANT;
        instant_read(parse, node, text);
        break;
    case PIECE_TEXT:
        node->kind = AST_TEXT;
        text_read(parse, node, (Text){text.data + 1, text.size - 2});
        break;
    case PIECE_TEXT_OPEN:
        node->kind = AST_TEXT;
        text_open_read(parse, node, text);
        break;
    case PIECE_QUOTE:
        node->kind = AST_TEXT;
        quote_read(parse, node, (Text){text.data + 1, text.size - 2});
        break;
    case PIECE_QUOTE_OPEN:
        node->kind = AST_TEXT;
        quote_read(parse, node, (Text){text.data + 1, text.size - 1});
        break;
    case PIECE_END:
    case PIECE_SPACE:
    case PIECE_LINE:
    case PIECE_COMMENT:
    case PIECE_WORD:
    case PIECE_CAPITALS:
    case PIECE_MARK:
    case PIECE_FOREIGN: return NULL;
    }
    return node;
}
