/* SourceSet: the texts of the files of one compilation, numbered from 0, and places in them. A place is a byte
   range; lines and columns are computed when something is printed. The set owns copies of all texts. */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/text.h"

typedef struct SourceSet SourceSet;

typedef struct Span {
    uint32_t file, lo, hi; /* [lo, hi) in bytes */
} Span;

typedef struct Place {
    uint32_t line, column; /* from 1; the column counts characters (code points) */
} Place;

SourceSet *source_set_new(void);
void source_set_free(SourceSet *set);

/* Adds a file and returns its number. `name` is what messages print (a path as the user wrote it, or "std/…"). */
uint32_t source_add(SourceSet *set, Text name, Text text);
uint32_t source_count(const SourceSet *set);
Text source_name(const SourceSet *set, uint32_t file);
Text source_text(const SourceSet *set, uint32_t file);
Place source_place(const SourceSet *set, uint32_t file, uint32_t offset);
/* Of the line alone, from 1. */
uint32_t source_line_number(const SourceSet *set, uint32_t file, uint32_t offset);
/* The line that holds `offset`, without its line break. */
Text source_line(const SourceSet *set, uint32_t file, uint32_t offset);
Span span_join(Span first, Span last);

#endif
