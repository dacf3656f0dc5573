/* Git: the few questions to the program `git` that comparing with an earlier version asks. It is run without a shell, and
   nothing in the repository, its index or its working tree is changed. */
#ifndef CLI_GIT_H
#define CLI_GIT_H

#include "base/text.h"

typedef enum GitAnswer {
    GIT_DONE,
    GIT_REFUSED, /* it ran and answered with a failure */
    GIT_MISSING  /* it cannot be run */
} GitAnswer;

/* Runs `git -C folder words…`, words up to a NULL, with a file of its own as index where `index` is not NULL. What it
   prints, less the last line break, goes to *out; what it tells on standard error is dropped. */
GitAnswer git_run(Arena *arena, const char *folder, const char *index, const char *const *words,
                  Text *out);

#endif
