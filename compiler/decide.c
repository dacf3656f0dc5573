/* The execution. Jumps go forward, so one pass in order meets every way into an instruction before it. Registers hold
   definitions; where ways meet, a register that they wrote differently gets a definition of parts, which is put
   together only if it is read. */
#include "compiler/decide.h"

#include "compiler/decide_part.h"

enum { UNDEFINED = 0, NESTING_MOST = 500, ORDERED_MOST = 4096 };

typedef struct Def {       /* what a register holds */
    DiagramRef value;      /* of terms */
    uint32_t first, count; /* into `parts`, while the value is not known */
} Def;

typedef struct Part { /* one way into a label */
    DiagramRef when;
    uint32_t def;
} Part;

typedef struct Jump { /* under way */
    uint32_t from, target;
    DiagramRef taken, passed; /* when it is taken, when it is not */
    uint32_t log;             /* writes before it */
    bool is_entered;          /* an older jump landed since */
} Jump;

typedef struct Write {
    IrReg reg;
    uint32_t before; /* the register's definition until then */
} Write;

typedef struct Line { /* a return: a value, of terms, and when it is given */
    DiagramRef guard, value;
} Line;

typedef struct Run { /* of one function */
    Decide *decide;
    const IrFunction *function;
    const IrIns *code;
    DiagramRef reach; /* when control is here, but for what earlier returns have taken */
    uint32_t now[IR_REGISTERS];
    uint32_t seen[IR_REGISTERS], label; /* the label that has joined the register */
    uint32_t nesting;
    VEC(Def) defs;
    VEC(Part) parts;
    VEC(Jump) jumps; /* ascending by `from` */
    VEC(Write) log;
    VEC(Line) lines;
} Run;

static DiagramRef function_value(Decide *decide, CodeId id);

/* ---- Registers ---- */

static void reg_write(Run *run, IrReg reg, Def def)
{
    VEC_PUSH(run->decide->arena, &run->defs, def);
    VEC_PUSH(run->decide->arena, &run->log, ((Write){reg, run->now[reg]}));
    run->now[reg] = run->defs.count - 1;
}

/* The last way is what holds where no other does. */
static DiagramRef def_value(Run *run, uint32_t id)
{
    Def def = run->defs.at[id];
    if (def.count == 0)
        return def.value;
    if (++run->nesting > NESTING_MOST)
        return decide_decline(run->decide, DECIDE_TOO_LARGE);
    DiagramRef value = DIAGRAM_NONE;
    for (uint32_t i = def.count; i-- > 0;) {
        Part part = run->parts.at[def.first + i];
        DiagramRef own = def_value(run, part.def);
        value = i + 1 == def.count ? own : diagram_ite(run->decide->diagram, part.when, own, value);
    }
    run->nesting--;
    run->defs.at[id] = (Def){.value = value};
    return value;
}

static DiagramRef reg_read(Run *run, IrReg reg)
{
    return def_value(run, run->now[reg]);
}

/* ---- Where ways meet ---- */

/* What the register was when the log was that long. */
static uint32_t def_at(const Run *run, IrReg reg, uint32_t log)
{
    for (uint32_t i = log; i < run->log.count; i++)
        if (run->log.at[i].reg == reg)
            return run->log.at[i].before;
    return run->now[reg];
}

static void part_add(Run *run, Def *def, DiagramRef when, uint32_t from, bool *differs)
{
    if (from == UNDEFINED)
        return;
    *differs |= def->count && run->parts.at[def->first].def != from;
    VEC_PUSH(run->decide->arena, &run->parts, ((Part){when, from}));
    def->count++;
}

static void reg_join(Run *run, IrReg reg, uint32_t target)
{
    Def def = {.first = run->parts.count};
    bool differs = false;
    if (run->reach != DIAGRAM_NO)
        part_add(run, &def, run->reach, run->now[reg], &differs);
    for (uint32_t i = 0; i < run->jumps.count; i++)
        if (run->jumps.at[i].target == target)
            part_add(run, &def, run->jumps.at[i].taken, def_at(run, reg, run->jumps.at[i].log),
                     &differs);
    if (differs)
        reg_write(run, reg, def);
    else if (def.count && run->parts.at[def.first].def != run->now[reg])
        reg_write(run, reg, run->defs.at[run->parts.at[def.first].def]);
    else
        run->parts.count = def.first;
}

static void regs_join(Run *run, uint32_t target)
{
    uint32_t first = run->log.count, end = run->log.count;
    for (uint32_t i = 0; i < run->jumps.count; i++)
        if (run->jumps.at[i].target == target && run->jumps.at[i].log < first)
            first = run->jumps.at[i].log;
    run->label++;
    for (uint32_t i = first; i < end; i++) {
        IrReg reg = run->log.at[i].reg;
        if (run->seen[reg] != run->label)
            reg_join(run, reg, target);
        run->seen[reg] = run->label;
    }
}

/* Takes the jumps that land off the list; `all` gets when any of them is taken, or control falls
   through. */
static void jumps_land(Run *run, uint32_t target, DiagramRef *all)
{
    uint32_t kept = 0;
    bool is_any = false;
    *all = run->reach;
    for (uint32_t i = 0; i < run->jumps.count; i++) {
        Jump *jump = &run->jumps.at[i];
        if (jump->target == target) {
            is_any = true;
            continue;
        }
        jump->is_entered |= is_any;
        run->jumps.at[kept++] = *jump;
    }
    run->jumps.count = kept;
}

/* When control is at the label. Past returns are left out, since their lines come first: where
   everything that is under way meets, that is always; where the jumps still under way started
   before all that lands here, it is whenever the last of them was not taken. Otherwise it is what
   the ways say. */
static DiagramRef label_reach(Run *run, uint32_t target)
{
    DiagramRef all = run->reach;
    uint32_t under_way = 0, last = 0;
    bool is_entered = false;
    for (uint32_t i = 0; i < run->jumps.count; i++) {
        bool lands = run->jumps.at[i].target == target;
        under_way += !lands;
        last = lands ? last : i;
    }
    for (uint32_t i = 0; under_way && i < last; i++)
        is_entered |= run->jumps.at[i].target == target;
    if (under_way == 0)
        return DIAGRAM_YES;
    if (!is_entered && !run->jumps.at[last].is_entered)
        return run->jumps.at[last].passed;
    for (uint32_t i = 0; i < run->jumps.count; i++)
        if (run->jumps.at[i].target == target)
            all = diagram_or(run->decide->diagram, all, run->jumps.at[i].taken);
    return all;
}

static void label_place(Run *run, uint32_t at)
{
    DiagramRef all;
    uint32_t landing = 0;
    for (uint32_t i = 0; i < run->jumps.count; i++)
        landing += run->jumps.at[i].target == at;
    if (landing == 0)
        return;
    regs_join(run, at);
    DiagramRef reach = label_reach(run, at);
    jumps_land(run, at, &all);
    run->reach = reach;
    if (run->jumps.count == 0)
        run->log.count = 0;
}

/* ---- Instructions ---- */

static DiagramRef truth_of(void *context, Value term)
{
    return term_truth(context, (TermId)term);
}

static DiagramRef condition_of(Decide *decide, DiagramRef value)
{
    if (value == DIAGRAM_YES || value == DIAGRAM_NO)
        return value;
    return diagram_map(decide->diagram, value, truth_of, decide);
}

static void jump_run(Run *run, uint32_t at, IrIns ins)
{
    Diagram *diagram = run->decide->diagram;
    DiagramRef holds = DIAGRAM_YES;
    if (ins.op != IR_JUMP)
        holds = condition_of(run->decide, reg_read(run, ins.a));
    if (ins.op == IR_JUMP_UNLESS)
        holds = diagram_not(diagram, holds);
    Jump jump = {.from = at, .target = ins.imm, .log = run->log.count};
    jump.taken = diagram_and(diagram, run->reach, holds);
    jump.passed = diagram_ite(diagram, holds, DIAGRAM_NO, run->reach);
    run->reach = jump.passed;
    if (jump.taken != DIAGRAM_NO)
        VEC_PUSH(run->decide->arena, &run->jumps, jump);
}

static Value pair_make(void *context, Value a, Value b)
{
    Decide *decide = context;
    VEC_PUSH(decide->arena, &decide->pairs, (uint64_t)a << 32 | (uint64_t)b);
    return decide->pairs.count - 1;
}

static DiagramRef pair_apply(void *context, Value pair)
{
    Decide *decide = context;
    uint64_t terms = decide->pairs.at[pair];
    return term_apply(decide, decide->ins, decide->type, (TermId)(terms >> 32), (TermId)terms);
}

static DiagramRef single_apply(void *context, Value term)
{
    Decide *decide = context;
    return term_apply(decide, decide->ins, decide->type, (TermId)term, TERM_FALSE);
}

/* The operation on what the operands are under each condition. */
static DiagramRef value_apply(Run *run, IrIns ins, IrType type)
{
    Decide *decide = run->decide;
    const IrOpRow *row = ir_op_row((IrOp)ins.op);
    decide->ins = ins;
    decide->type = type;
    if (row->a == IR_TYPE_NONE)
        return term_apply(decide, ins, type, TERM_FALSE, TERM_FALSE);
    DiagramRef a = reg_read(run, ins.a);
    if (row->b == IR_TYPE_NONE)
        return diagram_map(decide->diagram, a, single_apply, decide);
    DiagramRef b = reg_read(run, ins.b);
    if (diagram_is_leaf(a) && diagram_is_leaf(b) && a != DIAGRAM_NONE && b != DIAGRAM_NONE)
        return term_apply(decide, ins, type, (TermId)diagram_leaf_get(decide->diagram, a),
                          (TermId)diagram_leaf_get(decide->diagram, b));
    DiagramRef pairs = diagram_product(decide->diagram, a, b, pair_make, decide);
    return diagram_map(decide->diagram, pairs, pair_apply, decide);
}

static DiagramRef ins_value(Run *run, IrIns ins)
{
    ChoiceTest test;
    Decide *decide = run->decide;
    IrType type = (IrType)run->function->types[ins.dst];
    if (ins.op == IR_CONST)
        return diagram_leaf(decide->diagram,
                            term_constant(decide, type, decide->program->constants.at[ins.imm]));
    if (ins.op == IR_MOVE)
        return reg_read(run, ins.a);
    if (ins.op == IR_EVAL)
        return function_value(decide, ins.imm);
    if (ins.op == IR_DECIDE)
        return decide_decline(decide, DECIDE_NOT_CONSTANT); /* made by a pass, not by a text */
    if (!test_of(ins, &test))
        return value_apply(run, ins, type);
    TermId load = term_bound(decide, test, ins, type);
    if (term_get(decide, load)->op != IR_CONST)
        term_variable(decide, load); /* in the order of reading */
    return diagram_leaf(decide->diagram, load);
}

static void ins_run(Run *run, uint32_t at)
{
    IrIns ins = run->code[at];
    if (ir_op_row((IrOp)ins.op)->imm == IR_IMM_LABEL) {
        jump_run(run, at, ins);
    } else if (ins.op == IR_RETURN) {
        DiagramRef value = reg_read(run, ins.a);
        VEC_PUSH(run->decide->arena, &run->lines, ((Line){run->reach, value}));
        run->reach = DIAGRAM_NO;
    } else {
        reg_write(run, ins.dst, (Def){.value = ins_value(run, ins)});
    }
}

/* False: declined. */
static bool function_run(Decide *decide, CodeId id, Run *run)
{
    const IrFunction *function = &decide->program->functions.at[id];
    *run = (Run){.decide = decide, .reach = DIAGRAM_YES};
    run->function = function->list ? function->list : function;
    run->code = decide->program->code.at + run->function->first;
    VEC_PUSH(decide->arena, &run->defs, (Def){.value = DIAGRAM_NONE}); /* UNDEFINED */
    for (uint32_t at = 0; at < run->function->count; at++) {
        label_place(run, at);
        if (run->reach != DIAGRAM_NO)
            ins_run(run, at);
        if (diagram_is_full(decide->diagram))
            decide_decline(decide, DECIDE_TOO_LARGE);
        if (decide->reason != DECIDE_DONE)
            return false;
    }
    return true;
}

/* ---- A function's value ---- */

/* Each constant that the line may give is a case of its own. */
static void line_add(Decide *decide, DecideCases *cases, DiagramRef guard, DiagramRef value)
{
    Diagram *diagram = decide->diagram;
    if (value == DIAGRAM_NONE) {
        decide_decline(decide, DECIDE_TOO_LARGE);
        return;
    }
    if (diagram_is_leaf(value)) {
        VEC_PUSH(decide->arena, cases, ((DiagramCase){guard, diagram_leaf_get(diagram, value)}));
        return;
    }
    DiagramLeaves leaves = diagram_leaves(diagram, decide->arena, value);
    for (uint32_t i = 0; i < leaves.count; i++) {
        DiagramRef where = diagram_where(diagram, value, leaves.at[i]);
        VEC_PUSH(decide->arena, cases,
                 ((DiagramCase){diagram_and(diagram, guard, where), leaves.at[i]}));
    }
}

/* The last case is what holds where none before it does. */
static DiagramRef cases_build(Decide *decide, const DecideCases *cases)
{
    DiagramRef value = diagram_build(decide->diagram, cases->at, cases->count - 1,
                                     cases->at[cases->count - 1].leaf);
    return value == DIAGRAM_NONE ? decide_decline(decide, DECIDE_TOO_LARGE) : value;
}

static DiagramRef function_build(Decide *decide, CodeId id)
{
    Run run;
    DecideCases cases = {0};
    if (!function_run(decide, id, &run))
        return DIAGRAM_NONE;
    for (uint32_t i = 0; i < run.lines.count; i++)
        line_add(decide, &cases, run.lines.at[i].guard, run.lines.at[i].value);
    return cases_build(decide, &cases);
}

/* Memoised, with terms for leaves. */
static DiagramRef function_value(Decide *decide, CodeId id)
{
    for (uint32_t i = 0; i < decide->known.count; i++)
        if (decide->known.at[i].id == id)
            return decide->known.at[i].reason == DECIDE_DONE
                       ? decide->known.at[i].value
                       : decide_decline(decide, decide->known.at[i].reason);
    DiagramRef value = function_build(decide, id);
    VEC_PUSH(decide->arena, &decide->known, ((Known){id, value, decide->reason}));
    return value;
}

void decide_bind(Decide *decide, const DecideBound *bound, uint32_t count)
{
    decide->bound = bound;
    decide->bound_count = count;
    decide->known.count = 0;
}

/* The term as a value: itself, or, of few values, each of them. */
static DiagramRef value_of(void *context, Value leaf)
{
    enum { FEW = 64 };
    Decide *decide = context;
    Diagram *diagram = decide->diagram;
    TermId id = (TermId)leaf;
    const Term *term = term_get(decide, id);
    if (term->op == IR_CONST)
        return diagram_leaf(diagram, term->value);
    uint32_t variable = term_variable(decide, id);
    const DiagramVariable domain = *diagram_variable_get(diagram, variable);
    if (domain.low == DIAGRAM_LEAST || domain.high - domain.low >= FEW)
        return decide->purpose == DECIDE_TO_RUN ? decide_decline(decide, DECIDE_NOT_CONSTANT)
                                                : diagram_leaf(diagram, VALUE_ABSENT + 1 + id);
    DiagramRef value = diagram_leaf(diagram, VALUE_ABSENT);
    for (Value i = domain.low; i <= domain.high; i++)
        value =
            diagram_ite(diagram, diagram_is(diagram, variable, i), diagram_leaf(diagram, i), value);
    return value;
}

bool decide_cases(Decide *decide, CodeId id, DecideCases *out)
{
    Run run;
    *out = (DecideCases){0};
    decide->reason = DECIDE_DONE;
    if (!function_run(decide, id, &run))
        return false;
    for (uint32_t i = 0; i < run.lines.count; i++)
        line_add(decide, out, run.lines.at[i].guard,
                 diagram_map(decide->diagram, run.lines.at[i].value, value_of, decide));
    if (diagram_is_full(decide->diagram))
        decide_decline(decide, DECIDE_TOO_LARGE);
    return decide->reason == DECIDE_DONE;
}

DiagramRef decide_code(Decide *decide, CodeId id)
{
    DecideCases cases;
    return decide_cases(decide, id, &cases) ? cases_build(decide, &cases) : DIAGRAM_NONE;
}

static DiagramRef is_one(void *context, Value leaf)
{
    (void)context;
    return leaf == 1 ? DIAGRAM_YES : DIAGRAM_NO;
}

DiagramRef decide_condition(Decide *decide, CodeId id)
{
    decide->reason = DECIDE_DONE;
    return id == NONE ? DIAGRAM_YES
                      : diagram_map(decide->diagram, decide_code(decide, id), is_one, NULL);
}

/* ---- The order of variables ---- */

typedef struct Count { /* how many tests look at it */
    ChoiceTest test;
    uint32_t tests;
} Count;

typedef struct Order {
    Decide *decide;
    VEC(CodeId) scanned;
    VEC(Count) counts;
} Order;

static uint32_t count_find(Order *order, ChoiceTest test)
{
    for (uint32_t i = 0; i < order->counts.count; i++)
        if (order->counts.at[i].test.read == test.read &&
            order->counts.at[i].test.index == test.index)
            return i;
    VEC_PUSH(order->decide->arena, &order->counts, ((Count){test, 0}));
    return order->counts.count - 1;
}

/* Of tests of one variable in a row the first counts: a range is one, as is a list of words. */
static void code_scan(Order *order, CodeId id)
{
    const IrProgram *program = order->decide->program;
    const IrFunction *function = &program->functions.at[id];
    uint32_t held[IR_REGISTERS] = {0}, last = 0; /* 1 + the place in counts */
    for (uint32_t i = 0; i < order->scanned.count; i++)
        if (order->scanned.at[i] == id)
            return;
    VEC_PUSH(order->decide->arena, &order->scanned, id);
    function = function->list ? function->list : function;
    for (uint32_t at = 0; at < function->count; at++) {
        IrIns ins = program->code.at[function->first + at];
        const IrOpRow *row = ir_op_row((IrOp)ins.op);
        ChoiceTest test;
        if (ins.op == IR_EVAL)
            code_scan(order, ins.imm);
        uint32_t a = row->a == IR_TYPE_NONE ? 0 : held[ins.a];
        uint32_t b = row->b == IR_TYPE_NONE ? 0 : held[ins.b];
        uint32_t tested = row->result == IR_TYPE_BOOL && ins.op != IR_NOT ? (a ? a : b) : 0;
        if (tested && tested != last)
            order->counts.at[tested - 1].tests++;
        last = tested ? tested : last;
        if (row->result != IR_TYPE_NONE)
            held[ins.dst] = test_of(ins, &test) ? count_find(order, test) + 1 : 0;
    }
}

void decide_order(Decide *decide, const CodeId *ids, uint32_t count)
{
    Order order = {.decide = decide};
    for (uint32_t i = 0; i < count; i++)
        if (ids[i] != NONE)
            code_scan(&order, ids[i]);
    for (uint32_t i = 0; i < order.counts.count && i < ORDERED_MOST; i++) {
        uint32_t most = 0;
        for (uint32_t k = 0; k < order.counts.count; k++)
            if (order.counts.at[k].tests > order.counts.at[most].tests)
                most = k;
        if (order.counts.at[most].tests == 0)
            return;
        test_variable(decide, order.counts.at[most].test);
        order.counts.at[most].tests = 0;
    }
}

/* ---- The whole ---- */

Decide *decide_new(Arena *arena, const Policy *policy, const IrProgram *program,
                   DecidePurpose purpose, uint32_t cap)
{
    Decide *decide = ARENA_NEW(arena, Decide);
    decide->arena = arena;
    decide->policy = policy;
    decide->program = program;
    decide->purpose = purpose;
    decide->diagram = diagram_new(arena, cap);
    term_constant(decide, IR_TYPE_BOOL, 0); /* TERM_FALSE */
    term_constant(decide, IR_TYPE_BOOL, 1);
    return decide;
}

Diagram *decide_diagram(Decide *decide)
{
    return decide->diagram;
}

DecideReason decide_reason(const Decide *decide)
{
    return decide->reason;
}
