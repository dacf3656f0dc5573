#include "runtime/counter.h"

#include <stdlib.h>

typedef struct Slot {
    CounterKey key;
    int64_t total;
    bool is_used;
} Slot;

struct Counters {
    Slot *slots; /* a power of two, at least half of them free */
    uint32_t count, used;
};

Counters *counters_new(void)
{
    Counters *counters = calloc(1, sizeof *counters);
    if (!counters)
        abort();
    return counters;
}

void counters_free(Counters *counters)
{
    if (counters)
        free(counters->slots);
    free(counters);
}

static bool is_same(const CounterKey *a, const CounterKey *b)
{
    return a->kind == b->kind && a->a == b->a && a->b == b->b && a->c == b->c &&
           a->period == b->period;
}

static uint64_t mix(uint64_t hash, uint32_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static Slot *slot_find(const Counters *counters, const CounterKey *key)
{
    uint64_t hash = mix(mix(mix((uint64_t)key->kind, key->a), key->b), key->c);
    uint32_t slot = (uint32_t)(mix(hash, (uint32_t)key->period) >> 32) & (counters->count - 1);
    while (counters->slots[slot].is_used && !is_same(&counters->slots[slot].key, key))
        slot = (slot + 1) & (counters->count - 1);
    return &counters->slots[slot];
}

static void counters_grow(Counters *counters)
{
    Counters old = *counters;
    counters->count = old.count ? old.count * 2 : 64;
    counters->slots = calloc(counters->count, sizeof *counters->slots);
    if (!counters->slots)
        abort();
    for (uint32_t i = 0; i < old.count; i++)
        if (old.slots[i].is_used)
            *slot_find(counters, &old.slots[i].key) = old.slots[i];
    free(old.slots);
}

int64_t counter_get(const Counters *counters, const CounterKey *key)
{
    return counters->count ? slot_find(counters, key)->total : 0;
}

int64_t *counter_open(Counters *counters, const CounterKey *key)
{
    if (counters->used * 2 >= counters->count)
        counters_grow(counters);
    Slot *slot = slot_find(counters, key);
    counters->used += !slot->is_used;
    if (!slot->is_used)
        *slot = (Slot){.key = *key, .is_used = true};
    return &slot->total;
}
