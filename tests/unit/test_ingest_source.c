/* Mappings of a source (language.md "Sources"). */
#include <check.h>

#include "tests/unit/ingest_policy.h"

/* The help desk of language.md, in short. */
static Policy *desk_policy(bool has_absent, bool is_created_first)
{
    Policy *policy = ingest_policy_new();
    SourceMaker maker = source_maker(policy, SOURCE_CSV);
    maker.source.created_first = is_created_first;
    source_map(&maker, MAP_TICKET, NULL, "Case ID", NULL);
    source_map(&maker, MAP_AT, NULL, "Complete Timestamp", "%Y/%m/%d %H:%M:%S.%f");
    source_map(&maker, MAP_FIELD, "account", "customer", NULL);
    source_map(&maker, MAP_FIELD, "product", "product", NULL);
    source_map(&maker, MAP_FIELD, "parts", "parts", NULL);
    source_map(&maker, MAP_FIELD, "priority", "seriousness", NULL);
    source_arm(&maker, "Value 4", NULL, 3);
    source_arm(&maker, NULL, NULL, 1);
    source_map(&maker, MAP_EVENT, NULL, "Activity", NULL);
    source_arm(&maker, "Open", "created", VALUE_ABSENT);
    source_arm(&maker, "Wait", NULL, VALUE_ABSENT);
    source_arm_set(&maker, MAP_FIELD, "status", 2);
    source_arm(&maker, "Mail", "reply", VALUE_ABSENT);
    source_arm_set(&maker, MAP_EVENT_FIELD, "by", 0);
    source_arm(&maker, "Closed", "closed", VALUE_ABSENT);
    if (has_absent) {
        source_absent(&maker, "");
        source_absent(&maker, "?");
    }
    source_done(&maker);
    return policy;
}

#define HEAD                                                                                       \
    "Case ID,Activity,Complete Timestamp,Variant,Variant,customer,product,parts,seriousness\n"

static void desk_check(bool has_absent, const char *rows, const char *records, const char *rejects)
{
    Policy *policy = desk_policy(has_absent, false);
    const char *text = arena_format(policy->arena, HEAD "%s", rows);
    ingest_check_source(policy, text_from(text), FORMAT_CSV, records, rejects);
}

START_TEST(csv_source)
{
    desk_check(true, "Case 1,Open,2012/04/03 16:55:38.000,1,2,KIA,brake,?,Value 4\n",
               "2012-04-03T14:55:38Z Case 1 created KIA - product=brake priority=urgent\n", "");
    desk_check(true, "Case 1,Wait,2012/04/03 16:55:38.000,,,?,?,2,Value 1\n",
               "2012-04-03T14:55:38Z Case 1 updated - - parts=2 priority=normal status=pending\n",
               "");
    desk_check(
        true,
        "Case 1,Mail,2012/04/03 16:55:38.500,,,,,,?\n", /* absent: the match says nothing either */
        "2012-04-03T14:55:38.500Z Case 1 reply - - by=agent\n", "");
}
END_TEST

/* Without an `absent` line the empty text means no value, and only it. */
START_TEST(absence_by_default)
{
    desk_check(false, "Case 1,Closed,2012/04/03 16:55:38.0,,,,,,\n",
               "2012-04-03T14:55:38Z Case 1 closed - -\n", "");
    desk_check(false, "Case 1,Closed,2012/04/03 16:55:38.0,,,,,?,\n", "",
               "2: parts: \"?\" is not an integer\n");
}
END_TEST

START_TEST(refused_rows)
{
    desk_check(true, "Case 1,Clsed,2012/04/03 16:55:38.0,,,,,,\n", "",
               "2: Activity: no arm of the match fits \"Clsed\"; did you mean \"Closed\"?\n");
    desk_check(true, "?,Closed,2012/04/03 16:55:38.0,,,,,,\n", "",
               "2: Case ID: the ticket is missing\n");
    desk_check(true, "Case 1,Closed,,,,,,,\n", "", "2: Complete Timestamp: the time is missing\n");
    desk_check(true, "Case 1,Closed,2012/02/31 16:55:38.0,,,,,,\n", "",
               "2: Complete Timestamp: \"2012/02/31 16:55:38.0\" is not a time written as "
               "\"%Y/%m/%d %H:%M:%S.%f\"\n");
    desk_check(true,
               "Case 1,Closed,2012/04/03 16:55:38.0,,,,,,\nCase 1,Closed,2012/04/03 "
               "16:55:38.0,,,,,many,\n",
               "2012-04-03T14:55:38Z Case 1 closed - -\n",
               "3: parts: \"many\" is not an integer\n");
}
END_TEST

START_TEST(lacking_column)
{
    Policy *policy = desk_policy(true, false);
    IngestOptions options = {
        .policy = policy, .source = 0, .texts = policy->texts, .sets = policy->sets};
    Ingest *ingest = ingest_new(&options);
    Text text = TEXT(
        "Case ID,Activty,Complete Timestamp,customer,product,parts,seriousness\n1,2,3,4,5,6,7\n");
    ck_assert_int_eq(ingest_open_text(ingest, text, FORMAT_CSV, 0), STATUS_INPUT);
    ck_assert_str_eq(ingest_problem(ingest),
                     "text: there is no column \"Activity\"; did you mean \"Activty\"?");
    ingest_free(ingest);
    ingest_policy_free(policy);
}
END_TEST

START_TEST(bad_pattern)
{
    Policy *policy = ingest_policy_new();
    SourceMaker maker = source_maker(policy, SOURCE_CSV);
    source_map(&maker, MAP_TICKET, NULL, "no", NULL);
    source_map(&maker, MAP_AT, NULL, "when", "%Y-%m-%d %Q");
    source_done(&maker);
    IngestOptions options = {
        .policy = policy, .source = 0, .texts = policy->texts, .sets = policy->sets};
    Ingest *ingest = ingest_new(&options);
    ck_assert_int_eq(ingest_open_text(ingest, TEXT("no,when\n"), FORMAT_CSV, 0), STATUS_INPUT);
    ck_assert(text_starts(
        text_from(ingest_problem(ingest)),
        TEXT("text: the pattern \"%Y-%m-%d %Q\" of column \"when\" can't be used: it has "
             "an unknown directive")));
    ingest_free(ingest);
    ingest_policy_free(policy);
}
END_TEST

/* NDJSON: dotted paths, and texts for typed fields. */
START_TEST(ndjson_source)
{
    Policy *policy = ingest_policy_new();
    SourceMaker maker = source_maker(policy, SOURCE_NDJSON);
    source_map(&maker, MAP_TICKET, NULL, "issue.key", NULL);
    source_map(&maker, MAP_AT, NULL, "when", NULL);
    source_map(&maker, MAP_EVENT, NULL, "type", NULL);
    source_map(&maker, MAP_FIELD, "parts", "issue.fields.parts", NULL);
    source_map(&maker, MAP_FIELD, "vip", "vip", NULL);
    source_map(&maker, MAP_FIELD, "product", "product", NULL);
    source_map(&maker, MAP_EVENT_FIELD, "by", "who", NULL);
    source_done(&maker);
    ingest_check_source(
        policy,
        TEXT("{\"when\":\"2026-03-02T09:00:00\",\"type\":\"reply\",\"who\":\"customer\",\"issue\":{"
             "\"key\":7,\"fields\":"
             "{\"parts\":\"3\",\"x\":{}},\"other\":[1]},\"vip\":1,\"product\":null}\n"
             "{\"when\":\"2026-03-02 "
             "09:00\",\"type\":\"closed\",\"issue\":{\"key\":\"a\"},\"issue.key\":\"b\"}\n"
             "{\"when\":1772442000000,\"type\":\"closed\",\"issue\":{\"key\":[]}}\n"
             "{\"when\":1772442000000,\"type\":\"clsed\",\"issue\":{\"key\":\"c\"}}\n"),
        FORMAT_NDJSON,
        "2026-03-02T08:00:00Z 7 reply - - parts=3 vip=1 product=absent by=customer\n",
        "2: the key \"issue.key\" appears twice\n3: issue.key: a list is not a text\n"
        "4: type: no event is called \"clsed\"\n");
}
END_TEST

/* A row per ticket with a column per milestone. */
START_TEST(milestones)
{
    Policy *policy = ingest_policy_new();
    SourceMaker maker = source_maker(policy, SOURCE_CSV);
    source_map(&maker, MAP_TICKET, NULL, "no", NULL);
    source_map(&maker, MAP_FIELD, "product", "what", NULL);
    source_milestone(&maker, "created", "open_dt", "%d/%m/%Y %H:%M");
    source_milestone(&maker, "reply", "reply_dt", "%d/%m/%Y %H:%M");
    VEC_PUSH(policy->arena, &maker.assignments,
             (Assignment){.target = MAP_EVENT_FIELD, .index = 0, .value = 0});
    maker.milestones.at[1].sets_count = 1;
    source_milestone(&maker, "closed", "closed_dt", "%d/%m/%Y %H:%M");
    source_done(&maker);
    ingest_check_source(
        policy,
        TEXT("no,what,open_dt,reply_dt,closed_dt\n1,cd,2/3/2026 9:00,2/3/2026 9:30,\n"
             "2,,,,3/3/2026 10:00\n3,x,,,\n4,x,never,,\n"),
        FORMAT_CSV,
        "2026-03-02T08:00:00Z 1 created - - product=cd\n"
        "2026-03-02T08:30:00Z 1 reply - - product=cd by=agent\n"
        "2026-03-03T09:00:00Z 2 closed - -\n",
        "4: none of the source's milestones has a time\n"
        "5: open_dt: \"never\" is not a time written as \"%d/%m/%Y %H:%M\"\n");
}
END_TEST

/* Fields of the account become a record of the account before the ticket's. */
START_TEST(account_fields)
{
    Policy *policy = ingest_policy_new();
    SourceMaker maker = source_maker(policy, SOURCE_CSV);
    source_map(&maker, MAP_TICKET, NULL, "no", NULL);
    source_map(&maker, MAP_AT, NULL, "at", NULL);
    source_map(&maker, MAP_EVENT, NULL, "event", NULL);
    source_map(&maker, MAP_FIELD, "account", "who", NULL);
    source_map(&maker, MAP_ACCOUNT_FIELD, NULL, "licences", NULL)->index = 2;
    source_map(&maker, MAP_FIELD, "product", "what", NULL);
    source_done(&maker);
    ingest_check_source(
        policy, TEXT("no,at,event,who,licences,what\n1,0,created,KIA,80,cd\n2,0,created,,80,cd\n"),
        FORMAT_CSV,
        "1970-01-01T00:00:00Z - account KIA - licences=80\n"
        "1970-01-01T00:00:00Z 1 created KIA - product=cd\n"
        "1970-01-01T00:00:00Z 2 created - - product=cd\n",
        "");
}
END_TEST

Suite *ingest_source_suite(void);
Suite *ingest_source_suite(void)
{
    Suite *suite = suite_create("ingest_source");
    TCase *tcase = tcase_create("mappings");
    tcase_add_test(tcase, csv_source);
    tcase_add_test(tcase, absence_by_default);
    tcase_add_test(tcase, refused_rows);
    tcase_add_test(tcase, lacking_column);
    tcase_add_test(tcase, bad_pattern);
    tcase_add_test(tcase, ndjson_source);
    tcase_add_test(tcase, milestones);
    tcase_add_test(tcase, account_fields);
    suite_add_tcase(suite, tcase);
    return suite;
}
