/* Do a policy and its mutant decide alike? Only the code is looked at, and only where it differs: a change that leaves the
   code as it is, of a limit or a calendar, is one of meaning as far as anyone here knows. */
#include "compiler/decide.h"
#include "compiler/mutant.h"

enum { EDGES = 20000 };

static const IrFunction *function_of(const IrProgram *program, CodeId id)
{
    const IrFunction *function = &program->functions.at[id];
    return function->list ? function->list : function;
}

static bool constant_equal(const IrProgram *a, const IrProgram *b, IrIns x, IrIns y)
{
    return a->constants.at[x.imm] == b->constants.at[y.imm] &&
           a->constant_types.at[x.imm] == b->constant_types.at[y.imm];
}

static bool function_equal(const IrProgram *a, const IrProgram *b, CodeId id)
{
    const IrFunction *left = function_of(a, id), *right = function_of(b, id);
    if (left->count != right->count || left->result != right->result)
        return false;
    for (uint32_t i = 0; i < left->count; i++) {
        IrIns x = a->code.at[left->first + i], y = b->code.at[right->first + i];
        if (x.op != y.op || x.dst != y.dst || x.a != y.a || x.b != y.b ||
            (x.op == IR_CONST ? !constant_equal(a, b, x, y) : x.imm != y.imm))
            return false;
    }
    return true;
}

/* A test that runs code means something to its own policy only. */
static bool choice_equal(const Choice *a, const Choice *b)
{
    if (a->tests_count != b->tests_count || a->nodes_count != b->nodes_count ||
        a->edges_count != b->edges_count || a->leaves_count != b->leaves_count ||
        a->root != b->root)
        return false;
    for (uint32_t i = 0; i < a->tests_count; i++)
        if (a->tests[i].read != b->tests[i].read || a->tests[i].index != b->tests[i].index ||
            a->tests[i].read == CHOICE_CODE)
            return false;
    for (uint32_t i = 0; i < a->nodes_count; i++)
        if (a->nodes[i].test != b->nodes[i].test || a->nodes[i].first != b->nodes[i].first ||
            a->nodes[i].count != b->nodes[i].count)
            return false;
    for (uint32_t i = 0; i < a->edges_count; i++)
        if (a->edges[i].from != b->edges[i].from || a->edges[i].to != b->edges[i].to)
            return false;
    for (uint32_t i = 0; i < a->leaves_count; i++)
        if (a->leaves[i] != b->leaves[i] || decide_is_term(a->leaves[i]))
            return false;
    return true;
}

static bool choice_make(Arena *arena, const Policy *policy, CodeId id, Choice *out)
{
    Decide *decide = decide_new(arena, policy, policy->code, DECIDE_TO_KNOW, EDGES);
    decide_order(decide, &id, 1);
    DiagramRef ref = decide_code(decide, id);
    if (ref != DIAGRAM_NONE)
        *out = diagram_flatten(decide_diagram(decide), arena, ref);
    return ref != DIAGRAM_NONE;
}

static bool function_alike(const Policy *a, const Policy *b, CodeId id)
{
    Arena *arena = arena_new();
    Choice left, right;
    bool alike = choice_make(arena, a, id, &left) && choice_make(arena, b, id, &right) &&
                 choice_equal(&left, &right);
    arena_free(arena);
    return alike;
}

/* The same numbers for the same texts, or constants could not be compared. */
static bool texts_equal(const Policy *a, const Policy *b)
{
    uint32_t count = intern_count(a->texts);
    if (intern_count(b->texts) != count)
        return false;
    for (TextId id = 0; id < count; id++)
        if (!text_equal(policy_text(a, id), policy_text(b, id)))
            return false;
    return true;
}

bool mutant_is_alike(const Policy *policy, const Policy *changed)
{
    const IrProgram *a = policy->code, *b = changed->code;
    uint32_t differs = 0;
    if (a->functions.count != b->functions.count || !texts_equal(policy, changed))
        return false;
    for (CodeId id = 0; id < a->functions.count; id++) {
        if (function_equal(a, b, id))
            continue;
        differs++;
        if (!function_alike(policy, changed, id))
            return false;
    }
    return differs > 0;
}
