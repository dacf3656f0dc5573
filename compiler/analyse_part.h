/* The parts of analyse_program, one file each, in the order in which they run. */
#ifndef COMPILER_ANALYSE_PART_H
#define COMPILER_ANALYSE_PART_H

#include "compiler/analyse.h"
#include "compiler/decide.h"
#include "compiler/witness.h"

/* Code that the analysis asks about beside the policy's own: made before any diagram is. */
typedef struct AskedCode {
    const Node *node; /* of a row */
    CodeId code;
} AskedCode;

typedef struct Condition { /* a condition of the text, or a part of one that is a condition too */
    const Node *node, *owner; /* owner: that holds it */
    CodeId code;
    uint32_t parent; /* the condition that it is a part of, NONE: it stands by itself */
    bool is_told;    /* it, or a part of it, was told to be constant */
} Condition;

typedef struct ExceptionCode { /* the lines of one clock in an exception alone */
    const Symbol *exception;
    uint32_t clock;
    CodeId code;
} ExceptionCode;

typedef struct Taken { /* what was asked last */
    DiagramRef there;
    DiagramLeaves leaves;
} Taken;

typedef struct NodePlace {
    uintptr_t node; /* an address, to search by */
    uint32_t condition;
} NodePlace;

typedef struct Analysis {
    const Program *program;
    const Policy *policy;
    Lower *lower;
    DiagList *diags;
    Arena *arena;        /* of the compilation */
    VEC(AskedCode) rows; /* of tables, by place */
    VEC(ExceptionCode) exceptions;
    VEC(Condition) conditions; /* each before its parts */
    NodePlace *places;         /* of conditions, sorted by node: one for each */
    Decide *decide;
    Diagram *diagram;
    CodeId *teams;      /* by SLA: is the ticket's team its team? */
    DiagramRef *reach;  /* by SLA, DIAGRAM_NONE: not asked yet */
    bool is_at_hand;    /* an SLA's `applies` reads the calendar at hand */
    DiagramRef *values; /* by CodeId: what it gives, plus 1; 0: not asked yet */
    Taken taken;
    NodeList met; /* rows of unique tables that were told to meet another */
} Analysis;

/* ---- Shared (analyse.c) ---- */

/* Diagrams of its own, empty. */
void analyse_diagrams(Analysis *analysis);
/* The calendar at hand of a target line (T8), where the ticket has no part in it; NONE otherwise. */
uint32_t analyse_line_calendar(const Analysis *analysis, uint32_t line);
/* The cell of a line that is made of a row; NULL for any other. */
const Node *analyse_line_cell(const Analysis *analysis, uint32_t line);
/* What a line was made of, in one word's place: the cell, or the target. */
Span analyse_line_span(const Analysis *analysis, uint32_t line);
/* The SLA that a row of sla_clocks belongs to; of an override, the one that it overrides. */
uint32_t analyse_sla(const Analysis *analysis, uint32_t sla_clock);
/* The override that a row of sla_clocks belongs to, NONE: it is an SLA's own. */
uint32_t analyse_override(const Analysis *analysis, uint32_t sla_clock);

/* The tickets that come under the SLA: of some plan that names it, where it applies and none before it does (P1); of one
   that no plan names, where it applies. */
DiagramRef analyse_reach(Analysis *analysis, uint32_t sla);
/* What the line asks of a ticket, whatever lines stand before it. */
DiagramRef analyse_guard(Analysis *analysis, uint32_t line);
/* What the code gives, and where it holds (NONE: everywhere), worked out once. */
DiagramRef analyse_code(Analysis *analysis, CodeId code);
DiagramRef analyse_holds(Analysis *analysis, CodeId code);
/* The lines that tickets of the region get, ascending, and among them numbers below 0 where some get none. Empty: not
   known. */
DiagramLeaves analyse_taken(Analysis *analysis, DiagramRef lines, DiagramRef region);
/* Where a condition of the text holds; NULL always does. */
DiagramRef analyse_condition(Analysis *analysis, const Node *condition);
/* Was it told that the condition never holds, or a part of it? Nothing more is to be said of it then. */
bool analyse_is_told(const Analysis *analysis, const Node *condition);
/* Does it read a define that is a constant? That is a switch of the author's, and what it turns off is meant to be off. */
bool analyse_has_switch(Analysis *analysis, const Node *condition);
CodeId analyse_condition_code(const Analysis *analysis, const Node *condition);
CodeId analyse_row_code(const Analysis *analysis, const Node *row);
/* The exception's lines for the clock; NONE: it has none. */
CodeId analyse_exception_code(const Analysis *analysis, const Symbol *exception, uint32_t clock);
bool analyse_is_possible(
    DiagramRef condition); /* not never; one beyond the cap is not known to be */
/* After each subject: where the cap was reached, says what was not examined and begins anew. */
void analyse_settle(Analysis *analysis, Span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A finding is told only if its witness was found. */
bool analyse_witness(Analysis *analysis, DiagramRef where, uint32_t sla, const Claim *claims,
                     uint32_t count, Witness *out);

/* Does an engine, fed with a ticket created at `start` that gets the line, show that deadline, or none? INSTANT_NONE: it is to
   show none. True too where no such ticket was found. */
bool analyse_is_due(Analysis *analysis, uint32_t line, Instant start, Instant due);
/* A moment at which the event comes and the condition does not hold, as the witness of the finding. */
void analyse_tell_event(Analysis *analysis, Diag *diag, CodeId event, CodeId condition);

/* Names and values of the witness, and a test of it. `expectations` are lines "  expect …\n" about the ticket t1. */
void analyse_tell(Analysis *analysis, Diag *diag, const Witness *witness, uint32_t sla,
                  const char *expectations);
/* "  expect t1.sla is standard\n"; nothing of a team's. */
const char *analyse_expect_sla(Analysis *analysis, uint32_t sla);
/* "  expect t1.resolve WHAT\n", where the clock starts at creation; else that the ticket comes under the SLA. */
const char *analyse_expect(Analysis *analysis, const Witness *witness, uint32_t sla_clock,
                           const char *what);

/* ---- The parts ---- */

/* Of every compilation (analyse_errors), each with diagrams of its own:
   analyse_cascade.c: rules that trigger each other for ever. */
void analyse_cascades(Analysis *analysis);
/* analyse_cover.c: contracts of the source that cover one ticket on one day. */
void analyse_covers(Analysis *analysis);

/* analyse_condition.c: conditions that are always true or never. First all of them are collected and made code. */
void conditions_collect(Analysis *analysis);
void analyse_conditions(Analysis *analysis);
/* analyse_gap.c: tickets that no line fits. */
void analyse_gaps(Analysis *analysis);
/* analyse_line.c: lines, rows and exceptions that no ticket reaches. */
void analyse_lines(Analysis *analysis);
/* analyse_overlap.c: rows of a unique table and exceptions that meet. */
void analyse_overlaps(Analysis *analysis);
/* analyse_choice.c: SLAs of a plan, default plans and calendar lines that something before them always takes. */
void analyse_choices(Analysis *analysis);
/* analyse_event.c: clocks, rules, quotas and draws that no event sets off, pauses without end. */
void analyse_events(Analysis *analysis);
/* analyse_step.c: steps before the start, and steps that never come. */
void analyse_steps(Analysis *analysis);
/* analyse_order.c: a response after the resolution, an inner agreement longer than the outer one. */
void analyse_orders(Analysis *analysis);
/* analyse_calendar.c: holidays that end too early, hours that a clock change removes. */
void analyse_calendars(Analysis *analysis);
/* analyse_contract.c: customers without a contract between two terms. */
void analyse_contracts(Analysis *analysis);
/* analyse_money.c: prices and lots of tickets that make no sense together. */
void analyse_money(Analysis *analysis);
/* analyse_target.c: limits that no day holds. */
void analyse_targets(Analysis *analysis);

#endif
