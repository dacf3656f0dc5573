/* Mutants: a policy changed by one token of meaning, so that its tests can be tried: a mutant that no test notices is a
   place where a mistake would pass. They are made of the text (mutant.def, and what the policy declares) without asking
   whether they compile; those that do not are no mutants, and the caller leaves them out. */
#ifndef COMPILER_MUTANT_H
#define COMPILER_MUTANT_H

#include "base/source.h"
#include "base/vec.h"
#include "runtime/policy.h"

typedef struct Mutant {
    Span span;        /* what is replaced */
    Text replacement; /* in the arena */
} Mutant;

typedef VEC(Mutant) MutantList;

/* Appends the mutants of a file in order of place. Tests, sources, imports, comments and the policy's name and
   version are left as they are. `policy`: the unchanged one. */
void mutants_make(Arena *arena, const SourceSet *files, uint32_t file, const Policy *policy,
                  MutantList *out);
/* Is the change none of meaning: does code differ, and is each that does the same as a decision diagram? False where that
   can't be told. */
bool mutant_is_alike(const Policy *policy, const Policy *changed);
/* The whole text of the file with the mutant in place. */
Text mutant_text(Arena *arena, Text text, const Mutant *mutant);

#endif
