/* Calendar arithmetic on days since 1970-01-01, and the text forms of instants, dates and
   durations. Years run from 1900 to 2199, so every intermediate value fits easily; only durations
   need checked arithmetic. */
#include "base/instant.h"

#include <stdio.h>

/* ---- Civil dates ---- */

bool instant_is_valid(Instant at)
{
    return at >= INSTANT_MIN && at <= INSTANT_MAX;
}

bool add_checked(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

bool multiply_checked(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

/* Years are counted from March, so that the leap day is the last day of a year; 400 years hold
   146097 days
   ("chrono-Compatible Low-Level Date Algorithms", H. Hinnant). */
Date date_make(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

CivilDate date_civil(Date date)
{
    int z = date + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * day_of_year + 2) / 153;
    CivilDate civil = {.day = day_of_year - (153 * month + 2) / 5 + 1,
                       .month = month < 10 ? month + 3 : month - 9};
    civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
    return civil;
}

Weekday date_weekday(Date date)
{
    int day = (date + 3) % 7; /* 1970-01-01 was a Thursday */
    return (Weekday)(day < 0 ? day + 7 : day);
}

int month_days(int year, int month)
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

bool civil_is_valid(int year, int month, int day)
{
    return year >= 1900 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

/* Counts that leave the years 0 to 9999 stop there: such a date is out of range all the same. */
Date date_add_months(Date date, int64_t months)
{
    const int64_t limit = INT64_C(12) * 9999;
    CivilDate civil = date_civil(date);
    int64_t bounded = months < -limit ? -limit : months > limit ? limit : months;
    int64_t month = civil.year * INT64_C(12) + civil.month - 1 + bounded;
    month = month < 0 ? 0 : month > limit ? limit : month;
    int year = (int)(month / 12), of_year = (int)(month % 12) + 1;
    int last = month_days(year, of_year);
    return date_make(year, of_year, civil.day < last ? civil.day : last);
}

/* ---- Reading ---- */

/* Where a reader stands in a text. */
typedef struct Reader {
    Text text;
    uint32_t at;
} Reader;

static bool reader_is_done(const Reader *reader)
{
    return reader->at == reader->text.size;
}

static char reader_peek(const Reader *reader)
{
    return reader_is_done(reader) ? '\0' : reader->text.data[reader->at];
}

static bool take_one_of(Reader *reader, const char *set)
{
    char c = reader_peek(reader);
    for (; *set; set++) {
        if (c == *set) {
            reader->at++;
            return true;
        }
    }
    return false;
}

static bool take_digits(Reader *reader, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++, reader->at++) {
        char c = reader_peek(reader);
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *out = value;
    return true;
}

static bool take_date(Reader *reader, Date *out)
{
    int year, month, day;
    if (!take_digits(reader, 4, &year) || !take_one_of(reader, "-") ||
        !take_digits(reader, 2, &month) || !take_one_of(reader, "-") ||
        !take_digits(reader, 2, &day) || !civil_is_valid(year, month, day))
        return false;
    *out = date_make(year, month, day);
    return true;
}

/* Any number of digits, the first three count. */
static bool take_fraction(Reader *reader, int *ms)
{
    int value = 0, digits = 0;
    for (int digit; take_digits(reader, 1, &digit); digits++) {
        if (digits < 3)
            value = value * 10 + digit;
    }
    if (digits == 0)
        return false;
    for (; digits < 3; digits++)
        value *= 10;
    *ms = value;
    return true;
}

/* "09:00", "09:00:30", "09:00:30.250", "24:00". In a full time, with seconds, they may be 60 (the caller judges). */
static bool take_time(Reader *reader, bool is_full, Duration *out)
{
    int hour, minute, second = 0, ms = 0;
    if (!take_digits(reader, 2, &hour) || !take_one_of(reader, ":") ||
        !take_digits(reader, 2, &minute))
        return false;
    bool has_seconds = take_one_of(reader, ":");
    if (has_seconds ? !take_digits(reader, 2, &second) : is_full)
        return false;
    if (has_seconds && take_one_of(reader, ".") && !take_fraction(reader, &ms))
        return false;
    if (hour > 24 || minute > 59 || second > (is_full ? 60 : 59) ||
        (hour == 24 && (minute || second || ms)))
        return false;
    *out = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + ms;
    return true;
}

/* "Z", "+02:00". */
static bool take_offset(Reader *reader, Duration *out)
{
    int hours, minutes;
    *out = 0;
    if (take_one_of(reader, "Zz"))
        return true;
    bool is_west = reader_peek(reader) == '-';
    if (!take_one_of(reader, "+-") || !take_digits(reader, 2, &hours) ||
        !take_one_of(reader, ":") || !take_digits(reader, 2, &minutes) || hours > 23 ||
        minutes > 59)
        return false;
    *out = (is_west ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
    return true;
}

/* Only the last minute of a UTC day may have a 61st second. */
static bool is_leap_second(Instant after)
{
    return after % DAY_MS >= 0 ? after % DAY_MS < SECOND_MS : after % DAY_MS + DAY_MS < SECOND_MS;
}

bool instant_parse(Text text, Instant *out)
{
    Reader reader = {text, 0};
    Date date;
    Duration time, offset;
    if (!take_date(&reader, &date) || !take_one_of(&reader, "Tt "))
        return false;
    uint32_t time_at = reader.at;
    if (!take_time(&reader, true, &time) || !take_offset(&reader, &offset) ||
        !reader_is_done(&reader) || time >= DAY_MS + SECOND_MS)
        return false;
    const char *digits = text.data + time_at;
    Instant at = date * DAY_MS + time - offset;
    if ((digits[0] == '2' && digits[1] == '4') || (digits[6] == '6' && !is_leap_second(at)) ||
        !instant_is_valid(at))
        return false;
    *out = at;
    return true;
}

bool local_parse(Text text, int64_t *out)
{
    Reader reader = {text, 0};
    Date date;
    Duration time = 0;
    if (!take_date(&reader, &date))
        return false;
    if (!reader_is_done(&reader) &&
        (!take_one_of(&reader, "Tt ") || !take_time(&reader, false, &time)))
        return false;
    if (!reader_is_done(&reader))
        return false;
    *out = date * DAY_MS + time;
    return true;
}

bool date_parse(Text text, Date *out)
{
    Reader reader = {text, 0};
    Date date;
    if (!take_date(&reader, &date) || !reader_is_done(&reader))
        return false;
    *out = date;
    return true;
}

/* ---- Printing ---- */

int date_print(Date date, char out[INSTANT_TEXT])
{
    CivilDate civil = date_civil(date);
    return snprintf(out, INSTANT_TEXT, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

static char *put_two(char *out, int value)
{
    out[0] = (char)('0' + value / 10);
    out[1] = (char)('0' + value % 10);
    return out + 2;
}

/* "2026-03-02T09:00:00", and ".250" where there are milliseconds. */
static char *put_local(char *out, int64_t local)
{
    int64_t day = local / DAY_MS, of_day = local % DAY_MS;
    if (of_day < 0) {
        day--;
        of_day += DAY_MS;
    }
    CivilDate civil = date_civil((Date)day);
    int second = (int)(of_day / SECOND_MS), ms = (int)(of_day % SECOND_MS);
    out = put_two(put_two(out, civil.year / 100), civil.year % 100);
    *out++ = '-';
    out = put_two(out, civil.month);
    *out++ = '-';
    out = put_two(out, civil.day);
    *out++ = 'T';
    out = put_two(out, second / 3600);
    *out++ = ':';
    out = put_two(out, second / 60 % 60);
    *out++ = ':';
    out = put_two(out, second % 60);
    if (ms) {
        *out++ = '.';
        *out++ = (char)('0' + ms / 100);
        out = put_two(out, ms % 100);
    }
    return out;
}

int instant_print(Instant at, char out[INSTANT_TEXT])
{
    char *end = put_local(out, at);
    *end++ = 'Z';
    *end = '\0';
    return (int)(end - out);
}

int instant_print_offset(Instant at, int offset_minutes, char out[INSTANT_TEXT])
{
    int size = offset_minutes < 0 ? -offset_minutes : offset_minutes;
    char *end = put_local(out, at + offset_minutes * MINUTE_MS);
    *end++ = offset_minutes < 0 ? '-' : '+';
    end = put_two(end, size / 60);
    *end++ = ':';
    end = put_two(end, size % 60);
    *end = '\0';
    return (int)(end - out);
}

/* ---- Durations ---- */

int duration_print(Duration duration, char out[DURATION_TEXT])
{
    uint64_t size = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration;
    uint64_t hours = size / (uint64_t)HOUR_MS, minutes = size / (uint64_t)MINUTE_MS % 60;
    uint64_t seconds = size / 1000 % 60, ms = size % 1000;
    int at = snprintf(out, DURATION_TEXT, "%s", duration < 0 ? "-" : "");
    if (hours)
        at += snprintf(out + at, (size_t)(DURATION_TEXT - at), "%lluh", (unsigned long long)hours);
    if (minutes)
        at += snprintf(out + at, (size_t)(DURATION_TEXT - at), "%dm", (int)minutes);
    if (ms)
        at += snprintf(out + at, (size_t)(DURATION_TEXT - at), "%d.%03ds", (int)seconds, (int)ms);
    else if (seconds || size == 0)
        at += snprintf(out + at, (size_t)(DURATION_TEXT - at), "%ds", (int)seconds);
    return at;
}

/* The unit at the reader: its size in ms, 0 if there is none. "ms" is tried before "m". */
static int64_t take_unit(Reader *reader)
{
    if (take_one_of(reader, "h"))
        return HOUR_MS;
    if (take_one_of(reader, "s"))
        return SECOND_MS;
    if (take_one_of(reader, "m"))
        return take_one_of(reader, "s") ? 1 : MINUTE_MS;
    return 0;
}

static bool take_count(Reader *reader, int64_t *out)
{
    int64_t value = 0;
    int digit, digits = 0;
    for (; take_digits(reader, 1, &digit); digits++) {
        if (!multiply_checked(value, 10, &value) || !add_checked(value, digit, &value))
            return false;
    }
    *out = value;
    return digits > 0;
}

bool duration_parse(Text text, Duration *out)
{
    Reader reader = {text, 0};
    bool is_negative = take_one_of(&reader, "-");
    int64_t total = 0, smallest = INT64_MAX;
    do {
        int64_t count, part;
        if (!take_count(&reader, &count))
            return false;
        int64_t unit = take_unit(&reader);
        if (unit == 0 || unit >= smallest || !multiply_checked(count, unit, &part) ||
            !add_checked(total, part, &total))
            return false;
        smallest = unit;
    } while (!reader_is_done(&reader));
    *out = is_negative ? -total : total;
    return true;
}
