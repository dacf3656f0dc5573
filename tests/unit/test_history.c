/* Order (semantics.md E2), creations of state rows (E5), files read again. */
#include "runtime/history.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/ingest_policy.h"

/* Some of the cases with room for a few records only, so that they go through a file. */
static const size_t MEMORY[] = {0, 200};
static size_t memory;

static History *history_open(Policy *policy)
{
    HistoryOptions options = {.ingest = {.policy = policy,
                                         .source = policy->sources_count ? 0 : NONE,
                                         .texts = policy->texts,
                                         .sets = policy->sets},
                              .memory = memory};
    return history_new(&options);
}

static const char *history_show(Policy *policy, History *history)
{
    const char *lines = "";
    const Record *record;
    ck_assert_int_eq(history_order(history), STATUS_OK);
    for (;;) {
        ck_assert_int_eq(history_next(history, &record), STATUS_OK);
        if (!record)
            break;
        lines = arena_format(policy->arena, "%s%s%s%s\n", lines, record->is_state ? "state " : "",
                             record->may_create ? "first " : "",
                             record_show(policy, policy->texts, policy->sets, record));
    }
    return lines;
}

/* The record at that place in the order. */
static const Record *record_nth(History *history, uint64_t index)
{
    const Record *record;
    ck_assert_int_eq(history_start(history), STATUS_OK);
    for (uint64_t i = 0; i <= index; i++)
        ck_assert_int_eq(history_next(history, &record), STATUS_OK);
    return record;
}

static void order_check(Policy *policy, const char *first, const char *second, InputFormat format,
                        const char *expected)
{
    History *history = history_open(policy);
    ck_assert_int_eq(history_read_text(history, text_from(first), format), STATUS_OK);
    if (second)
        ck_assert_int_eq(history_read_text(history, text_from(second), format), STATUS_OK);
    ck_assert_str_eq(history_show(policy, history), expected);
    history_free(history);
    ingest_policy_free(policy);
}

/* E2: by (at, position), stable, over all inputs. */
START_TEST(order_of_records)
{
    memory = MEMORY[_i];
    order_check(ingest_policy_new(),
                "at,ticket,event\n2026-03-02T09:00:02Z,a,created\n2026-03-02T09:00:01Z,b,created\n"
                "2026-03-02T09:00:01Z,b,updated\n",
                "at,ticket,event\n2026-03-02T09:00:01Z,b,closed\n2026-03-02T08:00:00Z,c,created\n",
                FORMAT_CSV,
                "2026-03-02T08:00:00Z c created - -\n2026-03-02T09:00:01Z b created - -\n"
                "2026-03-02T09:00:01Z b updated - -\n2026-03-02T09:00:01Z b closed - -\n"
                "2026-03-02T09:00:02Z a created - -\n");
}
END_TEST

static Policy *states_policy(bool has_created)
{
    Policy *policy = ingest_policy_new();
    SourceMaker maker = source_maker(policy, SOURCE_CSV);
    maker.source.is_changes = true;
    maker.source.zone = NULL; /* UTC */
    source_map(&maker, MAP_TICKET, NULL, "number", NULL);
    source_map(&maker, MAP_AT, NULL, "updated_at", "%d/%m/%Y %H:%M");
    if (has_created)
        source_map(&maker, MAP_CREATED, NULL, "opened_at", "%d/%m/%Y %H:%M");
    source_map(&maker, MAP_FIELD, "status", "state", NULL);
    source_map(&maker, MAP_FIELD, "product", "product", NULL);
    source_absent(&maker, "?");
    source_done(&maker);
    return policy;
}

#define STATES                                                                                     \
    "number,opened_at,updated_at,state,product\n"                                                  \
    "INC1,29/2/2016 1:16,29/2/2016 1:23,new,cd\n"                                                  \
    "INC1,29/2/2016 1:16,29/2/2016 8:53,closed,?\n"                                                \
    "INC2,29/2/2016 1:10,29/2/2016 1:09,open,cd\n"                                                 \
    "INC3,?,29/2/2016 1:17,open,?\n"                                                               \
    "INC4,29/2/2016 0:30,29/2/2016 9:00,closed,cd\n"                                               \
    "INC4,29/2/2016 0:30,29/2/2016 8:00,new,cd\n"

/* The first row of each ticket in order creates it, at min(opened, updated) (E5); absent empties an optional field. */
START_TEST(states_with_creation)
{
    memory = MEMORY[_i];
    order_check(states_policy(true), STATES, NULL, FORMAT_CSV,
                "state 2016-02-29T00:30:00Z INC4 created - - status=new product=cd\n"
                "state 2016-02-29T01:09:00Z INC2 created - - status=open product=cd\n"
                "state 2016-02-29T01:16:00Z INC1 created - - status=new product=cd\n"
                "state 2016-02-29T01:17:00Z INC3 created - - status=open product=absent\n"
                "state 2016-02-29T08:53:00Z INC1 updated - - status=closed product=absent\n"
                "state 2016-02-29T09:00:00Z INC4 updated - - status=closed product=cd\n");
}
END_TEST

START_TEST(states_without_creation)
{
    memory = MEMORY[_i];
    order_check(states_policy(false), STATES, NULL, FORMAT_CSV,
                "state 2016-02-29T01:09:00Z INC2 created - - status=open product=cd\n"
                "state 2016-02-29T01:17:00Z INC3 created - - status=open product=absent\n"
                "state 2016-02-29T01:23:00Z INC1 created - - status=new product=cd\n"
                "state 2016-02-29T08:00:00Z INC4 created - - status=new product=cd\n"
                "state 2016-02-29T08:53:00Z INC1 updated - - status=closed product=absent\n"
                "state 2016-02-29T09:00:00Z INC4 updated - - status=closed product=cd\n");
}
END_TEST

/* `created = first` */
START_TEST(created_first)
{
    memory = MEMORY[_i];
    Policy *policy = ingest_policy_new();
    SourceMaker maker = source_maker(policy, SOURCE_NDJSON);
    maker.source.created_first = true;
    source_map(&maker, MAP_TICKET, NULL, "t", NULL);
    source_map(&maker, MAP_AT, NULL, "at", NULL);
    source_map(&maker, MAP_EVENT, NULL, "e", NULL);
    source_done(&maker);
    order_check(policy, "{\"t\":\"a\",\"at\":0,\"e\":\"reply\"}", NULL, FORMAT_NDJSON,
                "first 1970-01-01T00:00:00Z a reply - -\n");
}
END_TEST

static void file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

/* Accounts come first, and rows are found again in their files. */
START_TEST(accounts_first_and_texts)
{
    memory = MEMORY[_i];
    char events[] = "/tmp/slate-history-XXXXXX", accounts[80];
    int made = mkstemp(events);
    ck_assert_int_ge(made, 0);
    close(made);
    snprintf(accounts, sizeof accounts, "%s.csv", events);
    file_write(events, "{\"at\":1,\"ticket\":\"a\",\"event\":\"created\"}\n\n "
                       "{\"at\":0,\"ticket\":\"b\",\"event\":"
                       "\"created\"} \n");
    file_write(accounts, "account,licences\nACME,5\n");
    Policy *policy = ingest_policy_new();
    History *history = history_open(policy);
    ck_assert_int_eq(history_read(history, events), STATUS_OK);
    ck_assert_int_eq(history_read_accounts(history, accounts), STATUS_OK);
    ck_assert_str_eq(history_show(policy, history),
                     "1900-01-01T00:00:00Z - account ACME - licences=5\n"
                     "1970-01-01T00:00:00Z b created - -\n"
                     "1970-01-01T00:00:00.001Z a created - -\n");
    ck_assert(text_is(history_text(history, record_nth(history, 0)), "ACME,5"));
    ck_assert(text_is(history_text(history, record_nth(history, 1)),
                      " {\"at\":0,\"ticket\":\"b\",\"event\":\"created\"} "));
    ck_assert(text_is(history_text(history, record_nth(history, 2)),
                      "{\"at\":1,\"ticket\":\"a\",\"event\":\"created\"}"));
    ck_assert_uint_eq(record_nth(history, 1)->line, 3);
    ck_assert_str_eq(history_file(history, record_nth(history, 1)->file), events);
    ck_assert_int_eq(history_facts(history).end, 1);
    unlink(events);
    unlink(accounts);
    history_free(history);
    ingest_policy_free(policy);
}
END_TEST

START_TEST(unreadable_inputs)
{
    static const struct {
        const char *path, *problem;
    } CASES[] = {
        {"/tmp/no-such-slate-file.ndjson",
         "/tmp/no-such-slate-file.ndjson: No such file or directory"},
        {"/tmp", "/tmp: a folder, not a file"},
        {"/tmp/no-such-slate-file.db", "/tmp/no-such-slate-file.db: No such file or directory"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Policy *policy = ingest_policy_new();
        History *history = history_open(policy);
        ck_assert_int_eq(history_read(history, CASES[i].path), STATUS_INPUT);
        ck_assert_str_eq(history_problem(history), CASES[i].problem);
        ck_assert_int_eq(history_order(history), STATUS_OK);
        ck_assert_uint_eq(history_count(history), 0);
        ck_assert_int_eq(history_facts(history).end, INSTANT_NONE);
        history_free(history);
        ingest_policy_free(policy);
    }
}
END_TEST

/* A line of more than 1 MiB costs that line only; lines longer than a block are read whole. */
START_TEST(long_lines)
{
    memory = MEMORY[_i];
    enum { HUGE = 3 << 20, LONG = 700 * 1024 };
    char path[] = "/tmp/slate-long-XXXXXX";
    int made = mkstemp(path);
    ck_assert_int_ge(made, 0);
    FILE *file = fdopen(made, "wb");
    fprintf(file, "{\"at\":1,\"ticket\":\"a\",\"event\":\"created\",\"x\":\"%0*d\"}\n", LONG, 0);
    fprintf(file, "{\"at\":2,\"ticket\":\"b\",\"event\":\"created\",\"x\":\"%0*d\"}\n", HUGE, 0);
    fprintf(file, "{\"at\":3,\"ticket\":\"c\",\"event\":\"created\"}");
    fclose(file);
    Policy *policy = ingest_policy_new();
    History *history = history_open(policy);
    ck_assert_int_eq(history_read(history, path), STATUS_OK);
    ck_assert_int_eq(history_order(history), STATUS_OK);
    ck_assert_uint_eq(history_counts(history).rejected, 1);
    ck_assert_uint_eq(history_count(history), 2);
    ck_assert_uint_eq(record_nth(history, 1)->line, 3);
    ck_assert(text_is(history_text(history, record_nth(history, 1)),
                      "{\"at\":3,\"ticket\":\"c\",\"event\":\"created\"}"));
    unlink(path);
    history_free(history);
    ingest_policy_free(policy);
}
END_TEST

/* What only the whole history tells: may accounts be looked at each for itself? */
START_TEST(accounts_apart)
{
    static const struct {
        const char *rows;
        bool crosses, past_matters;
    } CASES[] = {
        {"1,a,created,ACME,,\n2,a,reply,,,\n3,b,created,BETA,,\n4,b,closed,BETA,,\n", false, false},
        {"1,a,created,,,\n2,a,reply,,,\n", false, false},
        {"1,a,created,,,\n2,a,reply,ACME,,\n", true, false},
        {"1,a,created,ACME,,\n2,a,reply,,,\n3,a,closed,BETA,,\n", true, true},
        {"1,a,created,ACME,,\n2,b,created,ACME,,\n3,a,linked,ACME,,b\n", true, false},
        {"1,a,created,ACME,x,\n2,a,reply,,x,\n", false, false},
        {"1,a,created,ACME,x,\n2,b,created,BETA,x,\n", true, false},
        {"1,a,created,ACME,x,\n1,,account,BETA,x,\n", true, true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Policy *policy = ingest_policy_new();
        History *history = history_open(policy);
        const char *text =
            arena_format(policy->arena, "at,ticket,event,account,id,to\n%s", CASES[i].rows);
        ck_assert_int_eq(history_read_text(history, text_from(text), FORMAT_CSV), STATUS_OK);
        ck_assert_int_eq(history_order(history), STATUS_OK);
        ck_assert_msg(history_facts(history).crosses_accounts == CASES[i].crosses, "%s", text);
        ck_assert_msg(history_facts(history).past_matters == CASES[i].past_matters, "%s", text);
        history_free(history);
        ingest_policy_free(policy);
    }
}
END_TEST

Suite *history_suite(void);
Suite *history_suite(void)
{
    Suite *suite = suite_create("history");
    TCase *tcase = tcase_create("order");
    tcase_add_loop_test(tcase, order_of_records, 0, 2);
    tcase_add_loop_test(tcase, states_with_creation, 0, 2);
    tcase_add_loop_test(tcase, states_without_creation, 0, 2);
    tcase_add_loop_test(tcase, created_first, 0, 2);
    tcase_add_loop_test(tcase, accounts_first_and_texts, 0, 2);
    tcase_add_test(tcase, unreadable_inputs);
    tcase_add_loop_test(tcase, long_lines, 0, 2);
    tcase_add_test(tcase, accounts_apart);
    suite_add_tcase(suite, tcase);
    return suite;
}
