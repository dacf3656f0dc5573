#define _XOPEN_SOURCE 700 /* nftw */
#include "cli/against.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/fingerprint.h"
#include "cli/git.h"

static bool is_folder(const char *path)
{
    FileReader disk = file_reader_disk();
    return disk.kind(disk.context, path) == FILE_FOLDER;
}

/* A policy's folder, and its name in it: "" where the policy is the folder. */
typedef struct Where {
    const char *folder, *name;
} Where;

static Where where_of(Arena *arena, const char *path)
{
    if (is_folder(path))
        return (Where){path, ""};
    const char *slash = strrchr(path, '/');
    if (!slash)
        return (Where){".", path};
    return (Where){slash == path ? "/" : arena_format(arena, "%.*s", (int)(slash - path), path),
                   slash + 1};
}

static Status refuse(const Args *args, const char *what, const char *problem)
{
    fprintf(stderr, "slate %s: %s: %s\n", args->command->name, what, problem);
    return STATUS_INPUT;
}

static void version_take(Arena *arena, const char *folder, const char *name, Against *out)
{
    FileReader disk = file_reader_disk();
    const char *path = *name ? arena_format(arena, "%s/%s", folder, name) : folder;
    if (disk.kind(disk.context, path) != FILE_MISSING)
        out->path = path;
}

/* ---- Out of a commit ---- */

/* The tests of a policy may use what lies above them, so their folder comes with the one it is in. */
static Where root_of(Arena *arena, Where where)
{
    size_t size = strlen(where.folder);
    bool is_tests = size > 6 && strcmp(where.folder + size - 6, "/tests") == 0;
    if (!is_tests)
        return where;
    return (Where){arena_format(arena, "%.*s", (int)(size - 6), where.folder),
                   arena_format(arena, *where.name ? "tests/%s" : "tests", where.name)};
}

/* Writes a folder of a commit, "COMMIT:a/b", below the temporary folder. */
static Status tree_write(const Args *args, Arena *arena, const char *root, const char *tree,
                         Against *out)
{
    const char *parent = getenv("TMPDIR");
    char *temporary = arena_format(arena, "%s/slate-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(temporary))
        return refuse(args, temporary, strerror(errno));
    out->temporary = temporary;
    const char *index = arena_format(arena, "%s/index", temporary);
    const char *prefix = arena_format(arena, "--prefix=%s/files/", temporary);
    Text none;
    if (git_run(arena, root, index, (const char *[]){"read-tree", tree, NULL}, &none) != GIT_DONE)
        return STATUS_OK; /* the folder was not there */
    if (git_run(arena, root, index, (const char *[]){"checkout-index", "-a", prefix, NULL},
                &none) != GIT_DONE)
        return refuse(args, tree, "git cannot write it");
    return STATUS_OK;
}

static Status commit_take(const Args *args, Arena *arena, Where where, const char *version,
                          Against *out)
{
    Text prefix, rise, commit;
    const char *wanted = arena_format(arena, "%s^{commit}", version);
    switch (git_run(arena, where.folder, NULL, (const char *[]){"rev-parse", "--show-prefix", NULL},
                    &prefix)) {
    case GIT_MISSING: return refuse(args, version, "git cannot be run");
    case GIT_REFUSED: return refuse(args, where.folder, "this folder is in no git repository");
    case GIT_DONE: break;
    }
    /* Written from the root: elsewhere git would leave out what is not below. */
    if (git_run(arena, where.folder, NULL, (const char *[]){"rev-parse", "--show-cdup", NULL},
                &rise) != GIT_DONE)
        return refuse(args, where.folder, "git has no working tree here");
    const char *root = arena_format(arena, "%s/%.*s", where.folder, TEXT_ARGS(rise));
    if (git_run(arena, where.folder, NULL,
                (const char *[]){"rev-parse", "--verify", "--quiet", wanted, NULL},
                &commit) != GIT_DONE)
        return refuse(args, version, "there is no such commit, branch or folder");
    const char *tree = arena_format(arena, "%.*s:%.*s", TEXT_ARGS(commit), TEXT_ARGS(prefix));
    TRY(tree_write(args, arena, root, tree, out));
    version_take(arena, arena_format(arena, "%s/files", out->temporary), where.name, out);
    return STATUS_OK;
}

Status against_open(const Args *args, Arena *arena, const char *path, const char *version,
                    Against *out)
{
    Where where = where_of(arena, path);
    *out = (Against){0};
    if (!is_folder(version))
        return commit_take(args, arena, root_of(arena, where), version, out);
    version_take(arena, version, where.name, out);
    return STATUS_OK;
}

static int entry_remove(const char *path, const struct stat *found, int kind, struct FTW *place)
{
    (void)found, (void)kind, (void)place;
    remove(path);
    return 0;
}

void against_close(const Against *against)
{
    enum { FOLDERS = 16 };
    if (against->temporary)
        nftw(against->temporary, entry_remove, FOLDERS, FTW_DEPTH | FTW_PHYS);
}

/* ---- What is new ---- */

static int print_order(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

void against_drop(DiagList *now, const SourceSet *sources, const Findings *before)
{
    Arena *arena = arena_new();
    uint32_t kept = 0, known = before->diags->items.count;
    uint64_t *old = fingerprints_make(arena, before->sources, before->diags);
    const uint64_t *own = fingerprints_make(arena, sources, now);
    if (known)
        qsort(old, known, sizeof *old, print_order);
    for (uint32_t i = 0; i < now->items.count; i++) {
        Diag diag = now->items.at[i];
        if (known && bsearch(&own[i], old, known, sizeof *old, print_order)) {
            now->errors -= diag.severity == SEVERITY_ERROR;
            now->warnings -= diag.severity == SEVERITY_WARNING;
        } else {
            now->items.at[kept++] = diag;
        }
    }
    now->items.count = kept;
    arena_free(arena);
}
