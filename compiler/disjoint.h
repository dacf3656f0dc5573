/* Disjoint: can two conditions hold for one ticket? Both become clauses of what each field may be: sets of enumerators,
   texts and truth values, ranges of numbers; whatever else they say is compared by its words. Where that proves nothing
   they may. */
#ifndef COMPILER_DISJOINT_H
#define COMPILER_DISJOINT_H

#include "compiler/check_expr.h"

typedef struct FieldValue { /* of a ticket for which both hold */
    const char *name, *value;
} FieldValue;

typedef struct Meeting {
    bool may_meet;
    VEC(FieldValue) witness; /* the fields that the conditions read, as far as they are known */
} Meeting;

/* Either may be NULL, which always holds. */
Meeting conditions_meet(Checker *checker, const Node *one, const Node *other);

#endif
