#include "base/money.h"
#include "cli/generate_part.h"
#include "runtime/words.h"

/* ---- Rows ---- */

static void clock_take(void *context, const ClockRow *row)
{
    Capture *capture = context;
    VEC_PUSH(capture->arena, &capture->clocks, *row);
    capture->cover.clock(capture->cover.context, row);
}

static void ticket_take(void *context, const TicketRow *row)
{
    Capture *capture = context;
    VEC_PUSH(capture->arena, &capture->tickets, *row);
    capture->cover.ticket(capture->cover.context, row);
}

static void ledger_take(void *context, const LedgerRow *row)
{
    Capture *capture = context;
    VEC_PUSH(capture->arena, &capture->ledger, *row);
    capture->cover.ledger(capture->cover.context, row);
}

static void action_take(void *context, const ActionRow *row)
{
    Capture *capture = context;
    VEC_PUSH(capture->arena, &capture->actions, *row);
    capture->cover.action(capture->cover.context, row);
}

static void decision_take(void *context, const DecisionRow *row)
{
    Capture *capture = context;
    if (row->kind == DECISION_REJECTED || row->kind == DECISION_DEFERRED)
        VEC_PUSH(capture->arena, &capture->refused, *row);
    capture->cover.decision(capture->cover.context, row);
}

static void beyond_take(void *context, const BeyondRow *row)
{
    const Capture *capture = context;
    capture->cover.beyond(capture->cover.context, row);
}

Sink capture_sink(Capture *capture)
{
    return (Sink){.context = capture,
                  .clock = clock_take,
                  .ticket = ticket_take,
                  .ledger = ledger_take,
                  .action = action_take,
                  .decision = decision_take,
                  .beyond = beyond_take};
}

/* ---- Lines ---- */

/* Is a later cycle of the clock among the rows? */
static bool is_latest(const Capture *capture, uint32_t index)
{
    const ClockRow *row = &capture->clocks.at[index];
    for (uint32_t i = index + 1; i < capture->clocks.count; i++)
        if (capture->clocks.at[i].ticket == row->ticket &&
            capture->clocks.at[i].clock == row->clock && capture->clocks.at[i].sla == row->sla)
            return false;
    return true;
}

/* What is expected of the clock; NULL: nothing that a test can say. */
static const char *outcome_text(Generate *generate, const Draft *draft, const ClockRow *row)
{
    if (row->outcome == OUTCOME_MET)
        return "met";
    if (row->outcome == OUTCOME_BREACHED)
        return "breached";
    if (row->outcome == OUTCOME_CANCELLED)
        return "cancelled";
    if (row->state == CLOCK_PAUSED)
        return "paused";
    if (row->due == VALUE_ABSENT)
        return row->state == CLOCK_RUNNING ? "running" : NULL;
    return arena_format(generate->arena, "due %s",
                        words_moment(generate->arena, draft->zone, row->due));
}

static void clock_expect(Generate *generate, Buffer *out, const Draft *draft, const ClockRow *row,
                         const char *ticket, const Policy *policy)
{
    const SlaDef *sla = &policy->slas[row->sla];
    Text clock = policy_text(policy, policy->clocks[row->clock].name);
    const char *owner =
        sla->team == TEXT_NONE
            ? ""
            : arena_format(generate->arena, "%.*s.", TEXT_ARGS(policy_text(policy, sla->name)));
    const char *outcome = outcome_text(generate, draft, row);
    if (outcome)
        buffer_print(out, "  expect %s.%s%.*s %s\n", ticket, owner, TEXT_ARGS(clock), outcome);
    if (outcome && row->target != TEXT_NONE)
        buffer_print(out, "  expect %s.%s%.*s because \"%.*s\"\n", ticket, owner, TEXT_ARGS(clock),
                     TEXT_ARGS(policy_text(policy, row->target)));
}

static bool is_take(const Draft *draft, const LedgerRow *row, const Policy *policy)
{
    return row->kind == LEDGER_TAKE && text_is(policy_text(policy, row->ledger), draft->quota);
}

/* Of the line that has the least left: what was taken, and what is left unless that is less than nothing. */
static void balance_expect(Buffer *out, const Draft *draft, const Capture *capture,
                           const Policy *policy)
{
    const LedgerRow *least = NULL;
    int64_t used = 0;
    for (uint32_t i = 0; i < capture->ledger.count; i++) {
        const LedgerRow *row = &capture->ledger.at[i];
        if (is_take(draft, row, policy) && (!least || row->balance < least->balance))
            least = row;
    }
    for (uint32_t i = 0; least && i < capture->ledger.count; i++)
        if (is_take(draft, &capture->ledger.at[i], policy) &&
            capture->ledger.at[i].line == least->line)
            used -= capture->ledger.at[i].amount;
    if (!least)
        return;
    buffer_print(out, "  expect quota %s of \"A\" used %lld", draft->quota, (long long)used);
    if (least->balance >= 0)
        buffer_print(out, " left %lld", (long long)least->balance);
    buffer_char(out, '\n');
}

/* ---- What was done, and what it cost ---- */

/* Is the text written in the action, so that a test may say it? Else it is a field's. */
static bool is_sayable(const ActionRow *row)
{
    return row->action->kind != ACTION_BILL && row->action->kind != ACTION_CREDIT &&
           row->action->kind != ACTION_DRAW && row->at % SECOND_MS == 0;
}

static void actions_expect(Generate *generate, Buffer *out, const Draft *draft,
                           const Capture *capture, const Policy *policy)
{
    enum { SHOWN = 6 };
    Engine *engine = engine_new(policy, (EngineOptions){0}, (Sink){0});
    Words words = {policy, engine, generate->arena};
    uint32_t count = capture->actions.count, shown = 0;
    for (uint32_t i = 0; i < count && shown < SHOWN; i++) {
        const ActionRow *row = &capture->actions.at[i];
        if (!is_sayable(row))
            continue;
        const char *action =
            row->action->kind == ACTION_EMIT
                ? arena_format(generate->arena, "emit %s", words_name(&words, row->action->name))
                : words_action(&words, draft->zone, row);
        buffer_print(out, "  expect at %s %s", words_moment(generate->arena, draft->zone, row->at),
                     action);
        if (row->ticket != TEXT_NONE)
            buffer_print(out, " for %.*s", TEXT_ARGS(policy_text(policy, row->ticket)));
        buffer_char(out, '\n');
        shown++;
    }
    engine_free(engine);
}

/* The sum of the entries of a kind, in one currency or in units of packs; false: there are none. */
static bool entries_sum(const Capture *capture, LedgerKind kind, uint32_t currency, int64_t *sum)
{
    bool has = false;
    *sum = 0;
    for (uint32_t i = 0; i < capture->ledger.count; i++) {
        const LedgerRow *row = &capture->ledger.at[i];
        bool fits = row->kind == kind || (kind == LEDGER_CREDIT && row->kind == LEDGER_REVERSE);
        if (!fits || row->currency != currency)
            continue;
        *sum += row->amount;
        has = true;
    }
    *sum = *sum < 0 ? -*sum : *sum;
    return has;
}

static void money_expect(Buffer *out, const Draft *draft, const Capture *capture)
{
    static const LedgerKind KIND[] = {LEDGER_BILL, LEDGER_CREDIT};
    int64_t sum;
    for (size_t k = 0; k < sizeof KIND / sizeof *KIND; k++)
        for (uint32_t i = 0; i < capture->ledger.count; i++) {
            char text[MONEY_TEXT];
            uint32_t currency = capture->ledger.at[i].currency;
            if (capture->ledger.at[i].kind != KIND[k] ||
                !entries_sum(capture, KIND[k], currency, &sum))
                continue;
            money_print(sum, (int32_t)currency, text);
            buffer_print(out, "  expect %s %s for \"%s\"\n", ledger_word(KIND[k]), text,
                         draft->account);
            break;
        }
    if (entries_sum(capture, LEDGER_DRAW, NONE, &sum))
        buffer_print(out, "  expect draw %lld for \"%s\"\n", (long long)sum, draft->account);
}

static void refusals_expect(Buffer *out, const Capture *capture, const Policy *policy)
{
    if (!capture->refused.count)
        return;
    const DecisionRow *row = &capture->refused.at[capture->refused.count - 1];
    buffer_print(out, "  expect %.*s.%s is true\n", TEXT_ARGS(policy_text(policy, row->ticket)),
                 decision_word(row->kind));
}

const char *expectations(Generate *generate, const Draft *draft, const Capture *capture,
                         const Policy *policy, bool is_full)
{
    Buffer out = {.arena = generate->arena};
    uint32_t count = capture->tickets.count;
    for (uint32_t t = count > 1 ? count - 1 : 0; t < count; t++) {
        const TicketRow *ticket = &capture->tickets.at[t];
        const char *name = text_string(generate->arena, policy_text(policy, ticket->ticket));
        if (ticket->plan != NONE)
            buffer_print(&out, "  expect %s.plan is %.*s\n", name,
                         TEXT_ARGS(policy_text(policy, policy->plans[ticket->plan].name)));
        if (policy->contracts_count || ticket->plan == NONE)
            buffer_print(&out, "  expect %s.covered is %s\n", name,
                         ticket->covered ? "true" : "false");
        for (uint32_t i = 0; i < capture->clocks.count; i++)
            if (capture->clocks.at[i].ticket == ticket->ticket && is_latest(capture, i))
                clock_expect(generate, &out, draft, &capture->clocks.at[i], name, policy);
    }
    if (draft->quota)
        balance_expect(&out, draft, capture, policy);
    refusals_expect(&out, capture, policy);
    if (is_full) {
        actions_expect(generate, &out, draft, capture, policy);
        money_expect(&out, draft, capture);
    }
    return text_string(generate->arena, buffer_text(&out));
}
