/* Any bytes give a tree, findings with places inside the text, and no more. */
#include "base/diag_render.h"
#include "compiler/parse.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    Arena *arena = arena_new();
    uint32_t file =
        source_add(sources, TEXT("fuzz.sla"), (Text){(const char *)data, (uint32_t)size});
    Node *tree = parse_file(arena, sources, file, diags);
    if (tree->kind != AST_FILE)
        __builtin_trap();
    node_dump(arena, tree);
    diag_sort(diags);
    for (uint32_t i = 0; i < diags->items.count; i++)
        if (diags->items.at[i].span.hi > size ||
            diags->items.at[i].span.lo > diags->items.at[i].span.hi)
            __builtin_trap();
    diag_render(arena, sources, diags, DIAG_TEXT, true);
    diag_list_free(diags);
    source_set_free(sources);
    arena_free(arena);
    return 0;
}
