/* A list of cases as one diagram, from the root down. What is left of the list once some variables are known is its
   residue: the guards that may still hold, cut at the first that does. Equal residues give the same node, so each is
   built once. Of a variable the runs are swept in ascending order: a bound changes only the guards that have it, so that
   a table whose rows exclude each other costs about its number of rows. */
#include "compiler/diagram_part.h"

#include <stdlib.h>

typedef struct Residue { /* of the list: a stretch of `Build.items`, and what it comes to */
    uint32_t first, count;
    DiagramRef result;
} Residue;

typedef struct Item {
    DiagramRef guard, leaf;
} Item;

typedef struct Build {
    Diagram *diagram;
    DiagramRef otherwise;
    VEC(Item) items;
    VEC(Residue) residues;
    Slots slots;
    uint64_t swept, pushed; /* items and changes, and items of residues that were known, so far */
} Build;

typedef struct Change { /* from that bound on the item's guard is `to` */
    Value from;
    uint32_t item;
    DiagramRef to;
} Change;

typedef struct Sweep { /* over one variable's runs */
    Item *items;       /* as they are in the run at hand */
    uint64_t *alive;   /* bit set: whose guard is not DIAGRAM_NO */
    uint64_t *words;   /* bit set over `alive`: which words are not 0 */
    Change *changes;
    uint32_t count, changes_count, variable;
} Sweep;

/* ---- Residues ---- */

static uint64_t residue_hash(const Item *items, uint32_t count)
{
    uint64_t hash = count;
    for (uint32_t i = 0; i < count; i++)
        hash = hash_mix(hash, (uint64_t)items[i].guard << 32 | items[i].leaf);
    return hash;
}

/* The place of an equal one, or the free slot for it. */
static uint32_t *residue_slot(const Build *build, const Item *items, uint32_t count)
{
    uint32_t mask = build->slots.size - 1;
    for (uint32_t slot = (uint32_t)residue_hash(items, count);; slot++) {
        uint32_t *at = &build->slots.at[slot & mask];
        if (!*at)
            return at;
        const Residue *residue = &build->residues.at[*at - 1];
        if (residue->count == count &&
            (count == 0 || !memcmp(build->items.at + residue->first, items, count * sizeof *items)))
            return at;
    }
}

/* The list from `first` on, which is the last of `items`: an equal one that is known, whose place
   it then leaves free, or a new one. */
static uint32_t residue_find(Build *build, uint32_t first, bool *is_new)
{
    uint32_t count = build->items.count - first;
    if (slots_grow(build->diagram->arena, &build->slots, build->residues.count))
        for (uint32_t i = 0; i < build->residues.count; i++) {
            const Residue *old = &build->residues.at[i];
            *residue_slot(build, build->items.at + old->first, old->count) = i + 1;
        }
    uint32_t *slot = residue_slot(build, build->items.at + first, count);
    *is_new = !*slot;
    if (!*is_new) {
        build->items.count = first;
        return *slot - 1;
    }
    Residue residue = {first, count, DIAGRAM_NONE};
    VEC_PUSH(build->diagram->arena, &build->residues, residue);
    *slot = build->residues.count;
    return build->residues.count - 1;
}

/* ---- The sweep ---- */

/* Work is limited by the cap like what is made: memory of the sweeps by one, time by eight times it. */
static void work_count(Build *build, uint64_t swept)
{
    build->swept += swept;
    build->diagram->is_full |=
        build->swept > build->diagram->cap || build->pushed / 8 > build->diagram->cap;
}

static void alive_set(Sweep *sweep, uint32_t item, bool is_alive)
{
    uint64_t *word = &sweep->alive[item / 64], bit = UINT64_C(1) << item % 64;
    *word = is_alive ? *word | bit : *word & ~bit;
    uint64_t *outer = &sweep->words[item / 4096], outer_bit = UINT64_C(1) << item / 64 % 64;
    *outer = *word ? *outer | outer_bit : *outer & ~outer_bit;
}

static int change_compare(const void *a, const void *b)
{
    const Change *one = a, *other = b;
    if (one->from != other->from)
        return one->from < other->from ? -1 : 1;
    return one->item < other->item ? -1 : one->item > other->item;
}

static uint32_t level_first(const Diagram *diagram, const Item *items, uint32_t count)
{
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t level = diagram_level(diagram, items[i].guard);
        least = level < least ? level : least;
    }
    return least;
}

static void changes_make(Build *build, Sweep *sweep, uint32_t level)
{
    const Diagram *diagram = build->diagram;
    uint32_t total = 0;
    for (uint32_t i = 0; i < sweep->count; i++)
        if (diagram_level(diagram, sweep->items[i].guard) == level)
            total += diagram->nodes.at[sweep->items[i].guard].count;
    work_count(build, (uint64_t)total + sweep->count);
    sweep->changes = ARENA_ARRAY(diagram->arena, Change, total);
    for (uint32_t i = 0; i < sweep->count; i++) {
        DiagramRef guard = sweep->items[i].guard;
        alive_set(sweep, i, true);
        if (diagram_level(diagram, guard) != level)
            continue;
        const ChoiceNode *node = &diagram->nodes.at[guard];
        sweep->variable = node->test;
        for (uint32_t k = 0; k < node->count; k++) {
            ChoiceEdge edge = diagram->edges.at[node->first + k];
            sweep->changes[sweep->changes_count++] = (Change){edge.from, i, edge.to};
        }
    }
    qsort(sweep->changes, sweep->changes_count, sizeof *sweep->changes, change_compare);
}

/* The guards that may hold in the run at hand, up to the first that does; one that stands further up
   already never decides. */
static void alive_push(Build *build, const Sweep *sweep)
{
    build->diagram->stamp++;
    for (uint32_t w = 0; w * 4096 < sweep->count; w++)
        for (uint64_t words = sweep->words[w]; words; words &= words - 1) {
            uint32_t word = w * 64 + (uint32_t)__builtin_ctzll(words);
            for (uint64_t bits = sweep->alive[word]; bits; bits &= bits - 1) {
                Item item = sweep->items[word * 64 + (uint32_t)__builtin_ctzll(bits)];
                if (!diagram_stamp(build->diagram, item.guard))
                    VEC_PUSH(build->diagram->arena, &build->items, item);
                build->pushed++;
                if (item.guard == DIAGRAM_YES)
                    return;
            }
        }
}

/* Adds what is left of the list to `items`, without the last ones that give what follows anyway. */
static void residue_push(Build *build, const Sweep *sweep)
{
    uint32_t first = build->items.count;
    alive_push(build, sweep);
    DiagramRef last = build->otherwise;
    if (build->items.count > first && build->items.at[build->items.count - 1].guard == DIAGRAM_YES)
        last = build->items.at[--build->items.count].leaf;
    while (build->items.count > first && build->items.at[build->items.count - 1].leaf == last)
        build->items.count--;
    if (last != build->otherwise)
        VEC_PUSH(build->diagram->arena, &build->items, ((Item){DIAGRAM_YES, last}));
}

static DiagramRef residue_build(Build *build, uint32_t residue);

static DiagramRef run_build(Build *build, const Sweep *sweep)
{
    bool is_new;
    uint32_t first = build->items.count;
    residue_push(build, sweep);
    work_count(build, 0);
    uint32_t residue = residue_find(build, first, &is_new);
    if (is_new) {
        DiagramRef result = residue_build(build, residue);
        build->residues.at[residue].result = result;
    }
    return build->residues.at[residue].result;
}

static DiagramRef sweep_run(Build *build, Sweep *sweep)
{
    Diagram *diagram = build->diagram;
    uint32_t start = diagram->stack.count;
    for (uint32_t i = 0; i < sweep->changes_count && !diagram->is_full;) {
        Value from = sweep->changes[i].from;
        for (; i < sweep->changes_count && sweep->changes[i].from == from; i++) {
            Change change = sweep->changes[i];
            sweep->items[change.item].guard = change.to;
            alive_set(sweep, change.item, change.to != DIAGRAM_NO);
        }
        DiagramRef to = run_build(build, sweep);
        VEC_PUSH(diagram->arena, &diagram->stack, (ChoiceEdge){from, to});
    }
    return diagram_node_make(diagram, sweep->variable, start);
}

static DiagramRef residue_build(Build *build, uint32_t residue)
{
    Diagram *diagram = build->diagram;
    const Item *items = build->items.at + build->residues.at[residue].first;
    uint32_t count = build->residues.at[residue].count;
    if (count == 0)
        return build->otherwise;
    if (items[0].guard == DIAGRAM_YES)
        return items[0].leaf;
    if (count == 1)
        return diagram_ite(diagram, items[0].guard, items[0].leaf, build->otherwise);
    Sweep sweep = {.count = count};
    sweep.items = ARENA_ARRAY(diagram->arena, Item, count);
    sweep.alive = ARENA_ARRAY(diagram->arena, uint64_t, count / 64 + 1);
    sweep.words = ARENA_ARRAY(diagram->arena, uint64_t, count / 4096 + 1);
    memcpy(sweep.items, items, count * sizeof *items);
    changes_make(build, &sweep, level_first(diagram, items, count));
    return sweep_run(build, &sweep);
}

DiagramRef diagram_build(Diagram *diagram, const DiagramCase *cases, uint32_t count,
                         Value otherwise)
{
    Build build = {.diagram = diagram, .otherwise = diagram_leaf(diagram, otherwise)};
    Sweep whole = {.count = count, .items = ARENA_ARRAY(diagram->arena, Item, count)};
    whole.alive = ARENA_ARRAY(diagram->arena, uint64_t, count / 64 + 1);
    whole.words = ARENA_ARRAY(diagram->arena, uint64_t, count / 4096 + 1);
    for (uint32_t i = 0; i < count; i++) {
        if (cases[i].guard == DIAGRAM_NONE)
            return DIAGRAM_NONE;
        whole.items[i] = (Item){cases[i].guard, diagram_leaf(diagram, cases[i].leaf)};
        alive_set(&whole, i, cases[i].guard != DIAGRAM_NO);
    }
    DiagramRef result = run_build(&build, &whole);
    return diagram->is_full ? DIAGRAM_NONE : result;
}
