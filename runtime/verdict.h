/* Verdict: what follows for the customer from the outcome of a cycle: credits and objectives (semantics.md C7, L6). Nothing
   follows while the past is derived; what stands at its end follows then. Part of the engine. */
#ifndef RUNTIME_VERDICT_H
#define RUNTIME_VERDICT_H

#include "runtime/state.h"

/* `is_known`: it had been breached before, and the target had left it time since (C7). */
void verdict_breach(Moment *moment, Cycle *cycle, bool is_known);
void verdict_meet(Moment *moment, Cycle *cycle);
/* C7: the breach is withdrawn under `changes final`. */
void verdict_withdraw(Moment *moment, Cycle *cycle);
/* C8: a cycle that was met goes on. */
void verdict_reopen(Moment *moment, Cycle *cycle);
/* A cycle that was derived from the ticket's past (C1), as it stands now. */
void verdict_derive(Moment *moment, Cycle *cycle);

#endif
