/* Sets as numbers. Every set is stored once, its values sorted; an open-addressing table finds it
   by its values. Values never move, so set_values stays good while the pool grows. */
#include "runtime/set.h"

#include <stdlib.h>

#include "base/vec.h"

typedef struct SetRow {
    const Value *values;
    uint32_t count;
    uint64_t hash;
} SetRow;

struct SetPool {
    Arena *arena;
    const SetPool *base;
    uint32_t first; /* id of rows.at[0]: the number of sets in `base` */
    VEC(SetRow) rows;
    uint32_t *slots; /* index into rows + 1; 0 is free */
    uint32_t slots_count;
};

enum { FIRST_SLOTS = 16 };

static uint64_t values_hash(const Value *values, uint32_t count)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ count;
    for (uint32_t i = 0; i < count; i++) {
        hash ^= (uint64_t)values[i];
        hash *= UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    return hash;
}

static bool values_equal(const SetRow *row, const Value *values, uint32_t count)
{
    return row->count == count &&
           (count == 0 || !memcmp(row->values, values, count * sizeof *values));
}

static int value_compare(const void *left, const void *right)
{
    Value a = *(const Value *)left, b = *(const Value *)right;
    return (a > b) - (a < b);
}

static uint32_t values_normalise(Value *values, uint32_t count)
{
    if (count)
        qsort(values, count, sizeof *values, value_compare);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || values[kept - 1] != values[i])
            values[kept++] = values[i];
    return kept;
}

uint32_t set_pool_count(const SetPool *pool)
{
    return pool->first + pool->rows.count;
}

/* The slot that holds the set, or the free one where it belongs. */
static uint32_t *slot_of(const SetPool *pool, uint64_t hash, const Value *values, uint32_t count)
{
    uint32_t mask = pool->slots_count - 1;
    for (uint32_t i = (uint32_t)hash & mask;; i = (i + 1) & mask) {
        uint32_t row = pool->slots[i];
        if (row == 0)
            return &pool->slots[i];
        if (pool->rows.at[row - 1].hash == hash &&
            values_equal(&pool->rows.at[row - 1], values, count))
            return &pool->slots[i];
    }
}

static bool pool_find(const SetPool *pool, uint64_t hash, const Value *values, uint32_t count,
                      SetId *out)
{
    if (pool->base && pool_find(pool->base, hash, values, count, out))
        return true;
    uint32_t row = *slot_of(pool, hash, values, count);
    if (row == 0)
        return false;
    *out = pool->first + row - 1;
    return true;
}

static void pool_grow(SetPool *pool)
{
    pool->slots_count *= 2;
    pool->slots = ARENA_ARRAY(pool->arena, uint32_t, pool->slots_count);
    for (uint32_t i = 0; i < pool->rows.count; i++) {
        const SetRow *row = &pool->rows.at[i];
        *slot_of(pool, row->hash, row->values, row->count) = i + 1;
    }
}

/* `values` are sorted, without repetition, and belong to the caller. */
static SetId pool_add(SetPool *pool, const Value *values, uint32_t count)
{
    uint64_t hash = values_hash(values, count);
    SetId found;
    if (pool_find(pool, hash, values, count, &found))
        return found;
    if ((pool->rows.count + 1) * 2 > pool->slots_count)
        pool_grow(pool);
    Value *kept = ARENA_ARRAY(pool->arena, Value, count);
    if (count)
        memcpy(kept, values, count * sizeof *values);
    VEC_PUSH(pool->arena, &pool->rows, (SetRow){.values = kept, .count = count, .hash = hash});
    *slot_of(pool, hash, kept, count) = pool->rows.count;
    return pool->first + pool->rows.count - 1;
}

SetPool *set_pool_over(const SetPool *base)
{
    Arena *arena = arena_new();
    SetPool *pool = ARENA_NEW(arena, SetPool);
    pool->arena = arena;
    pool->base = base;
    pool->first = base ? set_pool_count(base) : 0;
    pool->slots_count = FIRST_SLOTS;
    pool->slots = ARENA_ARRAY(arena, uint32_t, FIRST_SLOTS);
    return pool;
}

SetPool *set_pool_new(void)
{
    SetPool *pool = set_pool_over(NULL);
    pool_add(pool, NULL, 0);
    return pool;
}

void set_pool_free(SetPool *pool)
{
    if (pool)
        arena_free(pool->arena);
}

SetId set_make(SetPool *pool, const Value *values, uint32_t count)
{
    enum { FEW = 32 };
    Value few[FEW];
    Value *copy = count <= FEW ? few : ARENA_ARRAY(pool->arena, Value, count);
    if (count)
        memcpy(copy, values, count * sizeof *values);
    return pool_add(pool, copy, values_normalise(copy, count));
}

void set_pool_mirror(SetPool *pool, const Value *values, uint32_t count)
{
    VEC_PUSH(pool->arena, &pool->rows, (SetRow){.values = values, .count = count});
}

const Value *set_values(const SetPool *pool, SetId set, uint32_t *count)
{
    while (set < pool->first)
        pool = pool->base;
    const SetRow *row = &pool->rows.at[set - pool->first];
    *count = row->count;
    return row->values;
}

/* The place of `value` in the set, or where it would be inserted. */
static uint32_t value_place(const Value *values, uint32_t count, Value value)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (values[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool set_has(const SetPool *pool, SetId set, Value value)
{
    uint32_t count;
    const Value *values = set_values(pool, set, &count);
    uint32_t place = value_place(values, count, value);
    return place < count && values[place] == value;
}

SetId set_with(SetPool *pool, SetId set, Value value)
{
    if (set_has(pool, set, value))
        return set;
    uint32_t count;
    const Value *values = set_values(pool, set, &count);
    Value *more = ARENA_ARRAY(pool->arena, Value, count + 1);
    if (count)
        memcpy(more, values, count * sizeof *values);
    more[count] = value;
    return set_make(pool, more, count + 1);
}

SetId set_without(SetPool *pool, SetId set, Value value)
{
    if (!set_has(pool, set, value))
        return set;
    uint32_t count;
    const Value *values = set_values(pool, set, &count);
    uint32_t place = value_place(values, count, value);
    Value *fewer = ARENA_ARRAY(pool->arena, Value, count);
    memcpy(fewer, values, place * sizeof *values);
    memcpy(fewer + place, values + place + 1, (count - place - 1) * sizeof *values);
    return pool_add(pool, fewer, count - 1);
}
