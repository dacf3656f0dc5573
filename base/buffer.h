/* Buffer: a text that grows at its end, in an arena. Its bytes move as it grows; buffer_text gives what is there now. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/text.h"
#include "base/vec.h"

typedef struct Buffer {
    Arena *arena;
    VEC(char) bytes;
} Buffer;

void buffer_add(Buffer *buffer, Text text);
void buffer_char(Buffer *buffer, char c);
void buffer_string(Buffer *buffer, const char *string);
void buffer_repeat(Buffer *buffer, char c, uint32_t count);
__attribute__((format(printf, 2, 3))) void buffer_print(Buffer *buffer, const char *format, ...);
/* As a JSON string in quotes: control characters escaped, everything else as it is. */
void buffer_json(Buffer *buffer, Text text);
Text buffer_text(const Buffer *buffer);

#endif
