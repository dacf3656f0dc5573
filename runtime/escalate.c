/* Escalation: steps as thresholds on the time run (semantics.md X1, X2). A percentage is reached at
   the earliest instant at which the run reaches its part of the goal, `before` when that much is
   left, `after` when that much has run since the breach; a pause holds them because the run stands
   still. */
#include <assert.h>

#include "runtime/state.h"

static const Step *step_of(const Moment *moment, const Cycle *cycle, uint32_t index)
{
    const Policy *policy = moment->engine->policy;
    return &policy->steps[policy->sla_clocks[cycle->steps_clock].steps_first + index];
}

static uint32_t steps_count(const Moment *moment, const Cycle *cycle)
{
    return moment->engine->policy->sla_clocks[cycle->steps_clock].steps_count;
}

static uint16_t *fired_at(const Moment *moment, Cycle *cycle, uint32_t index)
{
    bool are_few = fired_are_few(moment->engine->policy, cycle->steps_clock);
    return (are_few ? cycle->fired.few : cycle->fired.many) + index;
}

/* Rounded up to the millisecond (X1). */
static Duration part_of(Duration goal, int64_t millionths)
{
    Duration whole = goal / DECIMAL_ONE * millionths, rest = goal % DECIMAL_ONE * millionths;
    return whole + rest / DECIMAL_ONE + (rest % DECIMAL_ONE > 0);
}

/* The run at which the step fires next; false: it does not, as things are. */
static bool threshold(const Moment *moment, Cycle *cycle, uint32_t index, Duration *out)
{
    const Step *step = step_of(moment, cycle, index);
    uint32_t fired = *fired_at(moment, cycle, index), times = step->is_every ? step->times : 1;
    if ((times && fired >= times) || (step->is_every && step->offset <= 0))
        return false;
    bool is_breached = cycle->outcome == OUTCOME_BREACHED;
    bool is_aimed = cycle->goal != VALUE_ABSENT;
    switch (step->kind) {
    case STEP_PERCENT: *out = is_aimed ? part_of(cycle->goal, step->percent) : 0; return is_aimed;
    case STEP_BEFORE: *out = is_aimed ? cycle->goal - step->offset : 0; return is_aimed;
    case STEP_BREACH: *out = cycle->rest->breach_run; return is_breached;
    case STEP_AFTER:
        *out = cycle->rest->breach_run + step->offset * (step->is_every ? (int64_t)fired + 1 : 1);
        return is_breached;
    }
    return false;
}

/* A step is due once its threshold is reached: a breach as soon as there is one, the others while the clock runs. */
static bool is_due(const Moment *moment, Cycle *cycle, uint32_t index, Duration *run)
{
    if (!threshold(moment, cycle, index, run))
        return false;
    return step_of(moment, cycle, index)->kind == STEP_BREACH ||
           (cycle->state == CLOCK_RUNNING && cycle->since <= moment->at && *run <= cycle->run);
}

/* The instants follow the thresholds, so the least of these needs the calendar alone; a step at the breach is due at once. */
static Duration ahead_find(const Moment *moment, Cycle *cycle)
{
    Duration least = AHEAD_NONE, run;
    uint32_t count = steps_count(moment, cycle);
    for (uint32_t i = 0; i < count; i++) {
        if (!threshold(moment, cycle, i, &run))
            continue;
        if (step_of(moment, cycle, i)->kind == STEP_BREACH)
            return AHEAD_UNKNOWN;
        least = run < least ? run : least;
    }
    return least;
}

/* The threshold is kept: it depends on the goal, on the breach and on what has fired, and whoever changes these makes it
   unknown. */
Instant escalate_next(Moment *moment, Cycle *cycle)
{
    if (cycle->ahead == AHEAD_UNKNOWN)
        cycle->ahead = ahead_find(moment, cycle);
    assert(cycle->ahead == ahead_find(moment, cycle) && "what it depends on has not changed");
    if (cycle->ahead == AHEAD_UNKNOWN)
        return moment->at;
    if (cycle->ahead == AHEAD_NONE || cycle->state != CLOCK_RUNNING)
        return INSTANT_NONE;
    Instant base = cycle->since > moment->at ? cycle->since : moment->at, at;
    if (cycle->ahead <= cycle->run)
        return base;
    const Calendar *calendar = moment->engine->policy->calendars[cycle->calendar];
    return calendar_add(calendar, cycle->since, cycle->ahead - cycle->run, &at) ? at : INSTANT_NONE;
}

/* The step to fire first among those due now: by threshold, then as written; NONE: nothing is due.
 */
static uint32_t first_due(Moment *moment, Cycle *cycle)
{
    uint32_t first = NONE;
    Duration least = 0, run;
    for (uint32_t i = 0; i < steps_count(moment, cycle); i++) {
        if (!is_due(moment, cycle, i, &run) || (first != NONE && run >= least))
            continue;
        first = i;
        least = run;
    }
    return first;
}

static void step_fire(Moment *moment, Cycle *cycle, uint32_t index)
{
    const Step *step = step_of(moment, cycle, index);
    Act act = {.sla = cycle->sla, .clock = cycle->clock, .rule = NONE, .cycle = cycle->number};
    act.step = index + 1;
    act.repetition = (*fired_at(moment, cycle, index))++;
    cycle->ahead = AHEAD_UNKNOWN;
    moment->frame.sla = cycle->sla;
    if (!moment_test(moment, step->when, true))
        return;
    decide(moment, DECISION_STEP_FIRED, cycle, act.step, step->origin);
    act_all(moment, step->actions_first, step->actions_count, act);
}

void escalate_fire(Moment *moment, Cycle *cycle)
{
    for (uint32_t i = first_due(moment, cycle); i != NONE; i = first_due(moment, cycle))
        step_fire(moment, cycle, i);
}
