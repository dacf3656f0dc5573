/* Fees: what a plan costs a period (language.md `fee`). A fee is entered whole at the start of each of its periods for every
   contract in force, and for every account under a plan that no contract covers; in a run's first period, or where
   contract or account come later, at the first record, the contract's first day, the account's first record. A plan taken
   up within a period costs that period whole, once. Part of the engine. */
#ifndef RUNTIME_FEE_H
#define RUNTIME_FEE_H

#include "runtime/ledger.h"

/* Before the first record of a history, whose instant is `at`: puts the fees of what is known on the agenda. */
void fee_begin(Engine *engine, Instant at);
/* An account is known, or has changed: it may have come under a plan with fees. */
void fee_account(Engine *engine, uint32_t account);

/* What `fee` means in a share of it: what the owner's was last, or would be now. False: the plan has none. */
bool fee_amount(Engine *engine, LedgerOwner owner, uint32_t plan, Instant at, int64_t *out);

/* The state of an owner without a ticket: of its account, or of the first of its contract's. */
Moment moment_of_owner(Engine *engine, LedgerOwner owner, Instant at);
/* The plan of an account that no contract covers: its own, else the first default plan that holds; NONE. */
uint32_t account_plan(Engine *engine, uint32_t account, Instant at);

#endif
