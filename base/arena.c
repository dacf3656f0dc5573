#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double from the first to the last size. They come zeroed from calloc, which for large ones is free, and are
   zeroed again only when a reset reuses one. */
enum { BLOCK_FIRST = 1 << 14, BLOCK_LAST = 1 << 21, ALIGN = 16 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
} Block;

enum { HEADER = (sizeof(Block) + ALIGN - 1) & ~(size_t)(ALIGN - 1) };

struct Arena {
    Block *head;
    size_t used;
};

static void *must_alloc(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory)
        abort(); /* a compiler or a runtime that cannot get memory has nothing sensible left to do */
    return memory;
}

static Block *block_new(size_t size, Block *next)
{
    Block *block = must_alloc(HEADER + size);
    *block = (Block){.next = next, .size = HEADER + size, .used = HEADER};
    return block;
}

Arena *arena_new(void)
{
    Arena *arena = must_alloc(sizeof *arena);
    *arena = (Arena){.head = block_new(BLOCK_FIRST, NULL)};
    return arena;
}

static void blocks_free(Block *block)
{
    while (block) {
        Block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    blocks_free(arena->head);
    free(arena);
}

void arena_reset(Arena *arena)
{
    Block *block = arena->head;
    blocks_free(block->next);
    block->next = NULL;
    memset((char *)block + HEADER, 0, block->used - HEADER);
    block->used = HEADER;
    arena->used = 0;
}

static Block *block_grow(const Arena *arena, size_t need)
{
    size_t size = arena->head->size * 2;
    size = size > BLOCK_LAST ? BLOCK_LAST : size;
    return block_new(need > size ? need : size, arena->head);
}

void *arena_alloc(Arena *arena, size_t size)
{
    size_t need = (size + ALIGN) & ~(size_t)(ALIGN - 1);
    if (need < size)
        abort();
    if (arena->head->size - arena->head->used < need)
        arena->head = block_grow(arena, need);
    void *memory = (char *)arena->head + arena->head->used;
    arena->head->used += need;
    arena->used += need;
    return memory;
}

char *arena_copy(Arena *arena, const void *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_format(Arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *text = arena_alloc(arena, (size_t)(size < 0 ? 0 : size) + 1);
    if (size > 0)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

size_t arena_used(const Arena *arena)
{
    return arena->used;
}
