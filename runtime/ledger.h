/* Ledger: what was granted, taken, charged: entries that are only ever added, each with the event's instant, its ticket and
   the rule that caused it (semantics.md L1). A balance is the sum of the entries of its key and nothing else; keys
   are found in O(1). Every entry goes to Sink.ledger in the order in which it is made. Part of the engine, which
   owns it. */
#ifndef RUNTIME_LEDGER_H
#define RUNTIME_LEDGER_H

#include "runtime/period.h"
#include "runtime/state.h"

/* A contract, shared by its accounts, or the account where there is none; both NONE: tickets of nobody's share one. */
typedef struct LedgerOwner {
    uint32_t contract, account;
} LedgerOwner;

/* BOOK_LIMIT counts filings; it has no entries. */
typedef enum LedgerBook { BOOK_QUOTA, BOOK_PACK, BOOK_MONEY, BOOK_LIMIT } LedgerBook;

typedef struct LedgerKey {
    LedgerOwner owner;
    LedgerBook book;
    uint32_t of;   /* row of Policy.quotas, packs, limits, or of currency.def */
    uint32_t line; /* of a quota: into Policy.quota_lines; otherwise 0 */
    Date period;   /* first day of a quota's or limit's period; otherwise 0 */
} LedgerKey;

typedef struct LedgerEntry {
    Instant at;
    int64_t amount; /* units, or minor units */
    TextId ticket;  /* TEXT_NONE: none caused it */
    TextId period;  /* as printed; TEXT_NONE: of none */
    Origin source;  /* of the rule that causes it */
    LedgerKind kind;
    uint32_t balance,
        previous; /* ledger_enter fills them: what it belongs to, its entry before this one or NONE */
} LedgerEntry;

/* The running sum of one key, with what a quota or a limit remembers of it. */
typedef struct LedgerBalance {
    LedgerKey key;
    int64_t sum;         /* of its entries, and of nothing else */
    uint32_t last;       /* its latest entry, NONE */
    bool is_settled;     /* of a quota's period: what rolls over into it has been entered */
    uint64_t warned;     /* of a quota's period: bit i, its warning i has been given */
    Instant from, until; /* of a quota's period */
    int64_t kept; /* of a quota's period: what rolled over into it; of a limit: tickets filed */
} LedgerBalance;

/* Periods found lately, since most records of a time ask for the same ones. */
typedef struct PeriodKept {
    Period period;
    const Zone *zone; /* NULL: none kept */
    Date contract_start;
    PeriodSpan span;
} PeriodKept;
typedef struct PeriodNamed {
    Period period;
    Date start, contract_start;
    TextId name;
    bool is_kept;
} PeriodNamed;
enum { PERIODS_KEPT = 16 };

struct Ledger {
    PeriodKept periods[PERIODS_KEPT];
    PeriodNamed names[PERIODS_KEPT];
    LedgerEntry *entries;
    uint32_t entries_count, entries_capacity;
    LedgerBalance *balances;
    uint32_t balances_count, balances_capacity;
    uint32_t *slots; /* a hash of keys: index in balances + 1 */
    uint32_t slots_count;
    struct QuotaTake *takes; /* runtime/quota.h */
    uint32_t takes_count, takes_capacity;
};

Ledger *ledger_new(void);
void ledger_free(Ledger *ledger);
/* NULL: the key has no entry yet. Good until the next entry. */
LedgerBalance *ledger_find(const Ledger *ledger, const LedgerKey *key);
/* The key's balance, made without an entry where there is none yet. Good until the next one is made. */
LedgerBalance *ledger_open(Ledger *ledger, const LedgerKey *key);
/* The sum of the key's entries: 0 where there are none. */
int64_t ledger_sum(const Ledger *ledger, const LedgerKey *key);

/* One entry and its row. The balance is good until the next entry. An overflow is a fault, and no entry (T1). */
LedgerBalance *ledger_enter(Engine *engine, const LedgerKey *key, LedgerEntry entry);
LedgerBalance *balance_enter(Engine *engine, LedgerBalance *balance, LedgerEntry entry);

/* Whose quotas, packs and charges the ticket's are (P1). */
LedgerOwner ticket_owner(const Ticket *ticket);
/* As rows name it: of a contract the account is the ticket's (NULL: none). */
TextId owner_account(const Engine *engine, const LedgerOwner *owner, const Ticket *ticket);
TextId owner_contract(const Engine *engine, const LedgerOwner *owner);
/* The contract's first day, for periods `of contract`; PERIOD_NO_CONTRACT for an account. */
Date owner_start(const Engine *engine, LedgerOwner owner);
/* The owner's period that holds the instant. */
PeriodSpan ledger_period(Engine *engine, Period period, const Zone *zone, Instant at,
                         LedgerOwner owner);
/* The text id of a period's printed name. */
TextId period_name(Engine *engine, Period period, Date start, LedgerOwner owner);

/* Does every balance equal the sum of its entries? Asserted at the end of a debug run (L1). */
bool ledger_is_sound(const Ledger *ledger);

#endif
