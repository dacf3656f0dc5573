/* What a Calendar is made of; only runtime/calendar*.c include this.

   `open` is the open time as merged spans, clipped to the instants about which questions may be
   asked, each with the open time before it. `hours` are the spans as they were written, each
   belonging to the local day on which it opens, which is what workdays and closings go by (T4, T6).
 */
#ifndef RUNTIME_CALENDAR_TABLE_H
#define RUNTIME_CALENDAR_TABLE_H

#include "runtime/calendar.h"
#include "runtime/span_list.h"

typedef struct OpenSpan {
    Instant open, close;
    Duration before; /* open time from Calendar.from until `open` */
} OpenSpan;

enum { BUCKET_BITS = 27 /* 37 hours in ms */ };

struct Calendar {
    Text name; /* owned */
    const Zone *zone;
    Instant from, to;           /* questions are about [from, to], answers may be `to` */
    Date first_date, last_date; /* the local dates in it, both included */
    OpenSpan *open;
    uint32_t open_count;
    bool starts_open,
        ends_open;     /* was the first or last span clipped, so that its edge is no real one? */
    uint32_t *buckets; /* by (at - from) >> BUCKET_BITS: how many spans open at or before the
                          bucket's start; and one more: all of them */
    SpanList hours;    /* sorted, not clipped; empty where every day is open 00:00-24:00 in a zone
                          without transitions */
    bool is_every_day; /* the case just named: `always` */
    Date *workdays;    /* ascending, within first_date to last_date; NULL where is_every_day */
    uint32_t workdays_count;
    const HolidaySet **sets; /* borrowed: those on which it or a member is closed */
    uint32_t sets_count;
};

/* Every local date of the years 1900 to 2199, in whatever zone, with days to spare on both sides.
 */
#define CALENDAR_DATE_FIRST (-25570)
#define CALENDAR_DATE_LAST  84009

/* The hours of the spec as sorted spans, from two days before `first` to two days after `last`. The
 * caller frees. */
SpanList calendar_hours(const CalendarSpec *spec, const Zone *zone, Date first, Date last);

#endif
