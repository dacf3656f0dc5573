/* Waive: comments that accept a finding on purpose, with the reason:

       # allow W0590: phone tickets are measured, nothing is promised
       sla phone { … }

   On the line of the finding, or on lines of their own right above it. Errors stop the policy from compiling and cannot be
   waived. A waiver that is not good (no reason, no such code) or waives nothing is a finding itself. */
#ifndef COMPILER_WAIVE_H
#define COMPILER_WAIVE_H

#include "compiler/program.h"

/* Marks the findings that a comment of the policy's own files waives; they count no more. `is_whole`: all checks have
   run, so that a waiver that met nothing waives nothing. */
void waivers_apply(const Program *program, bool is_whole);

#endif
