/* CalendarBatch: questions as NDJSON, one a line, and their answers, one a line. */
#ifndef CLI_CALENDAR_BATCH_H
#define CLI_CALENDAR_BATCH_H

#include <stdio.h>

#include "runtime/policy.h"

/* Answers every line of `in`. `zone` NULL: each calendar's own; `name` NULL: every question names its calendar. False:
   a line was no question that could be read. */
bool calendar_batch(const Policy *policy, const Zone *zone, const char *name, FILE *in, FILE *out);
/* "no calendar `ofice`; did you mean `office`?", in `arena`. */
const char *calendar_unknown(Arena *arena, const Policy *policy, Text name);

#endif
