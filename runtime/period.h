/* Period: one day, week, month, quarter or year of a quota, a fee, an objective: aligned to the calendar of a zone, weeks
   from Monday, or counted from a contract's start, where a day that a month lacks is its last (language.md "Plans",
   semantics.md L2, T6). Local dates decide; instants follow from the zone, so days of 23 and 25 hours are whole. */
#ifndef RUNTIME_PERIOD_H
#define RUNTIME_PERIOD_H

#include "base/zone.h"
#include "runtime/plan.h"

/* One period: local dates `[start, end)` and the instants at which they begin. `start` is its key. */
typedef struct PeriodSpan {
    Date start, end;
    Instant from, until;
} PeriodSpan;

#define PERIOD_NO_CONTRACT INT32_MIN

/* The period that holds the local date of `at`. `contract_start`: from which `of contract` counts; without one
   (PERIOD_NO_CONTRACT) such a period is the calendar's. */
PeriodSpan period_at(Period period, const Zone *zone, Instant at, Date contract_start);
/* The same for a local date. */
PeriodSpan period_on(Period period, const Zone *zone, Date date, Date contract_start);
/* The one that ends where `span` begins. */
PeriodSpan period_before(Period period, const Zone *zone, const PeriodSpan *span,
                         Date contract_start);

enum { PERIOD_TEXT = INSTANT_TEXT };
/* `2026-03-02`, `2026-W10` (ISO 8601), `2026-03`, `2026-Q1`, `2026`; of a contract the date on which it starts. Returns
   the length; NUL-terminated. */
int period_print(Period period, Date start, Date contract_start, char out[PERIOD_TEXT]);

#endif
