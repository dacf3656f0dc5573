#include "compiler/both.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct Answer {
    bool is_known; /* false: a fault */
    Value value;
} Answer;

struct Both {
    const IrProgram *program;
    Evaluators reference, other;
    atomic_flag differs; /* the first thread that sees a difference keeps it */
    atomic_bool is_kept;
    CodeId code;
    Answer expected, found;
};

static Answer answer_make(Evaluators evaluators, CodeId id, const Frame *frame)
{
    Answer answer = {.value = VALUE_ABSENT};
    answer.is_known = evaluators.run(evaluators.code, id, frame, &answer.value);
    if (!answer.is_known)
        answer.value = VALUE_ABSENT;
    return answer;
}

static void both_compare(Both *both, CodeId id, Answer expected, Answer found)
{
    bool is_same = expected.is_known == found.is_known && expected.value == found.value;
    if (is_same || atomic_flag_test_and_set(&both->differs))
        return;
    both->code = id;
    both->expected = expected;
    both->found = found;
    atomic_store(&both->is_kept, true);
}

static bool both_run(const void *code, CodeId id, const Frame *frame, Value *out)
{
    Both *both = (Both *)(uintptr_t)code;
    Answer expected = answer_make(both->reference, id, frame);
    both_compare(both, id, expected, answer_make(both->other, id, frame));
    if (expected.is_known)
        *out = expected.value;
    return expected.is_known;
}

/* Entries say only which of their codes are true and how many faulted: those are compared. */
static uint64_t both_run_entry(const void *code, uint32_t entry, uint64_t wanted,
                               const Frame *frame, uint32_t *faults)
{
    Both *both = (Both *)(uintptr_t)code;
    const EntryDef *def = &frame->policy->entries[entry];
    uint32_t own = 0, others = 0, id = NONE;
    uint64_t found = both->other.run_entry(both->other.code, entry, wanted, frame, &others);
    uint64_t truths = 0;
    for (uint64_t rest = wanted; rest; rest &= rest - 1) {
        uint64_t bit = rest & -rest;
        id = frame->policy->entry_codes[def->codes_first + (uint32_t)__builtin_ctzll(rest)];
        Answer expected = answer_make(both->reference, id, frame);
        own += !expected.is_known;
        expected = (Answer){true, expected.value == 1};
        truths |= expected.value ? bit : 0;
        both_compare(both, id, expected, (Answer){true, (found & bit) != 0});
    }
    if (id != NONE)
        both_compare(both, id, (Answer){true, own}, (Answer){true, others});
    *faults += own;
    return truths;
}

Both *both_new(const IrProgram *program, Evaluators reference, Evaluators other)
{
    Both *both = calloc(1, sizeof *both);
    if (!both)
        abort();
    both->program = program;
    both->reference = reference;
    both->other = other;
    atomic_flag_clear(&both->differs);
    atomic_init(&both->is_kept, false);
    return both;
}

void both_free(Both *both)
{
    free(both);
}

Evaluators both_evaluators(const Both *both)
{
    return (Evaluators){
        .run = both_run, .code = both, .run_entry = both->other.run_entry ? both_run_entry : NULL};
}

static const char *answer_text(Arena *arena, Answer answer)
{
    if (!answer.is_known)
        return "a fault";
    return answer.value == VALUE_ABSENT ? "no value"
                                        : arena_format(arena, "%" PRId64, answer.value);
}

const char *both_difference(const Both *both, Arena *arena)
{
    if (!atomic_load(&((Both *)(uintptr_t)both)->is_kept))
        return NULL;
    const IrFunction *function = &both->program->functions.at[both->code];
    Text file = both->program->files_count ? both->program->files[function->span.file] : TEXT("");
    return arena_format(arena, "%.*s:%u: code %u: the interpreter gives %s, the other engine %s",
                        TEXT_ARGS(file), function->line, both->code,
                        answer_text(arena, both->expected), answer_text(arena, both->found));
}
