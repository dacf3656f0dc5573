/* Money: amounts are integer counts of a currency's minor units (semantics.md L5); currencies are
   rows of currency.def (ISO 4217), referred to by row number. No floating point anywhere. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/rounding.h"
#include "base/text.h"

enum { CURRENCY_NONE = -1 };

/* The row of a three-letter code, upper case as ISO writes it; CURRENCY_NONE if there is none. */
int32_t currency_find(Text code);
int32_t currency_count(void);
const char *currency_code(int32_t row); /* "UAH" */
const char *currency_name(int32_t row); /* "Ukrainian hryvnia" */
int currency_digits(int32_t row);       /* of the minor unit: 0, 2, 3 or 4 */

/* "30.50", "1_000_000", "-3" in minor units of the currency; false on anything else, on more digits
   after the point than the currency has unless they are zero, and on overflow. */
bool money_parse(Text amount, int32_t row, int64_t *minor);

enum { MONEY_TEXT = 40 };
/* "350 UAH", "30.50 USD", "-0.05 USD": the fraction is left out where it is zero. A row that is none
   (a money field of a policy that names no currency) has two digits and no code: "30.50". Returns
   the length; NUL-terminated. */
int money_print(int64_t minor, int32_t row, char out[MONEY_TEXT]);

/* Amounts are minor units; each result is rounded once, from its exact value. False: no room in 64 bits, or a divisor
   of zero. */

/* `millionths` of an amount: 5% is 50000. */
bool money_share(int64_t minor, int64_t millionths, Rounding mode, int64_t *out);
/* An hourly price for a length of time in ms. */
bool money_hours(int64_t per_hour, int64_t ms, Rounding mode, int64_t *out);
/* Parts in proportion to the weights, none negative and one above zero, that sum to the whole: each exact part is cut
   towards zero, then the largest remainders get a unit more, ties the first. `parts` has room for `count`. */
bool money_split(int64_t whole, const int64_t *weights, uint32_t count, int64_t *parts);

#endif
