/* Source choice: which source of a policy maps the history of a call. */
#ifndef CLI_SOURCE_CHOICE_H
#define CLI_SOURCE_CHOICE_H

#include "cli/args.h"
#include "runtime/policy.h"

/* The source that --source names ("none": the plain names, NONE); else the only one that fits the name of the first
   history; else, with none that fits, the plain names. False: unknown or unclear, which is told. */
bool source_choose(const Args *args, const Policy *policy, const char *input, uint32_t *out);

#endif
