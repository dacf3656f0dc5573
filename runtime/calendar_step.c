/* Days: which have opening hours, where a day closes, and steps of whole days, weeks, months and
 * years (T6). */
#include "runtime/calendar_table.h"

/* ---- Workdays by number ---- */

static uint32_t date_row(const Calendar *calendar, Date date)
{
    return (uint32_t)(date - calendar_monday(calendar, 0)) / 7;
}

/* How many workdays come before `date`, which lies in a row. */
static int64_t workday_rank(const Calendar *calendar, Date date)
{
    const WeekRow *week = calendar_week(calendar, date_row(calendar, date));
    int64_t rank = week->workdays;
    for (int i = 0; i < (int)date_weekday(date); i++)
        rank += week->pattern->workdays >> i & 1;
    return rank;
}

/* The workday of that rank, looked for from the week of `near` on; false if there is none. */
static bool workday_at(const Calendar *calendar, Date near, int64_t rank, Date *out)
{
    uint32_t row;
    if (!calendar_find_week(calendar, date_row(calendar, near), SUM_WORKDAYS, rank, true, &row))
        return false;
    const WeekRow *week = calendar_week(calendar, row);
    int64_t left = rank - week->workdays;
    int weekday = 0;
    for (; left > 0 || !(week->pattern->workdays >> weekday & 1); weekday++)
        left -= week->pattern->workdays >> weekday & 1;
    *out = calendar_monday(calendar, row) + weekday;
    return true;
}

bool calendar_next_workday(const Calendar *calendar, Date date, Date *out)
{
    return calendar_covers_date(calendar, date) &&
           workday_at(calendar, date, workday_rank(calendar, date), out);
}

bool calendar_is_workday(const Calendar *calendar, Date date)
{
    Date found;
    return calendar_next_workday(calendar, date, &found) && found == date;
}

bool calendar_workdays(const Calendar *calendar, Date a, Date b, int64_t *out)
{
    Date end = calendar->last_date + 1;
    bool has_a = calendar_covers_date(calendar, a) || a == end;
    bool has_b = calendar_covers_date(calendar, b) || b == end;
    if (!has_a || !has_b)
        return false;
    *out = workday_rank(calendar, b) - workday_rank(calendar, a);
    return true;
}

/* ---- The hours of a day ---- */

bool calendar_day_span(const Calendar *calendar, Date date, uint32_t index, Instant *open,
                       Instant *close)
{
    if (!calendar_covers_date(calendar, date))
        return false;
    uint32_t row = date_row(calendar, date);
    const Pattern *pattern = calendar_week(calendar, row)->pattern;
    Weekday weekday = date_weekday(date);
    uint32_t at = 0;
    while (at < pattern->hours_count && pattern->hours[at].weekday < weekday)
        at++;
    at += index;
    if (at >= pattern->hours_count || pattern->hours[at].weekday != weekday)
        return false;
    *open = calendar_week_start(calendar, row) + pattern->hours[at].open;
    *close = calendar_week_start(calendar, row) + pattern->hours[at].close;
    return true;
}

/* From the first opening to the last closing of the spans that open on `date`; false if none does. */
static bool day_hours(const Calendar *calendar, Date date, InstantSpan *out)
{
    if (!calendar_day_span(calendar, date, 0, &out->open, &out->close))
        return false;
    InstantSpan span;
    for (uint32_t i = 1; calendar_day_span(calendar, date, i, &span.open, &span.close); i++)
        out->close = span.close > out->close ? span.close : out->close;
    return true;
}

bool calendar_holiday(const Calendar *calendar, Date date, Text *name)
{
    for (uint32_t i = 0; i < calendar->sets.count; i++) {
        if (holiday_find(calendar->sets.at[i], date, name))
            return true;
    }
    return false;
}

bool calendar_day_close(const Calendar *calendar, Date date, Instant *out)
{
    InstantSpan day;
    if (!day_hours(calendar, date, &day) || day.close > calendar->to ||
        !instant_is_valid(day.close))
        return false;
    *out = day.close;
    return true;
}

/* ---- Steps ---- */

/* `date` at the local time of day `time`, if the calendar may be asked about it. */
static bool wall_clock(const Calendar *calendar, Date date, Duration time, Instant *out)
{
    Instant at = zone_instant(calendar->zone, date * DAY_MS + time, FOLD_FIRST);
    if (!calendar_covers(calendar, at))
        return false;
    *out = at;
    return true;
}

/* The time of day clipped into the day's hours: before them the opening, in a gap the next opening,
   after them the close. */
static bool clip_to_day(const Calendar *calendar, Date date, Duration time, Instant *out)
{
    InstantSpan day;
    if (!day_hours(calendar, date, &day))
        return false;
    Instant at = zone_instant(calendar->zone, date * DAY_MS + time, FOLD_FIRST);
    if (at >= day.close)
        return calendar_day_close(calendar, date, out);
    return calendar_next_open(calendar, at > day.open ? at : day.open, out);
}

static bool step_workdays(const Calendar *calendar, Instant s, int64_t count, Instant *out)
{
    Instant at;
    if (!calendar_next_open(calendar, s, &at))
        return false;
    if (count == 0) {
        *out = at;
        return true;
    }
    Date date = zone_date(calendar->zone, at), target;
    Duration time = zone_local(calendar->zone, at) - date * DAY_MS;
    int64_t rank = workday_rank(calendar, date);
    if (count > 0 && !calendar_is_workday(calendar, date))
        rank--; /* the first step forward is the next workday, whose rank this is */
    return add_checked(rank, count, &rank) && workday_at(calendar, date, rank, &target) &&
           clip_to_day(calendar, target, time, out);
}

static bool step_days(const Calendar *calendar, Instant s, int64_t count, Instant *out)
{
    const int64_t most = 7 * WEEKS;
    if (count < -most || count > most)
        return false;
    Date date = zone_date(calendar->zone, s);
    Duration time = zone_local(calendar->zone, s) - date * DAY_MS;
    return wall_clock(calendar, date + (Date)count, time, out);
}

static bool step_months(const Calendar *calendar, Instant s, int64_t count, Instant *out)
{
    Date date = zone_date(calendar->zone, s);
    Duration time = zone_local(calendar->zone, s) - date * DAY_MS;
    return wall_clock(calendar, date_add_months(date, count), time, out);
}

bool calendar_step(const Calendar *calendar, Instant s, Amount amount, Instant *out)
{
    if (amount.unit == UNIT_MS)
        return calendar_add(calendar, s, amount.count, out);
    if (!calendar_covers(calendar, s))
        return false;
    if (amount.unit == UNIT_WORKDAY)
        return step_workdays(calendar, s, amount.count, out);
    if (amount.count == 0) {
        *out = s;
        return true;
    }
    int64_t count;
    switch (amount.unit) {
    case UNIT_DAY: return step_days(calendar, s, amount.count, out);
    case UNIT_WEEK:
        return multiply_checked(amount.count, 7, &count) && step_days(calendar, s, count, out);
    case UNIT_MONTH: return step_months(calendar, s, amount.count, out);
    case UNIT_YEAR:
        return multiply_checked(amount.count, 12, &count) && step_months(calendar, s, count, out);
    case UNIT_MS:
    case UNIT_WORKDAY: break;
    }
    return false;
}
