/* Contracts in the engine: which one a ticket has (semantics.md P1). */
#include "runtime/state.h"

static uint32_t first_sla(const Policy *policy, uint32_t plan)
{
    return policy->plans[plan].slas_count ? policy->plan_slas[policy->plans[plan].slas_first]
                                          : NONE;
}

const Calendar *plan_calendar(Moment *moment, uint32_t plan)
{
    const Policy *policy = moment->engine->policy;
    uint32_t sla = first_sla(policy, plan), overrides = moment->frame.overrides_count;
    moment->frame.overrides_count = 0;
    uint32_t calendar = sla == NONE ? moment->engine->always : moment_sla_calendar(moment, sla);
    moment->frame.overrides_count = overrides;
    return policy->calendars[calendar];
}

/* Do the contract's dates hold the day, in the zone at hand, and does it cover the ticket? */
static bool holds(Moment *moment, const Contract *contract)
{
    moment->frame.contract = contract->values;
    const Zone *zone = calendar_zone(plan_calendar(moment, contract->plan));
    Date day = zone_date(zone, moment->ticket->created);
    moment->frame.sla = first_sla(moment->engine->policy, contract->plan);
    return contract->from <= day && day < contract->end && !contract->is_refused &&
           moment_test(moment, contract->terms.covers, true);
}

/* Zones differ by contract, so the days on both sides of the creation's are looked at too. Of two that hold at once,
   which the checks rule out but for the hours between two zones' midnights, the first of the book counts. */
uint32_t contract_choose(Moment *moment)
{
    const Engine *engine = moment->engine;
    const Ticket *ticket = moment->ticket;
    uint32_t chosen = NONE, contract;
    moment_contract(moment, NONE);
    if (ticket->account == NONE || !contract_book_count(engine->book))
        return NONE;
    capacity_account(moment->engine, ticket->account, moment->at);
    Date day = (Date)(ticket->created / DAY_MS - (ticket->created % DAY_MS < 0));
    ContractCursor cursor =
        contract_book_find(engine->book, engine->accounts[ticket->account].id, day - 1, day + 1);
    while ((contract = contract_book_next(&cursor)) != NONE)
        if (contract < chosen && holds(moment, contract_book_get(engine->book, contract)))
            chosen = contract;
    moment_contract(moment, chosen);
    return chosen;
}

const Contract *contract_of(const Engine *engine, const Ticket *ticket)
{
    return ticket->contract == NONE ? NULL : contract_book_get(engine->book, ticket->contract);
}

Status engine_read_contracts(Engine *engine, ContractReading *reading, Arena *arena,
                             const char **problem)
{
    reading->policy = engine->policy;
    reading->book = engine->book;
    reading->texts = engine->texts;
    reading->sets = engine->sets;
    return contract_files_read(reading, arena, problem);
}

Status contract_files_read(ContractReading *reading, Arena *arena, const char **problem)
{
    const Policy *policy = reading->policy;
    for (uint32_t i = 0; i < policy->contract_files_count; i++) {
        Text path = policy_text(policy, policy->contract_files[i]);
        TRY(contract_file_read(reading, text_string(arena, path), arena, problem));
    }
    return STATUS_OK;
}
