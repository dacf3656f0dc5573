/* Building the tables, and questions about open time. Every look-up is by one table of buckets of
   37 hours and a binary search within one; `add` then gallops from where it starts, so that near
   deadlines are near in cost. */
#include "runtime/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/calendar_table.h"

/* ---- Building ---- */

/* Zeroed memory for `count` things, at least one. */
static void *must_calloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        abort(); /* as base/arena.h */
    return memory;
}

static void set_domain(Calendar *calendar, const CalendarSpec *spec)
{
    const Zone *zone = calendar->zone;
    calendar->from = INSTANT_MIN;
    calendar->to = INSTANT_MAX + 1;
    if (spec->has_valid) {
        Date last = zone_date(zone, INSTANT_MAX);
        Date until = spec->valid_to < last ? spec->valid_to : last;
        Instant from = zone_instant(zone, spec->valid_from * DAY_MS, FOLD_FIRST);
        Instant to = zone_instant(zone, (until + 1) * DAY_MS, FOLD_FIRST);
        calendar->from = from > calendar->from ? from : calendar->from;
        calendar->to = to < calendar->to ? to : calendar->to;
    }
    for (uint32_t i = 0; i < spec->members.count; i++) {
        const Calendar *member = spec->members.at[i];
        calendar->from = member->from > calendar->from ? member->from : calendar->from;
        calendar->to = member->to < calendar->to ? member->to : calendar->to;
    }
    if (calendar->to <
        calendar->from) /* `valid` ends before it begins, or the members never meet */
        calendar->to = calendar->from;
    calendar->first_date = zone_date(zone, calendar->from);
    calendar->last_date = zone_date(zone, calendar->to - 1);
}

static void fill_open(Calendar *calendar, const SpanList *merged)
{
    Duration before = 0;
    calendar->open = must_calloc(merged->count, sizeof *calendar->open);
    for (uint32_t i = 0; i < merged->count; i++) {
        InstantSpan span = merged->at[i];
        Instant open = span.open > calendar->from ? span.open : calendar->from;
        Instant close = span.close < calendar->to ? span.close : calendar->to;
        if (open >= close)
            continue;
        if (calendar->open_count == 0)
            calendar->starts_open = span.open < calendar->from;
        calendar->ends_open = span.close > calendar->to;
        calendar->open[calendar->open_count++] = (OpenSpan){open, close, before};
        before += close - open;
    }
}

static void fill_buckets(Calendar *calendar)
{
    uint32_t count = (uint32_t)((calendar->to - calendar->from) >> BUCKET_BITS) + 2;
    calendar->buckets = must_calloc(count, sizeof *calendar->buckets);
    uint32_t opened = 0;
    for (uint32_t i = 0; i + 1 < count; i++) {
        Instant start = calendar->from + ((int64_t)i << BUCKET_BITS);
        while (opened < calendar->open_count && calendar->open[opened].open <= start)
            opened++;
        calendar->buckets[i] = opened;
    }
    calendar->buckets[count - 1] = calendar->open_count;
}

/* Spans come in order of opening, so the days do too; a day that is shown again after a fold over
   midnight has been counted already. */
static void fill_workdays(Calendar *calendar)
{
    const SpanList *hours = &calendar->hours;
    calendar->workdays = must_calloc(hours->count, sizeof *calendar->workdays);
    int64_t plain_from = 0, plain_to = 0;
    Duration offset = 0;
    Date latest = calendar->first_date - 1;
    for (uint32_t i = 0; i < hours->count; i++) {
        Instant open = hours->at[i].open;
        if (open + offset < plain_from || open + offset >= plain_to) {
            zone_plain_range(calendar->zone, open, &plain_from, &plain_to);
            offset = zone_offset(calendar->zone, open) * SECOND_MS;
        }
        int64_t local = open + offset;
        Date date = (Date)(local / DAY_MS - (local % DAY_MS < 0 ? 1 : 0));
        if (date > latest && date <= calendar->last_date)
            calendar->workdays[calendar->workdays_count++] = latest = date;
    }
}

static void fill_sets(Calendar *calendar, const CalendarSpec *spec)
{
    uint32_t count = spec->closed_on.count;
    for (uint32_t i = 0; i < spec->members.count; i++)
        count += spec->members.at[i]->sets_count;
    calendar->sets = must_calloc(count, sizeof *calendar->sets);
    for (uint32_t i = 0; i < spec->closed_on.count; i++)
        calendar->sets[calendar->sets_count++] = spec->closed_on.at[i];
    for (uint32_t i = 0; i < spec->members.count; i++) {
        const Calendar *member = spec->members.at[i];
        for (uint32_t n = 0; n < member->sets_count; n++)
            calendar->sets[calendar->sets_count++] = member->sets[n];
    }
}

/* `open always` and nothing else, in a zone where every day has 24 hours: no table of days is
 * needed. */
static bool is_every_day(const CalendarSpec *spec, const Zone *zone)
{
    return spec->form == CALENDAR_HOURS && spec->always && spec->week.count == 0 &&
           spec->dates.count == 0 && spec->closed_on.count == 0 &&
           zone_next_transition(zone, INSTANT_MIN) == INSTANT_NONE &&
           zone_offset(zone, INSTANT_MIN) == 0;
}

static const Zone *spec_zone(const CalendarSpec *spec)
{
    if (spec->zone)
        return spec->zone;
    return spec->members.count ? spec->members.at[0]->zone : zone_utc();
}

Calendar *calendar_new(const CalendarSpec *spec)
{
    Calendar *calendar = must_calloc(1, sizeof *calendar);
    char *name = must_calloc(spec->name.size + 1, 1);
    if (spec->name.size)
        memcpy(name, spec->name.data, spec->name.size);
    calendar->name = (Text){name, spec->name.size};
    calendar->zone = spec_zone(spec);
    set_domain(calendar, spec);
    fill_sets(calendar, spec);
    calendar->is_every_day = is_every_day(spec, calendar->zone);
    SpanList merged = {0};
    if (calendar->is_every_day) {
        span_list_push(&merged, INSTANT_MIN - DAY_MS, INSTANT_MAX + DAY_MS);
    } else {
        calendar->hours =
            calendar_hours(spec, calendar->zone, calendar->first_date, calendar->last_date);
        merged = span_list_merge(&calendar->hours);
        fill_workdays(calendar);
    }
    fill_open(calendar, &merged);
    fill_buckets(calendar);
    span_list_free(&merged);
    return calendar;
}

void calendar_free(Calendar *calendar)
{
    if (!calendar)
        return;
    free((void *)(uintptr_t)calendar->name.data);
    free(calendar->open);
    free(calendar->buckets);
    free(calendar->workdays);
    free(calendar->sets);
    span_list_free(&calendar->hours);
    free(calendar);
}

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
    return calendar->open_count == 1 && calendar->open[0].open == calendar->from &&
           calendar->open[0].close == calendar->to;
}

/* ---- Looking up ---- */

static bool is_within(const Calendar *calendar, Instant at)
{
    return at >= calendar->from && at <= calendar->to;
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

/* How many spans open at or before `at`, which lies within the calendar. */
static uint32_t opened_by(const Calendar *calendar, Instant at)
{
    uint64_t bucket = (uint64_t)(at - calendar->from) >> BUCKET_BITS;
    uint32_t low = calendar->buckets[bucket], high = calendar->buckets[bucket + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (calendar->open[middle].open <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same without `at` itself. */
static uint32_t opened_before(const Calendar *calendar, Instant at)
{
    uint32_t count = opened_by(calendar, at);
    return count && calendar->open[count - 1].open == at ? count - 1 : count;
}

static Duration span_end(const OpenSpan *span)
{
    return span->before + span->close - span->open;
}

/* Open time from the calendar's beginning until `at`, after `opened` openings. */
static Duration open_until(const Calendar *calendar, uint32_t opened, Instant at)
{
    if (opened == 0)
        return 0;
    const OpenSpan *span = &calendar->open[opened - 1];
    return at < span->close ? span->before + at - span->open : span_end(span);
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
    *out = open_until(calendar, opened_by(calendar, b), b) -
           open_until(calendar, opened_by(calendar, a), a);
    return true;
}

/* The first span at or after `from` by whose end at least `sum` has been open: steps that double,
 * then halving. */
static uint32_t find_forward(const Calendar *calendar, uint32_t from, Duration sum)
{
    uint32_t low = from, step = 1;
    while (low + step < calendar->open_count && span_end(&calendar->open[low + step - 1]) < sum) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < calendar->open_count ? low + step : calendar->open_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (span_end(&calendar->open[middle]) < sum)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How many of the first `count` spans begin with at most `sum` open before them. */
static uint32_t find_backward(const Calendar *calendar, uint32_t count, Duration sum)
{
    uint32_t high = count, step = 1;
    while (step < high && calendar->open[high - step].before > sum) {
        high -= step;
        step *= 2;
    }
    uint32_t low = step < high ? high - step : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (calendar->open[middle].before <= sum)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool calendar_add(const Calendar *calendar, Instant s, Duration d, Instant *out)
{
    if (!is_within(calendar, s))
        return false;
    if (d == 0)
        return answer(s, out);
    uint32_t opened = opened_by(calendar, s);
    Duration sum;
    if (!add_checked(open_until(calendar, opened, s), d, &sum))
        return false;
    uint32_t index;
    if (d > 0) {
        index = find_forward(calendar, opened ? opened - 1 : 0, sum);
        if (index == calendar->open_count)
            return false;
    } else {
        uint32_t count = sum < 0 ? 0 : find_backward(calendar, opened, sum);
        if (count == 0)
            return false;
        index = count - 1;
    }
    const OpenSpan *span = &calendar->open[index];
    return answer(span->open + (sum - span->before), out);
}

/* ---- Openings and closings ---- */

bool calendar_is_open(const Calendar *calendar, Instant at)
{
    if (!calendar_covers(calendar, at))
        return false;
    uint32_t opened = opened_by(calendar, at);
    return opened && at < calendar->open[opened - 1].close;
}

bool calendar_next_opening(const Calendar *calendar, Instant at, Instant *out)
{
    if (!calendar_covers(calendar, at))
        return false;
    uint32_t opened = opened_by(calendar, at);
    return opened < calendar->open_count && answer(calendar->open[opened].open, out);
}

bool calendar_next_open(const Calendar *calendar, Instant at, Instant *out)
{
    return calendar_is_open(calendar, at) ? answer(at, out)
                                          : calendar_next_opening(calendar, at, out);
}

bool calendar_next_close(const Calendar *calendar, Instant at, Instant *out)
{
    if (!calendar_covers(calendar, at))
        return false;
    uint32_t index = opened_by(calendar, at);
    if (index && at < calendar->open[index - 1].close)
        index--;
    bool is_edge = index + 1 == calendar->open_count && calendar->ends_open;
    return index < calendar->open_count && !is_edge && answer(calendar->open[index].close, out);
}

bool calendar_prev_opening(const Calendar *calendar, Instant at, Instant *out)
{
    if (!is_within(calendar, at))
        return false;
    uint32_t opened = opened_before(calendar, at);
    bool is_edge = opened == 1 && calendar->starts_open;
    return opened && !is_edge && answer(calendar->open[opened - 1].open, out);
}

bool calendar_prev_close(const Calendar *calendar, Instant at, Instant *out)
{
    if (!is_within(calendar, at))
        return false;
    uint32_t opened = opened_before(calendar, at);
    if (opened && calendar->open[opened - 1].close >= at)
        opened--;
    return opened && answer(calendar->open[opened - 1].close, out);
}

bool calendar_prev_open(const Calendar *calendar, Instant at, Instant *out)
{
    if (!calendar_covers(calendar, at))
        return false;
    uint32_t opened = opened_by(calendar, at);
    if (opened == 0)
        return false;
    Instant close = calendar->open[opened - 1].close;
    return answer(at < close ? at : close, out);
}

bool calendar_interval(const Calendar *calendar, Instant at, Instant *open, Instant *close)
{
    if (!calendar_covers(calendar, at))
        return false;
    uint32_t index = opened_by(calendar, at);
    if (index && at < calendar->open[index - 1].close)
        index--;
    if (index == calendar->open_count)
        return false;
    *open = calendar->open[index].open;
    *close = calendar->open[index].close;
    return true;
}
