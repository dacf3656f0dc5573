/* Plans and default plans: which SLA a ticket comes under (P1). */
#include "compiler/lower.h"

static bool is_customers(const Symbol *sla)
{
    return !(sla->decl->flags & SLA_FOR_TEAM); /* a team's needs no plan (P5) */
}

static void slas_add(Lower *lower, const Node *line)
{
    for (uint32_t i = 0; i < line->list.count; i++)
        if (is_customers(line->list.at[i]->symbol))
            VEC_PUSH(lower->arena, &lower->plan_slas, lower_symbol_index(line->list.at[i]));
}

static void plan_add(Lower *lower, const Symbol *symbol)
{
    PlanDef plan = {.name = lower_text(lower, symbol->name),
                    .origin = lower_origin(lower, symbol->decl->span),
                    .slas_first = lower->plan_slas.count};
    for (uint32_t i = 0; i < symbol->decl->list.count; i++)
        if (symbol->decl->list.at[i]->kind == AST_PLAN_SLA)
            slas_add(lower, symbol->decl->list.at[i]);
    plan.slas_count = lower->plan_slas.count - plan.slas_first;
    VEC_PUSH(lower->arena, &lower->plans, plan);
    lower->plans.at[lower->plans.count - 1].capacities_first = lower->capacities.count;
    lower_capacities(lower, symbol->decl, lower->plans.count - 1);
}

uint32_t lower_plan_calendar(const Lower *lower, uint32_t plan)
{
    const PlanDef *def = &lower->plans.at[plan];
    if (def->slas_count == 0)
        return NONE;
    return lower->slas.at[lower->plan_slas.at[def->slas_first]].fixed_calendar;
}

static void default_plan_add(Lower *lower, const Symbol *symbol)
{
    uint32_t plan = symbol->plan->index;
    lower->calendar = lower_plan_calendar(lower, plan);
    DefaultPlan row = {.plan = plan,
                       .when = lower_code(lower, symbol->decl->slot[0], TYPE_UNKNOWN),
                       .origin = lower_origin(lower, symbol->decl->span)};
    lower->calendar = NONE;
    VEC_PUSH(lower->arena, &lower->default_plans, row);
}

/* A policy that says nothing of plans: every customer's SLA holds, in order. */
static void plan_imply(Lower *lower)
{
    PlanDef plan = {.name = TEXT_NONE, .origin = {.file = TEXT_NONE}};
    for (uint32_t i = 0; i < lower->in->slas.count; i++)
        if (is_customers(lower->in->slas.at[i]))
            VEC_PUSH(lower->arena, &lower->plan_slas, i);
    plan.slas_count = lower->plan_slas.count;
    VEC_PUSH(lower->arena, &lower->plans, plan);
    VEC_PUSH(lower->arena, &lower->default_plans,
             ((DefaultPlan){.plan = 0, .when = NONE, .origin = plan.origin}));
}

/* Fields that a change of the plan or the SLA may come from. */
static void reads_make(Lower *lower)
{
    Policy *policy = lower->policy;
    uint64_t *ticket = ARENA_ARRAY(lower->arena, uint64_t, policy->field_words);
    uint64_t *account = ARENA_ARRAY(lower->scratch, uint64_t, policy->account_words);
    for (uint32_t i = 0; i < lower->slas.count; i++)
        ir_reads(lower->ir, lower->slas.at[i].applies, ticket, account);
    for (uint32_t i = 0; i < lower->default_plans.count; i++)
        ir_reads(lower->ir, lower->default_plans.at[i].when, ticket, account);
    for (uint32_t i = 0; i < lower->contracts.count; i++)
        ir_reads(lower->ir, lower->contracts.at[i].terms.covers, ticket, account);
    for (uint32_t i = 0; i < lower->overrides.count; i++)
        ir_reads(lower->ir, lower->overrides.at[i].applies, ticket, account);
    if (policy->field_account != NONE)
        ticket[policy->field_account / 64] |= UINT64_C(1) << policy->field_account % 64;
    policy->selection_reads = ticket;
    for (uint32_t i = 0; i < policy->account_words; i++)
        policy->selection_reads_account |= account[i] != 0;
}

void lower_plans(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->plans.count; i++)
        plan_add(lower, lower->in->plans.at[i]);
    for (uint32_t i = 0; i < lower->in->default_plans.count; i++)
        default_plan_add(lower, lower->in->default_plans.at[i]);
    if (lower->in->every_sla)
        plan_imply(lower);
    lower_contracts(lower);
    reads_make(lower);
}
