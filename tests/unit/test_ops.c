/* runtime/ops.c: arithmetic is checked (T1), rounds half-even where nothing is said (L5), and is
   total over absent values; times of day, weekdays and dates are those of the calendar at hand (T3,
   T8). */
#include "runtime/ops.h"

#include <check.h>

static const Frame NO_FRAME = {.sla = NONE};

#define ABSENT VALUE_ABSENT
#define FAULT  INT64_MAX /* no case below gives it */

static void expect(const char *what, RtOp *op, const Frame *frame, Value a, Value b, uint32_t imm,
                   Value wanted)
{
    Value value = 424242;
    bool is_known = op(frame, a, b, imm, &value);
    if (wanted == FAULT)
        ck_assert_msg(!is_known && value == 424242, "%s gives %lld, not a fault", what,
                      (long long)value);
    else
        ck_assert_msg(is_known && value == wanted, "%s gives %lld", what, (long long)value);
}

typedef struct OpCase {
    const char *what;
    RtOp *op;
    Value a, b;
    uint32_t imm;
    Value wanted;
} OpCase;

static void expect_all(const OpCase *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect(cases[i].what, cases[i].op, &NO_FRAME, cases[i].a, cases[i].b, cases[i].imm,
               cases[i].wanted);
}

#define EXPECT_ALL(cases) expect_all(cases, sizeof(cases) / sizeof *(cases))

START_TEST(test_ops_arithmetic_is_checked_T1)
{
    static const OpCase CASES[] = {
        {"2 + 3", rt_add, 2, 3, 0, 5},
        {"max + 1", rt_add, INT64_MAX, 1, 0, FAULT},
        {"min + -1", rt_add, -INT64_MAX, -1, 0, FAULT}, /* would be VALUE_ABSENT */
        {"-max - 2", rt_sub, -INT64_MAX, 2, 0, FAULT},
        {"3 - 5", rt_sub, 3, 5, 0, -2},
        {"4h * 3", rt_mul, 4 * HOUR_MS, 3, 0, 12 * HOUR_MS},
        {"2^32 * 2^32", rt_mul, INT64_C(1) << 32, INT64_C(1) << 32, 0, FAULT},
        {"-(7)", rt_neg, 7, 0, 0, -7},
        {"abs -7", rt_abs, -7, 0, 0, 7},
        {"7 / 0", rt_div, 7, 0, 0, FAULT},
        {"7 : 0", rt_ratio, 7, 0, 0, FAULT},
    };
    EXPECT_ALL(CASES);
}
END_TEST

START_TEST(test_ops_absent_operands_give_absent)
{
    static const OpCase CASES[] = {
        {"absent + 1", rt_add, ABSENT, 1, 0, ABSENT},
        {"1 - absent", rt_sub, 1, ABSENT, 0, ABSENT},
        {"absent * 2", rt_mul, ABSENT, 2, 0, ABSENT},
        {"absent / 0", rt_div, ABSENT, 0, 0, ABSENT},
        {"-absent", rt_neg, ABSENT, 0, 0, ABSENT},
        {"abs absent", rt_abs, ABSENT, 0, 0, ABSENT},
        {"min", rt_min, ABSENT, 2, 0, ABSENT},
        {"max", rt_max, 2, ABSENT, 0, ABSENT},
        {"round", rt_round, ABSENT, 1, 0, ABSENT},
        {"later", rt_instant_add, ABSENT, 1, 0, ABSENT},
        {"time", rt_local_time, ABSENT, 0, NONE, ABSENT},
        {"weekday", rt_on_weekday, ABSENT, 127, 0, 0},
        {"during", rt_during, ABSENT, 0, 0, 0},
        {"contains", rt_text_contains, ABSENT, 1, 0, 0},
        {"has", rt_set_has, ABSENT, 1, 0, 0},
    };
    EXPECT_ALL(CASES);
}
END_TEST

/* Expected values by hand: half-even at the whole unit. */
START_TEST(test_ops_division_rounds_half_even_L5)
{
    static const OpCase CASES[] = {
        {"5 / 2", rt_div, 5, 2, 0, 2},
        {"7 / 2", rt_div, 7, 2, 0, 4},
        {"-5 / 2", rt_div, -5, 2, 0, -2},
        {"-7 / 2", rt_div, -7, 2, 0, -4},
        {"5 / -2", rt_div, 5, -2, 0, -2},
        {"10 / 3", rt_div, 10, 3, 0, 3},
        {"11 / 3", rt_div, 11, 3, 0, 4},
        {"1 : 3", rt_ratio, 1, 3, 0, 333333},
        {"2 : 3", rt_ratio, 2, 3, 0, 666667},
        {"1 : 2", rt_ratio, 1, 2, 0, 500000},
        /* 0.05 UAH (5 kopecks) at 50% is 2.5, at 70% 3.5 */
        {"5 at 50%", rt_scale, 5, 500000, 0, 2},
        {"5 at 70%", rt_scale, 5, 700000, 0, 4},
        {"huge", rt_scale, INT64_MAX - 7, 1000000, 0, INT64_MAX - 7},
        {"too huge", rt_scale, INT64_MAX - 7, 1000001, 0, FAULT},
    };
    EXPECT_ALL(CASES);
}
END_TEST

START_TEST(test_ops_rounding_to_a_unit)
{
    static const OpCase CASES[] = {
        {"25 to 10, half even", rt_round, 25, 10, ROUND_HALF_EVEN, 20},
        {"35 to 10, half even", rt_round, 35, 10, ROUND_HALF_EVEN, 40},
        {"25 to 10, half up", rt_round, 25, 10, ROUND_HALF_UP, 30},
        {"-25 to 10, half up", rt_round, -25, 10, ROUND_HALF_UP, -30},
        {"21 to 10, up", rt_round, 21, 10, ROUND_UP, 30},
        {"-21 to 10, up", rt_round, -21, 10, ROUND_UP, -30},
        {"29 to 10, down", rt_round, 29, 10, ROUND_DOWN, 20},
        {"-29 to 10, down", rt_round, -29, 10, ROUND_DOWN, -20},
        {"30 to 10, up", rt_round, 30, 10, ROUND_UP, 30},
        {"to 0", rt_round, 30, 0, ROUND_UP, FAULT},
        {"max to 1000, up", rt_round, INT64_MAX - 1, 1000, ROUND_UP, FAULT},
    };
    EXPECT_ALL(CASES);
}
END_TEST

START_TEST(test_ops_instants_stay_in_range_T1)
{
    static const OpCase CASES[] = {
        {"end + 1ms", rt_instant_add, INSTANT_MAX, 1, 0, FAULT},
        {"start - 1ms", rt_instant_add, INSTANT_MIN, -1, 0, FAULT},
        {"end - 1ms", rt_instant_add, INSTANT_MAX, -1, 0, INSTANT_MAX - 1},
    };
    EXPECT_ALL(CASES);
}
END_TEST

/* ---- Time on a calendar's zone ---- */

typedef struct World {
    Arena *arena;
    Policy policy;
    const Calendar *calendars[2];
    SlaDef slas[1];
    const char *zone;
} World;

static const Calendar *calendar_in(World *world, const char *name)
{
    CalendarSpec spec = {.name = TEXT("test")};
    WeekLine line = {.weekdays = 0x1f};
    ck_assert_int_eq(zone_find(world->policy.zones, text_from(name), &spec.zone), STATUS_OK);
    VEC_PUSH(world->arena, &line.spans, ((DaySpan){9 * HOUR_MS, 18 * HOUR_MS}));
    VEC_PUSH(world->arena, &spec.week, line);
    return calendar_new(&spec);
}

/* Calendar 0 is UTC and `always` stands for it, calendar 1 is Kyiv, which SLA 0 is on. */
static void world_open(World *world)
{
    memset(world, 0, sizeof *world);
    world->arena = arena_new();
    world->policy.zones = zone_set_new(NULL);
    world->calendars[0] = calendar_in(world, "UTC");
    world->calendars[1] = calendar_in(world, "Europe/Kyiv");
    world->slas[0] = (SlaDef){.calendar = NONE, .fixed_calendar = 1};
    world->policy.calendars = world->calendars;
    world->policy.calendars_count = 2;
    world->policy.slas = world->slas;
    world->policy.slas_count = 1;
}

static void world_close(World *world)
{
    for (int i = 0; i < 2; i++)
        calendar_free((Calendar *)(uintptr_t)world->calendars[i]);
    zone_set_free(world->policy.zones);
    arena_free(world->arena);
}

#define AT(literal) at_make(TEXT(literal))

static Instant at_make(Text text)
{
    Instant at = INSTANT_NONE;
    ck_assert(instant_parse(text, &at));
    return at;
}

/* 2026-03-02 is a Monday; Kyiv is two hours ahead of UTC until 2026-03-29 03:00, then three. */
START_TEST(test_ops_time_of_day_is_of_the_calendar_at_hand_T8)
{
    World world;
    world_open(&world);
    Frame none = {.policy = &world.policy, .sla = NONE}, kyiv = {.policy = &world.policy, .sla = 0};
    Instant at = AT("2026-03-02T23:30:00Z");
    expect("UTC", rt_local_time, &none, at, 0, NONE, 23 * HOUR_MS + 30 * MINUTE_MS);
    expect("Kyiv", rt_local_time, &kyiv, at, 0, NONE, HOUR_MS + 30 * MINUTE_MS);
    expect("stated", rt_local_time, &kyiv, at, 0, 0, 23 * HOUR_MS + 30 * MINUTE_MS);
    expect("date in UTC", rt_local_date, &none, at, 0, NONE, date_make(2026, 3, 2));
    expect("date in Kyiv", rt_local_date, &kyiv, at, 0, NONE, date_make(2026, 3, 3));
    expect("Monday in UTC", rt_on_weekday, &none, at, 1 << MONDAY, NONE, 1);
    expect("Tuesday in Kyiv", rt_on_weekday, &kyiv, at, 1 << MONDAY, NONE, 0);
    expect("before 1970", rt_local_time, &none, AT("1969-12-31T23:00:00Z"), 0, NONE, 23 * HOUR_MS);
    world_close(&world);
}
END_TEST

START_TEST(test_ops_wall_clock_to_instant_T3)
{
    World world;
    world_open(&world);
    Frame kyiv = {.policy = &world.policy, .sla = 0};
    Date day = date_make(2026, 3, 29);
    expect("midnight", rt_midnight, &kyiv, day, 0, NONE, AT("2026-03-28T22:00:00Z"));
    expect("a gap ends at 04:00", rt_wall, &kyiv, day * DAY_MS + 3 * HOUR_MS + 30 * MINUTE_MS, 0,
           NONE, AT("2026-03-29T01:00:00Z"));
    expect("a fold's first", rt_wall, &kyiv,
           date_make(2026, 10, 25) * DAY_MS + 3 * HOUR_MS + 30 * MINUTE_MS, 0, NONE,
           AT("2026-10-25T00:30:00Z"));
    world_close(&world);
}
END_TEST

START_TEST(test_ops_open_hours_and_steps_T6)
{
    World world;
    world_open(&world);
    Frame kyiv = {.policy = &world.policy, .sla = 0};
    Instant at = AT("2026-03-02T15:30:00Z"); /* 17:30 in Kyiv */
    expect("open in Kyiv", rt_during, &kyiv, at, 0, 1, 1);
    expect("closed half an hour later", rt_during, &kyiv, at + HOUR_MS, 0, 1, 0);
    expect("1 workday", rt_step, &kyiv, at, 1, STEP_IMM(UNIT_WORKDAY, NONE),
           AT("2026-03-03T15:30:00Z"));
    expect("1 workday back", rt_step, &kyiv, at, -1, STEP_IMM(UNIT_WORKDAY, NONE),
           AT("2026-02-27T15:30:00Z"));
    expect("1 month in UTC", rt_step, &kyiv, at, 1, STEP_IMM(UNIT_MONTH, 0),
           AT("2026-04-02T15:30:00Z"));
    world_close(&world);
}
END_TEST

START_TEST(test_ops_clock_readings)
{
    ClockView views[2] = {{.due = 10, .left = -5, .outcome = 2, .exists = 1}, {.due = 11}};
    Frame frame = {.clock = views, .sla = NONE};
    expect("due", rt_clock_due, &frame, 0, 0, 0, 10);
    expect("left", rt_clock_left, &frame, 0, 0, 0, -5);
    expect("outcome", rt_clock_outcome, &frame, 0, 0, 0, 2);
    expect("no such clock", rt_clock_due, &frame, 0, 0, 1, ABSENT);
    expect("none in guards", rt_clock_outcome, &NO_FRAME, 0, 0, 0, ABSENT);
}
END_TEST

Suite *ops_suite(void);
Suite *ops_suite(void)
{
    TCase *tests = tcase_create("ops");
    tcase_add_test(tests, test_ops_arithmetic_is_checked_T1);
    tcase_add_test(tests, test_ops_absent_operands_give_absent);
    tcase_add_test(tests, test_ops_division_rounds_half_even_L5);
    tcase_add_test(tests, test_ops_rounding_to_a_unit);
    tcase_add_test(tests, test_ops_instants_stay_in_range_T1);
    tcase_add_test(tests, test_ops_time_of_day_is_of_the_calendar_at_hand_T8);
    tcase_add_test(tests, test_ops_wall_clock_to_instant_T3);
    tcase_add_test(tests, test_ops_open_hours_and_steps_T6);
    tcase_add_test(tests, test_ops_clock_readings);
    Suite *suite = suite_create("ops");
    suite_add_tcase(suite, tests);
    return suite;
}
