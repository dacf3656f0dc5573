/* base/instant.c: dates and instants against values worked out with Python's datetime. */
#include "base/instant.h"

#include <check.h>

static const struct {
    const char *text;
    Instant at; /* INSTANT_NONE: refused */
} INSTANTS[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"2026-03-02T09:00:00Z", INT64_C(1772442000000)},
    {"2026-03-02t09:00:00z", INT64_C(1772442000000)},
    {"2026-03-02 09:00:00Z", INT64_C(1772442000000)},
    {"2026-03-02T11:00:00+02:00", INT64_C(1772442000000)},
    {"2026-03-02T03:15:00-05:45", INT64_C(1772442000000)},
    {"2026-03-02T09:00:00.250Z", INT64_C(1772442000250)},
    {"2026-03-02T09:00:00.2509999Z", INT64_C(1772442000250)},
    {"2026-03-02T09:00:00.5Z", INT64_C(1772442000500)},
    {"1969-12-31T23:59:59.999Z", -1},
    {"1900-01-01T00:00:00Z", INSTANT_MIN},
    {"2199-12-31T23:59:59.999Z", INSTANT_MAX},
    {"1900-01-01T01:00:00+01:00", INSTANT_MIN},
    {"2016-12-31T23:59:60Z", INT64_C(1483228800000)},      /* a leap second */
    {"2017-01-01T01:59:60+02:00", INT64_C(1483228800000)}, /* the same */
    {"2028-02-29T00:00:00Z", INT64_C(1835395200000)},
    {"1900-01-01T00:59:59+01:00", INSTANT_NONE},
    {"2199-12-31T23:59:59-00:01", INSTANT_NONE},
    {"2026-03-02T09:00:60Z", INSTANT_NONE},
    {"2026-03-02T24:00:00Z", INSTANT_NONE},
    {"2026-03-02T09:60:00Z", INSTANT_NONE},
    {"2026-02-29T09:00:00Z", INSTANT_NONE},
    {"2026-02-31T09:00:00Z", INSTANT_NONE},
    {"2026-13-01T09:00:00Z", INSTANT_NONE},
    {"2026-00-01T09:00:00Z", INSTANT_NONE},
    {"2026-03-00T09:00:00Z", INSTANT_NONE},
    {"2026-03-02T09:00Z", INSTANT_NONE},
    {"2026-03-02T09:00:00", INSTANT_NONE},
    {"2026-03-02T09:00:00.Z", INSTANT_NONE},
    {"2026-03-02T09:00:00+0200", INSTANT_NONE},
    {"2026-03-02T09:00:00+24:00", INSTANT_NONE},
    {"2026-03-02T09:00:00Z ", INSTANT_NONE},
    {" 2026-03-02T09:00:00Z", INSTANT_NONE},
    {"2026-3-2T09:00:00Z", INSTANT_NONE},
    {"+2026-03-02T09:00:00Z", INSTANT_NONE},
    {"", INSTANT_NONE},
};

START_TEST(test_t1_rfc_3339_is_read)
{
    Instant at = INSTANT_NONE;
    bool is_read = instant_parse(text_from(INSTANTS[_i].text), &at);
    ck_assert_msg(is_read == (INSTANTS[_i].at != INSTANT_NONE), "%s", INSTANTS[_i].text);
    ck_assert_int_eq(at, INSTANTS[_i].at);
}
END_TEST

START_TEST(test_t1_instants_are_printed_in_utc_and_with_an_offset)
{
    char text[INSTANT_TEXT];
    ck_assert_int_eq(instant_print(INT64_C(1772442000000), text), 20);
    ck_assert_str_eq(text, "2026-03-02T09:00:00Z");
    instant_print(INT64_C(1772442000007), text);
    ck_assert_str_eq(text, "2026-03-02T09:00:00.007Z");
    instant_print(-1, text);
    ck_assert_str_eq(text, "1969-12-31T23:59:59.999Z");
    instant_print_offset(INT64_C(1772442000000), 120, text);
    ck_assert_str_eq(text, "2026-03-02T11:00:00+02:00");
    instant_print_offset(INT64_C(1772442000000), -570, text);
    ck_assert_str_eq(text, "2026-03-01T23:30:00-09:30");
    instant_print_offset(INSTANT_MIN, -60, text);
    ck_assert_str_eq(text, "1899-12-31T23:00:00-01:00");
}
END_TEST

START_TEST(test_every_date_of_three_centuries)
{
    Date date = date_make(1900, 1, 1);
    ck_assert_int_eq(date, -25567);
    int weekday = MONDAY;
    for (int year = 1900; year <= 2199; year++) {
        bool is_leap = year % 4 == 0 && (year % 100 != 0 || year == 2000);
        static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && is_leap);
            ck_assert_int_eq(month_days(year, month), length);
            for (int day = 1; day <= length; day++, date++, weekday = (weekday + 1) % 7) {
                CivilDate civil = date_civil(date);
                ck_assert_int_eq(date_make(year, month, day), date);
                ck_assert(civil.year == year && civil.month == month && civil.day == day);
                ck_assert_int_eq(date_weekday(date), weekday);
            }
        }
    }
    ck_assert_int_eq(date, 84006);
}
END_TEST

static const struct {
    int from[3], months, to[3];
} MONTHS[] = {{{2026, 1, 31}, 1, {2026, 2, 28}},   {{2026, 1, 31}, 2, {2026, 3, 31}},
              {{2028, 1, 31}, 1, {2028, 2, 29}},   {{2026, 3, 31}, -1, {2026, 2, 28}},
              {{2026, 1, 15}, -1, {2025, 12, 15}}, {{2026, 12, 31}, 2, {2027, 2, 28}},
              {{2028, 2, 29}, 12, {2029, 2, 28}},  {{2026, 5, 5}, 0, {2026, 5, 5}}};

START_TEST(test_t6_months_are_added)
{
    const int *from = MONTHS[_i].from, *to = MONTHS[_i].to;
    ck_assert_int_eq(date_add_months(date_make(from[0], from[1], from[2]), MONTHS[_i].months),
                     date_make(to[0], to[1], to[2]));
}
END_TEST

static const struct {
    const char *text;
    int64_t local; /* from 2026-03-02T00:00; INT64_MIN: refused */
} LOCALS[] = {{"2026-03-02", 0},
              {"2026-03-02 09:00", 9 * HOUR_MS},
              {"2026-03-02T09:00:30.5", 9 * HOUR_MS + 30500},
              {"2026-03-02 24:00", DAY_MS},
              {"2026-03-02 24:01", INT64_MIN},
              {"2026-03-02 09:00:60", INT64_MIN},
              {"2026-03-02 9:00", INT64_MIN},
              {"2026-03-02T", INT64_MIN},
              {"2026-03-02 09:00Z", INT64_MIN}};

START_TEST(test_wall_clock_times_are_read)
{
    int64_t local = INT64_MIN;
    bool is_read = local_parse(text_from(LOCALS[_i].text), &local);
    ck_assert_msg(is_read == (LOCALS[_i].local != INT64_MIN), "%s", LOCALS[_i].text);
    if (is_read)
        ck_assert_int_eq(local - date_make(2026, 3, 2) * DAY_MS, LOCALS[_i].local);
}
END_TEST

static const struct {
    const char *text, *printed; /* NULL: refused */
    Duration ms;
} DURATIONS[] = {{"8h", "8h", 8 * HOUR_MS},
                 {"1h30m", "1h30m", 90 * MINUTE_MS},
                 {"90m", "1h30m", 90 * MINUTE_MS},
                 {"90s", "1m30s", 90 * SECOND_MS},
                 {"-90s", "-1m30s", -90 * SECOND_MS},
                 {"250ms", "0.250s", 250},
                 {"0h", "0s", 0},
                 {"1h1m1s1ms", "1h1m1.001s", 3661001},
                 {"2562047788015h12m55s807ms", "2562047788015h12m55.807s", INT64_MAX},
                 {"2562047788015h12m55s808ms", NULL, 0},
                 {"9223372036854775807h", NULL, 0},
                 {"1m1h", NULL, 0},
                 {"1h1h", NULL, 0},
                 {"1d", NULL, 0},
                 {"1.5h", NULL, 0},
                 {"h", NULL, 0},
                 {"8", NULL, 0},
                 {"8 h", NULL, 0},
                 {"--8h", NULL, 0},
                 {"", NULL, 0}};

START_TEST(test_durations_are_read_and_printed)
{
    Duration ms = 0;
    char text[DURATION_TEXT];
    bool is_read = duration_parse(text_from(DURATIONS[_i].text), &ms);
    ck_assert_msg(is_read == (DURATIONS[_i].printed != NULL), "%s", DURATIONS[_i].text);
    if (!is_read)
        return;
    ck_assert_int_eq(ms, DURATIONS[_i].ms);
    duration_print(ms, text);
    ck_assert_str_eq(text, DURATIONS[_i].printed);
}
END_TEST

START_TEST(test_the_least_duration_is_printed)
{
    char text[DURATION_TEXT];
    duration_print(INT64_MIN, text);
    ck_assert_str_eq(text, "-2562047788015h12m55.808s");
}
END_TEST

#define ROWS(table) (int)(sizeof table / sizeof *table)

Suite *instant_suite(void);

Suite *instant_suite(void)
{
    Suite *suite = suite_create("instant");
    TCase *core = tcase_create("core");
    tcase_add_loop_test(core, test_t1_rfc_3339_is_read, 0, ROWS(INSTANTS));
    tcase_add_test(core, test_t1_instants_are_printed_in_utc_and_with_an_offset);
    tcase_add_test(core, test_every_date_of_three_centuries);
    tcase_add_loop_test(core, test_t6_months_are_added, 0, ROWS(MONTHS));
    tcase_add_loop_test(core, test_wall_clock_times_are_read, 0, ROWS(LOCALS));
    tcase_add_loop_test(core, test_durations_are_read_and_printed, 0, ROWS(DURATIONS));
    tcase_add_test(core, test_the_least_duration_is_printed);
    suite_add_tcase(suite, core);
    return suite;
}
