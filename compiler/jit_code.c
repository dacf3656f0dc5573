/* One function of IR after the other becomes blocks of libgccjit. The macros below are the forms of ir.def, as interp.c
   has them for its switch; here each makes statements. */
#include "compiler/jit_part.h"

#ifdef JIT_IS_BUILT
#include <assert.h>
#include <ctype.h>
#include <stdio.h>

/* ---- Small words ---- */

static Rvalue *number(Jit *jit, Value value)
{
    return J(context_new_rvalue_from_long)(jit->context, jit->types.value, value);
}

static Rvalue *truth(Jit *jit, bool value)
{
    return J(context_new_rvalue_from_long)(jit->context, jit->types.boolean, value);
}

static Rvalue *read(Jit *jit, Lvalue *from)
{
    return J(lvalue_as_rvalue)(from);
}

static Lvalue *reg(Jit *jit, IrReg index)
{
    if (!jit->registers[index]) {
        char name[8];
        snprintf(name, sizeof name, "r%u", index);
        jit->registers[index] = J(function_new_local)(jit->function, NULL, jit->types.value, name);
    }
    return jit->registers[index];
}

static Rvalue *operand(Jit *jit, IrReg index)
{
    return read(jit, reg(jit, index));
}

static void assign(Jit *jit, IrReg to, Rvalue *value)
{
    J(block_add_assignment)(jit->block, jit->place, reg(jit, to), value);
}

static void assign_truth(Jit *jit, IrReg to, Rvalue *value)
{
    assign(jit, to, J(context_new_cast)(jit->context, jit->place, value, jit->types.value));
}

static Rvalue *compare(Jit *jit, enum gcc_jit_comparison how, Rvalue *a, Rvalue *b)
{
    return J(context_new_comparison)(jit->context, jit->place, how, a, b);
}

static Rvalue *both(Jit *jit, Rvalue *a, Rvalue *b)
{
    return J(context_new_binary_op)(jit->context, jit->place, GCC_JIT_BINARY_OP_LOGICAL_AND,
                                    jit->types.boolean, a, b);
}

static Rvalue *is_present(Jit *jit, IrReg index)
{
    return compare(jit, GCC_JIT_COMPARISON_NE, operand(jit, index), number(jit, VALUE_ABSENT));
}

static Rvalue *member(Jit *jit, int index)
{
    return read(jit, J(rvalue_dereference_field)(jit->frame, jit->place, jit->members[index]));
}

static Rvalue *element(Jit *jit, Rvalue *array, uint32_t index)
{
    Rvalue *at = J(context_new_rvalue_from_long)(jit->context, jit->types.imm, index);
    return read(jit, J(context_new_array_access)(jit->context, jit->place, array, at));
}

static Block *block_new(Jit *jit)
{
    return J(function_new_block)(jit->function, NULL);
}

static void branch(Jit *jit, Rvalue *condition, Block *yes, Block *no)
{
    J(block_end_with_conditional)(jit->block, jit->place, condition, yes, no);
}

/* ---- What the forms make ---- */

/* r = condition ? yes : no */
static void choose(Jit *jit, IrReg to, Rvalue *condition, Rvalue *yes, Rvalue *no)
{
    Block *on_yes = block_new(jit), *on_no = block_new(jit), *after = block_new(jit);
    branch(jit, condition, on_yes, on_no);
    jit->block = on_yes;
    assign(jit, to, yes);
    J(block_end_with_jump)(on_yes, jit->place, after);
    jit->block = on_no;
    assign(jit, to, no);
    J(block_end_with_jump)(on_no, jit->place, after);
    jit->block = after;
}

/* `before` alone may be missing in a frame of an engine. */
static void load(Jit *jit, IrIns i, int index)
{
    Rvalue *array = member(jit, index), *value = element(jit, array, i.imm);
    if (index != MEMBER_before) {
        assign(jit, i.dst, value);
        return;
    }
    Rvalue *none = J(context_null)(jit->context, jit->types.values);
    Rvalue *is_there = compare(jit, GCC_JIT_COMPARISON_NE, array, none);
    choose(jit, i.dst, is_there, value, number(jit, VALUE_ABSENT));
}

static void load_bit(Jit *jit, IrIns i, int index)
{
    gcc_jit_type *bits = jit->types.bits;
    Rvalue *word = element(jit, member(jit, index), i.imm / 64);
    Rvalue *place = J(context_new_rvalue_from_long)(jit->context, bits, i.imm % 64);
    Rvalue *one = J(context_new_rvalue_from_long)(jit->context, bits, 1);
    word = J(context_new_binary_op)(jit->context, jit->place, GCC_JIT_BINARY_OP_RSHIFT, bits, word,
                                    place);
    word = J(context_new_binary_op)(jit->context, jit->place, GCC_JIT_BINARY_OP_BITWISE_AND, bits,
                                    word, one);
    assign(jit, i.dst, J(context_new_cast)(jit->context, jit->place, word, jit->types.value));
}

static void has(Jit *jit, IrIns i, int index)
{
    Rvalue *none = J(context_null)(jit->context, jit->types.values);
    assign_truth(jit, i.dst, compare(jit, GCC_JIT_COMPARISON_NE, member(jit, index), none));
}

static void compare_present(Jit *jit, IrIns i, enum gcc_jit_comparison how)
{
    Rvalue *there = both(jit, is_present(jit, i.a), is_present(jit, i.b));
    assign_truth(jit, i.dst,
                 both(jit, there, compare(jit, how, operand(jit, i.a), operand(jit, i.b))));
}

/* Leaves by a fault unless the call succeeds; its value goes to the register. */
static void call_check(Jit *jit, IrIns i, Rvalue *call)
{
    Block *after = block_new(jit);
    if (!jit->fault)
        jit->fault = block_new(jit);
    branch(jit, call, after, jit->fault);
    jit->block = after;
    assign(jit, i.dst, read(jit, jit->result));
}

static Rvalue *result_address(Jit *jit)
{
    if (!jit->result)
        jit->result = J(function_new_local)(jit->function, NULL, jit->types.value, "result");
    return J(lvalue_get_address)(jit->result, jit->place);
}

static void call_operation(Jit *jit, IrIns i)
{
    const IrOpRow *row = ir_op_row((IrOp)i.op);
    Rvalue *arguments[] = {jit->frame, row->a == IR_TYPE_NONE ? number(jit, 0) : operand(jit, i.a),
                           row->b == IR_TYPE_NONE ? number(jit, 0) : operand(jit, i.b),
                           J(context_new_rvalue_from_long)(jit->context, jit->types.imm, i.imm),
                           result_address(jit)};
    Rvalue *operation = element(jit, read(jit, jit->operations), i.op);
    call_check(jit, i,
               J(context_new_call_through_ptr)(jit->context, jit->place, operation, 5, arguments));
}

static void call_code(Jit *jit, IrIns i)
{
    Rvalue *arguments[] = {jit->frame, result_address(jit)};
    call_check(
        jit, i,
        J(context_new_call)(jit->context, jit->place, jit->codes[i.imm].function, 2, arguments));
}

static void give(Jit *jit, IrIns i)
{
    J(block_add_assignment)
    (jit->block, jit->place, J(rvalue_dereference)(jit->out, jit->place), operand(jit, i.a));
    J(block_end_with_return)(jit->block, jit->place, truth(jit, true));
    jit->block = NULL;
}

static void jump(Jit *jit, IrIns i)
{
    J(block_end_with_jump)(jit->block, jit->place, jit->blocks[i.imm]);
    jit->block = NULL;
}

static void jump_if(Jit *jit, IrIns i, uint32_t at, enum gcc_jit_comparison how)
{
    Block *next = jit->blocks[at + 1];
    branch(jit, compare(jit, how, operand(jit, i.a), number(jit, 1)), jit->blocks[i.imm], next);
    jit->block = NULL;
}

#define CONSTANT()        assign(jit, i.dst, number(jit, jit->program->constants.at[i.imm]))
#define COPY()            assign(jit, i.dst, operand(jit, i.a))
#define LOAD(array)       load(jit, i, MEMBER_##array)
#define BIT(array)        load_bit(jit, i, MEMBER_##array)
#define HAS(name)         has(jit, i, MEMBER_##name)
#define MEMBER(name)      assign(jit, i.dst, member(jit, MEMBER_##name))
#define NEGATE()          assign_truth(jit, i.dst, UNEQUAL(operand(jit, i.a), number(jit, 1)))
#define COMPARE(op, word) compare_present(jit, i, GCC_JIT_COMPARISON_##word)
#define UNLIKE()          assign_truth(jit, i.dst, UNEQUAL(operand(jit, i.a), operand(jit, i.b)))
#define UNEQUAL(a, b)     compare(jit, GCC_JIT_COMPARISON_NE, a, b)
#define PRESENCE()        assign_truth(jit, i.dst, is_present(jit, i.a))
#define FALLBACK()        choose(jit, i.dst, is_present(jit, i.a), operand(jit, i.a), operand(jit, i.b))
#define JUMP()            jump(jit, i)
#define BRANCH(op, word)  jump_if(jit, i, at, GCC_JIT_COMPARISON_##word)
#define CALL(function)    call_operation(jit, i)
#define EVALUATE()        call_code(jit, i)
#define GIVE()            give(jit, i)

static void ins_make(Jit *jit, uint32_t at, IrIns i)
{
    switch ((IrOp)i.op) {
#define OP(name, word, result, a, b, imm, effect, form)                                            \
    case IR_##name:                                                                                \
        form;                                                                                      \
        break;
#include "compiler/ir.def"
#undef OP
    case IR_OP_COUNT: break;
    }
}

/* ---- Functions ---- */

/* A block begins at each instruction that a jump leads to, and after each jump that may not be taken. */
static void blocks_make(Jit *jit)
{
    const IrIns *code = jit->program->code.at + jit->ir->first;
    jit->blocks = ARENA_ARRAY(jit->arena, Block *, jit->ir->count + 1);
    bool *begins = ARENA_ARRAY(jit->arena, bool, jit->ir->count + 1);
    for (uint32_t at = 0; at < jit->ir->count; at++)
        if (ir_op_row((IrOp)code[at].op)->imm == IR_IMM_LABEL) {
            begins[code[at].imm] = true;
            begins[at + 1] |= code[at].op != IR_JUMP;
        }
    jit->block = block_new(jit); /* the first one made is the entry */
    for (uint32_t at = 0; at < jit->ir->count; at++)
        if (begins[at])
            jit->blocks[at] = block_new(jit);
}

static void place_set(Jit *jit, uint32_t line)
{
    const Text file =
        jit->program->files_count ? jit->program->files[jit->ir->span.file] : TEXT("");
    if (line == 0)
        line = jit->ir->line;
    jit->place = NULL;
    if (line && file.size)
        jit->place =
            J(context_new_location)(jit->context, text_string(jit->arena, file), (int)line, 1);
}

static void function_fill(Jit *jit, CodeId id)
{
    const IrProgram *program = jit->program;
    memset(jit->registers, 0, sizeof jit->registers);
    jit->ir = &program->functions.at[id];
    jit->function = jit->codes[id].function;
    jit->frame = J(param_as_rvalue)(jit->codes[id].frame);
    jit->out = J(param_as_rvalue)(jit->codes[id].out);
    jit->fault = NULL;
    jit->result = NULL;
    blocks_make(jit);
    for (uint32_t at = 0; at < jit->ir->count; at++) {
        place_set(jit, program->lines.at[jit->ir->first + at]);
        if (jit->blocks[at] && jit->block)
            J(block_end_with_jump)(jit->block, jit->place, jit->blocks[at]);
        if (jit->blocks[at])
            jit->block = jit->blocks[at];
        if (jit->block)
            ins_make(jit, at, program->code.at[jit->ir->first + at]);
    }
    assert(!jit->block && "code ends in a return");
    if (jit->fault)
        J(block_end_with_return)(jit->fault, jit->place, truth(jit, false));
}

/* "warranty.sla", line 12, code 3: `warranty_l12_code3`, which is what perf and gdb call it. */
static const char *code_name(Jit *jit, CodeId id)
{
    const IrFunction *ir = &jit->program->functions.at[id];
    Text file = jit->program->files_count ? jit->program->files[ir->span.file] : TEXT("");
    uint32_t start = file.size;
    while (start > 0 && file.data[start - 1] != '/')
        start--;
    char *stem = text_string(jit->arena, (Text){file.data + start, file.size - start});
    stem[strcspn(stem, ".")] = 0;
    for (char *c = stem; *c; c++)
        if (!isascii(*c) || !isalnum((unsigned char)*c))
            *c = '_';
    return arena_format(jit->arena, "sla_%s_l%u_code%u", stem, ir->line, id);
}

static void code_declare(Jit *jit, CodeId id)
{
    struct Code *code = &jit->codes[id];
    jit->ir = &jit->program->functions.at[id];
    place_set(jit, 0);
    code->frame = J(context_new_param)(jit->context, jit->place, jit->types.frame, "frame");
    code->out = J(context_new_param)(jit->context, jit->place, jit->types.out, "out");
    gcc_jit_param *params[] = {code->frame, code->out};
    code->function = J(context_new_function)(jit->context, jit->place, GCC_JIT_FUNCTION_INTERNAL,
                                             jit->types.boolean, code_name(jit, id), 2, params, 0);
}

void jit_code_make(Jit *jit)
{
    uint32_t count = jit->program->functions.count;
    jit->codes = ARENA_ARRAY(jit->arena, struct Code, count);
    for (CodeId id = 0; id < count; id++)
        code_declare(jit, id);
    for (CodeId id = 0; id < count; id++)
        function_fill(jit, id);
}
#endif
