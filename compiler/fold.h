/* Fold: constants are computed, dead code goes. The interpreter itself computes, so folding cannot
   differ from running; a fault is left to happen when the code runs. */
#ifndef COMPILER_FOLD_H
#define COMPILER_FOLD_H

#include "compiler/ir.h"

/* Functions must be folded in order: what a function evaluates comes before it. */
void fold_function(IrProgram *program, CodeId id, Arena *scratch);
void fold_program(IrProgram *program, Arena *scratch);

#endif
