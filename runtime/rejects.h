/* Rejects: refused records as NDJSON, {"file","line","reason","text"} a line, for `--rejects FILE` (semantics.md E3). */
#ifndef RUNTIME_REJECTS_H
#define RUNTIME_REJECTS_H

#include "runtime/event.h"
#include "runtime/out.h"

typedef struct Rejects {
    Out out;
    const char *const *files; /* paths by Reject.file; borrowed */
    uint32_t files_count;
} Rejects;

/* Creates the file. On failure *error is an errno. */
MUST_CHECK Status rejects_open(Rejects *rejects, const char *path, const char *const *files,
                               uint32_t files_count, int *error);
void rejects_add(Rejects *rejects, const Reject *reject);
MUST_CHECK Status rejects_close(Rejects *rejects, int *error);

#endif
