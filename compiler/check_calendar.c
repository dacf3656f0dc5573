/* Holiday sets and calendars: zones, spans, members, and whether they ever open (T4, T7). */
#include <stdlib.h>

#include "base/instant.h"
#include "compiler/check_part.h"
#include "compiler/module.h"

/* ---- Holidays ---- */

static void years_check(Checker *checker, const Node *rule)
{
    if (rule->kind == AST_HOLIDAY_DATE || !rule->number || !rule->number2 ||
        rule->number <= rule->number2)
        return;
    diag_add(checker->diags, DIAG_E0305, rule->span,
             "the last year, %lld, lies before the first, %lld", (long long)rule->number2,
             (long long)rule->number);
}

static void holidays_check(Checker *checker, Symbol *symbol)
{
    NodeList *rules = &symbol->decl->list;
    for (uint32_t i = 0; i < rules->count; i++)
        if (rules->at[i]->kind == AST_HOLIDAY_FEED)
            feed_read(checker, symbol, rules->at[i]);
        else
            years_check(checker, rules->at[i]);
}

/* ---- Hours ---- */

typedef struct DayPart { /* a span as it was written for one day */
    int64_t day, open, close;
    const Node *node;
} DayPart;

typedef VEC(DayPart) DayParts;

static int part_order(const void *left, const void *right)
{
    const DayPart *a = left, *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->open != b->open)
        return a->open < b->open ? -1 : 1;
    return a->node->span.lo < b->node->span.lo ? -1 : a->node->span.lo > b->node->span.lo;
}

static void parts_add(Checker *checker, DayParts *parts, int64_t day, const NodeList *spans)
{
    for (uint32_t i = 0; i < spans->count; i++) {
        const Node *span = spans->at[i];
        int64_t close = span->number2 > span->number ? span->number2 : span->number2 + DAY_MS;
        VEC_PUSH(checker->arena, parts,
                 (DayPart){.day = day, .open = span->number, .close = close, .node = span});
    }
}

/* Two spans written for one day may not overlap; a night's span may run into the next day's (T4). */
static void parts_check(Checker *checker, DayParts *parts)
{
    if (parts->count > 1)
        qsort(parts->at, parts->count, sizeof *parts->at, part_order);
    for (uint32_t i = 1; i < parts->count; i++) {
        const DayPart *first = &parts->at[i - 1], *second = &parts->at[i];
        if (first->day != second->day || second->open >= first->close ||
            first->node == second->node)
            continue;
        Diag *diag = diag_add(
            checker->diags, DIAG_E0303, second->node->span, "`%s` overlaps `%s` on the same day",
            words_of(checker, second->node->span), words_of(checker, first->node->span));
        diag_relate(checker->diags, diag, first->node->span, "written here for that day");
        diag_note(checker->diags, diag, "join the two, or end the first where the second begins");
    }
}

static void spans_check(Checker *checker, const NodeList *spans)
{
    for (uint32_t i = 0; i < spans->count; i++) {
        const Node *span = spans->at[i];
        if (span->kind != AST_SPAN || span->number != span->number2)
            continue;
        Diag *diag = diag_add(checker->diags, DIAG_E0302, span->span, "`%s` is no time at all",
                              words_of(checker, span->span));
        diag_note(checker->diags, diag,
                  "a whole day is `00:00-24:00`; around the clock is `open always`");
    }
}

static void week_add(Checker *checker, DayParts *parts, const Node *line)
{
    for (int day = 0; day < 7; day++)
        if (line->number >> day & 1)
            parts_add(checker, parts, day, &line->list);
}

static int64_t day_number(const Node *day)
{
    return day->kind == AST_MONTH_DAY ? day->number * 100 + day->number2 : day->number;
}

static void days_check(Checker *checker, DayParts *parts, const Node *line)
{
    const NodeList *days = &line->slot[0]->list;
    for (uint32_t i = 0; i < days->count; i++) {
        Node *day = days->at[i];
        if (day->kind == AST_NAME)
            day->symbol = name_resolve(checker, SYMBOL_HOLIDAYS, day->text, day->span);
        else if (day->kind != AST_RANGE)
            parts_add(checker, parts, day_number(day), &line->list);
        else if (day->slot[0]->kind == AST_DATE && day->slot[0]->number > day->slot[1]->number)
            diag_add(checker->diags, DIAG_E0305, day->span, "the last day lies before the first");
    }
}

static void open_days_check(Checker *checker, const Node *line)
{
    for (uint32_t i = 0; i < line->slot[0]->list.count; i++) {
        const Node *day = line->slot[0]->list.at[i];
        if (day->kind != AST_NAME)
            continue;
        Diag *diag = diag_add(checker->diags, DIAG_E0308, day->span,
                              "`open on` names dates, not a holiday set");
        diag_note(checker->diags, diag, "write the date: `open on 2026-05-09 10:00-14:00`");
    }
}

/* ---- Combinations ---- */

static void calendar_check(Checker *checker, Symbol *calendar);

static void members_check(Checker *checker, Symbol *calendar, const Node *node)
{
    SymbolState *state = symbol_state(checker, calendar);
    bool is_union = node->kind == AST_UNION, is_difference = node->kind == AST_DIFFERENCE;
    state->never_opens = is_union;
    state->is_always = !is_union && !is_difference;
    for (uint32_t i = 0; i < node->list.count; i++) {
        Node *name = node->list.at[i];
        Symbol *member = name_resolve(checker, SYMBOL_CALENDAR, name->text, name->span);
        name->symbol = member;
        if (!member) {
            state->never_opens = state->is_always = false;
            return;
        }
        calendar_check(checker, member);
        const SymbolState *other = symbol_state(checker, member);
        if (other->is_open) {
            Diag *diag = diag_add(checker->diags, DIAG_E0304, name->span,
                                  "the calendar `%.*s` is made of itself", TEXT_ARGS(name->text));
            diag_relate(checker->diags, diag, member->span, "it comes back here");
            state->never_opens = state->is_always = false;
            return;
        }
        if (is_union)
            state->never_opens &= other->never_opens, state->is_always |= other->is_always;
        else if (!is_difference || i == 0)
            state->never_opens |= other->never_opens, state->is_always &= other->is_always;
    }
}

/* ---- A calendar ---- */

static void zone_check(Checker *checker, const Node *node)
{
    const Zone *zone;
    if (zone_find(checker->program->zones, node->text, &zone) == STATUS_OK)
        return;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0301, node->name_span.hi ? node->name_span : node->span,
                 "there is no time zone \"%.*s\"", TEXT_ARGS(node->text));
    diag_note(checker->diags, diag,
              "zones have the names of the tz database, such as \"Europe/Kyiv\" or \"UTC\"");
}

typedef struct CalendarParts {
    DayParts week, dates, years;
    const Node *hours, *combination; /* the first line of either kind */
    bool opens, closes, is_always, has_zone, has_spans;
} CalendarParts;

static void line_check(Checker *checker, Symbol *calendar, CalendarParts *parts, Node *line)
{
    spans_check(checker, &line->list);
    bool is_combination =
        line->kind == AST_UNION || line->kind == AST_INTERSECT || line->kind == AST_DIFFERENCE;
    if (line->kind == AST_ZONE)
        zone_check(checker, line);
    else if (line->kind == AST_OPEN_WEEK)
        week_add(checker, &parts->week, line);
    else if (line->kind == AST_OPEN_ON || line->kind == AST_OPEN_EVERY)
        days_check(checker, line->kind == AST_OPEN_ON ? &parts->dates : &parts->years, line);
    else if (line->kind == AST_CLOSED_ON || line->kind == AST_CLOSED_EVERY)
        days_check(checker, &(DayParts){0}, line);
    else if (line->kind == AST_VALID && line->number > line->number2)
        diag_add(checker->diags, DIAG_E0305, line->span, "the last day lies before the first");
    else if (is_combination && !parts->combination)
        members_check(checker, calendar, line);
    if (line->kind == AST_OPEN_ON)
        open_days_check(checker, line);
    bool is_open =
        line->kind == AST_OPEN_WEEK || line->kind == AST_OPEN_ON || line->kind == AST_OPEN_EVERY;
    parts->opens |= is_open || line->kind == AST_OPEN_ALWAYS;
    parts->is_always |= line->kind == AST_OPEN_ALWAYS;
    parts->closes |=
        line->kind == AST_CLOSED_ON || line->kind == AST_CLOSED_EVERY || line->kind == AST_OPEN_ON;
    if (is_combination && parts->combination)
        diag_add(checker->diags, DIAG_E0308, line->span,
                 "a calendar is one combination; give this one its own calendar");
    if (is_combination && !parts->combination)
        parts->combination = line;
    bool is_week = line->kind == AST_OPEN_WEEK || line->kind == AST_OPEN_EVERY ||
                   line->kind == AST_OPEN_ALWAYS;
    if (is_week && !parts->hours)
        parts->hours = line;
    parts->has_zone |= line->kind == AST_ZONE;
    parts->has_spans |= is_open;
}

static void form_check(Checker *checker, const Symbol *calendar, const CalendarParts *parts)
{
    SymbolState *state = symbol_state(checker, (Symbol *)(uintptr_t)calendar);
    if (parts->combination && parts->hours) {
        Diag *diag =
            diag_add(checker->diags, DIAG_E0308, parts->hours->span,
                     "`%.*s` is a combination of calendars and has no weekly hours of its own",
                     TEXT_ARGS(calendar->name));
        diag_relate(checker->diags, diag, parts->combination->span, "the combination");
        diag_note(checker->diags, diag,
                  "put these hours into a calendar of their own and name it in the combination");
    }
    if (!parts->combination) {
        state->never_opens = !parts->opens;
        state->is_always = parts->is_always && !parts->closes;
    }
    if (!state->never_opens)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_W0306, calendar->span,
                          "the calendar `%.*s` never opens", TEXT_ARGS(calendar->name));
    diag_note(checker->diags, diag, "give it hours: `open mon..fri 09:00-18:00`");
}

/* Hours in UTC are meant by whoever says so. */
static void zone_missing_check(Checker *checker, const Symbol *calendar, const CalendarParts *parts)
{
    if (parts->has_zone || parts->combination || !parts->has_spans)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_W0310, calendar->span,
                          "the calendar `%.*s` names no time zone, so its hours are in UTC",
                          TEXT_ARGS(calendar->name));
    diag_note(checker->diags, diag, "name it: `zone \"Europe/Kyiv\"`, or `zone \"UTC\"`");
}

static void calendar_check(Checker *checker, Symbol *calendar)
{
    SymbolState *state = symbol_state(checker, calendar);
    if (state->is_ready || state->is_open)
        return;
    state->is_open = true;
    CalendarParts parts = {0};
    for (uint32_t i = 0; i < calendar->decl->list.count; i++)
        line_check(checker, calendar, &parts, calendar->decl->list.at[i]);
    parts_check(checker, &parts.week);
    parts_check(checker, &parts.dates);
    parts_check(checker, &parts.years);
    form_check(checker, calendar, &parts);
    zone_missing_check(checker, calendar, &parts);
    state->is_open = false;
    state->is_ready = true;
}

Symbol *calendar_use(Checker *checker, Text name, Span span)
{
    Symbol *calendar = name_resolve(checker, SYMBOL_CALENDAR, name, span);
    if (!calendar || !symbol_state(checker, calendar)->never_opens)
        return calendar;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0307, span,
                 "the calendar `%.*s` never opens, so nothing on it is ever due", TEXT_ARGS(name));
    diag_relate(checker->diags, diag, calendar->span, "declared here without opening hours");
    diag_note(checker->diags, diag, "give it hours: `open mon..fri 09:00-18:00`");
    return calendar;
}

bool calendar_is_open_always(Checker *checker, Symbol *calendar)
{
    return symbol_state(checker, calendar)->is_always;
}

void check_calendars(Checker *checker)
{
    Program *program = checker->program;
    for (uint32_t i = 0; i < program->holidays.count; i++)
        holidays_check(checker, program->holidays.at[i]);
    for (uint32_t i = 0; i < program->calendars.count; i++)
        calendar_check(checker, program->calendars.at[i]);
}
