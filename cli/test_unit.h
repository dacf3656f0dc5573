/* TestUnit: one file of tests with the policy it is compiled with. */
#ifndef CLI_TEST_UNIT_H
#define CLI_TEST_UNIT_H

#include "base/diag.h"
#include "base/vec.h"
#include "cli/args.h"
#include "runtime/trial.h"

typedef struct TestUnit {
    const char *path;
    const char *root; /* what is compiled: `path`, or its folder */
    SourceSet *sources;
    Trials *trials;     /* NULL: it does not compile, and the findings have been printed */
    struct Tier *tier;  /* what runs it; NULL: its policy's own evaluators */
    const bool *is_own; /* by trial: one of this file's, not of a file that it uses */
} TestUnit;

typedef struct TestUnits {
    Arena *arena;
    VEC(TestUnit) units;
    int exit_code; /* the worst so far */
} TestUnits;

/* Compiles a file with its tests, or every file of tests in a folder and below. Findings go to standard error. */
void test_units_add(const Args *args, TestUnits *units, const char *path);
void test_units_free(TestUnits *units);

#endif
