/* The end of a run: the rows of tickets and clocks as they stand (runtime/engine.h engine_finish). */
#include "runtime/charge.h"
#include "runtime/pack.h"

#include <assert.h>

static ClockRow row_of(Engine *engine, const Ticket *ticket, const Cycle *cycle)
{
    const Policy *policy = engine->policy;
    bool is_elapsed = cycle->rest->period != VALUE_ABSENT &&
                      policy->lines[cycle->line].limit_unit != UNIT_WORKDAY;
    bool is_provisional = cycle->rest->provisional != VALUE_ABSENT;
    ClockRow row = {
        .ticket = ticket->id, .clock = cycle->clock, .cycle = cycle->number, .sla = cycle->sla};
    row.plan = ticket->plan;
    const Contract *contract = contract_of(engine, ticket);
    row.contract = contract ? contract->name : TEXT_NONE;
    row.calendar = cycle->calendar;
    row.limit_ms = cycle->limit;
    row.started = cycle->started;
    row.due = cycle->due;
    row.stopped = cycle->stopped;
    row.elapsed_ms = cycle->run;
    row.paused_ms = is_elapsed ? cycle->paused_elapsed : cycle->paused;
    row.state = cycle->state;
    row.outcome = is_provisional ? OUTCOME_BREACHED : cycle->outcome;
    row.breached_at = is_provisional ? cycle->rest->provisional : cycle->rest->breached_at;
    row.source =
        cycle->line == NONE ? policy->slas[cycle->sla].origin : policy->lines[cycle->line].origin;
    row.target = cycle->line == NONE ? TEXT_NONE : policy->lines[cycle->line].name;
    row.fields = ticket->fields;
    row.account_fields = account_fields(engine, ticket);
    return row;
}

/* What is stopped is seen as it stands. */
ClockRow clock_row_make(Engine *engine, const Ticket *ticket, const Cycle *cycle, Instant at)
{
    if (!cycle_is_active(cycle))
        return row_of(engine, ticket, cycle);
    Cycle seen = cycle_seen(engine, cycle, at);
    return row_of(engine, ticket, &seen);
}

static void clock_row(Engine *engine, const Ticket *ticket, const Cycle *cycle, Instant at)
{
    if (cycle->line == NONE && cycle->outcome != OUTCOME_BREACHED)
        return;
    ClockRow row = clock_row_make(engine, ticket, cycle, at);
    engine->sink.clock(engine->sink.context, &row);
}

static bool is_earlier(const Cycle *a, const Cycle *b)
{
    if (a->sla_clock != b->sla_clock)
        return a->sla_clock < b->sla_clock;
    return a->number < b->number;
}

/* By the order of the policy, then by cycle; in place, since nothing follows. */
static void cycles_sort(Ticket *ticket)
{
    for (uint32_t i = 1; i < ticket->cycles_count; i++) {
        Cycle cycle = ticket->cycles[i];
        uint32_t k = i;
        for (; k && is_earlier(&cycle, &ticket->cycles[k - 1]); k--)
            ticket->cycles[k] = ticket->cycles[k - 1];
        ticket->cycles[k] = cycle;
    }
}

static uint32_t queue_of(Engine *engine, Ticket *ticket, Instant at)
{
    Moment moment;
    moment_begin(&moment, engine, ticket, at);
    for (uint32_t i = 0; i < engine->policy->queues_count; i++)
        if (moment_test(&moment, engine->policy->queues[i].where, true))
            return i;
    return NONE;
}

TicketRow ticket_row_make(Engine *engine, Ticket *ticket, Instant at)
{
    TicketRow row = {
        .ticket = ticket->id, .created = ticket->created, .charge = charge_text(engine, ticket)};
    const Contract *contract = contract_of(engine, ticket);
    row.contract = contract ? contract->name : TEXT_NONE;
    row.account = ticket->account == NONE ? TEXT_NONE : engine->accounts[ticket->account].id;
    row.closed = ticket->closed == INSTANT_NONE ? VALUE_ABSENT : ticket->closed;
    row.plan = ticket->plan;
    row.sla = ticket->sla;
    row.covered = ticket->is_covered;
    row.queue = queue_of(engine, ticket, at);
    row.fields = ticket->fields;
    row.account_fields = account_fields(engine, ticket);
    return row;
}

static void ticket_row(Engine *engine, Ticket *ticket, Instant at)
{
    TicketRow row = ticket_row_make(engine, ticket, at);
    engine->sink.ticket(engine->sink.context, &row);
}

void engine_finish_before(Engine *engine, Instant at, uint64_t position)
{
    memset(engine->events, 0, engine->policy->event_words * sizeof *engine->events);
    while (engine->tickets_finished < engine->tickets_count) {
        Ticket *ticket = engine->tickets[engine->tickets_finished];
        if (ticket->position >= position)
            return;
        engine->tickets_finished++;
        engine->rank = (RowRank){.at = at, .phase = ROWS_END, .order = ticket->position};
        cycles_sort(ticket);
        for (uint32_t k = 0; engine->sink.clock && k < ticket->cycles_count; k++)
            clock_row(engine, ticket, &ticket->cycles[k], at);
        if (engine->sink.ticket)
            ticket_row(engine, ticket, at);
    }
}

void engine_finish(Engine *engine, Instant at)
{
    assert(ledger_is_sound(engine->ledger) && "every balance is the sum of its entries (L1)");
    engine_finish_before(engine, at, UINT64_MAX);
    pack_finish(engine);
    engine->tickets_finished = 0;
}
