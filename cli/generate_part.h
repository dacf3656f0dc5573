/* What the parts of --generate share: generate.c tries drafts and keeps what reaches something new, generate_draft.c
   thinks them up, generate_expect.c reads what they come to. */
#ifndef CLI_GENERATE_PART_H
#define CLI_GENERATE_PART_H

#include "base/buffer.h"
#include "cli/generate.h"
#include "compiler/cover_search.h"

typedef struct Draft { /* a test without expectations */
    const char *name;
    const char *body;  /* its lines, two spaces in */
    uint32_t item;     /* that it is for; NONE: to see what comes */
    uint32_t sla;      /* that it is for, NONE */
    const char *quota; /* whose balance of "A" it is about; NULL */
    const Zone *zone;  /* of its times */
    bool is_kept;
    const char *expectations; /* lines, once it was kept */
} Draft;

typedef struct Seen { /* a clock that runs towards a deadline in a draft */
    uint32_t draft, sla, clock;
    Instant due;
} Seen;

typedef struct Generate {
    const Args *args;
    const TestUnit *unit;
    const Policy *policy; /* the unit's */
    Arena *arena;
    Cover *cover;            /* over that policy */
    const char *path, *root; /* of the file that is thought up, and what is compiled with it */
    VEC(Draft) drafts;
    uint32_t tried; /* drafts before it have been */
    VEC(Seen) seen;
} Generate;

/* ---- generate_draft.c ---- */
/* Boundaries, pauses, quotas, calendars, and a plain ticket for each SLA. */
void drafts_first(Generate *generate);
/* Deadlines and escalations, from what the first came to. */
void drafts_second(Generate *generate);

/* ---- generate_expect.c ---- */
typedef struct Capture { /* the rows of a run, each given on to the coverage */
    Sink cover;
    Arena *arena;
    VEC(ClockRow) clocks;
    VEC(TicketRow) tickets;
    VEC(LedgerRow) ledger;
} Capture;

Sink capture_sink(Capture *capture);
/* What the rows say as lines of a test; `policy` and `texts` are the run's. */
const char *expectations(Generate *generate, const Draft *draft, const Capture *capture,
                         const Policy *policy);

#endif
