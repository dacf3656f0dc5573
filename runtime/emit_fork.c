/* Rows for another thread: made in memory by a fork, one for each thread, and put behind one another by one of them. */
#include <stdlib.h>

#include "runtime/emit_part.h"

Emit *emit_fork(const Emit *emit)
{
    if (!emit->writer || !emit->writer->fork)
        return NULL;
    Emit *fork = malloc(sizeof *fork);
    if (!fork)
        abort();
    *fork = *emit;
    fork->arena = arena_new();
    fork->scratch = arena_new();
    fork->writer = emit->writer->fork(emit->writer);
    fork->plain = NULL;
    fork->plain_count = 0;
    emit_lines_open(fork);
    return fork;
}

const char *emit_bytes(const Emit *fork, size_t *size)
{
    const Out *out = fork->writer->outs[0];
    *size = out->size;
    return out->bytes;
}

void emit_clear(Emit *fork)
{
    fork->writer->outs[0]->size = 0;
}

void emit_join(Emit *emit, const char *bytes, size_t size)
{
    out_whole(emit->writer->outs[0], bytes, size);
}
