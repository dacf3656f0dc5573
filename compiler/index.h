/* Index: where each name of a program is declared and where it is used, and the outline of its files: what a language
   server answers from. Made from a Program that the checker has been through, which may have errors: a name that
   could not be resolved is not there. Everything lives in the arena that is passed and borrows the program's trees. */
#ifndef COMPILER_INDEX_H
#define COMPILER_INDEX_H

#include "compiler/program.h"

/* The name of `symbol` as it stands at `span`: the bytes are the name's own. */
typedef struct IndexName {
    Span span;
    Symbol *symbol;
    bool is_definition; /* an enumerator has one in every field that lists the same values */
} IndexName;

typedef VEC(IndexName) IndexNames;

typedef struct Index {
    Arena *arena;
    Program *program;
    IndexNames names; /* by file and place, each place once */
} Index;

/* A declaration, or a part of one that has a name of its own. */
typedef struct Outline Outline;
struct Outline {
    const Node *node;
    Text name;   /* "respond" of a target; "priority, respond" of a table */
    Text detail; /* the rest of its line, or "" */
    VEC(Outline *) children;
};
typedef VEC(Outline *) OutlineList;

Index index_make(Arena *arena, Program *program);
/* The name that holds `offset` or ends there; NULL: there is none. */
const IndexName *index_at(const Index *index, uint32_t file, uint32_t offset);
/* All places of a symbol, the definition among them, in order. */
IndexNames index_uses(const Index *index, Arena *arena, const Symbol *symbol);

/* The outline of one file's tree, whatever could be read of it. */
OutlineList outline_make(Arena *arena, const SourceSet *files, const Node *tree);

/* The nodes that hold `offset`, from the declaration inwards; at most `most`. Returns how many. */
uint32_t index_path(const Node *tree, uint32_t offset, const Node **path, uint32_t most);

#endif
