/* Analyse: what is wrong with a policy that compiles. Tickets that no line covers, lines that no ticket reaches, targets
   that no day can hold: each finding is proved over all values of all fields, never sampled, and the ticket that
   shows it has been run through the interpreter before it is printed. */
#ifndef COMPILER_ANALYSE_H
#define COMPILER_ANALYSE_H

#include "compiler/lower.h"

/* Adds its findings to the program's. `lower` is the lowering that made the policy and still may make code. */
void analyse_program(const Program *program, Lower *lower);

#endif
