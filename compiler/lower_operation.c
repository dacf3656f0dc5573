/* Arithmetic, texts and time: the operations whose instruction depends on the types of their
   operands. */
#include "compiler/lower.h"

#include "base/money.h"
#include "runtime/ops.h"

static Base base_of(const Node *node)
{
    return type_base(node->type);
}

static IrReg number(Lower *lower, Value value)
{
    return ir_emit_constant(lower->build, IR_TYPE_NUMBER, value);
}

static IrReg binary(Lower *lower, IrOp op, IrType type, IrReg a, IrReg b)
{
    return ir_emit(lower->build, op, type, a, b, 0);
}

/* Both operands as they are, or in the type given. */
static IrReg pair(Lower *lower, IrOp op, IrType type, const Node *node, Type wanted)
{
    IrReg a = lower_expr(lower, node->slot[0], wanted);
    return binary(lower, op, type, a, lower_expr(lower, node->slot[1], wanted));
}

static IrReg instant_of(Lower *lower, const Node *node)
{
    return lower_expr(lower, node, type_make(BASE_INSTANT));
}

/* ---- Instants, dates and lengths of time ---- */

/* A date or instant moved by a period: on the calendar at hand, a date by way of its 00:00 (T6). */
static IrReg period_add(Lower *lower, const Node *node, int sign)
{
    const Node *period = node->slot[1];
    IrReg at = instant_of(lower, node->slot[0]);
    IrReg count = number(lower, sign * period->number);
    uint32_t imm = STEP_IMM(period->number2, lower->calendar);
    IrReg moved = ir_emit(lower->build, IR_STEP, IR_TYPE_INSTANT, at, count, imm);
    if (base_of(node) == BASE_INSTANT)
        return moved;
    return ir_emit(lower->build, IR_LOCAL_DATE, IR_TYPE_DATE, moved, 0, lower->calendar);
}

static IrReg instant_add(Lower *lower, const Node *at, const Node *duration)
{
    IrReg a = instant_of(lower, at);
    return binary(lower, IR_LATER, IR_TYPE_INSTANT, a, lower_expr(lower, duration, TYPE_UNKNOWN));
}

static IrReg instant_subtract(Lower *lower, const Node *node)
{
    IrReg a = instant_of(lower, node->slot[0]);
    IrReg back = lower_expr(lower, node->slot[1], TYPE_UNKNOWN);
    back = ir_emit(lower->build, IR_NEG, IR_TYPE_NUMBER, back, 0, 0);
    return binary(lower, IR_LATER, IR_TYPE_INSTANT, a, back);
}

static IrReg elapsed(Lower *lower, const Node *node)
{
    if (base_of(node->slot[0]) == BASE_DATE && base_of(node->slot[1]) == BASE_DATE) {
        IrReg days = pair(lower, IR_DAYS, IR_TYPE_NUMBER, node, TYPE_UNKNOWN);
        return binary(lower, IR_MUL, IR_TYPE_NUMBER, days, number(lower, DAY_MS));
    }
    return pair(lower, IR_ELAPSED, IR_TYPE_NUMBER, node, type_make(BASE_INSTANT));
}

/* ---- Arithmetic (typing.def) ---- */

static IrReg add(Lower *lower, const Node *node)
{
    Base right = base_of(node->slot[1]);
    if (right == BASE_PERIOD)
        return period_add(lower, node, 1);
    if (base_of(node) != BASE_INSTANT)
        return pair(lower, IR_ADD, IR_TYPE_NUMBER, node, node->type);
    if (right == BASE_INSTANT)
        return instant_add(lower, node->slot[1], node->slot[0]);
    return instant_add(lower, node->slot[0], node->slot[1]);
}

static IrReg subtract(Lower *lower, const Node *node)
{
    Base left = base_of(node->slot[0]);
    if (base_of(node->slot[1]) == BASE_PERIOD)
        return period_add(lower, node, -1);
    if (base_of(node) == BASE_INSTANT)
        return instant_subtract(lower, node);
    if (left == BASE_INSTANT || left == BASE_DATE)
        return elapsed(lower, node);
    return pair(lower, IR_SUB, IR_TYPE_NUMBER, node, node->type);
}

static IrReg multiply(Lower *lower, const Node *node)
{
    bool is_whole =
        base_of(node->slot[0]) == BASE_INTEGER || base_of(node->slot[1]) == BASE_INTEGER;
    return pair(lower, is_whole ? IR_MUL : IR_SCALE, IR_TYPE_NUMBER, node, TYPE_UNKNOWN);
}

/* By an integer the quotient has the unit of the dividend; otherwise both sides are in millionths
   or of one unit, and so is the result. */
static IrReg divide(Lower *lower, const Node *node)
{
    Base left = base_of(node->slot[0]), right = base_of(node->slot[1]);
    if (right == BASE_INTEGER && left != BASE_INTEGER)
        return pair(lower, IR_DIV, IR_TYPE_NUMBER, node, TYPE_UNKNOWN);
    bool is_mixed = left == BASE_INTEGER && right == BASE_DECIMAL;
    Type wanted = is_mixed ? type_make(BASE_DECIMAL) : TYPE_UNKNOWN;
    return pair(lower, IR_RATIO, IR_TYPE_NUMBER, node, wanted);
}

/* ---- Rounding ---- */

static Rounding rounding_of(Text word)
{
    if (text_is(word, "half_up"))
        return ROUND_HALF_UP;
    if (text_is(word, "up"))
        return ROUND_UP;
    return text_is(word, "down") ? ROUND_DOWN : ROUND_HALF_EVEN;
}

/* The unit in the operand's own measure: `to 0.01` of money counts whole units of the currency. */
static IrReg rounding_unit(Lower *lower, const Node *operand, const Node *unit)
{
    Base base = base_of(operand), of_unit = base_of(unit);
    IrReg reg = lower_expr(lower, unit, TYPE_UNKNOWN);
    if (of_unit == base || base == BASE_DURATION || of_unit == BASE_MONEY)
        return reg;
    if (base == BASE_MONEY) {
        int64_t minor = 1;
        uint32_t currency = type_index(operand->type);
        for (int i = 0; currency != CURRENCY_ANY && i < currency_digits((int32_t)currency); i++)
            minor *= 10;
        IrOp op = of_unit == BASE_INTEGER ? IR_MUL : IR_SCALE;
        return binary(lower, op, IR_TYPE_NUMBER, reg, number(lower, minor));
    }
    if (of_unit == BASE_INTEGER)
        return binary(lower, IR_MUL, IR_TYPE_NUMBER, reg, number(lower, DECIMAL_ONE));
    return reg;
}

/* units * unit: the last step of every rounding that divides by the unit first. */
static IrReg times(Lower *lower, IrReg units, IrReg unit)
{
    return binary(lower, IR_MUL, IR_TYPE_NUMBER, units, unit);
}

/* A quotient is rounded once, from its exact value: a / b to u is a / (b * u) to a whole number,
   times u. */
static IrReg round_quotient(Lower *lower, const Node *node, IrReg unit, Rounding mode)
{
    const Node *a = node->slot[0], *b = node->slot[1];
    bool is_plain = base_of(b) == BASE_INTEGER && base_of(a) != BASE_INTEGER;
    bool is_mixed = base_of(a) == BASE_INTEGER && base_of(b) == BASE_DECIMAL;
    Type wanted = is_mixed ? type_make(BASE_DECIMAL) : TYPE_UNKNOWN;
    IrReg dividend = lower_expr(lower, a, wanted);
    IrReg divisor = times(lower, lower_expr(lower, b, wanted), ir_hold(lower->build, unit));
    IrOp op = is_plain ? IR_DIV : IR_RATIO;
    return times(lower, ir_emit(lower->build, op, IR_TYPE_NUMBER, dividend, divisor, mode), unit);
}

/* Likewise a product with millionths: a * b to u is a * b / (10^6 * u), times u. */
static IrReg round_product(Lower *lower, const Node *node, IrReg unit, Rounding mode)
{
    IrReg product = pair(lower, IR_MUL, IR_TYPE_NUMBER, node, TYPE_UNKNOWN);
    IrReg divisor = times(lower, number(lower, DECIMAL_ONE), ir_hold(lower->build, unit));
    return times(lower, ir_emit(lower->build, IR_DIV, IR_TYPE_NUMBER, product, divisor, mode),
                 unit);
}

static bool is_scaled(const Node *product)
{
    return base_of(product->slot[0]) != BASE_INTEGER && base_of(product->slot[1]) != BASE_INTEGER;
}

static IrReg round_to(Lower *lower, const Node *node)
{
    const Node *operand = node->slot[0];
    Rounding mode = rounding_of(node->text);
    IrReg unit = rounding_unit(lower, operand, node->slot[1]);
    if (operand->kind == AST_DIVIDE)
        return round_quotient(lower, operand, unit, mode);
    if (operand->kind == AST_MULTIPLY && is_scaled(operand))
        return round_product(lower, operand, unit, mode);
    bool is_mixed = base_of(operand) == BASE_INTEGER && base_of(node->slot[1]) == BASE_DECIMAL;
    IrReg value = lower_expr(lower, operand, is_mixed ? type_make(BASE_DECIMAL) : TYPE_UNKNOWN);
    return ir_emit(lower->build, IR_ROUND, IR_TYPE_NUMBER, value, unit, mode);
}

/* `round(x)` to a whole number. */
static IrReg round_whole(Lower *lower, const Node *node)
{
    const Node *operand = node->list.at[0];
    IrReg value = lower_expr(lower, operand, TYPE_UNKNOWN);
    if (base_of(operand) != BASE_DECIMAL)
        return value;
    IrOp op = base_of(node) == BASE_INTEGER ? IR_DIV : IR_ROUND;
    return binary(lower, op, IR_TYPE_NUMBER, value, number(lower, DECIMAL_ONE));
}

static IrReg call(Lower *lower, const Node *node)
{
    if (text_is(node->text, "round"))
        return round_whole(lower, node);
    IrReg value = lower_expr(lower, node->list.at[0], node->type);
    if (text_is(node->text, "abs"))
        return ir_emit(lower->build, IR_ABS, IR_TYPE_NUMBER, value, 0, 0);
    IrOp op = text_is(node->text, "min") ? IR_MIN : IR_MAX;
    for (uint32_t i = 1; i < node->list.count; i++)
        value = binary(lower, op, lower_ir_type(node->type), value,
                       lower_expr(lower, node->list.at[i], node->type));
    return value;
}

/* ---- Tests of texts, sets and times ---- */

static IrReg contains(Lower *lower, const Node *node)
{
    IrOp op = base_of(node->slot[0]) == BASE_SET ? IR_HAS : IR_CONTAINS;
    return pair(lower, op, IR_TYPE_BOOL, node, TYPE_UNKNOWN);
}

static IrReg has(Lower *lower, const Node *node)
{
    IrReg set = lower_expr(lower, node->slot[0], TYPE_UNKNOWN);
    Type element = type_element(node->slot[0]->type);
    return binary(lower, IR_HAS, IR_TYPE_BOOL, set, lower_expr(lower, node->slot[1], element));
}

/* `before` is strict, `after` includes its moment (C6); against a time of day both look at the wall
   clock. */
static IrReg before_or_after(Lower *lower, const Node *node)
{
    Type joined = type_join(node->slot[0]->type, node->slot[1]->type);
    bool is_time = base_of(node->slot[1]) == BASE_TIME;
    IrReg left =
        is_time ? instant_of(lower, node->slot[0]) : lower_expr(lower, node->slot[0], joined);
    if (is_time)
        left = ir_emit(lower->build, IR_LOCAL_TIME, IR_TYPE_NUMBER, left, 0, lower->calendar);
    IrReg right = lower_expr(lower, node->slot[1], is_time ? TYPE_UNKNOWN : joined);
    if (node->kind == AST_BEFORE)
        return binary(lower, IR_LT, IR_TYPE_BOOL, left, right);
    return binary(lower, IR_LE, IR_TYPE_BOOL, right, left);
}

static IrReg on_days(Lower *lower, const Node *node)
{
    IrReg at = instant_of(lower, node->slot[0]);
    return ir_emit(lower->build, IR_ON_WEEKDAY, IR_TYPE_BOOL, at, number(lower, node->number),
                   lower->calendar);
}

static IrReg during(Lower *lower, const Node *node)
{
    const Symbol *symbol = node->slot[1]->symbol;
    IrReg at = instant_of(lower, node->slot[0]);
    return ir_emit(lower->build, IR_DURING, IR_TYPE_BOOL, at, 0, symbol->index);
}

IrReg lower_operation(Lower *lower, const Node *node)
{
    switch ((int)node->kind) {
    case AST_ADD: return add(lower, node);
    case AST_SUBTRACT: return subtract(lower, node);
    case AST_MULTIPLY: return multiply(lower, node);
    case AST_DIVIDE: return divide(lower, node);
    case AST_NEGATE:
        return ir_emit(lower->build, IR_NEG, IR_TYPE_NUMBER, lower_expr(lower, node->slot[0], 0), 0,
                       0);
    case AST_ROUND_TO: return round_to(lower, node);
    case AST_CALL: return call(lower, node);
    case AST_CONTAINS: return contains(lower, node);
    case AST_STARTS_WITH: return pair(lower, IR_STARTS, IR_TYPE_BOOL, node, TYPE_UNKNOWN);
    case AST_ENDS_WITH: return pair(lower, IR_ENDS, IR_TYPE_BOOL, node, TYPE_UNKNOWN);
    case AST_HAS: return has(lower, node);
    case AST_BEFORE:
    case AST_AFTER: return before_or_after(lower, node);
    case AST_ON_DAYS: return on_days(lower, node);
    case AST_DURING: return during(lower, node);
    default: return ir_emit_constant(lower->build, lower_ir_type(node->type), VALUE_ABSENT);
    }
}
