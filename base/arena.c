#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 16, ALIGN = 16 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
} Block;

struct Arena {
    Block *head;
    size_t used;
};

static void *must_alloc(size_t size)
{
    void *memory = malloc(size);
    if (!memory)
        abort(); /* a compiler or a runtime that cannot get memory has nothing sensible left to do */
    return memory;
}

static Block *block_new(size_t size, Block *next)
{
    size_t header = (sizeof(Block) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    Block *block = must_alloc(header + size);
    *block = (Block){.next = next, .size = header + size, .used = header};
    return block;
}

Arena *arena_new(void)
{
    Arena *arena = must_alloc(sizeof *arena);
    *arena = (Arena){.head = block_new(BLOCK_BYTES, NULL)};
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
    blocks_free(arena->head->next);
    arena->head->next = NULL;
    arena->head->used = (sizeof(Block) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    arena->used = 0;
}

void *arena_alloc(Arena *arena, size_t size)
{
    size_t need = (size + ALIGN) & ~(size_t)(ALIGN - 1);
    if (need < size)
        abort();
    Block *block = arena->head;
    if (block->size - block->used < need) {
        block = block_new(need > BLOCK_BYTES ? need : BLOCK_BYTES, arena->head);
        arena->head = block;
    }
    void *memory = (char *)block + block->used;
    block->used += need;
    arena->used += need;
    return memset(memory, 0, need);
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
