/* What an Emit holds: shared by the files that make it up (emit, emit_fork), and by nobody else. */
#ifndef RUNTIME_EMIT_PART_H
#define RUNTIME_EMIT_PART_H

#include "runtime/emit_row.h"

enum { CELLS_MAX = 24, BY_MAX = 64 };

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
    uint8_t *plain; /* by text id: does it need an escape? */
    uint32_t plain_count;
    EmitCell cells[CELLS_MAX + BY_MAX];
    uint32_t count;
};

#endif
