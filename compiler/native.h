/* Native: a program as machine code, loaded from an object that jit.h made. */
#ifndef COMPILER_NATIVE_H
#define COMPILER_NATIVE_H

#include "compiler/ir.h"

typedef struct Native Native;

/* Loads the shared object at `path`, which must be one of this program (object.h checks). NULL: it can't be loaded, and
   *problem, in `arena`, says why. */
Native *native_open(Arena *arena, const char *path, const char **problem);
/* No engine may use its evaluators any more. */
void native_close(Native *native);
Evaluators native_evaluators(const Native *native);

#endif
