/* Memo: what short texts meant before, an id, an enumerator or an event. Histories repeat themselves, so that nearly every
   text of a record is found here with one look and no loop: a text of up to sixteen bytes is two words, masked by
   its size, and their product with an odd factor names the only slot where it can be. Texts that are longer, or whose slot
   another one holds, are looked up elsewhere; that is the caller's.

   Enumerators and events never change: their memo is filled when it is made, with a factor under which no two of them meet.
   The memo of ids is filled as texts come, a newer one in place of the older. */
#ifndef RUNTIME_INGEST_MEMO_H
#define RUNTIME_INGEST_MEMO_H

#include <string.h>

#include "base/text.h"

enum { MEMO_TEXT_MAX = 16 }; /* bytes */

typedef struct MemoKey {
    uint64_t head, tail;
    uint32_t size;
} MemoKey;

typedef struct MemoSlot {
    uint64_t head, tail;
    uint32_t size; /* + 1; 0: empty */
    uint32_t value;
} MemoSlot;

typedef struct Memo {
    MemoSlot *slots;
    uint64_t factor;
    uint32_t shift;
    bool is_whole; /* every text that was given and is short enough is in it */
} Memo;

/* An empty one, of 1 << bits slots. */
Memo memo_new(Arena *arena, uint32_t bits);
/* One in which texts[i] means i; those that are too long, or meet another under every factor that is tried, are not in it. */
Memo memo_over(Arena *arena, const Text *texts, uint32_t count);

/* `data` has at most MEMO_TEXT_MAX bytes, and as many can be read. */
static inline MemoKey memo_key_padded(const char *data, uint32_t size)
{
    static const char MASKS[2 * MEMO_TEXT_MAX] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                                  -1, -1, -1, -1, -1, -1, -1, -1};
    uint64_t words[2], masks[2];
    memcpy(words, data, sizeof words);
    memcpy(masks, MASKS + MEMO_TEXT_MAX - size, sizeof masks);
    return (MemoKey){.head = words[0] & masks[0], .tail = words[1] & masks[1], .size = size};
}

/* The same of a text behind which nothing may be read. */
static inline MemoKey memo_key_tight(const char *data, uint32_t size)
{
    uint64_t words[2] = {0, 0};
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t low = 0, high = 0;
    if (size >= 8) {
        memcpy(&words[0], data, 8);
        memcpy(&words[1], data + size - 8, 8);
        words[1] = size > 8 ? words[1] >> 8 * (16 - size) : 0;
    } else if (size >= 4) {
        memcpy(&low, data, 4);
        memcpy(&high, data + size - 4, 4);
        words[0] = low | (uint64_t)high << 8 * (size - 4);
    } else {
        for (uint32_t i = 0; i < size; i++)
            words[0] |= (uint64_t)(unsigned char)data[i] << 8 * i;
    }
#else
    memcpy(words, data, size);
#endif
    return (MemoKey){.head = words[0], .tail = words[1], .size = size};
}

static inline MemoKey memo_key(Text text, bool is_padded)
{
    return is_padded ? memo_key_padded(text.data, text.size) : memo_key_tight(text.data, text.size);
}

static inline MemoSlot *memo_slot(const Memo *memo, const MemoKey *key)
{
    uint64_t mixed = key->head ^ (key->tail << 32 | key->tail >> 32);
    return &memo->slots[mixed * memo->factor >> memo->shift];
}

static inline bool memo_holds(const MemoSlot *slot, const MemoKey *key)
{
    return ((slot->head ^ key->head) | (slot->tail ^ key->tail) | (slot->size ^ (key->size + 1))) ==
           0;
}

static inline void memo_keep(MemoSlot *slot, const MemoKey *key, uint32_t value)
{
    *slot = (MemoSlot){key->head, key->tail, key->size + 1, value};
}

#endif
