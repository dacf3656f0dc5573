/* Format: the canonical layout of a policy, without options. parse(format(x)) = parse(x) and format(format(x)) =
   format(x); every comment stays, in its order. */
#ifndef COMPILER_FORMAT_H
#define COMPILER_FORMAT_H

#include "compiler/parse.h"

/* The canonical text of a file of the set, in the arena. False: it does not parse, diags say why, *out is untouched. */
bool format_file(Arena *arena, SourceSet *sources, uint32_t file, DiagList *diags, Text *out);

#endif
