#include "compiler/normal.h"

#include "base/buffer.h"
#include "compiler/format.h"

typedef struct Normal {
    const Program *program;
    Arena *arena;
    Buffer out;
} Normal;

static Text text_of(const Normal *normal, Span span)
{
    Text file = source_text(normal->program->files, span.file);
    return (Text){.data = file.data + span.lo, .size = span.hi - span.lo};
}

/* ---- The head ---- */

static void date_add(Normal *normal, const char *word, const Node *date)
{
    char text[INSTANT_TEXT];
    if (!date)
        return;
    date_print((Date)date->number, text);
    buffer_print(&normal->out, ", %s %s", word, text);
}

static void head_add(Normal *normal, const Symbol *contract)
{
    buffer_print(&normal->out, "# %.*s: plan %.*s", TEXT_ARGS(contract->name),
                 TEXT_ARGS(contract->plan->name));
    for (uint32_t i = 0; i < contract->decl->list.count; i++) {
        const Node *item = contract->decl->list.at[i];
        if (item->kind != AST_CONTRACT_FROM)
            continue;
        date_add(normal, "from", item->slot[0]);
        date_add(normal, "until", item->slot[1]);
    }
    for (uint32_t i = 0; i < contract->decl->list.count; i++) {
        const Node *item = contract->decl->list.at[i];
        for (uint32_t k = 0; item->kind == AST_CONTRACT_ACCOUNTS && k < item->list.count; k++)
            buffer_print(&normal->out, "\n# account \"%.*s\"", TEXT_ARGS(item->list.at[k]->text));
    }
    buffer_print(&normal->out, "\n\n");
}

/* ---- One SLA ---- */

/* The contract's override of the SLA, NULL where it has none. */
static const Node *override_find(const Symbol *contract, const Symbol *sla)
{
    for (uint32_t i = 0; i < contract->decl->list.count; i++) {
        const Node *item = contract->decl->list.at[i];
        if (item->kind == AST_CONTRACT_OVERRIDE && item->symbol == sla)
            return item;
    }
    return NULL;
}

static bool has_kind(const Node *list, NodeKind kind)
{
    for (uint32_t i = 0; list && i < list->list.count; i++)
        if (list->list.at[i]->kind == kind)
            return true;
    return false;
}

static bool is_target(const Node *item)
{
    return item->kind == AST_TARGET || item->kind == AST_TARGETS;
}

/* P2: an override's targets come before the SLA's, any other line of it takes the place of the SLA's of its kind. */
static bool is_replaced(const Node *override, const Node *item)
{
    return !is_target(item) && has_kind(override, item->kind);
}

static void item_add(Normal *normal, const Node *item, bool is_override)
{
    Text text = text_of(normal, item->span);
    buffer_print(&normal->out, "%.*s", TEXT_ARGS(text));
    if (is_override) {
        Place place = source_place(normal->program->files, item->span.file, item->span.lo);
        Text file = source_name(normal->program->files, item->span.file);
        buffer_print(&normal->out, " # override, %.*s:%u", TEXT_ARGS(file), place.line);
    }
    buffer_print(&normal->out, "\n");
}

/* The override's items, its targets or all the others. */
static void override_add(Normal *normal, const Node *override, bool targets)
{
    for (uint32_t i = 0; override && i < override->list.count; i++)
        if (is_target(override->list.at[i]) == targets)
            item_add(normal, override->list.at[i], true);
}

static void sla_add(Normal *normal, const Symbol *contract, const Symbol *sla)
{
    const Node *override = override_find(contract, sla);
    bool has_targets = false;
    buffer_print(&normal->out, "sla %.*s {\n", TEXT_ARGS(sla->name));
    override_add(normal, override, false);
    for (uint32_t i = 0; i < sla->decl->list.count; i++) {
        const Node *item = sla->decl->list.at[i];
        if (is_target(item) && !has_targets)
            override_add(normal, override, true);
        has_targets |= is_target(item);
        if (!is_replaced(override, item))
            item_add(normal, item, false);
    }
    if (!has_targets)
        override_add(normal, override, true);
    buffer_print(&normal->out, "}\n\n");
}

/* ---- The whole ---- */

static Text canonical(Normal *normal, Text text)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    Text out = text;
    format_file(normal->arena, sources, source_add(sources, TEXT("normal.sla"), text), diags, &out);
    diag_list_free(diags);
    source_set_free(sources);
    return out;
}

Text normal_print(const Program *program, const Symbol *contract, Arena *arena)
{
    Normal normal = {.program = program, .arena = arena, .out = {.arena = arena}};
    head_add(&normal, contract);
    for (uint32_t i = 0; i < contract->plan->decl->list.count; i++) {
        const Node *line = contract->plan->decl->list.at[i];
        for (uint32_t k = 0; line->kind == AST_PLAN_SLA && k < line->list.count; k++)
            sla_add(&normal, contract, line->list.at[k]->symbol);
    }
    return canonical(&normal, buffer_text(&normal.out));
}
