#include "compiler/analyse_part.h"

uint32_t analyse_sla(const Analysis *analysis, uint32_t sla_clock)
{
    const Policy *policy = analysis->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++)
        if (sla_clock - policy->slas[i].clocks_first < policy->slas[i].clocks_count)
            return i;
    for (uint32_t i = 0; i < policy->overrides_count; i++)
        if (sla_clock - policy->overrides[i].clocks_first < policy->overrides[i].clocks_count)
            return policy->overrides[i].sla;
    return NONE;
}

static uint32_t override_calendar(const Policy *policy, uint32_t sla_clock)
{
    for (uint32_t i = 0; i < policy->overrides_count; i++)
        if (sla_clock - policy->overrides[i].clocks_first < policy->overrides[i].clocks_count)
            return policy->overrides[i].calendar;
    return NONE;
}

uint32_t analyse_line_calendar(const Analysis *analysis, uint32_t line)
{
    const Policy *policy = analysis->policy;
    uint32_t sla_clock = analysis->lower->line_sources.at[line].sla_clock;
    if (policy->lines[line].calendar != NONE)
        return policy->lines[line].calendar;
    if (override_calendar(policy, sla_clock) != NONE)
        return NONE;
    return policy->slas[analyse_sla(analysis, sla_clock)].fixed_calendar;
}

/* The row's table is the one that holds it. */
static const Node *table_of(const Node *owner, const Node *row)
{
    for (uint32_t i = 0; i < owner->list.count; i++) {
        const Node *item = owner->list.at[i];
        const Node *table = item->kind == AST_TARGETS ? item->slot[0] : NULL;
        for (uint32_t k = 0; table && k < table->list.count; k++)
            if (table->list.at[k] == row)
                return table;
        const Node *inner = item->kind == AST_EXCEPT || item->kind == AST_CONTRACT_OVERRIDE
                                ? table_of(item, row)
                                : NULL;
        if (inner)
            return inner;
    }
    return NULL;
}

static const Node *table_find(const Program *program, const Node *row)
{
    const Node *table = NULL;
    for (uint32_t i = 0; i < program->slas.count && !table; i++)
        table = table_of(program->slas.at[i]->decl, row);
    for (uint32_t i = 0; i < program->contracts.count && !table; i++)
        table = table_of(program->contracts.at[i]->decl, row);
    return table;
}

const Node *analyse_line_cell(const Analysis *analysis, uint32_t line)
{
    const LineSource *source = &analysis->lower->line_sources.at[line];
    if (source->node->kind != AST_ROW)
        return NULL;
    const Node *table = table_find(analysis->program, source->node);
    uint32_t clock = analysis->policy->sla_clocks[source->sla_clock].clock;
    for (uint32_t i = 0; table && i < table->slot[0]->list.count; i++) {
        const Node *column = table->slot[0]->list.at[i];
        if (lower_is_result(column) && lower_symbol_index(column) == clock)
            return source->node->list.at[i];
    }
    return NULL;
}

void analyse_program(const Program *program, Lower *lower)
{
    Analysis analysis = {.program = program,
                         .policy = lower->policy,
                         .lower = lower,
                         .diags = program->diags,
                         .arena = program->arena};
    analyse_gaps(&analysis);
    analyse_calendars(&analysis);
    analyse_contracts(&analysis);
    analyse_money(&analysis);
    analyse_targets(&analysis);
}
