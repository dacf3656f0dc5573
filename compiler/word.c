#include "compiler/word.h"

#include "slate_parse.h"

static const Word WORD[] = {
#define KW(token, text, class, help) {text, TOK_##token, WORD_##class, help},
#include "grammar/keywords.def"
#undef KW
};

enum { WORD_COUNT = sizeof WORD / sizeof *WORD };
_Static_assert(WORD_COUNT * 2 < WORD_SLOTS, "the index has room for every word");

static uint32_t word_slot(const WordIndex *index, Text text)
{
    uint32_t slot = (uint32_t)text_hash(text) % WORD_SLOTS;
    while (index->slot[slot] && !text_is(text, index->slot[slot]->text))
        slot = (slot + 1) % WORD_SLOTS;
    return slot;
}

void word_index_make(WordIndex *index)
{
    for (int i = 0; i < WORD_COUNT; i++)
        index->slot[word_slot(index, text_from(WORD[i].text))] = &WORD[i];
}

const Word *word_find(const WordIndex *index, Text text)
{
    return index->slot[word_slot(index, text)];
}

const Word *word_of_token(int token)
{
    for (int i = 0; i < WORD_COUNT; i++)
        if (WORD[i].token == token)
            return &WORD[i];
    return NULL;
}
