/* Blocks grow fourfold from the first size to the last. They come zeroed from calloc, which for large ones is free, and are
   zeroed again only when a reset reuses one. Those of the last size and above are pages of their own (base/pages.h). */
#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

enum { BLOCK_FIRST = 1 << 11, BLOCK_PAGED = 1 << 18, BLOCK_LAST = 1 << 21, ALIGN = 16 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
    bool is_paged;
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

/* Blocks of the last size are whole huge pages. */
static Block *block_new(size_t size, Block *next)
{
    bool is_paged = size >= BLOCK_LAST / 2;
    size_t whole = HEADER + size;
    if (is_paged)
        whole = (whole + PAGES_UNIT - 1) & ~(size_t)(PAGES_UNIT - 1);
    Block *block = is_paged ? pages_new(whole) : must_alloc(whole);
    *block = (Block){.next = next, .size = whole, .used = HEADER, .is_paged = is_paged};
    return block;
}

static Arena *arena_with(size_t first)
{
    Arena *arena = must_alloc(sizeof *arena);
    *arena = (Arena){.head = block_new(first, NULL)};
    return arena;
}

Arena *arena_new(void)
{
    return arena_with(BLOCK_FIRST);
}

Arena *arena_new_large(void)
{
    return arena_with(BLOCK_LAST - HEADER);
}

static void blocks_free(Block *block)
{
    while (block) {
        Block *next = block->next;
        if (block->is_paged)
            pages_free(block, block->size);
        else
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
    size_t size = arena->head->size * 4;
    size = size >= BLOCK_PAGED ? BLOCK_LAST - HEADER : size;
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
