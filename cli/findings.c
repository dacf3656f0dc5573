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
