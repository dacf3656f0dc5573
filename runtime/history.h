/* History: the records of a replay in the order in which the engine takes them (semantics.md E2): accounts first, then by
   (at, position). It is read whole before the first record is taken, since the last line may be the earliest; what is
   kept of it is bounded (runtime/record_sort.h), so that a history may be larger than memory. Rows of an `event =
   changes` source are given their creations (E5). Refused lines go to the reject callback of the options while reading. */
#ifndef RUNTIME_HISTORY_H
#define RUNTIME_HISTORY_H

#include "runtime/ingest.h"
#include "runtime/record_sort.h"

typedef struct HistoryOptions {
    IngestOptions ingest; /* `is_accounts` is set by the history itself */
    /* Called now and then while reading: bytes read of the file at hand, and its size or 0. NULL: never. */
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *progress_context;
    size_t memory;      /* for records, 0: the usual */
    const char *folder; /* for what does not fit, NULL: /tmp */
} HistoryOptions;

/* What only the whole history tells. */
typedef struct HistoryFacts {
    Instant first,
        end; /* of its records without those of accounts, and without an accounts file; INSTANT_NONE */
    bool
        past_matters; /* a ticket comes from another account than before, or an account changes after the first
                           ticket: only then has the past of tickets to be kept */
    bool
        crosses_accounts; /* a ticket is not of one account throughout, a record links it to another, or one id comes
                              under two accounts: only then may what happens to an account's tickets depend on others */
} HistoryFacts;

typedef struct History History;

History *history_new(const HistoryOptions *options);
void history_free(History *history);

/* Reads one input to its end; "-" is standard input. Files are numbered from 0 in the order of the calls. */
MUST_CHECK Status history_read(History *history, const char *path);
MUST_CHECK Status history_read_accounts(History *history, const char *path);
MUST_CHECK Status history_read_text(History *history, Text text, InputFormat format);
/* Puts the records in order; after the last read, before the first history_next. */
MUST_CHECK Status history_order(History *history);

/* In place of history_read, once the accounts have been read and history_order called: the records come from the files as
   they are read, none is kept, as long as the files are in order. A history that is not, or whose past matters, or,
   with `apart`, that crosses accounts, is broken: there it ends, and has to be read anew, whole. `paths` outlive it; each
   can be opened again. */
void history_stream(History *history, const char *const *paths, uint32_t count, bool apart);
bool history_is_broken(const History *history);
/* Breaks it, whatever the reason: the next record is the last. */
void history_break(History *history);

/* The next record, good until the next call; *out is NULL at the end. history_start goes back to the first. */
MUST_CHECK Status history_next(History *history, const Record **out);
MUST_CHECK Status history_start(History *history);
uint64_t history_count(const History *history);
HistoryFacts history_facts(const History *history);
/* The row, as it stood, of the record that history_next gave last, for a reject: read again from its file, or kept where
   that is not possible (standard input, SQLite). Good until the next call. */
Text history_text(History *history, const Record *record);
/* The same in two steps, for a record that was given earlier: its place, right after history_next gave it, and the row that
   stood there in the file of that number. */
RecordPlace history_place(const History *history);
Text history_row(History *history, uint32_t file, RecordPlace place);
/* The account of the ticket, where the history does not cross accounts; TEXT_NONE: it has none. */
TextId history_account(const History *history, TextId ticket);
/* The path of a file by number. */
const char *history_file(const History *history, uint32_t file);

const char *history_problem(const History *history);
IngestCounts history_counts(const History *history);
uint32_t history_unknown_count(const History *history);
UnknownKey history_unknown_at(const History *history, uint32_t index);

#endif
