/* HolidaySet: dates with names, the rules of a `holidays` block over the years 1900 to 2199. Its answers never
   change and it is shared between threads; within, a year is expanded when it is asked about first. It owns its
   memory and borrows nothing from the spec. */
#ifndef RUNTIME_HOLIDAY_H
#define RUNTIME_HOLIDAY_H

#include "base/instant.h"
#include "base/vec.h"

typedef enum HolidayKind {
    HOLIDAY_DATE,        /* on 2026-03-09 */
    HOLIDAY_YEARLY,      /* every 12-25 */
    HOLIDAY_NTH_WEEKDAY, /* every 3rd mon of jan; nth -1 is `last` */
    HOLIDAY_EASTER,      /* easter + n, Gregorian (Western) */
    HOLIDAY_ORTHODOX     /* easter orthodox + n, Julian computus as a Gregorian date */
} HolidayKind;

typedef struct HolidayRule {
    HolidayKind kind;
    Text name;      /* may be empty */
    Date date;      /* HOLIDAY_DATE */
    int month, day; /* HOLIDAY_YEARLY, HOLIDAY_NTH_WEEKDAY (month) */
    int nth;        /* 1-5 or -1 */
    Weekday weekday;
    int offset;                /* days from Easter */
    int from_year, until_year; /* both included; 0 = unbounded */
    int8_t observed[7]; /* where a holiday on weekday i is kept instead: the nearest such weekday
                           (sat -> fri goes back one day, sun -> mon forward one); -1 = where it
                           falls */
} HolidayRule;

typedef struct HolidaySpec {
    Text name;
    VEC(HolidayRule) rules;
} HolidaySpec;

typedef struct HolidaySet HolidaySet;

HolidaySet *holiday_set_new(const HolidaySpec *spec);
void holiday_set_free(HolidaySet *set);
/* Is `date` in the set? `*name` (which may be NULL) gets its name, an empty text if it has none.
   Several rules on one date: the first written. */
bool holiday_find(const HolidaySet *set, Date date, Text *name);
/* The first holiday at or after `from`; false if there is none. `name` may be NULL. */
bool holiday_next(const HolidaySet *set, Date from, Date *out, Text *name);

/* Easter Sunday of that year: Western, and Orthodox (as a Gregorian date). */
Date easter_western(int year);
Date easter_orthodox(int year);

#endif
