/* Actions of steps, rules and warnings. */
#include "compiler/check_part.h"

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

static void recipient_check(Checker *checker, Node *recipient)
{
    if (recipient && recipient->slot[0])
        text_check(checker, recipient->slot[0], "a recipient");
}

/* The field that the action changes; NULL and an error where it may not. */
static Symbol *changed_field(Checker *checker, Node *action)
{
    Symbol *field = name_resolve(checker, SYMBOL_FIELD, action->text, name_span_of(action));
    action->symbol = field;
    if (!field || !field->is_engine_kept)
        return field;
    Diag *diag = diag_add(checker->diags, DIAG_E0601, name_span_of(action),
                          "`%.*s` is kept by the engine and cannot be set", TEXT_ARGS(field->name));
    diag_relate(checker->diags, diag, field->span, "declared here");
    return NULL;
}

static void step_check(Checker *checker, Node *action)
{
    const Symbol *field = changed_field(checker, action);
    if (!field || type_base(field->type) == BASE_ENUM || type_is_error(field->type))
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0602, action->span,
                          "`%.*s` is %s, and only a list of values has steps to go up or down",
                          TEXT_ARGS(field->name), program_type_text(checker->program, field->type));
    diag_note(checker->diags, diag, "write the value: `set %.*s to …`", TEXT_ARGS(field->name));
}

static void emit_check(Checker *checker, const Node *emit)
{
    for (uint32_t i = 0; i < emit->list.count; i++) {
        Node *value = emit->list.at[i]->slot[0];
        if (value && value->kind != AST_CELL_ABSENT)
            expr_check(checker, value, TYPE_UNKNOWN, NULL);
    }
}

static void draw_check(Checker *checker, Node *amount)
{
    Type type = expr_check(checker, amount, TYPE_UNKNOWN, NULL);
    if (!type_is_error(type) && type_base(type) != BASE_INTEGER)
        diag_add(checker->diags, DIAG_E0222, amount->span,
                 "`draw` takes a number of tickets, and this is %s",
                 program_type_text(checker->program, type));
    present_check(checker, amount, type);
}

static void action_check(Checker *checker, Node *action)
{
    if (action->kind == AST_NOTIFY || action->kind == AST_ASSIGN)
        recipient_check(checker, action->slot[0]);
    else if (action->kind == AST_RAISE || action->kind == AST_LOWER)
        step_check(checker, action);
    else if (action->kind == AST_TAG || action->kind == AST_UNTAG || action->kind == AST_TASK)
        text_check(checker, action->slot[0], action->kind == AST_TASK ? "a task" : "a tag");
    else if (action->kind == AST_BILL || action->kind == AST_CREDIT)
        money_amount_check(checker, action->slot[0]);
    else if (action->kind == AST_DRAW)
        draw_check(checker, action->slot[0]);
    else if (action->kind == AST_EMIT)
        emit_check(checker, action);
    if (action->kind == AST_TASK)
        amount_positive_check(checker, action->slot[1]);
    if (action->kind != AST_SET_FIELD)
        return;
    const Symbol *field = changed_field(checker, action);
    if (field)
        field_value_check(checker, field, action->slot[0]);
}

void actions_check(Checker *checker, const NodeList *actions)
{
    bool could_read = checker->may_read_clocks;
    checker->may_read_clocks = true;
    for (uint32_t i = 0; i < actions->count; i++)
        action_check(checker, actions->at[i]);
    checker->may_read_clocks = could_read;
}
