/* Charges: what is owed and given back (semantics.md L5, L6): hourly bills, what lies beyond a quota, credits for
   breaches, and the actions `bill` and `credit`. An entry of the money ledger is positive where the customer owes more
   (bill, fee) and negative where less (credit); `reverse` takes an entry back. Part of the engine. */
#ifndef RUNTIME_CHARGE_H
#define RUNTIME_CHARGE_H

#include "runtime/ledger.h"

Charges *charges_new(void);
void charges_free(Charges *charges);

/* One entry of money. `period` as printed, TEXT_NONE for none; `ticket` NULL: none caused it. */
typedef struct MoneyEntry {
    LedgerOwner owner;
    LedgerKind kind;
    uint32_t currency;
    int64_t amount;
    const Ticket *ticket;
    TextId period;
    Origin source;
} MoneyEntry;
void money_enter(Engine *engine, Instant at, const MoneyEntry *entry);

/* What the charge comes to for the owner under the plan, rounded once. False: it has no value (a fault is counted), or is a
   share of a fee that the plan does not have. */
bool charge_amount(Moment *moment, LedgerOwner owner, uint32_t plan, const Charge *charge,
                   int64_t *out);
/* The row of currency.def in which it is. */
uint32_t charge_currency(const Policy *policy, uint32_t plan, const Charge *charge);
/* Makes the calendar of the plan's first SLA the one at hand (T8). */
void plan_at_hand(Moment *moment, uint32_t plan);

struct Counters *charge_counters(Engine *engine);

/* ---- Hooks ---- */

/* `beyond bill`: once for the ticket. */
void charge_beyond(Moment *moment, const BeyondDef *beyond);
/* Hours, at the ticket's closing and when what they count changes on a closed ticket (L5). */
void charge_commit(Moment *moment);
/* Credits for a breach (L6); reversed where it is withdrawn (C7). */
void charge_breach(Moment *moment, Cycle *cycle);
void charge_withdraw(Moment *moment, Cycle *cycle);
/* The actions `bill` and `credit` of a rule or a step. */
void charge_act(Moment *moment, const ActionRow *row, const Act *act);
/* What the charge comes to for the moment's ticket, and in which currency; VALUE_ABSENT: it has no value. */
Value charge_value(Moment *moment, const Charge *charge, uint32_t *currency);

/* What the ticket's entries sum to, currency by currency: "350 UAH"; TEXT_NONE: nothing was charged. */
TextId charge_text(Engine *engine, const Ticket *ticket);

#endif
