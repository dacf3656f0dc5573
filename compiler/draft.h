/* Draft: a policy as it is being written. Once it is analysed its findings are those of compile_check, in the same order; but where a text
   does not follow the grammar or a file is missing, whatever could be read is resolved and typed all the same, in
   silence, so that names, types and places can be asked about. A statement that has a finding of the grammar is left out of
   that. A draft owns its memory; after an edit a new one is made. */
#ifndef COMPILER_DRAFT_H
#define COMPILER_DRAFT_H

#include "compiler/compile.h"
#include "compiler/index.h"

typedef struct Draft {
    Arena *arena;
    SourceSet *files;
    DiagList *diags;         /* sorted */
    const char *zone_folder; /* borrowed */
    ZoneSet *zones;
    FileReader reader;
    Program *program;
    OutlineList *outlines; /* by module */
    Index index;
    bool is_good; /* as far as it was looked at, it compiles */
    bool is_analysed;
} Draft;

/* Read, resolved and typed. */
Draft *draft_open(const CompileOptions *options, const char *path);
/* Adds the findings about the policy as a whole, and applies its waivers. */
void draft_analyse(Draft *draft);
void draft_free(Draft *draft);
/* The module that was read from `path`, or NULL. */
const Module *draft_module(const Draft *draft, const char *path);
/* Does the policy at `path` read that file? Nothing but its `use` lines is looked at. */
bool draft_reads(const CompileOptions *options, const char *path, const char *file);

#endif
