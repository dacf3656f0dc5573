/* How a call's words are read: interfaces.md "Verbs". Wrong calls print to standard error, which is
 * closed here. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "cli/args.h"

typedef struct Call {
    const char *words[8]; /* the verb first, NULL last */
    bool good;
    int exit_code; /* of a call that is not to be carried out */
    const char *output, *operands;
} Call;

static const Call CALLS[] = {
    {{"explain", "E0101"}, true, 0, NULL, "E0101"},
    {{"explain", "-o", "pages", "E0101"}, true, 0, "pages", "E0101"},
    {{"explain", "E0101", "-opages", "E0102"}, true, 0, "pages", "E0101 E0102"},
    {{"explain", "E0101", "--color=never", "-o", "a", "-o", "b"}, true, 0, "b", "E0101"},
    {{"explain", "--", "-o", "--help"}, true, 0, NULL, "-o --help"},
    {{"explain", "-", "-90s", "-.5"}, true, 0, NULL, "- -90s -.5"},
    {{"explain", "-o", "-"}, true, 0, "-", ""},
    {{"explain", "-o"}, false, 2, NULL, NULL},
    {{"explain", "--markdown=yes"}, false, 2, NULL, NULL},
    {{"explain", "--markdwn"}, false, 2, NULL, NULL},
    {{"explain", "--color", "sometimes"}, false, 2, NULL, NULL},
    {{"explain", "--color", ""}, false, 2, NULL, NULL},
    {{"help", "check", "fmt"}, false, 2, NULL, NULL},
};

START_TEST(words_are_flags_and_operands)
{
    const Call *call = &CALLS[_i];
    char *argv[9] = {0};
    int argc = 0, exit_code = -1;
    for (; call->words[argc]; argc++)
        argv[argc] = (char *)(size_t)call->words[argc];
    Args args;
    ck_assert_int_eq(args_parse(&args, argc, argv, &exit_code), call->good);
    if (!call->good) {
        ck_assert_int_eq(exit_code, call->exit_code);
        return;
    }
    char operands[64] = "";
    for (int i = 0; i < args.operands_count; i++) {
        strcat(operands, i ? " " : "");
        strcat(operands, args.operands[i]);
    }
    ck_assert_str_eq(operands, call->operands);
    ck_assert_pstr_eq(args_value(&args, "-o"), call->output);
}
END_TEST

static void errors_close(void)
{
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
}

Suite *args_suite(void);
Suite *args_suite(void)
{
    Suite *suite = suite_create("args");
    TCase *words = tcase_create("words");
    tcase_add_checked_fixture(words, errors_close, NULL);
    tcase_add_loop_test(words, words_are_flags_and_operands, 0, sizeof CALLS / sizeof CALLS[0]);
    suite_add_tcase(suite, words);
    return suite;
}
