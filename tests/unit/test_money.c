/* base/money.c: ISO 4217 and amounts in minor units (semantics.md L5). */
#include "base/money.h"

#include <check.h>
#include <string.h>

static const struct Amount {
    const char *text, *currency;
    int64_t minor;
    const char *printed;
} AMOUNT[] = {
    {"350", "UAH", 35000, "350 UAH"},
    {"30.50", "USD", 3050, "30.50 USD"},
    {"30.5", "USD", 3050, "30.50 USD"},
    {"-0.05", "USD", -5, "-0.05 USD"},
    {"1_000_000", "UAH", 100000000, "1000000 UAH"},
    {"1000", "JPY", 1000, "1000 JPY"},
    {"1.250", "KWD", 1250, "1.250 KWD"},
    {"1.2345", "CLF", 12345, "1.2345 CLF"},
    {"2.000", "USD", 200, "2 USD"},
    {"92233720368547758.07", "USD", INT64_MAX, "92233720368547758.07 USD"},
};

START_TEST(amounts_are_read_and_printed)
{
    for (size_t i = 0; i < sizeof AMOUNT / sizeof *AMOUNT; i++) {
        int64_t minor = 0;
        char out[MONEY_TEXT];
        int32_t row = currency_find(text_from(AMOUNT[i].currency));
        ck_assert_int_ge(row, 0);
        ck_assert_msg(money_parse(text_from(AMOUNT[i].text), row, &minor), "%s", AMOUNT[i].text);
        ck_assert_int_eq(minor, AMOUNT[i].minor);
        ck_assert_int_eq(money_print(minor, row, out), (int)strlen(AMOUNT[i].printed));
        ck_assert_str_eq(out, AMOUNT[i].printed);
    }
}
END_TEST

/* A money field of a policy that names no currency. */
START_TEST(an_amount_without_currency_prints_bare)
{
    char out[MONEY_TEXT];
    ck_assert_int_eq(money_print(35050, CURRENCY_NONE, out), 6);
    ck_assert_str_eq(out, "350.50");
    money_print(-35000, currency_count(), out);
    ck_assert_str_eq(out, "-350");
}
END_TEST

START_TEST(what_is_no_amount_is_refused)
{
    static const char *const BAD[] = {"",      "-",   ".",  "1.",    ".5",
                                      "1.505", "1e3", " 1", "1.2.3", "92233720368547758.08"};
    int64_t minor = 0;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        ck_assert_msg(!money_parse(text_from(BAD[i]), currency_find(TEXT("USD")), &minor), "%s",
                      BAD[i]);
    ck_assert(!money_parse(TEXT("1.5"), currency_find(TEXT("JPY")), &minor));
}
END_TEST

START_TEST(every_currency_is_found_by_its_code)
{
    for (int32_t row = 0; row < currency_count(); row++) {
        ck_assert_int_eq(currency_find(text_from(currency_code(row))), row);
        ck_assert_int_le(currency_digits(row), 4);
    }
    ck_assert_int_eq(currency_find(TEXT("XYZ")), CURRENCY_NONE);
    ck_assert_int_eq(currency_find(TEXT("usd")), CURRENCY_NONE);
    ck_assert_int_eq(currency_find(TEXT("US")), CURRENCY_NONE);
}
END_TEST

/* ---- L5: rounding, shares, hours, splits; figures by hand ---- */

static const struct Share {
    const char *currency, *amount;
    int64_t millionths;
    Rounding mode;
    const char *share;
} SHARE[] = {
    {"USD", "500", 50000, ROUND_HALF_EVEN, "25 USD"},
    {"USD", "0.50", 50000, ROUND_HALF_EVEN, "0.02 USD"}, /* 2.5 cents, even below */
    {"USD", "0.70", 50000, ROUND_HALF_EVEN, "0.04 USD"}, /* 3.5 cents, even above */
    {"USD", "0.50", 50000, ROUND_HALF_UP, "0.03 USD"},
    {"USD", "-0.50", 50000, ROUND_HALF_EVEN, "-0.02 USD"},
    {"USD", "-0.50", 50000, ROUND_HALF_UP, "-0.03 USD"}, /* away from zero */
    {"USD", "0.41", 50000, ROUND_UP, "0.03 USD"},        /* 2.05 cents */
    {"USD", "0.59", 50000, ROUND_DOWN, "0.02 USD"},      /* 2.95 cents */
    {"JPY", "50", 50000, ROUND_HALF_EVEN, "2 JPY"},      /* no decimals: 2.5 yen */
    {"JPY", "70", 50000, ROUND_HALF_EVEN, "4 JPY"},
    {"KWD", "0.050", 50000, ROUND_HALF_EVEN, "0.002 KWD"},  /* three decimals: 2.5 fils */
    {"KWD", "1.250", 333333, ROUND_HALF_EVEN, "0.417 KWD"}, /* 416.66625 fils */
    {"USD", "92233720368547758.07", 1000000, ROUND_HALF_EVEN, "92233720368547758.07 USD"},
};

START_TEST(L5_shares_round_as_stated)
{
    for (size_t i = 0; i < sizeof SHARE / sizeof *SHARE; i++) {
        int32_t row = currency_find(text_from(SHARE[i].currency));
        int64_t minor = 0, share = 0;
        char out[MONEY_TEXT];
        ck_assert(money_parse(text_from(SHARE[i].amount), row, &minor));
        ck_assert(money_share(minor, SHARE[i].millionths, SHARE[i].mode, &share));
        money_print(share, row, out);
        ck_assert_str_eq(out, SHARE[i].share);
    }
}
END_TEST

START_TEST(L5_an_amount_beyond_64_bits_is_refused)
{
    int64_t out = 7;
    ck_assert(!money_share(INT64_MAX, 1000001, ROUND_HALF_EVEN, &out));
    ck_assert(!money_share(INT64_MAX / 2, 2500000, ROUND_HALF_EVEN, &out));
    ck_assert(!money_hours(INT64_MAX / 2, INT64_C(3) * 3600000, ROUND_HALF_EVEN, &out));
    ck_assert(!round_up_to(INT64_MAX, 1000, &out));
    ck_assert(!round_up_to(5, 0, &out));
    ck_assert_int_eq(out, 7);
}
END_TEST

/* 30 USD an hour: 25 minutes are 12.50, 50 ms are 0.0416…; time goes up to its unit first. */
START_TEST(L5_hours_are_priced_exactly)
{
    static const struct Hours {
        int64_t per_hour, ms, unit, minor;
    } HOURS[] = {{3000, 25 * 60000, 1, 1250},
                 {3000, 25 * 60000, 15 * 60000, 1500},
                 {3000, 30 * 60000, 15 * 60000, 1500},
                 {3000, 30 * 60000 + 1, 15 * 60000, 2250},
                 {3000, 0, 15 * 60000, 0},
                 {3000, 50, 1, 0},
                 {1, 30 * 60000, 1, 0},
                 {3, 30 * 60000, 1, 2}};
    for (size_t i = 0; i < sizeof HOURS / sizeof *HOURS; i++) {
        int64_t ms = 0, minor = 0;
        ck_assert(round_up_to(HOURS[i].ms, HOURS[i].unit, &ms));
        ck_assert(money_hours(HOURS[i].per_hour, ms, ROUND_HALF_EVEN, &minor));
        ck_assert_int_eq(minor, HOURS[i].minor);
    }
}
END_TEST

START_TEST(L5_parts_of_a_split_sum_to_the_whole)
{
    static const struct Split {
        int64_t whole;
        int64_t weights[4];
        uint32_t count;
        int64_t parts[4];
    } SPLIT[] = {
        {100, {1, 1, 1}, 3, {34, 33, 33}}, /* 33.3… each; ties the first */
        {101, {1, 1, 1}, 3, {34, 34, 33}},
        {-100, {1, 1, 1}, 3, {-34, -33, -33}},
        {1000, {50, 30, 20, 0}, 4, {500, 300, 200, 0}},
        {10, {1, 2, 4}, 3, {1, 3, 6}}, /* 1.43 2.86 5.71: one of the two left to 2.86, then 5.71 */
        {1, {3, 3, 4}, 3, {0, 0, 1}},
        {0, {1, 2}, 2, {0, 0}},
        {INT64_MAX, {1, 1}, 2, {INT64_MAX / 2 + 1, INT64_MAX / 2}},
    };
    for (size_t i = 0; i < sizeof SPLIT / sizeof *SPLIT; i++) {
        int64_t parts[4], sum = 0;
        ck_assert(money_split(SPLIT[i].whole, SPLIT[i].weights, SPLIT[i].count, parts));
        for (uint32_t k = 0; k < SPLIT[i].count; k++) {
            ck_assert_int_eq(parts[k], SPLIT[i].parts[k]);
            sum += parts[k];
        }
        ck_assert_int_eq(sum, SPLIT[i].whole);
    }
    int64_t part;
    ck_assert(!money_split(100, (const int64_t[]){0}, 1, &part));
    ck_assert(!money_split(100, (const int64_t[]){-1}, 1, &part));
    ck_assert(!money_split(100, NULL, 0, &part));
}
END_TEST

/* Whatever the weights: the parts sum, and none is a unit or more away from its exact part. */
START_TEST(L5_no_part_is_a_unit_away_from_its_exact_size)
{
    uint64_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        int64_t weights[9], parts[9], sum = 0, total = 0;
        uint32_t count = 1 + (uint32_t)round % 9;
        for (uint32_t i = 0; i < count; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            weights[i] = (int64_t)(seed >> 50) + (i == 0);
            sum += weights[i];
        }
        int64_t whole = (int64_t)(seed >> 34) - (INT64_C(1) << 29);
        ck_assert(money_split(whole, weights, count, parts));
        for (uint32_t i = 0; i < count; i++) {
            total += parts[i];
            int64_t away = parts[i] * sum - whole * weights[i]; /* times the sum of weights */
            ck_assert(away < sum && away > -sum);
        }
        ck_assert_int_eq(total, whole);
    }
}
END_TEST

Suite *money_suite(void);
Suite *money_suite(void)
{
    Suite *suite = suite_create("money");
    TCase *tests = tcase_create("amounts");
    tcase_add_test(tests, amounts_are_read_and_printed);
    tcase_add_test(tests, an_amount_without_currency_prints_bare);
    tcase_add_test(tests, what_is_no_amount_is_refused);
    tcase_add_test(tests, every_currency_is_found_by_its_code);
    tcase_add_test(tests, L5_shares_round_as_stated);
    tcase_add_test(tests, L5_an_amount_beyond_64_bits_is_refused);
    tcase_add_test(tests, L5_hours_are_priced_exactly);
    tcase_add_test(tests, L5_parts_of_a_split_sum_to_the_whole);
    tcase_add_test(tests, L5_no_part_is_a_unit_away_from_its_exact_size);
    suite_add_tcase(suite, tests);
    return suite;
}
