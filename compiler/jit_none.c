/* Where libgccjit's header was not there at build time: objects can be loaded, not made. */
#include "compiler/jit.h"
#include "compiler/jit_part.h"

#ifndef JIT_IS_BUILT

bool jit_is_built(void)
{
    return false;
}

JitResult jit_compile(Arena *arena, const char *path, const Policy *policy, int level)
{
    (void)arena, (void)policy, (void)path, (void)level;
    return (JitResult){
        .problem = "this build makes no native code", .is_absent = true, .compiler_path = ""};
}
#endif
