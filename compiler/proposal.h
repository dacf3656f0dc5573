/* Proposal: the names that could stand at a place of a policy that is being written. A stand-in is put there, the text is drafted
   with it, and the node that the stand-in has become says what kind of name, and of which type, belongs there. */
#ifndef COMPILER_PROPOSAL_H
#define COMPILER_PROPOSAL_H

#include "compiler/draft.h"

typedef struct Proposal {
    Text name;
    const Symbol *symbol; /* NULL: a word of the language, such as a type */
    const char *detail;
    bool is_likely; /* of the very type that is wanted */
} Proposal;
typedef VEC(Proposal) ProposalList;

#define STAND_IN "zz_stand_in"

/* `text` with the stand-in in the place of [lo, hi), and after it what its statement may need to be read. The offset
   of the stand-in is `lo`. False: no statement can be read with a name there. */
bool stand_in_put(Arena *arena, Text text, uint32_t lo, uint32_t hi, Text *out);

/* What fits where the stand-in is, at byte `lo` of that module of a draft of such a text. */
ProposalList proposals_make(Arena *arena, const Draft *draft, const Module *module, uint32_t lo);

#endif
