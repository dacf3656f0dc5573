#include "cli/lsp_position.h"

LspLines lsp_lines_make(Arena *arena, Text text)
{
    LspLines lines = {.text = text};
    VEC_PUSH(arena, &lines.starts, 0);
    for (uint32_t i = 0; i < text.size; i++) {
        bool is_pair = text.data[i] == '\r' && i + 1 < text.size && text.data[i + 1] == '\n';
        if (text.data[i] == '\n' || (text.data[i] == '\r' && !is_pair))
            VEC_PUSH(arena, &lines.starts, i + 1);
    }
    return lines;
}

/* Bytes of the character that begins with `byte`; a byte that begins none counts as one. */
static uint32_t character_size(unsigned char byte)
{
    return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
}

/* Units of a character of so many bytes. */
static uint32_t character_units(LspEncoding encoding, uint32_t size)
{
    switch (encoding) {
    case LSP_UTF8: return size;
    case LSP_UTF16: return size == 4 ? 2 : 1;
    case LSP_UTF32: return 1;
    }
    return 1;
}

static uint32_t line_of(const LspLines *lines, uint32_t offset)
{
    uint32_t low = 0, high = lines->starts.count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (lines->starts.at[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

LspPosition lsp_position(const LspLines *lines, LspEncoding encoding, uint32_t offset)
{
    LspPosition position = {.line = line_of(lines, offset)};
    uint32_t at = lines->starts.at[position.line];
    while (at < offset && at < lines->text.size) {
        uint32_t size = character_size((unsigned char)lines->text.data[at]);
        position.character += character_units(encoding, size);
        at += size;
    }
    return position;
}

uint32_t lsp_offset(const LspLines *lines, LspEncoding encoding, LspPosition position)
{
    if (position.line >= lines->starts.count)
        return lines->text.size;
    uint32_t at = lines->starts.at[position.line], units = 0;
    while (at < lines->text.size && units < position.character) {
        char c = lines->text.data[at];
        if (c == '\n' || c == '\r')
            break;
        uint32_t size = character_size((unsigned char)c);
        units += character_units(encoding, size);
        at = at + size < lines->text.size ? at + size : lines->text.size;
    }
    return at;
}
