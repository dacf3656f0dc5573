/* Syntax: one sentence for a syntax error, in the author's words: what cannot stand there, what could, and how the statement
   at hand is written. */
#ifndef COMPILER_SYNTAX_H
#define COMPILER_SYNTAX_H

#include "compiler/scan.h"
#include "compiler/word.h"

typedef struct Token {
    int kind; /* TOK_* of slate_parse.h */
    Span span;
    Text text;             /* of words and names */
    Node *node;            /* of literals */
    const Word *word;      /* of words that the grammar knows */
    bool is_first;         /* on its line */
    bool is_joined;        /* has been looked at for a unit or currency after it */
    bool is_after_foreign; /* bytes before it were left out, with a finding */
    uint32_t depth;        /* open braces before it */
} Token;

typedef struct Syntax {
    Parse *parse;
    const Token *earlier, *before,
        *at;             /* the token that cannot stand there, and the two before it */
    const int *expected; /* symbols */
    int count;
    int head, block; /* tokens that began the statement, and the block around it; 0: none */
    bool
        is_before_line; /* out: the line before is unfinished, so `before` begins the next statement */
} Syntax;

void syntax_report(Syntax *syntax);
/* Could the symbol have stood there? */
bool syntax_expects(const Syntax *syntax, int symbol);
/* Does a declaration begin with it? */
bool syntax_is_declaration(int token);
/* Must a value or a word follow it, on whatever line? */
bool syntax_is_open(int token);

#endif
