/* runtime/ingest_shape.c: lines that fit what was learned against the strict reader. */
#include <check.h>
#include <stdio.h>

#include "runtime/ingest_shape.h"
#include "tests/unit/ingest_policy.h"
#include "tests/unit/shape_peer.h"

static const Text CASES[] = {
#define CASE(verdict, literal) {.data = (literal), .size = sizeof(literal) - 1},
#include "tests/unit/json_cases.def"
#undef CASE
};
enum { CASE_COUNT = sizeof CASES / sizeof *CASES, ROOM = 1 << 16 };

#define HEAD "{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":"

static const char *const LINES[] = {
    HEAD "\"created\",\"account\":\"ACME\",\"priority\":\"high\",\"product\":\"brake\"}\n",
    HEAD "\"updated\",\"parts\":-12,\"weight\":1.5e0,\"vip\":false,\"product\":null}\n",
    HEAD
    "\"reply\",\"by\":\"agent\",\"fee\":\"350.50 UAH\",\"due\":\"2026-03-09T00:00:00.5Z\"}\r\n",
    HEAD "\"worked\",\"minutes\":5}\n",
    "\t{ \"id\" : \"x\" , \"ticket\":\"a name of more than sixteen bytes\",\"event\" :\"updated\","
    "\"at\":\"2026-03-02T09:00:00.123Z\", "
    "\"product\":\"\xd0\xb3\xd0\xb0\xd0\xbb\xd1\x8c\xd0\xbc\xd0\xbe\" }\t\n",
    "{\"at\":\"2026-03-02T09:00:00+02:00\",\"vip\":true,\"event\":\"closed\",\"ticket\":\"T-1\"}\n",
    "{\"by\":\"agent\",\"event\":\"reply\",\"ticket\":\"T-2\",\"at\":\"2026-03-03T23:59:59Z\"}\n",
    HEAD "\"worked\",\"minutes\":5,\"by\":\"agent\"}\n", /* a key that other events have */
    HEAD "\"created\",\"what\":\"is this\",\"priority\":\"low\"}\n",
    HEAD "\"created\",\"version\":\"2.1\",\"tags\":[\"b\",\"a\"]}\n",
    "{\"at\":1772442000000,\"ticket\":7,\"event\":\"created\"}\n"};
enum { LINE_COUNT = sizeof LINES / sizeof *LINES };

static void expect_agreement(const Policy *policy, const char *bytes, size_t size)
{
    ck_assert_msg(shapes_agree(policy, (Text){.data = bytes, .size = (uint32_t)size}), "%.*s",
                  (int)size, bytes);
}

/* All lines, thrice: learned, read, and read once more among others. */
START_TEST(test_lines)
{
    Policy *policy = ingest_policy_new();
    const char *text = "";
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < LINE_COUNT; i++) {
            text = arena_format(policy->arena, "%s%s", text, LINES[i]);
            expect_agreement(policy, text, strlen(text));
        }
    ingest_policy_free(policy);
}
END_TEST

/* Each hard case as a value of every type, as a text, a name, a key and a line, after a line that it nearly fits. */
START_TEST(test_hard_cases)
{
    static const char *const FORMS[][2] = {
        {HEAD "\"updated\",\"parts\":", "}\n"},
        {HEAD "\"updated\",\"product\":", "}\n"},
        {HEAD "\"updated\",\"priority\":", "}\n"},
        {HEAD "\"updated\",\"due\":", "}\n"},
        {HEAD "\"updated\",\"vip\":", "}\n"},
        {HEAD, "}\n"},
        {HEAD "\"updated\",", ":1}\n"},
        {"", "\n"},
        {"{\"at\":", ",\"ticket\":\"T-1\",\"event\":\"updated\"}\n"},
        {"{\"ticket\":", ",\"at\":\"2026-03-02T09:00:00Z\",\"event\":\"updated\"}\n"}};
    static const char *const FITTING[] = {
        "5", "\"x\"", "\"low\"", "\"2026-03-02T09:00:00Z\"", "true", "\"created\""};
    Policy *policy = ingest_policy_new();
    char *room = malloc(ROOM);
    for (size_t n = 0; n < sizeof FORMS / sizeof *FORMS; n++)
        for (size_t i = 0; i < CASE_COUNT; i++) {
            size_t size = 0;
            for (size_t k = 0; k < sizeof FITTING / sizeof *FITTING; k++)
                size += (size_t)snprintf(room + size, ROOM - size, "%s%s%s", FORMS[n][0],
                                         FITTING[k], FORMS[n][1]);
            size += (size_t)snprintf(room + size, ROOM - size, "%s", FORMS[n][0]);
            memcpy(room + size, CASES[i].data, CASES[i].size);
            size += CASES[i].size;
            size += (size_t)snprintf(room + size, ROOM - size, "%s%s", FORMS[n][1], LINES[0]);
            expect_agreement(policy, room, size);
        }
    free(room);
    ingest_policy_free(policy);
}
END_TEST

/* Every byte of a learned line changed to every byte that may matter, and the line cut off there. */
START_TEST(test_changed_lines)
{
    static const char BYTES[] = "\"\\{}[]:, \t\r\nu09a-.eZT+\x01\x7f\x80\xc3\xff";
    Policy *policy = ingest_policy_new();
    char room[1024];
    for (size_t i = 0; i < 5; i++) {
        size_t size = strlen(LINES[i]);
        memcpy(room, LINES[i], size);
        memcpy(room + size, LINES[i], size);
        for (size_t at = size; at < 2 * size; at++) {
            for (size_t n = 0; n < sizeof BYTES; n++) { /* NUL too */
                room[at] = BYTES[n];
                expect_agreement(policy, room, 2 * size);
            }
            room[at] = LINES[i][at - size];
            expect_agreement(policy, room, at);
        }
    }
    ingest_policy_free(policy);
}
END_TEST

/* More shapes than are kept, which are given up and learned again; every tenth line is the same. */
START_TEST(test_many_shapes)
{
    static const char *const KEYS[] = {"parts", "weight", "share", "fee", "vip", "product", "due"};
    Policy *policy = ingest_policy_new();
    size_t size = 0, room = 4 << 20;
    char *text = malloc(room);
    uint32_t seed = 7;
    for (int line = 0; line < 12000; line++) {
        if (line % 10 == 0) {
            size += (size_t)snprintf(text + size, room - size, "%s", LINES[0]);
            continue;
        }
        size += (size_t)snprintf(text + size, room - size, HEAD "\"updated\"");
        for (unsigned n = 0; n < 7; n++) {
            seed = seed * 1664525 + 1013904223;
            if (seed >> 31)
                size +=
                    (size_t)snprintf(text + size, room - size, ",%*s\"%s\":null",
                                     (int)(seed >> 20 & 7), "", KEYS[(n * 3 + (unsigned)line) % 7]);
        }
        size += (size_t)snprintf(text + size, room - size, "}\n");
    }
    expect_agreement(policy, text, size);
    free(text);
    ingest_policy_free(policy);
}
END_TEST

/* Each of some texts has its slot, whatever they have in common, and nothing else has. */
START_TEST(test_memo)
{
    static const char *const LISTS[][7] = {
        {"payments", "ledger", "cards", "mobile", "portal", "reports", NULL},
        {"", "a", "bcd", "abcde", "ninebytes", "thirteenbytes", NULL},
        {"T1000001", "T1000002", "T1000003", "T1000004", "T1000005", "T1000006", NULL},
        {"sixteen bytes 01", "sixteen bytes 02", "sixteen bytes 0", "ixteen bytes 01", "x", "y",
         NULL}};
    Arena *arena = arena_new();
    for (size_t n = 0; n < sizeof LISTS / sizeof *LISTS; n++) {
        Text texts[6];
        for (int i = 0; i < 6; i++)
            texts[i] = text_from(LISTS[n][i]);
        Memo memo = memo_over(arena, texts, 6);
        for (uint32_t i = 0; i < 6; i++) {
            char padded[2 * MEMO_TEXT_MAX] = "";
            memcpy(padded, texts[i].data, texts[i].size);
            MemoKey tight = memo_key_tight(texts[i].data, texts[i].size);
            MemoKey key = memo_key_padded(padded, texts[i].size);
            ck_assert(key.head == tight.head && key.tail == tight.tail && key.size == tight.size);
            const MemoSlot *slot = memo_slot(&memo, &key);
            ck_assert_msg(memo_holds(slot, &key) && slot->value == i, "%s", LISTS[n][i]);
        }
        for (uint32_t i = 0; i < 1000; i++) {
            MemoKey key = memo_key(text_from(arena_format(arena, "T%u", i)), false);
            ck_assert(!memo_holds(memo_slot(&memo, &key), &key));
        }
    }
    arena_free(arena);
}
END_TEST

/* The shapes are of use only if they take what was read before. */
START_TEST(test_what_they_take)
{
    static const bool TAKEN[LINE_COUNT] = {true, true, true, true, true, true};
    Policy *policy = ingest_policy_new();
    for (size_t i = 0; i < LINE_COUNT; i++) {
        Arena *arena = arena_new();
        Decoder decoder;
        Input input;
        IngestOptions options = {
            .policy = policy, .source = NONE, .texts = policy->texts, .sets = policy->sets};
        decoder_init(&decoder, &options, true, arena);
        Row row = row_make(arena, &decoder.columns, NULL);
        input_open_text(&input, text_from(arena_format(arena, "%s%s", LINES[i], LINES[i])));
        RowReader *reader = ndjson_reader_new(&input);
        Shapes *shapes = shapes_new(&decoder);
        ck_assert(!shapes_read(shapes, &input, &row));
        ck_assert_int_eq(reader->next(reader, &row), ROW_OK);
        ck_assert(decoder_read(&decoder, &row));
        if (decoder.is_quick && row.is_padded)
            shapes_learn(shapes, &row);
        ck_assert_msg(shapes_read(shapes, &input, &row) == TAKEN[i], "%s", LINES[i]);
        ck_assert_uint_eq(input.line, TAKEN[i] ? 2 : 1);
        reader->close(reader);
        input_close(&input);
        row_free(&row);
        decoder_close(&decoder);
        arena_free(arena);
    }
    ingest_policy_free(policy);
}
END_TEST

Suite *shape_suite(void);

Suite *shape_suite(void)
{
    Suite *suite = suite_create("shape");
    TCase *tcase = tcase_create("shape");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_lines);
    tcase_add_test(tcase, test_hard_cases);
    tcase_add_test(tcase, test_changed_lines);
    tcase_add_test(tcase, test_many_shapes);
    tcase_add_test(tcase, test_memo);
    tcase_add_test(tcase, test_what_they_take);
    suite_add_tcase(suite, tcase);
    return suite;
}
