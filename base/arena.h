/* Arena: memory of one phase, freed at once. Every allocation is zeroed, 16-byte aligned and lives until
   arena_reset or arena_free. An arena belongs to one thread. Out of memory aborts (see arena.c): the
   callers never see NULL. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct Arena Arena;

Arena *arena_new(void);
/* For what is expected to take a megabyte or more, such as a whole policy: begins with the largest block. */
Arena *arena_new_large(void);
void arena_free(Arena *arena);
/* Forgets everything that was allocated and keeps one block for reuse. */
void arena_reset(Arena *arena);

/* `size` zeroed bytes; size 0 gives a valid, unique pointer. */
void *arena_alloc(Arena *arena, size_t size);
/* A copy of `size` bytes followed by a NUL that is not counted. */
char *arena_copy(Arena *arena, const void *bytes, size_t size);
/* printf into the arena; the result is NUL-terminated. */
__attribute__((format(printf, 2, 3))) char *arena_format(Arena *arena, const char *format, ...);
/* Bytes handed out since the last reset. */
size_t arena_used(const Arena *arena);

#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count)                                                            \
    ((Type *)arena_alloc((arena), sizeof(Type) * (size_t)(count)))

#endif
