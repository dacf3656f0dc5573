/* compiler/format.c: the canonical layout, and its two laws over every policy of the repository (language.md, principle 7). */
#include "compiler/format.h"

#include <check.h>
#include <string.h>

#include "tests/unit/front.h"

/* The canonical text of `text`, in the front's arena; the test fails if it does not parse. */
static Text layout(Front *front, const char *what, Text text)
{
    Text out = {0};
    uint32_t file = source_add(front->sources, TEXT("layout"), text);
    ck_assert_msg(format_file(front->arena, front->sources, file, front->diags, &out), "%s", what);
    return text_copy(front->arena, out);
}

/* The bytes that are no white space, comments among them: nothing is lost, nothing is added. */
static Text ink(Arena *arena, Text text)
{
    char *out = arena_alloc(arena, text.size + 1);
    uint32_t size = 0;
    for (uint32_t i = text_starts(text, TEXT("\xef\xbb\xbf")) ? 3 : 0; i < text.size; i++)
        if (!strchr(" \t\r\n\f", text.data[i]))
            out[size++] = text.data[i];
    return (Text){out, size};
}

static void laws_hold(const char *path, Text text)
{
    Front front, again;
    front_parse(&front, text);
    if (front.diags->errors == 0) {
        Text once = layout(&front, path, text);
        front_parse(&again, once);
        ck_assert_msg(node_equal(front.tree, again.tree), "%s: parse(format(x)) = parse(x)", path);
        ck_assert_msg(text_equal(ink(front.arena, text), ink(front.arena, once)),
                      "%s: something is lost", path);
        ck_assert_msg(text_equal(layout(&again, path, once), once),
                      "%s: format(format(x)) = format(x)", path);
        front_free(&again);
    }
    front_free(&front);
}

START_TEST(both_laws_hold_for_every_policy)
{
    ck_assert_int_gt(front_each_policy(laws_hold), 30);
}
END_TEST

static const struct Case {
    const char *text, *canonical;
} CASE[] = {
    {"", ""},
    {"clock a{start on created stop on reply by agent}",
     "clock a { start on created  stop on reply by agent }\n"},
    {"ticket{a:text?# one\n  longer:low|high=low}",
     "ticket {\n  a      : text?  # one\n  longer : low | high = low\n}\n"},
    {"sla s{targets{|p|a|# x\n|>=high|1h|\n|_|8h,by close|}}",
     "sla s {\n  targets {\n    | p       | a            |  # x\n    | >= high | 1h           |\n"
     "    | _       | 8h, by close |\n  }\n}\n"},
    {"calendar c { zone \"UTC\" open mon..fri 09:00 - 13:00 , 14:00-18:00 }",
     "calendar c { zone \"UTC\"  open mon..fri 09:00-13:00, 14:00-18:00 }\n"},
    {"define a=-1*max( b , - c )-(d else -2)", "define a = -1 * max(b, -c) - (d else -2)\n"},
    {"## doc\n\n\n\n# far\ndefine a = b # one\n  # two\n or c",
     "## doc\n\n# far\ndefine a = b  # one\n    # two\n    or c\n"},
    {"sla s {\n\n\n  # first\n\n\n  a within 1h\n  # last\n\n}\n# end",
     "sla s {\n  # first\n\n  a within 1h\n  # last\n}\n\n# end\n"},
    {"sla s { a within 1h\nchanges final }", "sla s {\n  a within 1h\n  changes final\n}\n"},
    {"sla s { a within 1h changes final }", "sla s {\n  a within 1h changes final\n}\n"},
    {"source s from csv { a=\"b\" long=match \"c\" { \"x\"->y _->z } }",
     "source s from csv {\n  a    = \"b\"\n  long = match \"c\" { \"x\" -> y  _ -> z }\n}\n"},
    {"rule r after 5 days without reply by customer when status is resolved and not account.vip "
     "and a_long_name is true do close",
     "rule r\n  after 5 days without reply by customer\n"
     "  when status is resolved and not account.vip and a_long_name is true\n  do close\n"},
    {"holidays h { easter-2 \"a\" every last mon of may \"b\" observed sat->fri,sun->mon }",
     "holidays h {\n  easter - 2 \"a\"\n  every last mon of may \"b\" observed sat -> fri, sun -> "
     "mon\n}\n"},
};

START_TEST(the_layout_is_canonical)
{
    for (size_t i = 0; i < sizeof CASE / sizeof *CASE; i++) {
        Front front;
        front_parse(&front, text_from(CASE[i].text));
        Text out = layout(&front, CASE[i].text, text_from(CASE[i].text));
        ck_assert_str_eq(text_string(front.arena, out), CASE[i].canonical);
        front_free(&front);
        laws_hold(CASE[i].text, text_from(CASE[i].text));
    }
}
END_TEST

/* A condition that is too long is broken before `and` and `or`, within 100 columns. */
START_TEST(long_lines_are_broken)
{
    Front front;
    Text text = TEXT("define a = first_condition is present and second_condition is present or "
                     "third_condition is present "
                     "and fourth_condition is absent or fifth_condition is present");
    front_parse(&front, text);
    Text out = layout(&front, "long", text);
    uint32_t column = 0, lines = 0;
    for (uint32_t i = 0; i < out.size; i++) {
        column = out.data[i] == '\n' ? 0 : column + 1;
        lines += out.data[i] == '\n';
        ck_assert_uint_le(column, 100);
    }
    ck_assert_uint_eq(lines, 2);
    front_free(&front);
}
END_TEST

START_TEST(what_does_not_parse_is_left_alone)
{
    Front front;
    Text out = TEXT("untouched");
    front_parse(&front, TEXT("sla {"));
    ck_assert(!format_file(front.arena, front.sources, 0, front.diags, &out));
    ck_assert(text_is(out, "untouched"));
    front_free(&front);
}
END_TEST

Suite *format_suite(void);
Suite *format_suite(void)
{
    Suite *suite = suite_create("format");
    TCase *tests = tcase_create("layout");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, both_laws_hold_for_every_policy);
    tcase_add_test(tests, the_layout_is_canonical);
    tcase_add_test(tests, long_lines_are_broken);
    tcase_add_test(tests, what_does_not_parse_is_left_alone);
    suite_add_tcase(suite, tests);
    return suite;
}
