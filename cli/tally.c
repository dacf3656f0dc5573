#include "cli/tally.h"

void outcomes_add(Outcomes *outcomes, const ClockRow *row, bool is_untimed)
{
    if (is_untimed) {
        outcomes->untimed++;
        return;
    }
    switch (row->outcome) {
    case OUTCOME_OPEN: outcomes->open++; break;
    case OUTCOME_MET: outcomes->met++; break;
    case OUTCOME_BREACHED: outcomes->breached++; break;
    case OUTCOME_CANCELLED: outcomes->cancelled++; break;
    }
}

uint64_t outcomes_judged(const Outcomes *outcomes)
{
    return outcomes->met + outcomes->breached + outcomes->open;
}

uint64_t outcomes_cycles(const Outcomes *outcomes)
{
    return outcomes_judged(outcomes) + outcomes->cancelled + outcomes->untimed;
}

uint32_t outcomes_share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : (uint32_t)((part * 1000 + whole / 2) / whole);
}

void tally_add(Arena *arena, Tally *tally, const ClockRow *row, bool is_untimed)
{
    outcomes_add(&tally->outcomes, row, is_untimed);
    if (row->state != CLOCK_STOPPED || row->elapsed_ms == VALUE_ABSENT)
        return;
    VEC_PUSH(arena, &tally->elapsed, row->elapsed_ms);
}

static void swap(Duration *values, uint64_t a, uint64_t b)
{
    Duration value = values[a];
    values[a] = values[b];
    values[b] = value;
}

static Duration middle(Duration a, Duration b, Duration c)
{
    Duration low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* The value that would stand at `rank` if they were sorted (Hoare's selection, equal values apart): sorting them all to read
   two of them took a twentieth of a replay without rows. */
static Duration select_rank(Duration *values, uint64_t count, uint64_t rank)
{
    uint64_t from = 0, to = count;
    for (;;) {
        Duration pivot = middle(values[from], values[from + (to - from) / 2], values[to - 1]);
        uint64_t less = from, more = to, at = from; /* [from, less) below, [more, to) above it */
        while (at < more) {
            if (values[at] < pivot)
                swap(values, at++, less++);
            else if (values[at] > pivot)
                swap(values, at, --more);
            else
                at++;
        }
        if (rank >= less && rank < more)
            return pivot;
        *(rank < less ? &to : &from) = rank < less ? less : more;
    }
}

Duration tally_percentile(Tally *tally, uint32_t percent)
{
    uint64_t count = tally->elapsed.count;
    if (count == 0)
        return VALUE_ABSENT;
    uint64_t rank = (count * percent + 99) / 100;
    return select_rank(tally->elapsed.at, count, rank > 0 ? rank - 1 : 0);
}
