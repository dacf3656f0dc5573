#include "compiler/ast.h"

#include <inttypes.h>

static const char *const KIND_NAME[] = {
#define AST(kind, name, slots, doc) name,
#include "compiler/ast.def"
#undef AST
};

static const char *const KIND_CODE[] = {
#define AST(kind, name, slots, doc) #kind,
#include "compiler/ast.def"
#undef AST
};

const char *node_kind_name(NodeKind kind)
{
    return KIND_NAME[kind];
}

const char *node_kind_code(NodeKind kind)
{
    return KIND_CODE[kind];
}

Node *node_make(Arena *front, NodeKind kind, Span span)
{
    Node *node = ARENA_NEW(front, Node);
    node->kind = kind;
    node->span = span;
    return node;
}

void node_add(Arena *front, Node *parent, Node *child)
{
    if (!child)
        return;
    VEC_PUSH(front, &parent->list, child);
    if (parent->depth <= child->depth)
        parent->depth = child->depth + 1;
}

static bool both_equal(const Node *a, const Node *b)
{
    return a && b ? node_equal(a, b) : a == b;
}

bool node_equal(const Node *a, const Node *b)
{
    if (a->kind != b->kind || a->flags != b->flags || !text_equal(a->text, b->text))
        return false;
    if (a->number != b->number || a->number2 != b->number2 || a->list.count != b->list.count)
        return false;
    for (int i = 0; i < NODE_SLOTS; i++)
        if (!both_equal(a->slot[i], b->slot[i]))
            return false;
    for (uint32_t i = 0; i < a->list.count; i++)
        if (!both_equal(a->list.at[i], b->list.at[i]))
            return false;
    return true;
}

typedef struct Dump {
    Arena *arena;
    VEC(char) out;
} Dump;

static void dump_text(Dump *dump, const char *text)
{
    for (; *text; text++)
        VEC_PUSH(dump->arena, &dump->out, *text);
}

static void dump_node(Dump *dump, const Node *node, int level, const char *label)
{
    const char *head =
        arena_format(dump->arena, "%*s%s%s", level * 2, "", label, node_kind_code(node->kind));
    dump_text(dump, head);
    if (node->text.size)
        dump_text(dump, arena_format(dump->arena, " \"%.*s\"", TEXT_ARGS(node->text)));
    if (node->number || node->number2)
        dump_text(dump,
                  arena_format(dump->arena, " %" PRId64 " %" PRId64, node->number, node->number2));
    if (node->flags)
        dump_text(dump, arena_format(dump->arena, " flags %" PRIu32, node->flags));
    dump_text(dump, "\n");
    for (int i = 0; i < NODE_SLOTS; i++)
        if (node->slot[i])
            dump_node(dump, node->slot[i], level + 1, arena_format(dump->arena, "%d: ", i));
    for (uint32_t i = 0; i < node->list.count; i++)
        dump_node(dump, node->list.at[i], level + 1, "");
}

char *node_dump(Arena *arena, const Node *node)
{
    Dump dump = {.arena = arena};
    dump_node(&dump, node, 0, "");
    VEC_PUSH(arena, &dump.out, '\0');
    return dump.out.at;
}
