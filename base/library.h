/* Libraries that are opened when they are first needed, so that a start which does without them does not pay for them. */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>

/* By its name with the version, as the linker knows it; NULL: it is not installed. It stays open. */
void *library_open(const char *name);
/* Puts the function into *out, a pointer to a function of its type. False: `library` is NULL or has none of that name. */
bool library_function(void *library, const char *name, void *out);

#endif
