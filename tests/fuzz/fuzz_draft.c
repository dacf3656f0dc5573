/* Any text as a policy that is being written: whatever it is, names, outline and places can be asked about, and each
   name stands where the index says. */
#include <stdlib.h>
#include <string.h>

#include "compiler/expected.h"
#include "compiler/proposal.h"
#include "tests/fuzz/target.h"

static void require(bool is_true)
{
    if (!is_true)
        __builtin_trap();
}

static void names_check(const Draft *draft)
{
    const IndexNames *names = &draft->index.names;
    for (uint32_t i = 0; i < names->count; i++) {
        Span span = names->at[i].span;
        Text all = source_text(draft->files, span.file);
        require(span.hi <= all.size && span.hi - span.lo == names->at[i].symbol->name.size);
        require(!memcmp(all.data + span.lo, names->at[i].symbol->name.data, span.hi - span.lo));
        require(index_at(&draft->index, span.file, span.lo) != NULL);
        require(!i || span.file > names->at[i - 1].span.file ||
                span.lo >= names->at[i - 1].span.hi);
    }
}

/* What could stand somewhere within, and which names. */
static void completion_check(const char *text, uint32_t size, uint32_t at)
{
    Arena *arena = arena_new();
    Text whole = {text, size}, put;
    expected_make(arena, (Text){text, at});
    if (text_is_utf8(whole, &(size_t){0}) && stand_in_put(arena, whole, at, at, &put)) {
        CompileFile file = {"policy.sla", put.data};
        CompileMemory memory = {&file, 1};
        FileReader reader = compile_reader(&memory);
        Draft *draft = draft_open(&(CompileOptions){.reader = &reader}, file.path);
        const Module *module = draft_module(draft, file.path);
        if (module)
            proposals_make(arena, draft, module, at);
        draft_free(draft);
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    CompileFile file = {"policy.sla", text};
    CompileMemory memory = {&file, 1};
    FileReader reader = compile_reader(&memory);
    Draft *draft = draft_open(&(CompileOptions){.reader = &reader}, file.path);
    names_check(draft);
    const Node *path[64];
    const Module *module = draft_module(draft, file.path);
    for (uint32_t at = 0; module && at <= size; at += 1 + (uint32_t)size / 64)
        index_path(module->tree, at, path, 64);
    draft_free(draft);
    if (size)
        completion_check(text, (uint32_t)size, (uint32_t)(data[size / 2] * size / 256));
    free(text);
    return 0;
}
