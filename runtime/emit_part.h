/* What an Emit holds: shared by the files that make it up (emit, emit_rows, emit_value, emit_line, emit_fork), and by
   nobody else. */
#ifndef RUNTIME_EMIT_PART_H
#define RUNTIME_EMIT_PART_H

#include "runtime/emit_row.h"

enum {
    COLUMNS_MAX = 24,  /* of a table's own */
    BY_MAX = 64,       /* of --by */
    OPENING_MAX = 32,  /* bytes before a cell of a table's own column, and those with null */
    KEPT_TEXT = 52,    /* bytes of a cell that is kept */
    LINE_ROOM = 16384, /* bytes that a row may take before anybody looks for room again */
    LINE_TEXT = 64     /* bytes of a text that fits a column's share of them */
};

/* A cell of a column as it was printed, with its opening, by its value: columns that name things of the policy have few
   values, so that nearly every such cell is a copy. */
typedef struct Kept {
    uint64_t key; /* the value and one; 0: nothing is kept here */
    uint32_t size;
    char bytes[KEPT_TEXT];
} Kept;

typedef struct EmitColumn {
    char opening[OPENING_MAX], null[OPENING_MAX]; /* of the table's own: copied whole */
    uint8_t opening_size, null_size;
    uint8_t shift; /* of the hash, that leaves the number of a slot */
    Kept *kept;
    Text text; /* the opening, of any length */
} EmitColumn;

typedef enum TextNeed { TEXT_UNKNOWN, TEXT_PLAIN, TEXT_OTHER } TextNeed; /* of escapes or quotes */

typedef struct ByField { /* a column of --by */
    const FieldDef *field;
    uint32_t index;
    bool is_account;
} ByField;

struct Emit {
    EmitOptions options;
    Arena *arena;   /* of the run */
    Arena *scratch; /* of one row */
    const Intern *texts;
    const SetPool *sets;
    EmitWriter *writer;
    ByField by[BY_MAX];
    const char *problem;
    uint8_t *plain; /* TextNeed by text_slot */
    uint32_t plain_count;
    EmitColumn *columns[EMIT_TABLES]; /* with a form; NULL: a kind not asked for */
    uint32_t columns_count[EMIT_TABLES];
    EmitCell cells[COLUMNS_MAX + BY_MAX];
    uint64_t decisions; /* numbered by emit_join */
    uint32_t count;
};

/* In Emit.plain: ids of records and own ones of an engine (intern_beside) by turns. */
static inline uint32_t text_slot(TextId id)
{
    return id < INTERN_OWN ? id * 2 : (id - INTERN_OWN) * 2 + 1;
}

/* Where a value is kept, if it is: numbers that follow each other do not share slots, and multiples do hardly. */
static inline Kept *kept_slot(const EmitColumn *column, int64_t value)
{
    return &column->kept[(uint64_t)value * UINT64_C(0x9e3779b97f4a7c15) >> column->shift];
}

/* ---- emit_value.c: values by type ---- */
EmitCell emit_value(Emit *emit, ValueType type, uint32_t enumeration, uint32_t currency,
                    Value value);
EmitCell emit_field(Emit *emit, const FieldDef *field, Value value); /* a set too */

/* ---- emit_line.c: what of a line is rare ---- */
/* The columns of all tables asked for, nothing kept yet; an own set for each Emit. */
void emit_lines_open(Emit *emit);
void emit_lines_free(Emit *emit);
/* Each writes a cell with its opening at `put`, the end of what `out` holds, and gives the new end, with LINE_ROOM behind
   it. */
char *emit_cell_put(Out *out, const EmitForm *form, const EmitColumn *column, char *put,
                    const EmitCell *cell);
/* A cell that was not kept: it is now, in the place of another if need be. */
__attribute__((cold)) char *emit_keep(Out *out, const EmitForm *form, EmitColumn *column, char *put,
                                      int64_t value, const EmitCell *cell);
/* Finds out whether the text is plain, for emit->plain. */
__attribute__((noinline)) void emit_text_look(Emit *emit, TextId id, Text text);

/* ---- emit_rows.c ---- */
Sink emit_rows(Emit *emit);

#endif
