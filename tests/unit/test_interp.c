/* compiler/interp.c: what each form of ir.def does with a frame, and with absent values. */
#include "compiler/interp.h"

#include <check.h>

typedef struct Bench {
    Arena *arena;
    IrProgram *program;
    IrBuilder build;
} Bench;

static void bench_open(Bench *bench)
{
    bench->arena = arena_new();
    bench->program = ir_program_new(bench->arena);
    ir_begin(&bench->build, bench->program);
}

static IrReg number(Bench *bench, Value value)
{
    return ir_emit_constant(&bench->build, IR_TYPE_NUMBER, value);
}

/* Ends the function with that register and runs it. */
static Value run(Bench *bench, IrReg reg, const Frame *frame)
{
    Value value = 0;
    ir_return(&bench->build, reg);
    CodeId id = ir_end(&bench->build, (Span){0});
    ck_assert(interp_run(bench->program, id, frame, &value));
    arena_free(bench->arena);
    return value;
}

static Value run_op(IrOp op, IrType type, Value a, Value b)
{
    Bench bench;
    Frame frame = {.sla = NONE};
    bench_open(&bench);
    IrReg left = number(&bench, a);
    IrReg right = ir_op_row(op)->b == IR_TYPE_NONE ? 0 : number(&bench, b);
    return run(&bench, ir_emit(&bench.build, op, type, left, right, 0), &frame);
}

START_TEST(test_interp_comparisons_are_false_of_absent)
{
    static const struct {
        IrOp op;
        Value a, b;
        Value wanted;
    } CASES[] = {
        {IR_EQ, 4, 4, 1},
        {IR_EQ, 4, 5, 0},
        {IR_EQ, VALUE_ABSENT, VALUE_ABSENT, 0},
        {IR_LT, 4, 5, 1},
        {IR_LT, 5, 5, 0},
        {IR_LT, VALUE_ABSENT, 5, 0},
        {IR_LE, 5, 5, 1},
        {IR_LE, VALUE_ABSENT, 5, 0},
        {IR_LE, 5, VALUE_ABSENT, 0},
        {IR_DIFFERS, 5, VALUE_ABSENT, 1},
        {IR_DIFFERS, VALUE_ABSENT, VALUE_ABSENT, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        ck_assert_msg(run_op(CASES[i].op, IR_TYPE_BOOL, CASES[i].a, CASES[i].b) == CASES[i].wanted,
                      "case %zu", i);
}
END_TEST

START_TEST(test_interp_presence_and_fallback)
{
    ck_assert_int_eq(run_op(IR_PRESENT, IR_TYPE_BOOL, 0, 0), 1);
    ck_assert_int_eq(run_op(IR_PRESENT, IR_TYPE_BOOL, VALUE_ABSENT, 0), 0);
    ck_assert_int_eq(run_op(IR_ELSE, IR_TYPE_NUMBER, VALUE_ABSENT, 7), 7);
    ck_assert_int_eq(run_op(IR_ELSE, IR_TYPE_NUMBER, 0, 7), 0);
}
END_TEST

static Value load(IrOp op, IrType type, uint32_t imm, const Frame *frame)
{
    Bench bench;
    bench_open(&bench);
    return run(&bench, ir_emit(&bench.build, op, type, 0, 0, imm), frame);
}

START_TEST(test_interp_reads_the_frame)
{
    Value ticket[] = {10, 11}, before[] = {20, 21}, account[] = {30}, fields[] = {40};
    uint64_t events[] = {0, UINT64_C(1) << 3};
    Frame frame = {.ticket = ticket,
                   .before = before,
                   .account = account,
                   .events = events,
                   .event_fields = fields,
                   .now = 99,
                   .sla = NONE};
    ck_assert_int_eq(load(IR_FIELD, IR_TYPE_NUMBER, 1, &frame), 11);
    ck_assert_int_eq(load(IR_BEFORE, IR_TYPE_NUMBER, 0, &frame), 20);
    ck_assert_int_eq(load(IR_ACCOUNT, IR_TYPE_NUMBER, 0, &frame), 30);
    ck_assert_int_eq(load(IR_EVENT_FIELD, IR_TYPE_NUMBER, 0, &frame), 40);
    ck_assert_int_eq(load(IR_EVENT_IS, IR_TYPE_BOOL, 67, &frame), 1);
    ck_assert_int_eq(load(IR_EVENT_IS, IR_TYPE_BOOL, 66, &frame), 0);
    ck_assert_int_eq(load(IR_NOW, IR_TYPE_INSTANT, 0, &frame), 99);
    ck_assert_int_eq(load(IR_HAS_BEFORE, IR_TYPE_BOOL, 0, &frame), 1);
}
END_TEST

/* At creation there is no state before (E1); a timer is no event. */
START_TEST(test_interp_reads_what_a_frame_lacks_as_absent)
{
    Frame frame = {.sla = NONE};
    ck_assert_int_eq(load(IR_BEFORE, IR_TYPE_NUMBER, 3, &frame), VALUE_ABSENT);
    ck_assert_int_eq(load(IR_EVENT_FIELD, IR_TYPE_NUMBER, 3, &frame), VALUE_ABSENT);
    ck_assert_int_eq(load(IR_EVENT_IS, IR_TYPE_BOOL, 3, &frame), 0);
    ck_assert_int_eq(load(IR_HAS_BEFORE, IR_TYPE_BOOL, 0, &frame), 0);
}
END_TEST

/* if a then 1 else 2, where a is field 0 */
static CodeId branch_make(Bench *bench)
{
    IrLabel no = {0};
    IrReg a = ir_emit(&bench->build, IR_FIELD, IR_TYPE_BOOL, 0, 0, 0);
    ir_jump_unless(&bench->build, a, &no);
    ir_return(&bench->build, number(bench, 1));
    ir_place(&bench->build, &no);
    ir_return(&bench->build, number(bench, 2));
    return ir_end(&bench->build, (Span){0});
}

START_TEST(test_interp_jumps_take_absent_as_false)
{
    static const Value CASES[][2] = {{1, 1}, {0, 2}, {VALUE_ABSENT, 2}};
    Bench bench;
    bench_open(&bench);
    CodeId id = branch_make(&bench);
    for (size_t i = 0; i < 3; i++) {
        Frame frame = {.ticket = &CASES[i][0], .sla = NONE};
        Value value;
        ck_assert(interp_run(bench.program, id, &frame, &value));
        ck_assert_int_eq(value, CASES[i][1]);
    }
    arena_free(bench.arena);
}
END_TEST

START_TEST(test_interp_evaluates_other_code_and_passes_faults_on)
{
    Bench bench;
    Value one = 1, value;
    Frame frame = {.ticket = &one, .sla = NONE};
    bench_open(&bench);
    CodeId inner = branch_make(&bench);
    ir_begin(&bench.build, bench.program);
    IrReg result = ir_emit(&bench.build, IR_EVAL, IR_TYPE_NUMBER, 0, 0, inner);
    IrReg sum = ir_emit(&bench.build, IR_ADD, IR_TYPE_NUMBER, result, number(&bench, INT64_MAX), 0);
    ir_return(&bench.build, sum);
    CodeId overflows = ir_end(&bench.build, (Span){0});
    ir_begin(&bench.build, bench.program);
    ir_return(&bench.build, ir_emit(&bench.build, IR_EVAL, IR_TYPE_NUMBER, 0, 0, overflows));
    CodeId outer = ir_end(&bench.build, (Span){0});
    ck_assert(interp_run(bench.program, inner, &frame, &value) && value == 1);
    ck_assert(!interp_run(bench.program, outer, &frame, &value));
    ck_assert_uint_eq(bench.program->functions.at[outer].depth, 2);
    arena_free(bench.arena);
}
END_TEST

Suite *interp_suite(void);
Suite *interp_suite(void)
{
    TCase *tests = tcase_create("interp");
    tcase_add_test(tests, test_interp_comparisons_are_false_of_absent);
    tcase_add_test(tests, test_interp_presence_and_fallback);
    tcase_add_test(tests, test_interp_reads_the_frame);
    tcase_add_test(tests, test_interp_reads_what_a_frame_lacks_as_absent);
    tcase_add_test(tests, test_interp_jumps_take_absent_as_false);
    tcase_add_test(tests, test_interp_evaluates_other_code_and_passes_faults_on);
    Suite *suite = suite_create("interp");
    suite_add_tcase(suite, tests);
    return suite;
}
