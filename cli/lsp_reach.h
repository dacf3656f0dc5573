/* LspReach: a run of a policy's tests that notes which targets each test reaches. It knows nothing of the server, so that
   it may run on any thread. */
#ifndef CLI_LSP_REACH_H
#define CLI_LSP_REACH_H

#include <stdatomic.h>

#include "cli/lsp_document.h"

typedef struct LspReached { /* a test reaches a line */
    uint32_t test;          /* counted over all files */
    const char *file;       /* base name */
    uint32_t line;          /* from 1 */
} LspReached;

typedef struct LspReach {
    Arena *arena;
    bool is_run; /* the policy compiled, and its tests ran to their end */
    uint32_t tests;
    VEC(LspReached) reached;
} LspReach;

/* Runs the tests of the policy at `root` and of the files in the folder `tests` beside it that read it. `is_cancelled` is
   asked between two tests. */
void lsp_reach_run(LspReach *reach, LspDocuments *documents, const char *root,
                   const atomic_bool *is_cancelled);

#endif
