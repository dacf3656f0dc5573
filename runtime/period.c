#include "runtime/period.h"

#include <stdio.h>

static int unit_months(PeriodUnit unit)
{
    switch (unit) {
    case PERIOD_DAY:
    case PERIOD_WEEK: return 0;
    case PERIOD_MONTH: return 1;
    case PERIOD_QUARTER: return 3;
    case PERIOD_YEAR: return 12;
    }
    return 0;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Months from `anchor` to the period of `months` months that holds `date` (T6: always from the anchor). */
static int64_t months_to(Date anchor, Date date, int months)
{
    CivilDate from = date_civil(anchor), to = date_civil(date);
    int64_t apart = (int64_t)(to.year - from.year) * 12 + to.month - from.month;
    int64_t steps = floor_divide(apart, months);
    return date_add_months(anchor, steps * months) > date ? (steps - 1) * months : steps * months;
}

static PeriodSpan by_days(Date anchor, Date date, int days)
{
    Date start = (Date)(anchor + floor_divide((int64_t)date - anchor, days) * days);
    return (PeriodSpan){.start = start, .end = start + days};
}

static PeriodSpan by_months(Date anchor, Date date, int months)
{
    int64_t offset = months_to(anchor, date, months);
    return (PeriodSpan){.start = date_add_months(anchor, offset),
                        .end = date_add_months(anchor, offset + months)};
}

static bool is_counted(Period period, Date contract_start)
{
    return period.of_contract && contract_start != PERIOD_NO_CONTRACT;
}

static PeriodSpan dates_of(Period period, Date date, Date contract_start)
{
    Date monday = date - (Date)date_weekday(date);
    Date january = date_make(date_civil(date).year, 1, 1);
    bool counted = is_counted(period, contract_start);
    switch (period.unit) {
    case PERIOD_DAY: return by_days(date, date, 1);
    case PERIOD_WEEK: return by_days(counted ? contract_start : monday, date, 7);
    case PERIOD_MONTH:
    case PERIOD_QUARTER:
    case PERIOD_YEAR: break;
    }
    return by_months(counted ? contract_start : january, date, unit_months(period.unit));
}

PeriodSpan period_on(Period period, const Zone *zone, Date date, Date contract_start)
{
    PeriodSpan span = dates_of(period, date, contract_start);
    span.from = zone_instant(zone, span.start * DAY_MS, FOLD_FIRST);
    span.until = zone_instant(zone, span.end * DAY_MS, FOLD_FIRST);
    return span;
}

PeriodSpan period_at(Period period, const Zone *zone, Instant at, Date contract_start)
{
    return period_on(period, zone, zone_date(zone, at), contract_start);
}

PeriodSpan period_before(Period period, const Zone *zone, const PeriodSpan *span,
                         Date contract_start)
{
    return period_on(period, zone, span->start - 1, contract_start);
}

int period_print(Period period, Date start, Date contract_start, char out[PERIOD_TEXT])
{
    CivilDate civil = date_civil(start);
    if (is_counted(period, contract_start))
        return date_print(start, out);
    switch (period.unit) {
    case PERIOD_DAY: return date_print(start, out);
    case PERIOD_WEEK: {
        int year = date_civil(start + 3).year; /* a week belongs to the year of its Thursday */
        int week = (int)(start + 3 - date_make(year, 1, 1)) / 7 + 1;
        return snprintf(out, PERIOD_TEXT, "%04d-W%02d", year, week);
    }
    case PERIOD_MONTH: return snprintf(out, PERIOD_TEXT, "%04d-%02d", civil.year, civil.month);
    case PERIOD_QUARTER:
        return snprintf(out, PERIOD_TEXT, "%04d-Q%d", civil.year, (civil.month + 2) / 3);
    case PERIOD_YEAR: return snprintf(out, PERIOD_TEXT, "%04d", civil.year);
    }
    return 0;
}
