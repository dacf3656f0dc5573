#include "compiler/ir.h"

#include <assert.h>

enum {
    EVAL_DEPTH = 64, /* nested defines; each is one C frame of the interpreter */
    RECENT_CONSTANTS = 64
};

static const IrOpRow OP_ROW[] = {
#define OP(name, word, result, a, b, imm, effect, form)                                            \
    {word, IR_TYPE_##result, IR_TYPE_##a, IR_TYPE_##b, IR_IMM_##imm, IR_EFFECT_##effect},
#include "compiler/ir.def"
#undef OP
};

const IrOpRow *ir_op_row(IrOp op)
{
    return &OP_ROW[op];
}

const char *ir_type_word(IrType type)
{
    static const char *const WORD[] = {"none", "bool",    "number", "text", "set",
                                       "date", "instant", "any",    "same"};
    return WORD[type];
}

IrProgram *ir_program_new(Arena *arena)
{
    IrProgram *program = ARENA_NEW(arena, IrProgram);
    program->arena = arena;
    return program;
}

uint32_t ir_constant_add(IrProgram *program, IrType type, Value value)
{
    uint32_t count = program->constants.count;
    for (uint32_t i = count > RECENT_CONSTANTS ? count - RECENT_CONSTANTS : 0; i < count; i++)
        if (program->constants.at[i] == value && program->constant_types.at[i] == type)
            return i;
    VEC_PUSH(program->arena, &program->constants, value);
    VEC_PUSH(program->arena, &program->constant_types, (uint8_t)type);
    return count;
}

bool ir_constant_find(const IrProgram *program, CodeId id, Value *out)
{
    const IrFunction *function = &program->functions.at[id];
    const IrIns *code = program->code.at + function->first;
    if (function->count != 2 || code[0].op != IR_CONST || code[1].op != IR_RETURN)
        return false;
    *out = program->constants.at[code[0].imm];
    return true;
}

static void bit_add(uint64_t *set, uint32_t bit)
{
    if (set)
        set[bit / 64] |= UINT64_C(1) << bit % 64;
}

static void choice_reads(const IrProgram *program, const Choice *choice, uint64_t *ticket,
                         uint64_t *account)
{
    for (uint32_t i = 0; i < choice->tests_count; i++) {
        ChoiceTest test = choice->tests[i];
        if (test.read == CHOICE_TICKET || test.read == CHOICE_BEFORE)
            bit_add(ticket, test.index);
        else if (test.read == CHOICE_ACCOUNT)
            bit_add(account, test.index);
        else if (test.read == CHOICE_CODE)
            ir_reads(program, test.index, ticket, account);
    }
}

void ir_reads(const IrProgram *program, CodeId id, uint64_t *ticket, uint64_t *account)
{
    if (id == NONE)
        return;
    const IrFunction *function = &program->functions.at[id];
    for (uint32_t i = 0; i < function->count; i++) {
        IrIns ins = program->code.at[function->first + i];
        if (ins.op == IR_FIELD || ins.op == IR_BEFORE)
            bit_add(ticket, ins.imm);
        else if (ins.op == IR_ACCOUNT)
            bit_add(account, ins.imm);
        else if (ins.op == IR_EVAL)
            ir_reads(program, ins.imm, ticket, account);
        else if (ins.op == IR_DECIDE)
            choice_reads(program, &program->choices.at[ins.imm], ticket, account);
    }
}

static bool choice_reads_contract(const IrProgram *program, const Choice *choice)
{
    for (uint32_t i = 0; i < choice->tests_count; i++) {
        ChoiceTest test = choice->tests[i];
        if (test.read == CHOICE_CONTRACT ||
            (test.read == CHOICE_CODE && ir_reads_contract(program, test.index)))
            return true;
    }
    return false;
}

bool ir_reads_contract(const IrProgram *program, CodeId id)
{
    if (id == NONE)
        return false;
    const IrFunction *function = &program->functions.at[id];
    for (uint32_t i = 0; i < function->count; i++) {
        IrIns ins = program->code.at[function->first + i];
        if (ins.op == IR_CONTRACT || (ins.op == IR_EVAL && ir_reads_contract(program, ins.imm)) ||
            (ins.op == IR_DECIDE && choice_reads_contract(program, &program->choices.at[ins.imm])))
            return true;
    }
    return false;
}

/* ---- Building ---- */

void ir_begin(IrBuilder *builder, IrProgram *program)
{
    memset(builder, 0, sizeof *builder);
    builder->program = program;
}

IrReg ir_register(IrBuilder *builder, IrType type)
{
    for (uint16_t reg = 0; reg < builder->registers; reg++)
        if (builder->uses[reg] == 0 && builder->types[reg] == type) {
            builder->uses[reg] = 1;
            return (IrReg)reg;
        }
    if (builder->registers == IR_REGISTERS) {
        builder->is_full = true;
        return 0;
    }
    uint16_t reg = builder->registers++;
    builder->types[reg] = (uint8_t)type;
    builder->uses[reg] = 1;
    return (IrReg)reg;
}

IrReg ir_hold(IrBuilder *builder, IrReg reg)
{
    builder->uses[reg]++;
    return reg;
}

void ir_release(IrBuilder *builder, IrReg reg)
{
    assert((builder->is_full || builder->uses[reg]) && "a register is released once for each use");
    if (builder->uses[reg])
        builder->uses[reg]--;
}

static void ins_add(IrBuilder *builder, IrIns ins)
{
    VEC_PUSH(builder->program->arena, &builder->code, ins);
    VEC_PUSH(builder->program->arena, &builder->lines, builder->line);
}

static void operands_release(IrBuilder *builder, const IrOpRow *row, IrIns ins)
{
    if (row->a != IR_TYPE_NONE)
        ir_release(builder, ins.a);
    if (row->b != IR_TYPE_NONE)
        ir_release(builder, ins.b);
}

IrReg ir_emit(IrBuilder *builder, IrOp op, IrType type, IrReg a, IrReg b, uint32_t imm)
{
    const IrOpRow *row = ir_op_row(op);
    IrIns ins = {.op = (uint8_t)op, .a = a, .b = b, .imm = imm};
    operands_release(builder, row, ins);
    if (op == IR_EVAL) {
        uint32_t below = builder->program->functions.at[imm].depth + 1;
        builder->depth = below > builder->depth ? below : builder->depth;
        builder->is_full |= builder->depth > EVAL_DEPTH;
    }
    ins.dst = ir_register(builder, type);
    ins_add(builder, ins);
    return ins.dst;
}

IrReg ir_emit_constant(IrBuilder *builder, IrType type, Value value)
{
    uint32_t constant = ir_constant_add(builder->program, type, value);
    return ir_emit(builder, IR_CONST, type, 0, 0, constant);
}

void ir_move(IrBuilder *builder, IrReg to, IrReg from)
{
    ir_release(builder, from);
    if (to != from)
        ins_add(builder, (IrIns){.op = IR_MOVE, .dst = to, .a = from});
}

static void jump_add(IrBuilder *builder, IrOp op, IrReg condition, IrLabel *label)
{
    ins_add(builder, (IrIns){.op = (uint8_t)op, .a = condition, .imm = label->last});
    label->last = builder->code.count;
}

void ir_jump(IrBuilder *builder, IrLabel *label)
{
    jump_add(builder, IR_JUMP, 0, label);
}

void ir_jump_if(IrBuilder *builder, IrReg condition, IrLabel *label)
{
    ir_release(builder, condition);
    jump_add(builder, IR_JUMP_IF, condition, label);
}

void ir_jump_unless(IrBuilder *builder, IrReg condition, IrLabel *label)
{
    ir_release(builder, condition);
    jump_add(builder, IR_JUMP_UNLESS, condition, label);
}

void ir_place(IrBuilder *builder, IrLabel *label)
{
    while (label->last) {
        IrIns *jump = &builder->code.at[label->last - 1];
        label->last = jump->imm;
        jump->imm = builder->code.count;
    }
}

void ir_return(IrBuilder *builder, IrReg value)
{
    builder->result = builder->types[value];
    ir_release(builder, value);
    ins_add(builder, (IrIns){.op = IR_RETURN, .a = value});
}

CodeId ir_end(IrBuilder *builder, Span span)
{
    IrProgram *program = builder->program;
    IrFunction function = {.first = program->code.count,
                           .count = builder->code.count,
                           .registers = builder->registers,
                           .result = builder->result,
                           .depth = builder->depth,
                           .span = span};
    function.types =
        (const uint8_t *)arena_copy(program->arena, builder->types, builder->registers);
    for (uint32_t i = 0; i < builder->code.count; i++) {
        VEC_PUSH(program->arena, &program->code, builder->code.at[i]);
        VEC_PUSH(program->arena, &program->lines, builder->lines.at[i]);
    }
    VEC_PUSH(program->arena, &program->functions, function);
    return program->functions.count - 1;
}
