/* Place: the stable name of a place in a policy, for findings, waivers and whatever outlives an edit elsewhere in the
   file: the declaration and what in it holds the place, "sla warranty.resolve.fast", "plan gold.incidents.beyond[2]".
   A part without a name of its own is counted among its like. */
#ifndef COMPILER_PLACE_H
#define COMPILER_PLACE_H

#include "compiler/program.h"

/* "": the place lies in no declaration. */
const char *place_name(Arena *arena, const Node *file, Span span);
/* Names the places of a program's findings. */
void places_name(const Program *program);

#endif
