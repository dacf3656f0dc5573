/* runtime/policy.c: look-ups by name; compiler/compile.c: what a compilation gives, and when it
   gives nothing. */
#include "runtime/policy.h"

#include <check.h>
#include <stdio.h>

#include "compiler/compile.h"

static DiagList *diags;
static SourceSet *files;

static void setup(void)
{
    diags = diag_list_new();
    files = source_set_new();
}

static void teardown(void)
{
    diag_list_free(diags);
    source_set_free(files);
}

START_TEST(test_policy_finds_by_name)
{
    Policy *policy =
        compile_text("policy \"P\" { version \"7\" }\n"
                     "ticket { parts : integer = 1 }\n"
                     "calendar office { zone \"UTC\"  open mon..fri 09:00-18:00 }\n"
                     "holidays off { on 2026-01-01 }\n"
                     "source desk from ndjson { ticket = \"key\"  at = \"at\"  event = changes }\n",
                     diags, files);
    ck_assert_ptr_nonnull(policy);
    ck_assert(text_is(policy_text(policy, policy->name), "P"));
    ck_assert(text_is(policy_text(policy, policy->version), "7"));
    uint32_t parts = policy_field_find(policy, TEXT("parts"));
    ck_assert(text_is(policy_text(policy, policy->fields[parts].name), "parts"));
    ck_assert_uint_ne(policy_calendar_find(policy, TEXT("office")), NONE);
    ck_assert_uint_ne(policy_calendar_find(policy, TEXT("always")), NONE);
    ck_assert_uint_eq(policy_holidays_find(policy, TEXT("off")), 0);
    ck_assert_uint_eq(policy_source_find(policy, TEXT("desk")), 0);
    ck_assert_uint_ne(policy_event_find(policy, TEXT("created")), NONE);
    ck_assert_uint_ne(policy_account_field_find(policy, TEXT("vip")), NONE);
    policy_free(policy);
}
END_TEST

START_TEST(test_policy_finds_nothing_by_other_names)
{
    Policy *policy = compile_text("", diags, files);
    ck_assert_ptr_nonnull(policy);
    ck_assert_uint_eq(policy_field_find(policy, TEXT("no such text")), NONE);
    ck_assert_uint_eq(policy_field_find(policy, TEXT("created by")), NONE);
    ck_assert_uint_eq(policy_calendar_find(policy, TEXT("created")),
                      NONE); /* a name of another kind */
    ck_assert_uint_eq(policy->name, TEXT_NONE);
    policy_free(policy);
    policy_free(NULL);
}
END_TEST

START_TEST(test_compile_gives_no_policy_where_there_is_an_error)
{
    static const char *const BROKEN[] = {
        "sla s {",
        "define x = y",
        "define x = 1 + \"a\"",
        "clock c { start on nothing }",
        "calendar c { zone \"Nowhere/Town\"  open mon 09:00-10:00 }",
    };
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        uint32_t errors = diags->errors;
        ck_assert_msg(!compile_text(BROKEN[i], diags, files), "%s", BROKEN[i]);
        ck_assert_msg(diags->errors > errors, "%s", BROKEN[i]);
    }
}
END_TEST

START_TEST(test_compile_reads_files_beside_the_first)
{
    static const CompileFile FILES[] = {
        {"a.sla",
         "use \"shared/b.sla\"\nsla s { calendar office  resolve within 1h }\nuse std.clocks\n"},
        {"shared/b.sla", "calendar office { zone \"UTC\"  open mon..fri 09:00-18:00 }\n"},
    };
    Policy *policy = compile_memory(FILES, 2, diags, files);
    ck_assert_msg(policy != NULL, "%s", diags->items.count ? diags->items.at[0].message : "");
    ck_assert_uint_ne(policy_calendar_find(policy, TEXT("office")), NONE);
    ck_assert(text_is(policy_text(policy, policy->slas[0].origin.file), "a.sla"));
    policy_free(policy);
}
END_TEST

/* Each level reads the one before it: 60 are well, 100 are too many (G4). */
static Policy *tower_compile(int levels)
{
    char text[8192];
    int size = snprintf(text, sizeof text, "define x0 = created before 16:00 and account.vip\n");
    for (int i = 1; i <= levels; i++)
        size +=
            snprintf(text + size, sizeof text - (size_t)size, "define x%d = not x%d\n", i, i - 1);
    snprintf(text + size, sizeof text - (size_t)size,
             "use std.clocks\nsla s { applies when x%d  resolve within 1h }\n", levels);
    return compile_text(text, diags, files);
}

START_TEST(test_compile_limits_the_depth_of_defines_G4)
{
    Policy *policy = tower_compile(60);
    ck_assert_ptr_nonnull(policy);
    policy_free(policy);
    ck_assert_ptr_null(tower_compile(100));
    ck_assert_int_eq(diags->items.at[diags->items.count - 1].code, DIAG_E0190);
}
END_TEST

Suite *policy_suite(void);
Suite *policy_suite(void)
{
    TCase *tests = tcase_create("policy");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_policy_finds_by_name);
    tcase_add_test(tests, test_policy_finds_nothing_by_other_names);
    tcase_add_test(tests, test_compile_gives_no_policy_where_there_is_an_error);
    tcase_add_test(tests, test_compile_reads_files_beside_the_first);
    tcase_add_test(tests, test_compile_limits_the_depth_of_defines_G4);
    Suite *suite = suite_create("policy");
    suite_add_tcase(suite, tests);
    return suite;
}
