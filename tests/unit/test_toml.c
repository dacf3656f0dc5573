/* base/toml.c: what it reads, it reads as TOML 1.0 says (section names in the cases); what it does not, it refuses. */
#include <check.h>

#include "base/toml.h"

typedef struct Case {
    const char *text;
    const char *entries; /* "table/key=value;" each; a string in quotes */
    const char *problem; /* a part of it; NULL: none */
    unsigned at;
} Case;

static const Case CASES[] = {
    {"", "", NULL, 0},
    {"# only a comment\n\n \t# another", "", NULL, 0},
    {"a = 1", "/a=1;", NULL, 0},
    {"a=-17 # comment\r\nb = +3\r\n", "/a=-17;/b=3;", NULL, 0},
    {"[t]\na = true\nb = false\n", "t/a=1;t/b=0;", NULL, 0},
    {"[ a . b-c ]\n\"x y\" = 'C:\\n' # literal\n", "a.b-c/x y=\"C:\\n\";", NULL, 0},
    {"a = \"say \\\"hi\\\" # no comment\"", "/a=\"say \"hi\" # no comment\";", NULL, 0},
    {"W0590 = \"off\"\n1 = \"\"", "/W0590=\"off\";/1=\"\";", NULL, 0},
    {"[t]\na = 1\n[u]\na = 1\n", "t/a=1;u/a=1;", NULL, 0},
    {"a = 1 b = 2", "", "nothing more may stand", 6},
    {"a = 1\na = 2", "/a=1;", "twice", 6},
    {"[t]\n[t]\n", "", "table is there twice", 4},
    {"a.b = 1", "", "dots", 1},
    {"a = [1]", "", "arrays", 4},
    {"[[a]]", "", "arrays of tables", 0},
    {"a = { b = 1 }", "", "braces", 4},
    {"a = \"\"\"x\"\"\"", "", "several lines", 4},
    {"a = \"x", "", "no closing quote", 4},
    {"a = \"x\ny\"", "", "no closing quote", 4},
    {"a = \"\\u00e9\"", "", "escapes", 5},
    {"a = 01", "", "whole number", 4},
    {"a = 1.5", "", "whole number", 4},
    {"a = 1_000", "", "whole number", 4},
    {"a = 2026-03-02", "", "whole number", 4},
    {"a = 9999999999999999999", "", "whole number", 4},
    {"a = truest", "", "whole number", 4},
    {"a = warning", "", "whole number", 4},
    {"a =", "", "whole number", 3},
    {"a", "", "`=`", 1},
    {"= 1", "", "a key is expected", 0},
    {"[t", "", "`]`", 2},
    {"[]", "", "a key is expected", 1},
    {"a = 1\r", "", "nothing more", 5},
    {"a = \"\xff\"", "", "UTF-8", 5},
};

static const char *entries_text(Arena *arena, const Toml *toml)
{
    const char *all = "";
    for (uint32_t i = 0; i < toml->entries.count; i++) {
        const TomlEntry *entry = &toml->entries.at[i];
        const char *value = entry->kind == TOML_STRING
                                ? arena_format(arena, "\"%.*s\"", TEXT_ARGS(entry->string))
                                : arena_format(arena, "%lld", (long long)entry->number);
        all = arena_format(arena, "%s%.*s/%.*s=%s;", all, TEXT_ARGS(entry->table),
                           TEXT_ARGS(entry->key), value);
    }
    return all;
}

START_TEST(settings_are_read_or_refused)
{
    const Case *wanted = &CASES[_i];
    Arena *arena = arena_new();
    Toml toml;
    bool is_read = toml_read(arena, text_from(wanted->text), &toml);
    ck_assert_str_eq(entries_text(arena, &toml), wanted->entries);
    ck_assert_msg(is_read == !wanted->problem, "%s: %s", wanted->text,
                  is_read ? "read" : toml.problem);
    if (wanted->problem) {
        ck_assert_msg(strstr(toml.problem, wanted->problem) != NULL, "%s: %s", wanted->text,
                      toml.problem);
        ck_assert_uint_eq(toml.problem_at, wanted->at);
    }
    arena_free(arena);
}
END_TEST

Suite *toml_suite(void);
Suite *toml_suite(void)
{
    Suite *suite = suite_create("toml");
    TCase *tests = tcase_create("toml");
    tcase_add_loop_test(tests, settings_are_read_or_refused, 0, sizeof CASES / sizeof *CASES);
    suite_add_tcase(suite, tests);
    return suite;
}
