#include "runtime/holiday.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* What is observed on another day may cross the year's end, so that there are years on both sides. */
enum { FIRST_YEAR = 1900, LAST_YEAR = 2199, FIRST_LIST = FIRST_YEAR - 1, LISTS = 302 };

typedef struct Holiday {
    Date date;
    uint32_t rule; /* number of the rule, for the order of those on one date */
    Text name;
} Holiday;

typedef VEC(Holiday) HolidayList;

/* The lists of the years that were asked about. A list is complete when it is published and does not change. */
typedef struct Years {
    _Atomic(const HolidayList *) list[LISTS]; /* by year - FIRST_LIST, NULL: not yet expanded */
    pthread_mutex_t mutex;                    /* holds whoever expands one */
    Arena *arena;                             /* NULL: none yet */
} Years;

struct HolidaySet {
    Arena *arena; /* of everything but the years, the set itself included */
    const HolidayRule *rules;
    uint32_t rules_count;
    Years *years;
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

/* Adds the day of the rule in year `year`, if it is kept in year `kept`. */
static void rule_expand(Arena *arena, const HolidayRule *rule, uint32_t number, int year, int kept,
                        HolidayList *out)
{
    Date date;
    if (year < FIRST_YEAR || year > LAST_YEAR || year < rule->from_year ||
        (rule->until_year && year > rule->until_year) || !rule_date(rule, year, &date))
        return;
    date = observed_date(rule, date);
    if (date_civil(date).year == kept)
        VEC_PUSH(arena, out, (Holiday){date, number, rule->name});
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

static const HolidayList *year_expand(const HolidaySet *set, int year)
{
    Years *years = set->years;
    Arena *arena = years->arena = years->arena ? years->arena : arena_new();
    HolidayList list = {0}, *out = ARENA_NEW(arena, HolidayList);
    Date first = date_make(year, 1, 1);
    for (uint32_t i = 0; i < set->rules_count; i++) {
        const HolidayRule *rule = &set->rules[i];
        if (rule->kind == HOLIDAY_DATE && (rule->date < first - 7 || rule->date > first + 372))
            continue; /* thousands, if they come from a feed */
        for (int from = year - 1; from <= year + 1; from++)
            rule_expand(arena, rule, i, from, year, &list);
    }
    if (list.count)
        qsort(list.at, list.count, sizeof *list.at, holiday_compare);
    list.count = holidays_unique(list.at, list.count);
    *out = list;
    return out;
}

/* The holidays of a year from FIRST_LIST on. */
static const HolidayList *year_list(const HolidaySet *set, int year)
{
    Years *years = set->years;
    _Atomic(const HolidayList *) *slot = &years->list[year - FIRST_LIST];
    const HolidayList *list = atomic_load_explicit(slot, memory_order_acquire);
    if (list)
        return list;
    pthread_mutex_lock(&years->mutex);
    list = atomic_load_explicit(slot, memory_order_relaxed);
    if (!list) {
        list = year_expand(set, year);
        atomic_store_explicit(slot, list, memory_order_release);
    }
    pthread_mutex_unlock(&years->mutex);
    return list;
}

HolidaySet *holiday_set_new(const HolidaySpec *spec)
{
    Arena *arena = arena_new();
    HolidaySet *set = ARENA_NEW(arena, HolidaySet);
    HolidayRule *rules = ARENA_ARRAY(arena, HolidayRule, spec->rules.count);
    for (uint32_t i = 0; i < spec->rules.count; i++) {
        rules[i] = spec->rules.at[i];
        rules[i].name = text_copy(arena, rules[i].name);
    }
    Years *years = ARENA_NEW(arena, Years);
    pthread_mutex_init(&years->mutex, NULL);
    *set = (HolidaySet){arena, rules, spec->rules.count, years};
    return set;
}

void holiday_set_free(HolidaySet *set)
{
    if (!set)
        return;
    pthread_mutex_destroy(&set->years->mutex);
    arena_free(set->years->arena);
    arena_free(set->arena);
}

/* How many of the list are before `date`. */
static uint32_t list_before(const HolidayList *list, Date date)
{
    uint32_t low = 0, high = list->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->at[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool holiday_next(const HolidaySet *set, Date from, Date *out, Text *name)
{
    int year = date_civil(from).year;
    for (year = year < FIRST_LIST ? FIRST_LIST : year; year < FIRST_LIST + LISTS; year++) {
        const HolidayList *list = year_list(set, year);
        uint32_t next = list_before(list, from);
        if (next == list->count)
            continue;
        *out = list->at[next].date;
        if (name)
            *name = list->at[next].name;
        return true;
    }
    return false;
}

bool holiday_find(const HolidaySet *set, Date date, Text *name)
{
    int year = date_civil(date).year;
    if (year < FIRST_LIST || year >= FIRST_LIST + LISTS)
        return false;
    const HolidayList *list = year_list(set, year);
    uint32_t next = list_before(list, date);
    if (next == list->count || list->at[next].date != date)
        return false;
    if (name)
        *name = list->at[next].name;
    return true;
}
