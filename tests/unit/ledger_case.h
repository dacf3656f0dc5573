/* A policy and the events of a history, run for the entries of its ledgers. */
#ifndef TESTS_UNIT_LEDGER_CASE_H
#define TESTS_UNIT_LEDGER_CASE_H

#include <stdbool.h>

#include "runtime/engine.h"

typedef struct LedgerCase {
    const char *name; /* the rule and the situation */
    const char *
        policy; /* beside std.clocks and the calendar `office`, 09:00-17:00 UTC from Monday to Friday */
    const char *
        events; /* a line each: date, time in UTC, event, key=value …; the ticket is T, the account A */
    const char *until; /* "2026-03-02 17:00" */
    const char *
        rows; /* "03-02 09:20 A starter draw -1 = 9 T", "03-02 08:00 A fee 500 USD = 500 USD 2026-03" */
} LedgerCase;

Policy *ledger_policy(const char *name, const char *text);
/* Feeds the events and runs on until then; the caller frees engine and policy. */
void ledger_feed(Engine *engine, const Policy *policy, const char *events, const char *until,
                 void (*refused)(void *context, const char *reason), void *context);
Instant ledger_instant(const char *text);

/* Runs each case and compares; cases end with a row without a name. */
void ledger_case_check(const LedgerCase *test);
int ledger_cases_count(const LedgerCase *tests);

#endif
