/* History: all records of a replay in memory, in the order in which the engine takes them (semantics.md E2): accounts
   first, then by (at, position), stable. Rows of an `event = changes` source are given their creations (E5). Refused
   lines go to the reject callback of the options while reading. Records borrow from the history. */
#ifndef RUNTIME_HISTORY_H
#define RUNTIME_HISTORY_H

#include "runtime/ingest.h"

typedef struct HistoryOptions {
    IngestOptions ingest; /* `is_accounts` is set by the history itself */
    /* Called now and then while reading: bytes read of the file at hand, and its size or 0. NULL: never. */
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *progress_context;
} HistoryOptions;

typedef struct History History;

History *history_new(const HistoryOptions *options);
void history_free(History *history);

/* Reads one input to its end; "-" is standard input. Files are numbered from 0 in the order of the calls. */
MUST_CHECK Status history_read(History *history, const char *path);
MUST_CHECK Status history_read_accounts(History *history, const char *path);
MUST_CHECK Status history_read_text(History *history, Text text, InputFormat format);
/* Puts the records in order; after the last read, before the first history_at. */
void history_order(History *history);

uint64_t history_count(const History *history);
const Record *history_at(const History *history, uint64_t index);
/* The instant of the last record that is no account's, INSTANT_NONE if there is none: the end of a replay. */
Instant history_end(const History *history);
/* The record's row as it stood, for a reject: read again from its file, or kept where that is not possible (standard
   input, SQLite). Good until the next call. */
Text history_text(History *history, const Record *record);
/* The path of a file by number. */
const char *history_file(const History *history, uint32_t file);

const char *history_problem(const History *history);
IngestCounts history_counts(const History *history);
uint32_t history_unknown_count(const History *history);
UnknownKey history_unknown_at(const History *history, uint32_t index);

#endif
