#include "cli/mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/overlay.h"
#include "cli/pool.h"
#include "cli/term.h"
#include "compiler/compile.h"
#include "compiler/mutant.h"

typedef enum Fate { FATE_INVALID, FATE_NOTICED, FATE_UNNOTICED, FATE_ALIKE, FATE_LATE, FATES } Fate;

typedef struct Subject { /* a file of the policies, with a unit that reads it */
    const TestUnit *unit;
    uint32_t file; /* in the unit's sources */
} Subject;

typedef struct Try {
    uint32_t subject;
    Mutant mutant;
    Fate fate;
} Try;

typedef struct Mutation {
    const Args *args;
    const TestUnits *units;
    const TestJob *jobs; /* that pass */
    uint32_t jobs_count;
    Arena *arena;
    VEC(Subject) subjects;
    VEC(Try) tries;
    int64_t until; /* term_clock: nothing is tried after it */
} Mutation;

/* ---- What is changed ---- */

static Text subject_name(const Subject *subject)
{
    return source_name(subject->unit->sources, subject->file);
}

static bool is_listed(const Mutation *mutation, Text name)
{
    for (uint32_t i = 0; i < mutation->subjects.count; i++)
        if (text_equal(subject_name(&mutation->subjects.at[i]), name))
            return true;
    return false;
}

/* Every file that a policy is made of but the standard library's, once. */
static void subjects_collect(Mutation *mutation)
{
    for (uint32_t u = 0; u < mutation->units->units.count; u++) {
        const TestUnit *unit = &mutation->units->units.at[u];
        for (uint32_t file = 0; file < source_count(unit->sources); file++) {
            Text name = source_name(unit->sources, file);
            if (!text_starts(name, TEXT("std/")) && !is_listed(mutation, name))
                VEC_PUSH(mutation->arena, &mutation->subjects, ((Subject){unit, file}));
        }
    }
}

static void tries_collect(Mutation *mutation)
{
    for (uint32_t i = 0; i < mutation->subjects.count; i++) {
        const Subject *subject = &mutation->subjects.at[i];
        MutantList mutants = {0};
        mutants_make(mutation->arena, subject->unit->sources, subject->file,
                     subject->unit->trials->policy, &mutants);
        for (uint32_t k = 0; k < mutants.count; k++)
            VEC_PUSH(mutation->arena, &mutation->tries,
                     ((Try){.subject = i, .mutant = mutants.at[k]}));
    }
}

/* At most `most` of them, spread evenly; returns how many there were. */
static uint32_t tries_thin(Mutation *mutation, uint64_t most)
{
    uint32_t all = mutation->tries.count;
    if (most >= all)
        return all;
    for (uint32_t i = 0; i < most; i++)
        mutation->tries.at[i] = mutation->tries.at[(uint64_t)i * all / most];
    mutation->tries.count = (uint32_t)most;
    return all;
}

/* ---- One try ---- */

static bool reads_file(const TestUnit *unit, Text name)
{
    for (uint32_t file = 0; file < source_count(unit->sources); file++)
        if (text_equal(source_name(unit->sources, file), name))
            return true;
    return false;
}

static bool job_fails(const Mutation *mutation, const TestUnit *changed, const TestJob *like)
{
    TestJob job = {.unit = changed, .trial = like->trial};
    test_job_run(mutation->args, &job);
    bool fails = !test_job_passed(&job);
    if (job.arena)
        arena_free(job.arena);
    return fails;
}

/* The tests of one unit on the changed file. */
static Fate unit_try(const Mutation *mutation, const TestUnit *unit, Overlay *overlay)
{
    FileReader reader = overlay_reader(overlay);
    TestUnit changed = {.path = unit->path, .sources = source_set_new()};
    DiagList *diags = diag_list_new();
    Fate fate = FATE_INVALID;
    changed.trials =
        compile_trials(&(CompileOptions){.reader = &reader}, unit->root, diags, changed.sources);
    if (changed.trials && changed.trials->count == unit->trials->count) {
        fate = FATE_UNNOTICED;
        for (uint32_t i = 0; i < mutation->jobs_count && fate == FATE_UNNOTICED; i++)
            if (mutation->jobs[i].unit == unit && job_fails(mutation, &changed, &mutation->jobs[i]))
                fate = FATE_NOTICED;
        if (fate == FATE_UNNOTICED && mutant_is_alike(unit->trials->policy, changed.trials->policy))
            fate = FATE_ALIKE;
    }
    trials_free(changed.trials);
    diag_list_free(diags);
    source_set_free(changed.sources);
    return fate;
}

/* Noticed by one of the units that read the file; invalid where it does not compile in one. */
static void mutant_try(void *context, uint32_t index)
{
    const Mutation *mutation = context;
    Try *attempt = &mutation->tries.at[index];
    const Subject *subject = &mutation->subjects.at[attempt->subject];
    if (term_clock() > mutation->until) {
        attempt->fate = FATE_LATE;
        return;
    }
    Arena *arena = arena_new();
    Text text =
        mutant_text(arena, source_text(subject->unit->sources, subject->file), &attempt->mutant);
    Overlay overlay = overlay_make(subject_name(subject), text);
    attempt->fate = FATE_UNNOTICED;
    for (uint32_t u = 0; u < mutation->units->units.count && attempt->fate == FATE_UNNOTICED; u++)
        if (reads_file(&mutation->units->units.at[u], overlay.path))
            attempt->fate = unit_try(mutation, &mutation->units->units.at[u], &overlay);
    arena_free(arena);
}

/* ---- The report ---- */

static void unnoticed_print(const Mutation *mutation, const Try *attempt)
{
    const Subject *subject = &mutation->subjects.at[attempt->subject];
    const SourceSet *sources = subject->unit->sources;
    Span span = attempt->mutant.span;
    Place place = source_place(sources, subject->file, span.lo);
    Text line = source_line(sources, subject->file, span.lo);
    while (line.size && (*line.data == ' ' || *line.data == '\t'))
        line.data++, line.size--;
    printf(
        "%.*s:%u:%u: %.*s -> %s\n    %.*s\n", TEXT_ARGS(subject_name(subject)), place.line,
        place.column, (int)(span.hi - span.lo), source_text(sources, subject->file).data + span.lo,
        attempt->mutant.replacement.size ? text_string(mutation->arena, attempt->mutant.replacement)
                                         : "(nothing)",
        TEXT_ARGS(line));
}

static int report(const Mutation *mutation, uint32_t all)
{
    uint32_t fates[FATES] = {0};
    for (uint32_t i = 0; i < mutation->tries.count; i++) {
        const Try *attempt = &mutation->tries.at[i];
        if (attempt->fate == FATE_UNNOTICED) {
            if (!fates[FATE_UNNOTICED])
                fputs("changes that no test notices:\n", stdout);
            unnoticed_print(mutation, attempt);
        }
        fates[attempt->fate]++;
    }
    uint32_t valid = fates[FATE_NOTICED] + fates[FATE_UNNOTICED];
    uint32_t share = valid ? (uint32_t)((uint64_t)fates[FATE_NOTICED] * 100 / valid) : 100;
    printf("mutants: %u of %u noticed (%u%%); %u more do not compile, %u mean the same\n",
           fates[FATE_NOTICED], valid, share, fates[FATE_INVALID], fates[FATE_ALIKE]);
    if (fates[FATE_LATE])
        printf("mutants: the time was over before %u were tried; --seconds gives more\n",
               fates[FATE_LATE]);
    if (all > mutation->tries.count)
        printf("mutants: %u of %u were not tried; --mutants %u tries all\n",
               all - mutation->tries.count, all, all);
    return share < args_number(mutation->args, "--threshold", 0) ? 1 : 0;
}

int mutate_run(const Args *args, const TestUnits *units, const TestJob *jobs, uint32_t count)
{
    enum { MUTANTS = 1000, SECONDS = 300 };
    Mutation mutation = {
        .args = args, .units = units, .jobs = jobs, .jobs_count = count, .arena = arena_new()};
    mutation.until = term_clock() + (int64_t)args_number(args, "--seconds", SECONDS) * 1000;
    subjects_collect(&mutation);
    tries_collect(&mutation);
    uint32_t all = tries_thin(&mutation, args_number(args, "--mutants", MUTANTS));
    pool_run(mutation.tries.count, pool_threads(args), "mutating", mutant_try, &mutation);
    int exit_code = report(&mutation, all);
    arena_free(mutation.arena);
    return exit_code;
}
