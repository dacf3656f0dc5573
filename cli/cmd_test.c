/* slate test FILE|DIR…: runs the tests of policies in virtual time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/status.h"
#include "cli/coverage.h"
#include "cli/generate.h"
#include "cli/mutate.h"
#include "cli/pool.h"
#include "cli/term.h"
#include "cli/test_report.h"
#include "cli/tier.h"
#include "cli/verbs.h"

/* Does the name hold the pattern, `*` standing for anything? */
static bool name_fits(Text name, const char *pattern)
{
    size_t size = strcspn(pattern, "*");
    if (!*pattern)
        return true;
    for (uint32_t i = 0; i + size <= name.size; i++)
        if (memcmp(name.data + i, pattern, size) == 0 &&
            (pattern[size] == 0 ||
             name_fits((Text){name.data + i + size, name.size - i - (uint32_t)size},
                       pattern + size + 1)))
            return true;
    return false;
}

static TestJob *jobs_make(const Args *args, const TestUnits *units, uint32_t *count)
{
    const char *pattern = args_value(args, "--run");
    uint32_t total = 0;
    for (uint32_t i = 0; i < units->units.count; i++)
        total += units->units.at[i].trials ? units->units.at[i].trials->count : 0;
    TestJob *jobs = ARENA_ARRAY(units->arena, TestJob, total);
    for (uint32_t i = 0; i < units->units.count; i++) {
        const TestUnit *unit = &units->units.at[i];
        for (uint32_t k = 0; unit->trials && k < unit->trials->count; k++)
            if (unit->is_own[k] && (!pattern || name_fits(unit->trials->trials[k].name, pattern)))
                jobs[(*count)++] =
                    (TestJob){.unit = unit, .trial = k, .updates = args_has(args, "--update")};
    }
    return jobs;
}

/* Prints the failures; returns how many tests failed. */
static uint32_t failures_print(const Args *args, FILE *out, const TestJob *jobs, uint32_t count)
{
    uint32_t failed = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!test_job_passed(&jobs[i])) {
            test_failure_print(out, &jobs[i], term_has_color(args, out));
            failed++;
        }
    return failed;
}

/* Standard output is for a program, or for a file of tests. */
static bool stands_alone(const Args *args)
{
    return args_is(args, "--format", "json") || args_has(args, "--generate");
}

static void answer(const Args *args, TestUnits *units)
{
    uint32_t count = 0;
    TestJob *jobs = jobs_make(args, units, &count);
    test_jobs_run(args, jobs, count, pool_threads(args));
    FILE *out = stands_alone(args) ? stderr : stdout;
    uint32_t failed = failures_print(args, out, jobs, count);
    int exit_code = failed ? 1 : 0;
    const char *junit = args_value(args, "--junit");
    if (junit && test_junit_write(args, junit, jobs, count, (int64_t)time(NULL)) != STATUS_OK)
        exit_code = status_exit(STATUS_INPUT);
    if (!count && !units->exit_code && !args_has(args, "--generate"))
        fprintf(stderr, "slate test: there are no tests%s\n",
                args_has(args, "--run") ? " of that name" : "");
    fprintf(out, "%u passed, %u failed\n", count - failed, failed);
    if (args_has(args, "--generate") && !exit_code && !units->exit_code)
        exit_code = generate_run(args, units, jobs, count);
    if (args_has(args, "--coverage")) {
        int answer = coverage_run(args, units, jobs, count);
        exit_code = answer > exit_code ? answer : exit_code;
    }
    if (args_has(args, "--mutate") && !exit_code && !units->exit_code)
        exit_code = mutate_run(args, units, jobs, count);
    for (uint32_t i = 0; i < count; i++)
        if (jobs[i].arena)
            arena_free(jobs[i].arena);
    units->exit_code = status_exit_join(units->exit_code, exit_code);
}

/* Tests are short: machine code is for those who ask for it. As many compilers work as there are threads to wait for. */
static void tiers_open(const Args *args, const TestUnits *units)
{
    uint32_t most = pool_threads(args), count = units->units.count;
    if (!args_has(args, "--engine") || args_is(args, "--engine", "interp"))
        return;
    for (uint32_t i = 0; i < count + most; i++) {
        if (i < count && units->units.at[i].trials)
            units->units.at[i].tier =
                tier_open(args, units->units.at[i].trials->policy, NULL, true);
        if (i >= most && units->units.at[i - most].tier)
            tier_wait(units->units.at[i - most].tier);
    }
}

static void tiers_close(TestUnits *units)
{
    for (uint32_t i = 0; i < units->units.count; i++)
        if (units->units.at[i].tier)
            units->exit_code = tier_exit(units->units.at[i].tier, units->exit_code);
}

int cmd_test(int argc, char **argv)
{
    Args args;
    int exit_code;
    if (!args_parse(&args, argc, argv, &exit_code))
        return exit_code;
    TestUnits units = {.arena = arena_new()};
    for (int i = 0; i < args.operands_count; i++)
        test_units_add(&args, &units, args.operands[i]);
    tiers_open(&args, &units);
    answer(&args, &units);
    tiers_close(&units);
    exit_code = units.exit_code;
    test_units_free(&units);
    return exit_code;
}
