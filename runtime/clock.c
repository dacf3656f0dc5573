/* Clocks: what one commit or one timer does to the cycles of a ticket (semantics.md C1-C9). A cycle
   is measured up to the moment on the calendar that was at hand, then its state changes; nothing is
   ever patched afterwards. */
#include "runtime/state.h"
#include "runtime/verdict.h"

#include <stdlib.h>
#include <string.h>

static const SlaClock *sla_clock_of(const Engine *engine, const Cycle *cycle)
{
    return &engine->policy->sla_clocks[cycle->sla_clock];
}

static Origin source_of(const Engine *engine, const Cycle *cycle)
{
    const Policy *policy = engine->policy;
    return cycle->line == NONE ? policy->slas[cycle->sla].origin
                               : policy->lines[cycle->line].origin;
}

/* A cycle without a target is measured, but nobody hears of it until a line fits (C1). */
void cycle_tell(Moment *moment, DecisionKind kind, const Cycle *cycle)
{
    bool is_silent = cycle->line == NONE && cycle->outcome != OUTCOME_BREACHED;
    if (!is_silent || kind == DECISION_NO_TARGET)
        decide(moment, kind, cycle, 0, source_of(moment->engine, cycle));
}

bool cycle_is_active(const Cycle *cycle)
{
    return cycle->state == CLOCK_RUNNING || cycle->state == CLOCK_PAUSED;
}

static Duration working(Engine *engine, const Cycle *cycle, Instant from, Instant to)
{
    Duration time = 0;
    if (!calendar_working(engine->policy->calendars[cycle->calendar], from, to, &time))
        engine_fault(engine);
    return time;
}

/* The line's own, else the override's, else the SLA's. */
static ChangeMode mode_of(const Engine *engine, const Cycle *cycle)
{
    const TargetLine *line = cycle->line == NONE ? NULL : &engine->policy->lines[cycle->line];
    if (cycle->rest->has_changes && !(line && line->changes_is_own))
        return cycle->rest->changes;
    return line ? line->changes : sla_clock_of(engine, cycle)->changes;
}

static void phase_measure(Engine *engine, Cycle *cycle, Phase phase)
{
    Duration time = working(engine, cycle, phase.from, phase.to);
    if (!phase.is_paused) {
        cycle->run += time;
        return;
    }
    cycle->paused += time;
    cycle->paused_elapsed += phase.to - phase.from;
}

/* Measured once and for all on the calendar at hand (C3), but under `changes final`: there the phase
   is kept as well, since a target on another calendar may be the one that decides; or where someone asks for it. */
static void phase_add(Engine *engine, Cycle *cycle, Phase phase)
{
    phase_measure(engine, cycle, phase);
    if (mode_of(engine, cycle) != CHANGES_FINAL && !engine->options.keeps_phases)
        return;
    CycleRest *rest = rest_open(engine, cycle);
    Phase *last = rest->phases_count ? &rest->phases[rest->phases_count - 1] : NULL;
    if (last && last->to == phase.from && last->is_paused == phase.is_paused &&
        last->cause == phase.cause)
        last->to = phase.to;
    else
        STATE_PUSH(rest->phases, rest->phases_count, rest->phases_capacity, phase);
}

/* The whole cycle on the calendar at hand. */
static void cycle_remeasure(Engine *engine, Cycle *cycle)
{
    cycle->run = cycle->paused = cycle->paused_elapsed = 0;
    for (uint32_t i = 0; i < cycle->rest->phases_count; i++)
        phase_measure(engine, cycle, cycle->rest->phases[i]);
}

/* What has passed since it was measured. */
static Phase phase_now(const Cycle *cycle, Instant at)
{
    bool is_paused = cycle->state == CLOCK_PAUSED;
    return (Phase){.from = cycle->since,
                   .to = at,
                   .is_paused = is_paused,
                   .cause = is_paused ? cycle->cause : CAUSE_NONE};
}

void cycle_measure(Engine *engine, Cycle *cycle, Instant at)
{
    if (!cycle_is_active(cycle) || at <= cycle->since)
        return;
    phase_add(engine, cycle, phase_now(cycle, at));
    cycle->since = at;
}

Cycle cycle_seen(Engine *engine, const Cycle *cycle, Instant at)
{
    Cycle seen = *cycle;
    if (!cycle_is_active(cycle) || at <= cycle->since)
        return seen;
    phase_measure(engine, &seen, phase_now(cycle, at));
    seen.since = at;
    return seen;
}

/* ---- Breaches, stops, cancellations ---- */

void cycle_breach(Moment *moment, Cycle *cycle, Instant breached_at)
{
    bool is_known = cycle->rest->provisional != VALUE_ABSENT;
    CycleRest *rest = rest_open(moment->engine, cycle);
    cycle->outcome = OUTCOME_BREACHED;
    cycle->ahead = AHEAD_UNKNOWN;
    rest->breached_at = breached_at;
    rest->breach_run = cycle->run;
    if (cycle->since < breached_at && cycle->state == CLOCK_RUNNING)
        rest->breach_run += working(moment->engine, cycle, cycle->since, breached_at);
    if (cycle->limit == VALUE_ABSENT &&
        (cycle->goal == VALUE_ABSENT || cycle->goal > rest->breach_run))
        cycle->goal = rest->breach_run; /* X1: nothing is left, so every share is reached */
    rest->provisional = VALUE_ABSENT;
    if (!is_known)
        cycle_tell(moment, DECISION_CLOCK_BREACHED, cycle);
    verdict_breach(moment, cycle, is_known);
}

/* C2: a stop in a commit whose new limit is already exceeded is a breach at that instant. */
static void breach_if_exceeded(Moment *moment, Cycle *cycle)
{
    if (cycle->outcome != OUTCOME_OPEN)
        return;
    /* What the clock shows while it runs is its deadline, but for a breach that is taken back. */
    if (cycle->state == CLOCK_RUNNING && cycle->rest->provisional == VALUE_ABSENT &&
        cycle->due != VALUE_ABSENT && cycle->due >= moment->at)
        return;
    Instant deadline = target_deadline(moment, cycle);
    if (deadline != VALUE_ABSENT && deadline < moment->at) {
        cycle->due = target_shown(moment, cycle);
        cycle_breach(moment, cycle, moment->at);
    }
}

/* Under `final` a breach is provisional: one that the target in force leaves time for is taken back,
   and comes to nothing at the stop (C7). Time that is used up to the last is not exceeded. */
static void meet_final(Moment *moment, Cycle *cycle)
{
    Instant deadline = target_deadline(moment, cycle);
    if (cycle->outcome != OUTCOME_BREACHED || (deadline != VALUE_ABSENT && deadline < moment->at))
        return;
    CycleRest *rest = rest_open(moment->engine, cycle);
    rest->provisional = rest->breached_at;
    rest->breached_at = VALUE_ABSENT;
    cycle->outcome = OUTCOME_OPEN;
    cycle->ahead = AHEAD_UNKNOWN;
}

static void cycle_stop(Moment *moment, Cycle *cycle)
{
    if (mode_of(moment->engine, cycle) == CHANGES_FINAL)
        meet_final(moment, cycle);
    breach_if_exceeded(moment, cycle);
    cycle->state = CLOCK_STOPPED;
    cycle->stopped = moment->at;
    REST_SET(moment->engine, cycle, cap_at, VALUE_ABSENT);
    if (cycle->rest->provisional != VALUE_ABSENT && cycle->outcome == OUTCOME_OPEN) {
        cycle_tell(moment, DECISION_BREACH_WITHDRAWN, cycle);
        verdict_withdraw(moment, cycle);
    }
    REST_SET(moment->engine, cycle, provisional, VALUE_ABSENT);
    if (cycle->outcome == OUTCOME_OPEN)
        cycle->outcome = OUTCOME_MET;
    cycle_tell(moment, DECISION_CLOCK_STOPPED, cycle);
    if (cycle->outcome == OUTCOME_MET)
        verdict_meet(moment, cycle);
}

void cycle_cancel(Moment *moment, Cycle *cycle)
{
    cycle->state = CLOCK_CANCELLED;
    cycle->stopped = moment->at;
    REST_SET(moment->engine, cycle, cap_at, VALUE_ABSENT);
    if (cycle->outcome == OUTCOME_OPEN)
        cycle->outcome = OUTCOME_CANCELLED;
    cycle_tell(moment, DECISION_CLOCK_CANCELLED, cycle);
}

/* ---- Starts, restarts, resumption ---- */

static uint32_t cycles_of(const Ticket *ticket, uint32_t sla, uint32_t clock)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        count += ticket->cycles[i].sla == sla && ticket->cycles[i].clock == clock;
    return count;
}

/* Room for one cycle of each clock of the SLA at first, since most tickets have no more. */
static void cycles_reserve(Engine *engine, Ticket *ticket, uint32_t sla)
{
    uint32_t capacity = ticket->cycles_capacity * 2;
    if (ticket->cycles_count < ticket->cycles_capacity)
        return;
    if (!capacity)
        capacity = engine->policy->slas[sla].clocks_count;
    Cycle *cycles = ARENA_ARRAY(engine->arena, Cycle, capacity);
    if (ticket->cycles_count)
        memcpy(cycles, ticket->cycles, ticket->cycles_count * sizeof *cycles);
    ticket->cycles = cycles;
    ticket->cycles_capacity = capacity;
}

static Cycle *cycle_new(Moment *moment, uint32_t sla, uint32_t sla_clock)
{
    Ticket *ticket = moment->ticket;
    uint32_t clock = moment->engine->policy->sla_clocks[sla_clock].clock;
    uint32_t number = cycles_of(ticket, sla, clock) + 1;
    cycles_reserve(moment->engine, ticket, sla);
    Cycle *cycle = &ticket->cycles[ticket->cycles_count++];
    *cycle = (Cycle){.sla = sla,
                     .sla_clock = sla_clock,
                     .clock = clock,
                     .line = NONE,
                     .state = CLOCK_RUNNING,
                     .number = number,
                     .steps_clock = NONE,
                     .limit = VALUE_ABSENT,
                     .due = VALUE_ABSENT,
                     .goal = VALUE_ABSENT,
                     .stopped = VALUE_ABSENT,
                     .next = INSTANT_NONE,
                     .ahead = AHEAD_UNKNOWN,
                     .rest = &CYCLE_REST_NONE};
    cycle_follow(moment, cycle);
    return cycle;
}

/* Now; at its creation, what counts as the ticket's filing (L7). */
static Instant begin_of(const Moment *moment)
{
    return moment->frame.before ? moment->at : moment->ticket->filed;
}

/* A cycle that begins now, or at the instant of `from` (retroactive start): a deadline that lies
   between its origin and now was missed at that deadline. */
static void cycle_start(Moment *moment, uint32_t sla, uint32_t sla_clock, const Wish *wish)
{
    const Policy *policy = moment->engine->policy;
    Cycle *cycle = cycle_new(moment, sla, sla_clock);
    Value from = moment_value(moment, policy->clocks[cycle->clock].from);
    cycle->started = cycle->since = from == VALUE_ABSENT ? begin_of(moment) : from;
    target_aim(moment, cycle);
    target_due(moment, cycle);
    cycle_tell(moment, cycle->line == NONE ? DECISION_NO_TARGET : DECISION_CLOCK_STARTED, cycle);
    if (cycle->due != VALUE_ABSENT && cycle->due < moment->at)
        cycle_breach(moment, cycle, cycle->due);
    cycle_measure(moment->engine, cycle, moment->at);
    pause_update(moment, cycle, wish);
}

/* The same cycle from now on; what has happened in it stays recorded (C7, X2). */
static void cycle_restart(Moment *moment, Cycle *cycle)
{
    cycle->started = cycle->since = moment->at;
    cycle->run = cycle->paused = cycle->paused_elapsed = 0;
    REST_SET(moment->engine, cycle, phases_count, 0);
    REST_SET(moment->engine, cycle, first_pause, VALUE_ABSENT);
    target_aim(moment, cycle);
    target_due(moment, cycle);
    cycle_tell(moment, DECISION_CLOCK_STARTED, cycle);
}

/* C8: the time from stop to resumption counts as paused. */
static void cycle_resume(Moment *moment, Cycle *cycle, const Wish *wish)
{
    if (moment->engine->facts.has_caps && cycle->rest->first_pause == VALUE_ABSENT)
        rest_open(moment->engine, cycle)->first_pause = cycle->stopped;
    Instant origin = cycle->started; /* ahead where the filing was deferred (L7) */
    Phase phase = {.from = cycle->stopped > origin ? cycle->stopped : origin,
                   .to = moment->at,
                   .is_paused = true,
                   .cause = CAUSE_STOP};
    if (phase.to > phase.from)
        phase_add(moment->engine, cycle, phase);
    cycle->state = CLOCK_RUNNING;
    cycle->since = moment->at > origin ? moment->at : origin;
    cycle->stopped = VALUE_ABSENT;
    if (cycle->outcome == OUTCOME_MET) {
        cycle->outcome = OUTCOME_OPEN;
        verdict_reopen(moment, cycle);
    }
    target_aim(moment, cycle);
    target_due(moment, cycle);
    cycle_tell(moment, DECISION_CLOCK_RESUMED, cycle);
    breach_if_exceeded(moment, cycle); /* C7: the target may have changed since the stop */
    pause_update(moment, cycle, wish);
}

/* ---- One commit (C2) ---- */

typedef void CycleChange(Moment *moment, Cycle *cycle);

/* Applies `change` to the active cycles of (sla, clock); returns how many there were. */
static uint32_t active_each(Moment *moment, uint32_t sla, uint32_t clock, CycleChange *change)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++) {
        Cycle *cycle = &moment->ticket->cycles[i];
        if (cycle->sla != sla || cycle->clock != clock || !cycle_is_active(cycle))
            continue;
        count++;
        if (change)
            change(moment, cycle);
    }
    return count;
}

static Cycle *last_stopped(const Ticket *ticket, uint32_t sla, uint32_t clock)
{
    for (uint32_t i = ticket->cycles_count; i-- > 0;) {
        Cycle *cycle = &ticket->cycles[i];
        if (cycle->sla == sla && cycle->clock == clock)
            return cycle->state == CLOCK_STOPPED ? cycle : NULL;
    }
    return NULL;
}

static bool starts(Moment *moment, const SlaClock *row, const ClockDef *def, uint32_t sla)
{
    bool event = def->start == NONE
                     ? moment_holds(moment, row->slots[CODE_RUN], def->run, false)
                     : moment_holds(moment, row->slots[CODE_START], def->start, false);
    uint32_t clock = (uint32_t)(def - moment->engine->policy->clocks);
    if (!event)
        return false;
    if (def->independently)
        return true;
    if (active_each(moment, sla, clock, NULL))
        return false;
    if (def->start == NONE && moment_holds(moment, row->slots[CODE_STOP], def->stop, false))
        return false; /* an event that only stops starts nothing */
    return def->repeats || !cycles_of(moment->ticket, sla, clock);
}

static void pauses_update(Moment *moment, uint32_t sla, uint32_t clock, const Wish *wish)
{
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++)
        if (moment->ticket->cycles[i].sla == sla && moment->ticket->cycles[i].clock == clock)
            pause_update(moment, &moment->ticket->cycles[i], wish);
}

void clock_commit(Moment *moment, uint32_t sla, uint32_t sla_clock, bool may_start)
{
    const Policy *policy = moment->engine->policy;
    const SlaClock *row = &policy->sla_clocks[sla_clock];
    uint32_t clock = row->clock;
    const ClockDef *def = &policy->clocks[clock];
    bool is_whole = row->is_whole && !moment->frame.overrides_count;
    Wish wish;
    wish_find(moment, sla, row, is_whole, &wish);
    if (is_whole && !(moment->truths & row->moves)) { /* its cycles only pause or run on */
        pauses_update(moment, sla, clock, &wish);
        return;
    }
    bool reopens = false;
    may_start = may_start && clock_is_named(moment, sla, sla_clock);
    if (moment_holds(moment, row->slots[CODE_STOP], def->stop, false))
        active_each(moment, sla, clock, cycle_stop);
    if (moment_holds(moment, row->slots[CODE_RESTART], def->restart, false))
        reopens = active_each(moment, sla, clock, def->repeats ? cycle_stop : cycle_restart) &&
                  def->repeats;
    if (reopens)
        cycle_start(moment, sla, sla_clock, &wish);
    if (moment_holds(moment, row->slots[CODE_CANCEL], def->cancel, false))
        active_each(moment, sla, clock, cycle_cancel);
    pauses_update(moment, sla, clock, &wish);
    Cycle *stopped = last_stopped(moment->ticket, sla, clock);
    if (may_start && stopped && moment_holds(moment, row->slots[CODE_RESUME], def->resume, false))
        cycle_resume(moment, stopped, &wish);
    if (may_start && !(reopens && def->independently) && starts(moment, row, def, sla))
        cycle_start(moment, sla, sla_clock, &wish);
}

/* ---- Changed targets (C7) ---- */

static DecisionKind change_of(uint32_t old_line, const Cycle *cycle)
{
    if (cycle->line == NONE)
        return DECISION_NO_TARGET;
    return old_line == NONE ? DECISION_CLOCK_STARTED : DECISION_TARGET_CHANGED;
}

static void cycle_retarget(Moment *moment, Cycle *cycle, ChangeMode mode)
{
    uint32_t line = cycle->line, calendar = cycle->calendar;
    if (mode == CHANGES_RESTART && target_is_read(moment, cycle)) {
        cycle_restart(moment, cycle);
        return;
    }
    if (!target_aim(moment, cycle))
        return;
    if (mode == CHANGES_FINAL && calendar != cycle->calendar)
        cycle_remeasure(moment->engine, cycle);
    if (mode == CHANGES_FINAL)
        meet_final(moment, cycle);
    target_due(moment, cycle);
    cycle_tell(moment, change_of(line, cycle), cycle);
    breach_if_exceeded(moment, cycle);
}

void clock_retarget(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++) {
        Cycle *cycle = &moment->ticket->cycles[i];
        const OverrideDef *override = policy_override_find(&moment->frame, cycle->sla);
        if (moment->contract_changed)
            cycle_follow(moment, cycle);
        ChangeMode mode = mode_of(moment->engine, cycle);
        bool moves = policy->slas[cycle->sla].fixed_calendar == NONE ||
                     (override && override->calendar != NONE);
        if (cycle_is_active(cycle) && mode != CHANGES_PINNED &&
            (moves || target_is_read(moment, cycle)))
            cycle_retarget(moment, cycle, mode);
    }
}

void cycle_move(Moment *moment, Cycle *cycle, uint32_t sla, uint32_t sla_clock)
{
    cycle->sla = sla;
    cycle->sla_clock = sla_clock;
    cycle_follow(moment, cycle);
    if (!cycle_is_active(cycle))
        return;
    uint32_t line = cycle->line;
    target_aim(moment, cycle);
    target_due(moment, cycle);
    cycle_tell(moment, change_of(line, cycle), cycle);
    breach_if_exceeded(moment, cycle);
}

/* ---- Timers ---- */

static Instant breach_next(Moment *moment, const Cycle *cycle)
{
    if (cycle->outcome != OUTCOME_OPEN)
        return INSTANT_NONE;
    if (cycle->due != VALUE_ABSENT)
        return cycle->due > moment->at ? cycle->due : moment->at;
    /* A paused cycle that has reached its limit has not stopped at or before that instant (C4). */
    Instant deadline = target_deadline(moment, cycle);
    return deadline != VALUE_ABSENT && deadline <= moment->at ? moment->at : INSTANT_NONE;
}

static Instant sooner(Instant a, Instant b)
{
    if (a == INSTANT_NONE || b == INSTANT_NONE)
        return a == INSTANT_NONE ? b : a;
    return a < b ? a : b;
}

void clock_arm(Moment *moment, Cycle *cycle)
{
    cycle->next = INSTANT_NONE;
    if (!cycle_is_active(cycle))
        return;
    cycle->next = breach_next(moment, cycle);
    if (!moment->is_quiet)
        cycle->next = sooner(cycle->next, escalate_next(moment, cycle));
    if (cycle->rest->cap_at != VALUE_ABSENT)
        cycle->next = sooner(cycle->next, cycle->rest->cap_at);
}

void clock_fire(Moment *moment, Cycle *cycle)
{
    cycle_measure(moment->engine, cycle, moment->at);
    if (cycle->rest->cap_at != VALUE_ABSENT && cycle->rest->cap_at <= moment->at) {
        rest_open(moment->engine, cycle)->cap_at = VALUE_ABSENT;
        cycle->state = CLOCK_RUNNING;
        target_due(moment, cycle);
        cycle_tell(moment, DECISION_CLOCK_RESUMED, cycle);
    }
    Instant breach = breach_next(moment, cycle);
    if (breach != INSTANT_NONE && breach <= moment->at) {
        if (cycle->due == VALUE_ABSENT)
            cycle->due = target_shown(moment, cycle);
        cycle_breach(moment, cycle, moment->at);
    }
    if (!moment->is_quiet)
        escalate_fire(moment, cycle);
}

/* ---- What actions and queues read ---- */

void clock_views(Engine *engine, const Ticket *ticket, Instant at, ClockView *views)
{
    memset(views, 0, engine->policy->clocks_count * sizeof *views);
    for (uint32_t i = 0; i < engine->policy->clocks_count; i++)
        views[i].due = views[i].left = VALUE_ABSENT;
    for (uint32_t i = 0; i < ticket->cycles_count; i++) {
        const Cycle *cycle = &ticket->cycles[i];
        Cycle seen = cycle_seen(engine, cycle, at);
        ClockView *view = &views[cycle->clock];
        *view = (ClockView){.due = cycle->due, .left = VALUE_ABSENT, .exists = true};
        view->outcome = (uint8_t)cycle->outcome;
        Duration left;
        if (cycle->limit != VALUE_ABSENT)
            view->left = cycle->limit - seen.run;
        else if (cycle->due != VALUE_ABSENT &&
                 calendar_working(engine->policy->calendars[cycle->calendar], at, cycle->due,
                                  &left))
            view->left = left;
    }
}
