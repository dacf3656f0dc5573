/* Native: a program as machine code, loaded from an object that jit.h made. */
#ifndef COMPILER_NATIVE_H
#define COMPILER_NATIVE_H

#include "compiler/ir.h"

typedef struct Native Native;

/* The code of an object of that policy (object.h), which is compared before it is loaded. `is_kept`: the object lies in a
   cache, and another compiler than its own is a reason to refuse it too. NULL: *problem, in `arena`, says why. */
Native *native_load(Arena *arena, const char *path, const Policy *policy, bool is_kept,
                    const char **problem);
/* Loads the shared object at `path` as it is: jit_compile has just made it of the policy. */
Native *native_open(Arena *arena, const char *path, const char **problem);
/* No engine may use its evaluators any more. */
void native_close(Native *native);
Evaluators native_evaluators(const Native *native);

#endif
