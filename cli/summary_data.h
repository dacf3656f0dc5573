/* What a Summary counts; shared by the files that count it (summary.c) and print it
   (summary_table.c, summary_json.c), and by no other. */
#ifndef CLI_SUMMARY_DATA_H
#define CLI_SUMMARY_DATA_H

#include "cli/summary.h"
#include "cli/sums.h"
#include "cli/tally.h"

enum { CELL_TEXT = 256 /* bytes of a value that are shown */ };

typedef struct ByField {
    bool is_account;
    uint32_t field;
    const FieldDef *def;
    Text name; /* as asked for */
} ByField;

typedef struct Kinds { /* the fields by which rows are told apart */
    ByField at[BY_MAX];
    uint32_t count;
} Kinds;

typedef struct KindKey { /* what tells rows apart, as bytes */
    uint64_t quota;      /* of QuotaKinds; NONE */
    Value values[BY_MAX];
} KindKey;

typedef struct Group {
    Labels labels;
    uint64_t tickets;
    Tally *clocks; /* by ClockDef */
} Group;

typedef struct PlanTally {
    uint64_t tickets;
    Outcomes cycles;
} PlanTally;

typedef struct AccountTally {
    Text name;
    Outcomes cycles;
} AccountTally;

struct Summary {
    Arena *arena;
    const Policy *policy;
    const Intern *texts; /* of the rows at hand */
    const SetPool *sets;
    Kinds by, kinds; /* kinds: of quotas, `by` or the type */
    Group all;
    uint32_t plans_count; /* that have a name: none where the policy declares no plan */
    PlanTally *plans;     /* by PlanDef, and one more for tickets without */
    Counters *accounts;   /* by text id: the index into account_tallies, + 1 */
    VEC(AccountTally) account_tallies;
    Intern *keys; /* bytes of KindKeys; ids are indices into groups */
    VEC(Group) groups;
    Sums sums;
};

/* Fills the values of the key; its bytes. */
Text summary_key(const Kinds *by, const Value *fields, const Value *account_fields, KindKey *out);
/* Its values as words. */
Labels summary_labels(Summary *summary, const Kinds *by, const KindKey *key);
/* By value, column by column: numbers and enumerators as numbers, texts bytewise, absent ones last. */
int summary_labels_order(const Labels *a, const Labels *b);
/* Puts groups in the order of their values and accounts in that of their breaches. No row may come
 * after. */
void summary_sort(Summary *summary);
/* Does an SLA name the clock? The others never run and are not shown. */
bool summary_shows(const Summary *summary, uint32_t clock);
/* How many of the sorted accounts are shown: those with breaches, ten at most. */
uint32_t summary_accounts(const Summary *summary);

#endif
