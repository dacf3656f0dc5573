/* Rows as lines of text and as cells, between emit_rows.c, which knows what a row holds, and the formats. Text formats
   (NDJSON, CSV) are a few constants and two functions, an EmitForm; SQLite is a writer of cells. */
#ifndef RUNTIME_EMIT_ROW_H
#define RUNTIME_EMIT_ROW_H

#include "runtime/emit.h"
#include "runtime/out.h"

typedef enum EmitCellKind {
    EMIT_OMITTED, /* a key that this action does not have: no key in NDJSON, empty elsewhere */
    EMIT_NULL,
    EMIT_TEXT,
    EMIT_INTEGER,
    EMIT_DECIMAL, /* millionths */
    EMIT_BOOLEAN,
    EMIT_INSTANT,
    EMIT_ORIGIN, /* `text`:`number`, a file and a line */
    EMIT_JSON,   /* `text` is JSON */
    EMIT_KEYS /* keys of an `emit` action: as many cells of their own in NDJSON, one object elsewhere */
} EmitCellKind;

typedef struct EmitCell EmitCell;
struct EmitCell {
    EmitCellKind kind;
    Text text;
    int64_t number;
    const EmitCell *keys; /* EMIT_KEYS: `number` of them, each with its name in `name` */
    Text name;
};

enum { EMIT_TABLES = 5 };

typedef enum EmitTableId { /* into EMIT_TABLE */
                           TABLE_CLOCKS,
                           TABLE_TICKETS,
                           TABLE_DECISIONS,
                           TABLE_ACTIONS,
                           TABLE_LEDGER
} EmitTableId;

typedef struct EmitTable { /* one kind of row */
    EmitKind kind;
    const char *word; /* "clock": value of "row" */
    const char *name; /* "clocks": of a file or a table */
    const char *const *columns;
    uint32_t count; /* the --by columns, if any, follow */
} EmitTable;

/* The tables, in the order of their bits. */
extern const EmitTable EMIT_TABLE[EMIT_TABLES];

typedef struct EmitForm { /* a format of lines */
    /* What stands before each cell of EMIT_TABLE[table]: `{"row":"clock","ticket":`, `,"clock":`; of CSV a comma, or nothing. */
    Text *(*openings)(Arena *arena, const EmitOptions *options, uint32_t table, uint32_t *count);
    void (*cell)(Out *out, const EmitCell *cell); /* without its opening */
    bool (*is_plain)(Text text);                  /* a text that needs no escapes or quotes */
    Text null, end;                               /* a cell that is absent; the end of a row */
    uint8_t quote; /* bytes of `"` on either side of a plain text or an instant: 1 or 0 */
    bool omits;    /* omitted cells leave no opening behind; keys are cells of their own */
} EmitForm;

typedef struct EmitWriter EmitWriter;
struct EmitWriter {
    const EmitForm *form;   /* NULL: rows come as cells */
    Out *outs[EMIT_TABLES]; /* with a form: where the rows of each table go */
    /* Without: one row of EMIT_TABLE[table], `count` cells. */
    void (*row)(EmitWriter *writer, uint32_t table, const EmitCell *cells, uint32_t count);
    /* Writes what is left and frees the writer. False: something failed, *problem says what. */
    bool (*close)(EmitWriter *writer, Arena *arena, const char **problem);
    /* A writer of the same rows into memory, good as long as this one. NULL: the format has none. */
    EmitWriter *(*fork)(const EmitWriter *writer);
    bool has_failed; /* without a form */
};

/* NULL: it can't be written, *problem says why. `by`: the names of the added columns. */
EmitWriter *ndjson_writer_new(const EmitOptions *options, Arena *arena, const char **problem);
EmitWriter *csv_writer_new(const EmitOptions *options, Arena *arena, const char **problem);
EmitWriter *sqlite_writer_new(const EmitOptions *options, Arena *arena, const char **problem);

/* The names of a table's columns with those of --by, where it has them; the number goes to *count. */
Text *emit_columns(Arena *arena, const EmitOptions *options, uint32_t table, uint32_t *count);
/* The cell as JSON; keys as an object. */
void emit_json(Out *out, const EmitCell *cell);
void emit_decimal(Out *out, int64_t millionths);

#endif
