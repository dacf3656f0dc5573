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

static void assign(Jit *jit, Lvalue *to, Rvalue *value)
{
    J(block_add_assignment)(jit->block, jit->place, to, value);
}

static void assign_truth(Jit *jit, Lvalue *to, Rvalue *value)
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
static void choose(Jit *jit, Lvalue *to, Rvalue *condition, Rvalue *yes, Rvalue *no)
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
static void load(Jit *jit, Lvalue *to, IrIns i, int index)
{
    Rvalue *array = member(jit, index), *value = element(jit, array, i.imm);
    if (index != MEMBER_before) {
        assign(jit, to, value);
        return;
    }
    Rvalue *none = J(context_null)(jit->context, jit->types.values);
    Rvalue *is_there = compare(jit, GCC_JIT_COMPARISON_NE, array, none);
    choose(jit, to, is_there, value, number(jit, VALUE_ABSENT));
}

static void load_bit(Jit *jit, Lvalue *to, IrIns i, int index)
{
    gcc_jit_type *bits = jit->types.bits;
    Rvalue *word = element(jit, member(jit, index), i.imm / 64);
    Rvalue *place = J(context_new_rvalue_from_long)(jit->context, bits, i.imm % 64);
    Rvalue *one = J(context_new_rvalue_from_long)(jit->context, bits, 1);
    word = J(context_new_binary_op)(jit->context, jit->place, GCC_JIT_BINARY_OP_RSHIFT, bits, word,
                                    place);
    word = J(context_new_binary_op)(jit->context, jit->place, GCC_JIT_BINARY_OP_BITWISE_AND, bits,
                                    word, one);
    assign(jit, to, J(context_new_cast)(jit->context, jit->place, word, jit->types.value));
}

static void has(Jit *jit, Lvalue *to, int index)
{
    Rvalue *none = J(context_null)(jit->context, jit->types.values);
    assign_truth(jit, to, compare(jit, GCC_JIT_COMPARISON_NE, member(jit, index), none));
}

static void compare_present(Jit *jit, Lvalue *to, IrIns i, enum gcc_jit_comparison how)
{
    Rvalue *there = both(jit, is_present(jit, i.a), is_present(jit, i.b));
    assign_truth(jit, to,
                 both(jit, there, compare(jit, how, operand(jit, i.a), operand(jit, i.b))));
}

/* Leaves by a fault unless the call succeeds; its value goes to the register. */
static void call_check(Jit *jit, Lvalue *to, Rvalue *call)
{
    Block *after = block_new(jit);
    if (!jit->fault)
        jit->fault = block_new(jit);
    branch(jit, call, after, jit->fault);
    jit->block = after;
    assign(jit, to, read(jit, jit->result));
}

static Rvalue *result_address(Jit *jit)
{
    if (!jit->result)
        jit->result = J(function_new_local)(jit->function, NULL, jit->types.value, "result");
    return J(lvalue_get_address)(jit->result, jit->place);
}

static void call_operation(Jit *jit, Lvalue *to, IrIns i)
{
    const IrOpRow *row = ir_op_row((IrOp)i.op);
    Rvalue *arguments[] = {jit->frame, row->a == IR_TYPE_NONE ? number(jit, 0) : operand(jit, i.a),
                           row->b == IR_TYPE_NONE ? number(jit, 0) : operand(jit, i.b),
                           J(context_new_rvalue_from_long)(jit->context, jit->types.imm, i.imm),
                           result_address(jit)};
    Rvalue *operation = element(jit, read(jit, jit->operations), i.op);
    call_check(jit, to,
               J(context_new_call_through_ptr)(jit->context, jit->place, operation, 5, arguments));
}

static void call_code(Jit *jit, Lvalue *to, IrIns i)
{
    Rvalue *arguments[] = {jit->frame, result_address(jit)};
    call_check(
        jit, to,
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

#define CONSTANT()        assign(jit, to, number(jit, jit->program->constants.at[i.imm]))
#define COPY()            assign(jit, to, operand(jit, i.a))
#define LOAD(array)       load(jit, to, i, MEMBER_##array)
#define BIT(array)        load_bit(jit, to, i, MEMBER_##array)
#define HAS(name)         has(jit, to, MEMBER_##name)
#define MEMBER(name)      assign(jit, to, member(jit, MEMBER_##name))
#define NEGATE()          assign_truth(jit, to, UNEQUAL(operand(jit, i.a), number(jit, 1)))
#define COMPARE(op, word) compare_present(jit, to, i, GCC_JIT_COMPARISON_##word)
#define UNLIKE()          assign_truth(jit, to, UNEQUAL(operand(jit, i.a), operand(jit, i.b)))
#define UNEQUAL(a, b)     compare(jit, GCC_JIT_COMPARISON_NE, a, b)
#define PRESENCE()        assign_truth(jit, to, is_present(jit, i.a))
#define FALLBACK()        choose(jit, to, is_present(jit, i.a), operand(jit, i.a), operand(jit, i.b))
#define JUMP()            jump(jit, i)
#define BRANCH(op, word)  jump_if(jit, i, at, GCC_JIT_COMPARISON_##word)
#define CALL(function)    call_operation(jit, to, i)
#define EVALUATE()        call_code(jit, to, i)
#define GIVE()            give(jit, i)

/* ---- Decision diagrams ---- */

typedef struct Decision {
    const Choice *choice;
    Block **nodes, **leaves;
} Decision;

static Block *decision_block(const Decision *decision, uint32_t to)
{
    return to & CHOICE_LEAF ? decision->leaves[to & ~CHOICE_LEAF] : decision->nodes[to];
}

/* Where one edge is left there is nothing to compare. */
static Block *part_block(Jit *jit, const Decision *decision, const ChoiceEdge *edges,
                         uint32_t count)
{
    return count == 1 ? decision_block(decision, edges->to) : block_new(jit);
}

/* Halves the edges until one is left, as choice_edge_find does. */
static void edges_make(Jit *jit, const Decision *decision, const ChoiceEdge *edges, uint32_t count)
{
    uint32_t low = count / 2, high = count - low;
    if (count == 1) {
        J(block_end_with_jump)(jit->block, jit->place, decision_block(decision, edges->to));
        return;
    }
    Block *below = part_block(jit, decision, edges, low);
    Block *above = part_block(jit, decision, edges + low, high);
    branch(
        jit,
        compare(jit, GCC_JIT_COMPARISON_LT, read(jit, jit->tested), number(jit, edges[low].from)),
        below, above);
    jit->block = below;
    if (low > 1)
        edges_make(jit, decision, edges, low);
    jit->block = above;
    if (high > 1)
        edges_make(jit, decision, edges + low, high);
}

static void test_make(Jit *jit, ChoiceTest test)
{
    Lvalue *to = jit->tested;
    IrIns i = {.imm = test.index};
    switch ((ChoiceRead)test.read) {
#define READ(name, word, form)                                                                     \
    case CHOICE_##name:                                                                            \
        form;                                                                                      \
        break;
#include "runtime/choice.def"
#undef READ
    }
}

static bool choice_is_small(const Jit *jit, uint32_t index)
{
    enum { EDGES_MOST = 128 };
    return jit->program->choices.at[index].edges_count <= EDGES_MOST;
}

/* A block for each node and each leaf: values are compared with constants, and nothing is looked up. */
static void choice_make(Jit *jit, Lvalue *to, const Choice *choice)
{
    Decision decision = {.choice = choice};
    Block *after = block_new(jit);
    decision.nodes = ARENA_ARRAY(jit->arena, Block *, choice->nodes_count + 1);
    decision.leaves = ARENA_ARRAY(jit->arena, Block *, choice->leaves_count + 1);
    if (!jit->tested)
        jit->tested = J(function_new_local)(jit->function, NULL, jit->types.value, "tested");
    for (uint32_t i = 0; i < choice->nodes_count; i++)
        decision.nodes[i] = block_new(jit);
    for (uint32_t i = 0; i < choice->leaves_count; i++)
        decision.leaves[i] = block_new(jit);
    J(block_end_with_jump)(jit->block, jit->place, decision_block(&decision, choice->root));
    for (uint32_t i = 0; i < choice->nodes_count; i++) {
        const ChoiceNode *node = &choice->nodes[i];
        jit->block = decision.nodes[i];
        test_make(jit, choice->tests[node->test]);
        edges_make(jit, &decision, choice->edges + node->first, node->count);
    }
    for (uint32_t i = 0; i < choice->leaves_count; i++) {
        jit->block = decision.leaves[i];
        assign(jit, to, number(jit, choice->leaves[i]));
        J(block_end_with_jump)(jit->block, jit->place, after);
    }
    jit->block = after;
}

/* ---- Instructions ---- */

static void ins_make(Jit *jit, uint32_t at, IrIns i)
{
    Lvalue *to = ir_op_row((IrOp)i.op)->result == IR_TYPE_NONE ? NULL : reg(jit, i.dst);
    if (i.op == IR_DECIDE && choice_is_small(jit, i.imm)) {
        choice_make(jit, to, &jit->program->choices.at[i.imm]);
        return;
    }
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
    jit->result = jit->tested = NULL;
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

/* ---- Entries ---- */

/* An entry in the making. */
typedef struct EntryParts {
    Rvalue *wanted, *faults; /* parameters */
    Lvalue *truths, *value;
} EntryParts;

static void add(Jit *jit, Lvalue *to, enum gcc_jit_binary_op how, Rvalue *value)
{
    J(block_add_assignment_op)(jit->block, NULL, to, how, value);
}

/* `if (wanted & bit) { if (!code(frame, &value)) ++*faults; else truths |= (uint64_t)(value == 1) << i; }` */
static void entry_code_make(Jit *jit, uint32_t i, CodeId id, const EntryParts *parts)
{
    gcc_jit_type *bits = jit->types.bits;
    Rvalue *bit = J(context_new_rvalue_from_long)(jit->context, bits, (int64_t)(UINT64_C(1) << i));
    Rvalue *shift = J(context_new_rvalue_from_long)(jit->context, bits, i);
    Rvalue *none = J(context_new_rvalue_from_long)(jit->context, bits, 0);
    Rvalue *one = J(context_new_rvalue_from_long)(jit->context, jit->types.imm, 1);
    Rvalue *arguments[] = {jit->frame, J(lvalue_get_address)(parts->value, NULL)};
    Block *is_wanted = block_new(jit), *fault = block_new(jit), *given = block_new(jit),
          *after = block_new(jit);
    Rvalue *masked = J(context_new_binary_op)(jit->context, NULL, GCC_JIT_BINARY_OP_BITWISE_AND,
                                              bits, parts->wanted, bit);
    branch(jit, compare(jit, GCC_JIT_COMPARISON_NE, masked, none), is_wanted, after);
    jit->block = is_wanted;
    branch(jit, J(context_new_call)(jit->context, NULL, jit->codes[id].function, 2, arguments),
           given, fault);
    jit->block = fault;
    add(jit, J(rvalue_dereference)(parts->faults, NULL), GCC_JIT_BINARY_OP_PLUS, one);
    J(block_end_with_jump)(fault, NULL, after);
    jit->block = given;
    Rvalue *is_true = compare(jit, GCC_JIT_COMPARISON_EQ, read(jit, parts->value), number(jit, 1));
    Rvalue *truth_bit = J(context_new_cast)(jit->context, NULL, is_true, bits);
    add(jit, parts->truths, GCC_JIT_BINARY_OP_BITWISE_OR,
        J(context_new_binary_op)(jit->context, NULL, GCC_JIT_BINARY_OP_LSHIFT, bits, truth_bit,
                                 shift));
    J(block_end_with_jump)(given, NULL, after);
    jit->block = after;
}

static void entry_make(Jit *jit, uint32_t index)
{
    const EntryDef *entry = &jit->policy->entries[index];
    gcc_jit_param *params[] = {
        J(context_new_param)(jit->context, NULL, jit->types.frame, "frame"),
        J(context_new_param)(jit->context, NULL, jit->types.bits, "wanted"),
        J(context_new_param)(jit->context, NULL, jit->types.count, "faults"),
    };
    jit->function =
        J(context_new_function)(jit->context, NULL, GCC_JIT_FUNCTION_INTERNAL, jit->types.bits,
                                arena_format(jit->arena, "sla_entry%u", index), 3, params, 0);
    jit->place = NULL;
    jit->frame = J(param_as_rvalue)(params[0]);
    EntryParts parts = {
        .wanted = J(param_as_rvalue)(params[1]),
        .faults = J(param_as_rvalue)(params[2]),
        .truths = J(function_new_local)(jit->function, NULL, jit->types.bits, "truths"),
        .value = J(function_new_local)(jit->function, NULL, jit->types.value, "value")};
    jit->block = block_new(jit);
    assign(jit, parts.truths, J(context_new_rvalue_from_long)(jit->context, jit->types.bits, 0));
    for (uint32_t i = 0; i < entry->codes_count; i++)
        entry_code_make(jit, i, jit->policy->entry_codes[entry->codes_first + i], &parts);
    J(block_end_with_return)(jit->block, NULL, read(jit, parts.truths));
    jit->entries[index] = jit->function;
}

void jit_code_make(Jit *jit)
{
    uint32_t count = jit->program->functions.count;
    jit->codes = ARENA_ARRAY(jit->arena, struct Code, count);
    for (CodeId id = 0; id < count; id++)
        code_declare(jit, id);
    for (CodeId id = 0; id < count; id++)
        function_fill(jit, id);
    jit->entries = ARENA_ARRAY(jit->arena, gcc_jit_function *, jit->policy->entries_count + 1);
    for (uint32_t i = 0; i < jit->policy->entries_count; i++)
        entry_make(jit, i);
}
#endif
