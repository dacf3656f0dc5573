#include "cli/tally.h"

#include <stdlib.h>

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
    tally->is_sorted = false;
}

static int duration_order(const void *left, const void *right)
{
    Duration a = *(const Duration *)left, b = *(const Duration *)right;
    return (a > b) - (a < b);
}

Duration tally_percentile(Tally *tally, uint32_t percent)
{
    uint64_t count = tally->elapsed.count;
    if (count == 0)
        return VALUE_ABSENT;
    if (!tally->is_sorted)
        qsort(tally->elapsed.at, count, sizeof(Duration), duration_order);
    tally->is_sorted = true;
    uint64_t rank = (count * percent + 99) / 100;
    return tally->elapsed.at[rank > 0 ? rank - 1 : 0];
}
