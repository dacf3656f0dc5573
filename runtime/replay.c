#include "runtime/replay.h"
#include "runtime/shards.h"

#include <stdlib.h>

enum { /* records between two calls of a callback */
       PROGRESS_EVERY = 1 << 14,
       TURN_EVERY = 1 << 10
};

struct Replay {
    ReplayOptions options;
    Engine *engine; /* with shards it has no tickets */
    Shards *shards; /* NULL: one thread */
    History *history;
    Arena *arena;
    ContractReading contracts;
    VEC(UnknownKey) unknown; /* columns of contract files */
    const char *problem;     /* of a contract file */
};

Replay *replay_new(const ReplayOptions *options)
{
    Replay *replay = calloc(1, sizeof *replay);
    if (!replay)
        abort();
    replay->options = *options;
    EngineOptions engine = {.closed_loop = options->closed_loop,
                            .keeps_phases = options->keeps_phases};
    replay->engine = engine_new(options->policy, engine, (Sink){.context = NULL});
    if (options->evaluators.run)
        engine_use(replay->engine, options->evaluators);
    HistoryOptions history = {.progress = options->progress,
                              .progress_context = options->context,
                              .memory = options->memory,
                              .folder = options->folder};
    history.ingest = (IngestOptions){.policy = options->policy, .source = options->source};
    history.ingest.texts = engine_texts(replay->engine);
    history.ingest.sets = engine_sets(replay->engine);
    history.ingest.reject = options->reject;
    history.ingest.context = options->context;
    replay->history = history_new(&history);
    replay->arena = arena_new();
    return replay;
}

void replay_free(Replay *replay)
{
    if (!replay)
        return;
    shards_free(replay->shards);
    history_free(replay->history);
    engine_free(replay->engine);
    arena_free(replay->arena);
    free(replay);
}

const char *replay_problem(const Replay *replay)
{
    return replay->problem ? replay->problem : history_problem(replay->history);
}

uint32_t replay_unknown_count(const Replay *replay)
{
    return history_unknown_count(replay->history) + replay->unknown.count;
}

UnknownKey replay_unknown_at(const Replay *replay, uint32_t index)
{
    uint32_t count = history_unknown_count(replay->history);
    return index < count ? history_unknown_at(replay->history, index)
                         : replay->unknown.at[index - count];
}

static void contract_refuse(void *context, const Reject *reject)
{
    const Replay *replay = context;
    if (replay->options.reject)
        replay->options.reject(replay->options.context, reject);
}

static void contract_unknown(void *context, Text name, uint64_t count)
{
    Replay *replay = context;
    UnknownKey key = {.name = text_copy(replay->arena, name), .count = count};
    VEC_PUSH(replay->arena, &replay->unknown, key);
}

static Status read_all(Replay *replay)
{
    replay->contracts = (ContractReading){
        .reject = contract_refuse, .unknown = contract_unknown, .context = replay};
    TRY(engine_read_contracts(replay->engine, &replay->contracts, replay->arena, &replay->problem));
    if (replay->options.accounts)
        TRY(history_read_accounts(replay->history, replay->options.accounts));
    for (uint32_t i = 0; i < replay->options.inputs_count; i++)
        TRY(history_read(replay->history, replay->options.inputs[i]));
    return history_order(replay->history);
}

static void refuse(Replay *replay, const Record *record, const char *reason)
{
    Reject reject = {.file = record->file, .line = record->line, .reason = reason};
    if (!replay->options.reject)
        return;
    reject.text = history_text(replay->history, record);
    replay->options.reject(replay->options.context, &reject);
}

/* ---- One thread or several ---- */

static void turn(Replay *replay)
{
    Evaluators evaluators;
    if (!replay->options.turn || !replay->options.turn(replay->options.context, &evaluators))
        return;
    if (replay->shards)
        shards_use(replay->shards, evaluators);
    else
        engine_use(replay->engine, evaluators);
}

static void record_feed_one(Replay *replay, const Record *record)
{
    if (replay->shards) {
        shards_feed(replay->shards, record);
        return;
    }
    const char *reason = engine_feed(replay->engine, record);
    if (reason)
        refuse(replay, record, reason);
}

/* Feeds the records up to the end; `*after` is how many lie after it. */
static Status feed_all(Replay *replay, Instant end, uint64_t *after)
{
    const ReplayOptions *options = &replay->options;
    uint64_t count = history_count(replay->history);
    const Record *record;
    for (uint64_t i = 0;; i++) {
        TRY(history_next(replay->history, &record));
        if (!record)
            return STATUS_OK;
        if (options->progress && i % PROGRESS_EVERY == 0)
            options->progress(options->context, i, count);
        if (i % TURN_EVERY == 0)
            turn(replay);
        if (record->at > end)
            ++*after;
        else
            record_feed_one(replay, record);
    }
}

/* Who takes the records: shards where they may, else one engine. */
static void engines_open(Replay *replay)
{
    const ReplayOptions *options = &replay->options;
    if (shards_are_possible(options, replay->history))
        replay->shards = shards_new(&replay->options, replay->history, replay->engine);
    if (replay->shards)
        return;
    if (options->sink_open)
        engine_attach(replay->engine, options->sink_open(options->context, options->policy,
                                                         engine_texts(replay->engine),
                                                         engine_sets(replay->engine)));
    if (history_facts(replay->history).past_matters)
        engine_keep_past(replay->engine);
}

static void engines_finish(Replay *replay, Instant end)
{
    const ReplayOptions *options = &replay->options;
    if (replay->shards) {
        shards_finish(replay->shards, end);
        return;
    }
    engine_advance(replay->engine, end);
    engine_finish(replay->engine, end);
    if (options->finished)
        options->finished(options->context, replay->engine, end);
}

static EngineCounts engines_counts(const Replay *replay)
{
    return replay->shards ? shards_counts(replay->shards) : engine_counts(replay->engine);
}

Status replay_run(Replay *replay, ReplayResult *result)
{
    const ReplayOptions *options = &replay->options;
    TRY(read_all(replay));
    engines_open(replay);
    HistoryFacts facts = history_facts(replay->history);
    Instant end = options->until == INSTANT_NONE ? facts.end : options->until;
    uint64_t after = 0;
    TRY(feed_all(replay, end == INSTANT_NONE ? INSTANT_MAX : end, &after));
    if (end != INSTANT_NONE)
        engines_finish(replay, end);
    EngineCounts counts = engines_counts(replay);
    uint64_t refused = history_counts(replay->history).rejected + replay->contracts.rejected;
    uint64_t contracts = replay->contracts.rows - replay->contracts.rejected;
    *result = (ReplayResult){.records = counts.records + refused + after + contracts,
                             .applied = counts.applied + after + contracts};
    result->rejected = counts.rejected + refused;
    result->duplicates = counts.duplicates;
    result->after_until = after;
    result->faults = counts.faults;
    result->tickets = counts.tickets;
    result->accounts = counts.accounts;
    result->first = facts.first;
    result->end = end;
    return STATUS_OK;
}
