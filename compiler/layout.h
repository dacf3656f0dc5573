/* Layout: a file's pieces, comments among them, with what the tree says about each: where statements begin, which braces
   are blocks, what is aligned. The formatter prints from it; nothing in it depends on how the source was broken into
   lines but blank lines and whether a comment stands alone. */
#ifndef COMPILER_LAYOUT_H
#define COMPILER_LAYOUT_H

#include "compiler/scan.h"

enum {
    LAYOUT_WIDTH = 100,
    LAYOUT_SHORT = 3
}; /* columns of a line; statements of a block on one line */

enum {
    AT_STATEMENT = 1, /* begins a statement of a block */
    AT_BLOCK = 2,     /* `{` or `}` of a block of statements */
    AT_BROKEN = 4,    /* of a block whose statements have lines of their own */
    AT_UNARY = 8,     /* a sign: nothing between it and the number */
    AT_CALL = 16,     /* `(` of a call */
    AT_SPACED = 32,   /* `:` of a field */
    AT_PART = 64,     /* part of a rule that does not fit on a line */
    AT_ROW = 128      /* in a row of a table: never broken */
};

typedef struct Glyph { /* one piece */
    Piece piece;
    Span span;
    uint32_t flags;
    uint32_t breaks; /* line breaks before it in the source */
    uint32_t pad;    /* more spaces before it */
    uint32_t match;  /* of `{` and `}`: the other one */
    uint32_t depth;  /* of `{`: open braces before it */
} Glyph;

typedef struct Layout {
    Arena *arena;
    Text text;
    Glyph *at;
    uint32_t count;
} Layout;

Layout layout_make(Arena *arena, Text text, const Node *file);
bool layout_is(const Layout *layout, uint32_t i, const char *text);
/* Columns that a piece takes, and the gap before it on one line. */
uint32_t layout_width(const Layout *layout, uint32_t i);
uint32_t layout_gap(const Layout *layout, uint32_t i);
/* Columns of [first, last) on one line, without the gap before it. */
uint32_t layout_flat(const Layout *layout, uint32_t first, uint32_t last);

#endif
