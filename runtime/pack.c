#include "runtime/pack.h"

#include "runtime/agenda.h"
#include "runtime/charge.h"
#include "runtime/fee.h"
#include "runtime/feed.h"
#include "runtime/quota.h"

#include <inttypes.h>
#include <stdlib.h>

/* What one account has of one pack. */
typedef struct Holding {
    uint32_t account, pack;
    uint32_t next; /* of the same account, NONE */
    PackLot *lots; /* by (ends, order) */
    uint32_t lots_count, lots_capacity;
    uint32_t owed_first, owed_last; /* draws that wait for the next lot, in order; NONE */
} Holding;

/* Units that a ticket has drawn from one lot, or waits to draw from the next. */
typedef struct Draw {
    uint32_t ticket, holding;
    uint32_t line;    /* into Policy.pack_draws; NONE: an action */
    int64_t order;    /* of the lot; OWED while it waits */
    int64_t count;    /* 0: refunded */
    uint32_t next;    /* of the same ticket, NONE */
    uint32_t waiting; /* the next that is owed, NONE */
} Draw;

/* A ticket that one pack had no room for: it is billed, and draws nothing from it. */
typedef struct Passed {
    uint32_t ticket, pack;
} Passed;

enum { OWED = -1 };

struct Packs {
    Holding *holdings;
    uint32_t holdings_count, holdings_capacity;
    uint32_t *of_account; /* by account: its first holding + 1 */
    uint32_t of_account_count;
    Draw *draws;
    uint32_t draws_count, draws_capacity;
    uint32_t *of_ticket; /* by ticket: its latest draw + 1 */
    uint32_t of_ticket_count;
    Passed *passed; /* by ticket, ascending: tickets are admitted in their order */
    uint32_t passed_count, passed_capacity;
    int64_t lots; /* bought so far: the order of purchase */
};

Packs *packs_new(void)
{
    Packs *packs = calloc(1, sizeof *packs);
    if (!packs)
        abort();
    return packs;
}

void packs_free(Packs *packs)
{
    if (!packs)
        return;
    for (uint32_t i = 0; i < packs->holdings_count; i++)
        free(packs->holdings[i].lots);
    free(packs->holdings);
    free(packs->of_account);
    free(packs->draws);
    free(packs->of_ticket);
    free(packs->passed);
    free(packs);
}

/* ---- Holdings ---- */

/* Makes a table of indices by account or ticket long enough for `index`. */
static uint32_t *index_cover(uint32_t *table, uint32_t *count, uint32_t index)
{
    if (index < *count)
        return table;
    uint32_t size = index < 64 ? 64 : index * 2;
    table = realloc(table, size * sizeof *table);
    if (!table)
        abort();
    for (uint32_t i = *count; i < size; i++)
        table[i] = 0;
    *count = size;
    return table;
}

static Holding *holding_find(const Packs *packs, uint32_t account, uint32_t pack)
{
    uint32_t at = account < packs->of_account_count ? packs->of_account[account] : 0;
    for (uint32_t i = at ? at - 1 : NONE; i != NONE; i = packs->holdings[i].next)
        if (packs->holdings[i].pack == pack)
            return &packs->holdings[i];
    return NULL;
}

static Holding *holding_make(Packs *packs, uint32_t account, uint32_t pack)
{
    Holding *found = holding_find(packs, account, pack);
    if (found)
        return found;
    packs->of_account = index_cover(packs->of_account, &packs->of_account_count, account);
    uint32_t first = packs->of_account[account];
    Holding holding = {.account = account,
                       .pack = pack,
                       .next = first ? first - 1 : NONE,
                       .owed_first = NONE,
                       .owed_last = NONE};
    STATE_PUSH(packs->holdings, packs->holdings_count, packs->holdings_capacity, holding);
    packs->of_account[account] = packs->holdings_count;
    return &packs->holdings[packs->holdings_count - 1];
}

static LedgerKey holding_key(uint32_t account, uint32_t pack)
{
    return (LedgerKey){
        .owner = {.contract = NONE, .account = account}, .book = BOOK_PACK, .of = pack};
}

int64_t pack_balance(const Engine *engine, uint32_t account, uint32_t pack)
{
    LedgerKey key = holding_key(account, pack);
    return ledger_sum(engine->ledger, &key);
}

const PackLot *pack_lots(const Engine *engine, uint32_t account, uint32_t pack, uint32_t *count)
{
    const Holding *holding = holding_find(engine->packs, account, pack);
    *count = holding ? holding->lots_count : 0;
    return holding ? holding->lots : NULL;
}

typedef struct Units { /* an entry of a pack's ledger */
    LedgerKind kind;
    int64_t amount;
    TextId ticket;
    Origin source;
} Units;

static void units_enter(Engine *engine, Instant at, const Holding *holding, Units units)
{
    LedgerKey key = holding_key(holding->account, holding->pack);
    LedgerEntry entry = {.at = at,
                         .amount = units.amount,
                         .ticket = units.ticket,
                         .period = TEXT_NONE,
                         .source = units.source,
                         .kind = units.kind};
    ledger_enter(engine, &key, entry);
}

static PackLot *lot_find(const Holding *holding, int64_t order)
{
    for (uint32_t i = 0; i < holding->lots_count; i++)
        if (holding->lots[i].order == order)
            return &holding->lots[i];
    return NULL;
}

static void lots_show(Engine *engine, const Holding *holding)
{
    for (uint32_t i = 0; i < holding->lots_count; i++) {
        const PackLot *lot = &holding->lots[i];
        LotRow row = {.account = engine->accounts[holding->account].id,
                      .pack = holding->pack,
                      .ends = lot->ends == INSTANT_MAX ? VALUE_ABSENT : lot->ends,
                      .left = lot->left};
        if (row.left)
            engine->sink.lot(engine->sink.context, &row);
    }
}

void pack_finish(Engine *engine)
{
    if (!engine->sink.lot)
        return;
    for (uint32_t account = 0; account < engine->accounts_count; account++)
        for (uint32_t pack = 0; pack < engine->policy->packs_count; pack++) {
            const Holding *holding = holding_find(engine->packs, account, pack);
            if (holding)
                lots_show(engine, holding);
        }
}

/* ---- Purchases ---- */

/* The plan whose calendar is at hand for a purchase (T8): the account's if it draws on the pack, else the first that does. */
static uint32_t plan_for(Engine *engine, uint32_t account, uint32_t pack, Instant at)
{
    const Policy *policy = engine->policy;
    uint32_t own = account_plan(engine, account, at), first = NONE;
    for (uint32_t i = policy->plans_count; i-- > 0;)
        for (uint32_t k = 0; k < policy->plans[i].draws_count; k++)
            if (policy->draws_on[policy->plans[i].draws_first + k].pack == pack)
                first = i == own || first != own || own == NONE ? i : first;
    return first;
}

/* The end of a validity that begins at `at`: the same wall-clock time (T6); hours are elapsed time. */
static Instant lot_end(Engine *engine, uint32_t account, uint32_t pack, Instant at)
{
    Amount valid = engine->policy->packs[pack].valid;
    uint32_t plan = plan_for(engine, account, pack, at);
    Moment moment = moment_of_account(engine, account, at);
    const Calendar *calendar =
        plan == NONE ? engine->policy->calendars[engine->always] : plan_calendar(&moment, plan);
    Instant end = at;
    if (!valid.count)
        return INSTANT_MAX;
    if (valid.unit == UNIT_MS)
        return at + valid.count;
    if (calendar_step(calendar, at, valid, &end))
        return end;
    engine_fault(engine);
    return INSTANT_MAX;
}

/* By end, then by purchase: behind all that end at or before it. */
static void lot_add(Holding *holding, PackLot lot)
{
    STATE_PUSH(holding->lots, holding->lots_count, holding->lots_capacity, lot);
    uint32_t i = holding->lots_count - 1;
    for (; i && holding->lots[i - 1].ends > lot.ends; i--)
        holding->lots[i] = holding->lots[i - 1];
    holding->lots[i] = lot;
}

/* What is owed is paid first; the balance has it already, so there is no entry. */
static void owed_pay(Packs *packs, Holding *holding, PackLot *lot)
{
    while (holding->owed_first != NONE && lot->left) {
        Draw *draw = &packs->draws[holding->owed_first];
        if (draw->count > lot->left) {
            Draw rest = *draw; /* a part of it: the rest goes on waiting, as a draw of its own */
            rest.count -= lot->left;
            draw->count = lot->left;
            rest.next = packs->of_ticket[draw->ticket] ? packs->of_ticket[draw->ticket] - 1 : NONE;
            packs->of_ticket[draw->ticket] = packs->draws_count + 1;
            draw->waiting = packs->draws_count;
            if (holding->owed_last == holding->owed_first)
                holding->owed_last = packs->draws_count;
            uint32_t at = holding->owed_first;
            STATE_PUSH(packs->draws, packs->draws_count, packs->draws_capacity, rest);
            draw = &packs->draws[at];
        }
        draw->order = lot->order;
        lot->left -= draw->count;
        holding->owed_first = draw->waiting;
        draw->waiting = NONE;
    }
    if (holding->owed_first == NONE)
        holding->owed_last = NONE;
}

static void price_bill(Engine *engine, const Holding *holding, int64_t quantity, Instant at)
{
    const PackDef *def = &engine->policy->packs[holding->pack];
    LedgerOwner owner = {.contract = NONE, .account = holding->account};
    Moment moment = moment_of_account(engine, holding->account, at);
    int64_t each, price;
    if (!charge_amount(&moment, owner, NONE, &def->price, &each) || !each)
        return;
    if (!multiply_checked(each, quantity, &price)) {
        engine_fault(engine);
        return;
    }
    MoneyEntry entry = {.owner = owner,
                        .kind = LEDGER_BILL,
                        .currency = def->price.currency,
                        .amount = price,
                        .period = TEXT_NONE,
                        .source = def->origin};
    money_enter(engine, at, &entry);
}

const char *pack_buy(Engine *engine, const Record *record)
{
    const Policy *policy = engine->policy;
    const PackDef *def = &policy->packs[record->event];
    int64_t least = def->least > 1 ? def->least : 1, price;
    Text name = policy_text(policy, def->name);
    if (record->account == TEXT_NONE)
        return refuse(engine, "the record names no account");
    if (record->quantity < least)
        return refuse(engine,
                      "the pack %.*s is sold from %" PRId64 " tickets on, and this is %" PRId64,
                      TEXT_ARGS(name), least, record->quantity);
    if (def->price.amount.code == NONE &&
        !multiply_checked(def->price.amount.value, record->quantity, &price))
        return refuse(engine, "%" PRId64 " tickets of the pack %.*s cost more than can be held",
                      record->quantity, TEXT_ARGS(name));
    uint32_t account = account_find(engine, record->account);
    if (account == NONE)
        account = account_new(engine, record->account);
    fee_account(engine, account);
    Holding *holding = holding_make(engine->packs, account, record->event);
    PackLot lot = {.bought = record->at,
                   .ends = lot_end(engine, account, record->event, record->at),
                   .quantity = record->quantity,
                   .left = record->quantity,
                   .order = engine->packs->lots++};
    units_enter(engine, record->at, holding,
                (Units){LEDGER_BUY, record->quantity, TEXT_NONE, def->origin});
    price_bill(engine, holding, record->quantity, record->at);
    owed_pay(engine->packs, holding, &lot);
    lot_add(holding, lot);
    if (lot.ends != INSTANT_MAX)
        agenda_add(engine, lot.ends, AGENDA_PACK_END, (uint32_t)(holding - engine->packs->holdings),
                   (uint32_t)lot.order);
    return NULL;
}

void pack_end_due(Engine *engine, Instant at, uint32_t index, uint32_t order)
{
    const Holding *holding = &engine->packs->holdings[index];
    PackLot *lot = lot_find(holding, order);
    Units units = {LEDGER_EXPIRE, -lot->left, TEXT_NONE,
                   engine->policy->packs[holding->pack].origin};
    lot->left = 0;
    lot->has_expired = true;
    if (units.amount)
        units_enter(engine, at, holding, units);
}

/* ---- Draws ---- */

/* The holding is found anew at each use: a purchase may move it. */
static void draw_keep(Packs *packs, Draw draw)
{
    packs->of_ticket = index_cover(packs->of_ticket, &packs->of_ticket_count, draw.ticket);
    uint32_t latest = packs->of_ticket[draw.ticket];
    draw.next = latest ? latest - 1 : NONE;
    draw.waiting = NONE;
    STATE_PUSH(packs->draws, packs->draws_count, packs->draws_capacity, draw);
    packs->of_ticket[draw.ticket] = packs->draws_count;
    if (draw.order != OWED)
        return;
    Holding *holding = &packs->holdings[draw.holding];
    if (holding->owed_last != NONE)
        packs->draws[holding->owed_last].waiting = packs->draws_count - 1;
    else
        holding->owed_first = packs->draws_count - 1;
    holding->owed_last = packs->draws_count - 1;
}

/* Takes `count` from the lots in order, with an entry each; what is missing is owed. `draw` says for whom. */
static void take(Moment *moment, Draw draw, int64_t count, Origin source)
{
    Engine *engine = moment->engine;
    Holding *holding = &engine->packs->holdings[draw.holding];
    for (uint32_t i = 0; i < holding->lots_count && count; i++) {
        PackLot *lot = &holding->lots[i];
        draw.count = lot->left < count ? lot->left : count;
        draw.order = lot->order;
        if (!draw.count)
            continue;
        lot->left -= draw.count;
        count -= draw.count;
        units_enter(engine, moment->at, holding,
                    (Units){LEDGER_DRAW, -draw.count, moment->ticket->id, source});
        draw_keep(engine->packs, draw);
    }
    if (!count)
        return;
    draw.count = count;
    draw.order = OWED;
    units_enter(engine, moment->at, holding,
                (Units){LEDGER_OWE, -count, moment->ticket->id, source});
    draw_keep(engine->packs, draw);
}

static void draw_from(Moment *moment, uint32_t pack, uint32_t line, int64_t count, Origin source)
{
    Packs *packs = moment->engine->packs;
    if (moment->ticket->account == NONE)
        return; /* nobody's ticket: there is no account whose lots could be meant */
    Holding *holding = holding_make(packs, moment->ticket->account, pack);
    Draw draw = {.ticket = moment->ticket->index,
                 .holding = (uint32_t)(holding - packs->holdings),
                 .line = line};
    take(moment, draw, count, source);
}

static bool has_drawn(const Packs *packs, const Ticket *ticket, uint32_t line)
{
    uint32_t at = ticket->index < packs->of_ticket_count ? packs->of_ticket[ticket->index] : 0;
    for (uint32_t i = at ? at - 1 : NONE; i != NONE; i = packs->draws[i].next)
        if (packs->draws[i].line == line && packs->draws[i].count)
            return true;
    return false;
}

static bool has_passed(const Packs *packs, const Ticket *ticket, uint32_t pack)
{
    uint32_t low = 0, high = packs->passed_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (packs->passed[middle].ticket < ticket->index)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < packs->passed_count && packs->passed[low].ticket == ticket->index; low++)
        if (packs->passed[low].pack == pack)
            return true;
    return false;
}

static void line_commit(Moment *moment, uint32_t pack, uint32_t index)
{
    const PackDraw *line = &moment->engine->policy->pack_draws[index];
    plan_at_hand(moment, moment->ticket->plan);
    if (!moment_test(moment, line->on, false) || !moment_test(moment, line->when, true) ||
        has_drawn(moment->engine->packs, moment->ticket, index))
        return;
    Value count = moment_value(moment, line->weight);
    if (count != VALUE_ABSENT && count > 0)
        draw_from(moment, pack, index, count, line->origin);
}

/* ---- Refunds ---- */

static void owed_drop(Packs *packs, Holding *holding, uint32_t index)
{
    uint32_t *link = &holding->owed_first, before = NONE;
    while (*link != index) {
        before = *link;
        link = &packs->draws[*link].waiting;
    }
    *link = packs->draws[index].waiting;
    if (holding->owed_last == index)
        holding->owed_last = before;
}

/* Back to its lot, unless that has expired; what is still owed is owed no more (L4). */
static void draw_refund(Moment *moment, uint32_t index)
{
    Engine *engine = moment->engine;
    Draw *draw = &engine->packs->draws[index];
    Holding *holding = &engine->packs->holdings[draw->holding];
    PackLot *lot = draw->order == OWED ? NULL : lot_find(holding, draw->order);
    int64_t count = draw->count;
    draw->count = 0;
    if (lot && lot->has_expired)
        return;
    if (lot)
        lot->left += count;
    else
        owed_drop(engine->packs, holding, index);
    units_enter(engine, moment->at, holding,
                (Units){LEDGER_REFUND, count, moment->ticket->id,
                        engine->policy->packs[holding->pack].origin});
}

static void refund_commit(Moment *moment)
{
    Packs *packs = moment->engine->packs;
    uint32_t index = moment->ticket->index;
    uint32_t at = index < packs->of_ticket_count ? packs->of_ticket[index] : 0;
    for (uint32_t i = at ? at - 1 : NONE; i != NONE; i = packs->draws[i].next) {
        uint32_t pack = packs->holdings[packs->draws[i].holding].pack;
        plan_at_hand(moment, moment->ticket->plan);
        if (packs->draws[i].count &&
            moment_test(moment, moment->engine->policy->packs[pack].refund, false))
            draw_refund(moment, i);
    }
}

/* ---- Hooks ---- */

void pack_commit(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    const Ticket *ticket = moment->ticket;
    if (!policy->packs_count)
        return;
    refund_commit(moment);
    if (!ticket->is_covered || ticket->is_cancelled)
        return;
    const PlanDef *plan = &policy->plans[ticket->plan];
    for (uint32_t i = 0; i < plan->draws_count; i++) {
        uint32_t pack = policy->draws_on[plan->draws_first + i].pack;
        const PackDef *def = &policy->packs[pack];
        if (has_passed(moment->engine->packs, ticket, pack))
            continue;
        for (uint32_t k = 0; k < def->draws_count; k++)
            line_commit(moment, pack, def->draws_first + k);
    }
}

/* Could one of its draw lines take from the pack, as the ticket is now? */
static bool could_draw(Moment *moment, uint32_t pack)
{
    const PackDef *def = &moment->engine->policy->packs[pack];
    plan_at_hand(moment, moment->ticket->plan);
    for (uint32_t i = 0; i < def->draws_count; i++)
        if (moment_test(moment, moment->engine->policy->pack_draws[def->draws_first + i].when,
                        true))
            return true;
    return false;
}

/* Does the plan's line find less than one ticket, its overdraft included, where it may need one? */
static bool is_lacking(Moment *moment, const DrawsOn *draws)
{
    uint32_t account = moment->ticket->account;
    int64_t balance = account == NONE ? 0 : pack_balance(moment->engine, account, draws->pack);
    return balance < 1 - draws->overdraft && could_draw(moment, draws->pack);
}

bool pack_admits(Moment *moment, Origin *refused_by)
{
    const Policy *policy = moment->engine->policy;
    const PlanDef *plan = &policy->plans[moment->ticket->plan];
    for (uint32_t i = 0; i < plan->draws_count; i++) {
        const DrawsOn *draws = &policy->draws_on[plan->draws_first + i];
        const BeyondDef *beyond = draws->beyond == NONE ? NULL : &policy->beyonds[draws->beyond];
        if (!is_lacking(moment, draws))
            continue;
        plan_at_hand(moment, moment->ticket->plan);
        bool lets_in =
            beyond && beyond->kind != BEYOND_REJECT && moment_test(moment, beyond->when, true);
        *refused_by = beyond ? beyond->origin : draws->origin;
        if (!lets_in)
            return false;
    }
    return true;
}

void pack_admit(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    const PlanDef *plan = &policy->plans[moment->ticket->plan];
    for (uint32_t i = 0; i < plan->draws_count; i++) {
        const DrawsOn *draws = &policy->draws_on[plan->draws_first + i];
        Passed passed = {.ticket = moment->ticket->index, .pack = draws->pack};
        Packs *packs = moment->engine->packs;
        if (!is_lacking(moment, draws) || draws->beyond == NONE)
            continue;
        beyond_apply(moment, draws->beyond, 1, draws->origin);
        if (policy->beyonds[draws->beyond].kind == BEYOND_BILL)
            STATE_PUSH(packs->passed, packs->passed_count, packs->passed_capacity, passed);
    }
}

void pack_act(Moment *moment, const ActionDef *action, Value count)
{
    const Policy *policy = moment->engine->policy;
    uint32_t plan = moment->ticket->plan;
    if (plan == NONE || !policy->plans[plan].draws_count || count == VALUE_ABSENT || count <= 0)
        return;
    const DrawsOn *draws = &policy->draws_on[policy->plans[plan].draws_first];
    draw_from(moment, draws->pack, NONE, count, action->origin);
}
