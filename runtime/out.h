/* Out: bytes on their way to a file, through one large buffer; or, without a file, a buffer that grows. A write that
   fails is remembered, the rest is dropped, and out_close tells it once; that the reader of a pipe has had enough is no
   failure, where the caller ignores SIGPIPE. Belongs to one thread. */
#ifndef RUNTIME_OUT_H
#define RUNTIME_OUT_H

#include <string.h>

#include "base/instant.h"
#include "base/status.h"

enum { OUT_BLOCK = 256 * 1024 }; /* bytes written at once, or a little less */

typedef struct OutDays OutDays; /* texts of dates that instants were written with */

typedef struct Out {
    int fd;        /* -1: in memory */
    bool is_owned; /* fd is closed by out_close */
    char *bytes;
    size_t size, capacity;
    int error;     /* errno of the first write that failed */
    OutDays *days; /* NULL: none yet */
} Out;

/* Creates or empties a file; "-" is standard output. On failure *error is an errno. */
MUST_CHECK Status out_open(Out *out, const char *path, int *error);
void out_open_memory(Out *out);
/* Writes what is left. STATUS_INTERNAL if any write failed; *error is then its errno. */
MUST_CHECK Status out_close(Out *out, int *error);
/* Frees the buffer without writing: of an Out in memory. */
void out_free(Out *out);
/* Writes what is in the buffer, so that a reader of the file sees it. */
void out_flush(Out *out);

/* Makes that room, by writing the buffer or by growing it. */
void out_make_room(Out *out, size_t size);

/* Room for `size` more bytes at bytes + size. */
static inline char *out_reserve(Out *out, size_t size)
{
    if (out->capacity - out->size < size)
        out_make_room(out, size);
    return out->bytes + out->size;
}

static inline void out_put(Out *out, const char *bytes, size_t size)
{
    char *put = out_reserve(out, size + !size);
    if (size)
        memcpy(put, bytes, size);
    out->size += size;
}

static inline void out_text(Out *out, Text text)
{
    out_put(out, text.data, text.size);
}

static inline void out_byte(Out *out, char byte)
{
    *out_reserve(out, 1) = byte;
    out->size++;
}

/* A JSON string that needs no escape. */
static inline void out_quoted(Out *out, Text text)
{
    char *put = out_reserve(out, (size_t)text.size + 2);
    *put = '"';
    if (text.size)
        memcpy(put + 1, text.data, text.size);
    put[text.size + 1] = '"';
    out->size += (size_t)text.size + 2;
}

void out_integer(Out *out, int64_t number);
/* Needs the text no escape as a JSON string, and is it ASCII? */
bool out_is_plain(Text text);
/* A JSON string (RFC 8259 section 7) with its quotes; bytes that are not UTF-8 become U+FFFD. */
void out_json(Out *out, Text text);
/* A cell of CSV (RFC 4180), in quotes where it needs them. */
void out_csv(Out *out, Text text);
void out_instant(Out *out, Instant at);

#define OUT_LITERAL(out, literal) out_put((out), (literal), sizeof(literal) - 1)

#endif
