#include "compiler/cover_part.h"

/* ---- Items ---- */

static bool has_timed_line(const Policy *policy, Text sla, Text clock)
{
    Arena *arena = arena_new();
    Text prefix = text_from(arena_format(arena, "%.*s.%.*s", TEXT_ARGS(sla), TEXT_ARGS(clock)));
    bool has = false;
    for (uint32_t i = 0; i < policy->lines_count && !has; i++)
        has = !policy->lines[i].untimed &&
              text_starts(policy_text(policy, policy->lines[i].name), prefix);
    arena_free(arena);
    return has;
}

void cover_steps_add(Cover *cover, const char *owner, uint32_t sla_clock)
{
    const Policy *policy = cover->policy;
    const SlaClock *row = &policy->sla_clocks[sla_clock];
    const char *clock = cover_name(cover, policy->clocks[row->clock].name);
    for (uint32_t i = 0; i < row->steps_count; i++) {
        const Step *step = &policy->steps[row->steps_first + i];
        const char *name = arena_format(cover->arena, "%s.%s step %u", owner, clock, i + 1);
        cover->steps[row->steps_first + i] = cover_add(cover, COVER_STEP, name, "", step->origin);
        if (step->when == NONE)
            continue;
        cover_watch(
            cover, step->when, WATCH_FAILS,
            cover_add(cover, COVER_STEP, name, "its condition does not hold", step->origin));
        cover_tests_add(cover, name, step->when, step->origin);
    }
}

static void sla_clock_add(Cover *cover, const SlaDef *sla, uint32_t index)
{
    const Policy *policy = cover->policy;
    const SlaClock *row = &policy->sla_clocks[index];
    Text owner = policy_text(policy, sla->name);
    Text clock = policy_text(policy, policy->clocks[row->clock].name);
    const char *name = arena_format(cover->arena, "%.*s.%.*s", TEXT_ARGS(owner), TEXT_ARGS(clock));
    if (!row->is_overridden_only && has_timed_line(policy, owner, clock)) {
        cover->met[index] = cover_add(cover, COVER_DEADLINE, name, "met", sla->origin);
        cover->breached[index] = cover_add(cover, COVER_DEADLINE, name, "breached", sla->origin);
    }
    cover_steps_add(cover, text_string(cover->arena, owner), index);
}

static void slas_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->met = cover_rows(cover, policy->sla_clocks_count);
    cover->breached = cover_rows(cover, policy->sla_clocks_count);
    cover->steps = cover_rows(cover, policy->steps_count);
    for (uint32_t i = 0; i < policy->slas_count; i++)
        for (uint32_t k = 0; k < policy->slas[i].clocks_count; k++)
            sla_clock_add(cover, &policy->slas[i], policy->slas[i].clocks_first + k);
}

/* One item for a list of actions that are taken together. */
static void actions_add(Cover *cover, uint32_t first, uint32_t count, uint32_t item)
{
    for (uint32_t i = 0; i < count; i++)
        cover->actions[first + i] = item;
}

static void rules_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->rules = cover_rows(cover, policy->rules_count);
    cover->actions = cover_rows(cover, policy->actions_count);
    for (uint32_t i = 0; i < policy->rules_count; i++)
        cover->rules[i] = cover_add(cover, COVER_RULE, cover_name(cover, policy->rules[i].name), "",
                                    policy->rules[i].origin);
    for (uint32_t i = 0; i < policy->contracts_count; i++) {
        const ContractDef *contract = &policy->contracts[i];
        for (uint32_t k = 0; k < contract->terms.reminds_count; k++) {
            const RemindDef *remind = &policy->reminds[contract->terms.reminds_first + k];
            const char *name = arena_format(cover->arena, "%s.remind[%u]",
                                            cover_name(cover, contract->name), k + 1);
            actions_add(cover, remind->actions_first, remind->actions_count,
                        cover_add(cover, COVER_RULE, name, "", remind->origin));
        }
    }
    for (uint32_t i = 0; i < policy->quotas_count; i++) {
        const QuotaDef *quota = &policy->quotas[i];
        for (uint32_t k = 0; k < quota->warns_count; k++) {
            const WarnDef *warn = &policy->warns[quota->warns_first + k];
            const char *name =
                cover_numbered(cover, cover_name(cover, quota->label), "warn", k + 1);
            if (cover->actions[warn->actions_first] != NONE)
                continue; /* another share of the same line */
            actions_add(cover, warn->actions_first, warn->actions_count,
                        cover_add(cover, COVER_RULE, name, "", warn->origin));
        }
    }
}

static void plans_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->plans = cover_rows(cover, policy->plans_count);
    cover->contracts = cover_rows(cover, policy->contracts_count);
    for (uint32_t i = 0; i < policy->plans_count; i++)
        cover->plans[i] = cover_add_declared(cover, COVER_PLAN, "plan",
                                             policy_text(policy, policy->plans[i].name), "");
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        cover->contracts[i] =
            cover_add(cover, COVER_PLAN, cover_name(cover, policy->contracts[i].name), "",
                      policy->contracts[i].origin);
}

static void quota_add(Cover *cover, uint32_t index)
{
    const Policy *policy = cover->policy;
    const QuotaDef *quota = &policy->quotas[index];
    const char *name = cover_name(cover, quota->label);
    cover->quotas[index] = cover_add(cover, COVER_QUOTA, name, "counted", quota->origin);
    if (quota->refund != NONE)
        cover->refunds[index] = cover_add(cover, COVER_QUOTA, name, "given back", quota->origin);
    if (quota->rollover)
        cover->rollovers[index] = cover_add(cover, COVER_QUOTA, name, "rolled over", quota->origin);
    if (quota->overdraft)
        cover->overdrafts[index] = cover_add(cover, COVER_QUOTA, name, "overdrawn", quota->origin);
    for (uint32_t i = 0; i < quota->lines_count; i++) {
        uint32_t row = quota->lines_first + i;
        Origin origin = policy->quota_lines[row].origin;
        const char *line = arena_format(cover->arena, "%s[%u]", name, i + 1);
        cover->last[row] = cover_add(cover, COVER_QUOTA, line, "used to the last", origin);
        cover->full[row] = cover_add(cover, COVER_QUOTA, line, "exceeded", origin);
    }
}

static bool pack_has_overdraft(const Policy *policy, uint32_t pack)
{
    for (uint32_t i = 0; i < policy->draws_on_count; i++)
        if (policy->draws_on[i].pack == pack && policy->draws_on[i].overdraft)
            return true;
    return false;
}

static void pack_add(Cover *cover, uint32_t index)
{
    const PackDef *pack = &cover->policy->packs[index];
    const char *name = cover_name(cover, pack->name);
    cover->bought[index] = cover_add(cover, COVER_QUOTA, name, "bought", pack->origin);
    cover->drawn[index] = cover_add(cover, COVER_QUOTA, name, "drawn", pack->origin);
    if (pack->valid.count)
        cover->expired[index] = cover_add(cover, COVER_QUOTA, name, "expired", pack->origin);
    if (pack_has_overdraft(cover->policy, index))
        cover->owed[index] = cover_add(cover, COVER_QUOTA, name, "owed", pack->origin);
}

static void quotas_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->quotas = cover_rows(cover, policy->quotas_count);
    cover->refunds = cover_rows(cover, policy->quotas_count);
    cover->rollovers = cover_rows(cover, policy->quotas_count);
    cover->overdrafts = cover_rows(cover, policy->quotas_count);
    cover->last = cover_rows(cover, policy->quota_lines_count);
    cover->full = cover_rows(cover, policy->quota_lines_count);
    cover->bought = cover_rows(cover, policy->packs_count);
    cover->drawn = cover_rows(cover, policy->packs_count);
    cover->expired = cover_rows(cover, policy->packs_count);
    cover->owed = cover_rows(cover, policy->packs_count);
    for (uint32_t i = 0; i < policy->quotas_count; i++)
        quota_add(cover, i);
    for (uint32_t i = 0; i < policy->packs_count; i++)
        pack_add(cover, i);
}

/* What lies beyond limits, and beyond packs that tickets are drawn on. */
static void limits_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->limits = cover_rows(cover, policy->limits_count);
    cover->draws = cover_rows(cover, policy->draws_on_count);
    for (uint32_t i = 0; i < policy->plans_count; i++) {
        const PlanDef *plan = &policy->plans[i];
        const char *name = cover_name(cover, plan->name);
        for (uint32_t k = 0; k < plan->limits_count; k++)
            cover->limits[plan->limits_first + k] =
                cover_add(cover, COVER_QUOTA, cover_numbered(cover, name, "limit", k + 1),
                          "exceeded", policy->limits[plan->limits_first + k].origin);
        for (uint32_t k = 0; k < plan->draws_count; k++) {
            const DrawsOn *draws = &policy->draws_on[plan->draws_first + k];
            const char *pack = cover_name(cover, policy->packs[draws->pack].name);
            cover->draws[plan->draws_first + k] =
                cover_add(cover, COVER_QUOTA, arena_format(cover->arena, "%s.%s", name, pack),
                          "exceeded", draws->origin);
        }
    }
}

static void money_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    cover->fees = cover_rows(cover, policy->fees_count);
    cover->credits = cover_rows(cover, policy->plan_credits_count);
    cover->bills = cover_rows(cover, policy->plan_bills_count);
    cover->objectives = cover_rows(cover, policy->objectives_count);
    for (uint32_t i = 0; i < policy->plans_count; i++) {
        const PlanDef *plan = &policy->plans[i];
        const char *name = cover_name(cover, plan->name);
        for (uint32_t k = 0; k < plan->fees_count; k++)
            cover->fees[plan->fees_first + k] =
                cover_add(cover, COVER_MONEY, arena_format(cover->arena, "%s.fee[%u]", name, k + 1),
                          "", policy->fees[plan->fees_first + k].origin);
        for (uint32_t k = 0; k < plan->credits_count; k++)
            cover->credits[plan->credits_first + k] = cover_add(
                cover, COVER_MONEY, arena_format(cover->arena, "%s.credit[%u]", name, k + 1), "",
                policy->plan_credits[plan->credits_first + k].origin);
        for (uint32_t k = 0; k < plan->bills_count; k++)
            cover->bills[plan->bills_first + k] = cover_add(
                cover, COVER_MONEY, arena_format(cover->arena, "%s.bill[%u]", name, k + 1), "",
                policy->plan_bills[plan->bills_first + k].origin);
    }
    for (uint32_t i = 0; i < policy->objectives_count; i++)
        if (policy->objectives[i].has_credit)
            cover->objectives[i] =
                cover_add(cover, COVER_MONEY, cover_name(cover, policy->objectives[i].name), "",
                          policy->objectives[i].origin);
}

void cover_rows_add(Cover *cover)
{
    slas_add(cover);
    rules_add(cover);
    plans_add(cover);
    quotas_add(cover);
    limits_add(cover);
    money_add(cover);
}

/* ---- Rows of a run ---- */

static uint32_t sla_clock_find(const Policy *policy, uint32_t sla, uint32_t clock)
{
    const SlaDef *def = &policy->slas[sla];
    for (uint32_t i = 0; i < def->clocks_count; i++)
        if (policy->sla_clocks[def->clocks_first + i].clock == clock)
            return def->clocks_first + i;
    return NONE;
}

static void clock_take(void *context, const ClockRow *row)
{
    Cover *cover = ((CoverRun *)context)->cover;
    uint32_t index = row->sla == NONE ? NONE : sla_clock_find(cover->policy, row->sla, row->clock);
    if (index != NONE && row->outcome == OUTCOME_MET)
        cover_reach(cover, cover->met[index]);
    if (index != NONE && row->outcome == OUTCOME_BREACHED)
        cover_reach(cover, cover->breached[index]);
    Instant to = row->due != VALUE_ABSENT ? row->due : row->stopped;
    if (row->calendar != NONE && row->started != VALUE_ABSENT && to != VALUE_ABSENT)
        cover_calendar_mark(cover, row->calendar, row->started, to);
}

static void ticket_take(void *context, const TicketRow *row)
{
    Cover *cover = ((CoverRun *)context)->cover;
    if (row->plan != NONE)
        cover_reach(cover, cover->plans[row->plan]);
    for (uint32_t i = 0; i < cover->policy->contracts_count; i++)
        if (row->covered && row->contract != TEXT_NONE &&
            cover->policy->contracts[i].name == row->contract)
            cover_reach(cover, cover->contracts[i]);
}

static void action_take(void *context, const ActionRow *row)
{
    Cover *cover = ((CoverRun *)context)->cover;
    const Policy *policy = cover->policy;
    if (row->rule != NONE) {
        cover_reach(cover, cover->rules[row->rule]);
        return;
    }
    uint32_t action = (uint32_t)(row->action - policy->actions);
    if (row->action >= policy->actions && action < policy->actions_count)
        cover_reach(cover, cover->actions[action]);
    for (uint32_t i = 0; i < policy->steps_count; i++)
        if (action >= policy->steps[i].actions_first &&
            action - policy->steps[i].actions_first < policy->steps[i].actions_count)
            cover_reach(cover, cover->steps[i]);
}

static bool is_at(Origin a, Origin b)
{
    return a.line == b.line && a.file == b.file;
}

static void money_mark(Cover *cover, Origin source)
{
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; i < policy->fees_count; i++)
        if (is_at(policy->fees[i].origin, source))
            cover_reach(cover, cover->fees[i]);
    for (uint32_t i = 0; i < policy->plan_credits_count; i++)
        if (is_at(policy->plan_credits[i].origin, source))
            cover_reach(cover, cover->credits[i]);
    for (uint32_t i = 0; i < policy->plan_bills_count; i++)
        if (is_at(policy->plan_bills[i].origin, source))
            cover_reach(cover, cover->bills[i]);
    for (uint32_t i = 0; i < policy->objectives_count; i++)
        if (is_at(policy->objectives[i].origin, source))
            cover_reach(cover, cover->objectives[i]);
}

static void quota_mark(Cover *cover, const LedgerRow *row)
{
    if (row->kind == LEDGER_TAKE) {
        cover_reach(cover, cover->quotas[row->of]);
        if (row->balance == 0)
            cover_reach(cover, cover->last[row->line]);
        if (row->balance < 0)
            cover_reach(cover, cover->overdrafts[row->of]);
    }
    if (row->kind == LEDGER_REFUND)
        cover_reach(cover, cover->refunds[row->of]);
    if (row->kind == LEDGER_ROLLOVER)
        cover_reach(cover, cover->rollovers[row->of]);
}

static void pack_mark(Cover *cover, const LedgerRow *row)
{
    if (row->kind == LEDGER_BUY)
        cover_reach(cover, cover->bought[row->of]);
    if (row->kind == LEDGER_DRAW)
        cover_reach(cover, cover->drawn[row->of]);
    if (row->kind == LEDGER_EXPIRE)
        cover_reach(cover, cover->expired[row->of]);
    if (row->kind == LEDGER_OWE)
        cover_reach(cover, cover->owed[row->of]);
}

static void ledger_take(void *context, const LedgerRow *row)
{
    Cover *cover = ((CoverRun *)context)->cover;
    if (row->currency != NONE)
        money_mark(cover, row->source);
    else if (row->period == TEXT_NONE && row->of < cover->policy->packs_count)
        pack_mark(cover, row);
    else if (row->period != TEXT_NONE && row->of < cover->policy->quotas_count)
        quota_mark(cover, row);
}

static void beyond_take(void *context, const BeyondRow *row)
{
    Cover *cover = ((CoverRun *)context)->cover;
    if (row->is_full)
        cover_reach(cover, cover->full[row->line]);
}

/* What a beyond's condition does, or the line itself where it has none that refuses. */
static bool is_beyond(const Policy *policy, Origin line, uint32_t beyond, Origin source)
{
    return is_at(line, source) || (beyond != NONE && is_at(policy->beyonds[beyond].origin, source));
}

static void decision_take(void *context, const DecisionRow *row)
{
    Cover *cover = ((CoverRun *)context)->cover;
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; row->kind == DECISION_IRREGULAR && i < policy->workflows_count; i++)
        if (is_at(policy->workflows[i].origin, row->source))
            cover_reach(cover, cover->irregular[i]);
    if (row->kind != DECISION_REJECTED && row->kind != DECISION_DEFERRED &&
        row->kind != DECISION_BEYOND_QUOTA)
        return;
    for (uint32_t i = 0; i < policy->limits_count; i++)
        if (is_beyond(policy, policy->limits[i].origin, policy->limits[i].beyond, row->source))
            cover_reach(cover, cover->limits[i]);
    for (uint32_t i = 0; i < policy->draws_on_count; i++)
        if (is_beyond(policy, policy->draws_on[i].origin, policy->draws_on[i].beyond, row->source))
            cover_reach(cover, cover->draws[i]);
}

Sink cover_run_sink(CoverRun *run)
{
    return (Sink){.context = run,
                  .clock = clock_take,
                  .ticket = ticket_take,
                  .decision = decision_take,
                  .action = action_take,
                  .ledger = ledger_take,
                  .beyond = beyond_take};
}
