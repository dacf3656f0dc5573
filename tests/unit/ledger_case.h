/* A policy and the events of a history, run for the entries of its ledgers. */
#ifndef TESTS_UNIT_LEDGER_CASE_H
#define TESTS_UNIT_LEDGER_CASE_H

#include <stdbool.h>

#include "runtime/engine.h"

/* An event is a line: date, time in UTC, event, key=value …; the ticket is T and the account A unless it says otherwise. A
   row reads "03-02 09:20 A starter draw -1 = 9 T", "03-02 08:00 A fee 500 USD = 500 USD 2026-03". */
typedef struct LedgerCase {
    const char *name;   /* the rule and the situation */
    const char *policy; /* beside std.clocks and `office`, Monday to Friday 09:00-17:00 UTC */
    const char *events;
    const char *until; /* "2026-03-02 17:00" */
    const char *rows;
} LedgerCase;

Policy *ledger_policy(const char *name, const char *text);
/* Feeds the events and runs on until then; the caller frees engine and policy. */
void ledger_feed(Engine *engine, const Policy *policy, const char *events, const char *until,
                 void (*refused)(void *context, const char *reason), void *context);
Instant ledger_instant(const char *text);

/* Runs each case and compares; cases end with a row without a name. */
void ledger_case_check(const LedgerCase *test, bool closed_loop);
int ledger_cases_count(const LedgerCase *tests);

#endif
