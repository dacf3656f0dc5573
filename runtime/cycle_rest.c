/* The rest of a cycle: what most have nothing of. Part of the engine. */
#include "runtime/state.h"

const CycleRest CYCLE_REST_NONE = {.breached_at = VALUE_ABSENT,
                                   .cap_at = VALUE_ABSENT,
                                   .provisional = VALUE_ABSENT,
                                   .period = VALUE_ABSENT,
                                   .period_due = VALUE_ABSENT,
                                   .cutoff = VALUE_ABSENT,
                                   .first_pause = VALUE_ABSENT,
                                   .credits = NONE,
                                   .counted = NONE};

CycleRest *rest_open(Engine *engine, Cycle *cycle)
{
    if (cycle->rest == &CYCLE_REST_NONE) {
        CycleRest *rest = ARENA_NEW(engine->arena, CycleRest);
        *rest = CYCLE_REST_NONE;
        cycle->rest = rest;
    }
    return (CycleRest *)(uintptr_t)cycle->rest;
}
