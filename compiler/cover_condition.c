/* Conditions: both sides of each, and the values at which it turns. One that counts at an event alone, a rule's, is
   looked at when the event comes; the engine asks for it at other times too. */
#include "compiler/cover_part.h"

static bool is_condition(const Cover *cover, CodeId code)
{
    Value constant;
    return code < cover->codes_count && !ir_constant_find(cover->policy->code, code, &constant);
}

/* Both sides of a condition, but of one that is constant. */
static void condition_add(Cover *cover, const char *name, CodeId code, Origin origin)
{
    if (!is_condition(cover, code))
        return;
    cover_watch(cover, code, WATCH_HOLDS, cover_add(cover, COVER_CONDITION, name, "holds", origin));
    cover_watch(cover, code, WATCH_FAILS,
                cover_add(cover, COVER_CONDITION, name, "does not hold", origin));
    cover_tests_add(cover, name, code, origin);
}

/* Likewise, where the event's code is true. */
static void ask_add(Cover *cover, const char *name, CodeId event, CodeId when, Origin origin)
{
    if (!is_condition(cover, when))
        return;
    CoverAsk ask = {.when = when};
    ask.holds = cover_add(cover, COVER_CONDITION, name, "holds", origin);
    ask.fails = cover_add(cover, COVER_CONDITION, name, "does not hold", origin);
    ask.choice = cover_choice_add(cover, name, when, origin);
    VEC_PUSH(cover->arena, &cover->asks, ask);
    cover_watch(cover, event, WATCH_ASK, cover->asks.count - 1);
}

void cover_ask_mark(CoverRun *run, uint32_t index, const Frame *frame)
{
    Cover *cover = run->cover;
    const CoverAsk *ask = &cover->asks.at[index];
    Value holds;
    if (!run->inner.run(run->inner.code, ask->when, frame, &holds))
        return;
    cover_reach(cover, holds == true ? ask->holds : ask->fails);
    if (ask->choice != NONE)
        cover_choice_mark(cover, ask->choice, frame);
}

/* ---- Where conditions stand ---- */

static void rules_add(Cover *cover)
{
    for (uint32_t i = 0; i < cover->policy->rules_count; i++) {
        const RuleDef *rule = &cover->policy->rules[i];
        const char *name = cover_name(cover, rule->name);
        if (rule->trigger == TRIGGER_EVENT)
            ask_add(cover, name, rule->event, rule->when, rule->origin);
        else
            condition_add(cover, name, rule->when, rule->origin);
    }
}

static void slas_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++) {
        const SlaDef *sla = &policy->slas[i];
        condition_add(cover, arena_format(cover->arena, "%s.applies", cover_name(cover, sla->name)),
                      sla->applies, sla->origin);
    }
    for (uint32_t i = 0; i < policy->clocks_count; i++) {
        const ClockDef *clock = &policy->clocks[i];
        condition_add(cover, arena_format(cover->arena, "%s.run", cover_name(cover, clock->name)),
                      clock->run, clock->origin);
    }
}

static void contract_add(Cover *cover, const ContractDef *contract)
{
    const Policy *policy = cover->policy;
    const char *name = cover_name(cover, contract->name);
    condition_add(cover, arena_format(cover->arena, "%s.covers", name), contract->terms.covers,
                  contract->origin);
    for (uint32_t i = 0; i < contract->terms.overrides_count; i++) {
        const OverrideDef *override = &policy->overrides[contract->terms.overrides_first + i];
        const char *sla = cover_name(cover, policy->slas[override->sla].name);
        if (override->has_applies)
            condition_add(cover, arena_format(cover->arena, "%s.%s.applies", name, sla),
                          override->applies, override->origin);
    }
}

static void beyond_add(Cover *cover, const char *owner, uint32_t index, uint32_t number)
{
    const BeyondDef *beyond = &cover->policy->beyonds[index];
    condition_add(cover, cover_numbered(cover, owner, "beyond", number), beyond->when,
                  beyond->origin);
}

static void plan_add(Cover *cover, const PlanDef *plan)
{
    const Policy *policy = cover->policy;
    const char *name = cover_name(cover, plan->name);
    for (uint32_t i = 0; i < plan->accepts_count; i++) {
        const AcceptDef *accept = &policy->accepts[plan->accepts_first + i];
        const char *own = cover_numbered(cover, name, "accept", i + 1);
        condition_add(cover, own, accept->when, accept->origin);
        cover_tests_add(cover, own, accept->which, accept->origin);
    }
    for (uint32_t i = 0; i < plan->limits_count; i++)
        beyond_add(cover, cover_numbered(cover, name, "limit", i + 1),
                   policy->limits[plan->limits_first + i].beyond, 1);
    for (uint32_t i = 0; i < plan->bills_count; i++) {
        const PlanBill *bill = &policy->plan_bills[plan->bills_first + i];
        condition_add(cover, cover_numbered(cover, name, "bill", i + 1), bill->when, bill->origin);
    }
}

static void ledgers_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; i < policy->quotas_count; i++) {
        const QuotaDef *quota = &policy->quotas[i];
        const char *name = cover_name(cover, quota->label);
        cover_tests_add(cover, name, quota->counts, quota->origin);
        for (uint32_t k = 0; k < quota->beyonds_count; k++)
            beyond_add(cover, name, quota->beyonds_first + k, k + 1);
    }
    for (uint32_t i = 0; i < policy->packs_count; i++)
        for (uint32_t k = 0; k < policy->packs[i].draws_count; k++) {
            const PackDraw *draw = &policy->pack_draws[policy->packs[i].draws_first + k];
            const char *name = cover_name(cover, policy->packs[i].name);
            ask_add(cover, cover_numbered(cover, name, "draw", k + 1), draw->on, draw->when,
                    draw->origin);
        }
}

void cover_conditions_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    slas_add(cover);
    for (uint32_t i = 0; i < policy->default_plans_count; i++) {
        const DefaultPlan *plan = &policy->default_plans[i];
        const char *name = cover_name(cover, policy->plans[plan->plan].name);
        condition_add(cover, arena_format(cover->arena, "default plan %s", name), plan->when,
                      plan->origin);
    }
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        contract_add(cover, &policy->contracts[i]);
    for (uint32_t i = 0; i < policy->plans_count; i++)
        plan_add(cover, &policy->plans[i]);
    ledgers_add(cover);
    rules_add(cover);
    for (uint32_t i = 0; i < policy->workflows_count; i++)
        condition_add(cover, cover_name(cover, policy->workflows[i].name),
                      policy->workflows[i].when, policy->workflows[i].origin);
}

/* ---- Workflows ---- */

static const char *status_word(Cover *cover, uint32_t ordinal)
{
    const Policy *policy = cover->policy;
    const EnumDef *list = &policy->enums[policy->fields[policy->field_status].enumeration];
    return ordinal < list->count ? cover_name(cover, policy->enumerators[list->first + ordinal])
                                 : "";
}

void cover_workflows_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->irregular = cover_rows(cover, policy->workflows_count);
    for (uint32_t i = 0; i < policy->workflows_count; i++) {
        const WorkflowDef *workflow = &policy->workflows[i];
        const char *name = cover_name(cover, workflow->name);
        for (uint32_t k = 0; k < workflow->moves_count; k++) {
            uint64_t move = workflow->moves[k];
            const char *from = status_word(cover, (uint32_t)(move >> 32));
            const char *what = arena_format(cover->arena, "%s%s-> %s", from, *from ? " " : "",
                                            status_word(cover, (uint32_t)move));
            uint32_t item = cover_add(cover, COVER_WORKFLOW, name, what, workflow->origin);
            VEC_PUSH(cover->arena, &cover->moves, ((CoverMove){i, move, item}));
        }
        cover->irregular[i] =
            cover_add(cover, COVER_WORKFLOW, name, "an irregular change", workflow->origin);
    }
}

/* The first workflow that holds for the ticket as it is. */
static uint32_t workflow_find(const CoverRun *run, const Frame *frame)
{
    const Policy *policy = run->cover->policy;
    for (uint32_t i = 0; i < policy->workflows_count; i++) {
        CodeId when = policy->workflows[i].when;
        Value holds = true;
        if (when == NONE || (run->inner.run(run->inner.code, when, frame, &holds) && holds == true))
            return i;
    }
    return NONE;
}

void cover_move_mark(CoverRun *run, const Frame *frame)
{
    const Cover *cover = run->cover;
    uint32_t status = cover->policy->field_status;
    if (!cover->moves.count || status == NONE || !frame->ticket)
        return;
    Value from = frame->before ? frame->before[status] : VALUE_ABSENT, to = frame->ticket[status];
    if (from == to)
        return;
    uint32_t workflow = workflow_find(run, frame);
    for (uint32_t i = 0; i < cover->moves.count; i++)
        if (cover->moves.at[i].workflow == workflow &&
            cover->moves.at[i].move == workflow_move(from, to))
            cover_reach(run->cover, cover->moves.at[i].item);
}
