#include "runtime/state.h"

/* Is `a` what is meant rather than `b`: of the ticket's own SLA, then the later one? */
static bool is_rather(const Ticket *ticket, const Cycle *a, const Cycle *b)
{
    bool own_a = a->sla == ticket->sla, own_b = b->sla == ticket->sla;
    if (own_a != own_b)
        return own_a;
    return a->started >= b->started;
}

static const Cycle *cycle_latest(const Ticket *ticket, uint32_t clock, uint32_t sla)
{
    const Cycle *latest = NULL;
    for (uint32_t i = 0; i < ticket->cycles_count; i++) {
        const Cycle *cycle = &ticket->cycles[i];
        if (cycle->clock != clock || (sla != NONE && cycle->sla != sla))
            continue;
        if (!latest || is_rather(ticket, cycle, latest))
            latest = cycle;
    }
    return latest;
}

Origin query_cause(const Engine *engine, uint32_t clock, uint32_t cause)
{
    if (cause == CAUSE_STOP || cause == CAUSE_NONE)
        return (Origin){.file = TEXT_NONE};
    if (cause == CAUSE_CLOCK || cause == CAUSE_RUN_WHILE)
        return engine->policy->clocks[clock].origin;
    return engine->policy->pauses[cause].origin;
}

/* The time left at `at`, or at the stop: of the limit, or until the deadline where a cutoff or period holds. A paused
   clock without deadline has what it would have if it ran on now. */
static Duration left_of(Engine *engine, Ticket *ticket, const Cycle *seen, Instant at)
{
    Moment moment;
    moment_begin(&moment, engine, ticket, at);
    bool is_active = cycle_is_active(seen);
    Instant from = is_active ? at : seen->stopped, due = seen->due;
    if (seen->line == NONE || engine->policy->lines[seen->line].untimed)
        return VALUE_ABSENT;
    if (seen->limit != VALUE_ABSENT && seen->rest->cutoff == VALUE_ABSENT)
        return seen->limit - seen->run;
    if (is_active && (due == VALUE_ABSENT || due == seen->rest->cutoff))
        due = target_deadline(&moment, seen);
    Duration left = VALUE_ABSENT;
    if (due != VALUE_ABSENT &&
        !calendar_working(engine->policy->calendars[seen->calendar], from, due, &left))
        return VALUE_ABSENT;
    return left;
}

static ClockAnswer clock_answer(Engine *engine, Ticket *ticket, const Cycle *cycle, Instant at)
{
    Cycle seen = cycle_seen(engine, cycle, at);
    ClockAnswer answer = {.row = clock_row_make(engine, ticket, cycle, at)};
    answer.has_line = cycle->line != NONE;
    answer.is_untimed = answer.has_line && engine->policy->lines[cycle->line].untimed;
    answer.left = left_of(engine, ticket, &seen, at);
    if (cycle->state == CLOCK_PAUSED)
        answer.pause_source = query_cause(engine, cycle->clock, cycle->cause);
    return answer;
}

bool query_clock(Engine *engine, TextId ticket, uint32_t clock, uint32_t sla, Instant at,
                 ClockAnswer *out)
{
    Ticket *found = ticket_find(engine, ticket);
    const Cycle *cycle = found ? cycle_latest(found, clock, sla) : NULL;
    if (cycle)
        *out = clock_answer(engine, found, cycle, at);
    return cycle != NULL;
}

/* The phases of a cycle, the one that lasts included. */
static const Phase *cycle_phases(const Cycle *cycle, Arena *arena, Instant at, uint32_t *count)
{
    Phase *phases = ARENA_ARRAY(arena, Phase, cycle->rest->phases_count + 1);
    for (*count = 0; *count < cycle->rest->phases_count; ++*count)
        phases[*count] = cycle->rest->phases[*count];
    if (cycle_is_active(cycle) && cycle->since < at) {
        bool is_paused = cycle->state == CLOCK_PAUSED;
        Phase now = {cycle->since, at, is_paused, is_paused ? cycle->cause : CAUSE_NONE};
        Phase *last = *count ? &phases[*count - 1] : NULL;
        if (last && last->to == now.from && last->is_paused == is_paused &&
            last->cause == now.cause)
            last->to = at;
        else
            phases[(*count)++] = now;
    }
    return phases;
}

const Phase *query_phases(Engine *engine, Arena *arena, TextId ticket, uint32_t clock, uint32_t sla,
                          Instant at, uint32_t *count)
{
    const Ticket *found = ticket_find(engine, ticket);
    const Cycle *cycle = found ? cycle_latest(found, clock, sla) : NULL;
    *count = 0;
    return cycle ? cycle_phases(cycle, arena, at, count) : NULL;
}

/* By SLA, clock and cycle, each in the order of the policy. */
static bool row_is_earlier(const ClockRow *a, const ClockRow *b)
{
    if (a->sla != b->sla)
        return a->sla < b->sla;
    return a->clock != b->clock ? a->clock < b->clock : a->cycle < b->cycle;
}

static void answers_sort(CycleAnswer *answers, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        CycleAnswer answer = answers[i];
        uint32_t k = i;
        for (; k && row_is_earlier(&answer.clock.row, &answers[k - 1].clock.row); k--)
            answers[k] = answers[k - 1];
        answers[k] = answer;
    }
}

const CycleAnswer *query_cycles(Engine *engine, Arena *arena, TextId ticket, Instant at,
                                uint32_t *count)
{
    Ticket *found = ticket_find(engine, ticket);
    *count = 0;
    if (!found)
        return NULL;
    CycleAnswer *answers = ARENA_ARRAY(arena, CycleAnswer, found->cycles_count + 1);
    for (; *count < found->cycles_count; ++*count) {
        CycleAnswer *answer = &answers[*count];
        answer->clock = clock_answer(engine, found, &found->cycles[*count], at);
        answer->phases = cycle_phases(&found->cycles[*count], arena, at, &answer->phases_count);
    }
    answers_sort(answers, *count);
    return answers;
}

bool query_ticket(Engine *engine, TextId ticket, Instant at, TicketRow *out)
{
    Ticket *found = ticket_find(engine, ticket);
    if (found)
        *out = ticket_row_make(engine, found, at);
    return found != NULL;
}

const Zone *query_zone(Engine *engine, TextId ticket)
{
    const Policy *policy = engine->policy;
    Ticket *found = ticket_find(engine, ticket);
    if (!found)
        return NULL;
    uint32_t sla = found->sla, plan = found->plan;
    if (sla == NONE && plan != NONE && policy->plans[plan].slas_count)
        sla = policy->plan_slas[policy->plans[plan].slas_first];
    if (sla == NONE)
        return NULL;
    Moment moment;
    moment_begin(&moment, engine, found, engine->now);
    return calendar_zone(policy->calendars[moment_sla_calendar(&moment, sla)]);
}

Value query_value(Engine *engine, TextId ticket, Instant at, Operand operand)
{
    Ticket *found = ticket == TEXT_NONE ? NULL : ticket_find(engine, ticket);
    Moment moment;
    if (found)
        moment_begin(&moment, engine, found, at);
    else
        moment = moment_of_account(engine, NONE, at);
    return moment_value(&moment, operand);
}
