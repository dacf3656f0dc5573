/* Out: bytes on their way to a file, through one large buffer; or, without a file, a buffer that grows. A write that
   fails is remembered, the rest is dropped, the file ends with a whole row, and out_close tells it once; that the reader of a pipe has had enough is no
   failure, where the caller ignores SIGPIPE. Belongs to one thread. */
#ifndef RUNTIME_OUT_H
#define RUNTIME_OUT_H

#include <string.h>

#include "base/instant.h"
#include "base/status.h"

enum { OUT_BLOCK = 256 * 1024 }; /* bytes written at once, or a little less */

enum { OUT_DAYS = 512, OUT_DAY_TEXT = 16 };

typedef struct OutDays { /* texts of days that instants were written with, by day modulo OUT_DAYS */
    Date day[OUT_DAYS];
    char text[OUT_DAYS][OUT_DAY_TEXT]; /* "2026-03-02T, the quote with it; 11 bytes without */
} OutDays;

typedef struct Out {
    int fd;        /* -1: in memory */
    bool is_owned; /* fd is closed by out_close */
    char *bytes;
    size_t size, capacity;
    bool has_quotes; /* a line end within "…" ends no row (CSV) */
    int error;       /* errno of the first write that failed */
    OutDays *days;   /* NULL: none yet */
} Out;

/* Creates or empties a file; "-" is standard output. On failure *error is an errno. */
MUST_CHECK Status out_open(Out *out, const char *path, int *error);
void out_open_memory(Out *out);
/* Writes what is left. STATUS_INTERNAL if any write failed; *error is then its errno. */
MUST_CHECK Status out_close(Out *out, int *error);
/* Frees the buffer without writing: of an Out in memory. */
void out_free(Out *out);
/* Can it be begun anew? Only a file of its own can. */
bool out_can_restart(const Out *out);
void out_restart(Out *out);
/* Writes what is in the buffer, so that a reader of the file sees it. */
void out_flush(Out *out);

/* Adds whole rows, past the buffer where they do not fit. */
void out_whole(Out *out, const char *bytes, size_t size);
/* Makes that room by growing the buffer. */
void out_make_room(Out *out, size_t size);
/* Makes that room by writing the buffer, where there is a file. */
void out_make_row(Out *out, size_t room);

/* The place of the next row, with that room behind it: what is written at once is whole rows, so that a full disk does not
   cut one off. */
static inline char *out_row(Out *out, size_t room)
{
    if (out->capacity - out->size < room)
        out_make_row(out, room);
    return out->bytes + out->size;
}

/* Room for `size` more bytes of a row at bytes + size. */
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

extern const char OUT_PAIRS[]; /* "00" to "99" */

static inline void pair_put(char *put, uint32_t number)
{
    memcpy(put, OUT_PAIRS + number * 2, 2);
}

/* The digits of a number below 10^8, one a byte, the first in the lowest: split into halves by multiplication, all at
   once in one word. */
static inline uint64_t eight_digits(uint32_t number)
{
    uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
    uint64_t hundreds = fours * 10486 >> 20 & UINT64_C(0x0000007f0000007f);
    uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
    uint64_t tens = twos * 103 >> 10 & UINT64_C(0x000f000f000f000f);
    return tens | (twos - tens * 10) << 8;
}

char *integer_put_long(char *put, uint64_t number); /* from 10^8 on */

/* In decimal; needs 24 bytes at `put`, gives the end. Most numbers have one digit. */
static inline char *integer_put(char *put, int64_t number)
{
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    *put = '-';
    put += number < 0;
    if (size < 10) {
        *put = (char)('0' + size);
        return put + 1;
    }
    if (size >= 100000000)
        return integer_put_long(put, size);
    uint64_t digits = eight_digits((uint32_t)size);
    unsigned zeros = (unsigned)__builtin_ctzll(digits) / 8;
    digits = (digits | UINT64_C(0x3030303030303030)) >> zeros * 8;
    memcpy(put, &digits, sizeof digits);
    return put + 8 - zeros;
}

void out_integer(Out *out, int64_t number);
/* Needs the text no escape as a JSON string, and is it ASCII? */
bool out_is_plain(Text text);
/* A JSON string (RFC 8259 section 7) with its quotes; bytes that are not UTF-8 become U+FFFD. */
void out_json(Out *out, Text text);
/* A cell of CSV (RFC 4180), in quotes where it needs them. */
void out_csv(Out *out, Text text);
/* The days of an Out, made if need be. */
OutDays *out_days(Out *out);
/* The text of a day that has not been met lately, or of one beyond the four-digit years: as instant_put. */
char *instant_put_day(OutDays *days, char *put, Instant at, unsigned quote);

/* RFC 3339 in UTC, between `quote` quotes, 0 or 1; needs INSTANT_TEXT + 2 bytes at `put`, gives the end. */
static inline char *instant_put(OutDays *days, char *put, Instant at, unsigned quote)
{
    uint64_t day = (uint64_t)at / DAY_MS, slot = day % OUT_DAYS;
    if (at < 0 || (uint64_t)days->day[slot] != day)
        return instant_put_day(days, put, at, quote);
    uint32_t ms = (uint32_t)((uint64_t)at - day * DAY_MS), seconds = ms / 1000;
    memcpy(put, days->text[slot] + 1 - quote, 12);
    put += 11 + quote;
    pair_put(put, seconds / 3600);
    put[2] = ':';
    pair_put(put + 3, seconds / 60 % 60);
    put[5] = ':';
    pair_put(put + 6, seconds % 60);
    put += 8;
    if (ms % 1000) {
        *put = '.';
        put[1] = (char)('0' + ms % 1000 / 100);
        pair_put(put + 2, ms % 100);
        put += 4;
    }
    memcpy(put, "Z\"", 2);
    return put + 1 + quote;
}

void out_instant(Out *out, Instant at);

#define OUT_LITERAL(out, literal) out_put((out), (literal), sizeof(literal) - 1)

#endif
