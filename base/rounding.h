/* Rounding: whole numbers divided and scaled exactly, through 128 bits, with a stated way to round what is left
   (semantics.md L5). No floating point; a result that has no room in 64 bits is refused, never wrapped. */
#ifndef BASE_ROUNDING_H
#define BASE_ROUNDING_H

#include <stdbool.h>
#include <stdint.h>

/* Half-even where nothing is said. Half up and up go away from zero, down goes towards it. */
typedef enum Rounding { ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, ROUND_DOWN } Rounding;

/* a / b as a whole number; false for b = 0 or a result out of range. INT64_MIN is out of range: it stands for an
   absent value. */
bool divide_rounded(int64_t a, int64_t b, Rounding mode, int64_t *out);
/* a * b / c, the product exact. */
bool multiply_divide(int64_t a, int64_t b, int64_t c, Rounding mode, int64_t *out);
/* The least multiple of `unit` at or above `value`, for a unit above zero; false where it is out of range. */
bool round_up_to(int64_t value, int64_t unit, int64_t *out);

#endif
