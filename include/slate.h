/* Slate: support policies in C programs.

   A policy is text in the Slate language: calendars, clocks, targets, pauses and escalations. It is loaded and prepared
   once; from then on it is immutable, and any number of threads may share it. An engine applies a policy to the events
   of tickets and belongs to one thread. The library has no global state, reads no clock and no environment, prints
   nothing and never exits; the only files it opens are those that it is given and those that a policy uses, beside
   it. The same policy and the same events give the same answers.

   Times are 64-bit milliseconds since 1970-01-01T00:00:00Z, durations 64-bit milliseconds; SLATE_NONE stands for none.
   Texts are UTF-8 and end in NUL. Who makes an object frees it: each _load, _new, _open has its _free or _close, which
   accept NULL. Functions that can fail return a SlateStatus; `_problem` then says why, in a text that belongs to the
   object and is good until its next call. Out of memory aborts the process.

   In short (taken from here, compiled and run by tests/api.sh):

       SlatePolicy *policy;
       if (slate_policy_load("support.sla", &policy) != SLATE_OK || slate_policy_prepare(policy) != SLATE_OK)
           fputs(slate_policy_problem(policy), stderr);
       SlateEngine *engine = slate_engine_new(policy, (SlateSink){.decision = show});
       SlateSource *source;
       const SlateRecord *record;
       if (slate_source_open(engine, "march.ndjson", NULL, &source) != SLATE_OK)
           fputs(slate_source_problem(source), stderr);
       while (slate_source_next(source, &record) == SLATE_OK && record)
           if (slate_engine_feed(engine, record) != SLATE_OK)
               fputs(slate_engine_problem(engine), stderr);
       slate_engine_advance(engine, now);

   `slate --help` describes the command line, docs/reference.md the language. */
#ifndef SLATE_H
#define SLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SLATE_MUST_CHECK __attribute__((warn_unused_result))
#else
#define SLATE_MUST_CHECK
#endif

#define SLATE_VERSION "0.1"
#define SLATE_NONE    INT64_MIN

/* The numbers are the exit codes of the command line. */
typedef enum SlateStatus {
    SLATE_OK = 0,
    SLATE_USAGE = 2,   /* a name that the policy does not have, a call out of order */
    SLATE_POLICY = 3,  /* the policy does not compile */
    SLATE_INPUT = 4,   /* a file that cannot be read, a record that was refused */
    SLATE_UNKNOWN = 5, /* the question has no answer: beyond the calendar's last opening */
    SLATE_INTERNAL = 6 /* a resource limit */
} SlateStatus;

/* ---- Policies ---- */

typedef struct SlatePolicy SlatePolicy;

/* Reads and checks the policy at `path`: a .sla file, a folder, "-" for standard input, or what `slate build` made, which is
   code and to be loaded only from where a program would be. *out is made in any case, to be asked for its problem and
   freed. SLATE_INPUT: there is nothing to read, or a compiled policy is damaged. */
SLATE_MUST_CHECK SlateStatus slate_policy_load(const char *path, SlatePolicy **out);
/* Makes the policy ready to run; does nothing when it is. Everything below needs a prepared policy. The machine code of a
   compiled policy is loaded; where it is of another version or another kind of machine the policy runs all the same, on
   the interpreter, and slate_policy_problem says why. Nothing is compiled: `slate build` does that. */
SLATE_MUST_CHECK SlateStatus slate_policy_prepare(SlatePolicy *policy);
/* What runs a prepared policy: "interp" or "native". Both give the same answers. */
const char *slate_policy_engine(const SlatePolicy *policy);
/* Frees the policy; its engines must be gone. */
void slate_policy_free(SlatePolicy *policy);
/* Everything that was found wrong or doubtful, as `slate check` prints it; "" for a clean policy. */
const char *slate_policy_problem(const SlatePolicy *policy);

/* ---- What an engine tells ---- */

/* Something happened to a ticket or a clock: docs/reference.md lists the kinds. */
typedef struct SlateDecision {
    int64_t at;
    uint64_t seq;     /* in this engine, from 1 */
    const char *kind; /* "clock_started", "clock_breached", … */
    const char *ticket;
    const char *clock;  /* NULL where it is about the ticket */
    const char *sla;    /* NULL: none */
    uint32_t cycle;     /* from 1; 0 where it is about the ticket */
    int64_t due;        /* the deadline, SLATE_NONE: there is none */
    const char *source; /* "file:line" of the rule behind it, NULL: none */
} SlateDecision;

/* Something is to be done outside: delivered at least once, its identity is (ticket, rule, cycle, step, repetition). */
typedef struct SlateAction {
    int64_t at;
    const char *ticket;
    const char *rule; /* "sla.clock" of an escalation, or the name of a rule */
    uint32_t cycle, step, repetition;
    const char *action; /* "notify", "set", … */
    const char *target; /* who is notified or assigned; NULL: nobody */
    const char *source; /* "file:line" */
} SlateAction;

/* One cycle of one clock, as it stands at the end. */
typedef struct SlateClock {
    const char *ticket, *clock;
    uint32_t cycle;
    const char *sla;
    const char *plan; /* NULL: none */
    int64_t limit_ms, started, due, stopped, elapsed_ms, paused_ms,
        breached_at;     /* SLATE_NONE: none */
    const char *state;   /* "running", "paused", "stopped", "cancelled" */
    const char *outcome; /* "open", "met", "breached", "cancelled" */
    const char *source;  /* "file:line" of the target, NULL: none */
} SlateClock;

/* Where rows go. A NULL function: rows of that kind are not made. A row and its texts are good only during the call,
   which must not call the engine. */
typedef struct SlateSink {
    void *context;
    void (*decision)(void *context, const SlateDecision *decision);
    void (*action)(void *context, const SlateAction *action);
    void (*clock)(void *context, const SlateClock *clock);
} SlateSink;

/* ---- Engines ---- */

typedef struct SlateEngine SlateEngine;
typedef struct SlateRecord SlateRecord; /* one event, of a source */

/* An engine over a prepared policy, which must outlive it. It reads the policy's files of contracts: where one can't be
   read slate_engine_problem says so, and its contracts are missing. */
SlateEngine *slate_engine_new(const SlatePolicy *policy, SlateSink sink);
void slate_engine_free(SlateEngine *engine);
/* Applies one record of a source of this engine. Records come in the order of their instants; timers due before the
   record fire first. SLATE_INPUT: it was refused and changed nothing. A record whose id was seen before is
   dropped, which is SLATE_OK. */
SLATE_MUST_CHECK SlateStatus slate_engine_feed(SlateEngine *engine, const SlateRecord *record);
/* Lets time pass: fires every timer due at or before `until`. */
void slate_engine_advance(SlateEngine *engine, int64_t until);
/* When to call slate_engine_advance next; SLATE_NONE: nothing is due. */
int64_t slate_engine_next(const SlateEngine *engine);
/* The deadline of the ticket's latest cycle of that clock; SLATE_NONE: no such ticket, clock or deadline (untimed, or
   paused without a cutoff). */
int64_t slate_engine_due(const SlateEngine *engine, const char *ticket, const char *clock);
/* Hands every clock, as it stands at `at`, to the sink. */
void slate_engine_finish(SlateEngine *engine, int64_t at);
/* Why the last record was refused. */
const char *slate_engine_problem(const SlateEngine *engine);

/* ---- Sources ---- */

typedef struct SlateSource SlateSource;

/* Opens a history (NDJSON, CSV, SQLite, by its name or its first bytes; "-" is standard input) for the engine. `name` is a
   source of the policy that maps it; NULL: the plain names are expected. *out is made in any case, to be asked for
   its problem and closed. Refused rows are skipped and counted. */
SLATE_MUST_CHECK SlateStatus slate_source_open(SlateEngine *engine, const char *path,
                                               const char *name, SlateSource **out);
/* The same over `size` bytes of NDJSON in memory, which are copied: the events of a live system. */
SLATE_MUST_CHECK SlateStatus slate_source_open_text(SlateEngine *engine, const char *text,
                                                    size_t size, SlateSource **out);
/* The next record in the order of the file, good until the next call; *out is NULL at the end. */
SLATE_MUST_CHECK SlateStatus slate_source_next(SlateSource *source, const SlateRecord **out);
/* Rows refused so far. */
uint64_t slate_source_rejected(const SlateSource *source);
const char *slate_source_problem(const SlateSource *source);
void slate_source_close(SlateSource *source);

/* ---- Whole histories ---- */

typedef struct SlateReplay {
    const char *const *paths; /* histories, in any order; they are sorted by time */
    uint32_t paths_count;
    const char *accounts; /* NULL: none */
    const char *source;   /* NULL: the plain names */
    int64_t until;        /* SLATE_NONE: the last record's instant */
    bool closed_loop;     /* apply the actions that change tickets */
} SlateReplay;

typedef struct SlateCounts {
    uint64_t records, applied, rejected, duplicates; /* records = applied + rejected + duplicates */
    uint64_t faults;                                 /* deadlines and values without an answer */
    uint64_t tickets;
} SlateCounts;

/* A history through a prepared policy; decisions, actions and at the end clocks go to the sink. On failure the counts
   are zero. `problem`, where it is not NULL, gets why, in at most `size` bytes. */
SLATE_MUST_CHECK SlateStatus slate_replay(const SlatePolicy *policy, const SlateReplay *replay,
                                          SlateSink sink, SlateCounts *counts, char *problem,
                                          size_t size);

/* ---- Calendars ---- */

/* `start` moved by an amount: a duration of open time ("8h", "-90s") or a period ("3 workdays", "2 calendar days",
   "1 month"). SLATE_USAGE: no such calendar, or not an amount. SLATE_UNKNOWN: beyond the last opening. */
SLATE_MUST_CHECK SlateStatus slate_calendar_add(const SlatePolicy *policy, const char *calendar,
                                                int64_t start, const char *amount, int64_t *out);
/* The open time in [a, b), negative when b is before a. */
SLATE_MUST_CHECK SlateStatus slate_calendar_between(const SlatePolicy *policy, const char *calendar,
                                                    int64_t a, int64_t b, int64_t *out);

/* ---- Text ---- */

/* The canonical layout of a policy's text. *out, NUL-terminated, is the caller's, who frees it with free(); on
   SLATE_POLICY it holds what is wrong instead. */
SLATE_MUST_CHECK SlateStatus slate_format(const char *text, char **out);

#ifdef __cplusplus
}
#endif

#endif
