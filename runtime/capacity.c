/* Capacity: `capacity 10 contracts per account.manager` (semantics.md K2). A contract is judged once: when the engine
   begins, in the order of the book, or when its account is first known, if that is later; it is refused where its value is
   held by that many contracts on one of its days. What it is per is read of the contract's first account. */
#include "runtime/charge.h"
#include "runtime/fee.h"

#include <stdlib.h>

typedef struct Holding { /* of one value of one capacity */
    uint32_t capacity;
    Value value;
    uint32_t *contracts;
    uint32_t count, room;
} Holding;

struct Capacities {
    Holding *holdings;
    uint32_t count, room;
    uint32_t *slots; /* by hash: index in holdings + 1 */
    uint32_t slots_count;
};

static uint32_t slot_of(const Capacities *all, uint32_t capacity, Value value)
{
    uint64_t hash = ((uint64_t)value * 31 + capacity) * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t slot = (uint32_t)(hash >> 32) & (all->slots_count - 1);
    for (; all->slots[slot]; slot = (slot + 1) & (all->slots_count - 1)) {
        const Holding *holding = &all->holdings[all->slots[slot] - 1];
        if (holding->capacity == capacity && holding->value == value)
            break;
    }
    return slot;
}

static void slots_grow(Capacities *all)
{
    all->slots_count = all->slots_count ? all->slots_count * 2 : 64;
    free(all->slots);
    all->slots = calloc(all->slots_count, sizeof *all->slots);
    if (!all->slots)
        abort();
    for (uint32_t i = 0; i < all->count; i++)
        all->slots[slot_of(all, all->holdings[i].capacity, all->holdings[i].value)] = i + 1;
}

static Holding *holding_get(Capacities *all, uint32_t capacity, Value value)
{
    if (all->count * 2 >= all->slots_count)
        slots_grow(all);
    uint32_t slot = slot_of(all, capacity, value);
    if (!all->slots[slot]) {
        STATE_PUSH(all->holdings, all->count, all->room,
                   (Holding){.capacity = capacity, .value = value});
        all->slots[slot] = all->count;
    }
    return &all->holdings[all->slots[slot] - 1];
}

void capacities_free(Capacities *all)
{
    for (uint32_t i = 0; all && i < all->count; i++)
        free(all->holdings[i].contracts);
    if (all) {
        free(all->holdings);
        free(all->slots);
    }
    free(all);
}

/* ---- Judging ---- */

static bool holds_on(const Contract *contract, Date day)
{
    return contract->from <= day && day < contract->end;
}

static int64_t held_on(const Engine *engine, const Holding *holding, Date day)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < holding->count; i++)
        count += holds_on(contract_book_get(engine->book, holding->contracts[i]), day);
    return count;
}

/* A day of the contract on which there is no room: the number held rises only where a contract begins. */
static bool full_day(const Engine *engine, const Holding *holding, const Contract *contract,
                     int64_t size, Date *out)
{
    if (holding->count < size)
        return false;
    for (uint32_t i = 0; i <= holding->count; i++) {
        *out =
            i ? contract_book_get(engine->book, holding->contracts[i - 1])->from : contract->from;
        if (holds_on(contract, *out) && held_on(engine, holding, *out) >= size)
            return true;
    }
    return false;
}

/* "contracts.csv:3, contracts.csv:7": those that hold the value on the day. */
static TextId holders_text(Engine *engine, const Holding *holding, Date day)
{
    const char *text = "";
    Arena *arena = arena_new();
    for (uint32_t i = 0; i < holding->count; i++) {
        const Contract *held = contract_book_get(engine->book, holding->contracts[i]);
        if (holds_on(held, day))
            text = arena_format(arena, "%s%s%.*s (%.*s:%u)", text, *text ? ", " : "",
                                TEXT_ARGS(intern_get(engine->texts, held->name)),
                                TEXT_ARGS(intern_get(engine->texts, held->origin.file)),
                                held->origin.line);
    }
    TextId id = intern_add(engine->texts, text_from(text));
    arena_free(arena);
    return id;
}

static void tell(Engine *engine, Instant at, const Contract *contract, TextId holders)
{
    DecisionRow row = {.at = at, .seq = ++engine->seq, .ticket = TEXT_NONE};
    row.kind = DECISION_OVER_CAPACITY;
    row.clock = row.sla = NONE;
    row.plan = contract->plan;
    row.contract = contract->name;
    row.holders = holders;
    row.due = row.limit_ms = VALUE_ABSENT;
    row.source = contract->origin;
    if (engine->sink.decision)
        engine->sink.decision(engine->sink.context, &row);
}

/* Is there room under one capacity of the plan? `held`: then it takes its place. */
static bool has_room(Engine *engine, Instant at, uint32_t contract, uint32_t capacity, Value value)
{
    const Contract *of = contract_book_get(engine->book, contract);
    Holding *holding = holding_get(engine->capacities, capacity, value);
    Date day;
    if (!full_day(engine, holding, of, engine->policy->capacities[capacity].size, &day))
        return true;
    tell(engine, at, of, holders_text(engine, holding, day));
    return false;
}

static bool is_known(const Engine *engine, const Contract *contract)
{
    return account_find(engine, contract->accounts[0]) != NONE;
}

static void contract_judge(Engine *engine, uint32_t number, Instant at)
{
    Contract *contract = contract_book_at(engine->book, number);
    const PlanDef *plan = &engine->policy->plans[contract->plan];
    Value values[CAPACITIES_MAX];
    Moment moment = moment_of_owner(engine, (LedgerOwner){.contract = number, .account = NONE}, at);
    plan_at_hand(&moment, contract->plan);
    uint32_t count =
        plan->capacities_count < CAPACITIES_MAX ? plan->capacities_count : CAPACITIES_MAX;
    contract->is_judged = true;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t capacity = plan->capacities_first + i;
        values[i] = moment_code(&moment, engine->policy->capacities[capacity].per);
        if (values[i] != VALUE_ABSENT && !has_room(engine, at, number, capacity, values[i])) {
            contract->is_refused = true;
            return;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (values[i] == VALUE_ABSENT)
            continue;
        Holding *holding = holding_get(engine->capacities, plan->capacities_first + i, values[i]);
        STATE_PUSH(holding->contracts, holding->count, holding->room, number);
    }
}

static void judge_once(Engine *engine, uint32_t number, Instant at)
{
    const Contract *contract = contract_book_get(engine->book, number);
    bool has_limit = engine->policy->plans[contract->plan].capacities_count > 0;
    if (has_limit && !contract->is_judged && contract->accounts_count && is_known(engine, contract))
        contract_judge(engine, number, at);
}

void capacity_begin(Engine *engine, Instant at)
{
    if (!engine->policy->capacities_count)
        return;
    engine->capacities = calloc(1, sizeof *engine->capacities);
    if (!engine->capacities)
        abort();
    for (uint32_t i = 0; i < contract_book_count(engine->book); i++)
        judge_once(engine, i, at);
}

void capacity_account(Engine *engine, uint32_t account, Instant at)
{
    if (!engine->capacities)
        return;
    ContractCursor cursor =
        contract_book_find(engine->book, engine->accounts[account].id, INT32_MIN, INT32_MAX - 1);
    for (uint32_t i = contract_book_next(&cursor); i != NONE; i = contract_book_next(&cursor))
        judge_once(engine, i, at);
}
