/* Documents as the client opens, edits and closes them. */
#include <stdlib.h>

#include "cli/lsp.h"

static const JsonNode *string_of(const JsonNode *params, const char *owner, const char *name)
{
    const JsonNode *node = lsp_member(params, owner, name, NULL);
    return node && node->kind == JSON_STRING ? node : NULL;
}

static void touch(LspServer *server, const char *path)
{
    lsp_policies_touch(&server->policies, &server->documents, path);
    server->is_stale = true;
}

void lsp_did_open(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)out;
    const JsonNode *uri = string_of(params, "textDocument", "uri");
    const JsonNode *text = string_of(params, "textDocument", "text");
    int64_t version = 0;
    lsp_integer(lsp_member(params, "textDocument", "version", NULL), &version);
    if (!uri || !text)
        return;
    LspDocument *open = lsp_document_find(&server->documents, uri->text);
    if (open)
        lsp_document_close(&server->documents, open);
    open = lsp_document_open(&server->documents, uri->text, version, text->text);
    touch(server, open->path);
}

static bool position_read(const LspServer *server, const LspDocument *document,
                          const JsonNode *node, uint32_t *out)
{
    int64_t line, character;
    if (!lsp_integer(lsp_member(node, "line", NULL), &line) ||
        !lsp_integer(lsp_member(node, "character", NULL), &character) || line < 0 || character < 0)
        return false;
    LspPosition position = {line > UINT32_MAX ? UINT32_MAX : (uint32_t)line,
                            character > UINT32_MAX ? UINT32_MAX : (uint32_t)character};
    *out = lsp_offset(&document->lines, server->encoding, position);
    return true;
}

/* A change without a range is the whole text. */
static void change_apply(const LspServer *server, LspDocument *document, const JsonNode *change)
{
    const JsonNode *text = lsp_member(change, "text", NULL);
    const JsonNode *range = lsp_member(change, "range", NULL);
    uint32_t lo = 0, hi = document->size;
    if (!text || text->kind != JSON_STRING)
        return;
    if (range && (!position_read(server, document, lsp_member(range, "start", NULL), &lo) ||
                  !position_read(server, document, lsp_member(range, "end", NULL), &hi)))
        return;
    lsp_document_edit(document, lo < hi ? lo : hi, lo < hi ? hi : lo, text->text);
}

void lsp_did_change(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)out;
    const JsonNode *uri = string_of(params, "textDocument", "uri");
    LspDocument *document = uri ? lsp_document_find(&server->documents, uri->text) : NULL;
    const JsonNode *changes = lsp_member(params, "contentChanges", NULL);
    if (!document || !changes || changes->kind != JSON_ARRAY)
        return;
    lsp_integer(lsp_member(params, "textDocument", "version", NULL), &document->version);
    for (uint32_t i = 1; i < changes->skip; i += changes[i].skip)
        change_apply(server, document, &changes[i]);
    touch(server, document->path);
}

/* What other policies read of it may be new: who reads whom is asked again. */
void lsp_did_save(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)params, (void)out;
    touch(server, NULL);
}

void lsp_did_close(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)out;
    const JsonNode *uri = string_of(params, "textDocument", "uri");
    LspDocument *document = uri ? lsp_document_find(&server->documents, uri->text) : NULL;
    if (!document)
        return;
    touch(server, document->path);
    lsp_document_close(&server->documents, document);
    lsp_policies_prune(&server->policies, &server->documents);
}

void lsp_did_change_files(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)params, (void)out;
    touch(server, NULL);
}

bool lsp_range_read(LspServer *server, const LspPlace *place, const JsonNode *range, uint32_t *lo,
                    uint32_t *hi)
{
    if (position_read(server, place->document, lsp_member(range, "start", NULL), lo) &&
        position_read(server, place->document, lsp_member(range, "end", NULL), hi) && *lo <= *hi)
        return true;
    lsp_refuse(server, LSP_INVALID_PARAMS, "`range` is no range");
    return false;
}

bool lsp_place_read(LspServer *server, const JsonNode *params, LspPlace *out)
{
    const JsonNode *uri = string_of(params, "textDocument", "uri");
    const JsonNode *position = lsp_member(params, "position", NULL);
    *out = (LspPlace){.offset = 0};
    out->document = uri ? lsp_document_find(&server->documents, uri->text) : NULL;
    if (!out->document) {
        lsp_refuse(server, LSP_INVALID_PARAMS,
                   uri ? "the document is not open" : "`textDocument.uri` is missing");
        return false;
    }
    if (position && !position_read(server, out->document, position, &out->offset)) {
        lsp_refuse(server, LSP_INVALID_PARAMS, "`position` is no position");
        return false;
    }
    out->policy = lsp_policy_of(&server->policies, &server->documents, out->document);
    out->module = draft_module(out->policy->draft, out->document->path);
    return true;
}
