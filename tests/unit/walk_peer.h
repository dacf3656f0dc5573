/* The walk against the strict reader: the same lines twice, the second time with a carriage return before each, which is
   white space (RFC 8259) that the walk does not take. Both must give the same cells and refuse the same lines. */
#ifndef TESTS_WALK_PEER_H
#define TESTS_WALK_PEER_H

#include <stdlib.h>
#include <string.h>

#include "runtime/ingest_walk.h"

typedef struct WalkSide {
    Arena *arena;
    Columns columns;
    Unknowns unknowns;
    Row row;
    Input input;
    RowReader *reader;
} WalkSide;

static inline void walk_side_open(WalkSide *side, Text text)
{
    static const char *const NAMES[] = {
        "at",      "ticket", "event",  "account",
        "id",      "a",      "Ticket", "a_name_that_is_longer_than_three_words",
        "\xc3\xa9"};
    *side = (WalkSide){.arena = arena_new()};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        columns_add(side->arena, &side->columns, text_from(NAMES[i]));
    columns_index(side->arena, &side->columns);
    side->unknowns = (Unknowns){.arena = side->arena, .names = intern_new()};
    side->row = row_make(side->arena, &side->columns, &side->unknowns);
    input_open_text(&side->input, text);
    side->reader = ndjson_reader_new(&side->input);
}

static inline void walk_side_close(WalkSide *side)
{
    side->reader->close(side->reader);
    input_close(&side->input);
    row_free(&side->row);
    intern_free(side->unknowns.names);
    arena_free(side->arena);
}

/* Every line with a carriage return before it. */
static inline Text walk_marked(Text text, char *room)
{
    uint32_t size = 0;
    for (uint32_t i = 0; i < text.size; i++) {
        if (i == 0 || text.data[i - 1] == '\n')
            room[size++] = '\r';
        room[size++] = text.data[i];
    }
    return (Text){.data = room, .size = size};
}

static inline bool walk_cells_agree(const Row *a, const Row *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const Cell *x = &a->cells[a->present[i]], *y = &b->cells[b->present[i]];
        if (a->present[i] != b->present[i] || x->kind != y->kind || !text_equal(x->text, y->text))
            return false;
    }
    return true;
}

static inline bool walk_unknowns_agree(const WalkSide *a, const WalkSide *b)
{
    if (a->unknowns.counts.count != b->unknowns.counts.count)
        return false;
    for (uint32_t i = 0; i < a->unknowns.counts.count; i++)
        if (a->unknowns.counts.at[i] != b->unknowns.counts.at[i] ||
            !text_equal(intern_get(a->unknowns.names, i), intern_get(b->unknowns.names, i)))
            return false;
    return true;
}

static inline bool walk_rows_agree(WalkSide *a, WalkSide *b)
{
    for (;;) {
        RowResult left = a->reader->next(a->reader, &a->row);
        RowResult right = b->reader->next(b->reader, &b->row);
        if (left != right || a->row.line != b->row.line)
            return false;
        if (left == ROW_END)
            return walk_unknowns_agree(a, b);
        Text strict = b->row.text;
        strict.data++, strict.size--;
        if (!text_equal(a->row.text, strict))
            return false;
        if (left == ROW_OK && !walk_cells_agree(&a->row, &b->row))
            return false;
    }
}

static inline bool walk_agrees(Text text)
{
    WalkSide walked, strict;
    char *room = malloc(2 * (size_t)text.size + 1);
    if (!room)
        abort();
    walk_side_open(&walked, text);
    walk_side_open(&strict, walk_marked(text, room));
    bool agrees = walk_rows_agree(&walked, &strict);
    walk_side_close(&walked);
    walk_side_close(&strict);
    free(room);
    return agrees;
}

#endif
