/* Ingest: files of ticket events as Records (interfaces.md "Input", language.md "Sources"; semantics.md E2, E3). An
   Ingest is opened on one input after another; a line that breaks the schema is refused whole, handed to the
   `reject` callback, and reading goes on. What is wrong with a file as a whole is a Status with ingest_problem. */
#ifndef RUNTIME_INGEST_H
#define RUNTIME_INGEST_H

#include "base/status.h"
#include "runtime/event.h"

typedef enum InputFormat { FORMAT_NDJSON, FORMAT_CSV, FORMAT_SQLITE } InputFormat;

typedef struct IngestOptions {
    const Policy *policy;
    uint32_t source;  /* into Policy.sources; NONE: by the expected names */
    bool is_accounts; /* a file of accounts: every row is a RECORD_ACCOUNT */
    Intern *texts;    /* ids in records come from here: the engine's tables */
    SetPool *sets;
    void (*reject)(void *context, const Reject *reject); /* NULL: refused lines are only counted */
    void *context;
} IngestOptions;

typedef struct UnknownKey { /* a key that means nothing: ignored and counted (E3) */
    Text name;
    uint64_t count; /* rows that have it */
} UnknownKey;

typedef struct IngestCounts {
    uint64_t rows;     /* lines or rows read, blank lines not counted */
    uint64_t records;  /* decoded; a row of milestones makes several */
    uint64_t rejected; /* rows refused */
} IngestCounts;

typedef struct Ingest Ingest;

Ingest *ingest_new(const IngestOptions *options);
void ingest_free(Ingest *ingest);

/* The format that a name stands for (.ndjson .jsonl .json, .csv, .db .sqlite .sqlite3); false: none of them. */
bool ingest_format_find(Text path, InputFormat *out);

/* Opens a file, "-" for standard input, as input number `file`. The format is the source's, else that of the name,
   else what its first bytes show. Fails where the file can't be read or lacks a column that must be there. */
MUST_CHECK Status ingest_open(Ingest *ingest, const char *path, uint32_t file);
/* The same over a text in memory, which is copied. Not for SQLite. */
MUST_CHECK Status ingest_open_text(Ingest *ingest, Text text, InputFormat format, uint32_t file);
/* The next record, good until the next call; *out is NULL at the end. Fails where reading does. */
MUST_CHECK Status ingest_next(Ingest *ingest, const Record **out);
/* Positions of records go on from there. */
void ingest_number(Ingest *ingest, uint64_t position);
/* Where the row of the last record begins in its file, and its text as it stood (ingest_text is good until the
   next call). Of an SQLite row, the text is an object of its columns. */
uint64_t ingest_offset(const Ingest *ingest);
Text ingest_text(const Ingest *ingest);
/* Can a row be read again, as bytes of the file at its offset? Not in a pipe or a database. */
bool ingest_is_seekable(const Ingest *ingest);
/* Can it be found again by its offset (a row of a table of SQLite)? */
bool ingest_can_find(const Ingest *ingest);
/* Its text, empty if it is gone; good until the next call. */
Text ingest_find(const Ingest *ingest, uint64_t offset);
void ingest_close(Ingest *ingest);

/* Why the last call failed: a sentence with the file's name. */
const char *ingest_problem(const Ingest *ingest);
IngestCounts ingest_counts(const Ingest *ingest);
/* Bytes (SQLite: 0) read of the open input, and its size where it is known, else 0. */
uint64_t ingest_progress(const Ingest *ingest, uint64_t *total);
/* Unknown keys in the order of first sight. */
uint32_t ingest_unknown_count(const Ingest *ingest);
UnknownKey ingest_unknown_at(const Ingest *ingest, uint32_t index);

#endif
