/* One commit of one ticket, from its fields to its timers (semantics.md E1, E6). */
#include "runtime/commit.h"

#include "runtime/charge.h"
#include "runtime/fee.h"
#include "runtime/pack.h"

#include <string.h>

#include "runtime/workflow.h"

/* ---- Fields and events ---- */

/* An event that sets a field is the same as that field's change (Facts.derivations). */
static void derive_events(Engine *engine, uint32_t field, Value old, Value now)
{
    const Facts *facts = &engine->facts;
    for (uint32_t i = facts->derivations_of[field]; i < facts->derivations_of[field + 1]; i++) {
        const EventSet *set = &engine->policy->event_sets[facts->derivations[i].set];
        bool from = set->from == UINT64_MAX || (old >= 0 && old < 64 && set->from >> old & 1);
        if (now == set->value && old != now && from)
            bit_add(engine->events, facts->derivations[i].event);
    }
}

/* Sets a field; what is set may have changed. */
static void field_set(Engine *engine, Value *fields, uint32_t field, Value value)
{
    fields[field] = value;
    bit_add(engine->changed, field);
}

static void event_apply(Engine *engine, const EventDef *event, Value *fields)
{
    for (uint32_t i = 0; i < event->sets_count; i++) {
        const EventSet *set = &engine->policy->event_sets[event->sets_first + i];
        field_set(engine, fields, set->field, set->value);
    }
}

/* The value of the event field of that name in the commit, VALUE_ABSENT if the event has none. */
static Value event_field(const Engine *engine, const EventDef *event, const char *name)
{
    for (uint32_t i = 0; i < event->fields_count; i++) {
        const EventField *field = &engine->policy->event_fields[event->fields_first + i];
        if (text_is(policy_text(engine->policy, field->def.name), name))
            return engine->event_fields[field->slot];
    }
    return VALUE_ABSENT;
}

static void work_add(Engine *engine, const EventDef *event, Value *fields)
{
    Value minutes = event_field(engine, event, "minutes"),
          *work = &fields[engine->policy->field_work];
    int64_t ms, sum;
    if (minutes == VALUE_ABSENT)
        return;
    if (multiply_checked(minutes, MINUTE_MS, &ms) &&
        add_checked(*work == VALUE_ABSENT ? 0 : *work, ms, &sum))
        field_set(engine, fields, engine->policy->field_work, sum);
    else
        engine_fault(engine);
}

static void sets_apply(Engine *engine, const Change *change, Value *fields)
{
    for (uint32_t i = 0; i < change->sets_count; i++) {
        const Assignment *set = &change->sets[i];
        if (set->target == MAP_EVENT_FIELD) {
            engine->event_fields[set->index] = set->value;
            engine->has_event_fields = true;
        } else if (set->target == MAP_FIELD &&
                   (bit_test(engine->facts.settable, set->index) ||
                    (change->is_internal && set->index == engine->policy->field_blocked)))
            field_set(engine, fields, set->index, set->value);
    }
}

static void fields_set(Engine *engine, const Change *change, Value *fields)
{
    const Policy *policy = engine->policy;
    for (uint32_t i = 0; engine->has_event_fields && i < policy->event_slots; i++)
        engine->event_fields[i] = VALUE_ABSENT;
    engine->has_event_fields = false;
    bits_clear(engine->events, policy->event_words);
    bits_clear(engine->changed, policy->field_words);
    const EventDef *event = change->event == NONE ? NULL : &policy->events[change->event];
    if (event)
        event_apply(engine, event, fields);
    sets_apply(engine, change, fields);
    if (event && event->effect == EFFECT_WORK && policy->field_work != NONE)
        work_add(engine, event, fields);
    if (change->account != TEXT_NONE && policy->field_account != NONE)
        field_set(engine, fields, policy->field_account, change->account);
    if (event)
        bit_add(engine->events, change->event);
}

/* Of the fields that were set, those that have another value. */
static void fields_compare(Engine *engine, const Value *before, const Value *after)
{
    const uint64_t *derives = engine->facts.derives;
    for (uint32_t i = 0; i < engine->policy->field_words; i++) {
        uint64_t changed = 0;
        for (uint64_t rest = engine->changed[i]; rest; rest &= rest - 1) {
            uint32_t field = i * 64 + (uint32_t)__builtin_ctzll(rest);
            if (before[field] == after[field])
                continue;
            changed |= rest & -rest;
            if (bit_test(derives, field))
                derive_events(engine, field, before[field], after[field]);
        }
        engine->changed[i] = changed;
    }
}

/* At its creation all of a ticket's fields are new. */
static void fields_begin(Engine *engine, const Value *after)
{
    const uint64_t *all = engine->facts.all, *derives = engine->facts.derives;
    for (uint32_t i = 0; i < engine->policy->field_words; i++) {
        engine->changed[i] = all[i];
        for (uint64_t rest = derives[i]; rest; rest &= rest - 1) {
            uint32_t field = i * 64 + (uint32_t)__builtin_ctzll(rest);
            derive_events(engine, field, VALUE_ABSENT, after[field]);
        }
    }
}

/* ---- Accounts and links ---- */

/* Moves the ticket to the account that its field names; true if it changed. */
static bool account_follow(Engine *engine, Ticket *ticket)
{
    const Policy *policy = engine->policy;
    Value name =
        policy->field_account == NONE ? VALUE_ABSENT : ticket->fields[policy->field_account];
    uint32_t account = NONE;
    if (name != VALUE_ABSENT) {
        account = account_find(engine, (TextId)name);
        if (account == NONE)
            account = account_new(engine, (TextId)name);
    }
    if (account == ticket->account)
        return false;
    ticket->account = account;
    if (account != NONE) {
        Account *owner = &engine->accounts[account];
        STATE_PUSH(owner->tickets, owner->tickets_count, owner->tickets_capacity, ticket->index);
    }
    return true;
}

static bool account_is_new(const Engine *engine, const Change *change)
{
    uint32_t field = engine->policy->field_account;
    return change->is_creation || field == NONE || bit_test(engine->changed, field);
}

static bool is_blocked(const Engine *engine, const Ticket *ticket)
{
    const TicketRest *rest = ticket->rest;
    for (uint32_t i = 0; rest && i < rest->links_count; i++)
        if (engine->tickets[rest->links[i]]->closed == INSTANT_NONE)
            return true;
    return false;
}

/* Has the ticket's `blocked` to change? Then a commit of its own follows, at the same instant (E6).
 */
static void blocked_update(Engine *engine, const Ticket *ticket)
{
    uint32_t field = engine->policy->field_blocked;
    if (field == NONE)
        return;
    Value blocked = is_blocked(engine, ticket);
    if (ticket->fields[field] != blocked)
        pend_field(engine, ticket->index, NONE, field, blocked);
}

static void remove_one(uint32_t *list, uint32_t *count, uint32_t value)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < *count; i++)
        if (list[i] != value)
            list[kept++] = list[i];
    *count = kept;
}

static void link_change(Engine *engine, Ticket *ticket, const EventDef *event)
{
    Value name = event_field(engine, event, "to");
    Ticket *to = name == VALUE_ABSENT ? NULL : ticket_find(engine, (TextId)name);
    if (!to)
        return;
    TicketRest *own = ticket_rest(engine, ticket), *other = ticket_rest(engine, to);
    remove_one(own->links, &own->links_count, to->index);
    remove_one(other->dependents, &other->dependents_count, ticket->index);
    if (event->effect == EFFECT_LINK) {
        STATE_PUSH(own->links, own->links_count, own->links_capacity, to->index);
        STATE_PUSH(other->dependents, other->dependents_count, other->dependents_capacity,
                   ticket->index);
    }
    blocked_update(engine, ticket);
}

/* What the engine itself does at the commit's events. */
static void effects(Moment *moment)
{
    Engine *engine = moment->engine;
    Ticket *ticket = moment->ticket;
    const Policy *policy = engine->policy;
    Instant was = ticket->closed;
    if (!bits_meet(engine->events, engine->facts.acting, policy->event_words))
        return;
    for (uint32_t i = bits_next(engine->events, 0, policy->events_count); i < policy->events_count;
         i = bits_next(engine->events, i + 1, policy->events_count)) {
        const EventDef *event = &policy->events[i];
        if (event->effect == EFFECT_CLOSE)
            ticket->closed = moment->at;
        else if (event->effect == EFFECT_REOPEN)
            ticket->closed = INSTANT_NONE;
        else if (event->effect == EFFECT_CANCEL)
            ticket->is_cancelled = true;
        else if (event->effect == EFFECT_LINK || event->effect == EFFECT_UNLINK)
            link_change(engine, ticket, event);
    }
    const TicketRest *rest = ticket->rest;
    if (rest && (was == INSTANT_NONE) != (ticket->closed == INSTANT_NONE))
        for (uint32_t i = 0; i < rest->dependents_count; i++)
            blocked_update(engine, engine->tickets[rest->dependents[i]]);
}

/* ---- Clocks ---- */

static void cancel_all(Moment *moment)
{
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++)
        if (cycle_is_active(&moment->ticket->cycles[i]))
            cycle_cancel(moment, &moment->ticket->cycles[i]);
}

static void sla_commit(Moment *moment, uint32_t sla, bool may_start)
{
    const SlaDef *def = &moment->engine->policy->slas[sla];
    sla_truths(moment, sla);
    for (uint32_t i = 0; i < def->clocks_count; i++)
        clock_commit(moment, sla, def->clocks_first + i, may_start);
}

static bool has_cycles(const Ticket *ticket, uint32_t sla)
{
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        if (ticket->cycles[i].sla == sla)
            return true;
    return false;
}

/* P5: an agreement between teams runs beside the customer's SLA; it starts cycles while the ticket
 * is with the team. */
static void teams_commit(Moment *moment, bool may_start)
{
    const Policy *policy = moment->engine->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++) {
        if (policy->slas[i].team == TEXT_NONE || policy->field_team == NONE)
            continue;
        moment->frame.sla = i;
        bool is_theirs =
            moment->ticket->fields[policy->field_team] == (Value)policy->slas[i].team &&
            moment_test(moment, policy->slas[i].applies, true);
        if (is_theirs || has_cycles(moment->ticket, i))
            sla_commit(moment, i, may_start && is_theirs);
    }
}

static void clocks_commit(Moment *moment)
{
    bool may_start = !moment->ticket->is_cancelled;
    clock_retarget(moment);
    if (moment->ticket->sla != NONE)
        sla_commit(moment, moment->ticket->sla, may_start);
    else
        moment->ticket->held_sla = NONE;
    teams_commit(moment, may_start);
}

/* ---- The log ---- */

static void *keep(Engine *engine, const void *bytes, size_t size)
{
    return arena_copy(engine->arena, bytes, size);
}

static void log_add(Moment *moment)
{
    Engine *engine = moment->engine;
    const Policy *policy = engine->policy;
    Ticket *ticket = moment->ticket;
    if (!engine->keeps_log)
        return;
    LogEntry entry = {.at = moment->at};
    entry.fields = keep(engine, ticket->fields, policy->fields_count * sizeof *ticket->fields);
    entry.events = keep(engine, engine->events, policy->event_words * sizeof *engine->events);
    entry.event_fields =
        keep(engine, engine->event_fields, policy->event_slots * sizeof *engine->event_fields);
    TicketRest *rest = ticket_rest(engine, ticket);
    STATE_PUSH(rest->log, rest->log_count, rest->log_capacity, entry);
}

/* ---- The whole ---- */

/* The ticket's timer is that of whatever comes first. */
static void timers_join(const Moment *moment)
{
    Ticket *ticket = moment->ticket;
    Instant next = rule_next(moment->engine, ticket);
    for (uint32_t i = 0; i < ticket->cycles_count; i++) {
        Instant at = ticket->cycles[i].next;
        if (at != INSTANT_NONE && (next == INSTANT_NONE || at < next))
            next = at;
    }
    timer_arm(moment->engine, ticket, next);
}

void ticket_arm(Moment *moment)
{
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++)
        clock_arm(moment, &moment->ticket->cycles[i]);
    timers_join(moment);
}

/* What the plan says of the commit, unless it has refused the ticket. */
static void plan_commit(Moment *moment, bool is_creation)
{
    if (!moment->ticket->is_refused)
        select_commit(moment, is_creation);
    workflow_commit(moment);
    if (is_creation)
        admit(moment);
    if (moment->ticket->is_refused)
        return;
    clocks_commit(moment);
    if (!is_creation && wake_holds(moment, &moment->engine->policy->quotas_wake))
        quota_commit(moment);
    pack_commit(moment);
    charge_commit(moment);
    rule_commit(moment);
}

/* ---- Commits that concern little ---- */

/* Is the commit of no concern but to the clocks whose codes turn? Those are told in *turned. Where a calendar has no answer
   each commit counts a fault (T7), so nothing is left out there. */
static bool is_narrow(Moment *moment, uint64_t *turned)
{
    const Engine *engine = moment->engine;
    const Policy *policy = engine->policy;
    const Ticket *ticket = moment->ticket;
    *turned = 0;
    if (moment->account_changed || engine->keeps_log || ticket->is_cancelled ||
        ticket->is_refused || moment->at < engine->covered_from || moment->at > engine->covered_to)
        return false;
    if (wake_holds(moment, &policy->wake))
        return false;
    if (ticket->sla == NONE)
        return true;
    if (ticket->held_sla != ticket->sla || moment->frame.overrides_count ||
        wake_holds(moment, &policy->slas[ticket->sla].wake))
        return false;
    uint64_t was = ticket->held;
    sla_truths(moment, ticket->sla);
    *turned = moment->truths ^ was; /* patterns that hold, conditions that are other than before */
    return true;
}

/* Moves the cycles of one clock of the ticket's SLA, from measuring to arming. */
static void clock_turn(Moment *moment, uint32_t sla_clock)
{
    Ticket *ticket = moment->ticket;
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        if (ticket->cycles[i].sla_clock == sla_clock)
            cycle_measure(moment->engine, &ticket->cycles[i], moment->at);
    clock_commit(moment, ticket->sla, sla_clock, true);
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        if (ticket->cycles[i].sla_clock == sla_clock)
            clock_arm(moment, &ticket->cycles[i]);
}

/* The others run on as before: they need not even be measured. */
static void narrow_commit(Moment *moment, uint64_t turned)
{
    const Policy *policy = moment->engine->policy;
    const SlaDef *def = &policy->slas[moment->ticket->sla];
    for (uint32_t i = def->clocks_first; i < def->clocks_first + def->clocks_count; i++)
        if (policy->sla_clocks[i].codes & turned)
            clock_turn(moment, i);
    timers_join(moment);
}

void ticket_commit(Engine *engine, Ticket *ticket, Instant at, const Change *change)
{
    const Policy *policy = engine->policy;
    size_t size = policy->fields_count * sizeof *ticket->fields;
    const Value *before = change->is_creation ? NULL : engine->before;
    if (before)
        memcpy(engine->before, ticket->fields, size);
    fields_set(engine, change, ticket->fields);
    if (before)
        fields_compare(engine, before, ticket->fields);
    else
        fields_begin(engine, ticket->fields);
    bool account_moves = account_is_new(engine, change) && account_follow(engine, ticket);

    Moment moment;
    moment_begin(&moment, engine, ticket, at);
    moment.frame.before = before;
    moment.changed = engine->changed;
    moment.account_changed = account_moves ? engine->all_account : change->account_changed;
    effects(&moment);
    uint64_t turned;
    if (is_narrow(&moment, &turned)) {
        if (turned)
            narrow_commit(&moment, turned);
        return;
    }
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        cycle_measure(engine, &ticket->cycles[i], at);
    if (ticket->is_cancelled)
        cancel_all(&moment);
    if (account_moves && ticket->account != NONE)
        fee_account(engine, ticket->account);
    plan_commit(&moment, change->is_creation);
    log_add(&moment);
    ticket_arm(&moment);
}
