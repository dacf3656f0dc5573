/* Contracts of the source (P1, K1), with their fields, and the paths of the files that hold others. */
#include "compiler/lower.h"

static Amount renewal(const Node *renew)
{
    static const Amount EVERY[] = {[PER_WEEK] = {.count = 1, .unit = UNIT_WEEK},
                                   [PER_MONTH] = {.count = 1, .unit = UNIT_MONTH},
                                   [PER_QUARTER] = {.count = 3, .unit = UNIT_MONTH},
                                   [PER_YEAR] = {.count = 12, .unit = UNIT_MONTH}};
    bool is_known = renew->number >= 0 && renew->number < (int64_t)(sizeof EVERY / sizeof *EVERY);
    return is_known ? EVERY[renew->number] : (Amount){0};
}

static const Node *item_find(const Node *contract, NodeKind kind)
{
    for (uint32_t i = 0; i < contract->list.count; i++)
        if (contract->list.at[i]->kind == kind)
            return contract->list.at[i];
    return NULL;
}

static void accounts_add(Lower *lower, const Node *line)
{
    for (uint32_t i = 0; i < line->list.count; i++)
        VEC_PUSH(lower->arena, &lower->contract_accounts,
                 lower_text(lower, line->list.at[i]->text));
}

static Value field_value(Lower *lower, const Node *contract, uint32_t index)
{
    const Symbol *field = lower->in->contract_fields.at[index];
    for (uint32_t i = 0; i < contract->list.count; i++) {
        const Node *item = contract->list.at[i];
        if (item->kind != AST_CONTRACT_VALUE || item->symbol != field)
            continue;
        return item->slot[0]->kind == AST_CELL_ABSENT
                   ? VALUE_ABSENT
                   : lower_constant(lower, item->slot[0], field->type);
    }
    return lower->contract_fields.at[index].initial;
}

static void reminds_add(Lower *lower, const Node *contract)
{
    for (uint32_t i = 0; i < contract->list.count; i++) {
        const Node *item = contract->list.at[i];
        if (item->kind != AST_CONTRACT_REMIND)
            continue;
        RemindDef remind = {.before = lower_amount(item->slot[0]),
                            .origin = lower_origin(lower, item->span)};
        lower_actions(lower, &item->list, &remind.actions_first, &remind.actions_count);
        VEC_PUSH(lower->arena, &lower->reminds, remind);
    }
}

static void term_make(ContractDef *def, const Node *contract)
{
    const Node *term = item_find(contract, AST_CONTRACT_FROM);
    const Node *renew = item_find(contract, AST_CONTRACT_RENEW);
    def->from = term && term->slot[0] ? (Date)term->slot[0]->number : INT32_MIN;
    def->until = term && term->slot[1] ? (Date)term->slot[1]->number : INT32_MAX;
    if (renew)
        def->renew = renewal(renew);
}

static void contract_add(Lower *lower, const Symbol *symbol)
{
    const Node *decl = symbol->decl, *covers = item_find(decl, AST_CONTRACT_COVERS);
    ContractDef def = {.name = lower_text(lower, symbol->name),
                       .origin = lower_origin(lower, decl->span),
                       .plan = symbol->plan->index,
                       .accounts_first = lower->contract_accounts.count,
                       .values_first = lower->contract_values.count};
    lower->calendar = lower_plan_calendar(lower, def.plan);
    term_make(&def, decl);
    for (uint32_t i = 0; i < decl->list.count; i++)
        if (decl->list.at[i]->kind == AST_CONTRACT_ACCOUNTS)
            accounts_add(lower, decl->list.at[i]);
    def.accounts_count = lower->contract_accounts.count - def.accounts_first;
    for (uint32_t i = 0; i < lower->contract_fields.count; i++)
        VEC_PUSH(lower->arena, &lower->contract_values, field_value(lower, decl, i));
    def.terms.covers = lower_code(lower, covers ? covers->slot[0] : NULL, TYPE_UNKNOWN);
    def.terms.reminds_first = lower->reminds.count;
    reminds_add(lower, decl);
    def.terms.reminds_count = lower->reminds.count - def.terms.reminds_first;
    def.terms.overrides_first = lower->overrides.count;
    for (uint32_t i = 0; i < decl->list.count; i++)
        if (decl->list.at[i]->kind == AST_CONTRACT_OVERRIDE)
            lower_override(lower, symbol, decl->list.at[i]);
    def.terms.overrides_count = lower->overrides.count - def.terms.overrides_first;
    lower->calendar = NONE;
    VEC_PUSH(lower->arena, &lower->contracts, def);
}

void lower_capacities(Lower *lower, const Node *plan, uint32_t index)
{
    lower->calendar = lower_plan_calendar(lower, index);
    for (uint32_t i = 0; i < plan->list.count; i++) {
        const Node *line = plan->list.at[i];
        if (line->kind != AST_CAPACITY)
            continue;
        CapacityDef def = {.size = line->number,
                           .per = lower_code(lower, line->slot[0], TYPE_UNKNOWN),
                           .origin = lower_origin(lower, line->span)};
        VEC_PUSH(lower->arena, &lower->capacities, def);
        lower->plans.at[index].capacities_count++;
    }
    lower->calendar = NONE;
}

void lower_contracts(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->contract_files.count; i++)
        VEC_PUSH(lower->arena, &lower->contract_files,
                 lower_text(lower, lower->in->contract_files.at[i]->text));
    for (uint32_t i = 0; i < lower->in->contracts.count; i++)
        contract_add(lower, lower->in->contracts.at[i]);
}
