/* Quota: how many tickets a period includes (semantics.md L1-L3). A quota asks whether a commit counts and whether there is
   room before anything is taken, so that a refusal takes nothing; then it takes from all its lines, or does what
   stands behind its `beyond`. A ticket counts once in a quota until it is refunded. Part of the engine. */
#ifndef RUNTIME_QUOTA_H
#define RUNTIME_QUOTA_H

#include "runtime/ledger.h"
#include "runtime/period.h"

/* What a commit of a ticket asks of one quota. */
typedef struct QuotaAsk {
    uint32_t quota;
    LedgerOwner owner;
    const Zone *zone; /* of the plan's first SLA (T8) */
    Instant at;       /* whose period counts: of the event; of a deferred ticket its filing (L7) */
    int64_t weight;
} QuotaAsk;

/* Does the commit count in the quota, and how much? False: it does not, or the ticket has been counted before. */
bool quota_asks(Moment *moment, uint32_t quota, QuotaAsk *ask);
/* Is there room on all its lines, the overdraft included? */
bool quota_has_room(Engine *engine, const QuotaAsk *ask);
/* What the line of that number holds at the ask's instant, and the printed name of its period. */
int64_t quota_left(Engine *engine, const QuotaAsk *ask, uint32_t index, TextId *period,
                   const LedgerBalance **balance);
/* Takes from all lines, with the warnings that this earns. There must be room. */
void quota_take(Moment *moment, const QuotaAsk *ask);
/* The rows of a ticket for which there is no room. */
void quota_tell_beyond(Moment *moment, const QuotaAsk *ask);
/* The same, and remembers that the ticket has been counted, beyond what the quota holds. */
void quota_pass(Moment *moment, const QuotaAsk *ask);

/* Of `count` beyonds from `first`: the first of that kind whose condition holds; NULL: none does. */
const BeyondDef *beyond_find(Moment *moment, uint32_t first, uint32_t count, BeyondKind kind);
/* Bills and takes the SLA away, as every one that holds says (L3); a decision names the first of them, or `source`. */
void beyond_apply(Moment *moment, uint32_t first, uint32_t count, Origin source);

/* One ticket's place in one quota. In Ledger, linked from the ticket, latest first. */
typedef struct QuotaTake {
    QuotaAsk ask;
    bool is_beyond, is_refunded;
    uint32_t next; /* of the same ticket, NONE */
} QuotaTake;

#endif
