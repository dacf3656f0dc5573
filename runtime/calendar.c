/* Questions about open time. W(t) is the open time from the calendar's beginning until t. It and its two inverses, the
   earliest and the latest instant with a given W, answer everything: each is a look-up of a week's row and a binary
   search among its spans. The inverses gallop from where they start, so that near deadlines are near in cost. */
#include "runtime/calendar.h"

#include <assert.h>

#include "runtime/calendar_table.h"

Text calendar_name(const Calendar *calendar)
{
    return calendar->name;
}

const Zone *calendar_zone(const Calendar *calendar)
{
    return calendar->zone;
}

bool calendar_covers(const Calendar *calendar, Instant at)
{
    return at >= calendar->from && at < calendar->to;
}

void calendar_span(const Calendar *calendar, Instant *from, Instant *to)
{
    *from = calendar->from;
    *to = calendar->to - 1;
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

Date calendar_monday(const Calendar *calendar, uint32_t row)
{
    return FIRST_MONDAY + 7 * (Date)(calendar->first_week + row);
}

static Instant week_start(const Calendar *calendar, uint32_t row, const Pattern *pattern)
{
    return calendar_monday(calendar, row) * DAY_MS - pattern->shift;
}

Instant calendar_week_start(const Calendar *calendar, uint32_t row)
{
    return week_start(calendar, row, calendar_week(calendar, row)->pattern);
}

/* A week begins less than two days off the week of UTC, so that the row is the guessed one or a neighbour. */
static uint32_t row_find(const Calendar *calendar, Instant at, const Window **window)
{
    int64_t guess = (at - calendar_monday(calendar, 0) * DAY_MS) / WEEK_MS;
    int64_t last = (int64_t)calendar->weeks - 1;
    uint32_t row = (uint32_t)(guess < 0 ? 0 : guess > last ? last : guess);
    *window = calendar_window(calendar, row > 0 ? row - 1 : row, row < last ? row + 2 : row + 1);
    const WeekRow *week = &(*window)->rows[row - (*window)->low];
    if (row > 0 && at < week_start(calendar, row, week->pattern))
        return row - 1;
    if (row < last && at >= week_start(calendar, row + 1, week[1].pattern))
        return row + 1;
    return row;
}

uint32_t calendar_row(const Calendar *calendar, Instant at)
{
    const Window *window;
    return row_find(calendar, at, &window);
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
    const Window *window;
    Position position = {.row = row_find(calendar, at, &window)};
    const WeekRow *row = &window->rows[position.row - window->low];
    const Pattern *pattern = row->pattern;
    Instant start = week_start(calendar, position.row, pattern);
    uint32_t opened = opened_by(pattern, at - start);
    position.open = row->before;
    if (opened == 0)
        return position;
    OpenSpan span = pattern->open[opened - 1];
    position.is_open = at - start < span.close;
    position.span_open = start + span.open;
    position.span_close = start + span.close;
    position.open += span.before + (position.is_open ? at - start : span.close) - span.open;
    return position;
}

/* ---- The inverses of W ---- */

static bool is_before(Duration sum, Duration limit, bool or_equal)
{
    return sum < limit || (or_equal && sum == limit);
}

static int64_t week_sum(const Calendar *calendar, uint32_t row, WeekSum kind)
{
    const WeekRow *week = calendar_week(calendar, row);
    return kind == SUM_OPEN ? week->before : week->workdays;
}

bool calendar_find_week(const Calendar *calendar, uint32_t near, WeekSum kind, int64_t sum,
                        bool or_equal, uint32_t *out)
{
    uint32_t low = near, high = near + 1, step = 1; /* low is before, high is not */
    while (!is_before(week_sum(calendar, low, kind), sum, or_equal)) {
        if (low == 0)
            return false;
        high = low;
        low = low > step ? low - step : 0;
        step *= 2;
    }
    for (step = 1; is_before(week_sum(calendar, high, kind), sum, or_equal); step *= 2) {
        if (high == calendar->weeks)
            return false;
        low = high;
        high = calendar->weeks - high > step ? high + step : calendar->weeks;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (is_before(week_sum(calendar, middle, kind), sum, or_equal))
            low = middle;
        else
            high = middle;
    }
    *out = low;
    return true;
}

static bool answer(Instant at, Instant *out)
{
    if (!instant_is_valid(at))
        return false;
    *out = at;
    return true;
}

/* The instant with W = `sum`, the earliest or the latest; false if W never gets there, or never leaves it. */
static bool instant_of_sum(const Calendar *calendar, uint32_t near, Duration sum, bool latest,
                           Instant *out)
{
    uint32_t row;
    if (!calendar_find_week(calendar, near, SUM_OPEN, sum, latest, &row))
        return false;
    const WeekRow *week = calendar_week(calendar, row);
    const Pattern *pattern = week->pattern;
    Duration rest = sum - week->before;
    uint32_t low = 0, high = pattern->open_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (is_before(pattern->open[middle].before, rest, latest))
            low = middle;
        else
            high = middle;
    }
    const OpenSpan *span = &pattern->open[low];
    return answer(week_start(calendar, row, pattern) + span->open + rest - span->before, out);
}

/* ---- Open time ---- */

static Duration weeks_working(const Calendar *calendar, Instant a, Instant b)
{
    return position_find(calendar, b).open - position_find(calendar, a).open;
}

bool calendar_working(const Calendar *calendar, Instant a, Instant b, Duration *out)
{
    if (!is_within(calendar, a) || !is_within(calendar, b))
        return false;
    if (!days_working(calendar, a, b, out))
        *out = weeks_working(calendar, a, b);
    assert(*out == weeks_working(calendar, a, b) && "days and weeks agree");
    return true;
}

static bool weeks_add(const Calendar *calendar, Instant s, Duration d, Instant *out)
{
    Position position = position_find(calendar, s);
    Duration sum;
    return add_checked(position.open, d, &sum) &&
           instant_of_sum(calendar, position.row, sum, d < 0, out);
}

/* Do the days' answer and the weeks' agree? Asked of debug builds alone. */
static inline bool is_added(const Calendar *calendar, Instant s, Duration d, Instant at)
{
    Instant expected;
    bool has = weeks_add(calendar, s, d, &expected);
    return has == instant_is_valid(at) && (!has || at == expected);
}

bool calendar_add(const Calendar *calendar, Instant s, Duration d, Instant *out)
{
    Instant at;
    if (!is_within(calendar, s))
        return false;
    if (d == 0)
        return answer(s, out);
    if (!days_add(calendar, s, d, &at))
        return weeks_add(calendar, s, d, out);
    assert(is_added(calendar, s, d, at) && "days and weeks agree");
    return answer(at, out);
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
    return instant_of_sum(calendar, position.row, position.open, true, out);
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

/* The window, once it knows what happens at `from` or `to`. */
static const Window *edge_window(const Calendar *calendar, Instant edge)
{
    const Window *window;
    row_find(calendar, edge, &window);
    return window;
}

bool calendar_next_close(const Calendar *calendar, Instant at, Instant *out)
{
    Instant next;
    if (!calendar_next_open(calendar, at, &next))
        return false;
    Instant end = opening_end(calendar, next);
    bool is_edge = end == calendar->to && edge_window(calendar, end)->ends_open;
    return !is_edge && answer(end, out);
}

/* The last closing at or before `at`, which is not open; false if there is none. */
static bool last_close(const Calendar *calendar, Instant at, Instant *out)
{
    Position position = position_find(calendar, at);
    return instant_of_sum(calendar, position.row, position.open, false, out);
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
    bool is_edge = start == calendar->from && edge_window(calendar, start)->starts_open;
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
