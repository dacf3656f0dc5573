/* Table: rows of cells for the terminal, columns as wide as their widest cell, numbers to the
   right. Cells are copied into the arena. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdio.h>

#include "base/vec.h"

typedef struct Table {
    Arena *arena; /* borrowed */
    uint32_t columns;
    uint32_t left; /* the first `left` columns are texts; the others are set to the right */
    VEC(const char *) cells;
} Table;

Table table_make(Arena *arena, uint32_t columns, uint32_t left);
/* The next cell, row by row; the first row is the heading. */
__attribute__((format(printf, 2, 3))) void table_cell(Table *table, const char *format, ...);
void table_print(const Table *table, FILE *out);

#endif
