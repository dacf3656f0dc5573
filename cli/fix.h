/* Fix: the sure fixes of findings, written into the files they are about (`check --fix`). */
#ifndef CLI_FIX_H
#define CLI_FIX_H

#include "base/diag.h"
#include "base/status.h"
#include "cli/args.h"

/* Applies the sure fixes of all findings; of two that overlap the first in the list is applied. *fixed gets the number of
   findings whose fix was applied. Each file is replaced whole or not at all. */
MUST_CHECK Status fix_apply(const Args *args, const SourceSet *sources, const DiagList *diags,
                            uint32_t *fixed);
/* The text of a file after `edits` that lie in it, in any order and without overlap. */
Text fix_text(Arena *arena, Text before, const DiagEdit *edits, uint32_t count);

#endif
