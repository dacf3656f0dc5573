/* Ast: the tree that the parser builds, one kind of node for every construct (ast.def). Parsing
   always yields a tree; a part that could not be read is an AST_ERROR node. Nodes live in the front
   arena of the compilation, are never freed singly, and keep everything that the formatter and the
   checker need: the place, the words as written, the children in order. */
#ifndef COMPILER_AST_H
#define COMPILER_AST_H

#include "base/source.h"
#include "base/vec.h"

typedef enum NodeKind {
#define AST(kind, name, slots, doc) AST_##kind,
#include "compiler/ast.def"
#undef AST
    AST_COUNT
} NodeKind;

typedef struct Node Node;
typedef VEC(Node *) NodeList;

enum { NODE_SLOTS = 4, NODE_DEPTH = 1000 };

/* Node.flags, by kind. CELL_COMPARE keeps a NodeKind and HOLIDAY_WEEKDAY a Weekday there. */
enum {
    USE_FILE = 1,
    PERIOD_CALENDAR = 1,
    PERIOD_NEXT = 2,
    INSTANT_LOCAL = 1,
    EASTER_ORTHODOX = 1,
    REPEATS_INDEPENDENTLY = 1,
    SLA_FOR_TEAM = 1,
    TARGET_UNTIMED = 1,
    CUTOFF_AT_CLOSE = 1,
    CUTOFF_AT_TIME = 2,
    CUTOFF_AT_FIELD = 4,
    TARGETS_UNIQUE = 1,
    PER_CONTRACT = 1,
    PRICE_LEAST = 1,
    KEY_DESCENDING = 1,
    ARM_BY = 1,
    EXPECT_PACK = 1
};

/* Node.number of PER and CONTRACT_RENEW, CHANGES, SOURCE; -1 for a word that is none of them. */
typedef enum PeriodWord { PER_DAY, PER_WEEK, PER_MONTH, PER_QUARTER, PER_YEAR } PeriodWord;
typedef enum ChangeWord { CHANGE_KEEP, CHANGE_RESTART, CHANGE_PINNED, CHANGE_FINAL } ChangeWord;
typedef enum SourceWord { SOURCE_WORD_CSV, SOURCE_WORD_NDJSON, SOURCE_WORD_SQLITE } SourceWord;

struct Node {
    NodeKind kind;
    uint32_t flags; /* of the kind; see ast.def */
    Span span;      /* from the first to the last token */
    Span name_span; /* of `text`, where the node has a name */
    Text text;      /* a name, an operator word or the literal as written; bytes of the source */
    int64_t number, number2; /* a literal's value; see ast.def */
    Node *slot[NODE_SLOTS];  /* fixed children by position, NULL where absent; see ast.def */
    NodeList list;           /* the repeated children, in the order written */
    uint32_t depth; /* levels of nodes below; at most NODE_DEPTH, so that walks may recurse */
    uint32_t type;  /* set by compiler/type.c: index of a Type; 0 = not typed */
    void *symbol;   /* set by compiler/resolve.c: what a name refers to */
};

const char *node_kind_name(NodeKind kind); /* "holiday on a date" */
const char *node_kind_code(NodeKind kind); /* "HOLIDAY_DATE" */
Node *node_make(Arena *front, NodeKind kind, Span span);
/* Appends to `list`; NULL children are dropped. */
void node_add(Arena *front, Node *parent, Node *child);
/* Same kinds, flags, texts, numbers and children; places do not matter. */
bool node_equal(const Node *a, const Node *b);
/* The tree as text, one node a line, two spaces a level: KIND "text" number number2 flags. Ends
 * with NUL. */
char *node_dump(Arena *arena, const Node *node);

#endif
