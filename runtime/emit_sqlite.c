/* SQLite: one table a kind, which replaces one of that name; rows go in by prepared statements, BATCH to a transaction,
   so that a failure leaves what was committed before it. */
#include <stdlib.h>
#include <string.h>

#include "base/sqlite.h"
#include "runtime/emit_row.h"

enum { BATCH = 100000, CELLS_MAX = 88, SHORT_MAX = 256, INTEGER_TEXT = 24 };

typedef struct SqliteWriter {
    EmitWriter base;
    const char *path;
    sqlite3 *database;
    sqlite3_stmt *inserts[EMIT_TABLES];
    uint32_t pending;                    /* rows of the open transaction */
    bool is_set[EMIT_TABLES][CELLS_MAX]; /* parameters that the last row bound to something */
    char problem[256];
    Out scratch, shorts; /* cells that are printed */
} SqliteWriter;

static bool check(SqliteWriter *writer, int result)
{
    if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW)
        return true;
    if (!writer->base.has_failed)
        libsqlite.sqlite3_snprintf(sizeof writer->problem, writer->problem, "%s",
                                   libsqlite.sqlite3_errmsg(writer->database));
    writer->base.has_failed = true;
    return false;
}

static bool run(SqliteWriter *writer, const char *sql)
{
    return check(writer, libsqlite.sqlite3_exec(writer->database, sql, NULL, NULL, NULL));
}

/* ---- Rows ---- */

static void cell_print(Out *out, const EmitCell *cell)
{
    if (cell->kind == EMIT_INSTANT) {
        out_instant(out, cell->number);
    } else if (cell->kind == EMIT_ORIGIN) {
        out_text(out, cell->text);
        out_byte(out, ':');
        out_integer(out, cell->number);
    } else {
        emit_json(out, cell);
    }
}

/* Instants and origins stay in `shorts`, which has room for a row of them, until the next row; of others SQLite takes a
   copy. */
static int bind_printed(SqliteWriter *writer, sqlite3_stmt *insert, int index, const EmitCell *cell)
{
    bool is_short = cell->kind == EMIT_INSTANT ||
                    (cell->kind == EMIT_ORIGIN && cell->text.size < SHORT_MAX - INTEGER_TEXT);
    Out *out = is_short ? &writer->shorts : &writer->scratch;
    if (!is_short)
        out->size = 0;
    size_t from = out->size;
    cell_print(out, cell);
    return libsqlite.sqlite3_bind_text(insert, index, out->bytes + from, (int)(out->size - from),
                                       is_short ? SQLITE_STATIC : SQLITE_TRANSIENT);
}

static int cell_bind(SqliteWriter *writer, sqlite3_stmt *insert, int index, const EmitCell *cell)
{
    switch (cell->kind) {
    case EMIT_OMITTED:
    case EMIT_NULL: return libsqlite.sqlite3_bind_null(insert, index);
    case EMIT_TEXT:
        return libsqlite.sqlite3_bind_text(insert, index, cell->text.data, (int)cell->text.size,
                                           SQLITE_STATIC);
    case EMIT_INTEGER:
    case EMIT_BOOLEAN: return libsqlite.sqlite3_bind_int64(insert, index, cell->number);
    case EMIT_DECIMAL:
    case EMIT_INSTANT:
    case EMIT_ORIGIN:
    case EMIT_JSON:
    case EMIT_KEYS: return bind_printed(writer, insert, index, cell);
    }
    return SQLITE_OK;
}

static void sqlite_row(EmitWriter *base, uint32_t table, const EmitCell *cells, uint32_t count)
{
    SqliteWriter *writer = (SqliteWriter *)base;
    sqlite3_stmt *insert = writer->inserts[table];
    bool *is_set = writer->is_set[table];
    writer->shorts.size = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool sets = cells[i].kind != EMIT_NULL && cells[i].kind != EMIT_OMITTED;
        if ((sets || is_set[i]) && !check(writer, cell_bind(writer, insert, (int)i + 1, &cells[i])))
            return;
        is_set[i] = sets;
    }
    if (!check(writer, libsqlite.sqlite3_step(insert)) ||
        !check(writer, libsqlite.sqlite3_reset(insert)))
        return;
    if (++writer->pending < BATCH)
        return;
    writer->pending = 0;
    run(writer, "COMMIT; BEGIN");
}

static bool sqlite_close(EmitWriter *base, Arena *arena, const char **problem)
{
    SqliteWriter *writer = (SqliteWriter *)base;
    for (uint32_t i = 0; i < EMIT_TABLES; i++)
        libsqlite.sqlite3_finalize(writer->inserts[i]);
    if (writer->database && !libsqlite.sqlite3_get_autocommit(writer->database))
        run(writer, "COMMIT");
    bool is_written = !writer->base.has_failed;
    if (!is_written)
        *problem = arena_format(arena, "%s: %s", writer->path, writer->problem);
    libsqlite.sqlite3_close(writer->database);
    out_free(&writer->scratch);
    out_free(&writer->shorts);
    free(writer);
    return is_written;
}

/* ---- Opening ---- */

static bool is_integer_column(Text name)
{
    static const Text INTEGERS[] = {{"cycle", 5},       {"seq", 3},     {"step", 4},
                                    {"repetition", 10}, {"covered", 7}, {"amount", 6},
                                    {"balance", 7}};
    for (size_t i = 0; i < sizeof INTEGERS / sizeof *INTEGERS; i++)
        if (text_equal(name, INTEGERS[i]))
            return true;
    return text_ends(name, TEXT("_ms")) || text_ends(name, TEXT("_minor"));
}

static void name_quote(Out *out, Text name)
{
    out_byte(out, '"');
    for (uint32_t i = 0; i < name.size; i++) {
        if (name.data[i] == '"')
            out_byte(out, '"');
        out_byte(out, name.data[i]);
    }
    out_byte(out, '"');
}

/* Columns of --by are untyped: they hold what their field holds. */
static void table_sql(Out *out, const Text *columns, uint32_t count, uint32_t table)
{
    const char *name = EMIT_TABLE[table].name;
    out_text(out, TEXT("DROP TABLE IF EXISTS "));
    name_quote(out, text_from(name));
    out_text(out, TEXT("; CREATE TABLE "));
    name_quote(out, text_from(name));
    for (uint32_t i = 0; i < count; i++) {
        out_text(out, i ? TEXT(", ") : TEXT(" ("));
        name_quote(out, columns[i]);
        if (i < EMIT_TABLE[table].count)
            out_text(out, is_integer_column(columns[i]) ? TEXT(" INTEGER") : TEXT(" TEXT"));
    }
    out_put(out, ")", 2);
}

static void insert_sql(Out *out, uint32_t count, uint32_t table)
{
    out_text(out, TEXT("INSERT INTO "));
    name_quote(out, text_from(EMIT_TABLE[table].name));
    out_text(out, TEXT(" VALUES ("));
    for (uint32_t i = 0; i < count; i++)
        out_text(out, i ? TEXT(",?") : TEXT("?"));
    out_put(out, ")", 2);
}

static bool table_make(SqliteWriter *writer, Arena *arena, const EmitOptions *options,
                       uint32_t table)
{
    uint32_t count;
    const Text *columns = emit_columns(arena, options, table, &count);
    Out *out = &writer->scratch;
    out->size = 0;
    table_sql(out, columns, count, table);
    if (!run(writer, out->bytes))
        return false;
    out->size = 0;
    insert_sql(out, count, table);
    return check(writer, libsqlite.sqlite3_prepare_v2(writer->database, out->bytes, -1,
                                                      &writer->inserts[table], NULL));
}

static bool tables_make(SqliteWriter *writer, Arena *arena, const EmitOptions *options)
{
    if (!check(writer, libsqlite.sqlite3_open_v2(options->path, &writer->database,
                                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                                     SQLITE_OPEN_NOMUTEX,
                                                 NULL)) ||
        !run(writer, "PRAGMA synchronous = OFF; BEGIN"))
        return false;
    for (uint32_t i = 0; i < EMIT_TABLES; i++)
        if ((options->kinds & EMIT_TABLE[i].kind) && !table_make(writer, arena, options, i))
            return false;
    return true;
}

EmitWriter *sqlite_writer_new(const EmitOptions *options, Arena *arena, const char **problem)
{
    if (!sqlite_open(problem))
        return NULL;
    SqliteWriter *writer = calloc(1, sizeof *writer);
    if (!writer)
        abort();
    writer->base = (EmitWriter){.row = sqlite_row, .close = sqlite_close};
    writer->path = options->path;
    out_open_memory(&writer->scratch);
    out_open_memory(&writer->shorts);
    out_reserve(&writer->shorts, CELLS_MAX * SHORT_MAX);
    if (tables_make(writer, arena, options))
        return &writer->base;
    sqlite_close(&writer->base, arena, problem);
    return NULL;
}
