/* Expected: what could stand at the end of an unfinished text, by the parser itself: the text is parsed up to there, with its
   recovery after errors on the way, and the state in which the parser then is says which tokens it would take. */
#ifndef COMPILER_EXPECTED_H
#define COMPILER_EXPECTED_H

#include "base/vec.h"
#include "compiler/word.h"

typedef struct Expected {
    VEC(const Word *)
    words; /* of the grammar, where they say something of their own; not where they would be names */
    bool has_name; /* a name could stand there */
    bool is_first; /* on its line: a statement may begin */
} Expected;

/* `text` ends before the word that is being written. */
Expected expected_make(Arena *arena, Text text);

#endif
