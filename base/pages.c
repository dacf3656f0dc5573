/* Under the address sanitizer the memory is malloc's, so that it sees its ends and what it points to. */
#include "base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
void *pages_new(size_t size)
{
    void *pages = calloc(1, size);
    if (!pages)
        abort();
    return pages;
}

void pages_free(void *pages, size_t size)
{
    (void)size;
    free(pages);
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
#endif
