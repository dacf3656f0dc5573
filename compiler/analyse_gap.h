/* Gaps: tickets for which no line of a clock's targets holds, found in a checked program and reported with such a ticket
   (semantics.md C1). What a condition asks of integers, enumerations and booleans is decided exactly, region by region;
   where the answer turns on anything else, nothing is reported. */
#ifndef COMPILER_ANALYSE_GAP_H
#define COMPILER_ANALYSE_GAP_H

#include "compiler/program.h"

/* One warning for each set of clocks of an SLA that share a gap. */
void analyse_gaps(Program *program);

#endif
