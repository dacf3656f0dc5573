/* The history as table `events` of an SQLite file. */
#include <sqlite3.h>
#include <unistd.h>

#include "bench/record.h"

static bool rows_insert(sqlite3_stmt *insert, const History *history)
{
    EventRecord record;
    for (size_t i = 0; i < history->count; i++) {
        event_record_make(&record, &history->moments[i]);
        for (int j = 0; j < COLUMN_COUNT; j++) {
            const char *text = record.text[j];
            if (text[0])
                sqlite3_bind_text(insert, j + 1, text, -1, SQLITE_TRANSIENT);
            else
                sqlite3_bind_null(insert, j + 1);
        }
        if (sqlite3_step(insert) != SQLITE_DONE)
            return false;
        sqlite3_reset(insert);
    }
    return true;
}

static bool statement_run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* `before` and the columns' names, or a `?` for each, in parentheses. Freed with sqlite3_free. */
static char *columns_sql(const char *before, bool is_named)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendall(sql, before);
    for (int i = 0; i < COLUMN_COUNT; i++)
        sqlite3_str_appendf(sql, "%s%s", i ? "," : "(", is_named ? COLUMN_NAME[i] : "?");
    sqlite3_str_appendall(sql, ")");
    return sqlite3_str_finish(sql);
}

static bool table_write(sqlite3 *db, const History *history)
{
    char *create = columns_sql("CREATE TABLE events", true);
    char *fill = columns_sql("INSERT INTO events VALUES", false);
    sqlite3_stmt *insert = NULL;
    bool ok = statement_run(db, "PRAGMA synchronous=OFF") && statement_run(db, "BEGIN") &&
              statement_run(db, create) &&
              sqlite3_prepare_v2(db, fill, -1, &insert, NULL) == SQLITE_OK &&
              rows_insert(insert, history);
    sqlite3_finalize(insert);
    sqlite3_free(create);
    sqlite3_free(fill);
    return ok && statement_run(db, "COMMIT");
}

bool history_sqlite_write(const History *history, const char *path)
{
    sqlite3 *db = NULL;
    unlink(path);
    bool ok = sqlite3_open(path, &db) == SQLITE_OK && table_write(db, history);
    return sqlite3_close(db) == SQLITE_OK && ok;
}
