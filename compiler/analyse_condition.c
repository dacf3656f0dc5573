/* Conditions that are always true or never, told at the smallest part that is so. */
#include "compiler/analyse_part.h"

#include <stdlib.h>

/* ---- All conditions ---- */

static bool is_condition(const Node *node)
{
    return type_base(node->type) == BASE_BOOLEAN && !type_is_optional(node->type) &&
           node->kind != AST_BOOLEAN && node->kind != AST_CELL && node->kind != AST_ROW;
}

/* A single name is a value, not a statement about one. */
static bool is_name(const Node *node)
{
    return node->kind == AST_NAME || node->kind == AST_MEMBER;
}

static void collect(Analysis *analysis, const Node *node, const Node *owner, uint32_t parent)
{
    if (!node)
        return;
    if (is_condition(node)) {
        Condition condition = {.node = node, .owner = owner, .parent = parent};
        condition.code = lower_code(analysis->lower, node, type_make(BASE_BOOLEAN));
        parent = analysis->conditions.count;
        VEC_PUSH(analysis->arena, &analysis->conditions, condition);
    }
    for (uint32_t i = 0; i < NODE_SLOTS && !is_name(node); i++)
        collect(analysis, node->slot[i], node, parent);
    for (uint32_t i = 0; i < node->list.count; i++)
        collect(analysis, node->list.at[i], node, parent);
}

static void collect_all(Analysis *analysis, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++)
        if (!symbols->at[i]->is_std && !symbols->at[i]->is_void && symbols->at[i]->decl)
            collect(analysis, symbols->at[i]->decl, NULL, NONE);
}

static int place_compare(const void *a, const void *b)
{
    const NodePlace *one = a, *other = b;
    return (one->node > other->node) - (one->node < other->node);
}

void conditions_collect(Analysis *analysis)
{
    const Program *program = analysis->program;
    collect_all(analysis, &program->defines);
    collect_all(analysis, &program->assesses);
    collect_all(analysis, &program->clocks);
    collect_all(analysis, &program->slas);
    collect_all(analysis, &program->plans);
    collect_all(analysis, &program->packs);
    collect_all(analysis, &program->contracts);
    collect_all(analysis, &program->default_plans);
    collect_all(analysis, &program->rules);
    collect_all(analysis, &program->workflows);
    collect_all(analysis, &program->queues);
    uint32_t count = analysis->conditions.count;
    analysis->places = ARENA_ARRAY(analysis->arena, NodePlace, count);
    for (uint32_t i = 0; i < count; i++)
        analysis->places[i] = (NodePlace){(uintptr_t)analysis->conditions.at[i].node, i};
    if (count)
        qsort(analysis->places, count, sizeof *analysis->places, place_compare);
}

static Condition *condition_find(const Analysis *analysis, const Node *node)
{
    NodePlace key = {.node = (uintptr_t)node};
    const NodePlace *place = bsearch(&key, analysis->places, analysis->conditions.count,
                                     sizeof *analysis->places, place_compare);
    return place ? &analysis->conditions.at[place->condition] : NULL;
}

DiagramRef analyse_condition(Analysis *analysis, const Node *node)
{
    if (!node || node->kind == AST_BOOLEAN)
        return !node || node->number ? DIAGRAM_YES : DIAGRAM_NO;
    const Condition *condition = condition_find(analysis, node);
    return condition ? analyse_holds(analysis, condition->code) : DIAGRAM_NONE;
}

CodeId analyse_condition_code(const Analysis *analysis, const Node *node)
{
    const Condition *condition = node ? condition_find(analysis, node) : NULL;
    return condition ? condition->code : NONE;
}

bool analyse_is_told(const Analysis *analysis, const Node *node)
{
    const Condition *condition = node ? condition_find(analysis, node) : NULL;
    return condition && condition->is_told;
}

/* ---- Those that have one value ---- */

bool analyse_has_switch(Analysis *analysis, const Node *node)
{
    if (!node)
        return false;
    if (node->kind == AST_BOOLEAN)
        return true;
    if (is_name(node)) {
        const Condition *name = is_condition(node) ? condition_find(analysis, node) : NULL;
        return name && diagram_is_leaf(analyse_holds(analysis, name->code));
    }
    for (uint32_t i = 0; i < NODE_SLOTS; i++)
        if (analyse_has_switch(analysis, node->slot[i]))
            return true;
    for (uint32_t i = 0; i < node->list.count; i++)
        if (analyse_has_switch(analysis, node->list.at[i]))
            return true;
    return false;
}

static const Node *root_of(const Analysis *analysis, const Condition *condition)
{
    while (condition->parent != NONE)
        condition = &analysis->conditions.at[condition->parent];
    return condition->node;
}

static void told_mark(Analysis *analysis, uint32_t index)
{
    for (; index != NONE; index = analysis->conditions.at[index].parent)
        analysis->conditions.at[index].is_told = true;
}

static void constant_report(Analysis *analysis, const Condition *condition, bool is_true)
{
    const Node *node = condition->node, *root = root_of(analysis, condition);
    Text text = source_text(analysis->program->files, node->span.file);
    int size = (int)(node->span.hi - node->span.lo);
    Diag *diag = diag_add(analysis->diags, is_true ? DIAG_W0920 : DIAG_W0921, node->span,
                          "`%.*s%s` is %s", size > 60 ? 57 : size, text.data + node->span.lo,
                          size > 60 ? "…" : "", is_true ? "always true" : "never true");
    if (root != node)
        diag_relate(analysis->diags, diag, root->span, "in this condition");
    diag_note(analysis->diags, diag,
              is_true ? "leave it out, or ask what was meant"
                      : "no ticket fits it: ask what was meant");
}

/* Parts stand after the condition that they belong to, so the last are judged first and the smallest is told. */
void analyse_conditions(Analysis *analysis)
{
    for (uint32_t i = analysis->conditions.count; i--;) {
        Condition *condition = &analysis->conditions.at[i];
        DiagramRef ref = analyse_holds(analysis, condition->code);
        analyse_settle(analysis, condition->node->span, "this condition");
        bool is_pause = condition->owner && condition->owner->kind == AST_PAUSE_WHILE;
        if (is_name(condition->node) || condition->is_told ||
            (ref != DIAGRAM_YES && ref != DIAGRAM_NO) || (is_pause && ref == DIAGRAM_YES) ||
            analyse_has_switch(analysis, condition->node))
            continue;
        constant_report(analysis, condition, ref == DIAGRAM_YES);
        told_mark(analysis, i);
    }
}
