#include "runtime/agenda.h"

#include <stdlib.h>

static bool is_before(const AgendaEntry *a, const AgendaEntry *b)
{
    if (a->at != b->at)
        return a->at < b->at;
    return a->kind != b->kind ? a->kind < b->kind : a->order < b->order;
}

void agenda_add(Engine *engine, Instant at, AgendaKind kind, uint32_t a, uint32_t b)
{
    AgendaEntry entry = {
        .at = at < engine->now ? engine->now : at, .kind = (uint8_t)kind, .a = a, .b = b};
    entry.order = engine->agenda_order++;
    STATE_PUSH(engine->agenda, engine->agenda_count, engine->agenda_capacity, entry);
    uint32_t slot = engine->agenda_count - 1;
    while (slot && is_before(&entry, &engine->agenda[(slot - 1) / 2])) {
        engine->agenda[slot] = engine->agenda[(slot - 1) / 2];
        slot = (slot - 1) / 2;
    }
    engine->agenda[slot] = entry;
}

Instant agenda_next(const Engine *engine)
{
    return engine->agenda_count ? engine->agenda[0].at : INSTANT_NONE;
}

static AgendaEntry agenda_take(Engine *engine)
{
    AgendaEntry first = engine->agenda[0], last = engine->agenda[--engine->agenda_count];
    uint32_t slot = 0, child;
    while ((child = slot * 2 + 1) < engine->agenda_count) {
        bool has_right = child + 1 < engine->agenda_count;
        if (has_right && is_before(&engine->agenda[child + 1], &engine->agenda[child]))
            child++;
        if (!is_before(&engine->agenda[child], &last))
            break;
        engine->agenda[slot] = engine->agenda[child];
        slot = child;
    }
    engine->agenda[slot] = last;
    return first;
}

void agenda_run(Engine *engine)
{
    typedef void Function(Engine * engine, Instant at, uint32_t a, uint32_t b);
    static Function *const FUNCTION[] = {
#define AGENDA(kind, function) function,
#include "runtime/agenda.def"
#undef AGENDA
        NULL,
    };
    AgendaEntry entry = agenda_take(engine);
    FUNCTION[entry.kind](engine, entry.at, entry.a, entry.b);
}
