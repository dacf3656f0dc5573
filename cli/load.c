#include "cli/load.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/status.h"
#include "cli/findings.h"
#include "compiler/compile.h"
#include "compiler/object.h"

static bool folder_has_policy(const FileReader *disk, const char *path)
{
    Arena *arena = arena_new();
    TextList names = {0};
    bool found = false;
    if (disk->list(disk->context, arena, path, &names))
        for (uint32_t i = 0; i < names.count && !found; i++)
            found = text_ends(names.at[i], TEXT(".sla"));
    arena_free(arena);
    return found;
}

static const char *object_problem(const FileReader *disk, const char *path)
{
    Arena *arena = arena_new();
    Object object;
    const char *problem = object_read(disk, arena, path, &object);
    if (!problem && object.policy.size == 0)
        problem = "it holds no policy, only the code of one";
    arena_free(arena);
    return problem;
}

/* Why there is nothing to read at `path`; NULL: there is. */
static const char *path_problem(const char *path)
{
    if (strcmp(path, "-") == 0)
        return NULL;
    FileReader disk = file_reader_disk();
    switch (disk.kind(disk.context, path)) {
    case FILE_MISSING: return "there is no such file";
    case FILE_FOLDER:
        return folder_has_policy(&disk, path) ? NULL
                                              : "the folder has no .sla files, or cannot be read";
    case FILE_REGULAR:
        if (object_is_named(path))
            return object_problem(&disk, path);
        return access(path, R_OK) == 0 ? NULL : "it cannot be read";
    case FILE_OTHER: return access(path, R_OK) == 0 ? NULL : "it cannot be read";
    }
    return NULL;
}

bool load_is_readable(const Args *args, const char *path)
{
    const char *problem = path_problem(path);
    if (problem)
        fprintf(stderr, "slate %s: %s: %s\n", args->command->name, path, problem);
    return !problem;
}

Policy *load_policy(const Args *args, const char *path, int *exit_code)
{
    *exit_code = status_exit(STATUS_INPUT);
    if (!load_is_readable(args, path))
        return NULL;
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    Policy *policy = compile_policy(&(CompileOptions){0}, path, diags, sources);
    if (!policy) {
        findings_print(args, stderr, DIAG_TEXT, sources, diags);
        *exit_code = status_exit(STATUS_POLICY);
    }
    diag_list_free(diags);
    source_set_free(sources);
    return policy;
}
