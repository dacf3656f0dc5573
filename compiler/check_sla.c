/* SLAs: the clocks they name, targets, pauses, exceptions and escalations. */
#include "compiler/check_part.h"

#include "runtime/calendar.h"

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

void clock_add(Checker *checker, SlaScope *scope, Symbol *clock)
{
    for (uint32_t i = 0; clock && i < scope->clocks.count; i++)
        if (scope->clocks.at[i] == clock)
            return;
    if (clock)
        VEC_PUSH(checker->arena, &scope->clocks, clock);
}

static bool has_clock(const SlaScope *scope, const Symbol *clock)
{
    for (uint32_t i = 0; i < scope->clocks.count; i++)
        if (scope->clocks.at[i] == clock)
            return true;
    return false;
}

/* ---- Limits and cutoffs ---- */

/* The first calendar at hand that is not always open; NULL: all are, or the SLA has none (then it is `always`). */
static Symbol *hours_of(Checker *checker, const SlaScope *scope, Symbol *on)
{
    if (on)
        return calendar_is_open_always(checker, on) ? NULL : on;
    for (uint32_t i = 0; i < scope->calendars.count; i++)
        if (!calendar_is_open_always(checker, scope->calendars.at[i]))
            return scope->calendars.at[i];
    return NULL;
}

static void days_report(Checker *checker, const Node *period, Symbol *calendar)
{
    long long count = (long long)period->number;
    const char *plural = count == 1 ? "" : "s";
    Diag *diag = diag_add(checker->diags, DIAG_E0409, period->span,
                          "on the calendar `%.*s`, `%s` may be read in several ways",
                          TEXT_ARGS(calendar->name), words_of(checker, period->span));
    diag_relate(checker->diags, diag, calendar->span, "this calendar is not always open");
    days_readings(checker, diag, calendar, count);
    diag_note(checker->diags, diag, "write `%lldh`, `%lld workday%s` or `%lld calendar day%s`",
              count * 24, count, plural, count, plural);
}

static void period_check(Checker *checker, const SlaScope *scope, const Node *period, Symbol *on)
{
    if (period->number2 != UNIT_DAY || period->flags & PERIOD_CALENDAR || period->number <= 0)
        return;
    Symbol *calendar = hours_of(checker, scope, on);
    if (calendar)
        days_report(checker, period, calendar);
}

/* A period stands by itself, or on both sides of a choice: a sum of one has no single meaning. */
static void period_place_check(Checker *checker, const SlaScope *scope, const Node *limit,
                               Symbol *on)
{
    if (limit->kind == AST_PERIOD) {
        period_check(checker, scope, limit, on);
    } else if (limit->kind == AST_IF) {
        period_place_check(checker, scope, limit->slot[1], on);
        period_place_check(checker, scope, limit->slot[2], on);
    } else {
        Diag *diag =
            diag_add(checker->diags, DIAG_E0406, limit->span, "a limit in %s stands by itself",
                     "workdays, days, weeks, months or years");
        diag_note(checker->diags, diag, "write `3 workdays`, or reckon in hours: `4h * parts`");
    }
}

static const Node *first_period(const Node *limit)
{
    while (limit->kind == AST_IF)
        limit = limit->slot[1];
    return limit;
}

static bool is_one_unit(const Node *limit, int64_t unit)
{
    if (limit->kind == AST_IF)
        return is_one_unit(limit->slot[1], unit) && is_one_unit(limit->slot[2], unit);
    return limit->kind != AST_PERIOD || limit->number2 == unit;
}

static void limit_wrong(Checker *checker, const Node *limit, Type type)
{
    Diag *diag = diag_add(checker->diags, DIAG_E0222, limit->span,
                          "a limit is a duration or a period, and this is %s",
                          program_type_text(checker->program, type));
    const char *words = words_of(checker, limit->span);
    if (type_base(type) == BASE_INTEGER)
        diag_note(checker->diags, diag, "it needs a unit: `%s%s`", words,
                  limit->kind == AST_INTEGER ? "h" : " * 1h");
    else if (type_base(type) == BASE_INSTANT || type_base(type) == BASE_DATE)
        diag_note(checker->diags, diag, "a moment is a cutoff: `by %s`", words);
}

void limit_check(Checker *checker, const SlaScope *scope, Node *limit, Symbol *on)
{
    int64_t value;
    Type type = expr_check(checker, limit, type_make(BASE_DURATION), NULL);
    if (!limit || type_is_error(type))
        return;
    if (type_base(type) != BASE_DURATION && type_base(type) != BASE_PERIOD) {
        limit_wrong(checker, limit, type);
        return;
    }
    present_check(checker, limit, type);
    if (type_base(type) == BASE_PERIOD) {
        period_place_check(checker, scope, limit, on);
        if (!is_one_unit(limit, first_period(limit)->number2))
            diag_add(checker->diags, DIAG_E0406, limit->span,
                     "both sides of this choice need the same unit");
    }
    if (!constant_value(limit, &value) || value > 0)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0404, limit->span,
                          "the limit `%s` is no time at all", words_of(checker, limit->span));
    diag_note(checker->diags, diag, "a clock without a limit is `untimed`");
}

static void cutoff_field_check(Checker *checker, Node *field)
{
    Type type = expr_check(checker, field, TYPE_UNKNOWN, NULL);
    if (type_is_error(type))
        return;
    if (type_base(type) != BASE_INSTANT && type_base(type) != BASE_DATE)
        diag_add(checker->diags, DIAG_E0222, field->span,
                 "a cutoff is an instant or a date, and this is %s",
                 program_type_text(checker->program, type));
    present_check(checker, field, type);
    bool is_moved = field->kind == AST_ADD || field->kind == AST_SUBTRACT;
    if (is_moved && field->slot[1] && type_base(field->slot[1]->type) == BASE_PERIOD)
        diag_add(checker->diags, DIAG_E0407, field->slot[1]->span,
                 "a cutoff is moved by hours on the calendar, such as `+ 2h`");
}

void cutoff_check(Checker *checker, Node *cutoff)
{
    if (!cutoff)
        return;
    if (cutoff->flags & CUTOFF_AT_FIELD)
        cutoff_field_check(checker, cutoff->slot[0]);
    const Node *later = cutoff->slot[1];
    if (!later || later->number2 == UNIT_WORKDAY)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0407, later->span,
                          "a cutoff falls on a working day, so it is moved by workdays");
    diag_note(checker->diags, diag, "write `%lld workdays later`", (long long)later->number);
}

/* ---- Targets ---- */

static Symbol *target_calendar(Checker *checker, const Node *options)
{
    for (uint32_t i = 0; options && i < options->list.count; i++) {
        Node *option = options->list.at[i];
        if (option->kind != AST_TARGET_CALENDAR)
            continue;
        option->symbol = calendar_use(checker, option->text, name_span_of(option));
        return option->symbol;
    }
    return NULL;
}

static const Node *target_name(const Node *target)
{
    for (uint32_t i = 0; target->slot[3] && i < target->slot[3]->list.count; i++)
        if (target->slot[3]->list.at[i]->kind == AST_TARGET_NAME)
            return target->slot[3]->list.at[i];
    return NULL;
}

static void target_check(Checker *checker, SlaScope *scope, Node *target)
{
    Facts facts = {0};
    Symbol *clock = name_resolve(checker, SYMBOL_CLOCK, target->text, name_span_of(target));
    target->symbol = clock;
    clock_add(checker, scope, clock);
    Symbol *on = target_calendar(checker, target->slot[3]);
    condition_check(checker, target->slot[2], &facts);
    facts_assume(checker, facts.when_true);
    if (target->slot[0])
        limit_check(checker, scope, target->slot[0], on);
    cutoff_check(checker, target->slot[1]);
    facts_drop(checker, facts.when_true);
}

/* The names after `as` are one line's each, clock by clock. */
static void target_names_check(Checker *checker, const NodeList *items)
{
    SymbolTable *seen = symbols_make(checker->arena);
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *name = items->at[i]->kind == AST_TARGET ? target_name(items->at[i]) : NULL;
        if (!name)
            continue;
        Text key = text_from(arena_format(checker->arena, "%.*s.%.*s",
                                          TEXT_ARGS(items->at[i]->text), TEXT_ARGS(name->text)));
        Symbol *line = ARENA_NEW(checker->arena, Symbol);
        line->span = name->span;
        if (symbols_add(checker->arena, seen, key, line))
            continue;
        Diag *diag = diag_add(checker->diags, DIAG_E0410, name->span, "two lines are called `%.*s`",
                              TEXT_ARGS(key));
        diag_relate(checker->diags, diag, symbols_find(seen, key)->span, "the first is here");
    }
}

/* ---- Escalations and objectives ---- */

static void step_check(Checker *checker, Node *step)
{
    Facts facts = {0};
    if (step->kind == AST_STEP_EVERY && step->number <= 0)
        diag_add(checker->diags, DIAG_E0404, step->span, "a step cannot repeat every `0s`");
    condition_check(checker, step->slot[0], &facts);
    facts_assume(checker, facts.when_true);
    actions_check(checker, &step->list);
    facts_drop(checker, facts.when_true);
}

static void escalate_check(Checker *checker, const SlaScope *scope, Node *escalate)
{
    Symbol *clock = name_resolve(checker, SYMBOL_CLOCK, escalate->text, name_span_of(escalate));
    escalate->symbol = clock;
    if (clock && !has_clock(scope, clock)) {
        Diag *diag =
            diag_add(checker->diags, DIAG_E0411, name_span_of(escalate),
                     "`%.*s` has no target in the SLA `%.*s`, so there is nothing to escalate",
                     TEXT_ARGS(escalate->text), TEXT_ARGS(scope->sla->name));
        diag_note(checker->diags, diag, "give it one: `%.*s within 4h`, or `%.*s untimed`",
                  TEXT_ARGS(escalate->text), TEXT_ARGS(escalate->text));
    }
    for (uint32_t i = 0; i < escalate->list.count; i++)
        step_check(checker, escalate->list.at[i]);
}

static void objective_check(Checker *checker, Node *objective)
{
    for (uint32_t i = 0; i < objective->list.count; i++) {
        Node *item = objective->list.at[i];
        Node *clock = item->kind == AST_OBJECTIVE_SHARE ? item->slot[1] : NULL;
        if (clock)
            clock->symbol = name_resolve(checker, SYMBOL_CLOCK, clock->text, clock->span);
        if (item->kind == AST_OBJECTIVE_CREDIT)
            money_amount_check(checker, item->slot[0]);
    }
}

/* ---- SLAs ---- */

static void items_check(Checker *checker, SlaScope *scope, const NodeList *items, bool is_inner);

static void calendars_collect(Checker *checker, SlaScope *scope, const NodeList *items)
{
    SymbolList own = {0};
    for (uint32_t i = 0; i < items->count; i++) {
        Node *line = items->at[i];
        if (line->kind != AST_SLA_CALENDAR)
            continue;
        Symbol *calendar = calendar_use(checker, line->text, name_span_of(line));
        line->symbol = calendar;
        if (calendar)
            VEC_PUSH(checker->arena, &own, calendar);
    }
    if (own.count)
        scope->calendars = own;
}

static Symbol *exception_find(const Symbol *sla, Text name)
{
    for (uint32_t i = 0; i < sla->members.count; i++)
        if (text_equal(sla->members.at[i]->name, name))
            return sla->members.at[i];
    return NULL;
}

static void except_check(Checker *checker, SlaScope *scope, Node *except, bool is_inner)
{
    Facts facts = {0};
    SymbolList outer = scope->calendars;
    if (is_inner)
        diag_add(checker->diags, DIAG_E0412, name_span_of(except),
                 "an exception stands in an SLA, not in another exception");
    condition_check(checker, except->slot[0], &facts);
    facts_assume(checker, facts.when_true);
    calendars_collect(checker, scope, &except->list);
    items_check(checker, scope, &except->list, true);
    facts_drop(checker, facts.when_true);
    scope->calendars = outer;
}

static void except_over_check(Checker *checker, const SlaScope *scope, Node *over)
{
    for (int i = 0; i < 2; i++) {
        Node *name = over->slot[i];
        if (!name)
            continue;
        name->symbol = exception_find(scope->sla, name->text);
        if (!name->symbol)
            diag_add(checker->diags, DIAG_E0203, name->span,
                     "the SLA `%.*s` has no exception `%.*s`", TEXT_ARGS(scope->sla->name),
                     TEXT_ARGS(name->text));
    }
}

static void item_check(Checker *checker, SlaScope *scope, Node *item, bool is_inner)
{
    if (item->kind == AST_SLA_CALENDAR) {
        condition_check(checker, item->slot[0], NULL);
    } else if (item->kind == AST_PAUSE_WHILE) {
        condition_check(checker, item->slot[0], NULL);
        amount_positive_check(checker, item->slot[1]);
    } else if (item->kind == AST_TARGET) {
        target_check(checker, scope, item);
    } else if (item->kind == AST_TARGETS) {
        targets_check(checker, scope, item);
    } else if (item->kind == AST_EXCEPT) {
        except_check(checker, scope, item, is_inner);
    } else if (item->kind == AST_EXCEPT_OVER) {
        except_over_check(checker, scope, item);
    } else if (item->kind == AST_OBJECTIVE) {
        objective_check(checker, item);
    }
}

static void items_check(Checker *checker, SlaScope *scope, const NodeList *items, bool is_inner)
{
    for (uint32_t i = 0; i < items->count; i++)
        item_check(checker, scope, items->at[i], is_inner);
    target_names_check(checker, items);
}

/* After every target is known: an escalation may stand before it, or in an exception. */
static void escalations_check(Checker *checker, const SlaScope *scope, const NodeList *items)
{
    for (uint32_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == AST_ESCALATE)
            escalate_check(checker, scope, items->at[i]);
        else if (items->at[i]->kind == AST_EXCEPT)
            escalations_check(checker, scope, &items->at[i]->list);
}

static Facts applies_check(Checker *checker, const NodeList *items)
{
    Facts all = {0};
    for (uint32_t i = 0; i < items->count; i++) {
        Facts one = {0};
        if (items->at[i]->kind != AST_APPLIES)
            continue;
        condition_check(checker, items->at[i]->slot[0], &one);
        all.when_true = fact_union(checker, all.when_true, one.when_true);
    }
    return all;
}

static void sla_check(Checker *checker, Symbol *sla)
{
    SlaScope scope = {.sla = sla};
    const NodeList *items = &sla->decl->list;
    if (sla->decl->flags & SLA_FOR_TEAM)
        text_check(checker, sla->decl->slot[0], "the team");
    calendars_collect(checker, &scope, items);
    Facts facts = applies_check(checker, items);
    facts_assume(checker, facts.when_true);
    items_check(checker, &scope, items, false);
    escalations_check(checker, &scope, items);
    facts_drop(checker, facts.when_true);
}

void override_check(Checker *checker, Symbol *sla, const NodeList *items)
{
    SlaScope scope = {.sla = sla};
    calendars_collect(checker, &scope, &sla->decl->list);
    calendars_collect(checker, &scope, items);
    Facts facts = applies_check(checker, items);
    facts_assume(checker, facts.when_true);
    items_check(checker, &scope, items, true);
    for (uint32_t i = 0; i < sla->decl->list.count; i++)
        if (sla->decl->list.at[i]->kind == AST_TARGET)
            clock_add(checker, &scope, sla->decl->list.at[i]->symbol);
    escalations_check(checker, &scope, items);
    facts_drop(checker, facts.when_true);
}

void check_slas(Checker *checker)
{
    for (uint32_t i = 0; i < checker->program->slas.count; i++)
        sla_check(checker, checker->program->slas.at[i]);
}
