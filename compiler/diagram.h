/* Diagram: functions from the values of variables to integers, as reduced ordered decision diagrams. A variable is what
   one test reads (a field, an event, an opaque condition); a node splits its variable's values into runs, sorted by their
   lower bound, so that `x = 5` is three runs whatever the domain; a leaf is an integer. Nodes are hash-consed and no test
   is redundant within its variable's domain: two functions are equal if and only if their references are. A condition
   is a function to DIAGRAM_NO and DIAGRAM_YES.

   Order: variables are tested in the order in which they were added, late ones (opaque conditions, which cost more than
   a load) after all others. Whoever adds them should add first what most conditions read: a column that every row of a
   table names splits the rows, one that few rows name multiplies them (decide_order in decide.h counts).

   Size: nodes and edges that are made, those of intermediate results too, are limited by the cap. Once it is reached
   every result is DIAGRAM_NONE, and so is everything made of it: no partial answers. Everything lives in the arena. */
#ifndef COMPILER_DIAGRAM_H
#define COMPILER_DIAGRAM_H

#include <stdbool.h>

#include "base/vec.h"
#include "runtime/choice.h"

typedef struct Diagram Diagram;
typedef uint32_t DiagramRef; /* a node, or a leaf as in choice.h; good as long as the Diagram */

#define DIAGRAM_NONE UINT32_MAX        /* the cap was reached */
#define DIAGRAM_NO   CHOICE_LEAF       /* the leaf 0 */
#define DIAGRAM_YES  (CHOICE_LEAF | 1) /* the leaf 1 */

/* ---- Variables ---- */

typedef struct DiagramVariable {
    ChoiceTest test;
    bool can_be_absent;
    bool is_late;    /* tested after those that are not */
    bool has_usual;  /* `usual` is what a witness says where it may choose: a default */
    Value low, high; /* of a present value */
    Value usual;
} DiagramVariable;

#define DIAGRAM_LEAST (VALUE_ABSENT + 1) /* of a domain without bounds */
#define DIAGRAM_MOST  INT64_MAX
/* In the domain of a text: any that no condition names. */
#define DIAGRAM_OTHER_TEXT (-1)

Diagram *diagram_new(Arena *arena, uint32_t cap);
/* The variable of that test, which is added unless it is there. */
uint32_t diagram_variable_add(Diagram *diagram, const DiagramVariable *variable);
uint32_t diagram_variable_count(const Diagram *diagram);
const DiagramVariable *diagram_variable_get(const Diagram *diagram, uint32_t variable);
bool diagram_is_full(const Diagram *diagram);

/* ---- Making ---- */

DiagramRef diagram_leaf(Diagram *diagram, Value leaf);
bool diagram_is_leaf(DiagramRef ref);
Value diagram_leaf_get(const Diagram *diagram, DiagramRef leaf);
/* Is the variable's value present and in low..high? Nothing, if low > high. */
DiagramRef diagram_between(Diagram *diagram, uint32_t variable, Value low, Value high);
DiagramRef diagram_is(Diagram *diagram, uint32_t variable, Value value);
DiagramRef diagram_present(Diagram *diagram, uint32_t variable);
/* Is it one of the values, which ascend? */
DiagramRef diagram_in(Diagram *diagram, uint32_t variable, const Value *values, uint32_t count);

DiagramRef diagram_not(Diagram *diagram, DiagramRef a);
DiagramRef diagram_and(Diagram *diagram, DiagramRef a, DiagramRef b);
DiagramRef diagram_or(Diagram *diagram, DiagramRef a, DiagramRef b);
/* `yes` where the condition holds, else `no`; the two may have any leaves. */
DiagramRef diagram_ite(Diagram *diagram, DiagramRef condition, DiagramRef yes, DiagramRef no);
/* Where does it give that leaf? */
DiagramRef diagram_where(Diagram *diagram, DiagramRef ref, Value leaf);

typedef Value DiagramCombine(void *context, Value a, Value b);
/* The function whose leaf is made of the leaves of both. */
DiagramRef diagram_product(Diagram *diagram, DiagramRef a, DiagramRef b, DiagramCombine *combine,
                           void *context);
/* Where do they differ? */
DiagramRef diagram_difference(Diagram *diagram, DiagramRef a, DiagramRef b);
typedef DiagramRef DiagramMap(void *context, Value leaf);
/* Puts a function in the place of each leaf. */
DiagramRef diagram_map(Diagram *diagram, DiagramRef ref, DiagramMap *map, void *context);

typedef struct DiagramCase {
    DiagramRef guard;
    Value leaf;
} DiagramCase;
/* The leaf of the first case whose guard holds, else `otherwise`; made from the root down, so that thousands of cases
   cost about their number. */
DiagramRef diagram_build(Diagram *diagram, const DiagramCase *cases, uint32_t count,
                         Value otherwise);

/* ---- Reading ---- */

/* The leaf at those values, by variable. */
Value diagram_walk(const Diagram *diagram, DiagramRef ref, const Value *values);
/* The leaves that can be reached, ascending. */
typedef VEC(Value) DiagramLeaves;
DiagramLeaves diagram_leaves(Diagram *diagram, Arena *arena, DiagramRef ref);

typedef struct
    DiagramRun { /* low..high; low VALUE_ABSENT: absent, and what follows it up to high */
    Value low, high;
} DiagramRun;
typedef struct DiagramSide { /* what one variable must be */
    uint32_t variable;
    VEC(DiagramRun) runs; /* ascending, none touches the next */
    Value example; /* one of them: the usual value where it is there, else the one nearest to 0 */
} DiagramSide;
typedef VEC(DiagramSide) DiagramCube; /* all must hold; variables that don't matter are not there */
typedef VEC(DiagramCube) DiagramRegion; /* disjoint cubes */

/* One cube that gives the leaf, with few variables and few unusual values; false: there is none. */
bool diagram_witness(Diagram *diagram, Arena *arena, DiagramRef ref, Value leaf, DiagramCube *out);
/* At most `most` of the cubes that give the leaf, values that lead the same way in one. */
DiagramRegion diagram_region(Diagram *diagram, Arena *arena, DiagramRef ref, Value leaf,
                             uint32_t most);
/* How many such cubes there are. */
uint64_t diagram_cube_count(Diagram *diagram, Arena *arena, DiagramRef ref, Value leaf);
/* Nodes and edges below. */
uint32_t diagram_size(const Diagram *diagram, Arena *arena, DiagramRef ref);
/* The flat form that an engine walks, in `arena`; its tests are those of the variables. */
Choice diagram_flatten(const Diagram *diagram, Arena *arena, DiagramRef ref);

#endif
