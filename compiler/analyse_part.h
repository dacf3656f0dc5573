/* The parts of analyse_program, one file each, in the order in which they run. */
#ifndef COMPILER_ANALYSE_PART_H
#define COMPILER_ANALYSE_PART_H

#include "compiler/analyse.h"

typedef struct Analysis {
    const Program *program;
    const Policy *policy;
    Lower *lower;
    DiagList *diags;
    Arena *arena; /* of the compilation */
} Analysis;

/* The calendar at hand of a target line (T8), where the ticket has no part in it; NONE otherwise. */
uint32_t analyse_line_calendar(const Analysis *analysis, uint32_t line);
/* The cell of a line that is made of a row; NULL for any other. */
const Node *analyse_line_cell(const Analysis *analysis, uint32_t line);
/* The SLA that a row of sla_clocks belongs to; of an override, the one that it overrides. */
uint32_t analyse_sla(const Analysis *analysis, uint32_t sla_clock);

/* analyse_gap.c: tickets that no line fits. */
void analyse_gaps(Analysis *analysis);
/* analyse_calendar.c: holidays that end too early, hours that a clock change removes. */
void analyse_calendars(Analysis *analysis);
/* analyse_contract.c: customers without a contract between two terms. */
void analyse_contracts(Analysis *analysis);
/* analyse_money.c: prices and lots of tickets that make no sense together. */
void analyse_money(Analysis *analysis);
/* analyse_target.c: limits that no day holds. */
void analyse_targets(Analysis *analysis);

#endif
