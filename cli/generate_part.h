/* What the parts of --generate share: generate.c tries drafts and keeps what reaches something new, generate_draft.c
   thinks them up, generate_expect.c reads what they come to. */
#ifndef CLI_GENERATE_PART_H
#define CLI_GENERATE_PART_H

#include "base/buffer.h"
#include "cli/generate.h"
#include "compiler/cover_search.h"

typedef struct Draft { /* a test without expectations */
    const char *name;
    const char *body;              /* its lines, two spaces in */
    uint32_t item;                 /* that it is for; NONE: to see what comes */
    uint32_t sla;                  /* that it is for, NONE */
    const char *quota;             /* whose balance of "A" it is about; NULL */
    const Zone *zone;              /* of its times */
    Instant at;                    /* of its last line */
    const char *account, *entries; /* of its tickets: a name; "", or text beginning with ", " */
    uint32_t tickets;
    bool is_good;  /* it ran, whatever it reached */
    bool is_moved; /* it is another draft with more moves */
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
enum { TICKETS = 60 /* of one test: a longer one is nobody's to read */ };

void draft_add(Generate *generate, Draft draft);
/* "quota gold.incidents[1]: exceeded": what a test for the item is called. */
const char *draft_item_name(const Generate *generate, uint32_t item);
/* Boundaries, pauses, quotas, calendars, and a plain ticket for each SLA. */
void drafts_first(Generate *generate);
/* Deadlines and escalations, from what the first came to. */
void drafts_second(Generate *generate);

/* ---- generate_wander.c ---- */
/* What may happen to a ticket: every event, changes of fields, time that passes, another ticket, a purchase. */
typedef struct Move {
    const char
        *line; /* behind the instant, with %u for the number of a new ticket; "": time alone */
    Duration delay;
    Instant at; /* where it is not a delay; INSTANT_NONE */
    bool is_ticket;
} Move;
typedef VEC(Move) Moves;
void moves_make(Generate *generate, Moves *out);
/* Each draft before `end` that ran and that is worth it, with one more move, or with two; at most `most` in all. */
void drafts_wander(Generate *generate, const Moves *moves, uint32_t begin, uint32_t end, bool twice,
                   uint32_t most);

/* ---- generate_expect.c ---- */
typedef struct Capture { /* the rows of a run, each given on to the coverage */
    Sink cover;
    Arena *arena;
    VEC(ActionRow) actions;
    VEC(DecisionRow) refused;
    VEC(ClockRow) clocks;
    VEC(TicketRow) tickets;
    VEC(LedgerRow) ledger;
} Capture;

Sink capture_sink(Capture *capture);
/* What the rows say as lines of a test; `policy` is the run's. What was done and what it cost where `is_full`. */
const char *expectations(Generate *generate, const Draft *draft, const Capture *capture,
                         const Policy *policy, bool is_full);

#endif
