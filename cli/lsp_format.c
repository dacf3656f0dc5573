/* Formatting: the canonical layout, as edits of the lines that change. */
#include "cli/diff.h"
#include "cli/json_out.h"
#include "cli/lsp.h"
#include "compiler/format.h"

typedef struct Formatting {
    LspServer *server;
    const LspDocument *document;
    FILE *out;
    uint32_t shown;
} Formatting;

static void edit_print(void *context, uint32_t lo, uint32_t hi, Text text)
{
    Formatting *formatting = context;
    fputs(formatting->shown++ ? ",{\"range\":" : "{\"range\":", formatting->out);
    lsp_range_print(formatting->out, &formatting->document->lines, formatting->server->encoding, lo,
                    hi);
    fputs(",\"newText\":", formatting->out);
    json_text_print(formatting->out, text);
    fputc('}', formatting->out);
}

/* A text that does not parse is left as it is. */
void lsp_formatting(LspServer *server, const JsonNode *params, FILE *out)
{
    LspPlace place;
    if (!lsp_place_read(server, params, &place))
        return;
    Text before = {place.document->bytes, place.document->size}, after = before;
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    uint32_t file = source_add(sources, TEXT("document"), before);
    Formatting formatting = {server, place.document, out, 0};
    fputc('[', out);
    if (format_file(server->arena, sources, file, diags, &after))
        diff_each(before, after, edit_print, &formatting);
    fputc(']', out);
    diag_list_free(diags);
    source_set_free(sources);
}
