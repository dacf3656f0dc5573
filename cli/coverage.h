/* Coverage: what of the policies their tests do not reach (compiler/cover.h), by stable name with its place. */
#ifndef CLI_COVERAGE_H
#define CLI_COVERAGE_H

#include "cli/test_job.h"

/* Runs the jobs once more, watched, and prints the report as --format says; returns the exit code: 1 where less than
   --threshold percent, else that of slate.toml, is reached. */
int coverage_run(const Args *args, const TestUnits *units, const TestJob *jobs, uint32_t count);

#endif
