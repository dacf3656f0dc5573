/* Intern: texts to small numbers and back. Equal bytes give the same id, ids count up from 0 in order of first
   sight, so that they are the same in every run. The bytes are copied into the table. */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include "base/text.h"

typedef struct Intern Intern;
typedef uint32_t TextId;
#define TEXT_NONE UINT32_MAX

Intern *intern_new(void);
/* A table that starts with the ids of `base`, which must outlive it and never change again: lookups go to
   `base` first, new texts get ids from intern_count(base) on. */
Intern *intern_over(const Intern *base);
void intern_free(Intern *intern);

TextId intern_add(Intern *intern, Text text);
TextId intern_find(const Intern *intern, Text text); /* TEXT_NONE if it was never added */
Text intern_get(const Intern *intern, TextId id);
uint32_t intern_count(const Intern *intern);

#endif
