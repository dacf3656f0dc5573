/* The summary's counts, percentages and percentiles, from rows made here; expected figures are
 * counted by hand. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/summary.h"
#include "cli/tally.h"

enum { RESPOND, RESOLVE, CLOCKS };

typedef struct Fixture {
    Arena *arena;
    Intern *texts;
    Policy policy;
    FieldDef fields[2];
    ClockDef clocks[CLOCKS];
    SlaClock sla_clocks[1]; /* only `resolve` has an SLA */
    PlanDef plans[1];
    TargetLine lines[1];
    EnumDef enums[1];
    TextId words[2];
} Fixture;

static TextId word(Fixture *f, const char *text)
{
    return intern_add(f->texts, text_from(text));
}

/* Fields: account (text), priority (low | high); clocks respond and resolve; a plan gold. */
static void fixture_init(Fixture *f)
{
    memset(f, 0, sizeof *f);
    f->arena = arena_new();
    f->texts = intern_new();
    f->words[0] = word(f, "low");
    f->words[1] = word(f, "high");
    f->enums[0] = (EnumDef){word(f, "priority"), 0, 2};
    f->fields[0] = (FieldDef){.name = word(f, "account"), .type = TYPE_TEXT, .optional = true};
    f->fields[1] = (FieldDef){.name = word(f, "priority"), .type = TYPE_ENUM};
    f->clocks[RESPOND].name = word(f, "respond");
    f->clocks[RESOLVE].name = word(f, "resolve");
    f->sla_clocks[0].clock = RESOLVE;
    f->plans[0].name = word(f, "gold");
    f->lines[0] = (TargetLine){.name = word(f, "a.resolve[1]"), .untimed = false};
    f->policy = (Policy){.arena = f->arena,
                         .texts = f->texts,
                         .fields = f->fields,
                         .fields_count = 2,
                         .clocks = f->clocks,
                         .clocks_count = CLOCKS,
                         .sla_clocks = f->sla_clocks,
                         .sla_clocks_count = 1,
                         .plans = f->plans,
                         .plans_count = 1,
                         .lines = f->lines,
                         .lines_count = 1,
                         .enums = f->enums,
                         .enums_count = 1,
                         .enumerators = f->words,
                         .enumerators_count = 2,
                         .field_account = 0};
}

static void fixture_free(Fixture *f)
{
    intern_free(f->texts);
    arena_free(f->arena);
}

typedef struct Cycle {
    const char *account; /* NULL: absent */
    Value priority;
    uint32_t plan;
    ClockState state;
    Outcome outcome;
    Duration limit_ms, elapsed_ms;
} Cycle;

static const Cycle CYCLES[] = {
    {"acme", 1, 0, CLOCK_STOPPED, OUTCOME_MET, HOUR_MS, 10 * MINUTE_MS},
    {"acme", 1, 0, CLOCK_STOPPED, OUTCOME_BREACHED, HOUR_MS, 90 * MINUTE_MS},
    {"acme", 0, 0, CLOCK_RUNNING, OUTCOME_BREACHED, HOUR_MS, 500 * MINUTE_MS},
    {"beta", 0, NONE, CLOCK_STOPPED, OUTCOME_BREACHED, HOUR_MS, 70 * MINUTE_MS},
    {"beta", 0, NONE, CLOCK_RUNNING, OUTCOME_OPEN, HOUR_MS, 5 * MINUTE_MS},
    {"gamma", 1, 0, CLOCK_PAUSED, OUTCOME_OPEN, VALUE_ABSENT, MINUTE_MS}, /* a period's, paused */
    {NULL, 1, 0, CLOCK_CANCELLED, OUTCOME_CANCELLED, HOUR_MS, MINUTE_MS},
    {NULL, 1, 0, CLOCK_STOPPED, OUTCOME_MET, VALUE_ABSENT, 20 * MINUTE_MS}, /* untimed */
};
enum { CYCLE_COUNT = sizeof CYCLES / sizeof CYCLES[0] };

static void cycles_feed(Fixture *f, Summary *summary)
{
    Sink sink = summary_sink(summary, f->texts, NULL);
    for (int i = 0; i < CYCLE_COUNT; i++) {
        const Cycle *cycle = &CYCLES[i];
        Value fields[2] = {cycle->account ? word(f, cycle->account) : VALUE_ABSENT,
                           cycle->priority};
        ClockRow row = {.clock = RESOLVE,
                        .cycle = 1,
                        .plan = cycle->plan,
                        .state = cycle->state,
                        .outcome = cycle->outcome,
                        .limit_ms = cycle->limit_ms,
                        .due = VALUE_ABSENT,
                        .elapsed_ms = cycle->elapsed_ms,
                        .fields = fields,
                        .target = TEXT_NONE};
        if (cycle->state == CLOCK_PAUSED)
            row.target = f->lines[0].name;
        sink.clock(sink.context, &row);
        TicketRow ticket = {.plan = cycle->plan, .fields = fields};
        sink.ticket(sink.context, &ticket);
    }
}

static char *summary_text(const char *by, bool as_json)
{
    static const SummaryFacts FACTS = {20, 17, 2, 1, 0, "interp"};
    Fixture f;
    fixture_init(&f);
    Text unknown;
    Summary *summary = summary_new(&f.policy, text_from(by), &unknown);
    ck_assert_ptr_nonnull(summary);
    cycles_feed(&f, summary);
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    (as_json ? summary_json_print : summary_print)(summary, out, &FACTS);
    fclose(out);
    summary_free(summary);
    fixture_free(&f);
    return printed;
}

START_TEST(table_counts_cycles)
{
    char *printed = summary_text("", false);
    // clang-format off
    ck_assert_str_eq(printed,
        "8 tickets until 1970-01-01T00:00:00Z\n"
        "\n"
        "clock    cycles  met         breached         open         untimed  cancelled  p50    p90\n"
        "resolve       8    1  16.7%         3  50.0%     2  33.3%        1          1  20m  1h30m\n"
        "\n"
        "plan    tickets  met         breached         open\n"
        "gold          6    1  25.0%         2  50.0%     1  25.0%\n"
        "(none)        2    0   0.0%         1  50.0%     1  50.0%\n"
        "\n"
        "account  breached         of\n"
        "acme            2  66.7%   3\n"
        "beta            1  50.0%   2\n"
        "\n"
        "records in 20 = applied 17 + rejected 2 + duplicates 1\n");
    // clang-format on
    free(printed);
}
END_TEST

START_TEST(json_has_groups_in_order_of_value)
{
    char *printed = summary_text("priority,account", true);
    const char *groups = strstr(printed, "\"groups\":[");
    ck_assert_ptr_nonnull(groups);
    static const char *const ORDER[] = {
        "\"low\",\"account\":\"acme\"", "\"low\",\"account\":\"beta\"",
        "\"high\",\"account\":\"acme\"", "\"high\",\"account\":\"gamma\"",
        "\"high\",\"account\":null"};
    for (int i = 0; i < 5; i++) {
        groups = strstr(groups, ORDER[i]);
        ck_assert_msg(groups, "group %d is %s", i, ORDER[i]);
    }
    ck_assert_ptr_nonnull(strstr(
        printed, "{\"tickets\":8,\"until\":\"1970-01-01T00:00:00Z\",\"clocks\":[{\"clock\":"
                 "\"resolve\",\"cycles\":8,\"met\":1,\"breached\":3,\"open\":2,\"untimed\":1,"
                 "\"cancelled\":1,\"p50_ms\":1200000,\"p90_ms\":5400000}]"));
    ck_assert_ptr_nonnull(strstr(printed, "\"engine\":\"interp\",\"records\":{\"in\":20,"
                                          "\"applied\":17,\"rejected\":2,\"duplicates\":1}}\n"));
    free(printed);
}
END_TEST

START_TEST(unknown_field_is_named)
{
    Fixture f;
    fixture_init(&f);
    Text unknown;
    ck_assert_ptr_null(summary_new(&f.policy, TEXT("priority,colour"), &unknown));
    ck_assert(text_is(unknown, "colour"));
    fixture_free(&f);
}
END_TEST

/* Nearest rank: of 1..10 the 50th is 5, the 90th 9; of one value both are it. */
START_TEST(percentiles_are_values_that_occurred)
{
    Arena *arena = arena_new();
    Tally tally = {0};
    ck_assert_int_eq(tally_percentile(&tally, 50), VALUE_ABSENT);
    for (Duration i = 10; i >= 1; i--)
        tally_add(arena, &tally,
                  &(ClockRow){.state = CLOCK_STOPPED, .outcome = OUTCOME_MET, .elapsed_ms = i},
                  false);
    ck_assert_int_eq(tally_percentile(&tally, 50), 5);
    ck_assert_int_eq(tally_percentile(&tally, 90), 9);
    ck_assert_int_eq(tally_percentile(&tally, 91), 10);
    tally_add(arena, &tally,
              &(ClockRow){.state = CLOCK_STOPPED, .outcome = OUTCOME_MET, .elapsed_ms = 0}, false);
    ck_assert_int_eq(tally_percentile(&tally, 1), 0);
    ck_assert_int_eq(tally_percentile(&tally, 50), 5);
    arena_free(arena);
}
END_TEST

/* Against sorting, on values of which many are equal, in many orders. */
START_TEST(percentiles_are_those_of_sorted_values)
{
    uint32_t state = 7;
    for (uint32_t count = 1; count <= 60; count++) {
        Arena *arena = arena_new();
        Tally tally = {0};
        Duration sorted[60];
        for (uint32_t i = 0; i < count; i++) {
            state = state * UINT32_C(1664525) + UINT32_C(1013904223);
            Duration value =
                count % 3 ? (Duration)(state >> 24) % (1 + count / 4) : (Duration)state;
            tally_add(
                arena, &tally,
                &(ClockRow){.state = CLOCK_STOPPED, .outcome = OUTCOME_MET, .elapsed_ms = value},
                false);
            uint32_t at = i;
            for (; at && sorted[at - 1] > value; at--)
                sorted[at] = sorted[at - 1];
            sorted[at] = value;
        }
        for (uint32_t percent = 1; percent <= 100; percent++) {
            uint32_t rank = (count * percent + 99) / 100;
            ck_assert_int_eq(tally_percentile(&tally, percent), sorted[rank - 1]);
        }
        arena_free(arena);
    }
}
END_TEST

START_TEST(shares_round_half_up)
{
    ck_assert_uint_eq(outcomes_share(0, 0), 0);
    ck_assert_uint_eq(outcomes_share(1, 3), 333);
    ck_assert_uint_eq(outcomes_share(2, 3), 667);
    ck_assert_uint_eq(outcomes_share(1, 2000), 1);
    ck_assert_uint_eq(outcomes_share(7, 7), 1000);
}
END_TEST

Suite *summary_suite(void);
Suite *summary_suite(void)
{
    Suite *suite = suite_create("summary");
    TCase *rows = tcase_create("rows");
    tcase_add_test(rows, table_counts_cycles);
    tcase_add_test(rows, json_has_groups_in_order_of_value);
    tcase_add_test(rows, unknown_field_is_named);
    tcase_add_test(rows, percentiles_are_values_that_occurred);
    tcase_add_test(rows, percentiles_are_those_of_sorted_values);
    tcase_add_test(rows, shares_round_half_up);
    suite_add_tcase(suite, rows);
    return suite;
}
