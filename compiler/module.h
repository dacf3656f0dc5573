/* Module: the files of a policy. Loading reads a .sla file, a folder (all its .sla files, by name)
   or standard input, the standard prelude always, and what they `use`, each once and after what it
   uses itself. Whatever is wrong with a file (missing, a folder, not UTF-8, too large, outside the
   policy's folder, a cycle) is a Diag and leaves an empty tree. */
#ifndef COMPILER_MODULE_H
#define COMPILER_MODULE_H

#include "compiler/program.h"

enum { MODULE_COUNT_MAX = 1000 };

/* A program without files, in `arena`. Everything passed is borrowed and must outlive it. */
Program *program_new(Arena *arena, SourceSet *files, DiagList *diags, ZoneSet *zones,
                     const FileReader *reader);
/* Loads the policy at `path` ("-": standard input). False: there is nothing to go on with, and a
 * Diag says why. */
bool module_load(Program *program, const char *path);
/* The path, as the reader opens it, of a file beside `module` that a declaration names at `span` (a history).
   NULL: it is not there or may not be read, and a Diag says so. */
const char *module_file(Program *program, const Module *module, Span span, Text name);
/* Reads a file beside `module` that a declaration names at `span` (an iCalendar feed). False: a
 * Diag says why. */
bool module_read(Program *program, const Module *module, Span span, Text name, Text *out);
/* The path of a file that a declaration at `span` names, relative to its own; "" where it may not be read, and a Diag says
   why: it lies outside the policy's folder. Whether it is there is not asked. */
const char *module_path(Program *program, Span span, Text name);
/* The module that `span` lies in. */
const Module *module_of(const Program *program, Span span);

#endif
