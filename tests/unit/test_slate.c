/* include/slate.h: the example of its head, run, and every function once. The expected instants are worked out by hand:
   2026-03-02 is a Monday, hours are 09:00-17:00 UTC, respond within 1h, resolve within 8h. */
#include "slate.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char POLICY[] =
    "use std.clocks\n"
    "calendar office { zone \"UTC\"  open mon..fri 09:00-17:00 }\n"
    "calendar brief { zone \"UTC\"  open mon..fri 09:00-17:00  valid 2026-01-01..2026-03-03 }\n"
    "sla standard {\n"
    "  calendar office\n"
    "  respond within 1h\n"
    "  resolve within 8h\n"
    "  escalate respond { at breach notify team \"lead\" }\n"
    "}\n"
    "plan basic { sla standard }\n"
    "default plan basic\n";

static const char HISTORY[] =
    "{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\"}\n"
    "{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-2\",\"event\":\"created\"}\n"
    "{\"at\":\"2026-03-02T09:30:00Z\",\"ticket\":\"T-1\",\"event\":\"reply\",\"by\":\"agent\"}\n"
    "{\"at\":\"2026-03-02T09:40:00Z\",\"ticket\":\"T-9\",\"event\":\"note\"}\n";

#define MARCH_2 INT64_C(1772409600000) /* 2026-03-02T00:00:00Z */
#define HOUR    INT64_C(3600000)
#define DAY     (24 * HOUR)
#define NINE    (MARCH_2 + 9 * HOUR)

static char folder[] = "/tmp/slate-test-XXXXXX";
static char policy_path[64], history_path[64];

static void file_write(char path[64], const char *name, const char *text)
{
    snprintf(path, 64, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void files_make(void)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    file_write(policy_path, "support.sla", POLICY);
    file_write(history_path, "march.ndjson", HISTORY);
}

static void files_remove(void)
{
    unlink(policy_path);
    unlink(history_path);
    rmdir(folder);
}

static SlatePolicy *policy_make(void)
{
    SlatePolicy *policy;
    ck_assert_int_eq(slate_policy_load(policy_path, &policy), SLATE_OK);
    ck_assert_int_eq(slate_policy_prepare(policy), SLATE_OK);
    ck_assert_str_eq(slate_policy_problem(policy), "");
    return policy;
}

/* What a sink was told, a line each. */
typedef struct Log {
    char text[4096];
} Log;

__attribute__((format(printf, 2, 3))) static void log_add(Log *log, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    size_t used = strlen(log->text);
    vsnprintf(log->text + used, sizeof log->text - used, format, args);
    va_end(args);
}

static void decision_log(void *context, const SlateDecision *decision)
{
    log_add(context, "%s %s %s\n", decision->kind, decision->ticket,
            decision->clock ? decision->clock : "-");
}

static void action_log(void *context, const SlateAction *action)
{
    log_add(context, "%s %s %s %s %d\n", action->action, action->target, action->ticket,
            action->rule, (int)((action->at - NINE) / 60000));
}

static void clock_log(void *context, const SlateClock *clock)
{
    log_add(context, "%s %s %s %s\n", clock->ticket, clock->clock, clock->state, clock->outcome);
}

/* The example of slate.h. */
START_TEST(engine_runs_a_source)
{
    Log log = {""};
    SlatePolicy *policy = policy_make();
    SlateEngine *engine =
        slate_engine_new(policy, (SlateSink){&log, decision_log, action_log, NULL});
    SlateSource *source;
    const SlateRecord *record;
    ck_assert_int_eq(slate_source_open(engine, history_path, NULL, &source), SLATE_OK);
    int refused = 0;
    while (slate_source_next(source, &record) == SLATE_OK && record)
        refused += slate_engine_feed(engine, record) == SLATE_INPUT;
    ck_assert_int_eq(refused, 1);
    ck_assert_ptr_nonnull(strstr(slate_engine_problem(engine), "T-9"));
    ck_assert_int_eq(slate_engine_due(engine, "T-1", "resolve"), NINE + 8 * HOUR);
    ck_assert_int_eq(slate_engine_due(engine, "T-2", "respond"), NINE + HOUR);
    ck_assert_int_eq(slate_engine_due(engine, "T-3", "respond"), SLATE_NONE);
    ck_assert_int_eq(slate_engine_due(engine, "T-1", "nothing"), SLATE_NONE);
    ck_assert_int_eq(slate_engine_next(engine), NINE + HOUR);
    ck_assert_ptr_null(strstr(log.text, "clock_breached"));
    slate_engine_advance(engine, NINE + HOUR);
    ck_assert_ptr_nonnull(strstr(log.text, "clock_breached T-2 respond\n"));
    ck_assert_ptr_nonnull(strstr(log.text, "notify lead T-2 standard.respond 60\n"));
    ck_assert_ptr_null(strstr(log.text, "clock_breached T-1"));
    slate_source_close(source);
    slate_engine_free(engine);
    slate_policy_free(policy);
}
END_TEST

START_TEST(engine_takes_records_from_memory)
{
    Log log = {""};
    SlatePolicy *policy = policy_make();
    SlateEngine *engine = slate_engine_new(policy, (SlateSink){&log, NULL, NULL, clock_log});
    SlateSource *source;
    const SlateRecord *record;
    static const char TEXT[] =
        "{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\"}\nbroken\n";
    ck_assert_int_eq(slate_source_open_text(engine, TEXT, sizeof TEXT - 1, &source), SLATE_OK);
    ck_assert_int_eq(slate_source_next(source, &record), SLATE_OK);
    ck_assert_int_eq(slate_engine_feed(engine, record), SLATE_OK);
    ck_assert_int_eq(slate_source_next(source, &record), SLATE_OK);
    ck_assert_ptr_null(record);
    ck_assert_uint_eq(slate_source_rejected(source), 1);
    slate_engine_finish(engine, NINE);
    ck_assert_str_eq(log.text, "T-1 respond running open\nT-1 resolve running open\n");
    slate_source_close(source);
    slate_engine_free(engine);
    slate_policy_free(policy);
}
END_TEST

START_TEST(replay_counts_and_tells)
{
    Log log = {""};
    SlatePolicy *policy = policy_make();
    const char *paths[] = {history_path};
    SlateReplay replay = {.paths = paths, .paths_count = 1, .until = MARCH_2 + DAY};
    SlateCounts counts;
    char problem[128] = "";
    ck_assert_int_eq(slate_replay(policy, &replay, (SlateSink){&log, NULL, NULL, clock_log},
                                  &counts, problem, sizeof problem),
                     SLATE_OK);
    ck_assert_uint_eq(counts.records, 4);
    ck_assert_uint_eq(counts.applied, 3);
    ck_assert_uint_eq(counts.rejected, 1);
    ck_assert_uint_eq(counts.tickets, 2);
    ck_assert_str_eq(log.text, "T-1 respond stopped met\nT-1 resolve running breached\n"
                               "T-2 respond running breached\nT-2 resolve running breached\n");
    paths[0] = "no/such.ndjson";
    ck_assert_int_eq(
        slate_replay(policy, &replay, (SlateSink){0}, &counts, problem, sizeof problem),
        SLATE_INPUT);
    ck_assert_ptr_nonnull(strstr(problem, "no/such.ndjson"));
    replay.source = "nothing";
    ck_assert_int_eq(
        slate_replay(policy, &replay, (SlateSink){0}, &counts, problem, sizeof problem),
        SLATE_USAGE);
    slate_policy_free(policy);
}
END_TEST

START_TEST(calendars_answer)
{
    SlatePolicy *policy = policy_make();
    int64_t out = 0;
    ck_assert_int_eq(slate_calendar_add(policy, "office", NINE + 7 * HOUR, "2h", &out), SLATE_OK);
    ck_assert_int_eq(out, NINE + DAY + HOUR);
    ck_assert_int_eq(slate_calendar_add(policy, "office", NINE, "5 workdays", &out), SLATE_OK);
    ck_assert_int_eq(out, NINE + 7 * DAY);
    ck_assert_int_eq(slate_calendar_between(policy, "office", NINE + DAY, NINE, &out), SLATE_OK);
    ck_assert_int_eq(out, -8 * HOUR);
    ck_assert_int_eq(slate_calendar_add(policy, "nowhere", NINE, "2h", &out), SLATE_USAGE);
    ck_assert_int_eq(slate_calendar_add(policy, "office", NINE, "soon", &out), SLATE_USAGE);
    ck_assert_int_eq(slate_calendar_add(policy, "brief", NINE, "20h", &out), SLATE_UNKNOWN);
    slate_policy_free(policy);
}
END_TEST

START_TEST(bad_policies_are_told)
{
    SlatePolicy *policy;
    ck_assert_int_eq(slate_policy_load("no/such.sla", &policy), SLATE_INPUT);
    ck_assert_ptr_nonnull(strstr(slate_policy_problem(policy), "no/such.sla"));
    slate_policy_free(policy);
    ck_assert_int_eq(slate_policy_load(history_path, &policy), SLATE_POLICY);
    ck_assert_ptr_nonnull(strstr(slate_policy_problem(policy), "error[E"));
    ck_assert_int_eq(slate_policy_prepare(policy), SLATE_POLICY);
    slate_policy_free(policy);
    slate_policy_free(NULL);
    slate_engine_free(NULL);
    slate_source_close(NULL);
}
END_TEST

START_TEST(text_is_formatted)
{
    char *text;
    ck_assert_int_eq(slate_format("calendar   a {\nzone \"UTC\" open always\n}", &text), SLATE_OK);
    char *again;
    ck_assert_int_eq(slate_format(text, &again), SLATE_OK);
    ck_assert_str_eq(again, text);
    ck_assert_ptr_nonnull(strstr(text, "calendar a {"));
    free(again);
    free(text);
    ck_assert_int_eq(slate_format("calendar {", &text), SLATE_POLICY);
    ck_assert_ptr_nonnull(strstr(text, "error[E"));
    free(text);
}
END_TEST

Suite *slate_suite(void);
Suite *slate_suite(void)
{
    Suite *suite = suite_create("slate");
    TCase *api = tcase_create("api");
    tcase_add_checked_fixture(api, files_make, files_remove);
    tcase_add_test(api, engine_runs_a_source);
    tcase_add_test(api, engine_takes_records_from_memory);
    tcase_add_test(api, replay_counts_and_tells);
    tcase_add_test(api, calendars_answer);
    tcase_add_test(api, bad_policies_are_told);
    tcase_add_test(api, text_is_formatted);
    suite_add_tcase(suite, api);
    return suite;
}
