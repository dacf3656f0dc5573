/* Mutants of a text, each worked out by hand from mutant.def. */
#include <check.h>
#include <string.h>

#include "compiler/compile.h"
#include "compiler/mutant.h"

static const char POLICY[] =
    "ticket { size : small | large = small }\n"
    "calendar office { zone \"UTC\" open mon..tue 09:00-23:30 }\n"
    "clock resolve { start on created stop on resolved }\n"
    "sla s { calendar office resolve within 1h30m when size is large }\n"
    "test \"t\" { at 2026-03-02 09:00 created t1 expect t1.resolve open }\n";

/* "from>to" of the mutants whose place is in line `line`, with blanks between. */
static const char *line_mutants(Arena *arena, uint32_t line)
{
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(POLICY, diags, files);
    ck_assert_ptr_nonnull(policy);
    uint32_t file = 0;
    while (!text_is(source_name(files, file), "policy.sla"))
        file++;
    MutantList mutants = {0};
    mutants_make(arena, files, file, policy, &mutants);
    const char *all = "";
    for (uint32_t i = 0; i < mutants.count; i++) {
        Span span = mutants.at[i].span;
        if (source_place(files, file, span.lo).line == line)
            all = arena_format(arena, "%s%.*s>%.*s ", all, (int)(span.hi - span.lo),
                               POLICY + span.lo, TEXT_ARGS(mutants.at[i].replacement));
    }
    policy_free(policy);
    diag_list_free(diags);
    source_set_free(files);
    return all;
}

START_TEST(days_and_hours)
{
    Arena *arena = arena_new();
    const char *got = line_mutants(arena, 2);
    ck_assert_ptr_nonnull(strstr(got, "mon>tue tue>wed 09:00>10:00 ->+ 23:30>22:30 "));
    ck_assert_ptr_nonnull(strstr(got, "\"UTC\">\"UTC~\" "));
    arena_free(arena);
}
END_TEST

START_TEST(conditions_and_limits)
{
    Arena *arena = arena_new();
    const char *got = line_mutants(arena, 4);
    ck_assert_ptr_nonnull(strstr(got, "1h30m>2h30m is>is not large>small "));
    arena_free(arena);
}
END_TEST

START_TEST(tests_stay)
{
    Arena *arena = arena_new();
    ck_assert_str_eq(line_mutants(arena, 5), "");
    arena_free(arena);
}
END_TEST

START_TEST(replaced_in_place)
{
    Arena *arena = arena_new();
    Mutant mutant = {.span = {0, 2, 4}, .replacement = TEXT("xyz")};
    ck_assert(text_is(mutant_text(arena, TEXT("abcdef"), &mutant), "abxyzef"));
    Mutant last = {.span = {0, 5, 6}, .replacement = {.data = "", .size = 0}};
    ck_assert(text_is(mutant_text(arena, TEXT("abcdef"), &last), "abcde"));
    arena_free(arena);
}
END_TEST

Suite *mutant_suite(void);
Suite *mutant_suite(void)
{
    Suite *suite = suite_create("mutant");
    TCase *core = tcase_create("core");
    tcase_add_test(core, days_and_hours);
    tcase_add_test(core, conditions_and_limits);
    tcase_add_test(core, tests_stay);
    tcase_add_test(core, replaced_in_place);
    suite_add_tcase(suite, core);
    return suite;
}
