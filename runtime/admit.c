/* Admission: what a plan lets in, in the order channel, limit, quota, pack (semantics.md L7). Everything is asked before
   anything is taken, so that a refusal takes nothing. */
#include "runtime/pack.h"
#include "runtime/quota.h"

/* What admission has found out about a ticket. */
typedef struct Admission {
    Origin refused_by; /* line 0: nothing refuses it */
    const BeyondDef *deferred_by;
    Instant filed;
} Admission;

static const PlanDef *plan_of(const Moment *moment)
{
    return &moment->engine->policy->plans[moment->ticket->plan];
}

/* ---- Channel ---- */

static void ask_channel(Moment *moment, Admission *admission)
{
    const PlanDef *plan = plan_of(moment);
    for (uint32_t i = 0; i < plan->accepts_count && !admission->refused_by.line; i++) {
        const AcceptDef *accept = &moment->engine->policy->accepts[plan->accepts_first + i];
        if (moment_test(moment, accept->which, false) && !moment_test(moment, accept->when, true))
            admission->refused_by = accept->origin;
    }
}

/* ---- Limits ---- */

static LedgerKey limit_key(const Moment *moment, uint32_t limit, const PeriodSpan *span)
{
    return (LedgerKey){.owner = ticket_owner(moment->ticket),
                       .book = BOOK_LIMIT,
                       .of = limit,
                       .period = span->start};
}

static PeriodSpan limit_period(Moment *moment, uint32_t limit, Date day)
{
    const Zone *zone = calendar_zone(moment_rule_calendar(moment));
    return period_on(moment->engine->policy->limits[limit].period, zone, day,
                     owner_start(moment->engine, ticket_owner(moment->ticket)));
}

static bool limit_has_room(Moment *moment, uint32_t limit, Date day)
{
    PeriodSpan span = limit_period(moment, limit, day);
    LedgerKey key = limit_key(moment, limit, &span);
    const LedgerBalance *filed = ledger_find(moment->engine->ledger, &key);
    return (filed ? filed->kept : 0) < moment->engine->policy->limits[limit].size;
}

static const BeyondDef *limit_beyond(Moment *moment, uint32_t limit, BeyondKind kind)
{
    return beyond_find(moment, moment->engine->policy->limits[limit].beyond, 1, kind);
}

/* The day after which the limits that defer may have room again, from `day` on; `day` itself: they have. */
static Date day_with_room(Moment *moment, Date day)
{
    const PlanDef *plan = plan_of(moment);
    Date next = day;
    for (uint32_t i = plan->limits_first; i < plan->limits_first + plan->limits_count; i++) {
        if (limit_has_room(moment, i, day) || !limit_beyond(moment, i, BEYOND_DEFER))
            continue;
        PeriodSpan span = limit_period(moment, i, day);
        next = span.end > next ? span.end : next;
    }
    return next;
}

/* The first opening of the next working day with room (L7). False: the calendar has no answer (T7). */
static bool filing_find(Moment *moment, Date today, Instant *out)
{
    const Calendar *calendar = moment_rule_calendar(moment);
    Date day = today + 1, room;
    Instant close;
    for (;; day = room) {
        if (!calendar_next_workday(calendar, day, &day))
            return false;
        room = day_with_room(moment, day);
        if (room == day)
            return calendar_day_span(calendar, day, 0, out, &close) &&
                   calendar_next_open(calendar, *out, out);
    }
}

static void defer(Moment *moment, const BeyondDef *beyond, Date today, Admission *admission)
{
    if (filing_find(moment, today, &admission->filed))
        admission->deferred_by = beyond;
    else
        engine_fault(moment->engine);
}

static void ask_limits(Moment *moment, Admission *admission)
{
    const PlanDef *plan = plan_of(moment);
    if (!plan->limits_count)
        return;
    Date today = zone_date(calendar_zone(moment_rule_calendar(moment)), moment->at);
    const BeyondDef *defers = NULL;
    for (uint32_t i = plan->limits_first; i < plan->limits_first + plan->limits_count; i++) {
        if (limit_has_room(moment, i, today))
            continue;
        const BeyondDef *rejects = limit_beyond(moment, i, BEYOND_REJECT);
        if (rejects && !admission->refused_by.line)
            admission->refused_by = rejects->origin;
        if (!defers)
            defers = limit_beyond(moment, i, BEYOND_DEFER);
    }
    if (defers && !admission->refused_by.line)
        defer(moment, defers, today, admission);
}

/* Counts the filing on its day; `bill` and `without sla` hold where a limit had no room and did not defer. */
static void take_limits(Moment *moment)
{
    const PlanDef *plan = plan_of(moment);
    if (!plan->limits_count)
        return;
    const Zone *zone = calendar_zone(moment_rule_calendar(moment));
    Date day = zone_date(zone, moment->ticket->filed);
    for (uint32_t i = plan->limits_first; i < plan->limits_first + plan->limits_count; i++) {
        const LimitDef *limit = &moment->engine->policy->limits[i];
        PeriodSpan span = limit_period(moment, i, day);
        LedgerKey key = limit_key(moment, i, &span);
        bool has_room = limit_has_room(moment, i, day);
        ledger_open(moment->engine->ledger, &key)->kept++;
        if (!has_room &&
            (limit_beyond(moment, i, BEYOND_BILL) || limit_beyond(moment, i, BEYOND_WITHOUT_SLA)))
            beyond_apply(moment, limit->beyond, 1, limit->origin);
    }
}

/* ---- Quotas ---- */

static bool may_reject(const Policy *policy, const QuotaDef *def)
{
    bool may = false;
    for (uint32_t i = 0; i < def->beyonds_count; i++)
        may |= policy->beyonds[def->beyonds_first + i].kind == BEYOND_REJECT;
    return may;
}

static void ask_quotas(Moment *moment, Admission *admission)
{
    const PlanDef *plan = plan_of(moment);
    for (uint32_t i = 0; i < plan->quotas_count && !admission->refused_by.line; i++) {
        const QuotaDef *def = &moment->engine->policy->quotas[plan->quotas_first + i];
        QuotaAsk ask;
        if (!quota_asks(moment, plan->quotas_first + i, &ask) ||
            !may_reject(moment->engine->policy, def) || quota_has_room(moment->engine, &ask))
            continue;
        const BeyondDef *rejects =
            beyond_find(moment, def->beyonds_first, def->beyonds_count, BEYOND_REJECT);
        if (!rejects)
            continue;
        admission->refused_by = rejects->origin;
        quota_tell_beyond(moment, &ask);
    }
}

static void take_quotas(Moment *moment)
{
    const PlanDef *plan = plan_of(moment);
    for (uint32_t i = 0; i < plan->quotas_count; i++) {
        const QuotaDef *def = &moment->engine->policy->quotas[plan->quotas_first + i];
        QuotaAsk ask;
        moment_plan(moment);
        if (!quota_asks(moment, plan->quotas_first + i, &ask))
            continue;
        if (quota_has_room(moment->engine, &ask)) {
            quota_take(moment, &ask);
            continue;
        }
        quota_pass(moment, &ask);
        beyond_apply(moment, def->beyonds_first, def->beyonds_count, def->origin);
    }
}

/* ---- Packs ---- */

static void ask_packs(Moment *moment, Admission *admission)
{
    Origin refused_by;
    if (!pack_admits(moment, &refused_by))
        admission->refused_by = refused_by;
}

/* ---- The whole ---- */

static void filed_set(Moment *moment, Instant filed)
{
    uint32_t field = moment->engine->policy->field_created;
    moment->ticket->filed = filed;
    if (field != NONE)
        moment->ticket->fields[field] = filed;
}

static void refuse_ticket(Moment *moment, Origin source)
{
    filed_set(moment, moment->ticket->created);
    moment->ticket->is_refused = true;
    moment->ticket->is_covered = false;
    moment->ticket->sla = NONE;
    decide(moment, DECISION_REJECTED, NULL, 0, source);
}

void admit(Moment *moment)
{
    Admission admission = {.filed = moment->ticket->filed};
    if (moment->ticket->plan == NONE)
        return;
    moment_plan(moment);
    ask_channel(moment, &admission);
    if (!admission.refused_by.line)
        ask_limits(moment, &admission);
    if (admission.deferred_by) {
        filed_set(moment, admission.filed);
        select_filed(moment);
        moment_plan(moment);
    }
    if (!admission.refused_by.line)
        ask_quotas(moment, &admission);
    if (!admission.refused_by.line)
        ask_packs(moment, &admission);
    if (admission.refused_by.line) {
        refuse_ticket(moment, admission.refused_by);
        return;
    }
    if (admission.deferred_by)
        decide_deferred(moment, admission.filed, admission.deferred_by->origin);
    take_limits(moment);
    take_quotas(moment);
    pack_admit(moment);
}
