/* Unified differences, checked against what GNU diff -u prints for the same texts. */
#include <check.h>
#include <stdlib.h>

#include "cli/diff.h"

static const struct {
    const char *before, *after, *expected;
} CASES[] = {
    {"a\nb\n", "a\nb\n", ""},
    {"", "a\n", "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n"},
    {"a\n", "", "--- f\n+++ f\n@@ -1,1 +0,0 @@\n-a\n"},
    {"a", "a\n", "--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"},
    {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
     "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"},
    /* Six equal lines between two changes: one hunk; seven: two. */
    {"a\n1\n2\n3\n4\n5\n6\nb\n", "1\n2\n3\n4\n5\n6\n",
     "--- f\n+++ f\n@@ -1,8 +1,6 @@\n-a\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n"},
    {"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "1\n2\n3\n4\n5\n6\n7\n",
     "--- f\n+++ f\n@@ -1,4 +1,3 @@\n-a\n 1\n 2\n 3\n@@ -6,4 +5,3 @@\n 5\n 6\n 7\n-b\n"},
};

START_TEST(differences_are_unified)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    diff_print(out, "f", text_from(CASES[_i].before), text_from(CASES[_i].after));
    fclose(out);
    ck_assert_str_eq(printed, CASES[_i].expected);
    free(printed);
}
END_TEST

Suite *diff_suite(void);
Suite *diff_suite(void)
{
    Suite *suite = suite_create("diff");
    TCase *cases = tcase_create("cases");
    tcase_add_loop_test(cases, differences_are_unified, 0, sizeof CASES / sizeof CASES[0]);
    suite_add_tcase(suite, cases);
    return suite;
}
