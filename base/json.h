/* Json: a strict reader of one RFC 8259 text into a flat tree. Nodes lie in one array in the order in which they are
   written; a container is followed by its children. Strings without escapes borrow from the text, the others lie
   in the reader's own buffer: everything is good until the next json_read. A reader belongs to one thread. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/text.h"

enum { JSON_DEPTH_MAX = 128 }; /* containers in containers; deeper texts are refused */
/* Bytes after the text that must be readable (their values do not matter): strings are scanned eight at a time. */
enum { JSON_PADDING = 8 };

typedef enum JsonKind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} JsonKind;

typedef struct JsonNode {
    JsonKind kind;
    uint32_t skip; /* nodes of this value, itself included: the next sibling is `skip` further on */
    Text key;      /* of a member of an object */
    Text text;     /* decoded string, number as written; whole text of a container */
} JsonNode;

typedef struct Json Json;

Json *json_new(void);
void json_free(Json *json);

/* Reads `text`, which JSON_PADDING readable bytes must follow. The root node, or NULL: json_problem says why. Repeated
   keys are kept (RFC 8259 section 4 leaves them to the caller); an unpaired surrogate is refused. */
const JsonNode *json_read(Json *json, Text text);
/* "expected ',' or '}'" and the byte of the text it is about, counted from 0. */
const char *json_problem(const Json *json, uint32_t *offset);

/* For readers that find their own way through a text. The escape whose backslash lies before `at`: up to four bytes are put at
   *out, which moves behind them. The place behind it, NULL if there is no such escape before `end`. */
const char *json_escape_decode(const char *at, const char *end, char **out);
/* The place behind the number at `at`, NULL if there is none. */
const char *json_number_end(const char *at, const char *end);

/* The member of that name of an object, or NULL; of several the last. */
const JsonNode *json_find(const JsonNode *object, Text key);

#endif
