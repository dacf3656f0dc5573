#include "compiler/native.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "base/file.h"
#include "compiler/jit.h"
#include "compiler/object.h"

struct Native {
    void *library;
    JitCode *const *codes;
    JitEntry *const *entries; /* NULL: the policy has none */
};

static bool native_run(const void *code, CodeId id, const Frame *frame, Value *out)
{
    const Native *native = code;
    return native->codes[id](frame, out);
}

static uint64_t native_run_entry(const void *code, uint32_t entry, uint64_t wanted,
                                 const Frame *frame, uint32_t *faults)
{
    const Native *native = code;
    return native->entries[entry](frame, wanted, faults);
}

Evaluators native_evaluators(const Native *native)
{
    return (Evaluators){
        .run = native_run, .code = native, .run_entry = native->entries ? native_run_entry : NULL};
}

Native *native_open(Arena *arena, const char *path, const char **problem)
{
    if (!strchr(path, '/')) /* a bare name would be looked for among the system's libraries */
        path = arena_format(arena, "./%s", path);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *codes = library ? dlsym(library, JIT_CODES) : NULL;
    void *bind = library ? dlsym(library, JIT_BIND) : NULL;
    if (!codes || !bind) {
        *problem = library ? "it exports no code" : text_string(arena, text_from(dlerror()));
        if (library)
            dlclose(library);
        return NULL;
    }
    JitBind *bind_operations;
    memcpy(&bind_operations, &bind, sizeof bind);
    bind_operations(jit_operations());
    Native *native = calloc(1, sizeof *native);
    if (!native)
        abort();
    *native = (Native){library, codes, dlsym(library, JIT_ENTRIES)};
    return native;
}

Native *native_load(Arena *arena, const char *path, const Policy *policy, bool is_kept,
                    const char **problem)
{
    FileReader disk = file_reader_disk();
    Arena *scratch = arena_new();
    Object object;
    *problem = object_read(&disk, scratch, path, &object);
    if (!*problem)
        *problem = object_mismatch(&object, policy);
    if (!*problem && is_kept && object_stamp_is_old(&object.stamp))
        *problem = "it was made by another compiler than the one that is there now";
    arena_free(scratch);
    return *problem ? NULL : native_open(arena, path, problem);
}

void native_close(Native *native)
{
    if (!native)
        return;
    dlclose(native->library);
    free(native);
}
