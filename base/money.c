#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct CurrencyRow {
    char code[4];
    int digits;
    const char *name;
} CurrencyRow;

static const CurrencyRow CURRENCY_ROW[] = {
#define CURRENCY(code, digits, name) {#code, digits, name},
#include "base/currency.def"
#undef CURRENCY
};

int32_t currency_count(void)
{
    return (int32_t)(sizeof CURRENCY_ROW / sizeof *CURRENCY_ROW);
}

int32_t currency_find(Text code)
{
    int32_t low = 0, high = currency_count();
    while (code.size == 3 && low < high) {
        int32_t middle = low + (high - low) / 2;
        int order = memcmp(code.data, CURRENCY_ROW[middle].code, 3);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return CURRENCY_NONE;
}

const char *currency_code(int32_t row)
{
    return CURRENCY_ROW[row].code;
}

const char *currency_name(int32_t row)
{
    return CURRENCY_ROW[row].name;
}

int currency_digits(int32_t row)
{
    return CURRENCY_ROW[row].digits;
}

/* Appends one digit to a checked decimal number. */
static bool digit_add(int64_t *number, int digit)
{
    return !__builtin_mul_overflow(*number, 10, number) &&
           !__builtin_add_overflow(*number, digit, number);
}

bool money_parse(Text amount, int32_t row, int64_t *minor)
{
    bool is_negative = amount.size && amount.data[0] == '-';
    int64_t number = 0;
    int after = -1,
        digits = CURRENCY_ROW[row].digits; /* after: digits seen after the point, -1 before it */
    uint32_t seen = 0;
    for (uint32_t i = is_negative; i < amount.size; i++) {
        char c = amount.data[i];
        if (c == '_' && seen && after < 0)
            continue;
        if (c == '.' && seen && after < 0 && i + 1 < amount.size) {
            after = 0;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        seen++;
        if (after == digits && c != '0')
            return false;
        if (after == digits)
            continue;
        if (!digit_add(&number, c - '0'))
            return false;
        after += after >= 0;
    }
    for (int i = after < 0 ? 0 : after; i < digits; i++)
        if (!digit_add(&number, 0))
            return false;
    *minor = is_negative ? -number : number;
    return seen > 0;
}

int money_print(int64_t minor, int32_t row, char out[MONEY_TEXT])
{
    static const CurrencyRow UNKNOWN = {.code = "", .digits = 2};
    bool is_known = row >= 0 && row < currency_count();
    const CurrencyRow *currency = is_known ? &CURRENCY_ROW[row] : &UNKNOWN;
    uint64_t scale = 1, size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    for (int i = 0; i < currency->digits; i++)
        scale *= 10;
    const char *sign = minor < 0 ? "-" : "", *space = is_known ? " " : "";
    uint64_t whole = size / scale, part = size % scale;
    if (part == 0)
        return snprintf(out, MONEY_TEXT, "%s%" PRIu64 "%s%s", sign, whole, space, currency->code);
    return snprintf(out, MONEY_TEXT, "%s%" PRIu64 ".%0*" PRIu64 "%s%s", sign, whole,
                    currency->digits, part, space, currency->code);
}

/* ---- Shares, hours, splits ---- */

enum { SHARE_ONE = 1000000, HOUR = 3600000 };

bool money_share(int64_t minor, int64_t millionths, Rounding mode, int64_t *out)
{
    return multiply_divide(minor, millionths, SHARE_ONE, mode, out);
}

bool money_hours(int64_t per_hour, int64_t ms, Rounding mode, int64_t *out)
{
    return multiply_divide(per_hour, ms, HOUR, mode, out);
}

__extension__ typedef __int128 Wide;

/* What the weight's exact part has beyond its whole units, in units of 1 / sum. */
static Wide remainder_of(int64_t whole, int64_t weight, Wide sum)
{
    Wide rest = (Wide)whole * weight % sum;
    return rest < 0 ? -rest : rest;
}

/* The weight with the largest remainder among those that have had no unit more, the first of equals. */
static uint32_t largest(int64_t whole, const int64_t *weights, uint32_t count, Wide sum,
                        const int64_t *parts)
{
    uint32_t best = count;
    for (uint32_t i = 0; i < count; i++) {
        bool has_unit = parts[i] != (int64_t)((Wide)whole * weights[i] / sum);
        if (!has_unit && (best == count || remainder_of(whole, weights[i], sum) >
                                               remainder_of(whole, weights[best], sum)))
            best = i;
    }
    return best;
}

bool money_split(int64_t whole, const int64_t *weights, uint32_t count, int64_t *parts)
{
    Wide sum = 0;
    int64_t left = whole;
    for (uint32_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return false;
        sum += weights[i];
    }
    if (sum == 0)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        parts[i] = (int64_t)((Wide)whole * weights[i] / sum);
        left -= parts[i];
    }
    for (; left; left -= left > 0 ? 1 : -1)
        parts[largest(whole, weights, count, sum, parts)] += left > 0 ? 1 : -1;
    return true;
}
