#include "cli/overwrite.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "runtime/emit.h"

typedef struct Reads { /* what the run reads */
    const char *const *files;
    uint32_t files_count;
    const Policy *policy;
    const char *policy_path;
} Reads;

static bool is_same(const char *a, const char *b)
{
    struct stat left, right;
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
        return false;
    return stat(a, &left) == 0 && stat(b, &right) == 0 && S_ISREG(left.st_mode) &&
           left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

static bool is_read(const Reads *reads, const char *path)
{
    char name[PATH_MAX];
    for (uint32_t i = 0; i < reads->files_count; i++)
        if (is_same(path, reads->files[i]))
            return true;
    for (uint32_t i = 0; i < reads->policy->contract_files_count; i++) {
        Text file = policy_text(reads->policy, reads->policy->contract_files[i]);
        snprintf(name, sizeof name, "%.*s", TEXT_ARGS(file));
        if (is_same(path, name))
            return true;
    }
    return is_same(path, reads->policy_path);
}

static bool refuse(const Args *args, const char *option, const char *path)
{
    args_refuse(args, "%s would overwrite %s, which this run reads or writes as well", option,
                path);
    return true;
}

/* A folder takes a file a kind. */
static bool folder_refuse(const Args *args, const Reads *reads, const char *path)
{
    char name[PATH_MAX];
    for (unsigned kind = EMIT_CLOCKS; kind <= EMIT_LEDGER; kind *= 2) {
        snprintf(name, sizeof name, "%s/%s.csv", path, emit_kind_word((EmitKind)kind));
        if (is_read(reads, name))
            return refuse(args, "-o", name);
    }
    return false;
}

bool overwrite_refuse(const Args *args, const Policy *policy, const char *policy_path,
                      const char *const *files, uint32_t files_count)
{
    Reads reads = {files, files_count, policy, policy_path};
    const char *rows = args_value(args, "-o"), *rejects = args_value(args, "--rejects");
    struct stat about;
    if (rejects && is_read(&reads, rejects))
        return refuse(args, "--rejects", rejects);
    if (!rows)
        return false;
    if (stat(rows, &about) == 0 && S_ISDIR(about.st_mode))
        return folder_refuse(args, &reads, rows);
    if (is_read(&reads, rows) || (rejects && is_same(rows, rejects)))
        return refuse(args, "-o", rows);
    return false;
}
