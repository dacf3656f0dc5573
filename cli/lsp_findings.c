/* Findings as diagnostics: those of every policy at hand, told again for each file where they have changed. */
#include <stdlib.h>
#include <string.h>

#include "cli/json_out.h"
#include "cli/lsp.h"

typedef struct LspPublished { /* what a file was told last */
    struct LspPublished *next;
    char *uri, *params;
    bool is_wanted; /* in the round at hand */
} LspPublished;

/* ---- One finding ---- */

void lsp_range_print(FILE *out, const LspLines *lines, LspEncoding encoding, uint32_t lo,
                     uint32_t hi)
{
    LspPosition start = lsp_position(lines, encoding, lo);
    LspPosition end = lsp_position(lines, encoding, hi);
    fprintf(out,
            "{\"start\":{\"line\":%u,\"character\":%u},\"end\":{\"line\":%u,\"character\":%u}}",
            (unsigned)start.line, (unsigned)start.character, (unsigned)end.line,
            (unsigned)end.character);
}

void lsp_location_print(LspServer *server, FILE *out, LspPolicy *policy, Span span)
{
    const Program *program = policy->draft->program;
    const char *path = policy->root;
    for (uint32_t i = 0; i < program->modules.count; i++)
        if (program->modules.at[i].file == span.file)
            path = program->modules.at[i].path;
    fputs("{\"uri\":", out);
    json_text_print(out, text_from(lsp_path_uri(server->arena, path)));
    fputs(",\"range\":", out);
    lsp_range_print(out, lsp_policy_lines(policy, span.file), server->encoding, span.lo, span.hi);
    fputc('}', out);
}

/* The sentence, then a ticket that shows it, then what to do: as `slate check` prints them. */
static Text message_text(Arena *arena, const Diag *diag)
{
    const char *text = diag->message;
    for (uint32_t i = 0; i < diag->witness.count; i++)
        text = arena_format(arena, "%s%s%s %s", text, i ? ", " : "\nfor example ",
                            diag->witness.at[i].name, diag->witness.at[i].value);
    for (uint32_t i = 0; i < diag->notes.count; i++)
        text = arena_format(arena, "%s\n%s", text, diag->notes.at[i]);
    return text_from(text);
}

static int severity_number(Severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR: return 1;
    case SEVERITY_WARNING: return 2;
    case SEVERITY_NOTE: return 4; /* a hint: `slate check` shows notes only when asked to */
    }
    return 1;
}

void lsp_finding_print(LspServer *server, FILE *out, LspPolicy *policy, const Diag *diag)
{
    uint32_t file = diag->span.file;
    fputs("{\"range\":", out);
    if (diag->has_span)
        lsp_range_print(out, lsp_policy_lines(policy, file), server->encoding, diag->span.lo,
                        diag->span.hi);
    else
        fputs("{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":0,\"character\":0}}", out);
    fprintf(out, ",\"severity\":%d,\"code\":\"%s\",\"source\":\"slate\",\"message\":",
            severity_number(diag->severity), diag_row(diag->code)->code);
    json_text_print(out, message_text(server->arena, diag));
    for (uint32_t i = 0; i < diag->related.count; i++) {
        fputs(i ? ",{\"location\":" : ",\"relatedInformation\":[{\"location\":", out);
        lsp_location_print(server, out, policy, diag->related.at[i].span);
        fputs(",\"message\":", out);
        json_text_print(out, text_from(diag->related.at[i].message));
        fputs(i + 1 == diag->related.count ? "}]" : "}", out);
    }
    fputc('}', out);
}

/* ---- The findings of a file ---- */

static bool is_about(const LspPolicy *policy, const Diag *diag, const Module *module)
{
    if (diag->has_span)
        return diag->span.file == module->file;
    return strcmp(module->path, policy->root) == 0;
}

static LspPublished *published_find(LspServer *server, const char *uri)
{
    for (LspPublished *file = server->published; file; file = file->next)
        if (strcmp(file->uri, uri) == 0)
            return file;
    LspPublished *file = calloc(1, sizeof *file);
    if (!file)
        abort();
    file->uri = strdup(uri);
    file->next = server->published;
    return server->published = file;
}

static void params_send(LspServer *server, LspPublished *file, char *params)
{
    file->is_wanted = true;
    if (file->params && strcmp(file->params, params) == 0) {
        free(params);
        return;
    }
    free(file->params);
    file->params = params;
    lsp_notify(server, "textDocument/publishDiagnostics", text_from(params));
}

static void file_publish(LspServer *server, LspPolicy *policy, const Module *module)
{
    const LspDocument *document = lsp_document_at(&server->documents, module->path);
    const char *uri = document ? document->uri : lsp_path_uri(server->arena, module->path);
    LspPublished *file = published_find(server, uri);
    if (file->is_wanted)
        return; /* by another policy that reads it too */
    char *params;
    size_t size;
    FILE *out = open_memstream(&params, &size);
    if (!out)
        abort();
    fputs("{\"uri\":", out);
    json_text_print(out, text_from(uri));
    if (document)
        fprintf(out, ",\"version\":%lld", (long long)document->version);
    fputs(",\"diagnostics\":[", out);
    const DiagList *diags = policy->draft->diags;
    for (uint32_t i = 0, shown = 0; i < diags->items.count; i++) {
        const Diag *diag = &diags->items.at[i];
        if (diag->waived || !is_about(policy, diag, module))
            continue;
        fputs(shown++ ? "," : "", out);
        lsp_finding_print(server, out, policy, diag);
    }
    fputs("]}", out);
    fclose(out);
    params_send(server, file, params);
}

static void policy_publish(LspServer *server, LspPolicy *policy)
{
    const Program *program = policy->draft->program;
    for (uint32_t i = 0; i < program->modules.count; i++)
        if (!program->modules.at[i].is_std)
            file_publish(server, policy, &program->modules.at[i]);
}

/* ---- All ---- */

/* Files that no policy reads any more have nothing to be told. */
static void unwanted_clear(LspServer *server)
{
    for (LspPublished **at = &server->published; *at;) {
        LspPublished *file = *at;
        if (file->is_wanted) {
            at = &file->next;
            continue;
        }
        const char *uri = file->uri;
        char *params;
        size_t size;
        FILE *out = open_memstream(&params, &size);
        if (!out)
            abort();
        fputs("{\"uri\":", out);
        json_text_print(out, text_from(uri));
        fputs(",\"diagnostics\":[]}", out);
        fclose(out);
        lsp_notify(server, "textDocument/publishDiagnostics", text_from(params));
        free(params);
        *at = file->next;
        free(file->uri);
        free(file->params);
        free(file);
    }
}

/* As one types, findings of the grammar and of types are told at once; those of analysis with them where the last
   analysis was quick, else when nothing else is to be done. */
static void analyse(LspServer *server, LspPolicy *policy, bool is_idle)
{
    enum { QUICK_US = 15000 };
    if (is_idle || policy->analysis_us < QUICK_US)
        lsp_policy_analyse(&server->policies, policy);
    server->is_hasty |= !policy->draft->is_analysed;
}

void lsp_findings_publish(LspServer *server)
{
    bool is_idle = !server->is_stale;
    server->is_stale = server->is_hasty = false;
    for (LspPublished *file = server->published; file; file = file->next)
        file->is_wanted = false;
    for (uint32_t i = 0; i < server->documents.count; i++) {
        LspPolicy *policy =
            lsp_policy_of(&server->policies, &server->documents, server->documents.at[i]);
        analyse(server, policy, is_idle);
        policy_publish(server, policy);
    }
    lsp_policies_prune(&server->policies, &server->documents);
    unwanted_clear(server);
}

void lsp_findings_free(LspServer *server)
{
    while (server->published) {
        LspPublished *file = server->published;
        server->published = file->next;
        free(file->uri);
        free(file->params);
        free(file);
    }
}
