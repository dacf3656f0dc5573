/* Cache: a folder that only the user can write, with the machine code of policies, each file named after what it was made
   for (compiler/object.h). What cannot be used is as if it were not there: nothing here is ever an error. */
#ifndef CLI_CACHE_H
#define CLI_CACHE_H

#include "base/digest.h"
#include "base/text.h"
#include "cli/args.h"

typedef struct Cache {
    const char *folder; /* NULL: there is none */
    Arena *arena;
} Cache;

/* $SLATE_CACHE, else $XDG_CACHE_HOME/slate, else ~/.cache/slate, made when it is missing. None with --no-cache, where none
   of them is set, or where the folder is not the user's alone, which is told on standard error. */
Cache cache_open(const Args *args, Arena *arena);
/* Where the object of that key is, or would be; in the cache's arena. */
const char *cache_path(const Cache *cache, Digest key);
/* It was of use: it is dropped after those that were not. */
void cache_touch(const char *path);
/* Puts a file at `path`, whole or not at all, whoever else writes it; then drops the oldest files beyond the bound. */
bool cache_write(const Cache *cache, const char *path, Text bytes);

#endif
