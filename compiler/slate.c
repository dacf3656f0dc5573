/* The public API (include/slate.h) over the pipeline: nothing here but translation. */
#include "slate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag_render.h"
#include "compiler/compile.h"
#include "compiler/format.h"
#include "compiler/native.h"
#include "compiler/object.h"
#include "runtime/amount.h"
#include "runtime/ingest.h"
#include "runtime/replay.h"

static void *object_new(size_t size)
{
    void *object = calloc(1, size);
    if (!object)
        abort();
    return object;
}

static SlateStatus status_public(Status status)
{
    return (SlateStatus)status_exit(status);
}

/* ---- Policies ---- */

struct SlatePolicy {
    Policy *policy; /* NULL: it does not compile */
    Native *native; /* NULL: the interpreter runs it */
    Arena *arena;
    const char *path, *problem;
    bool is_prepared;
};

static const char *findings_text(Arena *arena, const SourceSet *sources, DiagList *diags)
{
    diag_sort(diags);
    return text_string(arena, diag_render(arena, sources, diags, DIAG_TEXT, false));
}

/* Says why a compiled policy can't be one. */
static bool object_refuse(SlatePolicy *policy, const FileReader *disk)
{
    Object object;
    const char *problem = object_read(disk, policy->arena, policy->path, &object);
    if (problem)
        policy->problem = arena_format(policy->arena, "%s: %s\n", policy->path, problem);
    return problem != NULL;
}

SlateStatus slate_policy_load(const char *path, SlatePolicy **out)
{
    SlatePolicy *policy = object_new(sizeof *policy);
    *out = policy;
    policy->arena = arena_new();
    FileReader disk = file_reader_disk();
    if (strcmp(path, "-") != 0 && disk.kind(disk.context, path) == FILE_MISSING) {
        policy->problem = arena_format(policy->arena, "%s: there is no such file\n", path);
        return SLATE_INPUT;
    }
    policy->path = text_string(policy->arena, text_from(path));
    if (object_is_named(path) && object_refuse(policy, &disk))
        return SLATE_INPUT;
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    policy->policy = compile_policy(&(CompileOptions){0}, path, diags, sources);
    policy->problem = findings_text(policy->arena, sources, diags);
    diag_list_free(diags);
    source_set_free(sources);
    return policy->policy ? SLATE_OK : SLATE_POLICY;
}

SlateStatus slate_policy_prepare(SlatePolicy *policy)
{
    const char *problem;
    if (!policy->policy || policy->is_prepared)
        return policy->policy ? SLATE_OK : SLATE_POLICY;
    policy->is_prepared = true;
    if (!object_is_named(policy->path))
        return SLATE_OK;
    policy->native = native_load(policy->arena, policy->path, policy->policy, false, &problem);
    if (!policy->native)
        policy->problem = arena_format(policy->arena, "%s%s: its code is not used: %s\n",
                                       policy->problem, policy->path, problem);
    return SLATE_OK;
}

const char *slate_policy_engine(const SlatePolicy *policy)
{
    return policy->native ? "native" : "interp";
}

static Evaluators evaluators_of(const SlatePolicy *policy)
{
    return policy->native ? native_evaluators(policy->native) : policy_evaluators(policy->policy);
}

void slate_policy_free(SlatePolicy *policy)
{
    if (!policy)
        return;
    native_close(policy->native);
    policy_free(policy->policy);
    arena_free(policy->arena);
    free(policy);
}

const char *slate_policy_problem(const SlatePolicy *policy)
{
    return policy->problem;
}

/* ---- Rows ---- */

/* What turns the engine's rows into public ones; texts are copied into the arena for the time of the call. */
typedef struct Rows {
    const Policy *policy;
    const Intern *texts;
    SlateSink sink;
    Arena *arena;
} Rows;

static const char *id_string(const Rows *rows, TextId id)
{
    return id == TEXT_NONE ? NULL : text_string(rows->arena, intern_get(rows->texts, id));
}

static const char *sla_string(const Rows *rows, uint32_t sla)
{
    return sla == NONE ? NULL : id_string(rows, rows->policy->slas[sla].name);
}

static const char *clock_string(const Rows *rows, uint32_t clock)
{
    return clock == NONE ? NULL : id_string(rows, rows->policy->clocks[clock].name);
}

static const char *origin_string(const Rows *rows, Origin origin)
{
    if (origin.line == 0)
        return NULL;
    return arena_format(rows->arena, "%.*s:%u", TEXT_ARGS(intern_get(rows->texts, origin.file)),
                        (unsigned)origin.line);
}

static void decision_give(void *context, const DecisionRow *row)
{
    Rows *rows = context;
    SlateDecision decision = {
        .at = row->at,
        .seq = row->seq,
        .kind = decision_word(row->kind),
        .ticket = id_string(rows, row->ticket),
        .clock = clock_string(rows, row->clock),
        .sla = sla_string(rows, row->sla),
        .cycle = row->cycle,
        .due = row->due,
        .source = origin_string(rows, row->source),
    };
    rows->sink.decision(rows->sink.context, &decision);
    arena_reset(rows->arena);
}

static const char *rule_string(const Rows *rows, const ActionRow *row)
{
    if (row->rule != NONE)
        return id_string(rows, rows->policy->rules[row->rule].name);
    if (row->sla == NONE)
        return id_string(rows, row->name);
    return arena_format(rows->arena, "%s.%s", sla_string(rows, row->sla),
                        clock_string(rows, row->clock));
}

static void action_give(void *context, const ActionRow *row)
{
    Rows *rows = context;
    SlateAction action = {
        .at = row->at,
        .ticket = id_string(rows, row->ticket),
        .rule = rule_string(rows, row),
        .cycle = row->cycle,
        .step = row->step,
        .repetition = row->repetition,
        .action = action_word(row->action->kind),
        .target = row->target == VALUE_ABSENT ? NULL : id_string(rows, (TextId)row->target),
        .source = origin_string(rows, row->action->origin),
    };
    rows->sink.action(rows->sink.context, &action);
    arena_reset(rows->arena);
}

static void clock_give(void *context, const ClockRow *row)
{
    Rows *rows = context;
    SlateClock clock = {
        .ticket = id_string(rows, row->ticket),
        .clock = clock_string(rows, row->clock),
        .cycle = row->cycle,
        .sla = sla_string(rows, row->sla),
        .plan = row->plan == NONE ? NULL : id_string(rows, rows->policy->plans[row->plan].name),
        .limit_ms = row->limit_ms,
        .started = row->started,
        .due = row->due,
        .stopped = row->stopped,
        .elapsed_ms = row->elapsed_ms,
        .paused_ms = row->paused_ms,
        .breached_at = row->breached_at,
        .state = clock_state_word(row->state),
        .outcome = outcome_word(row->outcome),
        .source = origin_string(rows, row->source),
    };
    rows->sink.clock(rows->sink.context, &clock);
    arena_reset(rows->arena);
}

static Sink rows_sink(Rows *rows)
{
    return (Sink){.context = rows,
                  .clock = rows->sink.clock ? clock_give : NULL,
                  .decision = rows->sink.decision ? decision_give : NULL,
                  .action = rows->sink.action ? action_give : NULL};
}

/* ---- Engines ---- */

struct SlateEngine {
    Engine *engine;
    Rows rows;
    Arena *contracts; /* why their files could not be read */
    const char *problem;
};

SlateEngine *slate_engine_new(const SlatePolicy *policy, SlateSink sink)
{
    SlateEngine *engine = object_new(sizeof *engine);
    engine->rows = (Rows){.policy = policy->policy, .sink = sink, .arena = arena_new()};
    engine->engine = engine_new(policy->policy, (EngineOptions){0}, rows_sink(&engine->rows));
    engine_use(engine->engine, evaluators_of(policy));
    engine_keep_past(engine->engine); /* what comes is unknown */
    engine->rows.texts = engine_texts(engine->engine);
    engine->problem = "";
    engine->contracts = arena_new();
    ContractReading reading = {.rows = 0};
    if (engine_read_contracts(engine->engine, &reading, engine->contracts, &engine->problem) ==
        STATUS_OK)
        arena_reset(engine->contracts);
    return engine;
}

void slate_engine_free(SlateEngine *engine)
{
    if (!engine)
        return;
    engine_free(engine->engine);
    arena_free(engine->contracts);
    arena_free(engine->rows.arena);
    free(engine);
}

SlateStatus slate_engine_feed(SlateEngine *engine, const SlateRecord *record)
{
    const char *reason = engine_feed(engine->engine, (const Record *)(const void *)record);
    engine->problem = reason ? reason : "";
    return reason ? SLATE_INPUT : SLATE_OK;
}

void slate_engine_advance(SlateEngine *engine, int64_t until)
{
    engine_advance(engine->engine, until);
}

int64_t slate_engine_next(const SlateEngine *engine)
{
    return engine_next(engine->engine);
}

int64_t slate_engine_due(const SlateEngine *engine, const char *ticket, const char *clock)
{
    return engine_due(engine->engine, text_from(ticket), text_from(clock));
}

void slate_engine_finish(SlateEngine *engine, int64_t at)
{
    engine_finish(engine->engine, at);
}

const char *slate_engine_problem(const SlateEngine *engine)
{
    return engine->problem;
}

/* ---- Sources ---- */

struct SlateSource {
    Ingest *ingest; /* NULL: the policy has no source of that name */
    bool is_open;
};

/* A source of that name over the engine's tables. */
static SlateSource *source_new(SlateEngine *engine, const char *name)
{
    SlateSource *source = object_new(sizeof *source);
    const Policy *policy = engine->rows.policy;
    uint32_t index = name ? policy_source_find(policy, text_from(name)) : NONE;
    if (name && index == NONE)
        return source;
    source->ingest = ingest_new(&(IngestOptions){.policy = policy,
                                                 .source = index,
                                                 .texts = engine_texts(engine->engine),
                                                 .sets = engine_sets(engine->engine)});
    return source;
}

SlateStatus slate_source_open(SlateEngine *engine, const char *path, const char *name,
                              SlateSource **out)
{
    *out = source_new(engine, name);
    if (!(*out)->ingest)
        return SLATE_USAGE;
    Status status = ingest_open((*out)->ingest, path, 0);
    (*out)->is_open = status == STATUS_OK;
    return status_public(status);
}

SlateStatus slate_source_open_text(SlateEngine *engine, const char *text, size_t size,
                                   SlateSource **out)
{
    *out = source_new(engine, NULL);
    if (size > UINT32_MAX)
        return SLATE_INTERNAL;
    Status status =
        ingest_open_text((*out)->ingest, (Text){text, (uint32_t)size}, FORMAT_NDJSON, 0);
    (*out)->is_open = status == STATUS_OK;
    return status_public(status);
}

SlateStatus slate_source_next(SlateSource *source, const SlateRecord **out)
{
    const Record *record = NULL;
    *out = NULL;
    if (!source->is_open)
        return SLATE_USAGE;
    Status status = ingest_next(source->ingest, &record);
    if (status == STATUS_OK)
        *out = (const SlateRecord *)(const void *)record;
    return status_public(status);
}

uint64_t slate_source_rejected(const SlateSource *source)
{
    return source->ingest ? ingest_counts(source->ingest).rejected : 0;
}

const char *slate_source_problem(const SlateSource *source)
{
    return source->ingest ? ingest_problem(source->ingest)
                          : "the policy has no source of that name";
}

void slate_source_close(SlateSource *source)
{
    if (!source)
        return;
    if (source->is_open)
        ingest_close(source->ingest);
    ingest_free(source->ingest);
    free(source);
}

/* ---- Whole histories ---- */

static Sink replay_sink_open(void *context, const Policy *policy, const Intern *texts,
                             const SetPool *sets)
{
    Rows *rows = context;
    (void)policy, (void)sets;
    rows->texts = texts;
    return rows_sink(rows);
}

static void problem_give(char *problem, size_t size, const char *reason)
{
    if (problem && size)
        snprintf(problem, size, "%s", reason);
}

static SlateStatus history_replay(const ReplayOptions *options, SlateCounts *counts, char *problem,
                                  size_t size)
{
    ReplayResult result = {0};
    Replay *replay = replay_new(options);
    Status status = replay_run(replay, &result);
    if (status != STATUS_OK)
        problem_give(problem, size, replay_problem(replay));
    else
        *counts = (SlateCounts){.records = result.records,
                                .applied = result.applied,
                                .rejected = result.rejected,
                                .duplicates = result.duplicates,
                                .faults = result.faults,
                                .tickets = result.tickets};
    replay_free(replay);
    return status_public(status);
}

SlateStatus slate_replay(const SlatePolicy *policy, const SlateReplay *replay, SlateSink sink,
                         SlateCounts *counts, char *problem, size_t size)
{
    *counts = (SlateCounts){0};
    Rows rows = {.policy = policy->policy, .sink = sink};
    ReplayOptions options = {.policy = policy->policy,
                             .source = NONE,
                             .inputs = replay->paths,
                             .inputs_count = replay->paths_count,
                             .accounts = replay->accounts,
                             .until = replay->until,
                             .closed_loop = replay->closed_loop,
                             .threads = 1,
                             .evaluators = evaluators_of(policy),
                             .sink_open = replay_sink_open,
                             .context = &rows};
    if (replay->source)
        options.source = policy_source_find(policy->policy, text_from(replay->source));
    if (replay->source && options.source == NONE) {
        problem_give(problem, size, "the policy has no source of that name");
        return SLATE_USAGE;
    }
    rows.arena = arena_new();
    SlateStatus status = history_replay(&options, counts, problem, size);
    arena_free(rows.arena);
    return status;
}

/* ---- Calendars ---- */

static const Calendar *calendar_find(const SlatePolicy *policy, const char *name)
{
    uint32_t index = policy_calendar_find(policy->policy, text_from(name));
    return index == NONE ? NULL : policy->policy->calendars[index];
}

SlateStatus slate_calendar_add(const SlatePolicy *policy, const char *calendar, int64_t start,
                               const char *amount, int64_t *out)
{
    const Calendar *found = calendar_find(policy, calendar);
    Amount parsed;
    if (!found || !amount_parse(text_from(amount), &parsed) || !instant_is_valid(start))
        return SLATE_USAGE;
    return calendar_step(found, start, parsed, out) ? SLATE_OK : SLATE_UNKNOWN;
}

SlateStatus slate_calendar_between(const SlatePolicy *policy, const char *calendar, int64_t a,
                                   int64_t b, int64_t *out)
{
    const Calendar *found = calendar_find(policy, calendar);
    if (!found || !instant_is_valid(a) || !instant_is_valid(b))
        return SLATE_USAGE;
    return calendar_working(found, a, b, out) ? SLATE_OK : SLATE_UNKNOWN;
}

/* ---- Text ---- */

static char *string_copy(Text text)
{
    char *copy = object_new((size_t)text.size + 1);
    if (text.size)
        memcpy(copy, text.data, text.size);
    return copy;
}

SlateStatus slate_format(const char *text, char **out)
{
    Arena *arena = arena_new();
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    uint32_t file = source_add(sources, TEXT("policy.sla"), text_from(text));
    Text formatted;
    bool parsed = format_file(arena, sources, file, diags, &formatted);
    *out = string_copy(parsed ? formatted : text_from(findings_text(arena, sources, diags)));
    diag_list_free(diags);
    source_set_free(sources);
    arena_free(arena);
    return parsed ? SLATE_OK : SLATE_POLICY;
}
