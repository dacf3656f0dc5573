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

Suite *money_suite(void);
Suite *money_suite(void)
{
    Suite *suite = suite_create("money");
    TCase *tests = tcase_create("amounts");
    tcase_add_test(tests, amounts_are_read_and_printed);
    tcase_add_test(tests, an_amount_without_currency_prints_bare);
    tcase_add_test(tests, what_is_no_amount_is_refused);
    tcase_add_test(tests, every_currency_is_found_by_its_code);
    suite_add_tcase(suite, tests);
    return suite;
}
