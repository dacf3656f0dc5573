/* Targets in the wrong order: a response that is due after the resolution, an inner agreement that is longer than the
   outer one. Deadlines of one unit on one calendar compare as numbers. Others are compared at every start at which either
   may turn (openings, closings, midnights, and the starts whose deadline is one), over a year; only what is later from all
   of them is told. */
#include "compiler/analyse_part.h"
#include "runtime/target.h"

enum { FIRST_YEAR = 2026 };

typedef struct Side { /* a line on its calendar */
    uint32_t line;
    const TargetLine *target;
    const Calendar *calendar;
} Side;

static bool side_make(const Analysis *analysis, uint32_t line, Side *out)
{
    uint32_t calendar = analyse_line_calendar(analysis, line);
    out->line = line;
    out->target = &analysis->policy->lines[line];
    out->calendar = calendar == NONE ? NULL : analysis->policy->calendars[calendar];
    return out->calendar && !out->target->untimed && out->target->limit.code == NONE &&
           out->target->cutoff != CUTOFF_FIELD;
}

/* ---- At one start ---- */

typedef struct Sweep {
    const Side *late, *early;
    bool is_any;    /* a start at which both have an answer */
    Instant start;  /* the first such */
    Instant due[2]; /* late, early */
} Sweep;

/* False: `late` is not later there. */
static bool start_try(Sweep *sweep, Instant start)
{
    Instant late, early;
    if (!target_line_due(sweep->late->calendar, sweep->late->target, start, &late) ||
        !target_line_due(sweep->early->calendar, sweep->early->target, start, &early))
        return true;
    if (!sweep->is_any) {
        sweep->start = start;
        sweep->due[0] = late;
        sweep->due[1] = early;
    }
    sweep->is_any = true;
    return late > early;
}

static bool starts_about(Sweep *sweep, Instant at)
{
    return start_try(sweep, at) && start_try(sweep, at - 1) && start_try(sweep, at + 1);
}

/* An edge of the calendar, and the starts whose deadline it is. */
static bool edge_try(Sweep *sweep, Instant edge)
{
    const Side *sides[] = {sweep->late, sweep->early};
    if (!starts_about(sweep, edge))
        return false;
    for (int i = 0; i < 2; i++) {
        const TargetLine *target = sides[i]->target;
        Amount back = {.count = -target->limit.value, .unit = target->limit_unit};
        Instant start;
        if (target->has_limit && calendar_step(sides[i]->calendar, edge, back, &start) &&
            !starts_about(sweep, start))
            return false;
    }
    return true;
}

static bool day_try(Sweep *sweep, const Calendar *calendar, Date date)
{
    const Zone *zone = calendar_zone(calendar);
    Instant open, close, midnight = zone_instant(zone, (int64_t)date * DAY_MS, FOLD_FIRST);
    if (!edge_try(sweep, midnight))
        return false;
    for (uint32_t i = 0; calendar_day_span(calendar, date, i, &open, &close); i++)
        if (!edge_try(sweep, open) || !edge_try(sweep, close))
            return false;
    return true;
}

static bool year_try(Sweep *sweep)
{
    Date first = date_make(FIRST_YEAR, 3, 2);
    for (Date date = first; date < first + 366; date++)
        if (!day_try(sweep, sweep->late->calendar, date) ||
            (sweep->early->calendar != sweep->late->calendar &&
             !day_try(sweep, sweep->early->calendar, date)))
            return false;
    return sweep->is_any;
}

static bool is_plain(const Side *side)
{
    return side->target->has_limit && side->target->cutoff == CUTOFF_NONE;
}

/* Is the one later than the other, whenever the clocks start? */
static bool is_later(const Side *late, const Side *early, Sweep *sweep)
{
    *sweep = (Sweep){.late = late, .early = early};
    bool is_simple = late->calendar == early->calendar && is_plain(late) && is_plain(early) &&
                     late->target->limit_unit == early->target->limit_unit;
    if (is_simple && late->target->limit.value <= early->target->limit.value)
        return false;
    if (!is_simple)
        return year_try(sweep);
    start_try(sweep, zone_instant(calendar_zone(late->calendar),
                                  (int64_t)date_make(FIRST_YEAR, 3, 2) * DAY_MS + 9 * HOUR_MS,
                                  FOLD_FIRST));
    return sweep->is_any;
}

/* ---- Two clocks of one ticket ---- */

typedef struct Pair {
    Analysis *analysis;
    uint32_t late_clock, early_clock; /* into sla_clocks */
    DiagramRef where;                 /* the tickets that come under both SLAs */
    DiagCode code;
    const char *message, *related;
} Pair;

static const char *due_text(const Analysis *analysis, const Side *side, Instant at)
{
    char text[INSTANT_TEXT];
    instant_print_offset(at, zone_offset(calendar_zone(side->calendar), at) / 60, text);
    return arena_format(analysis->arena, "%s", text);
}

static Span part_span(const Analysis *analysis, uint32_t line)
{
    const Node *cell = analyse_line_cell(analysis, line);
    return cell ? cell->span : analysis->lower->line_sources.at[line].node->span;
}

/* The ticket, created when the sweep began; both deadlines as a test states them. */
static void dues_tell(const Pair *pair, Diag *diag, Witness *witness, const Sweep *sweep)
{
    Analysis *analysis = pair->analysis;
    uint32_t clocks[] = {pair->late_clock, pair->early_clock};
    const char *all = "";
    if (!witness->says_moment)
        witness_moment_set(witness, sweep->start);
    for (int i = 0; i < 2 && !witness->says_moment; i++) {
        char due[INSTANT_TEXT];
        instant_print(sweep->due[i], due);
        const char *what = arena_format(analysis->arena, "due %s", due);
        all = arena_format(analysis->arena, "%s%s", all,
                           analyse_expect(analysis, witness, clocks[i], what));
    }
    analyse_tell(analysis, diag, witness, analyse_sla(analysis, pair->early_clock), all);
}

static bool lines_judge(const Pair *pair, uint32_t late_line, uint32_t early_line)
{
    Analysis *analysis = pair->analysis;
    const Policy *policy = analysis->policy;
    Diagram *diagram = analysis->diagram;
    CodeId late_code = policy->sla_clocks[pair->late_clock].line;
    CodeId early_code = policy->sla_clocks[pair->early_clock].line;
    Side late, early;
    Sweep sweep;
    if (!side_make(analysis, late_line, &late) || !side_make(analysis, early_line, &early) ||
        !is_later(&late, &early, &sweep) ||
        !analyse_is_due(analysis, late_line, sweep.start, sweep.due[0]) ||
        !analyse_is_due(analysis, early_line, sweep.start, sweep.due[1]))
        return false;
    DiagramRef where = diagram_and(
        diagram, pair->where,
        diagram_and(diagram, diagram_where(diagram, analyse_code(analysis, late_code), late_line),
                    diagram_where(diagram, analyse_code(analysis, early_code), early_line)));
    Claim claims[] = {{late_code, late_line}, {early_code, early_line}};
    Witness witness;
    if (!analyse_is_possible(where) ||
        !analyse_witness(analysis, where, analyse_sla(analysis, pair->late_clock), claims, 2,
                         &witness))
        return false;
    Diag *diag =
        diag_add(analysis->diags, pair->code, part_span(analysis, late_line), "%s", pair->message);
    diag_relate(analysis->diags, diag, part_span(analysis, early_line), "%s", pair->related);
    dues_tell(pair, diag, &witness, &sweep);
    diag_note(analysis->diags, diag,
              "a clock that starts at %s is due at %s by this, at %s by the other",
              due_text(analysis, &late, sweep.start), due_text(analysis, &late, sweep.due[0]),
              due_text(analysis, &late, sweep.due[1]));
    return true;
}

static Value pair_make(void *context, Value late, Value early)
{
    (void)context;
    return late < 0 || early < 0 ? -1 : late << 31 | early;
}

/* Each line that is too late is told once, with the first that it is later than. */
static void pair_judge(const Pair *pair)
{
    Analysis *analysis = pair->analysis;
    const Policy *policy = analysis->policy;
    Diagram *diagram = analysis->diagram;
    DiagramRef late = analyse_code(analysis, policy->sla_clocks[pair->late_clock].line);
    DiagramRef early = analyse_code(analysis, policy->sla_clocks[pair->early_clock].line);
    if (late == DIAGRAM_NONE || early == DIAGRAM_NONE || !analyse_is_possible(pair->where))
        return;
    DiagramRef both =
        diagram_ite(diagram, pair->where, diagram_product(diagram, late, early, pair_make, NULL),
                    diagram_leaf(diagram, -1));
    if (both == DIAGRAM_NONE)
        return;
    DiagramLeaves leaves = diagram_leaves(diagram, analysis->arena, both);
    const Node *told = NULL;
    for (uint32_t i = 0; i < leaves.count; i++) {
        if (leaves.at[i] < 0)
            continue;
        uint32_t late_line = (uint32_t)(leaves.at[i] >> 31);
        const Node *node = analysis->lower->line_sources.at[late_line].node;
        if (node != told && lines_judge(pair, late_line, (uint32_t)(leaves.at[i] & INT32_MAX)))
            told = node;
    }
}

/* ---- Response and resolution ---- */

static uint32_t clock_in(const Policy *policy, const SlaDef *sla, Text name)
{
    for (uint32_t i = 0; i < sla->clocks_count; i++) {
        const SlaClock *row = &policy->sla_clocks[sla->clocks_first + i];
        if (text_equal(intern_get(policy->texts, policy->clocks[row->clock].name), name))
            return sla->clocks_first + i;
    }
    return NONE;
}

static const ClockDef *clock_of(const Policy *policy, uint32_t sla_clock)
{
    return &policy->clocks[policy->sla_clocks[sla_clock].clock];
}

static void response_judge(Analysis *analysis, uint32_t sla)
{
    const Policy *policy = analysis->policy;
    const SlaDef *def = &policy->slas[sla];
    uint32_t respond = clock_in(policy, def, TEXT("respond"));
    uint32_t resolve = clock_in(policy, def, TEXT("resolve"));
    if (respond == NONE || resolve == NONE ||
        analyse_holds(analysis, clock_of(policy, respond)->start) !=
            analyse_holds(analysis, clock_of(policy, resolve)->start))
        return;
    Pair pair = {.analysis = analysis,
                 .late_clock = respond,
                 .early_clock = resolve,
                 .where = analyse_reach(analysis, sla),
                 .code = DIAG_W0940,
                 .message = "this response is due after the resolution of the same ticket",
                 .related = "the resolution"};
    pair_judge(&pair);
    analyse_settle(analysis, analysis->program->slas.at[sla]->span,
                   "whether responses come before resolutions");
}

/* ---- Inner and outer agreements ---- */

/* What stops the outer clock stops the inner one, which therefore never runs longer. */
static bool is_within(Analysis *analysis, uint32_t inner, uint32_t outer)
{
    const Policy *policy = analysis->policy;
    const ClockDef *in = clock_of(policy, inner), *out = clock_of(policy, outer);
    if (in == out)
        return true;
    if (in->stop == NONE || out->stop == NONE)
        return false;
    DiagramRef stops = analyse_holds(analysis, out->stop);
    DiagramRef goes_on = diagram_not(analysis->diagram, analyse_holds(analysis, in->stop));
    return diagram_and(analysis->diagram, stops, goes_on) == DIAGRAM_NO;
}

static void agreement_judge(Analysis *analysis, uint32_t inner, uint32_t outer)
{
    const Policy *policy = analysis->policy;
    const SlaDef *in = &policy->slas[inner], *out = &policy->slas[outer];
    Pair pair = {.analysis = analysis,
                 .code = DIAG_W0944,
                 .message = "the team has longer than the customer was promised",
                 .related = "the promise to the customer"};
    pair.where = diagram_and(analysis->diagram, analyse_reach(analysis, inner),
                             analyse_reach(analysis, outer));
    for (uint32_t i = 0; i < in->clocks_count; i++)
        for (uint32_t k = 0; k < out->clocks_count; k++) {
            pair.late_clock = in->clocks_first + i;
            pair.early_clock = out->clocks_first + k;
            if (is_within(analysis, pair.late_clock, pair.early_clock))
                pair_judge(&pair);
        }
    analyse_settle(analysis, analysis->program->slas.at[inner]->span,
                   "whether the team's agreement keeps the customer's");
}

void analyse_orders(Analysis *analysis)
{
    const Policy *policy = analysis->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++) {
        response_judge(analysis, i);
        for (uint32_t k = 0; policy->slas[i].team != TEXT_NONE && k < policy->slas_count; k++)
            if (policy->slas[k].team == TEXT_NONE)
                agreement_judge(analysis, i, k);
    }
}
