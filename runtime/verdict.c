#include "runtime/verdict.h"

#include "runtime/charge.h"
#include "runtime/objective.h"

void verdict_breach(Moment *moment, Cycle *cycle, bool is_known)
{
    Instant at = cycle->rest->breached_at;
    if (moment->is_quiet)
        return;
    if (cycle->stopped != VALUE_ABSENT && cycle->stopped < at)
        at = cycle->stopped;
    if (is_known)
        objective_uncount(moment, cycle, false);
    else
        charge_breach(moment, cycle);
    objective_count(moment, cycle, false, at);
}

void verdict_meet(Moment *moment, Cycle *cycle)
{
    if (!moment->is_quiet)
        objective_count(moment, cycle, true, cycle->stopped);
}

void verdict_withdraw(Moment *moment, Cycle *cycle)
{
    if (moment->is_quiet)
        return;
    charge_withdraw(moment, cycle);
    objective_uncount(moment, cycle, false);
}

void verdict_reopen(Moment *moment, Cycle *cycle)
{
    if (!moment->is_quiet)
        objective_uncount(moment, cycle, true);
}

void verdict_derive(Moment *moment, Cycle *cycle)
{
    if (cycle->outcome == OUTCOME_BREACHED)
        verdict_breach(moment, cycle, false);
    else if (cycle->outcome == OUTCOME_MET)
        verdict_meet(moment, cycle);
}
