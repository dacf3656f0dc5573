/* Periods of quotas and fees: language.md "Plans", semantics.md L2, T6. Dates and ISO weeks were looked up in a calendar. */
#include <check.h>

#include "runtime/period.h"

typedef struct PeriodCase {
    const char *name;
    PeriodUnit unit;
    const char *date;     /* in the period */
    const char *contract; /* its start: counted from it; NULL: the calendar's */
    const char *start, *end, *printed;
} PeriodCase;

static const PeriodCase CASES[] = {
    {"a day", PERIOD_DAY, "2026-03-02", NULL, "2026-03-02", "2026-03-03", "2026-03-02"},
    {"a week begins on Monday", PERIOD_WEEK, "2026-03-08", NULL, "2026-03-02", "2026-03-09",
     "2026-W10"},
    {"ISO week 53 of the year before", PERIOD_WEEK, "2027-01-03", NULL, "2026-12-28", "2027-01-04",
     "2026-W53"},
    {"week 1 begins in December", PERIOD_WEEK, "2025-12-30", NULL, "2025-12-29", "2026-01-05",
     "2026-W01"},
    {"a month", PERIOD_MONTH, "2026-02-28", NULL, "2026-02-01", "2026-03-01", "2026-02"},
    {"a quarter", PERIOD_QUARTER, "2026-03-31", NULL, "2026-01-01", "2026-04-01", "2026-Q1"},
    {"the last quarter", PERIOD_QUARTER, "2026-12-31", NULL, "2026-10-01", "2027-01-01", "2026-Q4"},
    {"a year", PERIOD_YEAR, "2026-12-31", NULL, "2026-01-01", "2027-01-01", "2026"},
    {"T6: from the 31st, February's last day", PERIOD_MONTH, "2026-03-01", "2026-01-31",
     "2026-02-28", "2026-03-31", "2026-02-28"},
    {"T6: never repeated steps", PERIOD_MONTH, "2026-04-29", "2026-01-31", "2026-03-31",
     "2026-04-30", "2026-03-31"},
    {"T6: from the 29th in a leap year", PERIOD_MONTH, "2028-02-29", "2027-12-29", "2028-02-29",
     "2028-03-29", "2028-02-29"},
    {"the day before a contract's month ends", PERIOD_MONTH, "2026-02-27", "2026-01-31",
     "2026-01-31", "2026-02-28", "2026-01-31"},
    {"a week of contract", PERIOD_WEEK, "2026-03-11", "2026-03-05", "2026-03-05", "2026-03-12",
     "2026-03-05"},
    {"a quarter of contract", PERIOD_QUARTER, "2026-05-29", "2026-02-28", "2026-05-28",
     "2026-08-28", "2026-05-28"},
    {"a year of contract from 29 February", PERIOD_YEAR, "2025-02-28", "2024-02-29", "2025-02-28",
     "2026-02-28", "2025-02-28"},
    {"a day of contract", PERIOD_DAY, "2026-03-11", "2026-03-05", "2026-03-11", "2026-03-12",
     "2026-03-11"},
    {"before the contract", PERIOD_MONTH, "2025-12-30", "2026-01-31", "2025-11-30", "2025-12-31",
     "2025-11-30"},
};

static Date date_of(const char *text)
{
    Date date;
    ck_assert_msg(date_parse(text_from(text), &date), "%s", text);
    return date;
}

START_TEST(test_periods)
{
    const PeriodCase *c = &CASES[_i];
    Period period = {.unit = c->unit, .of_contract = c->contract != NULL};
    Date contract = c->contract ? date_of(c->contract) : PERIOD_NO_CONTRACT;
    PeriodSpan span = period_on(period, zone_utc(), date_of(c->date), contract);
    char text[PERIOD_TEXT];
    period_print(period, span.start, contract, text);
    ck_assert_msg(span.start == date_of(c->start), "%s: starts %d", c->name, span.start);
    ck_assert_msg(span.end == date_of(c->end), "%s: ends %d", c->name, span.end);
    ck_assert_msg(text_is(text_from(text), c->printed), "%s: %s", c->name, text);
}
END_TEST

/* The days of a contract's months follow one another without gap, whatever day it starts on. */
START_TEST(test_months_of_contract_join)
{
    Date contract = date_make(2024, 1, 28 + _i);
    Period period = {.unit = PERIOD_MONTH, .of_contract = true};
    PeriodSpan span = period_on(period, zone_utc(), contract, contract);
    ck_assert_int_eq(span.start, contract);
    for (int month = 1; month < 60; month++) {
        PeriodSpan next = period_on(period, zone_utc(), span.end, contract);
        ck_assert_int_eq(next.start, date_add_months(contract, month));
        ck_assert_int_eq(period_before(period, zone_utc(), &next, contract).start, span.start);
        span = next;
    }
}
END_TEST

/* L2: local dates decide. In Kyiv, UTC+2 in March until the 29th and UTC+3 after it. */
START_TEST(test_zone)
{
    ZoneSet *zones = zone_set_new(NULL);
    const Zone *kyiv;
    Instant at, from, until;
    ck_assert_int_eq(zone_find(zones, TEXT("Europe/Kyiv"), &kyiv), STATUS_OK);
    ck_assert(instant_parse(TEXT("2026-03-31T21:00:00Z"), &at));
    Period month = {.unit = PERIOD_MONTH};
    PeriodSpan before = period_at(month, kyiv, at - 1, PERIOD_NO_CONTRACT);
    ck_assert(instant_parse(TEXT("2026-02-28T22:00:00Z"), &from));
    ck_assert(instant_parse(TEXT("2026-03-31T21:00:00Z"), &until));
    ck_assert_int_eq(before.from, from);
    ck_assert_int_eq(before.until, until);
    ck_assert_int_eq(period_at(month, kyiv, at, PERIOD_NO_CONTRACT).start, date_make(2026, 4, 1));
    zone_set_free(zones);
}
END_TEST

Suite *period_suite(void);
Suite *period_suite(void)
{
    Suite *suite = suite_create("period");
    TCase *tests = tcase_create("periods");
    tcase_add_loop_test(tests, test_periods, 0, (int)(sizeof CASES / sizeof *CASES));
    tcase_add_loop_test(tests, test_months_of_contract_join, 0, 4);
    tcase_add_test(tests, test_zone);
    suite_add_tcase(suite, tests);
    return suite;
}
