/* runtime/calendar.c, calendar_hours.c, calendar_step.c against hand-worked values, rule by rule (semantics.md). */
#include <check.h>

#include "tests/unit/calendar_maker.h"

static CalendarMaker maker;
static Calendar *calendar;

static void make(const char *zone)
{
    maker = maker_new(zone);
}

static void build(void)
{
    calendar = calendar_new(&maker.spec);
}

static void drop(void)
{
    calendar_free(calendar);
    maker_free(&maker);
}

/* Mon-Fri 09:00-13:00, 14:00-18:00 in Kyiv. */
static void make_office(void)
{
    make("Europe/Kyiv");
    maker_open(&maker, MONDAY, FRIDAY, "09:00-13:00 14:00-18:00");
}

static Instant at(const char *text)
{
    return when(calendar_zone(calendar), text);
}

static const char *shown(Instant instant)
{
    static char texts[8][INSTANT_TEXT];
    static int next;
    char *text = texts[next++ % 8];
    instant_print_offset(instant, zone_offset(calendar_zone(calendar), instant) / 60, text);
    text[16] = '\0';
    text[10] = ' ';
    return text;
}

/* `want` NULL: no answer. */
static void expect_step(const char *from, int64_t count, Unit unit, const char *want)
{
    Instant got;
    bool has = calendar_step(calendar, at(from), (Amount){count, unit}, &got);
    if (!want)
        ck_assert_msg(!has, "%s %+lld gives %s, not nothing", from, (long long)count, shown(got));
    else
        ck_assert_msg(has && got == at(want), "%s %+lld gives %s, not %s", from, (long long)count,
                      has ? shown(got) : "nothing", want);
}

static void expect_working(const char *a, const char *b, Duration want)
{
    Duration got;
    ck_assert(calendar_working(calendar, at(a), at(b), &got));
    ck_assert_msg(got == want, "%s..%s: %lld s, not %lld s", a, b, (long long)got / 1000,
                  (long long)want / 1000);
    ck_assert(calendar_working(calendar, at(b), at(a), &got));
    ck_assert_int_eq(got, -want);
}

#define H HOUR_MS

/* ---- T5 ---- */

START_TEST(test_t5_add_is_the_earliest_instant)
{
    make_office();
    build();
    expect_step("2026-03-02 09:00", 8 * H, UNIT_MS, "2026-03-02 18:00"); /* not Tue 09:00 */
    expect_step("2026-03-02 09:00", 4 * H, UNIT_MS, "2026-03-02 13:00"); /* not 14:00 */
    expect_step("2026-03-02 16:00", 8 * H, UNIT_MS, "2026-03-03 16:00");
    expect_step("2026-03-06 17:59", 2 * MINUTE_MS, UNIT_MS, "2026-03-09 09:01");
    expect_step("2026-03-07 12:00", 1, UNIT_MS, "2026-03-09T07:00:00.001Z");
    drop();
}
END_TEST

START_TEST(test_t5_add_of_nothing_stays)
{
    make_office();
    build();
    expect_step("2026-03-07 12:00", 0, UNIT_MS, "2026-03-07 12:00"); /* a Saturday */
    drop();
}
END_TEST

START_TEST(test_t5_add_backwards_is_the_latest_instant)
{
    make_office();
    build();
    expect_step("2026-03-02 18:00", -8 * H, UNIT_MS, "2026-03-02 09:00"); /* not Fri 18:00 */
    expect_step("2026-03-02 14:00", -4 * H, UNIT_MS, "2026-03-02 09:00");
    expect_step("2026-03-02 18:00", -4 * H, UNIT_MS, "2026-03-02 14:00"); /* not 13:00 */
    expect_step("2026-03-03 10:00", -2 * H, UNIT_MS, "2026-03-02 17:00");
    drop();
}
END_TEST

START_TEST(test_t5_working_is_signed)
{
    make_office();
    build();
    expect_working("2026-03-02 09:00", "2026-03-03 09:00", 8 * H);
    expect_working("2026-03-02 12:30", "2026-03-02 14:30", H);
    expect_working("2026-03-07 00:00", "2026-03-09 00:00", 0);
    expect_working("2026-03-02 09:00", "2026-03-09 09:00", 40 * H);
    drop();
}
END_TEST

/* ---- T3: days of 23 and 25 hours ---- */

START_TEST(test_t3_days_of_23_and_25_hours_count_in_full)
{
    make("Europe/Kyiv");
    maker_open(&maker, MONDAY, SUNDAY, "00:00-24:00");
    build();
    expect_working("2026-03-29 00:00", "2026-03-30 00:00", 23 * H);
    expect_working("2026-10-25 00:00", "2026-10-26 00:00", 25 * H);
    drop();
}
END_TEST

START_TEST(test_t3_opening_takes_the_first_and_closing_the_second_of_a_fold)
{
    make("Europe/Kyiv"); /* 2026-10-25 04:00 becomes 03:00 */
    maker_open(&maker, SUNDAY, SUNDAY, "03:30-03:45");
    build();
    expect_working("2026-10-25 00:00", "2026-10-26 00:00", H + 15 * MINUTE_MS);
    Instant got;
    ck_assert(calendar_next_open(calendar, at("2026-10-25 00:00"), &got));
    ck_assert_int_eq(got, at("2026-10-25T03:30:00+03:00"));
    ck_assert(calendar_next_close(calendar, got, &got));
    ck_assert_int_eq(got, at("2026-10-25T03:45:00+02:00"));
    drop();
}
END_TEST

START_TEST(test_t3_a_gap_gives_the_first_valid_instant_after_it)
{
    make("Europe/Kyiv"); /* 2026-03-29 03:00 becomes 04:00 */
    maker_open(&maker, SUNDAY, SUNDAY, "03:30-05:00");
    build();
    expect_working("2026-03-29 00:00", "2026-03-30 00:00", H);
    Instant got;
    ck_assert(calendar_next_open(calendar, at("2026-03-29 00:00"), &got));
    ck_assert_int_eq(got, at("2026-03-29T04:00:00+03:00"));
    drop();
}
END_TEST

START_TEST(test_t3_a_span_inside_a_gap_is_no_opening)
{
    make("Europe/Kyiv");
    maker_open(&maker, SUNDAY, SUNDAY, "03:00-04:00");
    build();
    expect_working("2026-03-29 00:00", "2026-03-30 00:00", 0);
    ck_assert(!calendar_is_workday(calendar, day("2026-03-29")));
    ck_assert(calendar_is_workday(calendar, day("2026-03-22")));
    drop();
}
END_TEST

START_TEST(test_t3_a_gap_at_midnight)
{
    make("America/Havana"); /* 2026-03-08 00:00 becomes 01:00; 2026-11-01 01:00 becomes 00:00 */
    maker_open(&maker, MONDAY, SUNDAY, "00:00-02:00");
    build();
    expect_working("2026-03-08 00:00", "2026-03-09 00:00", H);
    expect_working("2026-11-01T00:00:00-04:00", "2026-11-02 00:00", 3 * H);
    drop();
}
END_TEST

START_TEST(test_t3_a_day_that_was_skipped_has_no_hours)
{
    make("Pacific/Apia"); /* no 2011-12-30 */
    maker_open(&maker, MONDAY, SUNDAY, "09:00-17:00");
    build();
    ck_assert(!calendar_is_workday(calendar, day("2011-12-30")));
    expect_working("2011-12-29 00:00", "2012-01-01 00:00", 16 * H);
    expect_step("2011-12-29 10:00", 1, UNIT_WORKDAY, "2011-12-31 10:00");
    expect_step("2011-12-29 10:00", 1, UNIT_DAY, "2011-12-31 00:00"); /* T3: the gap's end */
    drop();
}
END_TEST

/* ---- T4: spans, dates ---- */

START_TEST(test_t4_spans_are_half_open)
{
    make_office();
    build();
    ck_assert(calendar_is_open(calendar, at("2026-03-02 09:00")));
    ck_assert(!calendar_is_open(calendar, at("2026-03-02 09:00") - 1));
    ck_assert(calendar_is_open(calendar, at("2026-03-02 13:00") - 1));
    ck_assert(!calendar_is_open(calendar, at("2026-03-02 13:00")));
    ck_assert(!calendar_is_open(calendar, at("2026-03-02 18:00")));
    drop();
}
END_TEST

START_TEST(test_t4_a_night_span_belongs_to_the_day_on_which_it_opens)
{
    make("Europe/Kyiv");
    maker_open(&maker, FRIDAY, FRIDAY, "22:00-06:00");
    build();
    ck_assert(calendar_is_open(calendar, at("2026-03-07 05:59")));
    ck_assert(!calendar_is_open(calendar, at("2026-03-07 06:00")));
    ck_assert(calendar_is_workday(calendar, day("2026-03-06")));
    ck_assert(!calendar_is_workday(calendar, day("2026-03-07")));
    Instant close;
    ck_assert(calendar_day_close(calendar, day("2026-03-06"), &close));
    ck_assert_int_eq(close, at("2026-03-07 06:00"));
    ck_assert(!calendar_day_close(calendar, day("2026-03-07"), &close));
    drop();
}
END_TEST

START_TEST(test_t4_open_time_is_the_union_of_overlapping_spans)
{
    make("UTC");
    maker_open(&maker, MONDAY, SUNDAY, "20:00-08:00 06:00-12:00");
    build();
    expect_working("2026-03-03 00:00", "2026-03-04 00:00", 16 * H);
    Instant got;
    ck_assert(calendar_next_close(calendar, at("2026-03-03 01:00"), &got));
    ck_assert_int_eq(got, at("2026-03-03 12:00"));
    ck_assert(calendar_prev_opening(calendar, at("2026-03-03 11:00"), &got));
    ck_assert_int_eq(got, at("2026-03-02 20:00"));
    drop();
}
END_TEST

START_TEST(test_t4_adjacent_spans_are_one_opening)
{
    make("UTC");
    maker_open(&maker, MONDAY, MONDAY, "09:00-13:00 13:00-18:00 18:00-24:00");
    maker_open(&maker, TUESDAY, TUESDAY, "00:00-02:00");
    build();
    Instant got;
    ck_assert(calendar_next_close(calendar, at("2026-03-02 09:00"), &got));
    ck_assert_int_eq(got, at("2026-03-03 02:00"));
    ck_assert(calendar_next_opening(calendar, at("2026-03-02 09:00"), &got));
    ck_assert_int_eq(got, at("2026-03-09 09:00"));
    drop();
}
END_TEST

START_TEST(test_t4_closed_dates_lose_the_spans_that_open_on_them)
{
    make("UTC");
    maker_open(&maker, MONDAY, SUNDAY, "22:00-06:00");
    maker_dates(&maker, DATE_LINE_CLOSED, "2026-03-03", "2026-03-03", "");
    build();
    ck_assert(calendar_is_open(calendar, at("2026-03-03 05:00"))); /* opened on the 2nd */
    ck_assert(!calendar_is_open(calendar, at("2026-03-03 23:00")));
    ck_assert(
        !calendar_is_open(calendar, at("2026-03-04 05:00"))); /* would have opened on the 3rd */
    ck_assert(calendar_is_open(calendar, at("2026-03-04 22:00")));
    drop();
}
END_TEST

START_TEST(test_t4_open_on_replaces_hours_and_beats_closed)
{
    for (int order = 0; order < 2; order++) {
        make_office();
        if (order)
            maker_dates(&maker, DATE_LINE_OPEN, "2026-05-01", "2026-05-01", "10:00-14:00");
        maker_dates(&maker, DATE_LINE_CLOSED, "2026-04-30", "2026-05-02", "");
        if (!order)
            maker_dates(&maker, DATE_LINE_OPEN, "2026-05-01", "2026-05-01", "10:00-14:00");
        build();
        expect_working("2026-04-30 00:00", "2026-05-03 00:00", 4 * H);
        ck_assert(calendar_is_open(calendar, at("2026-05-01 10:00")));
        drop();
    }
}
END_TEST

START_TEST(test_t4_closed_hours_cut_whatever_else_is_said)
{
    make_office();
    maker_dates(&maker, DATE_LINE_CLOSED, "2026-12-31", "2026-12-31", "12:00-24:00");
    maker_dates(&maker, DATE_LINE_OPEN, "2026-12-31", "2026-12-31", "10:00-15:00");
    maker_yearly(&maker, DATE_LINE_CLOSED, "12-24", "12-24", "13:00-24:00");
    build();
    expect_working("2026-12-31 00:00", "2027-01-01 00:00", 2 * H);
    expect_working("2026-12-24 00:00", "2026-12-25 00:00", 4 * H); /* a Thursday */
    expect_working("2029-12-24 00:00", "2029-12-25 00:00", 4 * H); /* a Monday */
    Instant close;
    ck_assert(calendar_day_close(calendar, day("2026-12-24"), &close));
    ck_assert_int_eq(close, at("2026-12-24 13:00"));
    drop();
}
END_TEST

START_TEST(test_t4_closed_hours_cut_the_night_that_runs_into_the_date)
{
    make("UTC");
    maker_open(&maker, MONDAY, SUNDAY, "22:00-06:00");
    maker_dates(&maker, DATE_LINE_CLOSED, "2026-03-03", "2026-03-03", "04:00-23:00");
    build();
    expect_working("2026-03-02 12:00", "2026-03-03 12:00", 6 * H);
    expect_working("2026-03-03 12:00", "2026-03-04 12:00", 7 * H);
    drop();
}
END_TEST

START_TEST(test_t4_yearly_ranges_run_over_the_end_of_the_year)
{
    make_office();
    maker_yearly(&maker, DATE_LINE_CLOSED, "12-25", "01-06", "");
    maker_yearly(&maker, DATE_LINE_CLOSED, "02-29", "02-29", "");
    build();
    ck_assert(calendar_is_workday(calendar, day("2026-12-24")));
    ck_assert(!calendar_is_workday(calendar, day("2026-12-25")));
    ck_assert(!calendar_is_workday(calendar, day("2027-01-06")));
    ck_assert(calendar_is_workday(calendar, day("2027-01-07")));
    ck_assert(!calendar_is_workday(calendar, day("2028-02-29"))); /* a Tuesday */
    ck_assert(calendar_is_workday(calendar, day("2027-03-01")));  /* a Monday */
    drop();
}
END_TEST

/* ---- T6 ---- */

START_TEST(test_t6_workdays_keep_the_time_of_day)
{
    make_office();
    maker_open(&maker, SATURDAY, SATURDAY, "10:00-12:00 15:00-16:00");
    maker_dates(&maker, DATE_LINE_CLOSED, "2026-03-04", "2026-03-04", "");
    build();
    expect_step("2026-03-02 10:00", 1, UNIT_WORKDAY, "2026-03-03 10:00");
    expect_step("2026-03-02 10:00", 2, UNIT_WORKDAY, "2026-03-05 10:00");
    expect_step("2026-03-06 10:30", 1, UNIT_WORKDAY, "2026-03-07 10:30");
    expect_step("2026-03-06 09:15", 1, UNIT_WORKDAY, "2026-03-07 10:00"); /* before the opening */
    expect_step("2026-03-06 12:30", 1, UNIT_WORKDAY, "2026-03-07 15:00"); /* in a gap */
    expect_step("2026-03-06 12:00", 1, UNIT_WORKDAY, "2026-03-07 15:00"); /* 12:00 is closed */
    expect_step("2026-03-06 17:00", 1, UNIT_WORKDAY, "2026-03-07 16:00"); /* after the close */
    expect_step("2026-03-02 10:00", 7, UNIT_WORKDAY, "2026-03-11 10:00");
    drop();
}
END_TEST

START_TEST(test_t6_workdays_from_a_closed_instant_begin_at_the_next_opening)
{
    make_office();
    build();
    expect_step("2026-03-07 12:00", 1, UNIT_WORKDAY, "2026-03-10 09:00");
    expect_step("2026-03-02 18:00", 1, UNIT_WORKDAY, "2026-03-04 09:00");
    expect_step("2026-03-02 13:30", 1, UNIT_WORKDAY, "2026-03-03 14:00");
    expect_step("2026-03-07 12:00", 0, UNIT_WORKDAY, "2026-03-09 09:00");
    expect_step("2026-03-07 12:00", -1, UNIT_WORKDAY, "2026-03-06 09:00");
    drop();
}
END_TEST

START_TEST(test_t6_workdays_backwards)
{
    make_office();
    maker_dates(&maker, DATE_LINE_OPEN, "2026-03-06", "2026-03-06", "10:00-12:00");
    build();
    expect_step("2026-03-09 11:00", -1, UNIT_WORKDAY, "2026-03-06 11:00");
    expect_step("2026-03-09 09:00", -1, UNIT_WORKDAY, "2026-03-06 10:00");
    expect_step("2026-03-09 15:00", -1, UNIT_WORKDAY, "2026-03-06 12:00");
    expect_step("2026-03-09 15:00", -2, UNIT_WORKDAY, "2026-03-05 15:00");
    drop();
}
END_TEST

START_TEST(test_t6_workdays_from_a_night_go_by_local_dates)
{
    make("UTC");
    maker_open(&maker, MONDAY, FRIDAY, "22:00-06:00");
    build();
    expect_step("2026-03-02 23:00", 1, UNIT_WORKDAY, "2026-03-03 23:00");
    expect_step("2026-03-07 02:00", 1, UNIT_WORKDAY, "2026-03-09 22:00"); /* a Saturday's night */
    expect_step("2026-03-07 02:00", -1, UNIT_WORKDAY, "2026-03-06 22:00");
    drop();
}
END_TEST

START_TEST(test_t6_calendar_days_keep_wall_clock_time)
{
    make_office();
    build();
    expect_step("2026-03-28 12:00", 1, UNIT_DAY, "2026-03-29T12:00:00+03:00"); /* 23 hours */
    expect_step("2026-03-28 03:30", 1, UNIT_DAY, "2026-03-29T04:00:00+03:00"); /* the gap */
    expect_step("2026-10-24 03:30", 1, UNIT_DAY, "2026-10-25T03:30:00+03:00"); /* the fold */
    expect_step("2026-03-02 12:00", 2, UNIT_WEEK, "2026-03-16 12:00");
    expect_step("2026-03-02 12:00", -1, UNIT_WEEK, "2026-02-23 12:00");
    expect_step("2026-10-25T03:30:00+02:00", 0, UNIT_DAY, "2026-10-25T03:30:00+02:00");
    drop();
}
END_TEST

START_TEST(test_t6_months_count_from_the_anchor)
{
    make_office();
    build();
    expect_step("2026-01-31 12:00", 1, UNIT_MONTH, "2026-02-28 12:00");
    expect_step("2026-01-31 12:00", 2, UNIT_MONTH, "2026-03-31 12:00");
    expect_step("2028-02-29 12:00", 1, UNIT_YEAR, "2029-02-28 12:00");
    expect_step("2026-03-31 12:00", -1, UNIT_MONTH, "2026-02-28 12:00");
    expect_step("2026-01-31 12:00", INT64_MAX, UNIT_YEAR, NULL);
    expect_step("2026-01-31 12:00", INT64_MIN, UNIT_MONTH, NULL);
    drop();
}
END_TEST

START_TEST(test_t6_working_days_are_counted_by_date)
{
    make_office();
    maker_dates(&maker, DATE_LINE_CLOSED, "2026-03-04", "2026-03-04", "");
    build();
    int64_t count;
    ck_assert(calendar_workdays(calendar, day("2026-03-02"), day("2026-03-09"), &count));
    ck_assert_int_eq(count, 4);
    ck_assert(calendar_workdays(calendar, day("2026-03-09"), day("2026-03-02"), &count));
    ck_assert_int_eq(count, -4);
    ck_assert(calendar_workdays(calendar, day("2026-03-02"), day("2026-03-02"), &count));
    ck_assert_int_eq(count, 0);
    Date next;
    ck_assert(calendar_next_workday(calendar, day("2026-03-04"), &next));
    ck_assert_int_eq(next, day("2026-03-05"));
    drop();
}
END_TEST

/* ---- T7 ---- */

START_TEST(test_t7_beyond_valid_there_is_no_answer)
{
    make_office();
    maker_valid(&maker, "2026-01-01", "2026-12-31");
    build();
    Duration worked;
    expect_step("2026-12-31 17:00", H, UNIT_MS, "2026-12-31 18:00");
    expect_step("2026-12-31 17:00", H + 1, UNIT_MS, NULL);
    expect_step("2027-01-04 10:00", H, UNIT_MS, NULL);
    expect_step("2025-12-31 10:00", H, UNIT_MS, NULL);
    expect_step("2026-01-01 10:00", -H, UNIT_MS, "2026-01-01 09:00");
    expect_step("2026-01-01 10:00", -H - 1, UNIT_MS, NULL);
    expect_step("2026-12-31 10:00", 1, UNIT_WORKDAY, NULL);
    expect_step("2026-12-31 10:00", 1, UNIT_DAY, NULL);
    ck_assert(!calendar_working(calendar, at("2026-12-31 10:00"), at("2027-01-02 00:00"), &worked));
    ck_assert(calendar_working(calendar, at("2026-12-31 10:00"), at("2027-01-01 00:00"), &worked));
    ck_assert(!calendar_is_open(calendar, at("2027-01-04 10:00")));
    ck_assert(!calendar_covers(calendar, at("2027-01-01 00:00")));
    drop();
}
END_TEST

START_TEST(test_t7_an_opening_cut_by_valid_has_no_edge)
{
    make("UTC");
    maker_open(&maker, MONDAY, SUNDAY, "00:00-24:00");
    maker_valid(&maker, "2026-01-01", "2026-12-31");
    build();
    Instant got;
    ck_assert(!calendar_next_close(calendar, at("2026-06-01 00:00"), &got));
    ck_assert(!calendar_prev_opening(calendar, at("2026-06-01 00:00"), &got));
    expect_step("2026-12-31 23:00", H, UNIT_MS, "2027-01-01 00:00");
    drop();
}
END_TEST

START_TEST(test_t7_beyond_the_last_opening_there_is_no_answer)
{
    make("UTC");
    maker_dates(&maker, DATE_LINE_OPEN, "2026-05-09", "2026-05-09", "10:00-14:00");
    build();
    Instant got;
    expect_step("2026-05-09 10:00", 4 * H, UNIT_MS, "2026-05-09 14:00");
    expect_step("2026-05-09 10:00", 4 * H + 1, UNIT_MS, NULL);
    expect_step("2026-05-09 14:00", 1, UNIT_WORKDAY, NULL);
    ck_assert(!calendar_next_open(calendar, at("2026-05-09 14:00"), &got));
    ck_assert(!calendar_prev_close(calendar, at("2026-05-09 14:00"), &got));
    ck_assert(calendar_prev_open(calendar, at("2026-05-09 14:00"), &got));
    ck_assert_int_eq(got, at("2026-05-09 14:00"));
    drop();
}
END_TEST

START_TEST(test_t7_a_calendar_that_never_opens)
{
    make("UTC");
    build();
    Instant got;
    expect_working("2026-01-01 00:00", "2027-01-01 00:00", 0);
    expect_step("2026-01-01 00:00", 1, UNIT_MS, NULL);
    expect_step("2026-01-01 00:00", -1, UNIT_MS, NULL);
    ck_assert(!calendar_next_open(calendar, at("2026-01-01 00:00"), &got));
    drop();
}
END_TEST

START_TEST(test_t1_answers_lie_between_1900_and_2199)
{
    make("UTC");
    maker.spec.always = true;
    build();
    Instant got;
    ck_assert(calendar_add(calendar, INSTANT_MAX - 5, 5, &got));
    ck_assert_int_eq(got, INSTANT_MAX);
    ck_assert(!calendar_add(calendar, INSTANT_MAX, 1, &got));
    ck_assert(calendar_add(calendar, INSTANT_MIN + 5, -5, &got));
    ck_assert_int_eq(got, INSTANT_MIN);
    ck_assert(!calendar_add(calendar, INSTANT_MIN, -1, &got));
    ck_assert(!calendar_add(calendar, 0, INT64_MAX, &got));
    ck_assert(!calendar_add(calendar, 0, INT64_MIN, &got));
    ck_assert(!calendar_add(calendar, INSTANT_MAX + 2, 0, &got));
    ck_assert(!calendar_next_close(calendar, 0, &got));
    ck_assert(!calendar_prev_opening(calendar, 0, &got));
    expect_step("2026-03-02 12:00", 3, UNIT_WORKDAY, "2026-03-05 12:00");
    expect_step("2199-12-31 12:00", 1, UNIT_WORKDAY, NULL);
    drop();
}
END_TEST

/* ---- Combinations ---- */

static Calendar *member(const char *zone, const char *spans)
{
    CalendarMaker own = maker_new(NULL);
    own.spec.zone = NULL;
    ck_assert_int_eq(zone_find(maker.zones, text_from(zone), &own.spec.zone), STATUS_OK);
    maker_open(&own, MONDAY, FRIDAY, spans);
    Calendar *made = calendar_new(&own.spec);
    maker_free(&own);
    return made;
}

START_TEST(test_combinations_of_zones)
{
    static const struct {
        CalendarForm form;
        int hours; /* of Monday 2026-03-02 in Kyiv: 09-18 there, 09-17 in Toronto = 16-24 in Kyiv */
        const char *opening, *close;
    } rows[] = {{CALENDAR_UNION, 15, "2026-03-02 09:00", "2026-03-03 00:00"},
                {CALENDAR_INTERSECT, 2, "2026-03-02 16:00", "2026-03-02 18:00"},
                {CALENDAR_EXCEPT, 7, "2026-03-02 09:00", "2026-03-02 16:00"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        make(NULL);
        Calendar *kyiv = member("Europe/Kyiv", "09:00-18:00");
        Calendar *toronto = member("America/Toronto", "09:00-17:00");
        maker_member(&maker, rows[i].form, kyiv);
        maker_member(&maker, rows[i].form, toronto);
        build();
        Instant got;
        ck_assert_ptr_eq(calendar_zone(calendar), calendar_zone(kyiv));
        expect_working("2026-03-02 00:00", "2026-03-03 00:00", rows[i].hours * H);
        ck_assert(calendar_next_open(calendar, at("2026-03-02 00:00"), &got));
        ck_assert_int_eq(got, at(rows[i].opening));
        ck_assert(calendar_day_close(calendar, day("2026-03-02"), &got));
        ck_assert_int_eq(got, at(rows[i].close));
        ck_assert(calendar_is_workday(calendar, day("2026-03-06")));
        ck_assert(!calendar_is_workday(calendar, day("2026-03-07")));
        calendar_free(kyiv);
        calendar_free(toronto);
        drop();
    }
}
END_TEST

START_TEST(test_a_union_without_breaks_has_workdays)
{
    make("UTC");
    Calendar *day_shift = member("UTC", "08:00-20:00"), *night = member("UTC", "20:00-08:00");
    maker_member(&maker, CALENDAR_UNION, day_shift);
    maker_member(&maker, CALENDAR_UNION, night);
    build();
    int64_t count;
    ck_assert(calendar_workdays(calendar, day("2026-03-02"), day("2026-03-09"), &count));
    ck_assert_int_eq(count, 5);
    expect_working("2026-03-02 00:00", "2026-03-09 00:00", 5 * 24 * H);
    calendar_free(day_shift);
    calendar_free(night);
    drop();
}
END_TEST

START_TEST(test_always_as_a_member)
{
    CalendarMaker own = maker_new("UTC");
    own.spec.always = true;
    Calendar *always = calendar_new(&own.spec);
    make("Europe/Kyiv");
    Calendar *office = member("Europe/Kyiv", "22:00-06:00");
    static const CalendarForm forms[] = {CALENDAR_UNION, CALENDAR_INTERSECT, CALENDAR_EXCEPT};
    static const int hours[] = {24, 8, 16};
    for (int i = 0; i < 3; i++) {
        maker.spec.members.count = 0;
        maker_member(&maker, forms[i], always);
        maker_member(&maker, forms[i], office);
        build();
        expect_working("2026-03-03 12:00", "2026-03-04 12:00", hours[i] * H);
        ck_assert_int_eq(calendar_is_workday(calendar, day("2026-03-07")),
                         forms[i] != CALENDAR_INTERSECT);
        calendar_free(calendar);
    }
    calendar_free(office);
    calendar_free(always);
    maker_free(&own);
    maker_free(&maker);
}
END_TEST

Suite *calendar_suite(void);

Suite *calendar_suite(void)
{
    Suite *suite = suite_create("calendar");
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, test_t1_answers_lie_between_1900_and_2199);
    tcase_add_test(rules, test_t3_days_of_23_and_25_hours_count_in_full);
    tcase_add_test(rules, test_t3_opening_takes_the_first_and_closing_the_second_of_a_fold);
    tcase_add_test(rules, test_t3_a_gap_gives_the_first_valid_instant_after_it);
    tcase_add_test(rules, test_t3_a_span_inside_a_gap_is_no_opening);
    tcase_add_test(rules, test_t3_a_gap_at_midnight);
    tcase_add_test(rules, test_t3_a_day_that_was_skipped_has_no_hours);
    tcase_add_test(rules, test_t4_spans_are_half_open);
    tcase_add_test(rules, test_t4_a_night_span_belongs_to_the_day_on_which_it_opens);
    tcase_add_test(rules, test_t4_open_time_is_the_union_of_overlapping_spans);
    tcase_add_test(rules, test_t4_adjacent_spans_are_one_opening);
    tcase_add_test(rules, test_t4_closed_dates_lose_the_spans_that_open_on_them);
    tcase_add_test(rules, test_t4_open_on_replaces_hours_and_beats_closed);
    tcase_add_test(rules, test_t4_closed_hours_cut_whatever_else_is_said);
    tcase_add_test(rules, test_t4_closed_hours_cut_the_night_that_runs_into_the_date);
    tcase_add_test(rules, test_t4_yearly_ranges_run_over_the_end_of_the_year);
    tcase_add_test(rules, test_t5_add_is_the_earliest_instant);
    tcase_add_test(rules, test_t5_add_of_nothing_stays);
    tcase_add_test(rules, test_t5_add_backwards_is_the_latest_instant);
    tcase_add_test(rules, test_t5_working_is_signed);
    tcase_add_test(rules, test_t6_workdays_keep_the_time_of_day);
    tcase_add_test(rules, test_t6_workdays_from_a_closed_instant_begin_at_the_next_opening);
    tcase_add_test(rules, test_t6_workdays_backwards);
    tcase_add_test(rules, test_t6_workdays_from_a_night_go_by_local_dates);
    tcase_add_test(rules, test_t6_calendar_days_keep_wall_clock_time);
    tcase_add_test(rules, test_t6_months_count_from_the_anchor);
    tcase_add_test(rules, test_t6_working_days_are_counted_by_date);
    tcase_add_test(rules, test_t7_beyond_valid_there_is_no_answer);
    tcase_add_test(rules, test_t7_an_opening_cut_by_valid_has_no_edge);
    tcase_add_test(rules, test_t7_beyond_the_last_opening_there_is_no_answer);
    tcase_add_test(rules, test_t7_a_calendar_that_never_opens);
    tcase_add_test(rules, test_combinations_of_zones);
    tcase_add_test(rules, test_a_union_without_breaks_has_workdays);
    tcase_add_test(rules, test_always_as_a_member);
    suite_add_tcase(suite, rules);
    return suite;
}
