/* CSV: one file a kind, with a header (RFC 4180); absent is an empty cell. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runtime/emit_row.h"

typedef struct CsvWriter {
    EmitWriter base;
    Out outs[EMIT_TABLES]; /* fd -1 and no bytes: that kind is not asked for */
    const char *paths[EMIT_TABLES];
} CsvWriter;

static void json_cell(Out *out, const EmitCell *cell)
{
    Out json;
    out_open_memory(&json);
    emit_json(&json, cell);
    out_csv(out, (Text){.data = json.bytes, .size = (uint32_t)json.size});
    out_free(&json);
}

static void cell_print(Out *out, const EmitCell *cell)
{
    switch (cell->kind) {
    case EMIT_OMITTED:
    case EMIT_NULL: break;
    case EMIT_TEXT: out_csv(out, cell->text); break;
    case EMIT_INTEGER:
    case EMIT_DECIMAL:
    case EMIT_BOOLEAN: emit_json(out, cell); break;
    case EMIT_INSTANT: out_instant(out, cell->number); break;
    case EMIT_ORIGIN:
        out_text(out, cell->text);
        out_byte(out, ':');
        out_integer(out, cell->number);
        break;
    case EMIT_JSON:
    case EMIT_KEYS: json_cell(out, cell); break;
    }
}

static bool text_is_plain(Text text)
{
    for (uint32_t i = 0; i < text.size; i++)
        if (strchr("\",\r\n", text.data[i])) /* a NUL as well */
            return false;
    return true;
}

static Text *openings_make(Arena *arena, const EmitOptions *options, uint32_t table,
                           uint32_t *count)
{
    Text *openings = emit_columns(arena, options, table, count);
    for (uint32_t i = 0; i < *count; i++)
        openings[i] = i ? TEXT(",") : TEXT("");
    return openings;
}

static const EmitForm FORM = {.openings = openings_make,
                              .cell = cell_print,
                              .is_plain = text_is_plain,
                              .null = {"", 0},
                              .end = {"\n", 1}};

static bool csv_close(EmitWriter *base, Arena *arena, const char **problem)
{
    CsvWriter *writer = (CsvWriter *)base;
    bool is_written = true;
    for (uint32_t i = 0; i < EMIT_TABLES; i++) {
        int error;
        if (out_close(&writer->outs[i], &error) == STATUS_OK)
            continue;
        is_written = false;
        *problem = arena_format(arena, "%s: %s", writer->paths[i], strerror(error));
    }
    free(writer);
    return is_written;
}

static void header_print(Out *out, Arena *arena, const EmitOptions *options, uint32_t table)
{
    uint32_t count;
    const Text *columns = emit_columns(arena, options, table, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            out_byte(out, ',');
        out_csv(out, columns[i]);
    }
    out_byte(out, '\n');
}

/* The path is a file for one kind, or a folder, made if need be. */
static const char *table_path(Arena *arena, const char *path, uint32_t table)
{
    struct stat about;
    size_t size = strlen(path);
    bool has_slash = size && path[size - 1] == '/';
    if (has_slash || (stat(path, &about) == 0 && S_ISDIR(about.st_mode)))
        return arena_format(arena, "%s%s%s.csv", path, has_slash ? "" : "/",
                            EMIT_TABLE[table].name);
    return path;
}

static int tables_open(CsvWriter *writer, const EmitOptions *options, Arena *arena)
{
    int error = 0;
    size_t size = strlen(options->path);
    if (size && options->path[size - 1] == '/' && mkdir(options->path, 0777) != 0 &&
        errno != EEXIST) {
        writer->paths[0] = options->path;
        return errno;
    }
    for (uint32_t i = 0; i < EMIT_TABLES && !error; i++) {
        if (!(options->kinds & EMIT_TABLE[i].kind))
            continue;
        writer->paths[i] = table_path(arena, options->path, i);
        if (out_open(&writer->outs[i], writer->paths[i], &error) != STATUS_OK)
            continue;
        writer->outs[i].has_quotes = true;
        header_print(&writer->outs[i], arena, options, i);
    }
    return error;
}

EmitWriter *csv_writer_new(const EmitOptions *options, Arena *arena, const char **problem)
{
    CsvWriter *writer = calloc(1, sizeof *writer);
    const char *unused;
    if (!writer)
        abort();
    writer->base = (EmitWriter){.form = &FORM, .close = csv_close};
    for (uint32_t i = 0; i < EMIT_TABLES; i++) {
        writer->outs[i] = (Out){.fd = -1};
        writer->base.outs[i] = &writer->outs[i];
    }
    int error = tables_open(writer, options, arena);
    if (!error)
        return &writer->base;
    *problem = arena_format(arena, "%s: %s", options->path, strerror(error));
    csv_close(&writer->base, arena, &unused);
    return NULL;
}
