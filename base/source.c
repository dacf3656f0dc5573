#include "base/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

typedef struct Source {
    Text name, text;
    VEC(uint32_t) lines; /* offsets of the first byte of each line */
} Source;

struct SourceSet {
    Arena *arena;
    VEC(Source) files;
};

SourceSet *source_set_new(void)
{
    SourceSet *set = calloc(1, sizeof *set);
    if (!set)
        abort();
    set->arena = arena_new();
    return set;
}

void source_set_free(SourceSet *set)
{
    if (!set)
        return;
    arena_free(set->arena);
    free(set);
}

uint32_t source_add(SourceSet *set, Text name, Text text)
{
    Source source = {.name = text_copy(set->arena, name), .text = text_copy(set->arena, text)};
    VEC_PUSH(set->arena, &source.lines, 0);
    for (uint32_t i = 0; i < text.size; i++)
        if (text.data[i] == '\n')
            VEC_PUSH(set->arena, &source.lines, i + 1);
    VEC_PUSH(set->arena, &set->files, source);
    return set->files.count - 1;
}

uint32_t source_count(const SourceSet *set)
{
    return set->files.count;
}

Text source_name(const SourceSet *set, uint32_t file)
{
    return set->files.at[file].name;
}

Text source_text(const SourceSet *set, uint32_t file)
{
    return set->files.at[file].text;
}

/* The index of the line that holds `offset`. */
static uint32_t line_of(const Source *source, uint32_t offset)
{
    uint32_t low = 0, high = source->lines.count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines.at[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t source_line_number(const SourceSet *set, uint32_t file, uint32_t offset)
{
    return line_of(&set->files.at[file], offset) + 1;
}

Place source_place(const SourceSet *set, uint32_t file, uint32_t offset)
{
    const Source *source = &set->files.at[file];
    uint32_t line = line_of(source, offset), column = 1;
    for (uint32_t i = source->lines.at[line]; i < offset && i < source->text.size; i++)
        column += ((unsigned char)source->text.data[i] & 0xc0) != 0x80;
    return (Place){.line = line + 1, .column = column};
}

Text source_line(const SourceSet *set, uint32_t file, uint32_t offset)
{
    const Source *source = &set->files.at[file];
    uint32_t lo = source->lines.at[line_of(source, offset)];
    const char *start = source->text.data + lo;
    const char *end = memchr(start, '\n', source->text.size - lo);
    uint32_t size = end ? (uint32_t)(end - start) : source->text.size - lo;
    if (size && start[size - 1] == '\r')
        size--;
    return (Text){.data = start, .size = size};
}

Span span_join(Span first, Span last)
{
    return (Span){
        .file = first.file, .lo = first.lo, .hi = last.hi > first.hi ? last.hi : first.hi};
}
