/* DiagRender: findings as text, for a terminal, for a list of lines, or for programs (interfaces.md). It renders into an
   arena and prints nothing. The list is taken in its order: diag_sort first. */
#ifndef BASE_DIAG_RENDER_H
#define BASE_DIAG_RENDER_H

#include "base/diag.h"

enum { DIAG_SHOWN = 20 }; /* findings in `text` and `short`; then "and N more" */

typedef enum DiagFormat { DIAG_TEXT, DIAG_SHORT, DIAG_JSON, DIAG_GITHUB } DiagFormat;

bool diag_format_find(Text word, DiagFormat *out); /* "text", "short", "json", "github" */

/* text: the finding, its lines with ^^^ under the place and --- under the other rules, the witness, help and the fix.
   short: file:line:column: severity[CODE]: message. json: one object a line, all of them.
   github: one workflow command a line, which GitHub shows beside the line of the file. Colour is for `text`. */
Text diag_render(Arena *arena, const SourceSet *sources, const DiagList *diags, DiagFormat format,
                 bool color);

#endif
