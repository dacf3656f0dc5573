/* Choice: a reduced ordered decision diagram as flat arrays: what a list of guards, a table or a tree of exceptions
   comes down to (compiler/diagram.h makes it). One walk from the root reads each value at most once, in a fixed order,
   whatever the number of rows was. Edges of a node are runs sorted by their lower bound: the first starts at
   VALUE_ABSENT, which is the least value, and the edge taken is the last whose `from` is at most the value. A test of
   CHOICE_CODE is an expression that can't fault. The arrays belong to the policy and never change. */
#ifndef RUNTIME_CHOICE_H
#define RUNTIME_CHOICE_H

#include "runtime/value.h"

struct Frame; /* runtime/policy.h */

typedef enum ChoiceRead {
#define READ(name, word, form) CHOICE_##name,
#include "runtime/choice.def"
#undef READ
} ChoiceRead;

typedef struct ChoiceTest { /* what is looked at */
    uint32_t read;          /* ChoiceRead */
    uint32_t index;         /* of the field, slot, event; CHOICE_CODE: CodeId; else 0 */
} ChoiceTest;

/* The bit that makes a reference a leaf; the rest is an index into `leaves`, else into `nodes`. */
#define CHOICE_LEAF UINT32_C(0x80000000)

typedef struct ChoiceNode {
    uint32_t test;         /* into `tests` */
    uint32_t first, count; /* into `edges`, at least two */
} ChoiceNode;

typedef struct ChoiceEdge {
    Value from;
    uint32_t to;
} ChoiceEdge;

typedef struct Choice {
    const ChoiceTest *tests;
    const ChoiceNode *nodes; /* each before those that it leads to */
    const ChoiceEdge *edges;
    const Value *leaves;
    uint32_t tests_count, nodes_count, edges_count, leaves_count;
    uint32_t root;
} Choice;

const char *choice_read_word(ChoiceRead read);
/* The edge that the value takes, of `count` sorted ones. */
uint32_t choice_edge_find(const ChoiceEdge *edges, uint32_t count, Value value);
/* What the test sees in the frame. */
Value choice_test_read(ChoiceTest test, const struct Frame *frame);
Value choice_walk(const Choice *choice, const struct Frame *frame);

#endif
