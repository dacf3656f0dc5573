/* What parses has a canonical layout that parses to the same tree and is its own layout. */
#include "compiler/format.h"
#include "tests/fuzz/target.h"

static bool layout(Arena *arena, SourceSet *sources, Text text, Text *out)
{
    DiagList *diags = diag_list_new();
    bool parsed =
        format_file(arena, sources, source_add(sources, TEXT("fuzz.sla"), text), diags, out);
    diag_list_free(diags);
    return parsed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SourceSet *sources = source_set_new();
    Arena *arena = arena_new();
    Text once, twice;
    if (layout(arena, sources, (Text){(const char *)data, (uint32_t)size}, &once) &&
        !(layout(arena, sources, once, &twice) && text_equal(once, twice)))
        __builtin_trap();
    source_set_free(sources);
    arena_free(arena);
    return 0;
}
