#include "runtime/ingest_memo.h"

enum { BITS_LEAST = 4, BITS_MOST = 12, FACTORS_TRIED = 32 };

Memo memo_new(Arena *arena, uint32_t bits)
{
    return (Memo){.slots = ARENA_ARRAY(arena, MemoSlot, UINT32_C(1) << bits),
                  .factor = UINT64_C(0x9E3779B97F4A7C15),
                  .shift = 64 - bits};
}

/* How many texts have no slot of their own. */
static uint32_t fill(Memo *memo, const Text *texts, uint32_t count)
{
    uint32_t lost = 0;
    memset(memo->slots, 0, (UINT64_C(1) << (64 - memo->shift)) * sizeof *memo->slots);
    for (uint32_t i = 0; i < count; i++) {
        if (texts[i].size > MEMO_TEXT_MAX)
            continue;
        MemoKey key = memo_key(texts[i], false);
        MemoSlot *slot = memo_slot(memo, &key);
        if (slot->size)
            lost++;
        else
            memo_keep(slot, &key, i);
    }
    return lost;
}

Memo memo_over(Arena *arena, const Text *texts, uint32_t count)
{
    uint32_t bits = BITS_LEAST;
    while (bits < BITS_MOST && UINT32_C(1) << bits < count * 4)
        bits++;
    Memo memo = memo_new(arena, bits);
    for (int i = 0; fill(&memo, texts, count) && i < FACTORS_TRIED; i++)
        memo.factor *= UINT64_C(0xBF58476D1CE4E5B9); /* odd, as the factor stays */
    memo.is_whole = fill(&memo, texts, count) == 0;
    return memo;
}
