/* Questions about open time. W(t) is the open time from the calendar's beginning until t. It and its two inverses, the
   earliest and the latest instant with a given W, answer everything: each is a look-up of a week's row and a binary
   search among its spans. The inverses gallop from where they start, so that near deadlines are near in cost. */
#include "runtime/calendar.h"

#include "runtime/calendar_table.h"

Text calendar_name(const Calendar *calendar)
{
    return calendar->name;
}

const Zone *calendar_zone(const Calendar *calendar)
{
    return calendar->zone;
}

bool calendar_is_always(const Calendar *calendar)
{
    return calendar->is_always;
}

bool calendar_covers(const Calendar *calendar, Instant at)
{
    return at >= calendar->from && at < calendar->to;
}

bool calendar_covers_date(const Calendar *calendar, Date date)
{
    return calendar->from < calendar->to && date >= calendar->first_date &&
           date <= calendar->last_date;
}

static bool is_within(const Calendar *calendar, Instant at)
{
    return at >= calendar->from && at <= calendar->to;
}

/* ---- Rows ---- */

static const Pattern *row_pattern(const Calendar *calendar, uint32_t row)
{
    return &calendar->patterns.at[calendar->rows[row].pattern];
}

Date calendar_monday(const Calendar *calendar, uint32_t row)
{
    return FIRST_MONDAY + 7 * (Date)(calendar->first_week + row);
}

Instant calendar_week_start(const Calendar *calendar, uint32_t row)
{
    return calendar_monday(calendar, row) * DAY_MS - row_pattern(calendar, row)->shift;
}

/* A week begins less than two days off the week of UTC. */
uint32_t calendar_row(const Calendar *calendar, Instant at)
{
    int64_t guess = (at - calendar_monday(calendar, 0) * DAY_MS) / WEEK_MS;
    int64_t last = (int64_t)calendar->weeks - 1;
    uint32_t row = (uint32_t)(guess < 0 ? 0 : guess > last ? last : guess);
    if (row > 0 && at < calendar_week_start(calendar, row))
        row--;
    else if (row + 1 < calendar->weeks && at >= calendar_week_start(calendar, row + 1))
        row++;
    return row;
}

/* How many spans of the pattern open at or before `at`, counted from the week's first instant. */
static uint32_t opened_by(const Pattern *pattern, Duration at)
{
    uint32_t low = 0, high = pattern->open_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pattern->open[middle].open <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where an instant lies: its row, and W. */
typedef struct Position {
    uint32_t row;
    Duration open; /* W */
    bool is_open;
    Instant span_open, span_close; /* of the span that holds it, as far as it lies in this week */
} Position;

static Position position_find(const Calendar *calendar, Instant at)
{
    Position position = {.row = calendar_row(calendar, at)};
    const Pattern *pattern = row_pattern(calendar, position.row);
    Instant start = calendar_week_start(calendar, position.row);
    uint32_t opened = opened_by(pattern, at - start);
    position.open = calendar->rows[position.row].before;
    if (opened == 0)
        return position;
    OpenSpan span = pattern->open[opened - 1];
    position.is_open = at - start < span.close;
    position.span_open = start + span.open;
    position.span_close = start + span.close;
    position.open += span.before + (position.is_open ? at - start : span.close) - span.open;
    return position;
}

static Duration total(const Calendar *calendar)
{
    return calendar->rows[calendar->weeks].before;
}

/* ---- The inverses of W ---- */

static bool is_before(Duration sum, Duration limit, bool or_equal)
{
    return sum < limit || (or_equal && sum == limit);
}

/* The last row from `near` on, or before it, before which less than `sum` (or just that much) is open: steps that
   double, then halving. There is one. */
static uint32_t row_of_sum(const Calendar *calendar, uint32_t near, Duration sum, bool or_equal)
{
    const WeekRow *rows = calendar->rows;
    uint32_t low = near, high = near + 1, step = 1; /* rows[low] is before, rows[high] is not */
    while (low > 0 && !is_before(rows[low].before, sum, or_equal)) {
        high = low;
        low = low > step ? low - step : 0;
        step *= 2;
    }
    for (step = 1; high < calendar->weeks && is_before(rows[high].before, sum, or_equal);
         step *= 2) {
        low = high;
        high = calendar->weeks - high > step ? high + step : calendar->weeks;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (is_before(rows[middle].before, sum, or_equal))
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The instant with W = `sum`: the earliest (0 < sum <= total) or the latest (0 <= sum < total). */
static Instant instant_of_sum(const Calendar *calendar, uint32_t near, Duration sum, bool latest)
{
    uint32_t row = row_of_sum(calendar, near, sum, latest);
    const Pattern *pattern = row_pattern(calendar, row);
    Duration rest = sum - calendar->rows[row].before;
    uint32_t low = 0, high = pattern->open_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (is_before(pattern->open[middle].before, rest, latest))
            low = middle;
        else
            high = middle;
    }
    const OpenSpan *span = &pattern->open[low];
    return calendar_week_start(calendar, row) + span->open + rest - span->before;
}

static bool answer(Instant at, Instant *out)
{
    if (!instant_is_valid(at))
        return false;
    *out = at;
    return true;
}

/* ---- Open time ---- */

bool calendar_working(const Calendar *calendar, Instant a, Instant b, Duration *out)
{
    if (!is_within(calendar, a) || !is_within(calendar, b))
        return false;
    *out = position_find(calendar, b).open - position_find(calendar, a).open;
    return true;
}

bool calendar_add(const Calendar *calendar, Instant s, Duration d, Instant *out)
{
    if (!is_within(calendar, s))
        return false;
    if (d == 0)
        return answer(s, out);
    Position position = position_find(calendar, s);
    Duration sum;
    if (!add_checked(position.open, d, &sum) || sum < 0 || sum > total(calendar))
        return false;
    return answer(instant_of_sum(calendar, position.row, sum, d < 0), out);
}

/* ---- Openings and closings ---- */

bool calendar_is_open(const Calendar *calendar, Instant at)
{
    return calendar_covers(calendar, at) && position_find(calendar, at).is_open;
}

bool calendar_next_open(const Calendar *calendar, Instant at, Instant *out)
{
    if (!calendar_covers(calendar, at))
        return false;
    Position position = position_find(calendar, at);
    if (position.is_open)
        return answer(at, out);
    return position.open < total(calendar) &&
           answer(instant_of_sum(calendar, position.row, position.open, true), out);
}

/* The end of the opening that holds `at`. A span ends with its week, the opening goes on. */
static Instant opening_end(const Calendar *calendar, Instant at)
{
    if (calendar->is_always)
        return calendar->to;
    Position position = position_find(calendar, at);
    while (position.is_open && position.span_close < calendar->to) {
        at = position.span_close;
        position = position_find(calendar, at);
    }
    return position.is_open ? calendar->to : at;
}

/* The beginning of the opening that holds `at`. */
static Instant opening_start(const Calendar *calendar, Instant at)
{
    if (calendar->is_always)
        return calendar->from;
    Position position = position_find(calendar, at);
    while (position.is_open && position.span_open > calendar->from) {
        at = position.span_open;
        position = position_find(calendar, at - 1);
    }
    return position.is_open ? calendar->from : at;
}

bool calendar_interval(const Calendar *calendar, Instant at, Instant *open, Instant *close)
{
    Instant next;
    if (!calendar_next_open(calendar, at, &next))
        return false;
    *open = opening_start(calendar, next);
    *close = opening_end(calendar, next);
    return true;
}

bool calendar_next_opening(const Calendar *calendar, Instant at, Instant *out)
{
    if (!calendar_covers(calendar, at))
        return false;
    Instant from = calendar_is_open(calendar, at) ? opening_end(calendar, at) : at;
    return calendar_next_open(calendar, from, out);
}

bool calendar_next_close(const Calendar *calendar, Instant at, Instant *out)
{
    Instant next;
    if (!calendar_next_open(calendar, at, &next))
        return false;
    Instant end = opening_end(calendar, next);
    bool is_edge = end == calendar->to && calendar->ends_open;
    return !is_edge && answer(end, out);
}

/* The last closing at or before `at`, which is not open; false if there is none. */
static bool last_close(const Calendar *calendar, Instant at, Instant *out)
{
    Position position = position_find(calendar, at);
    if (position.open == 0)
        return false;
    *out = instant_of_sum(calendar, position.row, position.open, false);
    return true;
}

bool calendar_prev_open(const Calendar *calendar, Instant at, Instant *out)
{
    if (!calendar_covers(calendar, at))
        return false;
    if (calendar_is_open(calendar, at))
        return answer(at, out);
    return last_close(calendar, at, out);
}

bool calendar_prev_opening(const Calendar *calendar, Instant at, Instant *out)
{
    Instant close;
    if (!is_within(calendar, at) || at == calendar->from)
        return false;
    Instant before = at - 1;
    if (!calendar_is_open(calendar, before)) {
        if (!last_close(calendar, before, &close))
            return false;
        before = close - 1;
    }
    Instant start = opening_start(calendar, before);
    bool is_edge = start == calendar->from && calendar->starts_open;
    return !is_edge && answer(start, out);
}

bool calendar_prev_close(const Calendar *calendar, Instant at, Instant *out)
{
    if (!is_within(calendar, at) || at == calendar->from)
        return false;
    Instant before = at - 1;
    if (calendar_is_open(calendar, before)) {
        before = opening_start(calendar, before);
        if (before == calendar->from) /* nothing is known of what was before */
            return false;
    }
    return last_close(calendar, before, out);
}
