/* ir_verify: is a function well formed? Run after every pass in debug builds and by the fuzzer. */
#ifndef COMPILER_IR_VERIFY_H
#define COMPILER_IR_VERIFY_H

#include "compiler/ir.h"

/* How large the policy's tables are, for the immediates that index them. */
typedef struct IrLimits {
    uint32_t fields, account_fields, event_slots, events, clocks, calendars, contract_fields;
} IrLimits;

/* NULL, or a sentence that says what is wrong, in `scratch`. */
const char *ir_function_verify(const IrProgram *program, CodeId id, const IrLimits *limits,
                               Arena *scratch);
/* The same of every function. */
const char *ir_verify(const IrProgram *program, const IrLimits *limits, Arena *scratch);

#endif
