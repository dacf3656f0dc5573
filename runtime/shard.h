/* Shard: an engine for some of the accounts, on a thread of its own. It is given records in batches and gives back rows and
   refusals, with what is needed to put those of all shards in order. Between shard_give and shard_wait the batch belongs
   to the thread; everything else of a shard belongs to whoever made it. */
#ifndef RUNTIME_SHARD_H
#define RUNTIME_SHARD_H

#include "runtime/engine.h"
#include "runtime/record_sort.h"
#include "runtime/replay.h"

typedef struct ShardRecord {
    Record record;
    RecordPlace place; /* `kept` is a copy */
    struct ShardRecord *next;
} ShardRecord;

typedef struct ShardPart { /* rows of one rank */
    RowRank rank;
    size_t end; /* in the bytes of the batch */
} ShardPart;

typedef struct ShardRefusal {
    const ShardRecord *of;
    const char *reason;
} ShardRefusal;

typedef struct ShardSet {
    const Value *values;
    uint32_t count;
} ShardSet;

/* What the tables of the reader have that those of the shards lack, the same for all of them; texts and values lie in the
   reader's. */
typedef struct ShardNews {
    const Text *texts;
    const ShardSet *sets;
    uint32_t texts_count, sets_count;
} ShardNews;

typedef struct ShardBatch {
    Arena *arena; /* of the records, and of the reasons */
    ShardRecord *first, **last;
    ShardNews news;
    bool has_evaluators; /* then they run the policy's code from now on */
    Evaluators evaluators;
    Instant advance; /* after the records, every timer due by then fires; INSTANT_NONE: none */
    bool
        finishes; /* then, at `end`, the rows of the tickets that records before `before` created */
    Instant end;
    uint64_t before;

    RowBytes rows; /* what came of it */
    VEC(ShardPart) parts;
    VEC(ShardRefusal) refusals;
} ShardBatch;

typedef struct Shard Shard;

/* NULL: the system has no more threads, or `fork` gives no rows. */
Shard *shard_new(const ReplayOptions *options, ContractBook *book, uint32_t index);
/* Waits for the thread. */
void shard_free(Shard *shard);
/* Batches take turns; one of them may be filled while the thread works on the other. */
void shard_give(Shard *shard, ShardBatch *batch);
/* Until all that was given is done but for so many batches. */
void shard_wait(Shard *shard, uint32_t left);
EngineCounts shard_counts(const Shard *shard);

void batch_init(ShardBatch *batch);
void batch_free(ShardBatch *batch);
/* Ready to be filled again. */
void batch_clear(ShardBatch *batch);
/* Copies all of the record. */
void batch_add(ShardBatch *batch, const Record *record, RecordPlace place);

#endif
