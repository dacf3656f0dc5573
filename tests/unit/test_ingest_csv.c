/* CSV by the expected names (RFC 4180; semantics.md E3). */
#include <check.h>
#include <string.h>

#include "tests/unit/ingest_policy.h"

#define HEAD      "at,ticket,event,priority,product,parts\n"
#define HEAD_NOTE "at,ticket,event,priority,product,parts,note\n"
#define AT        "2026-03-02T09:00:00Z"

typedef struct Case {
    const char *text, *records, *rejects;
} Case;

static const Case CASES[] = {
    {HEAD AT ",T-1,created,high,brake,2\n",
     AT " T-1 created - - priority=high product=brake parts=2\n", ""},
    {HEAD AT ",T-1,created,high,brake,2",
     AT " T-1 created - - priority=high product=brake parts=2\n", ""},
    {"at,ticket,event\r\n" AT ",T-1,created\r\n\r\n" AT ",T-1,closed",
     AT " T-1 created - -\n" AT " T-1 closed - -\n", ""},
    {"\xef\xbb\xbf" HEAD AT ",T-1,created,,,\n", AT " T-1 created - -\n",
     ""}, /* an empty cell says nothing */
    {HEAD "\"" AT "\",T-1,updated,,\"a, \"\"b\"\"\nc\",\n" AT ",T-1,closed,,,\n",
     AT " T-1 updated - - product=a, \"b\"\nc\n" AT " T-1 closed - -\n", ""},
    {HEAD AT ",T-1,updated,,\"\",\n", AT " T-1 updated - -\n", ""},
    {HEAD AT ",T-1,updated,,5\" disk,\n", AT " T-1 updated - - product=5\" disk\n", ""},
    {HEAD "1772442000000,T-1,updated,,,007\n", AT " T-1 updated - - parts=7\n", ""},
    {HEAD AT ",T-1,updated,,\"x\"\r\n", "", "2: 5 cells where the header has 6\n"},
    {HEAD AT ",T-1,updated,,,,\n" AT ",T-1,closed,,,\n", AT " T-1 closed - -\n",
     "2: 7 cells where the header has 6\n"},
    {HEAD AT ",T-1,updated,,\"a\"b,\n" AT ",T-1,closed,,,\n", AT " T-1 closed - -\n",
     "2: text follows the closing quote of a cell\n"},
    /* the unclosed quote costs its own line, not the rest of the file */
    {HEAD AT ",T-1,updated,,\"a,\n" AT ",T-1,closed,,,\n" AT ",T-1,updated,low,,\n",
     AT " T-1 closed - -\n" AT " T-1 updated - - priority=low\n", "2: a quote is never closed\n"},
    {HEAD AT ",T-1,updated,hgih,,\n", "",
     "2: priority: \"hgih\" is none of low, normal, high, urgent; did you mean high?\n"},
    {HEAD AT ",T-1,updated,,caf\xe9,\n", "", "2: not UTF-8\n"},
    {HEAD AT ",,updated,,,\n", "", "2: the key \"ticket\" is missing\n"},
    {"at,ticket,event,product,product\n" AT ",T-1,updated,a,b\n", AT " T-1 updated - - product=a\n",
     ""},
    {"at,ticket,event,tags,vip,levels\n" AT ",T-1,updated,a; b ;a,TRUE,low;high\n",
     AT " T-1 updated - - tags={a;b} vip=1 levels={low;high}\n", ""},
    {"event,by,ticket,at,minutes\nreply,agent,T-1," AT ",\nworked,,T-1," AT ",25\n",
     AT " T-1 reply - - by=agent\n" AT " T-1 worked - - minutes=25\n", ""},
    {HEAD, "", ""},
    {"", "", ""},
    {"\n", "", ""},
};

START_TEST(rows)
{
    ingest_check(CASES[_i].text, FORMAT_CSV, CASES[_i].records, CASES[_i].rejects);
}
END_TEST

START_TEST(accounts)
{
    ingest_check_accounts("account,plan,vip,licences\nACME,gold,true,80\nBETA,,,\n,gold,,\n",
                          FORMAT_CSV,
                          "1900-01-01T00:00:00Z - account ACME - plan=gold vip=1 licences=80\n"
                          "1900-01-01T00:00:00Z - account BETA -\n",
                          "4: the key \"account\" is missing\n");
}
END_TEST

static void problem_check(const char *text, const char *problem)
{
    Policy *policy = ingest_policy_new();
    IngestOptions options = {
        .policy = policy, .source = NONE, .texts = policy->texts, .sets = policy->sets};
    Ingest *ingest = ingest_new(&options);
    ck_assert_int_eq(ingest_open_text(ingest, text_from(text), FORMAT_CSV, 0), STATUS_INPUT);
    ck_assert_str_eq(ingest_problem(ingest), problem);
    ingest_free(ingest);
    ingest_policy_free(policy);
}

START_TEST(header_problems)
{
    problem_check("at,tickt,event\n",
                  "text: there is no column \"ticket\"; did you mean \"tickt\"?");
    problem_check("when,who\n1,2\n", "text: there is no column \"at\"");
    problem_check("at,\"ticket", "text: the header can't be read: a quote is never closed");
    problem_check("\xff\xfe"
                  "a\0",
                  "text: it is UTF-16: save it as UTF-8");
    problem_check("PK\x03\x04", "text: it is a zip archive or a spreadsheet: save it as CSV first");
}
END_TEST

START_TEST(unknown_columns_are_counted)
{
    Policy *policy = ingest_policy_new();
    IngestOptions options = {
        .policy = policy, .source = NONE, .texts = policy->texts, .sets = policy->sets};
    Ingest *ingest = ingest_new(&options);
    const Record *record;
    static const char TEXT_OF[] = "at,ticket,event,minutes,note\n" AT ",T-1,created,,hi\n" AT
                                  ",T-1,updated,5,hi\n" AT ",T-1,updated,,\n";
    ck_assert_int_eq(ingest_open_text(ingest, text_from(TEXT_OF), FORMAT_CSV, 0), STATUS_OK);
    do
        ck_assert_int_eq(ingest_next(ingest, &record), STATUS_OK);
    while (record);
    ck_assert_uint_eq(ingest_unknown_count(ingest), 2);
    ck_assert(text_is(ingest_unknown_at(ingest, 0).name, "note"));
    ck_assert_uint_eq(ingest_unknown_at(ingest, 0).count, 2);
    ck_assert(text_is(ingest_unknown_at(ingest, 1).name, "minutes")); /* no field of `updated` */
    ck_assert_uint_eq(ingest_unknown_at(ingest, 1).count, 1);
    ck_assert_uint_eq(ingest_counts(ingest).records, 3);
    ingest_free(ingest);
    ingest_policy_free(policy);
}
END_TEST

/* A row without a quote is read at one go, the same row with a quoted cell cell by cell: both must say the same. */
static const char *all_show(const char *text, Arena *arena)
{
    Policy *policy = ingest_policy_new();
    Ingest *ingest = ingest_new(&(IngestOptions){
        .policy = policy, .source = NONE, .texts = policy->texts, .sets = policy->sets});
    const char *lines = "";
    const Record *record;
    ck_assert_int_eq(ingest_open_text(ingest, text_from(text), FORMAT_CSV, 0), STATUS_OK);
    while (ingest_next(ingest, &record) == STATUS_OK && record)
        lines = arena_format(arena, "%s%u %s\n", lines, (unsigned)record->line,
                             record_show(policy, policy->texts, policy->sets, record));
    lines = arena_format(arena, "%s%u refused, %u unknown\n", lines,
                         (unsigned)ingest_counts(ingest).rejected, ingest_unknown_count(ingest));
    ingest_free(ingest);
    ingest_policy_free(policy);
    return lines;
}

START_TEST(plain_rows_read_as_quoted_ones)
{
    static const char *const ROWS[] = {",T-1,created,high,brake,2,",
                                       ",T-1,updated,,,,",
                                       ",T-2,created,low,\xd0\x9a\xd0\xb8\xd1\x97\xd0\xb2,1,x",
                                       ",T-3,created,low,\xd0,1,",
                                       ",T-4,created",
                                       ",T-5,created,low,brake,1,,,,,,,,,,,,,,,,,",
                                       ",T-6,created,,  spaced  ,3,\r",
                                       ",,created,,,,",
                                       ",T-7,created,hihg,brake,2,"};
    Arena *arena = arena_new();
    const char *plain = HEAD_NOTE, *quoted = HEAD_NOTE;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
            plain = arena_format(arena, "%s" AT "%s\n", plain, ROWS[i]);
            quoted = arena_format(arena, "%s\"" AT "\"%s\n", quoted, ROWS[i]);
        }
    const char *expected = all_show(quoted, arena);
    ck_assert_ptr_nonnull(strstr(expected, "15 refused, 1 unknown"));
    ck_assert_str_eq(all_show(plain, arena), expected);
    arena_free(arena);
}
END_TEST

Suite *ingest_csv_suite(void);
Suite *ingest_csv_suite(void)
{
    Suite *suite = suite_create("ingest_csv");
    TCase *tcase = tcase_create("rows");
    tcase_add_loop_test(tcase, rows, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tcase, accounts);
    tcase_add_test(tcase, header_problems);
    tcase_add_test(tcase, unknown_columns_are_counted);
    tcase_add_test(tcase, plain_rows_read_as_quoted_ones);
    suite_add_tcase(suite, tcase);
    return suite;
}
