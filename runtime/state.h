/* State: the engine's own memory, shared by the files that make up the engine (ticket, timer,
   target, clock, escalate, rule, act, select, engine) and by nobody else. Tickets and accounts are
   found by text id in direct tables; a ticket owns its fields, its cycles and its log. Cycles never
   leave their ticket, so that the rows at the end are complete. */
#ifndef RUNTIME_STATE_H
#define RUNTIME_STATE_H

#include "runtime/contract_book.h"
#include "runtime/query.h"

typedef struct Ledger Ledger;         /* runtime/ledger.h */
typedef struct Charges Charges;       /* runtime/charge.h */
typedef struct Packs Packs;           /* runtime/pack.h */
typedef struct Objectives Objectives; /* runtime/objective.h */

/* How often each step of a clock has fired: in place where it has few. */
enum { FIRED_FEW = 4 };
typedef union Fired {
    uint16_t few[FIRED_FEW];
    uint16_t *many;
} Fired;

typedef struct FiredSteps {
    struct FiredSteps *next;
    uint32_t sla_clock;
    Fired fired;
} FiredSteps;

/* What few cycles have; the others share a blank one (cycle_rest.c). */
typedef struct CycleRest {
    Instant breached_at;
    Duration breach_run; /* run at the breach */
    Instant cap_at;      /* when the cap of a pause is used up; VALUE_ABSENT: never */
    Instant provisional; /* `changes final`: a breach that the new target leaves time for (C7) */
    bool has_changes;    /* the contract's override says how changed targets are met: */
    ChangeMode changes;
    int64_t period;      /* count of line's unit for a period limit, VALUE_ABSENT otherwise */
    Instant period_due;  /* D of C5, before pauses */
    Instant cutoff;      /* C6 */
    Instant first_pause; /* kept where the policy has caps (Facts) */
    /* While paused: the pauses before it; kept where the policy has period limits. */
    Duration paused_before, paused_elapsed_before;
    FiredSteps *left; /* of SLAs that the cycle has left: a step fires once a cycle (X2) */
    Phase *phases;    /* `changes final`: what was measured, for another calendar; else only where
                      EngineOptions.keeps_phases asks for it */
    uint32_t phases_count, phases_capacity;
    uint32_t credits; /* given for its breach, in Engine.charges; NONE */
    uint32_t counted; /* its places in objectives, in Engine.objectives; NONE */
} CycleRest;

/* One cycle of one clock of a ticket under an SLA (semantics.md C1). Times are measured up to
   `since`; what has passed after it belongs to `state`. Millions of them may be open: what few have is elsewhere. */
typedef struct Cycle {
    uint32_t sla, sla_clock, clock; /* sla_clock: into Policy.sla_clocks */
    uint32_t line;                  /* target that holds, NONE: none fits, measured all the same */
    uint32_t calendar;              /* at hand */
    uint32_t steps_clock; /* likewise: whose steps escalate it, the SLA's or an override's */
    uint8_t state;        /* ClockState */
    uint8_t outcome;      /* Outcome */
    uint32_t cause;       /* what pauses it now: runtime/query.h */
    uint32_t number;      /* from 1, within (ticket, SLA, clock) */
    Instant since;        /* measured up to here; the origin where that lies ahead */
    Instant next;         /* the earliest instant at which this cycle needs attention */
    Instant due;          /* shown: VALUE_ABSENT while there is none */
    Duration run;         /* C3 */
    Duration limit;       /* ms of a duration limit, VALUE_ABSENT otherwise */
    Duration goal;        /* the limit as steps see it (X1), VALUE_ABSENT: untimed */
    Duration ahead;       /* run at which its next step fires; AHEAD_NONE, AHEAD_UNKNOWN */
    Fired fired;          /* of steps_clock */
    Instant started;      /* origin */
    Instant stopped, pause_began; /* pause_began: while paused */
    Duration paused;              /* working time of pauses */
    Duration paused_elapsed;
    const CycleRest *rest; /* written by REST_SET and rest_open alone */
} Cycle;

#define AHEAD_NONE    INT64_MAX
#define AHEAD_UNKNOWN INT64_MIN

typedef struct RuleState {
    bool holds;    /* the condition, after the last commit */
    Instant since; /* when it became true */
    Instant event; /* last event of `without`, `since`; INSTANT_NONE: none yet */
    Instant next;  /* when it fires; INSTANT_NONE: not armed */
    uint32_t firings;
} RuleState;

typedef struct LogEntry { /* a commit, kept where a later SLA may have to be derived from the start
                             (C1) */
    Instant at;
    Value *fields;
    uint64_t *events;
    Value *event_fields;
} LogEntry;

typedef struct Account {
    TextId id;
    Value *fields;
    uint32_t *tickets; /* in order of creation */
    uint32_t tickets_count, tickets_capacity;
} Account;

/* What few tickets have. */
typedef struct TicketRest {
    LogEntry *log; /* where Engine.keeps_log */
    uint32_t log_count, log_capacity;
    uint32_t *links;      /* tickets it depends on */
    uint32_t *dependents; /* tickets that depend on it */
    uint32_t links_count, links_capacity, dependents_count, dependents_capacity;
} TicketRest;

typedef struct Ticket { /* its fields and the state of its rules lie behind it */
    Value *fields;
    Cycle *cycles;
    uint32_t cycles_count, cycles_capacity;
    uint32_t account;   /* into Engine.accounts, NONE */
    uint32_t contract;  /* in Engine.book, NONE */
    uint32_t plan, sla; /* NONE */
    uint32_t held_sla;  /* whose conditions `held` has, NONE: to be evaluated */
    uint32_t index;     /* in Engine.tickets */
    uint64_t held;      /* the conditions of that SLA's entry after the last commit */
    bool is_covered, is_cancelled;
    bool is_refused;     /* by the plan: nothing of it holds for the ticket */
    bool is_without_sla; /* beyond a quota: it has no targets for good (L3) */
    uint32_t heap_slot;  /* in Engine.heap, NONE: not armed */
    uint32_t takes;      /* into Ledger.takes, NONE: its place in quotas */
    TextId id;
    Instant created, closed; /* closed: INSTANT_NONE while open */
    Instant filed;           /* created, or where that was deferred to (L7) */
    uint64_t position;       /* of the record that created it */
    RuleState *rules;
    TicketRest *rest; /* NULL: it has nothing of that */
} Ticket;

typedef struct Pending { /* a change of a ticket that follows from a commit or a timer, at the same
                            instant */
    uint32_t ticket;
    uint32_t event;                  /* NONE: none */
    uint32_t sets_first, sets_count; /* into Engine.pending_sets */
} Pending;

typedef struct Timer {
    Instant at;
    uint32_t ticket; /* index */
} Timer;

typedef struct AgendaEntry { /* something due that belongs to no ticket (runtime/agenda.h) */
    Instant at;
    uint64_t order;
    uint32_t a, b;
    uint8_t kind;
} AgendaEntry;

typedef struct Derivation { /* an event, as a row of Policy.event_sets says */
    uint32_t event, set;
} Derivation;

/* What records and commits ask of the policy again and again, looked up once (facts.c). */
typedef struct Facts {
    Derivation *derivations;  /* events that follow from fields, by field: */
    uint32_t *derivations_of; /* from there to those of the next field */
    /* Bit sets over the ticket's fields: which have such events; all of them; those that records may set; those that may never
       be without a value; those that a creating record has to give, but for the id. */
    uint64_t *derives, *all, *settable, *filled, *required;
    uint64_t *
        acting; /* over the events: those at which the engine itself does something to the ticket */
    uint64_t *asking;           /* likewise: those that need fields of their own, or link tickets */
    uint32_t created, updated;  /* events, NONE */
    bool has_caps, has_periods; /* may pauses have caps, limits be periods? */
} Facts;

typedef struct Capacities Capacities;

struct Engine {
    const Policy *policy;
    Evaluators evaluators;
    EngineOptions options;
    Sink sink;
    Instant covered_from, covered_to; /* every calendar has answers for what lies between */
    ContractBook *book;
    struct Capacities *capacities; /* NULL: no plan has one, or no record has come */
    Arena *arena;                  /* what lives as long as the engine: fields, snapshots */
    Intern *texts;
    SetPool *sets;
    EngineCounts counts;
    Instant now;  /* of the latest record or timer */
    uint64_t seq; /* of decisions */
    RowRank rank; /* of the rows that come now */
    bool keeps_log;
    uint32_t always; /* the prelude's calendar, at hand where no other is (T8) */

    Ticket **tickets;
    uint32_t tickets_count, tickets_capacity;
    uint32_t tickets_finished; /* their rows at the end have been given */
    Account *accounts;
    uint32_t accounts_count, accounts_capacity;
    uint32_t *ticket_of, *account_of; /* by TextId: index + 1 */
    uint32_t text_capacity;           /* of those two and of `seen` */
    uint8_t *seen;                    /* record ids */

    Timer *heap; /* of tickets, by (at, ticket) */
    uint32_t heap_count, heap_capacity;

    AgendaEntry *agenda; /* a heap by (at, kind, order) */
    uint32_t agenda_count, agenda_capacity;
    uint64_t agenda_order;

    Ledger *ledger;
    Charges *charges;
    Packs *packs;
    Objectives *objectives;
    bool has_begun; /* a record of the history has come: fees are due */

    Pending *pending;
    uint32_t pending_count, pending_capacity;
    Assignment *pending_sets;
    uint32_t pending_sets_count, pending_sets_capacity;
    Assignment *scratch;
    uint32_t scratch_capacity;

    Facts facts;

    Value *no_account;  /* defaults: the account of a ticket that has none */
    Value *no_contract; /* likewise */
    Value *no_ticket;   /* likewise: what an account's own moments see */
    Value *before, *event_fields;
    bool has_event_fields; /* some of these have a value */
    uint64_t *given;       /* scratch: fields to which a creating record gives a value */
    uint64_t *events, *changed, *account_changed, *all_account,
        *no_events; /* all_account: every bit set */
    ClockView *views;
    char *reason; /* of the last refusal */
};

/* A commit or a timer of one ticket, as the code sees it. */
typedef struct Moment {
    Engine *engine;
    Ticket *ticket;
    Instant at;
    Frame frame;
    const uint64_t *changed, *account_changed; /* NULL: a timer, nothing changed */
    const Contract *left; /* of a commit that changes the contract: the one before, NULL for none */
    bool contract_changed;
    bool is_quiet;       /* deriving the past: no decisions, no steps */
    uint64_t truths;     /* of the entry at hand: bit i is its i-th code */
    uint32_t truths_sla; /* whose entry that is; NONE: none, or another's */
} Moment;

/* Makes room for one more element; aborts without memory. */
void *state_grow(void *array, uint32_t count, uint32_t *capacity, size_t size);
#define STATE_PUSH(array, count, capacity, ...)                                                    \
    do {                                                                                           \
        if ((count) >= (capacity))                                                                 \
            (array) = state_grow((array), (count), &(capacity), sizeof *(array));                  \
        (array)[(count)++] = __VA_ARGS__;                                                          \
    } while (0)

static inline bool bit_test(const uint64_t *set, uint32_t index)
{
    return set[index / 64] >> (index % 64) & 1;
}

static inline void bit_add(uint64_t *set, uint32_t index)
{
    set[index / 64] |= UINT64_C(1) << (index % 64);
}

/* Sets of the engine have a word to spare, and nearly all have one word. */
static inline void bits_clear(uint64_t *set, uint32_t words)
{
    set[0] = 0;
    for (uint32_t i = 1; i < words; i++)
        set[i] = 0;
}

static inline bool bits_meet(const uint64_t *a, const uint64_t *b, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++)
        if (a[i] & b[i])
            return true;
    return false;
}

/* The first member from `from` on, or `count`; there are none beyond it. */
static inline uint32_t bits_next(const uint64_t *set, uint32_t from, uint32_t count)
{
    for (uint32_t i = from; i < count; i = (i / 64 + 1) * 64) {
        uint64_t rest = set[i / 64] >> i % 64;
        if (rest)
            return i + (uint32_t)__builtin_ctzll(rest);
    }
    return count;
}

/* ---- ticket.c: tickets and accounts by name ---- */
Ticket *ticket_find(const Engine *engine, TextId id); /* NULL: unknown */
Ticket *ticket_new(Engine *engine, TextId id, Instant created, uint64_t position);
TicketRest *ticket_rest(Engine *engine, Ticket *ticket); /* made where there was none */
void cycle_free(Cycle *cycle);                           /* what it owns */
void ticket_free(Ticket *ticket);
uint32_t account_find(const Engine *engine, TextId id); /* NONE: unknown */
uint32_t account_new(Engine *engine, TextId id);
const Value *account_fields(const Engine *engine, const Ticket *ticket);
bool record_is_seen(const Engine *engine, TextId id);
void record_see(Engine *engine, TextId id);
Value *state_fields(Engine *engine, const FieldDef *fields,
                    uint32_t count); /* set to their defaults */

/* ---- facts.c ---- */
Facts facts_make(const Policy *policy, Arena *arena);

/* ---- moment: evaluating code ---- */
/* A moment without a ticket: of an account (NONE: none), for reminders, warnings, fees. `ticket` is NULL. */
Moment moment_of_account(Engine *engine, uint32_t account, Instant at);
/* Makes it the contract whose fields and overrides the code sees; NONE: none. */
void moment_contract(Moment *moment, uint32_t contract);
static inline void moment_begin(Moment *moment, Engine *engine, Ticket *ticket, Instant at)
{
    *moment = (Moment){.engine = engine,
                       .ticket = ticket,
                       .at = at,
                       .truths_sla = NONE,
                       .frame = {.policy = engine->policy,
                                 .engine = engine,
                                 .ticket = ticket->fields,
                                 .before = ticket->fields,
                                 .contract = engine->no_contract,
                                 .events = engine->events,
                                 .event_fields = engine->event_fields,
                                 .now = at,
                                 .sla = NONE}};
    moment->frame.account =
        ticket->account == NONE ? engine->no_account : engine->accounts[ticket->account].fields;
    if (ticket->contract != NONE)
        moment_contract(moment, ticket->contract);
}
bool moment_test(Moment *moment, CodeId code, bool if_none);
Value moment_value(Moment *moment, Operand operand);
Value moment_code(Moment *moment, CodeId code); /* VALUE_ABSENT at a fault */
/* The calendar at hand becomes that of the plan's first SLA (T8). */
void moment_plan(Moment *moment);
uint32_t moment_sla_calendar(Moment *moment, uint32_t sla);
const Calendar *moment_rule_calendar(Moment *moment); /* of the plan's first SLA (T8) */
void engine_fault(Engine *engine);

/* ---- entry.c: the code that a commit has to run ---- */
/* May the commit be of concern? Not asked of timers. */
static inline bool wake_holds(const Moment *moment, const Wake *wake)
{
    const Policy *policy = moment->engine->policy;
    return wake->is_always || !moment->frame.before ||
           (wake->by_contract && moment->contract_changed) ||
           bits_meet(moment->frame.events, wake->events, policy->event_words) ||
           bits_meet(moment->changed, wake->fields, policy->field_words);
}
/* The codes of the entry that the commit wakes. */
uint64_t entry_woken(const Moment *moment, const EntryDef *entry);
/* Runs those that are wanted; bits of those that are true. */
uint64_t entry_run(Moment *moment, uint32_t entry, uint64_t wanted);
/* The entry of the SLA is at hand: fills moment->truths. */
void sla_truths(Moment *moment, uint32_t sla);
/* Code that has a slot in the entry at hand, or stands alone. */
static inline bool moment_holds(Moment *moment, uint8_t slot, CodeId code, bool if_none)
{
    return slot ? moment->truths >> (slot - 1) & 1 : moment_test(moment, code, if_none);
}

/* ---- target.c: which line holds, and what it asks (P2, C5, C6, T8) ---- */
/* Evaluates the cycle's target on the moment's state; true if anything of it changed. */
bool target_aim(Moment *moment, Cycle *cycle);
/* Recomputes due, goal; call after every change of state, run or target. */
void target_due(Moment *moment, Cycle *cycle);
/* The instant at which the target is missed if the cycle runs on from `since`; VALUE_ABSENT: never.
 */
Instant target_deadline(Moment *moment, const Cycle *cycle);
/* The deadline as C4 and C5 give it now, whatever the state: what a breach at a change shows. */
Instant target_shown(Moment *moment, const Cycle *cycle);
bool target_is_read(const Moment *moment,
                    const Cycle *cycle); /* did a field that it reads change? (C7) */

/* ---- cycle_rest.c ---- */
extern const CycleRest CYCLE_REST_NONE;
/* The cycle's own, made where it had the blank one. */
CycleRest *rest_open(Engine *engine, Cycle *cycle);
/* Sets a member; what is as in the blank one makes no rest. */
#define REST_SET(engine, cycle, member, what)                                                      \
    do {                                                                                           \
        __typeof__((cycle)->rest->member) what_ = (what);                                          \
        if ((cycle)->rest->member != what_)                                                        \
            rest_open((engine), (cycle))->member = what_;                                          \
    } while (0)
static inline bool fired_are_few(const Policy *policy, uint32_t steps_clock)
{
    return policy->sla_clocks[steps_clock].steps_count <= FIRED_FEW;
}

/* ---- pause.c: pauses (C3) ---- */
enum {
    CAPS_MAX = 8
}; /* capped `pause while` lines that can hold at once; the checker limits an SLA to fewer */

typedef struct Wish { /* what the pause conditions ask for after the commit (C3) */
    bool is_uncapped;
    uint32_t cause; /* the first line that asks */
    uint32_t count; /* of caps */
    Amount caps[CAPS_MAX];
} Wish;
/* What they ask for; of a clock that is whole its bits say whether they ask at all. */
void wish_find(Moment *moment, uint32_t sla, const SlaClock *row, bool is_whole, Wish *wish);
/* Pauses or resumes the cycle, if it is active, as far as caps allow. */
void pause_update(Moment *moment, Cycle *cycle, const Wish *wish);

/* ---- clock.c: cycles (C1-C9) ---- */
/* A decision about it, unless nobody is to hear of it. */
void cycle_tell(Moment *moment, DecisionKind kind, const Cycle *cycle);
void cycle_measure(Engine *engine, Cycle *cycle, Instant at);
/* The cycle as it will be at `at` if nothing happens before: a copy to be looked at. */
Cycle cycle_seen(Engine *engine, const Cycle *cycle, Instant at);
bool cycle_is_active(const Cycle *cycle);
void cycle_breach(Moment *moment, Cycle *cycle, Instant breached_at);
void cycle_cancel(Moment *moment, Cycle *cycle);
/* One commit for one clock of an SLA (C2); `may_start`: the SLA is in force, so that cycles may
 * begin. */
void clock_commit(Moment *moment, uint32_t sla, uint32_t sla_clock, bool may_start);
/* Takes a cycle along to another SLA (C1). */
void cycle_move(Moment *moment, Cycle *cycle, uint32_t sla, uint32_t sla_clock);
/* Meets changed targets (C7) of all active cycles of the ticket. */
void clock_retarget(Moment *moment);
/* Fires what is due in the cycle at the moment: cap, breach, steps. */
void clock_fire(Moment *moment, Cycle *cycle);
/* Sets cycle->next. */
void clock_arm(Moment *moment, Cycle *cycle);
void clock_views(Engine *engine, const Ticket *ticket, Instant at, ClockView *views);

/* ---- override.c: what of a clock the contract decides (P2) ---- */
/* May the clock run for the ticket: does the SLA name it, or what the contract overrides of it? (C1) */
bool clock_is_named(const Moment *moment, uint32_t sla, uint32_t sla_clock);
/* Takes up the steps and the mode that the contract's override, else the SLA, has for the cycle. */
void cycle_follow(const Moment *moment, Cycle *cycle);

/* ---- escalate.c: steps (X1, X2) ---- */
Instant escalate_next(Moment *moment, Cycle *cycle); /* INSTANT_NONE: none to come */
void escalate_fire(Moment *moment, Cycle *cycle);    /* those due at the moment, in order */

/* ---- rule.c: rules (X3) ---- */
void rule_commit(Moment *moment);
void rule_fire(Moment *moment);
Instant rule_next(const Engine *engine, const Ticket *ticket);

/* ---- act.c: actions (X4, X5) ---- */
typedef struct Act { /* who acts: the identity of X4 */
    uint32_t sla, clock, rule, cycle, step, repetition;
    TextId name; /* of a quota that warns, where there is neither clock nor rule */
} Act;
void act_all(Moment *moment, uint32_t first, uint32_t count, Act act);
/* Queues a commit of `ticket` at the present instant: an event (NONE: none) and one field (NONE:
 * none). */
void pend_field(Engine *engine, uint32_t ticket, uint32_t event, uint32_t field, Value value);

/* ---- select.c: plan and SLA (P1, P5, C1) ---- */
void select_commit(Moment *moment, bool is_creation);
/* Takes the SLA away; its clocks are cancelled. */
void select_drop(Moment *moment);
/* The SLA of the plan once more, for a ticket whose filing was deferred: tests of `created` read the filing (L7). */
void select_filed(Moment *moment);

/* ---- admit.c: admission at creation (L7); quota.c: quotas after it (L2, L3) ---- */
void admit(Moment *moment);
void quota_commit(Moment *moment);

/* ---- contract.c: the contract of a ticket (P1) ---- */
/* The one whose account matches, whose dates hold the ticket's creation and that covers it; NONE. */
uint32_t contract_choose(Moment *moment);
/* The ticket's contract, NULL if it has none. */
const Contract *contract_of(const Engine *engine, const Ticket *ticket);
/* The calendar of the plan's first SLA (T8), whatever a contract overrides, so that the days of contracts and periods
   are the same for all; `always` where the plan has no SLA. */
const Calendar *plan_calendar(Moment *moment, uint32_t plan);

/* ---- remind.c, capacity.c: what happens to contracts themselves (K1, K2) ---- */
/* Puts on the agenda the first reminder of each contract that is not before `at`. */
void remind_begin(Engine *engine, Instant at);
enum { CAPACITIES_MAX = 8 }; /* of one plan */
void capacities_free(Capacities *capacities);
/* Judges the contracts whose accounts are known; before the first record that has an instant. */
void capacity_begin(Engine *engine, Instant at);
/* Judges those of an account that has become known. */
void capacity_account(Engine *engine, uint32_t account, Instant at);

/* ---- timer.c: one pending timer a ticket, ordered by (instant, ticket) ---- */
static inline Instant timer_next(const Engine *engine) /* INSTANT_NONE: none is armed */
{
    return engine->heap_count ? engine->heap[0].at : INSTANT_NONE;
}
void timer_arm(Engine *engine, Ticket *ticket, Instant next); /* INSTANT_NONE disarms */

/* ---- decision.c ---- */
void decide(Moment *moment, DecisionKind kind, const Cycle *cycle, uint32_t step, Origin source);
/* `due`: what counts as the ticket's filing (L7). */
void decide_deferred(Moment *moment, Instant due, Origin source);

/* ---- query.c, finish.c: what is seen from outside ---- */
TicketRow ticket_row_make(Engine *engine, Ticket *ticket, Instant at);
ClockRow clock_row_make(Engine *engine, const Ticket *ticket, const Cycle *cycle, Instant at);

/* ---- engine.c ---- */
void pending_run(Engine *engine,
                 Instant at); /* commits queued by pend_field, and those that they queue */

#endif
