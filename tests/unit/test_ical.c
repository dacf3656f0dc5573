/* base/ical.c: feeds written here, days worked out by hand. */
#include "base/ical.h"

#include <check.h>
#include <string.h>

#define HEAD         "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//EN\r\n"
#define TAIL         "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\n" lines "END:VEVENT\r\n"

/* The days as "2026-01-01 Name, …". */
static const char *days_of(Arena *arena, const char *feed, int from, int until)
{
    IcalDayList days = {0};
    const char *problem = NULL;
    if (!ical_read(arena, text_from(feed), from, until, &days, &problem))
        return arena_format(arena, "refused");
    ck_assert_ptr_null(problem);
    char *text = arena_format(arena, "%s", "");
    for (uint32_t i = 0; i < days.count; i++) {
        char date[INSTANT_TEXT];
        date_print(days.at[i].date, date);
        text = arena_format(arena, "%s%s%s %.*s", text, i ? ", " : "", date,
                            TEXT_ARGS(days.at[i].summary));
    }
    return text;
}

static const struct {
    const char *feed, *days; /* of 2026 and 2027 */
} ROWS[] = {
    {HEAD TAIL, ""},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260501\r\nSUMMARY:May Day\r\n") TAIL, "2026-05-01 May Day"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260503\r\nSUMMARY:Two\r\n") TAIL,
     "2026-05-01 Two, 2026-05-02 Two"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260501\r\nDURATION:P2D\r\nSUMMARY:Two\r\n") TAIL,
     "2026-05-01 Two, 2026-05-02 Two"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20200704\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Fourth\r\n") TAIL,
     "2026-07-04 Fourth, 2027-07-04 Fourth"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20200120\r\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=3MO\r\n"
                "SUMMARY:King\r\n") TAIL,
     "2026-01-19 King, 2027-01-18 King"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"
                "EXDATE;VALUE=DATE:20260112\r\nRDATE;VALUE=DATE:20260114\r\nSUMMARY:W\r\n") TAIL,
     "2026-01-05 W, 2026-01-14 W, 2026-01-19 W"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\nSUMMARY:W\r\n") EVENT(
         "RECURRENCE-ID;VALUE=DATE:20260112\r\nDTSTART;VALUE=DATE:20260113\r\nSUMMARY:M\r\n") TAIL,
     "2026-01-05 W, 2026-01-13 M"},
    {HEAD EVENT("DTSTART:20260501T220000\r\nDTEND:20260502T000000\r\nSUMMARY:Eve\r\n") TAIL,
     "2026-05-01 Eve"},
    {HEAD EVENT("DTSTART:20260501T220000\r\nDTEND:20260502T060000\r\nSUMMARY:Night\r\n") TAIL,
     "2026-05-01 Night, 2026-05-02 Night"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260501\r\nSTATUS:CANCELLED\r\nSUMMARY:No\r\n") TAIL, ""},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260601\r\nSUMMARY:B\r\nDESCRIPTION:\r\n")
         EVENT("DTSTART;VALUE=DATE:20260501\r\nSUMMARY:A\\, long\r\n  name\r\n") TAIL,
     "2026-05-01 A, long name, 2026-06-01 B"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260501\r\n") TAIL, "2026-05-01 "},
    {HEAD EVENT("DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260102\r\nSUMMARY:Y\r\n") TAIL,
     "2026-01-01 Y"},
    {"", "refused"},
    {"hello", "refused"},
    {HEAD EVENT("SUMMARY:never\r\n") TAIL, "refused"},
    {HEAD EVENT("DTSTART;VALUE=DATE:2026-05-01x\r\n") TAIL, "refused"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=SOMETIMES\r\n") TAIL, "refused"},
    {HEAD "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260501\r\n", "refused"},
    {HEAD EVENT("DTSTART;VALUE=DATE:20260501\r\nSUMMARY:\xff\r\n") TAIL, "refused"},
};

START_TEST(test_feeds)
{
    Arena *arena = arena_new();
    ck_assert_str_eq(days_of(arena, ROWS[_i].feed, 2026, 2027), ROWS[_i].days);
    arena_free(arena);
}
END_TEST

Suite *ical_suite(void);

Suite *ical_suite(void)
{
    Suite *suite = suite_create("ical");
    TCase *feeds = tcase_create("feeds");
    tcase_add_loop_test(feeds, test_feeds, 0, (int)(sizeof ROWS / sizeof *ROWS));
    suite_add_tcase(suite, feeds);
    return suite;
}
