/* Trials (language.md "Tests"): which expectations hold, and what those say that do not: the sentence, and the lines of
   its explanation. Instants and lengths are worked out by hand from the calendar of POLICY. */
#include <check.h>
#include <string.h>

#include "compiler/compile.h"
#include "runtime/trial_run.h"

static const char POLICY[] =
    "use std.clocks\n"
    "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00  closed on red }\n"
    "holidays red { on 2026-03-09 \"Day off\" }\n"
    "calendar desk { zone \"America/New_York\"  open mon..fri 09:00-17:00 }\n"
    "account { level : integer = 1 }\n"
    "sla kyiv {\n"
    "  calendar office\n"
    "  applies when team is \"kyiv\"\n"
    "  pause while status is pending\n"
    "  resolve within 8h as all\n"
    "  escalate resolve { at 50% notify role \"lead\" }\n"
    "}\n"
    "sla york {\n"
    "  calendar desk\n"
    "  applies when team is \"york\"\n"
    "  resolve within 8h\n"
    "}\n"
    "plan all { sla kyiv, york }\n"
    "default plan all\n";

typedef struct World {
    Arena *arena;
    SourceSet *sources;
    DiagList *diags;
    Trials *trials;
    const char *text;
} World;

static FileKind text_kind(void *context, const char *path)
{
    (void)context;
    return strcmp(path, "test.sla") ? FILE_MISSING : FILE_REGULAR;
}

static FileResult text_read(void *context, Arena *arena, const char *path, size_t limit, Text *out)
{
    (void)arena, (void)path, (void)limit;
    *out = text_from(context);
    return FILE_READ;
}

static bool text_list(void *context, Arena *arena, const char *path, TextList *out)
{
    (void)context, (void)arena, (void)path, (void)out;
    return false;
}

static const char *text_real(void *context, Arena *arena, const char *path)
{
    (void)context, (void)arena, (void)path;
    return NULL;
}

static World world_make(const char *body)
{
    World world = {arena_new(), source_set_new(), diag_list_new(), NULL, NULL};
    world.text = arena_format(world.arena, "%stest \"one\" {\n%s\n}\n", POLICY, body);
    FileReader reader = {(void *)(uintptr_t)world.text, text_kind, text_read, text_list, text_real};
    CompileOptions options = {.reader = &reader};
    world.trials = compile_trials(&options, "test.sla", world.diags, world.sources);
    if (!world.trials)
        ck_abort_msg("%s: %s", body,
                     world.diags->items.count ? world.diags->items.at[0].message : "no finding");
    return world;
}

static void world_free(World *world)
{
    trials_free(world->trials);
    diag_list_free(world->diags);
    source_set_free(world->sources);
    arena_free(world->arena);
}

static TrialResult run(World *world, uint32_t trial)
{
    return trial_run(&(TrialOptions){.trials = world->trials}, trial, world->arena);
}

/* Everything that a failed expectation says, a line each. */
static const char *said(World *world, const TrialFailure *failure)
{
    const char *text = arena_format(world->arena, "%.*s", TEXT_ARGS(failure->message));
    for (uint32_t i = 0; i < failure->why.count; i++)
        text = arena_format(world->arena, "%s\n%.*s", text, TEXT_ARGS(failure->why.at[i].text));
    return text;
}

#define KYIV "at 2026-03-06 16:00 created t1 { team: \"kyiv\" }\n"

static const char *const HOLD[] = {
    KYIV
    "expect t1.resolve due 2026-03-10 15:00", /* 2h on Friday, the Monday is off, 6h on Tuesday */
    KYIV "at 2026-03-10 15:00 resolved t1  expect t1.resolve met", /* C4 */
    KYIV "at 2026-03-10 15:00  expect t1.resolve breached",        /* E2 */
    KYIV "at 2026-03-10 14:59:59  expect t1.resolve open",
    KYIV "at 2026-03-10 15:00  expect t1.resolve open  at 2026-03-10 15:00 resolved t1",
    KYIV "at 2026-03-10 16:00  expect t1.resolve.left is -1h",
    KYIV "at 2026-03-10 16:00 resolved t1  at 2026-03-20 16:00  expect t1.resolve.left < 0s",
    KYIV "at 2026-04-01  expect at 2026-03-10 11:00 notify role \"lead\" for t1",
    /* The zone is that of the SLA under which the ticket begins: New York is at UTC-5 on 2026-03-06. */
    "at 2026-03-06 16:00 created t1 { team: \"york\" }  expect t1.resolve due 2026-03-09 16:00\n"
    "expect t1.resolve due 2026-03-09T20:00:00Z  expect t1.sla is york",
    "zone \"UTC\"  at 2026-03-06 14:00 created t1 { team: \"kyiv\" }\n"
    "expect t1.resolve due 2026-03-10 13:00",
    "at 2026-03-06 16:00 created t1  expect t1.sla is absent  expect t1.plan is all  expect "
    "nothing",
    "account \"A\" { level: 3 }  at 2026-03-06 16:00 created t1 { account: \"A\" }\n"
    "expect t1.account.level is 3  expect t1.account.level >= 3  expect t1.account.vip is not true",
};

static const struct {
    const char *body, *said;
} FAIL[] = {
    {KYIV "expect t1.resolve breached",
     "at 2026-03-06 16:00 t1.resolve is running, due 2026-03-10 15:00, 8h left\n"
     "its target is kyiv.resolve.all\n"
     "cycle 1 began at 2026-03-06 16:00, on the calendar office (Europe/Kyiv)\n"
     "in all it ran 0s of 8h"},
    {KYIV "at 2026-03-10 10:00 updated t1 { status: pending }  at 2026-03-10 12:00 updated t1 { "
          "status: open }\n"
          "at 2026-03-10 13:00 resolved t1  expect t1.resolve breached",
     "at 2026-03-10 13:00 t1.resolve was met: it stopped at 2026-03-10 13:00, due 2026-03-10 "
     "17:00\n"
     "its target is kyiv.resolve.all\n"
     "cycle 1 began at 2026-03-06 16:00, on the calendar office (Europe/Kyiv)\n"
     "  2026-03-06 16:00 to 18:00             ran 2h\n"
     "  2026-03-06 18:00 to 2026-03-10 09:00  closed hours, with Day off\n"
     "  2026-03-10 09:00 to 10:00             ran 1h\n"
     "  2026-03-10 10:00 to 12:00             paused, 2h of open time\n"
     "  2026-03-10 12:00 to 13:00             ran 1h\n"
     "in all it ran 4h of 8h"},
    {KYIV "at 2026-03-10 11:00  expect notify role \"lead\" for t1  expect at 2026-03-10 10:00 "
          "notify role \"lead\"",
     "this was done at 2026-03-10 11:00 instead\n  2026-03-10 11:00  notify role \"lead\" for t1"},
    {KYIV "expect t1.team is \"york\"", "it is \"kyiv\""},
    {KYIV "expect t1.priority > normal", "it is normal"},
    {"at 2026-03-06 16:00 created t1  expect t1.resolve open",
     "t1 has no clock resolve: it comes under no SLA\nits plan is all"},
    {KYIV "at 2026-03-10 11:00  expect nothing",
     "1 action was taken\n  2026-03-10 11:00  notify role \"lead\" for t1"},
    {KYIV "at 2026-03-06 17:00 reopened t1  at 2026-03-06T14:00:00Z",
     "2026-03-06 16:00 lies before 2026-03-06 17:00, to which time has come"},
    {KYIV "expect bill 5 EUR for t1", "there was no such bill\nno entry has been made for it"},
};

START_TEST(expectations_hold)
{
    World world = world_make(HOLD[_i]);
    TrialResult result = run(&world, 0);
    if (result.failures.count)
        ck_abort_msg("%s\n%s", HOLD[_i], said(&world, &result.failures.at[0]));
    world_free(&world);
}
END_TEST

START_TEST(failures_say_what_came_and_why)
{
    World world = world_make(FAIL[_i].body);
    TrialResult result = run(&world, 0);
    ck_assert_msg(result.failures.count == 1, "%s: %u failures", FAIL[_i].body,
                  result.failures.count);
    ck_assert_str_eq(said(&world, &result.failures.at[0]), FAIL[_i].said);
    world_free(&world);
}
END_TEST

/* Each row is a trial of its own, with its cells in the place of the columns. */
START_TEST(each_row_of_cases_is_a_trial)
{
    World world =
        world_make("cases { | who | state |\n | \"kyiv\" | open |\n | \"york\" | met | }\n"
                   "at 2026-03-06 16:00 created t1 { team: who }  expect t1.resolve state");
    ck_assert_uint_eq(world.trials->count, 2);
    ck_assert_uint_eq(run(&world, 0).failures.count, 0);
    ck_assert_uint_eq(run(&world, 1).failures.count, 1);
    ck_assert_msg(text_is(world.trials->trials[1].row_text, "who \"york\", state met"), "%.*s",
                  TEXT_ARGS(world.trials->trials[1].row_text));
    world_free(&world);
}
END_TEST

/* A failed expectation does not end a test; a step that cannot be taken does. */
START_TEST(all_expectations_are_looked_at)
{
    World world = world_make(KYIV "expect t1.resolve met  expect t1.resolve paused\n"
                                  "at 2026-03-10 09:00 linked t1 { to: \"t9\" }\n"
                                  "expect t1.resolve met");
    TrialResult result = run(&world, 0);
    ck_assert_uint_eq(result.expectations, 2);
    ck_assert_uint_eq(result.failures.count, 3);
    ck_assert_msg(text_starts(result.failures.at[2].message, TEXT("this was refused: ")), "%.*s",
                  TEXT_ARGS(result.failures.at[2].message));
    world_free(&world);
}
END_TEST

Suite *trial_suite(void);
Suite *trial_suite(void)
{
    Suite *suite = suite_create("trial");
    TCase *tests = tcase_create("tests");
    tcase_add_loop_test(tests, expectations_hold, 0, (int)(sizeof HOLD / sizeof *HOLD));
    tcase_add_loop_test(tests, failures_say_what_came_and_why, 0,
                        (int)(sizeof FAIL / sizeof *FAIL));
    tcase_add_test(tests, each_row_of_cases_is_a_trial);
    tcase_add_test(tests, all_expectations_are_looked_at);
    suite_add_tcase(suite, tests);
    return suite;
}
