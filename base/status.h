/* Status: what the world answered. Functions that can meet a missing file, a broken input or a full disk return
   one, and it must be looked at. What is wrong with the user's policy is a Diag instead (base/diag.h). */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

typedef enum Status {
#define STATUS(name, exit_code, text) STATUS_##name,
#include "base/status.def"
#undef STATUS
} Status;

#define MUST_CHECK __attribute__((warn_unused_result))

const char *status_text(Status status);
int status_exit(Status status);
/* The exit code of two answers together: the larger one, but that what was not examined (5) says less than a policy that
   does not compile (3) or an input that cannot be read (4). */
int status_exit_join(int a, int b);

/* Hands a failure on to the caller. The only macro with hidden control flow in the code base. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        Status try_status_ = (call);                                                               \
        if (try_status_ != STATUS_OK)                                                              \
            return try_status_;                                                                    \
    } while (0)

#endif
