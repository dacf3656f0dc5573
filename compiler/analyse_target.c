/* Targets that no day of the calendar can hold: limits that a cutoff always comes before, deadlines beyond the calendar's
   last opening. */
#include "compiler/analyse_part.h"
#include "runtime/target.h"

/* Days are looked at from the calendar's `valid`, or else this year on: a week's hours, holidays and clock changes have
   shown all that they do by then. */
enum { FIRST_YEAR = 2026, YEARS = 6 };

typedef struct LineCheck {
    Analysis *analysis;
    uint32_t index;
    const TargetLine *line;
    const Calendar *calendar;
    const Node *node; /* the target, or the row */
    const Node *cutoff, *limit;
    const Symbol *calendar_symbol;
} LineCheck;

static const Node *item_find(const Node *owner, NodeKind kind)
{
    for (uint32_t i = 0; i < owner->list.count; i++)
        if (owner->list.at[i]->kind == kind)
            return owner->list.at[i];
    return NULL;
}

/* The limit and the cutoff as written: of a target its slots, of a row parts of the cell. */
static void parts_find(LineCheck *check)
{
    check->limit = check->cutoff = NULL;
    if (check->node->kind == AST_TARGET) {
        check->limit = check->node->slot[0];
        check->cutoff = check->node->slot[1];
        return;
    }
    const Node *cell = analyse_line_cell(check->analysis, check->index);
    for (uint32_t i = 0; cell && i < cell->list.count; i++) {
        const Node *part = cell->list.at[i];
        if (part->kind == AST_CUTOFF)
            check->cutoff = part;
        else
            check->limit = part;
    }
}

static void days_of(const LineCheck *check, Date *from, Date *to)
{
    const Node *valid = item_find(check->calendar_symbol->decl, AST_VALID);
    *from = valid ? (Date)valid->number : date_make(FIRST_YEAR, 1, 1);
    *to = valid ? (Date)valid->number2 : date_make(FIRST_YEAR + YEARS, 1, 1);
}

/* ---- A limit that the cutoff always comes before ---- */

/* The most open time between a start and its cutoff: a start just after the cutoff of the day before has the most. */
static bool longest_day(const LineCheck *check, Instant *start, Duration *longest)
{
    Date date, to;
    bool is_any = false;
    days_of(check, &date, &to);
    const Zone *zone = calendar_zone(check->calendar);
    Instant at = zone_instant(zone, (int64_t)date * DAY_MS, FOLD_FIRST), cutoff;
    Instant end = zone_instant(zone, (int64_t)to * DAY_MS, FOLD_FIRST);
    while (at < end && target_cutoff(check->calendar, check->line, at, &cutoff)) {
        Duration open;
        if (!calendar_working(check->calendar, at, cutoff, &open))
            break;
        if (!is_any || open > *longest) {
            *longest = open;
            *start = at;
        }
        is_any = true;
        at = cutoff;
    }
    return is_any;
}

static const char *duration_text(const Analysis *analysis, Duration duration)
{
    char text[DURATION_TEXT];
    duration_print(duration, text);
    return arena_format(analysis->arena, "%s", text);
}

static const char *instant_text(const LineCheck *check, Instant at)
{
    char text[INSTANT_TEXT];
    instant_print_offset(at, zone_offset(calendar_zone(check->calendar), at) / 60, text);
    return arena_format(check->analysis->arena, "%s", text);
}

static void day_analyse(LineCheck *check)
{
    const TargetLine *line = check->line;
    DiagList *diags = check->analysis->diags;
    Instant start, due;
    Duration longest;
    bool is_daily = line->cutoff == CUTOFF_CLOSE || line->cutoff == CUTOFF_TIME;
    if (!is_daily || !line->has_limit || line->limit_unit != UNIT_MS ||
        !longest_day(check, &start, &longest) || longest >= line->limit.value ||
        !target_line_due(check->calendar, line, start, &due) ||
        !analyse_is_due(check->analysis, check->index, start, due))
        return;
    Diag *diag =
        diag_add(diags, DIAG_W0942, check->limit->span,
                 "no day leaves %s of opening hours before its cutoff: `%.*s` has %s at "
                 "most",
                 duration_text(check->analysis, line->limit.value),
                 TEXT_ARGS(check->calendar_symbol->name), duration_text(check->analysis, longest));
    diag_relate(diags, diag, check->cutoff->span, "this always comes first");
    diag_relate(diags, diag, check->calendar_symbol->span, "on this calendar");
    diag_witness(diags, diag, "created", instant_text(check, start));
    diag_note(diags, diag, "leave the limit out, or let the cutoff come some workdays later");
}

/* ---- A deadline beyond the calendar ---- */

static void horizon_analyse(LineCheck *check)
{
    const TargetLine *line = check->line;
    DiagList *diags = check->analysis->diags;
    const Node *valid = item_find(check->calendar_symbol->decl, AST_VALID);
    Instant start, due;
    Date from, to;
    days_of(check, &from, &to);
    if (!valid || !line->has_limit)
        return;
    start = zone_instant(calendar_zone(check->calendar), (int64_t)from * DAY_MS, FOLD_FIRST);
    Amount amount = {.count = line->limit.value, .unit = line->limit_unit};
    if (calendar_step(check->calendar, start, amount, &due) ||
        !analyse_is_due(check->analysis, check->index, start, INSTANT_NONE))
        return;
    Diag *diag = diag_add(diags, DIAG_W0943, check->limit->span,
                          "no clock that starts on `%.*s` reaches this limit before the calendar "
                          "ends",
                          TEXT_ARGS(check->calendar_symbol->name));
    diag_relate(diags, diag, valid->span, "it ends here");
    diag_witness(diags, diag, "created", instant_text(check, start));
    diag_note(diags, diag, "every such deadline is a fault: extend `valid`, or shorten the limit");
}

/* ---- Lines ---- */

/* A line of several ways to its calendar is judged once. Lines of one clock stand together. */
static bool is_told(const LineCheck *check)
{
    const Lower *lower = check->analysis->lower;
    const LineSource *own = &lower->line_sources.at[check->index];
    for (uint32_t i = check->index; i--;) {
        const LineSource *other = &lower->line_sources.at[i];
        if (other->sla_clock != own->sla_clock)
            return false;
        if (other->node == own->node)
            return true;
    }
    return false;
}

void analyse_targets(Analysis *analysis)
{
    for (uint32_t i = 0; i < analysis->policy->lines_count; i++) {
        uint32_t calendar = analyse_line_calendar(analysis, i);
        LineCheck check = {.analysis = analysis, .index = i, .line = &analysis->policy->lines[i]};
        check.node = analysis->lower->line_sources.at[i].node;
        if (calendar == NONE || check.line->limit.code != NONE || is_told(&check))
            continue;
        check.calendar = analysis->policy->calendars[calendar];
        check.calendar_symbol = analysis->program->calendars.at[calendar];
        parts_find(&check);
        day_analyse(&check);
        horizon_analyse(&check);
    }
}
