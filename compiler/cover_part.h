/* What the parts of coverage share: cover.c makes the items and watches code, cover_rows.c looks at rows, cover_calendar.c
   at calendars. */
#ifndef COMPILER_COVER_PART_H
#define COMPILER_COVER_PART_H

#include "compiler/cover.h"
#include "compiler/ir.h"
#include "runtime/choice.h"

typedef enum WatchKind {
    WATCH_HOLDS,  /* the code's result is true */
    WATCH_FAILS,  /* false */
    WATCH_ENDS,   /* false after it was true for that ticket */
    WATCH_LINE,   /* an index of Policy.lines */
    WATCH_PLAN,   /* it stands for the `applies` of that plan's SLAs */
    WATCH_CHOICE, /* an index of Cover.choices: what the code reads, whatever comes of it */
    WATCH_ASK     /* an index of Cover.asks: where the result is true */
} WatchKind;

typedef struct Watch { /* of a code's results */
    WatchKind kind;
    uint32_t item; /* WATCH_PLAN: the plan, WATCH_CHOICE: the choice, WATCH_ASK: the ask */
    uint32_t next; /* of the same code; NONE */
} Watch;

/* Items of a table's rows, by row: NONE where a row has none. */
typedef uint32_t *CoverRows;

typedef struct CoverPoint { /* a value, or the first of a run of values that lead the same way */
    Value from;
    uint32_t item;  /* NONE: nothing is wanted of it */
    bool is_absent; /* that there is no value, told apart from every one */
} CoverPoint;

typedef enum CoverForm {
    COVER_EXACT, /* a point is that value alone */
    COVER_RUNS,  /* every value up to the next point */
    COVER_WORDS  /* likewise, in no order */
} CoverForm;

typedef struct CoverTest { /* what a condition reads, and the values at which it turns */
    ChoiceTest test;
    CodeId code; /* of CHOICE_CODE: in Cover.program */
    CoverForm form;
    uint32_t first, count; /* into Cover.points, ascending */
} CoverTest;

typedef struct CoverChoice { /* a code as a diagram: `tests` is that of the choice, by index */
    CodeId code;
    Choice choice;
    CoverTest *tests;
} CoverChoice;

typedef struct CoverAsk { /* a condition that counts at an event alone */
    CodeId when;
    uint32_t holds, fails, choice; /* items; into Cover.choices, NONE */
} CoverAsk;

typedef struct CoverMove { /* of a workflow */
    uint32_t workflow;
    uint64_t move;
    uint32_t item;
} CoverMove;

typedef struct Cover {
    Arena *arena;
    const Policy *policy;
    const SourceSet *sources;
    CoverItems items;
    VEC(Watch) watches;
    VEC(CoverChoice) choices;
    VEC(CoverPoint) points;
    VEC(CoverAsk) asks;
    VEC(CoverMove) moves;
    IrProgram
        program;   /* the policy's, with a function for each condition that is no test of a value */
    Engine *words; /* for the texts of values */
    uint32_t unexamined; /* codes whose conditions are too many */
    uint32_t *heads;     /* by CodeId: into watches */
    uint32_t codes_count;
    CoverRows lines, exceptions; /* by row of Policy.lines */
    CoverRows met, breached;     /* by row of Policy.sla_clocks */
    CoverRows steps, actions;    /* actions: of rules' siblings, reminders and warnings */
    CoverRows rules, plans, contracts;
    CoverRows quotas, refunds, rollovers, overdrafts; /* by quota */
    CoverRows last, full;                             /* by quota line */
    CoverRows bought, drawn, expired, owed;           /* by pack */
    CoverRows fees, credits, bills, objectives;
    CoverRows limits, draws;                    /* by limit, by DrawsOn: exceeded */
    CoverRows irregular;                        /* by workflow */
    CoverRows holiday, half_day, forward, back; /* by calendar */
} Cover;

struct CoverRun {
    Cover *cover;
    Arena *arena;
    Evaluators inner;
    VEC(struct Held { /* a condition that a pause waits for, and held */
                      CodeId code;
                      Value ticket;
    })
    held;
};

/* Adds an item; its place is that of the origin. NONE where the standard library wrote it. */
uint32_t cover_add(Cover *cover, CoverKind kind, const char *name, const char *what, Origin origin);
/* The same for what is declared by `word name` in the sources. */
uint32_t cover_add_declared(Cover *cover, CoverKind kind, const char *word, Text name,
                            const char *what);
void cover_reach(Cover *cover, uint32_t item);
CoverRows cover_rows(Cover *cover, uint32_t count);
const char *cover_name(Cover *cover, TextId id);
/* "standard.pause[1]" */
const char *cover_numbered(Cover *cover, const char *owner, const char *word, uint32_t number);

void cover_watch(Cover *cover, CodeId code, WatchKind kind, uint32_t item);

/* ---- cover_test.c ---- */
/* The values at which the code turns, as items of `owner`, which several codes may share. A value is reached only where
   the next one, all else being as it is, would give another result. */
void cover_tests_add(Cover *cover, const char *owner, CodeId code, Origin origin);
/* Likewise of a list of targets: each stands on the first line whose condition turns at it. */
void cover_list_add(Cover *cover, const char *owner, CodeId code, Origin origin);
/* The choice alone, of which no result is watched; NONE: it could not be examined. */
uint32_t cover_choice_add(Cover *cover, const char *owner, CodeId code, Origin origin);
/* Would the value next to the point, all others being `values`, give another result? */
bool cover_point_matters(const Cover *cover, const CoverChoice *all, Value *values, uint32_t test,
                         uint32_t point);
/* What the choice comes to. */
Value cover_leaf(const Choice *choice, const Value *values);
void cover_choice_mark(Cover *cover, uint32_t choice, const Frame *frame);

/* ---- cover_text.c ---- */
/* What the function of Cover.program computes, its last operation, and whether it reads anything. */
const char *cover_code_text(const Cover *cover, CodeId code, IrOp *last, bool *reads);

/* ---- cover_condition.c ---- */
void cover_conditions_add(Cover *cover);
void cover_ask_mark(CoverRun *run, uint32_t ask, const Frame *frame);
void cover_workflows_add(Cover *cover);
/* The change of status that the frame holds, for each workflow. */
void cover_move_mark(CoverRun *run, const Frame *frame);

/* ---- cover_rows.c ---- */
void cover_rows_add(Cover *cover);
/* The steps of a clock of an SLA or an override, which is `owner`. */
void cover_steps_add(Cover *cover, const char *owner, uint32_t sla_clock);

/* ---- cover_calendar.c ---- */
void cover_calendars_add(Cover *cover);
/* A clock ran on the calendar from one instant to another. */
void cover_calendar_mark(Cover *cover, uint32_t calendar, Instant from, Instant to);

#endif
