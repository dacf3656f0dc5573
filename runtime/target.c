/* Targets: which line of an SLA holds for a cycle, and the instant at which it is missed
   (semantics.md P2, C4-C7, T8). A cycle keeps the line's figures (limit, period, cutoff) as they
   were evaluated; the deadline follows from them and from the time run and paused. */
#include "runtime/target.h"

#include "runtime/state.h"

static const Calendar *calendar_of(const Moment *moment, const Cycle *cycle)
{
    return moment->engine->policy->calendars[cycle->calendar];
}

/* `date`'s wall-clock cutoff; false if the day has no opening hours. */
static bool cutoff_on(const Calendar *calendar, const TargetLine *line, Date date, Instant *out)
{
    if (!calendar_is_workday(calendar, date))
        return false;
    if (line->cutoff == CUTOFF_CLOSE)
        return calendar_day_close(calendar, date, out);
    int64_t local = (int64_t)date * DAY_MS + line->cutoff_time;
    *out = zone_instant(calendar_zone(calendar), local, FOLD_FIRST);
    return true;
}

/* The day on which T6 puts n workdays from the origin, or, for `next workday`, the first with
   opening hours after the origin's own day. */
static bool cutoff_day(const Calendar *calendar, const TargetLine *line, Instant origin, Date *out)
{
    const Zone *zone = calendar_zone(calendar);
    if (line->cutoff_is_next)
        return calendar_next_workday(calendar, zone_date(zone, origin) + 1, out);
    Instant day;
    Amount amount = {.count = line->cutoff_days, .unit = UNIT_WORKDAY};
    if (!calendar_step(calendar, origin, amount, &day))
        return false;
    *out = zone_date(zone, day);
    return true;
}

bool target_cutoff(const Calendar *calendar, const TargetLine *line, Instant origin, Instant *out)
{
    Date date = zone_date(calendar_zone(calendar), origin);
    if ((line->cutoff_days || line->cutoff_is_next) && !cutoff_day(calendar, line, origin, &date))
        return false;
    if (cutoff_on(calendar, line, date, out) && origin < *out)
        return true;
    while (calendar_next_workday(calendar, date + 1, &date))
        if (cutoff_on(calendar, line, date, out) && origin < *out)
            return true;
    return false;
}

bool target_line_due(const Calendar *calendar, const TargetLine *line, Instant origin, Instant *out)
{
    Instant limit = INSTANT_MAX, cutoff = INSTANT_MAX;
    Amount amount = {.count = line->limit.value, .unit = line->limit_unit};
    bool has_cutoff = line->cutoff == CUTOFF_CLOSE || line->cutoff == CUTOFF_TIME;
    if (line->limit.code != NONE || line->cutoff == CUTOFF_FIELD ||
        !(line->has_limit || has_cutoff) ||
        (line->has_limit && !calendar_step(calendar, origin, amount, &limit)) ||
        (has_cutoff && !target_cutoff(calendar, line, origin, &cutoff)))
        return false;
    *out = limit < cutoff ? limit : cutoff;
    return true;
}

/* A date as a cutoff means its last closing, or its end where it has no opening hours. */
static Instant cutoff_of_date(const Calendar *calendar, Date date)
{
    Instant close;
    if (calendar_day_close(calendar, date, &close))
        return close;
    return zone_instant(calendar_zone(calendar), ((int64_t)date + 1) * DAY_MS, FOLD_FIRST);
}

/* VALUE_ABSENT without fault: the field is absent, so that there is no cutoff. */
static bool cutoff_field(Moment *moment, const Calendar *calendar, const TargetLine *line,
                         Instant origin, Instant *out)
{
    Value value = moment_value(moment, line->cutoff_field);
    if (value == VALUE_ABSENT) {
        *out = VALUE_ABSENT;
        return true;
    }
    Instant at = line->cutoff_is_date ? cutoff_of_date(calendar, (Date)value) : value;
    if (line->cutoff_offset && !calendar_add(calendar, at, line->cutoff_offset, &at))
        return false;
    *out = at < origin ? origin : at;
    return true;
}

static Instant cutoff_make(Moment *moment, const Cycle *cycle, const TargetLine *line)
{
    Instant cutoff = VALUE_ABSENT;
    if (line->cutoff == CUTOFF_NONE)
        return cutoff;
    const Calendar *calendar = calendar_of(moment, cycle);
    bool found = line->cutoff == CUTOFF_FIELD
                     ? cutoff_field(moment, calendar, line, cycle->started, &cutoff)
                     : target_cutoff(calendar, line, cycle->started, &cutoff);
    if (!found)
        engine_fault(moment->engine);
    return found ? cutoff : VALUE_ABSENT;
}

/* Of a period limit; count VALUE_ABSENT: there is none. */
static void period_set(Moment *moment, Cycle *cycle, Amount period)
{
    Instant due = VALUE_ABSENT;
    REST_SET(moment->engine, cycle, period, period.count);
    if (period.count != VALUE_ABSENT &&
        !calendar_step(calendar_of(moment, cycle), cycle->started, period, &due)) {
        due = VALUE_ABSENT;
        engine_fault(moment->engine);
    }
    REST_SET(moment->engine, cycle, period_due, due);
}

/* The line's figures for a cycle that began at its origin. */
static void line_evaluate(Moment *moment, Cycle *cycle, const TargetLine *line)
{
    Value limit = line->has_limit ? moment_value(moment, line->limit) : VALUE_ABSENT;
    bool is_period = line->limit_unit != UNIT_MS;
    cycle->limit = is_period ? VALUE_ABSENT : limit;
    if (is_period)
        period_set(moment, cycle, (Amount){.count = limit, .unit = line->limit_unit});
    REST_SET(moment->engine, cycle, cutoff, cutoff_make(moment, cycle, line));
}

/* The override's lines come first; one that has no fitting line falls through (P2). */
static Value line_choose(Moment *moment, const Cycle *cycle)
{
    const Policy *policy = moment->engine->policy;
    uint32_t own = policy_override_clock(policy, policy_override_find(&moment->frame, cycle->sla),
                                         cycle->clock);
    Value line = VALUE_ABSENT;
    if (own != NONE && policy->sla_clocks[own].line != NONE)
        line = moment_code(moment, policy->sla_clocks[own].line);
    return line != VALUE_ABSENT ? line
                                : moment_code(moment, policy->sla_clocks[cycle->sla_clock].line);
}

static void figures_clear(Engine *engine, Cycle *cycle)
{
    cycle->limit = VALUE_ABSENT;
    REST_SET(engine, cycle, period, VALUE_ABSENT);
    REST_SET(engine, cycle, period_due, VALUE_ABSENT);
    REST_SET(engine, cycle, cutoff, VALUE_ABSENT);
}

bool target_aim(Moment *moment, Cycle *cycle)
{
    const Policy *policy = moment->engine->policy;
    uint32_t old_line = cycle->line, old_calendar = cycle->calendar;
    Duration limit = cycle->limit;
    int64_t period = cycle->rest->period;
    Instant cutoff = cycle->rest->cutoff;
    moment->frame.sla = cycle->sla;
    Value line = line_choose(moment, cycle);
    cycle->line = line == VALUE_ABSENT ? NONE : (uint32_t)line;
    uint32_t calendar = cycle->line == NONE ? NONE : policy->lines[cycle->line].calendar;
    cycle->calendar = calendar == NONE ? moment_sla_calendar(moment, cycle->sla) : calendar;
    figures_clear(moment->engine, cycle);
    moment->frame.sla = cycle->sla;
    if (cycle->line != NONE && !policy->lines[cycle->line].untimed)
        line_evaluate(moment, cycle, &policy->lines[cycle->line]);
    return old_line != cycle->line || limit != cycle->limit || period != cycle->rest->period ||
           cutoff != cycle->rest->cutoff || old_calendar != cycle->calendar;
}

/* Another contract: other fields, or other lines that come first. */
static bool contract_is_read(const Moment *moment, const Cycle *cycle)
{
    const Policy *policy = moment->engine->policy;
    if (!moment->contract_changed)
        return false;
    Frame before = moment->frame;
    before.overrides_first = moment->left ? moment->left->terms.overrides_first : 0;
    before.overrides_count = moment->left ? moment->left->terms.overrides_count : 0;
    return policy->sla_clocks[cycle->sla_clock].reads_contract ||
           policy_override_find(&before, cycle->sla) !=
               policy_override_find(&moment->frame, cycle->sla);
}

static bool is_read_by(const Moment *moment, const SlaClock *clock)
{
    const Policy *policy = moment->engine->policy;
    return (moment->changed && bits_meet(moment->changed, clock->reads, policy->field_words)) ||
           (moment->account_changed &&
            bits_meet(moment->account_changed, clock->account_reads, policy->account_words));
}

bool target_is_read(const Moment *moment, const Cycle *cycle)
{
    const Policy *policy = moment->engine->policy;
    uint32_t own = policy_override_clock(policy, policy_override_find(&moment->frame, cycle->sla),
                                         cycle->clock);
    return is_read_by(moment, &policy->sla_clocks[cycle->sla_clock]) ||
           (own != NONE && is_read_by(moment, &policy->sla_clocks[own])) ||
           contract_is_read(moment, cycle);
}

/* How far a cycle has come at an instant, where its limit is judged. */
typedef struct Reached {
    Instant since;
    Duration paused, paused_elapsed;
} Reached;

static Reached reached(const Cycle *cycle)
{
    return (Reached){cycle->since, cycle->paused, cycle->paused_elapsed};
}

/* D moved by the pauses: working time for workdays, elapsed time for the others (C5). */
static bool period_deadline(Moment *moment, const Cycle *cycle, Reached at, Instant *out)
{
    const TargetLine *line = &moment->engine->policy->lines[cycle->line];
    if (line->limit_unit != UNIT_WORKDAY) {
        *out = cycle->rest->period_due + at.paused_elapsed;
        return true;
    }
    return calendar_add(calendar_of(moment, cycle), cycle->rest->period_due, at.paused, out);
}

static bool limit_deadline(Moment *moment, const Cycle *cycle, Reached at, Instant *out)
{
    if (cycle->limit != VALUE_ABSENT && cycle->limit <= 0) {
        *out = cycle->started; /* C4: a breach at the origin */
        return true;
    }
    if (cycle->limit != VALUE_ABSENT)
        return calendar_add(calendar_of(moment, cycle), at.since, cycle->limit - cycle->run, out);
    return cycle->rest->period_due == VALUE_ABSENT || period_deadline(moment, cycle, at, out);
}

/* The deadline that the limit alone gives, VALUE_ABSENT for none. */
static Instant limit_part(Moment *moment, const Cycle *cycle, Reached at)
{
    Instant deadline = VALUE_ABSENT;
    if (cycle->line == NONE || limit_deadline(moment, cycle, at, &deadline))
        return deadline;
    engine_fault(moment->engine);
    return VALUE_ABSENT;
}

static Instant earlier(Instant a, Instant b)
{
    if (a == VALUE_ABSENT || b == VALUE_ABSENT)
        return a == VALUE_ABSENT ? b : a;
    return a < b ? a : b;
}

/* The limit's deadline for a paused cycle: it stands still, so it is judged at the beginning of the pause. What was not
   reached then is not reached now, whatever the hour; what was reached exactly then counts as of now. */
static Instant paused_part(Moment *moment, const Cycle *cycle)
{
    Reached then = {cycle->pause_began, cycle->rest->paused_before,
                    cycle->rest->paused_elapsed_before};
    Instant deadline = limit_part(moment, cycle, then);
    if (deadline == VALUE_ABSENT || deadline > cycle->pause_began)
        return VALUE_ABSENT;
    return deadline < cycle->pause_began ? deadline : moment->at;
}

Instant target_deadline(Moment *moment, const Cycle *cycle)
{
    bool is_paused = cycle->state == CLOCK_PAUSED;
    return earlier(is_paused ? paused_part(moment, cycle)
                             : limit_part(moment, cycle, reached(cycle)),
                   cycle->rest->cutoff);
}

/* X1: the limit, or the time run plus the working time left where a cutoff or a period holds. */
static void goal_update(Moment *moment, Cycle *cycle, Instant limit)
{
    if (cycle->due == VALUE_ABSENT) {
        if (cycle->state != CLOCK_PAUSED || cycle->limit != VALUE_ABSENT)
            cycle->goal = cycle->limit;
        return;
    }
    if (cycle->limit != VALUE_ABSENT && cycle->due == limit) {
        cycle->goal = cycle->limit;
        return;
    }
    Duration left;
    if (cycle->state == CLOCK_RUNNING &&
        calendar_working(calendar_of(moment, cycle), cycle->since, cycle->due, &left))
        cycle->goal = cycle->run + left;
}

Instant target_shown(Moment *moment, const Cycle *cycle)
{
    return earlier(limit_part(moment, cycle, reached(cycle)), cycle->rest->cutoff);
}

void target_due(Moment *moment, Cycle *cycle)
{
    if (!cycle_is_active(cycle) || cycle->outcome == OUTCOME_BREACHED)
        return;
    Instant limit = VALUE_ABSENT;
    if (cycle->state == CLOCK_RUNNING)
        limit = limit_part(moment, cycle, reached(cycle));
    Duration goal = cycle->goal;
    cycle->due = earlier(limit, cycle->rest->cutoff);
    goal_update(moment, cycle, limit);
    if (goal != cycle->goal)
        cycle->ahead = AHEAD_UNKNOWN;
}
