/* Hand: bench/desk.sla as a C programmer would write it who knows this policy and nothing else: rows of the fields that it
   reads, comparisons, no calendar and no state. Compiled with the flags of everything else; bench/engines.c holds its
   answers against those of both engines. */
#ifndef BENCH_HAND_H
#define BENCH_HAND_H

#include <stdint.h>

typedef enum HandSla { HAND_BRONZE, HAND_SILVER, HAND_GOLD, HAND_SLAS } HandSla;
typedef enum HandEvent {
    HAND_CREATED,
    HAND_UPDATED,
    HAND_REPLY,
    HAND_RESOLVED,
    HAND_REOPENED,
    HAND_EVENTS
} HandEvent;

/* Enumerators by their ordinals. */
typedef struct HandRow {
    uint8_t sla, event, by; /* by: 0 agent, 1 customer */
    uint8_t priority, severity, status, type;
    int64_t parts;
} HandRow;

enum {
    HAND_RESPOND_START = 1,
    HAND_RESPOND_STOP = 2,
    HAND_RESOLVE_START = 4,
    HAND_RESOLVE_STOP = 8,
    HAND_RESOLVE_RESUME = 16,
    HAND_PAUSE = 32
};

typedef struct HandAnswer {
    uint32_t truths;          /* HAND_* */
    int64_t respond, resolve; /* limits, ms */
} HandAnswer;

void hand_evaluate(const HandRow *row, HandAnswer *answer);

#endif
