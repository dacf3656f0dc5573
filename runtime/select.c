/* Selection: which plan and which SLA a ticket has, and what happens to its clocks when that
   changes (semantics.md P1, P5, C1). A pure function of the ticket, its account and the contracts. */
#include "runtime/state.h"
#include "runtime/verdict.h"

#include <stdlib.h>

/* The plan that the account names for itself, NONE if it names none. */
static uint32_t own_plan(const Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    Value name =
        policy->account_plan == NONE ? VALUE_ABSENT : moment->frame.account[policy->account_plan];
    for (uint32_t i = 0; name != VALUE_ABSENT && i < policy->plans_count; i++)
        if (policy->plans[i].name == (TextId)name)
            return i;
    return NONE;
}

static uint32_t first_sla(const Policy *policy, uint32_t plan)
{
    return policy->plans[plan].slas_count ? policy->plan_slas[policy->plans[plan].slas_first]
                                          : NONE;
}

/* The contract's; without one the account's own, else the first default plan that holds. */
static uint32_t choose_plan(Moment *moment, uint32_t contract)
{
    const Policy *policy = moment->engine->policy;
    if (contract != NONE)
        return contract_book_get(moment->engine->book, contract)->plan;
    uint32_t plan = own_plan(moment);
    for (uint32_t i = 0; plan == NONE && i < policy->default_plans_count; i++) {
        moment->frame.sla = first_sla(policy, policy->default_plans[i].plan);
        if (moment_test(moment, policy->default_plans[i].when, true))
            plan = policy->default_plans[i].plan;
    }
    return plan;
}

/* Does the contract say itself when an SLA applies? */
static bool replaces_applies(const Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    const Frame *frame = &moment->frame;
    for (uint32_t i = 0; i < frame->overrides_count; i++)
        if (policy->overrides[frame->overrides_first + i].has_applies)
            return true;
    return false;
}

/* All conditions in one decision; it reads no calendar, so that it is the same whatever the SLA. */
static uint32_t decide_sla(Moment *moment, uint32_t plan)
{
    const Policy *policy = moment->engine->policy;
    const PlanDef *def = &policy->plans[plan];
    Value sla = moment_code(moment, policy->plan_choices[plan]);
    moment->frame.sla = sla == VALUE_ABSENT
                            ? policy->plan_slas[def->slas_first + def->slas_count - 1]
                            : (uint32_t)sla;
    return sla == VALUE_ABSENT ? NONE : (uint32_t)sla;
}

static uint32_t choose_sla(Moment *moment, uint32_t plan)
{
    const Policy *policy = moment->engine->policy;
    if (plan == NONE || moment->ticket->is_without_sla)
        return NONE;
    if (plan < policy->plan_choices_count && policy->plan_choices[plan] != NONE &&
        !replaces_applies(moment))
        return decide_sla(moment, plan);
    for (uint32_t i = 0; i < policy->plans[plan].slas_count; i++) {
        uint32_t sla = policy->plan_slas[policy->plans[plan].slas_first + i];
        moment->frame.sla = sla;
        const OverrideDef *override = policy_override_find(&moment->frame, sla);
        bool replaces = override && override->has_applies;
        if (moment_test(moment, replaces ? override->applies : policy->slas[sla].applies, true))
            return sla;
    }
    return NONE;
}

static bool plan_changes(const Moment *moment)
{
    uint32_t plan = moment->engine->policy->account_plan;
    return plan != NONE && bit_test(moment->account_changed, plan);
}

static bool is_read(const Moment *moment)
{
    const Policy *policy = moment->engine->policy;
    return (moment->changed &&
            bits_meet(moment->changed, policy->selection_reads, policy->field_words)) ||
           (moment->account_changed && (policy->selection_reads_account || plan_changes(moment)));
}

/* ---- The past, for a ticket that comes under an SLA later ---- */

static bool is_of(const Cycle *cycle, uint32_t sla, uint32_t clock)
{
    return cycle->sla == sla && cycle->clock == clock;
}

/* Fires the breaches and caps of one clock that lie before `until`. */
static void fire_until(Moment *moment, uint32_t sla, uint32_t clock, Instant until)
{
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++) {
        Cycle *cycle = &moment->ticket->cycles[i];
        if (!is_of(cycle, sla, clock))
            continue;
        for (clock_arm(moment, cycle); cycle->next != INSTANT_NONE && cycle->next < until;
             clock_arm(moment, cycle)) {
            moment->at = moment->frame.now = cycle->next;
            clock_fire(moment, cycle);
        }
        cycle_measure(moment->engine, cycle, until);
    }
}

static void diff_fields(const Value *a, const Value *b, uint32_t count, uint64_t *changed)
{
    for (uint32_t i = 0; i < (count + 63) / 64; i++)
        changed[i] = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!a || a[i] != b[i])
            bit_add(changed, i);
}

/* Runs the ticket's commits so far through one clock of the SLA, silently. */
static void derive_clock(Moment *now, uint32_t sla, uint32_t sla_clock)
{
    const Policy *policy = now->engine->policy;
    uint64_t *changed = ARENA_ARRAY(now->engine->arena, uint64_t, policy->field_words + 1);
    uint32_t clock = policy->sla_clocks[sla_clock].clock;
    const TicketRest *rest = now->ticket->rest;
    Moment past = *now;
    past.is_quiet = true;
    past.changed = changed;
    past.account_changed = NULL;
    past.contract_changed = false;
    for (uint32_t i = 0; rest && i < rest->log_count; i++) {
        const LogEntry *entry = &rest->log[i];
        fire_until(&past, sla, clock, entry->at);
        past.at = past.frame.now = entry->at;
        past.frame.before = i ? rest->log[i - 1].fields : NULL;
        past.frame.ticket = entry->fields;
        past.frame.events = entry->events;
        past.frame.event_fields = entry->event_fields;
        diff_fields(past.frame.before, entry->fields, policy->fields_count, changed);
        clock_retarget(&past);
        sla_truths(&past, sla);
        clock_commit(&past, sla, sla_clock, true);
    }
    fire_until(&past, sla, clock, now->at);
}

/* Cycles that were cancelled when the ticket left are superseded by the derivation. */
static void drop_cancelled(Ticket *ticket, uint32_t clock)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < ticket->cycles_count; i++) {
        if (ticket->cycles[i].clock == clock && ticket->cycles[i].state == CLOCK_CANCELLED)
            cycle_free(&ticket->cycles[i]);
        else
            ticket->cycles[kept++] = ticket->cycles[i];
    }
    ticket->cycles_count = kept;
}

static void tell_derived(Moment *moment, uint32_t sla, uint32_t clock)
{
    const Policy *policy = moment->engine->policy;
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++) {
        Cycle *cycle = &moment->ticket->cycles[i];
        if (!is_of(cycle, sla, clock))
            continue;
        bool is_aimed = cycle->line != NONE;
        Origin source = is_aimed ? policy->lines[cycle->line].origin : policy->slas[sla].origin;
        decide(moment, is_aimed ? DECISION_CLOCK_STARTED : DECISION_NO_TARGET, cycle, 0, source);
        if (cycle->outcome == OUTCOME_BREACHED)
            decide(moment, DECISION_CLOCK_BREACHED, cycle, 0, source);
        if (cycle->state == CLOCK_STOPPED)
            decide(moment, DECISION_CLOCK_STOPPED, cycle, 0, source);
        verdict_derive(moment, cycle);
    }
}

static bool has_clock(const Ticket *ticket, uint32_t sla, uint32_t clock)
{
    for (uint32_t i = 0; i < ticket->cycles_count; i++)
        if (is_of(&ticket->cycles[i], sla, clock))
            return true;
    return false;
}

/* `is_whole`: the SLA is new for the ticket; otherwise only its contract is, with the clocks that it adds. */
static void derive(Moment *moment, uint32_t sla, bool is_whole)
{
    const SlaDef *def = &moment->engine->policy->slas[sla];
    for (uint32_t i = def->clocks_first; i < def->clocks_first + def->clocks_count; i++) {
        uint32_t clock = moment->engine->policy->sla_clocks[i].clock;
        if (!is_whole && !moment->engine->policy->sla_clocks[i].is_overridden_only)
            continue;
        if (has_clock(moment->ticket, sla, clock) || !clock_is_named(moment, sla, i))
            continue; /* taken along, or not for this ticket */
        derive_clock(moment, sla, i);
        tell_derived(moment, sla, clock);
    }
}

/* ---- Moving ---- */

static uint32_t sla_clock_find(const Policy *policy, uint32_t sla, uint32_t clock)
{
    for (uint32_t i = 0; i < policy->slas[sla].clocks_count; i++)
        if (policy->sla_clocks[policy->slas[sla].clocks_first + i].clock == clock)
            return policy->slas[sla].clocks_first + i;
    return NONE;
}

/* Clocks of the same name come along; the others are cancelled (C1). */
static void move_cycles(Moment *moment, uint32_t from, uint32_t to)
{
    const Policy *policy = moment->engine->policy;
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++) {
        Cycle *cycle = &moment->ticket->cycles[i];
        if (cycle->sla != from)
            continue;
        uint32_t sla_clock = to == NONE ? NONE : sla_clock_find(policy, to, cycle->clock);
        if (sla_clock != NONE)
            cycle_move(moment, cycle, to, sla_clock);
        else if (cycle_is_active(cycle))
            cycle_cancel(moment, cycle);
    }
}

static void sla_change(Moment *moment, uint32_t to)
{
    Ticket *ticket = moment->ticket;
    const Policy *policy = moment->engine->policy;
    if (to != NONE)
        for (uint32_t i = 0; i < policy->slas[to].clocks_count; i++)
            drop_cancelled(ticket, policy->sla_clocks[policy->slas[to].clocks_first + i].clock);
    if (ticket->sla != NONE)
        move_cycles(moment, ticket->sla, to);
    ticket->sla = to;
    if (to != NONE)
        derive(moment, to, true);
}

void select_drop(Moment *moment)
{
    sla_change(moment, NONE);
}

void select_filed(Moment *moment)
{
    Ticket *ticket = moment->ticket;
    uint32_t sla = choose_sla(moment, ticket->plan);
    if (sla == ticket->sla)
        return;
    ticket->sla = sla;
    decide(moment, DECISION_COVERED, NULL, 0, moment->engine->policy->plans[ticket->plan].origin);
}

void select_commit(Moment *moment, bool is_creation)
{
    Ticket *ticket = moment->ticket;
    const Policy *policy = moment->engine->policy;
    if (!is_creation && !is_read(moment))
        return;
    uint32_t contract = contract_choose(moment), old_contract = ticket->contract;
    uint32_t plan = choose_plan(moment, contract), sla = choose_sla(moment, plan);
    uint32_t old = ticket->plan;
    ticket->contract = contract;
    moment->contract_changed = contract != old_contract;
    if (old_contract != NONE)
        moment->left = contract_book_get(moment->engine->book, old_contract);
    ticket->plan = plan;
    if (is_creation)
        ticket->sla = sla;
    bool moves = sla != ticket->sla;
    ticket->is_covered = plan != NONE;
    if (is_creation || contract != old_contract || plan != old || moves) {
        Origin origin = plan == NONE ? (Origin){.file = TEXT_NONE} : policy->plans[plan].origin;
        uint32_t held = ticket->sla;
        ticket->sla = sla;
        decide(moment, plan == NONE ? DECISION_UNCOVERED : DECISION_COVERED, NULL, 0, origin);
        ticket->sla = held;
    }
    if (moves)
        sla_change(moment, sla);
    else if (!is_creation && moment->contract_changed && sla != NONE)
        derive(moment, sla, false);
}
