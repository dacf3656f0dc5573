/* Fingerprint: what a finding is about, the same in every version of a policy that has it: its code, the stable name of
   its place, and the names that its message quotes. No line numbers and no wording, so that it outlives edits elsewhere
   and a new release; findings that are alike in all of these are told apart by their order. */
#ifndef CLI_FINGERPRINT_H
#define CLI_FINGERPRINT_H

#include "base/diag.h"

/* Of every finding of a sorted list, in its order. */
uint64_t *fingerprints_make(Arena *arena, const SourceSet *sources, const DiagList *diags);

#endif
