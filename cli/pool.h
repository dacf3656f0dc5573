/* Pool: the same work for each of a number of things, spread over threads, with a progress bar. */
#ifndef CLI_POOL_H
#define CLI_POOL_H

#include "cli/args.h"

/* Calls `each` once for every index below `count`, in any order, on at most `threads` threads; returns when all are
   done. `what`: what the bar says. */
void pool_run(uint32_t count, uint32_t threads, const char *what,
              void (*each)(void *context, uint32_t index), void *context);
/* As many as --threads says, else as the machine has processors. */
uint32_t pool_threads(const Args *args);

#endif
