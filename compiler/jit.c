/* One function of IR after the other becomes blocks of libgccjit. The macros below are the forms of ir.def, as interp.c
   has them for its switch; here each makes statements. */
#if defined(__has_include) && __has_include(<libgccjit.h>)
#define _GNU_SOURCE 1 /* dladdr */
#include <sys/types.h>

#include <libgccjit.h>

#include <assert.h>
#include <ctype.h>
#include <dlfcn.h>
#include <stdio.h>

#include "compiler/jit.h"

#include "compiler/jit_frame.h"

#define LIBRARY "libgccjit.so.0"

typedef gcc_jit_rvalue Rvalue;
typedef gcc_jit_lvalue Lvalue;
typedef gcc_jit_block Block;
typedef gcc_jit_location Location;

typedef struct JitApi {
#define API(name) __typeof__(gcc_jit_##name) *name;
#include "compiler/jit_api.def"
#undef API
} JitApi;

typedef struct Types {
    gcc_jit_type *value, *bits, *boolean, *imm, *nothing;
    gcc_jit_type *values, *bit_sets; /* const Value *, const uint64_t * */
    gcc_jit_type *out, *frame;       /* Value *, const Frame * */
    gcc_jit_type *operation, *code;  /* RtOp *, JitCode * */
} Types;

enum {
#define FRAME(member, type) MEMBER_##member,
    FRAME_MEMBERS
#undef FRAME
        MEMBER_COUNT
};

typedef struct Jit {
    JitApi api;
    void *library;
    gcc_jit_context *context;
    Arena *arena;
    const IrProgram *program;
    Types types;
    gcc_jit_field *members[MEMBER_COUNT];
    Lvalue *operations; /* RtOp *const *: what the program is bound to */
    struct Code {
        gcc_jit_function *function;
        gcc_jit_param *frame, *out;
    } * codes; /* by CodeId */

    /* The function at hand. */
    const IrFunction *ir;
    gcc_jit_function *function;
    Rvalue *frame, *out;
    Lvalue *result; /* where a call puts its value, so that registers need no address */
    Lvalue *registers[IR_REGISTERS];
    Block **blocks; /* by instruction: where one begins; NULL elsewhere */
    Block *block;   /* NULL: control does not come here */
    Block *fault;   /* returns false; NULL: not needed so far */
    Location *place;
} Jit;

/* ---- The library ---- */

static bool api_open(Jit *jit)
{
    static const char *const NAMES[] = {
#define API(name) "gcc_jit_" #name,
#include "compiler/jit_api.def"
#undef API
    };
    jit->library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!jit->library)
        return false;
    _Static_assert(sizeof jit->api == sizeof NAMES, "the table is nothing but pointers");
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        void *found = dlsym(jit->library, NAMES[i]);
        memcpy((char *)&jit->api + i * sizeof found, &found, sizeof found);
        if (!found)
            return false;
    }
    return true;
}

/* ---- Small words ---- */

#define J(name) jit->api.name

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

/* ---- The program ---- */

static gcc_jit_type *pointer(Jit *jit, gcc_jit_type *to)
{
    return J(type_get_pointer)(to);
}

static gcc_jit_type *constant(Jit *jit, gcc_jit_type *type)
{
    return J(type_get_const)(type);
}

/* Frame as a struct of the members that are read, with gaps between them. */
static gcc_jit_type *frame_make(Jit *jit)
{
    enum { BITS, VALUES, VALUE };
    static const struct {
        size_t offset, size;
        int type;
        const char *name;
    } MEMBERS[] = {
#define FRAME(member, type) {offsetof(Frame, member), sizeof(((Frame *)0)->member), type, #member},
        FRAME_MEMBERS
#undef FRAME
    };
    gcc_jit_type *types[] = {jit->types.bit_sets, jit->types.values, jit->types.value};
    gcc_jit_type *byte = J(context_get_int_type)(jit->context, 1, 0);
    gcc_jit_field *fields[2 * MEMBER_COUNT];
    int count = 0;
    size_t end = 0;
    for (int i = 0; i < MEMBER_COUNT; i++) {
        assert(MEMBERS[i].offset >= end && "members stand in the order of their offsets");
        if (MEMBERS[i].offset > end)
            fields[count++] = J(context_new_field)(
                jit->context, NULL,
                J(context_new_array_type)(jit->context, NULL, byte, (int)(MEMBERS[i].offset - end)),
                arena_format(jit->arena, "gap%d", i));
        jit->members[i] =
            J(context_new_field)(jit->context, NULL, types[MEMBERS[i].type], MEMBERS[i].name);
        fields[count++] = jit->members[i];
        end = MEMBERS[i].offset + MEMBERS[i].size;
    }
    return J(struct_as_type)(
        J(context_new_struct_type)(jit->context, NULL, "Frame", count, fields));
}

static void types_make(Jit *jit)
{
    Types *types = &jit->types;
    types->value = J(context_get_int_type)(jit->context, 8, 1);
    types->bits = J(context_get_int_type)(jit->context, 8, 0);
    types->imm = J(context_get_int_type)(jit->context, 4, 0);
    types->boolean = J(context_get_type)(jit->context, GCC_JIT_TYPE_BOOL);
    types->nothing = J(context_get_type)(jit->context, GCC_JIT_TYPE_VOID);
    types->values = pointer(jit, constant(jit, types->value));
    types->bit_sets = pointer(jit, constant(jit, types->bits));
    types->out = pointer(jit, types->value);
    types->frame = pointer(jit, constant(jit, frame_make(jit)));
    gcc_jit_type *operands[] = {types->frame, types->value, types->value, types->imm, types->out};
    types->operation =
        J(context_new_function_ptr_type)(jit->context, NULL, types->boolean, 5, operands, 0);
    types->code = J(context_new_function_ptr_type)(jit->context, NULL, types->boolean, 2,
                                                   (gcc_jit_type *[]){types->frame, types->out}, 0);
}

/* `static RtOp *const *operations; void slate_bind(RtOp *const *o) { operations = o; }` */
static void bind_make(Jit *jit)
{
    gcc_jit_type *table = pointer(jit, constant(jit, jit->types.operation));
    jit->operations = J(context_new_global)(jit->context, NULL, GCC_JIT_GLOBAL_INTERNAL, table,
                                            "slate_operations");
    gcc_jit_param *given = J(context_new_param)(jit->context, NULL, table, "operations");
    gcc_jit_function *bind = J(context_new_function)(jit->context, NULL, GCC_JIT_FUNCTION_EXPORTED,
                                                     jit->types.nothing, JIT_BIND, 1, &given, 0);
    Block *block = J(function_new_block)(bind, NULL);
    J(block_add_assignment)(block, NULL, jit->operations, J(param_as_rvalue)(given));
    J(block_end_with_void_return)(block, NULL);
}

/* `JitCode *const slate_codes[] = {…};` */
static void table_make(Jit *jit)
{
    uint32_t count = jit->program->functions.count;
    Rvalue **addresses = ARENA_ARRAY(jit->arena, Rvalue *, count);
    for (CodeId id = 0; id < count; id++)
        addresses[id] = /* each address has a type of its own */
            J(context_new_cast)(jit->context, NULL,
                                J(function_get_address)(jit->codes[id].function, NULL),
                                jit->types.code);
    gcc_jit_type *type = J(context_new_array_type)(jit->context, NULL, jit->types.code, (int)count);
    Lvalue *table =
        J(context_new_global)(jit->context, NULL, GCC_JIT_GLOBAL_EXPORTED, type, JIT_CODES);
    Rvalue *rows = J(context_new_array_constructor)(jit->context, NULL, type, count, addresses);
    J(global_set_initializer_rvalue)(table, rows);
}

static void program_make(Jit *jit)
{
    uint32_t count = jit->program->functions.count;
    types_make(jit);
    bind_make(jit);
    jit->codes = ARENA_ARRAY(jit->arena, struct Code, count);
    for (CodeId id = 0; id < count; id++)
        code_declare(jit, id);
    for (CodeId id = 0; id < count; id++)
        function_fill(jit, id);
    table_make(jit);
}

static void options_set(Jit *jit)
{
    J(context_set_int_option)(jit->context, GCC_JIT_INT_OPTION_OPTIMIZATION_LEVEL, 2);
    J(context_set_bool_option)(jit->context, GCC_JIT_BOOL_OPTION_DEBUGINFO, 1);
    J(context_set_bool_allow_unreachable_blocks)(jit->context, 1);
    J(context_add_driver_option)(jit->context, "-nostdlib");
}

static const char *library_path(Jit *jit)
{
    Dl_info info;
    if (!dladdr((void *)(uintptr_t)J(context_acquire), &info) || !info.dli_fname)
        return "";
    return text_string(jit->arena, text_from(info.dli_fname));
}

bool jit_is_built(void)
{
    return true;
}

static const char *program_compile(Jit *jit, const char *path)
{
    jit->context = J(context_acquire)();
    if (!jit->context)
        return LIBRARY " gives no context";
    options_set(jit);
    program_make(jit);
    J(context_compile_to_file)(jit->context, GCC_JIT_OUTPUT_KIND_DYNAMIC_LIBRARY, path);
    const char *error = J(context_get_first_error)(jit->context);
    if (error)
        error = text_string(jit->arena, text_from(error));
    J(context_release)(jit->context);
    return error;
}

/* The library stays open: it does not bear being closed. */
JitResult jit_compile(Arena *arena, const IrProgram *program, const char *path)
{
    Jit jit = {.arena = arena, .program = program};
    JitResult result = {.compiler_path = ""};
    if (!api_open(&jit)) {
        result.problem =
            jit.library ? LIBRARY " is older than gcc 12's" : LIBRARY " is not installed";
        return result;
    }
    result.compiler_path = library_path(&jit);
    result.major = (uint32_t)jit.api.version_major();
    result.minor = (uint32_t)jit.api.version_minor();
    result.patch = (uint32_t)jit.api.version_patchlevel();
    result.problem = program_compile(&jit, path);
    return result;
}
#endif
