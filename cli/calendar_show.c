#include "cli/calendar_show.h"

#include <string.h>

#include "cli/json_out.h"

static const char *const WEEKDAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
enum { HOURS_WIDTH = 26 };

/* What is shown of one day. */
typedef struct DayView {
    Date date;
    const char *hours; /* "09:00-13:00 14:00-18:00", "closed", "not valid" */
    Duration open;     /* the length of these spans */
    bool is_holiday;
    Text holiday;
    const char *change; /* "clocks go forward 1h at 03:00", "" on other days */
} DayView;

/* ---- One day ---- */

/* "09:00", "24:00" at the end of the day, "06:00" on the next. */
static const char *clock_text(const CalendarShow *show, Arena *arena, Date date, Instant at)
{
    int64_t local = zone_local(show->zone, at) - date * DAY_MS;
    if (local != DAY_MS)
        local = ((local % DAY_MS) + DAY_MS) % DAY_MS;
    int second = (int)(local / SECOND_MS);
    if (second % 60)
        return arena_format(arena, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    return arena_format(arena, "%02d:%02d", second / 3600, second / 60 % 60);
}

static void day_hours(const CalendarShow *show, Arena *arena, DayView *day)
{
    Instant open, close;
    day->hours = calendar_covers_date(show->calendar, day->date) ? "closed" : "not valid";
    for (uint32_t i = 0; calendar_day_span(show->calendar, day->date, i, &open, &close); i++) {
        day->hours = arena_format(arena, "%s%s%s-%s", i ? day->hours : "", i ? " " : "",
                                  clock_text(show, arena, day->date, open),
                                  clock_text(show, arena, day->date, close));
        day->open += close - open;
    }
}

static const char *day_change(const CalendarShow *show, Arena *arena, Date date)
{
    const Zone *zone = show->zone;
    Instant midnight = zone_instant(zone, date * DAY_MS, FOLD_FIRST);
    Instant at = zone_next_transition(zone, midnight - 1);
    if (at == INSTANT_NONE || at >= zone_instant(zone, (date + 1) * DAY_MS, FOLD_SECOND))
        return "";
    char size[DURATION_TEXT];
    Duration before = zone_offset(zone, at - 1) * SECOND_MS;
    Duration change = zone_offset(zone, at) * SECOND_MS - before;
    int minute = (int)(((at + before) % DAY_MS + DAY_MS) % DAY_MS / MINUTE_MS);
    duration_print(change < 0 ? -change : change, size);
    return arena_format(arena, "clocks go %s %s at %02d:%02d", change < 0 ? "back" : "forward",
                        size, minute / 60, minute % 60);
}

static DayView day_view(const CalendarShow *show, Arena *arena, Date date)
{
    DayView day = {.date = date, .holiday = TEXT("")};
    day_hours(show, arena, &day);
    day.is_holiday = calendar_holiday(show->calendar, date, &day.holiday);
    day.change = day_change(show, arena, date);
    return day;
}

static void day_json(const CalendarShow *show, const DayView *day, const char *usual)
{
    char date[INSTANT_TEXT];
    date_print(day->date, date);
    fprintf(show->out, "{\"date\":\"%s\",\"hours\":\"%s\",\"open_ms\":%lld", date, day->hours,
            (long long)day->open);
    if (day->is_holiday) {
        fputs(",\"holiday\":", show->out);
        json_text_print(show->out, day->holiday);
    }
    if (*day->change)
        fprintf(show->out, ",\"change\":\"%s\"", day->change);
    if (usual)
        fprintf(show->out, ",\"usual\":\"%s\"", usual);
    fputs("}\n", show->out);
}

/* What is said behind the hours. */
static void day_remarks(const CalendarShow *show, const DayView *day, const char *usual)
{
    const char *gap = "  ";
    if (day->holiday.size) {
        fprintf(show->out, "%s%.*s", gap, TEXT_ARGS(day->holiday));
        gap = "; ";
    }
    if (*day->change) {
        fprintf(show->out, "%s%s", gap, day->change);
        gap = "; ";
    }
    if (usual)
        fprintf(show->out, "%susually %s", gap, usual);
    fputc('\n', show->out);
}

/* ---- A month ---- */

static void month_day_text(const CalendarShow *show, const DayView *day)
{
    char open[DURATION_TEXT] = "";
    if (day->open)
        duration_print(day->open, open);
    bool is_faint = show->has_color && day->open == 0;
    fprintf(show->out, "%s %s %2d  %-*s %6s%s", is_faint ? "\033[2m" : "",
            WEEKDAYS[date_weekday(day->date)], date_civil(day->date).day, HOURS_WIDTH, day->hours,
            open, is_faint ? "\033[0m" : "");
    day_remarks(show, day, NULL);
}

static void title_text(const CalendarShow *show, const char *what)
{
    const char *bold = show->has_color ? "\033[1m" : "", *plain = show->has_color ? "\033[0m" : "";
    fprintf(show->out, "%s%.*s, %s%s (%.*s)\n\n", bold, TEXT_ARGS(calendar_name(show->calendar)),
            what, plain, TEXT_ARGS(zone_name(show->zone)));
}

void calendar_show_month(const CalendarShow *show, int year, int month)
{
    Arena *arena = arena_new();
    Date first = date_make(year, month, 1);
    int days = month_days(year, month), workdays = 0;
    Duration open = 0;
    if (!show->is_json)
        title_text(show, arena_format(arena, "%s %d", MONTHS[month - 1], year));
    for (Date date = first; date < first + days; date++) {
        DayView day = day_view(show, arena, date);
        if (show->is_json)
            day_json(show, &day, NULL);
        else
            month_day_text(show, &day);
        workdays += day.open > 0;
        open += day.open;
        if (!show->is_json && date_weekday(date) == SUNDAY && date + 1 < first + days)
            fputc('\n', show->out);
    }
    char total[DURATION_TEXT];
    duration_print(open, total);
    if (!show->is_json)
        fprintf(show->out, "\n%d working day%s, %s\n", workdays, workdays == 1 ? "" : "s", total);
    arena_free(arena);
}

/* ---- A year ---- */

/* The hours that most days of that weekday have. */
static const char *usual_hours(const DayView *days, int count, int weekday)
{
    const char *usual = "closed";
    int most = 0;
    for (int i = 0; i < count; i++) {
        if ((int)date_weekday(days[i].date) != weekday)
            continue;
        int same = 0;
        for (int j = i; j < count; j += 7)
            same += strcmp(days[i].hours, days[j].hours) == 0;
        if (same > most) {
            most = same;
            usual = days[i].hours;
        }
    }
    return usual;
}

static void year_day_text(const CalendarShow *show, const DayView *day, const char *usual)
{
    char date[INSTANT_TEXT];
    date_print(day->date, date);
    fprintf(show->out, " %s %s  %-*s", WEEKDAYS[date_weekday(day->date)], date, HOURS_WIDTH,
            day->hours);
    day_remarks(show, day, usual);
}

void calendar_show_year(const CalendarShow *show, int year)
{
    Arena *arena = arena_new();
    Date first = date_make(year, 1, 1);
    int count = date_make(year + 1, 1, 1) - first;
    DayView *days = ARENA_ARRAY(arena, DayView, count);
    const char *usual[7];
    for (int i = 0; i < count; i++)
        days[i] = day_view(show, arena, first + i);
    for (int i = 0; i < 7; i++)
        usual[i] = usual_hours(days, count, i);
    if (!show->is_json)
        title_text(show, arena_format(arena, "%d", year));
    for (int i = 0; i < count; i++) {
        const char *hours = usual[date_weekday(days[i].date)];
        bool is_unusual = strcmp(hours, days[i].hours) != 0;
        if (!is_unusual && !days[i].is_holiday && !*days[i].change)
            continue;
        bool says_usual = is_unusual && !days[i].is_holiday;
        if (show->is_json)
            day_json(show, &days[i], says_usual ? hours : NULL);
        else
            year_day_text(show, &days[i], says_usual ? hours : NULL);
    }
    arena_free(arena);
}
