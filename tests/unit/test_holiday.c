/* runtime/holiday.c: dates of published calendars. */
#include "runtime/holiday.h"

#include <check.h>

static const struct {
    int year, western[2], orthodox[2]; /* month and day */
} EASTERS[] = {{1900, {4, 15}, {4, 22}}, {1913, {3, 23}, {4, 27}}, {1943, {4, 25}, {4, 25}},
               {2008, {3, 23}, {4, 27}}, {2010, {4, 4}, {4, 4}},   {2015, {4, 5}, {4, 12}},
               {2019, {4, 21}, {4, 28}}, {2023, {4, 9}, {4, 16}},  {2024, {3, 31}, {5, 5}},
               {2025, {4, 20}, {4, 20}}, {2026, {4, 5}, {4, 12}},  {2027, {3, 28}, {5, 2}},
               {2030, {4, 21}, {4, 28}}, {2038, {4, 25}, {4, 25}}, {2100, {3, 28}, {5, 2}},
               {2199, {4, 14}, {4, 21}}};

START_TEST(test_easter)
{
    int year = EASTERS[_i].year;
    const int *western = EASTERS[_i].western, *orthodox = EASTERS[_i].orthodox;
    ck_assert_int_eq(easter_western(year), date_make(year, western[0], western[1]));
    ck_assert_int_eq(easter_orthodox(year), date_make(year, orthodox[0], orthodox[1]));
}
END_TEST

/* As written: nothing is observed elsewhere. */
static HolidayRule rule_of(HolidayKind kind, const char *name)
{
    HolidayRule rule = {.kind = kind, .name = text_from(name)};
    for (int i = 0; i < 7; i++)
        rule.observed[i] = -1;
    return rule;
}

static HolidaySet *set_of(HolidayRule first, HolidayRule second)
{
    Arena *arena = arena_new();
    HolidaySpec spec = {.name = TEXT("test")};
    VEC_PUSH(arena, &spec.rules, first);
    VEC_PUSH(arena, &spec.rules, second);
    HolidaySet *set = holiday_set_new(&spec);
    arena_free(arena);
    return set;
}

static uint32_t count_of(const HolidaySet *set)
{
    uint32_t count = 0;
    for (Date date = INSTANT_MIN / DAY_MS - 400; holiday_next(set, date, &date, NULL); date++)
        count++;
    return count;
}

static bool has(const HolidaySet *set, int year, int month, int day)
{
    return holiday_find(set, date_make(year, month, day), NULL);
}

START_TEST(test_nth_weekdays)
{
    HolidayRule last = rule_of(HOLIDAY_NTH_WEEKDAY, "last Monday of May");
    last.month = 5, last.nth = -1, last.weekday = MONDAY;
    HolidayRule fifth = rule_of(HOLIDAY_NTH_WEEKDAY, "fifth Friday of January");
    fifth.month = 1, fifth.nth = 5, fifth.weekday = FRIDAY;
    HolidaySet *set = set_of(last, fifth);
    ck_assert(has(set, 2026, 5, 25) && has(set, 2027, 5, 31) && has(set, 2021, 5, 31));
    ck_assert(has(set, 2026, 1, 30) && !has(set, 2028, 2, 4));
    ck_assert(!has(set, 2028, 1, 31) && has(set, 2021, 1, 29));
    ck_assert_uint_gt(count_of(set), 300);
    holiday_set_free(set);
}
END_TEST

START_TEST(test_observed_and_years)
{
    HolidayRule fourth = rule_of(HOLIDAY_YEARLY, "Independence Day");
    fourth.month = 7, fourth.day = 4, fourth.observed[SATURDAY] = FRIDAY;
    fourth.observed[SUNDAY] = MONDAY;
    HolidayRule new_year = rule_of(HOLIDAY_YEARLY, "New Year");
    new_year.month = 1, new_year.day = 1, new_year.observed[SATURDAY] = FRIDAY;
    new_year.from_year = 2022, new_year.until_year = 2027;
    HolidaySet *set = set_of(fourth, new_year);
    ck_assert(has(set, 2026, 7, 3) && !has(set, 2026, 7, 4)); /* a Saturday */
    ck_assert(has(set, 2027, 7, 5) && !has(set, 2027, 7, 4)); /* a Sunday */
    ck_assert(has(set, 2025, 7, 4));
    ck_assert(has(set, 2021, 12, 31)); /* of the first year, kept in the year before */
    ck_assert(has(set, 2027, 1, 1) && !has(set, 2028, 1, 1) && !has(set, 2021, 1, 1));
    holiday_set_free(set);
}
END_TEST

START_TEST(test_the_first_rule_names_a_date)
{
    HolidayRule easter = rule_of(HOLIDAY_EASTER, "Easter Monday");
    easter.offset = 1;
    HolidayRule date = rule_of(HOLIDAY_DATE, "Day off");
    date.date = date_make(2026, 4, 6);
    HolidaySet *set = set_of(date, easter);
    Text name = TEXT("");
    ck_assert(holiday_find(set, date_make(2026, 4, 6), &name));
    ck_assert(text_is(name, "Day off"));
    ck_assert(holiday_find(set, date_make(2027, 3, 29), &name));
    ck_assert(text_is(name, "Easter Monday"));
    ck_assert_uint_eq(count_of(set), 300);
    Date first;
    ck_assert(holiday_next(set, date_make(1899, 1, 1), &first, &name));
    ck_assert_int_eq(first, date_make(1900, 4, 16));
    holiday_set_free(set);
}
END_TEST

START_TEST(test_february_29_falls_in_leap_years)
{
    HolidayRule leap = rule_of(HOLIDAY_YEARLY, "Leap day");
    leap.month = 2, leap.day = 29;
    HolidaySet *set = set_of(leap, leap);
    ck_assert_uint_eq(count_of(set), 73); /* 1904 … 2196 without 2100 */
    ck_assert(has(set, 2028, 2, 29) && !has(set, 2027, 3, 1) && !has(set, 2100, 3, 1));
    holiday_set_free(set);
}
END_TEST

Suite *holiday_suite(void);

Suite *holiday_suite(void)
{
    Suite *suite = suite_create("holiday");
    TCase *core = tcase_create("core");
    tcase_add_loop_test(core, test_easter, 0, (int)(sizeof EASTERS / sizeof *EASTERS));
    tcase_add_test(core, test_nth_weekdays);
    tcase_add_test(core, test_observed_and_years);
    tcase_add_test(core, test_the_first_rule_names_a_date);
    tcase_add_test(core, test_february_29_falls_in_leap_years);
    suite_add_tcase(suite, core);
    return suite;
}
