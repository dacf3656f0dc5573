/* SQLite tables and queries as histories. */
#include <check.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/history.h"
#include "tests/unit/ingest_policy.h"

typedef struct Case {
    const char *sql;     /* makes the database */
    const char *query;   /* of the source; NULL: no source */
    const char *records; /* or the problem after the path */
    Status status;
} Case;

static const Case CASES[] = {
    {"CREATE TABLE other(x); CREATE TABLE events(at, ticket, event, priority, parts, vip, product);"
     "INSERT INTO events VALUES('2026-03-02T09:00:00Z', 7, 'created', 'high', 2, 1, NULL),"
     "(1772442000000, 'T-8', 'created', NULL, 2.0, 0, 'brake')",
     NULL,
     "2026-03-02T09:00:00Z 7 created - - priority=high parts=2 vip=1\n"
     "2026-03-02T09:00:00Z T-8 created - - parts=2 vip=0 product=brake\n",
     STATUS_OK},
    {"CREATE TABLE log(at INTEGER, ticket TEXT, event TEXT); INSERT INTO log VALUES(0, 'a', "
     "'created')",
     NULL, "1970-01-01T00:00:00Z a created - -\n", STATUS_OK},
    {"CREATE TABLE events(at, ticket, event); INSERT INTO events VALUES(0, x'00', 'created'), (0, "
     "'b', 'created')",
     NULL, "1970-01-01T00:00:00Z b created - -\n", STATUS_OK}, /* a blob is refused */
    {"CREATE TABLE a(x); CREATE TABLE b(x)", NULL,
     ": it has 2 tables and none is called \"events\"", STATUS_INPUT},
    {"CREATE TABLE a(at, ticket, evnt)", NULL,
     ": there is no column \"event\"; did you mean \"evnt\"?", STATUS_INPUT},
    {"CREATE TABLE \"my log\"\"s\"(t, w); INSERT INTO \"my log\"\"s\" VALUES('a', '2/3/2026')",
     "SELECT t, w FROM \"my log\"\"s\"", "2026-03-01T23:00:00Z a created - -\n", STATUS_OK},
    {"CREATE TABLE log(t, w); INSERT INTO log VALUES('a', '2/3/2026')", "log",
     "2026-03-01T23:00:00Z a created - -\n", STATUS_OK},
    {"CREATE TABLE log(t, w)", "logs", ": no such table: logs", STATUS_INPUT},
    {"CREATE TABLE log(t, w)", "DELETE FROM log", ": the query must be one SELECT", STATUS_INPUT},
    {"CREATE TABLE log(t, w)", "SELECT t, w FROM log; SELECT 1", ": the query must be one SELECT",
     STATUS_INPUT},
    {"CREATE TABLE log(t, w)", "SELECT t, w", ": no such column: t", STATUS_INPUT},
};

static void database_make(char *path, const char *sql)
{
    sqlite3 *database;
    int made = mkstemps(path, 3);
    ck_assert_int_ge(made, 0);
    close(made);
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

static void source_make(Policy *policy, const char *query)
{
    SourceMaker maker = source_maker(policy, SOURCE_SQLITE);
    maker.source.query = intern_add(policy->texts, text_from(query));
    source_map(&maker, MAP_TICKET, NULL, "t", NULL);
    source_milestone(&maker, "created", "w", "%d/%m/%Y");
    source_done(&maker);
}

START_TEST(databases)
{
    Case c = CASES[_i];
    char path[] = "/tmp/slate-ingest-XXXXXX.db";
    database_make(path, c.sql);
    Policy *policy = ingest_policy_new();
    if (c.query)
        source_make(policy, c.query);
    HistoryOptions options = {.ingest = {.policy = policy,
                                         .source = c.query ? 0 : NONE,
                                         .texts = policy->texts,
                                         .sets = policy->sets}};
    History *history = history_new(&options);
    ck_assert_int_eq(history_read(history, path), c.status);
    ck_assert_int_eq(history_order(history), STATUS_OK);
    const char *records = c.status == STATUS_OK ? "" : history_problem(history) + sizeof path - 1;
    const Record *record;
    for (uint64_t i = 0; i < history_count(history); i++) {
        ck_assert_int_eq(history_next(history, &record), STATUS_OK);
        records = arena_format(policy->arena, "%s%s\n", records,
                               record_show(policy, policy->texts, policy->sets, record));
    }
    ck_assert_str_eq(records, c.records);
    unlink(path);
    history_free(history);
    ingest_policy_free(policy);
}
END_TEST

/* The text of a row is an object of its columns. */
START_TEST(row_texts)
{
    char path[] = "/tmp/slate-ingest-XXXXXX.db";
    database_make(path, CASES[0].sql);
    Policy *policy = ingest_policy_new();
    HistoryOptions options = {
        .ingest = {.policy = policy, .source = NONE, .texts = policy->texts, .sets = policy->sets}};
    History *history = history_new(&options);
    ck_assert_int_eq(history_read(history, path), STATUS_OK);
    ck_assert_int_eq(history_order(history), STATUS_OK);
    const Record *record;
    ck_assert_int_eq(history_next(history, &record), STATUS_OK);
    ck_assert(text_is(history_text(history, record),
                      "{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":7,\"event\":\"created\","
                      "\"priority\":\"high\",\"parts\":2,"
                      "\"vip\":1,\"product\":null}"));
    ck_assert_int_eq(history_next(history, &record), STATUS_OK);
    ck_assert_uint_eq(record->line, 2);
    unlink(path);
    history_free(history);
    ingest_policy_free(policy);
}
END_TEST

/* A row is found again by its rowid, whatever that is called, and kept where there is none. */
static const struct {
    const char *sql, *text;
} PLACES[] = {
    {"CREATE TABLE events(at, ticket, event); INSERT INTO events(rowid, at, ticket, event) VALUES"
     "(-7, 2, 'c', 'created'), (9, 0, 'a', 'created'), (1 << 40, 1, 'b', 'created')",
     "{\"at\":1,\"ticket\":\"b\",\"event\":\"created\"}"},
    {"CREATE TABLE events(ROWID, at, _rowid_, ticket, event); INSERT INTO events VALUES"
     "(1, 0, 1, 'a', 'created'), (1, 1, 1, 'b', 'created')",
     "{\"ROWID\":1,\"at\":1,\"_rowid_\":1,\"ticket\":\"b\",\"event\":\"created\"}"},
    {"CREATE TABLE events(rowid, oid, _rowid_, at, ticket, event); INSERT INTO events VALUES"
     "(1, 1, 1, 0, 'a', 'created'), (1, 1, 1, 1, 'b', 'created')",
     "{\"rowid\":1,\"oid\":1,\"_rowid_\":1,\"at\":1,\"ticket\":\"b\",\"event\":\"created\"}"},
    {"CREATE TABLE events(at INTEGER, ticket TEXT PRIMARY KEY, event) WITHOUT ROWID;"
     "INSERT INTO events VALUES(1, 'b', 'created'), (0, 'a', 'created')",
     "{\"at\":1,\"ticket\":\"b\",\"event\":\"created\"}"},
    {"CREATE TABLE log(at, ticket, event, extra); INSERT INTO log VALUES(0, 'a', 'created', 5), "
     "(1, "
     "'b', 'created', x'00'); CREATE VIEW events AS SELECT ticket, at, event, extra FROM log",
     "{\"ticket\":\"b\",\"at\":1,\"event\":\"created\",\"extra\":null}"},
};

START_TEST(row_places)
{
    char path[] = "/tmp/slate-ingest-XXXXXX.db";
    database_make(path, PLACES[_i].sql);
    Policy *policy = ingest_policy_new();
    HistoryOptions options = {
        .ingest = {.policy = policy, .source = NONE, .texts = policy->texts, .sets = policy->sets}};
    History *history = history_new(&options);
    ck_assert_int_eq(history_read(history, path), STATUS_OK);
    ck_assert_int_eq(history_order(history), STATUS_OK);
    const Record *record;
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(history_next(history, &record), STATUS_OK);
    Text text = history_text(history, record);
    ck_assert_msg(text_is(text, PLACES[_i].text), "%.*s", TEXT_ARGS(text));
    text = history_text(history, record); /* and again */
    ck_assert_msg(text_is(text, PLACES[_i].text), "%.*s", TEXT_ARGS(text));
    unlink(path);
    history_free(history);
    ingest_policy_free(policy);
}
END_TEST

static void reject_keep(void *context, const Reject *reject)
{
    *(char *)context = 0;
    ck_assert_msg(text_is(reject->text, "{\"at\":\"x\",\"ticket\":\"a\",\"event\":\"created\"}"),
                  "%.*s", TEXT_ARGS(reject->text));
}

/* A row that is refused while it is read is shown as well. */
START_TEST(row_refused)
{
    char path[] = "/tmp/slate-ingest-XXXXXX.db", unseen = 1;
    database_make(path, "CREATE TABLE events(at, ticket, event); INSERT INTO events VALUES('x', "
                        "'a', 'created')");
    Policy *policy = ingest_policy_new();
    HistoryOptions options = {.ingest = {.policy = policy,
                                         .source = NONE,
                                         .texts = policy->texts,
                                         .sets = policy->sets,
                                         .reject = reject_keep,
                                         .context = &unseen}};
    History *history = history_new(&options);
    ck_assert_int_eq(history_read(history, path), STATUS_OK);
    ck_assert_int_eq(unseen, 0);
    unlink(path);
    history_free(history);
    ingest_policy_free(policy);
}
END_TEST

Suite *ingest_sqlite_suite(void);
Suite *ingest_sqlite_suite(void)
{
    Suite *suite = suite_create("ingest_sqlite");
    TCase *tcase = tcase_create("databases");
    tcase_add_loop_test(tcase, databases, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tcase, row_texts);
    tcase_add_loop_test(tcase, row_places, 0, sizeof PLACES / sizeof *PLACES);
    tcase_add_test(tcase, row_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
