/* compiler/decide.c, choose.c: what a list gives and what its diagram gives, on random frames, for every function of
   every example and for random conditions. The interpreter of the list is the reference: an absent operand makes a
   comparison false (T1), the first line that fits holds (P2). */
#include "compiler/decide.h"

#include <check.h>
#include <glob.h>
#include <stdlib.h>

#include "compiler/choose.h"
#include "compiler/compile.h"
#include "compiler/interp.h"

enum { FRAMES = 60, FIELDS_MOST = 64 };

static uint64_t seed;

static uint32_t below(uint32_t limit)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % limit;
}

/* ---- Random frames ---- */

typedef struct Bench { /* a policy, the constants in its code, and a frame over it */
    const Policy *policy;
    const IrProgram *program;
    Frame frame;
    Value ticket[FIELDS_MOST], before[FIELDS_MOST], account[FIELDS_MOST], contract[FIELDS_MOST],
        event_fields[FIELDS_MOST];
    uint64_t events[FIELDS_MOST];
    ClockView clocks[FIELDS_MOST];
} Bench;

/* Near a constant of the policy, so that bounds are met. */
static Value number_make(const Bench *bench)
{
    uint32_t count = bench->program->constants.count;
    Value value = count ? bench->program->constants.at[below(count)] : 0;
    return value == VALUE_ABSENT ? 0 : value + (Value)below(3) - 1;
}

static Value value_make(const Bench *bench, const FieldDef *def)
{
    const Policy *policy = bench->policy;
    if (below(6) == 0)
        return VALUE_ABSENT;
    switch (def->type) {
    case TYPE_BOOLEAN: return below(2);
    case TYPE_ENUM: return below(policy->enums[def->enumeration].count);
    case TYPE_TEXT: return below(intern_count(policy->texts));
    case TYPE_SET: return below(3) ? 0 : set_make(policy->sets, &(Value){below(4)}, 1);
    case TYPE_DATE: return 19000 + below(1000);
    case TYPE_INSTANT: return INT64_C(1700000000000) + below(1000000) * INT64_C(60000);
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_PERCENT:
    case TYPE_DURATION:
    case TYPE_MONEY: return number_make(bench);
    }
    return 0;
}

static void frame_make(Bench *bench)
{
    const Policy *policy = bench->policy;
    for (uint32_t i = 0; i < policy->fields_count; i++) {
        bench->ticket[i] = value_make(bench, &policy->fields[i]);
        bench->before[i] = below(2) ? bench->ticket[i] : value_make(bench, &policy->fields[i]);
    }
    for (uint32_t i = 0; i < policy->account_fields_count; i++)
        bench->account[i] = value_make(bench, &policy->account_fields[i]);
    for (uint32_t i = 0; i < policy->contract_fields_count; i++)
        bench->contract[i] = value_make(bench, &policy->contract_fields[i]);
    for (uint32_t i = 0; i < policy->event_fields_count; i++)
        bench->event_fields[policy->event_fields[i].slot] =
            value_make(bench, &policy->event_fields[i].def);
    for (uint32_t i = 0; i < policy->events_count; i++) {
        uint64_t bit = UINT64_C(1) << i % 64;
        bench->events[i / 64] = (bench->events[i / 64] & ~bit) | (below(3) ? 0 : bit);
    }
    for (uint32_t i = 0; i < policy->clocks_count; i++)
        bench->clocks[i] = (ClockView){.due = INT64_C(1700000000000) + below(1000),
                                       .left = (Value)below(9) * 600000 - 1200000,
                                       .outcome = (uint8_t)below(4),
                                       .exists = (uint8_t)below(2)};
    bench->frame.before = below(3) ? bench->before : NULL;
    bench->frame.clock = below(2) ? bench->clocks : NULL;
    bench->frame.now = INT64_C(1700000000000) + below(1000000) * INT64_C(60000);
    bench->frame.sla = policy->slas_count && below(2) ? below(policy->slas_count) : NONE;
}

static void bench_open(Bench *bench, const Policy *policy)
{
    *bench = (Bench){.policy = policy, .program = policy->code};
    ck_assert_uint_le(policy->fields_count, FIELDS_MOST);
    ck_assert_uint_le(policy->events_count, FIELDS_MOST);
    bench->frame = (Frame){.policy = policy,
                           .ticket = bench->ticket,
                           .account = bench->account,
                           .contract = bench->contract,
                           .events = bench->events,
                           .event_fields = bench->event_fields};
}

/* ---- Lists against diagrams ---- */

static Value read_test(const Bench *bench, Decide *decide, IrProgram *program, uint32_t variable)
{
    ChoiceTest test = diagram_variable_get(decide_diagram(decide), variable)->test;
    if (test.read == CHOICE_CODE) {
        test.index = decide_extract(decide, program, test);
        Value value = choice_test_read(test, &bench->frame);
        program->functions.count--; /* the function was for once */
        return value;
    }
    return choice_test_read(test, &bench->frame);
}

static Value diagram_value(const Bench *bench, Decide *decide, DiagramRef ref)
{
    Diagram *diagram = decide_diagram(decide);
    uint32_t count = diagram_variable_count(diagram);
    Value *values = calloc(count + 1, sizeof *values);
    IrProgram *program = (IrProgram *)(uintptr_t)bench->policy->code;
    for (uint32_t v = 0; v < count; v++)
        values[v] = read_test(bench, decide, program, v);
    Value value = diagram_walk(diagram, ref, values);
    free(values);
    return value;
}

/* The list, whether or not a decision took its place; false: a fault. */
static bool list_run(const Bench *bench, CodeId id, Value *out)
{
    IrProgram program = *bench->program;
    IrFunction *functions = calloc(program.functions.count, sizeof *functions);
    for (uint32_t i = 0; i < program.functions.count; i++) {
        const IrFunction *function = &bench->program->functions.at[i];
        functions[i] = function->list ? *function->list : *function;
    }
    program.functions.at = functions;
    bool is_known = interp_run(&program, id, &bench->frame, out);
    free(functions);
    return is_known;
}

static uint32_t decided, declined;

static void function_check(Bench *bench, CodeId id)
{
    Arena *arena = arena_new();
    Decide *decide = decide_new(arena, bench->policy, bench->program, DECIDE_TO_RUN, 1000000);
    if (id % 2)
        decide_order(decide, &id, 1);
    DiagramRef ref = decide_code(decide, id);
    *(ref == DIAGRAM_NONE ? &declined : &decided) += 1;
    ck_assert_int_eq(ref == DIAGRAM_NONE, decide_reason(decide) != DECIDE_DONE);
    ck_assert_int_ne(decide_reason(decide), DECIDE_TOO_LARGE);
    for (uint32_t i = 0; i < FRAMES; i++) {
        Value list = VALUE_ABSENT, now = VALUE_ABSENT;
        frame_make(bench);
        bool is_known = list_run(bench, id, &list);
        bool is_known_now = interp_run(bench->program, id, &bench->frame, &now);
        ck_assert_int_eq(is_known, is_known_now);
        ck_assert_msg(list == now, "function %u gives %ld, not %ld", id, (long)now, (long)list);
        if (ref == DIAGRAM_NONE)
            continue;
        ck_assert(is_known); /* what may fault declines */
        Value value = diagram_value(bench, decide, ref);
        ck_assert_msg(value == list, "the diagram of function %u gives %ld, not %ld", id,
                      (long)value, (long)list);
    }
    arena_free(arena);
}

static void policy_check(const char *path)
{
    Bench bench;
    SourceSet *files = source_set_new();
    DiagList *diags = diag_list_new();
    Policy *policy = compile_policy(&(CompileOptions){0}, path, diags, files);
    ck_assert_msg(policy != NULL, "%s", path);
    bench_open(&bench, policy);
    uint32_t functions = bench.program->functions.count;
    for (CodeId id = 0; id < functions; id++)
        function_check(&bench, id);
    policy_free(policy);
    diag_list_free(diags);
    source_set_free(files);
}

START_TEST(test_decide_equals_the_list_in_every_example)
{
    glob_t found;
    seed = 1;
    decided = declined = 0;
    ck_assert_int_eq(glob("examples/*/policy.sla", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        policy_check(found.gl_pathv[i]);
    ck_assert_uint_gt(found.gl_pathc, 20);
    ck_assert_uint_gt(decided, 9 * declined);
    globfree(&found);
}
END_TEST

/* ---- Random conditions ---- */

static const char SCHEMA[] =
    "use std.clocks\n"
    "ticket {\n"
    "  priority : low | normal | high | urgent = normal\n"
    "  severity : (low | high)?\n"
    "  type : bug | question | task = task\n"
    "  product : text?\n"
    "  parts : integer = 1\n"
    "  users : integer?\n"
    "  length : duration = 1h\n"
    "  wanted : instant?\n"
    "  blocks : boolean = false\n"
    "}\n"
    "account { licences : integer?  vip : boolean = false  size : small | large = small }\n"
    "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00 }\n";

static const char *const ATOM[] = {"priority is high",
                                   "priority >= high",
                                   "priority is not low",
                                   "priority in { low, urgent }",
                                   "priority between normal and high",
                                   "severity is present",
                                   "severity is absent",
                                   "(severity is present and severity is high)",
                                   "(severity else low) is high",
                                   "type is bug",
                                   "type not in { bug, task }",
                                   "product is \"brake\"",
                                   "product is not \"brake\"",
                                   "product in { \"a\", \"b\", \"c\", \"d\", \"e\", \"brake\" }",
                                   "(product else \"\") contains \"rake\"",
                                   "parts > 3",
                                   "parts <= 1",
                                   "parts between 2 and 5",
                                   "parts in { 1, 2, 3, 7, 8, 9 }",
                                   "min(parts, 3) is 2",
                                   "parts * 9000000000000000000 > 5",
                                   "(users else 0) > 50",
                                   "(users is present and users < 10)",
                                   "users is absent",
                                   "length < 2h",
                                   "blocks",
                                   "account.vip",
                                   "(account.licences is present and account.licences > 100)",
                                   "(account.licences else 7) <= 10",
                                   "account.size is large",
                                   "created after 18:00",
                                   "created on sat..sun",
                                   "created during office",
                                   "(wanted is present and wanted before 12:00)",
                                   "(wanted is present and wanted < created)",
                                   "(if blocks then priority otherwise low) >= normal",
                                   "(if account.vip then parts otherwise 7) > 4"};

static const char *condition_make(Arena *arena, uint32_t depth)
{
    uint32_t kind = depth ? below(6) : 0;
    if (kind < 2)
        return ATOM[below(sizeof ATOM / sizeof *ATOM)];
    const char *a = condition_make(arena, depth - 1), *b = condition_make(arena, depth - 1);
    if (kind == 2)
        return arena_format(arena, "not (%s)", a);
    if (kind == 3)
        return arena_format(arena, "(if %s then %s otherwise %s)", a, b,
                            condition_make(arena, depth - 1));
    return arena_format(arena, "(%s %s %s)", a, kind == 4 ? "and" : "or", b);
}

/* Lines, some under an exception. */
static const char *lines_make(Arena *arena, uint32_t count)
{
    const char *text = "";
    for (uint32_t i = 0; i < count; i++)
        text = arena_format(arena, "%s  resolve within %uh when %s\n", text, i + 1,
                            condition_make(arena, 2));
    return text;
}

static const char *table_make(Arena *arena, uint32_t rows)
{
    static const char *const PRIORITY[] = {"_", "low", ">= normal", "low, high", "is not urgent"};
    static const char *const USERS[] = {"_", "5..20", "> 20", "1, 3, 9..11", "absent", "present"};
    static const char *const PRODUCT[] = {"_", "\"brake\"", "\"a\", \"b\"", "absent"};
    const char *text = "  targets {\n    | priority | users | product | account.vip | resolve |\n";
    for (uint32_t i = 0; i < rows; i++)
        text = arena_format(arena, "%s    | %s | %s | %s | %s | %uh |\n", text, PRIORITY[below(5)],
                            USERS[below(6)], PRODUCT[below(4)], below(3) ? "_" : "true", i + 1);
    return arena_format(arena, "%s  }\n", text);
}

static const char *sla_make(Arena *arena, const char *name)
{
    const char *text = arena_format(arena, "sla %s {\n  calendar office\n  applies when %s\n", name,
                                    condition_make(arena, 1));
    for (uint32_t i = 0; i < 2; i++)
        text = arena_format(arena, "%s  except e%u when %s {\n%s%s  }\n", text, i,
                            condition_make(arena, 1), lines_make(arena, 1 + below(4)),
                            below(2) ? table_make(arena, 1 + below(5)) : "");
    return arena_format(arena, "%s%s%s}\n", text, lines_make(arena, below(6)),
                        table_make(arena, 1 + below(20)));
}

START_TEST(test_decide_equals_the_list_of_random_conditions)
{
    decided = declined = 0;
    for (uint32_t round = 1; round <= 60; round++) {
        Arena *arena = arena_new();
        SourceSet *files = source_set_new();
        DiagList *diags = diag_list_new();
        Bench bench;
        seed = round;
        const char *text = arena_format(arena, "%s%s%s%s", SCHEMA, sla_make(arena, "one"),
                                        sla_make(arena, "two"), sla_make(arena, "three"));
        Policy *policy = compile_text(text, diags, files);
        ck_assert_msg(policy != NULL, "%s", text);
        bench_open(&bench, policy);
        uint32_t functions = bench.program->functions.count;
        for (CodeId id = 0; id < functions; id++)
            function_check(&bench, id);
        policy_free(policy);
        diag_list_free(diags);
        source_set_free(files);
        arena_free(arena);
    }
    ck_assert_uint_gt(decided, declined);
}
END_TEST

Suite *decide_suite(void);
Suite *decide_suite(void)
{
    Suite *suite = suite_create("decide");
    TCase *tests = tcase_create("decide");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, test_decide_equals_the_list_in_every_example);
    tcase_add_test(tests, test_decide_equals_the_list_of_random_conditions);
    suite_add_tcase(suite, tests);
    return suite;
}
