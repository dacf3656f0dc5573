/* Shards: a replay on several threads (semantics.md G1). Accounts are dealt out to shards, each with an engine of its own
   (runtime/shard.h); one thread deals out the records in their order, round by round, and puts the rows of a round in
   the order that one engine would have given them: what a round makes lies before all that the next one makes, since
   every shard fires its timers up to the round's last record. So memory is bounded, and the bytes are those of one
   thread. Where accounts do not stand apart, there are no shards. */
#ifndef RUNTIME_SHARDS_H
#define RUNTIME_SHARDS_H

#include "runtime/shard.h"

typedef struct Shards Shards;

/* Tables of the reader, which go on growing; the book of contracts is complete. */
typedef struct ShardBase {
    const Intern *texts;
    const SetPool *sets;
    ContractBook *book;
    uint64_t records; /* about so many will come */
    void (*refuse)(void *context, const Record *record, RecordPlace place, const char *reason);
    void *context;
} ShardBase;

/* May so many records be replayed by shards? Not where accounts can tell one another: fees, reminders, objectives, packs and
   capacities (they are due at one instant for many), linked tickets, tickets that move, ids that come twice, a
   past that matters; nor where somebody asks the engine at the end. */
bool shards_are_possible(const ReplayOptions *options, HistoryFacts facts, uint64_t records);
/* NULL: not possible after all. */
Shards *shards_new(const ReplayOptions *options, const History *history, const ShardBase *base);
void shards_free(Shards *shards);
/* The history's record that came last. */
void shards_feed(Shards *shards, const Record *record);
/* Evaluators for what comes from now on. */
void shards_use(Shards *shards, Evaluators evaluators);
/* Fires what is due until the end, and gives the rows at the end. */
void shards_finish(Shards *shards, Instant end);
/* Of all shards. */
EngineCounts shards_counts(const Shards *shards);

#endif
