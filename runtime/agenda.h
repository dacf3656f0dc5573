/* Agenda: what is due at an instant and belongs to no ticket: the end of a lot, a reminder, a fee, the judgement of an
   objective. At one instant records come first (E2), then the agenda, then the tickets' timers. Entries of one
   instant run by kind, then in the order in which they were made. Part of the engine. */
#ifndef RUNTIME_AGENDA_H
#define RUNTIME_AGENDA_H

#include "runtime/state.h"

/* AGENDA(kind, function): who is called. void function(Engine *engine, Instant at, uint32_t a, uint32_t b) */
typedef enum AgendaKind {
#define AGENDA(kind, function) AGENDA_##kind,
#include "runtime/agenda.def"
#undef AGENDA
    AGENDA_COUNT
} AgendaKind;

#define AGENDA(kind, function) void function(Engine *engine, Instant at, uint32_t a, uint32_t b);
#include "runtime/agenda.def"
#undef AGENDA

/* `a` and `b` are handed to the function; an instant before the present one is due at once. */
void agenda_add(Engine *engine, Instant at, AgendaKind kind, uint32_t a, uint32_t b);
Instant agenda_next(const Engine *engine); /* INSTANT_NONE: nothing to come */
/* Runs the first entry; there must be one. */
void agenda_run(Engine *engine);

#endif
