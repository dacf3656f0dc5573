/* Writing JSON: texts as quoted strings, and members of objects that may be null; the rest is plain fprintf. */
#ifndef CLI_JSON_OUT_H
#define CLI_JSON_OUT_H

#include <stdio.h>

#include "base/instant.h"

void json_text_print(FILE *out, Text text);
/* `,"key":value`, null for VALUE_ABSENT; an instant in RFC 3339 UTC. */
void json_number_member(FILE *out, const char *key, int64_t number);
void json_instant_member(FILE *out, const char *key, Instant at);

#endif
