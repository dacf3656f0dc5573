/* Rows: what comes out of the engine, before any format. The engine hands each row to a Sink; emitters
   (runtime/emit_*.c) write them. Ids are those of the engine's text table; a row is good only during the call. */
#ifndef RUNTIME_DECISION_H
#define RUNTIME_DECISION_H

#include "runtime/policy.h"

typedef enum DecisionKind {
#define DECISION(name, word, told) DECISION_##name,
#include "runtime/decision.def"
#undef DECISION
} DecisionKind;

typedef enum ClockState {
    CLOCK_IDLE,
    CLOCK_RUNNING,
    CLOCK_PAUSED,
    CLOCK_STOPPED,
    CLOCK_CANCELLED
} ClockState;
typedef enum Outcome { OUTCOME_OPEN, OUTCOME_MET, OUTCOME_BREACHED, OUTCOME_CANCELLED } Outcome;

/* Absent instants and durations are VALUE_ABSENT, absent texts TEXT_NONE, absent indices NONE: printed as null. */

typedef struct ClockRow {
    TextId ticket;
    uint32_t clock, cycle; /* ClockDef; from 1 */
    uint32_t sla, plan;
    TextId contract;
    uint32_t calendar;
    Duration limit_ms; /* of a duration limit; absent for periods, pure cutoffs and untimed */
    Instant started, due, stopped;
    Duration elapsed_ms, paused_ms;
    ClockState state;
    Outcome outcome;
    Instant breached_at;
    Origin source;       /* of the target that holds */
    TextId target;       /* its name; not printed by default */
    const Value *fields; /* the ticket's at the end, for --by */
    const Value *account_fields;
} ClockRow;

typedef struct TicketRow {
    TextId ticket, account;
    Instant created, closed;
    TextId contract;
    uint32_t plan, sla;
    bool covered;
    TextId charge; /* absent until plans charge */
    uint32_t queue;
    const Value *fields, *account_fields;
} TicketRow;

typedef struct DecisionRow {
    Instant at;
    uint64_t seq; /* within the run, from 1 in the order printed */
    TextId ticket;
    DecisionKind kind;
    uint32_t clock, cycle, sla, plan; /* clock NONE, cycle 0 where it is about the ticket */
    Instant due;
    Duration limit_ms;
    uint32_t step;   /* from 1; 0: none */
    Origin source;   /* line 0: none */
    TextId contract; /* that is over capacity; else TEXT_NONE */
    TextId holders;  /* the contracts that leave it no room, with their origins; else TEXT_NONE */
} DecisionRow;

typedef struct ActionRow {
    Instant at;
    TextId ticket;
    uint32_t sla, clock; /* of an escalation: `rule` prints as "sla.clock" */
    uint32_t rule;       /* of a rule: its index, else NONE */
    TextId name;         /* of a quota's warning, where there is neither: the quota's */
    uint32_t cycle, step, repetition; /* step from 1 (0: a rule), repetition from 0 */
    const ActionDef *action;
    Value target;        /* text of the recipient, absent if none */
    bool target_is_team; /* an agent's notification where the ticket has none goes to its team */
    Value
        value; /* of set, raise, lower, tag, untag, task; typed by the field or text; of bill, credit: minor units, of draw: tickets */
    uint32_t currency; /* of bill, credit: row of currency.def */
    const Value *keys; /* by ActionDef.keys */
} ActionRow;

typedef enum LedgerKind {
#define LEDGER(name, word) LEDGER_##name,
#include "runtime/ledger.def"
#undef LEDGER
} LedgerKind;

/* One entry (L1). Of a quota or a pack it counts units, of money minor units of a currency. */
typedef struct LedgerRow {
    Instant at;
    TextId account, contract; /* the owner: the contract, or the account where there is none */
    TextId ledger;            /* the quota's or pack's name; absent for money */
    TextId period; /* "2026-03-02", "2026-W10", "2026-03", "2026-Q1", "2026"; absent for packs */
    uint32_t currency; /* row of currency.def; NONE: units are tickets */
    int64_t amount;    /* negative for what is taken */
    int64_t balance;   /* after the entry */
    TextId ticket;     /* absent where no ticket caused it */
    LedgerKind kind;
    Origin source; /* of the rule that caused it */

    /* Not printed: what sums need. */
    uint32_t of,
        line;   /* row of Policy.quotas or Policy.packs; a quota's line in Policy.quota_lines */
    Date start; /* a quota's period: its first day, and its instants [from, until) */
    Instant from, until;                  /* absent where there is no period */
    const Value *fields, *account_fields; /* of the ticket; NULL where none caused it */
} LedgerRow;

/* A ticket that a quota counts and had no room for: one row for each line of the quota, in the period in which it would
   have been taken. Not printed as a row: the decision `beyond_quota` is. */
typedef struct BeyondRow {
    Instant at;
    TextId account, contract, period, ticket;
    uint32_t quota, line;
    Date start;
    Instant from, until;
    int64_t units;
    bool is_full; /* this line had no room; otherwise another one */
    const Value *fields, *account_fields;
} BeyondRow;

/* A lot of a pack that has tickets left when the engine finishes. */
typedef struct LotRow {
    TextId account;
    uint32_t pack;
    Instant ends; /* VALUE_ABSENT: without end */
    int64_t left;
} LotRow;

typedef struct Sink {
    void *context;
#define ROW(kind, Type) void (*kind)(void *context, const Type *row);
#include "runtime/row.def"
#undef ROW
} Sink; /* a NULL function: rows of that kind are not made */

/* Where rows stand among those of all engines that share a history: by (at, phase, due, order). Rows of one rank stay in
   the order in which they came. */
typedef enum RowPhase { ROWS_RECORD, ROWS_TIMER, ROWS_END } RowPhase;
typedef struct RowRank {
    Instant at; /* of the record or the timer */
    RowPhase phase;
    Instant due;    /* ROWS_TIMER: what it was set to, which may lie before `at` */
    uint64_t order; /* the position of the record, or of the record that created the ticket */
} RowRank;
int row_rank_compare(const RowRank *a, const RowRank *b);

const char *decision_word(DecisionKind kind);
const char *decision_told(DecisionKind kind);
const char *clock_state_word(ClockState state);
const char *outcome_word(Outcome outcome);
const char *action_word(ActionKind kind);
const char *ledger_word(LedgerKind kind);

#endif
