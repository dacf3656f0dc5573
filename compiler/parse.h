/* Parse: the text of one file to its tree. Parsing always gives a tree and never prints; what is
   wrong with the text is queued as diagnostics E01xx with their places, several a file, none that
   only follows from another. The tree lives in the front arena; texts in it point into the source
   set or that arena. */
#ifndef COMPILER_PARSE_H
#define COMPILER_PARSE_H

#include "base/diag.h"
#include "compiler/ast.h"

enum {
    PARSE_FILE_BYTES = 16 << 20, /* a larger file is refused */
    PARSE_NESTING = 100,         /* levels of { and ( */
    PARSE_ERRORS = 1000          /* reading stops after so many errors */
};

/* A comment without its line break: trivia for the formatter and the source of doc comments. */
typedef struct Comment {
    Span span;
    bool is_doc;   /* ## */
    bool is_first; /* nothing but white space before it on its line */
} Comment;

typedef struct Comments {
    VEC(Comment) at; /* in order of place */
} Comments;

/* What the parser would have taken at the end of a text (expected.h). */
typedef struct Wanted {
    Arena *arena;
    VEC(int) symbols; /* tokens */
    int before;       /* the last token of the text; 0: it has none */
} Wanted;

/* The AST_FILE node of file number `file` of the set, its declarations in `list`. */
Node *parse_file(Arena *front, SourceSet *sources, uint32_t file, DiagList *diags);
/* The same, and the file's comments. */
Node *parse_file_comments(Arena *front, SourceSet *sources, uint32_t file, DiagList *diags,
                          Comments *comments);
/* The same of a text that ends where something is wanted. */
Node *parse_file_wanted(Arena *front, SourceSet *sources, uint32_t file, DiagList *diags,
                        Wanted *wanted);

#endif
