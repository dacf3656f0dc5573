#include "cli/fingerprint.h"

#include <string.h>

/* FNV-1a of 64 bits: fingerprints are kept by other systems, so the function never changes. */
static uint64_t hash_add(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return (hash ^ 0xff) * UINT64_C(0x100000001b3); /* ends the part: no UTF-8 text holds 0xff */
}

/* The parts in `…`. */
static uint64_t names_add(uint64_t hash, const char *message)
{
    for (const char *at = message; (at = strchr(at, '`'));) {
        const char *end = strchr(++at, '`');
        if (!end)
            break;
        hash = hash_add(hash, at, (size_t)(end - at));
        at = end + 1;
    }
    return hash;
}

static uint64_t fingerprint_of(const SourceSet *sources, const Diag *diag)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const char *place = diag->place ? diag->place : "";
    hash = hash_add(hash, diag_row(diag->code)->code, strlen(diag_row(diag->code)->code));
    hash = hash_add(hash, place, strlen(place));
    if (!*place && diag->has_span) { /* of the file as a whole: by its name, wherever it lies */
        const char *name = source_name(sources, diag->span.file).data;
        uint32_t size = source_name(sources, diag->span.file).size, base = size;
        while (base && name[base - 1] != '/')
            base--;
        hash = hash_add(hash, name + base, size - base);
    }
    return names_add(hash, diag->message);
}

uint64_t *fingerprints_make(Arena *arena, const SourceSet *sources, const DiagList *diags)
{
    uint32_t count = diags->items.count;
    uint64_t *bare = ARENA_ARRAY(arena, uint64_t, count),
             *all = ARENA_ARRAY(arena, uint64_t, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t alike = 0;
        bare[i] = fingerprint_of(sources, &diags->items.at[i]);
        for (uint32_t k = 0; k < i; k++)
            alike += bare[k] == bare[i];
        unsigned char order[] = {(unsigned char)alike, (unsigned char)(alike >> 8)};
        all[i] = alike ? hash_add(bare[i], order, sizeof order) : bare[i];
    }
    return all;
}
