/* Plans, quotas, packs: names and types; what they mean for a ledger is another stage's. */
#include "compiler/check_part.h"

/* ---- Amounts of money ---- */

static bool is_fee(const Node *node)
{
    return node && node->kind == AST_NAME && text_is(node->text, "fee");
}

void money_amount_check(Checker *checker, Node *amount)
{
    if (!amount)
        return;
    Node *expr = amount->kind == AST_PERCENT_OF ? amount->slot[1] : amount;
    if (amount->kind == AST_PERCENT_OF && amount->slot[0])
        expr_check(checker, amount->slot[0], TYPE_UNKNOWN, NULL);
    if (is_fee(expr) && !value_find(checker, expr->text))
        return;
    bool was_rounded = checker->is_rounded;
    checker->is_rounded = true;
    Type type = expr_check(checker, expr, TYPE_UNKNOWN, NULL);
    checker->is_rounded = was_rounded;
    if (!type_is_error(type) && type_base(type) != BASE_MONEY)
        diag_add(checker->diags, DIAG_E0222, expr->span,
                 "an amount of money is needed here, and this is %s",
                 program_type_text(checker->program, type));
    present_check(checker, expr, type);
    amount->type = type;
}

static void beyond_check(Checker *checker, Node *beyond)
{
    Facts facts = {0};
    if (!beyond)
        return;
    condition_check(checker, beyond->slot[1], &facts);
    facts_assume(checker, facts.when_true);
    money_amount_check(checker, beyond->slot[0]);
    facts_drop(checker, facts.when_true);
}

static void weight_check(Checker *checker, Node *weight)
{
    if (!weight)
        return;
    Type type = expr_check(checker, weight, TYPE_UNKNOWN, NULL);
    if (!type_is_error(type) && !type_is_number(type))
        diag_add(checker->diags, DIAG_E0222, weight->span,
                 "a number is needed here, and this is %s",
                 program_type_text(checker->program, type));
    present_check(checker, weight, type);
}

/* ---- Plans ---- */

static void quota_item_check(Checker *checker, Node *item)
{
    if (item->kind == AST_QUOTA_COUNTS) {
        Facts facts = {0};
        pattern_check(checker, item->slot[0]);
        NodeList one = {.at = &item->slot[0], .count = item->slot[0] ? 1 : 0};
        checker->event_fields = watches_fields(&one);
        condition_check(checker, item->slot[2], &facts);
        facts_assume(checker, facts.when_true);
        weight_check(checker, item->slot[1]);
        facts_drop(checker, facts.when_true);
        checker->event_fields = NULL;
    } else if (item->kind == AST_QUOTA_REFUND) {
        watches_check(checker, &item->list);
    } else if (item->kind == AST_QUOTA_WARN) {
        actions_check(checker, &item->list);
    } else if (item->kind == AST_BEYOND) {
        beyond_check(checker, item);
    }
}

static void slas_check(Checker *checker, const Node *line)
{
    for (uint32_t i = 0; i < line->list.count; i++) {
        Node *name = line->list.at[i];
        name->symbol = name_resolve(checker, SYMBOL_SLA, name->text, name->span);
    }
}

static void accept_check(Checker *checker, Node *accept)
{
    const Symbol *channel = program_find(checker->program, SYMBOL_FIELD, TEXT("channel"));
    for (uint32_t i = 0; channel && accept->slot[0] && i < accept->slot[0]->list.count; i++)
        word_check(checker, accept->slot[0]->list.at[i], channel->type, "channel");
    condition_check(checker, accept->slot[1], NULL);
}

static void credit_check(Checker *checker, Node *credit)
{
    Node *clock = credit->slot[1];
    money_amount_check(checker, credit->slot[0]);
    if (clock)
        clock->symbol = name_resolve(checker, SYMBOL_CLOCK, clock->text, clock->span);
    money_amount_check(checker, credit->slot[2]);
}

/* `bill 30 USD per hour of work`: of a duration field or of a clock. */
static void bill_check(Checker *checker, Node *bill)
{
    Node *of = bill->slot[1];
    Facts facts = {0};
    Symbol *clock =
        of && of->kind == AST_NAME ? program_find(checker->program, SYMBOL_CLOCK, of->text) : NULL;
    condition_check(checker, bill->slot[3], &facts);
    facts_assume(checker, facts.when_true);
    money_amount_check(checker, bill->slot[0]);
    if (clock && !value_find(checker, of->text))
        of->symbol = clock;
    else if (of)
        value_check(checker, of, type_make(BASE_DURATION), "an hourly price");
    facts_drop(checker, facts.when_true);
}

static void draws_check(Checker *checker, Node *draws)
{
    Node *pack = draws->slot[0];
    if (pack)
        pack->symbol = name_resolve(checker, SYMBOL_PACK, pack->text, pack->span);
    beyond_check(checker, draws->slot[2]);
}

static void plan_item_check(Checker *checker, Node *item)
{
    if (item->kind == AST_PLAN_SLA)
        slas_check(checker, item);
    else if (item->kind == AST_PLAN_CREDIT)
        credit_check(checker, item);
    else if (item->kind == AST_PLAN_BILL)
        bill_check(checker, item);
    else if (item->kind == AST_PLAN_DRAWS)
        draws_check(checker, item);
    else if (item->kind == AST_ACCEPT)
        accept_check(checker, item);
    else if (item->kind == AST_CAPACITY)
        capacity_check(checker, item);
    else if (item->kind == AST_PLAN_FEE)
        money_amount_check(checker, item->slot[0]);
    else if (item->kind == AST_LIMIT)
        beyond_check(checker, item->slot[1]);
    for (uint32_t i = 0; item->kind == AST_QUOTA && i < item->list.count; i++)
        quota_item_check(checker, item->list.at[i]);
    if (item->kind == AST_QUOTA)
        quota_check(checker, item);
    if (item->kind == AST_LIMIT)
        limit_size_check(checker, item);
}

static void pack_item_check(Checker *checker, Node *item)
{
    Facts facts = {0};
    if (item->kind == AST_PACK_PRICE)
        money_amount_check(checker, item->slot[0]);
    if (item->kind == AST_PACK_VALID)
        amount_positive_check(checker, item->slot[0]);
    if (item->kind == AST_QUOTA_REFUND)
        watches_check(checker, &item->list);
    if (item->kind != AST_PACK_DRAW)
        return;
    watches_check(checker, &item->list);
    condition_check(checker, item->slot[1], &facts);
    facts_assume(checker, facts.when_true);
    weight_check(checker, item->slot[0]);
    facts_drop(checker, facts.when_true);
}

static void default_plan_check(Checker *checker, Symbol *symbol)
{
    symbol->plan = name_resolve(checker, SYMBOL_PLAN, symbol->name, symbol->span);
    condition_check(checker, symbol->decl->slot[0], NULL);
}

void check_plans(Checker *checker)
{
    const Program *program = checker->program;
    for (uint32_t i = 0; i < program->plans.count; i++)
        for (uint32_t k = 0; k < program->plans.at[i]->decl->list.count; k++)
            plan_item_check(checker, program->plans.at[i]->decl->list.at[k]);
    for (uint32_t i = 0; i < program->packs.count; i++)
        for (uint32_t k = 0; k < program->packs.at[i]->decl->list.count; k++)
            pack_item_check(checker, program->packs.at[i]->decl->list.at[k]);
    check_contracts(checker);
    for (uint32_t i = 0; i < program->default_plans.count; i++)
        default_plan_check(checker, program->default_plans.at[i]);
}
