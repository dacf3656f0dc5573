/* Counters: running totals that no ledger shows, found by key in O(1): what a ticket has been billed for hours, what a
   period has been credited, which fee was entered last. Part of the engine, and of a summary (cli/sums.c). */
#ifndef RUNTIME_COUNTER_H
#define RUNTIME_COUNTER_H

#include "base/instant.h"

typedef enum CounterKind {
    COUNTER_BILLED,   /* of a ticket by one `bill` line: minor units */
    COUNTER_CREDITED, /* to an owner by one `credit` line in a period: minor units */
    COUNTER_FEE,      /* of an owner: the amount that one `fee` line came to last */
    COUNTER_FEE_FROM, /* of an owner: the first day of the period that one `fee` line was last entered for, plus one */
    COUNTER_ARMED,  /* of an account: is a `fee` line on the agenda? */
    COUNTER_TALLY,  /* of an owner, an objective and a period: index of its tally, plus one */
    COUNTER_CHARGED /* of a ticket in a currency: minor units, credits taken off */
} CounterKind;

typedef struct CounterKey {
    uint32_t kind; /* a CounterKind; of other tables than the engine's their own */
    uint32_t a, b, c;
    Date period; /* 0 where the kind has none */
} CounterKey;

typedef struct Counters Counters;

Counters *counters_new(void);
void counters_free(Counters *counters);
/* Zero until something is kept there. */
int64_t counter_get(const Counters *counters, const CounterKey *key);
/* Where the key's total is kept; good until the next call. */
int64_t *counter_open(Counters *counters, const CounterKey *key);

#endif
