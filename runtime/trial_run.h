/* TrialRun: takes the steps of one trial with an engine of its own, in virtual time, and tells what did not come as
   expected. Nothing is shared between runs but the trials themselves, so any number of threads may run them. */
#ifndef RUNTIME_TRIAL_RUN_H
#define RUNTIME_TRIAL_RUN_H

#include "base/vec.h"
#include "runtime/engine.h"
#include "runtime/trial.h"

typedef struct TrialWhy { /* one line of an explanation */
    Text text;            /* "2026-03-02 15:30 to 18:00   ran 2h30m" */
    Origin origin;        /* of the rule that it rests on; line 0: none */
} TrialWhy;

typedef struct TrialFailure {
    Span span;    /* what was expected, as written */
    Text message; /* what came instead: a sentence */
    VEC(TrialWhy) why;
} TrialFailure;

typedef struct TrialResult {
    VEC(TrialFailure) failures; /* in the arena that was passed; none: it passed */
    uint32_t expectations;      /* that were looked at */
} TrialResult;

typedef struct TrialOptions {
    const Trials *trials;
    Evaluators evaluators; /* what runs the code; `run` NULL: the policy's own */
    /* Other takers of the rows: clocks and tickets as they stand at the end, all others as they come. NULL: none. */
    Sink (*rows_open)(void *context, const Policy *policy, const Intern *texts,
                      const SetPool *sets);
    void *context;
} TrialOptions;

/* Runs the trial of that index. */
TrialResult trial_run(const TrialOptions *options, uint32_t index, Arena *arena);

#endif
