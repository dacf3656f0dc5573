/* jansson beside base/json.h: both have an enumerator JSON_OBJECT and so on, so jansson's become JANSSON_OBJECT. Its
   json_is_… macros must not be used: they would mean ours. */
#ifndef TESTS_JANSSON_PEER_H
#define TESTS_JANSSON_PEER_H

#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY  JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_TRUE   JANSSON_TRUE
#define JSON_FALSE  JANSSON_FALSE
#define JSON_NULL   JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#include "base/json.h"

/* Reads any value, a NUL in a string included. NULL: refused; *is_open: for a reason that the RFC leaves to the reader
   (a NUL in a key, a number beyond a double). */
static inline json_t *jansson_read(Text text, bool *is_open)
{
    json_error_t error;
    json_t *value = json_loadb(text.data, text.size,
                               JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    *is_open = !value && (json_error_code(&error) == json_error_null_byte_in_key ||
                          json_error_code(&error) == json_error_numeric_overflow ||
                          json_error_code(&error) == json_error_stack_overflow);
    return value;
}

#endif
