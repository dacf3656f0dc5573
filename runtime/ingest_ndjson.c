/* NDJSON: one object a line, read strictly (RFC 8259); blank lines are skipped. Lines are read by the walk
   (runtime/ingest_walk.h) where it can, else as a tree. */
#include <stdlib.h>

#include "runtime/ingest_walk.h"

enum { GUESS_MAX = 64 };

typedef struct NdjsonReader {
    RowReader base;
    Input *input;
    Walk *walk; /* reads what it can */
    Json *json; /* and this the rest */
    uint32_t
        guesses[GUESS_MAX]; /* column of the i-th key of the last line: lines tend to be alike */
} NdjsonReader;

static bool is_blank(Text text)
{
    for (uint32_t i = 0; i < text.size; i++)
        if (text.data[i] != ' ' && text.data[i] != '\t' && text.data[i] != '\r')
            return false;
    return true;
}

static uint32_t column_guess(NdjsonReader *reader, const Row *row, uint32_t ordinal, Text key)
{
    if (ordinal >= GUESS_MAX)
        return columns_find(row->columns, key);
    uint32_t guess = reader->guesses[ordinal];
    if (guess < row->columns->names.count && text_equal(row->columns->names.at[guess], key))
        return guess;
    return reader->guesses[ordinal] = columns_find(row->columns, key);
}

static bool members_put(Row *row, const JsonNode *object, Text path);

/* A member below the top, where some column is a path. */
static bool member_put(Row *row, const JsonNode *node, Text path)
{
    Text name = path;
    if (path.size) {
        char *joined = arena_format(row->arena, "%.*s.%.*s", TEXT_ARGS(path), TEXT_ARGS(node->key));
        name = text_from(joined);
    } else {
        name = node->key;
    }
    uint32_t column = columns_find(row->columns, name);
    if (column != NONE && !row_put(row, column, cell_from(node)))
        return row_refuse(row, "the key %s appears twice", row_quote(row, name));
    return node->kind != JSON_OBJECT || members_put(row, node, name);
}

static bool members_put(Row *row, const JsonNode *object, Text path)
{
    const JsonNode *end = object + object->skip;
    for (const JsonNode *node = object + 1; node < end; node += node->skip)
        if (!member_put(row, node, path))
            return false;
    return true;
}

static bool keys_put(NdjsonReader *reader, Row *row, const JsonNode *object)
{
    const JsonNode *end = object + object->skip;
    uint32_t ordinal = 0;
    for (const JsonNode *node = object + 1; node < end; node += node->skip) {
        uint32_t column = column_guess(reader, row, ordinal++, node->key);
        if (column == NONE)
            row_unknown(row, node->key);
        else if (!row_put(row, column, cell_from(node)))
            return row_refuse(row, "the key %s appears twice", row_quote(row, node->key));
    }
    return true;
}

static bool line_read(NdjsonReader *reader, Row *row)
{
    uint32_t offset;
    const JsonNode *root = json_read(reader->json, row->text);
    if (!root) {
        const char *problem = json_problem(reader->json, &offset);
        return row_refuse(row, "broken JSON at byte %u: %s", offset + 1, problem);
    }
    if (root->kind != JSON_OBJECT)
        return row_refuse(row, "a line must hold one JSON object");
    if (row->columns->has_paths)
        return members_put(row, root, (Text){.data = "", .size = 0});
    return keys_put(reader, row, root);
}

static RowResult ndjson_next(RowReader *base, Row *row)
{
    NdjsonReader *reader = (NdjsonReader *)base;
    InputLine line;
    if (walk_line(reader->walk, reader->input, row))
        return ROW_OK;
    do
        if (!input_line(reader->input, &line))
            return ROW_END;
    while (is_blank(line.text) && !line.is_too_long);
    row_begin(row, line.line, line.offset, line.text);
    row->is_padded = false;
    if (line.is_too_long)
        return row_refuse(row, "the line is longer than 1 MiB") ? ROW_OK : ROW_REFUSED;
    return line_read(reader, row) ? ROW_OK : ROW_REFUSED;
}

static void ndjson_close(RowReader *base)
{
    NdjsonReader *reader = (NdjsonReader *)base;
    walk_free(reader->walk);
    json_free(reader->json);
    free(reader);
}

RowReader *ndjson_reader_new(Input *input)
{
    NdjsonReader *reader = calloc(1, sizeof *reader);
    if (!reader)
        abort();
    *reader = (NdjsonReader){.base = {.next = ndjson_next, .close = ndjson_close},
                             .input = input,
                             .walk = walk_new(),
                             .json = json_new()};
    return &reader->base;
}
