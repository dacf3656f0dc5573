#include "runtime/workflow.h"

/* The first that holds for the ticket as it is after the commit (E1), or NULL. */
static const WorkflowDef *workflow_find(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    moment->frame.sla = NONE; /* conditions are read on `always` (T8) */
    for (uint32_t i = 0; i < policy->workflows_count; i++)
        if (moment_test(moment, policy->workflows[i].when, true))
            return &policy->workflows[i];
    return NULL;
}

static bool is_allowed(const WorkflowDef *workflow, uint64_t move)
{
    uint32_t low = 0, high = workflow->moves_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (workflow->moves[middle] == move)
            return true;
        if (workflow->moves[middle] < move)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

void workflow_commit(Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    if (policy->workflows_count == 0 || policy->field_status == NONE)
        return;
    const Value *before = moment->frame.before;
    Value from = before ? before[policy->field_status] : VALUE_ABSENT,
          to = moment->frame.ticket[policy->field_status];
    if (from == to)
        return;
    const WorkflowDef *workflow = workflow_find(moment);
    if (workflow && !is_allowed(workflow, workflow_move(from, to)))
        decide(moment, DECISION_IRREGULAR, NULL, 0, workflow->origin);
}
