/* Mutate: tries the tests on policies changed by one token (compiler/mutant.h) and tells which changes no test notices. */
#ifndef CLI_MUTATE_H
#define CLI_MUTATE_H

#include "cli/test_job.h"

/* All `jobs` of the units have passed. Prints the mutants that none of them notices in order of place, and the share
   that was noticed; returns the exit code: 1 where that is below --threshold. */
int mutate_run(const Args *args, const TestUnits *units, const TestJob *jobs, uint32_t count);

#endif
