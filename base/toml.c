#include "base/toml.h"

#include "base/buffer.h"

typedef struct Reader {
    Arena *arena;
    Text text;
    uint32_t at;
    Text table;
    VEC(Text) tables; /* each may be opened once */
    Toml *out;
} Reader;

static bool fail(Reader *reader, uint32_t at, const char *problem)
{
    reader->out->problem = problem;
    reader->out->problem_at = at;
    return false;
}

/* The byte at hand; a line feed at the end, so that every line ends alike. */
static char peek(const Reader *reader)
{
    return reader->at < reader->text.size ? reader->text.data[reader->at] : '\n';
}

static void space_skip(Reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t')
        reader->at++;
}

/* What may still stand on a line: a comment. */
static bool line_end(Reader *reader)
{
    space_skip(reader);
    if (peek(reader) == '#')
        while (peek(reader) != '\n')
            reader->at++;
    if (peek(reader) == '\r' && reader->at + 1 < reader->text.size &&
        reader->text.data[reader->at + 1] == '\n')
        reader->at++;
    if (peek(reader) != '\n')
        return fail(reader, reader->at, "nothing more may stand on this line but a comment");
    reader->at++;
    return true;
}

static bool is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- Strings ---- */

static bool escape_read(Reader *reader, Buffer *out)
{
    static const char MARKS[] = "\"\\nt", MEANS[] = "\"\\\n\t";
    for (int i = 0; MARKS[i]; i++)
        if (peek(reader) == MARKS[i]) {
            buffer_char(out, MEANS[i]);
            reader->at++;
            return true;
        }
    return fail(reader, reader->at - 1, "of the escapes only \\\" \\\\ \\n and \\t are read here");
}

/* In " with escapes, or in ' without. */
static bool string_read(Reader *reader, Text *out)
{
    uint32_t start = reader->at;
    char quote = peek(reader);
    Buffer bytes = {.arena = reader->arena};
    reader->at++;
    if (peek(reader) == quote && reader->at + 1 < reader->text.size &&
        reader->text.data[reader->at + 1] == quote)
        return fail(reader, start, "strings of several lines are not read here");
    while (peek(reader) != quote) {
        char c = peek(reader);
        if ((unsigned char)c < ' ' && c != '\t')
            return fail(reader, start, "the string has no closing quote on its line");
        reader->at++;
        if (c != '\\' || quote == '\'')
            buffer_char(&bytes, c);
        else if (!escape_read(reader, &bytes))
            return false;
    }
    reader->at++;
    *out = buffer_text(&bytes);
    return true;
}

/* ---- Keys and values ---- */

static bool key_read(Reader *reader, Text *out)
{
    if (peek(reader) == '"' || peek(reader) == '\'')
        return string_read(reader, out);
    uint32_t start = reader->at;
    while (is_bare(peek(reader)))
        reader->at++;
    *out = (Text){reader->text.data + start, reader->at - start};
    return out->size > 0 || fail(reader, start, "a key is expected: letters, digits, `_` and `-`");
}

static bool word_take(Reader *reader, const char *word)
{
    Text rest = {reader->text.data + reader->at, reader->text.size - reader->at};
    Text wanted = text_from(word);
    if (!text_starts(rest, wanted) || (rest.size > wanted.size && is_bare(rest.data[wanted.size])))
        return false;
    reader->at += wanted.size;
    return true;
}

static bool integer_read(Reader *reader, TomlEntry *entry)
{
    enum { DIGITS = 18 };
    uint32_t start = reader->at;
    bool is_negative = peek(reader) == '-';
    reader->at += is_negative || peek(reader) == '+';
    uint32_t first = reader->at;
    for (; is_digit(peek(reader)) && reader->at - first < DIGITS; reader->at++)
        entry->number = entry->number * 10 + (peek(reader) - '0');
    bool is_number = reader->at > first && !is_digit(peek(reader));
    bool has_zero = reader->at - first > 1 && reader->text.data[first] == '0';
    entry->number = is_negative ? -entry->number : entry->number;
    entry->kind = TOML_INTEGER;
    if (is_number && !has_zero && !is_bare(peek(reader)) && peek(reader) != '.')
        return true;
    return fail(reader, start, "a string, a whole number, true or false is expected");
}

static bool value_read(Reader *reader, TomlEntry *entry)
{
    entry->value_at = reader->at;
    switch (peek(reader)) {
    case '"':
    case '\'': entry->kind = TOML_STRING; return string_read(reader, &entry->string);
    case '[': return fail(reader, reader->at, "arrays are not read here");
    case '{': return fail(reader, reader->at, "tables in braces are not read here");
    default: break;
    }
    entry->kind = TOML_BOOLEAN;
    entry->number = word_take(reader, "true");
    if (entry->number || word_take(reader, "false"))
        return true;
    return integer_read(reader, entry);
}

static bool is_twice(const Reader *reader, const TomlEntry *entry)
{
    for (uint32_t i = 0; i < reader->out->entries.count; i++)
        if (text_equal(reader->out->entries.at[i].table, entry->table) &&
            text_equal(reader->out->entries.at[i].key, entry->key))
            return true;
    return false;
}

static bool entry_read(Reader *reader)
{
    TomlEntry entry = {.table = reader->table, .key_at = reader->at};
    if (!key_read(reader, &entry.key))
        return false;
    space_skip(reader);
    if (peek(reader) == '.')
        return fail(reader, reader->at, "keys with dots are not read here: write a table");
    if (is_twice(reader, &entry))
        return fail(reader, entry.key_at, "the key is there twice");
    if (peek(reader) != '=')
        return fail(reader, reader->at, "`=` and a value are expected");
    reader->at++;
    space_skip(reader);
    if (!value_read(reader, &entry) || !line_end(reader))
        return false;
    VEC_PUSH(reader->arena, &reader->out->entries, entry);
    return true;
}

/* ---- Tables ---- */

static bool table_open(Reader *reader, uint32_t start)
{
    for (uint32_t i = 0; i < reader->tables.count; i++)
        if (text_equal(reader->tables.at[i], reader->table))
            return fail(reader, start, "the table is there twice");
    VEC_PUSH(reader->arena, &reader->tables, reader->table);
    return true;
}

static bool table_read(Reader *reader)
{
    uint32_t start = reader->at++;
    Buffer name = {.arena = reader->arena};
    if (peek(reader) == '[')
        return fail(reader, start, "arrays of tables are not read here");
    for (;;) {
        Text key;
        space_skip(reader);
        if (!key_read(reader, &key))
            return false;
        buffer_add(&name, key);
        space_skip(reader);
        if (peek(reader) != '.')
            break;
        buffer_char(&name, '.');
        reader->at++;
    }
    if (peek(reader) != ']')
        return fail(reader, reader->at, "`]` is expected");
    reader->at++;
    reader->table = buffer_text(&name);
    return table_open(reader, start) && line_end(reader);
}

static bool line_read(Reader *reader)
{
    space_skip(reader);
    switch (peek(reader)) {
    case '#':
    case '\r':
    case '\n': return line_end(reader);
    case '[': return table_read(reader);
    default: return entry_read(reader);
    }
}

bool toml_read(Arena *arena, Text text, Toml *out)
{
    size_t bad;
    *out = (Toml){0};
    Reader reader = {.arena = arena, .text = text, .out = out, .table = TEXT("")};
    if (!text_is_utf8(text, &bad))
        return fail(&reader, (uint32_t)bad, "the file is not UTF-8 text");
    while (reader.at < text.size)
        if (!line_read(&reader))
            return false;
    return true;
}
