#include "compiler/diagram.h"

#include "compiler/diagram_part.h"

enum { SLOTS_LEAST = 64, VARIABLES_MOST = 2000 };
#define LATE_LEVEL UINT32_C(0x40000000)

/* ---- Tables ---- */

uint64_t hash_mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

bool slots_grow(Arena *arena, Slots *slots, uint32_t count)
{
    if (slots->size >= (count + 1) * 2)
        return false;
    slots->size = slots->size ? slots->size * 2 : SLOTS_LEAST;
    slots->at = ARENA_ARRAY(arena, uint32_t, slots->size);
    return true;
}

static void slot_fill(Slots *slots, uint64_t hash, uint32_t index)
{
    uint32_t slot = (uint32_t)hash & (slots->size - 1);
    while (slots->at[slot])
        slot = (slot + 1) & (slots->size - 1);
    slots->at[slot] = index + 1;
}

static uint64_t key_hash(const DiagramRef *key)
{
    return hash_mix(hash_mix(key[0], key[1]), key[2]);
}

static const MemoEntry *memo_find(const Memo *memo, const DiagramRef *key)
{
    const Slots *slots = &memo->slots;
    for (uint32_t slot = (uint32_t)key_hash(key); slots->size; slot++) {
        uint32_t index = slots->at[slot & (slots->size - 1)];
        if (!index)
            return NULL;
        const MemoEntry *entry = &memo->entries.at[index - 1];
        if (entry->key[0] == key[0] && entry->key[1] == key[1] && entry->key[2] == key[2])
            return entry;
    }
    return NULL;
}

static void memo_add(Diagram *diagram, Memo *memo, const DiagramRef *key, DiagramRef result)
{
    if (slots_grow(diagram->arena, &memo->slots, memo->entries.count))
        for (uint32_t i = 0; i < memo->entries.count; i++)
            slot_fill(&memo->slots, key_hash(memo->entries.at[i].key), i);
    slot_fill(&memo->slots, key_hash(key), memo->entries.count);
    VEC_PUSH(diagram->arena, &memo->entries, (MemoEntry){{key[0], key[1], key[2]}, result});
    diagram->is_full |= memo->entries.count / 4 > diagram->cap;
}

/* ---- Variables and leaves ---- */

Diagram *diagram_new(Arena *arena, uint32_t cap)
{
    Diagram *diagram = ARENA_NEW(arena, Diagram);
    diagram->arena = arena;
    diagram->cap = cap;
    diagram_leaf(diagram, 0); /* DIAGRAM_NO */
    diagram_leaf(diagram, 1); /* DIAGRAM_YES */
    return diagram;
}

uint32_t diagram_variable_add(Diagram *diagram, const DiagramVariable *variable)
{
    for (uint32_t i = 0; i < diagram->variables.count; i++) {
        ChoiceTest test = diagram->variables.at[i].test;
        if (test.read == variable->test.read && test.index == variable->test.index)
            return i;
    }
    VEC_PUSH(diagram->arena, &diagram->variables, *variable);
    diagram->is_full |= diagram->variables.count > VARIABLES_MOST;
    return diagram->variables.count - 1;
}

uint32_t diagram_variable_count(const Diagram *diagram)
{
    return diagram->variables.count;
}

const DiagramVariable *diagram_variable_get(const Diagram *diagram, uint32_t variable)
{
    return &diagram->variables.at[variable];
}

bool diagram_is_full(const Diagram *diagram)
{
    return diagram->is_full;
}

DiagramRef diagram_leaf(Diagram *diagram, Value leaf)
{
    if (slots_grow(diagram->arena, &diagram->leaf_slots, diagram->leaves.count))
        for (uint32_t i = 0; i < diagram->leaves.count; i++)
            slot_fill(&diagram->leaf_slots, hash_mix(0, (uint64_t)diagram->leaves.at[i]), i);
    const Slots *slots = &diagram->leaf_slots;
    uint64_t hash = hash_mix(0, (uint64_t)leaf);
    for (uint32_t slot = (uint32_t)hash;; slot++) {
        uint32_t index = slots->at[slot & (slots->size - 1)];
        if (index && diagram->leaves.at[index - 1] == leaf)
            return CHOICE_LEAF | (index - 1);
        if (!index)
            break;
    }
    slot_fill(&diagram->leaf_slots, hash, diagram->leaves.count);
    VEC_PUSH(diagram->arena, &diagram->leaves, leaf);
    return CHOICE_LEAF | (diagram->leaves.count - 1);
}

bool diagram_is_leaf(DiagramRef ref)
{
    return ref & CHOICE_LEAF;
}

Value diagram_leaf_get(const Diagram *diagram, DiagramRef leaf)
{
    return diagram->leaves.at[leaf & ~CHOICE_LEAF];
}

uint32_t diagram_level(const Diagram *diagram, DiagramRef ref)
{
    if (diagram_is_leaf(ref))
        return UINT32_MAX;
    uint32_t variable = diagram->nodes.at[ref].test;
    return diagram->variables.at[variable].is_late ? variable | LATE_LEVEL : variable;
}

bool diagram_stamp(Diagram *diagram, DiagramRef ref)
{
    bool is_leaf = diagram_is_leaf(ref);
    uint32_t index = ref & ~CHOICE_LEAF;
    while (diagram->leaf_stamps.count < diagram->leaves.count)
        VEC_PUSH(diagram->arena, &diagram->leaf_stamps, 0);
    while (diagram->node_stamps.count < diagram->nodes.count)
        VEC_PUSH(diagram->arena, &diagram->node_stamps, 0);
    uint32_t *stamp = is_leaf ? &diagram->leaf_stamps.at[index] : &diagram->node_stamps.at[index];
    bool is_met = *stamp == diagram->stamp;
    *stamp = diagram->stamp;
    return is_met;
}

/* ---- Nodes ---- */

/* Of the edges on the stack keeps what the domain can reach, each run once; their number. */
static uint32_t edges_reduce(Diagram *diagram, const DiagramVariable *variable, uint32_t start)
{
    ChoiceEdge *edges = diagram->stack.at + start;
    uint32_t count = diagram->stack.count - start, kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        ChoiceEdge edge = edges[i];
        Value last = i + 1 < count ? edges[i + 1].from - 1 : DIAGRAM_MOST;
        bool is_absent = edge.from == VALUE_ABSENT && variable->can_be_absent;
        Value low = edge.from > variable->low ? edge.from : variable->low;
        Value high = last < variable->high ? last : variable->high;
        if ((!is_absent && low > high) || (kept && edges[kept - 1].to == edge.to))
            continue;
        edges[kept++] = (ChoiceEdge){is_absent ? VALUE_ABSENT : low, edge.to};
    }
    edges[0].from = VALUE_ABSENT;
    return kept ? kept : 1;
}

static uint64_t node_hash(uint32_t variable, const ChoiceEdge *edges, uint32_t count)
{
    uint64_t hash = hash_mix(variable, count);
    for (uint32_t i = 0; i < count; i++)
        hash = hash_mix(hash_mix(hash, (uint64_t)edges[i].from), edges[i].to);
    return hash;
}

static bool edges_equal(const ChoiceEdge *a, const ChoiceEdge *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (a[i].from != b[i].from || a[i].to != b[i].to)
            return false;
    return true;
}

static uint64_t node_hash_of(const Diagram *diagram, uint32_t node)
{
    const ChoiceNode *of = &diagram->nodes.at[node];
    return node_hash(of->test, diagram->edges.at + of->first, of->count);
}

static DiagramRef node_add(Diagram *diagram, uint32_t variable, uint32_t start, uint32_t count,
                           uint64_t hash)
{
    if (diagram->nodes.count + diagram->edges.count + count >= diagram->cap) {
        diagram->is_full = true;
        return DIAGRAM_NONE;
    }
    ChoiceNode node = {variable, diagram->edges.count, count};
    for (uint32_t i = 0; i < count; i++)
        VEC_PUSH(diagram->arena, &diagram->edges, diagram->stack.at[start + i]);
    slot_fill(&diagram->node_slots, hash, diagram->nodes.count);
    VEC_PUSH(diagram->arena, &diagram->nodes, node);
    return diagram->nodes.count - 1;
}

static DiagramRef node_intern(Diagram *diagram, uint32_t variable, uint32_t start, uint32_t count)
{
    if (slots_grow(diagram->arena, &diagram->node_slots, diagram->nodes.count))
        for (uint32_t i = 0; i < diagram->nodes.count; i++)
            slot_fill(&diagram->node_slots, node_hash_of(diagram, i), i);
    const Slots *slots = &diagram->node_slots;
    const ChoiceEdge *edges = diagram->stack.at + start;
    uint64_t hash = node_hash(variable, edges, count);
    for (uint32_t slot = (uint32_t)hash;; slot++) {
        uint32_t index = slots->at[slot & (slots->size - 1)];
        if (!index)
            return node_add(diagram, variable, start, count, hash);
        const ChoiceNode *node = &diagram->nodes.at[index - 1];
        if (node->test == variable && node->count == count &&
            edges_equal(diagram->edges.at + node->first, edges, count))
            return index - 1;
    }
}

DiagramRef diagram_node_make(Diagram *diagram, uint32_t variable, uint32_t start)
{
    DiagramRef ref = DIAGRAM_NONE;
    if (!diagram->is_full) {
        uint32_t count = edges_reduce(diagram, &diagram->variables.at[variable], start);
        ref =
            count > 1 ? node_intern(diagram, variable, start, count) : diagram->stack.at[start].to;
    }
    diagram->stack.count = start;
    return ref;
}

static void edge_push(Diagram *diagram, Value from, DiagramRef to)
{
    VEC_PUSH(diagram->arena, &diagram->stack, (ChoiceEdge){from, to});
}

/* ---- Literals ---- */

/* The run low..high, where VALUE_ABSENT is a value like any other. */
static DiagramRef run_make(Diagram *diagram, uint32_t variable, Value low, Value high)
{
    uint32_t start = diagram->stack.count;
    if (low > high)
        return DIAGRAM_NO;
    if (low > VALUE_ABSENT)
        edge_push(diagram, VALUE_ABSENT, DIAGRAM_NO);
    edge_push(diagram, low, DIAGRAM_YES);
    if (high < DIAGRAM_MOST)
        edge_push(diagram, high + 1, DIAGRAM_NO);
    return diagram_node_make(diagram, variable, start);
}

DiagramRef diagram_between(Diagram *diagram, uint32_t variable, Value low, Value high)
{
    return run_make(diagram, variable, low == VALUE_ABSENT ? DIAGRAM_LEAST : low, high);
}

DiagramRef diagram_is(Diagram *diagram, uint32_t variable, Value value)
{
    return run_make(diagram, variable, value, value);
}

DiagramRef diagram_present(Diagram *diagram, uint32_t variable)
{
    return run_make(diagram, variable, DIAGRAM_LEAST, DIAGRAM_MOST);
}

DiagramRef diagram_in(Diagram *diagram, uint32_t variable, const Value *values, uint32_t count)
{
    uint32_t start = diagram->stack.count;
    if (count == 0 || values[0] != VALUE_ABSENT)
        edge_push(diagram, VALUE_ABSENT, DIAGRAM_NO);
    for (uint32_t i = 0; i < count; i++) {
        bool joins = i && diagram->stack.at[diagram->stack.count - 1].from == values[i];
        if (joins)
            diagram->stack.count--;
        else
            edge_push(diagram, values[i], DIAGRAM_YES);
        if (values[i] < DIAGRAM_MOST)
            edge_push(diagram, values[i] + 1, DIAGRAM_NO);
    }
    return diagram_node_make(diagram, variable, start);
}

/* ---- Operations ---- */

enum { OPERANDS = 3 };
typedef DiagramRef Step(Diagram *diagram, void *context, const DiagramRef *operands);

typedef struct Cursor { /* over the edges of an operand that tests the variable; else at == end */
    uint32_t at, end;
} Cursor;

/* Moves each cursor to the edge that holds at the next bound; false: there is none. */
static bool cursors_next(const Diagram *diagram, Cursor *cursors, uint32_t count,
                         DiagramRef *operands, Value *from)
{
    bool is_found = false;
    for (uint32_t i = 0; i < count; i++) {
        if (cursors[i].at >= cursors[i].end)
            continue;
        Value bound = diagram->edges.at[cursors[i].at].from;
        *from = is_found && *from < bound ? *from : bound;
        is_found = true;
    }
    for (uint32_t i = 0; is_found && i < count; i++)
        if (cursors[i].at < cursors[i].end && diagram->edges.at[cursors[i].at].from == *from)
            operands[i] = diagram->edges.at[cursors[i].at++].to;
    return is_found;
}

/* Takes the step for each run of the operands' first variable. */
static DiagramRef split(Diagram *diagram, const DiagramRef *operands, uint32_t count, Step *step,
                        void *context)
{
    uint32_t level = UINT32_MAX, start = diagram->stack.count;
    DiagramRef at[OPERANDS] = {0};
    Cursor cursors[OPERANDS] = {{0, 0}};
    for (uint32_t i = 0; i < count; i++)
        if (diagram_level(diagram, operands[i]) < level)
            level = diagram_level(diagram, operands[i]);
    for (uint32_t i = 0; i < count; i++) {
        at[i] = operands[i];
        if (diagram_level(diagram, operands[i]) != level)
            continue;
        const ChoiceNode *node = &diagram->nodes.at[operands[i]];
        cursors[i] = (Cursor){node->first, node->first + node->count};
    }
    Value from = VALUE_ABSENT;
    while (!diagram->is_full && cursors_next(diagram, cursors, count, at, &from))
        edge_push(diagram, from, step(diagram, context, at));
    return diagram_node_make(diagram, level & ~LATE_LEVEL, start);
}

static DiagramRef ite_step(Diagram *diagram, void *context, const DiagramRef *operands)
{
    DiagramRef condition = operands[0], yes = operands[1], no = operands[2];
    if (condition == DIAGRAM_NONE || yes == DIAGRAM_NONE || no == DIAGRAM_NONE)
        return DIAGRAM_NONE;
    if (condition == DIAGRAM_YES || yes == no)
        return yes;
    if (condition == DIAGRAM_NO)
        return no;
    DiagramRef key[OPERANDS] = {condition, yes == condition ? DIAGRAM_YES : yes,
                                no == condition ? DIAGRAM_NO : no};
    if (key[1] == DIAGRAM_YES && key[2] == DIAGRAM_NO)
        return condition;
    const MemoEntry *known = memo_find(&diagram->ites, key);
    if (known)
        return known->result;
    DiagramRef result = split(diagram, key, OPERANDS, ite_step, context);
    memo_add(diagram, &diagram->ites, key, result);
    return result;
}

DiagramRef diagram_ite(Diagram *diagram, DiagramRef condition, DiagramRef yes, DiagramRef no)
{
    return ite_step(diagram, NULL, (DiagramRef[]){condition, yes, no});
}

DiagramRef diagram_not(Diagram *diagram, DiagramRef a)
{
    return diagram_ite(diagram, a, DIAGRAM_NO, DIAGRAM_YES);
}

DiagramRef diagram_and(Diagram *diagram, DiagramRef a, DiagramRef b)
{
    return diagram_ite(diagram, a, b, DIAGRAM_NO);
}

DiagramRef diagram_or(Diagram *diagram, DiagramRef a, DiagramRef b)
{
    return diagram_ite(diagram, a, DIAGRAM_YES, b);
}

typedef struct Product {
    DiagramCombine *combine;
    void *context;
    Memo memo;
} Product;

static DiagramRef product_step(Diagram *diagram, void *context, const DiagramRef *operands)
{
    Product *product = context;
    DiagramRef key[OPERANDS] = {operands[0], operands[1], 0};
    if (key[0] == DIAGRAM_NONE || key[1] == DIAGRAM_NONE)
        return DIAGRAM_NONE;
    if (diagram_is_leaf(key[0]) && diagram_is_leaf(key[1]))
        return diagram_leaf(diagram,
                            product->combine(product->context, diagram_leaf_get(diagram, key[0]),
                                             diagram_leaf_get(diagram, key[1])));
    const MemoEntry *known = memo_find(&product->memo, key);
    if (known)
        return known->result;
    DiagramRef result = split(diagram, key, 2, product_step, product);
    memo_add(diagram, &product->memo, key, result);
    return result;
}

DiagramRef diagram_product(Diagram *diagram, DiagramRef a, DiagramRef b, DiagramCombine *combine,
                           void *context)
{
    Product product = {.combine = combine, .context = context};
    return product_step(diagram, &product, (DiagramRef[]){a, b});
}

static Value leaves_equal(void *context, Value a, Value b)
{
    (void)context;
    return a == b;
}

DiagramRef diagram_where(Diagram *diagram, DiagramRef ref, Value leaf)
{
    return diagram_product(diagram, ref, diagram_leaf(diagram, leaf), leaves_equal, NULL);
}

static Value leaves_differ(void *context, Value a, Value b)
{
    (void)context;
    return a != b;
}

DiagramRef diagram_difference(Diagram *diagram, DiagramRef a, DiagramRef b)
{
    return a == b ? DIAGRAM_NO : diagram_product(diagram, a, b, leaves_differ, NULL);
}

typedef struct Mapping {
    DiagramMap *map;
    void *context;
    Memo memo;
} Mapping;

static DiagramRef map_step(Diagram *diagram, Mapping *mapping, DiagramRef ref);

/* What took a leaf's place may test variables above the node's: its runs are put together by ite. */
static DiagramRef runs_join(Diagram *diagram, uint32_t variable, uint32_t start)
{
    DiagramRef result = DIAGRAM_NO;
    uint32_t end = diagram->stack.count;
    for (uint32_t i = start; i < end; i++) {
        ChoiceEdge edge = diagram->stack.at[i];
        Value last = i + 1 < end ? diagram->stack.at[i + 1].from - 1 : DIAGRAM_MOST;
        DiagramRef run = run_make(diagram, variable, edge.from, last);
        result = diagram_ite(diagram, run, edge.to, result);
    }
    diagram->stack.count = start;
    return result;
}

static DiagramRef map_node(Diagram *diagram, Mapping *mapping, DiagramRef ref)
{
    const ChoiceNode node = diagram->nodes.at[ref];
    uint32_t start = diagram->stack.count, level = diagram_level(diagram, ref);
    bool is_ordered = true;
    for (uint32_t i = 0; i < node.count && !diagram->is_full; i++) {
        ChoiceEdge edge = diagram->edges.at[node.first + i];
        edge.to = map_step(diagram, mapping, edge.to);
        if (edge.to == DIAGRAM_NONE)
            break;
        is_ordered = is_ordered && diagram_level(diagram, edge.to) > level;
        edge_push(diagram, edge.from, edge.to);
    }
    return is_ordered ? diagram_node_make(diagram, node.test, start)
                      : runs_join(diagram, node.test, start);
}

static DiagramRef map_step(Diagram *diagram, Mapping *mapping, DiagramRef ref)
{
    DiagramRef key[OPERANDS] = {ref, 0, 0};
    if (ref == DIAGRAM_NONE)
        return DIAGRAM_NONE;
    if (diagram_is_leaf(ref))
        return mapping->map(mapping->context, diagram_leaf_get(diagram, ref));
    const MemoEntry *known = memo_find(&mapping->memo, key);
    if (known)
        return known->result;
    DiagramRef result = map_node(diagram, mapping, ref);
    memo_add(diagram, &mapping->memo, key, result);
    return result;
}

DiagramRef diagram_map(Diagram *diagram, DiagramRef ref, DiagramMap *map, void *context)
{
    Mapping mapping = {.map = map, .context = context};
    return map_step(diagram, &mapping, ref);
}
