/* The standard library's .sla files, carried inside the binary so that it runs without installation. */
#ifndef STDLIB_EMBEDDED_H
#define STDLIB_EMBEDDED_H

#include <stddef.h>

typedef struct EmbeddedFile {
    const char *name; /* "clocks.sla", "holidays/ua.sla" */
    const unsigned char *bytes;
    size_t size;
} EmbeddedFile;

/* Ends with a row whose name is NULL. */
extern const EmbeddedFile EMBEDDED_FILES[];

#endif
