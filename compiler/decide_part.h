/* What the files of the symbolic execution share: terms. A term is what a register may hold on one
   way to it: a constant, a load, or an operation on terms. Equal terms have one number. */
#ifndef COMPILER_DECIDE_PART_H
#define COMPILER_DECIDE_PART_H

#include "compiler/decide.h"

typedef uint32_t TermId;

typedef struct Term {
    uint8_t op, type; /* IrOp, IrType */
    uint16_t size;    /* operations in it, written out as a tree */
    TermId a, b;      /* operands, where the operation has them */
    uint32_t imm;
    Value value;       /* of IR_CONST */
    uint32_t variable; /* 1 + that of the diagram, 0: none yet */
} Term;

/* The first two terms, so that a condition is the diagram of its value as well. */
enum { TERM_FALSE, TERM_TRUE };

typedef struct Known { /* of a function that was executed: its value, with terms for leaves */
    CodeId id;
    DiagramRef value;
    DecideReason reason; /* why there is none */
} Known;

struct Decide {
    Arena *arena;
    const Policy *policy;
    const IrProgram *program;
    DecidePurpose purpose;
    DecideReason reason;
    Diagram *diagram;
    VEC(Term) terms;
    uint32_t *slots, slots_size; /* open addressing: 1 + TermId */
    VEC(Known) known;            /* each function once */
    const DecideBound *bound;    /* decide_bind */
    uint32_t bound_count;
    bool is_at_hand;
    IrIns ins; /* that is applied to the terms of its operands */
    IrType type;
    VEC(uint64_t) pairs; /* of terms: the leaves of a product of operands */
};

DiagramRef decide_decline(Decide *decide, DecideReason reason);

/* decide_term.c */
TermId term_constant(Decide *decide, IrType type, Value value);
TermId term_load(Decide *decide, IrIns ins, IrType type);
const Term *term_get(const Decide *decide, TermId id);
/* The variable that the term is, where it is no constant. */
uint32_t term_variable(Decide *decide, TermId id);
/* The variable of that test, with its domain. */
uint32_t test_variable(Decide *decide, ChoiceTest test);
/* The operation on terms, as a diagram of terms. */
DiagramRef term_apply(Decide *decide, IrIns ins, IrType type, TermId a, TermId b);
/* Is it true? */
DiagramRef term_truth(Decide *decide, TermId id);
/* The term of a load: itself, or what it is bound to. */
TermId term_bound(Decide *decide, ChoiceTest test, IrIns ins, IrType type);
/* The test that the operation loads; false: it is no load. */
bool test_of(IrIns ins, ChoiceTest *out);

#endif
