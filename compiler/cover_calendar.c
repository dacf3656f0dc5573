#include "compiler/cover_part.h"
#include "compiler/cover_search.h"

/* What is special about one local day of a calendar. */
typedef struct DayEdge {
    bool is_holiday, is_half, is_forward, is_back;
} DayEdge;

static Duration day_open(const Calendar *calendar, Date date)
{
    Duration sum = 0;
    Instant open, close;
    for (uint32_t i = 0; calendar_day_span(calendar, date, i, &open, &close); i++)
        sum += close - open;
    return sum;
}

/* Open, but not as long as on that day of the two weeks around it: a date's own hours, or closed for a part. */
static bool day_is_half(const Calendar *calendar, Date date)
{
    enum { WEEK = 7 };
    Duration own = day_open(calendar, date), before, after;
    if (!own || !calendar_covers_date(calendar, date - WEEK) ||
        !calendar_covers_date(calendar, date + WEEK))
        return false;
    before = day_open(calendar, date - WEEK);
    after = day_open(calendar, date + WEEK);
    return before == after && before != own;
}

static DayEdge day_edge(const Calendar *calendar, Date date)
{
    const Zone *zone = calendar_zone(calendar);
    Text name;
    Duration local = (Duration)DAY_MS;
    Instant start = zone_instant(zone, (int64_t)date * DAY_MS, FOLD_FIRST);
    Instant end = zone_instant(zone, (int64_t)(date + 1) * DAY_MS, FOLD_FIRST);
    DayEdge edge = {.is_forward = end - start<local, .is_back = end - start> local};
    if (!calendar_covers_date(calendar, date))
        return (DayEdge){0};
    edge.is_holiday = calendar_holiday(calendar, date, &name);
    edge.is_half = day_is_half(calendar, date);
    return edge;
}

static Date date_of(const Calendar *calendar, Instant at)
{
    return (Date)(zone_local(calendar_zone(calendar), at) / DAY_MS);
}

/* Four years that the calendar answers for: every rule of a year and of a weekday shows there. */
static DayEdge calendar_edges(const Calendar *calendar)
{
    enum { DAYS = 1461, START = 19723 /* 2024-01-01 */ };
    Instant from, to;
    calendar_span(calendar, &from, &to);
    Date first = date_of(calendar, from) + 1, last = date_of(calendar, to) - 1;
    Date start = START < first ? first : START > last - DAYS ? last - DAYS : START;
    DayEdge all = {0};
    for (Date date = start < first ? first : start; date < start + DAYS && date <= last; date++) {
        DayEdge edge = day_edge(calendar, date);
        all.is_holiday |= edge.is_holiday;
        all.is_half |= edge.is_half;
        all.is_forward |= edge.is_forward;
        all.is_back |= edge.is_back;
    }
    return all;
}

/* A calendar that a clock may run on: a member of others need not be one. Which one a line `calendar … when` takes is
   only known when it is run, so that all may be there. */
static bool is_at_hand(const Policy *policy, uint32_t calendar)
{
    for (uint32_t i = 0; i < policy->slas_count; i++)
        if (policy->slas[i].fixed_calendar == NONE || policy->slas[i].fixed_calendar == calendar)
            return true;
    for (uint32_t i = 0; i < policy->lines_count; i++)
        if (policy->lines[i].calendar == calendar)
            return true;
    return false;
}

void cover_calendars_add(Cover *cover)
{
    const Policy *policy = cover->policy;
    uint32_t count = policy->calendars_count;
    cover->holiday = cover_rows(cover, count);
    cover->half_day = cover_rows(cover, count);
    cover->forward = cover_rows(cover, count);
    cover->back = cover_rows(cover, count);
    for (uint32_t i = 0; i < count; i++) {
        Text name = policy_text(policy, policy->calendar_names[i]);
        if (!is_at_hand(policy, i))
            continue;
        DayEdge edges = calendar_edges(policy->calendars[i]);
        if (edges.is_holiday)
            cover->holiday[i] =
                cover_add_declared(cover, COVER_CALENDAR, "calendar", name, "a holiday");
        if (edges.is_half)
            cover->half_day[i] =
                cover_add_declared(cover, COVER_CALENDAR, "calendar", name, "a day of other hours");
        if (edges.is_forward)
            cover->forward[i] =
                cover_add_declared(cover, COVER_CALENDAR, "calendar", name, "clocks go forward");
        if (edges.is_back)
            cover->back[i] =
                cover_add_declared(cover, COVER_CALENDAR, "calendar", name, "clocks go back");
    }
}

void cover_calendar_mark(Cover *cover, uint32_t calendar, Instant from, Instant to)
{
    enum { DAYS = 800 };
    const Calendar *at = cover->policy->calendars[calendar];
    Date first = date_of(at, from), last = date_of(at, to);
    for (Date date = first; date <= last && date < first + DAYS; date++) {
        DayEdge edge = day_edge(at, date);
        if (edge.is_holiday)
            cover_reach(cover, cover->holiday[calendar]);
        if (edge.is_half)
            cover_reach(cover, cover->half_day[calendar]);
        if (edge.is_forward)
            cover_reach(cover, cover->forward[calendar]);
        if (edge.is_back)
            cover_reach(cover, cover->back[calendar]);
    }
}

bool cover_calendar_example(const Cover *cover, uint32_t item, Instant from, uint32_t *calendar,
                            Instant *start)
{
    enum { DAYS = 1461 };
    for (uint32_t i = 0; i < cover->policy->calendars_count; i++) {
        const Calendar *at = cover->policy->calendars[i];
        if (cover->holiday[i] != item && cover->half_day[i] != item && cover->forward[i] != item &&
            cover->back[i] != item)
            continue;
        *calendar = i;
        for (Date date = date_of(at, from), end = date + DAYS; date < end; date++) {
            DayEdge edge = day_edge(at, date);
            Instant midnight = zone_instant(calendar_zone(at), (int64_t)date * DAY_MS, FOLD_FIRST);
            if (cover->half_day[i] == item && edge.is_half)
                return calendar_next_open(at, midnight, start);
            bool is_it = (cover->holiday[i] == item && edge.is_holiday) ||
                         (cover->forward[i] == item && edge.is_forward) ||
                         (cover->back[i] == item && edge.is_back);
            if (is_it && calendar_prev_close(at, midnight, start)) {
                *start -= HOUR_MS / 2;
                return true;
            }
        }
    }
    return false;
}
