/* One pending timer a ticket, in a heap that knows each ticket's slot, so that a timer moves in O(log n) and equal
   instants fire in order of the tickets' creation (house.md, after libuv's timer.c). Four children a node and the
   instants in the heap itself: with many tickets open it is their memory that costs, not the comparisons. */
#include "runtime/state.h"

enum { CHILDREN = 4 };

static bool is_before(Timer a, Timer b)
{
    return a.at != b.at ? a.at < b.at : a.ticket < b.ticket;
}

static void place(Engine *engine, uint32_t slot, Timer timer)
{
    engine->heap[slot] = timer;
    engine->tickets[timer.ticket]->heap_slot = slot;
}

/* Puts the timer at the slot or above it. */
static void rise(Engine *engine, uint32_t slot, Timer timer)
{
    for (uint32_t parent; slot; slot = parent) {
        parent = (slot - 1) / CHILDREN;
        if (!is_before(timer, engine->heap[parent]))
            break;
        place(engine, slot, engine->heap[parent]);
    }
    place(engine, slot, timer);
}

static uint32_t first_child(const Engine *engine, uint32_t slot)
{
    uint32_t first = slot * CHILDREN + 1, last = first + CHILDREN;
    last = last < engine->heap_count ? last : engine->heap_count;
    for (uint32_t child = first + 1; child < last; child++)
        if (is_before(engine->heap[child], engine->heap[first]))
            first = child;
    return first;
}

/* Puts the timer at the slot or below it. */
static void sink(Engine *engine, uint32_t slot, Timer timer)
{
    while (slot * CHILDREN + 1 < engine->heap_count) {
        uint32_t child = first_child(engine, slot);
        if (!is_before(engine->heap[child], timer))
            break;
        place(engine, slot, engine->heap[child]);
        slot = child;
    }
    place(engine, slot, timer);
}

static void move(Engine *engine, uint32_t slot, Timer timer)
{
    if (slot && is_before(timer, engine->heap[(slot - 1) / CHILDREN]))
        rise(engine, slot, timer);
    else
        sink(engine, slot, timer);
}

static void disarm(Engine *engine, Ticket *ticket)
{
    uint32_t slot = ticket->heap_slot;
    Timer last = engine->heap[--engine->heap_count];
    ticket->heap_slot = NONE;
    if (slot < engine->heap_count)
        move(engine, slot, last);
}

void timer_arm(Engine *engine, Ticket *ticket, Instant next)
{
    uint32_t slot = ticket->heap_slot;
    Timer timer = {.at = next, .ticket = ticket->index};
    if (slot != NONE && engine->heap[slot].at == next)
        return;
    if (slot == NONE && next != INSTANT_NONE) {
        STATE_PUSH(engine->heap, engine->heap_count, engine->heap_capacity, timer);
        rise(engine, engine->heap_count - 1, timer);
    } else if (next != INSTANT_NONE) {
        move(engine, slot, timer);
    } else if (slot != NONE) {
        disarm(engine, ticket);
    }
}
