#include "runtime/rejects.h"

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

START_TEST(lines)
{
    char path[] = "/tmp/slate-rejects-XXXXXX", bytes[512] = "";
    const char *files[] = {"march.ndjson"};
    int made = mkstemp(path), error;
    Rejects rejects;
    ck_assert_int_eq(rejects_open(&rejects, path, files, 1, &error), STATUS_OK);
    rejects_add(&rejects, &(Reject){.file = 0,
                                    .line = 3,
                                    .reason = "at: it is \"x\"",
                                    .text = TEXT("{\"at\":\t\xff")});
    rejects_add(&rejects,
                &(Reject){.file = 7, .line = 4, .reason = "", .text = TEXT("\xd0\x9a\xd0")});
    ck_assert_int_eq(rejects_close(&rejects, &error), STATUS_OK);
    ck_assert_int_gt(read(made, bytes, sizeof bytes - 1), 0);
    ck_assert_str_eq(
        bytes, "{\"file\":\"march.ndjson\",\"line\":3,\"reason\":\"at: it is \\\"x\\\"\","
               "\"text\":\"{\\\"at\\\":\\t\xef\xbf\xbd\"}\n"
               "{\"file\":\"\",\"line\":4,\"reason\":\"\",\"text\":\"\xd0\x9a\xef\xbf\xbd\"}\n");
    close(made);
    unlink(path);
    ck_assert_int_eq(rejects_open(&rejects, "/tmp/none/x", files, 1, &error), STATUS_INPUT);
}
END_TEST

Suite *rejects_suite(void);
Suite *rejects_suite(void)
{
    Suite *suite = suite_create("rejects");
    TCase *tcase = tcase_create("file");
    tcase_add_test(tcase, lines);
    suite_add_tcase(suite, tcase);
    return suite;
}
