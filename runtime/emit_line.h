/* Line: one row on its way into a buffer. A row has its room checked once and puts its columns one after the other: each
   is an opening copied whole and a value, written by type; nothing is looked up that the row does not hold. Texts that
   stand for things of the policy (clocks, plans, calendars, sources) are cells kept as they were printed
   (EmitColumn.kept). A writer of cells gets the same columns as cells. All of it is inlined into emit_rows.c, so that the
   place in the buffer stays in a register. */
#ifndef RUNTIME_EMIT_LINE_H
#define RUNTIME_EMIT_LINE_H

#include "runtime/emit_part.h"

#define LINE_INLINE static inline __attribute__((always_inline))

typedef struct Line {
    Emit *emit;
    const EmitForm *form; /* NULL: cells */
    Out *out;
    EmitColumn *column; /* the next */
    char *put;
    EmitTableId table;
} Line;

LINE_INLINE Line line_begin(Emit *emit, EmitTableId table)
{
    EmitWriter *writer = emit->writer;
    Line line = {.emit = emit, .form = writer->form, .table = table};
    emit->count = 0;
    if (arena_used(emit->scratch))
        arena_reset(emit->scratch);
    if (!line.form)
        return line;
    line.out = writer->outs[table];
    line.column = emit->columns[table];
    line.put = out_row(line.out, LINE_ROOM);
    return line;
}

LINE_INLINE void line_end(Line *line)
{
    Emit *emit = line->emit;
    if (!line->form) {
        if (!emit->writer->has_failed)
            emit->writer->row(emit->writer, line->table, emit->cells, emit->count);
        return;
    }
    memcpy(line->put, line->form->end.data, 2);
    line->out->size = (size_t)(line->put - line->out->bytes) + line->form->end.size;
}

LINE_INLINE EmitCell text_cell(const Emit *emit, TextId id)
{
    return (EmitCell){.kind = EMIT_TEXT, .text = intern_get(emit->texts, id)};
}

LINE_INLINE EmitCell origin_cell(const Emit *emit, Origin origin)
{
    return (EmitCell){
        .kind = EMIT_ORIGIN, .text = intern_get(emit->texts, origin.file), .number = origin.line};
}

LINE_INLINE void line_cell(Line *line, EmitCell cell)
{
    if (!line->form)
        line->emit->cells[line->emit->count++] = cell;
    else
        line->put = emit_cell_put(line->out, line->form, line->column++, line->put, &cell);
}

LINE_INLINE void line_open(Line *line)
{
    const EmitColumn *column = line->column++;
    memcpy(line->put, column->opening, OPENING_MAX);
    line->put += column->opening_size;
}

LINE_INLINE void line_null(Line *line)
{
    if (!line->form) {
        line_cell(line, (EmitCell){.kind = EMIT_NULL});
        return;
    }
    const EmitColumn *column = line->column++;
    memcpy(line->put, column->null, OPENING_MAX);
    line->put += column->null_size;
}

LINE_INLINE void line_omit(Line *line)
{
    if (!line->form)
        line_cell(line, (EmitCell){.kind = EMIT_OMITTED});
    else if (line->form->omits)
        line->column++;
    else
        line_open(line);
}

/* Up to LINE_TEXT bytes, without a call. */
LINE_INLINE void bytes_copy(char *put, const char *bytes, uint32_t size)
{
    if (size >= 16) {
        for (uint32_t i = 0; i + 16 < size; i += 16)
            memcpy(put + i, bytes + i, 16);
        memcpy(put + size - 16, bytes + size - 16, 16);
    } else if (size >= 8) {
        memcpy(put, bytes, 8);
        memcpy(put + size - 8, bytes + size - 8, 8);
    } else if (size >= 4) {
        memcpy(put, bytes, 4);
        memcpy(put + size - 4, bytes + size - 4, 4);
    } else if (size) {
        put[0] = bytes[0];
        put[size / 2] = bytes[size / 2];
        put[size - 1] = bytes[size - 1];
    }
}

/* A text with many values, such as a ticket's. */
LINE_INLINE void line_text(Line *line, TextId id)
{
    const Emit *emit = line->emit;
    if (id == TEXT_NONE) {
        line_null(line);
        return;
    }
    if (!line->form) {
        line_cell(line, text_cell(emit, id));
        return;
    }
    Text text = intern_get(emit->texts, id);
    uint32_t slot = text_slot(id);
    if (slot >= emit->plain_count || emit->plain[slot] == TEXT_UNKNOWN)
        emit_text_look(line->emit, id, text);
    if (emit->plain[slot] != TEXT_PLAIN || text.size > LINE_TEXT) {
        line_cell(line, (EmitCell){.kind = EMIT_TEXT, .text = text});
        return;
    }
    uint8_t quote = line->form->quote;
    line_open(line);
    *line->put = '"';
    line->put += quote;
    bytes_copy(line->put, text.data, text.size);
    line->put += text.size;
    *line->put = '"';
    line->put += quote;
}

/* A cell with few values, if this one was kept; else the caller goes on with line_keep. */
LINE_INLINE bool line_kept(Line *line, int64_t value)
{
    if (!line->form)
        return false;
    const Kept *kept = kept_slot(line->column, value);
    if (kept->key != (uint64_t)value + 1)
        return false;
    memcpy(line->put, kept->bytes, 32);
    if (kept->size > 32)
        memcpy(line->put + 32, kept->bytes + 32, KEPT_TEXT - 32);
    line->put += kept->size;
    line->column++;
    return true;
}

LINE_INLINE void line_keep(Line *line, int64_t value, EmitCell cell)
{
    if (!line->form)
        line_cell(line, cell);
    else
        line->put = emit_keep(line->out, line->form, line->column++, line->put, value, &cell);
}

/* A text with few values. */
LINE_INLINE void line_name(Line *line, TextId id)
{
    if (id == TEXT_NONE)
        line_null(line);
    else if (!line_kept(line, id))
        line_keep(line, id, text_cell(line->emit, id));
}

/* A row of one of the policy's tables by its name, null for NONE and for what has no name: the plan of a policy that
   declares none. */
#define LINE_NAME(line, table, index)                                                              \
    do {                                                                                           \
        if ((index) == NONE || (line)->emit->options.policy->table[index].name == TEXT_NONE)       \
            line_null(line);                                                                       \
        else if (!line_kept((line), (index)))                                                      \
            line_keep((line), (index),                                                             \
                      text_cell((line)->emit, (line)->emit->options.policy->table[index].name));   \
    } while (0)

/* One of this program's own words. */
#define LINE_WORD(line, index, word)                                                               \
    do {                                                                                           \
        if (!line_kept((line), (index)))                                                           \
            line_keep((line), (index), (EmitCell){.kind = EMIT_TEXT, .text = text_from(word)});    \
    } while (0)

/* A number with few values. */
LINE_INLINE void line_limit(Line *line, int64_t number)
{
    if (number == VALUE_ABSENT)
        line_null(line);
    else if (!line_kept(line, number))
        line_keep(line, number, (EmitCell){.kind = EMIT_INTEGER, .number = number});
}

/* VALUE_ABSENT is null. */
LINE_INLINE void line_integer(Line *line, int64_t number)
{
    if (number == VALUE_ABSENT) {
        line_null(line);
    } else if (!line->form) {
        line_cell(line, (EmitCell){.kind = EMIT_INTEGER, .number = number});
    } else {
        line_open(line);
        line->put = integer_put(line->put, number);
    }
}

LINE_INLINE void line_instant(Line *line, Instant at)
{
    if (at == VALUE_ABSENT) {
        line_null(line);
    } else if (!line->form) {
        line_cell(line, (EmitCell){.kind = EMIT_INSTANT, .number = at});
    } else {
        line_open(line);
        line->put = instant_put(line->out->days, line->put, at, line->form->quote);
    }
}

LINE_INLINE void line_origin(Line *line, Origin origin)
{
    int64_t value = (int64_t)((uint64_t)origin.file << 32 | origin.line);
    if (!origin.line)
        line_null(line);
    else if (!line_kept(line, value))
        line_keep(line, value, origin_cell(line->emit, origin));
}

#endif
