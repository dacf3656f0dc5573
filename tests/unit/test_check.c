/* What the checker says and leaves behind: goldens for every code, clean files for every construct (tests/lang), and
   the annotations that compiler/program.h promises. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/policy_case.h"

/* ---- Files ---- */

static int name_order(const void *left, const void *right)
{
    return text_compare(*(const Text *)left, *(const Text *)right);
}

static TextList names_of(Arena *arena, const char *folder)
{
    TextList all = {0}, names = {0};
    FileReader disk = file_reader_disk();
    if (!disk.list(disk.context, arena, folder, &all))
        ck_abort_msg("cannot read %s: run from the repository's root", folder);
    for (uint32_t i = 0; i < all.count; i++)
        if (all.at[i].data[0] != '.')
            VEC_PUSH(arena, &names, all.at[i]);
    if (names.count)
        qsort(names.at, names.count, sizeof *names.at, name_order);
    return names;
}

START_TEST(each_code_of_checking_has_a_file)
{
    Arena *arena = arena_new();
    TextList names = names_of(arena, "tests/errors");
    for (int code = 0; code < DIAG_COUNT; code++) {
        const DiagRow *row = diag_row((DiagCode)code);
        if (!strncmp(row->code, "E01", 3)) /* test_errors.c */
            continue;
        Text file = text_from(arena_format(arena, "%s_%s.sla", row->code, row->slug));
        bool is_there = false;
        for (uint32_t i = 0; i < names.count; i++)
            is_there |= text_equal(names.at[i], file);
        ck_assert_msg(is_there, "no tests/errors/%.*s", TEXT_ARGS(file));
    }
    arena_free(arena);
}
END_TEST

static void right_check(const char *path)
{
    PolicyCase policy;
    policy_case_open(&policy, path);
    for (uint32_t i = 0; i < policy.diags->items.count; i++) {
        const Diag *diag = &policy.diags->items.at[i];
        uint32_t line = source_place(policy.files, diag->span.file, diag->span.lo).line;
        ck_assert_msg(diag->severity == SEVERITY_NOTE, "%s:%u: %s: %s", path, line,
                      diag_row(diag->code)->code, diag->message);
    }
    policy_case_close(&policy);
}

static void folder_check(Arena *arena, const char *folder)
{
    TextList names = names_of(arena, folder);
    FileReader disk = file_reader_disk();
    for (uint32_t i = 0; i < names.count; i++) {
        const char *path = arena_format(arena, "%s/%.*s", folder, TEXT_ARGS(names.at[i]));
        if (disk.kind(disk.context, path) == FILE_FOLDER)
            folder_check(arena, path);
        else if (text_ends(names.at[i], TEXT(".sla")))
            right_check(path);
    }
}

START_TEST(every_construct_checks_clean)
{
    Arena *arena = arena_new();
    folder_check(arena, "tests/lang");
    folder_check(arena, "stdlib");
    arena_free(arena);
}
END_TEST

/* ---- Notes ---- */

START_TEST(a_replaced_standard_field_is_noted)
{
    PolicyCase policy;
    policy_case_text(&policy, "ticket { status : fresh | done = fresh }");
    ck_assert(policy.is_good);
    ck_assert_ptr_nonnull(policy_case_find(&policy, "N0211"));
    ck_assert_ptr_nonnull(policy_case_find(&policy, "N0228"));
    const Symbol *resolved = program_find(policy.program, SYMBOL_EVENT, TEXT("resolved"));
    ck_assert_uint_eq(resolved->sets.count, 0);
    policy_case_close(&policy);
}
END_TEST

START_TEST(a_standard_clock_without_its_values_is_void)
{
    PolicyCase policy;
    policy_case_text(&policy, "use std.clocks  ticket { status : fresh | done = fresh }");
    ck_assert(policy.is_good);
    ck_assert(program_find(policy.program, SYMBOL_CLOCK, TEXT("agent_work"))->is_void);
    ck_assert(!program_find(policy.program, SYMBOL_CLOCK, TEXT("resolve"))->is_void);
    policy_case_close(&policy);
}
END_TEST

/* ---- Annotations (program.h) ---- */

static Node *define_body(const PolicyCase *policy, const char *name)
{
    return program_find(policy->program, SYMBOL_DEFINE, text_from(name))->body;
}

START_TEST(a_bare_word_is_its_enumerator)
{
    PolicyCase policy;
    policy_case_text(&policy, "define d = priority is high");
    const Node *is = define_body(&policy, "d");
    const Symbol *field = is->slot[0]->symbol, *word = is->slot[1]->symbol;
    ck_assert_int_eq(field->kind, SYMBOL_FIELD);
    ck_assert_int_eq(word->kind, SYMBOL_ENUMERATOR);
    ck_assert_uint_eq(word->index, 2); /* low normal high urgent */
    ck_assert_uint_eq(is->slot[1]->type, field->type);
    ck_assert_int_eq(type_base(is->type), BASE_BOOLEAN);
    policy_case_close(&policy);
}
END_TEST

START_TEST(a_guard_makes_the_field_present)
{
    PolicyCase policy;
    policy_case_text(&policy,
                     "account { n : integer? }  define d = account.n is present and account.n > 5");
    const Node *body = define_body(&policy, "d");
    ck_assert(policy.is_good);
    ck_assert(type_is_optional(body->slot[0]->slot[0]->type));
    ck_assert(!type_is_optional(body->slot[1]->slot[0]->type));
    policy_case_close(&policy);
}
END_TEST

START_TEST(equal_lists_of_values_are_one_enumeration)
{
    PolicyCase policy;
    policy_case_text(&policy,
                     "ticket { a : x | y = x  b : x | y = y  c : y | x = x }  define d = a is b");
    ck_assert(policy.is_good);
    Type a = program_find(policy.program, SYMBOL_FIELD, TEXT("a"))->type;
    ck_assert_uint_eq(a, program_find(policy.program, SYMBOL_FIELD, TEXT("b"))->type);
    ck_assert_uint_ne(a, program_find(policy.program, SYMBOL_FIELD, TEXT("c"))->type);
    policy_case_close(&policy);
}
END_TEST

START_TEST(reopened_names_the_values_it_leaves)
{
    PolicyCase policy;
    policy_case_text(&policy, "");
    const Symbol *event = program_find(policy.program, SYMBOL_EVENT, TEXT("reopened"));
    ck_assert_uint_eq(event->sets.count, 1);
    ck_assert_uint_eq(event->sets.at[0].from,
                      1u << 4 | 1u << 5); /* new open pending on_hold resolved closed */
    ck_assert(policy.program->every_sla);
    policy_case_close(&policy);
}
END_TEST

START_TEST(required_is_what_has_neither_default_nor_mark)
{
    PolicyCase policy;
    policy_case_text(&policy, "ticket { a : text  b : text?  c : integer = 1  d : set of text }");
    static const struct {
        const char *name;
        bool is_required;
    } ROW[] = {{"a", true},  {"b", false},  {"c", false},
               {"d", false}, {"id", false}, {"created", false}};
    for (size_t i = 0; i < sizeof ROW / sizeof *ROW; i++)
        ck_assert_msg(
            program_find(policy.program, SYMBOL_FIELD, text_from(ROW[i].name))->is_required ==
                ROW[i].is_required,
            "%s", ROW[i].name);
    policy_case_close(&policy);
}
END_TEST

/* ---- One cause, one message ---- */

static uint32_t errors_of(const char *text)
{
    PolicyCase policy;
    policy_case_text(&policy, text);
    uint32_t errors = policy.diags->errors;
    policy_case_close(&policy);
    return errors;
}

START_TEST(one_cause_is_one_error)
{
    ck_assert_uint_eq(errors_of("clock c { start on gone  stop on gone }"), 1);
    ck_assert_uint_eq(errors_of("define a = nothing_here > 5  define b = a and a"), 1);
    ck_assert_uint_eq(
        errors_of("use \"gone.sla\"  define a = theirs  sla s { their_clock within 4h }"), 1);
    ck_assert_uint_eq(
        errors_of("calendar a { union b, gone }  calendar b { zone \"UTC\"  open always }"), 1);
    ck_assert_uint_eq(errors_of("ticket { a : nosuch }  define d = a > 5 and a is \"x\""), 1);
}
END_TEST

/* Each definition stands before the one that it rests on, so that the first asks for all of them. */
START_TEST(a_chain_of_definitions_ends)
{
    static char text[200000];
    size_t size = 0;
    for (int i = 4000; i > 0; i--)
        size += (size_t)snprintf(text + size, sizeof text - size, "define d%d = d%d\n", i, i - 1);
    snprintf(text + size, sizeof text - size, "define d0 = account.vip\n");
    PolicyCase policy;
    policy_case_text(&policy, text);
    ck_assert_ptr_nonnull(policy_case_find(&policy, "E0218"));
    policy_case_close(&policy);
}
END_TEST

Suite *check_suite(void);

Suite *check_suite(void)
{
    Suite *suite = suite_create("check");
    TCase *tests = tcase_create("check");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, each_code_of_checking_has_a_file);
    tcase_add_test(tests, every_construct_checks_clean);
    tcase_add_test(tests, a_replaced_standard_field_is_noted);
    tcase_add_test(tests, a_standard_clock_without_its_values_is_void);
    tcase_add_test(tests, a_bare_word_is_its_enumerator);
    tcase_add_test(tests, a_guard_makes_the_field_present);
    tcase_add_test(tests, equal_lists_of_values_are_one_enumeration);
    tcase_add_test(tests, reopened_names_the_values_it_leaves);
    tcase_add_test(tests, required_is_what_has_neither_default_nor_mark);
    tcase_add_test(tests, one_cause_is_one_error);
    tcase_add_test(tests, a_chain_of_definitions_ends);
    suite_add_tcase(suite, tests);
    return suite;
}
