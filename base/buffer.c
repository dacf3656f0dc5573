#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>

/* Room for `size` more bytes, doubling. */
static char *room_make(Buffer *buffer, uint32_t size)
{
    uint32_t need = buffer->bytes.count + size;
    if (need > buffer->bytes.capacity) {
        uint32_t capacity = buffer->bytes.capacity ? buffer->bytes.capacity : 256;
        while (capacity < need)
            capacity *= 2;
        char *grown = arena_alloc(buffer->arena, capacity);
        if (buffer->bytes.count)
            memcpy(grown, buffer->bytes.at, buffer->bytes.count);
        buffer->bytes.at = grown;
        buffer->bytes.capacity = capacity;
    }
    char *room = buffer->bytes.at + buffer->bytes.count;
    buffer->bytes.count = need;
    return room;
}

void buffer_add(Buffer *buffer, Text text)
{
    if (text.size)
        memcpy(room_make(buffer, text.size), text.data, text.size);
}

void buffer_char(Buffer *buffer, char c)
{
    *room_make(buffer, 1) = c;
}

void buffer_string(Buffer *buffer, const char *string)
{
    buffer_add(buffer, text_from(string));
}

void buffer_repeat(Buffer *buffer, char c, uint32_t count)
{
    if (count)
        memset(room_make(buffer, count), c, count);
}

void buffer_print(Buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    if (size > 0) {
        char *room = room_make(buffer, (uint32_t)size + 1);
        vsnprintf(room, (size_t)size + 1, format, again);
        buffer->bytes.count--;
    }
    va_end(again);
    va_end(args);
}

void buffer_json(Buffer *buffer, Text text)
{
    buffer_char(buffer, '"');
    for (uint32_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '"' || c == '\\')
            buffer_print(buffer, "\\%c", c);
        else if (c == '\n')
            buffer_string(buffer, "\\n");
        else if ((unsigned char)c < 0x20)
            buffer_print(buffer, "\\u%04x", (unsigned)c);
        else
            buffer_char(buffer, c);
    }
    buffer_char(buffer, '"');
}

Text buffer_text(const Buffer *buffer)
{
    return (Text){buffer->bytes.count ? buffer->bytes.at : "", buffer->bytes.count};
}
