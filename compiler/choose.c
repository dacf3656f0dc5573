#include "compiler/choose.h"

#include "compiler/decide.h"

enum { TESTS_LEAST = 4, COST_OF_CODE = 4 };

typedef struct Choose {
    Policy *policy;
    IrProgram *program;
    Arena *scratch; /* of one function */
} Choose;

/* How many tests a list may make one after the other. */
static uint32_t tests_count(const IrProgram *program, CodeId id)
{
    uint32_t count = 0;
    if (id == NONE)
        return 0;
    const IrFunction *function = &program->functions.at[id];
    for (uint32_t i = 0; i < function->count; i++) {
        uint8_t op = program->code.at[function->first + i].op;
        count += op == IR_JUMP_IF || op == IR_JUMP_UNLESS || op == IR_EVAL;
    }
    return count;
}

/* What the longest walk costs, in loads. Nodes come before those that they lead to. */
static uint32_t walk_cost(const Choice *choice, Arena *scratch)
{
    uint32_t *cost = ARENA_ARRAY(scratch, uint32_t, choice->nodes_count + 1);
    for (uint32_t i = choice->nodes_count; i-- > 0;) {
        const ChoiceNode *node = &choice->nodes[i];
        uint32_t most = 0;
        for (uint32_t k = 0; k < node->count; k++) {
            uint32_t to = choice->edges[node->first + k].to;
            uint32_t below = to & CHOICE_LEAF ? 0 : cost[to];
            most = below > most ? below : most;
        }
        cost[i] = most + (choice->tests[node->test].read == CHOICE_CODE ? COST_OF_CODE : 1);
    }
    return cost[0];
}

/* ---- A Choice in the program ---- */

/* Opaque tests get functions of their own. */
static void tests_extract(Choose *choose, const Decide *decide, Choice *choice)
{
    ChoiceTest *tests = ARENA_ARRAY(choose->program->arena, ChoiceTest, choice->tests_count);
    for (uint32_t i = 0; i < choice->tests_count; i++) {
        tests[i] = choice->tests[i];
        if (tests[i].read == CHOICE_CODE)
            tests[i].index = decide_extract(decide, choose->program, tests[i]);
    }
    choice->tests = tests;
}

static uint32_t choice_add(Choose *choose, const Decide *decide, Choice choice)
{
    tests_extract(choose, decide, &choice);
    VEC_PUSH(choose->program->arena, &choose->program->choices, choice);
    return choose->program->choices.count - 1;
}

static Decide *decide_open(Choose *choose, uint32_t instructions)
{
    uint32_t cap = CHOOSE_EDGES_LEAST + CHOOSE_EDGES * instructions;
    arena_reset(choose->scratch);
    return decide_new(choose->scratch, choose->policy, choose->program, DECIDE_TO_RUN, cap);
}

/* ---- Functions ---- */

static void ins_add(IrProgram *program, IrIns ins)
{
    VEC_PUSH(program->arena, &program->code, ins);
    VEC_PUSH(program->arena, &program->lines, 0);
}

static void function_replace(IrProgram *program, CodeId id, uint32_t choice)
{
    IrFunction *list = ARENA_NEW(program->arena, IrFunction);
    IrFunction *function = &program->functions.at[id];
    uint8_t *types = ARENA_NEW(program->arena, uint8_t);
    *list = *function;
    *types = function->result;
    function->list = list;
    function->types = types;
    function->registers = 1;
    function->first = program->code.count;
    function->count = 2;
    ins_add(program, (IrIns){.op = IR_DECIDE, .imm = choice});
    ins_add(program, (IrIns){.op = IR_RETURN});
}

static void function_choose(Choose *choose, CodeId id)
{
    uint32_t tests = tests_count(choose->program, id);
    if (tests < TESTS_LEAST)
        return;
    Decide *decide = decide_open(choose, choose->program->functions.at[id].count);
    decide_order(decide, &id, 1);
    DiagramRef ref = decide_code(decide, id);
    if (ref == DIAGRAM_NONE)
        return;
    Choice choice = diagram_flatten(decide_diagram(decide), choose->program->arena, ref);
    if (walk_cost(&choice, choose->scratch) < tests)
        function_replace(choose->program, id, choice_add(choose, decide, choice));
}

/* ---- The SLA of a plan (P1) ---- */

static DiagramRef plan_decide(const Choose *choose, Decide *decide, const PlanDef *plan)
{
    Diagram *diagram = decide_diagram(decide);
    DiagramCase *cases = ARENA_ARRAY(choose->scratch, DiagramCase, plan->slas_count);
    for (uint32_t i = 0; i < plan->slas_count; i++) {
        uint32_t sla = choose->policy->plan_slas[plan->slas_first + i];
        cases[i].leaf = sla;
        cases[i].guard = decide_condition(decide, choose->policy->slas[sla].applies);
    }
    return diagram_build(diagram, cases, plan->slas_count, VALUE_ABSENT);
}

/* A condition that reads the calendar at hand has another one in each SLA: such a plan tries them one by one. */
static CodeId plan_choose(Choose *choose, const PlanDef *plan)
{
    IrBuilder build;
    uint32_t tests = 0, instructions = 0;
    CodeId *ids = ARENA_ARRAY(choose->program->arena, CodeId, plan->slas_count);
    for (uint32_t i = 0; i < plan->slas_count; i++) {
        ids[i] = choose->policy->slas[choose->policy->plan_slas[plan->slas_first + i]].applies;
        tests += ids[i] != NONE;
        instructions += ids[i] == NONE ? 0 : choose->program->functions.at[ids[i]].count;
    }
    Decide *decide = decide_open(choose, instructions);
    decide_order(decide, ids, plan->slas_count);
    DiagramRef ref = tests < 2 ? DIAGRAM_NONE : plan_decide(choose, decide, plan);
    if (ref == DIAGRAM_NONE || decide_is_at_hand(decide))
        return NONE;
    Choice choice = diagram_flatten(decide_diagram(decide), choose->program->arena, ref);
    uint32_t index = choice_add(choose, decide, choice);
    ir_begin(&build, choose->program);
    ir_return(&build, ir_emit(&build, IR_DECIDE, IR_TYPE_NUMBER, 0, 0, index));
    return ir_end(&build, (Span){0});
}

void choose_program(Policy *policy, IrProgram *program)
{
    Choose choose = {.policy = policy, .program = program, .scratch = arena_new()};
    CodeId *plans = ARENA_ARRAY(policy->arena, CodeId, policy->plans_count);
    uint32_t functions = program->functions.count;
    for (CodeId id = 0; id < functions; id++)
        function_choose(&choose, id);
    for (uint32_t i = 0; i < policy->plans_count; i++)
        plans[i] = plan_choose(&choose, &policy->plans[i]);
    policy->plan_choices = plans;
    policy->plan_choices_count = policy->plans_count;
    policy->choices = program->choices.at;
    policy->choices_count = program->choices.count;
    arena_free(choose.scratch);
}
