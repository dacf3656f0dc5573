/* Writing JSON: a text as a quoted string; the rest is plain fprintf. */
#ifndef CLI_JSON_OUT_H
#define CLI_JSON_OUT_H

#include <stdio.h>

#include "base/text.h"

void json_text_print(FILE *out, Text text);

#endif
