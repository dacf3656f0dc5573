#include "runtime/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/ingest_shape.h"

struct Ingest {
    IngestOptions options;
    Arena *arena; /* of one input: decoder, reader, problem */
    Unknowns unknowns;
    Input input;
    bool has_input;    /* input is open: not for SQLite */
    RowReader *reader; /* NULL: nothing is open */
    Row row;
    Decoder decoder;
    Shapes *shapes; /* of NDJSON by the expected names; else NULL */
    const char *path;
    const char *problem;
    uint32_t file;
    uint32_t next; /* record of the current row to hand out */
    uint64_t position;
    IngestCounts counts;
};

Ingest *ingest_new(const IngestOptions *options)
{
    Ingest *ingest = calloc(1, sizeof *ingest);
    if (!ingest)
        abort();
    ingest->options = *options;
    ingest->arena = arena_new();
    ingest->unknowns = (Unknowns){.arena = arena_new(), .names = intern_new()};
    ingest->problem = "";
    return ingest;
}

void ingest_close(Ingest *ingest)
{
    if (ingest->reader)
        ingest->reader->close(ingest->reader);
    if (ingest->has_input)
        input_close(&ingest->input);
    row_free(&ingest->row);
    decoder_close(&ingest->decoder);
    ingest->reader = NULL;
    ingest->shapes = NULL;
    ingest->has_input = false;
    ingest->next = 0;
}

void ingest_free(Ingest *ingest)
{
    if (!ingest)
        return;
    ingest_close(ingest);
    intern_free(ingest->unknowns.names);
    arena_free(ingest->unknowns.arena);
    arena_free(ingest->arena);
    free(ingest);
}

const char *ingest_problem(const Ingest *ingest)
{
    return ingest->problem;
}

IngestCounts ingest_counts(const Ingest *ingest)
{
    return ingest->counts;
}

void ingest_number(Ingest *ingest, uint64_t position)
{
    ingest->position = position;
}

uint64_t ingest_offset(const Ingest *ingest)
{
    return ingest->row.offset;
}

Text ingest_text(const Ingest *ingest)
{
    return ingest->reader ? row_shown(ingest->reader, &ingest->row) : TEXT("");
}

bool ingest_can_find(const Ingest *ingest)
{
    return ingest->reader && ingest->reader->find;
}

Text ingest_find(const Ingest *ingest, uint64_t offset)
{
    return ingest->reader->find(ingest->reader, offset);
}

bool ingest_is_seekable(const Ingest *ingest)
{
    return ingest->has_input && ingest->input.is_owned && ingest->input.size;
}

uint64_t ingest_progress(const Ingest *ingest, uint64_t *total)
{
    *total = ingest->has_input ? ingest->input.size : 0;
    return ingest->has_input ? ingest->input.offset : 0;
}

uint32_t ingest_unknown_count(const Ingest *ingest)
{
    return ingest->unknowns.counts.count;
}

UnknownKey ingest_unknown_at(const Ingest *ingest, uint32_t index)
{
    return (UnknownKey){.name = intern_get(ingest->unknowns.names, index),
                        .count = ingest->unknowns.counts.at[index]};
}

/* ---- Opening ---- */

static const SourceDef *source_of(const Ingest *ingest)
{
    const IngestOptions *options = &ingest->options;
    return options->is_accounts || options->source == NONE
               ? NULL
               : &options->policy->sources[options->source];
}

static Status fail(Ingest *ingest, const char *problem)
{
    ingest->problem = arena_format(ingest->arena, "%s: %s", ingest->path, problem);
    ingest_close(ingest);
    return STATUS_INPUT;
}

bool ingest_format_find(Text path, InputFormat *out)
{
    static const struct {
        Text ending;
        InputFormat format;
    } ENDINGS[] = {{{".ndjson", 7}, FORMAT_NDJSON}, {{".jsonl", 6}, FORMAT_NDJSON},
                   {{".json", 5}, FORMAT_NDJSON},   {{".csv", 4}, FORMAT_CSV},
                   {{".db", 3}, FORMAT_SQLITE},     {{".sqlite", 7}, FORMAT_SQLITE},
                   {{".sqlite3", 8}, FORMAT_SQLITE}};
    static const Text PACKED[] = {{".gz", 3}, {".xz", 3}, {".zst", 4}};
    for (size_t i = 0; i < sizeof PACKED / sizeof *PACKED; i++)
        if (text_ends(path, PACKED[i]))
            path.size -= PACKED[i].size;
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (text_ends(path, ENDINGS[i].ending)) {
            *out = ENDINGS[i].format;
            return true;
        }
    return false;
}

static InputFormat source_format(const SourceDef *source)
{
    static const InputFormat FORMATS[] = {[SOURCE_CSV] = FORMAT_CSV,
                                          [SOURCE_NDJSON] = FORMAT_NDJSON,
                                          [SOURCE_SQLITE] = FORMAT_SQLITE};
    return FORMATS[source->format];
}

/* The format that the first bytes show, where neither a source nor the name tells. */
static InputFormat format_sniff(Input *input)
{
    while (input->end - input->start < 16 && input_more(input))
        continue;
    for (size_t i = input->start; i < input->end; i++)
        if (!strchr(" \t\r\n\xef\xbb\xbf", input->bytes[i]) || !input->bytes[i])
            return input->bytes[i] == '{' ? FORMAT_NDJSON : FORMAT_CSV;
    return FORMAT_NDJSON;
}

static const char *decoder_open(Ingest *ingest, InputFormat format)
{
    bool is_strict = format == FORMAT_NDJSON && !source_of(ingest);
    decoder_init(&ingest->decoder, &ingest->options, is_strict, ingest->arena);
    ingest->row = row_make(ingest->arena, &ingest->decoder.columns,
                           source_of(ingest) ? NULL : &ingest->unknowns);
    return source_of(ingest) ? source_problem(&ingest->decoder) : NULL;
}

static Status text_open(Ingest *ingest, InputFormat format)
{
    const char *problem = NULL;
    if (input_begin(&ingest->input, &problem) != STATUS_OK)
        return fail(ingest, problem);
    problem = decoder_open(ingest, format);
    if (problem)
        return fail(ingest, problem);
    const SourceDef *source = source_of(ingest);
    char delimiter = source && source->delimiter ? source->delimiter : ',';
    char quote = source && source->quote ? source->quote : '"';
    ingest->reader = format == FORMAT_CSV
                         ? csv_reader_new(&ingest->input, &ingest->row, delimiter, quote, &problem)
                         : ndjson_reader_new(&ingest->input);
    if (format == FORMAT_NDJSON && !source && !ingest->options.is_accounts)
        ingest->shapes = shapes_new(&ingest->decoder);
    return ingest->reader ? STATUS_OK : fail(ingest, problem);
}

static Status sqlite_open(Ingest *ingest)
{
    const char *problem = NULL;
    const SourceDef *source = source_of(ingest);
    Text query = source && source->query != TEXT_NONE
                     ? policy_text(ingest->options.policy, source->query)
                     : TEXT("");
    problem = decoder_open(ingest, FORMAT_SQLITE);
    if (problem)
        return fail(ingest, problem);
    ingest->reader =
        sqlite_reader_new(ingest->path, &ingest->row, query,
                          ingest->options.is_accounts ? "accounts" : "events", &problem);
    return ingest->reader ? STATUS_OK : fail(ingest, problem);
}

static void begin(Ingest *ingest, const char *path, uint32_t file)
{
    ingest_close(ingest);
    arena_reset(ingest->arena);
    ingest->path = arena_copy(ingest->arena, path, strlen(path));
    ingest->file = file;
}

Status ingest_open(Ingest *ingest, const char *path, uint32_t file)
{
    const SourceDef *source = source_of(ingest);
    InputFormat format = FORMAT_NDJSON;
    const char *problem = NULL;
    begin(ingest, path, file);
    bool is_known = ingest_format_find(text_from(path), &format);
    if (source)
        format = source_format(source);
    TRY(input_open(&ingest->input, ingest->path, ingest->arena, &ingest->problem));
    ingest->has_input = true;
    if (format != FORMAT_SQLITE && input_unpack(&ingest->input, &problem) != STATUS_OK)
        return fail(ingest, problem);
    if (!is_known && !source)
        format = format_sniff(&ingest->input);
    if (format != FORMAT_SQLITE)
        return text_open(ingest, format);
    input_close(&ingest->input);
    ingest->has_input = false;
    return sqlite_open(ingest);
}

Status ingest_open_text(Ingest *ingest, Text text, InputFormat format, uint32_t file)
{
    begin(ingest, "text", file);
    input_open_text(&ingest->input, text);
    ingest->has_input = true;
    return text_open(ingest, format);
}

/* ---- Reading ---- */

static void reject(Ingest *ingest)
{
    ingest->counts.rejected++;
    if (!ingest->options.reject)
        return;
    Reject refused = {.file = ingest->file,
                      .line = ingest->row.line,
                      .reason = ingest->row.reason,
                      .text = ingest_text(ingest)};
    ingest->options.reject(ingest->options.context, &refused);
}

/* One row: decoded, refused and reported, or the end. */
static RowResult row_next(Ingest *ingest)
{
    Shapes *shapes = ingest->shapes;
    if (shapes && shapes_read(shapes, &ingest->input, &ingest->row)) {
        ingest->counts.rows++;
        return ROW_OK;
    }
    RowResult result = ingest->reader->next(ingest->reader, &ingest->row);
    if (result == ROW_END || result == ROW_FAILED)
        return result;
    ingest->counts.rows++;
    ingest->decoder.records.count = 0;
    if (result == ROW_REFUSED || !decoder_read(&ingest->decoder, &ingest->row)) {
        ingest->decoder.records.count = 0;
        reject(ingest);
    } else if (shapes && ingest->decoder.is_quick && ingest->row.is_padded) {
        shapes_learn(shapes, &ingest->row);
    }
    return ROW_OK;
}

Status ingest_next(Ingest *ingest, const Record **out)
{
    *out = NULL;
    if (!ingest->reader)
        return STATUS_OK;
    while (ingest->next >= ingest->decoder.records.count) {
        ingest->next = 0;
        RowResult result = row_next(ingest);
        if (result == ROW_FAILED)
            return fail(ingest, ingest->reader->problem);
        if (result != ROW_END)
            continue;
        if (ingest->has_input && ingest->input.problem)
            return fail(ingest, ingest->input.problem);
        ingest->decoder.records.count = 0;
        return STATUS_OK;
    }
    Record *record = &ingest->decoder.records.at[ingest->next++];
    record->file = ingest->file;
    record->position = ingest->position++;
    ingest->counts.records++;
    *out = record;
    return STATUS_OK;
}
