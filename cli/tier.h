/* Tier: what runs a policy's code in this process. A run begins on the interpreter at once; native code takes over
   between two records when it is there: from the cache at the start, from the compiler later, never waited for unless it
   is asked for by --engine native or both. Without native code the interpreter runs, and it is told why. */
#ifndef CLI_TIER_H
#define CLI_TIER_H

#include "cli/args.h"
#include "runtime/policy.h"

typedef struct Tier Tier;

/* For a policy that compile.h made, of `path`, which may be an object itself (NULL: it is none). `is_long`: is the work worth a compiler's? The policy outlives the tier. Call it before
   the process has other threads. */
Tier *tier_open(const Args *args, const Policy *policy, const char *path, bool is_long);
void tier_free(Tier *tier);
/* Waits for native code where it is asked for by name. */
void tier_wait(Tier *tier);
/* What to begin with. */
Evaluators tier_evaluators(const Tier *tier);
/* Has anything else to be used from now on? Cheap when called often, by one thread at a time. */
bool tier_turn(Tier *tier, Evaluators *out);
/* What ran last: "interp", "native", "both". */
const char *tier_word(const Tier *tier);
/* What the verb returns: `exit_code`, unless both engines were asked for and they differ, or there was but one. That is
   told. */
int tier_exit(const Tier *tier, int exit_code);

#endif
