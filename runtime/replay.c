#include "runtime/replay.h"
#include "runtime/shards.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { /* records between two calls of a callback */
       PROGRESS_EVERY = 1 << 14,
       TURN_EVERY = 1 << 10
};
enum {
    REFUSALS_MOST = 1 << 14
}; /* kept; where there are more the history is read whole, which keeps none */

typedef struct Refusal { /* while the history is being read */
    const char *reason;
    uint64_t line;
    uint32_t file;
    RecordPlace place;
} Refusal;

struct Replay {
    ReplayOptions options;
    bool is_over;  /* before its end: nobody wants the rows */
    bool streams;  /* records are replayed as they are read */
    Intern *texts; /* of all that is read */
    SetPool *sets;
    ContractBook *book;
    Engine *engine; /* NULL: shards */
    Shards *shards; /* NULL: one thread */
    History *history;
    Arena *arena;
    ContractReading contracts;
    VEC(UnknownKey) unknown; /* columns of contract files */
    const char *problem;     /* of a contract file */
    VEC(Refusal) refusals;   /* to be told when all is read, as where nothing streams */
    uint64_t told, known;    /* rows refused while reading: so far, and by a stream that broke */
};

/* ---- Life ---- */

/* A row that can't be read; what a broken stream has told is not told again. */
static void row_refuse(void *context, const Reject *reject)
{
    Replay *replay = context;
    if (replay->told++ >= replay->known && replay->options.reject)
        replay->options.reject(replay->options.context, reject);
}

static void progress_pass(void *context, uint64_t done, uint64_t total)
{
    const Replay *replay = context;
    if (replay->options.progress)
        replay->options.progress(replay->options.context, done, total);
}

static void tables_open(Replay *replay)
{
    const ReplayOptions *options = &replay->options;
    replay->texts = intern_over(options->policy->texts);
    replay->sets = set_pool_over(options->policy->sets);
    replay->book = contract_book_new(options->policy, replay->texts);
    HistoryOptions history = {.progress = progress_pass,
                              .progress_context = replay,
                              .memory = options->memory,
                              .folder = options->folder};
    history.ingest = (IngestOptions){.policy = options->policy, .source = options->source};
    history.ingest.texts = replay->texts;
    history.ingest.sets = replay->sets;
    history.ingest.reject = row_refuse;
    history.ingest.context = replay;
    replay->history = history_new(&history);
    replay->arena = arena_new();
}

static void tables_close(Replay *replay)
{
    shards_free(replay->shards);
    engine_free(replay->engine);
    history_free(replay->history);
    contract_book_free(replay->book);
    set_pool_free(replay->sets);
    intern_free(replay->texts);
    arena_free(replay->arena);
}

Replay *replay_new(const ReplayOptions *options)
{
    Replay *replay = calloc(1, sizeof *replay);
    if (!replay)
        abort();
    replay->options = *options;
    tables_open(replay);
    return replay;
}

void replay_free(Replay *replay)
{
    if (!replay)
        return;
    tables_close(replay);
    free(replay);
}

/* All begins anew, but for the rows that were refused. */
static void replay_begin_anew(Replay *replay)
{
    ReplayOptions options = replay->options;
    uint64_t known = replay->told;
    tables_close(replay);
    *replay = (Replay){.options = options, .known = known};
    tables_open(replay);
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

static void contract_unknown(void *context, Text name, uint64_t count)
{
    Replay *replay = context;
    UnknownKey key = {.name = text_copy(replay->arena, name), .count = count};
    VEC_PUSH(replay->arena, &replay->unknown, key);
}

/* ---- Reading ---- */

/* Can the rows be taken back, and every input be read twice? A source of states has its order from the whole. */
static bool may_stream(const ReplayOptions *options)
{
    struct stat status;
    if (!options->restart ||
        (options->source != NONE && options->policy->sources[options->source].is_changes))
        return false;
    for (uint32_t i = 0; i < options->inputs_count; i++)
        if (stat(options->inputs[i], &status) != 0 || !S_ISREG(status.st_mode))
            return false;
    return true;
}

/* How many records there may be, before they are read. */
static uint64_t records_guess(const ReplayOptions *options)
{
    enum { RECORD_BYTES = 128 };
    struct stat status;
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < options->inputs_count; i++)
        bytes += stat(options->inputs[i], &status) == 0 ? (uint64_t)status.st_size : 0;
    return bytes / RECORD_BYTES;
}

static Status accounts_read(Replay *replay)
{
    const ReplayOptions *options = &replay->options;
    replay->contracts = (ContractReading){.policy = options->policy,
                                          .book = replay->book,
                                          .texts = replay->texts,
                                          .sets = replay->sets,
                                          .reject = row_refuse,
                                          .unknown = contract_unknown,
                                          .context = replay};
    TRY(contract_files_read(&replay->contracts, replay->arena, &replay->problem));
    return options->accounts ? history_read_accounts(replay->history, options->accounts)
                             : STATUS_OK;
}

static Status inputs_read(Replay *replay)
{
    for (uint32_t i = 0; i < replay->options.inputs_count; i++)
        TRY(history_read(replay->history, replay->options.inputs[i]));
    return STATUS_OK;
}

/* ---- Refusals ---- */

static void refusal_tell(Replay *replay, const Refusal *refusal)
{
    Reject reject = {.file = refusal->file, .line = refusal->line, .reason = refusal->reason};
    if (!replay->options.reject)
        return;
    reject.text = history_row(replay->history, refusal->file, refusal->place);
    replay->options.reject(replay->options.context, &reject);
}

/* A record that the engine refuses. */
static void record_refuse(void *context, const Record *record, RecordPlace place,
                          const char *reason)
{
    Replay *replay = context;
    Refusal refusal = {reason, record->line, record->file, place};
    if (!replay->streams) {
        refusal_tell(replay, &refusal);
        return;
    }
    refusal.reason = arena_copy(replay->arena, reason, strlen(reason) + 1);
    if (place.kept)
        refusal.place.kept = arena_copy(replay->arena, place.kept, place.size);
    VEC_PUSH(replay->arena, &replay->refusals, refusal);
    if (replay->refusals.count > REFUSALS_MOST)
        history_break(replay->history);
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

static bool is_over(Replay *replay)
{
    const ReplayOptions *options = &replay->options;
    replay->is_over = options->is_over && options->is_over(options->context);
    return replay->is_over;
}

static void record_feed_one(Replay *replay, const Record *record)
{
    if (replay->shards) {
        shards_feed(replay->shards, record);
        return;
    }
    const char *reason = engine_feed(replay->engine, record);
    if (reason)
        record_refuse(replay, record, history_place(replay->history), reason);
}

/* Feeds the records up to the end; `*after` is how many lie after it. */
static Status feed_all(Replay *replay, Instant end, uint64_t *after)
{
    uint64_t count = history_count(replay->history);
    const Record *record;
    for (uint64_t i = 0;; i++) {
        TRY(history_next(replay->history, &record));
        if (!record)
            return STATUS_OK;
        if (!replay->streams && i % PROGRESS_EVERY == 0)
            progress_pass(replay, i, count);
        if (i % TURN_EVERY == 0)
            turn(replay);
        if (i % TURN_EVERY == 0 && is_over(replay))
            return STATUS_OK;
        if (record->at > end)
            ++*after;
        else
            record_feed_one(replay, record);
    }
}

static void shards_open(Replay *replay)
{
    const ReplayOptions *options = &replay->options;
    ShardBase base = {.texts = replay->texts, .sets = replay->sets, .book = replay->book};
    base.records = replay->streams ? records_guess(options) : history_count(replay->history);
    base.refuse = record_refuse;
    base.context = replay;
    if (shards_are_possible(options, history_facts(replay->history), base.records))
        replay->shards = shards_new(options, replay->history, &base);
}

static void engine_open(Replay *replay)
{
    const ReplayOptions *options = &replay->options;
    EngineOptions engine = {.closed_loop = options->closed_loop,
                            .keeps_phases = options->keeps_phases,
                            .texts = replay->texts,
                            .sets = replay->sets,
                            .book = replay->book};
    replay->engine = engine_new(options->policy, engine, (Sink){.context = NULL});
    if (options->evaluators.run)
        engine_use(replay->engine, options->evaluators);
    if (options->sink_open)
        engine_attach(replay->engine, options->sink_open(options->context, options->policy,
                                                         engine_texts(replay->engine),
                                                         engine_sets(replay->engine)));
    if (history_facts(replay->history).past_matters)
        engine_keep_past(replay->engine);
}

/* Who takes the records: shards where they may, else one engine. */
static void engines_open(Replay *replay)
{
    shards_open(replay);
    if (!replay->shards)
        engine_open(replay);
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

static void result_make(const Replay *replay, Instant end, uint64_t after, ReplayResult *result)
{
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
    result->first = history_facts(replay->history).first;
    result->end = end;
}

/* One pass; where a stream broke there is no result. */
static Status replay_pass(Replay *replay, ReplayResult *result)
{
    const ReplayOptions *options = &replay->options;
    TRY(accounts_read(replay));
    if (!replay->streams)
        TRY(inputs_read(replay));
    TRY(history_order(replay->history));
    engines_open(replay);
    if (replay->streams)
        history_stream(replay->history, options->inputs, options->inputs_count,
                       replay->shards != NULL);
    uint64_t after = 0;
    bool has_until = options->until != INSTANT_NONE;
    TRY(feed_all(replay, has_until ? options->until : INSTANT_MAX, &after));
    if (history_is_broken(replay->history) || replay->is_over)
        return STATUS_OK;
    Instant end = has_until ? options->until : history_facts(replay->history).end;
    if (end != INSTANT_NONE)
        engines_finish(replay, end);
    if (history_is_broken(replay->history)) /* threads refuse late */
        return STATUS_OK;
    for (uint32_t i = 0; i < replay->refusals.count; i++)
        refusal_tell(replay, &replay->refusals.at[i]);
    result_make(replay, end, after, result);
    return STATUS_OK;
}

Status replay_run(Replay *replay, ReplayResult *result)
{
    replay->streams = may_stream(&replay->options);
    TRY(replay_pass(replay, result));
    if (!history_is_broken(replay->history))
        return STATUS_OK;
    replay_begin_anew(replay); /* its threads are done with the rows */
    replay->options.restart(replay->options.context);
    return replay_pass(replay, result);
}
