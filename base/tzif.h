/* TZif (RFC 9636), versions 1 to 4: the bytes of a time zone file as one table of offsets, the
   footer's rule expanded over the years after the last transition. Files with leap seconds
   ("right/…") are refused, since instants count none (T1). */
#ifndef BASE_TZIF_H
#define BASE_TZIF_H

#include "base/instant.h"
#include "base/status.h"

/* Offset i holds from at[i - 1] (the first from ever) until at[i] (the last for good). Neighbouring
   offsets differ. Transitions lie within ZONE_MARGIN_MS of the years 1900 to 2199. */
typedef struct ZoneTable {
    uint32_t count; /* of transitions */
    Instant *at;
    int32_t *offset; /* seconds east of UTC, count + 1 of them */
} ZoneTable;

#define ZONE_MARGIN_MS (10 * DAY_MS)
/* No offset is larger, RFC 9636 section 3.2. */
#define ZONE_OFFSET_MAX (26 * 3600)

/* STATUS_INPUT for anything that is not a well-formed file; the table lives in `arena`. */
MUST_CHECK Status tzif_parse(Arena *arena, const unsigned char *bytes, size_t size, ZoneTable *out);

#endif
