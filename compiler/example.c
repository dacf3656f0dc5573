#include "compiler/example.h"

bool example_start(const Calendar *calendar, Instant *out)
{
    const Zone *zone = calendar_zone(calendar);
    Instant at =
        zone_instant(zone, (int64_t)date_make(2026, 3, 5) * DAY_MS + 16 * HOUR_MS, FOLD_FIRST);
    return calendar_next_open(calendar, at, out);
}

const char *example_text(Arena *arena, const Calendar *calendar, Instant at)
{
    static const char *const DAY[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const Zone *zone = calendar_zone(calendar);
    char date[INSTANT_TEXT];
    Date day = zone_date(zone, at);
    int64_t minutes = (zone_local(zone, at) - (int64_t)day * DAY_MS) / MINUTE_MS;
    date_print(day, date);
    return arena_format(arena, "%s %s %02d:%02d", DAY[date_weekday(day)], date, (int)(minutes / 60),
                        (int)(minutes % 60));
}
