/* Expressions. A register holds the value in the type that its place wants; operands are lowered
   left to right and consumed by the instruction (ir.h). */
#include "compiler/lower.h"

#include "compiler/fold.h"
#include "compiler/interp.h"

IrType lower_ir_type(Type type)
{
    switch (type_base(type)) {
    case BASE_BOOLEAN: return IR_TYPE_BOOL;
    case BASE_TEXT: return IR_TYPE_TEXT;
    case BASE_DATE: return IR_TYPE_DATE;
    case BASE_INSTANT: return IR_TYPE_INSTANT;
    case BASE_SET:
    case BASE_EMPTY_SET: return IR_TYPE_SET;
    case BASE_NONE:
    case BASE_ERROR:
    case BASE_INTEGER:
    case BASE_DECIMAL:
    case BASE_PERCENT:
    case BASE_DURATION:
    case BASE_MONEY:
    case BASE_ENUM:
    case BASE_PERIOD:
    case BASE_TIME:
    case BASE_WEEKDAY: return IR_TYPE_NUMBER;
    }
    return IR_TYPE_NUMBER;
}

static IrReg constant(Lower *lower, IrType type, Value value)
{
    return ir_emit_constant(lower->build, type, value);
}

static IrReg unary(Lower *lower, IrOp op, IrType type, IrReg a)
{
    return ir_emit(lower->build, op, type, a, 0, 0);
}

static IrReg binary(Lower *lower, IrOp op, IrType type, IrReg a, IrReg b)
{
    return ir_emit(lower->build, op, type, a, b, 0);
}

/* An operation whose immediate is the calendar at hand. */
static IrReg zoned(Lower *lower, IrOp op, IrType type, IrReg a, IrReg b)
{
    return ir_emit(lower->build, op, type, a, b, lower->calendar);
}

IrReg lower_convert(Lower *lower, IrReg reg, Type from, Type to)
{
    if (type_base(from) == BASE_INTEGER && type_base(to) == BASE_DECIMAL)
        return binary(lower, IR_MUL, IR_TYPE_NUMBER, reg,
                      constant(lower, IR_TYPE_NUMBER, DECIMAL_ONE));
    if (type_base(from) == BASE_DATE && type_base(to) == BASE_INSTANT)
        return zoned(lower, IR_MIDNIGHT, IR_TYPE_INSTANT, reg, 0);
    return reg;
}

/* ---- Names ---- */

static CodeId define_code(Lower *lower, const Symbol *define)
{
    for (uint32_t i = 0; i < lower->defines.count; i++)
        if (lower->defines.at[i].define == define &&
            lower->defines.at[i].calendar == lower->calendar)
            return lower->defines.at[i].code;
    CodeId code = lower_code(lower, define->body, define->type);
    VEC_PUSH(lower->scratch, &lower->defines, (DefineCode){define, lower->calendar, code});
    return code;
}

static IrReg clock_read(Lower *lower, const Node *node, uint32_t clock)
{
    if (text_is(node->text, "due"))
        return ir_emit(lower->build, IR_CLOCK_DUE, IR_TYPE_INSTANT, 0, 0, clock);
    IrOp op = text_is(node->text, "left") ? IR_CLOCK_LEFT : IR_CLOCK_OUTCOME;
    return ir_emit(lower->build, op, IR_TYPE_NUMBER, 0, 0, clock);
}

static uint32_t event_slot(const Lower *lower, const Symbol *field)
{
    const EventDef *event = &lower->events.at[field->owner->index];
    return lower->event_fields.at[event->fields_first + field->index].slot;
}

static IrReg name_read(Lower *lower, const Node *node)
{
    const Symbol *symbol = node->symbol;
    IrType type = lower_ir_type(node->type);
    switch (symbol->kind) {
    case SYMBOL_FIELD: return ir_emit(lower->build, IR_FIELD, type, 0, 0, symbol->index);
    case SYMBOL_ACCOUNT_FIELD: return ir_emit(lower->build, IR_ACCOUNT, type, 0, 0, symbol->index);
    case SYMBOL_EVENT_FIELD:
        return ir_emit(lower->build, IR_EVENT_FIELD, type, 0, 0, event_slot(lower, symbol));
    case SYMBOL_ENUMERATOR: return constant(lower, IR_TYPE_NUMBER, symbol->index);
    case SYMBOL_DEFINE:
    case SYMBOL_ASSESS:
        return ir_emit(lower->build, IR_EVAL, type, 0, 0, define_code(lower, symbol));
    case SYMBOL_CLOCK: return clock_read(lower, node, symbol->index);
    case SYMBOL_CONTRACT_FIELD:
        return ir_emit(lower->build, IR_CONTRACT, type, 0, 0, symbol->index);
    case SYMBOL_EVENT:
    case SYMBOL_CALENDAR:
    case SYMBOL_HOLIDAYS:
    case SYMBOL_SLA:
    case SYMBOL_EXCEPTION:
    case SYMBOL_PLAN:
    case SYMBOL_QUOTA:
    case SYMBOL_PACK:
    case SYMBOL_CONTRACT:
    case SYMBOL_DEFAULT_PLAN:
    case SYMBOL_RULE:
    case SYMBOL_WORKFLOW:
    case SYMBOL_QUEUE:
    case SYMBOL_SOURCE:
    case SYMBOL_TEST:
    case SYMBOL_KIND_COUNT: break;
    }
    return constant(lower, type, VALUE_ABSENT);
}

/* ---- Literals ---- */

static SetId set_constant(Lower *lower, const Node *set, Type element)
{
    Value *values = ARENA_ARRAY(lower->scratch, Value, set->list.count);
    for (uint32_t i = 0; i < set->list.count; i++)
        values[i] = lower_constant(lower, set->list.at[i], element);
    return set_make(lower->policy->sets, values, set->list.count);
}

static IrReg literal(Lower *lower, const Node *node, Type wanted)
{
    if (node->kind == AST_TEXT)
        return constant(lower, IR_TYPE_TEXT, lower_text(lower, node->text));
    if (node->kind == AST_INSTANT && node->flags & INSTANT_LOCAL)
        return zoned(lower, IR_WALL, IR_TYPE_INSTANT, constant(lower, IR_TYPE_NUMBER, node->number),
                     0);
    if (node->kind == AST_SET) {
        Type element = type_element(type_base(wanted) == BASE_SET ? wanted : node->type);
        return constant(lower, IR_TYPE_SET, set_constant(lower, node, element));
    }
    return constant(lower, lower_ir_type(node->type), node->number);
}

/* ---- Comparison ---- */

static IrReg compare(Lower *lower, IrOp op, const Node *left, const Node *right)
{
    Type joined = type_join(left->type, right->type);
    IrReg a = lower_expr(lower, left, joined);
    return binary(lower, op, IR_TYPE_BOOL, a, lower_expr(lower, right, joined));
}

static IrReg compare_not(Lower *lower, const Node *left, const Node *right)
{
    return unary(lower, IR_NOT, IR_TYPE_BOOL, compare(lower, IR_EQ, left, right));
}

/* `b < a` evaluated left to right. */
static IrReg compare_swapped(Lower *lower, IrOp op, const Node *left, const Node *right)
{
    Type joined = type_join(left->type, right->type);
    IrReg a = lower_expr(lower, left, joined);
    return binary(lower, op, IR_TYPE_BOOL, lower_expr(lower, right, joined), a);
}

/* The bool of a condition that is made of jumps. */
static IrReg condition_value(Lower *lower, const Node *node)
{
    IrReg result = ir_register(lower->build, IR_TYPE_BOOL);
    IrLabel no = {0}, end = {0};
    lower_unless(lower, node, &no);
    ir_move(lower->build, result, constant(lower, IR_TYPE_BOOL, 1));
    ir_jump(lower->build, &end);
    ir_place(lower->build, &no);
    ir_move(lower->build, result, constant(lower, IR_TYPE_BOOL, 0));
    ir_place(lower->build, &end);
    return result;
}

static void between_unless(Lower *lower, const Node *node, IrLabel *no)
{
    Type joined =
        type_join(type_join(node->slot[0]->type, node->slot[1]->type), node->slot[2]->type);
    IrReg value = ir_hold(lower->build, lower_expr(lower, node->slot[0], joined));
    IrReg low = lower_expr(lower, node->slot[1], joined);
    ir_jump_unless(lower->build, binary(lower, IR_LE, IR_TYPE_BOOL, low, value), no);
    IrReg high = lower_expr(lower, node->slot[2], joined);
    ir_jump_unless(lower->build, binary(lower, IR_LE, IR_TYPE_BOOL, value, high), no);
}

static Type in_type(const Node *node)
{
    Type joined = node->slot[0]->type;
    for (uint32_t i = 0; i < node->slot[1]->list.count; i++)
        joined = type_join(joined, node->slot[1]->list.at[i]->type);
    return joined;
}

static bool is_fixed(const Node *node)
{
    const Symbol *symbol = node->symbol;
    return (node->kind == AST_NAME && symbol && symbol->kind == SYMBOL_ENUMERATOR) ||
           node->kind == AST_TEXT || node->kind == AST_INTEGER || node->kind == AST_DECIMAL;
}

/* A long list of constants is a set, so that finding a value in it takes log n steps (G3). */
static bool is_set_worthwhile(const Node *set)
{
    enum { FEW = 4 };
    for (uint32_t i = 0; i < set->list.count; i++)
        if (!is_fixed(set->list.at[i]))
            return false;
    return set->list.count > FEW;
}

static void in_if(Lower *lower, const Node *node, IrLabel *yes)
{
    const Node *set = node->slot[1];
    Type joined = in_type(node);
    IrReg value = lower_expr(lower, node->slot[0], joined);
    if (is_set_worthwhile(set)) {
        IrReg all = constant(lower, IR_TYPE_SET, set_constant(lower, set, joined));
        ir_jump_if(lower->build, binary(lower, IR_HAS, IR_TYPE_BOOL, all, value), yes);
        return;
    }
    for (uint32_t i = 0; i < set->list.count; i++) {
        IrReg element = lower_expr(lower, set->list.at[i], joined);
        ir_hold(lower->build, value);
        ir_jump_if(lower->build, binary(lower, IR_EQ, IR_TYPE_BOOL, value, element), yes);
    }
    ir_release(lower->build, value);
}

/* ---- Conditions as jumps ---- */

void lower_unless(Lower *lower, const Node *node, IrLabel *no)
{
    IrLabel yes = {0};
    if (!node)
        return;
    switch ((int)node->kind) {
    case AST_AND:
        lower_unless(lower, node->slot[0], no);
        lower_unless(lower, node->slot[1], no);
        break;
    case AST_OR:
        lower_if(lower, node->slot[0], &yes);
        lower_unless(lower, node->slot[1], no);
        break;
    case AST_NOT: lower_if(lower, node->slot[0], no); break;
    case AST_BETWEEN: between_unless(lower, node, no); break;
    case AST_NOT_IN: in_if(lower, node, no); break;
    case AST_IN:
        in_if(lower, node, &yes);
        ir_jump(lower->build, no);
        break;
    default: ir_jump_unless(lower->build, lower_expr(lower, node, TYPE_UNKNOWN), no);
    }
    ir_place(lower->build, &yes);
}

void lower_if(Lower *lower, const Node *node, IrLabel *yes)
{
    IrLabel no = {0};
    switch ((int)node->kind) {
    case AST_OR:
        lower_if(lower, node->slot[0], yes);
        lower_if(lower, node->slot[1], yes);
        break;
    case AST_NOT: lower_unless(lower, node->slot[0], yes); break;
    case AST_IN: in_if(lower, node, yes); break;
    case AST_AND:
    case AST_BETWEEN:
    case AST_NOT_IN:
        lower_unless(lower, node, &no);
        ir_jump(lower->build, yes);
        break;
    default: ir_jump_if(lower->build, lower_expr(lower, node, TYPE_UNKNOWN), yes);
    }
    ir_place(lower->build, &no);
}

/* ---- Choice ---- */

static IrReg choose(Lower *lower, const Node *node, Type wanted)
{
    IrReg result = ir_register(lower->build, lower_ir_type(wanted));
    IrLabel no = {0}, end = {0};
    lower_unless(lower, node->slot[0], &no);
    ir_move(lower->build, result, lower_expr(lower, node->slot[1], wanted));
    ir_jump(lower->build, &end);
    ir_place(lower->build, &no);
    ir_move(lower->build, result, lower_expr(lower, node->slot[2], wanted));
    ir_place(lower->build, &end);
    return result;
}

/* The fallback is computed only where it is needed: it may fault. */
static IrReg fall_back(Lower *lower, const Node *node, Type wanted)
{
    IrReg value = lower_expr(lower, node->slot[0], wanted);
    if (is_fixed(node->slot[1]))
        return binary(lower, IR_ELSE, lower_ir_type(wanted), value,
                      lower_expr(lower, node->slot[1], wanted));
    IrReg result = ir_register(lower->build, lower_ir_type(wanted));
    IrLabel end = {0};
    ir_move(lower->build, result, value);
    ir_hold(lower->build, result);
    ir_jump_if(lower->build, unary(lower, IR_PRESENT, IR_TYPE_BOOL, result), &end);
    ir_move(lower->build, result, lower_expr(lower, node->slot[1], wanted));
    ir_place(lower->build, &end);
    return result;
}

/* ---- The whole ---- */

static IrReg expr(Lower *lower, const Node *node, Type wanted)
{
    Node *const *slot = node->slot;
    switch ((int)node->kind) {
    case AST_NAME:
    case AST_MEMBER: return name_read(lower, node);
    case AST_OR:
    case AST_AND:
    case AST_IN:
    case AST_NOT_IN:
    case AST_BETWEEN: return condition_value(lower, node);
    case AST_NOT: return unary(lower, IR_NOT, IR_TYPE_BOOL, lower_expr(lower, slot[0], 0));
    case AST_IS: return compare(lower, IR_EQ, slot[0], slot[1]);
    case AST_IS_NOT: return compare_not(lower, slot[0], slot[1]);
    case AST_LESS: return compare(lower, IR_LT, slot[0], slot[1]);
    case AST_LESS_EQUAL: return compare(lower, IR_LE, slot[0], slot[1]);
    case AST_GREATER: return compare_swapped(lower, IR_LT, slot[0], slot[1]);
    case AST_GREATER_EQUAL: return compare_swapped(lower, IR_LE, slot[0], slot[1]);
    case AST_IS_PRESENT:
        return unary(lower, IR_PRESENT, IR_TYPE_BOOL, lower_expr(lower, slot[0], 0));
    case AST_IS_ABSENT:
        return unary(lower, IR_NOT, IR_TYPE_BOOL,
                     unary(lower, IR_PRESENT, IR_TYPE_BOOL, lower_expr(lower, slot[0], 0)));
    case AST_IF: return choose(lower, node, wanted);
    case AST_ELSE: return fall_back(lower, node, wanted);
    case AST_TEXT:
    case AST_INSTANT:
    case AST_SET:
    case AST_BOOLEAN:
    case AST_INTEGER:
    case AST_DECIMAL:
    case AST_PERCENT:
    case AST_DURATION:
    case AST_TIME:
    case AST_DATE:
    case AST_MONEY: return literal(lower, node, wanted);
    default: return lower_operation(lower, node);
    }
}

/* `if` and `else` give what is wanted of them; everything else gives its own type first. */
IrReg lower_expr(Lower *lower, const Node *node, Type wanted)
{
    uint32_t outer = lower->build->line;
    if (wanted == TYPE_UNKNOWN)
        wanted = node->type;
    lower->build->line = lower_origin(lower, node->span).line;
    IrReg reg = expr(lower, node, wanted);
    if (node->kind != AST_IF && node->kind != AST_ELSE && node->kind != AST_SET)
        reg = lower_convert(lower, reg, node->type, wanted);
    lower->build->line = outer;
    return reg;
}

/* ---- Functions ---- */

void lower_begin(Lower *lower, LowerCode *code)
{
    code->outer = lower->build;
    lower->build = &code->build;
    ir_begin(lower->build, lower->ir);
}

CodeId lower_end(Lower *lower, LowerCode *code, Span span)
{
    if (code->build.is_full)
        lower_limit_report(lower, span);
    lower->build = code->outer;
    CodeId id = ir_end(&code->build, span);
    lower->ir->functions.at[id].line = lower_origin(lower, span).line;
    return id;
}

void lower_return(Lower *lower, IrType type, Value value)
{
    ir_return(lower->build, constant(lower, type, value));
}

CodeId lower_code(Lower *lower, const Node *node, Type wanted)
{
    if (!node)
        return NONE;
    LowerCode code;
    lower_begin(lower, &code);
    ir_return(lower->build, lower_expr(lower, node, wanted));
    return lower_end(lower, &code, node->span);
}

typedef struct Mark { /* how much code there is */
    uint32_t functions, code;
} Mark;

static Mark mark_make(const IrProgram *ir)
{
    return (Mark){ir->functions.count, ir->code.count};
}

/* Code that was needed once goes again, unless it made others that stay. */
static void mark_restore(IrProgram *ir, Mark mark)
{
    if (ir->functions.count != mark.functions + 1)
        return;
    ir->functions.count = mark.functions;
    ir->code.count = ir->lines.count = mark.code;
}

Operand lower_operand(Lower *lower, const Node *node, Type wanted)
{
    if (!node)
        return (Operand){.code = NONE, .value = VALUE_ABSENT};
    Mark mark = mark_make(lower->ir);
    Operand operand = {.code = lower_code(lower, node, wanted)};
    fold_function(lower->ir, operand.code, lower->scratch);
    if (ir_constant_find(lower->ir, operand.code, &operand.value)) {
        operand.code = NONE;
        mark_restore(lower->ir, mark);
    }
    return operand;
}

Value lower_constant(Lower *lower, const Node *node, Type wanted)
{
    Mark mark = mark_make(lower->ir);
    Frame frame = {.policy = lower->policy, .sla = NONE};
    Value value;
    if (!interp_run(lower->ir, lower_code(lower, node, wanted), &frame, &value))
        value = VALUE_ABSENT;
    mark_restore(lower->ir, mark);
    return value;
}
