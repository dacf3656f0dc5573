/* grammar/slate.y, compiler/build.c: the trees of constructs that are easily confused, limits, and what one mistake costs. */
#include <check.h>
#include <string.h>

#include "compiler/parse.h"
#include "tests/unit/front.h"

/* The dump of the tree of `text`, which has no mistakes. */
static const char *dump(Front *front, const char *text)
{
    front_parse(front, text_from(text));
    ck_assert_msg(front->diags->errors == 0, "%s: %s", text, front_codes(front));
    return node_dump(front->arena, front->tree);
}

static const struct Tree {
    const char *text, *dump;
} TREE[] = {
    /* `else` binds tighter than arithmetic, `not` looser than comparison, `and` tighter than `or` */
    {"define a = b else 1 + 2 > 3 or not c is d and e",
     "FILE\n  DEFINE \"a\"\n    0: OR\n      0: GREATER\n        0: ADD\n          0: ELSE\n       "
     "     0: NAME \"b\"\n"
     "            1: INTEGER 1 0\n          1: INTEGER 2 0\n        1: INTEGER 3 0\n      1: AND\n "
     "       0: NOT\n"
     "          0: IS\n            0: NAME \"c\"\n            1: NAME \"d\"\n        1: NAME "
     "\"e\"\n"},
    {"define a = b between 1 and 2 and c", "FILE\n  DEFINE \"a\"\n    0: AND\n      0: BETWEEN\n   "
                                           "     0: NAME \"b\"\n        1: INTEGER 1 0\n"
                                           "        2: INTEGER 2 0\n      1: NAME \"c\"\n"},
    {"define a = created on sat..mon", /* bits 5, 6 and 0 */
     "FILE\n  DEFINE \"a\"\n    0: ON_DAYS 97 0\n      0: NAME \"created\"\n"},
    {"ticket { x : (low | high)?  y : set of text  z : text in { \"2.0\" } }",
     "FILE\n  TICKET\n    FIELD \"x\"\n      0: TYPE_OPTIONAL\n        0: TYPE_ENUM\n          "
     "NAME \"low\"\n"
     "          NAME \"high\"\n    FIELD \"y\"\n      0: TYPE_SET\n        0: TYPE_NAME \"text\"\n "
     "   FIELD \"z\"\n"
     "      0: TYPE_TEXT_IN\n        TEXT \"2.0\"\n"},
    {"clock a { stop on reply by agent, resolved when b  start on created from c else created }",
     "FILE\n  CLOCK \"a\"\n    CLOCK_STOP\n      WATCH\n        0: PATTERN_EVENT \"reply\"\n       "
     "   0: NAME \"agent\"\n"
     "      WATCH\n        0: PATTERN_EVENT \"resolved\"\n        1: NAME \"b\"\n    CLOCK_START\n "
     "     WATCH\n"
     "        0: PATTERN_EVENT \"created\"\n        2: ELSE\n          0: NAME \"c\"\n          1: "
     "NAME \"created\"\n"},
    {"sla s { a within 8h, by close 2 workdays later on c when d as e }",
     "FILE\n  SLA \"s\"\n    TARGET \"a\"\n      0: DURATION 28800000 0\n      1: CUTOFF flags 1\n "
     "       1: PERIOD 2 1\n"
     "      2: NAME \"d\"\n      3: LIST\n        TARGET_NAME \"e\"\n        TARGET_CALENDAR "
     "\"c\"\n"},
    {"sla s { a by b + 2h\n changes final }", /* on its own line: the SLA's */
     "FILE\n  SLA \"s\"\n    TARGET \"a\"\n      1: CUTOFF flags 4\n        0: ADD\n          0: "
     "NAME \"b\"\n"
     "          1: DURATION 7200000 0\n    CHANGES \"final\" 3 0\n"},
    {"sla s { a untimed changes final }", /* on the target's line: the target's */
     "FILE\n  SLA \"s\"\n    TARGET \"a\" flags 1\n      3: LIST\n        CHANGES \"final\" 3 0\n"},
    {"sla s { targets { | p | a | | 50..100 | 8h, by close | | _ | untimed | } }",
     "FILE\n  SLA \"s\"\n    TARGETS\n      0: TABLE\n        0: ROW\n          NAME \"p\"\n       "
     "   NAME \"a\"\n"
     "        ROW\n          CELL\n            RANGE\n              0: INTEGER 50 0\n              "
     "1: INTEGER 100 0\n"
     "          CELL\n            DURATION 28800000 0\n            CUTOFF flags 1\n        ROW\n   "
     "       CELL\n"
     "            CELL_ANY\n          CELL\n          "
     "  CELL_UNTIMED\n"},
    {"sla s { escalate a { at breach notify agent, set p to q at 75% notify team \"t\" when x } }",
     "FILE\n  SLA \"s\"\n    ESCALATE \"a\"\n      STEP_BREACH\n        NOTIFY\n          0: "
     "RECIPIENT \"agent\"\n"
     "        SET_FIELD \"p\"\n          0: NAME \"q\"\n      STEP_PERCENT 750000 0\n        0: "
     "NAME \"x\"\n        NOTIFY\n"
     "          0: RECIPIENT \"team\"\n            0: TEXT \"t\"\n"},
    {"source s from csv { event = match \"A\" { \"x\" -> status pending _ -> reply by agent } "
     "absent = \"\" }",
     "FILE\n  SOURCE \"s\"\n    MAP_MATCH \"event\"\n      0: TEXT \"A\"\n      ARM\n        0: "
     "TEXT \"x\"\n"
     "        1: NAME \"status\"\n        2: NAME \"pending\"\n      ARM flags 1\n        1: NAME "
     "\"reply\"\n"
     "        2: NAME \"agent\"\n    MAP_TEXTS \"absent\"\n      TEXT\n"},
    {"test \"t\" { at 2026-03-02 18:00 expect t.a met }",
     "FILE\n  TEST \"t\"\n    TEST_TIME\n      0: INSTANT 1772474400000 0 flags 1\n    "
     "EXPECT_STATE \"met\"\n"
     "      0: MEMBER \"a\"\n        0: NAME \"t\"\n"},
};

START_TEST(trees_are_as_written)
{
    for (size_t i = 0; i < sizeof TREE / sizeof *TREE; i++) {
        Front front;
        ck_assert_str_eq(dump(&front, TREE[i].text), TREE[i].dump);
        front_free(&front);
    }
}
END_TEST

START_TEST(a_comparison_in_a_cell_has_its_operator)
{
    Front front;
    dump(&front, "sla s { targets { | p | a | | >= high | 1h | } }");
    ck_assert_uint_eq(front_find(&front, AST_CELL_COMPARE)->flags, AST_GREATER_EQUAL);
    front_free(&front);
}
END_TEST

/* language.md, `A file` to `Tests`: the whole of it is in the corpus and parses. */
static int parsed;
static void parse_one(const char *path, Text text)
{
    Front front;
    front_parse(&front, text);
    if (!strstr(path, "fuzz/corpus") || strstr(path, "language_"))
        ck_assert_msg(front.diags->errors == 0, "%s: %s", path, front_codes(&front));
    parsed++;
    front_free(&front);
}

START_TEST(every_policy_of_the_repository_parses)
{
    parsed = 0;
    int files = front_each_policy(parse_one);
    ck_assert_int_gt(files, 30);
    ck_assert_int_eq(files, parsed);
}
END_TEST

static const struct Mistake {
    const char *text, *codes;
} MISTAKE[] = {
    {"sla a {\n  respond within\n  resolve within 6h\n}\n", "E0118@2"},
    {"sla a {\n  b c d\n  resolve 1h\n  x y\n}\nplan when { }\n",
     "E0101@2 E0115@3 E0101@4 E0121@6"},
    {"sla a {\n  resolve within 1h\n\nplan b { sla a }\nplan c { sla a }\n", "E0116@1"},
    {"calendar a {\n  zone \"UTC\"\n  open mon..fri\n", "E0116@1"},
    {"define a = b in { c, d e }\ndefine f = g\n", "E0101@1"},
    {"event = 1\nclock a { start on created }\n", "E0101@1"},
    {"clock a { start on }\nclock b { start on created }\n", "E0118@1"},
    {"test \"t\" {\n  at 2026-03-02 09:00 created t1 { a b }\n  expect nothing\n}\n", "E0101@2"},
    {"\xef\xbb\xbf# a byte order mark is no part of the text\r\ndefine a = b\r\n", ""},
    {"", ""},
    {"}", "E0117@1"},
    {"sla", "E0101@1"},
};

/* house.md: one cause, one message. */
START_TEST(one_mistake_is_one_finding)
{
    for (size_t i = 0; i < sizeof MISTAKE / sizeof *MISTAKE; i++) {
        Front front;
        front_parse(&front, text_from(MISTAKE[i].text));
        ck_assert_msg(!strcmp(front_codes(&front), MISTAKE[i].codes), "%s: %s", MISTAKE[i].text,
                      front_codes(&front));
        front_free(&front);
    }
}
END_TEST

/* What is whole beside a mistake is in the tree. */
START_TEST(the_rest_of_a_text_is_read)
{
    Front front;
    front_parse(&front, TEXT("sla a {\n  b c\n  d within 1h\n}\nclock e { start on created }\n"));
    ck_assert_uint_eq(front.tree->list.count, 2);
    ck_assert(text_is(front.tree->list.at[0]->list.at[0]->text, "d"));
    front_free(&front);
}
END_TEST

static Text repeated(Arena *arena, const char *head, const char *part, uint32_t count)
{
    uint32_t first = (uint32_t)strlen(head), size = (uint32_t)strlen(part);
    char *bytes = arena_alloc(arena, first + count * size);
    memcpy(bytes, head, first);
    for (uint32_t i = 0; i < count; i++)
        memcpy(bytes + first + i * size, part, size);
    return (Text){bytes, first + count * size};
}

/* G4: a text cannot exhaust the compiler. */
START_TEST(endless_texts_are_refused)
{
    static const char *const PART[] = {"{",    "(",       "not ", "- ", "a or ",
                                       "a + ", "a else ", "a.b",  "if "};
    for (size_t i = 0; i < sizeof PART / sizeof *PART; i++) {
        Arena *arena = arena_new();
        Front front;
        front_parse(&front, repeated(arena, "define x = a ", PART[i],
                                     (1u << 20) / (uint32_t)strlen(PART[i])));
        ck_assert_uint_ge(front.diags->errors, 1);
        ck_assert_uint_le(front.tree->depth, NODE_DEPTH + 10);
        front_free(&front);
        arena_free(arena);
    }
}
END_TEST

START_TEST(a_file_of_more_than_16_mib_is_refused)
{
    Arena *arena = arena_new();
    Front front;
    front_parse(&front, repeated(arena, "", "#", PARSE_FILE_BYTES));
    ck_assert_str_eq(front_codes(&front), "");
    front_free(&front);
    front_parse(&front, repeated(arena, "", "#", PARSE_FILE_BYTES + 1));
    ck_assert_str_eq(front_codes(&front), "E0104@1");
    front_free(&front);
    arena_free(arena);
}
END_TEST

START_TEST(ten_thousand_mistakes_end_the_reading)
{
    Arena *arena = arena_new();
    Front front;
    front_parse(&front, repeated(arena, "", "clock 1\n", 10000));
    ck_assert_uint_ge(front.diags->errors, 20);
    ck_assert_uint_le(front.diags->errors, PARSE_ERRORS + 1);
    front_free(&front);
    arena_free(arena);
}
END_TEST

Suite *parse_suite(void);
Suite *parse_suite(void)
{
    Suite *suite = suite_create("parse");
    TCase *tests = tcase_create("trees");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, trees_are_as_written);
    tcase_add_test(tests, a_comparison_in_a_cell_has_its_operator);
    tcase_add_test(tests, every_policy_of_the_repository_parses);
    tcase_add_test(tests, one_mistake_is_one_finding);
    tcase_add_test(tests, the_rest_of_a_text_is_read);
    tcase_add_test(tests, endless_texts_are_refused);
    tcase_add_test(tests, a_file_of_more_than_16_mib_is_refused);
    tcase_add_test(tests, ten_thousand_mistakes_end_the_reading);
    suite_add_tcase(suite, tests);
    return suite;
}
