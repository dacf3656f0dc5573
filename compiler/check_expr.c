#include "compiler/check_expr.h"

#include "base/instant.h"

typedef Type ExprCheck(Checker *checker, Node *node, Type want, Facts *facts);

const char *words_of(Checker *checker, Span span)
{
    enum { WORDS_MAX = 60 };
    Text text = source_text(checker->program->files, span.file);
    uint32_t hi = span.hi < text.size ? span.hi : text.size, lo = span.lo < hi ? span.lo : hi;
    if (hi - lo <= WORDS_MAX)
        return arena_format(checker->arena, "%.*s", (int)(hi - lo), text.data + lo);
    for (hi = lo + WORDS_MAX; hi > lo && ((unsigned char)text.data[hi] & 0xc0) == 0x80;)
        hi--;
    return arena_format(checker->arena, "%.*s…", (int)(hi - lo), text.data + lo);
}

/* ---- Literals and sets ---- */

static Type literal_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)checker, (void)want, (void)facts;
    static const Base LITERAL[AST_COUNT] = {
        [AST_BOOLEAN] = BASE_BOOLEAN, [AST_INTEGER] = BASE_INTEGER,   [AST_DECIMAL] = BASE_DECIMAL,
        [AST_PERCENT] = BASE_PERCENT, [AST_DURATION] = BASE_DURATION, [AST_PERIOD] = BASE_PERIOD,
        [AST_TIME] = BASE_TIME,       [AST_DATE] = BASE_DATE,         [AST_INSTANT] = BASE_INSTANT,
        [AST_TEXT] = BASE_TEXT,
    };
    return type_make(LITERAL[node->kind]);
}

static Type money_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)checker, (void)want, (void)facts;
    return node->number2 < 0 ? (Type)TYPE_ERROR : type_money((uint32_t)node->number2);
}

static Type range_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    if (type_base(want) != BASE_ENUM)
        return pair_check(checker, node->slot[0], node->slot[1], "in a range with");
    Type low = expr_check(checker, node->slot[0], want, NULL),
         high = expr_check(checker, node->slot[1], want, NULL);
    return type_join(low, high) ? type_join(low, high) : (Type)TYPE_ERROR;
}

/* The elements by `want`, the type of the set or of what is looked for in it. */
static Type elements_check(Checker *checker, Node *node, Type want)
{
    Type element = TYPE_UNKNOWN;
    for (uint32_t i = 0; i < node->list.count; i++) {
        Node *item = node->list.at[i];
        Type type = expr_check(checker, item, want ? want : element, NULL);
        present_check(checker, item, type);
        Type joined = element ? type_join(element, type_present(type)) : type_present(type);
        if (!joined)
            diag_add(checker->diags, DIAG_E0221, item->span,
                     "a set holds values of one type: %s and %s stand here",
                     program_type_text(checker->program, element),
                     program_type_text(checker->program, type));
        element = joined ? joined : (Type)TYPE_ERROR;
    }
    return element;
}

static Type set_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    Type hint = type_base(want) == BASE_SET ? type_element(want) : TYPE_UNKNOWN;
    Type element = elements_check(checker, node, hint);
    if (!node->list.count)
        return type_base(want) == BASE_SET ? type_present(want) : type_make(BASE_EMPTY_SET);
    if (type_is_error(element))
        return TYPE_ERROR;
    return type_set(element);
}

/* ---- Conditions ---- */

void condition_check(Checker *checker, Node *node, Facts *facts)
{
    if (!node)
        return;
    Facts own = {0};
    Type type = expr_check(checker, node, type_make(BASE_BOOLEAN), facts ? facts : &own);
    if (type_is_error(type))
        return;
    if (type_base(type) != BASE_BOOLEAN) {
        Diag *diag = diag_add(checker->diags, DIAG_E0222, node->span,
                              "a condition is needed here, and this is %s",
                              program_type_text(checker->program, type));
        if (type_base(type) == BASE_ENUM)
            diag_note(checker->diags, diag, "compare it: `%s is …`", words_of(checker, node->span));
        return;
    }
    present_check(checker, node, type);
}

static Type and_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want;
    Facts left = {0}, right = {0};
    condition_check(checker, node->slot[0], &left);
    facts_assume(checker, left.when_true);
    condition_check(checker, node->slot[1], &right);
    facts_drop(checker, left.when_true);
    facts->when_true = fact_union(checker, left.when_true, right.when_true);
    facts->when_false = fact_common(checker, left.when_false, right.when_false);
    return type_make(BASE_BOOLEAN);
}

static Type or_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want;
    Facts left = {0}, right = {0};
    condition_check(checker, node->slot[0], &left);
    facts_assume(checker, left.when_false);
    condition_check(checker, node->slot[1], &right);
    facts_drop(checker, left.when_false);
    facts->when_true = fact_common(checker, left.when_true, right.when_true);
    facts->when_false = fact_union(checker, left.when_false, right.when_false);
    return type_make(BASE_BOOLEAN);
}

static Type not_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want;
    Facts inner = {0};
    condition_check(checker, node->slot[0], &inner);
    *facts = (Facts){.when_true = inner.when_false, .when_false = inner.when_true};
    return type_make(BASE_BOOLEAN);
}

static Type presence_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want;
    expr_check(checker, node->slot[0], TYPE_UNKNOWN, NULL);
    const Fact *present = fact_add(checker, NULL, path_symbol(node->slot[0]));
    if (node->kind == AST_IS_PRESENT)
        facts->when_true = present;
    else
        facts->when_false = present;
    return type_make(BASE_BOOLEAN);
}

/* `is` is false on an absent value, so where it holds both sides are present; `is not` is its exact
 * opposite. */
static Type is_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want;
    pair_check(checker, node->slot[0], node->slot[1], "compared with");
    const Fact *present = fact_add(checker, NULL, path_symbol(node->slot[0]));
    present = fact_add(checker, present, path_symbol(node->slot[1]));
    if (node->kind == AST_IS)
        facts->when_true = present;
    else
        facts->when_false = present;
    return type_make(BASE_BOOLEAN);
}

static Type in_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want;
    Type type = expr_check(checker, node->slot[0], TYPE_UNKNOWN, NULL);
    Node *set = node->slot[1];
    for (uint32_t i = 0; set && i < set->list.count; i++) {
        Node *item = set->list.at[i];
        Type other = expr_check(checker, item, type_present(type), NULL);
        present_check(checker, item, other);
        if (type_join(type, other))
            continue;
        Diag *diag =
            diag_add(checker->diags, DIAG_E0221, item->span, "%s cannot be compared with %s",
                     program_type_text(checker->program, type_present(type)),
                     program_type_text(checker->program, other));
        diag_relate(checker->diags, diag, node->slot[0]->span, "this is what is looked for");
        if (type_base(type) == BASE_ENUM && item->kind == AST_TEXT)
            diag_note(checker->diags, diag, "a value of an enumeration is written without quotes");
    }
    if (set)
        set->type = type_is_error(type) ? (Type)TYPE_ERROR : type_set(type_present(type));
    const Fact *present = fact_add(checker, NULL, path_symbol(node->slot[0]));
    if (node->kind == AST_IN)
        facts->when_true = present;
    else
        facts->when_false = present;
    return type_make(BASE_BOOLEAN);
}

static void order_check(Checker *checker, const Node *node, Type joined)
{
    if (type_is_ordered(joined))
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0223, node->span, "%s has no order",
                          program_type_text(checker->program, type_present(joined)));
    diag_note(checker->diags, diag, "it may be compared with `is` and `in`");
}

static Type less_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want, (void)facts;
    order_check(checker, node, pair_check(checker, node->slot[0], node->slot[1], "compared with"));
    present_check(checker, node->slot[0], node->slot[0] ? node->slot[0]->type : TYPE_UNKNOWN);
    present_check(checker, node->slot[1], node->slot[1] ? node->slot[1]->type : TYPE_UNKNOWN);
    return type_make(BASE_BOOLEAN);
}

static Type between_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want, (void)facts;
    Type low = pair_check(checker, node->slot[0], node->slot[1], "compared with");
    Type operand = node->slot[0] ? node->slot[0]->type : TYPE_ERROR;
    Type high = expr_check(checker, node->slot[2], type_present(operand), NULL);
    if (!type_join(operand, high))
        diag_add(checker->diags, DIAG_E0221, node->slot[2]->span, "%s cannot be compared with %s",
                 program_type_text(checker->program, type_present(operand)),
                 program_type_text(checker->program, type_present(high)));
    else if (!type_is_error(low))
        order_check(checker, node, low);
    for (int i = 0; i < 3; i++)
        present_check(checker, node->slot[i], node->slot[i] ? node->slot[i]->type : TYPE_UNKNOWN);
    return type_make(BASE_BOOLEAN);
}

void text_check(Checker *checker, Node *node, const char *what)
{
    value_check(checker, node, type_make(BASE_TEXT), what);
}

static Type text_part_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want, (void)facts;
    Type type = expr_check(checker, node->slot[0], type_make(BASE_TEXT), NULL);
    if (type_base(type) == BASE_SET) {
        Diag *diag = diag_add(checker->diags, DIAG_E0222, node->span, "a set is asked with `has`");
        diag_note(checker->diags, diag, "`%s has …`", words_of(checker, node->slot[0]->span));
    } else {
        value_fit(checker, node->slot[0], type_make(BASE_TEXT), "this comparison");
    }
    text_check(checker, node->slot[1], "this comparison");
    return type_make(BASE_BOOLEAN);
}

static Type has_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want, (void)facts;
    Type set = expr_check(checker, node->slot[0], TYPE_UNKNOWN, NULL);
    present_check(checker, node->slot[0], set);
    if (!type_is_error(set) && type_base(set) != BASE_SET) {
        diag_add(checker->diags, DIAG_E0222, node->slot[0]->span,
                 "`has` asks a set, and this is %s", program_type_text(checker->program, set));
        set = TYPE_ERROR;
    }
    if (type_is_error(set))
        expr_check(checker, node->slot[1], TYPE_ERROR, NULL);
    else
        value_check(checker, node->slot[1], type_element(set), "the set");
    return type_make(BASE_BOOLEAN);
}

/* ---- Moments ---- */

static void moment_check(Checker *checker, Node *node)
{
    Type type = expr_check(checker, node, TYPE_UNKNOWN, NULL);
    Base base = type_base(type);
    if (!type_is_error(type) && base != BASE_INSTANT && base != BASE_DATE)
        diag_add(checker->diags, DIAG_E0222, node->span,
                 "an instant or a date is needed here, and this is %s",
                 program_type_text(checker->program, type));
    present_check(checker, node, type);
}

static Type before_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want, (void)facts;
    moment_check(checker, node->slot[0]);
    if (node->slot[1] && node->slot[1]->kind == AST_TIME)
        expr_check(checker, node->slot[1], TYPE_UNKNOWN, NULL);
    else
        moment_check(checker, node->slot[1]);
    return type_make(BASE_BOOLEAN);
}

static Type on_days_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want, (void)facts;
    moment_check(checker, node->slot[0]);
    return type_make(BASE_BOOLEAN);
}

static Type during_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want, (void)facts;
    moment_check(checker, node->slot[0]);
    if (node->slot[1])
        node->slot[1]->symbol = calendar_use(checker, node->slot[1]->text, node->slot[1]->span);
    return type_make(BASE_BOOLEAN);
}

/* ---- Choices ---- */

static Type else_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    Type type = expr_check(checker, node->slot[0], want, NULL);
    Type other = expr_check(checker, node->slot[1], want ? want : type_present(type), NULL);
    Type joined = type_join(type_present(type), other);
    if (joined)
        return joined;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0221, node->slot[1]->span, "the fallback of %s cannot be %s",
                 program_type_text(checker->program, type_present(type)),
                 program_type_text(checker->program, other));
    diag_relate(checker->diags, diag, node->slot[0]->span, "what may be absent");
    return TYPE_ERROR;
}

static Type if_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)facts;
    Facts condition = {0};
    condition_check(checker, node->slot[0], &condition);
    facts_assume(checker, condition.when_true);
    Type then = expr_check(checker, node->slot[1], want, NULL);
    facts_drop(checker, condition.when_true);
    facts_assume(checker, condition.when_false);
    Type otherwise = expr_check(checker, node->slot[2], want ? want : type_present(then), NULL);
    facts_drop(checker, condition.when_false);
    Type joined = type_join(then, otherwise);
    if (joined)
        return joined;
    Diag *diag = diag_add(checker->diags, DIAG_E0221, node->slot[2]->span,
                          "%s and %s cannot be the two sides of one choice",
                          program_type_text(checker->program, then),
                          program_type_text(checker->program, otherwise));
    diag_relate(checker->diags, diag, node->slot[1]->span, "this is %s",
                program_type_text(checker->program, then));
    return TYPE_ERROR;
}

/* ---- All ---- */

static ExprCheck *const CHECK[AST_COUNT] = {
    [AST_NAME] = name_check,
    [AST_MEMBER] = member_check,
    [AST_BOOLEAN] = literal_check,
    [AST_INTEGER] = literal_check,
    [AST_DECIMAL] = literal_check,
    [AST_PERCENT] = literal_check,
    [AST_DURATION] = literal_check,
    [AST_PERIOD] = literal_check,
    [AST_TIME] = literal_check,
    [AST_DATE] = literal_check,
    [AST_INSTANT] = literal_check,
    [AST_TEXT] = literal_check,
    [AST_MONEY] = money_check,
    [AST_SET] = set_check,
    [AST_RANGE] = range_check,
    [AST_OR] = or_check,
    [AST_AND] = and_check,
    [AST_NOT] = not_check,
    [AST_IS] = is_check,
    [AST_IS_NOT] = is_check,
    [AST_IS_PRESENT] = presence_check,
    [AST_IS_ABSENT] = presence_check,
    [AST_IN] = in_check,
    [AST_NOT_IN] = in_check,
    [AST_LESS] = less_check,
    [AST_LESS_EQUAL] = less_check,
    [AST_GREATER] = less_check,
    [AST_GREATER_EQUAL] = less_check,
    [AST_BETWEEN] = between_check,
    [AST_CONTAINS] = text_part_check,
    [AST_STARTS_WITH] = text_part_check,
    [AST_ENDS_WITH] = text_part_check,
    [AST_HAS] = has_check,
    [AST_BEFORE] = before_check,
    [AST_AFTER] = before_check,
    [AST_ON_DAYS] = on_days_check,
    [AST_DURING] = during_check,
    [AST_ADD] = arithmetic_check,
    [AST_SUBTRACT] = arithmetic_check,
    [AST_MULTIPLY] = arithmetic_check,
    [AST_DIVIDE] = arithmetic_check,
    [AST_NEGATE] = negate_check,
    [AST_ELSE] = else_check,
    [AST_IF] = if_check,
    [AST_ROUND_TO] = round_check,
    [AST_CALL] = call_check,
};

Type expr_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    Facts own = {0};
    if (!node)
        return TYPE_ERROR;
    if (facts)
        *facts = own;
    ExprCheck *check = CHECK[node->kind];
    node->type = check ? check(checker, node, want, facts ? facts : &own) : (Type)TYPE_ERROR;
    return node->type;
}

/* ---- Values kept somewhere ---- */

void value_fit(Checker *checker, const Node *node, Type to, const char *what)
{
    Type type = node->type;
    if (type_fits(type, to))
        return;
    if (type_fits(type_present(type), to)) {
        present_check(checker, node, type);
        return;
    }
    const Program *program = checker->program;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0222, node->span, "%s takes %s, and this is %s", what,
                 program_type_text(program, type_present(to)), program_type_text(program, type));
    if (node->kind == AST_INTEGER && type_base(to) == BASE_DURATION)
        diag_note(checker->diags, diag, "a duration carries its unit: `%sm`, `%sh`",
                  words_of(checker, node->span), words_of(checker, node->span));
    if (node->kind == AST_TEXT && type_base(to) == BASE_ENUM)
        diag_note(checker->diags, diag, "a value of an enumeration is written without quotes");
    if (type_base(type) == BASE_PERIOD && type_base(to) == BASE_DURATION)
        diag_note(checker->diags, diag,
                  "a duration is a length such as `8h`; a period such as `3 workdays` depends on a "
                  "calendar");
}

void value_check(Checker *checker, Node *node, Type to, const char *what)
{
    if (!node)
        return;
    expr_check(checker, node, type_present(to), NULL);
    value_fit(checker, node, to, what);
}

static bool is_admitted(const Symbol *field, Text text)
{
    if (!field->allowed)
        return true;
    for (uint32_t i = 0; i < field->allowed->list.count; i++)
        if (text_equal(field->allowed->list.at[i]->text, text))
            return true;
    return false;
}

void field_value_check(Checker *checker, const Symbol *field, Node *node)
{
    value_check(checker, node, field->type,
                arena_format(checker->arena, "`%.*s`", TEXT_ARGS(field->name)));
    if (!node || node->kind != AST_TEXT || is_admitted(field, node->text))
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0226, node->span, "`%.*s` does not admit \"%.*s\"",
                          TEXT_ARGS(field->name), TEXT_ARGS(node->text));
    diag_relate(checker->diags, diag, field->allowed->span, "these are the texts that it admits");
}

bool constant_value(const Node *node, int64_t *out)
{
    int64_t left, right;
    if (!node)
        return false;
    if (node->kind == AST_INTEGER || node->kind == AST_DECIMAL || node->kind == AST_PERCENT ||
        node->kind == AST_DURATION || node->kind == AST_PERIOD || node->kind == AST_MONEY) {
        *out = node->number;
        return true;
    }
    if (node->kind == AST_NEGATE && constant_value(node->slot[0], &left)) {
        *out = -left;
        return true;
    }
    if (node->kind != AST_ADD && node->kind != AST_SUBTRACT && node->kind != AST_MULTIPLY)
        return false;
    if (!constant_value(node->slot[0], &left) || !constant_value(node->slot[1], &right))
        return false;
    if (node->kind == AST_MULTIPLY)
        return multiply_checked(left, right, out);
    return add_checked(left, node->kind == AST_ADD ? right : -right, out);
}
