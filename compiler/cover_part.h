/* What the parts of coverage share: cover.c makes the items and watches code, cover_rows.c looks at rows, cover_calendar.c
   at calendars. */
#ifndef COMPILER_COVER_PART_H
#define COMPILER_COVER_PART_H

#include "compiler/cover.h"

typedef enum WatchKind {
    WATCH_HOLDS, /* the code's result is true */
    WATCH_FAILS, /* false */
    WATCH_ENDS,  /* false after it was true for that ticket */
    WATCH_LINE   /* an index of Policy.lines */
} WatchKind;

typedef struct Watch { /* of a code's results */
    WatchKind kind;
    uint32_t item; /* WATCH_LINE: of line 0 */
    uint32_t next; /* of the same code; NONE */
} Watch;

/* Items of a table's rows, by row: NONE where a row has none. */
typedef uint32_t *CoverRows;

typedef struct Cover {
    Arena *arena;
    const Policy *policy;
    const SourceSet *sources;
    CoverItems items;
    VEC(Watch) watches;
    uint32_t *heads; /* by CodeId: into watches */
    uint32_t codes_count;
    CoverRows lines, exceptions; /* by row of Policy.lines */
    CoverRows met, breached;     /* by row of Policy.sla_clocks */
    CoverRows steps, actions;    /* actions: of rules' siblings, reminders and warnings */
    CoverRows rules, plans, contracts;
    CoverRows quotas, refunds, rollovers, overdrafts; /* by quota */
    CoverRows last, full;                             /* by quota line */
    CoverRows bought, drawn, expired, owed;           /* by pack */
    CoverRows fees, credits, bills, objectives;
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

/* ---- cover_rows.c ---- */
void cover_rows_add(Cover *cover);

/* ---- cover_calendar.c ---- */
void cover_calendars_add(Cover *cover);
/* A clock ran on the calendar from one instant to another. */
void cover_calendar_mark(Cover *cover, uint32_t calendar, Instant from, Instant to);

#endif
