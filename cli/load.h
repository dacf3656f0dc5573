/* Load: a policy argument as a Policy that runs; what is wrong with it is told on standard error. */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "cli/args.h"
#include "runtime/policy.h"

/* The policy at `path`, a file, a folder or "-"; the caller frees it with policy_free. NULL: it does not compile, or
   there is nothing to read, and *exit_code is what the verb returns. */
Policy *load_policy(const Args *args, const char *path, int *exit_code);
/* Is there a file, or a folder with policies, that may be read? If not, it is told. */
bool load_is_readable(const Args *args, const char *path);

#endif
