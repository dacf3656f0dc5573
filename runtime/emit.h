/* Emit: rows of the engine as files (interfaces.md "Output of replay --emit"). NDJSON is one stream of all kinds, CSV
   one file a kind, SQLite one table a kind. Keys stand in one order, instants are RFC 3339 in UTC, absent is null (an
   empty cell in CSV). Values of --by fields and of `emit` keys print by type: integer, decimal and boolean as such,
   duration "1h30m", percent "75%", date "2026-03-02", money "350 UAH", a set as a JSON array, the rest as text. */
#ifndef RUNTIME_EMIT_H
#define RUNTIME_EMIT_H

#include "base/status.h"
#include "runtime/decision.h"

typedef enum EmitKind { /* bits: a run may emit several */
                        EMIT_CLOCKS = 1,
                        EMIT_TICKETS = 2,
                        EMIT_DECISIONS = 4,
                        EMIT_ACTIONS = 8,
                        EMIT_LEDGER = 16
} EmitKind;

typedef struct EmitOptions {
    const Policy *policy;
    unsigned kinds; /* EmitKind bits */
    const char *
        path; /* NULL or "-": NDJSON on standard output; else by its ending, a folder for several CSV files */
    const Text *by; /* "priority", "account.vip": columns added to clocks and tickets */
    uint32_t by_count;
} EmitOptions;

typedef struct Emit Emit;

/* "clocks" → EMIT_CLOCKS; false: no such kind. */
bool emit_kind_find(Text word, EmitKind *out);
const char *emit_kind_word(EmitKind kind);

/* Opens the output. The Emit is made even on failure, to be asked for emit_problem and freed. STATUS_USAGE: the
   options do not fit together or a field is unknown; STATUS_INPUT: the file can't be written. */
MUST_CHECK Status emit_open(const EmitOptions *options, Emit **out);
/* The sink for an engine with these tables, which must outlive the last row. Kinds not asked for are not made. */
Sink emit_sink(Emit *emit, const Intern *texts, const SetPool *sets);
/* Can the rows be taken back? Only where they are NDJSON in a file of their own. */
bool emit_can_restart(const Emit *emit);
/* Takes them back; its forks must be gone. */
void emit_restart(Emit *emit);
/* Writes what is left. STATUS_INTERNAL if any write failed, as on a full disk: what was written before stays
   readable. */
MUST_CHECK Status emit_close(Emit *emit);
/* Has a write failed already? A long run may want to stop early. */
bool emit_has_failed(const Emit *emit);
const char *emit_problem(const Emit *emit);

/* An emitter of the same rows into memory, for another thread; it must be freed before `emit`. NULL: the format has no part
   that could be made apart (CSV in files, SQLite). */
Emit *emit_fork(const Emit *emit);
/* How many bytes the rows of a fork have come to. */
size_t emit_size(const Emit *fork);
/* Takes them, for an empty buffer of malloc, or NULL and 0, to go on with. */
void emit_swap(Emit *fork, char **bytes, size_t *size, size_t *capacity);
/* Adds whole rows of a fork; its decisions are numbered anew, on from those that were added before. */
void emit_join(Emit *emit, const char *bytes, size_t size);
void emit_free(Emit *emit);

#endif
