#include "runtime/charge.h"

#include "base/money.h"
#include "runtime/counter.h"
#include "runtime/fee.h"
#include "runtime/period.h"

#include <stdlib.h>

/* One credit, linked from the cycle whose breach earned it, so that it can be taken back (C7). */
typedef struct CreditGiven {
    MoneyEntry entry;
    bool has_cap;
    CounterKey cap; /* the total of which it is part */
    uint32_t next;  /* of the same cycle, NONE */
} CreditGiven;

struct Charges {
    Counters *counters;
    CreditGiven *given;
    uint32_t given_count, given_capacity;
    uint32_t *currencies; /* of all entries, in the order of first use */
    uint32_t currencies_count, currencies_capacity;
};

Charges *charges_new(void)
{
    Charges *charges = calloc(1, sizeof *charges);
    if (!charges)
        abort();
    charges->counters = counters_new();
    return charges;
}

void charges_free(Charges *charges)
{
    if (!charges)
        return;
    counters_free(charges->counters);
    free(charges->given);
    free(charges->currencies);
    free(charges);
}

Counters *charge_counters(Engine *engine)
{
    return engine->charges->counters;
}

/* ---- Entries ---- */

static void currency_note(Charges *charges, uint32_t currency)
{
    for (uint32_t i = 0; i < charges->currencies_count; i++)
        if (charges->currencies[i] == currency)
            return;
    STATE_PUSH(charges->currencies, charges->currencies_count, charges->currencies_capacity,
               currency);
}

static CounterKey charged_key(const Ticket *ticket, uint32_t currency)
{
    return (CounterKey){.kind = COUNTER_CHARGED, .a = ticket->index, .b = currency};
}

static void total_add(Engine *engine, int64_t *total, int64_t amount)
{
    if (!add_checked(*total, amount, total))
        engine_fault(engine);
}

void money_enter(Engine *engine, Instant at, const MoneyEntry *entry)
{
    LedgerKey key = {.owner = entry->owner, .book = BOOK_MONEY, .of = entry->currency};
    LedgerEntry row = {.at = at,
                       .amount = entry->amount,
                       .ticket = entry->ticket ? entry->ticket->id : TEXT_NONE,
                       .period = entry->period,
                       .source = entry->source,
                       .kind = entry->kind};
    ledger_enter(engine, &key, row);
    currency_note(engine->charges, entry->currency);
    if (!entry->ticket)
        return;
    CounterKey charged = charged_key(entry->ticket, entry->currency);
    total_add(engine, counter_open(engine->charges->counters, &charged), entry->amount);
}

TextId charge_text(Engine *engine, const Ticket *ticket)
{
    enum { ROOM = 256 };
    char text[ROOM];
    uint32_t size = 0;
    const Charges *charges = engine->charges;
    for (uint32_t i = 0; i < charges->currencies_count && size + MONEY_TEXT + 2 < ROOM; i++) {
        CounterKey key = charged_key(ticket, charges->currencies[i]);
        int64_t total = counter_get(charges->counters, &key);
        if (!total)
            continue;
        if (size) {
            text[size++] = ',';
            text[size++] = ' ';
        }
        size += (uint32_t)money_print(total, (int32_t)charges->currencies[i], text + size);
    }
    return size ? intern_add(engine->texts, (Text){.data = text, .size = size}) : TEXT_NONE;
}

/* ---- Amounts ---- */

void plan_at_hand(Moment *moment, uint32_t plan)
{
    const Policy *policy = moment->engine->policy;
    bool has_sla = plan != NONE && policy->plans[plan].slas_count;
    moment->frame.sla = has_sla ? policy->plan_slas[policy->plans[plan].slas_first] : NONE;
}

bool charge_amount(Moment *moment, LedgerOwner owner, uint32_t plan, const Charge *charge,
                   int64_t *out)
{
    Value whole = VALUE_ABSENT;
    if (charge->is_of_fee) {
        if (!fee_amount(moment->engine, owner, plan, moment->at, &whole))
            return false;
    } else {
        plan_at_hand(moment, plan);
        whole = moment_value(moment, charge->amount);
    }
    if (whole == VALUE_ABSENT)
        return false;
    if (money_share(whole, charge->share, ROUND_HALF_EVEN, out))
        return true;
    engine_fault(moment->engine);
    return false;
}

uint32_t charge_currency(const Policy *policy, uint32_t plan, const Charge *charge)
{
    if (!charge->is_of_fee)
        return charge->currency;
    return policy->fees[policy->plans[plan].fees_first].charge.currency;
}

static MoneyEntry entry_make(const Moment *moment, LedgerKind kind, const Charge *charge,
                             Origin source)
{
    const Ticket *ticket = moment->ticket;
    return (MoneyEntry){.owner = ticket_owner(ticket),
                        .kind = kind,
                        .currency = charge_currency(moment->engine->policy, ticket->plan, charge),
                        .ticket = ticket,
                        .period = TEXT_NONE,
                        .source = source};
}

/* ---- What lies beyond a quota or a pack (L3) ---- */

void charge_beyond(Moment *moment, const BeyondDef *beyond)
{
    int64_t amount;
    LedgerOwner owner = ticket_owner(moment->ticket);
    if (!charge_amount(moment, owner, moment->ticket->plan, &beyond->charge, &amount) || !amount)
        return;
    MoneyEntry entry = entry_make(moment, LEDGER_BILL, &beyond->charge, beyond->origin);
    entry.amount = amount;
    money_enter(moment->engine, moment->at, &entry);
}

/* ---- Hours (L5) ---- */

static Duration clock_run(const Moment *moment, uint32_t clock)
{
    const Ticket *ticket = moment->ticket;
    Duration run = 0;
    for (uint32_t i = 0; i < ticket->cycles_count; i++) {
        const Cycle *cycle = &ticket->cycles[i];
        bool is_teams = moment->engine->policy->slas[cycle->sla].team != TEXT_NONE;
        if (cycle->clock == clock && !is_teams)
            run += cycle->run;
    }
    return run;
}

/* What all of the ticket's hours come to by now; zero where the line's condition does not hold. */
static bool hours_amount(Moment *moment, const PlanBill *bill, int64_t *out)
{
    Value time =
        bill->field == NONE ? clock_run(moment, bill->clock) : moment->ticket->fields[bill->field];
    int64_t per_hour;
    *out = 0;
    plan_at_hand(moment, moment->ticket->plan);
    if (time == VALUE_ABSENT || time <= 0 || !moment_test(moment, bill->when, true))
        return true;
    LedgerOwner owner = ticket_owner(moment->ticket);
    if (!charge_amount(moment, owner, moment->ticket->plan, &bill->charge, &per_hour))
        return false;
    if ((!bill->rounding || round_up_to(time, bill->rounding, &time)) &&
        money_hours(per_hour, time, ROUND_HALF_EVEN, out))
        return true;
    engine_fault(moment->engine);
    return false;
}

/* Bills what the total has grown by since the line was last billed for the ticket. */
static void hours_bill(Moment *moment, uint32_t index)
{
    const PlanBill *bill = &moment->engine->policy->plan_bills[index];
    CounterKey key = {.kind = COUNTER_BILLED, .a = moment->ticket->index, .b = index};
    int64_t amount;
    if (!hours_amount(moment, bill, &amount))
        return;
    int64_t *billed = counter_open(moment->engine->charges->counters, &key);
    int64_t difference = amount - *billed;
    *billed = amount;
    if (!difference)
        return;
    LedgerKind kind = difference > 0 ? LEDGER_BILL : LEDGER_REVERSE;
    MoneyEntry entry = entry_make(moment, kind, &bill->charge, bill->origin);
    entry.amount = difference;
    money_enter(moment->engine, moment->at, &entry);
}

static bool closes(const Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    for (uint32_t i = 0; i < policy->events_count; i++)
        if (policy->events[i].effect == EFFECT_CLOSE && bit_test(moment->engine->events, i))
            return true;
    return false;
}

void charge_commit(Moment *moment)
{
    const Ticket *ticket = moment->ticket;
    const Policy *policy = moment->engine->policy;
    if (!ticket->is_covered || ticket->closed == INSTANT_NONE)
        return;
    const PlanDef *plan = &policy->plans[ticket->plan];
    for (uint32_t i = plan->bills_first; i < plan->bills_first + plan->bills_count; i++) {
        uint32_t field = policy->plan_bills[i].field;
        if (closes(moment) || (field != NONE && bit_test(moment->changed, field)))
            hours_bill(moment, i);
    }
}

/* ---- Credits (L6) ---- */

/* `cap`: the total of which it is part; NULL: none. */
static void credit_keep(Moment *moment, Cycle *cycle, const MoneyEntry *entry,
                        const CounterKey *cap)
{
    Charges *charges = moment->engine->charges;
    CreditGiven given = {.entry = *entry, .has_cap = cap, .next = cycle->rest->credits};
    if (cap)
        given.cap = *cap;
    rest_open(moment->engine, cycle)->credits = charges->given_count;
    STATE_PUSH(charges->given, charges->given_count, charges->given_capacity, given);
}

/* What is left of the cap in the period of the breach; sets the key under which it is counted, and the period. */
static bool cap_left(Moment *moment, const Cycle *cycle, uint32_t index, MoneyEntry *entry,
                     CounterKey *key, int64_t *left)
{
    Engine *engine = moment->engine;
    const PlanCredit *credit = &engine->policy->plan_credits[index];
    int64_t cap;
    if (!charge_amount(moment, entry->owner, moment->ticket->plan, &credit->cap, &cap))
        return false;
    const Zone *zone = calendar_zone(plan_calendar(moment, moment->ticket->plan));
    PeriodSpan span = period_at(credit->cap_period, zone, cycle->rest->breached_at,
                                owner_start(engine, entry->owner));
    *key = (CounterKey){.kind = COUNTER_CREDITED,
                        .a = entry->owner.contract,
                        .b = entry->owner.account,
                        .c = index,
                        .period = span.start};
    *left = cap - counter_get(engine->charges->counters, key);
    entry->period = period_name(engine, credit->cap_period, span.start, entry->owner);
    return true;
}

static void breach_credit(Moment *moment, Cycle *cycle, uint32_t index)
{
    const PlanCredit *credit = &moment->engine->policy->plan_credits[index];
    MoneyEntry entry = entry_make(moment, LEDGER_CREDIT, &credit->charge, credit->origin);
    CounterKey key;
    int64_t amount, left = 0;
    if (!charge_amount(moment, entry.owner, moment->ticket->plan, &credit->charge, &amount))
        return;
    if (credit->has_cap && !cap_left(moment, cycle, index, &entry, &key, &left))
        return;
    if (credit->has_cap && amount > left)
        amount = left;
    if (amount <= 0)
        return;
    if (credit->has_cap)
        *counter_open(moment->engine->charges->counters, &key) += amount;
    entry.amount = -amount;
    money_enter(moment->engine, moment->at, &entry);
    credit_keep(moment, cycle, &entry, credit->has_cap ? &key : NULL);
}

/* Teams owe one another no money: only a customer's clock earns a credit. */
void charge_breach(Moment *moment, Cycle *cycle)
{
    const Policy *policy = moment->engine->policy;
    const Ticket *ticket = moment->ticket;
    if (ticket->plan == NONE || policy->slas[cycle->sla].team != TEXT_NONE)
        return;
    const PlanDef *plan = &policy->plans[ticket->plan];
    for (uint32_t i = plan->credits_first; i < plan->credits_first + plan->credits_count; i++)
        if (policy->plan_credits[i].clock == cycle->clock)
            breach_credit(moment, cycle, i);
}

void charge_withdraw(Moment *moment, Cycle *cycle)
{
    Charges *charges = moment->engine->charges;
    for (uint32_t i = cycle->rest->credits; i != NONE; i = charges->given[i].next) {
        MoneyEntry entry = charges->given[i].entry;
        if (charges->given[i].has_cap)
            *counter_open(charges->counters, &charges->given[i].cap) += entry.amount;
        entry.kind = LEDGER_REVERSE;
        entry.amount = -entry.amount;
        entry.ticket = moment->ticket;
        money_enter(moment->engine, moment->at, &entry);
    }
    REST_SET(moment->engine, cycle, credits, NONE);
}

/* ---- Actions ---- */

static Cycle *cycle_of(const Ticket *ticket, const Act *act)
{
    for (uint32_t i = 0; act->clock != NONE && i < ticket->cycles_count; i++) {
        Cycle *cycle = &ticket->cycles[i];
        if (cycle->sla == act->sla && cycle->clock == act->clock && cycle->number == act->cycle)
            return cycle;
    }
    return NULL;
}

Value charge_value(Moment *moment, const Charge *charge, uint32_t *currency)
{
    uint32_t plan = moment->ticket->plan;
    int64_t amount;
    if (!charge_amount(moment, ticket_owner(moment->ticket), plan, charge, &amount))
        return VALUE_ABSENT;
    *currency = charge_currency(moment->engine->policy, plan, charge);
    return amount;
}

void charge_act(Moment *moment, const ActionRow *row, const Act *act)
{
    bool is_credit = row->action->kind == ACTION_CREDIT;
    if (row->value == VALUE_ABSENT || row->value == 0)
        return;
    MoneyEntry entry = entry_make(moment, is_credit ? LEDGER_CREDIT : LEDGER_BILL,
                                  &row->action->charge, row->action->origin);
    entry.amount = is_credit ? -row->value : row->value;
    money_enter(moment->engine, moment->at, &entry);
    Cycle *cycle = is_credit ? cycle_of(moment->ticket, act) : NULL;
    if (cycle)
        credit_keep(moment, cycle, &entry, NULL);
}
