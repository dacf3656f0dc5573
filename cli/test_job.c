#include "cli/test_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/diff.h"
#include "cli/file.h"
#include "cli/pool.h"
#include "cli/tier.h"
#include "runtime/emit.h"

const Trial *test_job_trial(const TestJob *job)
{
    return &job->unit->trials->trials[job->trial];
}

bool test_job_passed(const TestJob *job)
{
    return !job->result.failures.count && !job->golden;
}

/* ---- Golden files ---- */

static const TrialStep *replay_find(const TestJob *job)
{
    const Trial *trial = test_job_trial(job);
    for (uint32_t i = trial->count; i-- > 0;)
        if (job->unit->trials->steps[trial->first + i].kind == TRIAL_REPLAY)
            return &job->unit->trials->steps[trial->first + i];
    return NULL;
}

/* "march.golden.ndjson" beside "march.ndjson". */
static const char *golden_path(Arena *arena, const char *history)
{
    const char *slash = strrchr(history, '/'), *dot = strrchr(history, '.');
    bool has_ending = dot && (!slash || dot > slash);
    int size = (int)(has_ending ? (size_t)(dot - history) : strlen(history));
    return arena_format(arena, "%.*s.golden.ndjson", size, history);
}

/* A replay is compared where there is a golden file, and has to have one where it expects nothing else. */
static bool is_golden(const TestJob *job, const char *path)
{
    return access(path, F_OK) == 0 || !test_job_trial(job)->has_expectation;
}

typedef struct Rows { /* what the run writes, for comparison */
    Emit *emit;
    char path[64];
} Rows;

static bool rows_open(Rows *rows, const Policy *policy)
{
    snprintf(rows->path, sizeof rows->path, "/tmp/slate-test-XXXXXX.ndjson");
    int fd = mkstemps(rows->path, 7);
    if (fd < 0)
        return false;
    close(fd);
    EmitOptions options = {.policy = policy, .path = rows->path};
    options.kinds = EMIT_CLOCKS | EMIT_TICKETS | EMIT_ACTIONS | EMIT_LEDGER;
    return emit_open(&options, &rows->emit) == STATUS_OK;
}

static Sink rows_sink(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    (void)policy;
    const Rows *rows = context;
    return emit_sink(rows->emit, texts, sets);
}

static void difference_make(TestJob *job, const char *path, Text before, Text after)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    if (!memory)
        abort();
    diff_print(memory, path, before, after);
    fclose(memory);
    job->golden = path;
    job->difference = (Text){.data = arena_copy(job->arena, bytes, size), .size = (uint32_t)size};
    free(bytes);
}

static void golden_compare(const Args *args, TestJob *job, const char *path, const char *rows)
{
    Text before = {0}, after = {0};
    bool exists = access(path, F_OK) == 0;
    if (file_read(args, job->arena, rows, &after) != STATUS_OK ||
        (exists && file_read(args, job->arena, path, &before) != STATUS_OK)) {
        job->golden = path;
        return;
    }
    if (exists && text_equal(before, after))
        return;
    if (!job->updates)
        difference_make(job, path, before, after);
    else if (file_write(args, path, after) != STATUS_OK)
        job->golden = path;
}

static TrialOptions options_of(const TestJob *job)
{
    TrialOptions options = {.trials = job->unit->trials};
    if (job->unit->tier)
        options.evaluators = tier_evaluators(job->unit->tier);
    return options;
}

static void golden_run(const Args *args, TestJob *job, const char *path)
{
    Rows rows = {0};
    if (!rows_open(&rows, job->unit->trials->policy)) {
        job->golden = path;
        return;
    }
    TrialOptions options = options_of(job);
    options.rows_open = rows_sink;
    options.context = &rows;
    job->result = trial_run(&options, job->trial, job->arena);
    bool is_written = emit_close(rows.emit) == STATUS_OK;
    emit_free(rows.emit);
    if (!is_written)
        job->golden = path;
    else if (!job->result.failures.count)
        golden_compare(args, job, path, rows.path);
    unlink(rows.path);
}

/* ---- One job ---- */

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void test_job_run(const Args *args, TestJob *job)
{
    int64_t began = clock_us();
    job->arena = arena_new();
    const TrialStep *replay = replay_find(job);
    TrialOptions options = options_of(job);
    const char *path = replay ? golden_path(job->arena, replay->path) : NULL;
    if (path && is_golden(job, path))
        golden_run(args, job, path);
    else
        job->result = trial_run(&options, job->trial, job->arena);
    job->took_us = clock_us() - began;
    if (!test_job_passed(job))
        return;
    arena_free(job->arena);
    job->arena = NULL;
}

/* ---- All of them ---- */

typedef struct Jobs {
    const Args *args;
    TestJob *at;
} Jobs;

static void job_take(void *context, uint32_t index)
{
    const Jobs *jobs = context;
    test_job_run(jobs->args, &jobs->at[index]);
}

void test_jobs_run(const Args *args, TestJob *jobs, uint32_t count, uint32_t threads)
{
    Jobs all = {args, jobs};
    pool_run(count, threads, "testing", job_take, &all);
}
