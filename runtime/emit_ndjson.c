/* NDJSON: every kind in one stream, as the rows come. */
#include <stdlib.h>
#include <string.h>

#include "runtime/emit_row.h"

typedef struct NdjsonWriter {
    EmitWriter base;
    const char *path;
    Out out;
} NdjsonWriter;

void emit_decimal(Out *out, int64_t millionths)
{
    uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
    uint64_t fraction = size % 1000000;
    char digits[8];
    int count = 6;
    if (millionths < 0)
        out_byte(out, '-');
    out_integer(out, (int64_t)(size / 1000000));
    if (!fraction)
        return;
    for (; fraction % 10 == 0; count--)
        fraction /= 10;
    digits[0] = '.';
    for (int i = count; i > 0; i--, fraction /= 10)
        digits[i] = (char)('0' + fraction % 10);
    out_put(out, digits, (size_t)count + 1);
}

static void keys_json(Out *out, const EmitCell *cell)
{
    out_byte(out, '{');
    for (int64_t i = 0; i < cell->number; i++) {
        if (i)
            out_byte(out, ',');
        out_json(out, cell->keys[i].name);
        out_byte(out, ':');
        emit_json(out, &cell->keys[i]);
    }
    out_byte(out, '}');
}

static void origin_json(Out *out, const EmitCell *cell)
{
    out_json(out, cell->text);
    out->size--; /* the closing quote comes after the line */
    out_byte(out, ':');
    out_integer(out, cell->number);
    out_byte(out, '"');
}

void emit_json(Out *out, const EmitCell *cell)
{
    switch (cell->kind) {
    case EMIT_OMITTED:
    case EMIT_NULL: OUT_LITERAL(out, "null"); break;
    case EMIT_TEXT: out_json(out, cell->text); break;
    case EMIT_INTEGER: out_integer(out, cell->number); break;
    case EMIT_DECIMAL: emit_decimal(out, cell->number); break;
    case EMIT_BOOLEAN: out_text(out, cell->number ? TEXT("true") : TEXT("false")); break;
    case EMIT_INSTANT:
        out_byte(out, '"');
        out_instant(out, cell->number);
        out_byte(out, '"');
        break;
    case EMIT_ORIGIN: origin_json(out, cell); break;
    case EMIT_JSON: out_text(out, cell->text); break;
    case EMIT_KEYS: keys_json(out, cell); break;
    }
}

/* The keys of an `emit` action stand beside the others. */
static void keys_inline(Out *out, const EmitCell *cell)
{
    for (int64_t i = 0; i < cell->number; i++) {
        out_byte(out, ',');
        out_json(out, cell->keys[i].name);
        out_byte(out, ':');
        emit_json(out, &cell->keys[i]);
    }
}

static void ndjson_cell(Out *out, const EmitCell *cell)
{
    if (cell->kind == EMIT_KEYS)
        keys_inline(out, cell);
    else
        emit_json(out, cell);
}

static bool ndjson_close(EmitWriter *base, Arena *arena, const char **problem)
{
    NdjsonWriter *writer = (NdjsonWriter *)base;
    int error;
    Status status = out_close(&writer->out, &error);
    if (status != STATUS_OK)
        *problem = arena_format(arena, "%s: %s", writer->path, strerror(error));
    free(writer);
    return status == STATUS_OK;
}

static Text *openings_make(Arena *arena, const EmitOptions *options, uint32_t table,
                           uint32_t *count)
{
    Text *columns = emit_columns(arena, options, table, count);
    for (uint32_t i = 0; i < *count; i++) {
        const char *row = i ? "," : arena_format(arena, "{\"row\":\"%s\",", EMIT_TABLE[table].word);
        columns[i] = text_from(arena_format(arena, "%s\"%.*s\":", row, TEXT_ARGS(columns[i])));
    }
    return columns;
}

static const EmitForm FORM = {.openings = openings_make,
                              .cell = ndjson_cell,
                              .is_plain = out_is_plain,
                              .null = {"null", 4},
                              .end = {"}\n", 2},
                              .quote = 1,
                              .omits = true};

static void outs_set(NdjsonWriter *writer)
{
    for (uint32_t i = 0; i < EMIT_TABLES; i++)
        writer->base.outs[i] = &writer->out;
}

static EmitWriter *ndjson_fork(const EmitWriter *base)
{
    NdjsonWriter *fork = malloc(sizeof *fork);
    if (!fork)
        abort();
    memcpy(fork, base, sizeof *fork);
    out_open_memory(&fork->out);
    outs_set(fork);
    return &fork->base;
}

EmitWriter *ndjson_writer_new(const EmitOptions *options, Arena *arena, const char **problem)
{
    NdjsonWriter *writer = calloc(1, sizeof *writer);
    int error;
    if (!writer)
        abort();
    writer->base = (EmitWriter){.form = &FORM, .close = ndjson_close, .fork = ndjson_fork};
    writer->path = options->path;
    outs_set(writer);
    if (out_open(&writer->out, options->path, &error) == STATUS_OK)
        return &writer->base;
    *problem = arena_format(arena, "%s: %s", options->path, strerror(error));
    free(writer);
    return NULL;
}
