/* Statement: why the clocks of one ticket stand as they do, like the statement of a bank account: every interval and
   decision with its date, what ran, what is left, and the line of the policy that it rests on. It is made of what an
   engine knows at the end of a replay and of the rows that it gave on the way, and outlives the engine. */
#ifndef CLI_STATEMENT_H
#define CLI_STATEMENT_H

#include <stdio.h>

#include "runtime/query.h"

typedef struct StatementLine { /* an interval, or with to == from something that happened */
    Instant from, to;
    const char *
        kind; /* "ran", "closed", "paused", "stopped", or the kind of a decision, action or entry */
    const char *what; /* in words */
    Duration ms;      /* working time of an interval; VALUE_ABSENT otherwise */
    Duration ran,
        left; /* so far, after it; VALUE_ABSENT where they don't move or there is no limit */
    const char *source; /* "warranty.sla:12"; "": none */
} StatementLine;

typedef struct StatementClock {
    ClockRow row;
    bool has_target, is_untimed;
    const char *clock, *sla, *calendar, *target, *source;
    const Zone *zone; /* of the calendar */
    VEC(StatementLine) lines;
    bool is_cut; /* there are more intervals than LIFE_MOST */
} StatementClock;

typedef struct Statement {
    const Policy *policy;
    Arena *arena;
    Instant at;                                                    /* the end */
    const char *ticket, *account, *plan, *sla, *contract, *charge; /* "": none */
    Instant created, closed;                                       /* VALUE_ABSENT: not closed */
    bool is_covered;
    const Zone *zone; /* of what belongs to no clock */
    VEC(StatementClock) clocks;
    VEC(StatementLine) lines; /* decisions about the ticket, actions and ledger entries */
} Statement;

typedef struct Statements Statements; /* takes the rows of a run */

/* `clock` NULL: all clocks; ids of rows are of `texts`. */
Statements *statements_new(const Policy *policy, const char *ticket, const char *clock);
void statements_free(Statements *statements); /* and the statement with it */
Sink statements_sink(Statements *statements, const Intern *texts);
/* NULL: no such ticket. */
const Statement *statement_make(Statements *statements, Engine *engine, Instant end);

void statement_text_print(const Statement *statement, FILE *out);
void statement_json_print(const Statement *statement, FILE *out);
void statement_html_print(const Statement *statement, FILE *out);

#endif
