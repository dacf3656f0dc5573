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
/* A table whose own ids count from INTERN_OWN, so that they do not depend on how many texts `base` has, which may go on
   growing meanwhile. intern_add looks for a text in the table itself and in `fixed`, which never changes; intern_find
   also in `base`. Both outlive it. */
Intern *intern_beside(const Intern *base, const Intern *fixed);
enum { INTERN_OWN = 1 << 30 };
void intern_free(Intern *intern);

TextId intern_add(Intern *intern, Text text);
TextId intern_find(const Intern *intern, Text text); /* TEXT_NONE if it was never added */
/* The next id for a text that lies elsewhere, as long as the table, and is not to be found by its bytes: how a thread keeps
   up with the table of another. */
void intern_mirror(Intern *intern, Text text);
Text intern_get(const Intern *intern, TextId id);
uint32_t intern_count(const Intern *intern);

#endif
