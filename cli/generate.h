/* Generate: writes the tests that are missing: for what the coverage does not reach, a story that reaches it, with what
   the interpreter answers as expectations, each for a person to confirm. */
#ifndef CLI_GENERATE_H
#define CLI_GENERATE_H

#include "cli/test_job.h"

/* To -o FILE, else to standard output; returns the exit code. */
int generate_run(const Args *args, const TestUnits *units, const TestJob *jobs, uint32_t count);

#endif
