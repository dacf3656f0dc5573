/* Trial: one test of a policy as a list of steps (language.md "Tests"): what happens in virtual time, and what is then
   expected. The compiler makes the steps, trial_run takes them one by one with an engine of its own, so that trials
   of one policy may run in any number of threads. Texts are ids of the policy's table; everything lives in the
   set's arena and is immutable once made. */
#ifndef RUNTIME_TRIAL_H
#define RUNTIME_TRIAL_H

#include "base/source.h"
#include "runtime/policy.h"

/* An instant as written: of the wall clock in the zone at hand, or absolute. */
typedef struct TrialInstant {
    int64_t ms; /* since 1970-01-01T00:00, local or UTC */
    bool is_local;
} TrialInstant;

typedef struct TrialSet { /* a field that an event or an account states */
    MapTarget target;     /* MAP_FIELD, MAP_ACCOUNT_FIELD, MAP_EVENT_FIELD */
    uint32_t index;
    Value value;
    bool is_local; /* an instant of the wall clock, in `value` */
} TrialSet;

typedef enum TrialStepKind {
    TRIAL_ACCOUNT, /* what happens */
    TRIAL_EVENT,
    TRIAL_PACK,
    TRIAL_TIME,
    TRIAL_REPLAY,
    TRIAL_STATE, /* what is expected */
    TRIAL_DUE,
    TRIAL_LEFT,
    TRIAL_BECAUSE,
    TRIAL_THAT,
    TRIAL_ACTION,
    TRIAL_MONEY,
    TRIAL_QUOTA,
    TRIAL_NOTHING
} TrialStepKind;

/* TRIAL_WORD(name, word): what `expect t1.resolve WORD` may say. */
#define TRIAL_WORDS                                                                                \
    TRIAL_WORD(MET, "met")                                                                         \
    TRIAL_WORD(BREACHED, "breached")                                                               \
    TRIAL_WORD(OPEN, "open")                                                                       \
    TRIAL_WORD(RUNNING, "running")                                                                 \
    TRIAL_WORD(PAUSED, "paused")                                                                   \
    TRIAL_WORD(STOPPED, "stopped")                                                                 \
    TRIAL_WORD(CANCELLED, "cancelled")                                                             \
    TRIAL_WORD(UNTIMED, "untimed")
typedef enum TrialWord {
#define TRIAL_WORD(name, word) TRIAL_##name,
    TRIAL_WORDS
#undef TRIAL_WORD
        TRIAL_WORD_COUNT
} TrialWord;
const char *trial_word(TrialWord word);

/* What `t1.….…` reads. */
typedef enum SubjectKind {
    SUBJECT_FIELD,
    SUBJECT_ACCOUNT_FIELD,
    SUBJECT_ASSESSMENT, /* code over the ticket's account */
    SUBJECT_CLOCK,      /* the clock as a whole: of TRIAL_STATE, DUE, LEFT, BECAUSE */
    SUBJECT_CLOCK_DUE,
    SUBJECT_CLOCK_LEFT,
    SUBJECT_CLOCK_OUTCOME, /* a text: "met" … */
    SUBJECT_CLOCK_STATE,   /* likewise */
    SUBJECT_CLOCK_CYCLE,
    SUBJECT_PLAN, /* names, as texts */
    SUBJECT_SLA,
    SUBJECT_CONTRACT,
    SUBJECT_COVERED, /* booleans */
    SUBJECT_REJECTED,
    SUBJECT_DEFERRED
} SubjectKind;

typedef struct TrialSubject {
    SubjectKind kind;
    TextId ticket;
    uint32_t index; /* field, account field or clock */
    uint32_t sla;   /* of a clock: NONE: of the customer's first */
    CodeId code;    /* of an assessment */
    ValueType type, element;
    uint32_t enumeration, currency; /* to print it */
} TrialSubject;

typedef enum TrialOperator {
    TRIAL_IS,
    TRIAL_IS_NOT,
    TRIAL_PRESENT,
    TRIAL_ABSENT,
    TRIAL_LESS,
    TRIAL_LESS_EQUAL,
    TRIAL_GREATER,
    TRIAL_GREATER_EQUAL,
    TRIAL_HAS
} TrialOperator;

typedef struct TrialStep {
    TrialStepKind kind;
    Span span;       /* as written */
    bool has_at;     /* EVENT, PACK, TIME; ACTION and MONEY where they say it */
    TrialInstant at; /* also of TRIAL_DUE */
    TextId ticket;   /* EVENT; ACTION, MONEY `for` a ticket */
    TextId account;  /* ACCOUNT, EVENT, PACK; ACTION, MONEY, QUOTA: of which account or contract */
    uint32_t event;  /* of PACK: into Policy.packs */
    bool creates;    /* EVENT: the ticket begins */
    uint32_t sets_first, sets_count; /* into Trials.sets */
    TrialSubject subject;
    TrialWord word;
    TrialOperator op;
    Value value;   /* THAT: right side; LEFT: ms; PACK: tickets; DUE: VALUE_ABSENT for none */
    bool is_local; /* THAT: the value is an instant of the wall clock */
    TextId name;   /* BECAUSE: the line's; QUOTA: the ledger's */
    bool is_pack;  /* QUOTA */
    ActionDef action;
    uint32_t
        keys_count; /* of an `emit`: those that it states, into Policy.action_keys from action.keys_first */
    uint32_t currency;  /* MONEY; NONE: units of a pack or a quota (`draw`) */
    Date month;         /* ACTION, MONEY: `in 2026-03`, its first day; INT32_MIN: any time */
    int64_t used, left; /* QUOTA: VALUE_ABSENT where it does not say */
    const char *path;   /* REPLAY */
} TrialStep;

typedef struct Trial {
    Text name;     /* as written */
    Span span;     /* of the test's name */
    uint32_t row;  /* of its cases, from 1; 0: it has none */
    Text row_text; /* "priority high, due 2026-03-02 18:00" */
    Span row_span;
    const Zone *zone;      /* NULL: of the tickets' first SLAs */
    uint32_t first, count; /* into Trials.steps */
    bool has_replay, has_expectation;
} Trial;

typedef struct Trials { /* all tests of one policy, in the order of its files */
    Arena *arena;
    Policy *policy; /* owned */
    const Trial *trials;
    uint32_t count;
    const TrialStep *steps;
    const TrialSet *sets;
    const Zone *common_zone; /* of every SLA's calendars; NULL: they differ */
} Trials;

void trials_free(Trials *trials);

#endif
