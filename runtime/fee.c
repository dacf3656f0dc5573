#include "runtime/fee.h"

#include "runtime/agenda.h"
#include "runtime/charge.h"
#include "runtime/counter.h"
#include "runtime/period.h"

/* ---- Owners ---- */

Moment moment_of_owner(Engine *engine, LedgerOwner owner, Instant at)
{
    uint32_t account = owner.account;
    if (owner.contract != NONE) {
        const Contract *contract = contract_book_get(engine->book, owner.contract);
        account = contract->accounts_count ? account_find(engine, contract->accounts[0]) : NONE;
    }
    Moment moment = moment_of_account(engine, account, at);
    moment_contract(&moment, owner.contract);
    return moment;
}

uint32_t account_plan(Engine *engine, uint32_t account, Instant at)
{
    const Policy *policy = engine->policy;
    Value name = policy->account_plan == NONE
                     ? VALUE_ABSENT
                     : engine->accounts[account].fields[policy->account_plan];
    for (uint32_t i = 0; name != VALUE_ABSENT && i < policy->plans_count; i++)
        if (policy->plans[i].name == (TextId)name)
            return i;
    Moment moment = moment_of_account(engine, account, at);
    for (uint32_t i = 0; i < policy->default_plans_count; i++) {
        plan_at_hand(&moment, policy->default_plans[i].plan);
        if (moment_test(&moment, policy->default_plans[i].when, true))
            return policy->default_plans[i].plan;
    }
    return NONE;
}

static bool has_contract(const Engine *engine, uint32_t account, Date day)
{
    ContractCursor cursor =
        contract_book_find(engine->book, engine->accounts[account].id, day, day);
    for (uint32_t i = contract_book_next(&cursor); i != NONE; i = contract_book_next(&cursor))
        if (!contract_book_get(engine->book, i)->is_refused)
            return true;
    return false;
}

/* ---- Entries ---- */

static CounterKey fee_key(CounterKind kind, LedgerOwner owner, uint32_t fee)
{
    return (CounterKey){.kind = kind, .a = owner.contract, .b = owner.account, .c = fee};
}

/* Enters the fee of the period that holds the moment, unless it has been; gives when the next period begins. */
static Instant fee_enter(Moment *moment, LedgerOwner owner, uint32_t plan, uint32_t fee)
{
    Engine *engine = moment->engine;
    const FeeDef *def = &engine->policy->fees[fee];
    const Zone *zone = calendar_zone(plan_calendar(moment, plan));
    PeriodSpan span = period_at(def->period, zone, moment->at, owner_start(engine, owner));
    CounterKey from = fee_key(COUNTER_FEE_FROM, owner, fee);
    CounterKey last = fee_key(COUNTER_FEE, owner, fee);
    int64_t amount;
    if (counter_get(charge_counters(engine), &from) == (int64_t)span.start + 1)
        return span.until;
    if (!charge_amount(moment, owner, plan, &def->charge, &amount))
        return span.until;
    *counter_open(charge_counters(engine), &from) = (int64_t)span.start + 1;
    *counter_open(charge_counters(engine), &last) = amount;
    MoneyEntry entry = {.owner = owner,
                        .kind = LEDGER_FEE,
                        .currency = def->charge.currency,
                        .amount = amount,
                        .period = period_name(engine, def->period, span.start, owner),
                        .source = def->origin};
    money_enter(engine, moment->at, &entry);
    return span.until;
}

bool fee_amount(Engine *engine, LedgerOwner owner, uint32_t plan, Instant at, int64_t *out)
{
    if (plan == NONE || !engine->policy->plans[plan].fees_count)
        return false;
    uint32_t fee = engine->policy->plans[plan].fees_first;
    CounterKey from = fee_key(COUNTER_FEE_FROM, owner, fee);
    CounterKey last = fee_key(COUNTER_FEE, owner, fee);
    if (counter_get(charge_counters(engine), &from)) {
        *out = counter_get(charge_counters(engine), &last);
        return true;
    }
    Moment moment = moment_of_owner(engine, owner, at);
    return charge_amount(&moment, owner, plan, &engine->policy->fees[fee].charge, out);
}

/* ---- Contracts ---- */

void fee_contract_due(Engine *engine, Instant at, uint32_t contract, uint32_t fee)
{
    const Contract *of = contract_book_get(engine->book, contract);
    LedgerOwner owner = {.contract = contract, .account = NONE};
    Moment moment = moment_of_owner(engine, owner, at);
    const Zone *zone = calendar_zone(plan_calendar(&moment, of->plan));
    if (of->is_refused || zone_date(zone, at) >= of->end)
        return;
    agenda_add(engine, fee_enter(&moment, owner, of->plan, fee), AGENDA_FEE_CONTRACT, contract,
               fee);
}

/* From the contract's first day on, or from the first record if that is later. */
static void contract_begin(Engine *engine, uint32_t contract, Instant first)
{
    const Contract *of = contract_book_get(engine->book, contract);
    const PlanDef *plan = &engine->policy->plans[of->plan];
    if (!plan->fees_count)
        return;
    LedgerOwner owner = {.contract = contract, .account = NONE};
    Moment moment = moment_of_owner(engine, owner, first);
    const Zone *zone = calendar_zone(plan_calendar(&moment, of->plan));
    Instant from =
        of->from == INT32_MIN ? first : zone_instant(zone, of->from * DAY_MS, FOLD_FIRST);
    for (uint32_t i = plan->fees_first; i < plan->fees_first + plan->fees_count; i++)
        agenda_add(engine, from > first ? from : first, AGENDA_FEE_CONTRACT, contract, i);
}

/* ---- Accounts ---- */

static bool is_fee_of(const Engine *engine, uint32_t plan, uint32_t fee)
{
    if (plan == NONE)
        return false;
    const PlanDef *def = &engine->policy->plans[plan];
    return fee >= def->fees_first && fee < def->fees_first + def->fees_count;
}

static int64_t *armed(Engine *engine, uint32_t account, uint32_t fee)
{
    CounterKey key = fee_key(COUNTER_ARMED, (LedgerOwner){NONE, account}, fee);
    return counter_open(charge_counters(engine), &key);
}

/* While a contract covers the account, its plan's fees wait: the contract's are entered. */
void fee_account_due(Engine *engine, Instant at, uint32_t account, uint32_t fee)
{
    uint32_t plan = account_plan(engine, account, at);
    LedgerOwner owner = {.contract = NONE, .account = account};
    if (!is_fee_of(engine, plan, fee)) {
        *armed(engine, account, fee) = 0;
        return;
    }
    Moment moment = moment_of_owner(engine, owner, at);
    const Zone *zone = calendar_zone(plan_calendar(&moment, plan));
    Period period = engine->policy->fees[fee].period;
    Instant next = has_contract(engine, account, zone_date(zone, at))
                       ? period_at(period, zone, at, PERIOD_NO_CONTRACT).until
                       : fee_enter(&moment, owner, plan, fee);
    agenda_add(engine, next, AGENDA_FEE_ACCOUNT, account, fee);
}

static void account_begin(Engine *engine, uint32_t account, Instant at)
{
    uint32_t plan = account_plan(engine, account, at);
    if (plan == NONE)
        return;
    const PlanDef *def = &engine->policy->plans[plan];
    for (uint32_t i = def->fees_first; i < def->fees_first + def->fees_count; i++) {
        int64_t *is_armed = armed(engine, account, i);
        if (!*is_armed)
            agenda_add(engine, at, AGENDA_FEE_ACCOUNT, account, i);
        *is_armed = 1;
    }
}

void fee_account(Engine *engine, uint32_t account)
{
    if (engine->has_begun && engine->policy->fees_count)
        account_begin(engine, account, engine->now);
}

void fee_begin(Engine *engine, Instant at)
{
    engine->has_begun = true;
    if (!engine->policy->fees_count)
        return;
    for (uint32_t i = 0; i < contract_book_count(engine->book); i++)
        contract_begin(engine, i, at);
    for (uint32_t i = 0; i < engine->accounts_count; i++)
        account_begin(engine, i, at);
}
