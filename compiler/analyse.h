/* Analyse: what is wrong with a policy that compiles. Tickets that no line covers, lines that no ticket reaches, targets
   that no day can hold: each finding is proved over all values of all fields, never sampled, and the ticket that
   shows it has been run through the interpreter before it is printed. */
#ifndef COMPILER_ANALYSE_H
#define COMPILER_ANALYSE_H

#include "compiler/lower.h"

/* What no policy may do, found whenever one is compiled: rules that trigger each other for ever, contracts that cover one
   ticket. Where no rule's change wakes another and no two contracts share an account and a day, nothing is asked. */
void analyse_errors(const Program *program, Lower *lower);
/* Whatever else is doubtful. Both add their findings to the program's. `lower` is the lowering that made the policy and still may make code. */
void analyse_program(const Program *program, Lower *lower);

#endif
