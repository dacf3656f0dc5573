#include "compiler/cover.h"

#include <string.h>

#include "compiler/cover_part.h"
#include "compiler/scan.h"
#include "runtime/engine.h"

static const CoverKindRow KIND[] = {
#define COVER(kind, word, one, what) {word, one},
#include "compiler/cover.def"
#undef COVER
};

const CoverKindRow *cover_kind_row(CoverKind kind)
{
    return &KIND[kind];
}

CoverItems *cover_items(Cover *cover)
{
    return &cover->items;
}

uint32_t cover_unexamined(const Cover *cover)
{
    return cover->unexamined;
}

void cover_free(Cover *cover)
{
    engine_free(cover->words);
}

/* ---- Items ---- */

static bool is_std(Text file)
{
    return text_starts(file, TEXT("std/"));
}

/* The source whose name ends with an origin's file, which is a base name. */
static Text file_of(const Cover *cover, TextId id)
{
    Text base = policy_text(cover->policy, id);
    for (uint32_t i = 0; i < source_count(cover->sources); i++) {
        Text name = source_name(cover->sources, i);
        bool is_whole = name.size == base.size ||
                        (name.size > base.size && name.data[name.size - base.size - 1] == '/');
        if (is_whole && text_ends(name, base))
            return name;
    }
    return base;
}

static uint32_t item_add(Cover *cover, CoverItem item)
{
    if (is_std(item.file))
        return NONE;
    VEC_PUSH(cover->arena, &cover->items, item);
    return cover->items.count - 1;
}

uint32_t cover_add(Cover *cover, CoverKind kind, const char *name, const char *what, Origin origin)
{
    return item_add(cover, (CoverItem){.kind = kind,
                                       .name = name,
                                       .what = what,
                                       .file = file_of(cover, origin.file),
                                       .line = origin.line});
}

void cover_reach(Cover *cover, uint32_t item)
{
    if (item != NONE)
        atomic_store_explicit(&cover->items.at[item].is_reached, true, memory_order_relaxed);
}

const char *cover_name(Cover *cover, TextId id)
{
    return text_string(cover->arena, policy_text(cover->policy, id));
}

CoverRows cover_rows(Cover *cover, uint32_t count)
{
    CoverRows rows = ARENA_ARRAY(cover->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        rows[i] = NONE;
    return rows;
}

/* ---- Where a name is declared ---- */

typedef struct Search { /* for two words that follow each other */
    Text text, word, name;
    bool is_after;  /* the last piece but white space was the word */
    uint32_t found; /* byte, NONE */
} Search;

static void search_piece(void *context, Piece piece, uint32_t lo, uint32_t hi)
{
    Search *search = context;
    Text text = {search->text.data + lo, hi - lo};
    if (piece == PIECE_SPACE || piece == PIECE_LINE || piece == PIECE_COMMENT)
        return;
    if (search->is_after && search->found == NONE && text_equal(text, search->name))
        search->found = lo;
    search->is_after = text_equal(text, search->word);
}

uint32_t cover_add_declared(Cover *cover, CoverKind kind, const char *word, Text name,
                            const char *what)
{
    CoverItem item = {.kind = kind, .name = text_string(cover->arena, name), .what = what};
    for (uint32_t file = source_count(cover->sources); file-- > 0;) {
        Text text = source_text(cover->sources, file);
        Search search = {.text = text, .word = text_from(word), .name = name, .found = NONE};
        if (!text_contains(text, name))
            continue;
        pieces_each(text, 0, search_piece, &search);
        if (search.found == NONE)
            continue;
        item.file = source_name(cover->sources, file);
        item.line = source_place(cover->sources, file, search.found).line;
        break;
    }
    return item_add(cover, item);
}

/* ---- Watching code ---- */

void cover_watch(Cover *cover, CodeId code, WatchKind kind, uint32_t item)
{
    if (code >= cover->codes_count || item == NONE)
        return;
    VEC_PUSH(cover->arena, &cover->watches, ((Watch){kind, item, cover->heads[code]}));
    cover->heads[code] = cover->watches.count - 1;
}

const char *cover_numbered(Cover *cover, const char *owner, const char *word, uint32_t number)
{
    return arena_format(cover->arena, "%s.%s[%u]", owner, word, number);
}

static void pauses_add(Cover *cover, const char *owner, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const PauseLine *pause = &cover->policy->pauses[first + i];
        const char *name = cover_numbered(cover, owner, "pause", i + 1);
        cover_watch(cover, pause->when, WATCH_HOLDS,
                    cover_add(cover, COVER_PAUSE, name, "begins", pause->origin));
        cover_watch(cover, pause->when, WATCH_ENDS,
                    cover_add(cover, COVER_PAUSE, name, "ends", pause->origin));
        cover_tests_add(cover, name, pause->when, pause->origin);
    }
}

static void slas_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++) {
        const SlaDef *sla = &policy->slas[i];
        const char *name = cover_name(cover, sla->name);
        pauses_add(cover, name, sla->pauses_first, sla->pauses_count);
        if (sla->fixed_calendar == NONE)
            cover_tests_add(cover, arena_format(cover->arena, "%s.calendar", name), sla->calendar,
                            sla->origin);
    }
    for (uint32_t i = 0; i < policy->clocks_count; i++) {
        const ClockDef *clock = &policy->clocks[i];
        const char *name = cover_name(cover, clock->name);
        if (clock->pause == NONE)
            continue;
        cover_watch(cover, clock->pause, WATCH_HOLDS,
                    cover_add(cover, COVER_PAUSE, name, "begins", clock->origin));
        cover_watch(cover, clock->pause, WATCH_ENDS,
                    cover_add(cover, COVER_PAUSE, name, "ends", clock->origin));
        cover_tests_add(cover, name, clock->pause, clock->origin);
    }
}

/* What a contract puts in the place of an SLA's lines (P2). */
static void override_add(Cover *cover, const char *contract, const OverrideDef *override)
{
    const Policy *policy = cover->policy;
    const char *owner = arena_format(cover->arena, "%s.%s", contract,
                                     cover_name(cover, policy->slas[override->sla].name));
    pauses_add(cover, owner, override->pauses_first, override->pauses_count);
    for (uint32_t i = 0; i < override->clocks_count; i++) {
        uint32_t row = override->clocks_first + i;
        cover_list_add(cover, owner, policy->sla_clocks[row].line, override->origin);
        cover_steps_add(cover, owner, row);
    }
}

static void overrides_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; i < policy->contracts_count; i++) {
        const ContractDef *contract = &policy->contracts[i];
        for (uint32_t k = 0; k < contract->terms.overrides_count; k++)
            override_add(cover, cover_name(cover, contract->name),
                         &policy->overrides[contract->terms.overrides_first + k]);
    }
}

/* "warranty.freeze.resolve[1]" and "warranty.freeze.resolve.fast" stand in an exception, "warranty.resolve.fast" in
   none: returns the size of "warranty.freeze", or 0. */
static uint32_t exception_size(Text line)
{
    uint32_t dots = 0, second = 0;
    for (uint32_t i = 0; i < line.size; i++)
        if (line.data[i] == '.' && ++dots == 2)
            second = i;
    bool is_numbered = line.size && line.data[line.size - 1] == ']';
    return dots == 3 || (dots == 2 && is_numbered) ? second : 0;
}

static uint32_t exception_add(Cover *cover, uint32_t line)
{
    const Policy *policy = cover->policy;
    Text name = policy_text(policy, policy->lines[line].name);
    name.size = exception_size(name);
    if (!name.size)
        return NONE;
    for (uint32_t i = 0; i < line; i++)
        if (cover->exceptions[i] != NONE &&
            text_is(name, cover->items.at[cover->exceptions[i]].name))
            return cover->exceptions[i];
    return cover_add(cover, COVER_EXCEPTION, text_string(cover->arena, name), "",
                     policy->lines[line].origin);
}

static void lines_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->lines = cover_rows(cover, policy->lines_count);
    cover->exceptions = cover_rows(cover, policy->lines_count);
    for (uint32_t i = 0; i < policy->lines_count; i++) {
        const TargetLine *line = &policy->lines[i];
        cover->lines[i] =
            cover_add(cover, COVER_TARGET,
                      text_string(cover->arena, policy_text(policy, line->name)), "", line->origin);
        cover->exceptions[i] = exception_add(cover, i);
    }
    for (uint32_t i = 0; i < policy->sla_clocks_count; i++)
        cover_watch(cover, policy->sla_clocks[i].line, WATCH_LINE, 0);
    for (uint32_t i = 0; i < policy->slas_count; i++)
        for (uint32_t k = 0; k < policy->slas[i].clocks_count; k++)
            cover_list_add(cover, cover_name(cover, policy->slas[i].name),
                           policy->sla_clocks[policy->slas[i].clocks_first + k].line,
                           policy->slas[i].origin);
    for (uint32_t i = 0; i < policy->plan_choices_count; i++)
        cover_watch(cover, policy->plan_choices[i], WATCH_PLAN, i);
}

Cover *cover_new(Arena *arena, const Policy *policy, const SourceSet *sources)
{
    const IrProgram *program = policy->code;
    Cover *cover = ARENA_NEW(arena, Cover);
    *cover = (Cover){.arena = arena, .policy = policy, .sources = sources};
    cover->codes_count = program->functions.count;
    cover->program = *program;
    cover->words = engine_new(policy, (EngineOptions){0}, (Sink){0});
    cover->heads = cover_rows(cover, cover->codes_count);
    lines_add(cover);
    slas_add(cover);
    cover_conditions_add(cover);
    cover_rows_add(cover);
    overrides_add(cover);
    cover_workflows_add(cover);
    cover_calendars_add(cover);
    return cover;
}

/* ---- A run ---- */

static Value ticket_of(const Frame *frame)
{
    uint32_t id = frame->policy->field_id;
    return id == NONE || !frame->ticket ? 0 : frame->ticket[id];
}

static struct Held *held_find(CoverRun *run, CodeId code, Value ticket)
{
    for (uint32_t i = 0; i < run->held.count; i++)
        if (run->held.at[i].code == code && run->held.at[i].ticket == ticket)
            return &run->held.at[i];
    return NULL;
}

static bool watched_run(const void *code, CodeId id, const Frame *frame, Value *out);

/* The first SLA whose `applies` holds is the plan's (P1). */
static void plan_see(CoverRun *run, const PlanDef *plan, const Frame *frame)
{
    const Policy *policy = run->cover->policy;
    Value holds = false;
    for (uint32_t i = 0; i < plan->slas_count && holds != true; i++) {
        CodeId applies = policy->slas[policy->plan_slas[plan->slas_first + i]].applies;
        if (applies == NONE || !watched_run(run, applies, frame, &holds))
            holds = applies == NONE;
    }
}

static void watch_see(CoverRun *run, const Watch *watch, CodeId code, const Frame *frame,
                      Value value)
{
    Cover *cover = run->cover;
    bool holds = value == true;
    switch (watch->kind) {
    case WATCH_HOLDS:
        if (holds)
            cover_reach(cover, watch->item);
        return;
    case WATCH_FAILS:
        if (!holds)
            cover_reach(cover, watch->item);
        return;
    case WATCH_ENDS:
        if (holds && !held_find(run, code, ticket_of(frame)))
            VEC_PUSH(run->arena, &run->held, ((struct Held){code, ticket_of(frame)}));
        if (!holds && held_find(run, code, ticket_of(frame)))
            cover_reach(cover, watch->item);
        return;
    case WATCH_LINE:
        if (value < 0 || value >= cover->policy->lines_count)
            return;
        cover_reach(cover, cover->lines[value]);
        cover_reach(cover, cover->exceptions[value]);
        return;
    case WATCH_PLAN: plan_see(run, &cover->policy->plans[watch->item], frame); return;
    case WATCH_CHOICE: cover_choice_mark(cover, watch->item, frame); return;
    case WATCH_ASK:
        if (holds)
            cover_ask_mark(run, watch->item, frame);
        return;
    }
}

static bool watched_run(const void *code, CodeId id, const Frame *frame, Value *out)
{
    CoverRun *run = (CoverRun *)(uintptr_t)code;
    bool is_good = run->inner.run(run->inner.code, id, frame, out);
    const Cover *cover = run->cover;
    Value value = is_good ? *out : VALUE_ABSENT;
    cover_move_mark(run, frame);
    if (id < cover->codes_count)
        for (uint32_t i = cover->heads[id]; i != NONE; i = cover->watches.at[i].next)
            watch_see(run, &cover->watches.at[i], id, frame, value);
    return is_good;
}

CoverRun *cover_run_new(Arena *arena, Cover *cover, Evaluators evaluators)
{
    CoverRun *run = ARENA_NEW(arena, CoverRun);
    *run = (CoverRun){.cover = cover, .arena = arena, .inner = evaluators};
    return run;
}

Evaluators cover_run_evaluators(CoverRun *run)
{
    return (Evaluators){.run = watched_run, .code = run};
}
