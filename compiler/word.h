/* Word: the words that the grammar knows, rows of grammar/keywords.def. */
#ifndef COMPILER_WORD_H
#define COMPILER_WORD_H

#include "base/text.h"

/* Where a soft word is not a name (keywords.def). */
typedef enum WordClass {
    WORD_HARD,
    WORD_PLAIN,
    WORD_HEAD,
    WORD_ACTION,
    WORD_JOIN,
    WORD_AS
} WordClass;

typedef struct Word {
    const char *text;
    int token; /* TOK_* of slate_parse.h */
    WordClass class;
    const char *help; /* the form of the statement that it begins; "" where it begins none */
} Word;

enum { WORD_SLOTS = 512 };
typedef struct WordIndex {
    const Word *slot[WORD_SLOTS]; /* by hash, open addressing */
} WordIndex;

void word_index_make(WordIndex *index);
const Word *word_find(const WordIndex *index, Text text); /* NULL: an ordinary name */
const Word *word_of_token(int token);                     /* NULL: no word */

#endif
