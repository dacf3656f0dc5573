/* Jumps go forward, so one pass in order sees every way into an instruction before the instruction:
   the registers written there are the intersection over those ways. */
#include "compiler/ir_verify.h"

#include "runtime/ops.h"

typedef struct RegSet {
    uint64_t word[IR_REGISTERS / 64];
    bool is_reached;
} RegSet;

typedef struct Verifier {
    const IrProgram *program;
    const IrFunction *function;
    const IrLimits *limits;
    CodeId id;
    uint32_t at;
    RegSet *written; /* by instruction: what every way to it has written */
    Arena *scratch;
    const char *fault;
} Verifier;

static void fault_set(Verifier *v, const char *what)
{
    if (!v->fault)
        v->fault = arena_format(v->scratch, "function %u, instruction %u: %s", v->id, v->at, what);
}

static void ways_join(Verifier *v, uint32_t to, const RegSet *set)
{
    if (to >= v->function->count) {
        fault_set(v, "control leaves the function");
        return;
    }
    RegSet *into = &v->written[to];
    for (int i = 0; i < IR_REGISTERS / 64; i++)
        into->word[i] = into->is_reached ? into->word[i] & set->word[i] : set->word[i];
    into->is_reached = true;
}

static IrType type_of(const Verifier *v, uint32_t reg)
{
    return (IrType)v->function->types[reg];
}

static void operand_check(Verifier *v, const RegSet *set, uint32_t reg, IrType wanted, IrType first)
{
    if (wanted == IR_TYPE_NONE)
        return;
    if (reg >= v->function->registers)
        fault_set(v, "no such register");
    else if (!(set->word[reg / 64] >> reg % 64 & 1))
        fault_set(v, "a register is read before it is written");
    else if (wanted == IR_TYPE_SAME ? type_of(v, reg) != first
                                    : wanted != IR_TYPE_ANY && type_of(v, reg) != wanted)
        fault_set(v, "an operand has the wrong type");
}

static void result_check(Verifier *v, IrIns ins, IrType wanted)
{
    if (wanted == IR_TYPE_NONE)
        return;
    if (ins.dst >= v->function->registers) {
        fault_set(v, "no such register");
        return;
    }
    IrType type = type_of(v, ins.dst);
    if (ins.op == IR_CONST && type != v->program->constant_types.at[ins.imm])
        fault_set(v, "a constant has another type than its register");
    if (ins.op == IR_EVAL && type != v->program->functions.at[ins.imm].result)
        fault_set(v, "what is evaluated has another type than its register");
    if (wanted == IR_TYPE_SAME ? type != type_of(v, ins.a)
                               : wanted != IR_TYPE_ANY && type != wanted)
        fault_set(v, "the result has the wrong type");
}

/* One more than the greatest immediate of that kind. */
static uint64_t imm_limit(const Verifier *v, IrImm kind)
{
    switch (kind) {
    case IR_IMM_NONE: return UINT64_MAX;
    case IR_IMM_CONSTANT: return v->program->constants.count;
    case IR_IMM_FIELD: return v->limits->fields;
    case IR_IMM_ACCOUNT: return v->limits->account_fields;
    case IR_IMM_CONTRACT: return v->limits->contract_fields;
    case IR_IMM_SLOT: return v->limits->event_slots;
    case IR_IMM_EVENT: return v->limits->events;
    case IR_IMM_CLOCK: return v->limits->clocks;
    case IR_IMM_CODE: return v->id; /* what is evaluated was built before: no recursion */
    case IR_IMM_CHOICE: return v->program->choices.count;
    case IR_IMM_LABEL: return v->function->count;
    case IR_IMM_CALENDAR: return v->limits->calendars;
    case IR_IMM_MODE: return ROUND_DOWN + 1;
    case IR_IMM_UNIT: return STEP_IMM(0, v->limits->calendars);
    }
    return 0;
}

static void imm_check(Verifier *v, IrIns ins, IrImm kind)
{
    bool at_hand = kind == IR_IMM_CALENDAR && ins.imm == NONE;
    if (!at_hand && ins.imm >= imm_limit(v, kind))
        fault_set(v, "the immediate is out of range");
    if (kind == IR_IMM_UNIT && STEP_UNIT(ins.imm) > UNIT_YEAR)
        fault_set(v, "no such unit");
    if (kind == IR_IMM_LABEL && ins.imm <= v->at)
        fault_set(v, "a jump backwards");
}

static void ways_follow(Verifier *v, IrIns ins, RegSet set)
{
    if (ir_op_row((IrOp)ins.op)->result != IR_TYPE_NONE)
        set.word[ins.dst / 64] |= UINT64_C(1) << ins.dst % 64;
    if (ir_op_row((IrOp)ins.op)->imm == IR_IMM_LABEL)
        ways_join(v, ins.imm, &set);
    if (ins.op != IR_JUMP && ins.op != IR_RETURN)
        ways_join(v, v->at + 1, &set);
}

static void ins_verify(Verifier *v, IrIns ins)
{
    if (ins.op >= IR_OP_COUNT) {
        fault_set(v, "no such operation");
        return;
    }
    const IrOpRow *row = ir_op_row((IrOp)ins.op);
    const RegSet *set = &v->written[v->at];
    imm_check(v, ins, row->imm);
    operand_check(v, set, ins.a, row->a, IR_TYPE_ANY);
    if (!v->fault)
        operand_check(v, set, ins.b, row->b,
                      row->a == IR_TYPE_NONE ? IR_TYPE_ANY : type_of(v, ins.a));
    if (!v->fault && ins.op == IR_RETURN && type_of(v, ins.a) != v->function->result)
        fault_set(v, "a return of the wrong type");
    if (!v->fault)
        result_check(v, ins, row->result);
    if (!v->fault)
        ways_follow(v, ins, *set);
}

const char *ir_function_verify(const IrProgram *program, CodeId id, const IrLimits *limits,
                               Arena *scratch)
{
    const IrFunction *function = &program->functions.at[id];
    Verifier v = {.program = program, .function = function, .limits = limits, .id = id};
    v.scratch = scratch;
    if (function->count == 0)
        return "an empty function";
    v.written = ARENA_ARRAY(scratch, RegSet, function->count);
    v.written[0].is_reached = true;
    for (v.at = 0; v.at < function->count && !v.fault; v.at++)
        if (v.written[v.at].is_reached)
            ins_verify(&v, program->code.at[function->first + v.at]);
    return v.fault;
}

/* ---- Choices ---- */

/* One more than the greatest index of that kind of test. */
static uint64_t test_limit(const IrProgram *program, const IrLimits *limits, ChoiceTest test)
{
    switch ((ChoiceRead)test.read) {
    case CHOICE_TICKET:
    case CHOICE_BEFORE: return limits->fields;
    case CHOICE_ACCOUNT: return limits->account_fields;
    case CHOICE_CONTRACT: return limits->contract_fields;
    case CHOICE_EVENT_FIELD: return limits->event_slots;
    case CHOICE_EVENT: return limits->events;
    case CHOICE_HAS_BEFORE:
    case CHOICE_NOW: return 1;
    case CHOICE_CODE: return program->functions.count;
    }
    return 0;
}

/* Code that a choice runs must not lead back to one. */
static bool is_flat(const IrProgram *program, CodeId id)
{
    const IrFunction *function = &program->functions.at[id];
    for (uint32_t i = 0; i < function->count; i++) {
        uint8_t op = program->code.at[function->first + i].op;
        if (op == IR_EVAL || op == IR_DECIDE)
            return false;
    }
    return true;
}

static const char *edge_verify(const Choice *choice, uint32_t node, uint32_t edge)
{
    const ChoiceEdge *edges = choice->edges + choice->nodes[node].first;
    if (edge == 0 ? edges[0].from != VALUE_ABSENT : edges[edge].from <= edges[edge - 1].from)
        return "edges of a choice out of order";
    uint32_t to = edges[edge].to;
    if (to & CHOICE_LEAF ? (to & ~CHOICE_LEAF) >= choice->leaves_count
                         : to <= node || to >= choice->nodes_count)
        return "an edge of a choice that leads nowhere";
    return NULL;
}

static const char *choice_verify(const IrProgram *program, const Choice *choice,
                                 const IrLimits *limits)
{
    const char *fault = NULL;
    for (uint32_t i = 0; i < choice->tests_count; i++) {
        ChoiceTest test = choice->tests[i];
        if (test.index >= test_limit(program, limits, test))
            return "a test of a choice is out of range";
        if (test.read == CHOICE_CODE && !is_flat(program, test.index))
            return "a test of a choice that evaluates other code";
    }
    for (uint32_t i = 0; i < choice->nodes_count && !fault; i++) {
        const ChoiceNode *node = &choice->nodes[i];
        if (node->test >= choice->tests_count || node->count == 0 ||
            node->first + node->count > choice->edges_count)
            return "a node of a choice is out of range";
        for (uint32_t k = 0; k < node->count && !fault; k++)
            fault = edge_verify(choice, i, k);
    }
    return fault;
}

const char *ir_verify(const IrProgram *program, const IrLimits *limits, Arena *scratch)
{
    for (CodeId id = 0; id < program->functions.count; id++) {
        const char *fault = ir_function_verify(program, id, limits, scratch);
        if (fault)
            return fault;
    }
    for (uint32_t i = 0; i < program->choices.count; i++) {
        const char *fault = choice_verify(program, &program->choices.at[i], limits);
        if (fault)
            return arena_format(scratch, "choice %u: %s", i, fault);
    }
    return NULL;
}
