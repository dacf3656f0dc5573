/* Any bytes, read as well-formed code, run to an end, and folding changes no result. */
#include "compiler/fold.h"
#include "tests/fuzz/code.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Code code;
    Result before[FUNCTIONS], after[FUNCTIONS];
    code_open(&code, data, size);
    Evaluators evaluators = policy_evaluators(&code.policy);
    results_get(&evaluators, &code.frame, before);
    fold_program(code.program, code.arena);
    if (ir_verify(code.program, &LIMITS, code.arena))
        __builtin_trap();
    results_get(&evaluators, &code.frame, after);
    if (!results_equal(before, after))
        __builtin_trap();
    code_close(&code);
    return 0;
}
