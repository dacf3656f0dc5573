/* Calendars: holidays that are listed for some years only, opening hours that a change of the clocks removes. */
#include "compiler/analyse_part.h"

/* Clock changes are looked for in so many years, from the policy's `effective`, the calendar's `valid`, or else this
   year on: rules of zones repeat, and what lies before a policy is no concern of it. */
enum { FIRST_YEAR = 2026, YEARS = 12 };

static Date effective_of(const Program *program)
{
    const Node *policy = program->policy;
    for (uint32_t i = 0; policy && i < policy->list.count; i++)
        if (policy->list.at[i]->kind == AST_EFFECTIVE)
            return (Date)policy->list.at[i]->number;
    return date_make(FIRST_YEAR, 1, 1);
}

static const Node *item_find(const Node *calendar, NodeKind kind)
{
    for (uint32_t i = 0; i < calendar->list.count; i++)
        if (calendar->list.at[i]->kind == kind)
            return calendar->list.at[i];
    return NULL;
}

/* ---- Holidays of some years ---- */

static int rule_last_year(const Node *rule)
{
    if (rule->kind == AST_HOLIDAY_DATE)
        return date_civil((Date)rule->number).year;
    bool is_yearly = rule->kind == AST_HOLIDAY_YEARLY || rule->kind == AST_HOLIDAY_WEEKDAY ||
                     rule->kind == AST_HOLIDAY_EASTER;
    if (!is_yearly)
        return 0;
    return rule->number2 ? (int)rule->number2 : INT32_MAX;
}

/* The last year for which the set knows a holiday; INT32_MAX: it has no last, 0: it is empty. */
static int set_last_year(const Symbol *set)
{
    int last = 0;
    for (uint32_t i = 0; i < set->decl->list.count; i++) {
        int year = rule_last_year(set->decl->list.at[i]);
        last = year > last ? year : last;
    }
    return last;
}

typedef struct SetUse { /* the last to end of the holiday sets that a calendar is closed on */
    const Symbol *set;  /* NULL: it is closed on none */
    int last_year;
} SetUse;

static SetUse sets_of(const Node *calendar)
{
    SetUse use = {.set = NULL};
    for (uint32_t i = 0; i < calendar->list.count; i++) {
        const Node *line = calendar->list.at[i];
        for (uint32_t k = 0; line->kind == AST_CLOSED_ON && k < line->slot[0]->list.count; k++) {
            const Symbol *set = line->slot[0]->list.at[k]->symbol;
            if (!set || set->kind != SYMBOL_HOLIDAYS || set_last_year(set) <= use.last_year)
                continue;
            use = (SetUse){set, set_last_year(set)};
        }
    }
    return use;
}

/* A constant limit that is counted on the calendar; NONE if there is none. */
static uint32_t line_on(const Analysis *analysis, uint32_t calendar)
{
    for (uint32_t i = 0; i < analysis->policy->lines_count; i++) {
        const TargetLine *line = &analysis->policy->lines[i];
        if (line->has_limit && line->limit.code == NONE && line->cutoff == CUTOFF_NONE &&
            analyse_line_calendar(analysis, i) == calendar)
            return i;
    }
    return NONE;
}

/* The latest start whose deadline falls after the end of that year; false: none does. */
static bool reaching_start(const Analysis *analysis, uint32_t line, int year, Instant *start,
                           Instant *due)
{
    const Calendar *calendar = analysis->policy->calendars[analyse_line_calendar(analysis, line)];
    Amount amount = {.count = analysis->policy->lines[line].limit.value,
                     .unit = analysis->policy->lines[line].limit_unit};
    Instant end = zone_instant(calendar_zone(calendar), (int64_t)date_make(year + 1, 1, 1) * DAY_MS,
                               FOLD_FIRST);
    return calendar_prev_close(calendar, end, start) &&
           calendar_step(calendar, *start - MINUTE_MS, amount, due) &&
           (*start -= MINUTE_MS, *due >= end);
}

static void holidays_report(Analysis *analysis, const Symbol *calendar, SetUse use, uint32_t line,
                            Instant start, Instant due)
{
    char from[INSTANT_TEXT], until[INSTANT_TEXT];
    int offset = zone_offset(calendar_zone(analysis->policy->calendars[calendar->index]), start);
    instant_print_offset(start, offset / 60, from);
    instant_print_offset(due, offset / 60, until);
    Diag *diag = diag_add(analysis->diags, DIAG_W0970, use.set->span,
                          "`%.*s` has no holiday after %d, and deadlines on `%.*s` reach %d",
                          TEXT_ARGS(use.set->name), use.last_year, TEXT_ARGS(calendar->name),
                          use.last_year + 1);
    diag_relate(analysis->diags, diag, calendar->span, "this calendar counts on");
    diag_relate(analysis->diags, diag, analysis->lower->line_sources.at[line].node->span,
                "a clock that starts at %s is due at %s", from, until);
    diag_witness(analysis->diags, diag, "created", from);
    diag_note(analysis->diags, diag,
              "add the holidays of %d, or say how far they go: `valid %d-01-01..%d-12-31`",
              use.last_year + 1, use.last_year, use.last_year);
}

static void holidays_analyse(Analysis *analysis, const Symbol *calendar)
{
    SetUse use = sets_of(calendar->decl);
    const Node *valid = item_find(calendar->decl, AST_VALID);
    Instant start, due;
    if (!use.set || use.set->is_std || use.last_year == INT32_MAX || use.last_year == 0 ||
        (valid && date_civil((Date)valid->number2).year <= use.last_year))
        return;
    uint32_t line = line_on(analysis, calendar->index);
    if (line != NONE && reaching_start(analysis, line, use.last_year, &start, &due) &&
        analyse_is_due(analysis, line, start, due))
        holidays_report(analysis, calendar, use, line, start, due);
}

/* ---- Hours that a clock change removes ---- */

/* A day's span as written, whole in the hour that the clocks leave out. */
typedef struct LostSpan {
    const Node *span;
    Date date;
    Instant change;
} LostSpan;

static bool is_lost(const Zone *zone, Date date, const Node *span)
{
    int64_t open = span->number, close = span->number2;
    if (close <= open)
        close += DAY_MS;
    return zone_instant(zone, (int64_t)date * DAY_MS + open, FOLD_FIRST) ==
           zone_instant(zone, (int64_t)date * DAY_MS + close, FOLD_SECOND);
}

/* The hours of a week that would open on the day of the change, were it not for it. */
static const Node *lost_find(const Zone *zone, const Node *calendar, Date date)
{
    for (uint32_t i = 0; i < calendar->list.count; i++) {
        const Node *line = calendar->list.at[i];
        if (line->kind != AST_OPEN_WEEK || !(line->number >> date_weekday(date) & 1))
            continue;
        for (uint32_t k = 0; k < line->list.count; k++)
            if (is_lost(zone, date, line->list.at[k]))
                return line->list.at[k];
    }
    return NULL;
}

/* Is the day closed anyway, or has it hours of its own? */
static bool is_special(const Calendar *calendar, const Node *decl, Date date)
{
    Text name;
    if (calendar_holiday(calendar, date, &name) || !calendar_covers_date(calendar, date))
        return true;
    for (uint32_t i = 0; i < decl->list.count; i++) {
        const Node *line = decl->list.at[i];
        bool is_dated = line->kind == AST_CLOSED_ON || line->kind == AST_OPEN_ON;
        for (uint32_t k = 0; is_dated && k < line->slot[0]->list.count; k++) {
            const Node *days = line->slot[0]->list.at[k];
            const Node *first = days->kind == AST_RANGE ? days->slot[0] : days;
            const Node *last = days->kind == AST_RANGE ? days->slot[1] : days;
            if (first->kind == AST_DATE && first->number <= date && date <= last->number)
                return true;
        }
    }
    return false;
}

static void lost_report(Analysis *analysis, const Symbol *calendar, const LostSpan *lost)
{
    char date[INSTANT_TEXT];
    date_print(lost->date, date);
    const Zone *zone = calendar_zone(analysis->policy->calendars[calendar->index]);
    Diag *diag = diag_add(analysis->diags, DIAG_W0971, lost->span->span,
                          "on %s the clocks of %.*s skip these hours, so that day never opens for "
                          "them",
                          date, TEXT_ARGS(zone_name(zone)));
    diag_relate(analysis->diags, diag, calendar->span, "in this calendar");
    diag_witness(analysis->diags, diag, "date", date);
    diag_note(analysis->diags, diag,
              "move them out of the hour that is skipped, or give the day "
              "hours of its own: `open on %s …`",
              date);
}

static void lost_analyse(Analysis *analysis, const Symbol *symbol)
{
    const Calendar *calendar = analysis->policy->calendars[symbol->index];
    const Zone *zone = calendar_zone(calendar);
    const Node *valid = item_find(symbol->decl, AST_VALID);
    Date first = valid ? (Date)valid->number : effective_of(analysis->program);
    Instant at = zone_instant(zone, (int64_t)first * DAY_MS, FOLD_FIRST);
    for (int i = 0; i < 2 * YEARS; i++) {
        Instant change = zone_next_transition(zone, at);
        if (change == INSTANT_NONE)
            return;
        at = change;
        if (zone_offset(zone, change) <= zone_offset(zone, change - 1))
            continue;
        for (Date day = zone_date(zone, change) - 1; day <= zone_date(zone, change); day++) {
            LostSpan lost = {lost_find(zone, symbol->decl, day), day, change};
            if (!lost.span || is_special(calendar, symbol->decl, day))
                continue;
            lost_report(analysis, symbol, &lost);
            return;
        }
    }
}

void analyse_calendars(Analysis *analysis)
{
    const SymbolList *calendars = &analysis->program->calendars;
    for (uint32_t i = 0; i < calendars->count; i++) {
        const Symbol *calendar = calendars->at[i];
        if (calendar->is_std || calendar->is_void || !analysis->policy->calendars[i])
            continue;
        holidays_analyse(analysis, calendar);
        lost_analyse(analysis, calendar);
    }
}
