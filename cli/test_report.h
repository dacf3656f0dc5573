/* TestReport: what the tests gave, for people and, as JUnit XML, for machines. */
#ifndef CLI_TEST_REPORT_H
#define CLI_TEST_REPORT_H

#include <stdio.h>

#include "cli/test_job.h"

/* One failed test: each expectation as written with its place, what came instead, and why. */
void test_failure_print(FILE *out, const TestJob *job, bool has_color);

/* The document of all jobs, a suite a file, valid against tests/junit.xsd. `now`: seconds since the epoch. */
MUST_CHECK Status test_junit_write(const Args *args, const char *path, const TestJob *jobs,
                                   uint32_t count, int64_t now);

#endif
