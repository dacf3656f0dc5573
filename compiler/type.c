#include "compiler/type.h"

enum { OPTIONAL_BIT = 1u << 5, ELEMENT_SHIFT = 6, INDEX_SHIFT = 11, BASE_MASK = 31 };

static const char *const BASE_WORD[] = {
    [BASE_NONE] = "value",      [BASE_ERROR] = "value",         [BASE_BOOLEAN] = "boolean",
    [BASE_INTEGER] = "integer", [BASE_DECIMAL] = "decimal",     [BASE_PERCENT] = "percent",
    [BASE_TEXT] = "text",       [BASE_DURATION] = "duration",   [BASE_DATE] = "date",
    [BASE_INSTANT] = "instant", [BASE_MONEY] = "money",         [BASE_ENUM] = "enumeration",
    [BASE_SET] = "set",         [BASE_PERIOD] = "period",       [BASE_TIME] = "time of day",
    [BASE_WEEKDAY] = "weekday", [BASE_EMPTY_SET] = "empty set",
};

const char *base_word(Base base)
{
    return BASE_WORD[base];
}

Type type_make(Base base)
{
    return (Type)base;
}

Type type_enum(uint32_t enumeration)
{
    return (Type)BASE_ENUM | enumeration << INDEX_SHIFT;
}

Type type_money(uint32_t currency)
{
    return (Type)BASE_MONEY | currency << INDEX_SHIFT;
}

Type type_set(Type element)
{
    return (Type)BASE_SET | (Type)type_base(element) << ELEMENT_SHIFT |
           type_index(element) << INDEX_SHIFT;
}

Base type_base(Type type)
{
    return (Base)(type & BASE_MASK);
}

bool type_is_optional(Type type)
{
    return type & OPTIONAL_BIT;
}

bool type_is_error(Type type)
{
    return type_base(type) <= BASE_ERROR;
}

Type type_optional(Type type)
{
    return type_is_error(type) ? type : type | OPTIONAL_BIT;
}

Type type_present(Type type)
{
    return type & ~(Type)OPTIONAL_BIT;
}

Type type_element(Type type)
{
    return (type >> ELEMENT_SHIFT & BASE_MASK) | type_index(type) << INDEX_SHIFT;
}

uint32_t type_index(Type type)
{
    return type >> INDEX_SHIFT;
}

bool type_is_number(Type type)
{
    return type_base(type) == BASE_INTEGER || type_base(type) == BASE_DECIMAL;
}

bool type_is_ordered(Type type)
{
    switch (type_base(type)) {
    case BASE_INTEGER:
    case BASE_DECIMAL:
    case BASE_PERCENT:
    case BASE_DURATION:
    case BASE_DATE:
    case BASE_INSTANT:
    case BASE_MONEY:
    case BASE_ENUM:
    case BASE_ERROR:
    case BASE_NONE: return true;
    case BASE_BOOLEAN:
    case BASE_TEXT:
    case BASE_SET:
    case BASE_PERIOD:
    case BASE_TIME:
    case BASE_WEEKDAY:
    case BASE_EMPTY_SET: return false;
    }
    return false;
}

static bool is_pair(Type a, Type b, Base one, Base other)
{
    return (type_base(a) == one && type_base(b) == other) ||
           (type_base(a) == other && type_base(b) == one);
}

/* Both without their optional bit and neither in error. */
static Type join_present(Type a, Type b)
{
    if (a == b)
        return a;
    if (type_base(a) == BASE_MONEY && type_base(b) == BASE_MONEY) {
        if (type_index(a) == CURRENCY_ANY)
            return b;
        return type_index(b) == CURRENCY_ANY ? a : TYPE_UNKNOWN;
    }
    if (is_pair(a, b, BASE_INTEGER, BASE_DECIMAL))
        return type_make(BASE_DECIMAL);
    if (is_pair(a, b, BASE_DATE, BASE_INSTANT))
        return type_make(BASE_INSTANT);
    if (is_pair(a, b, BASE_SET, BASE_EMPTY_SET))
        return type_base(a) == BASE_SET ? a : b;
    if (type_base(a) == BASE_SET && type_base(b) == BASE_SET) {
        Type element = join_present(type_element(a), type_element(b));
        return element ? type_set(element) : TYPE_UNKNOWN;
    }
    return TYPE_UNKNOWN;
}

Type type_join(Type a, Type b)
{
    if (type_is_error(a) || type_is_error(b))
        return TYPE_ERROR;
    Type joined = join_present(type_present(a), type_present(b));
    return joined && (type_is_optional(a) || type_is_optional(b)) ? type_optional(joined) : joined;
}

bool type_fits(Type from, Type to)
{
    if (type_is_error(from) || type_is_error(to))
        return true;
    if (type_is_optional(from) && !type_is_optional(to))
        return false;
    Type joined = join_present(type_present(from), type_present(to));
    return joined && (joined == type_present(to) || type_base(to) == BASE_MONEY);
}

typedef struct TypingRow {
    Arithmetic op;
    Base left, right, result;
} TypingRow;

static const TypingRow TYPING_ROW[] = {
#define TYPING(op, left, right, result) {ARITHMETIC_##op, BASE_##left, BASE_##right, BASE_##result},
#include "compiler/typing.def"
#undef TYPING
};

/* The currency of a result in money: that of the operand, or of both. TYPE_UNKNOWN: two currencies.
 */
static Type money_result(Type left, Type right)
{
    if (type_base(left) != BASE_MONEY)
        return type_present(right);
    return type_base(right) == BASE_MONEY ? join_present(type_present(left), type_present(right))
                                          : type_present(left);
}

Type type_arithmetic(Arithmetic op, Type left, Type right)
{
    if (type_is_error(left) || type_is_error(right))
        return TYPE_ERROR;
    for (size_t i = 0; i < sizeof TYPING_ROW / sizeof *TYPING_ROW; i++) {
        const TypingRow *row = &TYPING_ROW[i];
        if (row->op != op || row->left != type_base(left) || row->right != type_base(right))
            continue;
        bool both = row->left == BASE_MONEY && row->right == BASE_MONEY;
        if (both && !money_result(left, right))
            return TYPE_UNKNOWN;
        return row->result == BASE_MONEY ? money_result(left, right) : type_make(row->result);
    }
    return TYPE_UNKNOWN;
}
