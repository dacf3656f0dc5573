/* Balances of quotas and packs, read from the ledger (semantics.md L1). */
#include "runtime/ledger.h"
#include "runtime/period.h"
#include "runtime/quota.h"

typedef struct Asked {
    Engine *engine;
    TextId owner, name;
    const Zone *zone;
    Instant at;
} Asked;

/* ---- Owners ---- */

static bool contract_has(const Contract *contract, TextId account)
{
    for (uint32_t i = 0; i < contract->accounts_count; i++)
        if (contract->accounts[i] == account)
            return true;
    return false;
}

static bool is_owner(const Asked *asked, LedgerOwner owner)
{
    const Engine *engine = asked->engine;
    if (owner.contract == NONE)
        return owner.account != NONE && engine->accounts[owner.account].id == asked->owner;
    const Contract *contract = contract_book_get(engine->book, owner.contract);
    return contract->name == asked->owner || contract_has(contract, asked->owner);
}

/* ---- Quotas ---- */

/* The zone of the calendar of the first SLA of the plan that has the quota (T8). */
static const Zone *quota_zone(const Asked *asked, uint32_t quota)
{
    const Policy *policy = asked->engine->policy;
    for (uint32_t i = 0; i < policy->plans_count; i++) {
        const PlanDef *plan = &policy->plans[i];
        bool is_its =
            quota >= plan->quotas_first && quota < plan->quotas_first + plan->quotas_count;
        if (!is_its || !plan->slas_count)
            continue;
        uint32_t calendar = policy->slas[policy->plan_slas[plan->slas_first]].fixed_calendar;
        return calendar == NONE ? asked->zone : calendar_zone(policy->calendars[calendar]);
    }
    return asked->zone;
}

static bool plan_quota(const Policy *policy, uint32_t plan, TextId name, uint32_t *out)
{
    for (uint32_t i = 0; plan != NONE && i < policy->plans[plan].quotas_count; i++)
        if (policy->quotas[policy->plans[plan].quotas_first + i].name == name) {
            *out = policy->plans[plan].quotas_first + i;
            return true;
        }
    return false;
}

static uint32_t account_plan(const Asked *asked, uint32_t account)
{
    const Engine *engine = asked->engine;
    uint32_t field = engine->policy->account_plan;
    if (account == NONE || field == NONE)
        return NONE;
    Value name = engine->accounts[account].fields[field];
    for (uint32_t i = 0; name != VALUE_ABSENT && i < engine->policy->plans_count; i++)
        if (engine->policy->plans[i].name == (TextId)name)
            return i;
    return NONE;
}

/* Of a contract by its name or with the account that holds on the day asked for. */
static bool contract_quota(const Asked *asked, QuotaAsk *ask)
{
    const Engine *engine = asked->engine;
    for (uint32_t i = 0; i < contract_book_count(engine->book); i++) {
        const Contract *contract = contract_book_get(engine->book, i);
        bool is_its = contract->name == asked->owner || contract_has(contract, asked->owner);
        if (!is_its || !plan_quota(engine->policy, contract->plan, asked->name, &ask->quota))
            continue;
        Date today = zone_date(quota_zone(asked, ask->quota), asked->at);
        if (today < contract->from || today >= contract->end)
            continue;
        ask->owner = (LedgerOwner){.contract = i, .account = NONE};
        return true;
    }
    return false;
}

/* Of the account: by the plan that it names, by what it has used, else by any plan: the default's. */
static bool account_quota(const Asked *asked, QuotaAsk *ask)
{
    const Engine *engine = asked->engine;
    uint32_t account = account_find(engine, asked->owner);
    ask->owner = (LedgerOwner){.contract = NONE, .account = account};
    if (plan_quota(engine->policy, account_plan(asked, account), asked->name, &ask->quota))
        return true;
    for (uint32_t i = 0; account != NONE && i < engine->ledger->balances_count; i++) {
        const LedgerKey *key = &engine->ledger->balances[i].key;
        if (key->book != BOOK_QUOTA || key->owner.account != account ||
            engine->policy->quotas[key->of].name != asked->name)
            continue;
        ask->quota = key->of;
        return true;
    }
    for (uint32_t i = 0; i < engine->policy->plans_count; i++)
        if (plan_quota(engine->policy, i, asked->name, &ask->quota))
            return true;
    return false;
}

/* Taken less refunded. */
static int64_t quota_used(const Ledger *ledger, const LedgerBalance *balance)
{
    int64_t used = 0;
    for (uint32_t i = balance ? balance->last : NONE; i != NONE; i = ledger->entries[i].previous) {
        LedgerKind kind = ledger->entries[i].kind;
        if (kind == LEDGER_TAKE || kind == LEDGER_REFUND)
            used -= ledger->entries[i].amount;
    }
    return used;
}

/* The line that has the least left. */
static bool quota_answer(const Asked *asked, BalanceAnswer *out)
{
    Engine *engine = asked->engine;
    QuotaAsk ask = {.at = asked->at};
    if (!contract_quota(asked, &ask) && !account_quota(asked, &ask))
        return false;
    ask.zone = quota_zone(asked, ask.quota);
    out->left = INT64_MAX;
    for (uint32_t i = 0; i < engine->policy->quotas[ask.quota].lines_count; i++) {
        TextId period;
        const LedgerBalance *balance;
        int64_t left = quota_left(engine, &ask, i, &period, &balance);
        if (left < out->left)
            *out = (BalanceAnswer){quota_used(engine->ledger, balance), left, period};
    }
    return true;
}

/* ---- Packs ---- */

static int64_t pack_used(const Ledger *ledger, const LedgerBalance *balance)
{
    int64_t used = 0;
    for (uint32_t i = balance->last; i != NONE; i = ledger->entries[i].previous) {
        LedgerKind kind = ledger->entries[i].kind;
        if (kind == LEDGER_DRAW || kind == LEDGER_OWE || kind == LEDGER_REFUND)
            used -= ledger->entries[i].amount;
    }
    return used;
}

/* The sum over its lots (L1); a pack that was never bought is empty. */
static bool pack_answer(const Asked *asked, BalanceAnswer *out)
{
    const Engine *engine = asked->engine;
    for (uint32_t i = 0; i < engine->ledger->balances_count; i++) {
        const LedgerBalance *balance = &engine->ledger->balances[i];
        if (balance->key.book != BOOK_PACK ||
            engine->policy->packs[balance->key.of].name != asked->name ||
            !is_owner(asked, balance->key.owner))
            continue;
        out->left += balance->sum;
        out->used += pack_used(engine->ledger, balance);
    }
    return true;
}

bool query_balance(Engine *engine, TextId owner, TextId name, bool is_pack, const Zone *zone,
                   Instant at, BalanceAnswer *out)
{
    Asked asked = {engine, owner, name, zone, at};
    *out = (BalanceAnswer){.period = TEXT_NONE};
    return is_pack ? pack_answer(&asked, out) : quota_answer(&asked, out);
}
