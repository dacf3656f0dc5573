/* Sources: what each column of an export sets, and with which words. */
#include "compiler/check_part.h"

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

typedef struct SourceScope {
    Symbol *source;
    bool has_at, has_ticket, has_event, has_milestones;
} SourceScope;

static bool is_option(Text word)
{
    return text_is(word, "absent") || text_is(word, "delimiter") || text_is(word, "quote");
}

/* What the reader itself needs, noted; true: `word` is one of these and not a field. */
static bool word_note(SourceScope *scope, Text word)
{
    bool is_at = text_is(word, "at"), is_ticket = text_is(word, "ticket"),
         is_event = text_is(word, "event");
    scope->has_at |= is_at;
    scope->has_ticket |= is_ticket;
    scope->has_event |= is_event;
    return is_at || is_ticket || is_event || text_is(word, "created") || text_is(word, "id");
}

static Symbol *event_field_find(const Program *program, Text name)
{
    for (uint32_t i = 0; i < program->events.count; i++)
        for (uint32_t k = 0; k < program->events.at[i]->members.count; k++)
            if (text_equal(program->events.at[i]->members.at[k]->name, name))
                return program->events.at[i]->members.at[k];
    return NULL;
}

static Symbol *mapped_field(Checker *checker, const Node *map)
{
    const Program *program = checker->program;
    Symbol *field = program_find(program, SYMBOL_FIELD, map->text);
    if (field && field->kind == SYMBOL_FIELD)
        return field;
    if ((field = event_field_find(program, map->text)))
        return field;
    if ((field = program_find(program, SYMBOL_ACCOUNT_FIELD, map->text)))
        return field;
    if (is_option(map->text) || checker->program->is_partial)
        return NULL;
    Symbol *near = symbols_nearest(program_names(checker->program, SYMBOL_FIELD), map->text);
    Diag *diag =
        diag_add(checker->diags, DIAG_E0203, name_span_of(map),
                 "a source sets a field, and there is none called `%.*s`", TEXT_ARGS(map->text));
    if (near)
        diag_fix(checker->diags, diag, "use the nearest name", false, name_span_of(map),
                 text_string(checker->arena, near->name));
    else
        diag_note(checker->diags, diag, "declare it: `ticket { %.*s : text? }`",
                  TEXT_ARGS(map->text));
    return NULL;
}

/* ---- Match ---- */

static void by_check(Checker *checker, const Symbol *event, Node *value)
{
    Node pattern = {
        .kind = AST_PATTERN_EVENT, .span = value->span, .text = event->name, .slot = {value}};
    pattern_check(checker, &pattern);
}

/* `created`, `reply by agent`, or `status pending`: the change of a field. */
static void event_arm_check(Checker *checker, Node *arm)
{
    Node *name = arm->slot[1], *value = arm->slot[2];
    if (!name)
        return;
    Symbol *field = program_find(checker->program, SYMBOL_FIELD, name->text);
    bool is_change = value && !(arm->flags & ARM_BY);
    if (name->kind != AST_NAME) {
        Diag *diag =
            diag_add(checker->diags, DIAG_E0702, name->span, "an arm of `event` names an event");
        diag_note(checker->diags, diag,
                  "`-> created`, `-> reply by agent`, or a field's change: `-> status pending`");
        return;
    }
    if (is_change && field && field->kind == SYMBOL_FIELD) {
        name->symbol = field;
        field_value_check(checker, field, value);
        return;
    }
    if (is_change) {
        name->symbol = name_resolve(checker, SYMBOL_FIELD, name->text, name->span);
        return;
    }
    name->symbol = name_resolve(checker, SYMBOL_EVENT, name->text, name->span);
    if (name->symbol && value)
        by_check(checker, name->symbol, value);
}

static void field_arm_check(Checker *checker, const Symbol *field, Node *arm)
{
    if (arm->slot[2]) {
        diag_add(checker->diags, DIAG_E0702, arm->slot[2]->span,
                 "an arm of a field gives one value");
        return;
    }
    if (field && arm->slot[1] && arm->slot[1]->kind != AST_CELL_ABSENT)
        field_value_check(checker, field, arm->slot[1]);
}

static void arms_once_check(Checker *checker, const Node *match)
{
    SymbolTable *seen = symbols_make(checker->arena);
    for (uint32_t i = 0; i < match->list.count; i++) {
        const Node *key = match->list.at[i]->slot[0];
        if (!key)
            continue;
        Symbol *arm = ARENA_NEW(checker->arena, Symbol);
        arm->span = key->span;
        if (symbols_add(checker->arena, seen, key->text, arm))
            continue;
        Diag *diag = diag_add(checker->diags, DIAG_E0703, key->span,
                              "\"%.*s\" stands twice in this match", TEXT_ARGS(key->text));
        diag_relate(checker->diags, diag, symbols_find(seen, key->text)->span,
                    "the first is here, and wins");
    }
}

static void match_check(Checker *checker, SourceScope *scope, Node *match)
{
    bool is_event = text_is(match->text, "event");
    bool is_word = word_note(scope, match->text);
    arms_once_check(checker, match);
    Symbol *field = is_word ? NULL : mapped_field(checker, match);
    match->symbol = field;
    if (is_word && !is_event) {
        diag_add(checker->diags, DIAG_E0702, match->span, "`%.*s` takes a column, not a match",
                 TEXT_ARGS(match->text));
        return;
    }
    for (uint32_t i = 0; i < match->list.count; i++)
        if (is_event)
            event_arm_check(checker, match->list.at[i]);
        else
            field_arm_check(checker, field, match->list.at[i]);
}

/* ---- Lines ---- */

static void word_check_line(Checker *checker, SourceScope *scope, const Node *map)
{
    const Node *word = map->slot[0];
    bool is_changes = text_is(map->text, "event") && word && text_is(word->text, "changes");
    bool is_first = text_is(map->text, "created") && word && text_is(word->text, "first");
    word_note(scope, map->text);
    if (is_changes || is_first || !word)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0702, word->span, "`%.*s = %.*s` says nothing",
                          TEXT_ARGS(map->text), TEXT_ARGS(word->text));
    diag_note(checker->diags, diag,
              "a column stands in quotes: `%.*s = \"%.*s\"`; the words are `event = changes` and "
              "`created = first`",
              TEXT_ARGS(map->text), TEXT_ARGS(word->text));
}

static void milestones_check(Checker *checker, SourceScope *scope, const Node *events)
{
    scope->has_milestones = true;
    for (uint32_t i = 0; i < events->list.count; i++)
        pattern_check(checker, events->list.at[i]->slot[0]);
}

static void zone_line_check(Checker *checker, const Node *node)
{
    const Zone *zone;
    if (zone_find(checker->program->zones, node->text, &zone) == STATUS_OK)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0301, name_span_of(node),
                          "there is no time zone \"%.*s\"", TEXT_ARGS(node->text));
    diag_note(checker->diags, diag,
              "zones have the names of the tz database, such as \"Europe/Kyiv\" or \"UTC\"");
}

static void item_check(Checker *checker, SourceScope *scope, Node *item)
{
    if (item->kind == AST_ZONE)
        zone_line_check(checker, item);
    else if (item->kind == AST_MAP_COLUMN)
        item->symbol = word_note(scope, item->text) ? NULL : mapped_field(checker, item);
    else if (item->kind == AST_MAP_MATCH)
        match_check(checker, scope, item);
    else if (item->kind == AST_MAP_WORD)
        word_check_line(checker, scope, item);
    else if (item->kind == AST_MAP_EVENTS)
        milestones_check(checker, scope, item);
    else if (item->kind == AST_MAP_TEXTS && !is_option(item->text))
        diag_add(checker->diags, DIAG_E0702, item->span, "`%.*s` takes one column",
                 TEXT_ARGS(item->text));
}

static void missing_report(Checker *checker, const SourceScope *scope, const char *word,
                           const char *line)
{
    Diag *diag = diag_add(checker->diags, DIAG_E0701, scope->source->span,
                          "the source `%.*s` does not say which column holds `%s`",
                          TEXT_ARGS(scope->source->name), word);
    diag_note(checker->diags, diag, "add a line: `%s`", line);
}

static void source_check(Checker *checker, Symbol *source)
{
    SourceScope scope = {.source = source};
    for (uint32_t i = 0; i < source->decl->list.count; i++)
        item_check(checker, &scope, source->decl->list.at[i]);
    if (!scope.has_ticket)
        missing_report(checker, &scope, "ticket", "ticket = \"Case ID\"");
    if (!scope.has_at && !scope.has_milestones)
        missing_report(checker, &scope, "at", "at = \"Timestamp\" as \"%Y-%m-%d %H:%M:%S\"");
    if (!scope.has_event && !scope.has_milestones)
        missing_report(checker, &scope, "event",
                       "event = match \"Activity\" { … }, or `event = changes`");
}

void check_sources(Checker *checker)
{
    checker->is_constant = true;
    for (uint32_t i = 0; i < checker->program->sources.count; i++)
        source_check(checker, checker->program->sources.at[i]);
    checker->is_constant = false;
}
