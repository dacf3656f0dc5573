/* Both: every evaluation done twice, by the reference and by another, and compared; the reference's answer holds. The
   first difference is kept. Threads may share it. */
#ifndef COMPILER_BOTH_H
#define COMPILER_BOTH_H

#include "compiler/ir.h"

typedef struct Both Both;

Both *both_new(const IrProgram *program, Evaluators reference, Evaluators other);
void both_free(Both *both);
Evaluators both_evaluators(const Both *both);
/* NULL: they never differed; else where and how, as a sentence in `arena`. */
const char *both_difference(const Both *both, Arena *arena);

#endif
