#include "compiler/test_body.h"

typedef struct Column {
    const Node *name;  /* NAME of the header */
    const Node *value; /* what stands for it in the row at hand */
    bool is_used;
} Column;

typedef struct Cases {
    Checker *checker;
    const Node *table; /* NULL: none */
    Column *columns;
    uint32_t count;
} Cases;

/* ---- Copies ---- */

static Column *column_find(const Cases *cases, Text name)
{
    for (uint32_t i = 0; i < cases->count; i++)
        if (text_equal(cases->columns[i].name->text, name))
            return &cases->columns[i];
    return NULL;
}

/* Does the slot hold the name of a thing and never a column: a ticket, a pack, what a subject belongs to? */
static bool is_fixed(const Node *owner, int slot)
{
    switch ((int)owner->kind) {
    case AST_MEMBER: return true;
    case AST_TEST_EVENT:
    case AST_EXPECT_ACTION: return slot == 2;
    }
    return false;
}

static Node *node_copy(Cases *cases, const Node *node, bool is_fixed_name)
{
    Arena *arena = cases->checker->arena;
    Column *column =
        node->kind == AST_NAME && !is_fixed_name ? column_find(cases, node->text) : NULL;
    if (column) {
        column->is_used = true;
        return node_copy(cases, column->value, true);
    }
    Node *copy = ARENA_NEW(arena, Node);
    *copy = *node;
    copy->list = (NodeList){0};
    for (int i = 0; i < NODE_SLOTS; i++)
        if (node->slot[i])
            copy->slot[i] = node_copy(cases, node->slot[i], is_fixed(node, i));
    for (uint32_t i = 0; i < node->list.count; i++)
        node_add(arena, copy, node_copy(cases, node->list.at[i], false));
    if (node->kind != AST_EXPECT_STATE || !(column = column_find(cases, node->text)))
        return copy;
    column->is_used = true;
    copy->text = column->value->text; /* the state's word */
    return copy;
}

/* ---- Cases ---- */

static void case_report(Checker *checker, Span span, const char *message)
{
    diag_add(checker->diags, DIAG_E0807, span, "%s", message);
}

/* What a cell stands for; NULL and an error where it is no value. */
static const Node *cell_value(Checker *checker, const Node *cell)
{
    const Node *item = cell->list.count == 1 ? cell->list.at[0] : NULL;
    switch (item ? (int)item->kind : AST_ERROR) {
    case AST_CELL_UNTIMED: {
        Node *word = node_make(checker->arena, AST_NAME, item->span);
        word->text = TEXT("untimed");
        return word;
    }
    case AST_ERROR:
    case AST_CELL_ANY:
    case AST_CELL_PRESENT:
    case AST_CELL_COMPARE:
    case AST_CUTOFF:
    case AST_RANGE: case_report(checker, cell->span, "a cell of `cases` is one value"); return NULL;
    }
    return item;
}

static bool columns_make(Cases *cases)
{
    const Node *header = cases->table->slot[0];
    cases->columns = ARENA_ARRAY(cases->checker->arena, Column, header->list.count);
    for (uint32_t i = 0; i < header->list.count; i++) {
        const Node *name = header->list.at[i];
        if (name->kind != AST_NAME || column_find(cases, name->text)) {
            case_report(cases->checker, name->span,
                        name->kind == AST_NAME ? "two columns of `cases` have this name"
                                               : "a column of `cases` has a name, and its cells "
                                                 "are what stands for it");
            return false;
        }
        cases->columns[cases->count++] = (Column){.name = name};
    }
    return true;
}

static bool row_take(Cases *cases, const Node *row)
{
    if (row->list.count != cases->count)
        return false; /* the grammar's message has said so */
    for (uint32_t i = 0; i < cases->count; i++)
        if (!(cases->columns[i].value = cell_value(cases->checker, row->list.at[i])))
            return false;
    return true;
}

static Text row_words(Cases *cases, const Node *row)
{
    const char *text = "";
    for (uint32_t i = 0; i < cases->count; i++)
        text = arena_format(cases->checker->arena, "%s%s%.*s %s", text, i ? ", " : "",
                            TEXT_ARGS(cases->columns[i].name->text),
                            words_of(cases->checker, row->list.at[i]->span));
    return text_from(text);
}

/* ---- Bodies ---- */

static TestBody *body_make(Cases *cases, Symbol *test)
{
    TestBody *body = ARENA_NEW(cases->checker->arena, TestBody);
    body->test = test;
    for (uint32_t i = 0; i < cases->count; i++)
        VEC_PUSH(cases->checker->arena, &body->columns, (Node *)(uintptr_t)cases->columns[i].name);
    for (uint32_t i = 0; i < test->decl->list.count; i++)
        if (test->decl->list.at[i]->kind != AST_TEST_CASES)
            VEC_PUSH(cases->checker->arena, &body->items,
                     node_copy(cases, test->decl->list.at[i], false));
    return body;
}

static void rows_make(Cases *cases, Symbol *test)
{
    for (uint32_t i = 0; i < cases->table->list.count; i++) {
        const Node *row = cases->table->list.at[i];
        if (!row_take(cases, row))
            continue;
        TestBody *body = body_make(cases, test);
        body->row = i + 1;
        body->row_span = row->span;
        body->row_text = row_words(cases, row);
        VEC_PUSH(cases->checker->arena, &cases->checker->program->test_bodies, body);
    }
    for (uint32_t i = 0; cases->table->list.count && i < cases->count; i++)
        if (!cases->columns[i].is_used)
            diag_add(cases->checker->diags, DIAG_W0810, cases->columns[i].name->span,
                     "no line of the test uses the column `%.*s`",
                     TEXT_ARGS(cases->columns[i].name->text));
}

void test_bodies_make(Checker *checker, Symbol *test)
{
    Cases cases = {.checker = checker};
    for (uint32_t i = 0; i < test->decl->list.count; i++) {
        const Node *item = test->decl->list.at[i];
        if (item->kind == AST_TEST_CASES && cases.table)
            case_report(checker, item->span, "a test has one table of cases");
        else if (item->kind == AST_TEST_CASES)
            cases.table = item->slot[0];
    }
    if (!cases.table)
        VEC_PUSH(checker->arena, &checker->program->test_bodies, body_make(&cases, test));
    else if (columns_make(&cases))
        rows_make(&cases, test);
}
