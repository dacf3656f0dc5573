/* Overrides: what of a clock comes from the contract and not from the SLA, beside its targets (semantics.md P2): the
   steps that escalate it, how changed targets are met, and whether it runs at all. */
#include "runtime/state.h"

static Fired fired_new(const Engine *engine, uint32_t sla_clock)
{
    Fired fired = {.few = {0}};
    uint32_t count = engine->policy->sla_clocks[sla_clock].steps_count;
    if (!fired_are_few(engine->policy, sla_clock))
        fired.many = ARENA_ARRAY(engine->arena, uint16_t, count);
    return fired;
}

static void steps_leave(Engine *engine, Cycle *cycle)
{
    FiredSteps *left = ARENA_NEW(engine->arena, FiredSteps);
    *left = (FiredSteps){
        .next = cycle->rest->left, .sla_clock = cycle->steps_clock, .fired = cycle->fired};
    rest_open(engine, cycle)->left = left;
}

/* Puts the steps fired under the rules that are left aside, and takes those of an earlier stay up again. */
static void steps_move(Engine *engine, Cycle *cycle, uint32_t to)
{
    if (cycle->steps_clock != NONE)
        steps_leave(engine, cycle);
    cycle->steps_clock = to;
    cycle->ahead = AHEAD_UNKNOWN;
    cycle->fired = fired_new(engine, to);
    if (!cycle->rest->left)
        return;
    for (FiredSteps **at = &rest_open(engine, cycle)->left; *at; at = &(*at)->next) {
        FiredSteps *found = *at;
        if (found->sla_clock != to)
            continue;
        cycle->fired = found->fired;
        *at = found->next;
        return;
    }
}

void cycle_follow(const Moment *moment, Cycle *cycle)
{
    const Policy *policy = moment->engine->policy;
    const OverrideDef *override = policy_override_find(&moment->frame, cycle->sla);
    uint32_t own = policy_override_clock(policy, override, cycle->clock);
    uint32_t steps = own != NONE && policy->sla_clocks[own].has_steps ? own : cycle->sla_clock;
    bool has_changes = override && override->has_changes;
    REST_SET(moment->engine, cycle, has_changes, has_changes);
    REST_SET(moment->engine, cycle, changes,
             has_changes ? (ChangeMode) override->changes : CHANGES_KEEP);
    if (steps != cycle->steps_clock)
        steps_move(moment->engine, cycle, steps);
}

bool clock_is_named(const Moment *moment, uint32_t sla, uint32_t sla_clock)
{
    const Policy *policy = moment->engine->policy;
    const SlaClock *clock = &policy->sla_clocks[sla_clock];
    return !clock->is_overridden_only ||
           policy_override_clock(policy, policy_override_find(&moment->frame, sla), clock->clock) !=
               NONE;
}
