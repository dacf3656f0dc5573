#include "cli/findings.h"

#include <string.h>

#include "base/buffer.h"
#include "cli/sarif.h"
#include "cli/term.h"

void findings_print(const Args *args, FILE *out, DiagFormat format, const SourceSet *sources,
                    DiagList *diags)
{
    Arena *arena = arena_new();
    diag_sort(diags);
    Text text = diag_render(arena, sources, diags, format, term_has_color(args, out));
    fwrite(text.data, 1, text.size, out);
    arena_free(arena);
}

static bool is_note(const Diag *diag)
{
    return diag->severity == SEVERITY_NOTE && !diag->waived;
}

static bool is_waived(const Diag *diag)
{
    return diag->waived != NULL;
}

/* Those of a kind as a list of their own; its items' texts stay in the arena of `diags`. */
static DiagList *findings_take(DiagList *diags, bool (*is_taken)(const Diag *diag))
{
    DiagList *taken = diag_list_new();
    uint32_t kept = 0;
    for (uint32_t i = 0; i < diags->items.count; i++)
        if (is_taken(&diags->items.at[i]))
            VEC_PUSH(taken->arena, &taken->items, diags->items.at[i]);
        else
            diags->items.at[kept++] = diags->items.at[i];
    diags->items.count = kept;
    return taken;
}

DiagList *findings_notes_take(DiagList *diags)
{
    return findings_take(diags, is_note);
}

DiagList *findings_waived_take(DiagList *diags)
{
    return findings_take(diags, is_waived);
}

Text findings_render(Arena *arena, const Findings *all, uint32_t count, const char *format,
                     bool color)
{
    DiagFormat lines = DIAG_TEXT;
    if (!diag_format_find(text_from(format), &lines) && strcmp(format, "sarif") == 0)
        return sarif_render(arena, all, count);
    Buffer out = {.arena = arena};
    for (uint32_t i = 0; i < count; i++)
        buffer_add(&out, diag_render(arena, all[i].sources, all[i].diags, lines, color));
    return buffer_text(&out);
}

/* A test file uses the policy beside it; a policy in a folder of its own is used by its files' tests anyway. */
static const char *use_text(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t size = strlen(name);
    if (size < 4 || strcmp(name + size - 4, ".sla") != 0)
        return "";
    return arena_format(arena, "use \"%s\"\n\n", name);
}

Text findings_tests(Arena *arena, const Findings *all, uint32_t count)
{
    const char *text = "";
    for (uint32_t i = 0; i < count; i++) {
        const char *between = "";
        text = arena_format(arena, "%s%s", text, use_text(arena, all[i].path));
        for (uint32_t k = 0; k < all[i].diags->items.count; k++)
            if (all[i].diags->items.at[k].test) {
                text = arena_format(arena, "%s%s%s", text, between, all[i].diags->items.at[k].test);
                between = "\n";
            }
    }
    return text_from(text);
}
