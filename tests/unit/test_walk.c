/* runtime/ingest_walk.c: the fast way through a line against the strict reader, and rows that were seen before against the
   same rows seen first (runtime/ingest_quick.c). */
#include <check.h>
#include <stdio.h>

#include "tests/unit/ingest_policy.h"
#include "tests/unit/walk_peer.h"

static const Text CASES[] = {
#define CASE(verdict, literal) {.data = (literal), .size = sizeof(literal) - 1},
#include "tests/unit/json_cases.def"
#undef CASE
};
enum { CASE_COUNT = sizeof CASES / sizeof *CASES, ROOM = 1 << 16 };

static const char USUAL[] =
    "{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"reply\",\"a\":-12.5e3,"
    "\"id\":null}\n";

static void expect_agreement(const char *bytes, size_t size)
{
    ck_assert_msg(walk_agrees((Text){.data = bytes, .size = (uint32_t)size}), "%.*s", (int)size,
                  bytes);
}

/* Each case as a line, as a value, as a key, among lines that the walk knows by heart. */
START_TEST(test_hard_cases)
{
    static const char *const FORMS[][2] = {{"", "\n"},
                                           {"{\"a\":", "}\n"},
                                           {"{\"at\":1,\"unknown\":", ",\"ticket\":\"x\"}\n"},
                                           {"{", ":1}\n"},
                                           {" { \"ticket\" :\t", "\t}  \r\n"},
                                           {"{\"a\":1}", "\n"}};
    char *room = malloc(ROOM);
    for (size_t i = 0; i < CASE_COUNT; i++)
        for (size_t n = 0; n < sizeof FORMS / sizeof *FORMS; n++) {
            size_t size = 0;
            for (int usual = 0; usual < 2; usual++, size += sizeof USUAL - 1)
                memcpy(room + size, USUAL, sizeof USUAL - 1);
            size += (size_t)snprintf(room + size, ROOM - size, "%s", FORMS[n][0]);
            memcpy(room + size, CASES[i].data, CASES[i].size);
            size += CASES[i].size;
            size += (size_t)snprintf(room + size, ROOM - size, "%s%s", FORMS[n][1], USUAL);
            expect_agreement(room, size);
        }
    free(room);
}
END_TEST

/* Every byte of a line changed to every byte that may matter, and left out. */
START_TEST(test_changed_lines)
{
    static const char *const LINES[] = {
        USUAL,
        "{\"ticket\":\"\\u00e9\\ud83d\\ude00\",\"a\":true,\"\\u0061t\":\"2026\",\"event\":false}\n",
        "{\"a_name_that_is_longer_than_three_words\":\"sixteen bytes are compared at once\"}\n",
        "{\"\xc3\xa9\":\"\xd0\x9a\xd0\xb8\xd1\x97\xd0\xb2\",\"a\":{\"b\":[1,2]},\"at\":0}\n"};
    static const char BYTES[] = "\"\\{}[]:, \t\r\nu0a-.e+\x01\x7f\x80\xc3\xff";
    char room[1024];
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        size_t size = strlen(LINES[i]);
        memcpy(room, LINES[i], size);
        memcpy(room + size, LINES[i], size);
        for (size_t at = size; at < 2 * size; at++) {
            for (size_t n = 0; n < sizeof BYTES; n++) { /* NUL too */
                room[at] = BYTES[n];
                expect_agreement(room, 2 * size);
            }
            room[at] = LINES[i][at - size];
            expect_agreement(room, at); /* cut off there */
        }
    }
}
END_TEST

/* The walk is of use only if it takes what is usual. */
START_TEST(test_what_it_takes)
{
    static const struct {
        const char *line;
        bool is_taken;
    } LINES[] = {{USUAL, true},
                 {"\t{ \"ticket\" : \"x\" , \"a\" : 1 } \r\n", true},
                 {"{\"a\":\"\\n\\u0041\xc3\xa9\",\"what\":\"is this\"}\n", true},
                 {"{\"a\":1}", true}, /* the input ends there */
                 {"{\"a\":[1]}\n", false},
                 {"{\"a\":1,\"a\":2}\n", false},
                 {"{}\n", false},
                 {"\n", false}};
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        WalkSide side;
        Walk *walk = walk_new();
        walk_side_open(&side, text_from(LINES[i].line));
        ck_assert_msg(walk_line(walk, &side.input, &side.row) == LINES[i].is_taken, "%s",
                      LINES[i].line);
        ck_assert_uint_eq(side.input.line, LINES[i].is_taken);
        walk_free(walk);
        walk_side_close(&side);
    }
}
END_TEST

/* The first time a row is read one way, the second time the other. */
START_TEST(test_rows_seen_before)
{
    static const char *const ROWS[] = {
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"priority\":"
        "\"high\"",
        "\"at\":\"2026-03-02T09:00:00.123Z\",\"ticket\":7,\"event\":\"updated\",\"product\":null,"
        "\"id\":\"x\"",
        "\"at\":\"2026-03-02T23:59:59Z\",\"ticket\":\"T-1\",\"event\":\"reply\",\"by\":\"agent\","
        "\"vip\":true",
        "\"at\":\"2026-03-02T24:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\"",
        "\"at\":\"2026-03-02T09:60:00Z\",\"ticket\":\"T-1\",\"event\":\"created\"",
        "\"at\":\"2026-03-02T09:00:00x123Z\",\"ticket\":\"T-1\",\"event\":\"created\"",
        "\"at\":\"2026-03-02T09:00:00.1a3Z\",\"ticket\":\"T-1\",\"event\":\"created\"",
        "\"at\":\"2026-03-02T09:00:00+02:00\",\"ticket\":\"T-1\",\"event\":\"closed\",\"account\":"
        "\"ACME\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"\",\"event\":\"created\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"event\":\"created\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"account\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"account\":\"A\",\"event\":\"account\",\"vip\":false",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"by\":\"agent\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"worked\",\"minutes\":5,"
        "\"by\":\"x\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"priority\":"
        "\"hihg\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"version\":\"2."
        "1\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"version\":\"2."
        "2\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"tags\":[\"b\","
        "\"a\"]",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"updated\",\"parts\":\"5\"",
        "\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"a long name, longer than "
        "sixteen\",\"event\":\"created\""};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Policy *policy = ingest_policy_new();
        Ingest *ingest = ingest_new(&(IngestOptions){
            .policy = policy, .source = NONE, .texts = policy->texts, .sets = policy->sets});
        const char *text =
            arena_format(policy->arena, "{%s}\n{%s}\n{%s}\n", ROWS[i], ROWS[i], ROWS[i]);
        const char *first = NULL;
        const Record *record;
        uint32_t records = 0;
        ck_assert_int_eq(ingest_open_text(ingest, text_from(text), FORMAT_NDJSON, 0), STATUS_OK);
        while (ingest_next(ingest, &record) == STATUS_OK && record) {
            const char *shown = record_show(policy, policy->texts, policy->sets, record);
            first = first ? first : shown;
            ck_assert_str_eq(shown, first);
            ck_assert_uint_eq(record->line, ++records);
        }
        ck_assert_msg(records == 0 || records == 3, "%s: %u", ROWS[i], records);
        ck_assert_uint_eq(ingest_counts(ingest).rejected, 3 - records);
        for (uint32_t n = 0; n < ingest_unknown_count(ingest); n++)
            ck_assert_uint_eq(ingest_unknown_at(ingest, n).count, 3);
        ingest_free(ingest);
        ingest_policy_free(policy);
    }
}
END_TEST

/* A day that was read before may still lie beyond what is an instant, by its offset; and offsets have limits. */
START_TEST(test_days_and_offsets)
{
#define LINE(at)  "{\"at\":\"" at "\",\"ticket\":\"T\",\"event\":\"closed\"}\n"
#define SHOWN(at) at " T closed - -\n"
#define REFUSED(line, at)                                                                          \
    line ": at: \"" at                                                                             \
         "\" is not an instant of 1900 to 2199 (RFC 3339, such as 2026-03-02T09:00:00Z, or epoch " \
         "milliseconds)\n"
    ingest_check(LINE("2199-12-31T09:00:00Z") LINE("2199-12-31T23:30:00-01:00"), FORMAT_NDJSON,
                 SHOWN("2199-12-31T09:00:00Z"), REFUSED("2", "2199-12-31T23:30:00-01:00"));
    ingest_check(LINE("2026-03-02T09:00:00Z") LINE("2026-03-02T09:00:00.250-23:59")
                     LINE("2026-03-02T01:00:00+02:00") LINE("2026-03-02T09:00:00+24:00")
                         LINE("2026-03-02T09:00:00+02:60") LINE("2026-03-02T09:00:00+0200")
                             LINE("2026-03-02T09:00:00.25 +02:00"),
                 FORMAT_NDJSON,
                 SHOWN("2026-03-02T09:00:00Z") SHOWN("2026-03-03T08:59:00.250Z")
                     SHOWN("2026-03-01T23:00:00Z"),
                 REFUSED("4", "2026-03-02T09:00:00+24:00") REFUSED("5", "2026-03-02T09:00:00+02:60")
                     REFUSED("6", "2026-03-02T09:00:00+0200")
                         REFUSED("7", "2026-03-02T09:00:00.25 +02:00"));
}
END_TEST

Suite *walk_suite(void);

Suite *walk_suite(void)
{
    Suite *suite = suite_create("walk");
    TCase *tcase = tcase_create("walk");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_hard_cases);
    tcase_add_test(tcase, test_changed_lines);
    tcase_add_test(tcase, test_what_it_takes);
    tcase_add_test(tcase, test_rows_seen_before);
    tcase_add_test(tcase, test_days_and_offsets);
    suite_add_tcase(suite, tcase);
    return suite;
}
