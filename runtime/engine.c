/* The engine: records in, rows out (runtime/engine.h). The parts are ticket, timer, moment, target,
   clock, escalate, rule, act, select, commit, feed, agenda, finish; this file orders records, timers
   and what follows from them. */
#include "runtime/engine.h"
#include "runtime/agenda.h"
#include "runtime/charge.h"
#include "runtime/commit.h"
#include "runtime/fee.h"
#include "runtime/feed.h"
#include "runtime/ledger.h"
#include "runtime/objective.h"
#include "runtime/pack.h"

#include <stdlib.h>
#include <string.h>

enum { FOLLOWING_MAX = 1000, BURST_MAX = 100 };

/* ---- Life ---- */

static uint64_t *bits_new(Arena *arena, uint32_t words, uint64_t fill)
{
    uint64_t *bits = ARENA_ARRAY(arena, uint64_t, words + 1);
    for (uint32_t i = 0; i < words; i++)
        bits[i] = fill;
    return bits;
}

/* Does the choice of plan and SLA read a field of the ticket besides its account? */
static bool selection_moves(const Policy *policy)
{
    for (uint32_t i = 0; policy->selection_reads && i < policy->fields_count; i++)
        if (i != policy->field_account && bit_test(policy->selection_reads, i))
            return true;
    return false;
}

static void coverage_init(Engine *engine)
{
    engine->covered_from = INSTANT_MIN;
    engine->covered_to = INSTANT_MAX;
    for (uint32_t i = 0; i < engine->policy->calendars_count; i++) {
        Instant from, to;
        calendar_span(engine->policy->calendars[i], &from, &to);
        engine->covered_from = from > engine->covered_from ? from : engine->covered_from;
        engine->covered_to = to < engine->covered_to ? to : engine->covered_to;
    }
}

Engine *engine_new(const Policy *policy, EngineOptions options, Sink sink)
{
    Engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        abort();
    Arena *arena = arena_new();
    engine->policy = policy;
    engine->evaluators = policy_evaluators(policy);
    engine->options = options;
    engine->sink = sink;
    engine->arena = arena;
    coverage_init(engine);
    engine->facts = facts_make(policy, arena);
    engine->given = bits_new(arena, policy->field_words, 0);
    engine->texts =
        options.texts ? intern_beside(options.texts, policy->texts) : intern_over(policy->texts);
    engine->sets = options.sets ? options.sets : set_pool_over(policy->sets);
    engine->ledger = ledger_new();
    engine->charges = charges_new();
    engine->packs = packs_new();
    engine->objectives = objectives_new();
    engine->book = options.book ? options.book : contract_book_new(policy, engine->texts);
    engine->now = INSTANT_MIN;
    engine->always = policy_calendar_find(policy, TEXT("always"));
    engine->keeps_log = selection_moves(policy);
    engine->no_account = state_fields(engine, policy->account_fields, policy->account_fields_count);
    engine->no_contract =
        state_fields(engine, policy->contract_fields, policy->contract_fields_count);
    engine->no_ticket = state_fields(engine, policy->fields, policy->fields_count);
    engine->no_events = bits_new(arena, policy->event_words, 0);
    engine->before = ARENA_ARRAY(arena, Value, policy->fields_count + 1);
    engine->event_fields = ARENA_ARRAY(arena, Value, policy->event_slots + 1);
    engine->events = bits_new(arena, policy->event_words, 0);
    engine->changed = bits_new(arena, policy->field_words, 0);
    engine->account_changed = bits_new(arena, policy->account_words, 0);
    engine->all_account = bits_new(arena, policy->account_words, UINT64_MAX);
    engine->views = ARENA_ARRAY(arena, ClockView, policy->clocks_count + 1);
    engine->reason = arena_alloc(arena, REASON_SIZE);
    return engine;
}

void engine_attach(Engine *engine, Sink sink)
{
    engine->sink = sink;
}

void engine_use(Engine *engine, Evaluators evaluators)
{
    engine->evaluators = evaluators;
}

Evaluators engine_evaluators(const Engine *engine)
{
    return engine->evaluators;
}

void engine_keep_past(Engine *engine)
{
    engine->keeps_log = true;
}

void engine_free(Engine *engine)
{
    if (!engine)
        return;
    for (uint32_t i = 0; i < engine->tickets_count; i++)
        ticket_free(engine->tickets[i]);
    for (uint32_t i = 0; i < engine->accounts_count; i++)
        free(engine->accounts[i].tickets);
    free(engine->tickets);
    free(engine->accounts);
    free(engine->ticket_of);
    free(engine->account_of);
    free(engine->seen);
    free(engine->heap);
    free(engine->agenda);
    ledger_free(engine->ledger);
    charges_free(engine->charges);
    packs_free(engine->packs);
    objectives_free(engine->objectives);
    free(engine->pending);
    free(engine->pending_sets);
    free(engine->scratch);
    capacities_free(engine->capacities);
    if (!engine->options.book)
        contract_book_free(engine->book);
    if (!engine->options.sets)
        set_pool_free(engine->sets);
    intern_free(engine->texts);
    arena_free(engine->arena);
    free(engine);
}

Intern *engine_texts(Engine *engine)
{
    return engine->texts;
}

SetPool *engine_sets(Engine *engine)
{
    return engine->sets;
}

RowRank engine_rank(const Engine *engine)
{
    return engine->rank;
}

EngineCounts engine_counts(const Engine *engine)
{
    return engine->counts;
}

/* ---- What follows from a commit or a timer ---- */

/* Each change may have so many that follow from it; where there are more, rules feed each other for ever, and what is left
   is left out (G4). The checker refuses those that it can see. */
void pending_run(Engine *engine, Instant at)
{
    uint64_t limit = (uint64_t)engine->pending_count * FOLLOWING_MAX;
    for (uint32_t i = 0; i < engine->pending_count; i++) {
        if (i == limit) {
            engine_fault(engine);
            break;
        }
        Pending pending = engine->pending[i];
        Change change = {.event = pending.event, .is_internal = true, .account = TEXT_NONE};
        change.sets = engine->pending_sets + pending.sets_first;
        change.sets_count = pending.sets_count;
        ticket_commit(engine, engine->tickets[pending.ticket], at, &change);
    }
    engine->pending_count = engine->pending_sets_count = 0;
}

/* ---- Timers ---- */

static void ticket_fire(Engine *engine, Ticket *ticket, Instant at)
{
    bits_clear(engine->events, engine->policy->event_words);
    Moment moment;
    moment_begin(&moment, engine, ticket, at);
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        if (ticket->cycles[i].next != INSTANT_NONE && ticket->cycles[i].next <= at)
            clock_fire(&moment, &ticket->cycles[i]);
    rule_fire(&moment);
    ticket_arm(&moment);
}

/* The earlier of the agenda and the tickets' timers; the agenda where both are due (agenda.h). */
static Instant due_next(const Engine *engine, bool *is_agenda)
{
    Instant agenda = agenda_next(engine), ticket = timer_next(engine);
    *is_agenda = agenda != INSTANT_NONE && (ticket == INSTANT_NONE || agenda <= ticket);
    return *is_agenda ? agenda : ticket;
}

/* How often in turn one ticket has been due at one instant. */
typedef struct Burst {
    Instant at;
    uint32_t ticket, times;
} Burst;

/* Fires the earliest ticket; changes that make it due again at once, for ever, are left out in the end (G4). */
static void burst_fire(Engine *engine, Burst *burst)
{
    uint32_t ticket = engine->heap[0].ticket;
    bool is_again = burst->at == engine->now && burst->ticket == ticket;
    *burst = (Burst){engine->now, ticket, is_again ? burst->times + 1 : 0};
    engine->rank = (RowRank){.at = engine->now,
                             .phase = ROWS_TIMER,
                             .due = engine->heap[0].at,
                             .order = engine->tickets[ticket]->position};
    ticket_fire(engine, engine->tickets[ticket], engine->now);
    if (burst->times < BURST_MAX || engine->pending_count == 0)
        return;
    engine_fault(engine);
    engine->pending_count = engine->pending_sets_count = 0;
}

/* Fires everything due at or before `last`, in order of (instant, agenda, ticket). What an instant's timers change
   happens at that instant too, before time goes on. */
static void timers_run(Engine *engine, Instant last)
{
    Burst burst = {INSTANT_NONE, NONE, 0};
    for (;;) {
        bool is_agenda;
        Instant next = due_next(engine, &is_agenda);
        if (next == INSTANT_NONE || next > last)
            return;
        if (next > engine->now)
            engine->now = next;
        if (is_agenda)
            agenda_run(engine);
        else
            burst_fire(engine, &burst);
        pending_run(engine, engine->now);
    }
}

/* Is anything due at or before `last`? */
static bool is_due(const Engine *engine, Instant last)
{
    Instant ticket = timer_next(engine), agenda = agenda_next(engine);
    return (ticket != INSTANT_NONE && ticket <= last) || (agenda != INSTANT_NONE && agenda <= last);
}

void engine_advance(Engine *engine, Instant until)
{
    if (is_due(engine, until))
        timers_run(engine, until);
    if (until > engine->now)
        engine->now = until;
}

Instant engine_next(const Engine *engine)
{
    bool is_agenda;
    return due_next(engine, &is_agenda);
}

/* ---- Feeding ---- */

/* Before the first record that has an instant: accounts and contracts are as they were given. */
static void engine_begin(Engine *engine, Instant at)
{
    capacity_begin(engine, at);
    remind_begin(engine, at);
    fee_begin(engine, at);
}

const char *engine_feed(Engine *engine, const Record *record)
{
    engine->counts.records++;
    if (record->id != TEXT_NONE && record_is_seen(engine, record->id)) {
        engine->counts.duplicates++;
        return NULL;
    }
    if (record->at > INSTANT_MIN && !engine->has_begun)
        engine_begin(engine, record->at);
    if (record->at > INSTANT_MIN)
        engine_advance(engine, record->at - 1);
    if (record->at > engine->now)
        engine->now = record->at;
    engine->rank = (RowRank){.at = record->at, .phase = ROWS_RECORD, .order = record->position};
    const char *reason = record_feed(engine, record);
    if (engine->pending_count)
        pending_run(engine, record->at);
    if (reason) {
        engine->counts.rejected++;
        return reason;
    }
    engine->counts.applied++;
    if (record->id != TEXT_NONE)
        record_see(engine, record->id);
    return NULL;
}
