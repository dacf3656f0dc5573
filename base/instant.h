/* Instants, durations, civil dates: 64-bit milliseconds since 1970-01-01T00:00:00Z, years 1900 to 2199
   (semantics.md T1). Calendar fields are proleptic Gregorian. Nothing here reads a clock or a zone. */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef int64_t Instant;  /* ms since the epoch, UTC */
typedef int64_t Duration; /* ms */
typedef int32_t Date;     /* days since 1970-01-01, may be negative */

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   INT64_C(3600000)
#define DAY_MS    INT64_C(86400000)

#define INSTANT_MIN  INT64_C(-2208988800000) /* 1900-01-01T00:00:00Z */
#define INSTANT_MAX  INT64_C(7258118399999)  /* 2199-12-31T23:59:59.999Z */
#define INSTANT_NONE INT64_MIN               /* no instant; never in [INSTANT_MIN, INSTANT_MAX] */

typedef enum Weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY } Weekday;

typedef struct CivilDate {
    int year, month, day; /* month 1-12, day 1-31 */
} CivilDate;

bool instant_is_valid(Instant at);
Date date_make(int year, int month, int day); /* the fields must be a real date */
CivilDate date_civil(Date date);
Weekday date_weekday(Date date);
int month_days(int year, int month);
bool civil_is_valid(int year, int month, int day); /* 1900-2199, a day that the month has */
/* `date` + n months: the same day, or the month's last where it lacks that day (T6). */
Date date_add_months(Date date, int64_t months);

/* RFC 3339 date-time with an offset or Z ("T" and "Z" may be lower case, " " may stand for "T"; a leap second
   :60 is read as the next second), fraction cut to milliseconds. False: malformed or outside 1900-2199. */
bool instant_parse(Text text, Instant *out);
bool date_parse(Text text, Date *out); /* "2026-03-02" */
/* A wall-clock time without offset, in ms since 1970-01-01T00:00 local (for zone_instant): "2026-03-02 09:00",
   "2026-03-02T09:00:30.250", "2026-03-02 24:00" (the next midnight), "2026-03-02" (its midnight). */
bool local_parse(Text text, int64_t *out);

enum { INSTANT_TEXT = 32 };
/* RFC 3339 in UTC with Z, milliseconds only where they are not zero. Returns the length; NUL-terminated. */
int instant_print(Instant at, char out[INSTANT_TEXT]);
/* The same with a numeric offset (minutes east of UTC): "2026-03-02T09:00:00+02:00". */
int instant_print_offset(Instant at, int offset_minutes, char out[INSTANT_TEXT]);
int date_print(Date date, char out[INSTANT_TEXT]);

enum { DURATION_TEXT = 48 };
/* The canonical literal: "1h30m", "90s" → "1m30s", "0s"; below a second "0.250s"; negative with "-". */
int duration_print(Duration duration, char out[DURATION_TEXT]);
/* "8h", "1h30m", "-90s" (ms|s|m|h, descending, each once); false on anything else or overflow. */
bool duration_parse(Text text, Duration *out);

bool add_checked(int64_t a, int64_t b, int64_t *out); /* false on overflow (T1) */
bool multiply_checked(int64_t a, int64_t b, int64_t *out);

#endif
