/* Names: where they are declared and where they are used. */
#include <string.h>

#include "cli/json_out.h"
#include "cli/lsp.h"
#include "stdlib/embedded.h"

/* The name at a place; NULL: there is none, or the message is refused. */
static const IndexName *name_read(LspServer *server, const JsonNode *params, LspPlace *place)
{
    if (!lsp_place_read(server, params, place) || !place->module)
        return NULL;
    return index_at(&place->policy->draft->index, place->module->file, place->offset);
}

/* `use "shared.sla"`, `use std.clocks`: the file itself. */
static bool import_print(LspServer *server, const LspPlace *place, FILE *out)
{
    const Program *program = place->policy->draft->program;
    const Node *path[1];
    uint32_t depth = place->module ? index_path(place->module->tree, place->offset, path, 1) : 0;
    if (!depth || path[0]->kind != AST_USE)
        return false;
    for (uint32_t i = 0; i < program->modules.count; i++) {
        const Module *module = &program->modules.at[i];
        Text name = text_from(module->path);
        Text wanted = path[0]->text;
        if (!(path[0]->flags & USE_FILE)) {
            char *file = arena_format(server->arena, "%.*s.sla", TEXT_ARGS(wanted));
            for (char *c = file; c < file + wanted.size; c++)
                *c = *c == '.' ? '/' : *c;
            bool is_std = text_starts(wanted, TEXT("std."));
            wanted = text_from(arena_format(server->arena, "%s%s", is_std ? "" : "std/", file));
        }
        while (text_starts(wanted, TEXT("./")) || text_starts(wanted, TEXT("../")))
            wanted = (Text){wanted.data + (wanted.data[1] == '/' ? 2 : 3),
                            wanted.size - (wanted.data[1] == '/' ? 2 : 3)};
        if (text_ends(name, wanted) && module->is_std == !(path[0]->flags & USE_FILE)) {
            lsp_location_print(server, out, place->policy, (Span){module->file, 0, 0});
            return true;
        }
    }
    return false;
}

void lsp_definition(LspServer *server, const JsonNode *params, FILE *out)
{
    LspPlace place;
    const IndexName *name = name_read(server, params, &place);
    if (server->error)
        return;
    if (!name) {
        if (!import_print(server, &place, out))
            fputs("null", out);
        return;
    }
    IndexNames uses = index_uses(&place.policy->draft->index, server->arena, name->symbol);
    uint32_t shown = 0;
    fputc('[', out);
    for (uint32_t i = 0; i < uses.count; i++)
        if (uses.at[i].is_definition) {
            fputs(shown++ ? "," : "", out);
            lsp_location_print(server, out, place.policy, uses.at[i].span);
        }
    fputc(']', out);
}

void lsp_references(LspServer *server, const JsonNode *params, FILE *out)
{
    LspPlace place;
    const IndexName *name = name_read(server, params, &place);
    bool with_definition = lsp_is_true(lsp_member(params, "context", "includeDeclaration", NULL));
    if (server->error)
        return;
    IndexNames uses = {0};
    if (name)
        uses = index_uses(&place.policy->draft->index, server->arena, name->symbol);
    uint32_t shown = 0;
    fputc('[', out);
    for (uint32_t i = 0; i < uses.count; i++)
        if (with_definition || !uses.at[i].is_definition) {
            fputs(shown++ ? "," : "", out);
            lsp_location_print(server, out, place.policy, uses.at[i].span);
        }
    fputc(']', out);
}

void lsp_highlights(LspServer *server, const JsonNode *params, FILE *out)
{
    LspPlace place;
    const IndexName *name = name_read(server, params, &place);
    if (server->error)
        return;
    IndexNames uses = {0};
    if (name)
        uses = index_uses(&place.policy->draft->index, server->arena, name->symbol);
    uint32_t shown = 0;
    fputc('[', out);
    for (uint32_t i = 0; i < uses.count; i++) {
        Span span = uses.at[i].span;
        if (span.file != place.module->file)
            continue;
        fputs(shown++ ? ",{\"range\":" : "{\"range\":", out);
        lsp_range_print(out, lsp_policy_lines(place.policy, span.file), server->encoding, span.lo,
                        span.hi);
        fprintf(out, ",\"kind\":%d}", uses.at[i].is_definition ? 3 : 2); /* write, read */
    }
    fputc(']', out);
}

/* The text of a file of the standard library, whose uri the client cannot open by itself. */
void lsp_standard_file(LspServer *server, const JsonNode *params, FILE *out)
{
    const JsonNode *uri = lsp_member(params, "uri", NULL);
    Text scheme = TEXT("slate-std:/");
    if (uri && uri->kind == JSON_STRING && text_starts(uri->text, scheme)) {
        Text name = {uri->text.data + scheme.size, uri->text.size - scheme.size};
        for (const EmbeddedFile *file = EMBEDDED_FILES; file->name; file++)
            if (text_is(name, file->name)) {
                json_text_print(out, (Text){(const char *)file->bytes, (uint32_t)file->size});
                return;
            }
    }
    lsp_refuse(server, LSP_INVALID_PARAMS, "`uri` names no file of the standard library");
}
