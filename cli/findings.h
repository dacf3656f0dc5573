/* Findings: the diagnostics of a compilation on a stream. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stdio.h>

#include "base/diag_render.h"
#include "cli/args.h"

/* Sorts the list and prints it; --color holds for `text`. */
void findings_print(const Args *args, FILE *out, DiagFormat format, const SourceSet *sources,
                    DiagList *diags);

#endif
