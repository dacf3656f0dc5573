/* Tests: what happens in them: accounts, events in the order of time, replays (language.md "Tests"). */
#include "compiler/check_part.h"
#include "compiler/module.h"
#include "compiler/test_body.h"

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

/* ---- Moments ---- */

static void column_report(TestScope *scope, const Node *name)
{
    DiagList *diags = scope->checker->diags;
    const NodeList *columns = &scope->body->columns;
    Diag *diag = diag_add(diags, DIAG_E0802, name->span,
                          "no column of the test's cases is called `%.*s`", TEXT_ARGS(name->text));
    Text *names = ARENA_ARRAY(scope->checker->arena, Text, columns->count);
    for (uint32_t i = 0; i < columns->count; i++)
        names[i] = columns->at[i]->text;
    int near = text_nearest(name->text, names, columns->count);
    if (near >= 0)
        diag_fix(diags, diag, "use the nearest column", false, name->span,
                 text_string(scope->checker->arena, names[near]));
    else
        diag_note(diags, diag,
                  "a date and time stand here, as in `2026-03-02 09:00`, or a column of `cases { | "
                  "… | }`");
}

void test_moment_check(TestScope *scope, const Node *moment)
{
    if (!moment || moment->kind == AST_DATE || moment->kind == AST_INSTANT)
        return;
    if (moment->kind == AST_NAME)
        column_report(scope, moment);
    else
        diag_add(scope->checker->diags, DIAG_E0222, moment->span,
                 "a date and time are needed here, as in `2026-03-02 09:00`");
}

void test_literal_check(TestScope *scope, const Node *node, NodeKind kind, const char *what)
{
    if (!node || node->kind == kind)
        return;
    if (node->kind == AST_NAME)
        column_report(scope, node);
    else
        diag_add(scope->checker->diags, DIAG_E0222, node->span, "%s is needed here", what);
}

static bool moment_value(const Node *moment, int64_t *out, bool *is_local)
{
    if (moment->kind != AST_DATE && moment->kind != AST_INSTANT)
        return false;
    *is_local = moment->kind == AST_DATE || moment->flags & INSTANT_LOCAL;
    *out = moment->kind == AST_DATE ? moment->number * INT64_C(86400000) : moment->number;
    return true;
}

/* Time in a test goes on, never back; two wall-clock times may be of two zones' and are compared where none is absolute. */
static void order_check(TestScope *scope, const Node *moment)
{
    int64_t now, before;
    bool is_local, was_local;
    const Node *last = scope->last;
    if (!moment_value(moment, &now, &is_local))
        return;
    scope->last = moment;
    if (!last || !moment_value(last, &before, &was_local) || is_local != was_local || now >= before)
        return;
    Diag *diag =
        diag_add(scope->checker->diags, DIAG_E0803, moment->span,
                 "`%s` lies before the moment above it", words_of(scope->checker, moment->span));
    diag_relate(scope->checker->diags, diag, last->span, "time has come this far");
}

/* ---- Tickets ---- */

void test_ticket_check(TestScope *scope, const Node *name)
{
    Checker *checker = scope->checker;
    if (!name || scope->has_replay || symbols_find(scope->tickets, name->text))
        return;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0801, name->span,
                 "no line before this one has created the ticket `%.*s`", TEXT_ARGS(name->text));
    Symbol *near = symbols_nearest(scope->tickets, name->text);
    if (near)
        diag_fix(checker->diags, diag, "use the nearest ticket", false, name->span,
                 text_string(checker->arena, near->name));
    else
        diag_note(checker->diags, diag, "begin it: `at 2026-03-02 09:00 created %.*s { … }`",
                  TEXT_ARGS(name->text));
}

static void ticket_begin(TestScope *scope, const Node *name)
{
    Checker *checker = scope->checker;
    Symbol *first = symbols_find(scope->tickets, name->text);
    if (first) {
        Diag *diag = diag_add(checker->diags, DIAG_E0804, name->span,
                              "the ticket `%.*s` has been created before", TEXT_ARGS(name->text));
        diag_relate(checker->diags, diag, first->span, "here");
        return;
    }
    Symbol *ticket = ARENA_NEW(checker->arena, Symbol);
    *ticket = (Symbol){.kind = SYMBOL_TEST, .name = name->text, .span = name->span};
    symbols_add(checker->arena, scope->tickets, name->text, ticket);
}

/* ---- Values ---- */

static bool reads_nothing(const Node *node)
{
    const Symbol *symbol = node->symbol;
    bool is_name = node->kind == AST_NAME || node->kind == AST_MEMBER;
    if (is_name && symbol && symbol->kind != SYMBOL_ENUMERATOR)
        return false;
    for (int i = 0; i < NODE_SLOTS; i++)
        if (node->slot[i] && !reads_nothing(node->slot[i]))
            return false;
    for (uint32_t i = 0; i < node->list.count; i++)
        if (!reads_nothing(node->list.at[i]))
            return false;
    return true;
}

bool test_constant_check(TestScope *scope, const Node *value)
{
    if (!value || reads_nothing(value))
        return true;
    Diag *diag = diag_add(scope->checker->diags, DIAG_E0808, value->span,
                          "`%s` is read from a ticket, and a test states values",
                          words_of(scope->checker, value->span));
    diag_note(scope->checker->diags, diag, "write the value, or a column of the test's `cases`");
    return false;
}

static void field_entry_check(TestScope *scope, const Symbol *field, Node *entry)
{
    Node *value = entry->slot[0];
    bool is_text = type_base(field->type) == BASE_TEXT;
    /* `linked t1 { to: t2 }`: a ticket of the test by its name. */
    if (is_text && value->kind == AST_NAME && symbols_find(scope->tickets, value->text))
        value->kind = AST_TEXT;
    entry->symbol = (void *)(uintptr_t)field;
    if (value->kind == AST_CELL_ABSENT && !type_is_optional(field->type))
        diag_add(scope->checker->diags, DIAG_E0220, value->span, "`%.*s` is never absent",
                 TEXT_ARGS(field->name));
    if (value->kind == AST_CELL_ABSENT)
        return;
    field_value_check(scope->checker, field, value);
    test_constant_check(scope, value);
}

static Symbol *event_field_find(const Symbol *event, Text name)
{
    for (uint32_t i = 0; event && i < event->members.count; i++)
        if (text_equal(event->members.at[i]->name, name))
            return event->members.at[i];
    return NULL;
}

static void event_entry_check(TestScope *scope, const Symbol *event, Node *entry)
{
    Checker *checker = scope->checker;
    Symbol *field = event_field_find(event, entry->text);
    if (!field)
        field = name_resolve(checker, SYMBOL_FIELD, entry->text, name_span_of(entry));
    if (!field || !entry->slot[0])
        return;
    if (field->kind != SYMBOL_FIELD && field->kind != SYMBOL_EVENT_FIELD) {
        diag_add(checker->diags, DIAG_E0222, name_span_of(entry),
                 "`%.*s` is a %s, and an event sets fields", TEXT_ARGS(entry->text),
                 symbol_kind_word(field->kind));
        return;
    }
    if (field->is_engine_kept)
        diag_add(checker->diags, DIAG_E0601, name_span_of(entry),
                 "`%.*s` is kept by the engine and cannot be set", TEXT_ARGS(entry->text));
    else
        field_entry_check(scope, field, entry);
}

/* `plan: gold` names a plan; every account has it, declared or not (interfaces.md). */
static void plan_entry_check(TestScope *scope, Node *value)
{
    if (value->kind != AST_NAME && value->kind != AST_TEXT) {
        diag_add(scope->checker->diags, DIAG_E0222, value->span,
                 "the name of a plan is needed here");
        return;
    }
    name_resolve(scope->checker, SYMBOL_PLAN, value->text, value->span);
    value->kind = AST_TEXT;
    value->type = type_make(BASE_TEXT);
}

static void account_check(TestScope *scope, const Node *account)
{
    for (uint32_t i = 0; i < account->list.count; i++) {
        Node *entry = account->list.at[i];
        if (!entry->slot[0])
            continue;
        if (text_is(entry->text, "plan")) {
            plan_entry_check(scope, entry->slot[0]);
            continue;
        }
        Symbol *field =
            name_resolve(scope->checker, SYMBOL_ACCOUNT_FIELD, entry->text, name_span_of(entry));
        if (field)
            field_entry_check(scope, field, entry);
    }
}

/* ---- Events ---- */

/* `at T pack starter { account: "ACME", quantity: 20 }` */
static void purchase_check(TestScope *scope, Node *event)
{
    Node *name = event->slot[2];
    name->symbol = name_resolve(scope->checker, SYMBOL_PACK, name->text, name->span);
    bool has_account = false, has_quantity = false;
    for (uint32_t i = 0; i < event->list.count; i++) {
        Node *entry = event->list.at[i];
        bool is_account = text_is(entry->text, "account"),
             is_quantity = text_is(entry->text, "quantity");
        has_account |= is_account;
        has_quantity |= is_quantity;
        if (is_account)
            test_literal_check(scope, entry->slot[0], AST_TEXT, "the name of an account");
        else if (is_quantity)
            test_literal_check(scope, entry->slot[0], AST_INTEGER, "a number of tickets");
        else
            diag_add(scope->checker->diags, DIAG_E0203, name_span_of(entry),
                     "a purchase has `account` and `quantity`, not `%.*s`", TEXT_ARGS(entry->text));
    }
    if (!has_account || !has_quantity)
        diag_add(scope->checker->diags, DIAG_E0203, event->span,
                 "a purchase names its `account` and its `quantity`");
}

static void event_check(TestScope *scope, Node *event)
{
    test_moment_check(scope, event->slot[0]);
    order_check(scope, event->slot[0]);
    if (event->flags & EXPECT_PACK) {
        purchase_check(scope, event);
        return;
    }
    pattern_check(scope->checker, event->slot[1]);
    const Symbol *symbol = event->slot[1]->symbol;
    if (text_is(event->slot[1]->text, "created"))
        ticket_begin(scope, event->slot[2]);
    else
        test_ticket_check(scope, event->slot[2]);
    for (uint32_t i = 0; symbol && i < event->list.count; i++)
        event_entry_check(scope, symbol, event->list.at[i]);
}

static void zone_check(TestScope *scope, const Node *node)
{
    const Zone *zone;
    if (zone_find(scope->checker->program->zones, node->text, &zone) != STATUS_OK)
        diag_add(scope->checker->diags, DIAG_E0301, node->span, "there is no time zone \"%.*s\"",
                 TEXT_ARGS(node->text));
}

static void replay_check(TestScope *scope, Node *item)
{
    const Module *module = module_of(scope->checker->program, item->span);
    item->symbol = (void *)(uintptr_t)(module ? module_file(scope->checker->program, module,
                                                            name_span_of(item), item->text)
                                              : NULL);
    scope->has_replay = true;
    scope->last = NULL;
}

static void item_check(TestScope *scope, Node *item)
{
    switch ((int)item->kind) {
    case AST_ZONE: zone_check(scope, item); return;
    case AST_TEST_ACCOUNT: account_check(scope, item); return;
    case AST_TEST_EVENT: event_check(scope, item); return;
    case AST_TEST_TIME:
        test_moment_check(scope, item->slot[0]);
        order_check(scope, item->slot[0]);
        return;
    case AST_TEST_REPLAY: replay_check(scope, item); return;
    }
    expectation_check(scope, item);
}

static bool is_expectation(const Node *item)
{
    switch ((int)item->kind) {
    case AST_ZONE:
    case AST_TEST_ACCOUNT:
    case AST_TEST_EVENT:
    case AST_TEST_TIME: return false;
    }
    return true; /* a replay is one: of its golden file */
}

static void body_check(Checker *checker, const TestBody *body)
{
    TestScope scope = {.checker = checker, .body = body, .tickets = symbols_make(checker->arena)};
    bool expects = false;
    for (uint32_t i = 0; i < body->items.count; i++) {
        item_check(&scope, body->items.at[i]);
        expects |= is_expectation(body->items.at[i]);
    }
    if (!expects)
        diag_add(checker->diags, DIAG_W0812, body->test->span, "this test expects nothing");
}

void check_tests(Checker *checker)
{
    Program *program = checker->program;
    checker->is_constant = true;
    for (uint32_t i = 0; i < program->tests.count; i++)
        test_bodies_make(checker, program->tests.at[i]);
    for (uint32_t i = 0; i < program->test_bodies.count; i++)
        body_check(checker, program->test_bodies.at[i]);
    checker->is_constant = false;
}
