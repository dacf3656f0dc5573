/* Ical: an iCalendar feed (RFC 5545) as days with summaries: what `feed "ua.ics"` of a holiday set reads. Recurrences
   are expanded; an event that lasts several days gives each of them; a time of day counts for the date on which
   it is written, whatever its zone; cancelled events give none. */
#ifndef BASE_ICAL_H
#define BASE_ICAL_H

#include "base/instant.h"
#include "base/vec.h"

typedef struct IcalDay {
    Date date;
    Text summary; /* may be empty */
} IcalDay;

typedef VEC(IcalDay) IcalDayList;

/* Adds the feed's days between the two years (both included), in order of date, those of one date as in the feed.
   False: it is malformed or libical is not there; `*problem` says so in a few words. What is returned lives in `arena`. */
bool ical_read(Arena *arena, Text feed, int from_year, int until_year, IcalDayList *out,
               const char **problem);

#endif
