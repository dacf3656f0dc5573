/* Rows for another thread: made in memory by a fork, one for each thread, and put behind one another by one of them. Rows
   that are taken back. */
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

size_t emit_size(const Emit *fork)
{
    return fork->writer->outs[0]->size;
}

void emit_swap(Emit *fork, char **bytes, size_t *size, size_t *capacity)
{
    Out *out = fork->writer->outs[0];
    char *rows = out->bytes;
    size_t rows_size = out->size, rows_capacity = out->capacity;
    out->bytes = *bytes;
    out->size = 0;
    out->capacity = *capacity;
    *bytes = rows;
    *size = rows_size;
    *capacity = rows_capacity;
}

/* What stands between the beginning of a decision's row and the number of the decision. */
static const char DECISION_HEAD[] = "{\"row\":\"decision\",\"at\":\"", SEQ_HEAD[] = "\",\"seq\":";

/* Decisions are numbered through, in the order in which they are printed: a fork knows no more than its own. */
static void rows_number(Emit *emit, Out *out, const char *bytes, size_t size)
{
    for (const char *end = bytes + size, *next; bytes < end; bytes = next) {
        next = memchr(bytes, '\n', (size_t)(end - bytes));
        next = next ? next + 1 : end;
        out_row(out, (size_t)(next - bytes) + 20);
        if ((size_t)(next - bytes) < sizeof DECISION_HEAD ||
            memcmp(bytes, DECISION_HEAD, sizeof DECISION_HEAD - 1) != 0) {
            out_put(out, bytes, (size_t)(next - bytes));
            continue;
        }
        const char *quote = memchr(bytes + sizeof DECISION_HEAD - 1, '"', (size_t)(next - bytes));
        const char *digits = quote + sizeof SEQ_HEAD - 1, *rest = digits;
        while (*rest >= '0' && *rest <= '9')
            rest++;
        out_put(out, bytes, (size_t)(digits - bytes));
        out_integer(out, (int64_t)++emit->decisions);
        out_put(out, rest, (size_t)(next - rest));
    }
}

void emit_join(Emit *emit, const char *bytes, size_t size)
{
    Out *out = emit->writer->outs[0];
    if (emit->options.kinds & EMIT_DECISIONS)
        rows_number(emit, out, bytes, size);
    else
        out_whole(out, bytes, size);
}

bool emit_can_restart(const Emit *emit)
{
    return emit->writer && emit->writer->fork && out_can_restart(emit->writer->outs[0]);
}

void emit_restart(Emit *emit)
{
    out_restart(emit->writer->outs[0]);
    emit_lines_free(emit); /* the ids of texts are others now */
    emit_lines_open(emit);
    emit->plain_count = 0;
    emit->decisions = 0;
}
