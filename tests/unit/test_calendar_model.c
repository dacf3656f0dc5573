/* Random calendars against the slow model of calendar_maker.c, which steps a quarter of an hour at a time: T3 to T7 as
   properties, in zones whose clocks change and around the days on which they do. */
#include <check.h>
#include <stdlib.h>

#include "tests/unit/calendar_maker.h"

#define STEP_MS (15 * MINUTE_MS)
enum { CELLS = 28 * 96, ROUNDS = 24, QUESTIONS = 200 };

static uint64_t seed;

/* xorshift64*: the same calendars on every run. */
static uint32_t random_below(uint32_t limit)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (uint32_t)((seed * UINT64_C(2685821657736338717)) >> 33) % limit;
}

static const char *const ZONES[] = {"Europe/Kyiv",         "Europe/Dublin",  "America/Havana",
                                    "Australia/Lord_Howe", "Pacific/Apia",   "Antarctica/Troll",
                                    "Africa/Casablanca",   "Asia/Kathmandu", "America/St_Johns",
                                    "America/Nuuk",        "Asia/Beirut",    "UTC"};
/* Windows of 28 days that hold a change of some of these clocks, a leap day or a year's end. */
static const char *const STARTS[] = {"2026-03-10", "2026-10-10", "2011-12-20", "2026-04-01",
                                     "2028-02-20", "2026-02-20", "2026-11-01", "2026-12-15"};

typedef struct Window {
    CalendarSpec spec; /* without members */
    Instant start;
    bool open[CELLS];
    Duration before[CELLS + 1];
} Window;

static void window_sum(Window *window)
{
    for (int i = 0; i < CELLS; i++)
        window->before[i + 1] = window->before[i] + (window->open[i] ? STEP_MS : 0);
}

static Duration window_until(const Window *window, Instant at)
{
    int64_t cell = (at - window->start) / STEP_MS, rest = (at - window->start) % STEP_MS;
    return window->before[cell] + (rest && window->open[cell] ? rest : 0);
}

static bool window_is_open(const Window *window, Instant at)
{
    return window->open[(at - window->start) / STEP_MS];
}

/* ---- Random calendars ---- */

/* Spans of one day that do not overlap, in quarters of an hour; the last may run into the next day. */
static void random_spans(CalendarMaker *maker, WeekLine *line)
{
    uint32_t at = random_below(40);
    for (uint32_t i = random_below(3) + 1; i > 0 && at < 92; i--) {
        DaySpan span = {at * STEP_MS, 0};
        at += 1 + random_below(i == 1 ? 60 : 24);
        span.close = at * STEP_MS;
        if (span.close > DAY_MS && i > 1)
            span.close = DAY_MS;
        VEC_PUSH(maker->arena, &line->spans, span);
        at += random_below(3) * 4;
    }
}

static void random_date_line(CalendarMaker *maker, Date around)
{
    WeekLine spans = {0};
    uint32_t kind = random_below(3); /* open, closed, closed hours */
    if (kind != 1)
        random_spans(maker, &spans);
    DateLine line = {.kind = kind ? DATE_LINE_CLOSED : DATE_LINE_OPEN};
    line.from = around + (Date)random_below(28);
    line.to = line.from + (Date)random_below(3);
    line.yearly = random_below(2);
    CivilDate from = date_civil(line.from), to = date_civil(line.to);
    line.from_month = from.month, line.from_day = from.day;
    line.to_month = to.month, line.to_day = to.day;
    for (uint32_t i = 0; i < spans.spans.count; i++)
        VEC_PUSH(maker->arena, &line.spans, spans.spans.at[i]);
    VEC_PUSH(maker->arena, &maker->spec.dates, line);
}

static Calendar *random_calendar(CalendarMaker *maker, Window *window, Date start)
{
    const char *zone = ZONES[random_below(sizeof ZONES / sizeof *ZONES)];
    maker->spec = (CalendarSpec){.name = TEXT("random"), .always = random_below(12) == 0};
    ck_assert_int_eq(zone_find(maker->zones, text_from(zone), &maker->spec.zone), STATUS_OK);
    for (int weekday = 0; weekday < 7 && !maker->spec.always; weekday++) {
        WeekLine line = {.weekdays = (uint8_t)(1 << weekday)};
        if (weekday < 5 || random_below(2))
            random_spans(maker, &line);
        VEC_PUSH(maker->arena, &maker->spec.week, line);
    }
    for (uint32_t i = random_below(6); i > 0; i--)
        random_date_line(maker, start);
    window->spec = maker->spec;
    window->start = start * DAY_MS;
    for (int i = 0; i < CELLS; i++)
        window->open[i] = model_is_open(&window->spec, window->start + i * STEP_MS);
    window_sum(window);
    return calendar_new(&maker->spec);
}

/* ---- Properties ---- */

static Instant random_instant(const Window *window)
{
    Instant at = window->start + random_below(CELLS) * STEP_MS;
    return random_below(2) ? at : at + random_below((uint32_t)STEP_MS);
}

static void check_open(const Calendar *calendar, const Window *window)
{
    for (int i = 0; i < CELLS; i++) {
        Instant at = window->start + i * STEP_MS;
        ck_assert_int_eq(calendar_is_open(calendar, at), window->open[i]);
        ck_assert_int_eq(calendar_is_open(calendar, at + STEP_MS - 1), window->open[i]);
    }
}

static void check_add(const Calendar *calendar, const Window *window, Instant s)
{
    Duration total = window->before[CELLS], at_s = window_until(window, s);
    if (total == 0)
        return;
    Duration d = (Duration)(((uint64_t)random_below(1u << 30) << 8) % (uint64_t)(total + 1)) - at_s;
    if (random_below(3) == 0)
        d -= (at_s + d) % STEP_MS;
    Instant t;
    Duration back;
    /* d to the window's very end or beginning may lead out of it */
    if (d == 0 || at_s + d <= 0 || at_s + d >= total)
        return;
    ck_assert(calendar_add(calendar, s, d, &t));
    ck_assert_int_eq(window_until(window, t) - at_s, d);
    ck_assert(calendar_working(calendar, s, t, &back));
    ck_assert_int_eq(back, d);
    ck_assert(window_is_open(window, d > 0 ? t - 1 : t)); /* T5: earliest, latest */
}

static void check_working(const Calendar *calendar, const Window *window, Instant a, Instant b)
{
    Duration d;
    ck_assert(calendar_working(calendar, a, b, &d));
    ck_assert_int_eq(d, window_until(window, b) - window_until(window, a));
}

/* The first cell border after `at` (or the last before it) where open time begins or ends. */
static Instant find_edge(const Window *window, Instant at, int direction, bool opens)
{
    int64_t cell = (at - window->start) / STEP_MS + (direction > 0 ? 1 : 0);
    for (; cell > 0 && cell < CELLS; cell += direction) {
        Instant border = window->start + cell * STEP_MS;
        bool is_beyond = direction > 0 ? border > at : border < at;
        if (is_beyond && window->open[cell] == opens && window->open[cell - 1] != opens)
            return border;
    }
    return INSTANT_NONE;
}

static void check_edges(const Calendar *calendar, const Window *window, Instant at)
{
    Instant want, got;
    if ((want = find_edge(window, at, 1, true)) != INSTANT_NONE) {
        ck_assert(calendar_next_opening(calendar, at, &got));
        ck_assert_int_eq(got, want);
    }
    if ((want = find_edge(window, at, 1, false)) != INSTANT_NONE) {
        ck_assert(calendar_next_close(calendar, at, &got));
        ck_assert_int_eq(got, want);
    }
    if ((want = find_edge(window, at, -1, true)) != INSTANT_NONE) {
        ck_assert(calendar_prev_opening(calendar, at, &got));
        ck_assert_int_eq(got, want);
    }
    if ((want = find_edge(window, at, -1, false)) != INSTANT_NONE) {
        ck_assert(calendar_prev_close(calendar, at, &got));
        ck_assert_int_eq(got, want);
    }
}

/* A day is a workday if anything is left of one of its spans (T4, T6). Whole quarters of hours are cut, so that looking
   at each is enough. */
static bool model_is_workday(const CalendarSpec *spec, Date date)
{
    DaySpan spans[16];
    uint32_t count = model_day(spec, date, spans);
    for (uint32_t i = 0; i < count; i++) {
        Instant open = zone_instant(spec->zone, date * DAY_MS + spans[i].open, FOLD_FIRST);
        Instant close = zone_instant(spec->zone, date * DAY_MS + spans[i].close, FOLD_SECOND);
        for (Instant at = open; zone_date(spec->zone, open) == date && at < close; at += STEP_MS) {
            if (model_is_open(spec, at))
                return true;
        }
    }
    return false;
}

static void check_workdays(const Calendar *calendar, const CalendarSpec *spec, Date start)
{
    int64_t count = 0, got;
    for (Date date = start + 1; date < start + 27; date++) {
        ck_assert_int_eq(calendar_is_workday(calendar, date), model_is_workday(spec, date));
        ck_assert(calendar_workdays(calendar, start + 1, date, &got));
        ck_assert_int_eq(got, count);
        count += model_is_workday(spec, date);
    }
}

START_TEST(test_random_calendars_agree_with_the_model)
{
    seed = UINT64_C(88172645463325252) + (uint64_t)_i;
    Date start = day(STARTS[_i]);
    CalendarMaker maker = maker_new(NULL);
    Window *window = calloc(1, sizeof *window);
    ck_assert_ptr_nonnull(window);
    for (int round = 0; round < ROUNDS / 4; round++) {
        Calendar *calendar = random_calendar(&maker, window, start);
        check_open(calendar, window);
        for (int i = 0; i < QUESTIONS; i++) {
            Instant s = random_instant(window);
            check_add(calendar, window, s);
            check_working(calendar, window, s, random_instant(window));
            check_edges(calendar, window, s);
        }
        check_workdays(calendar, &window->spec, start);
        calendar_free(calendar);
    }
    free(window);
    maker_free(&maker);
}
END_TEST

static bool combine(CalendarForm form, bool a, bool b)
{
    return form == CALENDAR_UNION ? a || b : form == CALENDAR_INTERSECT ? a && b : a && !b;
}

START_TEST(test_random_combinations_are_pointwise)
{
    seed = UINT64_C(362436069) + (uint64_t)_i;
    Date start = day(STARTS[_i]);
    CalendarMaker maker = maker_new(NULL);
    Window *windows = calloc(3, sizeof *windows);
    ck_assert_ptr_nonnull(windows);
    for (int round = 0; round < ROUNDS / 6; round++) {
        Calendar *a = random_calendar(&maker, &windows[0], start);
        Calendar *b = random_calendar(&maker, &windows[1], start);
        maker.spec = (CalendarSpec){.name = TEXT("both")};
        CalendarForm form = (CalendarForm)(CALENDAR_UNION + random_below(3));
        maker_member(&maker, form, a);
        maker_member(&maker, form, b);
        Calendar *both = calendar_new(&maker.spec);
        windows[2] = (Window){.start = windows[0].start};
        for (int i = 0; i < CELLS; i++)
            windows[2].open[i] = combine(form, windows[0].open[i], windows[1].open[i]);
        window_sum(&windows[2]);
        check_open(both, &windows[2]);
        for (int i = 0; i < QUESTIONS; i++) {
            Instant s = random_instant(&windows[2]);
            check_add(both, &windows[2], s);
            check_working(both, &windows[2], s, random_instant(&windows[2]));
            check_edges(both, &windows[2], s);
        }
        calendar_free(both);
        calendar_free(a);
        calendar_free(b);
    }
    free(windows);
    maker_free(&maker);
}
END_TEST

Suite *calendar_model_suite(void);

Suite *calendar_model_suite(void)
{
    Suite *suite = suite_create("calendar_model");
    TCase *properties = tcase_create("properties");
    int windows = (int)(sizeof STARTS / sizeof *STARTS);
    tcase_add_loop_test(properties, test_random_calendars_agree_with_the_model, 0, windows);
    tcase_add_loop_test(properties, test_random_combinations_are_pointwise, 0, windows);
    suite_add_tcase(suite, properties);
    return suite;
}
