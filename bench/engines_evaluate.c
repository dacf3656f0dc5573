/* bench/desk.sla by hand and on both engines: the same rows, answers compared, rounds interleaved. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/engines.h"
#include "bench/hand.h"

enum { ROWS = 1024, PASSES = 200, ROUNDS = 15 };

/* A row as the engines read it, and where its answer is. */
typedef struct Answers { /* of an engine */
    uint64_t truths;
    Value respond, resolve;
} Answers;

typedef struct Sample {
    Frame frame;
    const SlaDef *sla;
    const SlaClock *respond, *resolve;
} Sample;

typedef struct Desk {
    Arena *arena;
    Policy *policy;
    HandRow hand[ROWS];
    Sample samples[ROWS];
    HandAnswer by_hand[ROWS];
    Answers by_engine[ROWS];
    uint64_t dice;
} Desk;

static uint8_t dice_below(Desk *desk, uint32_t count)
{
    uint64_t z = desk->dice += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint8_t)((z ^ (z >> 31)) % count);
}

static char *file_read(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = ARENA_ARRAY(arena, char, 1 << 16);
    size_t size = file ? fread(text, 1, (1 << 16) - 1, file) : 0;
    if (!size)
        exit(fprintf(stderr, "engines: %s can't be read; call it from the root\n", path));
    fclose(file);
    text[size] = 0;
    return text;
}

static uint32_t sla_find(const Policy *policy, const char *name)
{
    for (uint32_t i = 0; i < policy->slas_count; i++)
        if (text_is(policy_text(policy, policy->slas[i].name), name))
            return i;
    exit(fprintf(stderr, "engines: bench/desk.sla has no sla %s\n", name));
}

static const SlaClock *clock_find(const Policy *policy, const SlaDef *sla, const char *name)
{
    for (uint32_t i = sla->clocks_first; i < sla->clocks_first + sla->clocks_count; i++)
        if (text_is(policy_text(policy, policy->clocks[policy->sla_clocks[i].clock].name), name))
            return &policy->sla_clocks[i];
    exit(fprintf(stderr, "engines: bench/desk.sla has no clock %s\n", name));
}

static HandRow row_make(Desk *desk)
{
    HandRow row = {.sla = dice_below(desk, HAND_SLAS), .event = dice_below(desk, HAND_EVENTS)};
    row.by = dice_below(desk, 2);
    row.priority = dice_below(desk, 4);
    row.severity = dice_below(desk, 4);
    row.status = dice_below(desk, 6);
    row.type = dice_below(desk, 4);
    row.parts = dice_below(desk, 20);
    return row;
}

static Value *fields_make(const Desk *desk, const HandRow *row)
{
    const Policy *policy = desk->policy;
    Value *fields = ARENA_ARRAY(desk->arena, Value, policy->fields_count);
    for (uint32_t i = 0; i < policy->fields_count; i++)
        fields[i] = policy->fields[i].initial;
    fields[policy_field_find(policy, TEXT("priority"))] = row->priority;
    fields[policy_field_find(policy, TEXT("severity"))] = row->severity;
    fields[policy_field_find(policy, TEXT("status"))] = row->status;
    fields[policy_field_find(policy, TEXT("type"))] = row->type;
    fields[policy_field_find(policy, TEXT("parts"))] = row->parts;
    return fields;
}

static void sample_make(const Desk *desk, const HandRow *row, Sample *sample)
{
    static const char *const SLAS[] = {"bronze", "silver", "gold"};
    static const char *const EVENTS[] = {"created", "updated", "reply", "resolved", "reopened"};
    const Policy *policy = desk->policy;
    uint32_t event = policy_event_find(policy, text_from(EVENTS[row->event]));
    uint64_t *events = ARENA_ARRAY(desk->arena, uint64_t, policy->event_words);
    Value *slots = ARENA_ARRAY(desk->arena, Value, policy->event_slots);
    for (uint32_t i = 0; i < policy->event_slots; i++)
        slots[i] = VALUE_ABSENT;
    events[event / 64] |= UINT64_C(1) << event % 64;
    if (row->event == HAND_REPLY)
        slots[policy->event_fields[policy->events[event].fields_first].slot] = row->by;
    sample->frame = (Frame){.policy = policy, .ticket = fields_make(desk, row), .events = events};
    sample->frame.event_fields = slots;
    sample->frame.before = row->event == HAND_CREATED ? NULL : fields_make(desk, row);
    sample->frame.sla = sla_find(policy, SLAS[row->sla]);
    sample->sla = &policy->slas[sample->frame.sla];
    sample->respond = clock_find(policy, sample->sla, "respond");
    sample->resolve = clock_find(policy, sample->sla, "resolve");
}

static Desk *desk_open(void)
{
    Arena *arena = arena_new();
    Desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        abort();
    desk->arena = arena;
    desk->policy = policy_make(file_read(arena, "bench/desk.sla"));
    for (int i = 0; i < ROWS; i++) {
        desk->hand[i] = row_make(desk);
        sample_make(desk, &desk->hand[i], &desk->samples[i]);
    }
    return desk;
}

/* The bits of the entry's codes that are true, code by code. */
static uint64_t codes_run(const Evaluators *engine, const Sample *sample)
{
    const Policy *policy = sample->frame.policy;
    const EntryDef *entry = &policy->entries[sample->sla->entry];
    uint64_t truths = 0;
    for (uint32_t i = 0; i < entry->codes_count; i++) {
        Value value;
        engine->run(engine->code, policy->entry_codes[entry->codes_first + i], &sample->frame,
                    &value);
        truths |= (uint64_t)(value == 1) << i;
    }
    return truths;
}

/* What one commit asks: the entry of its SLA, and the line of each clock. */
static void sample_evaluate(const Evaluators *engine, const Sample *sample, Answers *out)
{
    uint32_t faults = 0;
    out->truths = engine->run_entry ? engine->run_entry(engine->code, sample->sla->entry,
                                                        UINT64_MAX, &sample->frame, &faults)
                                    : codes_run(engine, sample);
    engine->run(engine->code, sample->respond->line, &sample->frame, &out->respond);
    engine->run(engine->code, sample->resolve->line, &sample->frame, &out->resolve);
}

static int64_t engine_round(Desk *desk, const Evaluators *engine)
{
    int64_t from = clock_ns();
    for (int pass = 0; pass < PASSES; pass++)
        for (int i = 0; i < ROWS; i++)
            sample_evaluate(engine, &desk->samples[i], &desk->by_engine[i]);
    return clock_ns() - from;
}

static int64_t hand_round(Desk *desk)
{
    void (*volatile evaluate)(const HandRow *, HandAnswer *) = hand_evaluate;
    int64_t from = clock_ns();
    for (int pass = 0; pass < PASSES; pass++)
        for (int i = 0; i < ROWS; i++)
            evaluate(&desk->hand[i], &desk->by_hand[i]);
    return clock_ns() - from;
}

static uint32_t truth(const Answers *answers, uint8_t slot, uint32_t bit)
{
    return slot && answers->truths >> (slot - 1) & 1 ? bit : 0;
}

static HandAnswer answer_of(const Sample *sample, const Answers *answers)
{
    const Policy *policy = sample->frame.policy;
    const SlaClock *respond = sample->respond, *resolve = sample->resolve;
    HandAnswer answer = {.truths = truth(answers, respond->slots[CODE_START], HAND_RESPOND_START)};
    answer.truths |= truth(answers, respond->slots[CODE_STOP], HAND_RESPOND_STOP) |
                     truth(answers, resolve->slots[CODE_START], HAND_RESOLVE_START) |
                     truth(answers, resolve->slots[CODE_STOP], HAND_RESOLVE_STOP) |
                     truth(answers, resolve->slots[CODE_RESUME], HAND_RESOLVE_RESUME) |
                     truth(answers, policy->pauses[sample->sla->pauses_first].slot, HAND_PAUSE);
    answer.respond = policy->lines[answers->respond].limit.value;
    answer.resolve = policy->lines[answers->resolve].limit.value;
    return answer;
}

static void answers_compare(const Desk *desk, const char *engine)
{
    for (int i = 0; i < ROWS; i++) {
        HandAnswer got = answer_of(&desk->samples[i], &desk->by_engine[i]), want = desk->by_hand[i];
        if (got.truths != want.truths || got.respond != want.respond || got.resolve != want.resolve)
            exit(fprintf(stderr,
                         "engines: row %d: by hand %x %" PRId64 " %" PRId64 ", %s %x %" PRId64
                         " %" PRId64 "\n",
                         i, want.truths, want.respond, want.resolve, engine, got.truths,
                         got.respond, got.resolve));
    }
}

static void round_print(const char *name, int64_t took_ns)
{
    printf("%s %.2f\n", name, (double)took_ns / ROWS / PASSES);
}

void evaluate_bench(void)
{
    Desk *desk = desk_open();
    Evaluators interp = policy_evaluators(desk->policy), code = {0};
    int64_t compiled;
    Native *native = native_make(desk->arena, desk->policy, &compiled);
    if (native)
        code = native_evaluators(native);
    for (int i = 0; i < ROUNDS; i++) {
        round_print("hand", hand_round(desk));
        round_print("interp", engine_round(desk, &interp));
        answers_compare(desk, "interpreter");
        if (!native)
            continue;
        round_print("native", engine_round(desk, &code));
        answers_compare(desk, "machine code");
    }
    native_close(native);
    policy_free(desk->policy);
    arena_free(desk->arena);
    free(desk);
}
