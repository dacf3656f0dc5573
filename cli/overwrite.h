/* Would an output overwrite what the same run reads? Opening it empties it, so that is asked before. */
#ifndef CLI_OVERWRITE_H
#define CLI_OVERWRITE_H

#include "cli/args.h"
#include "runtime/policy.h"

/* Looks at -o, also as a folder of CSV files, and at --rejects against the policy's file (a folder holds none of them), the
   files of contracts that it names, and `files`; and at the two against each other. Files are the same if the file
   system says so, whatever their names. True: refused, and the reason is told. */
MUST_CHECK bool overwrite_refuse(const Args *args, const Policy *policy, const char *policy_path,
                                 const char *const *files, uint32_t files_count);

#endif
