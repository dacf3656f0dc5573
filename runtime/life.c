#include "runtime/life.h"

#include "runtime/calendar.h"

typedef struct Telling {
    Arena *arena;
    const Calendar *calendar;
    Life life;
} Telling;

static void stretch_add(Telling *telling, Stretch stretch)
{
    telling->life.is_cut |= telling->life.stretches.count == LIFE_MOST;
    if (!telling->life.is_cut)
        VEC_PUSH(telling->arena, &telling->life.stretches, stretch);
}

/* The first holiday between two instants, for a gap that one explains. */
static Text holiday_between(const Telling *telling, Instant from, Instant to)
{
    enum { DAYS = 10 };
    const Zone *zone = calendar_zone(telling->calendar);
    Date first = zone_date(zone, from), last = zone_date(zone, to - 1);
    for (Date date = first; date <= last && date < first + DAYS; date++) {
        Text name;
        if (calendar_holiday(telling->calendar, date, &name))
            return text_copy(telling->arena, name);
    }
    return (Text){0};
}

static void closed_add(Telling *telling, Instant from, Instant to)
{
    Stretch stretch = {.from = from, .to = to, .kind = STRETCH_CLOSED};
    stretch.holiday = holiday_between(telling, from, to);
    stretch_add(telling, stretch);
}

static void ran_add(Telling *telling, Instant from, Instant to)
{
    Instant at = from;
    while (at < to && !telling->life.is_cut) {
        Instant open, close;
        if (!calendar_interval(telling->calendar, at, &open, &close) || open >= to) {
            closed_add(telling, at, to);
            return;
        }
        if (open > at)
            closed_add(telling, at, open);
        at = open > at ? open : at;
        Instant end = close < to ? close : to;
        stretch_add(telling,
                    (Stretch){.from = at, .to = end, .kind = STRETCH_RAN, .open = end - at});
        at = end;
    }
}

static void paused_add(Telling *telling, const Phase *phase, Origin origin)
{
    Stretch stretch = {.from = phase->from, .to = phase->to, .origin = origin};
    stretch.kind = phase->cause == CAUSE_STOP ? STRETCH_STOPPED : STRETCH_PAUSED;
    if (!calendar_working(telling->calendar, phase->from, phase->to, &stretch.open))
        stretch.open = VALUE_ABSENT;
    stretch_add(telling, stretch);
}

Life life_make(const Engine *engine, Arena *arena, const Calendar *calendar, uint32_t clock,
               const Phase *phases, uint32_t count)
{
    Telling telling = {.arena = arena, .calendar = calendar};
    for (uint32_t i = 0; i < count; i++) {
        if (phases[i].is_paused)
            paused_add(&telling, &phases[i], query_cause(engine, clock, phases[i].cause));
        else
            ran_add(&telling, phases[i].from, phases[i].to);
    }
    return telling.life;
}
