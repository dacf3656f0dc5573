/* Any bytes are refused or give a zone whose wall clock and instants agree (RFC 9636, T3). */
#include "base/zone.h"
#include "tests/fuzz/target.h"

static void check(const Zone *zone, Instant at)
{
    int64_t local = zone_local(zone, at), from, until;
    Instant first = zone_instant(zone, local, FOLD_FIRST);
    Instant second = zone_instant(zone, local, FOLD_SECOND);
    zone_plain_range(zone, at, &from, &until);
    if (first > at || second < at || zone_local(zone, first) != local ||
        (local >= from && local < until && first != second))
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Zone *zone;
    if (zone_parse(TEXT("fuzz"), data, size, &zone) != STATUS_OK)
        return 0;
    Instant at = INSTANT_MIN;
    for (int i = 0; i < 500 && at != INSTANT_NONE; i++, at = zone_next_transition(zone, at)) {
        check(zone, at - 1);
        check(zone, at + 1800 * SECOND_MS);
    }
    zone_free(zone);
    return 0;
}
