/* The example in the message about a bare `3 days`: what each reading gives for a ticket filed at one moment. */
#include "compiler/check_part.h"
#include "compiler/example.h"
#include "compiler/schedule.h"

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
                          example_text(checker->arena, calendar, start),
                          example_text(checker->arena, calendar, due), READING[i].shown,
                          READING[i].unit);
    schedule_free(&schedule);
    arena_free(scratch);
}
