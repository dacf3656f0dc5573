#include "runtime/ledger.h"

#include "runtime/period.h"
#include "runtime/quota.h"

#include <stdlib.h>
#include <string.h>

Ledger *ledger_new(void)
{
    Ledger *ledger = calloc(1, sizeof *ledger);
    if (!ledger)
        abort();
    return ledger;
}

void ledger_free(Ledger *ledger)
{
    free(ledger->entries);
    free(ledger->balances);
    free(ledger->slots);
    free(ledger->takes);
    free(ledger);
}

/* ---- Keys ---- */

static bool is_same(const LedgerKey *a, const LedgerKey *b)
{
    return a->owner.contract == b->owner.contract && a->owner.account == b->owner.account &&
           a->book == b->book && a->of == b->of && a->line == b->line && a->period == b->period;
}

static uint64_t mix(uint64_t hash, uint32_t word)
{
    return (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
}

static uint32_t hash_of(const LedgerKey *key)
{
    uint64_t hash = mix(mix(0, key->owner.contract), key->owner.account);
    hash = mix(mix(hash ^ hash >> 32, (uint32_t)key->book), key->of);
    hash = mix(mix(hash ^ hash >> 32, key->line), (uint32_t)key->period);
    return (uint32_t)(hash >> 32);
}

/* The slot that holds the key, or the free one where it belongs. There must be slots. */
static uint32_t slot_of(const Ledger *ledger, const LedgerKey *key)
{
    uint32_t mask = ledger->slots_count - 1, slot = hash_of(key) & mask;
    while (ledger->slots[slot] && !is_same(&ledger->balances[ledger->slots[slot] - 1].key, key))
        slot = (slot + 1) & mask;
    return slot;
}

/* Keeps at least half of the slots free. */
static void slots_grow(Ledger *ledger)
{
    if (ledger->balances_count * 2 < ledger->slots_count)
        return;
    ledger->slots_count = ledger->slots_count ? ledger->slots_count * 2 : 64;
    free(ledger->slots);
    ledger->slots = calloc(ledger->slots_count, sizeof *ledger->slots);
    if (!ledger->slots)
        abort();
    for (uint32_t i = 0; i < ledger->balances_count; i++)
        ledger->slots[slot_of(ledger, &ledger->balances[i].key)] = i + 1;
}

LedgerBalance *ledger_find(const Ledger *ledger, const LedgerKey *key)
{
    uint32_t index = ledger->slots_count ? ledger->slots[slot_of(ledger, key)] : 0;
    return index ? &ledger->balances[index - 1] : NULL;
}

int64_t ledger_sum(const Ledger *ledger, const LedgerKey *key)
{
    const LedgerBalance *balance = ledger_find(ledger, key);
    return balance ? balance->sum : 0;
}

/* ---- Entries ---- */

LedgerBalance *ledger_open(Ledger *ledger, const LedgerKey *key)
{
    slots_grow(ledger);
    uint32_t slot = slot_of(ledger, key);
    if (ledger->slots[slot])
        return &ledger->balances[ledger->slots[slot] - 1];
    STATE_PUSH(ledger->balances, ledger->balances_count, ledger->balances_capacity,
               (LedgerBalance){.key = *key, .last = NONE});
    ledger->slots[slot] = ledger->balances_count;
    return &ledger->balances[ledger->balances_count - 1];
}

static TextId book_name(const Policy *policy, const LedgerKey *key)
{
    switch (key->book) {
    case BOOK_QUOTA: return policy->quotas[key->of].name;
    case BOOK_PACK: return policy->packs[key->of].name;
    case BOOK_MONEY:
    case BOOK_LIMIT: break;
    }
    return TEXT_NONE;
}

TextId owner_account(const Engine *engine, const LedgerOwner *owner, const Ticket *ticket)
{
    uint32_t account = owner->account == NONE && ticket ? ticket->account : owner->account;
    return account == NONE ? TEXT_NONE : engine->accounts[account].id;
}

TextId owner_contract(const Engine *engine, const LedgerOwner *owner)
{
    return owner->contract == NONE ? TEXT_NONE
                                   : contract_book_get(engine->book, owner->contract)->name;
}

static void row_make(Engine *engine, const LedgerBalance *balance, const LedgerEntry *entry)
{
    const LedgerOwner *owner = &balance->key.owner;
    LedgerRow row = {.at = entry->at, .ticket = entry->ticket, .period = entry->period};
    const Ticket *ticket = entry->ticket == TEXT_NONE ? NULL : ticket_find(engine, entry->ticket);
    row.account = owner_account(engine, owner, ticket);
    row.contract = owner_contract(engine, owner);
    row.ledger = book_name(engine->policy, &balance->key);
    row.currency = balance->key.book == BOOK_MONEY ? balance->key.of : NONE;
    row.amount = entry->amount;
    row.balance = balance->sum;
    row.kind = entry->kind;
    row.source = entry->source;
    row.of = balance->key.of;
    row.line = balance->key.line;
    row.start = balance->key.period;
    row.from = balance->from;
    row.until = balance->until;
    row.fields = ticket ? ticket->fields : NULL;
    row.account_fields = ticket ? account_fields(engine, ticket) : NULL;
    engine->sink.ledger(engine->sink.context, &row);
}

LedgerBalance *ledger_enter(Engine *engine, const LedgerKey *key, LedgerEntry entry)
{
    return balance_enter(engine, ledger_open(engine->ledger, key), entry);
}

LedgerBalance *balance_enter(Engine *engine, LedgerBalance *balance, LedgerEntry entry)
{
    Ledger *ledger = engine->ledger;
    entry.balance = (uint32_t)(balance - ledger->balances);
    int64_t sum;
    if (!add_checked(balance->sum, entry.amount, &sum)) {
        engine_fault(engine);
        return balance;
    }
    entry.previous = balance->last;
    balance->sum = sum;
    balance->last = ledger->entries_count;
    STATE_PUSH(ledger->entries, ledger->entries_count, ledger->entries_capacity, entry);
    if (engine->sink.ledger)
        row_make(engine, balance, &entry);
    return balance;
}

bool ledger_is_sound(const Ledger *ledger)
{
    for (uint32_t i = 0; i < ledger->balances_count; i++) {
        int64_t sum = 0;
        for (uint32_t k = ledger->balances[i].last; k != NONE; k = ledger->entries[k].previous)
            if (ledger->entries[k].balance != i ||
                !add_checked(sum, ledger->entries[k].amount, &sum))
                return false;
        if (sum != ledger->balances[i].sum)
            return false;
    }
    return true;
}

/* ---- Owners ---- */

LedgerOwner ticket_owner(const Ticket *ticket)
{
    bool has_contract = ticket->contract != NONE;
    return (LedgerOwner){.contract = ticket->contract,
                         .account = has_contract ? NONE : ticket->account};
}

Date owner_start(const Engine *engine, LedgerOwner owner)
{
    return owner.contract == NONE ? PERIOD_NO_CONTRACT
                                  : contract_book_get(engine->book, owner.contract)->from;
}

static bool is_alike(Period a, Period b)
{
    return a.unit == b.unit && a.of_contract == b.of_contract;
}

/* Where the clocks go back at midnight a day's first hours are told as the day before, so those are always looked up. */
PeriodSpan ledger_period(Engine *engine, Period period, const Zone *zone, Instant at,
                         LedgerOwner owner)
{
    Date start = owner_start(engine, owner);
    uint32_t slot = ((uint32_t)start * 5 + (uint32_t)period.unit) % PERIODS_KEPT;
    PeriodKept *kept = &engine->ledger->periods[slot];
    if (kept->zone == zone && is_alike(kept->period, period) && kept->contract_start == start &&
        at >= kept->span.from + 3 * HOUR_MS && at < kept->span.until)
        return kept->span;
    *kept = (PeriodKept){.period = period, .zone = zone, .contract_start = start};
    kept->span = period_at(period, zone, at, start);
    return kept->span;
}

TextId period_name(Engine *engine, Period period, Date start, LedgerOwner owner)
{
    Date contract_start = owner_start(engine, owner);
    PeriodNamed *named =
        &engine->ledger->names[((uint32_t)start * 5 + (uint32_t)period.unit) % PERIODS_KEPT];
    char text[PERIOD_TEXT];
    if (named->is_kept && is_alike(named->period, period) && named->start == start &&
        named->contract_start == contract_start)
        return named->name;
    int size = period_print(period, start, contract_start, text);
    *named = (PeriodNamed){
        .period = period, .start = start, .contract_start = contract_start, .is_kept = true};
    named->name = intern_add(engine->texts, (Text){.data = text, .size = (uint32_t)size});
    return named->name;
}
