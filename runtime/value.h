/* Value: what a field holds, an expression gives and an event carries: always one 64-bit number whose type is
   known from its field or its code. An absent value is VALUE_ABSENT, whatever the type. */
#ifndef RUNTIME_VALUE_H
#define RUNTIME_VALUE_H

#include <stdint.h>

typedef int64_t Value;
#define VALUE_ABSENT INT64_MIN

/* How each type fills the number. */
typedef enum ValueType {
    TYPE_BOOLEAN,  /* 0 or 1 */
    TYPE_INTEGER,  /* itself */
    TYPE_DECIMAL,  /* millionths: 1.5 is 1_500_000 */
    TYPE_PERCENT,  /* millionths of the whole: 75% is 750_000 */
    TYPE_TEXT,     /* a TextId */
    TYPE_DURATION, /* ms */
    TYPE_DATE,     /* days since 1970-01-01 */
    TYPE_INSTANT,  /* ms since the epoch */
    TYPE_MONEY,    /* minor units; the currency is the field's or the code's */
    TYPE_ENUM,     /* the enumerator's index, in the order written */
    TYPE_SET       /* a SetId: an interned, sorted set of values */
} ValueType;

#define DECIMAL_ONE INT64_C(1000000)

#endif
