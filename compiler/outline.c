/* The outline of a file: its declarations and their named parts, from the tree alone. */
#include "compiler/index.h"

typedef struct Drawing {
    Arena *arena;
    const SourceSet *files;
} Drawing;

static Text span_text(const Drawing *drawing, Span span)
{
    Text all = source_text(drawing->files, span.file);
    return (Text){all.data + span.lo, span.hi - span.lo};
}

/* What stands on the node's first line after its name. */
static Text detail_of(const Drawing *drawing, const Node *node)
{
    Text text = span_text(drawing, node->span);
    uint32_t skip = node->name_span.hi > node->span.lo ? node->name_span.hi - node->span.lo : 0;
    uint32_t end = skip;
    while (end < text.size && text.data[end] != '\n' && text.data[end] != '{')
        end++;
    while (skip < end && text.data[skip] == ' ')
        skip++;
    while (end > skip && (text.data[end - 1] == ' ' || text.data[end - 1] == '\r'))
        end--;
    return (Text){text.data + skip, end - skip};
}

static Text header_text(const Drawing *drawing, const Node *table)
{
    const Node *header = table ? table->slot[0] : NULL;
    const char *text = "";
    for (uint32_t i = 0; header && i < header->list.count; i++) {
        Text cell = span_text(drawing, header->list.at[i]->span);
        text = arena_format(drawing->arena, "%s%s%.*s", text, i ? ", " : "", TEXT_ARGS(cell));
    }
    return text_from(text);
}

/* The node's name; empty: it has no place in the outline. */
static Text name_of(const Drawing *drawing, const Node *node)
{
    switch ((int)node->kind) {
    case AST_TICKET: return TEXT("ticket");
    case AST_ACCOUNT: return TEXT("account");
    case AST_CONTRACT_FIELDS: return TEXT("contract");
    case AST_DEFAULT_PLAN: return TEXT("default plan");
    case AST_TARGETS: return header_text(drawing, node->slot[0]);
    case AST_POLICY:
    case AST_DEFINE:
    case AST_ASSESS:
    case AST_FIELD:
    case AST_EVENT:
    case AST_CALENDAR:
    case AST_HOLIDAYS:
    case AST_CLOCK:
    case AST_SLA:
    case AST_TARGET:
    case AST_EXCEPT:
    case AST_ESCALATE:
    case AST_OBJECTIVE:
    case AST_PLAN:
    case AST_QUOTA:
    case AST_PACK:
    case AST_CONTRACT:
    case AST_CONTRACT_OVERRIDE:
    case AST_RULE:
    case AST_WORKFLOW:
    case AST_QUEUE:
    case AST_SOURCE:
    case AST_TEST: return node->text;
    }
    return (Text){.data = NULL};
}

static Outline *outline_of(const Drawing *drawing, const Node *node)
{
    Text name = name_of(drawing, node);
    if (!name.size)
        return NULL;
    Outline *outline = ARENA_NEW(drawing->arena, Outline);
    outline->node = node;
    outline->name = name;
    outline->detail = detail_of(drawing, node);
    for (uint32_t i = 0; i < node->list.count; i++) {
        Outline *child = outline_of(drawing, node->list.at[i]);
        if (child)
            VEC_PUSH(drawing->arena, &outline->children, child);
    }
    return outline;
}

OutlineList outline_make(Arena *arena, const SourceSet *files, const Node *tree)
{
    Drawing drawing = {arena, files};
    OutlineList list = {0};
    for (uint32_t i = 0; i < tree->list.count; i++) {
        Outline *outline = outline_of(&drawing, tree->list.at[i]);
        if (outline)
            VEC_PUSH(arena, &list, outline);
    }
    return list;
}
