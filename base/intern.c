#include "base/intern.h"

#include <stdlib.h>

#include "base/vec.h"

struct Intern {
    const Intern *base;
    Arena *arena;
    uint32_t first; /* the id of texts.at[0] */
    VEC(Text) texts;
    uint32_t *slots; /* id + 1, 0 = empty; open addressing, a power of two */
    uint32_t mask;
};

static void slots_new(Intern *intern, uint32_t size)
{
    free(intern->slots);
    intern->slots = calloc(size, sizeof *intern->slots);
    if (!intern->slots)
        abort();
    intern->mask = size - 1;
}

Intern *intern_over(const Intern *base)
{
    Intern *intern = calloc(1, sizeof *intern);
    if (!intern)
        abort();
    intern->base = base;
    intern->first = base ? intern_count(base) : 0;
    intern->arena = arena_new();
    slots_new(intern, 64);
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
    free(intern->slots);
    free(intern);
}

/* The slot that holds `text`, or the empty one where it belongs. */
static uint32_t slot_of(const Intern *intern, Text text)
{
    uint32_t slot = (uint32_t)text_hash(text) & intern->mask;
    while (intern->slots[slot] && !text_equal(intern->texts.at[intern->slots[slot] - 1], text))
        slot = (slot + 1) & intern->mask;
    return slot;
}

static void slots_grow(Intern *intern)
{
    slots_new(intern, (intern->mask + 1) * 2);
    for (uint32_t i = 0; i < intern->texts.count; i++)
        intern->slots[slot_of(intern, intern->texts.at[i])] = i + 1;
}

TextId intern_find(const Intern *intern, Text text)
{
    if (intern->base) {
        TextId id = intern_find(intern->base, text);
        if (id != TEXT_NONE)
            return id;
    }
    uint32_t index = intern->slots[slot_of(intern, text)];
    return index ? intern->first + index - 1 : TEXT_NONE;
}

TextId intern_add(Intern *intern, Text text)
{
    TextId id = intern_find(intern, text);
    if (id != TEXT_NONE)
        return id;
    if (intern->texts.count * 2 > intern->mask)
        slots_grow(intern);
    VEC_PUSH(intern->arena, &intern->texts, text_copy(intern->arena, text));
    intern->slots[slot_of(intern, text)] = intern->texts.count;
    return intern->first + intern->texts.count - 1;
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
