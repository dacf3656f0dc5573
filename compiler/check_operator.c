#include "compiler/check_expr.h"

#include "base/money.h"

static bool is_bare(Checker *checker, const Node *node)
{
    return node && node->kind == AST_NAME && !value_find(checker, node->text);
}

/* What to type instead, where two units met. */
static void unit_note(Checker *checker, Diag *diag, const Node *number, Type other)
{
    const char *words = words_of(checker, number->span);
    bool is_plain = number->kind == AST_INTEGER;
    if (is_plain && type_base(other) == BASE_DURATION)
        diag_note(checker->diags, diag, "a duration carries its unit: `%sm`, `%sh`", words, words);
    else if (is_plain && type_base(other) == BASE_MONEY && type_index(other) != CURRENCY_ANY)
        diag_note(checker->diags, diag, "an amount of money carries its currency: `%s %s`", words,
                  currency_code((int32_t)type_index(other)));
    else if (is_plain && type_base(other) == BASE_PERCENT)
        diag_note(checker->diags, diag, "a percentage carries its sign: `%s%%`", words);
    else if (number->kind == AST_TEXT && type_base(other) == BASE_ENUM)
        diag_note(checker->diags, diag, "a value of an enumeration is written without quotes");
    else if (number->kind == AST_TIME && type_base(other) == BASE_INSTANT)
        diag_note(checker->diags, diag,
                  "the time of day is compared with `before` and `after`: `created before %s`",
                  words);
    else if (number->kind == AST_SET && type_base(other) != BASE_SET)
        diag_note(checker->diags, diag, "to ask whether it is one of several: `in %s`", words);
}

static void pair_report(Checker *checker, const Node *left, Type a, const Node *right, Type b,
                        const char *verb)
{
    const Program *program = checker->program;
    bool is_money = type_base(a) == BASE_MONEY && type_base(b) == BASE_MONEY;
    const char *left_text = program_type_text(program, type_present(a));
    const char *right_text = program_type_text(program, type_present(b));
    Diag *diag = diag_add(checker->diags, DIAG_E0221, right->span, "%s cannot be %s %s", left_text,
                          verb, right_text);
    diag_relate(checker->diags, diag, left->span, "this is %s", left_text);
    if (is_money)
        diag_note(checker->diags, diag, "two currencies never meet; state both in one");
    unit_note(checker, diag, right, a);
    unit_note(checker, diag, left, b);
}

Type pair_check(Checker *checker, Node *left, Node *right, const char *verb)
{
    Type a = TYPE_UNKNOWN, b = TYPE_UNKNOWN;
    if (is_bare(checker, left) && !is_bare(checker, right))
        b = expr_check(checker, right, TYPE_UNKNOWN, NULL);
    a = expr_check(checker, left, type_present(b), NULL);
    if (!b)
        b = expr_check(checker, right, type_present(a), NULL);
    if (!type_join(a, b) && left->kind == AST_NAME &&
        program_word_find(checker->program, b, left->text))
        a = word_check(checker, left, b, "") ? left->type : a;
    if (!left || !right)
        return TYPE_ERROR;
    Type joined = type_join(a, b);
    if (!joined)
        pair_report(checker, left, a, right, b, verb);
    return joined ? joined : (Type)TYPE_ERROR;
}

/* ---- Arithmetic ---- */

static bool is_scaling(Arithmetic op, Type a, Type b)
{
    if (op != ARITHMETIC_MUL && op != ARITHMETIC_DIV)
        return false;
    Base left = type_base(a), right = type_base(b);
    if (op == ARITHMETIC_DIV)
        return left == BASE_MONEY && right != BASE_MONEY;
    return (left == BASE_MONEY && right != BASE_INTEGER) ||
           (right == BASE_MONEY && left != BASE_INTEGER);
}

static void arithmetic_report(Checker *checker, Node *node, Arithmetic op, Type a, Type b)
{
    static const char *const VERB[] = {"added to", "subtracted from", "multiplied with",
                                       "divided by"};
    const Program *program = checker->program;
    bool is_turned = op == ARITHMETIC_ADD || op == ARITHMETIC_SUB;
    const char *left = program_type_text(program, type_present(a)),
               *right = program_type_text(program, type_present(b));
    Diag *diag = diag_add(checker->diags, DIAG_E0224, node->span, "%s cannot be %s %s",
                          is_turned ? right : left, VERB[op], is_turned ? left : right);
    diag_relate(checker->diags, diag, node->slot[0]->span, "this is %s", left);
    diag_relate(checker->diags, diag, node->slot[1]->span, "this is %s", right);
    if (type_base(a) == BASE_MONEY && type_base(b) == BASE_MONEY)
        diag_note(checker->diags, diag, "two currencies never meet; state both in one");
    unit_note(checker, diag, node->slot[1], a);
    unit_note(checker, diag, node->slot[0], b);
}

Type arithmetic_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    (void)want;
    Arithmetic op = node->kind == AST_ADD        ? ARITHMETIC_ADD
                    : node->kind == AST_SUBTRACT ? ARITHMETIC_SUB
                    : node->kind == AST_MULTIPLY ? ARITHMETIC_MUL
                                                 : ARITHMETIC_DIV;
    Type a = expr_check(checker, node->slot[0], TYPE_UNKNOWN, NULL);
    Type b = expr_check(checker, node->slot[1], TYPE_UNKNOWN, NULL);
    Type result = type_arithmetic(op, a, b);
    if (!result) {
        arithmetic_report(checker, node, op, a, b);
        return TYPE_ERROR;
    }
    present_check(checker, node->slot[0], a);
    present_check(checker, node->slot[1], b);
    if (is_scaling(op, a, b) && !checker->is_rounded && !type_is_error(result)) {
        Diag *diag = diag_add(checker->diags, DIAG_E0225, node->span,
                              "money is scaled here, and nothing says how it rounds");
        diag_note(checker->diags, diag, "state it: `%s round half_even to 0.01`",
                  words_of(checker, node->span));
    }
    return result;
}

static bool is_signed(Type type)
{
    Base base = type_base(type);
    return type_is_number(type) || base == BASE_PERCENT || base == BASE_DURATION ||
           base == BASE_MONEY || base == BASE_PERIOD;
}

static Type amount_check(Checker *checker, Node *node, Type type, const char *what)
{
    if (type_is_error(type))
        return TYPE_ERROR;
    if (!is_signed(type)) {
        diag_add(checker->diags, DIAG_E0222, node->span,
                 "%s takes a number, a duration or money, and this is %s", what,
                 program_type_text(checker->program, type));
        return TYPE_ERROR;
    }
    present_check(checker, node, type);
    return type_present(type);
}

Type negate_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    return amount_check(checker, node->slot[0], expr_check(checker, node->slot[0], want, NULL),
                        "the sign");
}

/* ---- min max abs round ---- */

static Type least_check(Checker *checker, Node *node, Type want)
{
    Type type = expr_check(checker, node->list.at[0], want, NULL);
    present_check(checker, node->list.at[0], type);
    for (uint32_t i = 1; i < node->list.count; i++) {
        Node *item = node->list.at[i];
        Type other = expr_check(checker, item, type_present(type), NULL);
        Type joined = type_join(type, other);
        if (!joined)
            pair_report(checker, node->list.at[0], type, item, other, "compared with");
        present_check(checker, item, other);
        type = joined ? joined : (Type)TYPE_ERROR;
    }
    if (type_is_ordered(type))
        return type_present(type);
    diag_add(checker->diags, DIAG_E0223, node->span, "%s has no order, so there is no %.*s of it",
             program_type_text(checker->program, type), TEXT_ARGS(node->text));
    return TYPE_ERROR;
}

Type call_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    bool is_least = text_is(node->text, "min") || text_is(node->text, "max");
    if (!node->list.count || (!is_least && node->list.count != 1)) {
        diag_add(checker->diags, DIAG_E0222, node->span, "`%.*s` takes %s", TEXT_ARGS(node->text),
                 is_least ? "one value or more" : "one value");
        return TYPE_ERROR;
    }
    if (is_least)
        return least_check(checker, node, want);
    bool is_round = text_is(node->text, "round");
    Node *operand = node->list.at[0];
    Type type = amount_check(checker, operand, expr_check(checker, operand, want, NULL),
                             is_round ? "`round`" : "`abs`");
    return is_round && type_base(type) == BASE_DECIMAL ? type_make(BASE_INTEGER) : type;
}

static bool is_rounding(Text word)
{
    return text_is(word, "half_even") || text_is(word, "half_up") || text_is(word, "up") ||
           text_is(word, "down");
}

/* `x round half_even to 0.01`: money to a decimal step of its unit, everything else to a step of
 * its own type. */
Type round_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    Checker inner = *checker;
    inner.is_rounded = true;
    Type type = amount_check(&inner, node->slot[0], expr_check(&inner, node->slot[0], want, NULL),
                             "`round … to`");
    Type step = expr_check(&inner, node->slot[1], TYPE_UNKNOWN, NULL);
    checker->outcome = inner.outcome;
    int64_t value = 0;
    if (node->text.size && !is_rounding(node->text))
        diag_add(checker->diags, DIAG_E0222, node->name_span.hi ? node->name_span : node->span,
                 "there is no rounding `%.*s`; there are half_even, half_up, up and down",
                 TEXT_ARGS(node->text));
    if (type_is_error(type) || type_is_error(step))
        return TYPE_ERROR;
    bool fits = type_is_number(step) ? type_is_number(type) || type_base(type) == BASE_MONEY
                                     : type_join(type, step) != 0;
    if (!fits)
        pair_report(checker, node->slot[0], type, node->slot[1], step, "rounded to");
    else if (constant_value(node->slot[1], &value) && value <= 0)
        diag_add(checker->diags, DIAG_E0222, node->slot[1]->span,
                 "a step of rounding is above zero");
    return type;
}
