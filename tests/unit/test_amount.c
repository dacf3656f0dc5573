/* Amounts of `slate calendar add` and slate_calendar_add (interfaces.md). */
#include <check.h>

#include "runtime/amount.h"

static const struct {
    const char *text;
    bool good;
    int64_t count;
    Unit unit;
} CASES[] = {
    {"8h", true, 8 * HOUR_MS, UNIT_MS},
    {"-90s", true, -90 * SECOND_MS, UNIT_MS},
    {"1h30m", true, 90 * MINUTE_MS, UNIT_MS},
    {"3 workdays", true, 3, UNIT_WORKDAY},
    {"1 workday", true, 1, UNIT_WORKDAY},
    {"-2 workdays", true, -2, UNIT_WORKDAY},
    {"2 calendar days", true, 2, UNIT_DAY},
    {"90 days", true, 90, UNIT_DAY},
    {"0 days", true, 0, UNIT_DAY},
    {"2  weeks", true, 2, UNIT_WEEK},
    {"6 months", true, 6, UNIT_MONTH},
    {"1 year", true, 1, UNIT_YEAR},
    {"3workdays", false, 0, UNIT_MS},
    {"3 fortnights", false, 0, UNIT_MS},
    {"workdays", false, 0, UNIT_MS},
    {"1.5 days", false, 0, UNIT_MS},
    {"9999999999 days", false, 0, UNIT_MS},
    {"1d", false, 0, UNIT_MS},
    {"3", false, 0, UNIT_MS},
    {"-", false, 0, UNIT_MS},
    {"", false, 0, UNIT_MS},
};

START_TEST(amounts_are_durations_or_periods)
{
    Amount amount = {0};
    ck_assert_int_eq(amount_parse(text_from(CASES[_i].text), &amount), CASES[_i].good);
    ck_assert_int_eq(amount.count, CASES[_i].count);
    ck_assert_int_eq(amount.unit, CASES[_i].unit);
}
END_TEST

Suite *amount_suite(void);
Suite *amount_suite(void)
{
    Suite *suite = suite_create("amount");
    TCase *cases = tcase_create("cases");
    tcase_add_loop_test(cases, amounts_are_durations_or_periods, 0, sizeof CASES / sizeof CASES[0]);
    suite_add_tcase(suite, cases);
    return suite;
}
