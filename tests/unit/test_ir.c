/* compiler/ir.c, ir_verify.c, fold.c, dump.c: building, checking, folding and printing code. */
#include "compiler/ir.h"

#include <check.h>

#include "compiler/dump.h"
#include "compiler/fold.h"
#include "compiler/ir_verify.h"

static Arena *arena;
static IrProgram *program;
static IrBuilder build;
static const IrLimits LIMITS = {
    .fields = 4, .account_fields = 2, .event_slots = 1, .events = 3, .clocks = 1};

static void setup(void)
{
    arena = arena_new();
    program = ir_program_new(arena);
    ir_begin(&build, program);
}

static void teardown(void)
{
    arena_free(arena);
}

static IrReg number(Value value)
{
    return ir_emit_constant(&build, IR_TYPE_NUMBER, value);
}

static IrReg field(uint32_t index, IrType type)
{
    return ir_emit(&build, IR_FIELD, type, 0, 0, index);
}

static CodeId end(IrReg value)
{
    ir_return(&build, value);
    CodeId id = ir_end(&build, (Span){0});
    ir_begin(&build, program);
    return id;
}

static void expect_code(CodeId id, const char *wanted)
{
    ck_assert_str_eq(dump_function(arena, program, id), wanted);
    ck_assert_ptr_null(ir_function_verify(program, id, &LIMITS, arena));
}

START_TEST(test_ir_registers_are_used_again)
{
    IrReg sum = number(0);
    for (int i = 0; i < 1000; i++)
        sum = ir_emit(&build, IR_ADD, IR_TYPE_NUMBER, sum, field(0, IR_TYPE_NUMBER), 0);
    CodeId id = end(sum);
    ck_assert_uint_le(program->functions.at[id].registers, 2);
    ck_assert_ptr_null(ir_verify(program, &LIMITS, arena));
}
END_TEST

START_TEST(test_ir_a_held_register_keeps_its_value)
{
    IrReg a = ir_hold(&build, field(0, IR_TYPE_NUMBER));
    IrReg square = ir_emit(&build, IR_MUL, IR_TYPE_NUMBER, a, ir_hold(&build, a), 0);
    ck_assert_uint_ne(square, a);
    expect_code(end(ir_emit(&build, IR_ADD, IR_TYPE_NUMBER, square, a, 0)),
                "code 0\n"
                "  0: r0:number = field #0\n"
                "  1: r1:number = mul r0 r0\n"
                "  2: r0:number = add r1 r0\n"
                "  3: return r0\n");
}
END_TEST

START_TEST(test_ir_too_many_registers_are_told)
{
    IrReg all[IR_REGISTERS + 1];
    for (int i = 0; i <= IR_REGISTERS; i++)
        all[i] = field(0, IR_TYPE_NUMBER);
    ck_assert(build.is_full);
    ck_assert_uint_eq(all[IR_REGISTERS], 0);
}
END_TEST

START_TEST(test_ir_reads_through_what_is_evaluated)
{
    uint64_t ticket = 0, account = 0;
    CodeId inner = end(ir_emit(&build, IR_ACCOUNT, IR_TYPE_NUMBER, 0, 0, 1));
    IrReg sum = ir_emit(&build, IR_EVAL, IR_TYPE_NUMBER, 0, 0, inner);
    CodeId outer = end(ir_emit(&build, IR_ADD, IR_TYPE_NUMBER, sum, field(3, IR_TYPE_NUMBER), 0));
    ir_reads(program, outer, &ticket, &account);
    ck_assert_uint_eq(ticket, 1u << 3);
    ck_assert_uint_eq(account, 1u << 1);
}
END_TEST

START_TEST(test_fold_computes_constants)
{
    IrReg product = ir_emit(&build, IR_MUL, IR_TYPE_NUMBER, number(6), number(7), 0);
    CodeId id = end(ir_emit(&build, IR_LT, IR_TYPE_BOOL, number(41), product, 0));
    Value value;
    ck_assert(!ir_constant_find(program, id, &value));
    fold_program(program, arena);
    ck_assert(ir_constant_find(program, id, &value));
    ck_assert_int_eq(value, 1);
}
END_TEST

START_TEST(test_fold_leaves_faults_to_the_run)
{
    IrReg six = number(6);
    CodeId id = end(ir_emit(&build, IR_DIV, IR_TYPE_NUMBER, six, number(0), 0));
    fold_program(program, arena);
    expect_code(id, "code 0\n"
                    "  0: r0:number = const 6\n"
                    "  1: r1:number = const 0\n"
                    "  2: r0:number = div r0 r1 #0\n"
                    "  3: return r0\n");
}
END_TEST

START_TEST(test_fold_drops_branches_never_taken)
{
    IrLabel no = {0};
    ir_jump_unless(&build, ir_emit(&build, IR_EQ, IR_TYPE_BOOL, number(1), number(2), 0), &no);
    ir_return(&build, field(0, IR_TYPE_NUMBER));
    ir_place(&build, &no);
    CodeId id = end(field(1, IR_TYPE_NUMBER));
    fold_program(program, arena);
    expect_code(id, "code 0\n"
                    "  0: r0:number = field #1\n"
                    "  1: return r0\n");
}
END_TEST

/* The register is written on both ways: neither write is the only one. */
START_TEST(test_fold_keeps_what_depends_on_the_way)
{
    IrLabel no = {0}, both = {0};
    IrReg result = ir_register(&build, IR_TYPE_NUMBER);
    ir_jump_unless(&build, field(0, IR_TYPE_BOOL), &no);
    ir_move(&build, result, number(10));
    ir_jump(&build, &both);
    ir_place(&build, &no);
    ir_move(&build, result, number(20));
    ir_place(&build, &both);
    CodeId id = end(result);
    fold_program(program, arena);
    expect_code(id, "code 0\n"
                    "  0: r1:bool = field #0\n"
                    "  1: jump.unless r1 -> 4\n"
                    "  2: r0:number = const 10\n"
                    "  3: jump -> 5\n"
                    "  4: r0:number = const 20\n"
                    "  5: return r0\n");
}
END_TEST

/* jump.if over a jump is one jump, the other way round */
START_TEST(test_fold_turns_a_jump_over_a_jump_round)
{
    IrLabel yes = {0}, no = {0};
    ir_jump_if(&build, field(0, IR_TYPE_BOOL), &yes);
    ir_jump(&build, &no);
    ir_place(&build, &yes);
    ir_return(&build, field(1, IR_TYPE_NUMBER));
    ir_place(&build, &no);
    CodeId id = end(field(2, IR_TYPE_NUMBER));
    fold_program(program, arena);
    expect_code(id, "code 0\n"
                    "  0: r0:bool = field #0\n"
                    "  1: jump.unless r0 -> 4\n"
                    "  2: r1:number = field #1\n"
                    "  3: return r1\n"
                    "  4: r1:number = field #2\n"
                    "  5: return r1\n");
}
END_TEST

/* Code that no builder makes, one fault each; the sentence says which. */
START_TEST(test_verify_finds_malformed_code)
{
    static const uint8_t TYPES[] = {IR_TYPE_NUMBER, IR_TYPE_BOOL};
    static const struct {
        const char *fault;
        IrIns code[3];
    } CASES[] = {
        {"before it is written", {{IR_RETURN, 0, 0, 0, 0}}},
        {"no such register", {{IR_FIELD, 9, 0, 0, 0}, {IR_RETURN, 0, 0, 0, 0}}},
        {"out of range", {{IR_FIELD, 0, 0, 0, 4}, {IR_RETURN, 0, 0, 0, 0}}},
        {"out of range", {{IR_EVAL, 0, 0, 0, 0}, {IR_RETURN, 0, 0, 0, 0}}},
        {"backwards", {{IR_FIELD, 0, 0, 0, 0}, {IR_JUMP, 0, 0, 0, 1}, {IR_RETURN, 0, 0, 0, 0}}},
        {"leaves the function",
         {{IR_FIELD, 0, 0, 0, 0}, {IR_MOVE, 0, 0, 0, 0}, {IR_MOVE, 0, 0, 0, 0}}},
        {"wrong type", {{IR_FIELD, 0, 0, 0, 0}, {IR_NOT, 1, 0, 0, 0}, {IR_RETURN, 0, 0, 0, 0}}},
        {"wrong type", {{IR_FIELD, 0, 0, 0, 0}, {IR_NEG, 1, 0, 0, 0}, {IR_RETURN, 0, 0, 0, 0}}},
        {"return of the wrong type", {{IR_EVENT_IS, 1, 0, 0, 0}, {IR_RETURN, 0, 1, 0, 0}}},
        {"no such operation", {{250, 0, 0, 0, 0}, {IR_RETURN, 0, 0, 0, 0}}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        IrFunction function = {
            .count = 3, .registers = 2, .result = IR_TYPE_NUMBER, .types = TYPES};
        IrProgram bad = {.code = {.at = (IrIns *)(uintptr_t)CASES[i].code, .count = 3},
                         .functions = {.at = &function, .count = 1}};
        const char *fault = ir_verify(&bad, &LIMITS, arena);
        ck_assert_msg(fault && strstr(fault, CASES[i].fault), "case %zu: %s", i,
                      fault ? fault : "none");
    }
}
END_TEST

Suite *ir_suite(void);
Suite *ir_suite(void)
{
    TCase *tests = tcase_create("ir");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_ir_registers_are_used_again);
    tcase_add_test(tests, test_ir_a_held_register_keeps_its_value);
    tcase_add_test(tests, test_ir_too_many_registers_are_told);
    tcase_add_test(tests, test_ir_reads_through_what_is_evaluated);
    tcase_add_test(tests, test_fold_computes_constants);
    tcase_add_test(tests, test_fold_leaves_faults_to_the_run);
    tcase_add_test(tests, test_fold_drops_branches_never_taken);
    tcase_add_test(tests, test_fold_keeps_what_depends_on_the_way);
    tcase_add_test(tests, test_fold_turns_a_jump_over_a_jump_round);
    tcase_add_test(tests, test_verify_finds_malformed_code);
    Suite *suite = suite_create("ir");
    suite_add_tcase(suite, tests);
    return suite;
}
