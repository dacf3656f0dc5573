/* What the files of the diagram share (diagram.h): its nodes and tables. */
#ifndef COMPILER_DIAGRAM_PART_H
#define COMPILER_DIAGRAM_PART_H

#include "compiler/diagram.h"

typedef struct Slots { /* open addressing: index + 1 into the array it belongs to, 0: free */
    uint32_t *at;
    uint32_t size; /* a power of two, at least twice the entries */
} Slots;

typedef struct MemoEntry {
    DiagramRef key[3], result;
} MemoEntry;

typedef struct Memo { /* results by operands, exact */
    VEC(MemoEntry) entries;
    Slots slots;
} Memo;

struct Diagram {
    Arena *arena;
    uint32_t cap;
    bool is_full;
    VEC(DiagramVariable) variables;
    VEC(ChoiceNode) nodes; /* `test` is the variable */
    VEC(ChoiceEdge) edges;
    VEC(Value) leaves;
    Slots node_slots, leaf_slots;
    Memo ites;
    VEC(uint32_t) node_stamps, leaf_stamps; /* by reference: the last walk that met it */
    uint32_t stamp;                         /* of the walk under way */
    VEC(ChoiceEdge) stack; /* edges of the nodes under construction, innermost last */
};

/* Makes room for one more of `count` entries; the caller fills the slots anew where true is given. */
bool slots_grow(Arena *arena, Slots *slots, uint32_t count);
uint64_t hash_mix(uint64_t hash, uint64_t value);

/* Where the variable stands in the order; a leaf stands after all. */
uint32_t diagram_level(const Diagram *diagram, DiagramRef ref);
/* Has the walk under way met the reference? It has now. */
bool diagram_stamp(Diagram *diagram, DiagramRef ref);
/* The node of the edges on the stack from `start` on, which it takes off; DIAGRAM_NONE at the cap. */
DiagramRef diagram_node_make(Diagram *diagram, uint32_t variable, uint32_t start);

#endif
