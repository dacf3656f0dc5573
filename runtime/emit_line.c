#include "runtime/emit_line.h"

#include <stdlib.h>
#include <string.h>

/* Of a column for which nothing is kept yet: two slots, the least number that a shift can give. */
static const Kept NOTHING[2];

static EmitColumn *columns_new(Emit *emit, uint32_t table)
{
    const EmitForm *form = emit->writer->form;
    uint32_t *count = &emit->columns_count[table];
    const Text *openings = form->openings(emit->arena, &emit->options, table, count);
    EmitColumn *columns = ARENA_ARRAY(emit->arena, EmitColumn, *count);
    for (uint32_t i = 0; i < *count; i++) {
        EmitColumn *column = &columns[i];
        *column =
            (EmitColumn){.text = openings[i], .kept = (Kept *)(uintptr_t)NOTHING, .shift = 63};
        if (i >= EMIT_TABLE[table].count)
            continue;
        column->opening_size = (uint8_t)openings[i].size;
        column->null_size = (uint8_t)(openings[i].size + form->null.size);
        memcpy(column->opening, openings[i].data, openings[i].size);
        memcpy(column->null, openings[i].data, openings[i].size);
        memcpy(column->null + openings[i].size, form->null.data, form->null.size);
    }
    return columns;
}

void emit_lines_open(Emit *emit)
{
    for (uint32_t i = 0; i < EMIT_TABLES; i++) {
        emit->columns[i] = NULL;
        if (!emit->writer->form || !(emit->options.kinds & EMIT_TABLE[i].kind))
            continue;
        emit->columns[i] = columns_new(emit, i);
        out_days(emit->writer->outs[i]);
    }
}

void emit_lines_free(Emit *emit)
{
    for (uint32_t i = 0; i < EMIT_TABLES; i++)
        for (uint32_t k = 0; emit->columns[i] && k < emit->columns_count[i]; k++)
            if (emit->columns[i][k].kept != NOTHING)
                free(emit->columns[i][k].kept);
}

char *emit_cell_put(Out *out, const EmitForm *form, const EmitColumn *column, char *put,
                    const EmitCell *cell)
{
    out->size = (size_t)(put - out->bytes);
    if (!form->omits || (cell->kind != EMIT_OMITTED && cell->kind != EMIT_KEYS))
        out_text(out, column->text);
    if (!form->omits || cell->kind != EMIT_OMITTED)
        form->cell(out, cell);
    return out_reserve(out, LINE_ROOM);
}

/* A slot for the value: its own, or one of a larger array as long as another value is in the way. */
static Kept *slot_make(EmitColumn *column, int64_t value)
{
    enum { SLOT_BITS_FIRST = 4, SLOT_BITS_MOST = 10, HASH_BITS = 64 };
    Kept *kept = kept_slot(column, value);
    bool is_first = column->kept == NOTHING;
    if (!is_first && (!kept->key || column->shift == HASH_BITS - SLOT_BITS_MOST))
        return kept;
    if (!is_first)
        free(column->kept);
    column->shift = is_first ? HASH_BITS - SLOT_BITS_FIRST : (uint8_t)(column->shift - 1);
    column->kept = calloc((size_t)1 << (HASH_BITS - column->shift), sizeof *column->kept);
    if (!column->kept)
        abort();
    return kept_slot(column, value);
}

char *emit_keep(Out *out, const EmitForm *form, EmitColumn *column, char *put, int64_t value,
                const EmitCell *cell)
{
    size_t from = (size_t)(put - out->bytes);
    put = emit_cell_put(out, form, column, put, cell);
    size_t size = out->size - from;
    if (size && size <= KEPT_TEXT) {
        Kept *kept = slot_make(column, value);
        kept->key = (uint64_t)value + 1;
        kept->size = (uint32_t)size;
        memcpy(kept->bytes, out->bytes + from, size);
    }
    return put;
}

/* Texts come again and again, so what is found out about one is kept. */
static void plain_grow(Emit *emit, uint32_t slot)
{
    uint32_t count = slot * 2 + 1024;
    emit->plain = realloc(emit->plain, count);
    if (!emit->plain)
        abort();
    memset(emit->plain + emit->plain_count, TEXT_UNKNOWN, count - emit->plain_count);
    emit->plain_count = count;
}

void emit_text_look(Emit *emit, TextId id, Text text)
{
    uint32_t slot = text_slot(id);
    if (slot >= emit->plain_count)
        plain_grow(emit, slot);
    emit->plain[slot] = emit->writer->form->is_plain(text) ? TEXT_PLAIN : TEXT_OTHER;
}
