#include "runtime/time_format.h"

#include <string.h>
#include <strings.h>

typedef struct TimeParts {
    const char *at, *end; /* what is left of the text */
    int year, month, day, day_of_year, hour, half_day_hour, minute, second;
    int milliseconds, offset_minutes;
    int half; /* 0 AM, 1 PM, -1 not given */
    bool has_offset, has_epoch;
    int64_t epoch_seconds;
} TimeParts;

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool number_read(TimeParts *parts, int width, int least, int most, int *out)
{
    int value = 0, digits = 0;
    while (digits < width && parts->at < parts->end && is_digit(*parts->at)) {
        value = value * 10 + (*parts->at++ - '0');
        digits++;
    }
    *out = value;
    return digits && value >= least && value <= most;
}

/* The row of the name at hand, long or of three letters, in any case; -1 if there is none. */
static int name_read(TimeParts *parts, const char *const *names, int count)
{
    size_t left = (size_t)(parts->end - parts->at);
    for (int i = 0; i < count; i++) {
        size_t size = strlen(names[i]);
        if (left < size || strncasecmp(parts->at, names[i], size) != 0)
            size = 3;
        if (left < size || strncasecmp(parts->at, names[i], size) != 0)
            continue;
        parts->at += size;
        return i;
    }
    return -1;
}

static bool month_name_read(TimeParts *parts)
{
    static const char *const NAMES[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    parts->month = name_read(parts, NAMES, 12) + 1;
    return parts->month > 0;
}

static bool weekday_name_read(TimeParts *parts)
{
    static const char *const NAMES[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    return name_read(parts, NAMES, 7) >= 0;
}

static bool half_read(TimeParts *parts)
{
    if (parts->end - parts->at < 2 || (parts->at[1] | 0x20) != 'm')
        return false;
    char letter = (char)(parts->at[0] | 0x20);
    parts->half = letter == 'p';
    parts->at += 2;
    return letter == 'a' || letter == 'p';
}

static bool year_short_read(TimeParts *parts)
{
    if (!number_read(parts, 2, 0, 99, &parts->year))
        return false;
    parts->year += parts->year < 69 ? 2000 : 1900;
    return true;
}

static bool fraction_read(TimeParts *parts)
{
    int scale = 100;
    const char *first = parts->at;
    parts->milliseconds = 0;
    for (; parts->at < parts->end && is_digit(*parts->at); parts->at++, scale /= 10)
        parts->milliseconds += (*parts->at - '0') * scale;
    return parts->at > first;
}

/* Z, +hh, +hhmm, +hh:mm */
static bool offset_read(TimeParts *parts)
{
    int hours, minutes = 0;
    parts->has_offset = true;
    if (parts->at == parts->end)
        return false;
    char sign = *parts->at++;
    if (sign == 'Z' || sign == 'z')
        return true;
    if ((sign != '+' && sign != '-') || parts->end - parts->at < 2 || !is_digit(parts->at[1]) ||
        !number_read(parts, 2, 0, 23, &hours))
        return false;
    bool has_colon = parts->at < parts->end && *parts->at == ':';
    parts->at += has_colon;
    bool has_minutes = has_colon || (parts->end - parts->at >= 2 && is_digit(parts->at[0]));
    if (has_minutes && (parts->end - parts->at < 2 || !is_digit(parts->at[1]) ||
                        !number_read(parts, 2, 0, 59, &minutes)))
        return false;
    parts->offset_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return true;
}

static bool epoch_read(TimeParts *parts)
{
    bool is_negative = parts->at < parts->end && *parts->at == '-';
    parts->at += is_negative;
    const char *first = parts->at;
    int64_t seconds = 0;
    for (; parts->at < parts->end && is_digit(*parts->at) && parts->at - first < 12; parts->at++)
        seconds = seconds * 10 + (*parts->at - '0');
    parts->epoch_seconds = is_negative ? -seconds : seconds;
    parts->has_epoch = true;
    return parts->at > first;
}

static void space_skip(TimeParts *parts)
{
    while (parts->at < parts->end && is_space(*parts->at))
        parts->at++;
}

/* What a directive that stands for others means, or NULL. */
static const char *directive_expand(char directive)
{
    switch (directive) {
    case 'F': return "%Y-%m-%d";
    case 'T': return "%H:%M:%S";
    case 'R': return "%H:%M";
    case 'D': return "%m/%d/%y";
    default: return NULL;
    }
}

static bool directive_read(TimeParts *parts, char directive)
{
    switch (directive) {
    case 'Y': return number_read(parts, 4, 1900, 2199, &parts->year);
    case 'y': return year_short_read(parts);
    case 'm': return number_read(parts, 2, 1, 12, &parts->month);
    case 'b':
    case 'B':
    case 'h': return month_name_read(parts);
    case 'e': space_skip(parts); return number_read(parts, 2, 1, 31, &parts->day);
    case 'd': return number_read(parts, 2, 1, 31, &parts->day);
    case 'j': return number_read(parts, 3, 1, 366, &parts->day_of_year);
    case 'a':
    case 'A': return weekday_name_read(parts);
    case 'H': return number_read(parts, 2, 0, 23, &parts->hour);
    case 'I': return number_read(parts, 2, 1, 12, &parts->half_day_hour);
    case 'p': return half_read(parts);
    case 'M': return number_read(parts, 2, 0, 59, &parts->minute);
    case 'S': return number_read(parts, 2, 0, 60, &parts->second);
    case 'f': return fraction_read(parts);
    case 'z': return offset_read(parts);
    case 's': return epoch_read(parts);
    case 'n':
    case 't': space_skip(parts); return true;
    case '%': return parts->at < parts->end && *parts->at++ == '%';
    default: return false;
    }
}

/* Exports write fractions that their patterns do not mention: ".000" after %S is read where the pattern does not go
   on with a fraction of its own. */
static void fraction_skip(TimeParts *parts, char next)
{
    bool is_mark = parts->end - parts->at > 1 && (*parts->at == '.' || *parts->at == ',');
    if (!is_mark || *parts->at == next || !is_digit(parts->at[1]))
        return;
    parts->at++;
    fraction_read(parts);
}

/* `after`: what the pattern goes on with. */
static bool pattern_read(TimeParts *parts, Text pattern, char after)
{
    for (uint32_t i = 0; i < pattern.size; i++) {
        char c = pattern.data[i];
        if (is_space(c)) {
            space_skip(parts);
            continue;
        }
        if (c != '%') {
            if (parts->at == parts->end || *parts->at++ != c)
                return false;
            continue;
        }
        if (++i == pattern.size)
            return false;
        c = pattern.data[i];
        char next = i + 1 < pattern.size ? pattern.data[i + 1] : after;
        const char *longer = directive_expand(c);
        if (longer ? !pattern_read(parts, text_from(longer), next) : !directive_read(parts, c))
            return false;
        if (c == 'S')
            fraction_skip(parts, next);
    }
    return true;
}

static bool date_of(const TimeParts *parts, Date *out)
{
    if (parts->day_of_year && !parts->month) {
        if (!civil_is_valid(parts->year, 1, 1))
            return false;
        *out = date_make(parts->year, 1, 1) + parts->day_of_year - 1;
        return date_civil(*out).year == parts->year;
    }
    if (!civil_is_valid(parts->year, parts->month, parts->day))
        return false;
    *out = date_make(parts->year, parts->month, parts->day);
    return true;
}

static bool instant_of(const TimeParts *parts, const Zone *zone, Instant *out)
{
    if (parts->has_epoch) {
        *out = parts->epoch_seconds * SECOND_MS + parts->milliseconds;
        return instant_is_valid(*out);
    }
    Date date;
    if (!date_of(parts, &date))
        return false;
    int hour = parts->hour;
    if (parts->half_day_hour)
        hour = parts->half_day_hour % 12 + (parts->half == 1 ? 12 : 0);
    int64_t local = date * DAY_MS + hour * HOUR_MS + parts->minute * MINUTE_MS +
                    parts->second * SECOND_MS + parts->milliseconds;
    if (!parts->has_offset && !zone)
        return false;
    *out = parts->has_offset ? local - parts->offset_minutes * MINUTE_MS
                             : zone_instant(zone, local, FOLD_FIRST);
    return instant_is_valid(*out);
}

bool time_format_parse(Text pattern, Text text, const Zone *zone, Instant *out)
{
    TimeParts parts = {.at = text.data, .end = text.data + text.size, .half = -1};
    if (!pattern_read(&parts, pattern, '\0'))
        return false;
    return parts.at == parts.end && instant_of(&parts, zone, out);
}

/* ---- Checking a pattern ---- */

typedef struct Found {
    bool year, month, day, day_of_year, epoch, half_day_hour, half;
} Found;

static void directive_note(Found *found, char directive)
{
    static const char YEARS[] = "YyFD", MONTHS[] = "mbBhFD", DAYS[] = "deFD";
    found->year |= strchr(YEARS, directive) != NULL;
    found->month |= strchr(MONTHS, directive) != NULL;
    found->day |= strchr(DAYS, directive) != NULL;
    found->day_of_year |= directive == 'j';
    found->epoch |= directive == 's';
    found->half_day_hour |= directive == 'I';
    found->half |= directive == 'p';
}

const char *time_format_problem(Text pattern)
{
    static const char KNOWN[] = "YymbBhdejaAHIpMSfzsFTRDnt%";
    Found found = {0};
    for (uint32_t i = 0; i < pattern.size; i++) {
        if (pattern.data[i] != '%')
            continue;
        if (++i == pattern.size)
            return "it ends in a lone %";
        if (!pattern.data[i] || !strchr(KNOWN, pattern.data[i]))
            return "it has an unknown directive; known are %Y %y %m %b %d %e %j %a %H %I %p %M %S "
                   "%f %z %s %F %T %R %D %%";
        directive_note(&found, pattern.data[i]);
    }
    if (found.half_day_hour != found.half)
        return "%I and %p belong together";
    bool has_date =
        found.epoch || (found.year && ((found.month && found.day) || found.day_of_year));
    return has_date ? NULL : "it gives no date: it needs a year, a month and a day";
}
