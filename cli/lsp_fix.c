/* Code actions: the fixes of findings. Those that are sure are preferred, and done all at once as `source.fixAll`; others
   are for the user to choose. */
#include <string.h>

#include "cli/json_out.h"
#include "cli/lsp.h"

typedef struct Actions {
    LspServer *server;
    LspPlace place;
    FILE *out;
    uint32_t lo, hi; /* the range that is asked about */
    uint32_t shown;
} Actions;

/* Is the kind asked for? Without `only` every kind is; "source" asks for "source.fixAll" too. */
static bool is_asked(const JsonNode *params, const char *kind)
{
    const JsonNode *only = lsp_member(params, "context", "only", NULL);
    if (!only || only->kind != JSON_ARRAY)
        return strncmp(kind, "source", 6) != 0;
    for (uint32_t i = 1; i < only->skip; i += only[i].skip) {
        Text asked = only[i].text;
        if (only[i].kind == JSON_STRING && text_starts(text_from(kind), asked) &&
            (kind[asked.size] == 0 || kind[asked.size] == '.'))
            return true;
    }
    return false;
}

static const char *path_of(const LspPolicy *policy, uint32_t file)
{
    const Program *program = policy->draft->program;
    for (uint32_t i = 0; i < program->modules.count; i++)
        if (program->modules.at[i].file == file && !program->modules.at[i].is_std)
            return program->modules.at[i].path;
    return NULL;
}

static bool is_ours(const Actions *actions, const Diag *diag)
{
    for (uint32_t i = 0; i < diag->fix.count; i++)
        if (!path_of(actions->place.policy, diag->fix.at[i].span.file))
            return false;
    return diag->fix.count && !diag->waived && diag->has_span;
}

static void edit_print(Actions *actions, const DiagEdit *edit, bool is_first)
{
    FILE *out = actions->out;
    fputs(is_first ? "{\"range\":" : ",{\"range\":", out);
    lsp_range_print(out, lsp_policy_lines(actions->place.policy, edit->span.file),
                    actions->server->encoding, edit->span.lo, edit->span.hi);
    fputs(",\"newText\":", out);
    json_text_print(out, text_from(edit->text));
    fputc('}', out);
}

/* The edits of one finding, by file. */
static void changes_print(Actions *actions, const Diag *diag)
{
    FILE *out = actions->out;
    uint32_t files = 0;
    fputs("{\"changes\":{", out);
    for (uint32_t i = 0; i < diag->fix.count; i++) {
        uint32_t file = diag->fix.at[i].span.file, shown = 0;
        bool is_told = false;
        for (uint32_t k = 0; k < i; k++)
            is_told |= diag->fix.at[k].span.file == file;
        if (is_told)
            continue;
        fputs(files++ ? "," : "", out);
        const char *path = path_of(actions->place.policy, file);
        const LspDocument *open = lsp_document_at(&actions->server->documents, path);
        json_text_print(out,
                        text_from(open ? open->uri : lsp_path_uri(actions->server->arena, path)));
        fputs(":[", out);
        for (uint32_t k = i; k < diag->fix.count; k++)
            if (diag->fix.at[k].span.file == file)
                edit_print(actions, &diag->fix.at[k], !shown++);
        fputc(']', out);
    }
    fputs("}}", out);
}

static void fix_print(Actions *actions, const Diag *diag)
{
    FILE *out = actions->out;
    const char *title = diag->fix_title;
    if (diag->fix.count == 1 && diag->fix.at[0].text[0])
        title = arena_format(actions->server->arena, "%s: %s", title, diag->fix.at[0].text);
    fputs(actions->shown++ ? ",{\"title\":" : "{\"title\":", out);
    json_text_print(out, text_from(title));
    fprintf(out, ",\"kind\":\"quickfix\",\"isPreferred\":%s,\"diagnostics\":[",
            diag->fix_is_sure ? "true" : "false");
    lsp_finding_print(actions->server, out, actions->place.policy, diag);
    fputs("],\"edit\":", out);
    changes_print(actions, diag);
    fputc('}', out);
}

/* ---- All at once ---- */

static bool overlaps(const DiagEdit *a, const DiagEdit *b)
{
    return (a->span.lo < b->span.hi && b->span.lo < a->span.hi) || a->span.lo == b->span.lo;
}

/* Of two that overlap the first is done. */
static void fix_all_print(Actions *actions)
{
    Arena *arena = actions->server->arena;
    uint32_t file = actions->place.module->file;
    const DiagList *diags = actions->place.policy->draft->diags;
    VEC(const DiagEdit *) chosen = {0};
    for (uint32_t i = 0; i < diags->items.count; i++) {
        const Diag *diag = &diags->items.at[i];
        bool fits = diag->fix_is_sure && is_ours(actions, diag);
        for (uint32_t k = 0; k < diag->fix.count; k++) {
            fits = fits && diag->fix.at[k].span.file == file;
            for (uint32_t c = 0; c < chosen.count; c++)
                fits = fits && !overlaps(&diag->fix.at[k], chosen.at[c]);
        }
        for (uint32_t k = 0; fits && k < diag->fix.count; k++)
            VEC_PUSH(arena, &chosen, &diag->fix.at[k]);
    }
    if (!chosen.count)
        return;
    fputs(actions->shown++ ? "," : "", actions->out);
    fputs("{\"title\":\"do all fixes that are sure\",\"kind\":\"source.fixAll\",\"edit\":{"
          "\"changes\":{",
          actions->out);
    json_text_print(actions->out, text_from(actions->place.document->uri));
    fputs(":[", actions->out);
    for (uint32_t i = 0; i < chosen.count; i++)
        edit_print(actions, chosen.at[i], i == 0);
    fputs("]}}}", actions->out);
}

void lsp_code_actions(LspServer *server, const JsonNode *params, FILE *out)
{
    Actions actions = {.server = server, .out = out};
    if (!lsp_place_read(server, params, &actions.place))
        return;
    if (!lsp_range_read(server, &actions.place, lsp_member(params, "range", NULL), &actions.lo,
                        &actions.hi))
        return;
    fputc('[', out);
    if (actions.place.module) {
        lsp_policy_analyse(&server->policies, actions.place.policy);
        const DiagList *diags = actions.place.policy->draft->diags;
        for (uint32_t i = 0; is_asked(params, "quickfix") && i < diags->items.count; i++) {
            const Diag *diag = &diags->items.at[i];
            bool is_here = diag->span.file == actions.place.module->file &&
                           diag->span.lo <= actions.hi && actions.lo <= diag->span.hi;
            if (is_here && is_ours(&actions, diag))
                fix_print(&actions, diag);
        }
        if (is_asked(params, "source.fixAll"))
            fix_all_print(&actions);
    }
    fputc(']', out);
}
