/* compiler/diagram.c against a slow model: a function is a table of its leaf at every combination of
   values, and each operation is done on the table row by row. The values listed cover every run that
   the bounds used here can make, so that equal tables mean equal functions. */
#include "compiler/diagram.h"

#include <check.h>

enum { VARIABLES = 4, VALUES = 9, ROWS = 9 * 9 * 3 * 4, FUNCTIONS = 24, ROUNDS = 150 };

typedef struct Function { /* the same twice */
    DiagramRef ref;
    Value table[ROWS];
} Function;

typedef struct Model {
    Arena *arena;
    Diagram *diagram;
    Value values[VARIABLES][VALUES]; /* that the variable may have */
    uint32_t counts[VARIABLES];
    Function functions[FUNCTIONS];
    uint64_t seed;
} Model;

static uint32_t random_below(Model *model, uint32_t limit)
{
    model->seed = model->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(model->seed >> 33) % limit;
}

/* An unbounded optional number, a bounded one, a boolean that is always there and a late word. */
static void model_open(Model *model, uint64_t seed, uint32_t cap)
{
    static const DiagramVariable VARIABLE[VARIABLES] = {
        {.test = {CHOICE_TICKET, 0},
         .can_be_absent = true,
         .low = DIAGRAM_LEAST,
         .high = DIAGRAM_MOST},
        {.test = {CHOICE_CODE, 7}, .is_late = true, .low = -4, .high = 4},
        {.test = {CHOICE_TICKET, 2}, .low = 0, .high = 1, .has_usual = true, .usual = 1},
        {.test = {CHOICE_ACCOUNT, 0}, .can_be_absent = true, .low = 0, .high = 1}};
    *model = (Model){.arena = arena_new(), .seed = seed, .counts = {9, 9, 2, 3}};
    model->diagram = diagram_new(model->arena, cap);
    for (uint32_t v = 0; v < VARIABLES; v++) {
        ck_assert_uint_eq(diagram_variable_add(model->diagram, &VARIABLE[v]), v);
        ck_assert_uint_eq(diagram_variable_add(model->diagram, &VARIABLE[v]), v);
    }
    for (Value i = 0; i < VALUES; i++) {
        model->values[0][i] = i == 0 ? VALUE_ABSENT : i - 4;
        model->values[1][i] = i - 4;
        model->values[2][i % 2] = i % 2;
        model->values[3][i % 3] = i % 3 == 0 ? VALUE_ABSENT : i % 3 - 1;
    }
}

/* The values at a row; false after the last. */
static bool row_get(const Model *model, uint32_t row, Value *values)
{
    for (uint32_t v = 0; v < VARIABLES; v++) {
        values[v] = model->values[v][row % model->counts[v]];
        row /= model->counts[v];
    }
    return row == 0;
}

static void function_check(const Model *model, const Function *function)
{
    Value values[VARIABLES];
    for (uint32_t row = 0; row_get(model, row, values); row++)
        ck_assert_int_eq(diagram_walk(model->diagram, function->ref, values), function->table[row]);
}

/* ---- Random functions ---- */

static void literal_make(Model *model, Function *out)
{
    Value values[VARIABLES], some[3] = {0};
    uint32_t variable = random_below(model, VARIABLES), kind = random_below(model, 4);
    Value low = (Value)random_below(model, 7) - 3, high = low + random_below(model, 4);
    some[0] = low, some[1] = low + 1 + random_below(model, 2), some[2] = some[1] + 1;
    if (kind == 0)
        out->ref = diagram_between(model->diagram, variable, low, high);
    else if (kind == 1)
        out->ref = diagram_is(model->diagram, variable, high = low);
    else if (kind == 2)
        out->ref = diagram_present(model->diagram, variable);
    else
        out->ref = diagram_in(model->diagram, variable, some, 3);
    for (uint32_t row = 0; row_get(model, row, values); row++) {
        Value at = values[variable];
        out->table[row] = kind == 2   ? at != VALUE_ABSENT
                          : kind == 3 ? at == some[0] || at == some[1] || at == some[2]
                                      : at != VALUE_ABSENT && low <= at && at <= high;
    }
}

static Value pair_make(void *context, Value a, Value b)
{
    (void)context;
    return (a * 3 + b) % 4;
}

static void ite_make(Model *model, Function *out, const Function *c, const Function *a,
                     const Function *b)
{
    Value values[VARIABLES], wanted = (Value)random_below(model, 2);
    DiagramRef condition = diagram_where(model->diagram, c->ref, wanted);
    out->ref = diagram_ite(model->diagram, condition, a->ref, b->ref);
    for (uint32_t row = 0; row_get(model, row, values); row++)
        out->table[row] = c->table[row] == wanted ? a->table[row] : b->table[row];
}

static void product_make(Model *model, Function *out, const Function *a, const Function *b)
{
    Value values[VARIABLES];
    out->ref = diagram_product(model->diagram, a->ref, b->ref, pair_make, NULL);
    for (uint32_t row = 0; row_get(model, row, values); row++)
        out->table[row] = pair_make(NULL, a->table[row], b->table[row]);
}

typedef struct Places { /* what takes the place of the leaves 0, 1 and of all others */
    DiagramRef of[3];
} Places;

static DiagramRef place_get(void *context, Value leaf)
{
    const Places *places = context;
    return places->of[leaf == 0 || leaf == 1 ? leaf : 2];
}

static void map_make(Model *model, Function *out, const Function *a, const Function *b)
{
    Value values[VARIABLES];
    const Function *other = &model->functions[0];
    Places places = {{b->ref, other->ref, a->ref}};
    out->ref = diagram_map(model->diagram, a->ref, place_get, &places);
    for (uint32_t row = 0; row_get(model, row, values); row++) {
        Value leaf = a->table[row];
        out->table[row] = leaf == 0 ? b->table[row] : leaf == 1 ? other->table[row] : leaf;
    }
}

/* Guards are where a function gives 1, the leaf is the case's number modulo 5. */
static void build_make(Model *model, Function *out)
{
    DiagramCase cases[FUNCTIONS];
    const Function *guards[FUNCTIONS];
    uint32_t count = 1 + random_below(model, 12);
    Value values[VARIABLES];
    for (uint32_t i = 0; i < count; i++) {
        guards[i] = &model->functions[random_below(model, FUNCTIONS)];
        cases[i].guard = diagram_where(model->diagram, guards[i]->ref, 1);
        cases[i].leaf = i % 5;
    }
    out->ref = diagram_build(model->diagram, cases, count, 2);
    for (uint32_t row = 0; row_get(model, row, values); row++) {
        uint32_t first = 0;
        while (first < count && guards[first]->table[row] != 1)
            first++;
        out->table[row] = first < count ? first % 5 : 2;
    }
}

static void function_make(Model *model, Function *out)
{
    const Function *a = &model->functions[random_below(model, FUNCTIONS)];
    const Function *b = &model->functions[random_below(model, FUNCTIONS)];
    const Function *c = &model->functions[random_below(model, FUNCTIONS)];
    Function made = {0};
    switch (random_below(model, 6)) {
    case 0: literal_make(model, &made); break;
    case 1: product_make(model, &made, a, b); break;
    case 2: map_make(model, &made, a, b); break;
    case 3: build_make(model, &made); break;
    default: ite_make(model, &made, c, a, b); break;
    }
    *out = made;
}

static void functions_make(Model *model)
{
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        literal_make(model, &model->functions[i]);
    for (uint32_t i = 0; i < ROUNDS; i++)
        function_make(model, &model->functions[random_below(model, FUNCTIONS)]);
}

START_TEST(test_diagram_equals_the_truth_table)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        Model model;
        model_open(&model, seed, 1000000);
        functions_make(&model);
        for (uint32_t i = 0; i < FUNCTIONS; i++)
            function_check(&model, &model.functions[i]);
        ck_assert(!diagram_is_full(model.diagram));
        arena_free(model.arena);
    }
}
END_TEST

START_TEST(test_diagram_is_the_same_node_where_the_function_is)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        Model model;
        model_open(&model, seed, 1000000);
        functions_make(&model);
        for (uint32_t i = 0; i < FUNCTIONS; i++)
            for (uint32_t k = 0; k < FUNCTIONS; k++) {
                const Function *a = &model.functions[i], *b = &model.functions[k];
                bool is_same = !memcmp(a->table, b->table, sizeof a->table);
                /* the table's tail is zero in both */
                ck_assert_int_eq(a->ref == b->ref, is_same);
                DiagramRef apart = diagram_difference(model.diagram, a->ref, b->ref);
                ck_assert_int_eq(apart == DIAGRAM_NO, is_same);
            }
        arena_free(model.arena);
    }
}
END_TEST

/* ---- Reducedness ---- */

static void node_check(const Choice *choice, uint32_t node, const uint32_t *levels)
{
    const ChoiceNode *at = &choice->nodes[node];
    const ChoiceEdge *edges = choice->edges + at->first;
    ck_assert_uint_ge(at->count, 2);
    ck_assert(edges[0].from == VALUE_ABSENT);
    for (uint32_t i = 0; i < at->count; i++) {
        if (i) {
            ck_assert_int_gt(edges[i].from, edges[i - 1].from);
            ck_assert_uint_ne(edges[i].to, edges[i - 1].to);
        }
        if (edges[i].to & CHOICE_LEAF)
            continue;
        ck_assert_uint_gt(edges[i].to, node); /* parents first */
        ck_assert_uint_gt(levels[choice->nodes[edges[i].to].test], levels[at->test]);
    }
}

static bool nodes_equal(const Choice *choice, const ChoiceNode *a, const ChoiceNode *b)
{
    bool is_equal = a->test == b->test && a->count == b->count;
    for (uint32_t i = 0; is_equal && i < a->count; i++)
        is_equal = choice->edges[a->first + i].from == choice->edges[b->first + i].from &&
                   choice->edges[a->first + i].to == choice->edges[b->first + i].to;
    return is_equal;
}

START_TEST(test_diagram_has_no_node_twice_and_no_test_in_vain)
{
    Model model;
    model_open(&model, 5, 1000000);
    functions_make(&model);
    for (uint32_t f = 0; f < FUNCTIONS; f++) {
        Choice choice = diagram_flatten(model.diagram, model.arena, model.functions[f].ref);
        uint32_t levels[VARIABLES];
        for (uint32_t t = 0; t < choice.tests_count; t++)
            levels[t] = choice.tests[t].read == CHOICE_CODE      ? 3
                        : choice.tests[t].read == CHOICE_ACCOUNT ? 2
                                                                 : choice.tests[t].index / 2;
        for (uint32_t i = 0; i < choice.nodes_count; i++) {
            node_check(&choice, i, levels);
            for (uint32_t k = 0; k < i; k++)
                ck_assert(!nodes_equal(&choice, &choice.nodes[i], &choice.nodes[k]));
        }
        ck_assert_uint_eq(choice.nodes_count + choice.edges_count,
                          diagram_size(model.diagram, model.arena, model.functions[f].ref));
    }
    arena_free(model.arena);
}
END_TEST

/* ---- Cubes ---- */

static bool cube_has(const DiagramCube *cube, const Value *values)
{
    for (uint32_t i = 0; i < cube->count; i++) {
        const DiagramSide *side = &cube->at[i];
        bool is_in = false;
        for (uint32_t k = 0; k < side->runs.count; k++)
            is_in |= side->runs.at[k].low <= values[side->variable] &&
                     values[side->variable] <= side->runs.at[k].high;
        if (!is_in)
            return false;
    }
    return true;
}

static void region_check(Model *model, const Function *function, Value leaf)
{
    Value values[VARIABLES];
    Diagram *diagram = model->diagram;
    DiagramRegion region = diagram_region(diagram, model->arena, function->ref, leaf, UINT32_MAX);
    ck_assert_uint_eq(region.count, diagram_cube_count(diagram, model->arena, function->ref, leaf));
    for (uint32_t row = 0; row_get(model, row, values); row++) {
        uint32_t found = 0;
        for (uint32_t i = 0; i < region.count; i++)
            found += cube_has(&region.at[i], values);
        ck_assert_uint_eq(found, function->table[row] == leaf);
    }
}

static void witness_check(Model *model, const Function *function, Value leaf)
{
    Value values[VARIABLES];
    DiagramCube cube;
    bool is_there = false;
    for (uint32_t row = 0; row_get(model, row, values); row++)
        is_there |= function->table[row] == leaf;
    ck_assert_int_eq(diagram_witness(model->diagram, model->arena, function->ref, leaf, &cube),
                     is_there);
    for (uint32_t row = 0; is_there && row_get(model, row, values); row++) {
        for (uint32_t i = 0; i < cube.count; i++)
            values[cube.at[i].variable] = cube.at[i].example;
        ck_assert(cube_has(&cube, values));
        ck_assert_int_eq(diagram_walk(model->diagram, function->ref, values), leaf);
    }
}

START_TEST(test_diagram_cubes_are_exactly_where_the_leaf_is)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        Model model;
        model_open(&model, seed, 1000000);
        functions_make(&model);
        for (uint32_t i = 0; i < FUNCTIONS; i++) {
            DiagramLeaves leaves =
                diagram_leaves(model.diagram, model.arena, model.functions[i].ref);
            for (uint32_t k = 0; k < leaves.count; k++)
                ck_assert(k == 0 || leaves.at[k - 1] < leaves.at[k]);
            for (Value leaf = 0; leaf < 6; leaf++) {
                region_check(&model, &model.functions[i], leaf);
                witness_check(&model, &model.functions[i], leaf);
            }
        }
        arena_free(model.arena);
    }
}
END_TEST

/* `number` is at least 3 and not 5, or absent; the flag is usually 1, the word at least 0. */
START_TEST(test_diagram_witness_prefers_what_is_usual)
{
    Model model;
    DiagramCube cube;
    model_open(&model, 1, 1000);
    Diagram *d = model.diagram;
    DiagramRef number =
        diagram_and(d, diagram_between(d, 0, 3, DIAGRAM_MOST), diagram_not(d, diagram_is(d, 0, 5)));
    DiagramRef all = diagram_and(d, number, diagram_present(d, 3));
    ck_assert(diagram_witness(d, model.arena, all, 1, &cube));
    ck_assert_uint_eq(cube.count, 2); /* neither the flag nor the condition matters */
    ck_assert_int_eq(cube.at[0].example, 3);
    ck_assert_uint_eq(cube.at[0].runs.count, 2);
    ck_assert_int_eq(cube.at[0].runs.at[0].low, 3);
    ck_assert_int_eq(cube.at[0].runs.at[0].high, 4);
    ck_assert_int_eq(cube.at[0].runs.at[1].low, 6);
    ck_assert_int_eq(cube.at[1].example, 0);
    DiagramRef either = diagram_ite(d, diagram_is(d, 2, 0), DIAGRAM_YES, number);
    ck_assert(diagram_witness(d, model.arena, either, 1, &cube));
    ck_assert_uint_eq(cube.count, 1); /* the number alone, rather than an unusual flag */
    ck_assert_int_eq(cube.at[0].example, 3);
    ck_assert(diagram_witness(d, model.arena, diagram_not(d, diagram_present(d, 0)), 1, &cube));
    ck_assert(cube.at[0].example == VALUE_ABSENT);
    arena_free(model.arena);
}
END_TEST

/* ---- The cap ---- */

START_TEST(test_diagram_gives_nothing_beyond_its_cap)
{
    Model model;
    model_open(&model, 3, 60);
    functions_make(&model);
    ck_assert(diagram_is_full(model.diagram));
    uint32_t none = 0;
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        if (model.functions[i].ref == DIAGRAM_NONE)
            none++;
        else
            function_check(&model, &model.functions[i]);
    }
    ck_assert_uint_gt(none, 0);
    DiagramRef leaf = diagram_leaf(model.diagram, 3);
    ck_assert_uint_eq(diagram_ite(model.diagram, DIAGRAM_NONE, leaf, leaf), DIAGRAM_NONE);
    arena_free(model.arena);
}
END_TEST

/* Ten thousand rows that exclude each other come to about three edges each. */
START_TEST(test_diagram_of_many_rows_is_as_large_as_they_are)
{
    enum { MANY = 10000 };
    Arena *arena = arena_new();
    Diagram *diagram = diagram_new(arena, 1000000);
    DiagramVariable variable = {.test = {CHOICE_ACCOUNT, 1},
                                .can_be_absent = true,
                                .low = DIAGRAM_LEAST,
                                .high = DIAGRAM_MOST};
    diagram_variable_add(diagram, &variable);
    DiagramCase *cases = ARENA_ARRAY(arena, DiagramCase, MANY);
    for (uint32_t i = 0; i < MANY; i++)
        cases[i] = (DiagramCase){diagram_between(diagram, 0, i * 10, i * 10 + 6), i};
    DiagramRef ref = diagram_build(diagram, cases, MANY, -1);
    Choice choice = diagram_flatten(diagram, arena, ref);
    ck_assert_uint_eq(choice.nodes_count, 1);
    ck_assert_uint_eq(choice.edges_count, 2 * MANY + 1);
    for (Value i = -10; i < 10 * MANY + 10; i++) {
        Value wanted = i >= 0 && i < 10 * MANY && i % 10 < 7 ? i / 10 : -1;
        ck_assert_int_eq(diagram_walk(diagram, ref, &i), wanted);
    }
    arena_free(arena);
}
END_TEST

Suite *diagram_suite(void);
Suite *diagram_suite(void)
{
    Suite *suite = suite_create("diagram");
    TCase *tests = tcase_create("diagram");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, test_diagram_equals_the_truth_table);
    tcase_add_test(tests, test_diagram_is_the_same_node_where_the_function_is);
    tcase_add_test(tests, test_diagram_has_no_node_twice_and_no_test_in_vain);
    tcase_add_test(tests, test_diagram_cubes_are_exactly_where_the_leaf_is);
    tcase_add_test(tests, test_diagram_witness_prefers_what_is_usual);
    tcase_add_test(tests, test_diagram_gives_nothing_beyond_its_cap);
    tcase_add_test(tests, test_diagram_of_many_rows_is_as_large_as_they_are);
    suite_add_tcase(suite, tests);
    return suite;
}
