/* Packs: prepaid tickets in lots (semantics.md L4). A lot belongs to the account that bought it and ends at the end of its
   validity with an entry of its own; draws take from the lot that ends first. What a draw finds missing is owed: the
   balance is below zero, and the next lot is smaller by it. A ticket draws once by each draw line, and anew after a
   refund. Part of the engine. */
#ifndef RUNTIME_PACK_H
#define RUNTIME_PACK_H

#include "runtime/ledger.h"

Packs *packs_new(void);
void packs_free(Packs *packs);

/* A purchase: a lot, its price as a bill. NULL, or the reason for which it is refused. */
const char *pack_buy(Engine *engine, const Record *record);
/* Does every pack of the plan have room for a ticket that a draw line could take from, or a `beyond` that lets it in (L4,
   L7)? If not, gives the line that refuses it. */
bool pack_admits(Moment *moment, Origin *refused_by);
/* The ticket is let in: what stands behind `beyond` is done. A ticket that is billed draws nothing from that pack. */
void pack_admit(Moment *moment);
/* Draws and refunds of one commit. */
void pack_commit(Moment *moment);
/* The action `draw`, from the first pack that the ticket's plan draws on. */
void pack_act(Moment *moment, const ActionDef *action, Value count);

/* Hands the lots that have tickets left to the sink, by account, pack and end. */
void pack_finish(Engine *engine);

/* What is left, less what is owed: the sum of the ledger's entries (L1). */
int64_t pack_balance(const Engine *engine, uint32_t account, uint32_t pack);

typedef struct PackLot {
    Instant bought, ends; /* ends: INSTANT_MAX for without end */
    int64_t quantity, left, order;
    bool has_expired;
} PackLot;
/* The lots of an account in one pack, those that end first first; NULL where it has none. Good until the next purchase. */
const PackLot *pack_lots(const Engine *engine, uint32_t account, uint32_t pack, uint32_t *count);

#endif
