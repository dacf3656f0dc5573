#include "runtime/holiday.h"

#include <stdlib.h>

enum { FIRST_YEAR = 1900, LAST_YEAR = 2199 };

typedef struct Holiday {
    Date date;
    uint32_t rule; /* number of the rule, for the order of those on one date */
    Text name;
} Holiday;

typedef VEC(Holiday) HolidayList;

struct HolidaySet {
    Arena *arena; /* of everything, the set itself included */
    Holiday *holidays;
    uint32_t count;
};

/* ---- Rules ---- */

/* The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
Date easter_western(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4;
    int g = (8 * b + 13) / 25;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 19 * l) / 433;
    int month = (h + l - 7 * m + 90) / 25;
    int day = (h + l - 7 * m + 33 * month + 19) % 32;
    return date_make(year, month, day);
}

/* Meeus' Julian computus; the Julian calendar lies century - century / 4 - 2 days behind. */
Date easter_orthodox(int year)
{
    int d = (19 * (year % 19) + 15) % 30;
    int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    int month = (d + e + 114) / 31, day = (d + e + 114) % 31 + 1;
    int century = year / 100;
    return date_make(year, month, day) + century - century / 4 - 2;
}

/* The nth such weekday of the month, nth -1 the last; false if the month has fewer. */
static bool nth_weekday(const HolidayRule *rule, int year, Date *out)
{
    Date first = date_make(year, rule->month, 1);
    int days = month_days(year, rule->month);
    int day = ((int)rule->weekday - (int)date_weekday(first) + 7) % 7;
    if (rule->nth < 0)
        day += (days - 1 - day) / 7 * 7;
    else
        day += 7 * (rule->nth - 1);
    *out = first + day;
    return day < days;
}

/* Where the rule falls in that year, before it is observed elsewhere; false: it does not fall. */
static bool rule_date(const HolidayRule *rule, int year, Date *out)
{
    switch (rule->kind) {
    case HOLIDAY_DATE: *out = rule->date; return date_civil(rule->date).year == year;
    case HOLIDAY_YEARLY:
        *out = date_make(year, rule->month, rule->day);
        return rule->day <= month_days(year, rule->month);
    case HOLIDAY_NTH_WEEKDAY: return nth_weekday(rule, year, out);
    case HOLIDAY_EASTER: *out = easter_western(year) + rule->offset; return true;
    case HOLIDAY_ORTHODOX: *out = easter_orthodox(year) + rule->offset; return true;
    }
    return false;
}

/* The nearest such weekday; a week is odd, so there is no tie. */
static Date observed_date(const HolidayRule *rule, Date date)
{
    int weekday = (int)date_weekday(date), target = rule->observed[weekday];
    if (target < 0)
        return date;
    int ahead = (target - weekday + 7) % 7;
    return date + (ahead > 3 ? ahead - 7 : ahead);
}

static void rule_expand(Arena *arena, const HolidayRule *rule, uint32_t number, Text name,
                        HolidayList *out)
{
    int from = rule->from_year > FIRST_YEAR ? rule->from_year : FIRST_YEAR;
    int until = rule->until_year && rule->until_year < LAST_YEAR ? rule->until_year : LAST_YEAR;
    if (rule->kind == HOLIDAY_DATE) {
        int year = date_civil(rule->date).year;
        from = from > year ? from : year;
        until = until < year ? until : year;
    }
    for (int year = from; year <= until; year++) {
        Date date;
        if (rule_date(rule, year, &date))
            VEC_PUSH(arena, out, (Holiday){observed_date(rule, date), number, name});
    }
}

/* ---- The set ---- */

static int holiday_compare(const void *left, const void *right)
{
    const Holiday *a = left, *b = right;
    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    return a->rule < b->rule ? -1 : a->rule > b->rule;
}

/* Keeps the first of each date. */
static uint32_t holidays_unique(Holiday *holidays, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (kept == 0 || holidays[kept - 1].date != holidays[i].date)
            holidays[kept++] = holidays[i];
    }
    return kept;
}

HolidaySet *holiday_set_new(const HolidaySpec *spec)
{
    Arena *arena = arena_new();
    HolidaySet *set = ARENA_NEW(arena, HolidaySet);
    HolidayList list = {0};
    for (uint32_t i = 0; i < spec->rules.count; i++) {
        const HolidayRule *rule = &spec->rules.at[i];
        rule_expand(arena, rule, i, text_copy(arena, rule->name), &list);
    }
    if (list.count)
        qsort(list.at, list.count, sizeof *list.at, holiday_compare);
    *set = (HolidaySet){arena, list.at, holidays_unique(list.at, list.count)};
    return set;
}

void holiday_set_free(HolidaySet *set)
{
    if (set)
        arena_free(set->arena);
}

bool holiday_find(const HolidaySet *set, Date date, Text *name)
{
    uint32_t low = 0, high = set->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (set->holidays[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == set->count || set->holidays[low].date != date)
        return false;
    if (name)
        *name = set->holidays[low].name;
    return true;
}

uint32_t holiday_count(const HolidaySet *set)
{
    return set->count;
}

Date holiday_at(const HolidaySet *set, uint32_t index, Text *name)
{
    if (name)
        *name = set->holidays[index].name;
    return set->holidays[index].date;
}
