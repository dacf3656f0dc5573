/* Zone: one IANA time zone, read from the system's TZif files (RFC 9636) with the footer rule for the years after
   the last transition, or UTC (semantics.md T2). TZ, locale and libc's time functions play no part. Immutable
   once opened, so it may be shared between threads. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/instant.h"
#include "base/status.h"

typedef struct Zone Zone;
typedef struct ZoneSet ZoneSet; /* opened zones by name, so that each is read once */

/* Which of two instants a wall-clock time in a fold means; in a gap both give the first valid instant after it (T3). */
typedef enum Fold { FOLD_FIRST, FOLD_SECOND } Fold;

/* `folder`: where TZif files lie, NULL for the system's (/usr/share/zoneinfo). */
ZoneSet *zone_set_new(const char *folder);
void zone_set_free(ZoneSet *set);
/* The version of the tz database ("2026b", or "unknown"): part of a policy's identity (T2). */
const char *zone_set_version(const ZoneSet *set);
/* The zone of that name, owned by the set; STATUS_INPUT if there is none or its file is malformed. A name with
   "..", a leading "/" or NUL is never opened. */
MUST_CHECK Status zone_find(ZoneSet *set, Text name, const Zone **out);
/* The zone UTC, a constant. */
const Zone *zone_utc(void);
/* A zone from the bytes of a TZif file (tests, fuzzing); free with zone_free. */
MUST_CHECK Status zone_parse(Text name, const unsigned char *bytes, size_t size, Zone **out);
void zone_free(Zone *zone);

Text zone_name(const Zone *zone);
/* Seconds east of UTC at that instant. */
int32_t zone_offset(const Zone *zone, Instant at);
/* The instant of `local` (ms of local wall clock since 1970-01-01T00:00 local). */
Instant zone_instant(const Zone *zone, int64_t local, Fold fold);
/* Local wall clock: ms since 1970-01-01T00:00 local. */
int64_t zone_local(const Zone *zone, Instant at);
Date zone_date(const Zone *zone, Instant at); /* local date */
/* The first transition strictly after `at`, INSTANT_NONE if there is none by the end of 2199. */
Instant zone_next_transition(const Zone *zone, Instant at);
/* The wall-clock times about `at` that a loop may convert by zone_offset(at) alone: each of [*from, *until) is shown
   exactly once, at that offset. May be empty. */
void zone_plain_range(const Zone *zone, Instant at, int64_t *from, int64_t *until);

#endif
