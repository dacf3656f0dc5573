/* Text: a borrowed byte range, UTF-8 unless said otherwise, not NUL-terminated. Whoever made the bytes owns
   them; a Text never outlives its arena, source or buffer. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct Text {
    const char *data;
    uint32_t size; /* bytes */
} Text;

/* A Text of a string literal. */
#define TEXT(literal) ((Text){.data = (literal), .size = (uint32_t)(sizeof(literal) - 1)})
/* For printf("%.*s", TEXT_ARGS(t)). */
#define TEXT_ARGS(text) (int)(text).size, (text).data

Text text_from(const char *string); /* of a NUL-terminated string; NULL gives an empty text */
Text text_copy(Arena *arena, Text text);
char *text_string(Arena *arena, Text text); /* NUL-terminated copy */
bool text_is(Text text, const char *string);
bool text_equal(Text a, Text b);
int text_compare(Text a, Text b); /* bytewise order, as memcmp */
bool text_starts(Text text, Text prefix);
bool text_ends(Text text, Text suffix);
bool text_contains(Text text, Text part);
uint64_t text_hash(Text text);
/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms)? `*bad` gets the offset of the first bad byte. */
bool text_is_utf8(Text text, size_t *bad);
/* The candidate nearest to `text` by edit distance, or -1 when none is near enough to suggest. */
int text_nearest(Text text, const Text *candidates, size_t count);

#endif
