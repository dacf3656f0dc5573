/* Sixteen bytes at a time, for the readers of NDJSON and CSV: which of them may end a string or a cell. SSE2 is part of every
   x86-64, so nothing is dispatched at run time: fields are short, and wider compares were not faster. Other machines
   take the loops. Sixteen bytes must be readable; INPUT_PADDING zeros follow every window. */
#ifndef RUNTIME_INGEST_BYTES_H
#define RUNTIME_INGEST_BYTES_H

#if defined(__SSE2__)
#include <emmintrin.h>

static inline __m128i bytes_load(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline __m128i bytes_equal(__m128i bytes, char c)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

/* Bit i: byte i is one of the three. *beyond gets a bit for each that is beyond ASCII. */
static inline unsigned bytes_among(const char *at, char a, char b, char c, unsigned *beyond)
{
    __m128i bytes = bytes_load(at);
    __m128i found = _mm_or_si128(_mm_or_si128(bytes_equal(bytes, a), bytes_equal(bytes, b)),
                                 bytes_equal(bytes, c));
    *beyond = (unsigned)_mm_movemask_epi8(bytes);
    return (unsigned)_mm_movemask_epi8(found);
}

/* Bit i: byte i is a quote, a backslash, a control character or beyond ASCII (which is negative). */
static inline unsigned bytes_not_plain(const char *at)
{
    __m128i bytes = bytes_load(at);
    __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(bytes_equal(bytes, '"'), bytes_equal(bytes, '\\')), low));
}
/* Bit i: byte i is neither a space nor a tab. */
static inline unsigned bytes_not_space(const char *at)
{
    __m128i bytes = bytes_load(at);
    return ~(unsigned)_mm_movemask_epi8(
               _mm_or_si128(bytes_equal(bytes, ' '), bytes_equal(bytes, '\t'))) &
           0xffff;
}
#else
static inline unsigned bytes_not_space(const char *at)
{
    unsigned found = 0;
    for (unsigned i = 0; i < 16; i++)
        found |= (unsigned)(at[i] != ' ' && at[i] != '\t') << i;
    return found;
}

static inline unsigned bytes_among(const char *at, char a, char b, char c, unsigned *beyond)
{
    unsigned found = 0;
    *beyond = 0;
    for (unsigned i = 0; i < 16; i++) {
        found |= (unsigned)(at[i] == a || at[i] == b || at[i] == c) << i;
        *beyond |= (unsigned)((signed char)at[i] < 0) << i;
    }
    return found;
}

static inline unsigned bytes_not_plain(const char *at)
{
    unsigned found = 0;
    for (unsigned i = 0; i < 16; i++)
        found |= (unsigned)((signed char)at[i] < 0x20 || at[i] == '"' || at[i] == '\\') << i;
    return found;
}
#endif

/* The first byte from `at` on that is a quote, a backslash, a control character or beyond ASCII; the zeros behind the
   window end every search. */
static inline const char *plain_end(const char *at)
{
    for (;; at += 16) {
        unsigned found = bytes_not_plain(at);
        if (found)
            return at + __builtin_ctz(found);
    }
}

/* Behind spaces and tabs. No branch depends on how many there are: that can't be foretold. */
static inline const char *space_end(const char *at)
{
    for (;; at += 16) {
        unsigned found = bytes_not_space(at);
        if (found)
            return at + __builtin_ctz(found);
    }
}

#endif
