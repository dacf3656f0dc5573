/* Unpack: a compressed file (gzip, xz, zstd) as the bytes that were compressed. A thread of its own reads and decompresses
   some blocks ahead, so that whoever takes them seldom waits. Several compressed streams one after the other are one,
   as `cat a.gz b.gz` makes them. */
#ifndef RUNTIME_UNPACK_H
#define RUNTIME_UNPACK_H

#include <stddef.h>

#include "base/text.h"

typedef enum PackFormat { PACK_GZIP, PACK_XZ, PACK_ZSTD } PackFormat;

typedef struct Unpack Unpack;

/* Does a file that begins so hold compressed data? */
bool unpack_find(Text head, PackFormat *out);
/* `head` is what was read of the file `fd` before. NULL: the library is not there, *problem says so. */
Unpack *unpack_new(PackFormat format, int fd, Text head, const char **problem);
void unpack_free(Unpack *unpack);
/* Up to `room` bytes; 0: the end, or *problem says what is wrong with the data or the file. */
size_t unpack_read(Unpack *unpack, char *to, size_t room, const char **problem);

#endif
