/* Hover: what stands under the cursor: a name with its declaration and its doc comment, a literal with what it comes
   to, a word of the grammar with the form of its statement. */
#include <string.h>

#include "base/buffer.h"
#include "cli/json_out.h"
#include "cli/lsp.h"
#include "cli/lsp_example.h"
#include "compiler/word.h"

enum { PATH_MAX_NODES = 64, SHOWN_LINES = 14 };

typedef struct Hover {
    LspServer *server;
    LspPlace place;
    Buffer text; /* Markdown */
    Span span;   /* what it is about */
    const Node *path[PATH_MAX_NODES];
    uint32_t depth;
} Hover;

/* ---- Names ---- */

/* The declaration as written, cut where it is long. */
static void declaration_add(Hover *hover, const Symbol *symbol)
{
    const Node *node = symbol->kind == SYMBOL_ENUMERATOR ? symbol->owner->decl : symbol->decl;
    if (!node)
        return;
    Text all = source_text(hover->place.policy->draft->files, node->span.file);
    uint32_t end = node->span.lo, lines = 0;
    while (end < node->span.hi && lines < SHOWN_LINES)
        lines += all.data[end++] == '\n';
    buffer_string(&hover->text, "\n```sla\n");
    buffer_add(&hover->text, (Text){all.data + node->span.lo, end - node->span.lo});
    if (end < node->span.hi)
        buffer_string(&hover->text, "  …");
    buffer_string(&hover->text, "\n```\n");
}

static const char *type_text(const Hover *hover, const Symbol *symbol)
{
    return program_type_text(hover->place.policy->draft->program, symbol->type);
}

static void type_add(Hover *hover, const Symbol *symbol)
{
    if (symbol->kind == SYMBOL_ENUMERATOR || type_is_error(symbol->type))
        return; /* what is no value has no type */
    buffer_print(&hover->text, " : %s", type_text(hover, symbol));
    if (symbol->is_required)
        buffer_string(&hover->text, ", required");
    else if (symbol->is_engine_kept)
        buffer_string(&hover->text, ", kept by the engine");
}

static void owner_add(Hover *hover, const Symbol *symbol)
{
    if (!symbol->owner)
        return;
    if (symbol->kind == SYMBOL_ENUMERATOR)
        buffer_print(
            &hover->text, " of `%.*s`, number %u of %u", TEXT_ARGS(symbol->owner->name),
            (unsigned)symbol->index + 1,
            (unsigned)hover->place.policy->draft->program->enumerations.at[type_index(symbol->type)]
                .words.count);
    else
        buffer_print(&hover->text, " of %s `%.*s`", symbol_kind_word(symbol->owner->kind),
                     TEXT_ARGS(symbol->owner->name));
}

static void name_add(Hover *hover, const IndexName *name)
{
    const Symbol *symbol = name->symbol;
    hover->span = name->span;
    buffer_print(&hover->text, "%s **%.*s**", symbol_kind_word(symbol->kind),
                 TEXT_ARGS(symbol->name));
    type_add(hover, symbol);
    owner_add(hover, symbol);
    buffer_char(&hover->text, '\n');
    if (symbol->doc.size) {
        buffer_char(&hover->text, '\n');
        buffer_add(&hover->text, symbol->doc);
        buffer_char(&hover->text, '\n');
    }
    declaration_add(hover, symbol);
    if (symbol->is_std)
        buffer_string(&hover->text, "\nof the standard library\n");
}

/* ---- Words of the grammar ---- */

static Text word_at(Text text, uint32_t offset, uint32_t *lo)
{
    uint32_t hi = offset;
    *lo = offset;
    while (*lo &&
           ((text.data[*lo - 1] >= 'a' && text.data[*lo - 1] <= 'z') || text.data[*lo - 1] == '_'))
        --*lo;
    while (hi < text.size &&
           ((text.data[hi] >= 'a' && text.data[hi] <= 'z') || text.data[hi] == '_'))
        hi++;
    return (Text){text.data + *lo, hi - *lo};
}

static void word_add(Hover *hover)
{
    WordIndex words = {0};
    uint32_t lo;
    Text all = source_text(hover->place.policy->draft->files, hover->place.module->file);
    Text text = word_at(all, hover->place.offset, &lo);
    word_index_make(&words);
    const Word *word = text.size ? word_find(&words, text) : NULL;
    if (!word || !word->help[0])
        return;
    hover->span = (Span){hover->place.module->file, lo, lo + text.size};
    buffer_string(&hover->text, "it is written\n");
    for (const char *form = word->help; *form;) { /* forms with a dot between */
        const char *end = strstr(form, " · ");
        size_t size = end ? (size_t)(end - form) : strlen(form);
        buffer_print(&hover->text, "\n```sla\n%.*s\n```\n", (int)size, form);
        form += size;
        form += end ? strlen(" · ") : 0;
    }
}

/* ---- All ---- */

static void hover_make(Hover *hover)
{
    const Draft *draft = hover->place.policy->draft;
    uint32_t file = hover->place.module->file, offset = hover->place.offset;
    hover->depth = index_path(hover->place.module->tree, offset, hover->path, PATH_MAX_NODES);
    const IndexName *name = index_at(&draft->index, file, offset);
    if (name)
        name_add(hover, name);
    const Node *about = NULL;
    const char *example =
        lsp_example(hover->server->arena, draft, hover->path, hover->depth, &about);
    buffer_string(&hover->text, example);
    if (!name && *example)
        hover->span = about->span;
    else if (!name)
        word_add(hover);
}

void lsp_hover(LspServer *server, const JsonNode *params, FILE *out)
{
    Hover hover = {.server = server, .text = {.arena = server->arena}};
    if (!lsp_place_read(server, params, &hover.place))
        return;
    if (hover.place.module)
        hover_make(&hover);
    Text text = buffer_text(&hover.text);
    if (!text.size) {
        fputs("null", out);
        return;
    }
    fputs("{\"contents\":{\"kind\":\"markdown\",\"value\":", out);
    json_text_print(out, text);
    fputs("},\"range\":", out);
    lsp_range_print(out, lsp_policy_lines(hover.place.policy, hover.span.file), server->encoding,
                    hover.span.lo, hover.span.hi);
    fputc('}', out);
}
