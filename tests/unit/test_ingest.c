/* Reading by the expected names (interfaces.md "Input"; semantics.md E3). */
#include <check.h>

#include "tests/unit/ingest_policy.h"

#define HEAD     "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\""
#define ACCEPTED "2026-03-02T09:00:00Z T-1 "

typedef struct Case {
    const char *line, *records, *rejects;
} Case;

/* The lines of interfaces.md. */
static const Case EXPECTED[] = {
    {"{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"account\":"
     "\"ACME\",\"priority\":\"high\","
     "\"product\":\"brake\"}",
     ACCEPTED "created ACME - priority=high product=brake\n", ""},
    {"{\"at\":\"2026-03-02T09:30:00Z\",\"ticket\":\"T-1\",\"event\":\"reply\",\"by\":\"agent\"}",
     "2026-03-02T09:30:00Z T-1 reply - - by=agent\n", ""},
    {"{\"at\":\"2026-03-02T10:00:00+02:00\",\"ticket\":\"T-1\",\"event\":\"updated\",\"status\":"
     "\"pending\"}",
     "2026-03-02T08:00:00Z T-1 updated - - status=pending\n", ""},
    {"{\"at\":1772445600000,\"ticket\":\"T-1\",\"event\":\"worked\",\"minutes\":25,\"by\":"
     "\"agent\"}",
     "2026-03-02T10:00:00Z T-1 worked - - minutes=25\n",
     ""}, /* `by` is no field of this `worked` */
    {"{\"at\":\"2026-03-02T08:00:00Z\",\"account\":\"ACME\",\"event\":\"account\",\"vip\":true,"
     "\"licences\":80}",
     "2026-03-02T08:00:00Z - account ACME - vip=1 licences=80\n", ""},
    {"{\"at\":\"2026-03-02T08:00:00Z\",\"account\":\"ACME\",\"event\":\"account\",\"plan\":"
     "\"gold\",\"licences\":null}",
     "2026-03-02T08:00:00Z - account ACME - plan=gold licences=absent\n", ""},
    {"{\"at\":\"2026-03-02T08:00:00Z\",\"account\":\"ACME\",\"event\":\"pack\",\"pack\":"
     "\"starter\",\"quantity\":20}",
     "2026-03-02T08:00:00Z - pack ACME - starter*20\n", ""},
    {"{\"at\":\"2026-03-02T08:00:00Z\",\"account\":\"ACME\",\"event\":\"pack\",\"pack\":"
     "\"startr\",\"quantity\":20}",
     "", "1: pack: no pack is called \"startr\"; did you mean starter?\n"},
    {"{\"at\":\"2026-03-02T08:00:00Z\",\"account\":\"ACME\",\"event\":\"pack\",\"pack\":"
     "\"starter\"}",
     "", "1: the key \"quantity\" is missing\n"},
    {"{\"at\":\"2026-03-02T08:00:00Z\",\"account\":\"ACME\",\"event\":\"pack\",\"pack\":"
     "\"starter\",\"quantity\":2.5}",
     "", "1: quantity: 2.5 is not an integer\n"},
    {"{\"at\":\"2026-03-02T11:00:00Z\",\"ticket\":\"T-2\",\"event\":\"linked\",\"to\":\"T-1\"}",
     "2026-03-02T11:00:00Z T-2 linked - - to=T-1\n", ""},
    {"{" HEAD ",\"event\":\"updated\",\"id\":\"e-7\",\"product\":null}",
     ACCEPTED "updated - e-7 product=absent\n", ""},
};

START_TEST(expected_names)
{
    ingest_check(EXPECTED[_i].line, FORMAT_NDJSON, EXPECTED[_i].records, EXPECTED[_i].rejects);
}
END_TEST

#define UPDATED   "{" HEAD ",\"event\":\"updated\","
#define SET(text) ACCEPTED "updated - - " text "\n"

/* Every form of every type. */
static const Case TYPES[] = {
    {UPDATED "\"parts\":25}", SET("parts=25"), ""},
    {UPDATED "\"parts\":-25.0}", SET("parts=-25"), ""},
    {UPDATED "\"parts\":2.5e1}", SET("parts=25"), ""},
    {UPDATED "\"parts\":9223372036854775807}", SET("parts=9223372036854775807"), ""},
    {UPDATED "\"parts\":9223372036854775808}", "",
     "1: parts: 9223372036854775808 is not within the range of 64 bits\n"},
    {UPDATED "\"parts\":1.5}", "", "1: parts: 1.5 is not an integer\n"},
    {UPDATED "\"parts\":\"25\"}", "", "1: parts: \"25\" is not an integer\n"},
    {UPDATED "\"parts\":true}", "", "1: parts: a boolean is not an integer\n"},
    {UPDATED "\"weight\":1.5}", SET("weight=1500000"), ""},
    {UPDATED "\"weight\":1.000000000000000000000000}", SET("weight=1000000"), ""},
    {UPDATED "\"weight\":0.0000001}", "",
     "1: weight: \"0.0000001\" has more than 6 decimal places\n"},
    {UPDATED "\"share\":75}", SET("share=750000"), ""},
    {UPDATED "\"share\":\"99.5%\"}", SET("share=995000"), ""},
    {UPDATED "\"share\":\"much\"}", "",
     "1: share: \"much\" is not a percentage, such as \"75%\"\n"},
    {UPDATED "\"estimate\":\"1h30m\"}", SET("estimate=5400000"), ""},
    {UPDATED "\"estimate\":5400000}", SET("estimate=5400000"), ""},
    {UPDATED "\"estimate\":\"1d\"}", "",
     "1: estimate: \"1d\" is not a duration, such as \"1h30m\", or a count of milliseconds\n"},
    {UPDATED "\"due\":\"2026-03-02T10:00:00.250+01:00\"}", SET("due=1772442000250"), ""},
    {UPDATED "\"due\":1772442000250}", SET("due=1772442000250"), ""},
    {UPDATED "\"day\":\"2026-03-02\"}", SET("day=20514"), ""},
    {UPDATED "\"day\":\"2026-02-31\"}", "",
     "1: day: \"2026-02-31\" is not a date, such as 2026-03-02\n"},
    {UPDATED "\"fee\":350}", SET("fee=35000"), ""},
    {UPDATED "\"fee\":\"350.50 UAH\"}", SET("fee=35050"), ""},
    {UPDATED "\"fee\":\"350.50\"}", SET("fee=35050"), ""},
    {UPDATED "\"fee\":\"350 USD\"}", "", "1: fee: \"350 USD\" is not an amount of UAH\n"},
    {UPDATED "\"fee\":0.005}", "", "1: fee: \"0.005\" has more than 2 decimal places\n"},
    {UPDATED "\"vip\":true}", SET("vip=1"), ""},
    {UPDATED "\"vip\":1}", "", "1: vip: 1 is not a boolean, true or false\n"},
    {UPDATED "\"tags\":[\"b\",\"a\",\"b\"]}", SET("tags={b;a}"),
     ""}, /* in the order of ids: first seen first */
    {UPDATED "\"tags\":[]}", SET("tags={}"), ""},
    {UPDATED "\"tags\":\"a\"}", "", "1: tags: \"a\" is not a list\n"},
    {UPDATED "\"tags\":[\"a\",null]}", "", "1: tags: an element of a set may not be null\n"},
    {UPDATED "\"tags\":[[\"a\"]]}", "", "1: tags: a list is not a text\n"},
    {UPDATED "\"levels\":[\"urgent\",\"low\"]}", SET("levels={low;urgent}"), ""},
    {UPDATED "\"version\":\"2.1\"}", SET("version=2.1"), ""},
    {UPDATED "\"version\":\"2.2\"}", "",
     "1: version: \"2.2\" is none of 2.0, 2.1; did you mean 2.0?\n"},
    {UPDATED "\"product\":5}", "", "1: product: 5 is not a text\n"},
    {UPDATED "\"product\":\"\"}", SET("product="), ""},
    {UPDATED "\"product\":\"\\u00e9\\uD83D\\uDE00\\n\"}", SET("product=\u00e9\U0001F600\n"), ""},
    {UPDATED "\"priority\":\"hgih\"}", "",
     "1: priority: \"hgih\" is none of low, normal, high, urgent; did you mean high?\n"},
    {UPDATED "\"priority\":null}", SET("priority=absent"),
     ""}, /* the engine refuses it, except at a creation */
};

START_TEST(every_type)
{
    ingest_check(TYPES[_i].line, FORMAT_NDJSON, TYPES[_i].records, TYPES[_i].rejects);
}
END_TEST

/* E3: refused whole, with a reason; what follows goes on. */
static const Case REFUSED[] = {
    {"{\"ticket\":\"T-1\",\"event\":\"created\"}", "", "1: the key \"at\" is missing\n"},
    {"{\"at\":null,\"ticket\":\"T-1\",\"event\":\"created\"}", "",
     "1: the key \"at\" is missing\n"},
    {"{\"at\":\"2026-03-02T09:00:00Z\",\"event\":\"created\"}", "",
     "1: the key \"ticket\" is missing\n"},
    {"{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"\",\"event\":\"created\"}", "",
     "1: ticket: it is empty\n"},
    {"{" HEAD "}", "", "1: the key \"event\" is missing\n"},
    {"{" HEAD ",\"event\":\"resovled\"}", "", "1: event: no event is called \"resovled\"\n"},
    {"{" HEAD ",\"event\":\"creatd\"}", "",
     "1: event: no event is called \"creatd\"; did you mean created?\n"},
    {"{" HEAD ",\"event\":\"reply\",\"by\":\"agnt\"}", "",
     "1: by: \"agnt\" is none of agent, customer; did you mean agent?\n"},
    {"{\"at\":\"yesterday\",\"ticket\":\"T-1\",\"event\":\"created\"}", "",
     "1: at: \"yesterday\" is not an instant of 1900 to 2199 (RFC 3339, such as "
     "2026-03-02T09:00:00Z, or epoch "
     "milliseconds)\n"},
    {"{\"at\":\"2026-02-31T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\"}", "",
     "1: at: \"2026-02-31T09:00:00Z\" is not an instant of 1900 to 2199 (RFC 3339, such as "
     "2026-03-02T09:00:00Z, or "
     "epoch milliseconds)\n"},
    {"{\"at\":7258118400000,\"ticket\":\"T-1\",\"event\":\"created\"}", "",
     "1: at: 7258118400000 is not an instant of 1900 to 2199 (RFC 3339, such as "
     "2026-03-02T09:00:00Z, or epoch "
     "milliseconds)\n"},
    {"[1]", "", "1: a line must hold one JSON object\n"},
    {"{" HEAD ",\"event\":\"created\"", "", "1: broken JSON at byte 62: expected ',' or '}'\n"},
    {"{" HEAD ",\"ticket\":\"T-2\",\"event\":\"created\"}", "",
     "1: the key \"ticket\" appears twice\n"},
    {"{\"account\":5.5,\"at\":1,\"ticket\":\"T-1\",\"event\":\"created\"}", "",
     "1: account: 5.5 is not a text\n"},
    {"{\"account\":55,\"at\":0,\"ticket\":1,\"event\":\"created\"}",
     "1970-01-01T00:00:00Z 1 created 55 -\n", ""},
    {"{\n{" HEAD ",\"event\":\"created\"}\r\n\n  \n\xff\n{" HEAD ",\"event\":\"closed\"}",
     ACCEPTED "created - -\n" ACCEPTED "closed - -\n",
     "1: broken JSON at byte 2: expected a key in quotes\n5: broken JSON at byte 1: not UTF-8\n"},
    {"\xef\xbb\xbf{" HEAD ",\"event\":\"created\"}", ACCEPTED "created - -\n", ""},
    {"", "", ""},
};

START_TEST(refused_whole)
{
    ingest_check(REFUSED[_i].line, FORMAT_NDJSON, REFUSED[_i].records, REFUSED[_i].rejects);
}
END_TEST

Suite *ingest_suite(void);
Suite *ingest_suite(void)
{
    Suite *suite = suite_create("ingest");
    TCase *tcase = tcase_create("names");
    tcase_add_loop_test(tcase, expected_names, 0, sizeof EXPECTED / sizeof *EXPECTED);
    tcase_add_loop_test(tcase, every_type, 0, sizeof TYPES / sizeof *TYPES);
    tcase_add_loop_test(tcase, refused_whole, 0, sizeof REFUSED / sizeof *REFUSED);
    suite_add_tcase(suite, tcase);
    return suite;
}
