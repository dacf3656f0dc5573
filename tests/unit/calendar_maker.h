/* CalendarMaker: builds calendars for tests in few words, and answers about them slowly but plainly, from the words of
   semantics.md, one instant at a time. */
#ifndef TESTS_CALENDAR_MAKER_H
#define TESTS_CALENDAR_MAKER_H

#include "runtime/calendar.h"

typedef struct CalendarMaker {
    Arena *arena;
    ZoneSet *zones;
    CalendarSpec spec;
} CalendarMaker;

CalendarMaker maker_new(const char *zone); /* NULL: no zone is written */
void maker_free(CalendarMaker *maker);     /* the calendars made live no longer than it */
/* "09:00-13:00 14:00-18:00" on weekdays `from` to `to`. */
void maker_open(CalendarMaker *maker, Weekday from, Weekday to, const char *spans);
/* On a date or a range; `spans` "" is the whole day. */
void maker_dates(CalendarMaker *maker, DateLineKind kind, const char *from, const char *to,
                 const char *spans);
/* "12-24" to "12-26" of every year. */
void maker_yearly(CalendarMaker *maker, DateLineKind kind, const char *from, const char *to,
                  const char *spans);
void maker_valid(CalendarMaker *maker, const char *from, const char *to);
void maker_member(CalendarMaker *maker, CalendarForm form, const Calendar *member);
void spans_read(Arena *arena, const char *text, WeekLine *out);

/* "2026-03-02 09:00" in the zone, or RFC 3339. */
Instant when(const Zone *zone, const char *text);
Date day(const char *text);

/* The day's spans as the lines say, and whether the calendar of `spec` (no combination) is open, by T3 and T4. */
uint32_t model_day(const CalendarSpec *spec, Date date, DaySpan out[16]);
bool model_is_open(const CalendarSpec *spec, Instant at);

#endif
