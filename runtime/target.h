/* Target: what a line asks of a cycle that starts at an instant and is never paused (semantics.md C4-C6). What a running
   cycle is due by is the engine's business (state.h). */
#ifndef RUNTIME_TARGET_H
#define RUNTIME_TARGET_H

#include "runtime/policy.h"

/* A cutoff of the clock on the wall: on the origin's day, or the next such day (C6). */
bool target_cutoff(const Calendar *calendar, const TargetLine *line, Instant origin, Instant *out);
/* The earlier of the line's constant limit and its cutoff. False: it has neither, reads the ticket, or the calendar has no
   answer. */
bool target_line_due(const Calendar *calendar, const TargetLine *line, Instant origin,
                     Instant *out);

#endif
