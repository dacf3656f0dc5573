/* Findings: the diagnostics of a compilation on a stream. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stdio.h>

#include "base/diag_render.h"
#include "cli/args.h"

/* Sorts the list and prints it; --color holds for `text`. An empty list prints nothing. */
void findings_print(const Args *args, FILE *out, DiagFormat format, const SourceSet *sources,
                    DiagList *diags);
/* The notes of a list as one of its own, which the caller frees after it; the rest stays. */
DiagList *findings_notes_take(DiagList *diags);

#endif
