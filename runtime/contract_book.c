#include "runtime/contract_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

typedef struct ContractList { /* of one account, by (from, number) */
    TextId account;
    VEC(uint32_t) contracts;
    VEC(Date) reach; /* the latest end of those up to here */
} ContractList;

typedef struct TextMap { /* from text ids to numbers, open addressing */
    TextId *keys;
    uint32_t *values;     /* number + 1, 0 = empty */
    uint32_t count, size; /* size: a power of two */
} TextMap;

struct ContractBook {
    const Policy *policy;
    Intern *texts;
    Arena *arena;
    VEC(Contract) contracts;
    VEC(ContractList) lists;
    TextMap names;    /* contracts */
    TextMap accounts; /* lists */
};

/* ---- Names ---- */

static uint32_t map_slot(const TextMap *map, TextId key)
{
    uint32_t slot = key * UINT32_C(2654435761) & (map->size - 1);
    while (map->values[slot] && map->keys[slot] != key)
        slot = (slot + 1) & (map->size - 1);
    return slot;
}

static uint32_t map_find(const TextMap *map, TextId key)
{
    return map->size && map->values[map_slot(map, key)] ? map->values[map_slot(map, key)] - 1
                                                        : NONE;
}

static void map_grow(Arena *arena, TextMap *map)
{
    TextMap old = *map;
    map->size = old.size ? old.size * 2 : 64;
    map->keys = ARENA_ARRAY(arena, TextId, map->size);
    map->values = ARENA_ARRAY(arena, uint32_t, map->size);
    for (uint32_t i = 0; i < old.size; i++) {
        if (!old.values[i])
            continue;
        uint32_t slot = map_slot(map, old.keys[i]);
        map->keys[slot] = old.keys[i];
        map->values[slot] = old.values[i];
    }
}

/* The key is not there yet. */
static void map_add(Arena *arena, TextMap *map, TextId key, uint32_t value)
{
    if (map->count * 2 >= map->size)
        map_grow(arena, map);
    uint32_t slot = map_slot(map, key);
    map->keys[slot] = key;
    map->values[slot] = value + 1;
    map->count++;
}

/* ---- Contracts of an account ---- */

static const ContractList *list_find(const ContractBook *book, TextId account)
{
    uint32_t list = map_find(&book->accounts, account);
    return list == NONE ? NULL : &book->lists.at[list];
}

static ContractList *list_get(ContractBook *book, TextId account)
{
    uint32_t list = map_find(&book->accounts, account);
    if (list != NONE)
        return &book->lists.at[list];
    map_add(book->arena, &book->accounts, account, book->lists.count);
    VEC_PUSH(book->arena, &book->lists, (ContractList){.account = account});
    return &book->lists.at[book->lists.count - 1];
}

/* How many contracts of the list begin before `day`. */
static uint32_t begun_before(const ContractBook *book, const ContractList *list, Date day)
{
    uint32_t low = 0, high = list->contracts.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (book->contracts.at[list->contracts.at[middle]].from < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void list_add(ContractBook *book, ContractList *list, uint32_t contract)
{
    const Contract *added = &book->contracts.at[contract];
    uint32_t at = added->from == INT32_MAX ? list->contracts.count
                                           : begun_before(book, list, added->from + 1);
    VEC_PUSH(book->arena, &list->contracts, 0);
    VEC_PUSH(book->arena, &list->reach, 0);
    size_t moved = list->contracts.count - 1 - at;
    memmove(list->contracts.at + at + 1, list->contracts.at + at, moved * sizeof(uint32_t));
    memmove(list->reach.at + at + 1, list->reach.at + at, moved * sizeof(Date));
    list->contracts.at[at] = contract;
    list->reach.at[at] =
        at && list->reach.at[at - 1] > added->end ? list->reach.at[at - 1] : added->end;
    for (uint32_t i = at + 1; i < list->reach.count && list->reach.at[i] < added->end; i++)
        list->reach.at[i] = added->end;
}

/* ---- Contracts ---- */

static void book_add(ContractBook *book, Contract contract)
{
    uint32_t number = book->contracts.count;
    contract.end = contract.renew.count ? INT32_MAX : contract.until;
    VEC_PUSH(book->arena, &book->contracts, contract);
    if (map_find(&book->names, contract.name) == NONE)
        map_add(book->arena, &book->names, contract.name, number);
    for (uint32_t i = 0; i < contract.accounts_count; i++)
        list_add(book, list_get(book, contract.accounts[i]), number);
}

static Contract contract_make(const Policy *policy, const ContractDef *def)
{
    Contract contract = {.name = def->name, .origin = def->origin, .plan = def->plan};
    contract.from = def->from;
    contract.until = def->until;
    contract.renew = def->renew;
    contract.accounts = policy->contract_accounts + def->accounts_first;
    contract.accounts_count = def->accounts_count;
    contract.values = policy->contract_values + def->values_first;
    contract.terms = def->terms;
    return contract;
}

ContractBook *contract_book_new(const Policy *policy, Intern *texts)
{
    Arena *arena = arena_new();
    ContractBook *book = ARENA_NEW(arena, ContractBook);
    book->policy = policy;
    book->texts = texts;
    book->arena = arena;
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        book_add(book, contract_make(policy, &policy->contracts[i]));
    return book;
}

void contract_book_free(ContractBook *book)
{
    if (book)
        arena_free(book->arena);
}

/* ---- Rows of files ---- */

static const char *origin_text(const ContractBook *book, Arena *arena, const Contract *contract)
{
    return arena_format(arena, "%.*s:%u", TEXT_ARGS(intern_get(book->texts, contract->origin.file)),
                        contract->origin.line);
}

static const char *day_text(Arena *arena, Date day)
{
    char text[INSTANT_TEXT];
    return arena_copy(arena, text, (size_t)date_print(day, text));
}

/* A day that both hold: the later start, or a day before the earlier end where neither has a start. */
static Date common_day(const Contract *one, const Contract *other)
{
    Date day = one->from > other->from ? one->from : other->from;
    Date end = one->end < other->end ? one->end : other->end;
    return day != INT32_MIN ? day : end != INT32_MAX ? end - 1 : 0;
}

/* The account may have one contract on one day (language.md "Plans, quotas, packs, contracts, money"): a row covers every
   ticket, and so leaves none to another contract. */
static const char *overlap_find(const ContractBook *book, Arena *arena, const Contract *contract,
                                TextId account)
{
    ContractCursor cursor =
        contract_book_find(book, account, contract->from,
                           contract->end == INT32_MAX ? INT32_MAX - 1 : contract->end - 1);
    uint32_t found = contract_book_next(&cursor);
    if (found == NONE)
        return NULL;
    const Contract *other = &book->contracts.at[found];
    return arena_format(arena, "the account %.*s is under the contract %.*s (%s) already on %s",
                        TEXT_ARGS(intern_get(book->texts, account)),
                        TEXT_ARGS(intern_get(book->texts, other->name)),
                        origin_text(book, arena, other),
                        day_text(arena, common_day(contract, other)));
}

static const char *account_twice(const ContractBook *book, Arena *arena, const Contract *contract)
{
    for (uint32_t i = 0; i < contract->accounts_count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (contract->accounts[i] == contract->accounts[k])
                return arena_format(arena, "the account %.*s stands twice in one contract",
                                    TEXT_ARGS(intern_get(book->texts, contract->accounts[i])));
    return NULL;
}

static const char *contract_problem(const ContractBook *book, Arena *arena,
                                    const Contract *contract)
{
    uint32_t known = map_find(&book->names, contract->name);
    if (known != NONE)
        return arena_format(arena, "there is a contract %.*s already, at %s",
                            TEXT_ARGS(intern_get(book->texts, contract->name)),
                            origin_text(book, arena, &book->contracts.at[known]));
    if (!contract->accounts_count)
        return "account: it names none";
    if (contract->from >= contract->until && contract->until != INT32_MAX)
        return "the contract ends before it begins; `until` is not included";
    if (contract->renew.count && contract->until == INT32_MAX && contract->from == INT32_MIN)
        return "the contract is renewed, but nothing says when it ends";
    const char *problem = account_twice(book, arena, contract);
    for (uint32_t i = 0; !problem && i < contract->accounts_count; i++)
        problem = overlap_find(book, arena, contract, contract->accounts[i]);
    return problem;
}

const char *contract_book_add(ContractBook *book, Arena *arena, const Contract *contract)
{
    Contract added = *contract;
    added.end = added.renew.count ? INT32_MAX : added.until;
    const char *problem = contract_problem(book, arena, &added);
    if (problem)
        return problem;
    added.accounts = (const TextId *)(void *)arena_copy(book->arena, added.accounts,
                                                        added.accounts_count * sizeof(TextId));
    added.values = (const Value *)(void *)arena_copy(
        book->arena, added.values, book->policy->contract_fields_count * sizeof(Value));
    book_add(book, added);
    return NULL;
}

uint32_t contract_book_count(const ContractBook *book)
{
    return book->contracts.count;
}

const Contract *contract_book_get(const ContractBook *book, uint32_t contract)
{
    return &book->contracts.at[contract];
}

Contract *contract_book_at(ContractBook *book, uint32_t contract)
{
    return &book->contracts.at[contract];
}

/* ---- Looking up ---- */

ContractCursor contract_book_find(const ContractBook *book, TextId account, Date first, Date last)
{
    ContractCursor cursor = {.book = book, .list = list_find(book, account), .first = first};
    if (cursor.list)
        cursor.left = begun_before(book, cursor.list, last == INT32_MAX ? last : last + 1);
    return cursor;
}

uint32_t contract_book_next(ContractCursor *cursor)
{
    while (cursor->left && cursor->list->reach.at[cursor->left - 1] > cursor->first) {
        uint32_t contract = cursor->list->contracts.at[--cursor->left];
        if (cursor->book->contracts.at[contract].end > cursor->first)
            return contract;
    }
    cursor->left = 0;
    return NONE;
}

Amount contract_renewal(Text word, bool *is_known)
{
    static const struct {
        Text word;
        Amount every;
    } RENEWAL[] = {{{"weekly", 6}, {1, UNIT_WEEK}},
                   {{"monthly", 7}, {1, UNIT_MONTH}},
                   {{"quarterly", 9}, {3, UNIT_MONTH}},
                   {{"yearly", 6}, {12, UNIT_MONTH}}};
    *is_known = true;
    for (size_t i = 0; i < sizeof RENEWAL / sizeof *RENEWAL; i++)
        if (text_equal(RENEWAL[i].word, word))
            return RENEWAL[i].every;
    *is_known = false;
    return (Amount){0};
}

static Date day_after(Date day, Amount amount, int64_t times)
{
    return amount.unit == UNIT_WEEK ? day + (Date)(amount.count * 7 * times)
                                    : date_add_months(day, amount.count * times);
}

Date contract_term_end(const Contract *contract, uint32_t term)
{
    bool is_open = contract->until == INT32_MAX;
    if (!contract->renew.count || (is_open && contract->from == INT32_MIN))
        return contract->until;
    return is_open ? day_after(contract->from, contract->renew, (int64_t)term + 1)
                   : day_after(contract->until, contract->renew, term);
}
