/* Output: what a scenario of the engine printed, to be compared with the rows worked out by hand. */
#ifndef TESTS_UNIT_OUTPUT_H
#define TESTS_UNIT_OUTPUT_H

#include "runtime/policy.h"

typedef struct Output {
    char text[16384];
    size_t size;
    const Policy *policy;
    const Intern *texts;
} Output;

/* Appends; a text that does not fit fails the test. */
__attribute__((format(printf, 2, 3))) void print(Output *out, const char *format, ...);

#endif
