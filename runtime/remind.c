/* Reminders before the end of a contract's term, at 00:00 of their day in the zone of the plan's first SLA's calendar
   (semantics.md K1, T8). Each row of the agenda is one reminder; it makes the next term's when it fires. The identity of
   its actions (X4): the contract's name, as cycle the term, as step the reminder, both from 1. */
#include "runtime/agenda.h"
#include "runtime/charge.h"
#include "runtime/fee.h"

/* Before the end of the term number `term`; INSTANT_NONE: it has none. */
static Instant remind_at(Engine *engine, uint32_t contract, uint32_t term, const RemindDef *remind)
{
    const Contract *of = contract_book_get(engine->book, contract);
    Date end = contract_term_end(of, term);
    if (end == INT32_MAX || (term && !of->renew.count))
        return INSTANT_NONE;
    Moment moment = moment_of_account(engine, NONE, engine->now);
    const Calendar *calendar = plan_calendar(&moment, of->plan);
    const Zone *zone = calendar_zone(calendar);
    Instant at = zone_instant(zone, (int64_t)end * DAY_MS, FOLD_FIRST);
    Amount back = {.count = -remind->before.count, .unit = remind->before.unit};
    if (back.unit == UNIT_MS)
        at += back.count;
    else if (!calendar_step(calendar, at, back, &at))
        return INSTANT_NONE;
    return zone_instant(zone, (int64_t)zone_date(zone, at) * DAY_MS, FOLD_FIRST);
}

static void remind_add(Engine *engine, uint32_t contract, uint32_t term, uint32_t remind,
                       Instant first)
{
    const ContractTerms *terms = &contract_book_get(engine->book, contract)->terms;
    const RemindDef *def = &engine->policy->reminds[terms->reminds_first + remind];
    Instant at = remind_at(engine, contract, term, def);
    while (at != INSTANT_NONE && at < first)
        at = remind_at(engine, contract, ++term, def);
    if (at != INSTANT_NONE && at <= INSTANT_MAX)
        agenda_add(engine, at, AGENDA_REMIND, contract, term * terms->reminds_count + remind);
}

void remind_begin(Engine *engine, Instant at)
{
    for (uint32_t i = 0; engine->policy->reminds_count && i < contract_book_count(engine->book);
         i++)
        for (uint32_t k = 0; k < contract_book_get(engine->book, i)->terms.reminds_count; k++)
            remind_add(engine, i, 0, k, at);
}

void remind_due(Engine *engine, Instant at, uint32_t contract, uint32_t which)
{
    const Contract *of = contract_book_get(engine->book, contract);
    uint32_t term = which / of->terms.reminds_count, remind = which % of->terms.reminds_count;
    const RemindDef *def = &engine->policy->reminds[of->terms.reminds_first + remind];
    remind_add(engine, contract, term + 1, remind, at);
    if (of->is_refused)
        return;
    Moment moment =
        moment_of_owner(engine, (LedgerOwner){.contract = contract, .account = NONE}, at);
    plan_at_hand(&moment, of->plan);
    Act act = {.sla = NONE, .clock = NONE, .rule = NONE, .name = of->name};
    act.cycle = term + 1;
    act.step = remind + 1;
    act_all(&moment, def->actions_first, def->actions_count, act);
}
