/* Shapes: the fastest way through a line of NDJSON, from the window of the input straight into a record. What lies between
   the values of a line (`","ticket":"`) is the same in thousands of lines, so it is compared as a whole and never looked
   into; that it is the JSON which it should be was proved once, when it was learned. A tree of such pieces begins at
   `{"at":"`; a piece whose literal does not fit has others beside it, and behind the event the tree branches by what
   the event is, since that tells which keys come. Each piece knows what its value sets: instants of the day at
   hand are eight digits in one word, names, texts and enumerators one look into a memo (runtime/ingest_memo.h), anything else
   is read by value_read.

   Nothing is interned, counted or changed before the line has fitted to its end. A line that does not fit, in its
   literals or its values (an escape, an unknown enumerator, the last line of the window), is read by the walk, and by the
   strict reader where that gives up; what they read as an ordinary row is learned. So all accept the same lines,
   which tests/unit/test_shape.c and a fuzz target hold against each other. Where few lines fit, as where keys are shuffled,
   the tree is dropped and another one is tried some thousand lines later. */
#ifndef RUNTIME_INGEST_SHAPE_H
#define RUNTIME_INGEST_SHAPE_H

#include "runtime/ingest_decode.h"

typedef struct Shapes Shapes;

/* For a decoder by the expected names; lies in its `keep`. */
Shapes *shapes_new(Decoder *decoder);
/* Takes the next line off the window: the decoder's record, and where the row stands. False: nothing was taken. */
bool shapes_read(Shapes *shapes, Input *input, Row *row);
/* After a line that the walk has taken and quick_read has read. */
void shapes_learn(Shapes *shapes, const Row *row);

#endif
