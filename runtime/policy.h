/* Policy: what the compiler makes and the engine runs: tables, and code behind one entry point. It holds no syntax
   and no IR. Everything in it is owned by `arena` (calendars and holiday sets by the policy, zones by `zones`)
   and is immutable once built, so threads may share it. References between tables are 32-bit indices; NONE is
   the absent index. */
#ifndef RUNTIME_POLICY_H
#define RUNTIME_POLICY_H

#include "base/intern.h"
#include "runtime/calendar.h"
#include "runtime/choice.h"
#include "runtime/code.h"
#include "runtime/plan.h"
#include "runtime/set.h"
#include "runtime/value.h"

typedef struct Policy Policy;
typedef struct Engine Engine;

/* ---- Code ---- */

/* What code may read. The engine fills it; code never writes it. */
typedef struct Frame {
    const Policy *policy;
    Engine *engine;      /* for texts and sets (runtime/ops.h) */
    const Value *ticket; /* fields after the record */
    const Value
        *before; /* fields before it; NULL while the ticket is being created: no state before */
    const Value *account;      /* fields of its account; defaults where it has none */
    const Value *contract;     /* fields of its contract; defaults where it has none */
    const uint64_t *events;    /* bit set over Policy.events: what the record counts as */
    const Value *event_fields; /* by EventField.slot */
    Instant now;               /* of the record or the timer */
    const struct ClockView *
        clock; /* what `resolve.due`, `.left`, `.outcome` read, indexed by ClockDef; NULL in guards */
    uint32_t sla;                              /* whose calendar is at hand; NONE: `always` */
    uint32_t overrides_first, overrides_count; /* of the contract: into Policy.overrides (P2) */
} Frame;

typedef struct ClockView {
    Instant due;     /* VALUE_ABSENT while it has none */
    Duration left;   /* VALUE_ABSENT likewise */
    uint8_t outcome; /* Outcome of runtime/clock.h */
    uint8_t exists;
} ClockView;

/* Runs code `id`; true: *out holds its value (VALUE_ABSENT for an absent one). False: a fault, an overflow or a
   calendar without an answer (T1, T7): the caller counts it and takes the value as absent. */
typedef bool (*CodeRun)(const void *code, CodeId id, const Frame *frame, Value *out);

/* Runs the codes of an entry (EntryDef) over one frame, those whose bits are in `wanted` (bit i is the i-th) and no other;
   gives the bits of those that are true, and adds to *faults how many had none. */
typedef uint64_t (*EntryRun)(const void *code, uint32_t entry, uint64_t wanted, const Frame *frame,
                             uint32_t *faults);

/* What runs code: the interpreter that a policy comes with, or the same as machine code (compiler/native.h). `code` is
   the maker's and outlives its use. */
typedef struct Evaluators {
    CodeRun run;
    const void *code;
    EntryRun run_entry; /* NULL: entries are run code by code */
} Evaluators;

/* When something has to be looked at again: one of the events happens, one of the fields changes, the ticket's contract
   does, or at every commit. At its creation everything has to. */
typedef struct Wake {
    const uint64_t *events, *fields; /* bit sets over Policy.events, Policy.fields */
    bool by_contract, is_always;
} Wake;

enum { ENTRY_MAX = 64 };

/* Codes that one commit needs together, over one frame; none of them can fault. Patterns (`start on`) hold only when
   woken, conditions (`pause while`) keep their value until they are. A row refers to its code in an entry by a
   slot, its place there from 1; 0: the code stands alone. */
typedef struct EntryDef {
    uint32_t codes_first, codes_count;   /* into Policy.entry_codes, at most ENTRY_MAX */
    const uint64_t *by_event, *by_field; /* by event, by field: the codes that it wakes */
    uint64_t by_contract, always;        /* codes that the contract wakes, or every commit */
    uint64_t conditions;
    Wake wake; /* of any of them */
} EntryDef;

/* ---- Schema ---- */

typedef struct EnumDef {
    TextId name;           /* of the field that declares it */
    uint32_t first, count; /* into Policy.enumerators: TextIds */
} EnumDef;

typedef struct FieldDef {
    TextId name;
    ValueType type, element; /* element: of a set */
    uint32_t enumeration;    /* of TYPE_ENUM, or of a set of them */
    uint32_t currency;       /* of TYPE_MONEY: row of currency.def */
    bool optional, has_default;
    bool is_engine_kept; /* created, status of `blocked`, `work`: records may not set it */
    Value initial;       /* default, or VALUE_ABSENT */
    uint32_t allowed_first, allowed_count; /* `text in {…}`: into Policy.values; count 0: any */
} FieldDef;

typedef enum EventEffect { /* what the engine itself does at an event */
                           EFFECT_NONE,
                           EFFECT_CREATE,
                           EFFECT_WORK,
                           EFFECT_CLOSE,
                           EFFECT_REOPEN,
                           EFFECT_CANCEL,
                           EFFECT_LINK,
                           EFFECT_UNLINK
} EventEffect;

typedef struct EventDef {
    TextId name;
    EventEffect
        effect; /* by the prelude's names: created, worked, closed, … merged, deleted, linked, unlinked */
    uint32_t sets_first, sets_count;     /* into Policy.event_sets */
    uint32_t fields_first, fields_count; /* into Policy.event_fields */
} EventDef;

typedef struct EventSet { /* `sets status to resolved`; derived from a change of the field too */
    uint32_t field;
    Value value;
    uint64_t
        from; /* enumerators from which a change counts as the event, bit i = enumerator i; all ones: any */
} EventSet;

typedef struct EventField {
    FieldDef def;  /* by : agent | customer | system; minutes : integer; to : text */
    uint32_t slot; /* in Frame.event_fields; fields of one name and type share a slot */
} EventField;

/* ---- Clocks ---- */

typedef struct ClockDef {
    TextId name;
    Origin origin;
    CodeId start, stop, restart, resume, cancel; /* booleans over the frame, NONE: never */
    CodeId pause, run;                           /* `pause while`, `run while` */
    Amount pause_cap;                            /* count 0: none */
    Operand from; /* `start on … from FIELD`: an instant; code NONE and value VALUE_ABSENT: now */
    bool repeats, independently;
} ClockDef;

typedef enum ClockCode { /* the booleans of a clock */
                         CODE_START,
                         CODE_STOP,
                         CODE_RESTART,
                         CODE_RESUME,
                         CODE_CANCEL,
                         CODE_PAUSE,
                         CODE_RUN,
                         CLOCK_CODES
} ClockCode;

CodeId clock_code(const ClockDef *clock, ClockCode which);

/* ---- SLAs ---- */

typedef enum ChangeMode { CHANGES_KEEP, CHANGES_RESTART, CHANGES_PINNED, CHANGES_FINAL } ChangeMode;
typedef enum CutoffKind { CUTOFF_NONE, CUTOFF_CLOSE, CUTOFF_TIME, CUTOFF_FIELD } CutoffKind;

typedef struct TargetLine { /* one `resolve within …`, one row and column of a table */
    TextId
        name; /* stable: "warranty.resolve.fast", "warranty.resolve[1]", "warranty.freeze.resolve[1]" */
    Origin origin;
    bool untimed;
    bool has_limit;
    Unit limit_unit;
    Operand limit; /* ms for UNIT_MS, else a count of the unit */
    CutoffKind cutoff;
    Duration cutoff_time; /* CUTOFF_TIME: local time of day, ms, up to 24 h */
    Operand cutoff_field; /* CUTOFF_FIELD: an instant or a date (its 00:00 local) */
    bool cutoff_is_date;
    uint32_t cutoff_days; /* `n workdays later`; 0: the day of the origin */
    bool cutoff_is_next;  /* `next workday`: the first workday after the local day of the origin */
    Duration cutoff_offset; /* CUTOFF_FIELD + 2h, on the calendar; may be negative */
    uint32_t calendar;      /* `on …`, or the exception's; NONE: the SLA's */
    ChangeMode changes;
    bool changes_is_own; /* written on the line: an override's `changes` leaves it alone */
} TargetLine;

typedef struct SlaClock { /* a clock that an SLA or an override names */
    uint32_t clock;
    CodeId
        line; /* an index into Policy.lines, or VALUE_ABSENT: no line fits; NONE: there is none */
    const uint64_t *
        reads; /* ticket fields that its guards and limits read: bit set, words = Policy.field_words */
    const uint64_t *account_reads;
    bool reads_contract;
    ChangeMode changes;
    uint32_t steps_first, steps_count; /* into Policy.steps */
    bool has_steps;                    /* of an override: its steps take the place of the SLA's */
    bool
        is_overridden_only; /* only overrides name it: it runs for tickets of their contracts alone */
    uint64_t codes;         /* of the SLA's entry: those that move it */
    uint8_t slots[CLOCK_CODES]; /* in the SLA's entry; 0 throughout in rows of overrides */
    /* All its codes are in the entry, and it begins by a pattern alone: those that begin, end or resume it; those that ask for
       a pause while they hold, and while they do not. */
    bool is_whole;
    uint64_t moves, pauses, runs;
} SlaClock;

typedef struct PauseLine {
    Origin origin;
    CodeId when;
    Amount cap;   /* count 0: none */
    uint8_t slot; /* of `when` in the SLA's entry */
} PauseLine;

typedef struct SlaDef {
    TextId name;
    Origin origin;
    TextId team;                         /* `for team`: TEXT_NONE for a customer's SLA */
    CodeId applies;                      /* NONE: always */
    CodeId calendar;                     /* index into Policy.calendars */
    uint32_t fixed_calendar;             /* where it never depends on the ticket; NONE otherwise */
    uint32_t pauses_first, pauses_count; /* into Policy.pauses */
    uint32_t clocks_first,
        clocks_count; /* into Policy.sla_clocks, in the order the SLA first names them */
    uint32_t entry;   /* what a commit asks of its clocks and pauses */
    Wake
        wake; /* when a commit may move its clocks though none of those codes turns, or their targets; no override being in
                  force */
} SlaDef;

typedef enum StepKind { STEP_PERCENT, STEP_BEFORE, STEP_BREACH, STEP_AFTER } StepKind;

typedef struct Step {
    StepKind kind;
    Origin origin;
    int64_t percent; /* millionths */
    Duration offset; /* before, after, every */
    uint32_t times;  /* `every D after, n times`; otherwise 1; 0: without end */
    bool is_every;
    CodeId when;
    uint32_t actions_first, actions_count; /* into Policy.actions */
} Step;

/* ---- Actions, rules, queues ---- */

typedef enum ActionKind {
#define ACTION(name, word, changes_ticket) ACTION_##name,
#include "runtime/action.def"
#undef ACTION
} ActionKind;

typedef enum RecipientKind {
    RECIPIENT_NONE,
    RECIPIENT_AGENT,
    RECIPIENT_CUSTOMER,
    RECIPIENT_TEAM,
    RECIPIENT_ROLE,
    RECIPIENT_TEXT
} RecipientKind;

typedef struct ActionKey { /* a key and a value in the action's row */
    TextId key;
    Operand value;
    ValueType type;
    uint32_t enumeration, currency;
} ActionKey;

typedef struct ActionDef {
    ActionKind kind;
    Origin origin;
    RecipientKind recipient;         /* of notify, assign */
    Operand target;                  /* text of a team, role or plain recipient */
    uint32_t field;                  /* of set, raise, lower */
    Operand value;                   /* of set; text of tag, untag, task; tickets of draw */
    Charge charge;                   /* of bill, credit */
    TextId name;                     /* of emit */
    Amount within;                   /* of `task "…" within 15m`; count 0: none */
    uint32_t keys_first, keys_count; /* into Policy.action_keys */
} ActionDef;

typedef enum TriggerKind {
    TRIGGER_EVENT,
    TRIGGER_WITHOUT,
    TRIGGER_SINCE,
    TRIGGER_TIME
} TriggerKind;

typedef struct RuleDef {
    TextId name;
    Origin origin;
    TriggerKind trigger;
    CodeId event; /* the pattern of `on`, `without`, `since` */
    Amount after;
    Duration time; /* TRIGGER_TIME: local time of day */
    uint32_t
        calendar; /* that `after` counts on, or whose days `at` takes; NONE: of the plan's first SLA */
    CodeId when; /* NONE: always */
    uint32_t actions_first, actions_count;
    uint8_t event_slot, when_slot; /* in Policy.rules_entry */
    bool when_is_kept;             /* a condition, which is as before unless woken */
} RuleDef;

/* The moves that a workflow's chains allow, sorted, each by workflow_move. */
typedef struct WorkflowDef {
    TextId name;
    Origin origin;
    CodeId when; /* NONE: always */
    const uint64_t *moves;
    uint32_t moves_count;
} WorkflowDef;

/* One change of the status, enumerators by ordinal; from VALUE_ABSENT: the ticket begins with it. */
static inline uint64_t workflow_move(Value from, Value to)
{
    uint32_t before = from == VALUE_ABSENT ? NONE : (uint32_t)from,
             after = to == VALUE_ABSENT ? NONE : (uint32_t)to;
    return (uint64_t)before << 32 | after;
}

typedef struct QueueKey {
    CodeId code; /* NONE: `due`, the earliest deadline (X6) */
    bool descending;
} QueueKey;

typedef struct QueueDef {
    TextId name;
    Origin origin;
    CodeId where;                    /* NONE: every ticket */
    uint32_t keys_first, keys_count; /* into Policy.queue_keys */
} QueueDef;

typedef struct PlanDef {
    TextId name;
    Origin origin;
    uint32_t slas_first, slas_count;       /* into Policy.plan_slas: indices of SLAs, in order */
    uint32_t quotas_first, quotas_count;   /* into Policy.quotas */
    uint32_t limits_first, limits_count;   /* into Policy.limits */
    uint32_t accepts_first, accepts_count; /* into Policy.accepts */
    uint32_t capacities_first, capacities_count; /* into Policy.capacities */
    uint32_t fees_first, fees_count;             /* into Policy.fees */
    uint32_t credits_first, credits_count;       /* into Policy.plan_credits */
    uint32_t bills_first, bills_count;           /* into Policy.plan_bills */
    uint32_t draws_first, draws_count;           /* into Policy.draws_on */
} PlanDef;

typedef struct DefaultPlan {
    uint32_t plan;
    CodeId when; /* NONE: always */
    Origin origin;
} DefaultPlan;

/* ---- Sources: how an export's columns become records (runtime/ingest.h) ---- */

typedef enum SourceFormat { SOURCE_CSV, SOURCE_NDJSON, SOURCE_SQLITE } SourceFormat;

typedef enum MapTarget {
    MAP_AT,
    MAP_TICKET,
    MAP_EVENT,
    MAP_ID,
    MAP_CREATED,
    MAP_FIELD,
    MAP_ACCOUNT_FIELD,
    MAP_EVENT_FIELD
} MapTarget;

typedef struct MatchArm {
    bool is_default; /* `_` */
    TextId text;     /* what the column must hold */
    Value value;     /* MAP_FIELD: of the field's type */
    uint32_t event;  /* MAP_EVENT: NONE where the arm is a field's change */
    uint32_t sets_first,
        sets_count; /* `status pending`, `reply by agent`: into Policy.assignments */
} MatchArm;

typedef struct Assignment {
    MapTarget target; /* MAP_FIELD or MAP_EVENT_FIELD */
    uint32_t index;   /* field, or slot of an event field */
    Value value;
} Assignment;

typedef struct Mapping {
    MapTarget target;
    uint32_t index; /* field or slot */
    TextId column;  /* name, or a dotted path in NDJSON */
    TextId format;  /* `as "%Y/…"`; TEXT_NONE: RFC 3339 or epoch ms */
    bool is_match;
    uint32_t arms_first, arms_count; /* into Policy.match_arms */
    Origin origin;
} Mapping;

typedef struct Milestone { /* `events { reply by agent at "col" as "…" }` */
    uint32_t event;
    TextId column, format;
    uint32_t sets_first, sets_count;
    Origin origin;
} Milestone;

typedef struct SourceDef {
    TextId name;
    Origin origin;
    SourceFormat format;
    TextId query;                        /* of SQLite: a table or a SELECT; TEXT_NONE otherwise */
    char delimiter, quote;               /* of CSV */
    const Zone *zone;                    /* of times without an offset; UTC if not written */
    uint32_t absent_first, absent_count; /* into Policy.texts_list: TextIds that mean no value */
    bool is_changes;                     /* `event = changes` */
    bool created_first;                  /* `created = first` */
    uint32_t maps_first, maps_count;     /* into Policy.mappings */
    uint32_t milestones_first,
        milestones_count; /* into Policy.milestones; takes the place of at and event */
} SourceDef;

/* ---- The policy ---- */

#define TABLE(Type, name)                                                                          \
    const Type *name;                                                                              \
    uint32_t name##_count

struct Policy {
    Arena *arena;
    Intern *texts; /* every literal and name; ids are stable */
    SetPool *sets; /* of literals and defaults; set 0 is the empty set */
    ZoneSet *zones;
    TextId name, version;
    const void *code; /* for `run`; owned by the compiler through `code_free` */
    CodeRun run;      /* the interpreter: what every other way must equal */
    void (*code_free)(void *code);

    TABLE(Choice, choices);  /* decisions that code walks (rt_decide) */
    TABLE(FieldDef, fields); /* of the ticket */
    TABLE(FieldDef, account_fields);
    TABLE(EnumDef, enums);
    TABLE(TextId, enumerators);
    TABLE(Value, values);
    TABLE(EventDef, events);
    TABLE(EventSet, event_sets);
    TABLE(EventField, event_fields);
    uint32_t event_slots;                             /* length of Frame.event_fields */
    uint32_t field_words, account_words, event_words; /* 64-bit words of the bit sets */

    TABLE(HolidaySet *, holidays);
    TABLE(TextId, holiday_names);
    TABLE(Calendar *, calendars);
    TABLE(TextId, calendar_names);
    uint32_t calendar_always; /* the prelude's `always`: at hand where nothing else is (T8) */

    TABLE(ClockDef, clocks);
    TABLE(SlaDef, slas);
    TABLE(SlaClock, sla_clocks);
    TABLE(TargetLine, lines);
    TABLE(PauseLine, pauses);
    TABLE(Step, steps);
    TABLE(ActionDef, actions);
    TABLE(ActionKey, action_keys);
    TABLE(RuleDef, rules);
    TABLE(EntryDef, entries);
    TABLE(CodeId, entry_codes);
    TABLE(WorkflowDef, workflows);
    TABLE(QueueDef, queues);
    TABLE(QueueKey, queue_keys);
    TABLE(PlanDef, plans);
    TABLE(uint32_t, plan_slas);
    TABLE(
        CodeId,
        plan_choices); /* by plan: the SLA whose `applies` holds first, or absent; NONE: try them */
    TABLE(DefaultPlan, default_plans);
    TABLE(QuotaDef, quotas);
    TABLE(QuotaLine, quota_lines);
    TABLE(BeyondDef, beyonds);
    TABLE(WarnDef, warns);
    TABLE(LimitDef, limits);
    TABLE(AcceptDef, accepts);
    TABLE(CapacityDef, capacities);
    TABLE(FeeDef, fees);
    TABLE(PlanCredit, plan_credits);
    TABLE(PlanBill, plan_bills);
    TABLE(PackDef, packs);
    TABLE(PackDraw, pack_draws);
    TABLE(DrawsOn, draws_on);
    TABLE(ObjectiveDef, objectives);
    TABLE(FieldDef, contract_fields);
    TABLE(ContractDef, contracts); /* of the source; those of files are loaded beside them */
    TABLE(TextId, contract_accounts);
    TABLE(Value, contract_values);
    TABLE(RemindDef, reminds);
    TABLE(OverrideDef, overrides);
    TABLE(TextId, contract_files); /* `contracts from`: paths as the reader opens them */

    TABLE(SourceDef, sources);
    TABLE(Mapping, mappings);
    TABLE(MatchArm, match_arms);
    TABLE(Milestone, milestones);
    TABLE(Assignment, assignments);
    TABLE(TextId, texts_list);

    /* Fields that the engine itself knows, NONE if the policy has none of that name. */
    uint32_t field_id, field_account, field_created, field_status, field_team, field_agent,
        field_work, field_blocked, field_priority, field_tags;
    uint32_t account_id, account_plan;
    const uint64_t *selection_reads; /* ticket fields that the choice of plan or SLA reads (P1) */
    bool selection_reads_account;
    uint32_t rules_entry;
    Wake rules_wake, quotas_wake; /* when a commit may be of concern to rules, to quotas */
    Wake
        wake; /* likewise, to anything but the clocks of the ticket's SLA and what reads the account */
};

#undef TABLE

void policy_free(Policy *policy);
Evaluators policy_evaluators(const Policy *policy);
/* Index by name in the table it belongs to, or NONE. */
uint32_t policy_calendar_find(const Policy *policy, Text name);
uint32_t policy_holidays_find(const Policy *policy, Text name);
uint32_t policy_field_find(const Policy *policy, Text name);
uint32_t policy_account_field_find(const Policy *policy, Text name);
uint32_t policy_event_find(const Policy *policy, Text name);
uint32_t policy_source_find(const Policy *policy, Text name);
Text policy_text(const Policy *policy, TextId id);
/* What the frame's contract overrides of the SLA, NULL: nothing (P2). */
const OverrideDef *policy_override_search(const Frame *frame, uint32_t sla);
static inline const OverrideDef *policy_override_find(const Frame *frame, uint32_t sla)
{
    return frame->overrides_count ? policy_override_search(frame, sla) : NULL;
}
/* The override's row for the clock: into Policy.sla_clocks, NONE; `override` may be NULL. */
uint32_t policy_override_clock(const Policy *policy, const OverrideDef *override, uint32_t clock);

#endif
