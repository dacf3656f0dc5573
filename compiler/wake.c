#include "compiler/wake.h"

#include <string.h>

/* ---- What code reads ---- */

/* Is the operation's form a call, which may fault unless it is pure? */
static bool is_call(IrOp op)
{
#define CONSTANT()        false
#define COPY()            false
#define LOAD(array)       false
#define BIT(array)        false
#define HAS(member)       false
#define MEMBER(member)    false
#define NEGATE()          false
#define COMPARE(op, word) false
#define UNLIKE()          false
#define PRESENCE()        false
#define FALLBACK()        false
#define JUMP()            false
#define BRANCH(op, word)  false
#define CALL(function)    true
#define EVALUATE()        false
#define GIVE()            false
    static const bool IS_CALL[] = {
#define OP(name, word, result, a, b, imm, effect, form) form,
#include "compiler/ir.def"
#undef OP
    };
    return IS_CALL[op];
}

typedef bool IrTest(const IrIns *ins);

/* Does the test hold for an instruction of the function or of one that it evaluates? */
static bool any_ins(const IrProgram *program, CodeId id, IrTest *test)
{
    const IrFunction *function = &program->functions.at[id];
    for (uint32_t i = 0; i < function->count; i++) {
        const IrIns *ins = &program->code.at[function->first + i];
        if (test(ins) || (ins->op == IR_EVAL && any_ins(program, ins->imm, test)))
            return true;
    }
    return false;
}

static bool may_fault(const IrIns *ins)
{
    return is_call((IrOp)ins->op) && ir_op_row((IrOp)ins->op)->effect != IR_EFFECT_PURE;
}

/* An account changes outside the commits of its closed tickets, so what reads it is never known to be as before. */
static bool reads_more(const IrIns *ins)
{
    return ins->op == IR_BEFORE || ins->op == IR_HAS_BEFORE || ins->op == IR_EVENT_FIELD ||
           ins->op == IR_EVENT_IS || ins->op == IR_NOW || ins->op == IR_ACCOUNT;
}

static void bits_add(const IrProgram *program, CodeId id, IrOp op, uint64_t *set)
{
    const IrFunction *function = &program->functions.at[id];
    for (uint32_t i = 0; i < function->count; i++) {
        IrIns ins = program->code.at[function->first + i];
        if (ins.op == op)
            set[ins.imm / 64] |= UINT64_C(1) << ins.imm % 64;
        else if (ins.op == IR_EVAL)
            bits_add(program, ins.imm, op, set);
    }
}

void wake_reads(const IrProgram *program, CodeId id, WakeKind kind, uint64_t *events,
                uint64_t *fields)
{
    bits_add(program, id, IR_EVENT_IS, events);
    bits_add(program, id, IR_BEFORE, fields);
    if (kind != WAKE_PATTERN)
        bits_add(program, id, IR_FIELD, fields);
}

/* ---- Running it over a commit in which nothing happens ---- */

typedef enum KnownKind { KNOWN_NOTHING, KNOWN_VALUE, KNOWN_FIELD } KnownKind;

typedef struct
    Known { /* of a register: a constant, or that it holds a field, the same before and after */
    KnownKind kind;
    Value value;
    uint32_t field;
} Known;

typedef struct Reached { /* an instruction: can it be reached, and with what in the registers */
    Known *registers;    /* NULL: not reached by a jump */
    bool is_reached;
} Reached;

static Known known_value(Value value)
{
    return (Known){.kind = KNOWN_VALUE, .value = value};
}

static bool known_equal(const Known *a, const Known *b)
{
    return a->kind == b->kind && a->value == b->value && a->field == b->field;
}

static void join(Known *into, const Known *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!known_equal(&into[i], &from[i]))
            into[i] = (Known){0};
}

static Known quiet_run(const IrProgram *program, CodeId id, Arena *scratch);

/* What the instruction leaves in its register. */
static Known known_after(const IrProgram *program, IrIns ins, const Known *r, Arena *scratch)
{
    bool is_same = r[ins.a].kind == KNOWN_FIELD && known_equal(&r[ins.a], &r[ins.b]);
    switch ((int)ins.op) {
    case IR_CONST: return known_value(program->constants.at[ins.imm]);
    case IR_MOVE: return r[ins.a];
    case IR_FIELD:
    case IR_BEFORE: return (Known){.kind = KNOWN_FIELD, .field = ins.imm};
    case IR_EVENT_IS: return known_value(0);
    case IR_HAS_BEFORE: return known_value(1);
    case IR_NOT:
        return r[ins.a].kind == KNOWN_VALUE ? known_value(r[ins.a].value != 1) : (Known){0};
    case IR_DIFFERS:
    case IR_LT: return is_same ? known_value(0) : (Known){0};
    case IR_EVAL: return quiet_run(program, ins.imm, scratch);
    default: return (Known){0};
    }
}

static void reach(Reached *place, const Known *registers, uint32_t count, Arena *scratch)
{
    place->is_reached = true;
    if (place->registers)
        join(place->registers, registers, count);
    else
        place->registers =
            memcpy(ARENA_ARRAY(scratch, Known, count), registers, count * sizeof *registers);
}

/* Can the jump be taken, can it be passed? */
static void ways_find(IrIns ins, const Known *r, bool *taken, bool *passed)
{
    bool is_if = ins.op == IR_JUMP_IF;
    *taken = *passed = ins.op != IR_JUMP;
    if (ins.op == IR_JUMP)
        *taken = true;
    else if (r[ins.a].kind == KNOWN_VALUE)
        *passed = !(*taken = (r[ins.a].value == 1) == is_if);
}

/* What the function returns, if that is one constant. Jumps go forward, so one pass sees every way. */
static Known quiet_run(const IrProgram *program, CodeId id, Arena *scratch)
{
    const IrFunction *function = &program->functions.at[id];
    Reached *reached = ARENA_ARRAY(scratch, Reached, function->count + 1);
    uint32_t registers = function->registers;
    Known *r = ARENA_ARRAY(scratch, Known, registers + 1u), result = {0};
    bool goes_on = true, has_result = false;
    for (uint32_t i = 0; i < function->count; i++) {
        IrIns ins = program->code.at[function->first + i];
        if (reached[i].is_reached && goes_on)
            join(r, reached[i].registers, registers);
        else if (reached[i].is_reached)
            memcpy(r, reached[i].registers, registers * sizeof *r);
        goes_on = goes_on || reached[i].is_reached;
        if (!goes_on)
            continue;
        if (ins.op == IR_RETURN) {
            if (has_result && !known_equal(&result, &r[ins.a]))
                return (Known){0};
            result = r[ins.a];
            has_result = true;
            goes_on = false;
        } else if (ins.op == IR_JUMP || ins.op == IR_JUMP_IF || ins.op == IR_JUMP_UNLESS) {
            bool taken;
            ways_find(ins, r, &taken, &goes_on);
            if (taken)
                reach(&reached[ins.imm], r, registers, scratch);
        } else {
            r[ins.dst] = known_after(program, ins, r, scratch);
        }
    }
    return has_result ? result : (Known){0};
}

WakeKind wake_kind(const IrProgram *program, CodeId id)
{
    if (any_ins(program, id, may_fault))
        return WAKE_FAULTS;
    Arena *scratch = arena_new();
    Known quiet = quiet_run(program, id, scratch);
    arena_free(scratch);
    if (quiet.kind == KNOWN_VALUE && quiet.value == 0)
        return WAKE_PATTERN;
    return any_ins(program, id, reads_more) ? WAKE_ALWAYS : WAKE_CONDITION;
}
