/* Renaming: every place of a name at once, or not at all. The policy is drafted with the new name before anything is answered:
   a name that would clash, be read as something else or lose a use is refused. */
#include <stdlib.h>
#include <string.h>

#include "cli/fix.h"
#include "cli/json_out.h"
#include "cli/lsp.h"
#include "compiler/word.h"

typedef struct Renaming {
    LspServer *server;
    LspPlace place;
    const IndexName *name;
    IndexNames uses;
    Text to;
} Renaming;

/* ---- What may be renamed ---- */

static const char *refusal_of(const Renaming *renaming)
{
    const Draft *draft = renaming->place.policy->draft;
    const Symbol *symbol = renaming->name->symbol;
    if (draft->program->is_partial)
        return "the policy does not parse: a use of the name may lie in what cannot be read";
    if (symbol->kind == SYMBOL_PLAN && draft->program->contract_files.count)
        return "rows of a contracts file name this plan too";
    for (uint32_t i = 0; i < renaming->uses.count; i++)
        for (uint32_t m = 0; m < draft->program->modules.count; m++)
            if (draft->program->modules.at[m].file == renaming->uses.at[i].span.file &&
                draft->program->modules.at[m].is_std)
                return "the name belongs to the standard library";
    if (!symbol->decl)
        return "the name belongs to the language";
    return NULL;
}

/* False: there is no name, or the message is refused. */
static bool renaming_read(LspServer *server, const JsonNode *params, Renaming *out)
{
    *out = (Renaming){.server = server};
    if (!lsp_place_read(server, params, &out->place))
        return false;
    const Draft *draft = out->place.policy->draft;
    if (out->place.module)
        out->name = index_at(&draft->index, out->place.module->file, out->place.offset);
    if (!out->name)
        return false;
    out->uses = index_uses(&draft->index, server->arena, out->name->symbol);
    const char *refusal = refusal_of(out);
    if (refusal)
        lsp_refuse(server, LSP_REQUEST_FAILED, refusal);
    return !refusal;
}

void lsp_prepare_rename(LspServer *server, const JsonNode *params, FILE *out)
{
    Renaming renaming;
    if (!renaming_read(server, params, &renaming)) {
        fputs("null", out);
        return;
    }
    Span span = renaming.name->span;
    fputs("{\"range\":", out);
    lsp_range_print(out, lsp_policy_lines(renaming.place.policy, span.file), server->encoding,
                    span.lo, span.hi);
    fputs(",\"placeholder\":", out);
    json_text_print(out, renaming.name->symbol->name);
    fputc('}', out);
}

/* ---- Trying it ---- */

static bool is_name(Text text)
{
    WordIndex words = {0};
    word_index_make(&words);
    const Word *word = word_find(&words, text);
    bool is_good = text.size && text.data[0] >= 'a' && text.data[0] <= 'z' &&
                   !(word && word->class == WORD_HARD);
    for (uint32_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        is_good = is_good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    return is_good;
}

/* The policy's files with the new name. */
static void files_make(const Renaming *renaming, LspDocuments *files)
{
    const Draft *draft = renaming->place.policy->draft;
    Arena *arena = renaming->server->arena;
    const char *to = text_string(arena, renaming->to);
    for (uint32_t m = 0; m < draft->program->modules.count; m++) {
        const Module *module = &draft->program->modules.at[m];
        VEC(DiagEdit) edits = {0};
        for (uint32_t i = 0; i < renaming->uses.count; i++)
            if (renaming->uses.at[i].span.file == module->file)
                VEC_PUSH(arena, &edits, (DiagEdit){renaming->uses.at[i].span, to});
        Text text = source_text(draft->files, module->file);
        text = fix_text(arena, text, edits.at, edits.count);
        if (!module->is_std)
            lsp_document_open(files, text_from(module->path), 0, text);
    }
}

/* Where the use of that number stands once those before it in its file have the new name. */
static uint32_t moved(const Renaming *renaming, uint32_t use)
{
    uint32_t before = 0;
    Span span = renaming->uses.at[use].span;
    for (uint32_t i = 0; i < use; i++)
        before += renaming->uses.at[i].span.file == span.file;
    return span.lo + before * renaming->to.size - before * renaming->name->symbol->name.size;
}

/* Do all the places, and no others, now belong to one symbol? */
static bool is_same_thing(const Renaming *renaming, Draft *after)
{
    const Draft *before = renaming->place.policy->draft;
    const Symbol *symbol = NULL;
    for (uint32_t i = 0; i < renaming->uses.count; i++) {
        const char *path = NULL;
        for (uint32_t m = 0; m < before->program->modules.count; m++)
            if (before->program->modules.at[m].file == renaming->uses.at[i].span.file)
                path = before->program->modules.at[m].path;
        const Module *module = path ? draft_module(after, path) : NULL;
        const IndexName *name =
            module ? index_at(&after->index, module->file, moved(renaming, i) + 1) : NULL;
        if (!name || (symbol && name->symbol != symbol))
            return false;
        symbol = name->symbol;
    }
    return index_uses(&after->index, renaming->server->arena, symbol).count == renaming->uses.count;
}

static const char *rename_try(Renaming *renaming)
{
    if (!is_name(renaming->to))
        return "a name is lower-case letters, digits and `_`, and no reserved word";
    LspDocuments files = {.count = 0};
    files_make(renaming, &files);
    FileReader reader = lsp_documents_reader(&files);
    Draft *after = draft_open(&(CompileOptions){.reader = &reader}, renaming->place.policy->root);
    const DiagList *was = renaming->place.policy->draft->diags;
    const char *refusal = NULL;
    bool is_worse = after->diags->errors > was->errors || after->program->is_partial;
    for (uint32_t i = 0; is_worse && !refusal && i < after->diags->items.count; i++)
        if (after->diags->items.at[i].severity == SEVERITY_ERROR)
            refusal = arena_format(renaming->server->arena, "with that name, %s",
                                   after->diags->items.at[i].message);
    if (!refusal && !is_same_thing(renaming, after))
        refusal = "with that name, a place would be read as something else";
    draft_free(after);
    lsp_documents_free(&files);
    return refusal;
}

/* ---- The answer ---- */

static void edits_print(const Renaming *renaming, FILE *out)
{
    LspServer *server = renaming->server;
    const Program *program = renaming->place.policy->draft->program;
    uint32_t files = 0;
    fputs("{\"changes\":{", out);
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = &program->modules.at[m];
        const LspDocument *open = lsp_document_at(&server->documents, module->path);
        uint32_t shown = 0;
        for (uint32_t i = 0; i < renaming->uses.count; i++) {
            Span span = renaming->uses.at[i].span;
            if (span.file != module->file)
                continue;
            if (!shown) {
                fputs(files++ ? "," : "", out);
                json_text_print(
                    out, text_from(open ? open->uri : lsp_path_uri(server->arena, module->path)));
            }
            fputs(shown++ ? ",{\"range\":" : ":[{\"range\":", out);
            lsp_range_print(out, lsp_policy_lines(renaming->place.policy, span.file),
                            server->encoding, span.lo, span.hi);
            fputs(",\"newText\":", out);
            json_text_print(out, renaming->to);
            fputc('}', out);
        }
        fputs(shown ? "]" : "", out);
    }
    fputs("}}", out);
}

void lsp_rename(LspServer *server, const JsonNode *params, FILE *out)
{
    Renaming renaming;
    const JsonNode *to = lsp_member(params, "newName", NULL);
    if (!to || to->kind != JSON_STRING) {
        lsp_refuse(server, LSP_INVALID_PARAMS, "`newName` is missing");
        return;
    }
    if (!renaming_read(server, params, &renaming)) {
        if (!server->error)
            lsp_refuse(server, LSP_REQUEST_FAILED, "there is no name to change here");
        return;
    }
    renaming.to = to->text;
    const char *refusal = rename_try(&renaming);
    if (refusal)
        lsp_refuse(server, LSP_REQUEST_FAILED, refusal);
    else
        edits_print(&renaming, out);
}
