/* Term: what the terminal is like: colour and progress. The only place that asks the environment
   (NO_COLOR, TERM) or the wall clock. */
#ifndef CLI_TERM_H
#define CLI_TERM_H

#include <stdio.h>

#include "cli/args.h"

/* Is what goes to `stream` coloured? By --color, NO_COLOR and whether it is a terminal. */
bool term_has_color(const Args *args, FILE *stream);

/* Milliseconds of a clock that never goes back. */
int64_t term_clock(void);

/* A bar on standard error, where that is a terminal, from the first second on; elsewhere nothing.
 */
typedef struct Progress {
    const char *what; /* "replaying" */
    bool is_on;
    bool is_shown;
    int64_t started, shown; /* term_clock */
} Progress;

Progress progress_make(const char *what);
/* `done` of `total`, in any unit; total 0: not known. Cheap when called often. */
void progress_show(Progress *progress, uint64_t done, uint64_t total);
/* Wipes the bar. */
void progress_end(Progress *progress);

#endif
