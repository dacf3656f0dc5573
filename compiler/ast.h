/* Ast: the tree that the parser builds, one kind of node for every construct (ast.def). Parsing always yields a
   tree; a part that could not be read is an AST_ERROR node. Nodes live in the front arena of the compilation,
   are never freed singly, and keep everything that the formatter and the checker need: the place, the words as
   written, the children in order. */
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

enum { NODE_SLOTS = 4 };

struct Node {
    NodeKind kind;
    uint32_t flags;         /* of the kind; see ast.def */
    Span span;              /* from the first to the last token */
    Span name_span;         /* of `text`, where the node has a name */
    Text text;              /* a name, an operator word or the literal as written; bytes of the source */
    int64_t number, number2; /* a literal's value; see ast.def */
    Node *slot[NODE_SLOTS]; /* fixed children by position, NULL where absent; see ast.def */
    NodeList list;          /* the repeated children, in the order written */
    uint32_t type;          /* set by compiler/type.c: index of a Type; 0 = not typed */
    void *symbol;           /* set by compiler/resolve.c: what a name refers to */
};

const char *node_kind_name(NodeKind kind);
Node *node_make(Arena *front, NodeKind kind, Span span);

#endif
