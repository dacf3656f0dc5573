/* What the parts of a trial's run share: trial_run.c takes the steps, trial_expect.c looks at expectations about clocks
   and values, trial_rows.c at those about actions, money and balances, trial_text.c finds the words. */
#ifndef RUNTIME_TRIAL_PART_H
#define RUNTIME_TRIAL_PART_H

#include "runtime/query.h"
#include "runtime/trial_run.h"
#include "runtime/words.h"

typedef struct TrialZone { /* of a ticket: its first SLA's calendar's */
    TextId ticket;
    const Zone *zone;
} TrialZone;

typedef struct TrialMark { /* a decision about a ticket's admission */
    TextId ticket;
    DecisionKind kind;
} TrialMark;

typedef struct TrialRun {
    const Trials *all;
    const Trial *trial;
    const Policy *policy;
    Engine *engine;
    Arena *arena;
    Words words;
    Sink rows; /* the other takers */
    TrialResult *result;
    Instant *at;  /* by step of the trial: of those that have an instant */
    Instant now;  /* INSTANT_NONE before the first step in time */
    bool is_over; /* nothing can follow: a step failed */
    uint64_t position;
    const Zone *zone; /* of the latest ticket */
    VEC(TrialZone) zones;
    VEC(ActionRow) actions;
    VEC(LedgerRow) ledger;
    VEC(TrialMark) marks;
} TrialRun;

/* ---- trial_run.c ---- */
const Zone *trial_zone(TrialRun *run, TextId ticket); /* TEXT_NONE: the latest ticket's */
TrialFailure *trial_fail(TrialRun *run, const TrialStep *step, const char *message);
void trial_why(TrialRun *run, TrialFailure *failure, const char *text, Origin origin);

/* ---- trial_expect.c, trial_rows.c: one expectation; a failure is added where it does not hold ---- */
void trial_expect_clock(TrialRun *run, const TrialStep *step);
void trial_expect_value(TrialRun *run, const TrialStep *step);
void trial_expect_action(TrialRun *run, const TrialStep *step, Instant at);
void trial_expect_money(TrialRun *run, const TrialStep *step, Instant at);
void trial_expect_quota(TrialRun *run, const TrialStep *step);
void trial_expect_nothing(TrialRun *run, const TrialStep *step);

/* ---- trial_text.c ---- */
const char *trial_action_text(TrialRun *run, const Zone *zone, const ActionRow *row);
/* The intervals of the clock as lines of the failure. */
void trial_why_clock(TrialRun *run, TrialFailure *failure, const TrialSubject *subject,
                     const ClockAnswer *answer);

#endif
