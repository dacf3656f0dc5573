/* Choose: lists of guards, tables and trees of exceptions become decisions, after lowering and folding. The code of a
   function with several tests is replaced by `decide` on a Choice (runtime/choice.h) where that takes fewer steps; the
   list stays at IrFunction.list. The choice of an SLA by the `applies` of a plan's SLAs becomes one decision as well.

   A function stays a list where decide.h declines: code that may fault, a result that is computed, a diagram of more
   than CHOOSE_EDGES nodes and edges for each instruction of the list, so that compiling stays linear in the policy. */
#ifndef COMPILER_CHOOSE_H
#define COMPILER_CHOOSE_H

#include "compiler/ir.h"

enum { CHOOSE_EDGES = 16, CHOOSE_EDGES_LEAST = 4096 };

void choose_program(Policy *policy, IrProgram *program);

#endif
