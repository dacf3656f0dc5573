/* Check: everything that can be wrong with a policy once its names are known: types, clocks, SLAs and their tables,
   calendars, plans, rules, sources, tests. It annotates the tree as program.h says and queues findings; nothing is
   changed that a second run would see. */
#ifndef COMPILER_CHECK_H
#define COMPILER_CHECK_H

#include "compiler/program.h"

/* True: no error was found, here or before; the program may be lowered. */
bool check_program(Program *program);

#endif
