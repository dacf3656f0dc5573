/* Toml: a strict reader of the part of TOML 1.0 that settings need: comments, tables `[a.b]`, and keys, bare or quoted,
   with a string on one line, a whole number or a boolean. What else TOML has is refused by name, never skipped. Texts
   live in the arena, or point into the text. */
#ifndef BASE_TOML_H
#define BASE_TOML_H

#include "base/text.h"
#include "base/vec.h"

typedef enum TomlKind { TOML_STRING, TOML_INTEGER, TOML_BOOLEAN } TomlKind;

typedef struct TomlEntry { /* in the order written; no key stands twice */
    Text table;            /* "check", "a.b"; "" before the first */
    Text key;
    uint32_t key_at, value_at; /* bytes of the text */
    TomlKind kind;
    Text string;
    int64_t number; /* of a boolean 0 or 1 */
} TomlEntry;

typedef struct Toml {
    VEC(TomlEntry) entries;
    const char *problem; /* NULL: the text was read whole */
    uint32_t problem_at;
} Toml;

/* False: `problem` says what is wrong at `problem_at`; the entries before it are there. */
bool toml_read(Arena *arena, Text text, Toml *out);

#endif
