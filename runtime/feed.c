#include "runtime/feed.h"
#include "runtime/commit.h"
#include "runtime/fee.h"
#include "runtime/pack.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- Refusals ---- */

const char *refuse(Engine *engine, const char *format, ...)
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

/* Fills Engine.given: of two assignments of one field the later counts. */
static void given_find(Engine *engine, const Record *record)
{
    const Policy *policy = engine->policy;
    bits_clear(engine->given, policy->field_words);
    for (uint32_t i = 0; i < record->sets_count; i++) {
        const Assignment *set = &record->sets[i];
        uint64_t bit = UINT64_C(1) << set->index % 64;
        if (set->target != MAP_FIELD)
            continue;
        engine->given[set->index / 64] |= bit;
        if (set->value == VALUE_ABSENT)
            engine->given[set->index / 64] ^= bit;
    }
    if (policy->field_account != NONE && record->account != TEXT_NONE)
        bit_add(engine->given, policy->field_account);
}

/* A required field that a creating record lacks. */
static const char *missing_field(Engine *engine, const Record *record)
{
    const Policy *policy = engine->policy;
    given_find(engine, record);
    for (uint32_t i = 0; i < policy->field_words; i++) {
        uint64_t missing = engine->facts.required[i] & ~engine->given[i];
        if (!missing)
            continue;
        uint32_t field = i * 64 + (uint32_t)__builtin_ctzll(missing);
        return refuse(engine, "a ticket needs %.*s, which this record does not give",
                      TEXT_ARGS(policy_text(policy, policy->fields[field].name)));
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
        if (set->value != VALUE_ABSENT || set->target != target || record->is_state)
            continue;
        if (!fields[set->index].optional && !fields[set->index].is_engine_kept)
            return refuse(engine, "%.*s must have a value",
                          TEXT_ARGS(policy_text(policy, fields[set->index].name)));
    }
    return NULL;
}

static bool has_absent(const Record *record)
{
    bool has = false;
    for (uint32_t i = 0; i < record->sets_count; i++)
        has |= record->sets[i].value == VALUE_ABSENT;
    return has;
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
static const Assignment *creation_sets(Engine *engine, const Record *record)
{
    if (!has_absent(record))
        return record->sets;
    Assignment *sets = scratch_sets(engine, record->sets_count);
    for (uint32_t i = 0; i < record->sets_count; i++) {
        sets[i] = record->sets[i];
        if (sets[i].target == MAP_FIELD && sets[i].value == VALUE_ABSENT)
            sets[i].value = engine->policy->fields[sets[i].index].initial;
    }
    return sets;
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
    Change change = {
        .event = engine->facts.created, .is_creation = true, .account = record->account};
    change.sets = creation_sets(engine, record);
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

static const char *check_event(Engine *engine, const Record *record)
{
    const EventDef *event = &engine->policy->events[record->event];
    const char *reason = check_link(engine, record, event);
    return reason ? reason : missing_event_field(engine, record, event);
}

static const char *ticket_update(Engine *engine, const Record *record, Ticket *ticket)
{
    const char *reason = has_absent(record) ? absent_field(engine, record, MAP_FIELD) : NULL;
    if (!reason && bit_test(engine->facts.asking, record->event))
        reason = check_event(engine, record);
    if (reason)
        return reason;
    Change change = {.event = record->event,
                     .account = record->account,
                     .sets = record->sets,
                     .sets_count = record->sets_count};
    if (record->is_state) {
        Assignment *sets = scratch_sets(engine, record->sets_count);
        change.sets_count = kept_sets(engine, record, sets);
        change.sets = sets;
    }
    ticket_commit(engine, ticket, record->at, &change);
    return NULL;
}

/* A ticket that is unknown: created, by what creates it or before what else happens to it. */
static const char *unknown_feed(Engine *engine, const Record *record, bool creates)
{
    if (!creates && !record->is_state && !record->may_create)
        return refuse(engine, "the ticket %.*s is unknown: no record has created it",
                      TEXT_ARGS(intern_get(engine->texts, record->ticket)));
    const char *reason = ticket_create(engine, record);
    if (reason || creates || record->is_state)
        return reason;
    pending_run(engine, record->at);
    return ticket_update(engine, record, ticket_find(engine, record->ticket));
}

/* A second creation: of a lenient source it only changes fields. */
static const char *again_feed(Engine *engine, const Record *record, Ticket *ticket)
{
    if (!record->is_state && !record->may_create)
        return refuse(engine, "the ticket %.*s was created before",
                      TEXT_ARGS(intern_get(engine->texts, record->ticket)));
    Record update = *record;
    update.event = engine->facts.updated;
    return update.event == NONE ? NULL : ticket_update(engine, &update, ticket);
}

static const char *ticket_feed(Engine *engine, const Record *record)
{
    if (record->ticket == TEXT_NONE)
        return refuse(engine, "the record names no ticket");
    if (record->event == NONE)
        return refuse(engine, "the record names no event");
    Ticket *ticket = ticket_find(engine, record->ticket);
    bool creates = engine->policy->events[record->event].effect == EFFECT_CREATE;
    if (!ticket)
        return unknown_feed(engine, record, creates);
    return creates ? again_feed(engine, record, ticket) : ticket_update(engine, record, ticket);
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
    capacity_account(engine, account, record->at);
    if (changes)
        account_tell(engine, account, record->at);
    fee_account(engine, account);
    return NULL;
}

const char *record_feed(Engine *engine, const Record *record)
{
    switch (record->kind) {
    case RECORD_TICKET: return ticket_feed(engine, record);
    case RECORD_ACCOUNT: return account_feed(engine, record);
    case RECORD_PACK: return pack_buy(engine, record);
    }
    return NULL;
}
