/* LspExample: what the construct under the cursor comes to, worked out for one fixed ticket by the calendar itself (compiler/example.h). */
#ifndef CLI_LSP_EXAMPLE_H
#define CLI_LSP_EXAMPLE_H

#include "compiler/draft.h"

/* `path` leads from the declaration to the node under the cursor. Markdown in the arena, "" where there is nothing to
   work out; *about gets the node. */
const char *lsp_example(Arena *arena, const Draft *draft, const Node *const *path, uint32_t depth,
                        const Node **about);

#endif
