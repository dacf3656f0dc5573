/* Any text as a policy that is being written: whatever it is, names, outline and places can be asked about, and each
   name stands where the index says. */
#include <stdlib.h>
#include <string.h>

#include "compiler/draft.h"
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
    free(text);
    return 0;
}
