/* Dump: IR as text for people and goldens, one instruction a line. */
#ifndef COMPILER_DUMP_H
#define COMPILER_DUMP_H

#include "compiler/ir.h"

/* NUL-terminated, in `arena`. */
const char *dump_function(Arena *arena, const IrProgram *program, CodeId id);

#endif
