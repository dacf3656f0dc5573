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
