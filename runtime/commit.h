/* Commit: all changes of one record apply together, then fields, selection and targets are
   evaluated once on the state after it, then the clocks, then the rules (semantics.md E1). Part of
   the engine. */
#ifndef RUNTIME_COMMIT_H
#define RUNTIME_COMMIT_H

#include "runtime/state.h"

typedef struct Change {
    uint32_t event; /* NONE: fields only */
    bool is_creation;
    bool is_internal; /* made by the engine: may set the fields that it keeps */
    TextId account;   /* TEXT_NONE: not mentioned */
    const Assignment *sets;
    uint32_t sets_count;
    const uint64_t
        *account_changed; /* a commit that follows from a change of the account; else NULL */
} Change;

void ticket_commit(Engine *engine, Ticket *ticket, Instant at, const Change *change);
/* Computes when the ticket needs attention next. */
void ticket_arm(Moment *moment);

#endif
