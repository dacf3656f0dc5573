/* Objectives: the share of a clock's cycles that are met within a period, judged at its end for each contract, or account
   without one (semantics.md L6). A cycle counts in the period that holds the earlier of its stop and its breach. A
   period that has been judged is judged again where a breach is withdrawn from it or comes to light in it later,
   and what was credited is put right by an entry; one whose cycle is reopened stays as it was. Part of the engine. */
#ifndef RUNTIME_OBJECTIVE_H
#define RUNTIME_OBJECTIVE_H

#include "runtime/ledger.h"

Objectives *objectives_new(void);
void objectives_free(Objectives *objectives);

/* The cycle was met or missed at that instant; untimed ones do not count. */
void objective_count(Moment *moment, Cycle *cycle, bool is_met, Instant at);
/* It counts no more: its breach is withdrawn, or (`is_reopened`) it goes on after its stop. */
void objective_uncount(Moment *moment, Cycle *cycle, bool is_reopened);

/* One period of one owner. */
typedef struct Tally {
    uint32_t objective; /* into Policy.objectives */
    LedgerOwner owner;
    uint32_t plan;
    TextId period; /* as printed */
    int64_t met, total, tickets;
    bool is_judged, is_missed;
    uint32_t currency;
    int64_t credited; /* minor units, as entered */
} Tally;
uint32_t objective_tallies(const Engine *engine, const Tally **out);

#endif
