/* Days of UTC: the usual questions about open time in a few instructions. A row says how much is open until the day
   begins and at most two spans of it, so that W (calendar.c) is a division and two clamps. For the way back a table by
   open time names the day in which a sum is reached, or one shortly before it. Weeks by local date remain the
   reference: who asks beyond the window, backwards, or about a calendar with more spans a day is answered by them. */
#include "runtime/calendar_table.h"

/* ---- Making ---- */

static int64_t day_of(Instant at)
{
    return at / DAY_MS - (at % DAY_MS < 0);
}

/* Joins the part [open, close) to the day; false: it has too many spans. Parts come in order. */
static bool span_add(DayRow *day, int32_t open, int32_t close)
{
    for (int i = 0; i < DAY_SPANS; i++) {
        if (day->length[i] && day->open[i] + day->length[i] != open)
            continue;
        if (!day->length[i])
            day->open[i] = open;
        day->length[i] += close - open;
        return true;
    }
    return false;
}

/* Cuts [open, close) at the days' ends. */
static bool spans_add(const Days *days, DayRow *rows, Instant open, Instant close)
{
    bool fits = true;
    open = open > days->from ? open : days->from;
    close = close < days->to ? close : days->to;
    while (fits && open < close) {
        int64_t day = (open - days->from) / DAY_MS;
        Instant start = days->from + day * DAY_MS;
        Instant end = close < start + DAY_MS ? close : start + DAY_MS;
        fits = span_add(&rows[day], (int32_t)(open - start), (int32_t)(end - start));
        open = end;
    }
    return fits;
}

static bool rows_fill(const Calendar *calendar, const Window *window, const Days *days,
                      DayRow *rows)
{
    for (uint32_t i = window->low; i < window->high; i++) {
        const Pattern *pattern = window->rows[i - window->low].pattern;
        Instant start = calendar_monday(calendar, i) * DAY_MS - pattern->shift;
        for (uint32_t k = 0; k < pattern->open_count; k++)
            if (!spans_add(days, rows, start + pattern->open[k].open,
                           start + pattern->open[k].close))
                return false;
    }
    return true;
}

/* A unit is at least as long as an average day is open, so that there are no more of them than days. */
static void sums_fill(Arena *arena, Days *days, uint32_t count)
{
    Duration total = days->rows[count].before - days->rows[0].before;
    while (total >> days->shift > (Duration)count)
        days->shift++;
    days->sums_count = (uint32_t)(total >> days->shift) + 1;
    uint32_t *by_sum = ARENA_ARRAY(arena, uint32_t, days->sums_count), day = 0;
    for (uint32_t i = 0; i < days->sums_count; i++) {
        Duration sum = days->rows[0].before + ((Duration)i << days->shift);
        while (day + 1 < count && days->rows[day + 1].before < sum)
            day++;
        by_sum[i] = day;
    }
    days->by_sum = by_sum;
}

Days days_make(Arena *arena, const Calendar *calendar, const Window *window)
{
    if (calendar->is_always)
        return (Days){.rows = NULL};
    const WeekRow *last = &window->rows[window->high - window->low - 1];
    Instant from = calendar_monday(calendar, window->low) * DAY_MS - window->rows->pattern->shift;
    Instant to = calendar_monday(calendar, window->high) * DAY_MS - last->pattern->shift;
    /* The last week may end on another offset than it begins: a day less is sure to be within. */
    Days days = {.from = (day_of(from) + 1) * DAY_MS, .to = (day_of(to) - 1) * DAY_MS};
    uint32_t count = (uint32_t)((days.to - days.from) / DAY_MS);
    DayRow *rows = ARENA_ARRAY(arena, DayRow, count + 1);
    if (!rows_fill(calendar, window, &days, rows))
        return (Days){.rows = NULL};
    for (uint32_t i = 0; i < count; i++)
        rows[i + 1].before = rows[i].before + rows[i].length[0] + rows[i].length[1];
    days.rows = rows;
    sums_fill(arena, &days, count);
    return days;
}

/* ---- Asking ---- */

static const Days *days_at_hand(const Calendar *calendar)
{
    return &atomic_load_explicit(calendar->window, memory_order_acquire)->days;
}

static bool days_hold(const Days *days, Instant at)
{
    return at >= days->from && at < days->to;
}

static int32_t clamp(int32_t value, int32_t most)
{
    value = value < 0 ? 0 : value;
    return value > most ? most : value;
}

/* W of an instant within the days. */
static Duration open_until(const Days *days, Instant at)
{
    uint64_t apart = (uint64_t)(at - days->from), day = apart / DAY_MS;
    const DayRow *row = &days->rows[day];
    int32_t rest = (int32_t)(apart - day * DAY_MS);
    return row->before + clamp(rest - row->open[0], row->length[0]) +
           clamp(rest - row->open[1], row->length[1]);
}

bool days_working(const Calendar *calendar, Instant a, Instant b, Duration *out)
{
    if (calendar->is_always) {
        *out = b - a;
        return true;
    }
    const Days *days = days_at_hand(calendar);
    if (!days->rows || !days_hold(days, a) || !days_hold(days, b))
        return false;
    *out = open_until(days, b) - open_until(days, a);
    return true;
}

/* The last day before which less than `sum` is open, which lies between two entries of the table. */
static uint32_t day_of_sum(const Days *days, uint64_t unit, Duration sum)
{
    uint32_t low = days->by_sum[unit], high = days->by_sum[unit + 1] + 1;
    while (high - low > 4) {
        uint32_t middle = low + (high - low) / 2;
        if (days->rows[middle].before < sum)
            low = middle;
        else
            high = middle;
    }
    while (low + 1 < high && days->rows[low + 1].before < sum)
        low++;
    return low;
}

bool days_add(const Calendar *calendar, Instant s, Duration d, Instant *out)
{
    if (calendar->is_always && d > 0 && d <= calendar->to - s) {
        *out = s + d;
        return true;
    }
    const Days *days = days_at_hand(calendar);
    if (!days->rows || d <= 0 || !days_hold(days, s) || d >= days->to - days->from)
        return false;
    Duration sum = open_until(days, s) + d;
    uint64_t unit = (uint64_t)(sum - days->rows[0].before) >> days->shift;
    if (unit + 1 >= days->sums_count)
        return false;
    uint32_t day = day_of_sum(days, unit, sum);
    const DayRow *row = &days->rows[day];
    Duration rest = sum - row->before;
    Instant start = days->from + (Instant)day * DAY_MS;
    bool is_first = rest <= row->length[0];
    *out = start + (is_first ? row->open[0] + rest : row->open[1] + rest - row->length[0]);
    return true;
}
