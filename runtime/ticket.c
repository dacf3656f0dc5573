#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "runtime/state.h"

void *state_grow(void *array, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t bytes = (*capacity ? (size_t)*capacity * 2 : 4) * size;
    array = pages_grow(array, *capacity * size, &bytes);
    *capacity = (uint32_t)(bytes / size);
    return array;
}

/* Grown to `count` elements, the new ones zeroed. */
static void *table_grow(void *table, uint32_t old, uint32_t count, size_t size)
{
    size_t bytes = count * size;
    table = pages_grow(table, old * size, &bytes);
    memset((char *)table + old * size, 0, (count - old) * size);
    return table;
}

/* Makes the tables indexed by text id long enough for the id. */
static void texts_cover(Engine *engine, TextId id)
{
    uint32_t need = id + 1, old = engine->text_capacity;
    if (need <= old)
        return;
    uint32_t size = need < 1024 ? 1024 : need * 2;
    engine->ticket_of = table_grow(engine->ticket_of, old, size, sizeof *engine->ticket_of);
    engine->account_of = table_grow(engine->account_of, old, size, sizeof *engine->account_of);
    engine->seen = table_grow(engine->seen, old, size, sizeof *engine->seen);
    engine->text_capacity = size;
}

Value *state_fields(Engine *engine, const FieldDef *fields, uint32_t count)
{
    Value *values = ARENA_ARRAY(engine->arena, Value, count);
    for (uint32_t i = 0; i < count; i++)
        values[i] = fields[i].initial;
    return values;
}

Ticket *ticket_find(const Engine *engine, TextId id)
{
    uint32_t index = id < engine->text_capacity ? engine->ticket_of[id] : 0;
    return index ? engine->tickets[index - 1] : NULL;
}

/* The ticket, its fields and its rules, side by side. */
static Ticket *ticket_alloc(Engine *engine)
{
    const Policy *policy = engine->policy;
    size_t fields = policy->fields_count * sizeof(Value);
    char *memory = arena_alloc(engine->arena,
                               sizeof(Ticket) + fields + policy->rules_count * sizeof(RuleState));
    Ticket *ticket = (Ticket *)(void *)memory;
    ticket->fields = (Value *)(void *)(memory + sizeof *ticket);
    ticket->rules = (RuleState *)(void *)(memory + sizeof *ticket + fields);
    for (uint32_t i = 0; i < policy->fields_count; i++)
        ticket->fields[i] = policy->fields[i].initial;
    for (uint32_t i = 0; i < policy->rules_count; i++)
        ticket->rules[i].event = ticket->rules[i].next = INSTANT_NONE;
    return ticket;
}

Ticket *ticket_new(Engine *engine, TextId id, Instant created, uint64_t position)
{
    Ticket *ticket = ticket_alloc(engine);
    ticket->id = id;
    ticket->index = engine->tickets_count;
    ticket->account = ticket->contract = ticket->plan = ticket->sla = ticket->heap_slot = NONE;
    ticket->held_sla = NONE;
    ticket->created = ticket->filed = created;
    ticket->takes = NONE;
    ticket->closed = INSTANT_NONE;
    ticket->position = position;
    texts_cover(engine, id);
    STATE_PUSH(engine->tickets, engine->tickets_count, engine->tickets_capacity, ticket);
    engine->ticket_of[id] = engine->tickets_count;
    engine->counts.tickets++;
    return ticket;
}

TicketRest *ticket_rest(Engine *engine, Ticket *ticket)
{
    if (!ticket->rest)
        ticket->rest = ARENA_NEW(engine->arena, TicketRest);
    return ticket->rest;
}

void cycle_free(Cycle *cycle)
{
    free(cycle->rest->phases);
}

void ticket_free(Ticket *ticket)
{
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        cycle_free(&ticket->cycles[i]);
    if (!ticket->rest)
        return;
    free(ticket->rest->log);
    free(ticket->rest->links);
    free(ticket->rest->dependents);
}

uint32_t account_find(const Engine *engine, TextId id)
{
    uint32_t index = id < engine->text_capacity ? engine->account_of[id] : 0;
    return index ? index - 1 : NONE;
}

uint32_t account_new(Engine *engine, TextId id)
{
    const Policy *policy = engine->policy;
    Account account = {.id = id};
    account.fields = state_fields(engine, policy->account_fields, policy->account_fields_count);
    if (policy->account_id != NONE)
        account.fields[policy->account_id] = id;
    texts_cover(engine, id);
    STATE_PUSH(engine->accounts, engine->accounts_count, engine->accounts_capacity, account);
    engine->account_of[id] = engine->accounts_count;
    engine->counts.accounts++;
    return engine->accounts_count - 1;
}

const Value *account_fields(const Engine *engine, const Ticket *ticket)
{
    return ticket->account == NONE ? engine->no_account : engine->accounts[ticket->account].fields;
}

bool record_is_seen(const Engine *engine, TextId id)
{
    return id < engine->text_capacity && engine->seen[id];
}

void record_see(Engine *engine, TextId id)
{
    texts_cover(engine, id);
    engine->seen[id] = 1;
}
