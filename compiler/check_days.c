/* The example in the message about a bare `3 days`: what each reading gives for a ticket filed at one moment. */
#include "compiler/check_part.h"
#include "compiler/schedule.h"

/* A Thursday at 16:00 local time: a weekend lies ahead, and on most calendars a closing. */
static bool example_start(const Calendar *calendar, Instant *out)
{
    const Zone *zone = calendar_zone(calendar);
    Instant at =
        zone_instant(zone, (int64_t)date_make(2026, 3, 5) * DAY_MS + 16 * HOUR_MS, FOLD_FIRST);
    return calendar_next_open(calendar, at, out);
}

static const char *local_text(Checker *checker, const Calendar *calendar, Instant at)
{
    static const char *const DAY[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const Zone *zone = calendar_zone(calendar);
    char date[INSTANT_TEXT];
    Date day = zone_date(zone, at);
    int64_t minutes = (zone_local(zone, at) - (int64_t)day * DAY_MS) / MINUTE_MS;
    date_print(day, date);
    return arena_format(checker->arena, "%s %s %02d:%02d", DAY[date_weekday(day)], date,
                        (int)(minutes / 60), (int)(minutes % 60));
}

void days_readings(Checker *checker, Diag *diag, Symbol *symbol, long long count)
{
    const struct {
        long long shown;
        const char *unit;
        Amount amount;
    } READING[] = {
        {count * 8, "h", {.count = count * 8 * HOUR_MS, .unit = UNIT_MS}},
        {count * 24, "h", {.count = count * DAY_MS, .unit = UNIT_MS}},
        {count, count == 1 ? " workday" : " workdays", {.count = count, .unit = UNIT_WORKDAY}},
        {count,
         count == 1 ? " calendar day" : " calendar days",
         {.count = count, .unit = UNIT_DAY}},
    };
    Arena *scratch = arena_new();
    Schedule schedule = schedule_make(checker->program, checker->program->zones, scratch);
    const Calendar *calendar = schedule_calendar(&schedule, symbol);
    Instant start, due;
    if (calendar && example_start(calendar, &start))
        for (int i = 0; i < 4; i++)
            if (calendar_step(calendar, start, READING[i].amount, &due))
                diag_note(checker->diags, diag, "a ticket of %s would be due %s with `%lld%s`",
                          local_text(checker, calendar, start), local_text(checker, calendar, due),
                          READING[i].shown, READING[i].unit);
    schedule_free(&schedule);
    arena_free(scratch);
}
