#include "runtime/choice.h"

#include "runtime/ops.h"

const char *choice_read_word(ChoiceRead read)
{
    static const char *const WORD[] = {
#define READ(name, word, form) word,
#include "runtime/choice.def"
#undef READ
    };
    return WORD[read];
}

/* Halves the edges without a branch that depends on the value, so that unpredictable tickets cost
   no mispredictions. */
uint32_t choice_edge_find(const ChoiceEdge *edges, uint32_t count, Value value)
{
    const ChoiceEdge *at = edges;
    while (count > 1) {
        uint32_t half = count / 2;
        at = at[half].from <= value ? at + half : at;
        count -= half;
    }
    return at->to;
}

static Value code_read(const Frame *frame, CodeId id)
{
    Value value;
    return frame_run(frame, id, &value) ? value : VALUE_ABSENT;
}

#define LOAD(array) return frame->array ? frame->array[test.index] : VALUE_ABSENT
#define BIT(array)                                                                                 \
    return frame->array ? (Value)(frame->array[test.index / 64] >> test.index % 64 & 1) : 0
#define HAS(member)    return frame->member != NULL
#define MEMBER(member) return frame->member
#define EVALUATE()     return code_read(frame, test.index)

Value choice_test_read(ChoiceTest test, const Frame *frame)
{
    switch ((ChoiceRead)test.read) {
#define READ(name, word, form)                                                                     \
    case CHOICE_##name:                                                                            \
        form;
#include "runtime/choice.def"
#undef READ
    }
    return VALUE_ABSENT;
}

Value choice_walk(const Choice *choice, const Frame *frame)
{
    uint32_t at = choice->root;
    while (!(at & CHOICE_LEAF)) {
        const ChoiceNode *node = &choice->nodes[at];
        Value value = choice_test_read(choice->tests[node->test], frame);
        at = choice_edge_find(choice->edges + node->first, node->count, value);
    }
    return choice->leaves[at & ~CHOICE_LEAF];
}
