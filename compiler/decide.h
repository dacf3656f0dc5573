/* Decide: symbolic execution of IR into diagrams. What a function reads stays a symbol: a load is a variable, its
   comparison with a constant a run of that variable's values, `eval` the other function in place. A condition that
   is no test of one value (`tags has "x"`, `opened.time < closed.time`) is an opaque variable, equal ones are the same.

   A decision list, what guards, tables and exceptions compile to, is split where all jumps that are under way meet:
   each line gives its own guard, not what is left by the lines before it, since the first that holds wins. The list
   becomes one diagram in one pass from the root (diagram_build).

   What declines gives DIAGRAM_NONE (decide_reason): a list beyond the cap, and, where the diagram is to be run, code
   that may fault, because a diagram reads other values than the list would, and results that are not constants. */
#ifndef COMPILER_DECIDE_H
#define COMPILER_DECIDE_H

#include "compiler/diagram.h"
#include "compiler/ir.h"

typedef enum DecidePurpose {
    DECIDE_TO_RUN, /* exact for every frame: any field may be absent; a fault declines */
    DECIDE_TO_KNOW /* fields as declared; what may fault is opaque */
} DecidePurpose;

typedef enum DecideReason {
    DECIDE_DONE,
    DECIDE_MAY_FAULT,
    DECIDE_NOT_CONSTANT,
    DECIDE_TOO_LARGE
} DecideReason;

typedef struct Decide Decide;

/* All of it lives in `arena`; the functions of `program` must stay as they are meanwhile. */
Decide *decide_new(Arena *arena, const Policy *policy, const IrProgram *program,
                   DecidePurpose purpose, uint32_t cap);
/* The variables and every diagram made here. */
Diagram *decide_diagram(Decide *decide);
/* Why the last call declined. */
DecideReason decide_reason(const Decide *decide);
/* Adds the variables of those functions, those that most tests look at first, then in order of first sight. Without
   it variables are added as they are met. */
void decide_order(Decide *decide, const CodeId *ids, uint32_t count);

/* What the function returns. A result that is no constant, nor of a type with few values, is a term: see below. */
DiagramRef decide_code(Decide *decide, CodeId id);
/* Does it return true? NONE, no condition, always does. */
DiagramRef decide_condition(Decide *decide, CodeId id);
/* The function's lines in order: the first whose guard holds gives the leaf; the last guard always holds. */
typedef VEC(DiagramCase) DecideCases;
bool decide_cases(Decide *decide, CodeId id, DecideCases *out);

/* What is known of a load: its value, or that it gives what a field of the ticket gives; of a set, whether it has the value. */
typedef struct DecideBound {
    ChoiceTest test;
    enum { BOUND_VALUE, BOUND_FIELD, BOUND_HAS, BOUND_LACKS } kind;
    Value value; /* BOUND_FIELD: the field's index */
} DecideBound;
/* Until the next call all functions are executed with these known: the state after one commit in terms of that before it.
   `bound` stays the caller's. */
void decide_bind(Decide *decide, const DecideBound *bound, uint32_t count);
/* Does the test read a present value in low..high? */
DiagramRef decide_between(Decide *decide, ChoiceTest test, Value low, Value high);

/* Leaves below DECIDE_TERM_END are results computed from the frame (DECIDE_TO_KNOW only): equal terms, equal leaves. */
#define DECIDE_TERM_END (VALUE_ABSENT + (INT64_C(1) << 32))
static inline bool decide_is_term(Value leaf)
{
    return leaf != VALUE_ABSENT && leaf < DECIDE_TERM_END;
}

/* The expression of an opaque variable, by its test, as a function of its own, added to `program`, which must be the one
   given to decide_new. */
CodeId decide_extract(const Decide *decide, IrProgram *program, ChoiceTest test);
/* Does any variable depend on the calendar at hand (T8), and so on the SLA of the frame? */
bool decide_is_at_hand(const Decide *decide);

#endif
