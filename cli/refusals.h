/* Refusals: the refused records of a replay (semantics.md E3): counted, the first ones told on standard error, all of
   them kept in the file of --rejects where that is asked for. */
#ifndef CLI_REFUSALS_H
#define CLI_REFUSALS_H

#include "cli/args.h"
#include "runtime/rejects.h"

/* `files`: the inputs by Reject.file, borrowed. */
typedef struct Refusals {
    const Args *args;
    const char *const *files;
    uint64_t count;
    bool is_kept;
    Rejects kept;
} Refusals;

/* Opens the file of --rejects, if there is one; false: it cannot be written, which is told. */
bool refusals_open(Refusals *refusals, const Args *args, const char *const *files,
                   uint32_t files_count);
void refusals_add(Refusals *refusals, const Reject *reject);
/* Tells the sum. False: the file could not be written whole, which is told. */
bool refusals_close(Refusals *refusals);

#endif
