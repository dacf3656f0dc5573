#include "runtime/decision.h"
#include "runtime/state.h"

const char *decision_word(DecisionKind kind)
{
    static const char *const WORD[] = {
#define DECISION(name, word, told) word,
#include "runtime/decision.def"
#undef DECISION
    };
    return WORD[kind];
}

const char *decision_told(DecisionKind kind)
{
    static const char *const TOLD[] = {
#define DECISION(name, word, told) told,
#include "runtime/decision.def"
#undef DECISION
    };
    return TOLD[kind];
}

const char *action_word(ActionKind kind)
{
    static const char *const WORD[] = {
#define ACTION(name, word, changes_ticket) word,
#include "runtime/action.def"
#undef ACTION
    };
    return WORD[kind];
}

const char *ledger_word(LedgerKind kind)
{
    static const char *const WORD[] = {
#define LEDGER(name, word) word,
#include "runtime/ledger.def"
#undef LEDGER
    };
    return WORD[kind];
}

const char *clock_state_word(ClockState state)
{
    static const char *const WORD[] = {"idle", "running", "paused", "stopped", "cancelled"};
    return WORD[state];
}

const char *outcome_word(Outcome outcome)
{
    static const char *const WORD[] = {"open", "met", "breached", "cancelled"};
    return WORD[outcome];
}

static DecisionRow row_make(const Moment *moment, DecisionKind kind, const Cycle *cycle,
                            Origin source)
{
    DecisionRow row = {.at = moment->at, .ticket = TEXT_NONE, .kind = kind};
    row.contract = row.holders = TEXT_NONE;
    row.clock = cycle ? cycle->clock : NONE;
    row.cycle = cycle ? cycle->number : 0;
    const Ticket *ticket = moment->ticket;
    if (ticket)
        row.ticket = ticket->id;
    row.sla = cycle ? cycle->sla : ticket ? ticket->sla : NONE;
    row.plan = ticket ? ticket->plan : NONE;
    row.due = cycle ? cycle->due : VALUE_ABSENT;
    row.limit_ms = cycle ? cycle->limit : VALUE_ABSENT;
    row.source = source;
    return row;
}

static void row_give(Moment *moment, DecisionRow row)
{
    Engine *engine = moment->engine;
    if (moment->is_quiet)
        return;
    row.seq = ++engine->seq;
    if (engine->sink.decision)
        engine->sink.decision(engine->sink.context, &row);
}

void decide(Moment *moment, DecisionKind kind, const Cycle *cycle, uint32_t step, Origin source)
{
    if (!moment->engine->sink.decision) {
        moment->engine->seq += !moment->is_quiet;
        return; /* nobody hears of it */
    }
    DecisionRow row = row_make(moment, kind, cycle, source);
    row.step = step;
    row_give(moment, row);
}

void decide_deferred(Moment *moment, Instant due, Origin source)
{
    DecisionRow row = row_make(moment, DECISION_DEFERRED, NULL, source);
    row.due = due;
    row_give(moment, row);
}

int row_rank_compare(const RowRank *a, const RowRank *b)
{
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->phase != b->phase)
        return a->phase < b->phase ? -1 : 1;
    if (a->due != b->due)
        return a->due < b->due ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}
