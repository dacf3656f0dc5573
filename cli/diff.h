/* Diff: what changed between two texts, line by line, in the unified form that patch(1) reads. */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include <stdio.h>

#include "base/text.h"

/* Prints nothing where the texts are equal. `name` stands in both headings. */
void diff_print(FILE *out, const char *name, Text before, Text after);

/* Bytes [lo, hi) of the text before give way to `text`. */
typedef void DiffTaker(void *context, uint32_t lo, uint32_t hi, Text text);
/* The lines that change, block by block; applied together they make `after` of `before`. */
void diff_each(Text before, Text after, DiffTaker *take, void *context);

#endif
