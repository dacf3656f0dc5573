/* Time patterns of sources: `as "%d/%m/%Y %H:%M"`, after POSIX strptime. Numbers are read with or without leading
   zeros. White space in a pattern stands for any white space, also none.

     %Y year        %y year of two digits (69-99: 19xx)   %m month   %b %B %h month's English name
     %d %e day      %j day of the year                    %a %A weekday's English name, skipped
     %H hour 0-23   %I hour 1-12 with %p AM or PM         %M minute  %S second (60 is the next minute)
     %f fraction of a second, one digit or more, cut to milliseconds; one that follows %S unannounced, as in
        "09:00:00.000", is read too
     %z +0200, +02:00, +02 or Z    %s seconds since the epoch
     %F is %Y-%m-%d   %T is %H:%M:%S   %R is %H:%M   %D is %m/%d/%y   %n %t white space   %% a percent sign

   Without %z or %s the time is wall clock in the zone at hand (semantics.md T3: after a gap, first of a fold). */
#ifndef RUNTIME_TIME_FORMAT_H
#define RUNTIME_TIME_FORMAT_H

#include "base/zone.h"

/* Is the pattern usable: every directive known, and a date in it? NULL, or what is wrong with it: a sentence. */
const char *time_format_problem(Text pattern);
/* The instant that `text` gives; false if it does not follow the pattern, is no real time, or lies outside 1900-2199. */
bool time_format_parse(Text pattern, Text text, const Zone *zone, Instant *out);

#endif
