/* Evaluating a policy's code on the state of one ticket at one instant. */
#include "runtime/state.h"

Moment moment_of_account(Engine *engine, uint32_t account, Instant at)
{
    Moment moment = {.engine = engine, .at = at, .truths_sla = NONE};
    moment.frame = (Frame){.policy = engine->policy, .engine = engine, .now = at, .sla = NONE};
    moment.frame.ticket = moment.frame.before = engine->no_ticket;
    moment.frame.account = account == NONE ? engine->no_account : engine->accounts[account].fields;
    moment.frame.contract = engine->no_contract;
    moment.frame.events = engine->no_events;
    moment.frame.event_fields = engine->event_fields;
    return moment;
}

void moment_contract(Moment *moment, uint32_t contract)
{
    const ContractBook *book = moment->engine->book;
    const Contract *row = contract == NONE ? NULL : contract_book_get(book, contract);
    moment->frame.contract = row ? row->values : moment->engine->no_contract;
    moment->frame.overrides_first = row ? row->terms.overrides_first : 0;
    moment->frame.overrides_count = row ? row->terms.overrides_count : 0;
}

void engine_fault(Engine *engine)
{
    engine->counts.faults++;
}

Value moment_code(Moment *moment, CodeId code)
{
    const Evaluators *evaluators = &moment->engine->evaluators;
    Value value = VALUE_ABSENT;
    if (evaluators->run(evaluators->code, code, &moment->frame, &value))
        return value;
    engine_fault(moment->engine);
    return VALUE_ABSENT;
}

bool moment_test(Moment *moment, CodeId code, bool if_none)
{
    return code == NONE ? if_none : moment_code(moment, code) == 1;
}

Value moment_value(Moment *moment, Operand operand)
{
    return operand.code == NONE ? operand.value : moment_code(moment, operand.code);
}

uint32_t moment_sla_calendar(Moment *moment, uint32_t sla)
{
    const SlaDef *def = &moment->engine->policy->slas[sla];
    const OverrideDef *override = policy_override_find(&moment->frame, sla);
    Value calendar = VALUE_ABSENT;
    moment->frame.sla = sla;
    if (override && override->calendar != NONE)
        calendar = moment_code(moment, override->calendar);
    if (calendar != VALUE_ABSENT)
        return (uint32_t)calendar;
    if (def->fixed_calendar != NONE)
        return def->fixed_calendar;
    calendar = moment_code(moment, def->calendar);
    return calendar == VALUE_ABSENT ? moment->engine->always : (uint32_t)calendar;
}

void moment_plan(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    uint32_t plan = moment->ticket->plan;
    bool has = plan != NONE && policy->plans[plan].slas_count;
    moment->frame.sla = has ? policy->plan_slas[policy->plans[plan].slas_first] : NONE;
}

const Calendar *moment_rule_calendar(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    uint32_t plan = moment->ticket->plan, calendar = moment->engine->always;
    if (plan != NONE && policy->plans[plan].slas_count)
        calendar = moment_sla_calendar(moment, policy->plan_slas[policy->plans[plan].slas_first]);
    return policy->calendars[calendar];
}
