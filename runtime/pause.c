/* Pauses: what a clock's and its SLA's pause conditions ask for after a commit, and how long caps let a cycle pause
   (semantics.md C3). */
#include "runtime/state.h"

static void wish_clear(Wish *wish)
{
    wish->is_uncapped = false;
    wish->cause = CAUSE_NONE;
    wish->count = 0;
}

static void wish_add(Wish *wish, Amount cap, uint32_t cause)
{
    if (wish->cause == CAUSE_NONE)
        wish->cause = cause;
    if (!cap.count)
        wish->is_uncapped = true;
    else if (wish->count < CAPS_MAX)
        wish->caps[wish->count++] = cap;
}

static void wish_make(Moment *moment, uint32_t sla, const SlaClock *row, Wish *wish)
{
    const Policy *policy = moment->engine->policy;
    const ClockDef *def = &policy->clocks[row->clock];
    wish_clear(wish);
    moment->frame.sla = sla;
    if (moment_holds(moment, row->slots[CODE_PAUSE], def->pause, false))
        wish_add(wish, def->pause_cap, CAUSE_CLOCK);
    if (!moment_holds(moment, row->slots[CODE_RUN], def->run, true))
        wish_add(wish, (Amount){0}, CAUSE_RUN_WHILE);
    const OverrideDef *override = policy_override_find(&moment->frame, sla);
    bool replaces = override && override->has_pauses;
    uint32_t first = replaces ? override->pauses_first : policy->slas[sla].pauses_first;
    uint32_t count = replaces ? override->pauses_count : policy->slas[sla].pauses_count;
    for (uint32_t i = first; i < first + count; i++)
        if (moment_holds(moment, policy->pauses[i].slot, policy->pauses[i].when, false))
            wish_add(wish, policy->pauses[i].cap, i);
}

void wish_find(Moment *moment, uint32_t sla, const SlaClock *row, bool is_whole, Wish *wish)
{
    if (is_whole && !(moment->truths & row->pauses) && !(~moment->truths & row->runs))
        wish_clear(wish);
    else
        wish_make(moment, sla, row, wish);
}

/* When the cap is used up by a pause that begins now; the moment itself if it already is. Caps in
   workdays are turned into the working time that they span from the cycle's first pause, calendar
   periods into elapsed time. */
static bool cap_end(Moment *moment, const Cycle *cycle, Amount cap, Instant *out)
{
    const Calendar *calendar = moment->engine->policy->calendars[cycle->calendar];
    Instant first = cycle->rest->first_pause, end;
    first = end = first == VALUE_ABSENT ? moment->at : first;
    Duration left = cap.count - cycle->paused;
    if (cap.unit != UNIT_MS && !calendar_step(calendar, first, cap, &end))
        return false;
    if (cap.unit == UNIT_WORKDAY && !calendar_working(calendar, first, end, &left))
        return false;
    if (cap.unit == UNIT_WORKDAY)
        left -= cycle->paused;
    bool is_elapsed = cap.unit != UNIT_MS && cap.unit != UNIT_WORKDAY;
    *out = is_elapsed ? moment->at + (end - first) - cycle->paused_elapsed : moment->at;
    return is_elapsed || left <= 0 || calendar_add(calendar, moment->at, left, out);
}

/* May the cycle pause? Sets when the caps end it, VALUE_ABSENT for never. */
static bool may_pause(Moment *moment, const Cycle *cycle, const Wish *wish, Instant *cap_at)
{
    *cap_at = VALUE_ABSENT;
    if (wish->is_uncapped)
        return true;
    Instant latest = moment->at;
    for (uint32_t i = 0; i < wish->count; i++) {
        Instant end;
        if (!cap_end(moment, cycle, wish->caps[i], &end))
            return true; /* the cap lies beyond the calendar */
        latest = end > latest ? end : latest;
    }
    *cap_at = latest;
    return latest > moment->at;
}

void pause_update(Moment *moment, Cycle *cycle, const Wish *wish)
{
    Engine *engine = moment->engine;
    bool was = cycle->state == CLOCK_PAUSED;
    if (!cycle_is_active(cycle))
        return;
    if (!was && wish->cause == CAUSE_NONE) { /* nobody asks, as nearly always */
        cycle->cause = CAUSE_NONE;
        REST_SET(engine, cycle, cap_at, VALUE_ABSENT);
        return;
    }
    Instant cap_at;
    bool pauses = may_pause(moment, cycle, wish, &cap_at);
    cycle->cause = wish->cause;
    REST_SET(engine, cycle, cap_at, pauses ? cap_at : VALUE_ABSENT);
    if (pauses == was)
        return;
    if (pauses && engine->facts.has_caps && cycle->rest->first_pause == VALUE_ABSENT)
        rest_open(engine, cycle)->first_pause = moment->at;
    cycle->state = pauses ? CLOCK_PAUSED : CLOCK_RUNNING;
    cycle->pause_began = moment->at;
    if (engine->facts.has_periods) {
        REST_SET(engine, cycle, paused_before, cycle->paused);
        REST_SET(engine, cycle, paused_elapsed_before, cycle->paused_elapsed);
    }
    target_due(moment, cycle);
    cycle_tell(moment, pauses ? DECISION_CLOCK_PAUSED : DECISION_CLOCK_RESUMED, cycle);
}
