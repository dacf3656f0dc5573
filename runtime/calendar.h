/* Calendar: opening hours as prefix tables, so that working time is a subtraction of two look-ups (semantics.md
   T3-T7). Its answers never change and it is shared between threads; within, the tables cover the years that were
   asked about and grow when a question leads beyond them. It owns its memory and borrows from the spec the zone, the
   holiday sets and the members, which must outlive the last question. */
#ifndef RUNTIME_CALENDAR_H
#define RUNTIME_CALENDAR_H

#include "base/instant.h"
#include "base/vec.h"
#include "base/zone.h"
#include "runtime/holiday.h"

/* ---- What is written ---- */

/* Local times of day in ms. A close at or before its open lies on the next day: stored as close + 24 h (T4). */
typedef struct DaySpan {
    Duration open, close;
} DaySpan;

typedef struct WeekLine { /* open mon..fri 09:00-13:00, 14:00-18:00 */
    uint8_t weekdays;     /* bit i = Weekday i */
    VEC(DaySpan) spans;
} WeekLine;

typedef enum DateLineKind { DATE_LINE_OPEN, DATE_LINE_CLOSED } DateLineKind;

typedef struct DateLine { /* open on …, closed on …, closed every … */
    DateLineKind kind;
    const HolidaySet *set; /* the days of the set; NULL: those that follow */
    bool yearly;           /* by month and day, every year */
    Date from, to;         /* both included (not yearly) */
    int from_month, from_day, to_month,
        to_day;         /* both included, may wrap over the year's end (yearly) */
    VEC(DaySpan) spans; /* empty: the whole day */
} DateLine;

typedef struct Calendar Calendar;

typedef enum CalendarForm {
    CALENDAR_HOURS,
    CALENDAR_UNION,
    CALENDAR_INTERSECT,
    CALENDAR_EXCEPT
} CalendarForm;

typedef struct CalendarSpec {
    Text name;
    const Zone *zone; /* NULL in a combination: the first member's */
    CalendarForm form;
    bool always; /* `open always` */
    VEC(WeekLine) week;
    VEC(DateLine) dates;
    VEC(const HolidaySet *) closed_on; /* whole days off */
    bool has_valid;
    Date valid_from, valid_to; /* both included, local dates */
    VEC(const Calendar *)
    members; /* of a combination, in order; `except` removes the later from the first */
} CalendarSpec;

/* ---- Building ---- */

/* Never fails: a spec that the checker would refuse gives some calendar all the same. */
Calendar *calendar_new(const CalendarSpec *spec);
void calendar_free(Calendar *calendar);
Text calendar_name(const Calendar *calendar);
const Zone *calendar_zone(const Calendar *calendar);

/* ---- Asking. False: the question has no answer (beyond `valid` or the last opening, T7), *out untouched. ---- */

/* Open time in [a, b), negative when b is before a (T5). */
bool calendar_working(const Calendar *calendar, Instant a, Instant b, Duration *out);
/* d > 0: the earliest t with working(s, t) = d; 0: s; d < 0: the latest t with working(t, s) = -d (T5). */
bool calendar_add(const Calendar *calendar, Instant s, Duration d, Instant *out);

typedef enum Unit { UNIT_MS, UNIT_WORKDAY, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR } Unit;
typedef struct Amount {
    int64_t count; /* ms of working time for UNIT_MS */
    Unit unit;
} Amount;
/* s moved by an amount, as T5 (UNIT_MS) or T6 say; counts may be negative. */
bool calendar_step(const Calendar *calendar, Instant s, Amount amount, Instant *out);

/* May questions about that instant be asked: is it within `valid` and the years 1900 to 2199 (T7)? */
bool calendar_covers(const Calendar *calendar, Instant at);
/* The first and the last such instant. */
void calendar_span(const Calendar *calendar, Instant *from, Instant *to);
bool calendar_covers_date(const Calendar *calendar, Date date);
bool calendar_is_open(const Calendar *calendar, Instant at);
bool calendar_next_open(const Calendar *calendar, Instant at, Instant *out); /* at itself if open */
bool calendar_prev_open(const Calendar *calendar, Instant at,
                        Instant *out); /* at itself if open, else the last closing */
bool calendar_next_opening(const Calendar *calendar, Instant at,
                           Instant *out); /* these four strictly after or before */
bool calendar_next_close(const Calendar *calendar, Instant at, Instant *out);
bool calendar_prev_opening(const Calendar *calendar, Instant at, Instant *out);
bool calendar_prev_close(const Calendar *calendar, Instant at, Instant *out);
/* Has that local day any opening hours of its own (spans that open on it, or what closed hours leave of them, T4)? */
bool calendar_is_workday(const Calendar *calendar, Date date);
/* Working days in [a, b) by local date; negative when b is before a. */
bool calendar_workdays(const Calendar *calendar, Date a, Date b, int64_t *out);
/* The last closing of the spans that open on `date`; false if it has none (C6 `by close`). */
bool calendar_day_close(const Calendar *calendar, Date date, Instant *out);
/* The `index`th of the spans that open on `date`, as written (T4); false if there are fewer. */
bool calendar_day_span(const Calendar *calendar, Date date, uint32_t index, Instant *open,
                       Instant *close);
/* Is `date` in a holiday set on which the calendar or a member of it is closed? `*name` gets the name of the first
   such set's holiday. */
bool calendar_holiday(const Calendar *calendar, Date date, Text *name);
/* The first day with opening hours at or after `date`. */
bool calendar_next_workday(const Calendar *calendar, Date date, Date *out);
/* The maximal open interval that holds `at` or begins first after it. */
bool calendar_interval(const Calendar *calendar, Instant at, Instant *open, Instant *close);

#endif
