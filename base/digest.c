/* The parameters are those of the FNV-1a draft (draft-eastlake-fnv): prime 2^88 + 2^8 + 0x3b. */
#include "base/digest.h"

#include <inttypes.h>
#include <stdio.h>

__extension__ typedef unsigned __int128 Wide;

Digest digest_make(void)
{
    return (Digest){UINT64_C(0x6c62272e07bb0142), UINT64_C(0x62b821756295c58d)};
}

void digest_add(Digest *digest, const void *bytes, size_t size)
{
    const Wide prime = (Wide)1 << 88 | 0x13b;
    const unsigned char *at = bytes;
    Wide hash = (Wide)digest->high << 64 | digest->low;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * prime;
    *digest = (Digest){(uint64_t)(hash >> 64), (uint64_t)hash};
}

void digest_number(Digest *digest, uint64_t number)
{
    unsigned char bytes[8];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
    digest_add(digest, bytes, sizeof bytes);
}

bool digest_equal(Digest a, Digest b)
{
    return a.high == b.high && a.low == b.low;
}

void digest_print(Digest digest, char *out)
{
    snprintf(out, DIGEST_TEXT, "%016" PRIx64 "%016" PRIx64, digest.high, digest.low);
}
