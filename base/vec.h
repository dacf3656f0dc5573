/* Vec: a growable array in an arena. Growth leaves the old array behind in the arena (amortised twice the
   size), so pointers into a Vec are good only until the next push; keep indices instead. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <string.h>

#include "base/arena.h"

#define VEC(Type)                                                                                  \
    struct {                                                                                       \
        Type *at;                                                                                  \
        uint32_t count, capacity;                                                                  \
    }

#define VEC_PUSH(arena, vec, ...)                                                                  \
    do {                                                                                           \
        if ((vec)->count == (vec)->capacity) {                                                     \
            uint32_t vec_capacity_ = (vec)->capacity ? (vec)->capacity * 2 : 8;                    \
            void *vec_grown_ = arena_alloc((arena), vec_capacity_ * sizeof *(vec)->at);            \
            if ((vec)->count)                                                                      \
                memcpy(vec_grown_, (vec)->at, (vec)->count * sizeof *(vec)->at);                   \
            (vec)->at = vec_grown_;                                                                \
            (vec)->capacity = vec_capacity_;                                                       \
        }                                                                                          \
        (vec)->at[(vec)->count++] = __VA_ARGS__;                                                   \
    } while (0)

#endif
