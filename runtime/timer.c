/* One pending timer a ticket, in a binary heap that knows each ticket's slot, so that a timer moves
   in O(log n) and equal instants fire in order of the tickets' creation (house.md, after libuv's
   timer.c). */
#include "runtime/state.h"

static bool is_before(const Engine *engine, uint32_t a, uint32_t b)
{
    const Ticket *left = engine->tickets[a], *right = engine->tickets[b];
    return left->next != right->next ? left->next < right->next : a < b;
}

static void place(Engine *engine, uint32_t slot, uint32_t ticket)
{
    engine->heap[slot] = ticket;
    engine->tickets[ticket]->heap_slot = slot;
}

static void rise(Engine *engine, uint32_t slot)
{
    uint32_t ticket = engine->heap[slot];
    while (slot && is_before(engine, ticket, engine->heap[(slot - 1) / 2])) {
        place(engine, slot, engine->heap[(slot - 1) / 2]);
        slot = (slot - 1) / 2;
    }
    place(engine, slot, ticket);
}

static void sink(Engine *engine, uint32_t slot)
{
    uint32_t ticket = engine->heap[slot];
    for (;;) {
        uint32_t child = slot * 2 + 1;
        if (child >= engine->heap_count)
            break;
        if (child + 1 < engine->heap_count &&
            is_before(engine, engine->heap[child + 1], engine->heap[child]))
            child++;
        if (!is_before(engine, engine->heap[child], ticket))
            break;
        place(engine, slot, engine->heap[child]);
        slot = child;
    }
    place(engine, slot, ticket);
}

static void disarm(Engine *engine, Ticket *ticket)
{
    uint32_t slot = ticket->heap_slot, last = engine->heap[--engine->heap_count];
    ticket->heap_slot = NONE;
    if (slot == engine->heap_count)
        return;
    place(engine, slot, last);
    rise(engine, slot);
    sink(engine, engine->tickets[last]->heap_slot);
}

void timer_arm(Engine *engine, Ticket *ticket, Instant next)
{
    if (next == ticket->next && (next == INSTANT_NONE) == (ticket->heap_slot == NONE))
        return;
    ticket->next = next;
    if (next == INSTANT_NONE) {
        if (ticket->heap_slot != NONE)
            disarm(engine, ticket);
        return;
    }
    if (ticket->heap_slot == NONE) {
        ticket->heap_slot = engine->heap_count;
        STATE_PUSH(engine->heap, engine->heap_count, engine->heap_capacity, ticket->index);
    }
    rise(engine, ticket->heap_slot);
    sink(engine, ticket->heap_slot);
}
