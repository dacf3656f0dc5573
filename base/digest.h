/* Digest: FNV-1a over 128 bits. It names contents and finds accidents; it does not stand up to someone who looks for two
   texts of one digest. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Digest {
    uint64_t high, low;
} Digest;

enum { DIGEST_TEXT = 33 }; /* 32 digits and a NUL */

Digest digest_make(void);
void digest_add(Digest *digest, const void *bytes, size_t size);
void digest_number(Digest *digest, uint64_t number);
bool digest_equal(Digest a, Digest b);
void digest_print(Digest digest, char *out); /* DIGEST_TEXT bytes, hexadecimal */

#endif
