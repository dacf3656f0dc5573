/* Prices and lots that make no sense together: tickets beyond a quota that are cheaper than those in it, lots that expire
   before they can be drawn. */
#include "base/money.h"
#include "compiler/analyse_part.h"
#include "compiler/check_expr.h"

typedef struct Price { /* constant, in minor units */
    int64_t amount;
    uint32_t currency;
    bool is_known;
} Price;

static Price price_of(const Node *amount)
{
    Price price = {.is_known = false};
    if (!amount || amount->kind == AST_PERCENT_OF || type_base(amount->type) != BASE_MONEY)
        return price;
    price.currency = type_index(amount->type);
    price.is_known = constant_value(amount, &price.amount);
    return price;
}

static const char *price_text(const Analysis *analysis, int64_t amount, uint32_t currency)
{
    char text[MONEY_TEXT];
    money_print(amount, currency == CURRENCY_ANY ? CURRENCY_NONE : (int32_t)currency, text);
    return arena_format(analysis->arena, "%s", text);
}

static const Node *item_find(const NodeList *items, NodeKind kind)
{
    for (uint32_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == kind)
            return items->at[i];
    return NULL;
}

/* ---- What a ticket of the quota costs at least ---- */

/* How many periods of `inner` one of `outer` touches at most; 0 where `inner` is the longer. */
static int64_t periods_touched(int64_t outer, int64_t inner)
{
    static const int64_t MOST[][5] = {
        [PER_DAY] = {[PER_DAY] = 1},
        [PER_WEEK] = {[PER_DAY] = 7, [PER_WEEK] = 1},
        [PER_MONTH] = {[PER_DAY] = 31, [PER_WEEK] = 6, [PER_MONTH] = 1},
        [PER_QUARTER] = {[PER_DAY] = 92, [PER_WEEK] = 15, [PER_MONTH] = 3, [PER_QUARTER] = 1},
        [PER_YEAR] =
            {[PER_DAY] = 366, [PER_WEEK] = 54, [PER_MONTH] = 12, [PER_QUARTER] = 4, [PER_YEAR] = 1},
    };
    return outer < 0 || inner < 0 ? 0 : MOST[outer][inner];
}

/* How many whole periods of `inner` every one of `outer` holds. */
static int64_t periods_held(int64_t outer, int64_t inner)
{
    int64_t touched = periods_touched(outer, inner);
    if (inner == PER_WEEK && outer != PER_WEEK)
        return touched - 2;
    if (inner == PER_DAY)
        return outer == PER_MONTH     ? 28
               : outer == PER_QUARTER ? 90
               : outer == PER_YEAR    ? 365
                                      : touched;
    return touched;
}

/* What the fee comes to for one ticket of the line, where all of them are used: never more than that. False: unknown. */
static bool ticket_price(const Node *fee, const Node *line, int64_t *out)
{
    int64_t of_fee = fee->slot[1]->number, of_line = line->slot[0]->number;
    int64_t parts = periods_touched(of_fee, of_line), times = periods_held(of_line, of_fee);
    Price price = price_of(fee->slot[0]);
    int64_t tickets, whole;
    if (!price.is_known || !multiply_checked(line->number, parts ? parts : 1, &tickets) ||
        !multiply_checked(price.amount, parts ? 1 : times, &whole) || tickets <= 0)
        return false;
    *out = whole / tickets;
    return true;
}

/* ---- Beyond a quota ---- */

static bool counts_by_weight(const Node *quota)
{
    const Node *counts = item_find(&quota->list, AST_QUOTA_COUNTS);
    return counts && counts->slot[1];
}

/* The quota's line whose tickets are the dearest: the tightest. */
static const Node *line_dearest(const Node *fee, const Node *quota, int64_t *price)
{
    const Node *dearest = NULL;
    for (uint32_t i = 0; i < quota->list.count; i++) {
        const Node *line = quota->list.at[i];
        int64_t one;
        if (line->kind != AST_QUOTA_LINE || !ticket_price(fee, line, &one))
            continue;
        if (dearest && one <= *price)
            continue;
        dearest = line;
        *price = one;
    }
    return dearest;
}

static void cheap_report(Analysis *analysis, const Node *beyond, Price bill, int64_t inside,
                         const Node *because, const char *what)
{
    Diag *diag = diag_add(analysis->diags, DIAG_W0953, beyond->span,
                          "a ticket beyond costs %s, less than the %s that %s",
                          price_text(analysis, bill.amount, bill.currency),
                          price_text(analysis, inside, bill.currency), what);
    diag_relate(analysis->diags, diag, because->span, "of this");
    diag_note(analysis->diags, diag,
              "whoever uses more pays less for it: raise the price beyond, or lower the other");
}

static void quota_analyse(Analysis *analysis, const Symbol *plan, const Node *quota)
{
    const Node *fee = item_find(&plan->decl->list, AST_PLAN_FEE);
    int64_t inside = 0;
    const Node *line = fee && !counts_by_weight(quota) ? line_dearest(fee, quota, &inside) : NULL;
    for (uint32_t i = 0; line && i < quota->list.count; i++) {
        const Node *beyond = quota->list.at[i];
        Price bill = beyond->kind == AST_BEYOND ? price_of(beyond->slot[0]) : (Price){0};
        if (!bill.is_known || bill.currency != price_of(fee->slot[0]).currency ||
            bill.amount >= inside)
            continue;
        cheap_report(analysis, beyond, bill, inside, line, "one in the quota costs with the fee");
        diag_relate(analysis->diags, &analysis->diags->items.at[analysis->diags->items.count - 1],
                    fee->span, "and the fee");
    }
}

/* ---- Packs ---- */

static void draws_price_analyse(Analysis *analysis, const Node *draws)
{
    const Symbol *pack = draws->slot[0]->symbol;
    const Node *beyond = draws->slot[2];
    const Node *line = pack ? item_find(&pack->decl->list, AST_PACK_PRICE) : NULL;
    Price bill = beyond ? price_of(beyond->slot[0]) : (Price){0};
    Price price = line ? price_of(line->slot[0]) : (Price){0};
    if (bill.is_known && price.is_known && bill.currency == price.currency &&
        bill.amount < price.amount)
        cheap_report(analysis, beyond, bill, price.amount, line, "one of the pack costs");
}

/* Tickets that one draw line takes, where that is constant and taken at creation; 0: unknown. */
static int64_t drawn_at_creation(const Node *pack)
{
    int64_t weight, most = 0;
    for (uint32_t i = 0; i < pack->list.count; i++) {
        const Node *draw = pack->list.at[i];
        if (draw->kind != AST_PACK_DRAW)
            continue;
        const Node *pattern = draw->list.count == 1 ? draw->list.at[0]->slot[0] : NULL;
        bool is_creation =
            pattern && pattern->kind == AST_PATTERN_EVENT && text_is(pattern->text, "created");
        if (!is_creation || !constant_value(draw->slot[0], &weight))
            return 0;
        most += weight;
    }
    return most;
}

static int64_t days_most(const Node *amount)
{
    static const int64_t DAYS[] = {
        [UNIT_DAY] = 1, [UNIT_WEEK] = 7, [UNIT_MONTH] = 31, [UNIT_YEAR] = 366};
    if (amount->kind != AST_PERIOD || amount->number2 == UNIT_WORKDAY || amount->number > 10000)
        return 0;
    return amount->number * DAYS[amount->number2];
}

/* How many periods the days touch at most. */
static int64_t periods_of(const Node *per, int64_t days)
{
    static const int64_t SHORTEST[] = {
        [PER_DAY] = 1, [PER_WEEK] = 7, [PER_MONTH] = 28, [PER_QUARTER] = 90, [PER_YEAR] = 365};
    return days / SHORTEST[per->number] + 2;
}

/* Does the quota count every ticket as it is created, and refuse all that it has no room for? */
static bool is_bound(const Node *quota)
{
    const Node *counts = item_find(&quota->list, AST_QUOTA_COUNTS);
    bool refuses = false;
    for (uint32_t i = 0; i < quota->list.count; i++) {
        const Node *beyond = quota->list.at[i];
        refuses |=
            beyond->kind == AST_BEYOND && !beyond->slot[1] && text_is(beyond->text, "reject");
    }
    return refuses && counts && !counts->slot[1] && !counts->slot[2] &&
           counts->slot[0]->kind == AST_PATTERN_EVENT &&
           text_is(counts->slot[0]->text, "created") && !item_find(&quota->list, AST_QUOTA_REFUND);
}

/* What rolls over and what is on trust come on top in each period. */
static int64_t quota_filed(const Node *quota, int64_t days, const Node **limit)
{
    const Node *rollover = item_find(&quota->list, AST_QUOTA_ROLLOVER);
    const Node *overdraft = item_find(&quota->list, AST_QUOTA_OVERDRAFT);
    int64_t more = (rollover ? rollover->number : 0) + (overdraft ? overdraft->number : 0);
    int64_t most = INT64_MAX;
    for (uint32_t i = 0; is_bound(quota) && i < quota->list.count; i++) {
        const Node *line = quota->list.at[i];
        if (line->kind != AST_QUOTA_LINE || line->number > INT32_MAX || more > INT32_MAX)
            continue;
        int64_t filed = (line->number + more) * periods_of(line->slot[0], days);
        if (filed < most)
            *limit = line;
        most = filed < most ? filed : most;
    }
    return most;
}

/* Of a plan that limits how fast tickets come, or how many, so many may be filed in that time. INT64_MAX: any number. */
static int64_t filed_most(const Symbol *plan, int64_t days, const Node **limit)
{
    int64_t most = INT64_MAX;
    for (uint32_t i = 0; i < plan->decl->list.count; i++) {
        const Node *bound = NULL, *quota = plan->decl->list.at[i];
        int64_t filed = quota->kind == AST_QUOTA ? quota_filed(quota, days, &bound) : INT64_MAX;
        if (filed < most)
            *limit = bound;
        most = filed < most ? filed : most;
    }
    for (uint32_t i = 0; i < plan->decl->list.count; i++) {
        const Node *line = plan->decl->list.at[i];
        if (line->kind != AST_LIMIT || !line->slot[1] || line->number > INT32_MAX ||
            text_is(line->slot[1]->text, "bill") || text_is(line->slot[1]->text, "without"))
            continue;
        int64_t filed = line->number * periods_of(line->slot[0], days);
        if (filed < most)
            *limit = line;
        most = filed < most ? filed : most;
    }
    return most;
}

static void lot_analyse(Analysis *analysis, const Symbol *plan, const Node *draws)
{
    const Symbol *pack = draws->slot[0]->symbol;
    const Node *least = pack ? item_find(&pack->decl->list, AST_PACK_PRICE) : NULL;
    const Node *valid = pack ? item_find(&pack->decl->list, AST_PACK_VALID) : NULL;
    int64_t days = valid ? days_most(valid->slot[0]) : 0;
    int64_t weight = pack ? drawn_at_creation(pack->decl) : 0;
    const Node *limit = NULL;
    if (!least || !(least->flags & PRICE_LEAST) || days == 0 || weight <= 0 || weight > INT32_MAX)
        return;
    int64_t filed = filed_most(plan, days, &limit);
    if (!limit || filed > INT32_MAX || filed * weight >= least->number)
        return;
    Diag *diag =
        diag_add(analysis->diags, DIAG_W0951, valid->span,
                 "a lot of `%.*s` holds %lld tickets at least, and in its validity the plan "
                 "`%.*s` lets in %lld",
                 TEXT_ARGS(pack->name), (long long)least->number, TEXT_ARGS(plan->name),
                 (long long)(filed * weight));
    diag_relate(analysis->diags, diag, least->span, "this many are bought");
    diag_relate(analysis->diags, diag, limit->span, "no more are let in than this");
    diag_note(analysis->diags, diag, "the rest expires unused: make it valid longer, or smaller");
}

void analyse_money(Analysis *analysis)
{
    const SymbolList *plans = &analysis->program->plans;
    for (uint32_t i = 0; i < plans->count; i++)
        for (uint32_t k = 0; k < plans->at[i]->decl->list.count; k++) {
            const Node *item = plans->at[i]->decl->list.at[k];
            if (item->kind == AST_QUOTA)
                quota_analyse(analysis, plans->at[i], item);
            if (item->kind != AST_PLAN_DRAWS)
                continue;
            draws_price_analyse(analysis, item);
            lot_analyse(analysis, plans->at[i], item);
        }
}
