/* Code: what the policy's tables refer to, and where a row was written. The compiler makes the code, the engine runs it
   over a Frame (runtime/policy.h). */
#ifndef RUNTIME_CODE_H
#define RUNTIME_CODE_H

#include "base/intern.h"
#include "runtime/value.h"

#define NONE UINT32_MAX /* the absent index of every table */

typedef uint32_t CodeId; /* one compiled expression; NONE where there is none */

/* A constant, or code. */
typedef struct Operand {
    CodeId code; /* NONE: `value` is the constant */
    Value value;
} Operand;

typedef struct Origin {
    TextId file; /* base name: "warranty.sla", "std/prelude.sla" */
    uint32_t line;
} Origin;

#endif
