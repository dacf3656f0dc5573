/* Any bytes as well-formed code of the IR, in a policy that has nothing else: what fuzz_interp and fuzz_engines share. */
#ifndef TESTS_FUZZ_CODE_H
#define TESTS_FUZZ_CODE_H

#include <string.h>

#include "compiler/interp.h"
#include "compiler/ir_verify.h"

enum { KINDS = IR_TYPE_INSTANT, REGISTERS = 2 * KINDS, FUNCTIONS = 4, FIELDS = 4 };

static const IrLimits LIMITS = {.fields = FIELDS,
                                .account_fields = FIELDS,
                                .contract_fields = FIELDS,
                                .event_slots = FIELDS,
                                .events = 64,
                                .clocks = 1,
                                .calendars = 1};

/* Two registers of each type; every one holds a constant before the bytes are read. */
static IrReg reg_of(IrType type, uint8_t byte)
{
    if (type == IR_TYPE_NONE)
        return 0;
    return (IrReg)(type == IR_TYPE_ANY ? byte % REGISTERS : (type - 1) * 2 + byte % 2);
}

static IrType type_of(IrReg reg)
{
    return (IrType)(reg / 2 + 1);
}

static void ins_add(IrProgram *program, IrIns ins)
{
    VEC_PUSH(program->arena, &program->code, ins);
    VEC_PUSH(program->arena, &program->lines, 0);
}

static void constants_emit(IrProgram *program, uint32_t function)
{
    static const Value VALUES[] = {0, 1, 7, -3, 0, 1, 0, 0, 20000, -5, 0, INT64_C(1700000000000)};
    for (IrReg reg = 0; reg < REGISTERS; reg++) {
        uint32_t constant = ir_constant_add(program, type_of(reg), VALUES[reg]);
        ins_add(program, (IrIns){IR_CONST, reg, 0, 0, constant});
    }
    program->functions.at[function].count += REGISTERS;
}

/* How far the immediate may go; 0: there is none. */
static uint32_t imm_limit(const IrProgram *program, IrImm kind, uint32_t function, uint32_t left)
{
    switch (kind) {
    case IR_IMM_CONSTANT: return program->constants.count;
    case IR_IMM_CODE: return function;
    case IR_IMM_LABEL: return left;
    case IR_IMM_CALENDAR:
    case IR_IMM_CLOCK: return 1;
    case IR_IMM_UNIT: return UNIT_YEAR + 1;
    case IR_IMM_FIELD:
    case IR_IMM_ACCOUNT:
    case IR_IMM_CONTRACT:
    case IR_IMM_SLOT:
    case IR_IMM_EVENT:
    case IR_IMM_MODE: return FIELDS;
    case IR_IMM_CHOICE:
    case IR_IMM_NONE: break;
    }
    return 0;
}

/* Five bytes an instruction; `left` more follow, the return counted. */
static IrIns ins_make(const IrProgram *program, const uint8_t *data, uint32_t function,
                      uint32_t left)
{
    IrIns ins = {.op = (uint8_t)(data[0] % IR_OP_COUNT)};
    if (ins.op == IR_RETURN || ins.op == IR_DECIDE || (ins.op == IR_EVAL && function == 0))
        ins.op = IR_MOVE;
    const IrOpRow *row = ir_op_row((IrOp)ins.op);
    uint32_t limit = imm_limit(program, row->imm, function, left);
    ins.imm = limit ? data[4] % limit : 0;
    ins.a = reg_of(row->a, data[1]);
    ins.b = reg_of(row->b == IR_TYPE_SAME ? type_of(ins.a) : row->b, data[2]);
    ins.dst = reg_of(row->result == IR_TYPE_SAME ? type_of(ins.a) : row->result, data[3]);
    if (ins.op == IR_CONST)
        ins.dst = reg_of((IrType)program->constant_types.at[ins.imm], data[3]);
    if (ins.op == IR_EVAL)
        ins.dst = reg_of(IR_TYPE_NUMBER, data[3]);
    return ins;
}

static void function_make(IrProgram *program, const uint8_t *data, size_t count, uint32_t index)
{
    static const uint8_t TYPES[REGISTERS] = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6};
    IrFunction start = {.first = program->code.count,
                        .registers = REGISTERS,
                        .result = IR_TYPE_NUMBER,
                        .types = TYPES};
    VEC_PUSH(program->arena, &program->functions, start);
    constants_emit(program, index);
    for (size_t i = 0; i < count; i++) {
        IrIns ins = ins_make(program, data + i * 5, index, (uint32_t)(count - i));
        if (ir_op_row((IrOp)ins.op)->imm == IR_IMM_LABEL)
            ins.imm += REGISTERS + (uint32_t)i + 1;
        ins_add(program, ins);
    }
    ins_add(program, (IrIns){.op = IR_RETURN, .a = reg_of(IR_TYPE_NUMBER, 0)});
    program->functions.at[index].count += (uint32_t)count + 1;
}

typedef struct Result {
    bool is_known;
    Value value;
} Result;

static void results_get(const Evaluators *evaluators, const Frame *frame, Result results[FUNCTIONS])
{
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        results[i].value = 0;
        results[i].is_known = evaluators->run(evaluators->code, i, frame, &results[i].value);
    }
}

static bool results_equal(const Result a[FUNCTIONS], const Result b[FUNCTIONS])
{
    for (int i = 0; i < FUNCTIONS; i++)
        if (a[i].is_known != b[i].is_known || (a[i].is_known && a[i].value != b[i].value))
            return false;
    return true;
}

/* A policy of nothing but the code that the bytes mean, and a frame to run it over. */
typedef struct Code {
    Arena *arena;
    Policy policy;
    IrProgram *program;
    const Calendar *calendar;
    Value fields[FIELDS];
    uint64_t events;
    Frame frame;
} Code;

static void code_open(Code *code, const uint8_t *data, size_t size)
{
    CalendarSpec spec = {.always = true, .zone = zone_utc()};
    size_t share = (size < 20000 ? size : 20000) / 5 / FUNCTIONS;
    *code = (Code){.arena = arena_new(), .calendar = calendar_new(&spec), .events = 5};
    code->program = ir_program_new(code->arena);
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        function_make(code->program, data + i * share * 5, share, i);
    code->policy = (Policy){.texts = intern_new(), .sets = set_pool_new(), .run = interp_run};
    code->policy.code = code->program;
    code->policy.calendars = &code->calendar;
    code->policy.calendars_count = 1;
    intern_add(code->policy.texts, TEXT("one"));
    set_make(code->policy.sets, (Value[]){intern_add(code->policy.texts, TEXT("two"))}, 1);
    memcpy(code->fields, (Value[]){0, 1, VALUE_ABSENT, 0}, sizeof code->fields);
    code->frame = (Frame){.policy = &code->policy, .events = &code->events, .sla = NONE};
    code->frame.ticket = code->frame.account = code->frame.contract = code->fields;
    code->frame.event_fields = code->fields;
    if (ir_verify(code->program, &LIMITS, code->arena))
        __builtin_trap();
}

static void code_close(Code *code)
{
    calendar_free((Calendar *)(uintptr_t)code->calendar);
    set_pool_free(code->policy.sets);
    intern_free(code->policy.texts);
    arena_free(code->arena);
}

#endif
