#include "cli/findings.h"

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

DiagList *findings_notes_take(DiagList *diags)
{
    DiagList *notes = diag_list_new(); /* its items' texts stay in the arena of `diags` */
    uint32_t kept = 0;
    for (uint32_t i = 0; i < diags->items.count; i++) {
        if (diags->items.at[i].severity == SEVERITY_NOTE)
            VEC_PUSH(notes->arena, &notes->items, diags->items.at[i]);
        else
            diags->items.at[kept++] = diags->items.at[i];
    }
    diags->items.count = kept;
    return notes;
}
