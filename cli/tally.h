/* Tally: outcomes of clock cycles and the elapsed times of those that stopped, all counted exactly.
 */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include "runtime/decision.h"

typedef struct Outcomes {
    uint64_t met, breached, open, cancelled; /* cycles that have a target */
    uint64_t untimed;                        /* cycles without, however they end */
} Outcomes;

void outcomes_add(Outcomes *outcomes, const ClockRow *row, bool is_untimed);
/* met + breached + open: what percentages are taken of. */
uint64_t outcomes_judged(const Outcomes *outcomes);
uint64_t outcomes_cycles(const Outcomes *outcomes);
/* `part` of `whole` in tenths of a percent, rounded half up; 0 of 0 is 0. */
uint32_t outcomes_share(uint64_t part, uint64_t whole);

typedef struct Tally {
    Outcomes outcomes;
    VEC(Duration) elapsed; /* of the cycles that stopped, with a target or without */
} Tally;

void tally_add(Arena *arena, Tally *tally, const ClockRow *row, bool is_untimed);
/* The least elapsed time that at least `percent` % of the stopped cycles do not exceed (nearest
   rank); VALUE_ABSENT where none stopped. */
Duration tally_percentile(Tally *tally, uint32_t percent);

#endif
