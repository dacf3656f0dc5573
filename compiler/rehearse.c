#include "compiler/rehearse.h"

#include "compiler/witness_part.h"

static bool feed(Rehearsal *rehearsal, Record record)
{
    record.at = rehearsal->witness->frame.now;
    record.position = rehearsal->position++;
    record.id = TEXT_NONE;
    record.created = INSTANT_NONE;
    return engine_feed(rehearsal->engine, &record) == NULL;
}

static TextId name_of(const Value *values, uint32_t field)
{
    return field == NONE || values[field] == VALUE_ABSENT ? TEXT_NONE : (TextId)values[field];
}

/* The fields that the witness says, but for the one that names whom it is about. */
static uint32_t sets_make(Arena *arena, MapTarget target, const FieldDef *fields, uint32_t count,
                          const Value *values, uint32_t name, const Assignment **out)
{
    Assignment *sets = ARENA_ARRAY(arena, Assignment, count + 1);
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++)
        if (i != name && !fields[i].is_engine_kept && values[i] != VALUE_ABSENT)
            sets[used++] = (Assignment){target, i, values[i]};
    *out = sets;
    return used;
}

static uint32_t creation_of(const Policy *policy)
{
    for (uint32_t i = 0; i < policy->events_count; i++)
        if (policy->events[i].effect == EFFECT_CREATE)
            return i;
    return NONE;
}

static bool account_feed(Rehearsal *rehearsal, TextId account)
{
    const Witness *witness = rehearsal->witness;
    const Policy *policy = witness->lower->policy;
    Record record = {.kind = RECORD_ACCOUNT, .event = NONE, .ticket = TEXT_NONE};
    record.account = account;
    record.sets_count =
        sets_make(witness->lower->scratch, MAP_ACCOUNT_FIELD, policy->account_fields,
                  policy->account_fields_count, witness->account, policy->account_id, &record.sets);
    return account == TEXT_NONE || feed(rehearsal, record);
}

bool rehearsal_open(Rehearsal *rehearsal, const Witness *witness, EngineOptions options, Sink sink)
{
    const Policy *policy = witness->lower->policy;
    *rehearsal = (Rehearsal){.witness = witness, .engine = engine_new(policy, options, sink)};
    Record record = {.kind = RECORD_TICKET, .event = creation_of(policy)};
    record.ticket = name_of(witness->ticket, policy->field_id);
    record.account = name_of(witness->ticket, policy->field_account);
    record.sets_count =
        sets_make(witness->lower->scratch, MAP_FIELD, policy->fields, policy->fields_count,
                  witness->ticket, policy->field_account, &record.sets);
    return account_feed(rehearsal, record.account) && record.event != NONE &&
           feed(rehearsal, record);
}

bool rehearsal_event(Rehearsal *rehearsal, uint32_t event, const Assignment *sets, uint32_t count)
{
    const Witness *witness = rehearsal->witness;
    Record record = {.kind = RECORD_TICKET, .event = event, .account = TEXT_NONE};
    record.ticket = name_of(witness->ticket, witness->lower->policy->field_id);
    record.sets = sets;
    record.sets_count = count;
    return feed(rehearsal, record);
}

void rehearsal_close(Rehearsal *rehearsal)
{
    engine_free(rehearsal->engine);
}
