/* Type: what a value may be, packed into one number so that a Node carries it: the base, whether it
   may be absent, the element of a set, and the enumeration or currency. 0 is "not typed".
   TYPE_ERROR is the type of what was already reported: it goes with everything and is never
   reported again. */
#ifndef COMPILER_TYPE_H
#define COMPILER_TYPE_H

#include "base/text.h"

typedef enum Base {
    BASE_NONE,  /* not typed */
    BASE_ERROR, /* reported already */
    BASE_BOOLEAN,
    BASE_INTEGER,
    BASE_DECIMAL,
    BASE_PERCENT,
    BASE_TEXT,
    BASE_DURATION,
    BASE_DATE,
    BASE_INSTANT,
    BASE_MONEY,    /* index: currency */
    BASE_ENUM,     /* index: enumeration */
    BASE_SET,      /* element, and its index */
    BASE_PERIOD,   /* `3 workdays`: in limits, waits and added to dates; no field holds one */
    BASE_TIME,     /* `09:00` */
    BASE_WEEKDAY,  /* `sat`, after `created on` */
    BASE_EMPTY_SET /* `{}`: goes with every set */
} Base;

typedef uint32_t Type; /* bits: 0-4 base, 5 optional, 6-10 element, 11-31 index */

enum { TYPE_UNKNOWN = 0, TYPE_ERROR = BASE_ERROR };
/* The index of money whose currency is not known yet (a `money` field without default and no
 * `currency` line). */
enum { CURRENCY_ANY = 0x1fffff };

Type type_make(Base base);
Type type_enum(uint32_t enumeration);
Type type_money(uint32_t currency);
Type type_set(Type element);

Base type_base(Type type);
bool type_is_optional(Type type);
bool type_is_error(Type type);  /* reported already, or not typed */
Type type_optional(Type type);  /* the same, may be absent */
Type type_present(Type type);   /* the same, never absent */
Type type_element(Type type);   /* of a set */
uint32_t type_index(Type type); /* enumeration, or currency */
bool type_is_number(Type type); /* integer or decimal */
bool type_is_ordered(Type type);

/* The type in which two values are compared, chosen between (`if`, `else`, `min`) or kept: equal
   types; integer and decimal meet in decimal; a date meeting an instant is its 00:00 in the zone at
   hand; money of an unknown currency meets any. The result is optional if one is. TYPE_UNKNOWN:
   they never meet. */
Type type_join(Type a, Type b);
/* May a value of type `from` be kept where `to` is wanted (a default, `set FIELD to`, a fallback)?
   An integer may be kept as a decimal, a date as an instant; an optional value only where `to` is
   optional. */
bool type_fits(Type from, Type to);

typedef enum Arithmetic {
    ARITHMETIC_ADD,
    ARITHMETIC_SUB,
    ARITHMETIC_MUL,
    ARITHMETIC_DIV
} Arithmetic;
/* The result of an arithmetic operator (typing.def), optional parts ignored; TYPE_UNKNOWN: they
 * never meet. */
Type type_arithmetic(Arithmetic op, Type left, Type right);

/* In the author's words, without the enumerators: "integer", "text?", "set of text", "money in
 * UAH". */
const char *base_word(Base base);

#endif
