/* compiler/expected.c, proposal.c: what could stand where a text ends, and which names. */
#include "compiler/expected.h"

#include <check.h>

#include "compiler/proposal.h"

static const char *words_of(Arena *arena, const char *text)
{
    Expected expected = expected_make(arena, text_from(text));
    const char *list = expected.has_name ? "*" : "";
    for (uint32_t i = 0; i < expected.words.count; i++)
        list = arena_format(arena, "%s%s%s", list, *list ? " " : "", expected.words.at[i]->text);
    return list;
}

#define WORDS(text, list) ck_assert_str_eq(words_of(arena, text), list)

START_TEST(the_parser_says_what_could_follow)
{
    Arena *arena = arena_new();
    WORDS("calendar c { ", "zone open closed valid union intersect except");
    WORDS("calendar c { open ", "on always every mon tue wed thu fri sat sun");
    WORDS("default ", "plan");
    WORDS("sla a { respond ", "untimed by within");
    WORDS("sla a { respond within 1h, ", "by");
    WORDS("sla a { calendar ", "*");             /* any word may be a name, none says more */
    WORDS("test \"t\" { expect quota q ", "of"); /* a quota's name, then whose */
    WORDS("define x = priority is ", "* not true false present absent");
    WORDS("sla a { resolve when }\ndefault ", "plan"); /* errors before it do not matter */
    WORDS("plan p { sla }}}\ndefault ", "plan");
    WORDS("policy \"x\" { version ", "");

    arena_free(arena);
}
END_TEST

START_TEST(lines_and_statements)
{
    Arena *arena = arena_new();
    ck_assert(expected_make(arena, TEXT("plan p {\n  ")).is_first);
    ck_assert(!expected_make(arena, TEXT("plan p {\n  sla ")).is_first);
    ck_assert(expected_make(arena, TEXT("")).is_first);
    arena_free(arena);
}
END_TEST

/* The stand-in with what its statement needs, "" where no statement can be read. */
static const char *put(Arena *arena, const char *text)
{
    const char *mark = strchr(text, '@');
    uint32_t lo = (uint32_t)(mark - text);
    Text out;
    if (!stand_in_put(arena, text_from(text), lo, lo + 1, &out))
        return "";
    return text_string(arena, (Text){out.data + lo, out.size - lo});
}

START_TEST(the_stand_in_becomes_a_statement)
{
    Arena *arena = arena_new();
    ck_assert_str_eq(put(arena, "default plan @"), STAND_IN);
    ck_assert_str_eq(put(arena, "sla a { @ }"), STAND_IN " within 1h }");
    ck_assert_str_eq(put(arena, "source s from csv { @ }"), STAND_IN " = \"x\" }");
    ck_assert_str_eq(put(arena, "test \"t\" { at 2026-03-02 created t1 { @ } }"),
                     STAND_IN ": 1 } }");
    ck_assert_str_eq(put(arena, "sla sla @"), "");
    arena_free(arena);
}
END_TEST

Suite *expected_suite(void);
Suite *expected_suite(void)
{
    Suite *suite = suite_create("expected");
    TCase *cases = tcase_create("expected");
    tcase_add_test(cases, the_parser_says_what_could_follow);
    tcase_add_test(cases, lines_and_statements);
    tcase_add_test(cases, the_stand_in_becomes_a_statement);
    suite_add_tcase(suite, cases);
    return suite;
}
