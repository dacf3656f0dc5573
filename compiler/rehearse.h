/* Rehearse: a witness as a history. Its account and its ticket are fed to an engine of its own, on the interpreter, before
   a finding says what happens to them. */
#ifndef COMPILER_REHEARSE_H
#define COMPILER_REHEARSE_H

#include "compiler/witness.h"
#include "runtime/engine.h"

typedef struct Rehearsal {
    const Witness *witness;
    Engine *engine;
    uint64_t position; /* of the next record */
} Rehearsal;

/* Creates the ticket t1 of the witness at its moment, the account as it says. False: it was refused. To be closed in any
   case. */
bool rehearsal_open(Rehearsal *rehearsal, const Witness *witness, EngineOptions options, Sink sink);
/* An event of the ticket at the moment of the last record; false: it was refused. */
bool rehearsal_event(Rehearsal *rehearsal, uint32_t event, const Assignment *sets, uint32_t count);
void rehearsal_close(Rehearsal *rehearsal);

#endif
