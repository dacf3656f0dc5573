/* Defaults of fields, definitions, and what events set. */
#include "compiler/check_part.h"

/* A literal, an enumerator, or a set of them: nothing that reads a ticket. */
static bool is_constant(const Node *node)
{
    const Symbol *symbol = node->symbol;
    if (node->kind == AST_NAME)
        return symbol && symbol->kind == SYMBOL_ENUMERATOR;
    if (node->kind == AST_NEGATE)
        return is_constant(node->slot[0]);
    if (node->kind == AST_SET) {
        for (uint32_t i = 0; i < node->list.count; i++)
            if (!is_constant(node->list.at[i]))
                return false;
        return true;
    }
    return !node->slot[0] && node->kind != AST_CALL;
}

static void allowed_check(Checker *checker, const Symbol *field)
{
    for (uint32_t i = 0; field->allowed && i < field->allowed->list.count; i++) {
        Node *item = field->allowed->list.at[i];
        item->type = type_make(BASE_TEXT);
        if (item->kind != AST_TEXT)
            diag_add(checker->diags, DIAG_E0222, item->span,
                     "`text in { … }` lists texts in quotes");
    }
}

static void default_check(Checker *checker, const Symbol *field)
{
    allowed_check(checker, field);
    if (!field->body)
        return;
    field_value_check(checker, field, field->body);
    if (type_is_error(field->body->type) || is_constant(field->body))
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0227, field->body->span,
                          "the default of `%.*s` reads another field", TEXT_ARGS(field->name));
    diag_note(checker->diags, diag,
              "a default is one value, the same for every ticket; a `define` may choose");
}

static void defaults_check(Checker *checker, const SymbolList *fields)
{
    for (uint32_t i = 0; i < fields->count; i++)
        default_check(checker, fields->at[i]);
}

/* ---- `sets status to open from { … }` ---- */

static void sets_void(Checker *checker, const Symbol *event, const Node *sets, const Node *word)
{
    Diag *diag = diag_add(checker->diags, DIAG_N0228, event->span,
                          "the event `%.*s` does not set `%.*s`, which has no value `%.*s` here",
                          TEXT_ARGS(event->name), TEXT_ARGS(sets->text), TEXT_ARGS(word->text));
    const Symbol *field = program_find(checker->program, SYMBOL_FIELD, sets->text);
    if (field)
        diag_relate(checker->diags, diag, field->span, "declared here");
}

static bool is_unknown_word(Checker *checker, const Symbol *field, const Node *value)
{
    return type_base(field->type) == BASE_ENUM && value && value->kind == AST_NAME &&
           !program_word_find(checker->program, field->type, value->text);
}

/* The enumerators from which a change counts; those that the field lacks are left out in std, an error elsewhere. */
static uint64_t from_of(Checker *checker, const Symbol *event, const Symbol *field,
                        const Node *list)
{
    uint64_t from = 0;
    if (!list)
        return UINT64_MAX;
    for (uint32_t i = 0; i < list->list.count; i++) {
        Node *word = list->list.at[i];
        if (event->is_std && is_unknown_word(checker, field, word))
            continue;
        if (word_check(checker, word, field->type, "this field") &&
            ((Symbol *)word->symbol)->index < 64)
            from |= UINT64_C(1) << ((Symbol *)word->symbol)->index;
    }
    return from;
}

static void sets_check(Checker *checker, Symbol *event, Node *node)
{
    Symbol *field = program_find(checker->program, SYMBOL_FIELD, node->text);
    bool is_field = field && field->kind == SYMBOL_FIELD;
    if (!is_field) {
        name_resolve(checker, SYMBOL_FIELD, node->text,
                     node->name_span.hi ? node->name_span : node->span);
        return;
    }
    node->symbol = field;
    bool is_unset =
        event->is_std && (is_unknown_word(checker, field, node->slot[0]) ||
                          (node->slot[0]->kind == AST_NAME && type_base(field->type) != BASE_ENUM));
    if (is_unset) {
        sets_void(checker, event, node, node->slot[0]);
        return;
    }
    field_value_check(checker, field, node->slot[0]);
    EventSets sets = {.field = field, .value = node->slot[0], .decl = node};
    sets.from = from_of(checker, event, field, node->slot[1]);
    VEC_PUSH(checker->arena, &event->sets, sets);
}

static void event_check(Checker *checker, Symbol *event)
{
    defaults_check(checker, &event->members);
    for (uint32_t i = 0; i < event->decl->list.count; i++)
        if (event->decl->list.at[i]->kind == AST_EVENT_SETS)
            sets_check(checker, event, event->decl->list.at[i]);
}

static void unused_needs_report(Checker *checker, Symbol *symbol)
{
    const SymbolState *state = symbol_state(checker, symbol);
    if (state->is_used && symbol->kind == SYMBOL_DEFINE)
        return;
    for (uint32_t i = 0; i < state->needs.count; i++)
        absent_report(checker, state->needs.at[i].symbol, state->needs.at[i].symbol->type,
                      state->needs.at[i].span);
}

void check_data(Checker *checker)
{
    Program *program = checker->program;
    for (uint32_t i = 0; i < program->defines.count; i++)
        define_check(checker, program->defines.at[i]);
    for (uint32_t i = 0; i < program->assesses.count; i++)
        define_check(checker, program->assesses.at[i]);
    checker->is_constant = true;
    defaults_check(checker, &program->fields);
    defaults_check(checker, &program->account_fields);
    defaults_check(checker, &program->contract_fields);
    for (uint32_t i = 0; i < program->events.count; i++)
        event_check(checker, program->events.at[i]);
    checker->is_constant = false;
}

void check_unused(Checker *checker)
{
    Program *program = checker->program;
    for (uint32_t i = 0; i < program->defines.count; i++)
        unused_needs_report(checker, program->defines.at[i]);
    for (uint32_t i = 0; i < program->assesses.count; i++)
        unused_needs_report(checker, program->assesses.at[i]);
}
