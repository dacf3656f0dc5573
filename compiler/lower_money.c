/* What a plan costs and gives back, packs, objectives (L4-L6). */
#include "compiler/lower.h"

/* ---- Plans ---- */

static void fee_add(Lower *lower, const Node *node)
{
    FeeDef fee = {.charge = lower_charge(lower, node->slot[0]),
                  .period = lower_period(node->slot[1]),
                  .origin = lower_origin(lower, node->span)};
    VEC_PUSH(lower->arena, &lower->fees, fee);
}

static void credit_add(Lower *lower, const Node *node)
{
    PlanCredit credit = {.charge = lower_charge(lower, node->slot[0]),
                         .clock = lower_symbol_index(node->slot[1]),
                         .has_cap = node->slot[2],
                         .origin = lower_origin(lower, node->span)};
    if (credit.has_cap) {
        credit.cap = lower_charge(lower, node->slot[2]);
        credit.cap_period = lower_period(node->slot[3]);
    }
    VEC_PUSH(lower->arena, &lower->plan_credits, credit);
}

static void bill_add(Lower *lower, const Node *node)
{
    const Symbol *of = node->slot[1]->symbol;
    PlanBill bill = {.charge = lower_charge(lower, node->slot[0]),
                     .field = of->kind == SYMBOL_CLOCK ? NONE : of->index,
                     .clock = of->kind == SYMBOL_CLOCK ? of->index : NONE,
                     .rounding = node->slot[2] ? node->slot[2]->number : 0,
                     .when = lower_code(lower, node->slot[3], TYPE_UNKNOWN),
                     .origin = lower_origin(lower, node->span)};
    VEC_PUSH(lower->arena, &lower->plan_bills, bill);
}

static void draws_add(Lower *lower, const Node *node)
{
    DrawsOn draws = {.pack = lower_symbol_index(node->slot[0]),
                     .overdraft = node->slot[1] ? node->slot[1]->number : 0,
                     .beyond = node->slot[2] ? lower_beyond(lower, node->slot[2]) : NONE,
                     .origin = lower_origin(lower, node->span)};
    VEC_PUSH(lower->arena, &lower->draws_on, draws);
}

static void plan_make(Lower *lower, PlanDef *plan, const NodeList *items)
{
    plan->fees_first = lower->fees.count;
    plan->credits_first = lower->plan_credits.count;
    plan->bills_first = lower->plan_bills.count;
    plan->draws_first = lower->draws_on.count;
    for (uint32_t i = 0; i < items->count; i++) {
        switch ((int)items->at[i]->kind) {
        case AST_PLAN_FEE: fee_add(lower, items->at[i]); break;
        case AST_PLAN_CREDIT: credit_add(lower, items->at[i]); break;
        case AST_PLAN_BILL: bill_add(lower, items->at[i]); break;
        case AST_PLAN_DRAWS: draws_add(lower, items->at[i]); break;
        }
    }
    plan->fees_count = lower->fees.count - plan->fees_first;
    plan->credits_count = lower->plan_credits.count - plan->credits_first;
    plan->bills_count = lower->plan_bills.count - plan->bills_first;
    plan->draws_count = lower->draws_on.count - plan->draws_first;
}

/* ---- Packs ---- */

static void draw_add(Lower *lower, const Node *node)
{
    PackDraw draw = {.on = lower_watches(lower, &node->list, node->span),
                     .when = lower_code(lower, node->slot[1], TYPE_UNKNOWN),
                     .weight = lower_operand(lower, node->slot[0], type_make(BASE_INTEGER)),
                     .origin = lower_origin(lower, node->span)};
    VEC_PUSH(lower->arena, &lower->pack_draws, draw);
}

static void pack_add(Lower *lower, const Symbol *symbol)
{
    const NodeList *items = &symbol->decl->list;
    PackDef pack = {.name = lower_text(lower, symbol->name),
                    .origin = lower_origin(lower, symbol->decl->span),
                    .refund = NONE,
                    .draws_first = lower->pack_draws.count};
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        switch ((int)item->kind) {
        case AST_PACK_PRICE:
            pack.price = lower_charge(lower, item->slot[0]);
            pack.least = item->number;
            break;
        case AST_PACK_VALID: pack.valid = lower_amount(item->slot[0]); break;
        case AST_QUOTA_REFUND: pack.refund = lower_watches(lower, &item->list, item->span); break;
        case AST_PACK_DRAW: draw_add(lower, item); break;
        }
    }
    pack.draws_count = lower->pack_draws.count - pack.draws_first;
    VEC_PUSH(lower->arena, &lower->packs, pack);
}

/* ---- Objectives ---- */

static void objective_add(Lower *lower, uint32_t sla, const Node *node)
{
    ObjectiveDef objective = {.name = lower_text(lower, node->text),
                              .sla = sla,
                              .origin = lower_origin(lower, node->span)};
    for (uint32_t i = 0; i < node->list.count; i++) {
        const Node *item = node->list.at[i];
        if (item->kind == AST_OBJECTIVE_SHARE) {
            objective.share = item->slot[0]->number;
            objective.clock = lower_symbol_index(item->slot[1]);
            objective.period = lower_period(item->slot[2]);
        } else if (item->kind == AST_OBJECTIVE_LEAST) {
            objective.least = item->number;
        } else if (item->kind == AST_OBJECTIVE_CREDIT) {
            objective.has_credit = true;
            objective.credit = lower_charge(lower, item->slot[0]);
        }
    }
    VEC_PUSH(lower->arena, &lower->objectives, objective);
}

static void objectives_add(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->slas.count; i++) {
        const NodeList *items = &lower->in->slas.at[i]->decl->list;
        for (uint32_t k = 0; k < items->count; k++)
            if (items->at[k]->kind == AST_OBJECTIVE)
                objective_add(lower, i, items->at[k]);
    }
}

void lower_money(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->packs.count; i++)
        pack_add(lower, lower->in->packs.at[i]);
    for (uint32_t i = 0; i < lower->in->plans.count; i++) {
        lower->calendar = lower_plan_calendar(lower, i);
        plan_make(lower, &lower->plans.at[i], &lower->in->plans.at[i]->decl->list);
    }
    lower->calendar = NONE;
    objectives_add(lower);
}
