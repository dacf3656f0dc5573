/* SetPool: sets of values as small numbers (SetId), interned like texts: equal sets have equal ids, set 0 is the
   empty set. A set is sorted and without repetition. */
#ifndef RUNTIME_SET_H
#define RUNTIME_SET_H

#include <stdbool.h>

#include "runtime/value.h"

typedef struct SetPool SetPool;
typedef uint32_t SetId;

SetPool *set_pool_new(void);
/* A pool that starts with the sets of `base`, which must outlive it and never change again. */
SetPool *set_pool_over(const SetPool *base);
void set_pool_free(SetPool *pool);

/* The set of `count` values in any order, repetitions allowed. */
SetId set_make(SetPool *pool, const Value *values, uint32_t count);
SetId set_with(SetPool *pool, SetId set, Value value);
SetId set_without(SetPool *pool, SetId set, Value value);
bool set_has(const SetPool *pool, SetId set, Value value);
/* How many sets there are, and the next one, whose values lie elsewhere as long as the pool and which is not to be found: how
   a thread keeps up with the pool of another. */
uint32_t set_pool_count(const SetPool *pool);
void set_pool_mirror(SetPool *pool, const Value *values, uint32_t count);
/* The values in ascending order, good as long as the pool. */
const Value *set_values(const SetPool *pool, SetId set, uint32_t *count);

#endif
