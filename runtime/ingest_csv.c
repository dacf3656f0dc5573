/* CSV after RFC 4180 with a header: quoted cells, doubled quotes, line breaks within quotes, LF or CRLF. A quote within
   an unquoted cell is an ordinary character. Blank lines are skipped. A row that is refused costs that row only:
   reading goes on at the next line, after an unclosed quote at the line after the one on which the row begins. A row
   without a quote is scanned sixteen bytes at a time (plain_row_scan), what that does not take cell by cell. */
#include <stdlib.h>
#include <string.h>

#include "runtime/ingest_bytes.h"
#include "runtime/ingest_memo.h"
#include "runtime/ingest_row.h"

typedef struct CsvCell {
    size_t lo, hi; /* from the start of the row, without the quotes */
    bool has_doubled;
} CsvCell;

typedef struct CsvReader {
    RowReader base;
    Input *input;
    char delimiter, quote;
    Arena *arena;
    VEC(CsvCell) cells;    /* of the row at hand */
    VEC(uint32_t) columns; /* column of each header cell, NONE for an extra one */
    VEC(Text) header;
    size_t size;    /* of the row, with its line break */
    uint32_t *ends; /* of the cells of a plain row, from its start; one more than the header has */
} CsvReader;

typedef enum ScanResult {
    SCAN_CELL,
    SCAN_ROW,
    SCAN_TOO_LONG,
    SCAN_UNCLOSED,
    SCAN_AFTER_QUOTE
} ScanResult;

/* The byte `at` from the start of the row, or -1 at the end of the input. */
static int byte_at(Input *input, size_t at)
{
    while (input->start + at >= input->end)
        if (!input_more(input))
            return -1;
    return (unsigned char)input->bytes[input->start + at];
}

/* The first of two bytes at or after `at`; the end of the input where there is none. */
static size_t byte_find(Input *input, size_t at, char one, char other)
{
    for (;;) {
        const char *first = input->bytes + input->start, *end = input->bytes + input->end;
        const char *p = first + at;
        while (p < end && *p != one && *p != other)
            p++;
        at = (size_t)(p - first);
        if (p < end || at > INPUT_LINE_MAX || !input_more(input))
            return at;
    }
}

/* What stands at the end of a cell: a delimiter, a line break, the end of the input. */
static ScanResult cell_end(CsvReader *reader, size_t at)
{
    int byte = byte_at(reader->input, at);
    reader->size = at + (byte >= 0);
    return byte == (unsigned char)reader->delimiter ? SCAN_CELL : SCAN_ROW;
}

/* `at` is after the opening quote. */
static ScanResult quoted_scan(CsvReader *reader, size_t at, CsvCell *cell)
{
    Input *input = reader->input;
    *cell = (CsvCell){.lo = at};
    for (;;) {
        at = byte_find(input, at, reader->quote, reader->quote);
        if (at > INPUT_LINE_MAX)
            return SCAN_TOO_LONG;
        if (byte_at(input, at) < 0)
            return SCAN_UNCLOSED;
        if (byte_at(input, at + 1) != (unsigned char)reader->quote)
            break;
        cell->has_doubled = true;
        at += 2;
    }
    cell->hi = at++;
    if (byte_at(input, at) == '\r' &&
        (byte_at(input, at + 1) == '\n' || byte_at(input, at + 1) < 0))
        at++;
    int after = byte_at(input, at);
    if (after >= 0 && after != '\n' && after != (unsigned char)reader->delimiter)
        return SCAN_AFTER_QUOTE;
    return cell_end(reader, at);
}

static ScanResult cell_scan(CsvReader *reader, size_t at, CsvCell *cell)
{
    if (byte_at(reader->input, at) == (unsigned char)reader->quote)
        return quoted_scan(reader, at + 1, cell);
    size_t end = byte_find(reader->input, at, reader->delimiter, '\n');
    *cell = (CsvCell){.lo = at, .hi = end};
    if (end > INPUT_LINE_MAX)
        return SCAN_TOO_LONG;
    ScanResult result = cell_end(reader, end);
    if (result == SCAN_ROW && cell->hi > at &&
        reader->input->bytes[reader->input->start + cell->hi - 1] == '\r')
        cell->hi--;
    return result;
}

/* Finds the cells of the row at the start of the window. */
static ScanResult row_scan(CsvReader *reader)
{
    ScanResult result;
    size_t at = 0;
    reader->cells.count = 0;
    do {
        CsvCell cell;
        result = cell_scan(reader, at, &cell);
        VEC_PUSH(reader->arena, &reader->cells, cell);
        at = reader->size;
    } while (result == SCAN_CELL && at <= INPUT_LINE_MAX);
    return result == SCAN_CELL ? SCAN_TOO_LONG : result;
}

/* The usual row at one go, sixteen bytes at a time: it lies whole in the window, has no quote, and as many cells as the header.
   False: anything else, which is row_scan's. */
static bool plain_row_scan(CsvReader *reader, bool *is_ascii)
{
    const Input *input = reader->input;
    const char *first = input->bytes + input->start;
    size_t size = input->end - input->start;
    char delimiter = reader->delimiter, quote = reader->quote;
    uint32_t *ends = reader->ends, count = 0, width = reader->columns.count;
    unsigned beyond_any = 0, beyond;
    if (size > INPUT_LINE_MAX)
        size = INPUT_LINE_MAX;
    for (size_t at = 0; at < size; at += 16) {
        unsigned found = bytes_among(first + at, delimiter, '\n', quote, &beyond);
        beyond_any |= beyond;
        for (; found; found &= found - 1) {
            size_t stop = at + (unsigned)__builtin_ctz(found);
            ends[count] = (uint32_t)stop;
            if (first[stop] == delimiter && count < width) {
                count++;
                continue;
            }
            reader->size = stop + 1;
            *is_ascii = beyond_any == 0;
            return first[stop] == '\n' && count + 1 == width && stop < size;
        }
    }
    return false;
}

static Text cell_text(const CsvReader *reader, Arena *arena, const char *row, CsvCell cell)
{
    Text raw = {.data = row + cell.lo, .size = (uint32_t)(cell.hi - cell.lo)};
    if (!cell.has_doubled)
        return raw;
    char *text = arena_alloc(arena, raw.size + MEMO_TEXT_MAX);
    uint32_t size = 0;
    for (uint32_t i = 0; i < raw.size; i++) {
        text[size++] = raw.data[i];
        i += raw.data[i] == reader->quote;
    }
    return (Text){.data = text, .size = size};
}

/* ---- Rows ---- */

static Text row_text(const Input *input, size_t size)
{
    Text text = {.data = input->bytes + input->start, .size = (uint32_t)size};
    while (text.size && (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == '\r'))
        text.size--;
    return text;
}

static void lines_count(Input *input, const char *row, size_t size)
{
    for (const char *end = row + size; (row = memchr(row, '\n', (size_t)(end - row))) != NULL;
         row++)
        input->line++;
}

static void row_consume(CsvReader *reader, bool is_line)
{
    Input *input = reader->input;
    if (is_line)
        input->line++;
    else
        lines_count(input, input->bytes + input->start, reader->size);
    input_consume(input, reader->size);
}

static const char *scan_problem(ScanResult result)
{
    switch (result) {
    case SCAN_TOO_LONG: return "the row is longer than 1 MiB";
    case SCAN_UNCLOSED: return "a quote is never closed";
    case SCAN_AFTER_QUOTE: return "text follows the closing quote of a cell";
    case SCAN_CELL:
    case SCAN_ROW: break;
    }
    return "";
}

/* The first line of the row is what is refused. */
static RowResult line_refuse(CsvReader *reader, Row *row, ScanResult result)
{
    Input *input = reader->input;
    InputLine line;
    if (!input_line(input, &line))
        return ROW_END;
    row_begin(row, line.line, line.offset, line.text);
    row_refuse(row, "%s", scan_problem(result));
    return ROW_REFUSED;
}

static bool cells_put(CsvReader *reader, Row *row)
{
    uint32_t count = reader->cells.count, width = reader->columns.count;
    if (count != width)
        return row_refuse(row, "%u cell%s where the header has %u", count, count == 1 ? "" : "s",
                          width);
    if (!text_is_utf8(row->text, NULL))
        return row_refuse(row, "not UTF-8");
    for (uint32_t i = 0; i < width; i++) {
        CsvCell cell = reader->cells.at[i];
        if (cell.hi == cell.lo && row->unknowns)
            continue; /* an empty cell says nothing, unless a source says what it means */
        if (reader->columns.at[i] == NONE)
            row_unknown(row, reader->header.at[i]);
        else
            row_put(row, reader->columns.at[i],
                    (Cell){.kind = CELL_TEXT,
                           .text = cell_text(reader, row->arena, row->text.data, cell)});
    }
    return true;
}

static void plain_cell_put(CsvReader *reader, Row *row, uint32_t i, Text text)
{
    uint32_t column = reader->columns.at[i];
    if (text.size == 0 && row->unknowns)
        return; /* as above */
    if (column == NONE) {
        row_unknown(row, reader->header.at[i]);
        return;
    }
    row->cells[column].kind = CELL_TEXT;
    row->cells[column].text = text;
    row->present[row->count++] = column;
}

static RowResult plain_row_put(CsvReader *reader, Row *row, bool is_ascii)
{
    uint32_t width = reader->columns.count, lo = 0;
    if (!is_ascii && !text_is_utf8(row->text, NULL)) {
        row_refuse(row, "not UTF-8");
        return ROW_REFUSED;
    }
    for (uint32_t i = 0; i + 1 < width; i++) {
        plain_cell_put(reader, row, i,
                       (Text){.data = row->text.data + lo, .size = reader->ends[i] - lo});
        lo = reader->ends[i] + 1;
    }
    bool has_return =
        reader->ends[width - 1] > lo && row->text.data[reader->ends[width - 1] - 1] == '\r';
    plain_cell_put(
        reader, row, width - 1,
        (Text){.data = row->text.data + lo, .size = reader->ends[width - 1] - lo - has_return});
    return ROW_OK;
}

static bool is_blank(const CsvReader *reader)
{
    CsvCell cell = reader->cells.at[0];
    return reader->cells.count == 1 && cell.lo == 0 && cell.hi == 0;
}

static RowResult csv_next(RowReader *base, Row *row)
{
    CsvReader *reader = (CsvReader *)base;
    Input *input = reader->input;
    ScanResult result;
    bool is_ascii;
    do {
        if (byte_at(input, 0) < 0)
            return ROW_END;
        bool is_plain = reader->columns.count > 1 && plain_row_scan(reader, &is_ascii);
        result = is_plain ? SCAN_ROW : row_scan(reader);
        if (result != SCAN_ROW)
            return line_refuse(reader, row, result);
        row_begin(row, input->line + 1, input->offset, row_text(input, reader->size));
        row_consume(reader, is_plain);
        row->is_padded = true;
        if (is_plain)
            return plain_row_put(reader, row, is_ascii);
    } while (is_blank(reader));
    return cells_put(reader, row) ? ROW_OK : ROW_REFUSED;
}

static void csv_close(RowReader *base)
{
    free(base);
}

/* ---- The header ---- */

/* Of two columns of one name the first counts. */
static void header_add(CsvReader *reader, const Row *row, Text name)
{
    uint32_t column = columns_find(row->columns, name);
    for (uint32_t i = 0; i < reader->columns.count; i++)
        if (column != NONE && reader->columns.at[i] == column)
            column = NONE;
    VEC_PUSH(reader->arena, &reader->columns, column);
    VEC_PUSH(reader->arena, &reader->header, text_copy(reader->arena, name));
}

static const char *header_read(CsvReader *reader, const Row *row)
{
    Input *input = reader->input;
    while (byte_at(input, 0) == '\r' || byte_at(input, 0) == '\n') { /* blank lines before it */
        input->line += byte_at(input, 0) == '\n';
        input_consume(input, 1);
    }
    if (byte_at(input, 0) < 0)
        return NULL; /* an empty file has no rows, and so lacks nothing */
    ScanResult result = row_scan(reader);
    if (result != SCAN_ROW)
        return arena_format(reader->arena, "the header can't be read: %s", scan_problem(result));
    const char *start = input->bytes + input->start;
    for (uint32_t i = 0; i < reader->cells.count; i++)
        header_add(reader, row, cell_text(reader, reader->arena, start, reader->cells.at[i]));
    row_consume(reader, false);
    reader->ends = ARENA_ARRAY(reader->arena, uint32_t, reader->columns.count + 1);
    return columns_missing(reader->arena, row->columns, reader->header.at, reader->header.count);
}

RowReader *csv_reader_new(Input *input, Row *row, char delimiter, char quote, const char **problem)
{
    CsvReader *reader = calloc(1, sizeof *reader);
    if (!reader)
        abort();
    *reader = (CsvReader){.base = {.next = csv_next, .close = csv_close},
                          .input = input,
                          .delimiter = delimiter,
                          .quote = quote,
                          .arena = row->keep};
    *problem = header_read(reader, row);
    if (!*problem)
        return &reader->base;
    free(reader);
    return NULL;
}
