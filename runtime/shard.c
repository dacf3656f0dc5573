#include "runtime/shard.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BATCHES_AHEAD = 2 };

struct Shard {
    Intern *
        texts; /* what the reader's tables had when the batch was given: nobody else touches them */
    SetPool *sets;
    Engine *engine;
    RowFork rows;
    ShardBatch *batch; /* at work */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    ShardBatch *given[BATCHES_AHEAD]; /* by number modulo BATCHES_AHEAD */
    uint64_t given_count, done_count;
    bool is_over;
};

/* ---- Batches ---- */

void batch_init(ShardBatch *batch)
{
    *batch = (ShardBatch){.arena = arena_new_large(), .advance = INSTANT_NONE};
    batch->last = &batch->first;
}

void batch_free(ShardBatch *batch)
{
    arena_free(batch->arena);
    free(batch->rows.data);
}

void batch_clear(ShardBatch *batch)
{
    RowBytes rows = batch->rows;
    rows.size = 0;
    arena_reset(batch->arena);
    *batch = (ShardBatch){.arena = batch->arena, .advance = INSTANT_NONE, .rows = rows};
    batch->last = &batch->first;
}

void batch_add(ShardBatch *batch, const Record *record, RecordPlace place)
{
    ShardRecord *added = ARENA_NEW(batch->arena, ShardRecord);
    added->record = *record;
    added->record.sets = (const void *)arena_copy(batch->arena, record->sets,
                                                  record->sets_count * sizeof *record->sets);
    added->place = place;
    if (place.kept)
        added->place.kept = arena_copy(batch->arena, place.kept, place.size);
    *batch->last = added;
    batch->last = &added->next;
}

/* ---- Rows ---- */

/* Rows have come: those of one rank are one part. */
static void part_note(Shard *shard)
{
    ShardBatch *batch = shard->batch;
    size_t end = shard->rows.size(shard->rows.sink.context);
    ShardPart *last = batch->parts.count ? &batch->parts.at[batch->parts.count - 1] : NULL;
    if (end == (last ? last->end : 0))
        return;
    RowRank rank = engine_rank(shard->engine);
    if (last && row_rank_compare(&last->rank, &rank) == 0)
        last->end = end;
    else
        VEC_PUSH(batch->arena, &batch->parts, (ShardPart){rank, end});
}

/* Each kind of row goes on to the fork. */
#define ROW(kind, Type)                                                                            \
    static void kind##_pass(void *context, const Type *row)                                        \
    {                                                                                              \
        Shard *shard = context;                                                                    \
        shard->rows.sink.kind(shard->rows.sink.context, row);                                      \
        part_note(shard);                                                                          \
    }
#include "runtime/row.def"
#undef ROW

static Sink sink_over(Shard *shard)
{
    Sink sink = {.context = shard};
#define ROW(kind, Type) sink.kind = shard->rows.sink.kind ? kind##_pass : NULL;
#include "runtime/row.def"
#undef ROW
    return sink;
}

/* ---- The thread ---- */

static void news_take(Shard *shard, const ShardNews *news)
{
    for (uint32_t i = 0; i < news->texts_count; i++)
        intern_mirror(shard->texts, news->texts[i]);
    for (uint32_t i = 0; i < news->sets_count; i++)
        set_pool_mirror(shard->sets, news->sets[i].values, news->sets[i].count);
}

static void batch_run(Shard *shard, ShardBatch *batch)
{
    Engine *engine = shard->engine;
    shard->batch = batch;
    news_take(shard, &batch->news);
    if (batch->has_evaluators)
        engine_use(engine, batch->evaluators);
    for (const ShardRecord *record = batch->first; record; record = record->next) {
        const char *reason = engine_feed(engine, &record->record);
        if (!reason)
            continue;
        ShardRefusal refusal = {record, arena_copy(batch->arena, reason, strlen(reason) + 1)};
        VEC_PUSH(batch->arena, &batch->refusals, refusal);
    }
    if (batch->advance != INSTANT_NONE)
        engine_advance(engine, batch->advance);
    if (batch->finishes && batch->before != UINT64_MAX)
        engine_finish_before(engine, batch->end, batch->before);
    else if (batch->finishes)
        engine_finish(engine, batch->end);
    shard->rows.swap(shard->rows.sink.context, &batch->rows);
}

static void *shard_run(void *context)
{
    Shard *shard = context;
    pthread_mutex_lock(&shard->mutex);
    for (;;) {
        while (shard->given_count == shard->done_count && !shard->is_over)
            pthread_cond_wait(&shard->changed, &shard->mutex);
        if (shard->given_count == shard->done_count)
            break;
        ShardBatch *batch = shard->given[shard->done_count % BATCHES_AHEAD];
        pthread_mutex_unlock(&shard->mutex);
        batch_run(shard, batch);
        pthread_mutex_lock(&shard->mutex);
        shard->done_count++;
        pthread_cond_signal(&shard->changed);
    }
    pthread_mutex_unlock(&shard->mutex);
    return NULL;
}

Shard *shard_new(const ReplayOptions *options, ContractBook *book, uint32_t index)
{
    Shard *shard = calloc(1, sizeof *shard);
    if (!shard)
        abort();
    const Policy *policy = options->policy;
    shard->texts = intern_over(policy->texts);
    shard->sets = set_pool_over(policy->sets);
    EngineOptions engine = {.texts = shard->texts, .sets = shard->sets, .book = book};
    shard->engine = engine_new(policy, engine, (Sink){.context = NULL});
    if (options->evaluators.run)
        engine_use(shard->engine, options->evaluators);
    pthread_mutex_init(&shard->mutex, NULL);
    pthread_cond_init(&shard->changed, NULL);
    if (options->fork(options->context, index, engine_texts(shard->engine),
                      engine_sets(shard->engine), &shard->rows)) {
        engine_attach(shard->engine, sink_over(shard));
        if (pthread_create(&shard->thread, NULL, shard_run, shard) == 0)
            return shard;
    }
    shard->is_over = true;
    shard_free(shard);
    return NULL;
}

void shard_free(Shard *shard)
{
    if (!shard->is_over) {
        pthread_mutex_lock(&shard->mutex);
        shard->is_over = true;
        pthread_cond_signal(&shard->changed);
        pthread_mutex_unlock(&shard->mutex);
        pthread_join(shard->thread, NULL);
    }
    pthread_mutex_destroy(&shard->mutex);
    pthread_cond_destroy(&shard->changed);
    engine_free(shard->engine);
    set_pool_free(shard->sets);
    intern_free(shard->texts);
    free(shard);
}

void shard_give(Shard *shard, ShardBatch *batch)
{
    pthread_mutex_lock(&shard->mutex);
    shard->given[shard->given_count++ % BATCHES_AHEAD] = batch;
    pthread_cond_signal(&shard->changed);
    pthread_mutex_unlock(&shard->mutex);
}

void shard_wait(Shard *shard, uint32_t left)
{
    pthread_mutex_lock(&shard->mutex);
    while (shard->given_count - shard->done_count > left)
        pthread_cond_wait(&shard->changed, &shard->mutex);
    pthread_mutex_unlock(&shard->mutex);
}

EngineCounts shard_counts(const Shard *shard)
{
    return engine_counts(shard->engine);
}
