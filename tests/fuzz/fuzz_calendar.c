/* Any hours, closures and instants: between(s, add(s, d)) = d, and t is the earliest or latest such (T5). */
#include <string.h>

#include "runtime/calendar.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CalendarSpec spec = {.name = TEXT("fuzz"), .zone = zone_utc()};
    Arena *arena = arena_new();
    for (; size >= 8 && spec.week.count < 16; data += 4, size -= 4) {
        WeekLine line = {.weekdays = data[0]};
        DateLine date = {.kind = data[0] & 1 ? DATE_LINE_OPEN : DATE_LINE_CLOSED,
                         .yearly = data[0] & 2};
        date.from = 20000 + data[1], date.to = date.from + data[2] % 4;
        date.from_month = 1 + data[1] % 12, date.from_day = 1 + data[2] % 28;
        date.to_month = 1 + data[3] % 12, date.to_day = date.from_day;
        DaySpan span = {data[1] * 5 * MINUTE_MS, (data[1] + 1 + data[2]) * 5 * MINUTE_MS};
        VEC_PUSH(arena, &line.spans, span);
        if (data[3] & 4)
            VEC_PUSH(arena, &date.spans, span);
        VEC_PUSH(arena, &spec.week, line);
        if (data[3] & 3)
            VEC_PUSH(arena, &spec.dates, date);
    }
    uint32_t seeds[2] = {0};
    memcpy(seeds, data, size < sizeof seeds ? size : sizeof seeds);
    Calendar *calendar = calendar_new(&spec);
    Instant s = 20000 * DAY_MS + seeds[0], t;
    Duration d = (Duration)(int32_t)seeds[1] * 10, back;
    if (calendar_add(calendar, s, d, &t) &&
        (!calendar_working(calendar, s, t, &back) || back != d ||
         (d && !calendar_is_open(calendar, d > 0 ? t - 1 : t))))
        __builtin_trap();
    calendar_free(calendar);
    arena_free(arena);
    return 0;
}
