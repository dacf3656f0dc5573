#include "base/text.h"

#include <string.h>

Text text_from(const char *string)
{
    return (Text){.data = string ? string : "", .size = string ? (uint32_t)strlen(string) : 0};
}

Text text_copy(Arena *arena, Text text)
{
    return (Text){.data = arena_copy(arena, text.data, text.size), .size = text.size};
}

char *text_string(Arena *arena, Text text)
{
    return arena_copy(arena, text.data, text.size);
}

bool text_is(Text text, const char *string)
{
    return strlen(string) == text.size && memcmp(text.data, string, text.size) == 0;
}

bool text_equal(Text a, Text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

int text_compare(Text a, Text b)
{
    uint32_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

bool text_starts(Text text, Text prefix)
{
    return prefix.size <= text.size &&
           (!prefix.size || !memcmp(text.data, prefix.data, prefix.size));
}

bool text_ends(Text text, Text suffix)
{
    if (suffix.size > text.size)
        return false;
    return !suffix.size || !memcmp(text.data + text.size - suffix.size, suffix.data, suffix.size);
}

bool text_contains(Text text, Text part)
{
    if (!part.size)
        return true;
    for (uint32_t i = 0; i + part.size <= text.size; i++)
        if (!memcmp(text.data + i, part.data, part.size))
            return true;
    return false;
}

/* A multiplication for eight bytes, the last eight once more where their number is odd. */
uint64_t text_hash(Text text)
{
    const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = text.size * factor, word = 0;
    uint32_t i = 0;
    for (; i + 8 <= text.size; i += 8) {
        memcpy(&word, text.data + i, 8);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
    }
    if (i < text.size) {
        word = 0;
        if (text.size >= 8)
            memcpy(&word, text.data + text.size - 8, 8);
        else
            memcpy(&word, text.data, text.size);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
    }
    hash *= UINT64_C(0xBF58476D1CE4E5B9); /* the low bits are what tables use */
    return hash ^ (hash >> 32);
}

/* Length of the well-formed sequence at `p`, 0 if it is malformed (RFC 3629 §4). */
static size_t utf8_length(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return 1;
    size_t size = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
    if (!size || size > left)
        return 0;
    unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return size;
}

/* The first byte from 0x80 on at or after `i`, or the end; eight bytes at a time. */
static size_t ascii_end(Text text, size_t i)
{
    uint64_t word;
    for (; i + 8 <= text.size; i += 8) {
        memcpy(&word, text.data + i, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < text.size && (unsigned char)text.data[i] < 0x80)
        i++;
    return i;
}

bool text_is_utf8(Text text, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)text.data;
    for (size_t i = ascii_end(text, 0); i < text.size; i = ascii_end(text, i)) {
        size_t size = utf8_length(p + i, text.size - i);
        if (!size) {
            if (bad)
                *bad = i;
            return false;
        }
        i += size;
    }
    return true;
}

enum { NEAR_MAX = 40 }; /* longer words are never suggested */

static unsigned edit_distance(Text a, Text b)
{
    unsigned row[NEAR_MAX + 1];
    for (unsigned j = 0; j <= b.size; j++)
        row[j] = j;
    for (unsigned i = 1; i <= a.size; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= b.size; j++) {
            unsigned keep = diagonal + (a.data[i - 1] != b.data[j - 1]);
            diagonal = row[j];
            unsigned skip = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = keep < skip ? keep : skip;
        }
    }
    return row[b.size];
}

int text_nearest(Text text, const Text *candidates, size_t count)
{
    int best = -1;
    unsigned limit = text.size < 3 ? 1 : text.size < 6 ? 2 : 3, least = limit + 1;
    if (text.size > NEAR_MAX)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].size > NEAR_MAX)
            continue;
        unsigned distance = edit_distance(text, candidates[i]);
        if (distance < least && distance < candidates[i].size) {
            least = distance;
            best = (int)i;
        }
    }
    return best;
}
