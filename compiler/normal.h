/* Normal form: what the customer of one contract has, written out as if no override had been needed (semantics.md P2). A
   contract's `override` holds deltas; here its lines stand before the SLA's own, and its calendars and pauses in
   their place, each marked with where it comes from. */
#ifndef COMPILER_NORMAL_H
#define COMPILER_NORMAL_H

#include "base/source.h"
#include "compiler/program.h"

/* The SLAs of the contract's plan as canonical policy text, headed by the contract's terms. */
Text normal_print(const Program *program, const Symbol *contract, Arena *arena);

#endif
