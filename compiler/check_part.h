/* The parts of check_program, one file each, in the order in which they run. */
#ifndef COMPILER_CHECK_PART_H
#define COMPILER_CHECK_PART_H

#include "compiler/check_expr.h"

/* check_data.c: defaults, defines and assessments, events' `sets`. */
void check_data(Checker *checker);
/* Last: definitions that read what may be absent and that nothing used with a guard. */
void check_unused(Checker *checker);

/* check_feed.c: an iCalendar feed becomes dates of its set: HOLIDAY_DATE nodes after the `feed` line. */
void feed_read(Checker *checker, Symbol *set, Node *feed);

/* check_calendar.c: holiday sets and calendars. */
void check_calendars(Checker *checker);
/* Notes on the diag what each reading of a bare `n days` gives for one example ticket. */
void days_readings(Checker *checker, Diag *diag, Symbol *calendar, long long count);
bool calendar_is_open_always(Checker *checker, Symbol *calendar);

/* check_clock.c: clocks and event patterns. */
void check_clocks(Checker *checker);
/* A list of WATCH: patterns, each with its condition and origin. */
void watches_check(Checker *checker, const NodeList *watches);
void pattern_check(Checker *checker, Node *pattern);
/* The fields of the event that every one of the watches waits for; NULL if they have none in common. */
const SymbolList *watches_fields(const NodeList *watches);
/* `at most 10 workdays`, `5 days`, `15m`: a positive duration or period. */
void amount_positive_check(Checker *checker, Node *amount);

/* check_sla.c, check_table.c: SLAs, exceptions, overrides. */
void check_slas(Checker *checker);
/* The items of an override of `sla`, checked as the SLA's own. */
void override_check(Checker *checker, Symbol *sla, const NodeList *items);

typedef struct SlaScope { /* where a target stands */
    Symbol *sla;
    SymbolList calendars; /* those that may be at hand (T8) */
    SymbolList clocks;    /* named by a target so far, anywhere in the SLA */
} SlaScope;

void targets_check(Checker *checker, SlaScope *scope, Node *targets);
void limit_check(Checker *checker, const SlaScope *scope, Node *limit, Symbol *on);
void cutoff_check(Checker *checker, Node *cutoff);
void clock_add(Checker *checker, SlaScope *scope, Symbol *clock);

/* check_plan.c: plans, packs, default plans; check_contract.c: contracts. */
void check_plans(Checker *checker);
void check_contracts(Checker *checker);
void capacity_check(Checker *checker, Node *capacity);
/* Money, or a share of the fee or of money; it may be scaled, and rounds at the minor unit (L5). */
void money_amount_check(Checker *checker, Node *amount);

/* check_quota.c: what a quota or a limit says beside its types; after those. */
void quota_check(Checker *checker, const Node *quota);
void limit_size_check(Checker *checker, const Node *limit);

/* check_money.c: after plans, SLAs and rules: amounts that a ledger can hold. */
void check_money(Checker *checker);

/* check_rule.c: rules, queues; check_workflow.c: workflows; check_action.c: actions. */
void check_rules(Checker *checker);
void check_workflows(Checker *checker);
void actions_check(Checker *checker, const NodeList *actions);

/* check_source.c, check_test.c. */
void check_sources(Checker *checker);
void check_tests(Checker *checker);

#endif
