/* Pages: large zeroed memory straight from the system, in huge pages where it has them. On a virtual machine the first
   touch of a page of 4 KiB can cost as much as parsing a line, and 2 MiB have 512 of them. What is never touched
   costs nothing. */
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include <stddef.h>

enum { PAGES_UNIT = 1 << 21 }; /* what a huge page holds; sizes and places are multiples of it */

/* `size` bytes rounded up; out of memory aborts. */
void *pages_new(size_t size);
void pages_free(void *pages, size_t size);

/* An array that grows, as realloc has it and for free: *size bytes or more, which it then says, the first `used` kept. In
   huge pages as soon as it is worth one. */
void *pages_grow(void *memory, size_t used, size_t *size);

#endif
