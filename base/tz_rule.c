#include "base/tz_rule.h"

/* Where the parser stands. */
typedef struct Cursor {
    const char *at, *end;
} Cursor;

static bool take(Cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

static bool is_digit(const Cursor *cursor)
{
    return cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9';
}

static bool is_letter(const Cursor *cursor)
{
    return cursor->at < cursor->end && ((*cursor->at >= 'a' && *cursor->at <= 'z') ||
                                        (*cursor->at >= 'A' && *cursor->at <= 'Z'));
}

/* A number of at most three digits, up to `max`. */
static bool take_number(Cursor *cursor, int max, int *out)
{
    int value = 0, digits = 0;
    for (; is_digit(cursor) && digits < 4; digits++)
        value = value * 10 + (*cursor->at++ - '0');
    *out = value;
    return digits > 0 && digits < 4 && value <= max;
}

/* "EET", "<+03>": three characters at least. */
static bool take_name(Cursor *cursor)
{
    bool is_quoted = take(cursor, '<');
    int size = 0;
    while (is_letter(cursor) ||
           (is_quoted && (is_digit(cursor) || (cursor->at < cursor->end &&
                                               (*cursor->at == '+' || *cursor->at == '-'))))) {
        cursor->at++;
        size++;
    }
    return size >= 3 && (!is_quoted || take(cursor, '>'));
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool take_time(Cursor *cursor, int max_hours, int32_t *out)
{
    int hours, minutes = 0, seconds = 0;
    bool is_negative = take(cursor, '-');
    if (!is_negative)
        take(cursor, '+');
    if (!take_number(cursor, max_hours, &hours))
        return false;
    if (take(cursor, ':')) {
        if (!take_number(cursor, 59, &minutes))
            return false;
        if (take(cursor, ':') && !take_number(cursor, 59, &seconds))
            return false;
    }
    *out = (is_negative ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
    return true;
}

/* An offset is written west of UTC. */
static bool take_offset(Cursor *cursor, int32_t *out)
{
    if (!take_time(cursor, 24, out))
        return false;
    *out = -*out;
    return true;
}

static bool take_month_day(Cursor *cursor, TzDay *day)
{
    day->kind = TZ_DAY_MONTH;
    return take_number(cursor, 12, &day->month) && day->month >= 1 && take(cursor, '.') &&
           take_number(cursor, 5, &day->week) && day->week >= 1 && take(cursor, '.') &&
           take_number(cursor, 6, &day->weekday);
}

/* ",M3.5.0/3", ",J60", ",59/-2" */
static bool take_day(Cursor *cursor, TzDay *day)
{
    *day = (TzDay){.time = 2 * 3600};
    bool is_good = false;
    if (!take(cursor, ','))
        return false;
    if (take(cursor, 'M')) {
        is_good = take_month_day(cursor, day);
    } else if (take(cursor, 'J')) {
        day->kind = TZ_DAY_JULIAN;
        is_good = take_number(cursor, 365, &day->day) && day->day >= 1;
    } else {
        day->kind = TZ_DAY_ZERO;
        is_good = take_number(cursor, 365, &day->day);
    }
    return is_good && (!take(cursor, '/') || take_time(cursor, 167, &day->time));
}

bool tz_rule_parse(Text text, TzRule *out)
{
    Cursor cursor = {text.data, text.data + text.size};
    TzRule rule = {0};
    if (!take_name(&cursor) || !take_offset(&cursor, &rule.standard))
        return false;
    if (cursor.at < cursor.end) {
        rule.has_daylight = true;
        rule.daylight = rule.standard + 3600;
        if (!take_name(&cursor))
            return false;
        if (cursor.at < cursor.end && *cursor.at != ',' && !take_offset(&cursor, &rule.daylight))
            return false;
        if (!take_day(&cursor, &rule.begin) || !take_day(&cursor, &rule.end))
            return false;
    }
    if (cursor.at != cursor.end)
        return false;
    *out = rule;
    return true;
}

static Date month_rule_date(const TzDay *day, int year)
{
    Date first = date_make(year, day->month, 1);
    int weekday = (day->weekday + 6) % 7; /* Monday = 0 */
    int ahead = (weekday - (int)date_weekday(first) + 7) % 7;
    int of_month = 1 + ahead + 7 * (day->week - 1);
    while (of_month > month_days(year, day->month))
        of_month -= 7;
    return first + of_month - 1;
}

static Date rule_date(const TzDay *day, int year)
{
    switch (day->kind) {
    case TZ_DAY_JULIAN: {
        bool is_after_february = day->day > 59;
        return date_make(year, 1, 1) + day->day - 1 +
               (is_after_february ? month_days(year, 2) - 28 : 0);
    }
    case TZ_DAY_ZERO: return date_make(year, 1, 1) + day->day;
    case TZ_DAY_MONTH: break;
    }
    return month_rule_date(day, year);
}

Instant tz_rule_begin(const TzRule *rule, int year)
{
    return rule_date(&rule->begin, year) * DAY_MS + (rule->begin.time - rule->standard) * SECOND_MS;
}

Instant tz_rule_end(const TzRule *rule, int year)
{
    return rule_date(&rule->end, year) * DAY_MS + (rule->end.time - rule->daylight) * SECOND_MS;
}
