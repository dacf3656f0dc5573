/* compiler/choose.c, and what of ir.c and ir_verify.c knows decisions: which code becomes one, which stays a list. */
#include "compiler/choose.h"

#include <check.h>

#include "compiler/compile.h"
#include "compiler/ir_verify.h"
#include "runtime/policy.h"

static Arena *arena;
static SourceSet *files;
static DiagList *diags;
static const Policy *policy;
static const IrProgram *program;

static void setup(void)
{
    arena = arena_new();
    files = source_set_new();
    diags = diag_list_new();
    policy = NULL;
}

static void teardown(void)
{
    policy_free((Policy *)(uintptr_t)policy);
    diag_list_free(diags);
    source_set_free(files);
    arena_free(arena);
}

static void compile(const char *body)
{
    static const char SCHEMA[] =
        "use std.clocks\n"
        "ticket { priority : low | normal | high = normal  parts : integer = 1  hours : integer = "
        "0 }\n"
        "account { vip : boolean = false  size : small | large = small }\n"
        "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00 }\n";
    policy = compile_text(arena_format(arena, "%s%s", SCHEMA, body), diags, files);
    ck_assert_msg(policy != NULL, "%s", body);
    program = policy->code;
}

/* Of the first clock of the first SLA. */
static const IrFunction *lines_get(void)
{
    return &program->functions.at[policy->sla_clocks[policy->slas[0].clocks_first].line];
}

static bool is_decision(const IrFunction *function)
{
    return program->code.at[function->first].op == IR_DECIDE;
}

static bool is_read(const uint64_t *set, uint32_t field)
{
    return set[field / 64] >> field % 64 & 1;
}

START_TEST(test_choose_makes_a_table_one_decision)
{
    uint64_t ticket[4] = {0}, account[4] = {0};
    compile("sla a {\n  calendar office\n  targets {\n    | priority | parts | resolve |\n"
            "    | high | 1..5 | 1h |\n    | high | > 5 | 2h |\n    | low | _ | 3h |\n"
            "    | _ | < 2 | 4h |\n    | _ | _ | 5h |\n  }\n}\n");
    const IrFunction *function = lines_get();
    ck_assert(is_decision(function));
    ck_assert_uint_eq(function->count, 2);
    ck_assert_ptr_nonnull(function->list);
    ck_assert_uint_gt(function->list->count, 10);
    ir_reads(program, policy->sla_clocks[policy->slas[0].clocks_first].line, ticket, account);
    ck_assert(is_read(ticket, policy_field_find(policy, TEXT("priority"))));
    ck_assert(is_read(ticket, policy_field_find(policy, TEXT("parts"))));
    ck_assert(!is_read(ticket, policy_field_find(policy, TEXT("hours"))));
}
END_TEST

/* parts * 9000000000000000000 overflows (T1): the list would count a fault where the line before does not hold, a diagram
   reads other values. */
START_TEST(test_choose_leaves_what_may_fault)
{
    compile("sla a {\n  calendar office\n  resolve within 1h when priority is high\n"
            "  resolve within 2h when parts * 9000000000000000000 > 5\n"
            "  resolve within 3h when hours > 3\n  resolve within 4h when hours > 2\n"
            "  resolve within 5h when hours > 1\n  resolve within 6h\n}\n");
    ck_assert(!is_decision(lines_get()));
    ck_assert_ptr_null(lines_get()->list);
}
END_TEST

/* Ranges of two fields that overlap in every way: some 40,000 combinations of 200 rows. */
START_TEST(test_choose_leaves_what_would_be_too_large)
{
    const char *rows = "";
    for (uint32_t i = 0; i < 200; i++)
        rows =
            arena_format(arena, "%s    | %u..%u | %u..%u | %uh |\n", rows, i * 7919 % 1000,
                         i * 7919 % 1000 + 300, i * 104729 % 1000, i * 104729 % 1000 + 300, i + 1);
    compile(
        arena_format(arena,
                     "sla a {\n  calendar office\n  targets {\n    | parts | hours | resolve |\n"
                     "%s    | _ | _ | 900h |\n  }\n}\n",
                     rows));
    ck_assert(!is_decision(lines_get()));
}
END_TEST

/* P1: the first SLA whose `applies` holds. A time of day is read in the zone of the SLA that is tried (T8), so that one
   decision can't stand for all. */
START_TEST(test_choose_chooses_the_sla_of_a_plan_in_one)
{
    static const char PLAN[] =
        "sla a { calendar office  applies when account.vip  resolve within 1h }\n"
        "sla b { calendar office  applies when %s  resolve within 2h }\n"
        "sla c { calendar office  resolve within 3h }\n"
        "plan all { sla a, b, c }\ndefault plan all\n";
    compile(arena_format(arena, PLAN, "priority is high"));
    ck_assert_uint_eq(policy->plan_choices_count, 1);
    ck_assert_uint_ne(policy->plan_choices[0], NONE);
    Value fields[64] = {0}, account[64] = {0}, sla;
    Frame frame = {.policy = policy, .ticket = fields, .account = account, .sla = NONE};
    for (uint32_t i = 0; i < 4; i++) {
        account[policy_account_field_find(policy, TEXT("vip"))] = i / 2;
        fields[policy_field_find(policy, TEXT("priority"))] = i % 2 ? 2 : 0;
        ck_assert(policy->run(policy->code, policy->plan_choices[0], &frame, &sla));
        ck_assert_int_eq(sla, i / 2 ? 0 : i % 2 ? 1 : 2);
    }
    policy_free((Policy *)(uintptr_t)policy);
    compile(arena_format(arena, PLAN, "created after 18:00"));
    ck_assert_uint_eq(policy->plan_choices[0], NONE);
}
END_TEST

/* ---- What a choice must be ---- */

static const char *verify(Choice choice)
{
    IrProgram *own = ir_program_new(arena);
    static const IrLimits LIMITS = {.fields = 2};
    VEC_PUSH(arena, &own->choices, choice);
    return ir_verify(own, &LIMITS, arena);
}

START_TEST(test_choose_choices_are_verified)
{
    ChoiceTest test = {CHOICE_TICKET, 1};
    ChoiceNode node = {0, 0, 2};
    ChoiceEdge edges[] = {{VALUE_ABSENT, CHOICE_LEAF}, {5, CHOICE_LEAF | 1}};
    Value leaves[] = {0, 1};
    Choice choice = {&test, &node, edges, leaves, 1, 1, 2, 2, 0};
    ck_assert_ptr_null(verify(choice));
    edges[1].to = 0; /* back to itself */
    ck_assert_ptr_nonnull(verify(choice));
    edges[1] = (ChoiceEdge){5, CHOICE_LEAF | 2};
    ck_assert_ptr_nonnull(verify(choice));
    edges[1] = (ChoiceEdge){VALUE_ABSENT, CHOICE_LEAF};
    ck_assert_ptr_nonnull(verify(choice));
    edges[1] = (ChoiceEdge){5, CHOICE_LEAF};
    test.index = 2;
    ck_assert_ptr_nonnull(verify(choice));
    test = (ChoiceTest){CHOICE_CODE, 0};
    ck_assert_ptr_nonnull(verify(choice));
}
END_TEST

Suite *choose_suite(void);
Suite *choose_suite(void)
{
    Suite *suite = suite_create("choose");
    TCase *tests = tcase_create("choose");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_choose_makes_a_table_one_decision);
    tcase_add_test(tests, test_choose_leaves_what_may_fault);
    tcase_add_test(tests, test_choose_leaves_what_would_be_too_large);
    tcase_add_test(tests, test_choose_chooses_the_sla_of_a_plan_in_one);
    tcase_add_test(tests, test_choose_choices_are_verified);
    suite_add_tcase(suite, tests);
    return suite;
}
