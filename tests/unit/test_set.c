/* runtime/set.c: sets are interned, sorted, and shared with a base pool. */
#include "runtime/set.h"

#include <check.h>

START_TEST(test_set_zero_is_empty)
{
    SetPool *pool = set_pool_new();
    ck_assert_uint_eq(set_make(pool, NULL, 0), 0);
    uint32_t count = 9;
    set_values(pool, 0, &count);
    ck_assert_uint_eq(count, 0);
    set_pool_free(pool);
}
END_TEST

START_TEST(test_set_equal_sets_share_an_id)
{
    SetPool *pool = set_pool_new();
    SetId one = set_make(pool, (Value[]){3, 1, 2, 1}, 4);
    ck_assert_uint_eq(one, set_make(pool, (Value[]){1, 2, 3}, 3));
    ck_assert_uint_ne(one, set_make(pool, (Value[]){1, 2}, 2));
    uint32_t count;
    const Value *values = set_values(pool, one, &count);
    ck_assert_uint_eq(count, 3);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_int_eq(values[i], i + 1);
    set_pool_free(pool);
}
END_TEST

START_TEST(test_set_with_and_without_are_inverse)
{
    SetPool *pool = set_pool_new();
    SetId one = set_make(pool, (Value[]){-5, 7}, 2);
    SetId two = set_with(pool, one, 0);
    ck_assert(set_has(pool, two, 0) && !set_has(pool, one, 0));
    ck_assert_uint_eq(set_without(pool, two, 0), one);
    ck_assert_uint_eq(set_with(pool, two, 7), two);
    ck_assert_uint_eq(set_without(pool, one, 99), one);
    ck_assert_uint_eq(set_without(pool, set_make(pool, (Value[]){4}, 1), 4), 0);
    set_pool_free(pool);
}
END_TEST

START_TEST(test_set_over_a_base_keeps_its_ids)
{
    SetPool *base = set_pool_new();
    SetId one = set_make(base, (Value[]){1}, 1);
    SetPool *pool = set_pool_over(base);
    ck_assert_uint_eq(set_make(pool, (Value[]){1}, 1), one);
    SetId two = set_make(pool, (Value[]){1, 2}, 2);
    ck_assert_uint_eq(two, one + 1);
    ck_assert(set_has(pool, one, 1) && set_has(pool, two, 2));
    ck_assert_uint_eq(set_without(pool, two, 2), one);
    set_pool_free(pool);
    set_pool_free(base);
}
END_TEST

START_TEST(test_set_values_stay_while_the_pool_grows)
{
    SetPool *pool = set_pool_new();
    uint32_t count;
    const Value *first = set_values(pool, set_make(pool, (Value[]){42}, 1), &count);
    for (Value i = 0; i < 5000; i++)
        ck_assert_uint_eq(set_make(pool, (Value[]){i, i + 1}, 2), 2 + (SetId)i);
    ck_assert_int_eq(first[0], 42);
    ck_assert_uint_eq(set_make(pool, (Value[]){11, 10}, 2), 12);
    set_pool_free(pool);
}
END_TEST

START_TEST(test_set_of_many_values)
{
    Value many[300];
    for (int i = 0; i < 300; i++)
        many[i] = 299 - i;
    SetPool *pool = set_pool_new();
    SetId set = set_make(pool, many, 300);
    for (Value i = 0; i < 300; i++)
        ck_assert(set_has(pool, set, i));
    ck_assert(!set_has(pool, set, 300) && !set_has(pool, set, -1));
    set_pool_free(pool);
}
END_TEST

Suite *set_suite(void);
Suite *set_suite(void)
{
    TCase *tests = tcase_create("set");
    tcase_add_test(tests, test_set_zero_is_empty);
    tcase_add_test(tests, test_set_equal_sets_share_an_id);
    tcase_add_test(tests, test_set_with_and_without_are_inverse);
    tcase_add_test(tests, test_set_over_a_base_keeps_its_ids);
    tcase_add_test(tests, test_set_values_stay_while_the_pool_grows);
    tcase_add_test(tests, test_set_of_many_values);
    Suite *suite = suite_create("set");
    suite_add_tcase(suite, tests);
    return suite;
}
