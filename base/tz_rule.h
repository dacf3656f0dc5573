/* TzRule: the footer of a TZif file, a POSIX TZ string with the extensions of RFC 9636
   section 3.3.1 (names in
   <>, hours from -167 to 167): standard time, and where there is daylight saving time when it
   begins and ends. */
#ifndef BASE_TZ_RULE_H
#define BASE_TZ_RULE_H

#include "base/instant.h"

typedef enum TzDayKind {
    TZ_DAY_JULIAN, /* Jn: day 1-365, February 29 is never counted */
    TZ_DAY_ZERO,   /* n: day 0-365, February 29 counts */
    TZ_DAY_MONTH   /* Mm.w.d: weekday d of week w (5: the last) of month m */
} TzDayKind;

typedef struct TzDay {
    TzDayKind kind;
    int day;         /* of TZ_DAY_JULIAN and TZ_DAY_ZERO */
    int month, week; /* of TZ_DAY_MONTH */
    int weekday;     /* 0 = Sunday */
    int32_t time;    /* seconds of local time after midnight */
} TzDay;

typedef struct TzRule {
    int32_t standard; /* seconds east of UTC */
    bool has_daylight;
    int32_t daylight;
    TzDay begin, end; /* of daylight time, in the local time before the change */
} TzRule;

bool tz_rule_parse(Text text, TzRule *out);
/* The instants at which daylight time begins and ends in that year, in ms. */
Instant tz_rule_begin(const TzRule *rule, int year);
Instant tz_rule_end(const TzRule *rule, int year);

#endif
