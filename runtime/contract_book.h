/* Contract book: the contracts that an engine knows: those of the policy's source, then rows of files in the order in
   which they were read. A contract's number is its place in the book; it never changes. Found by account in O(log n):
   each account has its contracts in the order of their first days. Owned by the engine; texts are of the engine's
   table. */
#ifndef RUNTIME_CONTRACT_BOOK_H
#define RUNTIME_CONTRACT_BOOK_H

#include "runtime/policy.h"

typedef struct Contract {
    TextId name;
    Origin origin;
    uint32_t plan;
    Date from, until; /* the first term [from, until); INT32_MIN, INT32_MAX: open */
    Amount renew;     /* count 0: the first term is the only one (K1) */
    Date end; /* the day from which it holds no longer: `until`, INT32_MAX where it is renewed */
    const TextId *accounts;
    uint32_t accounts_count;
    const Value *values; /* by Policy.contract_fields */
    ContractTerms terms;
    bool is_judged;  /* its capacity has been looked at, once and for all */
    bool is_refused; /* over capacity (K2): it covers nothing */
} Contract;

typedef struct ContractBook ContractBook;

/* With the contracts of the source. */
ContractBook *contract_book_new(const Policy *policy, Intern *texts);
void contract_book_free(ContractBook *book);
uint32_t contract_book_count(const ContractBook *book);
const Contract *contract_book_get(const ContractBook *book, uint32_t contract);

/* Adds a row of a file; what it points to is copied. NULL, or why it is refused, in the arena: a name that is there, dates
   that hold nothing, an account that is under another contract on one of its days; both origins are named. */
const char *contract_book_add(ContractBook *book, Arena *arena, const Contract *contract);

/* Walks the contracts of an account that are in force on one of the days [first, last], latest start first. */
typedef struct ContractCursor {
    const ContractBook *book;
    const struct ContractList *list;
    uint32_t left; /* so many of the list may still hold */
    Date first;
} ContractCursor;
ContractCursor contract_book_find(const ContractBook *book, TextId account, Date first, Date last);
uint32_t contract_book_next(ContractCursor *cursor);               /* NONE at the end */
Contract *contract_book_at(ContractBook *book, uint32_t contract); /* to be judged */

/* `weekly`, `monthly`, `quarterly`, `yearly`. */
Amount contract_renewal(Text word, bool *is_known);
/* The day that ends the contract's term number `term`, from 0: `until` moved on by the renewal (K1, T6); where it is not
   written, terms are counted from the start. INT32_MAX: it has no end. */
Date contract_term_end(const Contract *contract, uint32_t term);

#endif
