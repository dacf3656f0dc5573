/* Witness: one ticket, with its account and the moment of its creation, for which conditions have the values that an
   analysis claims. It is found in a region of a diagram and run through the interpreter before anyone sees it: what a
   diagram takes for an unknown (`created before 16:00`) is settled here, by trying moments and the constants that the
   condition itself names. Everything lives in the arena of the compilation. */
#ifndef COMPILER_WITNESS_H
#define COMPILER_WITNESS_H

#include "compiler/decide.h"
#include "compiler/lower.h"

typedef struct Claim { /* the code gives this value */
    CodeId code;       /* NONE: nothing is claimed */
    Value value;
} Claim;

typedef struct Said { /* a value that matters */
    ChoiceTest test;
    Value value;
} Said;

typedef struct Witness {
    Lower *lower;
    Decide *decide;
    Frame frame;
    Value *ticket, *before, *account, *contract, *event_fields;
    uint64_t *events;
    VEC(Said) said;
    bool says_moment; /* the instant of creation matters */
    DiagramCube cube; /* where it was found */
} Witness;

/* A witness of the region in which `where` holds, with the SLA's calendar at hand. False: none was found that all claims
   hold for; *is_proved then tells that there is one all the same, and the claims are wrong. */
bool witness_find(Lower *lower, Decide *decide, DiagramRef where, uint32_t sla, const Claim *claims,
                  uint32_t count, Witness *out, bool *is_proved);

/* The field that the test reads; NULL: it reads none. */
const FieldDef *witness_field(const Witness *witness, ChoiceTest test);
/* Another moment of creation. */
void witness_moment_set(Witness *witness, Instant at);
/* "account.vip", "priority". */
const char *witness_name(const Witness *witness, ChoiceTest test);
/* The value as the language writes it: `low`, `"brake"`, `1h30m`, `absent`. */
const char *witness_value(const Witness *witness, ChoiceTest test, Value value);
/* The runs of a side: "up to 49, 101..500 or absent". */
const char *witness_runs(const Witness *witness, const DiagramSide *side);
/* "`priority` is low and `account.vip` is false"; NULL: nothing is said. */
const char *witness_words(const Witness *witness);
/* Names and values onto the finding. */
void witness_tell(const Witness *witness, DiagList *diags, Diag *diag);

/* A test of the language of that title: the ticket under the SLA, and the lines of expectations, each ended. NULL: a test
   cannot make such a ticket. */
const char *witness_test(const Witness *witness, const Program *program, const char *title,
                         uint32_t sla, const char *expectations);
/* May the ticket come under the SLA? *plan: if its account has this plan; NULL: whatever it has. */
bool witness_is_under(const Witness *witness, const Program *program, uint32_t sla,
                      const Symbol **plan);
/* Does the clock start when the ticket is created? */
bool witness_starts(const Witness *witness, uint32_t clock);

#endif
