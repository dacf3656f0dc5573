#include "runtime/objective.h"

#include "runtime/agenda.h"
#include "runtime/charge.h"
#include "runtime/counter.h"
#include "runtime/fee.h"
#include "runtime/period.h"

#include <stdlib.h>

/* A cycle's place in a tally. */
typedef struct Counted {
    uint32_t tally;
    bool is_met;
    uint32_t next; /* of the same cycle, NONE */
} Counted;

struct Objectives {
    Tally *tallies;
    uint32_t tallies_count, tallies_capacity;
    Counted *counted;
    uint32_t counted_count, counted_capacity;
};

Objectives *objectives_new(void)
{
    Objectives *objectives = calloc(1, sizeof *objectives);
    if (!objectives)
        abort();
    return objectives;
}

void objectives_free(Objectives *objectives)
{
    if (!objectives)
        return;
    free(objectives->tallies);
    free(objectives->counted);
    free(objectives);
}

uint32_t objective_tallies(const Engine *engine, const Tally **out)
{
    *out = engine->objectives->tallies;
    return engine->objectives->tallies_count;
}

/* ---- Judging ---- */

/* Enters what the credit has to become, against what has been entered. */
static void credit_enter(Engine *engine, Instant at, Tally *tally, int64_t amount)
{
    int64_t difference = amount - tally->credited;
    if (!difference)
        return;
    tally->credited = amount;
    MoneyEntry entry = {.owner = tally->owner,
                        .kind = difference > 0 ? LEDGER_CREDIT : LEDGER_REVERSE,
                        .currency = tally->currency,
                        .amount = -difference,
                        .period = tally->period,
                        .source = engine->policy->objectives[tally->objective].origin};
    money_enter(engine, at, &entry);
}

static void judge(Engine *engine, Instant at, Tally *tally)
{
    const ObjectiveDef *def = &engine->policy->objectives[tally->objective];
    bool is_enough = tally->total && tally->tickets >= def->least;
    int64_t amount = 0;
    tally->is_judged = true;
    tally->is_missed = is_enough && tally->met * DECIMAL_ONE < def->share * tally->total;
    if (!def->has_credit)
        return;
    Moment moment = moment_of_owner(engine, tally->owner, at);
    if (tally->is_missed && tally->credited)
        return;
    if (tally->is_missed &&
        !charge_amount(&moment, tally->owner, tally->plan, &def->credit, &amount))
        return;
    if (tally->is_missed)
        tally->currency = charge_currency(engine->policy, tally->plan, &def->credit);
    credit_enter(engine, at, tally, amount);
}

void objective_due(Engine *engine, Instant at, uint32_t tally, uint32_t unused)
{
    (void)unused;
    if (!engine->objectives->tallies[tally].is_judged)
        judge(engine, at, &engine->objectives->tallies[tally]);
}

/* ---- Tallies ---- */

static uint32_t tally_open(Moment *moment, uint32_t objective, Instant at)
{
    Engine *engine = moment->engine;
    const ObjectiveDef *def = &engine->policy->objectives[objective];
    LedgerOwner owner = ticket_owner(moment->ticket);
    const Zone *zone = calendar_zone(plan_calendar(moment, moment->ticket->plan));
    PeriodSpan span = period_at(def->period, zone, at, owner_start(engine, owner));
    CounterKey key = {.kind = COUNTER_TALLY,
                      .a = owner.contract,
                      .b = owner.account,
                      .c = objective,
                      .period = span.start};
    int64_t *place = counter_open(charge_counters(engine), &key);
    if (*place)
        return (uint32_t)*place - 1;
    Objectives *objectives = engine->objectives;
    Tally tally = {.objective = objective,
                   .owner = owner,
                   .plan = moment->ticket->plan,
                   .period = period_name(engine, def->period, span.start, owner),
                   .currency = NONE};
    STATE_PUSH(objectives->tallies, objectives->tallies_count, objectives->tallies_capacity, tally);
    *place = objectives->tallies_count;
    agenda_add(engine, span.until, AGENDA_OBJECTIVE, objectives->tallies_count - 1, 0);
    return objectives->tallies_count - 1;
}

/* How many cycles of the ticket count in the tally. */
static uint32_t counted_of(const Moment *moment, uint32_t tally)
{
    const Objectives *objectives = moment->engine->objectives;
    uint32_t count = 0;
    for (uint32_t i = 0; i < moment->ticket->cycles_count; i++)
        for (uint32_t k = moment->ticket->cycles[i].rest->counted; k != NONE;
             k = objectives->counted[k].next)
            count += objectives->counted[k].tally == tally;
    return count;
}

static void tally_add(Moment *moment, Cycle *cycle, uint32_t tally, bool is_met)
{
    Objectives *objectives = moment->engine->objectives;
    Tally *to = &objectives->tallies[tally];
    to->tickets += !counted_of(moment, tally);
    to->total++;
    to->met += is_met;
    Counted counted = {.tally = tally, .is_met = is_met, .next = cycle->rest->counted};
    rest_open(moment->engine, cycle)->counted = objectives->counted_count;
    STATE_PUSH(objectives->counted, objectives->counted_count, objectives->counted_capacity,
               counted);
    if (to->is_judged)
        judge(moment->engine, moment->at, to);
}

static bool is_counted(const Objectives *objectives, const Cycle *cycle, uint32_t objective)
{
    for (uint32_t i = cycle->rest->counted; i != NONE; i = objectives->counted[i].next)
        if (objectives->tallies[objectives->counted[i].tally].objective == objective)
            return true;
    return false;
}

void objective_count(Moment *moment, Cycle *cycle, bool is_met, Instant at)
{
    const Policy *policy = moment->engine->policy;
    bool is_aimed = cycle->line != NONE && !policy->lines[cycle->line].untimed;
    if (moment->ticket->plan == NONE || !is_aimed)
        return;
    for (uint32_t i = 0; i < policy->objectives_count; i++) {
        const ObjectiveDef *def = &policy->objectives[i];
        if (def->sla == cycle->sla && def->clock == cycle->clock &&
            !is_counted(moment->engine->objectives, cycle, i))
            tally_add(moment, cycle, tally_open(moment, i, at), is_met);
    }
}

void objective_uncount(Moment *moment, Cycle *cycle, bool is_reopened)
{
    Objectives *objectives = moment->engine->objectives;
    if (cycle->rest->counted == NONE)
        return;
    uint32_t *link = &rest_open(moment->engine, cycle)->counted;
    while (*link != NONE) {
        Counted counted = objectives->counted[*link];
        Tally *tally = &objectives->tallies[counted.tally];
        if (is_reopened && tally->is_judged) {
            link = &objectives->counted[*link].next;
            continue;
        }
        *link = counted.next;
        tally->total--;
        tally->met -= counted.is_met;
        tally->tickets -= !counted_of(moment, counted.tally);
        if (tally->is_judged)
            judge(moment->engine, moment->at, tally);
    }
}
