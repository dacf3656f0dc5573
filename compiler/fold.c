#include "compiler/fold.h"

#include "compiler/interp.h"

/* Jumps go forward, so one pass in order sees every jump into an instruction before it, and one
   pass against the order sees every reader of a register before its writer. */
typedef struct Folder {
    IrProgram *program;
    IrFunction *function;
    IrIns *code;
    uint32_t *lines;
    bool *is_target; /* by instruction: a jump that stays leads here */
    bool *is_dead;
    bool is_known[IR_REGISTERS];
    Value value[IR_REGISTERS];
} Folder;

static bool operands_known(const Folder *f, IrIns ins)
{
    const IrOpRow *row = ir_op_row((IrOp)ins.op);
    return (row->a == IR_TYPE_NONE || f->is_known[ins.a]) &&
           (row->b == IR_TYPE_NONE || f->is_known[ins.b]);
}

/* Runs one instruction over known operands as a program of its own. */
static bool ins_run(const Folder *f, IrIns ins, Value *out)
{
    Value constants[] = {f->is_known[ins.a] ? f->value[ins.a] : 0,
                         f->is_known[ins.b] ? f->value[ins.b] : 0};
    IrIns code[] = {{.op = IR_CONST, .dst = 0, .imm = 0},
                    {.op = IR_CONST, .dst = 1, .imm = 1},
                    {.op = ins.op, .dst = 2, .a = 0, .b = 1, .imm = ins.imm},
                    {.op = IR_RETURN, .a = 2}};
    IrFunction function = {.count = 4, .registers = 3};
    IrProgram program = {.code = {.at = code, .count = 4},
                         .functions = {.at = &function, .count = 1},
                         .constants = {.at = constants, .count = 2}};
    Frame frame = {.sla = NONE};
    return interp_run(&program, 0, &frame, out);
}

static bool ins_value(const Folder *f, IrIns ins, Value *out)
{
    IrEffect effect = ir_op_row((IrOp)ins.op)->effect;
    if (ins.op == IR_CONST) {
        *out = f->program->constants.at[ins.imm];
        return true;
    }
    if (ins.op == IR_EVAL)
        return ir_constant_find(f->program, ins.imm, out);
    return (effect == IR_EFFECT_PURE || effect == IR_EFFECT_FAIL) && operands_known(f, ins) &&
           ins_run(f, ins, out);
}

static void value_fold(Folder *f, uint32_t at)
{
    IrIns *ins = &f->code[at];
    Value value;
    f->is_known[ins->dst] = ins_value(f, *ins, &value);
    if (!f->is_known[ins->dst])
        return;
    IrType type = (IrType)f->function->types[ins->dst];
    f->value[ins->dst] = value;
    *ins =
        (IrIns){.op = IR_CONST, .dst = ins->dst, .imm = ir_constant_add(f->program, type, value)};
}

static void jump_fold(Folder *f, uint32_t at)
{
    IrIns *ins = &f->code[at];
    if (ins->op != IR_JUMP && f->is_known[ins->a]) {
        bool jumps = (f->value[ins->a] == 1) == (ins->op == IR_JUMP_IF);
        f->is_dead[at] = !jumps;
        *ins = (IrIns){.op = IR_JUMP, .imm = ins->imm};
    }
    if (!f->is_dead[at])
        f->is_target[ins->imm] = true;
}

static void forwards(Folder *f)
{
    bool is_reached = true;
    for (uint32_t at = 0; at < f->function->count; at++) {
        IrOp op = (IrOp)f->code[at].op;
        if (f->is_target[at]) {
            memset(f->is_known, 0, sizeof f->is_known);
            is_reached = true;
        }
        f->is_dead[at] = !is_reached;
        if (!is_reached)
            continue;
        if (ir_op_row(op)->imm == IR_IMM_LABEL)
            jump_fold(f, at);
        else if (ir_op_row(op)->result != IR_TYPE_NONE)
            value_fold(f, at);
        op = (IrOp)f->code[at].op;
        is_reached = f->is_dead[at] || (op != IR_JUMP && op != IR_RETURN);
    }
}

typedef struct Live {
    bool reg[IR_REGISTERS];
} Live;

static void live_join(Live *into, const Live *from)
{
    for (int i = 0; i < IR_REGISTERS; i++)
        into->reg[i] |= from->reg[i];
}

/* A pure result that no way reads is dropped. `live` has what is read from each instruction on. */
static void backwards(Folder *f, Live *live)
{
    for (uint32_t at = f->function->count; at-- > 0;) {
        IrIns ins = f->code[at];
        const IrOpRow *row = ir_op_row((IrOp)ins.op);
        Live *now = &live[at];
        if (f->is_dead[at] || (ins.op != IR_JUMP && ins.op != IR_RETURN))
            *now = live[at + 1];
        if (!f->is_dead[at] && row->imm == IR_IMM_LABEL)
            live_join(now, &live[ins.imm]);
        if (row->effect == IR_EFFECT_PURE && !now->reg[ins.dst])
            f->is_dead[at] = true;
        if (f->is_dead[at])
            continue;
        if (row->result != IR_TYPE_NONE)
            now->reg[ins.dst] = false;
        if (row->a != IR_TYPE_NONE)
            now->reg[ins.a] = true;
        if (row->b != IR_TYPE_NONE)
            now->reg[ins.b] = true;
    }
}

/* Closes the gaps; `place` gets the new index of each instruction, or of the next one that stays.
 */
static void gaps_close(Folder *f, uint32_t *place)
{
    uint32_t kept = 0;
    for (uint32_t at = 0; at < f->function->count; at++) {
        place[at] = kept;
        if (f->is_dead[at])
            continue;
        f->lines[kept] = f->lines[at];
        f->code[kept++] = f->code[at];
    }
    f->function->count = kept;
    for (uint32_t at = 0; at < kept; at++)
        if (ir_op_row((IrOp)f->code[at].op)->imm == IR_IMM_LABEL)
            f->code[at].imm = place[f->code[at].imm];
}

/* Is a jump other than the one at `except` to that place? */
static bool is_entered(const Folder *f, uint32_t place, uint32_t except)
{
    for (uint32_t at = 0; at < place; at++)
        if (at != except && ir_op_row((IrOp)f->code[at].op)->imm == IR_IMM_LABEL &&
            f->code[at].imm == place)
            return true;
    return false;
}

/* A jump to what follows it anyway goes, and one over a jump takes its place, turned round. */
static void jumps_drop(Folder *f)
{
    for (uint32_t at = 0; at < f->function->count; at++) {
        IrIns *ins = &f->code[at];
        bool is_test = ins->op == IR_JUMP_IF || ins->op == IR_JUMP_UNLESS;
        f->is_dead[at] |= ins->op == IR_JUMP && ins->imm == at + 1;
        if (!is_test || ins->imm != at + 2 || ins[1].op != IR_JUMP || is_entered(f, at + 1, at))
            continue;
        ins->op = ins->op == IR_JUMP_IF ? IR_JUMP_UNLESS : IR_JUMP_IF;
        ins->imm = ins[1].imm;
        f->is_dead[at + 1] = true;
    }
}

void fold_function(IrProgram *program, CodeId id, Arena *scratch)
{
    IrFunction *function = &program->functions.at[id];
    uint32_t count = function->count;
    Folder f = {.program = program, .function = function};
    f.code = program->code.at + function->first;
    f.lines = program->lines.at + function->first;
    f.is_target = ARENA_ARRAY(scratch, bool, count + 1);
    f.is_dead = ARENA_ARRAY(scratch, bool, count);
    uint32_t *place = ARENA_ARRAY(scratch, uint32_t, count + 1);
    forwards(&f);
    backwards(&f, ARENA_ARRAY(scratch, Live, count + 1));
    gaps_close(&f, place);
    memset(f.is_dead, 0, count * sizeof *f.is_dead);
    jumps_drop(&f);
    gaps_close(&f, place);
}

void fold_program(IrProgram *program, Arena *scratch)
{
    for (CodeId id = 0; id < program->functions.count; id++)
        fold_function(program, id, scratch);
}
