/* FNV-1a of 128 bits, against the values that its draft publishes. */
#include <check.h>
#include <string.h>

#include "base/digest.h"

static const struct {
    const char *text, *digest;
} CASES[] = {
    {"", "6c62272e07bb014262b821756295c58d"},
    {"a", "d228cb696f1a8caf78912b704e4a8964"},
    {"foobar", "343e1662793c64bf6f0d3597ba446f18"},
};

START_TEST(published)
{
    char text[DIGEST_TEXT];
    Digest digest = digest_make();
    digest_add(&digest, CASES[_i].text, strlen(CASES[_i].text));
    digest_print(digest, text);
    ck_assert_str_eq(text, CASES[_i].digest);
}
END_TEST

START_TEST(in_parts)
{
    Digest whole = digest_make(), parts = digest_make();
    digest_add(&whole, "foobar", 6);
    digest_add(&parts, "foo", 3);
    digest_add(&parts, "bar", 3);
    ck_assert(digest_equal(whole, parts));
    digest_number(&parts, 0);
    ck_assert(!digest_equal(whole, parts));
}
END_TEST

Suite *digest_suite(void);
Suite *digest_suite(void)
{
    Suite *suite = suite_create("digest");
    TCase *tcase = tcase_create("digest");
    tcase_add_loop_test(tcase, published, 0, sizeof CASES / sizeof CASES[0]);
    tcase_add_test(tcase, in_parts);
    suite_add_tcase(suite, tcase);
    return suite;
}
