#include "runtime/contract_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

typedef struct ContractList { /* of one account, by (from, number) */
    TextId account;
    VEC(uint32_t) contracts;
    VEC(Date) reach; /* the latest end of those up to here */
} ContractList;

struct ContractBook {
    const Policy *policy;
    Intern *texts;
    Arena *arena;
    VEC(Contract) contracts;
    VEC(ContractList) lists;
    uint32_t *slots; /* list + 1 by hash of the account, 0 = empty; a power of two */
    uint32_t slots_count;
};

/* ---- Accounts ---- */

static uint32_t slot_of(const ContractBook *book, TextId account)
{
    uint32_t slot = account * UINT32_C(2654435761) & (book->slots_count - 1);
    while (book->slots[slot] && book->lists.at[book->slots[slot] - 1].account != account)
        slot = (slot + 1) & (book->slots_count - 1);
    return slot;
}

static const ContractList *list_find(const ContractBook *book, TextId account)
{
    uint32_t list = book->slots[slot_of(book, account)];
    return list ? &book->lists.at[list - 1] : NULL;
}

static void slots_grow(ContractBook *book)
{
    book->slots_count = book->slots_count ? book->slots_count * 2 : 64;
    book->slots = ARENA_ARRAY(book->arena, uint32_t, book->slots_count);
    for (uint32_t i = 0; i < book->lists.count; i++)
        book->slots[slot_of(book, book->lists.at[i].account)] = i + 1;
}

static ContractList *list_get(ContractBook *book, TextId account)
{
    uint32_t slot = slot_of(book, account);
    if (book->slots[slot])
        return &book->lists.at[book->slots[slot] - 1];
    VEC_PUSH(book->arena, &book->lists, (ContractList){.account = account});
    book->slots[slot] = book->lists.count;
    if (book->lists.count * 2 > book->slots_count)
        slots_grow(book);
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

static uint32_t book_add(ContractBook *book, Contract contract)
{
    uint32_t number = book->contracts.count;
    VEC_PUSH(book->arena, &book->contracts, contract);
    for (uint32_t i = 0; i < contract.accounts_count; i++)
        list_add(book, list_get(book, contract.accounts[i]), number);
    return number;
}

static Contract contract_make(const Policy *policy, const ContractDef *def)
{
    Contract contract = {.name = def->name, .origin = def->origin, .plan = def->plan};
    contract.from = def->from;
    contract.until = def->until;
    contract.renew = def->renew;
    contract.end = def->renew.count ? INT32_MAX : def->until;
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
    slots_grow(book);
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        book_add(book, contract_make(policy, &policy->contracts[i]));
    return book;
}

void contract_book_free(ContractBook *book)
{
    if (book)
        arena_free(book->arena);
}

uint32_t contract_book_count(const ContractBook *book)
{
    return book->contracts.count;
}

const Contract *contract_book_get(const ContractBook *book, uint32_t contract)
{
    return &book->contracts.at[contract];
}

/* ---- Looking up ---- */

ContractCursor contract_book_find(const ContractBook *book, TextId account, Date first, Date last)
{
    ContractCursor cursor = {.book = book, .list = list_find(book, account), .first = first};
    if (cursor.list)
        cursor.left = begun_before(book, cursor.list, last + 1);
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

Date contract_term_end(const Contract *contract, uint32_t term)
{
    if (contract->until == INT32_MAX || (term && !contract->renew.count))
        return contract->until;
    int64_t count = contract->renew.count * term;
    if (contract->renew.unit == UNIT_WEEK)
        return contract->until + (Date)(count * 7);
    return date_add_months(contract->until, count);
}
