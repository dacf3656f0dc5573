#include "compiler/schedule.h"

#include <stdlib.h>

Schedule schedule_make(const Program *program, ZoneSet *zones, Arena *scratch)
{
    Schedule schedule = {.program = program, .scratch = scratch, .zones = zones};
    schedule.holidays = ARENA_ARRAY(scratch, HolidaySet *, program->holidays.count);
    schedule.calendars = ARENA_ARRAY(scratch, Calendar *, program->calendars.count);
    return schedule;
}

void schedule_free(Schedule *schedule)
{
    for (uint32_t i = 0; i < schedule->program->calendars.count; i++)
        calendar_free(schedule->calendars[i]);
    for (uint32_t i = 0; i < schedule->program->holidays.count; i++)
        holiday_set_free(schedule->holidays[i]);
}

/* ---- Holidays ---- */

static void observed_set(HolidayRule *rule, const Node *node)
{
    memset(rule->observed, -1, sizeof rule->observed);
    for (uint32_t i = 0; i < node->list.count; i++) {
        const Node *observed = node->list.at[i];
        if (observed->kind == AST_OBSERVED)
            rule->observed[observed->number] = (int8_t)observed->number2;
    }
}

static HolidayRule rule_make(const Node *node)
{
    HolidayRule rule = {.name = node->text};
    observed_set(&rule, node);
    if (node->kind == AST_HOLIDAY_DATE) {
        rule.kind = HOLIDAY_DATE;
        rule.date = (Date)node->number;
        return rule;
    }
    rule.from_year = (int)node->number;
    rule.until_year = (int)node->number2;
    if (node->kind == AST_HOLIDAY_EASTER) {
        rule.kind = node->flags & EASTER_ORTHODOX ? HOLIDAY_ORTHODOX : HOLIDAY_EASTER;
        rule.offset = (int)node->slot[0]->number;
    } else if (node->kind == AST_HOLIDAY_WEEKDAY) {
        rule.kind = HOLIDAY_NTH_WEEKDAY;
        rule.month = (int)node->slot[0]->number;
        rule.nth = (int)node->slot[1]->number;
        rule.weekday = (Weekday)node->flags;
    } else {
        rule.kind = HOLIDAY_YEARLY;
        rule.month = (int)node->slot[0]->number;
        rule.day = (int)node->slot[0]->number2;
    }
    return rule;
}

HolidaySet *schedule_holidays(Schedule *schedule, const Symbol *holidays)
{
    HolidaySet **set = &schedule->holidays[holidays->index];
    if (*set)
        return *set;
    HolidaySpec spec = {.name = holidays->name};
    const NodeList *rules = &holidays->decl->list;
    for (uint32_t i = 0; i < rules->count; i++)
        if (rules->at[i]->kind != AST_HOLIDAY_FEED) /* its days are rules by now */
            VEC_PUSH(schedule->scratch, &spec.rules, rule_make(rules->at[i]));
    return *set = holiday_set_new(&spec);
}

/* ---- Hours ---- */

#define SPANS_ADD(schedule, spans, node)                                                           \
    for (uint32_t span_ = 0; span_ < (node)->list.count; span_++)                                  \
    VEC_PUSH((schedule)->scratch, (spans), span_make((node)->list.at[span_]))

static DaySpan span_make(const Node *node)
{
    Duration next_day = node->number2 <= node->number ? DAY_MS : 0;
    return (DaySpan){.open = node->number, .close = node->number2 + next_day};
}

static void week_add(Schedule *schedule, CalendarSpec *spec, const Node *node)
{
    WeekLine line = {.weekdays = (uint8_t)node->number};
    SPANS_ADD(schedule, &line.spans, node);
    VEC_PUSH(schedule->scratch, &spec->week, line);
}

static void day_add(Schedule *schedule, CalendarSpec *spec, const Node *day, DateLine line)
{
    const Node *first = day->kind == AST_RANGE ? day->slot[0] : day;
    const Node *last = day->kind == AST_RANGE ? day->slot[1] : day;
    if (day->kind == AST_NAME) {
        if (!day->symbol)
            return; /* reported */
        line.set = schedule_holidays(schedule, day->symbol);
        if (line.spans.count)
            VEC_PUSH(schedule->scratch, &spec->dates, line);
        else
            VEC_PUSH(schedule->scratch, &spec->closed_on, line.set);
        return;
    }
    line.yearly = first->kind == AST_MONTH_DAY;
    if (line.yearly) {
        line.from_month = (int)first->number;
        line.from_day = (int)first->number2;
        line.to_month = (int)last->number;
        line.to_day = (int)last->number2;
    } else {
        line.from = (Date)first->number;
        line.to = (Date)last->number;
    }
    VEC_PUSH(schedule->scratch, &spec->dates, line);
}

static void dates_add(Schedule *schedule, CalendarSpec *spec, const Node *node, DateLineKind kind)
{
    DateLine line = {.kind = kind};
    SPANS_ADD(schedule, &line.spans, node);
    for (uint32_t i = 0; i < node->slot[0]->list.count; i++)
        day_add(schedule, spec, node->slot[0]->list.at[i], line);
}

static void members_add(Schedule *schedule, CalendarSpec *spec, const Node *node, CalendarForm form)
{
    spec->form = form;
    for (uint32_t i = 0; i < node->list.count; i++) {
        const Symbol *member = node->list.at[i]->symbol;
        Calendar *calendar = member ? schedule_calendar(schedule, member) : NULL;
        if (calendar)
            VEC_PUSH(schedule->scratch, &spec->members, calendar);
    }
}

static void item_add(Schedule *schedule, CalendarSpec *spec, const Node *node)
{
    switch ((int)node->kind) {
    case AST_ZONE:
        if (zone_find(schedule->zones, node->text, &spec->zone) != STATUS_OK)
            spec->zone = NULL; /* the checker has said so */
        break;
    case AST_OPEN_WEEK: week_add(schedule, spec, node); break;
    case AST_OPEN_ALWAYS: spec->always = true; break;
    case AST_OPEN_ON:
    case AST_OPEN_EVERY: dates_add(schedule, spec, node, DATE_LINE_OPEN); break;
    case AST_CLOSED_ON:
    case AST_CLOSED_EVERY: dates_add(schedule, spec, node, DATE_LINE_CLOSED); break;
    case AST_VALID:
        spec->has_valid = true;
        spec->valid_from = (Date)node->number;
        spec->valid_to = (Date)node->number2;
        break;
    case AST_UNION: members_add(schedule, spec, node, CALENDAR_UNION); break;
    case AST_INTERSECT: members_add(schedule, spec, node, CALENDAR_INTERSECT); break;
    case AST_DIFFERENCE: members_add(schedule, spec, node, CALENDAR_EXCEPT); break;
    }
}

Calendar *schedule_calendar(Schedule *schedule, const Symbol *calendar)
{
    Calendar **built = &schedule->calendars[calendar->index];
    if (*built)
        return *built;
    CalendarSpec spec = {.name = calendar->name};
    const NodeList *items = &calendar->decl->list;
    for (uint32_t i = 0; i < items->count; i++)
        item_add(schedule, &spec, items->at[i]);
    if (!spec.zone && !spec.members.count &&
        zone_find(schedule->zones, TEXT("UTC"), &spec.zone) != STATUS_OK)
        return NULL;
    return *built = calendar_new(&spec);
}
