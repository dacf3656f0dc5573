/* What the files of the witness share. */
#ifndef COMPILER_WITNESS_PART_H
#define COMPILER_WITNESS_PART_H

#include "compiler/witness.h"

#define WITNESS_ACCOUNT "ACME"

/* Is it the instant of the ticket's creation, or of the record at hand? */
bool witness_is_moment(const Witness *witness, ChoiceTest test);
bool witness_says(const Witness *witness, ChoiceTest test);
void witness_say(Witness *witness, ChoiceTest test, Value value);
/* Goes back before the commit: what it says of a field then is what it says of the ticket. */
void witness_rewind(Witness *witness);

/* witness_search.c: sides that no single value settles: opaque conditions, and the moment. */
typedef struct Unknowns {
    Witness *witness;
    VEC(Claim) wanted;  /* opaque conditions with the value they must have */
    DiagramSide moment; /* no runs: any */
    uint32_t count;
} Unknowns;

void unknown_add(Unknowns *unknowns, const DiagramSide *side);
/* Sets the moment, and fields that nothing else settles, so that all of them hold. False: none was found. */
bool unknowns_settle(Unknowns *unknowns);

#endif
