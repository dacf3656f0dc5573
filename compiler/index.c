#include "compiler/index.h"

#include <stdlib.h>

#include "compiler/test_body.h"

typedef struct Walk {
    Arena *arena;
    Program *program;
    IndexNames names;
} Walk;

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

/* A name that is written otherwise (a text in quotes, the value that a column stands for) is no place of the symbol. */
static bool is_written(const Walk *walk, Span span, Text name)
{
    Text all = source_text(walk->program->files, span.file);
    return span.hi <= all.size && span.hi - span.lo == name.size && name.size &&
           !memcmp(all.data + span.lo, name.data, name.size);
}

static void name_add(Walk *walk, Span span, Symbol *symbol, bool is_definition)
{
    if (symbol && is_written(walk, span, symbol->name))
        VEC_PUSH(walk->arena, &walk->names,
                 (IndexName){.span = span, .symbol = symbol, .is_definition = is_definition});
}

/* ---- Uses ---- */

static void node_walk(Walk *walk, Node *node);

static void children_walk(Walk *walk, Node *node)
{
    for (int i = 0; i < NODE_SLOTS; i++)
        if (node->slot[i] && node->slot[i]->kind != AST_DOC)
            node_walk(walk, node->slot[i]);
    for (uint32_t i = 0; i < node->list.count; i++)
        node_walk(walk, node->list.at[i]);
}

/* `t1.tier2.resolve`, `t1.account.vip`: the parts after the ticket that name what is read. */
static void subject_walk(Walk *walk, const Node *node)
{
    const TestSubject *subject = node ? node->symbol : NULL;
    bool is_found = false;
    for (; subject && node && node->kind == AST_MEMBER; node = node->slot[0]) {
        bool is_symbol = subject->symbol && text_equal(node->text, subject->symbol->name);
        if (is_symbol && !is_found)
            name_add(walk, node->name_span, subject->symbol, false);
        else if (subject->sla && text_equal(node->text, subject->sla->name))
            name_add(walk, node->name_span, subject->sla, false);
        is_found |= is_symbol;
    }
}

/* `t1.plan is gold`: the name of a plan or SLA where the checker reads a text. */
static void comparison_walk(Walk *walk, Node *node)
{
    const TestSubject *subject = node->slot[0] ? node->slot[0]->symbol : NULL;
    Node *value = node->slot[1];
    subject_walk(walk, node->slot[0]);
    if (!value)
        return;
    if (subject && subject->kind == SUBJECT_PLAN)
        name_add(walk, value->span, program_find(walk->program, SYMBOL_PLAN, value->text), false);
    else if (subject && subject->kind == SUBJECT_SLA)
        name_add(walk, value->span, program_find(walk->program, SYMBOL_SLA, value->text), false);
    else
        node_walk(walk, value);
}

static void quota_walk(Walk *walk, const Node *node)
{
    const SymbolList *plans = &walk->program->plans;
    if (node->flags & EXPECT_PACK)
        name_add(walk, name_span_of(node), node->symbol, false);
    for (uint32_t i = 0; !(node->flags & EXPECT_PACK) && i < plans->count; i++)
        for (uint32_t k = 0; k < plans->at[i]->members.count; k++)
            if (text_equal(plans->at[i]->members.at[k]->name, node->text)) {
                name_add(walk, name_span_of(node), plans->at[i]->members.at[k], false);
                return;
            }
}

/* `because "warranty.resolve.fast"`: the SLA, and the clock or the exception after it. */
static void reason_walk(Walk *walk, const Node *item)
{
    Text reason = item->text;
    Span quoted = item->name_span;
    if (quoted.hi - quoted.lo != reason.size + 2)
        return; /* escapes: the bytes stand elsewhere */
    Symbol *sla = NULL;
    for (uint32_t at = 0; at < reason.size;) {
        uint32_t end = at;
        while (end < reason.size && reason.data[end] != '.' && reason.data[end] != '[')
            end++;
        Text part = {reason.data + at, end - at};
        Symbol *symbol = sla ? program_find(walk->program, SYMBOL_CLOCK, part) : NULL;
        for (uint32_t i = 0; sla && !symbol && i < sla->members.count; i++)
            if (text_equal(sla->members.at[i]->name, part))
                symbol = sla->members.at[i];
        if (!sla)
            symbol = sla = program_find(walk->program, SYMBOL_SLA, part);
        uint32_t lo = quoted.lo + 1 + at;
        name_add(walk, (Span){quoted.file, lo, lo + part.size}, symbol, false);
        at = end + 1;
    }
}

/* An item of a test, as the checker has typed it. */
static void item_walk(Walk *walk, Node *item)
{
    switch ((int)item->kind) {
    case AST_EXPECT_STATE:
    case AST_EXPECT_DUE:
    case AST_EXPECT_LEFT: subject_walk(walk, item->slot[0]); return;
    case AST_EXPECT_BECAUSE:
        subject_walk(walk, item->slot[0]);
        reason_walk(walk, item);
        return;
    case AST_EXPECT_THAT: comparison_walk(walk, item->slot[0]); return;
    case AST_EXPECT_QUOTA: quota_walk(walk, item); return;
    case AST_TEST_REPLAY: return;
    case AST_TEST_ACCOUNT:
        for (uint32_t i = 0; i < item->list.count; i++)
            if (text_is(item->list.at[i]->text, "plan") && item->list.at[i]->slot[0]) {
                const Node *plan = item->list.at[i]->slot[0];
                name_add(walk, plan->span, program_find(walk->program, SYMBOL_PLAN, plan->text),
                         false);
            }
    }
    children_walk(walk, item);
}

/* ---- Declarations ---- */

/* The values of a field: two fields with the same list share one enumeration. */
static void values_walk(Walk *walk, const Node *type, const Symbol *field)
{
    if (type->kind == AST_TYPE_OPTIONAL || type->kind == AST_TYPE_SET) {
        if (type->slot[0])
            values_walk(walk, type->slot[0], field);
        return;
    }
    if (type->kind != AST_TYPE_ENUM)
        return;
    Type base =
        type_base(field->type) == BASE_SET ? type_element(field->type) : type_present(field->type);
    for (uint32_t i = 0; i < type->list.count; i++)
        name_add(walk, type->list.at[i]->span,
                 program_word_find(walk->program, base, type->list.at[i]->text), true);
}

static bool is_declaration(const Node *node)
{
    switch ((int)node->kind) {
    case AST_FIELD:
    case AST_EVENT:
    case AST_DEFINE:
    case AST_ASSESS:
    case AST_CALENDAR:
    case AST_HOLIDAYS:
    case AST_CLOCK:
    case AST_SLA:
    case AST_EXCEPT:
    case AST_PLAN:
    case AST_QUOTA:
    case AST_PACK:
    case AST_CONTRACT:
    case AST_RULE:
    case AST_WORKFLOW:
    case AST_QUEUE:
    case AST_SOURCE: return true;
    }
    return false;
}

/* One of the standard library that the policy replaces, and a second definition, are nobody's. */
static void declaration_walk(Walk *walk, const Node *node)
{
    Symbol *symbol = node->symbol;
    if (!symbol || symbol->decl != node)
        return;
    name_add(walk, name_span_of(node), symbol, true);
    if (node->kind == AST_FIELD && node->slot[0])
        values_walk(walk, node->slot[0], symbol);
}

static void node_walk(Walk *walk, Node *node)
{
    if (node->kind == AST_TEST)
        return; /* its bodies are walked */
    Symbol *symbol = node->symbol;
    if (is_declaration(node))
        declaration_walk(walk, node);
    else if (node->kind == AST_DEFAULT_PLAN)
        name_add(walk, name_span_of(node), symbol ? symbol->plan : NULL, false);
    else if (symbol && symbol->kind == SYMBOL_CLOCK && node->kind == AST_MEMBER)
        name_add(walk, node->slot[0]->span, symbol, false); /* `resolve.due` */
    else if (!(symbol && symbol->decl == node))
        name_add(walk, name_span_of(node), symbol, false);
    children_walk(walk, node);
}

static int name_order(const void *left, const void *right)
{
    const IndexName *a = left, *b = right;
    if (a->span.file != b->span.file)
        return a->span.file < b->span.file ? -1 : 1;
    if (a->span.lo != b->span.lo)
        return a->span.lo < b->span.lo ? -1 : 1;
    return (int)b->is_definition - (int)a->is_definition;
}

static void names_sort(IndexNames *names)
{
    uint32_t kept = 0;
    if (names->count)
        qsort(names->at, names->count, sizeof *names->at, name_order);
    for (uint32_t i = 0; i < names->count; i++) {
        const IndexName *last = kept ? &names->at[kept - 1] : NULL;
        if (!last || last->span.file != names->at[i].span.file ||
            last->span.lo != names->at[i].span.lo)
            names->at[kept++] = names->at[i];
    }
    names->count = kept;
}

Index index_make(Arena *arena, Program *program)
{
    Walk walk = {.arena = arena, .program = program};
    for (uint32_t i = 0; i < program->modules.count; i++)
        node_walk(&walk, program->modules.at[i].tree);
    for (uint32_t i = 0; i < program->test_bodies.count; i++)
        for (uint32_t k = 0; k < program->test_bodies.at[i]->items.count; k++)
            item_walk(&walk, program->test_bodies.at[i]->items.at[k]);
    names_sort(&walk.names);
    return (Index){.arena = arena, .program = program, .names = walk.names};
}

/* ---- Asking ---- */

const IndexName *index_at(const Index *index, uint32_t file, uint32_t offset)
{
    uint32_t low = 0, high = index->names.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        Span span = index->names.at[middle].span;
        if (span.file < file || (span.file == file && span.hi < offset))
            low = middle + 1;
        else
            high = middle;
    }
    const IndexName *name = low < index->names.count ? &index->names.at[low] : NULL;
    bool is_there = name && name->span.file == file && name->span.lo <= offset;
    return is_there ? name : NULL;
}

IndexNames index_uses(const Index *index, Arena *arena, const Symbol *symbol)
{
    IndexNames uses = {0};
    for (uint32_t i = 0; i < index->names.count; i++)
        if (index->names.at[i].symbol == symbol)
            VEC_PUSH(arena, &uses, index->names.at[i]);
    return uses;
}

static const Node *child_at(const Node *node, uint32_t offset)
{
    const Node *found = NULL;
    for (int i = 0; i < NODE_SLOTS; i++) {
        const Node *child = node->slot[i];
        if (child && child->kind != AST_DOC && child->span.lo <= offset && offset <= child->span.hi)
            found = !found || child->span.lo >= found->span.lo ? child : found;
    }
    for (uint32_t i = 0; i < node->list.count; i++) {
        const Node *child = node->list.at[i];
        if (child->span.lo <= offset && offset <= child->span.hi)
            found = !found || child->span.lo >= found->span.lo ? child : found;
    }
    return found;
}

uint32_t index_path(const Node *tree, uint32_t offset, const Node **path, uint32_t most)
{
    uint32_t count = 0;
    for (const Node *node = child_at(tree, offset); node && count < most;
         node = child_at(node, offset))
        path[count++] = node;
    return count;
}
