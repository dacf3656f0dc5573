/* Row: one line of a history before its meaning, the same for every format: cells by column. A reader
   (ingest_ndjson.c, ingest_csv.c, ingest_sqlite.c) fills it, the decoder (ingest_decode.c) types it. Columns are
   the names that the decoder asks for, numbered from 0; other names are unknown keys. */
#ifndef RUNTIME_INGEST_ROW_H
#define RUNTIME_INGEST_ROW_H

#include "base/json.h"
#include "runtime/ingest.h"
#include "runtime/input.h"

typedef enum CellKind {
    CELL_MISSING, /* not there: says nothing about the field */
    CELL_NULL,    /* written as null: no value */
    CELL_TEXT,    /* untyped text: CSV, texts of SQLite */
    CELL_STRING,  /* JSON, typed from here on */
    CELL_NUMBER,  /* as written */
    CELL_FALSE,
    CELL_TRUE,
    CELL_ARRAY, /* `node` and what follows it */
    CELL_OBJECT,
    CELL_BLOB
} CellKind;

typedef struct Cell {
    CellKind kind;
    Text text; /* borrowed from the reader, good until its next row */
    const JsonNode *node;
} Cell;

Cell cell_from(const JsonNode *node);

typedef struct Columns {
    VEC(Text) names;
    uint32_t *slots; /* column + 1 by hash, 0 = empty; a power of two */
    uint32_t mask;
    bool has_paths;         /* some name has a dot */
    VEC(uint32_t) required; /* columns that a header must have */
} Columns;

typedef struct Unknowns { /* of all inputs of an Ingest */
    Arena *arena;
    Intern *names;
    VEC(uint64_t) counts;
} Unknowns;

typedef struct Row {
    const Columns *columns;
    Cell *cells;       /* by column */
    uint32_t *present; /* columns that are not CELL_MISSING, in the order they were written */
    uint32_t count;
    uint64_t line, offset;
    Text text;          /* the row as it stood */
    bool is_padded;     /* behind the text of each cell MEMO_TEXT_MAX bytes can be read */
    const char *reason; /* why it was refused */
    Arena *arena;       /* emptied at every row */
    Arena *keep;        /* of the open input */
    Unknowns *unknowns; /* NULL: extra columns are no surprise */
} Row;

void columns_add(Arena *arena, Columns *columns, Text name); /* nothing happens if it is there */
void columns_index(Arena *arena, Columns *columns);          /* after the last columns_add */
uint32_t columns_find(const Columns *columns, Text name);    /* NONE if there is none */

Row row_make(Arena *keep, const Columns *columns, Unknowns *unknowns);
void row_free(Row *row);
void row_begin(Row *row, uint64_t line, uint64_t offset, Text text);
/* False: the column has a cell already. */
bool row_put(Row *row, uint32_t column, Cell cell);
void row_unknown(Row *row, Text name);
/* Sets the reason, and gives false. */
__attribute__((format(printf, 2, 3))) bool row_refuse(Row *row, const char *format, ...);

/* A text as messages show it: in quotes, cut where it is long. Good until the next row. */
const char *row_quote(Row *row, Text text);

typedef enum RowResult { ROW_OK, ROW_REFUSED, ROW_END, ROW_FAILED } RowResult;

/* A reader of rows. ROW_FAILED sets *problem of the row's arena `keep`. */
typedef struct RowReader RowReader;
struct RowReader {
    RowResult (*next)(RowReader *reader, Row *row);
    void (*close)(RowReader *reader); /* frees the reader, not the input */
    /* The text of the row that `next` gave last, where it does not come with one; else NULL. Good until either is called. */
    Text (*print)(RowReader *reader);
    /* The text of the row at that offset, empty if it is gone; NULL: rows are no more to be found. Good likewise. */
    Text (*find)(RowReader *reader, uint64_t offset);
    const char *problem; /* after ROW_FAILED */
};

/* The row at hand as it stood. */
static inline Text row_shown(RowReader *reader, const Row *row)
{
    return reader->print ? reader->print(reader) : row->text;
}

RowReader *ndjson_reader_new(Input *input);
/* Reads the header; NULL if it lacks a required column, *problem says which. */
RowReader *csv_reader_new(Input *input, Row *row, char delimiter, char quote, const char **problem);
/* `query`: a table or a SELECT; empty: the table `default_table`, else the only one there is. */
RowReader *sqlite_reader_new(const char *path, Row *row, Text query, const char *default_table,
                             const char **problem);

/* The message for a required column that `names` lacks; NULL if none is missing. */
const char *columns_missing(Arena *arena, const Columns *columns, const Text *names,
                            uint32_t count);

#endif
