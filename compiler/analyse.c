#include "compiler/analyse_part.h"
#include "compiler/fold.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Nodes and edges of the diagrams of one subject: an SLA, a clock, a plan. Ordinary ones take hundreds. */
enum { CAP = 1 << 18 };

uint32_t analyse_sla(const Analysis *analysis, uint32_t sla_clock)
{
    const Policy *policy = analysis->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++)
        if (sla_clock - policy->slas[i].clocks_first < policy->slas[i].clocks_count)
            return i;
    uint32_t override = analyse_override(analysis, sla_clock);
    return override == NONE ? NONE : policy->overrides[override].sla;
}

uint32_t analyse_override(const Analysis *analysis, uint32_t sla_clock)
{
    const Policy *policy = analysis->policy;
    for (uint32_t i = 0; i < policy->overrides_count; i++)
        if (sla_clock - policy->overrides[i].clocks_first < policy->overrides[i].clocks_count)
            return i;
    return NONE;
}

uint32_t analyse_line_calendar(const Analysis *analysis, uint32_t line)
{
    const Policy *policy = analysis->policy;
    uint32_t sla_clock = analysis->lower->line_sources.at[line].sla_clock;
    if (policy->lines[line].calendar != NONE)
        return policy->lines[line].calendar;
    uint32_t override = analyse_override(analysis, sla_clock);
    if (override != NONE && policy->overrides[override].calendar != NONE)
        return NONE;
    return policy->slas[analyse_sla(analysis, sla_clock)].fixed_calendar;
}

const Node *analyse_line_cell(const Analysis *analysis, uint32_t line)
{
    const LineSource *source = &analysis->lower->line_sources.at[line];
    const Node *table = source->table;
    uint32_t clock = analysis->policy->sla_clocks[source->sla_clock].clock;
    for (uint32_t i = 0; table && i < table->slot[0]->list.count; i++) {
        const Node *column = table->slot[0]->list.at[i];
        if (lower_is_result(column) && lower_symbol_index(column) == clock)
            return source->node->list.at[i];
    }
    return NULL;
}

Span analyse_line_span(const Analysis *analysis, uint32_t line)
{
    const LineSource *source = &analysis->lower->line_sources.at[line];
    return source->node->span;
}

/* ---- Which tickets come under an SLA ---- */

bool analyse_is_possible(DiagramRef condition)
{
    return condition != DIAGRAM_NONE && condition != DIAGRAM_NO;
}

DiagramRef analyse_code(Analysis *analysis, CodeId code)
{
    if (!analysis->values[code])
        analysis->values[code] = decide_code(analysis->decide, code) + 1;
    return analysis->values[code] - 1;
}

DiagramRef analyse_holds(Analysis *analysis, CodeId code)
{
    return code == NONE ? DIAGRAM_YES
                        : diagram_where(analysis->diagram, analyse_code(analysis, code), 1);
}

static DiagramRef applies(Analysis *analysis, uint32_t sla)
{
    return analyse_holds(analysis, analysis->policy->slas[sla].applies);
}

/* The SLA's turn in a list: it applies and none before it does. */
static DiagramRef turn(Analysis *analysis, const uint32_t *slas, uint32_t place)
{
    DiagramRef all = applies(analysis, slas[place]);
    for (uint32_t i = 0; i < place; i++)
        all = diagram_and(analysis->diagram, all,
                          diagram_not(analysis->diagram, applies(analysis, slas[i])));
    return all;
}

/* DIAGRAM_NO: no plan names it. */
static DiagramRef turn_in_plans(Analysis *analysis, uint32_t sla)
{
    const Policy *policy = analysis->policy;
    DiagramRef any = DIAGRAM_NO;
    for (uint32_t i = 0; i < policy->plans_count; i++)
        for (uint32_t k = 0; k < policy->plans[i].slas_count; k++) {
            const uint32_t *slas = policy->plan_slas + policy->plans[i].slas_first;
            if (slas[k] == sla)
                any = diagram_or(analysis->diagram, any, turn(analysis, slas, k));
        }
    return any;
}

static bool is_in_plan(const Policy *policy, uint32_t sla)
{
    for (uint32_t i = 0; i < policy->plan_slas_count; i++)
        if (policy->plan_slas[i] == sla)
            return true;
    return false;
}

static DiagramRef reach_make(Analysis *analysis, uint32_t sla)
{
    if (analysis->policy->slas[sla].team != TEXT_NONE)
        return diagram_and(analysis->diagram, applies(analysis, sla),
                           analyse_holds(analysis, analysis->teams[sla]));
    if (!analysis->program->every_sla && is_in_plan(analysis->policy, sla))
        return turn_in_plans(analysis, sla);
    return applies(analysis, sla);
}

/* ---- Diagrams ---- */

/* Fields that many conditions read are tested first. */
static void order_make(Analysis *analysis)
{
    const Policy *policy = analysis->policy;
    VEC(CodeId) codes = {0};
    for (uint32_t i = 0; i < policy->slas_count; i++)
        if (policy->slas[i].applies != NONE)
            VEC_PUSH(analysis->arena, &codes, policy->slas[i].applies);
    for (uint32_t i = 0; i < policy->sla_clocks_count; i++)
        if (policy->sla_clocks[i].line != NONE)
            VEC_PUSH(analysis->arena, &codes, policy->sla_clocks[i].line);
    decide_order(analysis->decide, codes.at, codes.count);
}

void analyse_diagrams(Analysis *analysis)
{
    analysis->decide =
        decide_new(analysis->arena, analysis->policy, analysis->lower->ir, DECIDE_TO_KNOW, CAP);
    analysis->diagram = decide_diagram(analysis->decide);
}

static void begin(Analysis *analysis)
{
    uint32_t count = analysis->policy->slas_count;
    analyse_diagrams(analysis);
    analysis->values =
        ARENA_ARRAY(analysis->arena, DiagramRef, analysis->lower->ir->functions.count);
    analysis->taken = (Taken){.there = DIAGRAM_NONE};
    order_make(analysis);
    analysis->reach = ARENA_ARRAY(analysis->arena, DiagramRef, count);
    for (uint32_t i = 0; i < count; i++)
        analysis->reach[i] = reach_make(analysis, i);
    /* One condition on two calendars is not one condition: then no SLA takes from another. */
    analysis->is_at_hand = decide_is_at_hand(analysis->decide);
    for (uint32_t i = 0; analysis->is_at_hand && i < count; i++)
        analysis->reach[i] = applies(analysis, i);
}

/* The SLA that holds the place; -1: none does. */
static int sla_at(const Analysis *analysis, Span span)
{
    for (uint32_t i = 0; i < analysis->program->slas.count; i++) {
        Span decl = analysis->program->slas.at[i]->decl->span;
        if (decl.file == span.file && decl.lo <= span.lo && span.hi <= decl.hi)
            return (int)i;
    }
    return -1;
}

/* Is it said of the SLA that holds the place that it was not examined? */
static bool is_settled(const Analysis *analysis, Span span)
{
    for (uint32_t i = 0; i < analysis->diags->items.count; i++) {
        const Diag *diag = &analysis->diags->items.at[i];
        if (diag->code == DIAG_W0901 && sla_at(analysis, span) >= 0 &&
            sla_at(analysis, diag->span) == sla_at(analysis, span))
            return true;
    }
    return false;
}

void analyse_settle(Analysis *analysis, Span span, const char *format, ...)
{
    if (!diagram_is_full(analysis->diagram))
        return;
    begin(analysis);
    if (is_settled(analysis, span))
        return;
    char what[200];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    Diag *diag = diag_add(analysis->diags, DIAG_W0901, span,
                          "%s was not examined: too many combinations of values matter", what);
    diag_note(analysis->diags, diag,
              "split it: fewer columns in a table, fewer fields in a condition");
}

DiagramRef analyse_reach(Analysis *analysis, uint32_t sla)
{
    return analysis->reach[sla];
}

/* ---- Guards ---- */

static int asked_compare(const void *a, const void *b)
{
    const AskedCode *one = a, *other = b;
    if (one->node->span.file != other->node->span.file)
        return one->node->span.file < other->node->span.file ? -1 : 1;
    return (one->node->span.lo > other->node->span.lo) -
           (one->node->span.lo < other->node->span.lo);
}

CodeId analyse_row_code(const Analysis *analysis, const Node *row)
{
    AskedCode key = {.node = row};
    const AskedCode *found = bsearch(&key, analysis->rows.at, analysis->rows.count,
                                     sizeof *analysis->rows.at, asked_compare);
    assert(found && "every row was asked about");
    return found->code;
}

DiagramRef analyse_guard(Analysis *analysis, uint32_t line)
{
    const LineSource *source = &analysis->lower->line_sources.at[line];
    DiagramRef own = source->table
                         ? analyse_holds(analysis, analyse_row_code(analysis, source->node))
                         : analyse_condition(analysis, source->node->slot[2]);
    if (!source->exception)
        return own;
    return diagram_and(analysis->diagram, own,
                       analyse_condition(analysis, source->exception->slot[0]));
}

bool analyse_witness(Analysis *analysis, DiagramRef where, uint32_t sla, const Claim *claims,
                     uint32_t count, Witness *out)
{
    bool is_proved;
    if (witness_find(analysis->lower, analysis->decide, where, sla, claims, count, out, &is_proved))
        return true;
    assert(!is_proved && "the interpreter confirms what a diagram says");
    return false;
}

/* Steps of one clock ask the same time and again. */
DiagramLeaves analyse_taken(Analysis *analysis, DiagramRef lines, DiagramRef region)
{
    DiagramRef nobody = diagram_leaf(analysis->diagram, -1);
    DiagramRef there = diagram_ite(analysis->diagram, region, lines, nobody);
    if (there == DIAGRAM_NONE)
        return (DiagramLeaves){0};
    if (there != analysis->taken.there)
        analysis->taken = (Taken){there, diagram_leaves(analysis->diagram, analysis->arena, there)};
    return analysis->taken.leaves;
}

/* ---- Exceptions ---- */

CodeId analyse_exception_code(const Analysis *analysis, const Symbol *exception, uint32_t clock)
{
    for (uint32_t i = 0; i < analysis->exceptions.count; i++) {
        const ExceptionCode *code = &analysis->exceptions.at[i];
        if (code->exception == exception && code->clock == clock)
            return code->code;
    }
    return NONE;
}

static void exceptions_collect(Analysis *analysis)
{
    const Program *program = analysis->program;
    for (uint32_t s = 0; s < program->slas.count; s++)
        for (uint32_t i = 0; i < program->slas.at[s]->members.count; i++)
            for (uint32_t c = 0; c < program->clocks.count; c++) {
                const Symbol *exception = program->slas.at[s]->members.at[i];
                const Symbol *clock = program->clocks.at[c];
                ExceptionCode code = {.exception = exception, .clock = c};
                if (program->slas.at[s]->members.count < 2 ||
                    !lower_names_clock(&exception->decl->list, clock))
                    continue;
                code.code =
                    lower_exception_lines(analysis->lower, program->slas.at[s], exception, clock);
                VEC_PUSH(analysis->arena, &analysis->exceptions, code);
            }
}

/* ---- Teams ---- */

/* Is the ticket's team the SLA's? */
static CodeId team_code(Analysis *analysis, const SlaDef *sla)
{
    Lower *lower = analysis->lower;
    LowerCode code;
    lower_begin(lower, &code);
    IrReg team = ir_emit(lower->build, IR_FIELD, IR_TYPE_TEXT, 0, 0, analysis->policy->field_team);
    IrReg name = ir_emit_constant(lower->build, IR_TYPE_TEXT, sla->team);
    ir_return(lower->build, ir_emit(lower->build, IR_EQ, IR_TYPE_BOOL, team, name, 0));
    return lower_end(lower, &code, analysis->program->slas.at[0]->span);
}

static void teams_collect(Analysis *analysis)
{
    const Policy *policy = analysis->policy;
    analysis->teams = ARENA_ARRAY(analysis->arena, CodeId, policy->slas_count);
    for (uint32_t i = 0; i < policy->slas_count; i++) {
        bool is_known = policy->slas[i].team != TEXT_NONE && policy->field_team != NONE &&
                        policy->fields[policy->field_team].type == TYPE_TEXT;
        analysis->teams[i] = is_known ? team_code(analysis, &policy->slas[i]) : NONE;
    }
}

/* ---- Witnesses ---- */

const char *analyse_expect_sla(Analysis *analysis, uint32_t sla)
{
    if (analysis->policy->slas[sla].team != TEXT_NONE)
        return "";
    return arena_format(analysis->arena, "  expect t1.sla is %.*s\n",
                        TEXT_ARGS(analysis->program->slas.at[sla]->name));
}

const char *analyse_expect(Analysis *analysis, const Witness *witness, uint32_t sla_clock,
                           const char *what)
{
    uint32_t clock = analysis->policy->sla_clocks[sla_clock].clock;
    const Symbol *sla = analysis->program->slas.at[analyse_sla(analysis, sla_clock)];
    bool is_team = analysis->policy->slas[sla->index].team != TEXT_NONE;
    if (!witness_starts(witness, clock))
        return analyse_expect_sla(analysis, sla->index);
    return arena_format(analysis->arena, "  expect t1.%.*s%s%.*s %s\n",
                        is_team ? (int)sla->name.size : 0, sla->name.data, is_team ? "." : "",
                        TEXT_ARGS(analysis->program->clocks.at[clock]->name), what);
}

/* How many findings of that code stand at the place before this one. */
static uint32_t told_here(const DiagList *diags, const Diag *diag)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < diags->items.count; i++) {
        const Diag *other = &diags->items.at[i];
        count += other != diag && other->code == diag->code && other->test &&
                 other->span.file == diag->span.file && other->span.lo == diag->span.lo;
    }
    return count;
}

void analyse_tell(Analysis *analysis, Diag *diag, const Witness *witness, uint32_t sla,
                  const char *expectations)
{
    witness_tell(witness, analysis->diags, diag);
    Text file = source_name(analysis->program->files, diag->span.file);
    Place place = source_place(analysis->program->files, diag->span.file, diag->span.lo);
    const char *title = arena_format(analysis->arena, "%s %.*s:%u:%u", diag_row(diag->code)->code,
                                     TEXT_ARGS(file), place.line, place.column);
    uint32_t before = told_here(analysis->diags, diag);
    if (before)
        title = arena_format(analysis->arena, "%s (%u)", title, before + 1);
    diag_test(analysis->diags, diag,
              witness_test(witness, analysis->program, title, sla, expectations));
}

void analyse_tell_event(Analysis *analysis, Diag *diag, CodeId event, CodeId condition)
{
    Claim claims[] = {{event, 1}, {condition, 0}};
    Witness witness;
    bool is_proved;
    if (condition != NONE &&
        witness_find(analysis->lower, analysis->decide, analyse_holds(analysis, event), NONE,
                     claims, 2, &witness, &is_proved))
        witness_tell(&witness, analysis->diags, diag);
}

/* ---- The stages ---- */

static void rows_add(Analysis *analysis, const NodeList *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        const Node *table = item->kind == AST_TARGETS ? item->slot[0] : NULL;
        if (item->kind == AST_EXCEPT || item->kind == AST_CONTRACT_OVERRIDE)
            rows_add(analysis, &item->list);
        for (uint32_t k = 0; table && table->slot[0] && k < table->list.count; k++) {
            AskedCode row = {.node = table->list.at[k]};
            row.code = lower_row(analysis->lower, table, row.node);
            VEC_PUSH(analysis->arena, &analysis->rows, row);
        }
    }
}

static void rows_collect(Analysis *analysis)
{
    const Program *program = analysis->program;
    for (uint32_t i = 0; i < program->slas.count; i++)
        rows_add(analysis, &program->slas.at[i]->decl->list);
    for (uint32_t i = 0; i < program->contracts.count; i++)
        rows_add(analysis, &program->contracts.at[i]->decl->list);
    if (analysis->rows.count)
        qsort(analysis->rows.at, analysis->rows.count, sizeof *analysis->rows.at, asked_compare);
}

/* All code is made before the first diagram (decide_new). */
static void codes_make(Analysis *analysis)
{
    IrProgram *ir = analysis->lower->ir;
    uint32_t first = ir->functions.count;
    rows_collect(analysis);
    exceptions_collect(analysis);
    teams_collect(analysis);
    conditions_collect(analysis);
    for (CodeId id = first; id < ir->functions.count; id++)
        fold_function(ir, id, analysis->arena);
}

static Analysis analysis_of(const Program *program, Lower *lower)
{
    return (Analysis){.program = program,
                      .policy = lower->policy,
                      .lower = lower,
                      .diags = program->diags,
                      .arena = program->arena};
}

void analyse_errors(const Program *program, Lower *lower)
{
    Analysis analysis = analysis_of(program, lower);
    analyse_cascades(&analysis);
    analyse_covers(&analysis);
}

void analyse_program(const Program *program, Lower *lower)
{
    Analysis analysis = analysis_of(program, lower);
    codes_make(&analysis);
    begin(&analysis);
    analyse_conditions(&analysis);
    analyse_gaps(&analysis);
    analyse_overlaps(&analysis);
    analyse_lines(&analysis);
    analyse_choices(&analysis);
    analyse_events(&analysis);
    analyse_steps(&analysis);
    analyse_orders(&analysis);
    analyse_calendars(&analysis);
    analyse_contracts(&analysis);
    analyse_money(&analysis);
    analyse_targets(&analysis);
}
