/* Life: what a cycle of a clock did, as dated intervals on its calendar: open hours in which it ran, closed hours,
   pauses, each with the line that it rests on. */
#ifndef RUNTIME_LIFE_H
#define RUNTIME_LIFE_H

#include "runtime/query.h"

typedef enum StretchKind {
    STRETCH_RAN,    /* open hours */
    STRETCH_CLOSED, /* outside of them, unpaused */
    STRETCH_PAUSED,
    STRETCH_STOPPED /* between a stop and the restart of the same cycle */
} StretchKind;

typedef struct Stretch {
    Instant from, to;
    StretchKind kind;
    Duration open; /* working time in it, VALUE_ABSENT where the calendar has no answer */
    Text holiday;  /* of closed hours: the first holiday among them; data NULL: none */
    Origin origin; /* of a pause; line 0: none */
} Stretch;

enum { LIFE_MOST = 1000 }; /* stretches; what follows is left out */

typedef struct Life {
    VEC(Stretch) stretches; /* in order, without gaps */
    bool is_cut;            /* there were more */
} Life;

Life life_make(const Engine *engine, Arena *arena, const Calendar *calendar, uint32_t clock,
               const Phase *phases, uint32_t count);

#endif
