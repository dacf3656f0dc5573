/* Replay: a whole history through a policy (interfaces.md "replay"). Reads every input, puts the records in order (E2,
   E5), feeds one engine, fires what is due until the end, and hands all rows to the sink. */
#ifndef RUNTIME_REPLAY_H
#define RUNTIME_REPLAY_H

#include "runtime/engine.h"
#include "runtime/history.h"

typedef struct RowBytes { /* `data` is of malloc */
    char *data;
    size_t size, capacity;
} RowBytes;

/* Where one of several threads puts its rows: into memory, until they are put in order. The functions take the sink's
   context; they are called on that thread. */
typedef struct RowFork {
    Sink sink;
    size_t (*size)(void *context);                /* of the rows since the last swap */
    void (*swap)(void *context, RowBytes *bytes); /* gives those rows for an empty buffer */
} RowFork;

typedef struct ReplayOptions {
    const Policy *policy;
    uint32_t source;           /* into Policy.sources; NONE: the expected names */
    const char *const *inputs; /* paths; "-" is standard input */
    uint32_t inputs_count;
    const char *accounts; /* a file of accounts, NULL for none */
    Instant until; /* INSTANT_NONE: the last record's instant; records after it are not replayed */
    bool closed_loop;
    bool keeps_phases;    /* for `finished` to ask (runtime/query.h) */
    uint32_t threads;     /* that evaluate, at most; the bytes are the same for any number (G1) */
    uint64_t records_few; /* fewer are left to one thread */
    size_t memory;        /* for the records of the history, 0: the usual */
    const char *folder;   /* for those that do not fit, NULL: /tmp */
    /* Called once, when the tables exist that the rows' ids come from; gives the sink. */
    Sink (*sink_open)(void *context, const Policy *policy, const Intern *texts,
                      const SetPool *sets);
    /* For several threads: called once for each, as sink_open is for one; false: only one thread can make rows. `join`
       is then given the bytes of whole rows, in order, on the thread of replay_run. Both NULL: one thread. */
    bool (*fork)(void *context, uint32_t index, const Intern *texts, const SetPool *sets,
                 RowFork *out);
    void (*join)(void *context, const char *bytes, size_t size);
    /* Takes back all rows that were given, before sink_open or fork are called again: a history that is in order is
       replayed as it is read, and one that turns out not to be begins anew. NULL: every history is read whole first. */
    void (*restart)(void *context);
    /* Called at the end, after the last row, with the engine as it stands: NULL: none. */
    void (*finished)(void *context, Engine *engine, Instant end);
    void (*reject)(void *context, const Reject *reject);            /* NULL: only counted */
    void (*progress)(void *context, uint64_t done, uint64_t total); /* of both passes; NULL: none */
    Evaluators evaluators; /* what begins; `run` NULL: the policy's own */
    /* Asked now and then between two records; true: *out runs the code from now on. NULL: never. */
    bool (*turn)(void *context, Evaluators *out);
    /* Likewise: does nobody want the rows any more? Then replay_run ends, without a result. NULL: never. */
    bool (*is_over)(void *context);
    void *context;
} ReplayOptions;

typedef struct ReplayResult {
    uint64_t records, applied, rejected,
        duplicates;       /* records = applied + rejected + duplicates (G5) */
    uint64_t after_until; /* of the applied: read, and left out because they lie after `until` */
    uint64_t faults;      /* deadlines and expressions without an answer (T1, T7) */
    uint64_t tickets, accounts;
    Instant first,
        end; /* the first record's instant (INSTANT_NONE: no record), and that of the rows at the end */
} ReplayResult;

typedef struct Replay Replay;

Replay *replay_new(const ReplayOptions *options);
void replay_free(Replay *replay);
/* STATUS_INPUT where a file can't be read: replay_problem says why. Rejects are no failure. */
MUST_CHECK Status replay_run(Replay *replay, ReplayResult *result);
const char *replay_problem(const Replay *replay);
/* Keys that mean nothing to the policy, with the number of records that have them (E3). */
uint32_t replay_unknown_count(const Replay *replay);
UnknownKey replay_unknown_at(const Replay *replay, uint32_t index);

#endif
