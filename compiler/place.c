#include "compiler/place.h"

#include "compiler/module.h"

static bool node_holds(const Node *node, Span span)
{
    return node->span.file == span.file && node->span.lo <= span.lo && span.lo < node->span.hi;
}

/* What holds other named things; anything else is a name's last part. */
static bool is_block(NodeKind kind)
{
    static const bool IS_BLOCK[AST_COUNT] = {[AST_POLICY] = true,
                                             [AST_TICKET] = true,
                                             [AST_ACCOUNT] = true,
                                             [AST_EVENT] = true,
                                             [AST_CALENDAR] = true,
                                             [AST_HOLIDAYS] = true,
                                             [AST_CLOCK] = true,
                                             [AST_SLA] = true,
                                             [AST_EXCEPT] = true,
                                             [AST_TARGETS] = true,
                                             [AST_ESCALATE] = true,
                                             [AST_PLAN] = true,
                                             [AST_QUOTA] = true,
                                             [AST_PACK] = true,
                                             [AST_CONTRACT] = true,
                                             [AST_RULE] = true,
                                             [AST_CONTRACT_OVERRIDE] = true,
                                             [AST_SOURCE] = true,
                                             [AST_MAP_EVENTS] = true,
                                             [AST_OBJECTIVE] = true,
                                             [AST_TEST] = true,
                                             [AST_WORKFLOW] = true,
                                             [AST_QUEUE] = true,
                                             [AST_CONTRACT_FIELDS] = true};
    return IS_BLOCK[kind];
}

/* The word for a kind in a name; "": its text says enough. */
static const char *kind_word(const Node *node)
{
    static const char *const WORD[AST_COUNT] = {
        [AST_EXCEPT] = "",         [AST_QUOTA] = "",
        [AST_FIELD] = "",          [AST_TARGET] = "",
        [AST_MAP_COLUMN] = "",     [AST_MAP_MATCH] = "",
        [AST_CONTRACT_VALUE] = "", [AST_CONTRACT_OVERRIDE] = "override",
        [AST_TARGETS] = "targets", [AST_ESCALATE] = "escalate",
        [AST_OBJECTIVE] = "",      [AST_MILESTONE] = "milestone"};
    return WORD[node->kind] ? WORD[node->kind] : node_kind_name(node->kind);
}

static Text target_name(const Node *target)
{
    for (uint32_t i = 0; target->slot[3] && i < target->slot[3]->list.count; i++)
        if (target->slot[3]->list.at[i]->kind == AST_TARGET_NAME)
            return target->slot[3]->list.at[i]->text;
    return (Text){0};
}

/* Counted with it: of the same kind and text. */
static bool is_like(const Node *a, const Node *b)
{
    return a->kind == b->kind && text_equal(a->text, b->text);
}

/* `node`, the child `index` of `list`, as a part of a name. */
static const char *part_name(Arena *arena, const NodeList *list, uint32_t index)
{
    const Node *node = list->at[index];
    uint32_t number = 0, like = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        like += is_like(list->at[i], node);
        number += i <= index && is_like(list->at[i], node);
    }
    const char *word = kind_word(node), *gap = *word && node->text.size ? " " : "";
    const char *name = arena_format(arena, "%s%s%.*s", word, gap, TEXT_ARGS(node->text));
    Text own = node->kind == AST_TARGET ? target_name(node) : (Text){0};
    if (own.size)
        return arena_format(arena, "%s.%.*s", name, TEXT_ARGS(own));
    if (like > 1 || node->kind == AST_TARGET || node->kind == AST_ROW)
        return arena_format(arena, "%s[%u]", name, number);
    return name;
}

static const Node *block_of(const Node *node)
{
    return node->kind == AST_TARGETS ? node->slot[0] : node;
}

const char *place_name(Arena *arena, const Node *file, Span span)
{
    const char *name = "";
    for (const Node *block = file; block;) {
        const Node *inner = NULL;
        for (uint32_t i = 0; i < block->list.count && !inner; i++) {
            if (!node_holds(block->list.at[i], span))
                continue;
            inner = block->list.at[i];
            name = arena_format(arena, "%s%s%s", name, block == file ? "" : ".",
                                part_name(arena, &block->list, i));
        }
        block = inner && is_block(inner->kind) ? block_of(inner) : NULL;
    }
    return name;
}

void places_name(const Program *program)
{
    DiagList *diags = program->diags;
    for (uint32_t i = 0; i < diags->items.count; i++) {
        Diag *diag = &diags->items.at[i];
        const Module *module = diag->has_span ? module_of(program, diag->span) : NULL;
        if (module && module->tree && !diag->place)
            diag->place = place_name(diags->arena, module->tree, diag->span);
    }
}
