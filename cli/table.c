#include "cli/table.h"

#include <stdarg.h>
#include <stdbool.h>

Table table_make(Arena *arena, uint32_t columns, uint32_t left)
{
    return (Table){.arena = arena, .columns = columns, .left = left};
}

void table_cell(Table *table, const char *format, ...)
{
    char cell[512];
    va_list rest;
    va_start(rest, format);
    int size = vsnprintf(cell, sizeof cell, format, rest);
    va_end(rest);
    size_t kept = size < 0 ? 0 : (size_t)size < sizeof cell ? (size_t)size : sizeof cell - 1;
    VEC_PUSH(table->arena, &table->cells, arena_copy(table->arena, cell, kept));
}

static uint32_t cell_width(const char *cell)
{
    uint32_t width = 0;
    for (; *cell; cell++)
        width += ((unsigned char)*cell & 0xC0) != 0x80;
    return width;
}

static uint32_t column_width(const Table *table, uint32_t column)
{
    uint32_t widest = 0;
    for (uint32_t i = column; i < table->cells.count; i += table->columns) {
        uint32_t width = cell_width(table->cells.at[i]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

void table_print(const Table *table, FILE *out)
{
    uint32_t *widths = ARENA_ARRAY(table->arena, uint32_t, table->columns);
    for (uint32_t column = 0; column < table->columns; column++)
        widths[column] = column_width(table, column);
    int blank = 0; /* not yet printed, so that no line ends in blanks */
    for (uint32_t i = 0; i < table->cells.count; i++) {
        uint32_t column = i % table->columns;
        const char *cell = table->cells.at[i];
        int pad = (int)(widths[column] - cell_width(cell));
        blank += column >= table->left ? pad : 0;
        if (*cell) {
            fprintf(out, "%*s%s", blank, "", cell);
            blank = 0;
        }
        blank += 2 + (column < table->left ? pad : 0);
        if (column + 1 == table->columns) {
            fputc('\n', out);
            blank = 0;
        }
    }
}
