/* Lower: a checked program becomes a Policy, tables and IR. Each lower_*.c makes some of the
   tables; indices of fields, events, clocks, calendars, SLAs are those of the symbols in the
   Program, so a void symbol keeps an empty row. lower_program (lower.c) is the list of the stages
   and the only entry from outside; the rest is shared between the files of the lowering. */
#ifndef COMPILER_LOWER_H
#define COMPILER_LOWER_H

#include "compiler/ir.h"
#include "compiler/program.h"
#include "runtime/trial.h"

/* The policy of a program without errors; the caller frees it with policy_free. `zones` passes to
   the policy. NULL where a limit of the compiler was hit, with a diagnostic that says which. `trials`, unless it
   is NULL, gets the policy's tests, which then own it. `kept`, unless it is NULL, gets the lowering as it stands at the end, in
   `scratch`: more code can be made with it for as long as nothing but the caller uses the policy. */
typedef struct Lower Lower;
Policy *lower_program(const Program *program, ZoneSet *zones, Arena *scratch, Trials **trials,
                      Lower **kept);

/* ---- Shared by lower_*.c ---- */

typedef struct DefineCode { /* a `define` compiled for one calendar at hand */
    const Symbol *define;
    uint32_t calendar;
    CodeId code;
} DefineCode;

typedef struct LineSource { /* what a target line was made of */
    const Node *node;       /* the target, or the row of a table */
    const Node *table;      /* that holds the row; NULL in the list */
    const Node *exception;  /* that holds the line; NULL: none */
    uint32_t sla_clock;     /* whose line it is: into sla_clocks */
} LineSource;

struct Lower {
    const Program *in;
    Policy *policy;
    Arena *arena;   /* the policy's */
    Arena *scratch; /* of the compilation */
    IrProgram *ir;
    IrBuilder *build; /* the function under construction */
    uint32_t
        calendar; /* at hand by the text (a target's `on`); NONE: the SLA's, at run time (T8) */
    VEC(DefineCode) defines;
    TextId *file_names;   /* by file of the SourceSet */
    uint32_t texts_count; /* of the policy, once it is made: later ones are no part of it */

    VEC(FieldDef) fields;
    VEC(FieldDef) account_fields;
    VEC(EnumDef) enums;
    VEC(TextId) enumerators;
    VEC(Value) values;
    VEC(EventDef) events;
    VEC(EventSet) event_sets;
    VEC(EventField) event_fields;
    VEC(const HolidaySet *) holidays;
    VEC(TextId) holiday_names;
    VEC(const Calendar *) calendars;
    VEC(TextId) calendar_names;
    VEC(ClockDef) clocks;
    VEC(SlaDef) slas;
    VEC(SlaClock) sla_clocks;
    VEC(TargetLine) lines;
    VEC(LineSource) line_sources; /* by line */
    VEC(PauseLine) pauses;
    VEC(Step) steps;
    VEC(const Node *) step_nodes; /* by step */
    VEC(ActionDef) actions;
    VEC(ActionKey) action_keys;
    VEC(RuleDef) rules;
    VEC(EntryDef) entries;
    VEC(CodeId) entry_codes;
    VEC(WorkflowDef) workflows;
    VEC(QueueDef) queues;
    VEC(QueueKey) queue_keys;
    VEC(PlanDef) plans;
    VEC(uint32_t) plan_slas;
    VEC(DefaultPlan) default_plans;
    VEC(QuotaDef) quotas;
    VEC(QuotaLine) quota_lines;
    VEC(BeyondDef) beyonds;
    VEC(WarnDef) warns;
    VEC(LimitDef) limits;
    VEC(FeeDef) fees;
    VEC(PlanCredit) plan_credits;
    VEC(PlanBill) plan_bills;
    VEC(PackDef) packs;
    VEC(PackDraw) pack_draws;
    VEC(DrawsOn) draws_on;
    VEC(ObjectiveDef) objectives;
    VEC(AcceptDef) accepts;
    VEC(CapacityDef) capacities;
    VEC(FieldDef) contract_fields;
    VEC(ContractDef) contracts;
    VEC(TextId) contract_accounts;
    VEC(Value) contract_values;
    VEC(RemindDef) reminds;
    VEC(OverrideDef) overrides;
    VEC(TextId) contract_files;
    VEC(SourceDef) sources;
    VEC(Mapping) mappings;
    VEC(MatchArm) match_arms;
    VEC(Milestone) milestones;
    VEC(Assignment) assignments;
    VEC(TextId) texts_list;
};

/* Hands a finished table to the policy. */
#define TABLE_GIVE(lower, table)                                                                   \
    ((lower)->policy->table = (lower)->table.at,                                                   \
     (lower)->policy->table##_count = (lower)->table.count)

TextId lower_text(Lower *lower, Text text);
/* The code is larger than the IR can hold: a diagnostic. */
void lower_limit_report(Lower *lower, Span span);
Origin lower_origin(Lower *lower, Span span);
Amount lower_amount(const Node *node); /* of a DURATION or PERIOD; NULL gives count 0 */
uint32_t lower_symbol_index(const Node *node);

/* lower_calendar.c */
void lower_calendars(Lower *lower);
/* lower_schema.c */
void lower_schema(Lower *lower);
ValueType lower_value_type(Type type);

/* lower_expr.c: an expression as code that gives `wanted`, the node's type if TYPE_UNKNOWN. */
IrReg lower_expr(Lower *lower, const Node *node, Type wanted);
IrType lower_ir_type(Type type);
/* The only conversions of the language: integer to decimal, date to instant (program.h). */
IrReg lower_convert(Lower *lower, IrReg reg, Type from, Type to);
/* lower_operation.c: arithmetic, tests of texts and times; gives the node's own type. */
IrReg lower_operation(Lower *lower, const Node *node);
/* Conditions as jumps: falls through where it holds, or does not; NULL always holds. */
void lower_unless(Lower *lower, const Node *condition, IrLabel *no);
void lower_if(Lower *lower, const Node *condition, IrLabel *yes);
/* One function: begin, end. They nest. */
typedef struct LowerCode {
    IrBuilder build;
    IrBuilder *outer;
} LowerCode;
void lower_begin(Lower *lower, LowerCode *code);
CodeId lower_end(Lower *lower, LowerCode *code, Span span);
void lower_return(Lower *lower, IrType type, Value constant);
/* A whole expression; NONE for NULL. */
CodeId lower_code(Lower *lower, const Node *node, Type wanted);
Operand lower_operand(Lower *lower, const Node *node, Type wanted);
/* The value of an expression that reads no ticket. */
Value lower_constant(Lower *lower, const Node *node, Type wanted);

/* lower_pattern.c: event patterns (E1). */
Value lower_enumerator(const Lower *lower, Type type, Text word); /* its ordinal */
void lower_pattern_unless(Lower *lower, const Node *pattern, IrLabel *no);
CodeId lower_watches(Lower *lower, const NodeList *watches, Span span); /* does one of them hold? */
CodeId lower_pattern(Lower *lower, const Node *pattern);
/* The origin that the watch that holds states (`from`), `now` where it states none. */
Operand lower_from(Lower *lower, const NodeList *watches, Span span);

/* lower_clock.c, lower_sla.c */
void lower_clocks(Lower *lower);
void lower_slas(Lower *lower);
/* What a contract overrides of an SLA: a row of `overrides`, with its rows of other tables. */
void lower_override(Lower *lower, const Symbol *contract, const Node *override);
/* lower_target.c: lines of one clock in one SLA, and the code that chooses between them (P2). */
/* Gives the code and appends its lines to the table. */
CodeId lower_target_lines(Lower *lower, const Symbol *sla, const Symbol *clock);
/* The same for what a contract overrides of an SLA. */
CodeId lower_override_lines(Lower *lower, const Symbol *contract, const Node *override,
                            const Symbol *clock);
/* The lines of one exception alone. */
CodeId lower_exception_lines(Lower *lower, const Symbol *sla, const Symbol *exception,
                             const Symbol *clock);
/* Do the cells of the row fit? */
CodeId lower_row(Lower *lower, const Node *table, const Node *row);
bool lower_has(const NodeList *items, NodeKind kind);
/* Does a target among the items, in an exception too, name the clock? */
bool lower_names_clock(const NodeList *items, const Symbol *clock);
/* The mode that the last CHANGES among `items` states. */
ChangeMode lower_changes(const NodeList *items, ChangeMode otherwise);
/* Is the column one of a clock's targets? */
bool lower_is_result(const Node *column);

/* lower_rule.c: actions, rules, queues; lower_plan.c: plans; lower_source.c: sources. */
void lower_actions(Lower *lower, const NodeList *actions, uint32_t *first, uint32_t *count);
void lower_rules(Lower *lower);
void lower_queues(Lower *lower);
void lower_workflows(Lower *lower); /* lower_workflow.c */
/* lower_entry.c: what a commit asks together, and what wakes it; SLAs, plans, quotas, rules must be there. */
void lower_entries(Lower *lower);
void lower_plans(Lower *lower);
/* The calendar at hand in a plan's conditions: of its first SLA, where that is fixed; else NONE (T8). */
uint32_t lower_plan_calendar(const Lower *lower, uint32_t plan);
/* lower_contract.c: contracts of the source, and the files of others. */
void lower_contracts(Lower *lower);
/* The capacities of a plan that stands in the table. */
void lower_capacities(Lower *lower, const Node *plan, uint32_t index);
void lower_sources(Lower *lower);
/* lower_charge.c: an amount; `share` is one whole where no percentage is written. */
Charge lower_charge(Lower *lower, const Node *amount);
/* lower_quota.c: quotas, limits and channels of all plans, which must be there. */
void lower_quotas(Lower *lower);
/* lower_money.c: fees, credits, bills, packs and objectives; plans, SLAs and clocks must be there. */
void lower_money(Lower *lower);
Period lower_period(const Node *per);
/* One BEYOND; its index. */
uint32_t lower_beyond(Lower *lower, const Node *beyond);
/* lower_test.c: tests, before the tables are given. */
Trials *lower_tests(Lower *lower);

#endif
