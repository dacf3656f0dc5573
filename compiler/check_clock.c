/* Clocks: what starts, stops and pauses them, as event patterns and conditions. */
#include "compiler/check_part.h"

void amount_positive_check(Checker *checker, Node *amount)
{
    if (!amount)
        return;
    expr_check(checker, amount, TYPE_UNKNOWN, NULL);
    if (amount->number <= 0)
        diag_add(checker->diags, DIAG_E0404, amount->span, "`%s` is no time at all",
                 words_of(checker, amount->span));
}

/* ---- Patterns ---- */

static void by_check(Checker *checker, const Symbol *event, Node *pattern)
{
    Node *value = pattern->slot[0];
    for (uint32_t i = 0; i < event->members.count; i++) {
        Symbol *field = event->members.at[i];
        if (!text_is(field->name, "by"))
            continue;
        if (type_base(field->type) == BASE_ENUM)
            word_check(checker, value, field->type, "by");
        else
            value_check(checker, value, type_present(field->type), "`by`");
        return;
    }
    Diag *diag = diag_add(checker->diags, DIAG_E0403, value->span,
                          "the event `%.*s` does not say by whom it was", TEXT_ARGS(event->name));
    diag_relate(checker->diags, diag, event->span, "it is declared without a field `by`");
    diag_note(checker->diags, diag, "declare one: `event %.*s { by : agent | customer | system }`",
              TEXT_ARGS(event->name));
}

static void event_unknown_note(Checker *checker, const Node *pattern)
{
    Program *program = checker->program;
    DiagList *diags = checker->diags;
    Diag *diag = &diags->items.at[diags->items.count - 1];
    const Symbol *field = program_find(program, SYMBOL_FIELD, pattern->text);
    if (field && field->kind == SYMBOL_FIELD)
        diag_note(diags, diag,
                  "`%.*s` is a field: wait for `%.*s changes`, or for `%.*s becomes …`",
                  TEXT_ARGS(pattern->text), TEXT_ARGS(pattern->text), TEXT_ARGS(pattern->text));
    for (uint32_t i = 0; i < program->fields.count; i++) {
        const Symbol *owner = program->fields.at[i];
        if (program_word_find(program, owner->type, pattern->text)) {
            diag_note(diags, diag, "`%.*s` is a value: wait for `%.*s becomes %.*s`",
                      TEXT_ARGS(pattern->text), TEXT_ARGS(owner->name), TEXT_ARGS(pattern->text));
            return;
        }
    }
}

static void event_pattern_check(Checker *checker, Node *pattern)
{
    Span span = pattern->name_span.hi ? pattern->name_span : pattern->span;
    uint32_t before = checker->diags->items.count;
    Symbol *event = name_resolve(checker, SYMBOL_EVENT, pattern->text, span);
    pattern->symbol = event;
    if (!event && checker->diags->items.count > before)
        event_unknown_note(checker, pattern);
    else if (event && pattern->slot[0])
        by_check(checker, event, pattern);
}

/* The field that a pattern watches; its presence does not matter: absence is a state like another. */
static Symbol *watched_field(Checker *checker, Node *pattern)
{
    Node *path = pattern->slot[0];
    const SymbolList *fields = checker->event_fields;
    checker->event_fields = NULL;
    expr_check(checker, path, TYPE_UNKNOWN, NULL);
    checker->event_fields = fields;
    Symbol *symbol = path_symbol(path);
    pattern->symbol = symbol;
    if (!symbol || symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_ACCOUNT_FIELD)
        return symbol;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0403, path->span,
                 "a pattern watches a field, and `%s` is %s %s", words_of(checker, path->span),
                 symbol->kind == SYMBOL_ASSESS ? "an" : "a", symbol_kind_word(symbol->kind));
    diag_relate(checker->diags, diag, symbol->span, "defined here");
    return NULL;
}

static void becomes_check(Checker *checker, const Symbol *field, Node *value)
{
    Type type = type_present(field->type);
    if (!value || value->kind == AST_CELL_ABSENT || value->kind == AST_CELL_PRESENT)
        return;
    if (value->kind != AST_SET || type_base(type) == BASE_SET) {
        value_check(checker, value, type,
                    arena_format(checker->arena, "`%.*s`", TEXT_ARGS(field->name)));
        return;
    }
    for (uint32_t i = 0; i < value->list.count; i++)
        value_check(checker, value->list.at[i], type,
                    arena_format(checker->arena, "`%.*s`", TEXT_ARGS(field->name)));
    value->type = type_is_error(type) ? type : type_set(type);
}

void pattern_check(Checker *checker, Node *pattern)
{
    if (!pattern)
        return;
    if (pattern->kind == AST_PATTERN_EVENT) {
        event_pattern_check(checker, pattern);
        return;
    }
    Symbol *field = watched_field(checker, pattern);
    if (!field)
        return;
    if (pattern->kind == AST_PATTERN_BECOMES)
        becomes_check(checker, field, pattern->slot[1]);
    bool is_order = pattern->kind == AST_PATTERN_RISES || pattern->kind == AST_PATTERN_FALLS;
    if (is_order && !type_is_ordered(field->type))
        diag_add(checker->diags, DIAG_E0223, pattern->span,
                 "`%.*s` is %s, which has no order to rise or fall in", TEXT_ARGS(field->name),
                 program_type_text(checker->program, field->type));
}

const SymbolList *watches_fields(const NodeList *watches)
{
    const Symbol *event = NULL;
    for (uint32_t i = 0; i < watches->count; i++) {
        const Node *pattern =
            watches->at[i]->kind == AST_WATCH ? watches->at[i]->slot[0] : watches->at[i];
        if (!pattern || pattern->kind != AST_PATTERN_EVENT || !pattern->symbol)
            return NULL;
        if (event && event != pattern->symbol)
            return NULL;
        event = pattern->symbol;
    }
    return event ? &event->members : NULL;
}

static void origin_check(Checker *checker, Node *origin)
{
    if (!origin)
        return;
    Type type = expr_check(checker, origin, TYPE_UNKNOWN, NULL);
    if (!type_is_error(type) && type_base(type) != BASE_INSTANT && type_base(type) != BASE_DATE)
        diag_add(checker->diags, DIAG_E0222, origin->span,
                 "a clock starts from an instant, and this is %s",
                 program_type_text(checker->program, type));
    if (!type_is_optional(type))
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0220, origin->span,
                          "`%s` may be absent, and then the clock has no origin",
                          words_of(checker, origin->span));
    diag_fix(checker->diags, diag, "fall back on the ticket's creation", false,
             (Span){origin->span.file, origin->span.hi, origin->span.hi}, " else created");
}

void watches_check(Checker *checker, const NodeList *watches)
{
    for (uint32_t i = 0; i < watches->count; i++) {
        Node *watch = watches->at[i];
        Facts facts = {0};
        if (watch->kind != AST_WATCH)
            continue;
        pattern_check(checker, watch->slot[0]);
        NodeList one = {.at = &watch, .count = 1};
        checker->event_fields = watches_fields(&one);
        condition_check(checker, watch->slot[1], &facts);
        facts_assume(checker, facts.when_true);
        origin_check(checker, watch->slot[2]);
        facts_drop(checker, facts.when_true);
        checker->event_fields = NULL;
    }
}

/* ---- Clocks ---- */

static void clock_name_check(Checker *checker, const Symbol *clock)
{
    static const char *const JOINING[] = {"on",    "by", "at",     "before", "after",  "of",
                                          "from",  "to", "per",    "during", "within", "next",
                                          "later", "as", "starts", "ends",   "round"};
    for (size_t i = 0; i < sizeof JOINING / sizeof *JOINING; i++) {
        if (!text_is(clock->name, JOINING[i]))
            continue;
        Diag *diag = diag_add(checker->diags, DIAG_E0401, clock->span,
                              "a clock cannot be called `%s`", JOINING[i]);
        diag_note(checker->diags, diag,
                  "that word continues a statement; call the clock `%s_clock`, for one",
                  JOINING[i]);
    }
}

static const Node *item_find(const Node *clock, NodeKind kind)
{
    for (uint32_t i = 0; i < clock->list.count; i++)
        if (clock->list.at[i]->kind == kind)
            return clock->list.at[i];
    return NULL;
}

static void start_check(Checker *checker, const Symbol *clock)
{
    if (item_find(clock->decl, AST_CLOCK_START) || item_find(clock->decl, AST_RUN_WHILE))
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0402, clock->span, "the clock `%.*s` never starts",
                          TEXT_ARGS(clock->name));
    diag_note(checker->diags, diag, "say when: `start on created`, or `run while status is …`");
}

static bool is_same_watch(const Node *a, const Node *b)
{
    return a->slot[0] && b->slot[0] && !b->slot[1] && node_equal(a->slot[0], b->slot[0]);
}

/* A start that is a stop too begins nothing on a clock without `repeats` (C2). */
static void start_stop_check(Checker *checker, const Symbol *clock)
{
    const Node *start = item_find(clock->decl, AST_CLOCK_START);
    const Node *stop = item_find(clock->decl, AST_CLOCK_STOP);
    if (!start || !stop || item_find(clock->decl, AST_REPEATS))
        return;
    for (uint32_t i = 0; i < start->list.count; i++)
        for (uint32_t k = 0; k < stop->list.count; k++) {
            const Node *first = start->list.at[i], *last = stop->list.at[k];
            if (!is_same_watch(first, last))
                continue;
            Diag *diag = diag_add(checker->diags, DIAG_W0416, first->span,
                                  "`%s` starts the clock `%.*s` and stops it at once",
                                  words_of(checker, first->span), TEXT_ARGS(clock->name));
            diag_relate(checker->diags, diag, last->span, "it stops here");
            diag_note(checker->diags, diag, "with `repeats` it ends one cycle and opens the next");
        }
}

static void items_check(Checker *checker, const Symbol *clock)
{
    for (uint32_t i = 0; i < clock->decl->list.count; i++) {
        Node *item = clock->decl->list.at[i];
        if (item->kind == AST_PAUSE_WHILE || item->kind == AST_RUN_WHILE) {
            condition_check(checker, item->slot[0], NULL);
            amount_positive_check(checker, item->slot[1]);
        } else {
            watches_check(checker, &item->list);
        }
    }
}

/* A standard clock that does not fit this policy's fields is void, without a word unless it is used. */
static void std_clock_check(Checker *checker, Symbol *clock)
{
    Checker quiet = *checker;
    quiet.diags = diag_list_new();
    quiet.unknown = symbols_make(checker->arena);
    items_check(&quiet, clock);
    clock->is_void = quiet.diags->errors > 0;
    diag_list_free(quiet.diags);
}

void check_clocks(Checker *checker)
{
    for (uint32_t i = 0; i < checker->program->clocks.count; i++) {
        Symbol *clock = checker->program->clocks.at[i];
        if (clock->is_std) {
            std_clock_check(checker, clock);
            continue;
        }
        clock_name_check(checker, clock);
        start_check(checker, clock);
        items_check(checker, clock);
        start_stop_check(checker, clock);
    }
}
