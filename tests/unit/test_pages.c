/* base/pages.c: an array keeps what it holds however it grows. */
#include <check.h>
#include <stdlib.h>

#include "base/pages.h"

START_TEST(test_growing_keeps_what_is_there)
{
    size_t size = 0, used = 0;
    unsigned char *bytes = NULL;
    for (size_t want = 100; want < (size_t)1 << 27; want = want * 3 + 1) {
        size = want;
        bytes = pages_grow(bytes, used, &size);
        ck_assert_uint_ge(size, want);
        for (size_t i = 0; i < used; i++)
            ck_assert_uint_eq(bytes[i], (unsigned char)(i * 31 % 251));
        for (; used < size && used < 100000; used++)
            bytes[used] = (unsigned char)(used * 31 % 251);
        bytes[size - 1] = 1; /* all of it can be written */
        if (size <= used)
            used = size - 1;
    }
    free(bytes);
}
END_TEST

Suite *pages_suite(void);
Suite *pages_suite(void)
{
    Suite *suite = suite_create("pages");
    TCase *tcase = tcase_create("growth");
    tcase_add_test(tcase, test_growing_keeps_what_is_there);
    suite_add_tcase(suite, tcase);
    return suite;
}
