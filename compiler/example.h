/* Example: what a limit comes to on a calendar, for a ticket of one fixed moment, the same in every message: Thursday 5 March
   2026, 16:00 by the calendar's wall clock, or the first opening after it. A weekend lies ahead, and on most calendars
   a closing. */
#ifndef COMPILER_EXAMPLE_H
#define COMPILER_EXAMPLE_H

#include "runtime/calendar.h"

/* False: the calendar never opens after it. */
bool example_start(const Calendar *calendar, Instant *out);
/* "Thu 2026-03-05 16:00", by the calendar's wall clock. */
const char *example_text(Arena *arena, const Calendar *calendar, Instant at);

#endif
