#include "cli/json_out.h"

#include <inttypes.h>

#include "runtime/value.h"

void json_text_print(FILE *out, Text text)
{
    fputc('"', out);
    for (uint32_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void json_number_member(FILE *out, const char *key, int64_t number)
{
    if (number == VALUE_ABSENT)
        fprintf(out, ",\"%s\":null", key);
    else
        fprintf(out, ",\"%s\":%" PRId64, key, number);
}

void json_instant_member(FILE *out, const char *key, Instant at)
{
    char text[INSTANT_TEXT];
    fprintf(out, ",\"%s\":", key);
    if (at == VALUE_ABSENT)
        fputs("null", out);
    else
        json_text_print(out, (Text){text, (uint32_t)instant_print(at, text)});
}
