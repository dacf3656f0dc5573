/* Any bytes, read as well-formed code, give the same results on both engines, faults too (semantics.md G2). */
#include <stdio.h>
#include <unistd.h>

#include "compiler/jit.h"
#include "compiler/native.h"
#include "tests/fuzz/code.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Code code;
    Result plain[FUNCTIONS], machine[FUNCTIONS];
    const char *problem;
    char path[64];
    code_open(&code, data, size < 1000 ? size : 1000);
    Evaluators evaluators = policy_evaluators(&code.policy);
    results_get(&evaluators, &code.frame, plain);
    snprintf(path, sizeof path, "/tmp/slate-fuzz-%ld.so", (long)getpid());
    JitResult result = jit_compile(code.arena, path, &code.policy, 0);
    Native *native = result.problem ? NULL : native_open(code.arena, path, &problem);
    if (native) {
        evaluators = native_evaluators(native);
        results_get(&evaluators, &code.frame, machine);
    }
    unlink(path);
    if (native ? !results_equal(plain, machine) : !result.is_absent)
        __builtin_trap();
    native_close(native);
    code_close(&code);
    return 0;
}
