/* Summary: what a replay came to, counted exactly from the clock and ticket rows: outcomes and
   elapsed times per clock, per plan, per account, and per group of `--by`. It copies what it needs
   from the rows and outlives the engine; the policy must outlive it. */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include <stdio.h>

#include "runtime/decision.h"

typedef struct Summary Summary;

/* What the rows do not tell: G5's sum, the instant at which the replay ended, and what ran. */
typedef struct SummaryFacts {
    uint64_t records, applied, rejected, duplicates;
    Instant until;
    const char *engine; /* what ran the policy's code last */
} SummaryFacts;

/* `by`: ticket fields, or "account.NAME", with commas between; empty: no groups. NULL: the policy
   has no field of the name in *unknown. */
Summary *summary_new(const Policy *policy, Text by, Text *unknown);
void summary_free(Summary *summary);
/* Takes clock and ticket rows whose ids are of these tables. */
Sink summary_sink(Summary *summary, const Intern *texts, const SetPool *sets);

void summary_print(Summary *summary, FILE *out, const SummaryFacts *facts);
void summary_json_print(Summary *summary, FILE *out, const SummaryFacts *facts);

#endif
