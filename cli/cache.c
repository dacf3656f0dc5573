#include "cli/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/vec.h"

enum {
    BYTES_MOST = 64 << 20, /* of all files; some hundred policies */
    UNFINISHED_S = 3600    /* after which what a writer left behind is dropped */
};
#define EXTENSION ".so"
#define WRITING   ".writing"

/* ---- The folder ---- */

/* What is empty counts as not set (XDG Base Directory Specification). */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static const char *folder_name(Arena *arena)
{
    const char *own = variable("SLATE_CACHE"), *all = variable("XDG_CACHE_HOME");
    const char *home = variable("HOME");
    if (own)
        return own;
    if (all && *all == '/')
        return arena_format(arena, "%s/slate", all);
    return home ? arena_format(arena, "%s/.cache/slate", home) : NULL;
}

/* Makes the folder and what leads to it. */
static void folder_make(Arena *arena, const char *path)
{
    char *part = text_string(arena, text_from(path));
    for (char *slash = part + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        mkdir(part, 0700);
        *slash = '/';
    }
    mkdir(part, 0700);
}

/* Why nothing may be loaded from the folder; NULL: it may. */
static const char *folder_problem(const struct stat *folder)
{
    if (!S_ISDIR(folder->st_mode))
        return "is no folder";
    if (folder->st_uid != geteuid())
        return "belongs to another user";
    if (folder->st_mode & (S_IWGRP | S_IWOTH))
        return "can be written by others (chmod go-w helps)";
    return NULL;
}

Cache cache_open(const Args *args, Arena *arena)
{
    Cache cache = {.arena = arena};
    struct stat status;
    const char *folder = args_has(args, "--no-cache") ? NULL : folder_name(arena);
    if (!folder)
        return cache;
    if (stat(folder, &status) != 0)
        folder_make(arena, folder);
    if (stat(folder, &status) != 0)
        return cache;
    const char *problem = folder_problem(&status);
    if (problem)
        fprintf(stderr, "slate %s: the cache folder %s %s: it is not used\n", args->command->name,
                folder, problem);
    else
        cache.folder = folder;
    return cache;
}

const char *cache_path(const Cache *cache, Digest key)
{
    char name[DIGEST_TEXT];
    digest_print(key, name);
    return arena_format(cache->arena, "%s/%s" EXTENSION, cache->folder, name);
}

void cache_touch(const char *path)
{
    utimensat(AT_FDCWD, path, NULL, 0);
}

/* ---- What is dropped ---- */

typedef struct Entry {
    const char *path;
    struct timespec changed;
    uint64_t bytes;
} Entry;

typedef VEC(Entry) Entries;

static int entry_order(const void *left, const void *right)
{
    const struct timespec *a = &((const Entry *)left)->changed;
    const struct timespec *b = &((const Entry *)right)->changed;
    if (a->tv_sec != b->tv_sec)
        return a->tv_sec < b->tv_sec ? -1 : 1;
    return (a->tv_nsec > b->tv_nsec) - (a->tv_nsec < b->tv_nsec);
}

/* Objects go into `entries`; what a writer left long ago goes at once. */
static void entry_add(const Cache *cache, const char *name, time_t now, Entries *entries)
{
    struct stat status;
    const char *path = arena_format(cache->arena, "%s/%s", cache->folder, name);
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return;
    if (strstr(name, WRITING)) {
        if (now - status.st_mtime > UNFINISHED_S)
            unlink(path);
    } else if (text_ends(text_from(name), TEXT(EXTENSION))) {
        Entry entry = {path, status.st_mtim, (uint64_t)status.st_size};
        VEC_PUSH(cache->arena, entries, entry);
    }
}

static void cache_sweep(const Cache *cache)
{
    Entries entries = {0};
    uint64_t bytes = 0;
    DIR *folder = opendir(cache->folder);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));)
        entry_add(cache, entry->d_name, time(NULL), &entries);
    closedir(folder);
    if (entries.count)
        qsort(entries.at, entries.count, sizeof *entries.at, entry_order);
    for (uint32_t i = 0; i < entries.count; i++)
        bytes += entries.at[i].bytes;
    for (uint32_t i = 0; i < entries.count && bytes > BYTES_MOST; i++) {
        unlink(entries.at[i].path);
        bytes -= entries.at[i].bytes;
    }
}

/* ---- Writing ---- */

static bool bytes_write(int file, Text bytes)
{
    for (uint32_t at = 0; at < bytes.size;) {
        ssize_t put = write(file, bytes.data + at, bytes.size - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        at += (uint32_t)put;
    }
    return true;
}

bool cache_write(const Cache *cache, const char *path, Text bytes)
{
    char *draft = arena_format(cache->arena, "%s" WRITING "XXXXXX", path);
    int file = mkstemp(draft);
    if (file < 0)
        return false;
    bool is_written = bytes_write(file, bytes);
    is_written = close(file) == 0 && is_written && rename(draft, path) == 0;
    if (!is_written)
        unlink(draft);
    else
        cache_sweep(cache);
    return is_written;
}
