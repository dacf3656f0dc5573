/* From what is written to spans of instants. First the ordinary hours: the week's, or the
   combination of the members'; then the days that are closed or have hours of their own; last the
   hours that are cut whatever else is said (T4), so that the order of the lines never matters. */
#include <stdlib.h>
#include <string.h>

#include "runtime/calendar_table.h"

enum {
    DAYS = CALENDAR_DATE_LAST - CALENDAR_DATE_FIRST + 1,
    DAY_CLOSED = 1, /* bits of a day's mark */
    DAY_OPEN = 2    /* has hours of its own */
};

typedef VEC(DaySpan) DaySpanList;

typedef struct DateRange {
    Date from, to; /* both included */
} DateRange;

typedef struct Builder {
    Arena *scratch;
    const CalendarSpec *spec;
    const Zone *zone;
    Date first, last;             /* the days to fill */
    uint8_t *marks;               /* by date - CALENDAR_DATE_FIRST */
    int64_t plain_from, plain_to; /* wall-clock times that `plain_offset` converts */
    Duration plain_offset;
    SpanList hours;
} Builder;

/* ---- Wall clock to instants ---- */

static Instant local_to_instant(Builder *builder, int64_t local, Fold fold)
{
    if (local >= builder->plain_from && local < builder->plain_to)
        return local - builder->plain_offset;
    Instant at = zone_instant(builder->zone, local, fold);
    zone_plain_range(builder->zone, at, &builder->plain_from, &builder->plain_to);
    builder->plain_offset = zone_offset(builder->zone, at) * SECOND_MS;
    return at;
}

/* In a fold the opening is the first occurrence and the closing the second (T3). A span that a gap
   swallows is empty and is not kept. */
static void push_day_span(Builder *builder, SpanList *out, Date date, DaySpan span)
{
    int64_t midnight = date * DAY_MS;
    Instant open = local_to_instant(builder, midnight + span.open, FOLD_FIRST);
    span_list_push(out, open, local_to_instant(builder, midnight + span.close, FOLD_SECOND));
}

/* ---- Dates of a line ---- */

static DateRange range_clip(const Builder *builder, DateRange range)
{
    return (DateRange){range.from > builder->first ? range.from : builder->first,
                       range.to < builder->last ? range.to : builder->last};
}

/* A yearly line's days from `year` on; 02-29 is no day of other years: a range then begins after it
 * or ends before. */
static DateRange yearly_range(const DateLine *line, int year)
{
    bool wraps = line->from_month * 32 + line->from_day > line->to_month * 32 + line->to_day;
    int to_year = wraps ? year + 1 : year;
    int to_days = month_days(to_year, line->to_month);
    return (DateRange){
        date_make(year, line->from_month, line->from_day),
        date_make(to_year, line->to_month, line->to_day < to_days ? line->to_day : to_days)};
}

/* The `index`th range of days that the line names, clipped to the days to fill (it may then be
   empty, from > to); false when there is no further one. */
static bool line_range(const Builder *builder, const DateLine *line, int index, DateRange *out)
{
    if (!line->yearly) {
        *out = range_clip(builder, (DateRange){line->from, line->to});
        return index == 0;
    }
    int year = date_civil(builder->first).year - 1 + index;
    if (year > date_civil(builder->last).year)
        return false;
    *out = range_clip(builder, yearly_range(line, year));
    return true;
}

static uint8_t *mark_of(const Builder *builder, Date date)
{
    return &builder->marks[date - CALENDAR_DATE_FIRST];
}

static void mark_lines(Builder *builder)
{
    const CalendarSpec *spec = builder->spec;
    for (uint32_t i = 0; i < spec->dates.count; i++) {
        const DateLine *line = &spec->dates.at[i];
        if (line->kind == DATE_LINE_CLOSED && line->spans.count)
            continue;
        uint8_t bit = line->kind == DATE_LINE_OPEN ? DAY_OPEN : DAY_CLOSED;
        DateRange range;
        for (int n = 0; line_range(builder, line, n, &range); n++) {
            for (Date date = range.from; date <= range.to; date++)
                *mark_of(builder, date) |= bit;
        }
    }
}

static void mark_holidays(Builder *builder)
{
    const CalendarSpec *spec = builder->spec;
    for (uint32_t i = 0; i < spec->closed_on.count; i++) {
        const HolidaySet *set = spec->closed_on.at[i];
        for (uint32_t n = 0; n < holiday_count(set); n++) {
            Date date = holiday_at(set, n, NULL);
            if (date >= builder->first && date <= builder->last)
                *mark_of(builder, date) |= DAY_CLOSED;
        }
    }
}

/* ---- Ordinary hours ---- */

static void day_spans_sort(DaySpanList *list)
{
    for (uint32_t i = 1; i < list->count; i++) {
        DaySpan span = list->at[i];
        uint32_t j = i;
        for (; j > 0 && list->at[j - 1].open > span.open; j--)
            list->at[j] = list->at[j - 1];
        list->at[j] = span;
    }
}

static void weekday_spans(Builder *builder, int weekday, DaySpanList *out)
{
    const CalendarSpec *spec = builder->spec;
    if (spec->always)
        VEC_PUSH(builder->scratch, out, (DaySpan){0, DAY_MS});
    for (uint32_t i = 0; i < spec->week.count; i++) {
        const WeekLine *line = &spec->week.at[i];
        for (uint32_t n = 0; (line->weekdays >> weekday & 1) && n < line->spans.count; n++)
            VEC_PUSH(builder->scratch, out, line->spans.at[n]);
    }
    day_spans_sort(out);
}

static void fill_week(Builder *builder)
{
    DaySpanList week[7] = {0};
    uint32_t of_week = 0;
    for (int i = 0; i < 7; i++) {
        weekday_spans(builder, i, &week[i]);
        of_week += week[i].count;
    }
    span_list_reserve(&builder->hours,
                      of_week * (uint32_t)((builder->last - builder->first) / 7 + 2));
    int weekday = (int)date_weekday(builder->first);
    for (Date date = builder->first; date <= builder->last; date++) {
        const DaySpanList *spans = &week[weekday];
        weekday = weekday == 6 ? 0 : weekday + 1;
        for (uint32_t n = 0; *mark_of(builder, date) == 0 && n < spans->count; n++)
            push_day_span(builder, &builder->hours, date, spans->at[n]);
    }
}

/* `always` as a member is open on every day of the combination's own zone. */
static SpanList every_day(const Builder *builder)
{
    CalendarSpec spec = {.always = true};
    return calendar_hours(&spec, builder->zone, builder->first + 2, builder->last - 2);
}

static SpanList member_hours(const Builder *builder, const Calendar *member)
{
    if (member->is_every_day)
        return every_day(builder);
    SpanList none = {0};
    return span_list_join(&member->hours, &none);
}

static void replace(SpanList *list, SpanList with)
{
    span_list_free(list);
    *list = with;
}

/* Adds the member to what is combined so far. Spans of the first member keep their day in an
   intersection or a difference; a union keeps those of all. */
static void combine(const Builder *builder, SpanList *so_far, const Calendar *member)
{
    SpanList hours = member_hours(builder, member);
    SpanList merged = span_list_merge(&hours);
    switch (builder->spec->form) {
    case CALENDAR_HOURS: break;
    case CALENDAR_UNION: replace(so_far, span_list_join(so_far, &hours)); break;
    case CALENDAR_INTERSECT: replace(so_far, span_list_keep(so_far, &merged)); break;
    case CALENDAR_EXCEPT: replace(so_far, span_list_cut(so_far, &merged)); break;
    }
    span_list_free(&merged);
    span_list_free(&hours);
}

/* The member that an intersection begins with: the first that limits it at all. */
static uint32_t first_member(const CalendarSpec *spec)
{
    uint32_t first = 0;
    while (spec->form == CALENDAR_INTERSECT && first + 1 < spec->members.count &&
           spec->members.at[first]->is_every_day)
        first++;
    return first;
}

static Date span_date(Builder *builder, Instant at)
{
    int64_t local = at + builder->plain_offset;
    if (local < builder->plain_from || local >= builder->plain_to) {
        zone_plain_range(builder->zone, at, &builder->plain_from, &builder->plain_to);
        builder->plain_offset = zone_offset(builder->zone, at) * SECOND_MS;
        local = at + builder->plain_offset;
    }
    return (Date)(local / DAY_MS - (local % DAY_MS < 0 ? 1 : 0));
}

/* Takes out what opens on a day that is closed or has hours of its own. */
static void drop_marked(Builder *builder)
{
    SpanList *hours = &builder->hours;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < hours->count; i++) {
        Date date = span_date(builder, hours->at[i].open);
        bool is_inside = date >= CALENDAR_DATE_FIRST && date <= CALENDAR_DATE_LAST;
        if (!is_inside || *mark_of(builder, date) == 0)
            hours->at[kept++] = hours->at[i];
    }
    hours->count = kept;
}

static void fill_combination(Builder *builder)
{
    const CalendarSpec *spec = builder->spec;
    uint32_t first = first_member(spec);
    if (spec->members.count == 0)
        return;
    builder->hours = member_hours(builder, spec->members.at[first]);
    for (uint32_t i = 0; i < spec->members.count; i++) {
        bool limits = spec->form != CALENDAR_INTERSECT || !spec->members.at[i]->is_every_day;
        if (i != first && limits)
            combine(builder, &builder->hours, spec->members.at[i]);
    }
    if (spec->dates.count || spec->closed_on.count)
        drop_marked(builder);
}

/* ---- Hours of single dates ---- */

static const DaySpan whole_day = {0, DAY_MS};

static void push_line(Builder *builder, const DateLine *line, SpanList *out)
{
    DateRange range;
    for (int n = 0; line_range(builder, line, n, &range); n++) {
        for (Date date = range.from; date <= range.to; date++) {
            for (uint32_t i = 0; i < line->spans.count; i++)
                push_day_span(builder, out, date, line->spans.at[i]);
            if (line->spans.count == 0)
                push_day_span(builder, out, date, whole_day);
        }
    }
}

static void add_open_dates(Builder *builder)
{
    const CalendarSpec *spec = builder->spec;
    SpanList own = {0};
    for (uint32_t i = 0; i < spec->dates.count; i++) {
        if (spec->dates.at[i].kind == DATE_LINE_OPEN)
            push_line(builder, &spec->dates.at[i], &own);
    }
    if (own.count) {
        span_list_sort(&own);
        replace(&builder->hours, span_list_join(&builder->hours, &own));
    }
    span_list_free(&own);
}

static void cut_closed_hours(Builder *builder)
{
    const CalendarSpec *spec = builder->spec;
    SpanList cuts = {0};
    for (uint32_t i = 0; i < spec->dates.count; i++) {
        const DateLine *line = &spec->dates.at[i];
        if (line->kind == DATE_LINE_CLOSED && line->spans.count)
            push_line(builder, line, &cuts);
    }
    if (cuts.count) {
        span_list_sort(&cuts);
        SpanList merged = span_list_merge(&cuts);
        replace(&builder->hours, span_list_cut(&builder->hours, &merged));
        span_list_free(&merged);
    }
    span_list_free(&cuts);
}

SpanList calendar_hours(const CalendarSpec *spec, const Zone *zone, Date first, Date last)
{
    Arena *scratch = arena_new();
    Builder builder = {.scratch = scratch,
                       .spec = spec,
                       .zone = zone,
                       .first = first - 2,
                       .last = last + 2,
                       .marks = arena_alloc(scratch, DAYS)};
    mark_lines(&builder);
    mark_holidays(&builder);
    if (spec->form == CALENDAR_HOURS)
        fill_week(&builder);
    else
        fill_combination(&builder);
    span_list_sort(&builder.hours);
    add_open_dates(&builder);
    cut_closed_hours(&builder);
    arena_free(scratch);
    return builder.hours;
}
