/* Terms and the variables that they are: loads by what they read, everything else by its number. */
#include "compiler/decide_part.h"

#include "runtime/ops.h"

enum { TERM_SIZE_MOST = 64, FEW_VALUES = 16, SLOTS_LEAST = 256 };

DiagramRef decide_decline(Decide *decide, DecideReason reason)
{
    if (decide->reason == DECIDE_DONE)
        decide->reason = reason;
    return DIAGRAM_NONE;
}

const Term *term_get(const Decide *decide, TermId id)
{
    return &decide->terms.at[id];
}

/* ---- Equal terms have one number ---- */

static uint64_t term_hash(const Term *term)
{
    uint64_t hash = term->op | (uint64_t)term->type << 8 | (uint64_t)term->imm << 16;
    const uint64_t parts[] = {term->a, term->b, (uint64_t)term->value};
    for (int i = 0; i < 3; i++) {
        hash = (hash ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 31;
    }
    return hash;
}

static bool term_equal(const Term *a, const Term *b)
{
    return a->op == b->op && a->type == b->type && a->imm == b->imm && a->a == b->a &&
           a->b == b->b && a->value == b->value;
}

static uint32_t *term_slot(const Decide *decide, const Term *term)
{
    for (uint32_t slot = (uint32_t)term_hash(term);; slot++) {
        uint32_t *at = &decide->slots[slot & (decide->slots_size - 1)];
        if (!*at || term_equal(&decide->terms.at[*at - 1], term))
            return at;
    }
}

static TermId term_add(Decide *decide, Term term)
{
    if (decide->slots_size < (decide->terms.count + 1) * 2) {
        decide->slots_size = decide->slots_size ? decide->slots_size * 2 : SLOTS_LEAST;
        decide->slots = ARENA_ARRAY(decide->arena, uint32_t, decide->slots_size);
        for (TermId i = 0; i < decide->terms.count; i++)
            *term_slot(decide, &decide->terms.at[i]) = i + 1;
    }
    uint32_t *slot = term_slot(decide, &term);
    if (!*slot) {
        VEC_PUSH(decide->arena, &decide->terms, term);
        *slot = decide->terms.count;
    }
    return *slot - 1;
}

TermId term_constant(Decide *decide, IrType type, Value value)
{
    return term_add(decide, (Term){.op = IR_CONST, .type = (uint8_t)type, .value = value});
}

TermId term_load(Decide *decide, IrIns ins, IrType type)
{
    Term term = {.op = ins.op, .type = (uint8_t)type, .imm = ins.imm, .size = 1};
    return term_add(decide, term);
}

/* ---- Variables ---- */

bool test_of(IrIns ins, ChoiceTest *out)
{
    static const struct {
        IrOp op;
        ChoiceRead read;
    } LOAD[] = {{IR_FIELD, CHOICE_TICKET},          {IR_BEFORE, CHOICE_BEFORE},
                {IR_ACCOUNT, CHOICE_ACCOUNT},       {IR_CONTRACT, CHOICE_CONTRACT},
                {IR_EVENT_IS, CHOICE_EVENT},        {IR_EVENT_FIELD, CHOICE_EVENT_FIELD},
                {IR_HAS_BEFORE, CHOICE_HAS_BEFORE}, {IR_NOW, CHOICE_NOW}};
    for (size_t i = 0; i < sizeof LOAD / sizeof *LOAD; i++)
        if (LOAD[i].op == ins.op) {
            *out = (ChoiceTest){LOAD[i].read, ins.imm};
            return true;
        }
    return false;
}

TermId term_bound(Decide *decide, ChoiceTest test, IrIns ins, IrType type)
{
    for (uint32_t i = 0; i < decide->bound_count; i++) {
        const DecideBound *bound = &decide->bound[i];
        if (bound->test.read != test.read || bound->test.index != test.index)
            continue;
        if (bound->kind == BOUND_VALUE)
            return term_constant(decide, type, bound->value);
        if (bound->kind == BOUND_FIELD)
            return term_load(decide, (IrIns){.op = IR_FIELD, .imm = (uint32_t)bound->value}, type);
    }
    return term_load(decide, ins, type);
}

/* Is it bound whether the set that the term loads has the value? */
static bool has_bound(const Decide *decide, TermId set, TermId value, bool *has)
{
    ChoiceTest test;
    const Term *load = &decide->terms.at[set], *constant = &decide->terms.at[value];
    if (constant->op != IR_CONST || !test_of((IrIns){.op = load->op, .imm = load->imm}, &test))
        return false;
    for (uint32_t i = 0; i < decide->bound_count; i++) {
        const DecideBound *bound = &decide->bound[i];
        *has = bound->kind == BOUND_HAS;
        if ((*has || bound->kind == BOUND_LACKS) && bound->test.read == test.read &&
            bound->test.index == test.index && bound->value == constant->value)
            return true;
    }
    return false;
}

static const FieldDef *field_of(const Policy *policy, ChoiceTest test)
{
    switch ((ChoiceRead)test.read) {
    case CHOICE_TICKET:
    case CHOICE_BEFORE: return &policy->fields[test.index];
    case CHOICE_ACCOUNT: return &policy->account_fields[test.index];
    case CHOICE_CONTRACT: return &policy->contract_fields[test.index];
    case CHOICE_EVENT_FIELD:
        for (uint32_t i = 0; i < policy->event_fields_count; i++)
            if (policy->event_fields[i].slot == test.index)
                return &policy->event_fields[i].def;
        return NULL;
    case CHOICE_EVENT:
    case CHOICE_HAS_BEFORE:
    case CHOICE_NOW:
    case CHOICE_CODE: return NULL;
    }
    return NULL;
}

static void domain_set(const Policy *policy, const FieldDef *def, DiagramVariable *variable)
{
    variable->low = DIAGRAM_LEAST;
    variable->high = DIAGRAM_MOST;
    switch (def->type) {
    case TYPE_BOOLEAN:
        variable->low = 0;
        variable->high = 1;
        break;
    case TYPE_ENUM:
        variable->low = 0;
        variable->high = (Value)policy->enums[def->enumeration].count - 1;
        break;
    case TYPE_TEXT:
        variable->low = DIAGRAM_OTHER_TEXT;
        variable->high = UINT32_MAX;
        break;
    case TYPE_SET:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_PERCENT:
    case TYPE_DURATION:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_MONEY: break;
    }
}

/* Events, and whether there was a state before, are bits; anything else that is no field may be
   whatever an operation gives. */
static DiagramVariable variable_of(const Decide *decide, ChoiceTest test)
{
    bool is_bit = test.read == CHOICE_EVENT || test.read == CHOICE_HAS_BEFORE;
    const FieldDef *def = field_of(decide->policy, test);
    DiagramVariable variable = {.test = test, .low = DIAGRAM_LEAST, .high = DIAGRAM_MOST};
    if (is_bit) {
        variable.low = 0;
        variable.high = 1;
    }
    if (!def)
        return variable;
    domain_set(decide->policy, def, &variable);
    variable.can_be_absent = decide->purpose == DECIDE_TO_RUN || def->optional ||
                             test.read == CHOICE_BEFORE || test.read == CHOICE_EVENT_FIELD;
    variable.has_usual = def->has_default || variable.can_be_absent;
    variable.usual = def->has_default ? def->initial : VALUE_ABSENT;
    return variable;
}

uint32_t test_variable(Decide *decide, ChoiceTest test)
{
    DiagramVariable variable = variable_of(decide, test);
    return diagram_variable_add(decide->diagram, &variable);
}

static uint32_t opaque_variable(Decide *decide, TermId id)
{
    bool is_bool = decide->terms.at[id].type == IR_TYPE_BOOL;
    DiagramVariable variable = {.test = {CHOICE_CODE, id},
                                .is_late = true,
                                .can_be_absent = !is_bool,
                                .low = is_bool ? 0 : DIAGRAM_LEAST,
                                .high = is_bool ? 1 : DIAGRAM_MOST};
    return diagram_variable_add(decide->diagram, &variable);
}

uint32_t term_variable(Decide *decide, TermId id)
{
    ChoiceTest test;
    const Term *term = &decide->terms.at[id];
    if (!term->variable) {
        bool is_load = test_of((IrIns){.op = term->op, .imm = term->imm}, &test);
        uint32_t variable = is_load ? test_variable(decide, test) : opaque_variable(decide, id);
        decide->terms.at[id].variable = variable + 1;
    }
    return decide->terms.at[id].variable - 1;
}

DiagramRef decide_between(Decide *decide, ChoiceTest test, Value low, Value high)
{
    for (uint32_t i = 0; i < decide->bound_count; i++) {
        const DecideBound *bound = &decide->bound[i];
        if (bound->test.read != test.read || bound->test.index != test.index)
            continue;
        if (bound->kind == BOUND_VALUE)
            return low <= bound->value && bound->value <= high && bound->value != VALUE_ABSENT
                       ? DIAGRAM_YES
                       : DIAGRAM_NO;
        if (bound->kind == BOUND_FIELD)
            test = (ChoiceTest){CHOICE_TICKET, (uint32_t)bound->value};
    }
    return diagram_between(decide->diagram, test_variable(decide, test), low, high);
}

/* ---- Tests of terms ---- */

static bool is_constant(const Decide *decide, TermId id)
{
    return decide->terms.at[id].op == IR_CONST;
}

static DiagramRef term_is(Decide *decide, TermId id, Value value)
{
    if (is_constant(decide, id))
        return decide->terms.at[id].value == value ? DIAGRAM_YES : DIAGRAM_NO;
    return diagram_is(decide->diagram, term_variable(decide, id), value);
}

DiagramRef term_truth(Decide *decide, TermId id)
{
    return term_is(decide, id, 1);
}

static DiagramRef term_present(Decide *decide, TermId id)
{
    return diagram_not(decide->diagram, term_is(decide, id, VALUE_ABSENT));
}

/* Is the term's value present and in low..high? */
static DiagramRef term_between(Decide *decide, TermId id, Value low, Value high)
{
    Value value = decide->terms.at[id].value;
    if (!is_constant(decide, id))
        return diagram_between(decide->diagram, term_variable(decide, id), low, high);
    return value != VALUE_ABSENT && low <= value && value <= high ? DIAGRAM_YES : DIAGRAM_NO;
}

static DiagramRef compare_constant(Decide *decide, IrOp op, Value value, TermId other, bool is_left)
{
    if (op == IR_DIFFERS)
        return diagram_not(decide->diagram, term_is(decide, other, value));
    if (value == VALUE_ABSENT)
        return DIAGRAM_NO;
    if (op == IR_EQ)
        return term_is(decide, other, value);
    bool is_strict = op == IR_LT;
    if (is_strict && value == (is_left ? DIAGRAM_MOST : DIAGRAM_LEAST))
        return DIAGRAM_NO;
    if (is_left)
        return term_between(decide, other, value + is_strict, DIAGRAM_MOST);
    return term_between(decide, other, DIAGRAM_LEAST, value - is_strict);
}

static bool has_few_values(Decide *decide, TermId id)
{
    const DiagramVariable *variable =
        diagram_variable_get(decide->diagram, term_variable(decide, id));
    return variable->low != DIAGRAM_LEAST && variable->high - variable->low < FEW_VALUES;
}

/* Two variables of few values each, value by value. */
static DiagramRef compare_values(Decide *decide, IrOp op, TermId a, TermId b)
{
    const DiagramVariable one = *diagram_variable_get(decide->diagram, term_variable(decide, a));
    DiagramRef result = DIAGRAM_NO;
    for (Value value = one.low; value <= one.high; value++) {
        DiagramRef is = term_is(decide, a, value);
        DiagramRef fits = compare_constant(decide, op, value, b, true);
        result = diagram_ite(decide->diagram, is, fits, result);
    }
    if (op != IR_DIFFERS)
        return result;
    DiagramRef absent = term_is(decide, a, VALUE_ABSENT);
    return diagram_ite(decide->diagram, absent, term_present(decide, b), result);
}

static DiagramRef opaque(Decide *decide, IrIns ins, IrType type, TermId a, TermId b);

static DiagramRef compare_terms(Decide *decide, IrIns ins, TermId a, TermId b)
{
    if (is_constant(decide, a))
        return compare_constant(decide, ins.op, decide->terms.at[a].value, b, true);
    if (is_constant(decide, b))
        return compare_constant(decide, ins.op, decide->terms.at[b].value, a, false);
    if (a == b)
        return ins.op == IR_EQ || ins.op == IR_LE ? term_present(decide, a) : DIAGRAM_NO;
    if (has_few_values(decide, a) && has_few_values(decide, b))
        return compare_values(decide, ins.op, a, b);
    bool is_symmetric = ins.op == IR_EQ || ins.op == IR_DIFFERS;
    return is_symmetric && a > b ? opaque(decide, ins, IR_TYPE_BOOL, b, a)
                                 : opaque(decide, ins, IR_TYPE_BOOL, a, b);
}

/* A constant set has the value where one of its elements is it. */
static DiagramRef set_has_term(Decide *decide, IrIns ins, TermId set, TermId value)
{
    uint32_t count;
    bool is_in;
    if (has_bound(decide, set, value, &is_in))
        return is_in ? DIAGRAM_YES : DIAGRAM_NO;
    if (!is_constant(decide, set))
        return opaque(decide, ins, IR_TYPE_BOOL, set, value);
    Value id = decide->terms.at[set].value;
    if (id == VALUE_ABSENT)
        return DIAGRAM_NO;
    const Value *values = set_values(decide->policy->sets, (SetId)id, &count);
    if (!is_constant(decide, value))
        return diagram_in(decide->diagram, term_variable(decide, value), values, count);
    bool has = set_has(decide->policy->sets, (SetId)id, decide->terms.at[value].value);
    return has ? DIAGRAM_YES : DIAGRAM_NO;
}

/* ---- Everything else ---- */

static bool is_at_hand(IrIns ins)
{
    IrImm kind = ir_op_row((IrOp)ins.op)->imm;
    return (kind == IR_IMM_CALENDAR && ins.imm == NONE) ||
           (kind == IR_IMM_UNIT && STEP_CALENDAR(ins.imm) == NONE);
}

/* A condition is a variable of its own; another value stays a term until it is tested. */
static DiagramRef opaque(Decide *decide, IrIns ins, IrType type, TermId a, TermId b)
{
    const IrOpRow *row = ir_op_row((IrOp)ins.op);
    bool may_fault = row->effect == IR_EFFECT_FAIL || row->effect == IR_EFFECT_RISK;
    Term term = {.op = ins.op, .type = (uint8_t)type, .imm = ins.imm, .size = 1};
    if (row->a != IR_TYPE_NONE) {
        term.a = a;
        term.size = (uint16_t)(term.size + decide->terms.at[a].size);
    }
    if (row->b != IR_TYPE_NONE) {
        term.b = b;
        term.size = (uint16_t)(term.size + decide->terms.at[b].size);
    }
    if (may_fault && decide->purpose == DECIDE_TO_RUN)
        return decide_decline(decide, DECIDE_MAY_FAULT);
    if (term.size > TERM_SIZE_MOST)
        return decide_decline(decide, DECIDE_TOO_LARGE);
    decide->is_at_hand |= is_at_hand(ins);
    TermId id = term_add(decide, term);
    return type == IR_TYPE_BOOL ? term_truth(decide, id) : diagram_leaf(decide->diagram, id);
}

/* A date or a wall-clock time as it is written, on a calendar that is known: an instant. */
static bool moment_of(const Decide *decide, IrIns ins, TermId a, Value *out)
{
    const Frame frame = {.policy = decide->policy, .sla = NONE};
    if (decide->purpose != DECIDE_TO_KNOW || ins.imm == NONE || !is_constant(decide, a))
        return false;
    Value value = decide->terms.at[a].value;
    return (ins.op == IR_MIDNIGHT && rt_midnight(&frame, value, 0, ins.imm, out)) ||
           (ins.op == IR_WALL && rt_wall(&frame, value, 0, ins.imm, out));
}

DiagramRef term_apply(Decide *decide, IrIns ins, IrType type, TermId a, TermId b)
{
    Value moment;
    if ((ins.op == IR_MIDNIGHT || ins.op == IR_WALL) && moment_of(decide, ins, a, &moment))
        return diagram_leaf(decide->diagram, term_constant(decide, type, moment));
    if (ins.op == IR_NOT)
        return diagram_not(decide->diagram, term_truth(decide, a));
    if (ins.op == IR_EQ || ins.op == IR_LT || ins.op == IR_LE || ins.op == IR_DIFFERS)
        return compare_terms(decide, ins, a, b);
    if (ins.op == IR_PRESENT)
        return term_present(decide, a);
    if (ins.op == IR_ELSE)
        return diagram_ite(decide->diagram, term_present(decide, a),
                           diagram_leaf(decide->diagram, a), diagram_leaf(decide->diagram, b));
    if (ins.op == IR_HAS)
        return set_has_term(decide, ins, a, b);
    return opaque(decide, ins, type, a, b);
}

/* ---- An opaque variable's code ---- */

static IrReg term_emit(const Decide *decide, IrBuilder *build, TermId id)
{
    const Term *term = &decide->terms.at[id];
    const IrOpRow *row = ir_op_row((IrOp)term->op);
    if (term->op == IR_CONST)
        return ir_emit_constant(build, (IrType)term->type, term->value);
    IrReg a = row->a == IR_TYPE_NONE ? 0 : term_emit(decide, build, term->a);
    IrReg b = row->b == IR_TYPE_NONE ? 0 : term_emit(decide, build, term->b);
    return ir_emit(build, (IrOp)term->op, (IrType)term->type, a, b, term->imm);
}

CodeId decide_extract(const Decide *decide, IrProgram *program, ChoiceTest test)
{
    IrBuilder build;
    ir_begin(&build, program);
    ir_return(&build, term_emit(decide, &build, test.index));
    return ir_end(&build, (Span){0});
}

bool decide_is_at_hand(const Decide *decide)
{
    return decide->is_at_hand;
}
