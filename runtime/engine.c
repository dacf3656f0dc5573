/* The engine: records in, rows out (runtime/engine.h). The parts are ticket, timer, moment, target,
   clock, escalate, rule, act, select, commit; this file checks records against the state, orders
   commits and timers, and closes. */
#include "runtime/engine.h"
#include "runtime/commit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_SIZE = 512, PENDING_MAX = 100000 };

/* ---- Life ---- */

static uint64_t *bits_new(Arena *arena, uint32_t words, uint64_t fill)
{
    uint64_t *bits = ARENA_ARRAY(arena, uint64_t, words + 1);
    for (uint32_t i = 0; i < words; i++)
        bits[i] = fill;
    return bits;
}

static bool reads_any(const uint64_t *bits, uint32_t words)
{
    return bits && bits_meet(bits, bits, words);
}

Engine *engine_new(const Policy *policy, EngineOptions options, Sink sink)
{
    Engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        abort();
    Arena *arena = arena_new();
    engine->policy = policy;
    engine->options = options;
    engine->sink = sink;
    engine->arena = arena;
    engine->texts = intern_over(policy->texts);
    engine->sets = set_pool_over(policy->sets);
    engine->now = INSTANT_MIN;
    engine->always = policy_calendar_find(policy, TEXT("always"));
    engine->keeps_log = reads_any(policy->selection_reads, policy->field_words);
    engine->no_account = state_fields(engine, policy->account_fields, policy->account_fields_count);
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
    free(engine->pending);
    free(engine->pending_sets);
    free(engine->scratch);
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

EngineCounts engine_counts(const Engine *engine)
{
    return engine->counts;
}

/* ---- What follows from a commit or a timer ---- */

static void pending_run(Engine *engine, Instant at)
{
    for (uint32_t i = 0; i < engine->pending_count; i++) {
        if (i == PENDING_MAX) {
            engine_fault(engine); /* rules that feed each other for ever; the checker refuses those
                                     it can see */
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
    memset(engine->events, 0, engine->policy->event_words * sizeof *engine->events);
    Moment moment = moment_make(engine, ticket, at);
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        if (ticket->cycles[i].next != INSTANT_NONE && ticket->cycles[i].next <= at)
            clock_fire(&moment, &ticket->cycles[i]);
    rule_fire(&moment);
    ticket_arm(&moment);
}

/* Fires everything due at or before `last`, in order of (instant, ticket). What an instant's timers
   change happens at that instant too, before time goes on. */
static void timers_run(Engine *engine, Instant last)
{
    while (engine->heap_count) {
        Ticket *ticket = engine->tickets[engine->heap[0]];
        if (ticket->next > last)
            break;
        if (ticket->next > engine->now)
            engine->now = ticket->next;
        ticket_fire(engine, ticket, engine->now);
        pending_run(engine, engine->now);
    }
}

void engine_advance(Engine *engine, Instant until)
{
    timers_run(engine, until);
    if (until > engine->now)
        engine->now = until;
}

Instant engine_next(const Engine *engine)
{
    return engine->heap_count ? engine->tickets[engine->heap[0]]->next : INSTANT_NONE;
}

/* ---- Records against the state (E3) ---- */

__attribute__((format(printf, 2, 3))) static const char *refuse(Engine *engine, const char *format,
                                                                ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(engine->reason, REASON_SIZE, format, args);
    va_end(args);
    return engine->reason;
}

static bool is_assigned(const Record *record, MapTarget target, uint32_t field)
{
    bool is = false;
    for (uint32_t i = 0; i < record->sets_count; i++)
        if (record->sets[i].target == target && record->sets[i].index == field)
            is = record->sets[i].value != VALUE_ABSENT;
    return is;
}

/* A required field that a creating record lacks. */
static const char *missing_field(Engine *engine, const Record *record)
{
    const Policy *policy = engine->policy;
    for (uint32_t i = 0; i < policy->fields_count; i++) {
        const FieldDef *field = &policy->fields[i];
        bool given =
            i == policy->field_id || (i == policy->field_account && record->account != TEXT_NONE);
        if (field->optional || field->has_default || field->is_engine_kept || given)
            continue;
        if (!is_assigned(record, MAP_FIELD, i))
            return refuse(engine, "a ticket needs %.*s, which this record does not give",
                          TEXT_ARGS(policy_text(policy, field->name)));
    }
    return NULL;
}

/* A field that must always have a value is set to none. */
static const char *absent_field(Engine *engine, const Record *record, MapTarget target)
{
    const Policy *policy = engine->policy;
    const FieldDef *fields = target == MAP_FIELD ? policy->fields : policy->account_fields;
    for (uint32_t i = 0; i < record->sets_count; i++) {
        const Assignment *set = &record->sets[i];
        if (set->target != target || set->value != VALUE_ABSENT || record->is_state)
            continue;
        if (!fields[set->index].optional && !fields[set->index].is_engine_kept)
            return refuse(engine, "%.*s must have a value",
                          TEXT_ARGS(policy_text(policy, fields[set->index].name)));
    }
    return NULL;
}

static const char *check_link(Engine *engine, const Record *record, const EventDef *event)
{
    const Policy *policy = engine->policy;
    if (event->effect != EFFECT_LINK && event->effect != EFFECT_UNLINK)
        return NULL;
    for (uint32_t i = 0; i < event->fields_count; i++) {
        const EventField *field = &policy->event_fields[event->fields_first + i];
        if (!text_is(policy_text(policy, field->def.name), "to"))
            continue;
        for (uint32_t k = 0; k < record->sets_count; k++) {
            const Assignment *set = &record->sets[k];
            bool is_to = set->target == MAP_EVENT_FIELD && set->index == field->slot;
            if (is_to && set->value != VALUE_ABSENT && !ticket_find(engine, (TextId)set->value))
                return refuse(engine, "the ticket %.*s, which this one is linked to, is unknown",
                              TEXT_ARGS(intern_get(engine->texts, (TextId)set->value)));
        }
    }
    return NULL;
}

static const char *missing_event_field(Engine *engine, const Record *record, const EventDef *event)
{
    const Policy *policy = engine->policy;
    for (uint32_t i = 0; i < event->fields_count; i++) {
        const EventField *field = &policy->event_fields[event->fields_first + i];
        if (field->def.optional || field->def.has_default)
            continue;
        if (!is_assigned(record, MAP_EVENT_FIELD, field->slot))
            return refuse(engine, "%.*s needs %.*s", TEXT_ARGS(policy_text(policy, event->name)),
                          TEXT_ARGS(policy_text(policy, field->def.name)));
    }
    return NULL;
}

static uint32_t event_of(const Engine *engine, EventEffect effect)
{
    for (uint32_t i = 0; i < engine->policy->events_count; i++)
        if (engine->policy->events[i].effect == effect)
            return i;
    return NONE;
}

/* ---- Creation ---- */

/* Room for the assignments of one record, reused by the next. */
static Assignment *scratch_sets(Engine *engine, uint32_t count)
{
    while (engine->scratch_capacity < count + 1)
        engine->scratch = state_grow(engine->scratch, engine->scratch_capacity,
                                     &engine->scratch_capacity, sizeof *engine->scratch);
    return engine->scratch;
}

/* The creating record's assignments, with defaults where it says that a field has no value. */
static void creation_sets(Engine *engine, const Record *record, Assignment *sets)
{
    for (uint32_t i = 0; i < record->sets_count; i++) {
        sets[i] = record->sets[i];
        if (sets[i].target == MAP_FIELD && sets[i].value == VALUE_ABSENT)
            sets[i].value = engine->policy->fields[sets[i].index].initial;
    }
}

static const char *ticket_create(Engine *engine, const Record *record)
{
    const Policy *policy = engine->policy;
    const char *reason = missing_field(engine, record);
    if (reason)
        return reason;
    Ticket *ticket = ticket_new(engine, record->ticket, record->at, record->position);
    if (policy->field_id != NONE)
        ticket->fields[policy->field_id] = record->ticket;
    if (policy->field_created != NONE)
        ticket->fields[policy->field_created] = record->at;
    Assignment *sets = scratch_sets(engine, record->sets_count);
    creation_sets(engine, record, sets);
    Change change = {
        .event = event_of(engine, EFFECT_CREATE), .is_creation = true, .account = record->account};
    change.sets = sets;
    change.sets_count = record->sets_count;
    ticket_commit(engine, ticket, record->at, &change);
    return NULL;
}

/* ---- Feeding ---- */

/* State rows keep what they do not know: a field that must have a value is not emptied. */
static uint32_t kept_sets(Engine *engine, const Record *record, Assignment *sets)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < record->sets_count; i++) {
        const Assignment *set = &record->sets[i];
        bool empties = set->target == MAP_FIELD && set->value == VALUE_ABSENT;
        if (!empties || engine->policy->fields[set->index].optional)
            sets[count++] = *set;
    }
    return count;
}

static const char *ticket_update(Engine *engine, const Record *record, Ticket *ticket)
{
    const EventDef *event = &engine->policy->events[record->event];
    const char *reason = absent_field(engine, record, MAP_FIELD);
    if (!reason)
        reason = check_link(engine, record, event);
    if (!reason)
        reason = missing_event_field(engine, record, event);
    if (reason)
        return reason;
    Assignment *sets = scratch_sets(engine, record->sets_count);
    Change change = {.event = record->event, .account = record->account, .sets = sets};
    change.sets_count = kept_sets(engine, record, sets);
    ticket_commit(engine, ticket, record->at, &change);
    return NULL;
}

static const char *ticket_feed(Engine *engine, const Record *record)
{
    if (record->ticket == TEXT_NONE)
        return refuse(engine, "the record names no ticket");
    if (record->event == NONE)
        return refuse(engine, "the record names no event");
    Ticket *ticket = ticket_find(engine, record->ticket);
    Text name = intern_get(engine->texts, record->ticket);
    bool creates = engine->policy->events[record->event].effect == EFFECT_CREATE;
    bool is_lenient = record->is_state || record->may_create;
    if (ticket && creates && !is_lenient)
        return refuse(engine, "the ticket %.*s was created before", TEXT_ARGS(name));
    if (!ticket && !creates && !is_lenient)
        return refuse(engine, "the ticket %.*s is unknown: no record has created it",
                      TEXT_ARGS(name));
    if (!ticket) {
        const char *reason = ticket_create(engine, record);
        if (reason || creates || record->is_state)
            return reason;
        ticket = ticket_find(engine, record->ticket);
        pending_run(engine, record->at);
    } else if (creates) { /* a second creation of a lenient source only changes fields */
        Record update = *record;
        update.event = policy_event_find(engine->policy, TEXT("updated"));
        return update.event == NONE ? NULL : ticket_update(engine, &update, ticket);
    }
    return ticket_update(engine, record, ticket);
}

/* A change of the account reaches its open tickets at the same instant (C7, P1). */
static void account_tell(Engine *engine, uint32_t account, Instant at)
{
    for (uint32_t i = 0; i < engine->accounts[account].tickets_count; i++) {
        Ticket *ticket = engine->tickets[engine->accounts[account].tickets[i]];
        if (ticket->account != account || ticket->closed != INSTANT_NONE)
            continue;
        Change change = {
            .event = NONE, .account = TEXT_NONE, .account_changed = engine->account_changed};
        ticket_commit(engine, ticket, at, &change);
    }
}

static const char *check_plan(Engine *engine, const Record *record)
{
    const Policy *policy = engine->policy;
    for (uint32_t i = 0; i < record->sets_count; i++) {
        const Assignment *set = &record->sets[i];
        if (set->target != MAP_ACCOUNT_FIELD || set->index != policy->account_plan ||
            set->value == VALUE_ABSENT)
            continue;
        bool is_known = false;
        for (uint32_t k = 0; k < policy->plans_count; k++)
            is_known |= policy->plans[k].name == (TextId)set->value;
        if (!is_known)
            return refuse(engine, "the policy has no plan %.*s",
                          TEXT_ARGS(intern_get(engine->texts, (TextId)set->value)));
    }
    return NULL;
}

static const char *account_feed(Engine *engine, const Record *record)
{
    if (record->account == TEXT_NONE)
        return refuse(engine, "the record names no account");
    const char *reason = absent_field(engine, record, MAP_ACCOUNT_FIELD);
    if (!reason)
        reason = check_plan(engine, record);
    if (reason)
        return reason;
    uint32_t account = account_find(engine, record->account);
    if (account == NONE)
        account = account_new(engine, record->account);
    Value *fields = engine->accounts[account].fields;
    memset(engine->account_changed, 0,
           engine->policy->account_words * sizeof *engine->account_changed);
    bool changes = false;
    for (uint32_t i = 0; i < record->sets_count; i++) {
        const Assignment *set = &record->sets[i];
        if (set->target != MAP_ACCOUNT_FIELD || fields[set->index] == set->value)
            continue;
        fields[set->index] = set->value;
        bit_add(engine->account_changed, set->index);
        changes = true;
    }
    if (changes)
        account_tell(engine, account, record->at);
    return NULL;
}

static const char *record_feed(Engine *engine, const Record *record)
{
    switch (record->kind) {
    case RECORD_TICKET: return ticket_feed(engine, record);
    case RECORD_ACCOUNT: return account_feed(engine, record);
    case RECORD_PACK: return refuse(engine, "the policy has no such pack");
    }
    return NULL;
}

const char *engine_feed(Engine *engine, const Record *record)
{
    engine->counts.records++;
    if (record->id != TEXT_NONE && record_is_seen(engine, record->id)) {
        engine->counts.duplicates++;
        return NULL;
    }
    if (record->at > INSTANT_MIN)
        engine_advance(engine, record->at - 1);
    if (record->at > engine->now)
        engine->now = record->at;
    const char *reason = record_feed(engine, record);
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

/* ---- The end ---- */

static void clock_row(Engine *engine, const Ticket *ticket, Cycle cycle, Instant at)
{
    const Policy *policy = engine->policy;
    if (cycle.line == NONE && cycle.outcome != OUTCOME_BREACHED)
        return;
    cycle_measure(engine, &cycle, at);
    bool is_elapsed =
        cycle.period != VALUE_ABSENT && policy->lines[cycle.line].limit_unit != UNIT_WORKDAY;
    bool is_provisional = cycle.provisional != VALUE_ABSENT;
    ClockRow row = {
        .ticket = ticket->id, .clock = cycle.clock, .cycle = cycle.number, .sla = cycle.sla};
    row.plan = ticket->plan;
    row.contract = TEXT_NONE;
    row.calendar = cycle.calendar;
    row.limit_ms = cycle.limit;
    row.started = cycle.started;
    row.due = cycle.due;
    row.stopped = cycle.stopped;
    row.elapsed_ms = cycle.run;
    row.paused_ms = is_elapsed ? cycle.paused_elapsed : cycle.paused;
    row.state = cycle.state;
    row.outcome = is_provisional ? OUTCOME_BREACHED : cycle.outcome;
    row.breached_at = is_provisional ? cycle.provisional : cycle.breached_at;
    row.source =
        cycle.line == NONE ? policy->slas[cycle.sla].origin : policy->lines[cycle.line].origin;
    row.target = cycle.line == NONE ? TEXT_NONE : policy->lines[cycle.line].name;
    row.fields = ticket->fields;
    row.account_fields = account_fields(engine, ticket);
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
    Moment moment = moment_make(engine, ticket, at);
    for (uint32_t i = 0; i < engine->policy->queues_count; i++)
        if (moment_test(&moment, engine->policy->queues[i].where, true))
            return i;
    return NONE;
}

static void ticket_row(Engine *engine, Ticket *ticket, Instant at)
{
    TicketRow row = {.ticket = ticket->id,
                     .created = ticket->created,
                     .contract = TEXT_NONE,
                     .charge = TEXT_NONE};
    row.account = ticket->account == NONE ? TEXT_NONE : engine->accounts[ticket->account].id;
    row.closed = ticket->closed == INSTANT_NONE ? VALUE_ABSENT : ticket->closed;
    row.plan = ticket->plan;
    row.sla = ticket->sla;
    row.covered = ticket->is_covered;
    row.queue = queue_of(engine, ticket, at);
    row.fields = ticket->fields;
    row.account_fields = account_fields(engine, ticket);
    engine->sink.ticket(engine->sink.context, &row);
}

void engine_finish(Engine *engine, Instant at)
{
    memset(engine->events, 0, engine->policy->event_words * sizeof *engine->events);
    for (uint32_t i = 0; i < engine->tickets_count; i++) {
        Ticket *ticket = engine->tickets[i];
        cycles_sort(ticket);
        for (uint32_t k = 0; engine->sink.clock && k < ticket->cycles_count; k++)
            clock_row(engine, ticket, ticket->cycles[k], at);
        if (engine->sink.ticket)
            ticket_row(engine, ticket, at);
    }
}
