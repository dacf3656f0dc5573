/* Expectations about what was done so far: actions, money, quotas and packs. */
#include "runtime/trial_part.h"

#include <stdlib.h>

#include "base/money.h"

enum { ROWS_SHOWN = 12 };

/* ---- Scope: for whom and when ---- */

static bool is_in_month(const Zone *zone, Instant at, Date month)
{
    if (month == INT32_MIN)
        return true;
    CivilDate civil = date_civil(zone_date(zone, at));
    return date_make(civil.year, civil.month, 1) == month;
}

static bool ticket_is_of(TrialRun *run, TextId ticket, TextId account)
{
    TicketRow row;
    return ticket != TEXT_NONE && query_ticket(run->engine, ticket, run->now, &row) &&
           (row.account == account || row.contract == account);
}

static bool ticket_fits(TrialRun *run, const TrialStep *step, TextId ticket)
{
    if (step->ticket != TEXT_NONE)
        return ticket == step->ticket;
    return step->account == TEXT_NONE || ticket == TEXT_NONE ||
           ticket_is_of(run, ticket, step->account);
}

/* ---- Actions ---- */

static Value wanted(TrialRun *run, const ActionRow *row, Operand operand)
{
    return query_value(run->engine, row->ticket, run->now, operand);
}

static bool recipient_fits(TrialRun *run, const ActionDef *action, const ActionRow *row)
{
    RecipientKind kind = row->action->recipient;
    if (kind == RECIPIENT_AGENT && row->target_is_team && action->recipient == RECIPIENT_TEAM)
        kind = RECIPIENT_TEAM;
    if (kind != action->recipient)
        return false;
    if (action->target.code == NONE && action->target.value == VALUE_ABSENT)
        return true;
    return wanted(run, row, action->target) == row->target;
}

static bool key_fits(TrialRun *run, const ActionKey *key, const ActionRow *row)
{
    for (uint32_t i = 0; i < row->action->keys_count; i++) {
        const ActionKey *own = &run->policy->action_keys[row->action->keys_first + i];
        if (own->key == key->key)
            return own->type == key->type && row->keys[i] == wanted(run, row, key->value);
    }
    return false;
}

static bool keys_fit(TrialRun *run, const ActionDef *action, const ActionRow *row)
{
    for (uint32_t i = 0; i < action->keys_count; i++)
        if (!key_fits(run, &run->policy->action_keys[action->keys_first + i], row))
            return false;
    return true;
}

static bool action_fits(TrialRun *run, const ActionDef *action, const ActionRow *row)
{
    if (row->action->kind != action->kind)
        return false;
    switch (action->kind) {
    case ACTION_NOTIFY:
    case ACTION_ASSIGN: return recipient_fits(run, action, row);
    case ACTION_SET:
        return row->action->field == action->field && row->value == wanted(run, row, action->value);
    case ACTION_RAISE:
    case ACTION_LOWER: return row->action->field == action->field;
    case ACTION_TAG:
    case ACTION_UNTAG: return row->value == wanted(run, row, action->value);
    case ACTION_TASK:
        return row->value == wanted(run, row, action->value) &&
               (!action->within.count || (row->action->within.count == action->within.count &&
                                          row->action->within.unit == action->within.unit));
    case ACTION_EMIT: return row->action->name == action->name && keys_fit(run, action, row);
    case ACTION_CLOSE:
    case ACTION_REOPEN:
    case ACTION_BILL:
    case ACTION_CREDIT:
    case ACTION_DRAW: return true;
    }
    return false;
}

static void actions_tell(TrialRun *run, const TrialStep *step, TrialFailure *failure)
{
    uint32_t shown = 0, left = 0;
    for (uint32_t i = 0; i < run->actions.count; i++) {
        const ActionRow *row = &run->actions.at[i];
        if (!ticket_fits(run, step, row->ticket))
            continue;
        if (shown++ < ROWS_SHOWN)
            trial_why(run, failure,
                      arena_format(run->arena, "  %s",
                                   trial_action_text(run, trial_zone(run, row->ticket), row)),
                      row->action->origin);
        else
            left++;
    }
    if (left)
        trial_why(run, failure, arena_format(run->arena, "  … %u more", left),
                  (Origin){.file = TEXT_NONE});
}

void trial_expect_action(TrialRun *run, const TrialStep *step, Instant at)
{
    const ActionRow *other = NULL; /* the same at another time */
    bool is_any = false;
    for (uint32_t i = 0; i < run->actions.count; i++) {
        const ActionRow *row = &run->actions.at[i];
        const Zone *zone = trial_zone(run, row->ticket);
        if (!ticket_fits(run, step, row->ticket))
            continue;
        is_any = true;
        if (!action_fits(run, &step->action, row))
            continue;
        if ((!step->has_at || row->at == at) && is_in_month(zone, row->at, step->month))
            return;
        other = other ? other : row;
    }
    const char *message =
        other    ? arena_format(run->arena, "this was done at %s instead",
                                words_moment(run->arena, trial_zone(run, other->ticket), other->at))
        : is_any ? "this was not done; what was done:"
                 : "this was not done, and nothing else was";
    actions_tell(run, step, trial_fail(run, step, message));
}

void trial_expect_nothing(TrialRun *run, const TrialStep *step)
{
    if (!run->actions.count)
        return;
    const char *message = arena_format(run->arena, "%u action%s taken", run->actions.count,
                                       run->actions.count == 1 ? " was" : "s were");
    actions_tell(run, step, trial_fail(run, step, message));
}

/* ---- Money ---- */

static LedgerKind ledger_kind(ActionKind kind)
{
    return kind == ACTION_BILL ? LEDGER_BILL : kind == ACTION_CREDIT ? LEDGER_CREDIT : LEDGER_DRAW;
}

static bool owner_fits(TrialRun *run, const TrialStep *step, const LedgerRow *row)
{
    if (step->ticket != TEXT_NONE)
        return row->ticket == step->ticket;
    if (step->account == TEXT_NONE)
        return true;
    return row->account == step->account || row->contract == step->account ||
           ticket_is_of(run, row->ticket, step->account);
}

/* A reversal takes back a credit (C7). */
static bool kind_fits(LedgerKind kind, LedgerKind asked)
{
    return kind == asked || (asked == LEDGER_CREDIT && kind == LEDGER_REVERSE);
}

static bool entry_fits(TrialRun *run, const TrialStep *step, const LedgerRow *row, Instant at)
{
    return kind_fits(row->kind, ledger_kind(step->action.kind)) &&
           (step->currency == NONE || row->currency == step->currency) &&
           (!step->has_at || row->at == at) && owner_fits(run, step, row) &&
           is_in_month(trial_zone(run, row->ticket), row->at, step->month);
}

static const char *amount_text(TrialRun *run, int64_t amount, uint32_t currency)
{
    char text[MONEY_TEXT];
    if (currency == NONE)
        return arena_format(run->arena, "%lld", (long long)amount);
    money_print(amount, (int32_t)currency, text);
    return arena_format(run->arena, "%s", text);
}

static void entry_tell(TrialRun *run, TrialFailure *failure, const LedgerRow *row)
{
    const char *ticket = words_name(&run->words, row->ticket),
               *ledger = words_name(&run->words, row->ledger);
    trial_why(run, failure,
              arena_format(run->arena, "  %s  %s %s%s%s%s%s",
                           words_moment(run->arena, trial_zone(run, row->ticket), row->at),
                           ledger_word(row->kind), amount_text(run, row->amount, row->currency),
                           *ledger ? " of " : "", ledger, *ticket ? " for " : "", ticket),
              row->source);
}

/* The entries that may explain a sum: those of the owner, money or units as asked. */
static void ledger_tell(TrialRun *run, const TrialStep *step, TrialFailure *failure)
{
    uint32_t shown = 0;
    for (uint32_t i = 0; i < run->ledger.count && shown < ROWS_SHOWN; i++) {
        const LedgerRow *row = &run->ledger.at[i];
        bool is_asked = step->kind == TRIAL_QUOTA
                            ? row->ledger == step->name
                            : (row->currency == NONE) == (step->currency == NONE);
        if (!is_asked || !owner_fits(run, step, row))
            continue;
        entry_tell(run, failure, row);
        shown++;
    }
    if (!shown)
        trial_why(run, failure, "no entry has been made for it", (Origin){.file = TEXT_NONE});
}

void trial_expect_money(TrialRun *run, const TrialStep *step, Instant at)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < run->ledger.count; i++)
        if (entry_fits(run, step, &run->ledger.at[i], at) &&
            !add_checked(sum, run->ledger.at[i].amount, &sum)) {
            trial_fail(run, step, "the sum has more than 64 bits");
            return;
        }
    int64_t size =
        sum < 0 ? -sum : sum; /* what is taken and given back is entered as a negative amount */
    if (size == step->value)
        return;
    const char *word = action_word(step->action.kind);
    const char *message = size ? arena_format(run->arena, "the %s comes to %s", word,
                                              amount_text(run, size, step->currency))
                               : arena_format(run->arena, "there was no such %s", word);
    ledger_tell(run, step, trial_fail(run, step, message));
}

/* ---- Quotas and packs ---- */

void trial_expect_quota(TrialRun *run, const TrialStep *step)
{
    BalanceAnswer answer = {0};
    if (!query_balance(run->engine, step->account, step->name, step->is_pack,
                       trial_zone(run, TEXT_NONE), run->now, &answer)) {
        trial_fail(
            run, step,
            arena_format(run->arena, "\"%s\" has no %s %s", words_name(&run->words, step->account),
                         step->is_pack ? "pack" : "quota", words_name(&run->words, step->name)));
        return;
    }
    bool used_fits = step->used == VALUE_ABSENT || step->used == answer.used;
    bool left_fits = step->left == VALUE_ABSENT || step->left == answer.left;
    if (used_fits && left_fits)
        return;
    const char *period = words_name(&run->words, answer.period);
    TrialFailure *failure =
        trial_fail(run, step,
                   arena_format(run->arena, "%lld %s used and %lld left%s%s",
                                (long long)answer.used, answer.used == 1 ? "is" : "are",
                                (long long)answer.left, *period ? " in " : "", period));
    ledger_tell(run, step, failure);
}
