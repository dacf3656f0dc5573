/* Patterns of `as "…"`; expected instants by `date -u` and Python's zoneinfo (Europe/Rome). */
#include "runtime/time_format.h"

#include <check.h>

typedef struct Case {
    const char *pattern, *text, *instant; /* NULL: refused */
} Case;

static const Case CASES[] = {
    {"%Y/%m/%d %H:%M:%S", "2012/04/03 16:55:38", "2012-04-03T14:55:38Z"},
    {"%Y/%m/%d %H:%M:%S", "2012/04/03 16:55:38.000", "2012-04-03T14:55:38Z"},
    {"%Y/%m/%d %T", "2012/04/03 16:55:38.250", "2012-04-03T14:55:38.250Z"},
    {"%Y/%m/%d %T.%f", "2012/04/03 16:55:38.250", "2012-04-03T14:55:38.250Z"},
    {"%FT%T%z", "2012-04-03T16:55:38.25+02:00", "2012-04-03T14:55:38.250Z"},
    {"%Y/%m/%d %H:%M:%S", "2012/04/03 16:55:38.", NULL},
    {"%Y/%m/%d %H:%M:%S", "2012/04/03 16:55:38x", NULL},
    {"%Y/%m/%d %H:%M:%S.%f", "2012/04/03 16:55:38.120", "2012-04-03T14:55:38.120Z"},
    {"%Y/%m/%d %H:%M:%S.%f", "2012/04/03 16:55:38.1209999", "2012-04-03T14:55:38.120Z"},
    {"%d/%m/%Y %H:%M", "29/2/2016 1:23", "2016-02-29T00:23:00Z"},
    {"%d/%m/%Y %H:%M", "29/02/2016 01:23", "2016-02-29T00:23:00Z"},
    {"%d/%m/%Y %H:%M", "29/2/2015 1:23", NULL},
    {"%d/%m/%Y %H:%M", "31/2/2016 1:23", NULL},
    {"%d/%m/%Y %H:%M", "1/13/2016 1:23", NULL},
    {"%d/%m/%Y %H:%M", "1/1/2016 24:00", NULL},
    {"%d/%m/%Y %H:%M", "1/1/2016 1:23 ", NULL},
    {"%d/%m/%Y %H:%M", "1/1/2016 1:60", NULL},
    {"%d/%m/%Y", "1/7/2016", "2016-06-30T22:00:00Z"},
    {"%m/%d/%y %I:%M %p", "7/4/16 12:05 AM", "2016-07-03T22:05:00Z"},
    {"%m/%d/%y %I:%M %p", "7/4/16 12:05 pm", "2016-07-04T10:05:00Z"},
    {"%m/%d/%y %I:%M %p", "7/4/16 13:05 pm", NULL},
    {"%d/%m/%y", "1/1/69", "1968-12-31T23:00:00Z"},
    {"%d/%m/%y", "1/1/68", "2067-12-31T23:00:00Z"},
    {"%d-%b-%Y %H:%M", "02-mar-2026 09:00", "2026-03-02T08:00:00Z"},
    {"%a, %d %B %Y %T %z", "Mon, 02 March 2026 09:00:00 -0530", "2026-03-02T14:30:00Z"},
    {"%FT%T%z", "2026-03-02T09:00:00+02:00", "2026-03-02T07:00:00Z"},
    {"%FT%T%z", "2026-03-02T09:00:00+02", "2026-03-02T07:00:00Z"},
    {"%FT%T%z", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"},
    {"%FT%T%z", "2026-03-02T09:00:00", NULL},
    {"%FT%T%z", "2026-03-02T09:00:00+2", NULL},
    {"%Y%m%d%H%M%S", "20260302090000", "2026-03-02T08:00:00Z"},
    {"%Y-%j", "2026-61", "2026-03-01T23:00:00Z"},
    {"%Y-%j", "2026-366", NULL},
    {"%s", "1772442000", "2026-03-02T09:00:00Z"},
    {"%s.%f", "1772442000.25", "2026-03-02T09:00:00.250Z"},
    {"%e.%m.%Y %R", " 2.03.2026 09:00", "2026-03-02T08:00:00Z"},
    {"100%% %F", "100% 2026-03-02", "2026-03-01T23:00:00Z"},
    {"%F %T", "2026-03-02   09:00:00", "2026-03-02T08:00:00Z"},
    {"%F %T", "2026-12-31 23:59:60", "2026-12-31T23:00:00Z"}, /* the next second */
    {"%F %T", "1899-12-31 23:59:00", NULL},
    {"%F %T", "", NULL},
    /* T3: the clocks of Rome go forward on 2026-03-29 at 02:00, back on 2026-10-25 at 03:00 */
    {"%F %T", "2026-03-29 02:30:00",
     "2026-03-29T01:00:00Z"}, /* a gap: the first valid instant after it */
    {"%F %T", "2026-10-25 02:30:00", "2026-10-25T00:30:00Z"}, /* a fold: the first */
};

START_TEST(patterns)
{
    Case c = CASES[_i];
    ZoneSet *zones = zone_set_new(NULL);
    const Zone *rome;
    Instant at = 0;
    char text[INSTANT_TEXT] = "";
    ck_assert_int_eq(zone_find(zones, TEXT("Europe/Rome"), &rome), STATUS_OK);
    bool is_read = time_format_parse(text_from(c.pattern), text_from(c.text), rome, &at);
    ck_assert_msg(is_read == (c.instant != NULL), "%s as %s", c.text, c.pattern);
    if (is_read)
        instant_print(at, text);
    ck_assert_str_eq(text, c.instant ? c.instant : "");
    ck_assert_ptr_null(time_format_problem(text_from(c.pattern)));
    zone_set_free(zones);
}
END_TEST

START_TEST(bad_patterns)
{
    static const char *const BAD[] = {"%Y-%m",       "%d/%m %H:%M", "%H:%M",    "",
                                      "%Y-%m-%d %Q", "%Y-%m-%d %",  "%F %I:%M", "%F %p"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        ck_assert_msg(time_format_problem(text_from(BAD[i])) != NULL, "%s", BAD[i]);
}
END_TEST

Suite *time_format_suite(void);
Suite *time_format_suite(void)
{
    Suite *suite = suite_create("time_format");
    TCase *tcase = tcase_create("patterns");
    tcase_add_loop_test(tcase, patterns, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tcase, bad_patterns);
    suite_add_tcase(suite, tcase);
    return suite;
}
