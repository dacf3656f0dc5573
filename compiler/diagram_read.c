/* What a finished diagram says: its value somewhere, where it gives a leaf, its flat form. */
#include "compiler/diagram_part.h"

#include <stdlib.h>

Value diagram_walk(const Diagram *diagram, DiagramRef ref, const Value *values)
{
    while (!diagram_is_leaf(ref)) {
        const ChoiceNode *node = &diagram->nodes.at[ref];
        ref = choice_edge_find(diagram->edges.at + node->first, node->count, values[node->test]);
    }
    return diagram_leaf_get(diagram, ref);
}

/* ---- Below a reference ---- */

typedef struct Below { /* nodes in the order in which they were left: children before parents */
    const Diagram *diagram;
    Arena *arena;
    VEC(uint32_t) nodes;
    uint32_t *place; /* by node: 1 + its place among those, 0: not visited */
    uint32_t edges;
} Below;

static void below_visit(Below *below, DiagramRef ref)
{
    const Diagram *diagram = below->diagram;
    if (diagram_is_leaf(ref) || below->place[ref])
        return;
    const ChoiceNode *node = &diagram->nodes.at[ref];
    for (uint32_t i = 0; i < node->count; i++)
        below_visit(below, diagram->edges.at[node->first + i].to);
    VEC_PUSH(below->arena, &below->nodes, ref);
    below->place[ref] = below->nodes.count;
    below->edges += node->count;
}

static Below below_make(const Diagram *diagram, Arena *arena, DiagramRef ref)
{
    Below below = {.diagram = diagram, .arena = arena};
    below.place = ARENA_ARRAY(arena, uint32_t, diagram->nodes.count);
    below_visit(&below, ref);
    return below;
}

uint32_t diagram_size(const Diagram *diagram, Arena *arena, DiagramRef ref)
{
    Below below = below_make(diagram, arena, ref);
    return below.nodes.count + below.edges;
}

static void leaves_visit(Diagram *diagram, Arena *arena, DiagramRef ref, DiagramLeaves *leaves)
{
    if (diagram_stamp(diagram, ref))
        return;
    if (diagram_is_leaf(ref)) {
        VEC_PUSH(arena, leaves, diagram_leaf_get(diagram, ref));
        return;
    }
    const ChoiceNode *node = &diagram->nodes.at[ref];
    for (uint32_t i = 0; i < node->count; i++)
        leaves_visit(diagram, arena, diagram->edges.at[node->first + i].to, leaves);
}

static int value_compare(const void *a, const void *b)
{
    Value one = *(const Value *)a, other = *(const Value *)b;
    return one < other ? -1 : one > other;
}

DiagramLeaves diagram_leaves(Diagram *diagram, Arena *arena, DiagramRef ref)
{
    DiagramLeaves leaves = {0};
    if (ref == DIAGRAM_NONE)
        return leaves;
    diagram->stamp++;
    leaves_visit(diagram, arena, ref, &leaves);
    qsort(leaves.at, leaves.count, sizeof *leaves.at, value_compare);
    return leaves;
}

/* ---- Cubes ---- */

typedef struct
    Count { /* the cubes below the node that give the leaf, or what a witness from there costs */
    DiagramRef node;
    uint64_t count;
} Count;

typedef struct Search { /* for one leaf */
    Diagram *diagram;
    Arena *arena;
    DiagramRef leaf;
    VEC(Count) counts; /* of the nodes that were looked at alone, which may be few */
    Slots slots;
    DiagramCube path;
    DiagramRegion found;
    uint32_t most;
} Search;

typedef VEC(uint32_t) EdgeList;

/* Of the edges that lead to the same reference the first, ascending. */
static EdgeList edges_first(Search *search, const ChoiceNode *node)
{
    Diagram *diagram = search->diagram;
    EdgeList first = {0};
    diagram->stamp++;
    for (uint32_t i = 0; i < node->count; i++)
        if (!diagram_stamp(diagram, diagram->edges.at[node->first + i].to))
            VEC_PUSH(search->arena, &first, i);
    return first;
}

/* The place in `slots` of the node, or the free one for it. */
static uint32_t *count_slot(const Search *search, DiagramRef node)
{
    for (uint32_t slot = (uint32_t)hash_mix(0, node);; slot++) {
        uint32_t *at = &search->slots.at[slot & (search->slots.size - 1)];
        if (!*at || search->counts.at[*at - 1].node == node)
            return at;
    }
}

static const Count *count_find(const Search *search, DiagramRef node)
{
    uint32_t at = search->slots.size ? *count_slot(search, node) : 0;
    return at ? &search->counts.at[at - 1] : NULL;
}

static void count_add(Search *search, DiagramRef node, uint64_t count)
{
    if (slots_grow(search->arena, &search->slots, search->counts.count))
        for (uint32_t i = 0; i < search->counts.count; i++)
            *count_slot(search, search->counts.at[i].node) = i + 1;
    uint32_t *slot = count_slot(search, node);
    VEC_PUSH(search->arena, &search->counts, ((Count){node, count}));
    *slot = search->counts.count;
}

static uint64_t cubes_count(Search *search, DiagramRef ref)
{
    const Diagram *diagram = search->diagram;
    uint64_t total = 0;
    if (diagram_is_leaf(ref))
        return ref == search->leaf;
    const Count *known = count_find(search, ref);
    if (known)
        return known->count;
    const ChoiceNode *node = &diagram->nodes.at[ref];
    EdgeList edges = edges_first(search, node);
    for (uint32_t i = 0; i < edges.count; i++) {
        uint64_t below = cubes_count(search, diagram->edges.at[node->first + edges.at[i]].to);
        total = total + below < total ? UINT64_MAX - 1 : total + below;
    }
    count_add(search, ref, total);
    return total;
}

static Search search_make(Diagram *diagram, Arena *arena, Value leaf)
{
    return (Search){.diagram = diagram, .arena = arena, .leaf = diagram_leaf(diagram, leaf)};
}

uint64_t diagram_cube_count(Diagram *diagram, Arena *arena, DiagramRef ref, Value leaf)
{
    Search search = search_make(diagram, arena, leaf);
    return cubes_count(&search, ref);
}

static bool side_has(const DiagramSide *side, Value value)
{
    for (uint32_t i = 0; i < side->runs.count; i++)
        if (side->runs.at[i].low <= value && value <= side->runs.at[i].high)
            return true;
    return false;
}

/* The usual value, else the least of a bounded domain, else the one nearest to 0, else absent. */
static Value example_of(const DiagramSide *side, const DiagramVariable *variable)
{
    Value best = VALUE_ABSENT;
    if (variable->has_usual && side_has(side, variable->usual))
        return variable->usual;
    if (variable->low > DIAGRAM_LEAST && side_has(side, variable->low))
        return variable->low;
    for (uint32_t i = 0; i < side->runs.count; i++) {
        DiagramRun run = side->runs.at[i];
        Value near = run.low > 0 ? run.low : run.high < 0 ? run.high : 0;
        if (run.high == VALUE_ABSENT)
            continue;
        if (best == VALUE_ABSENT || (best < 0 && near >= 0) || (best < 0 && near > best))
            best = near;
    }
    return best;
}

static void run_push(Search *search, DiagramSide *side, Value low, Value high)
{
    DiagramRun *last = side->runs.count ? &side->runs.at[side->runs.count - 1] : NULL;
    if (low > high)
        return;
    if (last && last->high != VALUE_ABSENT && last->high + 1 == low)
        last->high = high;
    else
        VEC_PUSH(search->arena, &side->runs, ((DiagramRun){low, high}));
}

/* The values with which the node leads where that edge does. */
static DiagramSide side_make(Search *search, const ChoiceNode *node, uint32_t edge)
{
    const Diagram *diagram = search->diagram;
    const ChoiceEdge *edges = diagram->edges.at + node->first;
    const DiagramVariable *variable = &diagram->variables.at[node->test];
    DiagramSide side = {.variable = node->test};
    for (uint32_t i = edge; i < node->count; i++) {
        if (edges[i].to != edges[edge].to)
            continue;
        Value last = i + 1 < node->count ? edges[i + 1].from - 1 : DIAGRAM_MOST;
        if (i == 0 && variable->can_be_absent)
            run_push(search, &side, VALUE_ABSENT, VALUE_ABSENT);
        run_push(search, &side, edges[i].from > variable->low ? edges[i].from : variable->low,
                 last < variable->high ? last : variable->high);
    }
    side.example = example_of(&side, variable);
    return side;
}

enum { COST_OF_TEST = 1, COST_OF_UNUSUAL = 4, COST_NO_WAY = 1 << 30 };

/* What a witness that begins at the reference costs: it says as little as can be, and as little that
   is unusual. */
static uint32_t witness_cost(Search *search, DiagramRef ref);

/* The cheapest edge, the first of equals. */
static uint32_t witness_edge(Search *search, const ChoiceNode *node, uint32_t *cost)
{
    const ChoiceEdge *edges = search->diagram->edges.at + node->first;
    const DiagramVariable *variable = &search->diagram->variables.at[node->test];
    DiagramRef usual = choice_edge_find(edges, node->count, variable->usual);
    uint32_t best = 0;
    *cost = COST_NO_WAY;
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t way = witness_cost(search, edges[i].to) + COST_OF_TEST;
        if (variable->has_usual && edges[i].to != usual)
            way += COST_OF_UNUSUAL;
        if (way >= *cost)
            continue;
        *cost = way;
        best = i;
    }
    return best;
}

static uint32_t witness_cost(Search *search, DiagramRef ref)
{
    uint32_t cost;
    if (diagram_is_leaf(ref))
        return ref == search->leaf ? 0 : COST_NO_WAY;
    const Count *known = count_find(search, ref);
    if (known)
        return (uint32_t)known->count;
    witness_edge(search, &search->diagram->nodes.at[ref], &cost);
    count_add(search, ref, cost);
    return cost;
}

bool diagram_witness(Diagram *diagram, Arena *arena, DiagramRef ref, Value leaf, DiagramCube *out)
{
    uint32_t cost;
    Search search = search_make(diagram, arena, leaf);
    *out = (DiagramCube){0};
    if (ref == DIAGRAM_NONE || witness_cost(&search, ref) == COST_NO_WAY)
        return false;
    while (!diagram_is_leaf(ref)) {
        const ChoiceNode *node = &diagram->nodes.at[ref];
        uint32_t edge = witness_edge(&search, node, &cost);
        VEC_PUSH(arena, out, side_make(&search, node, edge));
        ref = diagram->edges.at[node->first + edge].to;
    }
    return true;
}

static void region_add(Search *search, DiagramRef ref)
{
    const Diagram *diagram = search->diagram;
    if (search->found.count == search->most || !cubes_count(search, ref))
        return;
    if (diagram_is_leaf(ref)) {
        DiagramCube cube = {0};
        for (uint32_t i = 0; i < search->path.count; i++)
            VEC_PUSH(search->arena, &cube, search->path.at[i]);
        VEC_PUSH(search->arena, &search->found, cube);
        return;
    }
    const ChoiceNode *node = &diagram->nodes.at[ref];
    EdgeList edges = edges_first(search, node);
    for (uint32_t i = 0; i < edges.count; i++) {
        DiagramRef to = diagram->edges.at[node->first + edges.at[i]].to;
        if (!cubes_count(search, to))
            continue;
        VEC_PUSH(search->arena, &search->path, side_make(search, node, edges.at[i]));
        region_add(search, to);
        search->path.count--;
    }
}

DiagramRegion diagram_region(Diagram *diagram, Arena *arena, DiagramRef ref, Value leaf,
                             uint32_t most)
{
    Search search = search_make(diagram, arena, leaf);
    search.most = most;
    if (ref != DIAGRAM_NONE)
        region_add(&search, ref);
    return search.found;
}

/* ---- The flat form ---- */

typedef struct Flat {
    Below below;
    VEC(ChoiceTest) tests;
    VEC(Value) leaves;
    ChoiceNode *nodes;
    ChoiceEdge *edges;
    uint32_t *test_place, *leaf_place; /* by variable, by leaf: 1 + the place, 0: none yet */
} Flat;

static uint32_t flat_test(Flat *flat, uint32_t variable)
{
    if (!flat->test_place[variable]) {
        VEC_PUSH(flat->below.arena, &flat->tests, flat->below.diagram->variables.at[variable].test);
        flat->test_place[variable] = flat->tests.count;
    }
    return flat->test_place[variable] - 1;
}

/* Nodes stand in the reverse of the order in which they were left: parents first. */
static uint32_t flat_ref(Flat *flat, DiagramRef ref)
{
    if (!diagram_is_leaf(ref))
        return flat->below.nodes.count - flat->below.place[ref];
    uint32_t leaf = ref & ~CHOICE_LEAF;
    if (!flat->leaf_place[leaf]) {
        VEC_PUSH(flat->below.arena, &flat->leaves, flat->below.diagram->leaves.at[leaf]);
        flat->leaf_place[leaf] = flat->leaves.count;
    }
    return CHOICE_LEAF | (flat->leaf_place[leaf] - 1);
}

static void flat_fill(Flat *flat)
{
    const Diagram *diagram = flat->below.diagram;
    uint32_t edges = 0;
    for (uint32_t i = 0; i < flat->below.nodes.count; i++) {
        const ChoiceNode *node =
            &diagram->nodes.at[flat->below.nodes.at[flat->below.nodes.count - 1 - i]];
        flat->nodes[i] = (ChoiceNode){flat_test(flat, node->test), edges, node->count};
        for (uint32_t k = 0; k < node->count; k++) {
            ChoiceEdge edge = diagram->edges.at[node->first + k];
            flat->edges[edges++] = (ChoiceEdge){edge.from, flat_ref(flat, edge.to)};
        }
    }
}

Choice diagram_flatten(const Diagram *diagram, Arena *arena, DiagramRef ref)
{
    Flat flat = {.below = below_make(diagram, diagram->arena, ref)};
    uint32_t nodes = flat.below.nodes.count;
    flat.nodes = ARENA_ARRAY(arena, ChoiceNode, nodes);
    flat.edges = ARENA_ARRAY(arena, ChoiceEdge, flat.below.edges);
    flat.test_place = ARENA_ARRAY(diagram->arena, uint32_t, diagram->variables.count);
    flat.leaf_place = ARENA_ARRAY(diagram->arena, uint32_t, diagram->leaves.count);
    Choice choice = {.root = flat_ref(&flat, ref)};
    flat_fill(&flat);
    choice.tests = (const ChoiceTest *)(const void *)arena_copy(
        arena, flat.tests.at, flat.tests.count * sizeof *flat.tests.at);
    choice.leaves = (const Value *)(const void *)arena_copy(
        arena, flat.leaves.at, flat.leaves.count * sizeof *flat.leaves.at);
    choice.nodes = flat.nodes;
    choice.edges = flat.edges;
    choice.tests_count = flat.tests.count;
    choice.nodes_count = nodes;
    choice.edges_count = flat.below.edges;
    choice.leaves_count = flat.leaves.count;
    return choice;
}
