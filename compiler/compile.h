/* Compile: from .sla text to a Policy, stage by stage. Read compile.c first: it is the list of the
   stages. */
#ifndef COMPILER_COMPILE_H
#define COMPILER_COMPILE_H

#include "base/diag.h"
#include "base/file.h"
#include "runtime/trial.h"

typedef struct CompileOptions {
    const FileReader *reader; /* NULL: the disk */
    const char *zone_folder;  /* TZif files; NULL: the system's */
} CompileOptions;

/* The policy at `path`, a file, a folder or "-". Findings go to `diags`, their places to `files`;
   both stay the caller's. NULL: an error is among the findings. The caller frees the policy with
   policy_free. */
Policy *compile_policy(const CompileOptions *options, const char *path, DiagList *diags,
                       SourceSet *files);
/* The same with its tests; trials_free frees both. */
Trials *compile_trials(const CompileOptions *options, const char *path, DiagList *diags,
                       SourceSet *files);
/* The same to be judged: the findings of analysis (analyse.h) too. True where the policy compiles. */
bool compile_check(const CompileOptions *options, const char *path, DiagList *diags,
                   SourceSet *files);

struct Program;
/* The findings of analysis, of a program that the checker found good. True where the policy compiles. */
bool compile_analyse(struct Program *program, const char *zone_folder);

/* What the customer of a contract of the source has, as canonical text (normal.h), into `arena`. False: the policy does
   not compile. A contract that is not there leaves *out without data and puts the nearest name, if any, in *nearest. */
bool compile_normal(const CompileOptions *options, const char *path, Text contract, DiagList *diags,
                    SourceSet *files, Arena *arena, Text *out, Text *nearest);

/* A file that lies in memory. */
typedef struct CompileFile {
    const char *path;
    const char *text;
} CompileFile;
typedef struct CompileMemory {
    const CompileFile *files;
    uint32_t count;
} CompileMemory;
/* Reads those files and no others; good as long as `memory`. */
FileReader compile_reader(CompileMemory *memory);
/* The first of `count` files with the others beside it: tests and fuzzing need no disk. */
Policy *compile_memory(const CompileFile *memory, uint32_t count, DiagList *diags,
                       SourceSet *files);
/* One file of that text, "policy.sla". */
Policy *compile_text(const char *text, DiagList *diags, SourceSet *files);

#endif
