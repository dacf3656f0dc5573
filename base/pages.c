/* Under the address sanitizer the memory is malloc's, so that it sees its ends and what it points to. */
#include "base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

#if defined(__SANITIZE_ADDRESS__)
void *pages_new(size_t size)
{
    return must(calloc(1, size));
}

void pages_free(void *pages, size_t size)
{
    (void)size;
    free(pages);
}

void *pages_grow(void *memory, size_t used, size_t *size)
{
    (void)used;
    return must(realloc(memory, *size));
}
#else
static size_t round_up(size_t size)
{
    return (size + PAGES_UNIT - 1) & ~(size_t)(PAGES_UNIT - 1);
}

void *pages_new(size_t size)
{
    size = round_up(size);
    char *memory =
        mmap(NULL, size + PAGES_UNIT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    size_t before = (PAGES_UNIT - (uintptr_t)memory % PAGES_UNIT) % PAGES_UNIT;
    if (before)
        munmap(memory, before);
    munmap(memory + before + size, PAGES_UNIT - before);
#ifdef MADV_HUGEPAGE
    madvise(memory + before, size, MADV_HUGEPAGE);
#endif
    return memory + before;
}

void pages_free(void *pages, size_t size)
{
    if (pages)
        munmap(pages, round_up(size));
}

/* Bytes from which an array has huge pages, and up to which it is copied when it grows; larger ones the system moves. */
enum { GROW_HUGE = 1 << 18, GROW_COPIED = 1 << 25 };

void *pages_grow(void *memory, size_t used, size_t *size)
{
    if (*size < GROW_HUGE || *size > GROW_COPIED)
        return must(realloc(memory, *size));
    *size = round_up(*size);
    void *grown = must(aligned_alloc(PAGES_UNIT, *size));
#ifdef MADV_HUGEPAGE
    madvise(grown, *size, MADV_HUGEPAGE);
#endif
    if (used)
        memcpy(grown, memory, used);
    free(memory);
    return grown;
}
#endif
