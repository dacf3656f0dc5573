#include "runtime/ingest_row.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Columns ---- */

void columns_add(Arena *arena, Columns *columns, Text name)
{
    for (uint32_t i = 0; i < columns->names.count; i++)
        if (text_equal(columns->names.at[i], name))
            return;
    VEC_PUSH(arena, &columns->names, name);
    columns->has_paths = columns->has_paths || text_contains(name, TEXT("."));
}

void columns_index(Arena *arena, Columns *columns)
{
    uint32_t size = 16;
    while (size < columns->names.count * 4)
        size *= 2;
    columns->slots = ARENA_ARRAY(arena, uint32_t, size);
    columns->mask = size - 1;
    for (uint32_t i = 0; i < columns->names.count; i++) {
        uint32_t slot = (uint32_t)text_hash(columns->names.at[i]) & columns->mask;
        while (columns->slots[slot])
            slot = (slot + 1) & columns->mask;
        columns->slots[slot] = i + 1;
    }
}

uint32_t columns_find(const Columns *columns, Text name)
{
    uint32_t slot = (uint32_t)text_hash(name) & columns->mask;
    for (; columns->slots[slot]; slot = (slot + 1) & columns->mask)
        if (text_equal(columns->names.at[columns->slots[slot] - 1], name))
            return columns->slots[slot] - 1;
    return NONE;
}

const char *columns_missing(Arena *arena, const Columns *columns, const Text *names, uint32_t count)
{
    for (uint32_t i = 0; i < columns->required.count; i++) {
        Text name = columns->names.at[columns->required.at[i]];
        uint32_t found = 0;
        while (found < count && !text_equal(names[found], name))
            found++;
        if (found < count)
            continue;
        int near = text_nearest(name, names, count);
        if (near < 0)
            return arena_format(arena, "there is no column \"%.*s\"", TEXT_ARGS(name));
        return arena_format(arena, "there is no column \"%.*s\"; did you mean \"%.*s\"?",
                            TEXT_ARGS(name), TEXT_ARGS(names[near]));
    }
    return NULL;
}

/* ---- Rows ---- */

Cell cell_from(const JsonNode *node)
{
    static const CellKind KINDS[] = {
        [JSON_NULL] = CELL_NULL,     [JSON_FALSE] = CELL_FALSE,   [JSON_TRUE] = CELL_TRUE,
        [JSON_NUMBER] = CELL_NUMBER, [JSON_STRING] = CELL_STRING, [JSON_ARRAY] = CELL_ARRAY,
        [JSON_OBJECT] = CELL_OBJECT};
    return (Cell){.kind = KINDS[node->kind], .text = node->text, .node = node};
}

Row row_make(Arena *keep, const Columns *columns, Unknowns *unknowns)
{
    return (Row){.columns = columns,
                 .cells = ARENA_ARRAY(keep, Cell, columns->names.count + 1),
                 .present = ARENA_ARRAY(keep, uint32_t, columns->names.count + 1),
                 .arena = arena_new(),
                 .keep = keep,
                 .unknowns = unknowns};
}

void row_free(Row *row)
{
    arena_free(row->arena);
    row->arena = NULL;
}

void row_begin(Row *row, uint64_t line, uint64_t offset, Text text)
{
    for (uint32_t i = 0; i < row->count; i++)
        row->cells[row->present[i]].kind = CELL_MISSING;
    row->count = 0;
    row->line = line;
    row->offset = offset;
    row->text = text;
    row->reason = NULL;
    if (arena_used(row->arena))
        arena_reset(row->arena);
}

bool row_put(Row *row, uint32_t column, Cell cell)
{
    if (row->cells[column].kind != CELL_MISSING)
        return false;
    row->cells[column] = cell;
    row->present[row->count++] = column;
    return true;
}

enum {
    UNKNOWN_MAX = 1000
}; /* further names are counted together, so that memory stays bounded (G4) */

void row_unknown(Row *row, Text name)
{
    Unknowns *unknowns = row->unknowns;
    if (!unknowns)
        return;
    if (unknowns->counts.count >= UNKNOWN_MAX && intern_find(unknowns->names, name) == TEXT_NONE)
        name = TEXT("(other keys)");
    TextId id = intern_add(unknowns->names, name);
    while (unknowns->counts.count <= id)
        VEC_PUSH(unknowns->arena, &unknowns->counts, 0);
    unknowns->counts.at[id]++;
}

bool row_refuse(Row *row, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    row->reason = arena_copy(row->arena, text, strlen(text));
    return false;
}

enum { QUOTE_MAX = 60 };

const char *row_quote(Row *row, Text text)
{
    bool is_long = text.size > QUOTE_MAX;
    if (is_long) {
        text.size = QUOTE_MAX;
        while (text.size && ((unsigned char)text.data[text.size] & 0xc0) == 0x80)
            text.size--; /* not within a character */
    }
    return arena_format(row->arena, "\"%.*s%s\"", TEXT_ARGS(text), is_long ? "…" : "");
}
