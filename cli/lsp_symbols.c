/* Symbols: the outline of a document, and the declarations of all policies at hand by name. */
#include <ctype.h>

#include "cli/json_out.h"
#include "cli/lsp.h"

/* SymbolKind of the protocol, chosen for the icon that editors show. */
static int symbol_number(NodeKind kind)
{
    enum { NAMESPACE = 3, CLASS = 5, PROPERTY = 7, FIELD = 8, ENUM = 10, INTERFACE = 11 };
    enum { FUNCTION = 12, VARIABLE = 13, ARRAY = 18, OBJECT = 19, STRUCT = 23, EVENT = 24 };
    enum { OPERATOR = 25, METHOD = 6 };
    switch ((int)kind) {
    case AST_POLICY: return NAMESPACE;
    case AST_TICKET:
    case AST_ACCOUNT:
    case AST_CONTRACT_FIELDS: return STRUCT;
    case AST_FIELD: return FIELD;
    case AST_DEFINE:
    case AST_ASSESS: return VARIABLE;
    case AST_EVENT: return EVENT;
    case AST_CALENDAR:
    case AST_HOLIDAYS: return ENUM;
    case AST_CLOCK: return OPERATOR;
    case AST_SLA:
    case AST_PLAN:
    case AST_PACK: return CLASS;
    case AST_TARGETS: return ARRAY;
    case AST_TARGET:
    case AST_ESCALATE:
    case AST_OBJECTIVE:
    case AST_QUOTA: return PROPERTY;
    case AST_CONTRACT:
    case AST_CONTRACT_OVERRIDE:
    case AST_DEFAULT_PLAN: return OBJECT;
    case AST_SOURCE: return INTERFACE;
    case AST_TEST: return METHOD;
    }
    return FUNCTION;
}

/* Where the name stands within a node; its beginning where it has none of its own. */
static Span selection_of(const Node *node)
{
    bool is_inside = node->name_span.hi > node->name_span.lo &&
                     node->name_span.lo >= node->span.lo && node->name_span.hi <= node->span.hi;
    return is_inside ? node->name_span : (Span){node->span.file, node->span.lo, node->span.lo};
}

static void outline_print(LspServer *server, FILE *out, const LspLines *lines,
                          const Outline *outline)
{
    const Node *node = outline->node;
    Span selection = selection_of(node);
    fputs("{\"name\":", out);
    json_text_print(out, outline->name);
    fputs(",\"detail\":", out);
    json_text_print(out, outline->detail);
    fprintf(out, ",\"kind\":%d,\"range\":", symbol_number(node->kind));
    lsp_range_print(out, lines, server->encoding, node->span.lo, node->span.hi);
    fputs(",\"selectionRange\":", out);
    lsp_range_print(out, lines, server->encoding, selection.lo, selection.hi);
    fputs(",\"children\":[", out);
    for (uint32_t i = 0; i < outline->children.count; i++) {
        fputs(i ? "," : "", out);
        outline_print(server, out, lines, outline->children.at[i]);
    }
    fputs("]}", out);
}

void lsp_document_symbols(LspServer *server, const JsonNode *params, FILE *out)
{
    LspPlace place;
    if (!lsp_place_read(server, params, &place))
        return;
    const Draft *draft = place.policy->draft;
    fputc('[', out);
    if (place.module) {
        const OutlineList *list = &draft->outlines[place.module - draft->program->modules.at];
        for (uint32_t i = 0; i < list->count; i++) {
            fputs(i ? "," : "", out);
            outline_print(server, out, lsp_policy_lines(place.policy, place.module->file),
                          list->at[i]);
        }
    }
    fputc(']', out);
}

/* ---- All policies ---- */

/* The letters of the question stand in the name, in order. */
static bool is_asked(Text name, Text query)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < name.size && at < query.size; i++)
        at += tolower((unsigned char)name.data[i]) == tolower((unsigned char)query.data[at]);
    return at == query.size;
}

static void found_print(LspServer *server, FILE *out, LspPolicy *policy, const Outline *outline,
                        Text query, uint32_t *shown)
{
    if (is_asked(outline->name, query)) {
        fputs((*shown)++ ? ",{\"name\":" : "{\"name\":", out);
        json_text_print(out, outline->name);
        fprintf(out, ",\"kind\":%d,\"location\":", symbol_number(outline->node->kind));
        lsp_location_print(server, out, policy, selection_of(outline->node));
        fputc('}', out);
    }
    for (uint32_t i = 0; i < outline->children.count; i++)
        found_print(server, out, policy, outline->children.at[i], query, shown);
}

void lsp_workspace_symbols(LspServer *server, const JsonNode *params, FILE *out)
{
    const JsonNode *query = lsp_member(params, "query", NULL);
    Text text = query && query->kind == JSON_STRING ? query->text : TEXT("");
    uint32_t shown = 0;
    for (uint32_t i = 0; i < server->documents.count; i++)
        lsp_policy_of(&server->policies, &server->documents, server->documents.at[i]);
    fputc('[', out);
    for (uint32_t p = 0; p < server->policies.count; p++) {
        LspPolicy *policy = server->policies.at[p];
        const Program *program = policy->draft ? policy->draft->program : NULL;
        for (uint32_t m = 0; program && m < program->modules.count; m++)
            for (uint32_t i = 0;
                 !program->modules.at[m].is_std && i < policy->draft->outlines[m].count; i++)
                found_print(server, out, policy, policy->draft->outlines[m].at[i], text, &shown);
    }
    fputc(']', out);
}
