/* Engine: tickets, their clocks and timers, moved forward by records in order (semantics.md E, C, P, X). It belongs
   to one thread; the policy is shared. Feed records in the order of (at, position); timers due before a record
   fire before it, those due at its instant after all records of that instant (E2). */
#ifndef RUNTIME_ENGINE_H
#define RUNTIME_ENGINE_H

#include "base/status.h"
#include "runtime/contract_file.h"
#include "runtime/decision.h"
#include "runtime/event.h"

typedef struct EngineOptions {
    bool closed_loop;  /* apply actions that change the ticket (X5) */
    bool keeps_phases; /* keep what each cycle ran and paused, to be asked for (runtime/query.h) */
    /* Tables that others fill, where given: ids in records come from `texts` and `sets`; all outlive the engine. NULL: its
       own, over the policy's. */
    Intern *texts;
    SetPool *sets;
    ContractBook *book;
} EngineOptions;

typedef struct EngineCounts { /* records = applied + rejected + duplicates (G5) */
    uint64_t records, applied, rejected, duplicates;
    uint64_t faults; /* deadlines and expressions without an answer (T1, T7) */
    uint64_t tickets, accounts;
} EngineCounts;

Engine *engine_new(const Policy *policy, EngineOptions options, Sink sink);
/* Another sink for the rows to come. */
void engine_attach(Engine *engine, Sink sink);
/* Other evaluators of the same policy from now on; between two records. At first they are the policy's own. */
void engine_use(Engine *engine, Evaluators evaluators);
Evaluators engine_evaluators(const Engine *engine);
/* Keeps every ticket's commits from now on, so that clocks can be derived from the start when a change
   of its account brings a ticket under an SLA later (C1). Call it before the first record where accounts
   may change after tickets exist or tickets may change their account; policies whose selection reads
   other fields of the ticket keep the past anyway. */
void engine_keep_past(Engine *engine);
void engine_free(Engine *engine);
/* Reads the policy's files of contracts; once, before the first record. `policy`, `book`, `texts` and `sets` of the
   reading are the engine's. STATUS_INPUT: a file can't be read, and *problem, in the arena, says why; what was read before
   stays. Refused rows are no failure. */
MUST_CHECK Status engine_read_contracts(Engine *engine, ContractReading *reading, Arena *arena,
                                        const char **problem);

/* The engine's text and set tables, for the ids of its rows; where no others were given, ids in records come from here. */
Intern *engine_texts(Engine *engine);
SetPool *engine_sets(Engine *engine);

/* One commit. NULL: applied or dropped as a duplicate; otherwise the reason for which it was refused, good until
   the next call (E3). */
const char *engine_feed(Engine *engine, const Record *record);
/* Fires every timer due at or before `until`, in order. */
void engine_advance(Engine *engine, Instant until);
/* The instant of the next timer, INSTANT_NONE if there is none. */
Instant engine_next(const Engine *engine);
/* The deadline of the latest cycle of that clock of the ticket; INSTANT_NONE: no such ticket, clock or deadline. */
Instant engine_due(const Engine *engine, Text ticket, Text clock);
/* Hands the clock and ticket rows, as they stand at `at`, to the sink, in documented order: tickets by creation
   (instant, position), clocks of a ticket by the order of the policy, cycles ascending. */
void engine_finish(Engine *engine, Instant at);
/* The same in parts: the tickets that records before that position created and no call before this one gave. The last call
   is engine_finish. */
void engine_finish_before(Engine *engine, Instant at, uint64_t position);
/* Of the row that the sink is given. */
RowRank engine_rank(const Engine *engine);
EngineCounts engine_counts(const Engine *engine);

#endif
