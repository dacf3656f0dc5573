#include "base/intern.h"

#include <stdlib.h>

#include "base/pages.h"
#include "base/vec.h"

struct Intern {
    const Intern *base, *fixed; /* fixed: all of `base` that intern_add looks at */
    Arena *arena;
    uint32_t first; /* the id of texts.at[0] */
    VEC(Text) texts;
    struct Slot *slots; /* open addressing, a power of two */
    uint32_t mask;
};

typedef struct Slot { /* the hash tells most texts apart without a look at them */
    uint32_t hash;
    uint32_t index; /* into texts, + 1; 0 = empty */
} Slot;

enum { SLOTS_FIRST = 64, SLOTS_SMALL = 1 << 14, SLOTS_PAGED = PAGES_UNIT / sizeof(Slot) };

/* Few steps, since each touches all of its memory: beyond the small ones a table is huge pages. */
static uint32_t size_next(uint32_t size)
{
    return size < SLOTS_SMALL ? size * 4 : size < SLOTS_PAGED ? SLOTS_PAGED : size * 2;
}

static bool is_paged(uint32_t slots)
{
    return slots >= SLOTS_PAGED;
}

static void slots_new(Intern *intern, uint32_t size)
{
    intern->slots =
        is_paged(size) ? pages_new(size * sizeof(Slot)) : calloc(size, sizeof *intern->slots);
    if (!intern->slots)
        abort();
    intern->mask = size - 1;
}

static void slots_free(Slot *slots, uint32_t size)
{
    if (is_paged(size))
        pages_free(slots, size * sizeof *slots);
    else
        free(slots);
}

Intern *intern_over(const Intern *base)
{
    Intern *intern = calloc(1, sizeof *intern);
    if (!intern)
        abort();
    intern->base = intern->fixed = base;
    intern->first = base ? intern_count(base) : 0;
    intern->arena = arena_new();
    slots_new(intern, SLOTS_FIRST);
    return intern;
}

Intern *intern_beside(const Intern *base, const Intern *fixed)
{
    Intern *intern = intern_over(base);
    intern->fixed = fixed;
    intern->first = INTERN_OWN;
    return intern;
}

Intern *intern_new(void)
{
    return intern_over(NULL);
}

void intern_free(Intern *intern)
{
    if (!intern)
        return;
    arena_free(intern->arena);
    slots_free(intern->slots, intern->mask + 1);
    free(intern);
}

/* Names are often numbered, and what comes one after the other differs in its last byte alone: such texts lie beside each
   other, in the order of that byte, so that the next of them is found in the line of the cache where the one before was put.
   A slot in the midst of memory costs more than reading a record. */
static inline uint32_t hash_of(Text text)
{
    enum { NEAR = 15 };
    if (!text.size)
        return 0;
    uint32_t last = (unsigned char)text.data[text.size - 1];
    return ((uint32_t)text_hash((Text){text.data, text.size - 1}) & ~(uint32_t)NEAR) |
           (last & NEAR);
}

/* The slot that holds `text`, or the empty one where it belongs. */
static inline Slot *slot_of(const Intern *intern, Text text, uint32_t hash)
{
    uint32_t at = hash & intern->mask;
    for (;; at = (at + 1) & intern->mask) {
        Slot *slot = &intern->slots[at];
        if (!slot->index ||
            (slot->hash == hash && text_equal(intern->texts.at[slot->index - 1], text)))
            return slot;
    }
}

static void slots_grow(Intern *intern)
{
    Slot *old = intern->slots;
    uint32_t old_mask = intern->mask;
    slots_new(intern, size_next(old_mask + 1));
    for (uint32_t i = 0; i <= old_mask; i++) {
        uint32_t at = old[i].hash & intern->mask;
        while (old[i].index && intern->slots[at].index)
            at = (at + 1) & intern->mask;
        if (old[i].index)
            intern->slots[at] = old[i];
    }
    slots_free(old, old_mask + 1);
}

static TextId find(const Intern *intern, Text text, uint32_t hash)
{
    uint32_t index = slot_of(intern, text, hash)->index;
    if (index)
        return intern->first + index - 1;
    return intern->base ? find(intern->base, text, hash) : TEXT_NONE;
}

TextId intern_find(const Intern *intern, Text text)
{
    return find(intern, text, hash_of(text));
}

TextId intern_add(Intern *intern, Text text)
{
    uint32_t hash = hash_of(text);
    Slot *slot = slot_of(intern, text, hash);
    if (slot->index)
        return intern->first + slot->index - 1;
    TextId id = intern->fixed ? find(intern->fixed, text, hash) : TEXT_NONE;
    if (id != TEXT_NONE)
        return id;
    if (intern->texts.count * 2 > intern->mask) {
        slots_grow(intern);
        slot = slot_of(intern, text, hash);
    }
    VEC_PUSH(intern->arena, &intern->texts, text_copy(intern->arena, text));
    *slot = (Slot){hash, intern->texts.count};
    return intern->first + intern->texts.count - 1;
}

void intern_mirror(Intern *intern, Text text)
{
    VEC_PUSH(intern->arena, &intern->texts, text);
}

Text intern_get(const Intern *intern, TextId id)
{
    while (intern->base && id < intern->first)
        intern = intern->base;
    return intern->texts.at[id - intern->first];
}

uint32_t intern_count(const Intern *intern)
{
    return intern->first + intern->texts.count;
}
