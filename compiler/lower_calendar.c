/* Holiday sets and calendars: specs from the tree, tables by the runtime. A combination's members are made before
   it, wherever they are declared. */
#include "compiler/lower.h"

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

static void holidays_make(Lower *lower, const Symbol *symbol)
{
    HolidaySpec spec = {.name = symbol->name};
    const NodeList *rules = &symbol->decl->list;
    for (uint32_t i = 0; i < rules->count; i++)
        if (rules->at[i]->kind != AST_HOLIDAY_FEED)
            VEC_PUSH(lower->scratch, &spec.rules, rule_make(rules->at[i]));
    VEC_PUSH(lower->arena, &lower->holidays, holiday_set_new(&spec));
    VEC_PUSH(lower->arena, &lower->holiday_names, lower_text(lower, symbol->name));
}

/* ---- Hours ---- */

#define SPANS_ADD(lower, spans, node)                                                              \
    for (uint32_t span_ = 0; span_ < (node)->list.count; span_++)                                  \
    VEC_PUSH((lower)->scratch, (spans), span_make((node)->list.at[span_]))

static DaySpan span_make(const Node *node)
{
    Duration next_day = node->number2 <= node->number ? DAY_MS : 0;
    return (DaySpan){.open = node->number, .close = node->number2 + next_day};
}

static void week_add(Lower *lower, CalendarSpec *spec, const Node *node)
{
    WeekLine line = {.weekdays = (uint8_t)node->number};
    SPANS_ADD(lower, &line.spans, node);
    VEC_PUSH(lower->scratch, &spec->week, line);
}

/* A holiday set closed for some hours only: its days one by one. */
static void set_days_add(Lower *lower, CalendarSpec *spec, const HolidaySet *set, DateLine line)
{
    for (uint32_t i = 0; i < holiday_count(set); i++) {
        Text name;
        line.from = line.to = holiday_at(set, i, &name);
        VEC_PUSH(lower->scratch, &spec->dates, line);
    }
}

static void day_add(Lower *lower, CalendarSpec *spec, const Node *day, DateLine line)
{
    const Node *first = day->kind == AST_RANGE ? day->slot[0] : day;
    const Node *last = day->kind == AST_RANGE ? day->slot[1] : day;
    if (day->kind == AST_NAME) {
        const HolidaySet *set = lower->holidays.at[lower_symbol_index(day)];
        if (line.spans.count)
            set_days_add(lower, spec, set, line);
        else
            VEC_PUSH(lower->scratch, &spec->closed_on, set);
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
    VEC_PUSH(lower->scratch, &spec->dates, line);
}

static void dates_add(Lower *lower, CalendarSpec *spec, const Node *node, DateLineKind kind)
{
    DateLine line = {.kind = kind};
    SPANS_ADD(lower, &line.spans, node);
    for (uint32_t i = 0; i < node->slot[0]->list.count; i++)
        day_add(lower, spec, node->slot[0]->list.at[i], line);
}

static void calendar_make(Lower *lower, const Symbol *symbol);

static void members_add(Lower *lower, CalendarSpec *spec, const Node *node, CalendarForm form)
{
    spec->form = form;
    for (uint32_t i = 0; i < node->list.count; i++) {
        const Symbol *member = node->list.at[i]->symbol;
        calendar_make(lower, member);
        VEC_PUSH(lower->scratch, &spec->members, lower->calendars.at[member->index]);
    }
}

static void item_add(Lower *lower, CalendarSpec *spec, const Node *node)
{
    switch ((int)node->kind) {
    case AST_ZONE:
        if (zone_find(lower->policy->zones, node->text, &spec->zone) != STATUS_OK)
            spec->zone = NULL; /* the checker has said so */
        break;
    case AST_OPEN_WEEK: week_add(lower, spec, node); break;
    case AST_OPEN_ALWAYS: spec->always = true; break;
    case AST_OPEN_ON:
    case AST_OPEN_EVERY: dates_add(lower, spec, node, DATE_LINE_OPEN); break;
    case AST_CLOSED_ON:
    case AST_CLOSED_EVERY: dates_add(lower, spec, node, DATE_LINE_CLOSED); break;
    case AST_VALID:
        spec->has_valid = true;
        spec->valid_from = (Date)node->number;
        spec->valid_to = (Date)node->number2;
        break;
    case AST_UNION: members_add(lower, spec, node, CALENDAR_UNION); break;
    case AST_INTERSECT: members_add(lower, spec, node, CALENDAR_INTERSECT); break;
    case AST_DIFFERENCE: members_add(lower, spec, node, CALENDAR_EXCEPT); break;
    }
}

static void calendar_make(Lower *lower, const Symbol *symbol)
{
    if (lower->calendars.at[symbol->index])
        return;
    CalendarSpec spec = {.name = symbol->name};
    const NodeList *items = &symbol->decl->list;
    for (uint32_t i = 0; i < items->count; i++)
        item_add(lower, &spec, items->at[i]);
    if (!spec.zone && !spec.members.count &&
        zone_find(lower->policy->zones, TEXT("UTC"), &spec.zone) != STATUS_OK)
        return;
    lower->calendars.at[symbol->index] = calendar_new(&spec);
}

void lower_calendars(Lower *lower)
{
    const Program *in = lower->in;
    for (uint32_t i = 0; i < in->holidays.count; i++)
        holidays_make(lower, in->holidays.at[i]);
    for (uint32_t i = 0; i < in->calendars.count; i++) {
        VEC_PUSH(lower->arena, &lower->calendars, NULL);
        VEC_PUSH(lower->arena, &lower->calendar_names,
                 lower_text(lower, in->calendars.at[i]->name));
    }
    for (uint32_t i = 0; i < in->calendars.count; i++)
        calendar_make(lower, in->calendars.at[i]);
    TABLE_GIVE(lower, holidays);
    TABLE_GIVE(lower, holiday_names);
    TABLE_GIVE(lower, calendars);
    TABLE_GIVE(lower, calendar_names);
    lower->policy->calendar_always = policy_calendar_find(lower->policy, TEXT("always"));
}
