/* One switch over ir.def: the forms below are the whole of what an operation may do besides calling
 * runtime/ops.c. */
#include "compiler/interp.h"

#include "runtime/ops.h"

#define A r[i.a]
#define B r[i.b]
#define R r[i.dst]

#define CONSTANT()        R = program->constants.at[i.imm]
#define COPY()            R = A
#define LOAD(array)       R = frame->array ? frame->array[i.imm] : VALUE_ABSENT
#define BIT(array)        R = frame->array ? (Value)(frame->array[i.imm / 64] >> i.imm % 64 & 1) : 0
#define HAS(member)       R = frame->member != NULL
#define MEMBER(member)    R = frame->member
#define NEGATE()          R = A != 1
#define COMPARE(op, word) R = A != VALUE_ABSENT && B != VALUE_ABSENT && A op B
#define UNLIKE()          R = A != B
#define PRESENCE()        R = A != VALUE_ABSENT
#define FALLBACK()        R = A != VALUE_ABSENT ? A : B
#define JUMP()            at = code + i.imm - 1
#define BRANCH(op, word)  at = A op 1 ? code + i.imm - 1 : at
#define CALL(function)                                                                             \
    if (!function(frame, A, B, i.imm, &R))                                                         \
    return false
#define EVALUATE()                                                                                 \
    if (!interp_run(program, i.imm, frame, &R))                                                    \
    return false
#define GIVE()                                                                                     \
    *out = A;                                                                                      \
    return true

/* Registers are not cleared: ir_verify has seen that each is written before it is read; the two
   that every call passes are set so that an operation without operands reads defined memory. */
bool interp_run(const void *policy_code, CodeId id, const Frame *frame, Value *out)
{
    const IrProgram *program = policy_code;
    const IrIns *code = program->code.at + program->functions.at[id].first;
    Value r[IR_REGISTERS];
    r[0] = 0;
    for (const IrIns *at = code;; at++) {
        const IrIns i = *at;
        switch ((IrOp)i.op) {
#define OP(name, word, result, a, b, imm, effect, form)                                            \
    case IR_##name:                                                                                \
        form;                                                                                      \
        break;
#include "compiler/ir.def"
#undef OP
        case IR_OP_COUNT: return false;
        }
    }
}
