/* Scan: the text of one file to tokens for the grammar. Over flex's plain pieces it joins what stands on one line (`3
   workdays`, `350 UAH`), reads and checks literals, collects comments, keeps track of braces, and resynchronises
   after a syntax error: it then skips to the next token that is first on its line at that depth, or to the brace that
   closes the block, returns SYNC and gives that token again. At the end of the file it supplies the braces that
   are missing. Nodes of literals live in the front arena. */
#ifndef COMPILER_SCAN_H
#define COMPILER_SCAN_H

#include "compiler/parse.h"

/* What slate.l finds; scan.c makes tokens of it. */
typedef enum Piece {
    PIECE_END, /* flex answers 0 at the end */
    PIECE_SPACE,
    PIECE_LINE, /* a line break */
    PIECE_COMMENT,
    PIECE_WORD,
    PIECE_CAPITALS, /* begins with a capital letter */
    PIECE_INTEGER,
    PIECE_DECIMAL,
    PIECE_PERCENT,
    PIECE_MEASURE, /* digits and letters: 1h30m, 3rd, 1d, 1.5h */
    PIECE_TIME,
    PIECE_DATE,
    PIECE_MONTH,
    PIECE_MONTH_DAY,
    PIECE_INSTANT,
    PIECE_TEXT,
    PIECE_TEXT_OPEN, /* without its closing quote */
    PIECE_QUOTE,     /* in single quotes */
    PIECE_QUOTE_OPEN,
    PIECE_MARK,   /* punctuation and operators */
    PIECE_FOREIGN /* bytes that mean nothing here */
} Piece;

typedef struct Scan Scan;

/* One parse: what grammar actions and the scanner share. */
typedef struct Parse {
    Arena *front;
    const SourceSet *sources;
    DiagList *diags;
    Scan *scan;
    uint32_t file;
    Node *root, *declared; /* the file, and the list of its declarations so far */
    Wanted *wanted;        /* NULL: the text is whole */
    bool is_over; /* too many errors, or nested too deep: the scanner answers with the end */
} Parse;

/* `text` is well-formed UTF-8 without NUL and outlives the scan, which begins at byte `start`. */
Scan *scan_open(Parse *parse, Text text, uint32_t start, Comments *comments);
void scan_close(Scan *scan);

/* Calls `each` for every piece of a text from byte `start` on, white space and comments too. */
void pieces_each(Text text, uint32_t start,
                 void (*each)(void *context, Piece piece, uint32_t lo, uint32_t hi), void *context);

/* A syntax error at the token that was given last. `expected`: symbol numbers of what could stand there. */
void scan_syntax_error(Scan *scan, const int *expected, int count);
/* Nesting beyond what the parser takes: a finding, and the text ends for the parser. */
void scan_too_deep(Scan *scan, Parse *parse, Span span);
/* The doc comments that end right before `span`, as an AST_DOC; NULL if there are none. */
Node *scan_doc(Scan *scan, Span span);
/* Is there no line break in the text between two places? */
bool scan_is_same_line(const Scan *scan, uint32_t lo, uint32_t hi);

#endif
