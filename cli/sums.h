/* Sums: what a replay's ledger came to, all of it added up from the entries: quotas per owner and period, packs, money.
   Part of a Summary, which owns the memory. */
#ifndef CLI_SUMS_H
#define CLI_SUMS_H

#include "cli/summary.h"
#include "runtime/counter.h"

enum { BY_MAX = 8 };

typedef struct Labels { /* the values of a row's fields, as words and, for sorting, as numbers */
    Text cells[BY_MAX];
    Value order[BY_MAX]; /* VALUE_ABSENT last */
} Labels;

typedef struct
    SumOwner { /* the contract, or the account where there is none; neither: nobody's tickets */
    Text name;
    bool is_contract, is_nobody;
    int64_t used, beyond; /* of all its quotas */
    uint32_t rank;        /* the most beyond first, then the most used, then by name */
} SumOwner;

typedef struct QuotaUse { /* one line of a quota in one period of one owner */
    uint32_t owner, quota, line;
    uint32_t rank; /* of the owner */
    Text period;
    Date start;
    Instant from, until;
    int64_t included; /* granted and rolled over */
    int64_t used;     /* taken less refunded */
    int64_t left;     /* the balance */
    int64_t beyond;   /* units for which the line had no room */
    int64_t wanted;   /* used, and all that the quota had no room for */
    Instant ran_out;  /* since when nothing is left; INSTANT_NONE: something is */
} QuotaUse;

typedef struct QuotaKind { /* units by the fields of --by, or by type */
    uint32_t quota;
    Labels labels;
    int64_t used, beyond;
} QuotaKind;

/* The quota that would have sufficed: periods of all owners, from the first to the last that each used, quiet ones between
   too. */
typedef struct QuotaSize {
    uint32_t quota, line;
    uint64_t periods;
    int64_t enough[3]; /* for SIZE_SHARES of the periods, by nearest rank */
} QuotaSize;
enum { SIZE_SHARES_COUNT = 3 };
extern const uint32_t SIZE_SHARES[SIZE_SHARES_COUNT]; /* percent */

typedef struct PackSum {
    Text account;
    uint32_t pack;
    int64_t bought, drawn, expired; /* drawn: owed ones too, less refunds */
    int64_t left;                   /* the balance; below zero: owed */
    Instant expires;  /* of the lot that ends first; VALUE_ABSENT: without end, or none */
    int64_t expiring; /* tickets in it */
} PackSum;

typedef struct MoneySum { /* minor units; VALUE_ABSENT: beyond 64 bits */
    uint32_t owner;       /* NONE: of all owners */
    uint32_t currency, rank;
    int64_t fees, bills, credits, total; /* credits are below zero */
} MoneySum;

typedef struct Sums {
    Counters *rows;    /* by table and key: the row in it, + 1 */
    Intern *kind_keys; /* bytes of KindKeys; ids are indices into kinds */
    VEC(SumOwner) owners;
    VEC(QuotaUse) uses;
    VEC(QuotaKind) kinds;
    VEC(QuotaSize) sizes;
    VEC(PackSum) packs;
    VEC(MoneySum) money, totals;
} Sums;

void sums_ledger_take(void *summary, const LedgerRow *row);
void sums_beyond_take(void *summary, const BeyondRow *row);
void sums_lot_take(void *summary, const LotRow *row);
/* Sorts, and derives sizes and totals. No row may come after. */
void sums_finish(Summary *summary);

/* What does not fit into 64 bits stays absent. */
void sum_add(int64_t *sum, int64_t amount);
/* When the quota of a period will be used up if it goes on as from the period's start to `now`: INSTANT_NONE if it lasts,
   is used up, or has not begun. */
Instant quota_runs_out(const QuotaUse *use, Instant now);
Text sums_quota_name(const Summary *summary, uint32_t quota);
/* "week", "month of contract". */
const char *sums_period_word(const Summary *summary, uint32_t line);

void sums_print(Summary *summary, FILE *out, Instant until);
void sums_json_print(Summary *summary, FILE *out, Instant until);

#endif
