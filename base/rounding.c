#include "base/rounding.h"

__extension__ typedef __int128 Wide;

/* Must the truncated quotient go one further from zero? */
static bool rounds_away(Wide quotient, Wide rest, Wide divisor, Rounding mode)
{
    Wide twice = 2 * (rest < 0 ? -rest : rest), size = divisor < 0 ? -divisor : divisor;
    switch (mode) {
    case ROUND_HALF_EVEN: return twice > size || (twice == size && quotient % 2 != 0);
    case ROUND_HALF_UP: return twice >= size;
    case ROUND_UP: return rest != 0;
    case ROUND_DOWN: return false;
    }
    return false;
}

static bool wide_divide(Wide a, Wide b, Rounding mode, int64_t *out)
{
    if (b == 0)
        return false;
    Wide quotient = a / b, rest = a % b;
    if (rounds_away(quotient, rest, b, mode))
        quotient += (a < 0) == (b < 0) ? 1 : -1;
    if (quotient > INT64_MAX || quotient <= INT64_MIN)
        return false;
    *out = (int64_t)quotient;
    return true;
}

bool divide_rounded(int64_t a, int64_t b, Rounding mode, int64_t *out)
{
    return wide_divide(a, b, mode, out);
}

bool multiply_divide(int64_t a, int64_t b, int64_t c, Rounding mode, int64_t *out)
{
    return wide_divide((Wide)a * b, c, mode, out);
}

bool round_up_to(int64_t value, int64_t unit, int64_t *out)
{
    int64_t units;
    if (unit <= 0 || !divide_rounded(value, unit, value > 0 ? ROUND_UP : ROUND_DOWN, &units))
        return false;
    return multiply_divide(units, unit, 1, ROUND_DOWN, out);
}
