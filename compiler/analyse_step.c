/* Steps of escalations that fall before the clock starts, or in a time that never comes. */
#include "compiler/analyse_part.h"
#include "runtime/target.h"

typedef struct StepCheck {
    Analysis *analysis;
    uint32_t sla_clock;
    const Step *step;
    const Node *node;
    DiagramRef lines;      /* what tickets of the clock get */
    DiagramRef where;      /* where the step's condition holds of them */
    DiagramLeaves reached; /* the lines of those, -1: others */
} StepCheck;

static DiagramRef where_line(const StepCheck *check, uint32_t line)
{
    Diagram *diagram = check->analysis->diagram;
    return diagram_and(diagram, check->where, diagram_where(diagram, check->lines, line));
}

static const char *duration_text(const Analysis *analysis, Duration duration)
{
    char text[DURATION_TEXT];
    duration_print(duration, text);
    return arena_format(analysis->arena, "%s", text);
}

static void early_report(const StepCheck *check, uint32_t line, DiagramRef there)
{
    Analysis *analysis = check->analysis;
    const TargetLine *target = &analysis->policy->lines[line];
    Claim claims[] = {{analysis->policy->sla_clocks[check->sla_clock].line, line},
                      {check->step->when, 1}};
    Witness witness;
    if (!analyse_witness(analysis, there, analyse_sla(analysis, check->sla_clock), claims, 2,
                         &witness))
        return;
    Diag *diag = diag_add(analysis->diags, DIAG_W0417, check->node->span,
                          "this step would fall before the clock starts, so it fires at the start: "
                          "the limit is %s",
                          duration_text(analysis, target->limit.value));
    diag_relate(analysis->diags, diag, analysis->lower->line_sources.at[line].node->span,
                "with this limit");
    const char *because = arena_format(analysis->arena, "because \"%.*s\"",
                                       TEXT_ARGS(policy_text(analysis->policy, target->name)));
    analyse_tell(analysis, diag, &witness, analyse_sla(analysis, check->sla_clock),
                 analyse_expect(analysis, &witness, check->sla_clock, because));
    diag_note(analysis->diags, diag, "a share goes with every limit: `at 75%%`");
}

/* The shortest limit that the step is early for. */
static void early_judge(const StepCheck *check)
{
    const Policy *policy = check->analysis->policy;
    uint32_t shortest = NONE;
    for (uint32_t i = 0; i < check->reached.count; i++) {
        if (check->reached.at[i] < 0)
            continue;
        uint32_t index = (uint32_t)check->reached.at[i];
        const TargetLine *line = &policy->lines[index];
        bool is_early = line->has_limit && line->limit_unit == UNIT_MS &&
                        line->limit.code == NONE && check->step->offset > line->limit.value;
        if (is_early &&
            (shortest == NONE || line->limit.value < policy->lines[shortest].limit.value))
            shortest = index;
    }
    if (shortest != NONE)
        early_report(check, shortest, where_line(check, shortest));
}

static bool is_timed(const StepCheck *check)
{
    for (uint32_t i = 0; i < check->reached.count; i++)
        if (check->reached.at[i] >= 0 &&
            !check->analysis->policy->lines[check->reached.at[i]].untimed)
            return true;
    return check->reached.count == 0; /* not known */
}

/* Contracts may override the clock's lines; then a step of the SLA's may come where its own lines have no time. */
static bool is_overridden(const StepCheck *check)
{
    const Policy *policy = check->analysis->policy;
    uint32_t sla = analyse_sla(check->analysis, check->sla_clock);
    for (uint32_t i = 0; i < policy->overrides_count; i++)
        if (policy->overrides[i].sla == sla)
            return true;
    return false;
}

static void never_judge(const StepCheck *check)
{
    Analysis *analysis = check->analysis;
    if (check->where == DIAGRAM_NO || is_timed(check) || is_overridden(check) ||
        analyse_is_told(analysis, check->node->slot[0]))
        return;
    uint32_t clock = analysis->policy->sla_clocks[check->sla_clock].clock;
    const Symbol *symbol = analysis->program->clocks.at[clock];
    const Symbol *sla = analysis->program->slas.at[analyse_sla(analysis, check->sla_clock)];
    Claim claim = {check->step->when, 1};
    Witness witness;
    bool is_shown = analyse_witness(analysis, check->where, sla->index, &claim, 1, &witness);
    Diag *diag =
        diag_add(analysis->diags, DIAG_W0941, check->node->span,
                 "this step never comes: no ticket that it is for has a deadline of `%.*s`",
                 TEXT_ARGS(symbol->name));
    diag_relate(analysis->diags, diag, sla->span, "in this SLA");
    if (is_shown)
        analyse_tell(analysis, diag, &witness, sla->index,
                     analyse_expect(analysis, &witness, check->sla_clock, "due absent"));
    diag_note(analysis->diags, diag, "an untimed clock is measured, and nothing is ever due");
}

/* ---- Beyond the calendar's end ---- */

static const Node *valid_of(const Symbol *calendar)
{
    for (uint32_t i = 0; i < calendar->decl->list.count; i++)
        if (calendar->decl->list.at[i]->kind == AST_VALID)
            return calendar->decl->list.at[i];
    return NULL;
}

typedef struct Reaching { /* a line, and the earliest that its step could come */
    uint32_t line, calendar;
    const Node *valid;
    Instant start, due;
} Reaching;

/* Does the calendar end before the step, whenever the clock starts? The earliest start has the earliest step. */
static bool is_beyond(const StepCheck *check, uint32_t line, Reaching *out)
{
    const Analysis *analysis = check->analysis;
    const TargetLine *target = &analysis->policy->lines[line];
    Reaching reaching = {.line = line, .calendar = analyse_line_calendar(analysis, line)};
    if (reaching.calendar == NONE || target->limit.code != NONE || target->cutoff == CUTOFF_FIELD)
        return false;
    const Calendar *calendar = analysis->policy->calendars[reaching.calendar];
    reaching.valid = valid_of(analysis->program->calendars.at[reaching.calendar]);
    if (!reaching.valid)
        return false;
    reaching.start =
        zone_instant(calendar_zone(calendar), reaching.valid->number * DAY_MS, FOLD_FIRST);
    Amount offset = {.count = check->step->offset, .unit = UNIT_MS};
    Instant step;
    *out = reaching;
    return target_line_due(calendar, target, reaching.start, &out->due) &&
           !calendar_step(calendar, out->due, offset, &step);
}

static void beyond_report(const StepCheck *check, const Reaching *reaching)
{
    Analysis *analysis = check->analysis;
    const Symbol *calendar = analysis->program->calendars.at[reaching->calendar];
    uint32_t sla = analyse_sla(analysis, check->sla_clock);
    Claim claims[] = {{analysis->policy->sla_clocks[check->sla_clock].line, reaching->line},
                      {check->step->when, 1}};
    Witness witness;
    char due[INSTANT_TEXT];
    if (!analyse_is_due(analysis, reaching->line, reaching->start, reaching->due) ||
        !analyse_witness(analysis, where_line(check, reaching->line), sla, claims, 2, &witness))
        return;
    Diag *diag = diag_add(analysis->diags, DIAG_W0941, check->node->span,
                          "this step never comes: the calendar `%.*s` ends before it, whenever the "
                          "clock starts",
                          TEXT_ARGS(calendar->name));
    diag_relate(analysis->diags, diag, reaching->valid->span, "it ends here");
    instant_print(reaching->due, due);
    const char *expected = "";
    if (!witness.says_moment) {
        witness_moment_set(&witness, reaching->start);
        witness.says_moment = true;
        expected = analyse_expect(analysis, &witness, check->sla_clock,
                                  arena_format(analysis->arena, "due %s", due));
    }
    analyse_tell(analysis, diag, &witness, sla, expected);
    diag_note(analysis->diags, diag, "extend `valid`, or let the step come sooner");
}

/* Every line that a ticket of the step may get must be so. */
static void beyond_judge(const StepCheck *check)
{
    Reaching reaching, first = {.line = NONE};
    for (uint32_t i = 0; i < check->reached.count; i++) {
        if (check->reached.at[i] < 0 ||
            check->analysis->policy->lines[check->reached.at[i]].untimed)
            continue;
        if (!is_beyond(check, (uint32_t)check->reached.at[i], &reaching))
            return;
        first = first.line == NONE ? reaching : first;
    }
    if (first.line != NONE && !is_overridden(check))
        beyond_report(check, &first);
}

static void steps_judge(Analysis *analysis, uint32_t sla_clock)
{
    const SlaClock *row = &analysis->policy->sla_clocks[sla_clock];
    uint32_t sla = analyse_sla(analysis, sla_clock);
    if (analyse_override(analysis, sla_clock) != NONE || row->line == NONE ||
        row->is_overridden_only)
        return;
    for (uint32_t i = 0; i < row->steps_count; i++) {
        StepCheck check = {.analysis = analysis, .sla_clock = sla_clock};
        check.step = &analysis->policy->steps[row->steps_first + i];
        check.node = analysis->lower->step_nodes.at[row->steps_first + i];
        check.lines = analyse_code(analysis, row->line);
        check.where = diagram_and(analysis->diagram, analyse_reach(analysis, sla),
                                  analyse_holds(analysis, check.step->when));
        check.reached = analyse_taken(analysis, check.lines, check.where);
        if (check.step->kind == STEP_BEFORE)
            early_judge(&check);
        if (check.step->kind == STEP_AFTER)
            beyond_judge(&check);
        never_judge(&check);
        analyse_settle(analysis, check.node->span, "this step");
    }
}

void analyse_steps(Analysis *analysis)
{
    for (uint32_t i = 0; i < analysis->policy->sla_clocks_count; i++)
        steps_judge(analysis, i);
}
