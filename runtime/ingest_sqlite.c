/* SQLite: the rows of a table or a query, opened for reading only. A row of a table is not copied for the sake of a refusal:
   its rowid is its offset, by which it is found again. Rows of queries, views and tables without one can't be. */
#include <stdlib.h>
#include <string.h>

#include "base/sqlite.h"
#include "runtime/ingest_row.h"
#include "runtime/out.h"

typedef struct SqliteReader {
    RowReader base;
    sqlite3 *database;
    sqlite3_stmt *statement;
    Arena *arena;
    Text *names;       /* of the result's columns */
    uint32_t *columns; /* NONE for an extra one */
    Text *prefixes;    /* `,"name":` of each, for the text of a row */
    uint32_t count;
    uint64_t line;
    const char *table,
        *rowid; /* of a table that has one: quoted, and what its rowid is called; else NULL */
    sqlite3_stmt *finder; /* of a row by its rowid; NULL: not needed yet */
    Out text;             /* of the row */
} SqliteReader;

static void sqlite_close(RowReader *base)
{
    SqliteReader *reader = (SqliteReader *)base;
    out_free(&reader->text);
    libsqlite.sqlite3_finalize(reader->finder);
    libsqlite.sqlite3_finalize(reader->statement);
    libsqlite.sqlite3_close(reader->database);
    free(reader);
}

/* ---- Cells ---- */

/* The value is asked directly, which saves SQLite a lock and a look for each question: no other thread uses it. */
static inline Cell cell_at(sqlite3_stmt *statement, uint32_t column)
{
    static const CellKind KINDS[] = {[SQLITE_INTEGER] = CELL_NUMBER,
                                     [SQLITE_FLOAT] = CELL_NUMBER,
                                     [SQLITE_TEXT] = CELL_TEXT,
                                     [SQLITE_BLOB] = CELL_BLOB,
                                     [SQLITE_NULL] = CELL_NULL};
    sqlite3_value *value = libsqlite.sqlite3_column_value(statement, (int)column);
    Cell cell = {.kind = KINDS[libsqlite.sqlite3_value_type(value)], .text = TEXT("")};
    if (cell.kind == CELL_NULL || cell.kind == CELL_BLOB)
        return cell;
    const void *bytes = libsqlite.sqlite3_value_text(value);
    if (bytes)
        cell.text = (Text){.data = bytes, .size = (uint32_t)libsqlite.sqlite3_value_bytes(value)};
    return cell;
}

/* NULL says nothing, unless a source says what it means. */
static bool cells_put(SqliteReader *reader, Row *row)
{
    for (uint32_t i = 0; i < reader->count; i++) {
        Cell cell = cell_at(reader->statement, i);
        if (cell.kind == CELL_NULL && row->unknowns)
            continue;
        if (cell.kind == CELL_TEXT && !text_is_utf8(cell.text, NULL))
            return row_refuse(row, "%.*s: not UTF-8", TEXT_ARGS(reader->names[i]));
        if (cell.text.size > INPUT_LINE_MAX)
            return row_refuse(row, "%.*s: longer than 1 MiB", TEXT_ARGS(reader->names[i]));
        if (reader->columns[i] == NONE)
            row_unknown(row, reader->names[i]);
        else
            row_put(row, reader->columns[i], cell);
    }
    return true;
}

/* The row at hand as an object of its columns: what a reject shows. */
static Text row_print(SqliteReader *reader, sqlite3_stmt *statement)
{
    Out *out = &reader->text;
    out->size = 0;
    for (uint32_t i = 0; i < reader->count; i++) {
        Cell cell = cell_at(statement, i);
        out_text(out, reader->prefixes[i]);
        if (cell.kind == CELL_NUMBER)
            out_text(out, cell.text);
        else if (cell.kind == CELL_TEXT)
            out_json(out, cell.text);
        else
            OUT_LITERAL(out, "null");
    }
    out_byte(out, '}');
    return (Text){.data = out->bytes, .size = (uint32_t)out->size};
}

static Text sqlite_print(RowReader *base)
{
    SqliteReader *reader = (SqliteReader *)base;
    return row_print(reader, reader->statement);
}

static Text sqlite_find(RowReader *base, uint64_t offset)
{
    SqliteReader *reader = (SqliteReader *)base;
    const char *sql =
        arena_format(reader->arena, "SELECT * FROM %s WHERE %s = ?1", reader->table, reader->rowid);
    if (!reader->finder &&
        libsqlite.sqlite3_prepare_v2(reader->database, sql, -1, &reader->finder, NULL) != SQLITE_OK)
        return TEXT("");
    libsqlite.sqlite3_bind_int64(reader->finder, 1, (sqlite3_int64)offset);
    bool is_there = libsqlite.sqlite3_step(reader->finder) == SQLITE_ROW;
    Text text = is_there ? row_print(reader, reader->finder) : TEXT("");
    libsqlite.sqlite3_reset(reader->finder);
    return text;
}

static RowResult sqlite_next(RowReader *base, Row *row)
{
    SqliteReader *reader = (SqliteReader *)base;
    int result = libsqlite.sqlite3_step(reader->statement);
    if (result == SQLITE_DONE)
        return ROW_END;
    if (result != SQLITE_ROW) {
        base->problem =
            arena_format(reader->arena, "%s", libsqlite.sqlite3_errmsg(reader->database));
        return ROW_FAILED;
    }
    uint64_t offset = reader->rowid ? (uint64_t)libsqlite.sqlite3_column_int64(reader->statement,
                                                                               (int)reader->count)
                                    : 0;
    row_begin(row, ++reader->line, offset, TEXT(""));
    return cells_put(reader, row) ? ROW_OK : ROW_REFUSED;
}

/* ---- Opening ---- */

static const char *fail(const SqliteReader *reader)
{
    return arena_format(reader->arena, "%s", libsqlite.sqlite3_errmsg(reader->database));
}

/* The table to read where no source names one: `wanted` if it is there, else the only one. */
static const char *table_find(const SqliteReader *reader, const char *wanted, Text *table)
{
    sqlite3_stmt *statement;
    uint32_t count = 0;
    const char *problem = NULL;
    if (libsqlite.sqlite3_prepare_v2(
            reader->database,
            "SELECT name FROM sqlite_schema WHERE type IN ('table','view') AND name "
            "NOT LIKE 'sqlite\\_%' "
            "ESCAPE '\\' ORDER BY name",
            -1, &statement, NULL) != SQLITE_OK)
        return fail(reader);
    bool is_found = false;
    while (!is_found && libsqlite.sqlite3_step(statement) == SQLITE_ROW) {
        const char *name = (const char *)libsqlite.sqlite3_column_text(statement, 0);
        *table = text_copy(reader->arena, text_from(name));
        is_found = text_is(*table, wanted);
        count++;
    }
    if (!is_found && count != 1)
        problem = arena_format(
            reader->arena, count ? "it has %u tables and none is called \"%s\"" : "it has no table",
            count, wanted);
    libsqlite.sqlite3_finalize(statement);
    return problem;
}

static bool is_query(Text query)
{
    for (uint32_t i = 0; i < query.size; i++)
        if (query.data[i] == ' ' || query.data[i] == '\n' || query.data[i] == '\t')
            return true;
    return false;
}

/* `"name"` with its quotes doubled. */
static const char *name_quote(Arena *arena, Text name)
{
    char *quoted = arena_alloc(arena, (size_t)name.size * 2 + 3), *put = quoted;
    *put++ = '"';
    for (uint32_t i = 0; i < name.size; i++) {
        if (name.data[i] == '"')
            *put++ = '"';
        *put++ = name.data[i];
    }
    *put = '"';
    return quoted;
}

/* Does a query with one or two texts for its parameters give a row? */
static bool is_found(const SqliteReader *reader, const char *sql, Text one, const char *other)
{
    sqlite3_stmt *statement;
    if (libsqlite.sqlite3_prepare_v2(reader->database, sql, -1, &statement, NULL) != SQLITE_OK)
        return false;
    libsqlite.sqlite3_bind_text(statement, 1, one.data, (int)one.size, SQLITE_STATIC);
    if (other)
        libsqlite.sqlite3_bind_text(statement, 2, other, -1, SQLITE_STATIC);
    bool has_row = libsqlite.sqlite3_step(statement) == SQLITE_ROW;
    libsqlite.sqlite3_finalize(statement);
    return has_row;
}

/* What the rowid of the table is called: the first name that no column has. NULL: it has none. */
static const char *rowid_find(const SqliteReader *reader, Text table, const char *quoted)
{
    static const char *const NAMES[] = {"rowid", "_rowid_", "oid"};
    if (!is_found(reader,
                  "SELECT 1 FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE AND type = 'table' "
                  "AND sql NOT LIKE 'create virtual%'",
                  table, NULL))
        return NULL;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        sqlite3_stmt *statement = NULL;
        if (is_found(reader, "SELECT 1 FROM pragma_table_xinfo(?1) WHERE name = ?2 COLLATE NOCASE",
                     table, NAMES[i]))
            continue;
        const char *sql = arena_format(reader->arena, "SELECT %s FROM %s", NAMES[i], quoted);
        int result = libsqlite.sqlite3_prepare_v2(reader->database, sql, -1, &statement, NULL);
        libsqlite.sqlite3_finalize(statement);
        return result == SQLITE_OK ? NAMES[i] : NULL;
    }
    return NULL;
}

static const char *table_query(SqliteReader *reader, Text table)
{
    reader->table = name_quote(reader->arena, table);
    reader->rowid = rowid_find(reader, table, reader->table);
    reader->base.find = reader->rowid ? sqlite_find : NULL;
    return reader->rowid
               ? arena_format(reader->arena, "SELECT *, %s FROM %s", reader->rowid, reader->table)
               : arena_format(reader->arena, "SELECT * FROM %s", reader->table);
}

static const char *query_prepare(SqliteReader *reader, Text query, const char *default_table)
{
    const char *sql, *problem = NULL, *rest = "";
    if (!query.size)
        problem = table_find(reader, default_table, &query);
    if (problem)
        return problem;
    sql = is_query(query) ? text_string(reader->arena, query) : table_query(reader, query);
    if (libsqlite.sqlite3_prepare_v2(reader->database, sql, -1, &reader->statement, &rest) !=
        SQLITE_OK)
        return fail(reader);
    if (!reader->statement || !libsqlite.sqlite3_stmt_readonly(reader->statement) ||
        rest[strspn(rest, " \t\r\n;")])
        return "the query must be one SELECT";
    return NULL;
}

static const char *columns_match(SqliteReader *reader, const Row *row)
{
    reader->count =
        (uint32_t)libsqlite.sqlite3_column_count(reader->statement) - (reader->rowid != NULL);
    reader->names = ARENA_ARRAY(reader->arena, Text, reader->count);
    reader->columns = ARENA_ARRAY(reader->arena, uint32_t, reader->count);
    reader->prefixes = ARENA_ARRAY(reader->arena, Text, reader->count);
    for (uint32_t i = 0; i < reader->count; i++) {
        reader->names[i] = text_copy(
            reader->arena, text_from(libsqlite.sqlite3_column_name(reader->statement, (int)i)));
        uint32_t column = columns_find(row->columns, reader->names[i]);
        for (uint32_t j = 0; j < i; j++)
            if (column != NONE && reader->columns[j] == column)
                column = NONE; /* of two columns of one name the first counts */
        reader->columns[i] = column;
        reader->text.size = 0;
        out_byte(&reader->text, i ? ',' : '{');
        out_json(&reader->text, reader->names[i]);
        out_byte(&reader->text, ':');
        reader->prefixes[i] = text_copy(
            reader->arena, (Text){.data = reader->text.bytes, .size = (uint32_t)reader->text.size});
    }
    return columns_missing(reader->arena, row->columns, reader->names, reader->count);
}

static const char *reader_open(SqliteReader *reader, const char *path, const Row *row, Text query,
                               const char *default_table)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX; /* one thread reads it */
    if (libsqlite.sqlite3_open_v2(path, &reader->database, flags, NULL) != SQLITE_OK)
        return fail(reader);
    const char *problem = query_prepare(reader, query, default_table);
    return problem ? problem : columns_match(reader, row);
}

RowReader *sqlite_reader_new(const char *path, Row *row, Text query, const char *default_table,
                             const char **problem)
{
    if (!sqlite_open(problem))
        return NULL;
    SqliteReader *reader = calloc(1, sizeof *reader);
    if (!reader)
        abort();
    reader->base = (RowReader){.next = sqlite_next, .close = sqlite_close, .print = sqlite_print};
    reader->arena = row->keep;
    out_open_memory(&reader->text);
    *problem = reader_open(reader, path, row, query, default_table);
    if (!*problem)
        return &reader->base;
    sqlite_close(&reader->base);
    return NULL;
}
