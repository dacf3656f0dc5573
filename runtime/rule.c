/* Rules: something done at an event, a time after one, or at a time of day (semantics.md X3). A
   timed rule is armed while its condition holds. */
#include "runtime/state.h"

static const Calendar *rule_calendar(Moment *moment, const RuleDef *rule)
{
    if (rule->calendar != NONE)
        return moment->engine->policy->calendars[rule->calendar];
    return moment_rule_calendar(moment);
}

/* `after D` from an instant: elapsed time for a duration without a calendar, else T5 and T6. */
static Instant after(Moment *moment, const RuleDef *rule, Instant from)
{
    if (from == INSTANT_NONE)
        return INSTANT_NONE;
    if (rule->after.unit == UNIT_MS && rule->calendar == NONE)
        return from + rule->after.count;
    Instant at;
    if (calendar_step(rule_calendar(moment, rule), from, rule->after, &at))
        return at;
    engine_fault(moment->engine);
    return INSTANT_NONE;
}

/* The rule's time of day on the first day with opening hours at which it lies after `from`. */
static Instant next_time(Moment *moment, const RuleDef *rule, Instant from)
{
    const Calendar *calendar = rule_calendar(moment, rule);
    const Zone *zone = calendar_zone(calendar);
    Date date = zone_date(zone, from);
    while (calendar_next_workday(calendar, date, &date)) {
        Instant at = zone_instant(zone, (int64_t)date * DAY_MS + rule->time, FOLD_FIRST);
        if (at > from)
            return at;
        date++;
    }
    return INSTANT_NONE;
}

static Instant later(Instant a, Instant b)
{
    return a > b ? a : b;
}

static Instant next_firing(Moment *moment, const RuleDef *rule, const RuleState *state)
{
    if (!state->holds && rule->trigger != TRIGGER_SINCE)
        return INSTANT_NONE;
    switch (rule->trigger) {
    case TRIGGER_EVENT: return INSTANT_NONE;
    case TRIGGER_WITHOUT: return after(moment, rule, later(state->event, state->since));
    case TRIGGER_SINCE: return after(moment, rule, state->event);
    case TRIGGER_TIME: return next_time(moment, rule, moment->at);
    }
    return INSTANT_NONE;
}

static void fire(Moment *moment, uint32_t index)
{
    const RuleDef *rule = &moment->engine->policy->rules[index];
    Act act = {.sla = NONE, .clock = NONE, .rule = index};
    act.repetition = moment->ticket->rules[index].firings++;
    act_all(moment, rule->actions_first, rule->actions_count, act);
}

/* Does the rule's condition hold after the commit? One that is kept is as before unless woken. */
static bool condition_holds(Moment *moment, const RuleDef *rule, const RuleState *state,
                            uint64_t woken)
{
    bool is_open = moment->ticket->closed == INSTANT_NONE;
    if (rule->when_is_kept && !(woken >> (rule->when_slot - 1) & 1))
        return state->holds;
    return moment_holds(moment, rule->when_slot, rule->when,
                        rule->trigger != TRIGGER_TIME || is_open);
}

static void commit_one(Moment *moment, uint32_t index, uint64_t woken)
{
    const RuleDef *rule = &moment->engine->policy->rules[index];
    RuleState *state = &moment->ticket->rules[index];
    moment_plan(moment);
    bool holds = condition_holds(moment, rule, state, woken);
    bool event =
        rule->trigger != TRIGGER_TIME && moment_holds(moment, rule->event_slot, rule->event, false);
    bool turns = holds != state->holds;
    if (holds && turns)
        state->since = moment->at;
    state->holds = holds;
    if (event)
        state->event = moment->at;
    if (rule->trigger == TRIGGER_EVENT && event && holds)
        fire(moment, index);
    if (event || (turns && rule->trigger != TRIGGER_SINCE))
        state->next = next_firing(moment, rule, state);
}

void rule_commit(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    if (!policy->rules_count || !wake_holds(moment, &policy->rules_wake))
        return;
    uint64_t woken = entry_woken(moment, &policy->entries[policy->rules_entry]);
    moment_plan(moment);
    moment->truths = entry_run(moment, policy->rules_entry, woken);
    moment->truths_sla = NONE;
    for (uint32_t i = 0; i < policy->rules_count; i++)
        commit_one(moment, i, woken);
}

void rule_fire(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    for (uint32_t i = 0; i < policy->rules_count; i++) {
        RuleState *state = &moment->ticket->rules[i];
        if (state->next == INSTANT_NONE || state->next > moment->at)
            continue;
        bool is_daily = policy->rules[i].trigger == TRIGGER_TIME;
        state->next = is_daily ? next_firing(moment, &policy->rules[i], state) : INSTANT_NONE;
        moment_plan(moment);
        if (state->holds)
            fire(moment, i);
    }
}

Instant rule_next(const Engine *engine, const Ticket *ticket)
{
    Instant next = INSTANT_NONE;
    for (uint32_t i = 0; i < engine->policy->rules_count; i++) {
        Instant at = ticket->rules[i].next;
        if (at != INSTANT_NONE && (next == INSTANT_NONE || at < next))
            next = at;
    }
    return next;
}
