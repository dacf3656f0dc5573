/* What a Summary counts; shared by the files that count it (summary.c) and print it
   (summary_table.c, summary_json.c), and by no other. */
#ifndef CLI_SUMMARY_DATA_H
#define CLI_SUMMARY_DATA_H

#include "cli/summary.h"
#include "cli/tally.h"

enum { BY_MAX = 8, CELL_TEXT = 256 /* bytes of a value that are shown */ };

typedef struct ByField {
    bool is_account;
    uint32_t field;
    const FieldDef *def;
    Text name; /* as asked for */
} ByField;

typedef struct Group {
    Text cells[BY_MAX];  /* the values as words */
    Value order[BY_MAX]; /* and as numbers, for sorting; VALUE_ABSENT last */
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
    ByField by[BY_MAX];
    uint32_t by_count;
    Group all;
    uint32_t plans_count; /* that have a name: none where the policy declares no plan */
    PlanTally *plans;     /* by PlanDef, and one more for tickets without */
    Intern *accounts;     /* names; their ids are indices into account_tallies */
    VEC(AccountTally) account_tallies;
    Intern *keys; /* a group's values as one text; ids are indices into groups */
    VEC(Group) groups;
};

/* Puts groups in the order of their values and accounts in that of their breaches. No row may come
 * after. */
void summary_sort(Summary *summary);
/* Does an SLA name the clock? The others never run and are not shown. */
bool summary_shows(const Summary *summary, uint32_t clock);
/* How many of the sorted accounts are shown: those with breaches, ten at most. */
uint32_t summary_accounts(const Summary *summary);

#endif
