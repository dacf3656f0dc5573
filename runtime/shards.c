#include "runtime/shards.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/state.h"

enum { /* a round: few enough records to stay in the cache, enough to be worth waking the threads */
       ROUND_LEAST = 1 << 4,
       ROUND_MOST = 1 << 12,
       ROUNDS_WANTED = 1 << 5, /* of a short history */
       ROUNDS_AT_HAND = 2      /* one is filled or merged while the other is worked on */
};

typedef struct Round {
    ShardBatch *batches; /* by shard */
    size_t *parts;       /* likewise: merged so far */
    uint32_t *refusals;
} Round;

struct Shards {
    const ReplayOptions *options;
    const History *history;
    ShardBase base;
    uint32_t texts_given, sets_given; /* of those tables */
    Shard **shards;
    uint32_t count;
    uint32_t groups_count;
    TextId *
        groups; /* accounts that share a contract go together: by text id, one of them; NULL: none share */
    Round rounds[ROUNDS_AT_HAND];
    uint64_t given;  /* rounds */
    uint32_t round;  /* records of one */
    uint32_t filled; /* in the one that is being filled */
    uint64_t order;  /* of the next record */
    Instant last_at;
    Evaluators evaluators;
    bool has_evaluators;
};

/* ---- Who goes where ---- */

bool shards_are_possible(const ReplayOptions *options, HistoryFacts facts, uint64_t records)
{
    const Policy *policy = options->policy;
    bool is_dated = policy->fees_count || policy->reminds_count || policy->objectives_count ||
                    policy->packs_count || policy->capacities_count;
    return options->threads > 1 && options->fork && !options->finished && !options->closed_loop &&
           !options->keeps_phases && !is_dated && !facts.crosses_accounts && !facts.past_matters &&
           records >= options->records_few;
}

static TextId group_of(TextId *groups, TextId account)
{
    while (groups[account] != account)
        account = groups[account] = groups[groups[account]];
    return account;
}

static void groups_make(Shards *shards)
{
    const ContractBook *book = shards->base.book;
    uint32_t texts = intern_count(shards->base.texts);
    TextId *groups = NULL;
    for (uint32_t i = 0; i < contract_book_count(book); i++) {
        const Contract *contract = contract_book_get(book, i);
        if (contract->accounts_count < 2)
            continue;
        if (!groups) {
            groups = malloc((texts + 1) * sizeof *groups);
            if (!groups)
                abort();
            for (uint32_t k = 0; k < texts; k++)
                groups[k] = k;
        }
        for (uint32_t k = 1; k < contract->accounts_count; k++)
            groups[group_of(groups, contract->accounts[k])] =
                group_of(groups, contract->accounts[0]);
    }
    shards->groups = groups;
    shards->groups_count = groups ? texts : 0;
}

/* Tickets of nobody share their quotas, so they are together too. */
static uint32_t shard_of(const Shards *shards, const Record *record)
{
    TextId account = record->account;
    if (account == TEXT_NONE && record->kind == RECORD_TICKET && record->ticket != TEXT_NONE)
        account = history_account(shards->history, record->ticket);
    if (account == TEXT_NONE)
        return 0;
    if (account < shards->groups_count)
        account = group_of(shards->groups, account);
    uint64_t hash = account * UINT64_C(0x9E3779B97F4A7C15) >> 32;
    return (uint32_t)(hash * shards->count >> 32);
}

/* ---- Life ---- */

static void round_make(Round *round, uint32_t count)
{
    round->batches = calloc(count, sizeof *round->batches);
    round->parts = calloc(count, sizeof *round->parts);
    round->refusals = calloc(count, sizeof *round->refusals);
    if (!round->batches || !round->parts || !round->refusals)
        abort();
    for (uint32_t i = 0; i < count; i++)
        batch_init(&round->batches[i]);
}

Shards *shards_new(const ReplayOptions *options, const History *history, const ShardBase *base)
{
    Shards *shards = calloc(1, sizeof *shards);
    Shard **all = calloc(options->threads, sizeof *all);
    if (!shards || !all)
        abort();
    *shards = (Shards){.options = options, .history = history, .shards = all, .base = *base};
    shards->texts_given = intern_count(options->policy->texts);
    shards->sets_given = set_pool_count(options->policy->sets);
    shards->last_at = INSTANT_MIN;
    uint64_t round = base->records / ROUNDS_WANTED;
    shards->round = (uint32_t)(round < ROUND_LEAST  ? ROUND_LEAST
                               : round > ROUND_MOST ? ROUND_MOST
                                                    : round);
    groups_make(shards);
    for (uint32_t i = 0; i < ROUNDS_AT_HAND; i++)
        round_make(&shards->rounds[i], options->threads);
    for (uint32_t i = 0; i < options->threads; i++) {
        Shard *shard = shard_new(options, base->book, i);
        if (!shard)
            break;
        all[shards->count++] = shard;
    }
    if (shards->count == options->threads)
        return shards;
    shards_free(shards);
    return NULL;
}

void shards_free(Shards *shards)
{
    if (!shards)
        return;
    for (uint32_t i = 0; i < shards->count; i++)
        shard_free(shards->shards[i]);
    for (uint32_t i = 0; i < ROUNDS_AT_HAND; i++) {
        for (uint32_t k = 0; k < shards->options->threads; k++)
            batch_free(&shards->rounds[i].batches[k]);
        free(shards->rounds[i].batches);
        free(shards->rounds[i].parts);
        free(shards->rounds[i].refusals);
    }
    free(shards->groups);
    free(shards->shards);
    free(shards);
}

/* ---- Merging ---- */

/* The rows of the least rank that have not been taken; false: there are none. */
static bool part_take(const Shards *shards, Round *round, const char **bytes, size_t *size)
{
    const ShardPart *least = NULL;
    uint32_t of = 0;
    for (uint32_t i = 0; i < shards->count; i++) {
        const ShardBatch *batch = &round->batches[i];
        if (round->parts[i] == batch->parts.count)
            continue;
        const ShardPart *part = &batch->parts.at[round->parts[i]];
        if (!least || row_rank_compare(&part->rank, &least->rank) < 0) {
            least = part;
            of = i;
        }
    }
    if (!least)
        return false;
    size_t from = round->parts[of]++ ? least[-1].end : 0;
    *bytes = round->batches[of].rows.data + from;
    *size = least->end - from;
    return true;
}

/* Likewise the first refusal; NULL: there is none. */
static const ShardRefusal *refusal_take(const Shards *shards, Round *round)
{
    const ShardRefusal *first = NULL;
    uint32_t of = 0;
    for (uint32_t i = 0; i < shards->count; i++) {
        const ShardBatch *batch = &round->batches[i];
        if (round->refusals[i] == batch->refusals.count)
            continue;
        const ShardRefusal *refusal = &batch->refusals.at[round->refusals[i]];
        if (!first || refusal->of->record.position < first->of->record.position) {
            first = refusal;
            of = i;
        }
    }
    if (first)
        round->refusals[of]++;
    return first;
}

static void round_merge(Shards *shards, Round *round)
{
    const char *bytes;
    size_t size;
    const ShardRefusal *refusal;
    while (part_take(shards, round, &bytes, &size))
        shards->options->join(shards->options->context, bytes, size);
    while ((refusal = refusal_take(shards, round)) != NULL)
        shards->base.refuse(shards->base.context, &refusal->of->record, refusal->of->place,
                            refusal->reason);
    for (uint32_t i = 0; i < shards->count; i++) {
        batch_clear(&round->batches[i]);
        round->parts[i] = round->refusals[i] = 0;
    }
}

/* ---- Rounds ---- */

static Round *round_at_hand(Shards *shards)
{
    return &shards->rounds[shards->given % ROUNDS_AT_HAND];
}

/* What has come into the tables since the last round, in the memory of this one. */
static ShardNews news_make(Shards *shards, Round *round)
{
    const ShardBase *base = &shards->base;
    Arena *arena = round->batches[0].arena;
    uint32_t texts = intern_count(base->texts) - shards->texts_given,
             sets = set_pool_count(base->sets) - shards->sets_given;
    Text *text = ARENA_ARRAY(arena, Text, texts);
    ShardSet *set = ARENA_ARRAY(arena, ShardSet, sets);
    for (uint32_t i = 0; i < texts; i++)
        text[i] = intern_get(base->texts, shards->texts_given++);
    for (uint32_t i = 0; i < sets; i++)
        set[i].values = set_values(base->sets, shards->sets_given++, &set[i].count);
    return (ShardNews){.texts = text, .sets = set, .texts_count = texts, .sets_count = sets};
}

/* Gives the round at hand to the shards; while they work on it, the one before is merged. */
static void round_give(Shards *shards)
{
    Round *round = round_at_hand(shards);
    ShardNews news = news_make(shards, round);
    for (uint32_t i = 0; i < shards->count; i++) {
        round->batches[i].news = news;
        round->batches[i].has_evaluators = shards->has_evaluators;
        round->batches[i].evaluators = shards->evaluators;
        shard_give(shards->shards[i], &round->batches[i]);
    }
    shards->has_evaluators = false;
    shards->filled = 0;
    shards->given++;
    for (uint32_t i = 0; i < shards->count; i++)
        shard_wait(shards->shards[i], 1);
    if (shards->given > 1)
        round_merge(shards, round_at_hand(shards));
}

void shards_feed(Shards *shards, const Record *record)
{
    Record fed = *record;
    fed.position = shards->order++;
    batch_add(&round_at_hand(shards)->batches[shard_of(shards, record)], &fed,
              history_place(shards->history));
    shards->last_at = record->at;
    if (++shards->filled < shards->round)
        return;
    for (uint32_t i = 0; i < shards->count && shards->last_at > INSTANT_MIN; i++)
        round_at_hand(shards)->batches[i].advance = shards->last_at - 1;
    round_give(shards);
}

void shards_use(Shards *shards, Evaluators evaluators)
{
    shards->evaluators = evaluators;
    shards->has_evaluators = true;
}

void shards_finish(Shards *shards, Instant end)
{
    for (uint32_t i = 0; i < shards->count; i++)
        round_at_hand(shards)->batches[i].advance = end;
    round_give(shards);
    for (uint64_t before = shards->round;; before += shards->round) {
        bool is_last = before >= shards->order;
        for (uint32_t i = 0; i < shards->count; i++) {
            ShardBatch *batch = &round_at_hand(shards)->batches[i];
            batch->finishes = true;
            batch->end = end;
            batch->before = is_last ? UINT64_MAX : before;
        }
        round_give(shards);
        if (is_last)
            break;
    }
    for (uint32_t i = 0; i < shards->count; i++)
        shard_wait(shards->shards[i], 0);
    shards->given++;
    round_merge(shards, round_at_hand(shards));
}

EngineCounts shards_counts(const Shards *shards)
{
    EngineCounts all = {0};
    for (uint32_t i = 0; i < shards->count; i++) {
        EngineCounts counts = shard_counts(shards->shards[i]);
        all.records += counts.records;
        all.applied += counts.applied;
        all.rejected += counts.rejected;
        all.duplicates += counts.duplicates;
        all.faults += counts.faults;
        all.tickets += counts.tickets;
        all.accounts += counts.accounts;
    }
    return all;
}
