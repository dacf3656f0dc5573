/* TestJob: one run of one test, with its golden file where it replays a history; test_jobs_run spreads jobs over
   threads. Results stand with their jobs, in the order of the files, whichever thread ran them. */
#ifndef CLI_TEST_JOB_H
#define CLI_TEST_JOB_H

#include "cli/test_unit.h"
#include "runtime/trial_run.h"

typedef struct TestJob {
    const TestUnit *unit;
    uint32_t trial; /* of the unit's */
    bool updates;   /* writes its golden file */
    Arena *arena;   /* of the result; NULL: it passed */
    TrialResult result;
    const char *golden; /* file whose rows differ, or NULL */
    Text difference;    /* in the unified form */
    int64_t took_us;
} TestJob;

const Trial *test_job_trial(const TestJob *job);
bool test_job_passed(const TestJob *job);

void test_job_run(const Args *args, TestJob *job);
void test_jobs_run(const Args *args, TestJob *jobs, uint32_t count, uint32_t threads);

#endif
