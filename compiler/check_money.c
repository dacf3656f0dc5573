/* Money: what fees, credits, bills, packs and objectives must say to mean an amount (semantics.md L4-L6). Runs after the
   plans, SLAs and rules are typed, over nodes that are. */
#include "compiler/check_part.h"

#include "runtime/value.h"

#include "base/money.h"

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

static const Node *whole_of(const Node *amount)
{
    return amount->kind == AST_PERCENT_OF ? amount->slot[1] : amount;
}

/* `fee`, `5% of fee`: the plan's, unless the policy has a field of that name. */
static bool is_of_fee(const Node *amount)
{
    const Node *whole = amount ? whole_of(amount) : NULL;
    return whole && whole->kind == AST_NAME && !whole->symbol && text_is(whole->text, "fee");
}

static const Node *item_find(const NodeList *items, NodeKind kind, uint32_t nth)
{
    for (uint32_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == kind && nth-- == 0)
            return items->at[i];
    return NULL;
}

static const Node *fee_of(const Symbol *plan)
{
    return plan ? item_find(&plan->decl->list, AST_PLAN_FEE, 0) : NULL;
}

/* ---- Amounts ---- */

/* Money and whole numbers, added and multiplied: what constant_value knows if it can be held. */
static bool is_whole_constant(const Node *node)
{
    switch ((int)node->kind) {
    case AST_MONEY:
    case AST_INTEGER: return true;
    case AST_NEGATE: return is_whole_constant(node->slot[0]);
    case AST_ADD:
    case AST_SUBTRACT:
    case AST_MULTIPLY: return is_whole_constant(node->slot[0]) && is_whole_constant(node->slot[1]);
    }
    return false;
}

/* An amount that a ledger can hold: in a known currency, not below zero, a share of one fee that there is. */
static void amount_check(Checker *checker, const Node *amount, const Symbol *plan)
{
    int64_t value;
    if (!amount)
        return;
    const Node *second = plan ? item_find(&plan->decl->list, AST_PLAN_FEE, 1) : NULL;
    if (is_of_fee(amount) && plan && !fee_of(plan)) {
        Diag *diag = diag_add(checker->diags, DIAG_E0556, amount->span,
                              "the plan `%.*s` has no fee of which this could be a part",
                              TEXT_ARGS(plan->name));
        diag_relate(checker->diags, diag, plan->span, "this plan");
        diag_note(checker->diags, diag,
                  "say what it costs, `fee 500 USD per month`, or an amount here");
    } else if (is_of_fee(amount) && second) {
        Diag *diag = diag_add(checker->diags, DIAG_E0556, amount->span,
                              "the plan `%.*s` has several fees, and this does not say of which",
                              TEXT_ARGS(plan->name));
        diag_relate(checker->diags, diag, second->span, "the second is here");
        diag_note(checker->diags, diag, "write an amount");
    }
    if (is_of_fee(amount))
        return;
    const Node *whole = whole_of(amount);
    if (type_base(whole->type) == BASE_MONEY && type_index(whole->type) == CURRENCY_ANY)
        diag_note(checker->diags,
                  diag_add(checker->diags, DIAG_E0570, whole->span,
                           "nothing says in which currency this is"),
                  "name the policy's: `currency EUR`");
    if (is_whole_constant(whole) && !constant_value(whole, &value))
        diag_add(checker->diags, DIAG_E0572, whole->span, "this amount is larger than can be held");
    else if (constant_value(whole, &value) && value < 0)
        diag_add(checker->diags, DIAG_E0553, whole->span, "an amount is not below zero");
}

/* The currency of an amount under the plan; CURRENCY_ANY where it is not known. */
static uint32_t currency_of(const Node *amount, const Symbol *plan)
{
    const Node *fee = is_of_fee(amount) ? fee_of(plan) : NULL;
    const Node *whole = whole_of(fee ? fee->slot[0] : amount);
    return type_base(whole->type) == BASE_MONEY ? type_index(whole->type) : CURRENCY_ANY;
}

/* ---- Fees ---- */

/* The first field of the ticket that the expression reads, through definitions, or NULL. */
static const Symbol *ticket_field(const Node *node)
{
    const Symbol *symbol = node ? node->symbol : NULL;
    if (!node)
        return NULL;
    bool is_value = node->kind == AST_NAME || node->kind == AST_MEMBER;
    if (is_value && symbol && symbol->kind == SYMBOL_FIELD)
        return symbol;
    if (is_value && symbol && (symbol->kind == SYMBOL_DEFINE || symbol->kind == SYMBOL_ASSESS))
        return ticket_field(symbol->body);
    const Symbol *found = NULL;
    for (int i = 0; i < NODE_SLOTS && !found; i++)
        found = ticket_field(node->slot[i]);
    for (uint32_t i = 0; i < node->list.count && !found; i++)
        found = ticket_field(node->list.at[i]);
    return found;
}

static void fee_check(Checker *checker, const Node *fee, const Symbol *plan)
{
    if (is_of_fee(fee->slot[0])) {
        diag_add(checker->diags, DIAG_E0557, fee->slot[0]->span, "a fee is no part of itself");
        return;
    }
    amount_check(checker, fee->slot[0], plan);
    const Symbol *field = ticket_field(fee->slot[0]);
    if (!field)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0558, fee->slot[0]->span,
                          "a fee is due without any ticket, so it cannot read `%.*s`",
                          TEXT_ARGS(field->name));
    diag_relate(checker->diags, diag, field->span, "a field of the ticket");
}

/* ---- Credits ---- */

static void share_check(Checker *checker, const Node *amount)
{
    if (amount->kind == AST_PERCENT_OF && amount->slot[0]->number > DECIMAL_ONE)
        diag_add(checker->diags, DIAG_E0554, amount->slot[0]->span,
                 "a credit gives back more than the whole");
}

/* Two amounts that can be compared before any fee is known: shares of one fee, or constants of one currency. */
static bool is_less(const Node *a, const Node *b)
{
    int64_t left, right;
    if (is_of_fee(a) && is_of_fee(b)) {
        left = a->kind == AST_PERCENT_OF ? a->slot[0]->number : DECIMAL_ONE;
        right = b->kind == AST_PERCENT_OF ? b->slot[0]->number : DECIMAL_ONE;
        return left < right;
    }
    return constant_value(a, &left) && constant_value(b, &right) && a->type == b->type &&
           left < right;
}

static void credit_check(Checker *checker, const Node *credit, const Symbol *plan)
{
    const Node *each = credit->slot[0], *cap = credit->slot[2];
    amount_check(checker, each, plan);
    amount_check(checker, cap, plan);
    share_check(checker, each);
    if (!cap)
        return;
    uint32_t one = currency_of(each, plan), other = currency_of(cap, plan);
    if (one != other && one != CURRENCY_ANY && other != CURRENCY_ANY) {
        Diag *diag =
            diag_add(checker->diags, DIAG_E0560, cap->span, "credits in %s cannot be capped in %s",
                     currency_code((int32_t)one), currency_code((int32_t)other));
        diag_relate(checker->diags, diag, each->span, "each is this");
    } else if (is_less(cap, each)) {
        Diag *diag = diag_add(checker->diags, DIAG_E0555, cap->span,
                              "the cap is below a single credit, which could never be given whole");
        diag_relate(checker->diags, diag, each->span, "each is this");
    }
}

/* ---- Hours ---- */

static void bill_check(Checker *checker, const Node *bill, const Symbol *plan)
{
    const Node *of = bill->slot[1], *rounding = bill->slot[2];
    const Symbol *symbol = of ? of->symbol : NULL;
    amount_check(checker, bill->slot[0], plan);
    if (!text_is(bill->text, "hour"))
        diag_note(checker->diags,
                  diag_add(checker->diags, DIAG_E0559, bill->span,
                           "time is billed per hour, not per `%.*s`", TEXT_ARGS(bill->text)),
                  "write `per hour of work`");
    if (symbol && symbol->kind != SYMBOL_FIELD && symbol->kind != SYMBOL_CLOCK)
        diag_add(checker->diags, DIAG_E0561, of->span,
                 "what is billed is a duration of the ticket or a clock, and `%.*s` is %s",
                 TEXT_ARGS(symbol->name), symbol_kind_word(symbol->kind));
    if (rounding && rounding->number <= 0)
        diag_add(checker->diags, DIAG_E0562, rounding->span,
                 "time is rounded up to a length above zero");
}

/* ---- Packs ---- */

static void draws_check(Checker *checker, const Node *draws, const Symbol *plan)
{
    const Node *beyond = draws->slot[2];
    const NodeList *items = &plan->decl->list;
    for (uint32_t i = 0; i < items->count && items->at[i] != draws; i++) {
        const Node *other = items->at[i];
        if (other->kind != AST_PLAN_DRAWS || !draws->slot[0]->symbol ||
            other->slot[0]->symbol != draws->slot[0]->symbol)
            continue;
        Diag *diag = diag_add(checker->diags, DIAG_E0563, draws->span,
                              "the plan draws on `%.*s` twice", TEXT_ARGS(draws->slot[0]->text));
        diag_relate(checker->diags, diag, other->span, "the first is here");
    }
    if (beyond && text_is(beyond->text, "defer"))
        diag_note(checker->diags,
                  diag_add(checker->diags, DIAG_E0564, beyond->span,
                           "a pack holds no more tomorrow, so a ticket cannot be deferred"),
                  "`beyond reject`, `beyond bill 350 UAH per ticket` or `beyond without sla`");
    amount_check(checker, beyond ? beyond->slot[0] : NULL, plan);
}

static void pack_line_check(Checker *checker, const Node *item)
{
    int64_t weight;
    if (item->kind == AST_PACK_PRICE) {
        amount_check(checker, item->slot[0], NULL);
        if (item->flags & PRICE_LEAST && item->number == 0)
            diag_add(checker->diags, DIAG_E0550, item->span, "a pack of no tickets is no pack");
    }
    if (item->kind == AST_PACK_DRAW && type_base(item->slot[0]->type) == BASE_DECIMAL)
        diag_add(checker->diags, DIAG_E0222, item->slot[0]->span,
                 "a draw takes whole tickets, and this is a decimal");
    if (item->kind == AST_PACK_DRAW && constant_value(item->slot[0], &weight) && weight <= 0)
        diag_add(checker->diags, DIAG_E0550, item->slot[0]->span,
                 "a draw of no tickets takes nothing; leave the line out");
}

static void once_check(Checker *checker, const Symbol *pack, NodeKind kind, const char *what)
{
    const Node *second = item_find(&pack->decl->list, kind, 1);
    if (!second)
        return;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0552, second->span, "the pack has %s already", what);
    diag_relate(checker->diags, diag, item_find(&pack->decl->list, kind, 0)->span,
                "the first is here");
}

static bool is_drawn_on(const Checker *checker, const Symbol *pack)
{
    const SymbolList *plans = &checker->program->plans;
    for (uint32_t i = 0; i < plans->count; i++)
        for (uint32_t k = 0; k < plans->at[i]->decl->list.count; k++) {
            const Node *item = plans->at[i]->decl->list.at[k];
            if (item->kind == AST_PLAN_DRAWS && (!pack || item->slot[0]->symbol == pack))
                return true;
        }
    return false;
}

static void pack_check(Checker *checker, const Symbol *pack)
{
    const NodeList *items = &pack->decl->list;
    const char *missing = !item_find(items, AST_PACK_PRICE, 0)  ? "price, `350 UAH per ticket`"
                          : !item_find(items, AST_PACK_DRAW, 0) ? "draw line, `draw 1 on closed`"
                                                                : NULL;
    if (missing)
        diag_add(checker->diags, DIAG_E0551, pack->span, "the pack `%.*s` has no %s",
                 TEXT_ARGS(pack->name), missing);
    once_check(checker, pack, AST_PACK_PRICE, "a price");
    once_check(checker, pack, AST_PACK_VALID, "a validity");
    once_check(checker, pack, AST_QUOTA_REFUND, "a line of refunds");
    for (uint32_t i = 0; i < items->count; i++)
        pack_line_check(checker, items->at[i]);
    if (!is_drawn_on(checker, pack))
        diag_note(checker->diags,
                  diag_add(checker->diags, DIAG_W0571, pack->span,
                           "no plan draws on the pack `%.*s`", TEXT_ARGS(pack->name)),
                  "a plan's line: `draws on %.*s`", TEXT_ARGS(pack->name));
}

/* ---- Plans ---- */

static void quota_amounts_check(Checker *checker, const Node *quota, const Symbol *plan)
{
    for (uint32_t i = 0; i < quota->list.count; i++)
        if (quota->list.at[i]->kind == AST_BEYOND)
            amount_check(checker, quota->list.at[i]->slot[0], plan);
}

static void plan_item_check(Checker *checker, const Node *item, const Symbol *plan)
{
    switch ((int)item->kind) {
    case AST_PLAN_FEE: fee_check(checker, item, plan); break;
    case AST_PLAN_CREDIT: credit_check(checker, item, plan); break;
    case AST_PLAN_BILL: bill_check(checker, item, plan); break;
    case AST_PLAN_DRAWS: draws_check(checker, item, plan); break;
    case AST_QUOTA: quota_amounts_check(checker, item, plan); break;
    case AST_LIMIT: amount_check(checker, item->slot[1]->slot[0], plan); break;
    }
}

/* ---- Objectives ---- */

static bool has_target(const NodeList *items, const Symbol *clock);

static bool names_clock(const Node *item, const Symbol *clock)
{
    if (item->kind == AST_TARGET)
        return item->symbol == clock;
    if (item->kind == AST_EXCEPT)
        return has_target(&item->list, clock);
    if (item->kind != AST_TARGETS || !item->slot[0] || !item->slot[0]->slot[0])
        return false;
    const NodeList *columns = &item->slot[0]->slot[0]->list;
    for (uint32_t i = 0; i < columns->count; i++)
        if (columns->at[i]->symbol == clock)
            return true;
    return false;
}

static bool has_target(const NodeList *items, const Symbol *clock)
{
    for (uint32_t i = 0; i < items->count; i++)
        if (names_clock(items->at[i], clock))
            return true;
    return false;
}

static void objective_share_check(Checker *checker, const Node *share, const Symbol *sla)
{
    const Symbol *clock = share->slot[1]->symbol;
    if (share->slot[0]->number <= 0 || share->slot[0]->number > DECIMAL_ONE)
        diag_add(checker->diags, DIAG_E0566, share->slot[0]->span,
                 "an objective is a share above 0%% and up to 100%%");
    if (!clock || has_target(&sla->decl->list, clock))
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0565, share->slot[1]->span,
                          "`%.*s` has no target in the SLA `%.*s`, so there is nothing to count",
                          TEXT_ARGS(clock->name), TEXT_ARGS(sla->name));
    diag_note(checker->diags, diag, "give it one: `%.*s within 4h`", TEXT_ARGS(clock->name));
}

/* A credit of the fee needs one in every plan that holds the SLA. */
static void objective_credit_check(Checker *checker, const Node *credit, const Symbol *sla)
{
    const SymbolList *plans = &checker->program->plans;
    share_check(checker, credit->slot[0]);
    amount_check(checker, credit->slot[0], NULL);
    for (uint32_t i = 0; is_of_fee(credit->slot[0]) && i < plans->count; i++)
        for (uint32_t k = 0; k < plans->at[i]->decl->list.count; k++) {
            const Node *line = plans->at[i]->decl->list.at[k];
            for (uint32_t n = 0; line->kind == AST_PLAN_SLA && n < line->list.count; n++)
                if (line->list.at[n]->symbol == sla)
                    amount_check(checker, credit->slot[0], plans->at[i]);
        }
}

static void objective_check(Checker *checker, const Node *objective, const Symbol *sla)
{
    const Node *share = item_find(&objective->list, AST_OBJECTIVE_SHARE, 0);
    const Node *again = item_find(&objective->list, AST_OBJECTIVE_SHARE, 1);
    const Node *least = item_find(&objective->list, AST_OBJECTIVE_LEAST, 0);
    const Node *credit = item_find(&objective->list, AST_OBJECTIVE_CREDIT, 0);
    if (!share || again)
        diag_add(checker->diags, DIAG_E0566, again ? again->span : name_span_of(objective),
                 "an objective has one share, `95%% of resolve per month`");
    if (share)
        objective_share_check(checker, share, sla);
    if (least && least->number == 0)
        diag_add(checker->diags, DIAG_E0566, least->span, "at least no tickets says nothing");
    if (credit)
        objective_credit_check(checker, credit, sla);
}

static void objectives_check(Checker *checker, const NodeList *items, const Symbol *sla,
                             bool is_inner)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        if (item->kind == AST_EXCEPT)
            objectives_check(checker, &item->list, sla, true);
        if (item->kind == AST_OBJECTIVE && is_inner)
            diag_add(checker->diags, DIAG_E0567, name_span_of(item),
                     "an objective counts all tickets of an SLA, so it stands in the SLA itself");
        else if (item->kind == AST_OBJECTIVE)
            objective_check(checker, item, sla);
    }
}

/* ---- Actions ---- */

static bool has_fee(const Checker *checker)
{
    for (uint32_t i = 0; i < checker->program->plans.count; i++)
        if (fee_of(checker->program->plans.at[i]))
            return true;
    return false;
}

static void money_action_check(Checker *checker, const Node *action, bool has_ticket)
{
    bool is_money = action->kind == AST_BILL || action->kind == AST_CREDIT;
    if (!is_money && action->kind != AST_DRAW)
        return;
    if (!has_ticket)
        diag_add(checker->diags, DIAG_E0569, action->span,
                 "there is no ticket here that could be charged");
    else if (action->kind == AST_DRAW && type_base(action->slot[0]->type) == BASE_INTEGER &&
             !is_drawn_on(checker, NULL))
        diag_add(checker->diags, DIAG_E0568, action->span,
                 "no plan draws on a pack, so there is nothing to draw from");
    else if (is_money && is_of_fee(action->slot[0]) && !has_fee(checker))
        diag_add(checker->diags, DIAG_E0556, action->slot[0]->span,
                 "no plan has a fee of which this could be a part");
    if (action->kind == AST_CREDIT)
        share_check(checker, action->slot[0]);
    if (is_money)
        amount_check(checker, action->slot[0], NULL);
}

/* Actions wherever they stand; those of warnings and reminders have no ticket. */
static void actions_find(Checker *checker, const Node *node, bool has_ticket)
{
    has_ticket &= node->kind != AST_QUOTA_WARN && node->kind != AST_CONTRACT_REMIND;
    money_action_check(checker, node, has_ticket);
    for (uint32_t i = 0; i < node->list.count; i++)
        actions_find(checker, node->list.at[i], has_ticket);
}

static void all_actions(Checker *checker, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++)
        actions_find(checker, symbols->at[i]->decl, true);
}

void check_money(Checker *checker)
{
    const Program *program = checker->program;
    for (uint32_t i = 0; i < program->plans.count; i++)
        for (uint32_t k = 0; k < program->plans.at[i]->decl->list.count; k++)
            plan_item_check(checker, program->plans.at[i]->decl->list.at[k], program->plans.at[i]);
    for (uint32_t i = 0; i < program->packs.count; i++)
        pack_check(checker, program->packs.at[i]);
    for (uint32_t i = 0; i < program->slas.count; i++)
        objectives_check(checker, &program->slas.at[i]->decl->list, program->slas.at[i], false);
    for (uint32_t i = 0; i < program->contracts.count; i++)
        for (uint32_t k = 0; k < program->contracts.at[i]->decl->list.count; k++)
            if (program->contracts.at[i]->decl->list.at[k]->kind == AST_CONTRACT_OVERRIDE)
                objectives_check(checker, &program->contracts.at[i]->decl->list.at[k]->list, NULL,
                                 true);
    all_actions(checker, &program->slas);
    all_actions(checker, &program->plans);
    all_actions(checker, &program->contracts);
    all_actions(checker, &program->rules);
}
