/* Diff: what changed between two texts, line by line, in the unified form that patch(1) reads. */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include <stdio.h>

#include "base/text.h"

/* Prints nothing where the texts are equal. `name` stands in both headings. */
void diff_print(FILE *out, const char *name, Text before, Text after);

#endif
