/* What a Calendar is made of; only runtime/calendar*.c include this.

   A row is a week, Monday to Sunday by local date, and names a *pattern*: the week's hours relative to its first
   instant. Most weeks of three centuries share a few dozen patterns, so a calendar takes about 16 bytes a week, and
   the sums in the rows make working time a subtraction. A pattern has two lists: `open` is the open time, merged
   and clipped to the week and to the instants that may be asked about; `hours` are the spans as they were written,
   each on the local day on which it opens, which is what workdays and closings go by (T4, T6).

   Rows are made when a question asks about them, in a *window* that grows towards the question: a policy starts at
   once, and a history of two years makes two years. A window is complete when it is published and never changes; a
   larger one takes its place, the smaller lives on with the calendar for those who still read it. The sums of the rows
   begin anywhere, since only differences are ever used. */
#ifndef RUNTIME_CALENDAR_TABLE_H
#define RUNTIME_CALENDAR_TABLE_H

#include <stdatomic.h>

#include "runtime/calendar.h"
#include "runtime/span_list.h"

#define WEEK_MS (7 * DAY_MS)
#define FIRST_MONDAY                                                                               \
    (-25581) /* 1899-12-18: week 0 of every calendar, and days to spare before 1900 */
enum { WEEKS = 15658 /* until 2200-01-12 */ };

typedef struct OpenSpan {
    Duration open, close; /* from the week's first instant */
    Duration before;      /* open time of the week before it */
} OpenSpan;

typedef struct DayHours {
    Duration open, close; /* from the week's first instant; they may lie in the next week */
    Duration origin;      /* InstantSpan.origin, likewise */
    Weekday weekday;
} DayHours;

typedef struct Pattern {
    const OpenSpan *open;
    const DayHours *hours; /* day by day, in order of opening */
    uint32_t open_count, hours_count;
    uint32_t number;  /* among the calendar's patterns */
    int32_t shift;    /* ms that the wall clock is ahead of UTC at the week's first instant */
    uint8_t workdays; /* bit i: hours open on Weekday i */
} Pattern;

typedef struct WeekRow {
    Duration before;        /* open time of the weeks before it, from some week on */
    const Pattern *pattern; /* NULL in the last row, which holds sums alone */
    int32_t workdays;       /* in the weeks before it, likewise */
} WeekRow;

/* A window by days of UTC, which a division finds: what nearly every question about open time needs (calendar_days.c). */
enum { DAY_SPANS = 2 };
typedef struct DayRow {
    Duration before; /* open time until its first instant, as the rows count it */
    int32_t open[DAY_SPANS], length[DAY_SPANS]; /* from its first instant; length 0: none */
} DayRow;

typedef struct Days {
    Instant from, to;   /* the days' first instant and their end */
    const DayRow *rows; /* one more at the end, for its sum */
    /* By open time since the first day in units of 1 << shift: the last day before which less than that is open. */
    const uint32_t *by_sum;
    uint32_t sums_count; /* of by_sum */
    uint32_t shift;
} Days;

typedef struct Window { /* the weeks [low, high), and one row more for the sums */
    uint32_t low, high;
    bool
        starts_open, /* of the weeks that were made: is it open across `from`, `to`, so that these are no real */
        ends_open; /* opening and close? */
    const WeekRow *rows;
    Days days; /* rows NULL: a day has more than DAY_SPANS, or the calendar is always open */
} Window;

typedef struct Builder Builder;

struct Calendar {
    Arena *arena; /* of everything, the calendar itself included */
    Text name;
    const Zone *zone;
    Instant from, to;           /* questions are about [from, to], answers may be `to` */
    Date first_date, last_date; /* the local dates in it, both included */
    bool is_always;             /* sure to be open at all of [from, to) */
    bool is_every_day; /* just `open always`, in UTC: as a member it takes the combination's zone */
    uint32_t first_week;          /* number of the first row's week */
    uint32_t weeks;               /* rows that there may be, without the last */
    VEC(const HolidaySet *) sets; /* borrowed: those on which it or a member is closed */
    _Atomic(const Window *) *window;
    Builder *builder;
};

/* The window, grown so that it holds the weeks [low, high), which are within [0, weeks). */
const Window *calendar_grow(const Calendar *calendar, uint32_t low, uint32_t high);

static inline const Window *calendar_window(const Calendar *calendar, uint32_t low, uint32_t high)
{
    const Window *window = atomic_load_explicit(calendar->window, memory_order_acquire);
    return low >= window->low && high <= window->high ? window : calendar_grow(calendar, low, high);
}

/* A row from 0 to `weeks`. */
static inline const WeekRow *calendar_week(const Calendar *calendar, uint32_t row)
{
    uint32_t low = row < calendar->weeks ? row : row - 1;
    const Window *window = calendar_window(calendar, low, low + 1);
    return &window->rows[row - window->low];
}

/* The window by days; `window` has its rows (calendar_days.c). */
Days days_make(Arena *arena, const Calendar *calendar, const Window *window);
/* The same as calendar_working and calendar_add, of instants that may be asked about, d not 0; false: the days at hand do
   not know. */
bool days_working(const Calendar *calendar, Instant a, Instant b, Duration *out);
bool days_add(const Calendar *calendar, Instant s, Duration d, Instant *out);

typedef enum WeekSum { SUM_OPEN, SUM_WORKDAYS } WeekSum;

/* The last row before which less than `sum` (or just that much) is open or are workdays: steps from `near` that double,
   then halving. False if there is none or it is the last of all. */
bool calendar_find_week(const Calendar *calendar, uint32_t near, WeekSum kind, int64_t sum,
                        bool or_equal, uint32_t *out);

Date calendar_monday(const Calendar *calendar, uint32_t row);
/* The first instant of the row's week. */
Instant calendar_week_start(const Calendar *calendar, uint32_t row);
/* The row of the week that holds `at`, the nearest one beyond the ends. */
uint32_t calendar_row(const Calendar *calendar, Instant at);

/* ---- Hours of a stretch of days, from what is written (calendar_hours.c) ---- */

typedef struct Hours Hours;

/* `arena` and `spec` must outlive it. */
Hours *hours_new(Arena *arena, const CalendarSpec *spec, const Zone *zone);
void hours_free(Hours *hours);
/* Reads what is written about the days from `first` to `last`; the two questions below need it. */
void hours_prepare(Hours *hours, Date first, Date last);
/* Is each of `days` days from `first` ordinary, so that its hours depend on nothing but its weekday, the clock and
   whether it is closed? Then bit i of `*closed` says whether day i is. */
bool hours_are_ordinary(const Hours *hours, Date first, int days, uint32_t *closed);
/* The spans that open on the days from `first` to `last`, sorted, with what is cut taken out. The caller frees the
   list. */
SpanList hours_list(Hours *hours, Date first, Date last);

#endif
