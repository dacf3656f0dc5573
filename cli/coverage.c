#include "cli/coverage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "cli/pool.h"
#include "cli/settings.h"
#include "cli/tier.h"
#include "compiler/cover.h"

typedef struct Item { /* of every unit that has it, as one */
    const CoverItem *item;
    bool is_reached;
} Item;

typedef struct Coverage {
    const Args *args;
    const TestUnits *units;
    const TestJob *jobs;
    Arena *arena;
    Cover **covers; /* by unit; NULL: it does not compile */
    VEC(Item) items;
    uint32_t all[COVER_KIND_COUNT], reached[COVER_KIND_COUNT];
    uint32_t unexamined;
} Coverage;

/* ---- Watching ---- */

static Sink sink_of(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    (void)policy, (void)texts, (void)sets;
    return cover_run_sink(context);
}

static void job_watch(void *context, uint32_t index)
{
    const Coverage *coverage = context;
    const TestJob *job = &coverage->jobs[index];
    const TestUnit *unit = job->unit;
    Arena *arena = arena_new();
    Evaluators own =
        unit->tier ? tier_evaluators(unit->tier) : policy_evaluators(unit->trials->policy);
    CoverRun *run = cover_run_new(arena, coverage->covers[unit - coverage->units->units.at], own);
    TrialOptions options = {.trials = unit->trials,
                            .evaluators = cover_run_evaluators(run),
                            .rows_open = sink_of,
                            .context = run};
    trial_run(&options, job->trial, arena);
    arena_free(arena);
}

/* ---- Items of all units ---- */

static int item_order(const void *left, const void *right)
{
    const CoverItem *a = ((const Item *)left)->item, *b = ((const Item *)right)->item;
    int order = text_compare(a->file, b->file);
    if (order == 0 && a->line != b->line)
        order = a->line < b->line ? -1 : 1;
    if (order == 0 && a->kind != b->kind)
        order = a->kind < b->kind ? -1 : 1;
    if (order == 0)
        order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->what, b->what);
}

/* Tests in several files may be of one policy: what any of them reaches is reached. */
static void items_merge(Coverage *coverage)
{
    uint32_t kept = 0;
    Item *at = coverage->items.at;
    if (coverage->items.count)
        qsort(at, coverage->items.count, sizeof *at, item_order);
    for (uint32_t i = 0; i < coverage->items.count; i++)
        if (kept && item_order(&at[kept - 1], &at[i]) == 0)
            at[kept - 1].is_reached |= at[i].is_reached;
        else
            at[kept++] = at[i];
    coverage->items.count = kept;
    for (uint32_t i = 0; i < kept; i++) {
        coverage->all[at[i].item->kind]++;
        coverage->reached[at[i].item->kind] += at[i].is_reached;
    }
}

static void items_collect(Coverage *coverage)
{
    for (uint32_t u = 0; u < coverage->units->units.count; u++) {
        if (!coverage->covers[u])
            continue;
        const CoverItems *items = cover_items(coverage->covers[u]);
        coverage->unexamined += cover_unexamined(coverage->covers[u]);
        for (uint32_t i = 0; i < items->count; i++)
            VEC_PUSH(coverage->arena, &coverage->items,
                     ((Item){&items->at[i], atomic_load(&items->at[i].is_reached)}));
    }
    items_merge(coverage);
}

static uint32_t sum(const uint32_t counts[COVER_KIND_COUNT])
{
    uint32_t all = 0;
    for (int i = 0; i < COVER_KIND_COUNT; i++)
        all += counts[i];
    return all;
}

/* Rounded down: 100 % is everything. */
static uint32_t share(uint32_t reached, uint32_t all)
{
    return all ? (uint32_t)((uint64_t)reached * 100 / all) : 100;
}

/* ---- The report ---- */

static void text_print(const Coverage *coverage)
{
    bool has_head = false;
    for (uint32_t i = 0; i < coverage->items.count; i++) {
        const CoverItem *item = coverage->items.at[i].item;
        if (coverage->items.at[i].is_reached)
            continue;
        if (!has_head)
            puts("not reached by any test:");
        has_head = true;
        printf("  %.*s:%u: %s %s%s%s\n", TEXT_ARGS(item->file), item->line,
               cover_kind_row(item->kind)->one, item->name, *item->what ? ": " : "", item->what);
    }
    uint32_t all = sum(coverage->all), reached = sum(coverage->reached);
    printf("coverage: %u of %u (%u%%)\n", reached, all, share(reached, all));
    for (int kind = 0; kind < COVER_KIND_COUNT; kind++)
        if (coverage->all[kind])
            printf("  %-12s %u of %u (%u%%)\n", cover_kind_row((CoverKind)kind)->word,
                   coverage->reached[kind], coverage->all[kind],
                   share(coverage->reached[kind], coverage->all[kind]));
    if (coverage->unexamined)
        printf("  not examined: the boundaries of %u lists of conditions, which are too many\n",
               coverage->unexamined);
}

static void counts_json(Buffer *out, uint32_t reached, uint32_t all)
{
    buffer_print(out, "\"reached\":%u,\"all\":%u,\"percent\":%u", reached, all,
                 share(reached, all));
}

static void item_json(Buffer *out, const Item *entry)
{
    const CoverItem *item = entry->item;
    buffer_print(out, "{\"kind\":\"%s\",\"name\":", cover_kind_row(item->kind)->one);
    buffer_json(out, text_from(item->name));
    buffer_string(out, ",\"what\":");
    buffer_json(out, text_from(item->what));
    buffer_string(out, ",\"file\":");
    buffer_json(out, item->file);
    buffer_print(out, ",\"line\":%u,\"reached\":%s}", item->line,
                 entry->is_reached ? "true" : "false");
}

static void json_print(const Coverage *coverage)
{
    Buffer out = {.arena = coverage->arena};
    const char *comma = "";
    buffer_char(&out, '{');
    counts_json(&out, sum(coverage->reached), sum(coverage->all));
    buffer_print(&out, ",\"unexamined\":%u,\"kinds\":{", coverage->unexamined);
    for (int kind = 0; kind < COVER_KIND_COUNT; kind++) {
        if (!coverage->all[kind])
            continue;
        buffer_print(&out, "%s\"%s\":{", comma, cover_kind_row((CoverKind)kind)->word);
        counts_json(&out, coverage->reached[kind], coverage->all[kind]);
        buffer_char(&out, '}');
        comma = ",";
    }
    buffer_string(&out, "},\"items\":[");
    for (uint32_t i = 0; i < coverage->items.count; i++) {
        buffer_string(&out, i ? ",\n" : "\n");
        item_json(&out, &coverage->items.at[i]);
    }
    buffer_string(&out, "]}\n");
    Text text = buffer_text(&out);
    fwrite(text.data, 1, text.size, stdout);
}

/* --threshold, else the greatest of the units' settings. */
static int threshold_exit(const Coverage *coverage)
{
    uint32_t least = (uint32_t)args_number(coverage->args, "--threshold", 0);
    int exit_code = 0;
    for (uint32_t u = 0;
         !args_has(coverage->args, "--threshold") && u < coverage->units->units.count; u++) {
        Settings settings;
        const char *path = coverage->units->units.at[u].path;
        if (settings_load(coverage->args, coverage->arena, path, &settings) != STATUS_OK)
            exit_code = status_exit(STATUS_INPUT);
        else if (settings.at[SETTING_threshold].number > least)
            least = (uint32_t)settings.at[SETTING_threshold].number;
    }
    uint32_t got = share(sum(coverage->reached), sum(coverage->all));
    if (got < least)
        fprintf(stderr, "slate test: the coverage of %u%% is below the threshold of %u%%\n", got,
                least);
    return exit_code ? exit_code : got < least;
}

int coverage_run(const Args *args, const TestUnits *units, const TestJob *jobs, uint32_t count)
{
    Coverage coverage = {.args = args, .units = units, .jobs = jobs, .arena = arena_new()};
    coverage.covers = ARENA_ARRAY(coverage.arena, Cover *, units->units.count);
    for (uint32_t u = 0; u < units->units.count; u++) {
        const TestUnit *unit = &units->units.at[u];
        coverage.covers[u] =
            unit->trials ? cover_new(coverage.arena, unit->trials->policy, unit->sources) : NULL;
    }
    pool_run(count, pool_threads(args), "measuring", job_watch, &coverage);
    items_collect(&coverage);
    if (args_is(args, "--format", "json"))
        json_print(&coverage);
    else
        text_print(&coverage);
    int exit_code = threshold_exit(&coverage);
    for (uint32_t u = 0; u < units->units.count; u++)
        if (coverage.covers[u])
            cover_free(coverage.covers[u]);
    arena_free(coverage.arena);
    return exit_code;
}
