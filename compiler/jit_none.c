/* Where libgccjit's header was not there at build time: objects can be loaded, not made. */
#include "compiler/jit.h"

#if !defined(__has_include) || !__has_include(<libgccjit.h>)

bool jit_is_built(void)
{
    return false;
}

JitResult jit_compile(Arena *arena, const IrProgram *program, const char *path)
{
    (void)arena, (void)program, (void)path;
    return (JitResult){.problem = "this build makes no native code", .compiler_path = ""};
}
#endif
