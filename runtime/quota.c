#include "runtime/quota.h"

#include "runtime/charge.h"

/* ---- Periods ---- */

/* One line of a quota in one period of one owner. */
typedef struct LinePeriod {
    const QuotaDef *def;
    const QuotaLine *line;
    const Zone *zone;
    LedgerKey key;
    PeriodSpan span;
} LinePeriod;

static LinePeriod line_period(Engine *engine, const QuotaAsk *ask, uint32_t index)
{
    const QuotaDef *def = &engine->policy->quotas[ask->quota];
    LinePeriod period = {.def = def, .zone = ask->zone};
    period.line = &engine->policy->quota_lines[def->lines_first + index];
    period.key = (LedgerKey){.owner = ask->owner, .book = BOOK_QUOTA, .of = ask->quota};
    period.key.line = def->lines_first + index;
    period.span = ledger_period(engine, period.line->period, ask->zone, ask->at, ask->owner);
    period.key.period = period.span.start;
    return period;
}

static LinePeriod period_previous(const Engine *engine, const LinePeriod *period)
{
    LinePeriod previous = *period;
    previous.span = period_before(period->line->period, period->zone, &period->span,
                                  owner_start(engine, period->key.owner));
    previous.key.period = previous.span.start;
    return previous;
}

/* ---- Rollover ---- */

/* Under this period stands no entry but, in `kept`, the first period that the owner has used: those before it have left
   nothing. A contract's is that of its first day. */
#define FIRST_PERIOD INT32_MIN

static LedgerKey first_key(const LinePeriod *period)
{
    LedgerKey key = period->key;
    key.period = FIRST_PERIOD;
    return key;
}

static bool has_begun(const Engine *engine, const LinePeriod *period)
{
    LedgerKey key = first_key(period);
    Date start = owner_start(engine, period->key.owner);
    if (start != PERIOD_NO_CONTRACT)
        return period->span.end > start;
    const LedgerBalance *first = ledger_find(engine->ledger, &key);
    return first && period->span.start >= first->kept;
}

static int64_t carry_into(const Engine *engine, const LinePeriod *period);

/* What the period has left of its own grant; what rolled over into it was used first (L2). */
static int64_t own_left(const Engine *engine, const LinePeriod *period)
{
    const LedgerBalance *balance = ledger_find(engine->ledger, &period->key);
    int64_t size = period->line->size;
    if (!balance)
        return size;
    int64_t left = balance->sum + (balance->is_settled ? 0 : carry_into(engine, period));
    return left < 0 ? 0 : left < size ? left : size;
}

/* What rolls over into the period from the one before it, once that has ended. */
static int64_t carry_into(const Engine *engine, const LinePeriod *period)
{
    if (!period->def->rollover || engine->now < period->span.from)
        return 0;
    LinePeriod previous = period_previous(engine, period);
    if (!has_begun(engine, &previous))
        return 0;
    int64_t left = own_left(engine, &previous);
    return left < period->def->rollover ? left : period->def->rollover;
}

/* ---- Room ---- */

/* What the line has left, before anything of the period is entered. */
static int64_t line_left(const Engine *engine, const LinePeriod *period)
{
    const LedgerBalance *balance = ledger_find(engine->ledger, &period->key);
    if (balance && balance->is_settled)
        return balance->sum;
    return (balance ? balance->sum : period->line->size) + carry_into(engine, period);
}

int64_t quota_left(Engine *engine, const QuotaAsk *ask, uint32_t index, TextId *period,
                   const LedgerBalance **balance)
{
    LinePeriod at = line_period(engine, ask, index);
    *period = period_name(engine, at.line->period, at.span.start, ask->owner);
    *balance = ledger_find(engine->ledger, &at.key);
    return line_left(engine, &at);
}

static bool line_has_room(const Engine *engine, const LinePeriod *period, int64_t weight)
{
    int64_t room;
    return add_checked(line_left(engine, period), period->def->overdraft, &room) && room >= weight;
}

bool quota_has_room(Engine *engine, const QuotaAsk *ask)
{
    const QuotaDef *def = &engine->policy->quotas[ask->quota];
    for (uint32_t i = 0; i < def->lines_count; i++) {
        LinePeriod period = line_period(engine, ask, i);
        if (!line_has_room(engine, &period, ask->weight))
            return false;
    }
    return true;
}

/* ---- Entries ---- */

static LedgerBalance *enter(Moment *moment, const LinePeriod *period, LedgerKind kind,
                            int64_t amount)
{
    Engine *engine = moment->engine;
    LedgerEntry entry = {.at = moment->at, .amount = amount, .kind = kind};
    entry.ticket = moment->ticket->id;
    entry.period = period_name(engine, period->line->period, period->span.start, period->key.owner);
    entry.source = period->line->origin;
    LedgerBalance *balance = ledger_open(engine->ledger, &period->key);
    balance->from = period->span.from;
    balance->until = period->span.until;
    return balance_enter(engine, balance, entry);
}

/* The grant, with the period's first other entry (L1), and what rolls over, once the period before has ended. */
static void period_settle(Moment *moment, const LinePeriod *period)
{
    Engine *engine = moment->engine;
    LedgerBalance *balance = ledger_find(engine->ledger, &period->key);
    if (balance && balance->is_settled)
        return;
    int64_t carried = carry_into(engine, period);
    if (!balance)
        balance = enter(moment, period, LEDGER_GRANT, period->line->size);
    if (carried)
        balance = enter(moment, period, LEDGER_ROLLOVER, carried);
    balance->kept = carried;
    balance->is_settled = engine->now >= period->span.from;
    LedgerKey key = first_key(period);
    if (!ledger_find(engine->ledger, &key))
        ledger_open(engine->ledger, &key)->kept = period->span.start;
}

/* Each warning once a period, when its share of what the line holds is used up. */
static void warn(Moment *moment, const LinePeriod *period, uint32_t line)
{
    const Policy *policy = moment->engine->policy;
    for (uint32_t i = 0; i < period->def->warns_count; i++) {
        const WarnDef *warning = &policy->warns[period->def->warns_first + i];
        LedgerBalance *balance = ledger_find(moment->engine->ledger, &period->key);
        int64_t size = period->line->size + balance->kept, used = size - balance->sum, share;
        uint64_t bit = UINT64_C(1) << (i % 64);
        if (!multiply_checked(size, warning->share, &share) || balance->warned & bit ||
            used < share / DECIMAL_ONE + (share % DECIMAL_ONE != 0))
            continue;
        balance->warned |= bit;
        Act act = {.sla = NONE, .clock = NONE, .rule = NONE, .cycle = line + 1, .step = i + 1};
        act.name = period->def->label;
        act_all(moment, warning->actions_first, warning->actions_count, act);
    }
}

/* ---- The ticket's place ---- */

static void place_add(Moment *moment, const QuotaAsk *ask, bool is_beyond)
{
    Ledger *ledger = moment->engine->ledger;
    Ticket *ticket = moment->ticket;
    QuotaTake take = {.ask = *ask, .is_beyond = is_beyond, .next = ticket->takes};
    STATE_PUSH(ledger->takes, ledger->takes_count, ledger->takes_capacity, take);
    ticket->takes = ledger->takes_count - 1;
}

static bool is_counted(const Moment *moment, uint32_t quota)
{
    const Ledger *ledger = moment->engine->ledger;
    for (uint32_t i = moment->ticket->takes; i != NONE; i = ledger->takes[i].next)
        if (ledger->takes[i].ask.quota == quota && !ledger->takes[i].is_refunded)
            return true;
    return false;
}

bool quota_asks(Moment *moment, uint32_t quota, QuotaAsk *ask)
{
    const QuotaDef *def = &moment->engine->policy->quotas[quota];
    if (is_counted(moment, quota) || !moment_test(moment, def->counts, false))
        return false;
    Value weight = moment_value(moment, def->weight);
    *ask = (QuotaAsk){.quota = quota, .owner = ticket_owner(moment->ticket), .weight = weight};
    ask->at = moment->frame.before ? moment->at : moment->ticket->filed;
    ask->zone = calendar_zone(moment_rule_calendar(moment));
    return weight != VALUE_ABSENT && weight > 0;
}

void quota_take(Moment *moment, const QuotaAsk *ask)
{
    const QuotaDef *def = &moment->engine->policy->quotas[ask->quota];
    for (uint32_t i = 0; i < def->lines_count; i++) {
        LinePeriod period = line_period(moment->engine, ask, i);
        period_settle(moment, &period);
        enter(moment, &period, LEDGER_TAKE, -ask->weight);
    }
    for (uint32_t i = 0; i < def->lines_count && def->warns_count; i++) {
        LinePeriod period = line_period(moment->engine, ask, i);
        warn(moment, &period, i);
    }
    place_add(moment, ask, false);
}

static void beyond_row(Moment *moment, const QuotaAsk *ask, uint32_t index)
{
    Engine *engine = moment->engine;
    LinePeriod period = line_period(engine, ask, index);
    BeyondRow row = {.at = moment->at, .quota = ask->quota, .units = ask->weight};
    row.account = owner_account(engine, &ask->owner, moment->ticket);
    row.contract = owner_contract(engine, &ask->owner);
    row.period = period_name(engine, period.line->period, period.span.start, ask->owner);
    row.ticket = moment->ticket->id;
    row.line = period.key.line;
    row.start = period.span.start;
    row.from = period.span.from;
    row.until = period.span.until;
    row.is_full = !line_has_room(engine, &period, ask->weight);
    row.fields = moment->ticket->fields;
    row.account_fields = account_fields(engine, moment->ticket);
    engine->sink.beyond(engine->sink.context, &row);
}

void quota_tell_beyond(Moment *moment, const QuotaAsk *ask)
{
    const QuotaDef *def = &moment->engine->policy->quotas[ask->quota];
    for (uint32_t i = 0; moment->engine->sink.beyond && i < def->lines_count; i++)
        beyond_row(moment, ask, i);
}

void quota_pass(Moment *moment, const QuotaAsk *ask)
{
    quota_tell_beyond(moment, ask);
    place_add(moment, ask, true);
}

/* ---- Refunds ---- */

/* Returns what was taken to the periods that are still open; false: all have closed. */
static bool take_return(Moment *moment, const QuotaAsk *ask)
{
    bool returns = false;
    for (uint32_t i = 0; i < moment->engine->policy->quotas[ask->quota].lines_count; i++) {
        LinePeriod period = line_period(moment->engine, ask, i);
        if (moment->at >= period.span.until)
            continue;
        period_settle(moment, &period);
        enter(moment, &period, LEDGER_REFUND, ask->weight);
        returns = true;
    }
    return returns;
}

static void refund(Moment *moment)
{
    Ledger *ledger = moment->engine->ledger;
    for (uint32_t i = moment->ticket->takes; i != NONE; i = ledger->takes[i].next) {
        QuotaAsk ask = ledger->takes[i].ask;
        const QuotaDef *def = &moment->engine->policy->quotas[ask.quota];
        if (!ledger->takes[i].is_beyond && !ledger->takes[i].is_refunded &&
            moment_test(moment, def->refund, false))
            ledger->takes[i].is_refunded = take_return(moment, &ask);
    }
}

/* ---- Beyond ---- */

const BeyondDef *beyond_find(Moment *moment, uint32_t first, uint32_t count, BeyondKind kind)
{
    for (uint32_t i = first; i < first + count; i++) {
        const BeyondDef *beyond = &moment->engine->policy->beyonds[i];
        if (beyond->kind == kind && moment_test(moment, beyond->when, true))
            return beyond;
    }
    return NULL;
}

/* L3: for good; what runs already is cancelled. */
static void sla_drop(Moment *moment)
{
    moment->ticket->is_without_sla = true;
    select_drop(moment);
}

void beyond_apply(Moment *moment, uint32_t first, uint32_t count, Origin source)
{
    const Policy *policy = moment->engine->policy;
    bool is_told = false;
    if (beyond_find(moment, first, count, BEYOND_WITHOUT_SLA))
        sla_drop(moment);
    for (uint32_t i = first; i < first + count; i++) {
        const BeyondDef *beyond = &policy->beyonds[i];
        if (!moment_test(moment, beyond->when, true))
            continue;
        if (!is_told)
            decide(moment, DECISION_BEYOND_QUOTA, NULL, 0, beyond->origin);
        is_told = true;
        if (beyond->kind == BEYOND_BILL)
            charge_beyond(moment, beyond); /* per ticket, whatever its weight */
    }
    if (!is_told)
        decide(moment, DECISION_BEYOND_QUOTA, NULL, 0, source);
}

/* ---- Commits after the creation ---- */

/* Nothing can be refused any more: a ticket that finds no room where `reject` is written is told so, and goes on. */
static void pass(Moment *moment, const QuotaAsk *ask)
{
    const QuotaDef *def = &moment->engine->policy->quotas[ask->quota];
    const BeyondDef *reject =
        beyond_find(moment, def->beyonds_first, def->beyonds_count, BEYOND_REJECT);
    quota_pass(moment, ask);
    if (reject)
        decide(moment, DECISION_REJECTED, NULL, 0, reject->origin);
    else
        beyond_apply(moment, def->beyonds_first, def->beyonds_count, def->origin);
}

void quota_commit(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    if (moment->ticket->takes != NONE)
        refund(moment);
    if (moment->ticket->plan == NONE)
        return;
    const PlanDef *plan = &policy->plans[moment->ticket->plan];
    for (uint32_t i = 0; i < plan->quotas_count; i++) {
        QuotaAsk ask;
        moment_plan(moment);
        if (!quota_asks(moment, plan->quotas_first + i, &ask))
            continue;
        if (quota_has_room(moment->engine, &ask))
            quota_take(moment, &ask);
        else
            pass(moment, &ask);
    }
}
