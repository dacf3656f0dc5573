/* Interp: the reference engine of compiled code (ir.h). It allocates nothing and always ends. */
#ifndef COMPILER_INTERP_H
#define COMPILER_INTERP_H

#include "compiler/ir.h"

/* A CodeRun over an IrProgram. */
bool interp_run(const void *program, CodeId id, const Frame *frame, Value *out);
#endif
