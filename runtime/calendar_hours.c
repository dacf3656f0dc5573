/* From what is written to spans of instants, some days at a time. First the ordinary hours: the week's, or the
   combination of the members'; then the days that are closed or have hours of their own; last the hours that are
   cut whatever else is said (T4), so that the order of the lines never matters. */
#include "runtime/calendar_table.h"

enum {
    FIRST_DATE = FIRST_MONDAY - 14,
    LAST_DATE = FIRST_MONDAY + 7 * WEEKS + 14,
    CHUNK_DAYS = 512, /* read at a time */
    CHUNKS = (LAST_DATE - FIRST_DATE) / CHUNK_DAYS + 1,
    REACH_DAYS =
        16, /* spans of a member, whole weeks of them, that matter to a day open no farther from it */
    DAY_CLOSED = 1, /* bits of a day's mark */
    DAY_OPEN = 2,   /* has hours of its own */
    DAY_CUT = 4     /* hours are cut from it */
};

typedef VEC(DaySpan) DaySpanList;

typedef struct DateRange {
    Date from, to; /* both included */
} DateRange;

struct Hours {
    Arena *arena;
    const CalendarSpec *spec;
    const Zone *zone;
    uint32_t low, high;           /* the chunks [low, high) are read */
    uint8_t *marks[CHUNKS];       /* by date - FIRST_DATE, chunk by chunk */
    DaySpanList week[7];          /* sorted */
    SpanList own;                 /* hours of single dates, sorted */
    SpanList cuts;                /* merged */
    int64_t plain_from, plain_to; /* wall-clock times that `plain_offset` converts */
    Duration plain_offset;
};

/* ---- Wall clock to instants ---- */

static void plain_set(Hours *hours, Instant at)
{
    zone_plain_range(hours->zone, at, &hours->plain_from, &hours->plain_to);
    hours->plain_offset = zone_offset(hours->zone, at) * SECOND_MS;
}

static Instant local_to_instant(Hours *hours, int64_t local, Fold fold)
{
    if (local >= hours->plain_from && local < hours->plain_to)
        return local - hours->plain_offset;
    Instant at = zone_instant(hours->zone, local, fold);
    plain_set(hours, at);
    return at;
}

/* In a fold the opening is the first occurrence and the closing the second (T3). A span that a gap swallows is empty
   and is not kept. */
static void push_day_span(Hours *hours, SpanList *out, Date date, DaySpan span)
{
    int64_t midnight = date * DAY_MS;
    Instant open = local_to_instant(hours, midnight + span.open, FOLD_FIRST);
    Instant close = local_to_instant(hours, midnight + span.close, FOLD_SECOND);
    span_list_push(out, (InstantSpan){open, close, open});
}

/* ---- Dates of a line ---- */

/* A yearly line's days from `year` on; 02-29 is no day of other years: a range then begins after it or ends before. */
static DateRange yearly_range(const DateLine *line, int year)
{
    bool wraps = line->from_month * 32 + line->from_day > line->to_month * 32 + line->to_day;
    int to_year = wraps ? year + 1 : year;
    int to_days = month_days(to_year, line->to_month);
    return (DateRange){
        date_make(year, line->from_month, line->from_day),
        date_make(to_year, line->to_month, line->to_day < to_days ? line->to_day : to_days)};
}

static uint8_t *mark_at(const Hours *hours, Date date)
{
    uint32_t day = (uint32_t)(date - FIRST_DATE);
    return &hours->marks[day / CHUNK_DAYS][day % CHUNK_DAYS];
}

static const DaySpan whole_day = {0, DAY_MS};

static bool is_cut_line(const DateLine *line)
{
    return line->kind == DATE_LINE_CLOSED && line->spans.count;
}

/* Marks the line's days in `range` and lists its hours, those that open and those that are cut. */
static void read_days(Hours *hours, const DateLine *line, DateRange range)
{
    SpanList *list = is_cut_line(line) ? &hours->cuts : &hours->own;
    int bit = is_cut_line(line) ? DAY_CUT : line->kind == DATE_LINE_OPEN ? DAY_OPEN : DAY_CLOSED;
    for (Date date = range.from; date <= range.to; date++) {
        *mark_at(hours, date) |= (uint8_t)bit;
        for (uint32_t i = 0; i < line->spans.count; i++)
            push_day_span(hours, list, date, line->spans.at[i]);
        if (line->spans.count == 0 && bit == DAY_OPEN)
            push_day_span(hours, list, date, whole_day);
    }
}

/* The same for those of the days in `chunk` that the set names. */
static void read_set(Hours *hours, const DateLine *line, DateRange chunk)
{
    Date date = chunk.from;
    for (; holiday_next(line->set, date, &date, NULL) && date <= chunk.to; date++)
        read_days(hours, line, (DateRange){date, date});
}

static DateRange range_clip(DateRange range, DateRange to)
{
    return (DateRange){range.from > to.from ? range.from : to.from,
                       range.to < to.to ? range.to : to.to};
}

static void read_line(Hours *hours, const DateLine *line, DateRange chunk)
{
    if (line->set) {
        read_set(hours, line, chunk);
        return;
    }
    if (!line->yearly) {
        read_days(hours, line, range_clip((DateRange){line->from, line->to}, chunk));
        return;
    }
    int last = date_civil(chunk.to).year;
    for (int year = date_civil(chunk.from).year - 1; year <= last; year++)
        read_days(hours, line, range_clip(yearly_range(line, year), chunk));
}

static void read_chunk(Hours *hours, uint32_t number)
{
    const CalendarSpec *spec = hours->spec;
    Date first = FIRST_DATE + (Date)number * CHUNK_DAYS;
    DateRange chunk = {first, first + CHUNK_DAYS - 1};
    hours->marks[number] = arena_alloc(hours->arena, CHUNK_DAYS);
    for (uint32_t i = 0; i < spec->dates.count; i++)
        read_line(hours, &spec->dates.at[i], chunk);
    for (uint32_t i = 0; i < spec->closed_on.count; i++)
        read_set(hours, &(DateLine){.kind = DATE_LINE_CLOSED, .set = spec->closed_on.at[i]}, chunk);
}

/* ---- The week ---- */

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

static void read_weekday(Hours *hours, int weekday)
{
    const CalendarSpec *spec = hours->spec;
    DaySpanList *list = &hours->week[weekday];
    if (spec->always)
        VEC_PUSH(hours->arena, list, whole_day);
    for (uint32_t i = 0; i < spec->week.count; i++) {
        const WeekLine *line = &spec->week.at[i];
        for (uint32_t n = 0; (line->weekdays >> weekday & 1) && n < line->spans.count; n++)
            VEC_PUSH(hours->arena, list, line->spans.at[n]);
    }
    day_spans_sort(list);
}

Hours *hours_new(Arena *arena, const CalendarSpec *spec, const Zone *zone)
{
    Hours *hours = ARENA_NEW(arena, Hours);
    *hours = (Hours){.arena = arena, .spec = spec, .zone = zone};
    for (int i = 0; i < 7 && spec->form == CALENDAR_HOURS; i++)
        read_weekday(hours, i);
    return hours;
}

void hours_free(Hours *hours)
{
    span_list_free(&hours->own);
    span_list_free(&hours->cuts);
}

static uint32_t chunk_of(Date date)
{
    Date day = date < FIRST_DATE  ? 0
               : date > LAST_DATE ? LAST_DATE - FIRST_DATE
                                  : date - FIRST_DATE;
    return (uint32_t)day / CHUNK_DAYS;
}

void hours_prepare(Hours *hours, Date first, Date last)
{
    uint32_t low = chunk_of(first - REACH_DAYS), high = chunk_of(last + REACH_DAYS) + 1;
    if (low >= hours->low && high <= hours->high)
        return;
    if (hours->low == hours->high)
        hours->low = hours->high = low;
    while (hours->low > low)
        read_chunk(hours, --hours->low);
    while (hours->high < high)
        read_chunk(hours, hours->high++);
    span_list_sort(&hours->own);
    span_list_sort(&hours->cuts);
    SpanList merged = span_list_merge(&hours->cuts);
    span_list_free(&hours->cuts);
    hours->cuts = merged;
}

bool hours_are_ordinary(const Hours *hours, Date first, int days, uint32_t *closed)
{
    uint32_t bits = 0;
    for (int i = 0; i < days; i++) {
        uint8_t marked = *mark_at(hours, first + i);
        if (marked & ~DAY_CLOSED)
            return false;
        bits |= (uint32_t)marked << i;
    }
    *closed = bits;
    return true;
}

/* ---- Some days ---- */

static void push_week_days(Hours *hours, Date first, Date last, SpanList *out)
{
    for (Date date = first; date <= last; date++) {
        const DaySpanList *spans = &hours->week[date_weekday(date)];
        bool is_usual = (*mark_at(hours, date) & (DAY_CLOSED | DAY_OPEN)) == 0;
        for (uint32_t n = 0; is_usual && n < spans->count; n++)
            push_day_span(hours, out, date, spans->at[n]);
    }
}

/* The member's spans that open about these days; `always` is open on every day of the combination's own zone. */
static SpanList member_list(Hours *hours, const Calendar *member, Date first, Date last)
{
    SpanList out = {0};
    for (Date date = first; member->is_every_day && date <= last; date++)
        push_day_span(hours, &out, date, whole_day);
    if (member->is_every_day)
        return out;
    uint32_t from = calendar_row(member, zone_instant(hours->zone, first * DAY_MS, FOLD_FIRST));
    uint32_t to = calendar_row(member, zone_instant(hours->zone, (last + 1) * DAY_MS, FOLD_FIRST));
    for (uint32_t row = from; row <= to; row++) {
        const Pattern *pattern = calendar_week(member, row)->pattern;
        Instant start = calendar_week_start(member, row);
        for (uint32_t i = 0; i < pattern->hours_count; i++) {
            DayHours day = pattern->hours[i];
            span_list_push(&out,
                           (InstantSpan){start + day.open, start + day.close, start + day.origin});
        }
    }
    span_list_sort(&out);
    return out;
}

static void replace(SpanList *list, SpanList with)
{
    span_list_free(list);
    *list = with;
}

/* Adds a member to what is combined so far. In an intersection and a difference the spans of the first member keep
   their days; a union keeps the spans of all. */
static void combine(CalendarForm form, SpanList *so_far, const SpanList *member)
{
    SpanList merged = span_list_merge(member);
    switch (form) {
    case CALENDAR_HOURS: break;
    case CALENDAR_UNION: replace(so_far, span_list_join(so_far, member)); break;
    case CALENDAR_INTERSECT: replace(so_far, span_list_keep(so_far, &merged)); break;
    case CALENDAR_EXCEPT: replace(so_far, span_list_cut(so_far, &merged)); break;
    }
    span_list_free(&merged);
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

/* Takes out what opens on a day that is closed or has hours of its own. */
static void drop_marked(const Hours *hours, SpanList *list)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        Date date = zone_date(hours->zone, list->at[i].origin);
        bool is_inside = date >= FIRST_DATE && date <= LAST_DATE;
        if (!is_inside || (*mark_at(hours, date) & (DAY_CLOSED | DAY_OPEN)) == 0)
            list->at[kept++] = list->at[i];
    }
    list->count = kept;
}

static SpanList combination_list(Hours *hours, Date first, Date last)
{
    const CalendarSpec *spec = hours->spec;
    uint32_t start = first_member(spec);
    SpanList out = {0};
    if (spec->members.count)
        out = member_list(hours, spec->members.at[start], first, last);
    for (uint32_t i = 0; i < spec->members.count; i++) {
        bool limits = spec->form != CALENDAR_INTERSECT || !spec->members.at[i]->is_every_day;
        if (i == start || !limits)
            continue;
        SpanList member = member_list(hours, spec->members.at[i], first, last);
        combine(spec->form, &out, &member);
        span_list_free(&member);
    }
    drop_marked(hours, &out);
    return out;
}

SpanList hours_list(Hours *hours, Date first, Date last)
{
    SpanList out = {0};
    Instant from = local_to_instant(hours, first * DAY_MS, FOLD_FIRST);
    Instant to = local_to_instant(hours, (last + 1) * DAY_MS, FOLD_FIRST);
    if (hours->spec->form == CALENDAR_HOURS)
        push_week_days(hours, first, last, &out);
    else
        out = combination_list(hours, first, last);
    span_list_sort(&out);
    if (hours->own.count) {
        uint32_t low = span_list_before(&hours->own, from);
        SpanList own = {hours->own.at + low, span_list_before(&hours->own, to) - low, 0};
        replace(&out, span_list_join(&out, &own));
    }
    if (hours->cuts.count) {
        uint32_t low = span_list_before(&hours->cuts, from); /* merged: one more may reach in */
        low -= low > 0 ? 1 : 0;
        uint32_t high = span_list_before(&hours->cuts, to + 3 * DAY_MS);
        SpanList cuts = {hours->cuts.at + low, high - low, 0};
        replace(&out, span_list_cut(&out, &cuts));
    }
    return out;
}
