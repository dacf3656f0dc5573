/* runtime/calendar_build.c: tables are made for the years that are asked about, so the answers must not depend on what
   was asked before, nor on who else is asking. */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>

#include "tests/unit/calendar_maker.h"

enum { QUESTIONS = 600, THREADS = 4 };

typedef struct Answer {
    bool has_add, has_back, has_working, has_close, has_step;
    Instant add, back, close, step;
    Duration working;
} Answer;

static Instant question(int number)
{
    return INSTANT_MIN + (INSTANT_MAX - INSTANT_MIN) / QUESTIONS * number +
           number * INT64_C(7777777);
}

static Answer answer(const Calendar *calendar, int number)
{
    Instant at = question(number), other = question((number * 31 + 7) % QUESTIONS);
    Answer out = {0};
    out.has_add = calendar_add(calendar, at, 500 * HOUR_MS * (number % 50 + 1), &out.add);
    out.has_back = calendar_add(calendar, at, -300 * HOUR_MS * (number % 70 + 1), &out.back);
    out.has_working = calendar_working(calendar, at, other, &out.working);
    out.has_close = calendar_prev_close(calendar, at, &out.close);
    out.has_step =
        calendar_step(calendar, at, (Amount){number % 400 - 200, UNIT_WORKDAY}, &out.step);
    return out;
}

static void same(Answer a, Answer b)
{
    ck_assert_int_eq(a.has_add, b.has_add);
    ck_assert_int_eq(a.has_back, b.has_back);
    ck_assert_int_eq(a.has_working, b.has_working);
    ck_assert_int_eq(a.has_close, b.has_close);
    ck_assert_int_eq(a.has_step, b.has_step);
    ck_assert_int_eq(a.add, b.add);
    ck_assert_int_eq(a.back, b.back);
    ck_assert_int_eq(a.working, b.working);
    ck_assert_int_eq(a.close, b.close);
    ck_assert_int_eq(a.step, b.step);
}

typedef struct Case {
    CalendarMaker maker;
    HolidaySet *set;
    Calendar *member, *calendar;
} Case;

/* Office hours with holidays, closings of every year and cut hours, alone or but for a maintenance calendar. */
static Case case_new(bool is_combined)
{
    Case out = {.maker = maker_new("Europe/Kyiv")};
    HolidaySpec easter = {.name = TEXT("easter")};
    HolidayRule rule = {
        .kind = HOLIDAY_ORTHODOX, .offset = 1, .observed = {-1, -1, -1, -1, -1, -1, -1}};
    VEC_PUSH(out.maker.arena, &easter.rules, rule);
    out.set = holiday_set_new(&easter);
    maker_open(&out.maker, MONDAY, FRIDAY, "09:00-13:00 14:00-18:00");
    maker_yearly(&out.maker, DATE_LINE_CLOSED, "12-31", "01-02", "");
    maker_yearly(&out.maker, DATE_LINE_CLOSED, "12-24", "12-24", "13:00-24:00");
    maker_dates(&out.maker, DATE_LINE_OPEN, "2026-03-07", "2026-03-07", "10:00-12:00");
    VEC_PUSH(out.maker.arena, &out.maker.spec.closed_on, out.set);
    out.calendar = calendar_new(&out.maker.spec);
    if (is_combined) {
        out.member = out.calendar;
        CalendarSpec cuts = {.name = TEXT("cuts"), .zone = out.maker.spec.zone};
        out.maker.spec = cuts;
        maker_open(&out.maker, TUESDAY, TUESDAY, "11:00-12:00");
        Calendar *tuesdays = calendar_new(&out.maker.spec);
        out.maker.spec = (CalendarSpec){.name = TEXT("both")};
        maker_member(&out.maker, CALENDAR_EXCEPT, out.member);
        maker_member(&out.maker, CALENDAR_EXCEPT, tuesdays);
        out.calendar = calendar_new(&out.maker.spec);
    }
    return out;
}

static void case_free(Case *it)
{
    const Calendar *second = it->member ? it->maker.spec.members.at[1] : NULL;
    calendar_free(it->calendar);
    calendar_free(it->member);
    calendar_free((Calendar *)(uintptr_t)second);
    holiday_set_free(it->set);
    maker_free(&it->maker);
}

START_TEST(test_answers_do_not_depend_on_the_order_of_questions)
{
    Case up = case_new(_i), down = case_new(_i), mixed = case_new(_i);
    Answer *answers = calloc(QUESTIONS, sizeof *answers);
    ck_assert_ptr_nonnull(answers);
    for (int i = 0; i < QUESTIONS; i++)
        answers[i] = answer(up.calendar, i);
    for (int i = QUESTIONS - 1; i >= 0; i--)
        same(answer(down.calendar, i), answers[i]);
    for (int i = 0; i < QUESTIONS; i++)
        same(answer(mixed.calendar, (i * 211 + 300) % QUESTIONS),
             answers[(i * 211 + 300) % QUESTIONS]);
    free(answers);
    case_free(&up);
    case_free(&down);
    case_free(&mixed);
}
END_TEST

typedef struct Asker {
    const Calendar *calendar;
    int start;
    Answer answers[QUESTIONS];
} Asker;

static void *ask(void *context)
{
    Asker *asker = context;
    for (int i = 0; i < QUESTIONS; i++) {
        int number = (i + asker->start) % QUESTIONS;
        asker->answers[number] = answer(asker->calendar, number);
    }
    return NULL;
}

START_TEST(test_four_threads_get_the_same_answers)
{
    Case shared = case_new(_i), alone = case_new(_i);
    Asker *askers = calloc(THREADS, sizeof *askers);
    pthread_t threads[THREADS];
    ck_assert_ptr_nonnull(askers);
    for (int i = 0; i < THREADS; i++) {
        askers[i].calendar = shared.calendar;
        askers[i].start = i * QUESTIONS / THREADS;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int n = 0; n < QUESTIONS; n++) {
        Answer expected = answer(alone.calendar, n);
        for (int i = 0; i < THREADS; i++)
            same(askers[i].answers[n], expected);
    }
    free(askers);
    case_free(&shared);
    case_free(&alone);
}
END_TEST

Suite *calendar_growth_suite(void);

Suite *calendar_growth_suite(void)
{
    Suite *suite = suite_create("calendar_growth");
    TCase *cases = tcase_create("growth");
    tcase_add_loop_test(cases, test_answers_do_not_depend_on_the_order_of_questions, 0, 2);
    tcase_add_loop_test(cases, test_four_threads_get_the_same_answers, 0, 2);
    suite_add_tcase(suite, cases);
    return suite;
}
