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

typedef struct Live { /* bit set of registers */
    uint64_t word[IR_REGISTERS / 64];
} Live;

static void live_join(Live *into, const Live *from)
{
    for (int i = 0; i < IR_REGISTERS / 64; i++)
        into->word[i] |= from->word[i];
}

static uint64_t reg_bit(IrReg reg)
{
    return UINT64_C(1) << reg % 64;
}

static void live_move(Live *live, IrIns ins, const IrOpRow *row)
{
    if (row->result != IR_TYPE_NONE)
        live->word[ins.dst / 64] &= ~reg_bit(ins.dst);
    if (row->a != IR_TYPE_NONE)
        live->word[ins.a / 64] |= reg_bit(ins.a);
    if (row->b != IR_TYPE_NONE)
        live->word[ins.b / 64] |= reg_bit(ins.b);
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
        if (row->effect == IR_EFFECT_PURE && !(now->word[ins.dst / 64] & reg_bit(ins.dst)))
            f->is_dead[at] = true;
        if (!f->is_dead[at])
            live_move(now, ins, row);
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

/* A jump to what follows it anyway goes, and one over a jump takes its place, turned round, unless
   that one is jumped to. `entries` counts the jumps to each place. */
static void jumps_drop(Folder *f, uint32_t *entries)
{
    for (uint32_t at = 0; at < f->function->count; at++)
        if (ir_op_row((IrOp)f->code[at].op)->imm == IR_IMM_LABEL)
            entries[f->code[at].imm]++;
    for (uint32_t at = 0; at < f->function->count; at++) {
        IrIns *ins = &f->code[at];
        bool is_test = ins->op == IR_JUMP_IF || ins->op == IR_JUMP_UNLESS;
        f->is_dead[at] |= ins->op == IR_JUMP && ins->imm == at + 1;
        if (!is_test || ins->imm != at + 2 || ins[1].op != IR_JUMP || entries[at + 1])
            continue;
        entries[ins->imm]--;
        ins->op = ins->op == IR_JUMP_IF ? IR_JUMP_UNLESS : IR_JUMP_IF;
        ins->imm = ins[1].imm;
        entries[ins->imm]++;
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
    jumps_drop(&f, ARENA_ARRAY(scratch, uint32_t, count + 1));
    gaps_close(&f, place);
}

void fold_program(IrProgram *program, Arena *scratch)
{
    for (CodeId id = 0; id < program->functions.count; id++)
        fold_function(program, id, scratch);
}
