/* What an engine says of a deadline, before a finding tells of it. */
#include <assert.h>

#include "compiler/analyse_part.h"
#include "compiler/rehearse.h"

/* The account's plan, by which the ticket comes under the SLA. False: none does. */
static bool plan_put(const Analysis *analysis, Witness *witness, uint32_t sla)
{
    const Policy *policy = analysis->policy;
    const Symbol *plan;
    if (!witness_is_under(witness, analysis->program, sla, &plan))
        return false;
    if (plan && policy->account_plan != NONE)
        witness->account[policy->account_plan] = (Value)policy->plans[plan->index].name;
    return !plan || policy->account_plan != NONE;
}

/* The account of the source's contracts has other lines, or another plan. */
static bool has_contract(const Policy *policy, const Witness *witness)
{
    for (uint32_t i = 0; policy->field_account != NONE && i < policy->contract_accounts_count; i++)
        if ((Value)policy->contract_accounts[i] == witness->ticket[policy->field_account])
            return true;
    return false;
}

/* A ticket that gets the line, whenever it is created, and whose clock starts then. False: none was found. */
static bool ticket_find(Analysis *analysis, uint32_t line, Witness *out)
{
    const Policy *policy = analysis->policy;
    uint32_t sla_clock = analysis->lower->line_sources.at[line].sla_clock;
    uint32_t sla = analyse_sla(analysis, sla_clock);
    if (analyse_override(analysis, sla_clock) != NONE || policy->slas[sla].team != TEXT_NONE)
        return false;
    CodeId lines = policy->sla_clocks[sla_clock].line;
    DiagramRef where =
        diagram_and(analysis->diagram, analyse_reach(analysis, sla),
                    diagram_where(analysis->diagram, analyse_code(analysis, lines), line));
    Claim claim = {lines, line};
    const ClockDef *clock = &policy->clocks[policy->sla_clocks[sla_clock].clock];
    bool is_plain = clock->from.code == NONE && clock->from.value == VALUE_ABSENT;
    return is_plain && analyse_is_possible(where) &&
           analyse_witness(analysis, where, sla, &claim, 1, out) && !out->says_moment &&
           witness_starts(out, policy->sla_clocks[sla_clock].clock) && !has_contract(policy, out) &&
           plan_put(analysis, out, sla);
}

bool analyse_is_due(Analysis *analysis, uint32_t line, Instant start, Instant due)
{
    const Policy *policy = analysis->policy;
    Witness witness;
    Rehearsal rehearsal;
    if (!ticket_find(analysis, line, &witness))
        return true;
    uint32_t clock = policy->sla_clocks[analysis->lower->line_sources.at[line].sla_clock].clock;
    witness_moment_set(&witness, start);
    bool is_fed = rehearsal_open(&rehearsal, &witness, (EngineOptions){0}, (Sink){0});
    Instant shown = engine_due(rehearsal.engine,
                               intern_get(policy->texts, (TextId)witness.ticket[policy->field_id]),
                               intern_get(policy->texts, policy->clocks[clock].name));
    rehearsal_close(&rehearsal);
    bool agrees = !is_fed || shown == INSTANT_NONE || shown == due;
    assert(agrees && "the engine confirms what a finding says of a deadline");
    return agrees;
}
