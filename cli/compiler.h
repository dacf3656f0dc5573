/* Compiler: one policy made into machine code by a process of its own. libgccjit may end the process that it works in
   (a full disk, a broken assembler), and cannot be told to stop, so it never works in one that has something else to do. The
   process outlives its parent where need be, within a bound of time: what it makes is for the next run then. */
#ifndef CLI_COMPILER_H
#define CLI_COMPILER_H

#include "cli/cache.h"
#include "compiler/object.h"

typedef struct Compiler Compiler;

typedef enum CompilerState { COMPILER_WORKS, COMPILER_READY, COMPILER_FAILED } CompilerState;

typedef struct CompilerJob {
    const Policy *policy;
    Cache cache; /* where the object is to be kept; may be none */
    Text name;   /* what the object carries besides code (object.h) */
    BundleEntries files;
} CompilerJob;

/* Never NULL; one that could not be started has failed. Call it before the process has other threads. */
Compiler *compiler_start(const CompilerJob *job);
/* `waits`: until it works no more. */
CompilerState compiler_poll(Compiler *compiler, bool waits);
/* COMPILER_READY: a path of the object, good until compiler_free. */
const char *compiler_path(const Compiler *compiler);
/* COMPILER_FAILED: why, in one line. */
const char *compiler_problem(const Compiler *compiler);
/* Is it that there is no compiler on this machine? */
bool compiler_is_absent(const Compiler *compiler);
/* Does not wait. */
void compiler_free(Compiler *compiler);

#endif
