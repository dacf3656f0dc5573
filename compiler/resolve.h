/* Resolve: every declaration of the loaded files becomes a Symbol in the Program's lists and name tables. `ticket`,
   `account` and `contract { … }` merge field by field; a policy's declaration replaces one of the same name in the
   standard library, any other second definition is an error. Fields get their types here, expressions in check.c. */
#ifndef COMPILER_RESOLVE_H
#define COMPILER_RESOLVE_H

#include "compiler/program.h"

void resolve_program(Program *program);

#endif
