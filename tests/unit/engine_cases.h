/* The scenarios of test_engine.c: rules of semantics.md with rows worked out by hand. */
#ifndef TESTS_UNIT_ENGINE_CASES_H
#define TESTS_UNIT_ENGINE_CASES_H

#include <stdbool.h>

typedef struct EngineCase {
    const char *name;   /* the rule and the situation */
    const char *policy; /* beside std.clocks and the calendar `office` */
    const char *events; /* a line each: day of March 2026, time in UTC, event, key=value … */
    const char *until;  /* "02 17:00" */
    const char *rows;   /* actions as they come, then the clock rows */
    bool closed_loop;
} EngineCase;

extern const EngineCase ENGINE_CASES[]; /* ends with a row without a name */

#endif
