#include "runtime/decision.h"
#include "runtime/state.h"

const char *decision_word(DecisionKind kind)
{
    static const char *const WORD[] = {
#define DECISION(name, word) word,
#include "runtime/decision.def"
#undef DECISION
    };
    return WORD[kind];
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

void decide(Moment *moment, DecisionKind kind, const Cycle *cycle, uint32_t step, Origin source)
{
    Engine *engine = moment->engine;
    if (moment->is_quiet)
        return;
    engine->seq++;
    if (!engine->sink.decision)
        return;
    DecisionRow row = {.at = moment->at, .seq = engine->seq, .ticket = TEXT_NONE, .kind = kind};
    row.clock = cycle ? cycle->clock : NONE;
    row.cycle = cycle ? cycle->number : 0;
    const Ticket *ticket = moment->ticket;
    if (ticket)
        row.ticket = ticket->id;
    row.sla = cycle ? cycle->sla : ticket ? ticket->sla : NONE;
    row.plan = ticket ? ticket->plan : NONE;
    row.due = cycle ? cycle->due : VALUE_ABSENT;
    row.limit_ms = cycle ? cycle->limit : VALUE_ABSENT;
    row.step = step;
    row.source = source;
    engine->sink.decision(engine->sink.context, &row);
}
