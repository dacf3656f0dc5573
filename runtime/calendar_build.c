/* Weeks to rows. The hours of a week follow from few facts: what the clock does about it, which of its days are closed,
   and for a combination the members' patterns. Weeks that agree in them share a pattern, so that only some hundred
   of the 15,657 weeks are ever worked out. Rows are made behind a lock; whoever reads takes none, since a window is
   published when it is complete. */
#include <pthread.h>
#include <string.h>

#include "runtime/calendar_table.h"

enum {
    BUCKETS = 64,
    WEEKS_LEAST = 64, /* made at a time */
    KEY_FIXED = 2     /* situation and closed days; then three patterns a member */
};

/* What the clock does in the days about a week. Times are in ms from the week's local midnight, read as if it were UTC. */
typedef struct Situation {
    int64_t change; /* where it changes, INT64_MAX: it does not */
    int32_t before, after;
} Situation;

/* A week that was worked out, to be found again. */
typedef struct Known {
    const struct Known *next;
    const uint32_t *key;
    const Pattern *pattern;
} Known;

struct Builder {
    _Atomic(const Window *) window;
    pthread_mutex_t
        mutex;    /* holds whoever makes rows; those of a combination then lock its members */
    Arena *arena; /* the calendar's; only for who holds the lock */
    const Calendar *calendar;
    const CalendarSpec *spec; /* a copy */
    Hours *hours;
    bool starts_open, ends_open; /* see Window */
    uint32_t patterns;
    int days_before; /* the week depends on this many days before it, on its own, and on the day after it */
    VEC(Situation) situations;
    int64_t plain_from, plain_to; /* wall-clock times in which `plain_situation` holds */
    uint32_t plain_situation;
    const Known *known[BUCKETS];
    uint32_t *key;
    uint32_t key_size;
};

/* ---- What decides about a week ---- */

static uint32_t situation_number(Builder *builder, Situation situation)
{
    for (uint32_t i = 0; i < builder->situations.count; i++) {
        const Situation *known = &builder->situations.at[i];
        if (known->change == situation.change && known->before == situation.before &&
            known->after == situation.after)
            return i;
    }
    VEC_PUSH(builder->arena, &builder->situations, situation);
    return builder->situations.count - 1;
}

/* False: the clock changes more than once. */
static bool situation_find(Builder *builder, Date monday, uint32_t *out)
{
    const Zone *zone = builder->calendar->zone;
    int64_t from = (monday - builder->days_before) * DAY_MS;
    int64_t to = (monday + 9) * DAY_MS;
    if (from >= builder->plain_from && to <= builder->plain_to) {
        *out = builder->plain_situation;
        return true;
    }
    Instant start = zone_instant(zone, from, FOLD_FIRST), end = zone_instant(zone, to, FOLD_SECOND);
    Instant change = zone_next_transition(zone, start - 1);
    Situation situation = {INT64_MAX, zone_offset(zone, start - 1), zone_offset(zone, start - 1)};
    if (change != INSTANT_NONE && change <= end) {
        Instant second = zone_next_transition(zone, change);
        situation.change = change - monday * DAY_MS;
        situation.after = zone_offset(zone, change);
        if (second != INSTANT_NONE && second <= end)
            return false;
    }
    *out = situation_number(builder, situation);
    if (situation.change == INT64_MAX) {
        zone_plain_range(zone, start, &builder->plain_from, &builder->plain_to);
        builder->plain_situation = *out;
    }
    return true;
}

static uint32_t member_pattern(const Calendar *member, int64_t week)
{
    int64_t row = week - member->first_week;
    bool has_row = row >= 0 && row < member->weeks;
    return has_row ? calendar_week(member, (uint32_t)row)->pattern->number : UINT32_MAX;
}

/* Fills the key of an ordinary week; false: the week must be worked out on its own. */
static bool key_fill(Builder *builder, Date monday)
{
    uint32_t *key = builder->key;
    int64_t week = (monday - FIRST_MONDAY) / 7;
    int days = builder->days_before + 8;
    if (!hours_are_ordinary(builder->hours, monday - builder->days_before, days, &key[1]) ||
        !situation_find(builder, monday, &key[0]))
        return false;
    uint32_t size = KEY_FIXED;
    for (uint32_t i = 0; i < builder->spec->members.count; i++) {
        for (int64_t n = week - 1; n <= week + 1; n++)
            key[size++] = member_pattern(builder->spec->members.at[i], n);
    }
    return true;
}

static uint32_t key_bucket(const Builder *builder)
{
    uint32_t hash = 0;
    for (uint32_t i = 0; i < builder->key_size; i++)
        hash = (hash ^ builder->key[i]) * UINT32_C(0x9E3779B1);
    return (hash >> 16) % BUCKETS;
}

static const Pattern *known_find(const Builder *builder)
{
    for (const Known *known = builder->known[key_bucket(builder)]; known; known = known->next) {
        if (memcmp(known->key, builder->key, builder->key_size * sizeof *builder->key) == 0)
            return known->pattern;
    }
    return NULL;
}

static void known_add(Builder *builder, const Pattern *pattern)
{
    uint32_t bucket = key_bucket(builder);
    uint32_t *key = ARENA_ARRAY(builder->arena, uint32_t, builder->key_size);
    memcpy(key, builder->key, builder->key_size * sizeof *key);
    Known *known = ARENA_NEW(builder->arena, Known);
    *known = (Known){builder->known[bucket], key, pattern};
    builder->known[bucket] = known;
}

/* ---- Patterns ---- */

static void pattern_open(Builder *builder, const SpanList *merged, InstantSpan week, Pattern *out)
{
    const Calendar *calendar = builder->calendar;
    OpenSpan *open = ARENA_ARRAY(builder->arena, OpenSpan, merged->count);
    Instant from = week.open > calendar->from ? week.open : calendar->from;
    Instant to = week.close < calendar->to ? week.close : calendar->to;
    Duration before = 0;
    for (uint32_t i = 0; i < merged->count; i++) {
        InstantSpan span = merged->at[i];
        builder->starts_open |= span.open < calendar->from && span.close > calendar->from;
        builder->ends_open |= span.open < calendar->to && span.close > calendar->to;
        Instant first = span.open > from ? span.open : from;
        Instant last = span.close < to ? span.close : to;
        if (first >= last)
            continue;
        open[out->open_count++] = (OpenSpan){first - week.open, last - week.open, before};
        before += last - first;
    }
    out->open = open;
}

/* The spans are sorted by opening; what a cut left of a night may open after the next day's first. */
static void hours_insert(DayHours *hours, uint32_t count, DayHours day)
{
    for (; count > 0 && hours[count - 1].weekday > day.weekday; count--)
        hours[count] = hours[count - 1];
    hours[count] = day;
}

static void pattern_hours(Builder *builder, const SpanList *list, Date monday, Instant start,
                          Pattern *out)
{
    const Calendar *calendar = builder->calendar;
    DayHours *hours = ARENA_ARRAY(builder->arena, DayHours, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        InstantSpan span = list->at[i];
        Date date = zone_date(calendar->zone, span.origin);
        if (date < monday || date > monday + 6)
            continue;
        Weekday weekday = date_weekday(date);
        DayHours day = {span.open - start, span.close - start, span.origin - start, weekday};
        hours_insert(hours, out->hours_count++, day);
        if (date >= calendar->first_date && date <= calendar->last_date)
            out->workdays = (uint8_t)(out->workdays | 1 << weekday);
    }
    out->hours = hours;
}

static const Pattern *pattern_make(Builder *builder, Date monday, InstantSpan week)
{
    SpanList list = hours_list(builder->hours, monday - builder->days_before, monday + 7);
    SpanList merged = span_list_merge(&list);
    Pattern *pattern = ARENA_NEW(builder->arena, Pattern);
    pattern->number = builder->patterns++;
    pattern->shift = (int32_t)(monday * DAY_MS - week.open);
    pattern_open(builder, &merged, week, pattern);
    pattern_hours(builder, &list, monday, week.open, pattern);
    span_list_free(&merged);
    span_list_free(&list);
    return pattern;
}

static const Pattern *week_pattern(Builder *builder, Date monday)
{
    const Calendar *calendar = builder->calendar;
    const Zone *zone = calendar->zone;
    hours_prepare(builder->hours, monday - builder->days_before, monday + 7);
    bool has_key = key_fill(builder, monday);
    bool is_inside = monday - 1 > calendar->first_date && monday + 8 < calendar->last_date;
    const Pattern *pattern = is_inside && has_key ? known_find(builder) : NULL;
    if (pattern)
        return pattern;
    InstantSpan week = {.open = zone_instant(zone, monday * DAY_MS, FOLD_FIRST),
                        .close = zone_instant(zone, (monday + 7) * DAY_MS, FOLD_FIRST)};
    pattern = pattern_make(builder, monday, week);
    if (is_inside && has_key)
        known_add(builder, pattern);
    return pattern;
}

static int bits_count(uint8_t bits)
{
    int count = 0;
    for (; bits; bits = (uint8_t)(bits & (bits - 1)))
        count++;
    return count;
}

/* ---- Windows ---- */

static Duration pattern_sum(const Pattern *pattern)
{
    const OpenSpan *end = pattern->open + pattern->open_count;
    return pattern->open_count ? end[-1].before + end[-1].close - end[-1].open : 0;
}

/* Fills rows[0], which is that of `low`, to that of `high`, on either side of what `old` has. */
static void fill_rows(Builder *builder, const Window *old, uint32_t low, uint32_t high,
                      WeekRow *rows)
{
    const Calendar *calendar = builder->calendar;
    for (uint32_t i = old->high; i < high; i++) {
        WeekRow *row = &rows[i - low];
        row->pattern = week_pattern(builder, calendar_monday(calendar, i));
        row[1].before = row->before + pattern_sum(row->pattern);
        row[1].workdays = row->workdays + bits_count(row->pattern->workdays);
    }
    for (uint32_t i = old->low; i > low; i--) {
        WeekRow *row = &rows[i - low - 1];
        row->pattern = week_pattern(builder, calendar_monday(calendar, i - 1));
        row->before = row[1].before - pattern_sum(row->pattern);
        row->workdays = row[1].workdays - bits_count(row->pattern->workdays);
    }
}

/* On each side that is too short it becomes as long again, so that all windows together are few times the last. */
static const Window *window_make(Builder *builder, const Window *old, uint32_t low, uint32_t high)
{
    uint32_t weeks = builder->calendar->weeks, count = old->high - old->low;
    uint32_t more = count > WEEKS_LEAST ? count : WEEKS_LEAST;
    Window start = {.low = low, .high = low};
    if (count == 0)
        old = &start;
    uint32_t first = low >= old->low ? old->low : low > more ? low - more : 0;
    uint32_t last = high <= old->high ? old->high : weeks - high > more ? high + more : weeks;
    WeekRow *rows = ARENA_ARRAY(builder->arena, WeekRow, last - first + 1);
    if (count)
        memcpy(rows + (old->low - first), old->rows, (count + 1) * sizeof *rows);
    fill_rows(builder, old, first, last, rows);
    Window *window = ARENA_NEW(builder->arena, Window);
    *window = (Window){.low = first,
                       .high = last,
                       .starts_open = builder->starts_open,
                       .ends_open = builder->ends_open,
                       .rows = rows};
    window->days = days_make(builder->arena, builder->calendar, window);
    return window;
}

const Window *calendar_grow(const Calendar *calendar, uint32_t low, uint32_t high)
{
    Builder *builder = calendar->builder;
    pthread_mutex_lock(&builder->mutex);
    const Window *window = atomic_load_explicit(&builder->window, memory_order_relaxed);
    if (low < window->low || high > window->high) {
        window = window_make(builder, window, low, high);
        atomic_store_explicit(&builder->window, window, memory_order_release);
    }
    pthread_mutex_unlock(&builder->mutex);
    return window;
}

/* ---- The calendar ---- */

static void set_domain(Calendar *calendar, const CalendarSpec *spec)
{
    const Zone *zone = calendar->zone;
    calendar->from = INSTANT_MIN;
    calendar->to = INSTANT_MAX + 1;
    if (spec->has_valid) {
        Instant from = zone_instant(zone, spec->valid_from * DAY_MS, FOLD_FIRST);
        Instant to = zone_instant(zone, (spec->valid_to + 1) * DAY_MS, FOLD_FIRST);
        calendar->from = from > calendar->from ? from : calendar->from;
        calendar->to = to < calendar->to ? to : calendar->to;
    }
    for (uint32_t i = 0; i < spec->members.count; i++) {
        const Calendar *member = spec->members.at[i];
        calendar->from = member->from > calendar->from ? member->from : calendar->from;
        calendar->to = member->to < calendar->to ? member->to : calendar->to;
    }
    if (calendar->from > INSTANT_MAX)
        calendar->from = INSTANT_MAX;
    if (calendar->to <
        calendar->from) /* `valid` ends before it begins, or the members never meet */
        calendar->to = calendar->from;
    calendar->first_date = zone_date(zone, calendar->from);
    calendar->last_date = zone_date(zone, calendar->to - 1);
}

/* Are all hours of every weekday open? */
static bool week_is_full(const CalendarSpec *spec)
{
    unsigned days = spec->always ? 0x7f : 0;
    for (uint32_t i = 0; i < spec->week.count; i++) {
        const WeekLine *line = &spec->week.at[i];
        for (uint32_t n = 0; n < line->spans.count; n++) {
            if (line->spans.at[n].open == 0 && line->spans.at[n].close >= DAY_MS)
                days |= line->weekdays;
        }
    }
    return (days & 0x7f) == 0x7f;
}

static bool is_always(const CalendarSpec *spec)
{
    if (spec->dates.count || spec->closed_on.count)
        return false;
    uint32_t full = 0;
    for (uint32_t i = 0; i < spec->members.count; i++)
        full += spec->members.at[i]->is_always;
    switch (spec->form) {
    case CALENDAR_HOURS: return week_is_full(spec);
    case CALENDAR_UNION: return full > 0;
    case CALENDAR_INTERSECT: return full > 0 && full == spec->members.count;
    case CALENDAR_EXCEPT: return full > 0 && spec->members.count == 1;
    }
    return false;
}

/* `open always` and nothing else, in UTC. */
static bool is_every_day(const CalendarSpec *spec, const Zone *zone)
{
    return spec->form == CALENDAR_HOURS && spec->always && spec->dates.count == 0 &&
           spec->closed_on.count == 0 && zone_next_transition(zone, INSTANT_MIN) == INSTANT_NONE &&
           zone_offset(zone, INSTANT_MIN) == 0;
}

static const Zone *spec_zone(const CalendarSpec *spec)
{
    if (spec->zone)
        return spec->zone;
    return spec->members.count ? spec->members.at[0]->zone : zone_utc();
}

static void fill_sets(Calendar *calendar, const CalendarSpec *spec)
{
    for (uint32_t i = 0; i < spec->closed_on.count; i++)
        VEC_PUSH(calendar->arena, &calendar->sets, spec->closed_on.at[i]);
    for (uint32_t i = 0; i < spec->members.count; i++) {
        const Calendar *member = spec->members.at[i];
        for (uint32_t n = 0; n < member->sets.count; n++)
            VEC_PUSH(calendar->arena, &calendar->sets, member->sets.at[n]);
    }
}

#define VEC_COPY(arena, vec)                                                                       \
    do {                                                                                           \
        void *copy_ = arena_copy(arena, (vec)->at, (vec)->count * sizeof *(vec)->at);              \
        (vec)->at = copy_;                                                                         \
        (vec)->capacity = (vec)->count;                                                            \
    } while (0)

static const CalendarSpec *spec_copy(Arena *arena, const CalendarSpec *spec)
{
    CalendarSpec *copy = ARENA_NEW(arena, CalendarSpec);
    *copy = *spec;
    VEC_COPY(arena, &copy->week);
    for (uint32_t i = 0; i < copy->week.count; i++)
        VEC_COPY(arena, &copy->week.at[i].spans);
    VEC_COPY(arena, &copy->dates);
    for (uint32_t i = 0; i < copy->dates.count; i++)
        VEC_COPY(arena, &copy->dates.at[i].spans);
    VEC_COPY(arena, &copy->closed_on);
    VEC_COPY(arena, &copy->members);
    return copy;
}

static Builder *builder_new(const Calendar *calendar, const CalendarSpec *given)
{
    static const Window none = {0};
    Builder *builder = ARENA_NEW(calendar->arena, Builder);
    builder->arena = calendar->arena;
    builder->calendar = calendar;
    builder->spec = spec_copy(builder->arena, given);
    builder->hours = hours_new(builder->arena, builder->spec, calendar->zone);
    builder->days_before = given->form == CALENDAR_HOURS ? 1 : 3; /* days of other zones */
    builder->key_size = KEY_FIXED + 3 * given->members.count;
    builder->key = ARENA_ARRAY(builder->arena, uint32_t, builder->key_size);
    atomic_init(&builder->window, &none);
    pthread_mutex_init(&builder->mutex, NULL);
    return builder;
}

Calendar *calendar_new(const CalendarSpec *spec)
{
    Arena *arena = arena_new();
    Calendar *calendar = ARENA_NEW(arena, Calendar);
    *calendar =
        (Calendar){.arena = arena, .name = text_copy(arena, spec->name), .zone = spec_zone(spec)};
    set_domain(calendar, spec);
    fill_sets(calendar, spec);
    calendar->is_every_day = is_every_day(spec, calendar->zone);
    calendar->is_always = calendar->from < calendar->to && is_always(spec);
    uint32_t first = (uint32_t)(calendar->first_date - FIRST_MONDAY) / 7 - 1;
    uint32_t last = (uint32_t)(calendar->last_date - FIRST_MONDAY) / 7 + 1;
    calendar->first_week = first;
    calendar->weeks = last - first + 1;
    calendar->builder = builder_new(calendar, spec);
    calendar->window = &calendar->builder->window;
    return calendar;
}

void calendar_free(Calendar *calendar)
{
    if (!calendar)
        return;
    pthread_mutex_destroy(&calendar->builder->mutex);
    hours_free(calendar->builder->hours);
    arena_free(calendar->arena);
}
