/* Against: the earlier version of a policy, out of a git commit or another folder, and what of the findings of today was
   there already. */
#ifndef CLI_AGAINST_H
#define CLI_AGAINST_H

#include "base/status.h"
#include "cli/findings.h"

typedef struct Against {
    const char *path;      /* of the earlier version; NULL: the policy was not there yet */
    const char *temporary; /* folder that holds it; NULL: it is not ours */
} Against;

/* Finds the earlier version of the policy at `path`. `version`: a folder that stands for the one of the policy, else
   anything that git takes for a commit. STATUS_INPUT: told on standard error. */
MUST_CHECK Status against_open(const Args *args, Arena *arena, const char *path,
                               const char *version, Against *out);
void against_close(const Against *against);

/* Drops the findings of `now` that `before`, the same policy's earlier, has as well: those with one fingerprint. Both
   are sorted, and without waived ones. */
void against_drop(DiagList *now, const SourceSet *sources, const Findings *before);

#endif
