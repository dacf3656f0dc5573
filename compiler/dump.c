#include "compiler/dump.h"

#include <inttypes.h>

static const char *imm_text(Arena *arena, const IrProgram *program, IrIns ins)
{
    IrImm kind = ir_op_row((IrOp)ins.op)->imm;
    switch (kind) {
    case IR_IMM_NONE: return "";
    case IR_IMM_CONSTANT:
        if (program->constants.at[ins.imm] == VALUE_ABSENT)
            return " absent";
        return arena_format(arena, " %" PRId64, program->constants.at[ins.imm]);
    case IR_IMM_LABEL: return arena_format(arena, " -> %u", ins.imm);
    case IR_IMM_CALENDAR:
        return ins.imm == NONE ? " at hand" : arena_format(arena, " #%u", ins.imm);
    case IR_IMM_FIELD:
    case IR_IMM_ACCOUNT:
    case IR_IMM_CONTRACT:
    case IR_IMM_SLOT:
    case IR_IMM_EVENT:
    case IR_IMM_CLOCK:
    case IR_IMM_CODE:
    case IR_IMM_CHOICE:
    case IR_IMM_MODE:
    case IR_IMM_UNIT: return arena_format(arena, " #%u", ins.imm);
    }
    return "";
}

static const char *ins_text(Arena *arena, const IrProgram *program, uint32_t at, IrIns ins,
                            const uint8_t *types)
{
    const IrOpRow *row = ir_op_row((IrOp)ins.op);
    const char *result = "", *a = "", *b = "";
    if (row->result != IR_TYPE_NONE)
        result = arena_format(arena, "r%u:%s = ", ins.dst, ir_type_word((IrType)types[ins.dst]));
    if (row->a != IR_TYPE_NONE)
        a = arena_format(arena, " r%u", ins.a);
    if (row->b != IR_TYPE_NONE)
        b = arena_format(arena, " r%u", ins.b);
    return arena_format(arena, "  %u: %s%s%s%s%s\n", at, result, row->word, a, b,
                        imm_text(arena, program, ins));
}

const char *dump_function(Arena *arena, const IrProgram *program, CodeId id)
{
    const IrFunction *function = &program->functions.at[id];
    const char *text = arena_format(arena, "code %u\n", id);
    for (uint32_t i = 0; i < function->count; i++)
        text = arena_format(
            arena, "%s%s", text,
            ins_text(arena, program, i, program->code.at[function->first + i], function->types));
    return text;
}
