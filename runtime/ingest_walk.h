/* Walk: the fast way through a line of NDJSON, from the window of the input straight into the cells of a row. Most lines are
   flat objects whose keys come in the order of a line before, so the walk compares the bytes of the key that it expects
   (`"ticket":`) a word at a time, and looks a key up only where the guess is wrong. A string is one compare of sixteen
   bytes at a time for what may end it: a quote, a backslash, a control character, a byte beyond ASCII; only those
   that have an escape are decoded, only those with bytes beyond ASCII are checked as UTF-8.

   It never refuses: whatever it does not know for certain (a container, a repeated key, a line that goes on beyond the
   window, anything malformed) it leaves to the strict reader (base/json.c), which reads that line again and says what is
   wrong. So both accept the same lines and make the same cells, which tests/unit/test_walk.c and a fuzz target hold
   against each other. */
#ifndef RUNTIME_INGEST_WALK_H
#define RUNTIME_INGEST_WALK_H

#include "runtime/ingest_row.h"

typedef struct Walk Walk;

Walk *walk_new(void);
void walk_free(Walk *walk);
/* Takes the next line off the window and puts its cells into the row, in the order of its keys; false: nothing was taken. The
   columns of the row are the same at every call. */
bool walk_line(Walk *walk, Input *input, Row *row);

#endif
