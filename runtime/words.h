/* Words: moments, durations, values and actions as an author writes them, for whoever tells a person about a run:
   failing tests, explanations. Everything lives in the arena. */
#ifndef RUNTIME_WORDS_H
#define RUNTIME_WORDS_H

#include "runtime/engine.h"

typedef struct Words { /* where ids mean something, and where texts are made */
    const Policy *policy;
    Engine *engine;
    Arena *arena;
} Words;

typedef struct ValueShape { /* how to print a value */
    ValueType type, element;
    uint32_t enumeration, currency;
} ValueShape;

/* "2026-03-02 18:00" on the clock of the zone, with seconds and milliseconds where there are any. */
const char *words_moment(Arena *arena, const Zone *zone, Instant at);
/* "1h30m". */
const char *words_duration(Arena *arena, Duration duration);
/* "" for TEXT_NONE. */
const char *words_name(const Words *words, TextId id);
/* "absent" for none; instants in the zone. */
const char *words_value(const Words *words, const Zone *zone, ValueShape shape, Value value);
/* "warranty.sla:12"; "" where the line is 0. */
const char *words_origin(const Words *words, Origin origin);
/* What is done, to whom: `notify team "support"`. */
const char *words_action(const Words *words, const Zone *zone, const ActionRow *row);

#endif
