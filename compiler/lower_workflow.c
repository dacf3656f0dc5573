/* Workflows: chains of statuses as the set of moves that they allow. */
#include "compiler/lower.h"

#include <stdlib.h>

typedef VEC(uint64_t) Moves;

static Value status_of(const Node *name)
{
    const Symbol *word = name->symbol;
    return word->index;
}

/* A ticket may begin where a chain begins; each status of a chain leads to the next. */
static void chain_add(Lower *lower, Moves *moves, const NodeList *chain)
{
    Value from = VALUE_ABSENT;
    for (uint32_t i = 0; i < chain->count; i++) {
        Value to = status_of(chain->at[i]);
        VEC_PUSH(lower->arena, moves, workflow_move(from, to));
        from = to;
    }
}

static int move_order(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void workflow_add(Lower *lower, const Symbol *symbol)
{
    const Node *decl = symbol->decl;
    Moves moves = {0};
    for (uint32_t i = 0; i < decl->list.count; i++)
        chain_add(lower, &moves, &decl->list.at[i]->list);
    if (moves.count)
        qsort(moves.at, moves.count, sizeof *moves.at, move_order);
    WorkflowDef row = {.name = lower_text(lower, symbol->name),
                       .origin = lower_origin(lower, decl->span),
                       .when = lower_code(lower, decl->slot[0], TYPE_UNKNOWN),
                       .moves = moves.at,
                       .moves_count = moves.count};
    VEC_PUSH(lower->arena, &lower->workflows, row);
}

void lower_workflows(Lower *lower)
{
    lower->calendar = lower->policy->calendar_always; /* at hand in conditions (T8) */
    for (uint32_t i = 0; i < lower->in->workflows.count; i++)
        workflow_add(lower, lower->in->workflows.at[i]);
    lower->calendar = NONE;
}
