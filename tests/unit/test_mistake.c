/* Mistakes of habit: what each is said to be, and the text that the fix leaves. */
#include <check.h>
#include <string.h>

#include "tests/unit/front.h"

static const struct Habit {
    const char *text, *message, *fix;
} HABIT[] = {
    {"sla s { resolve within 8 hours }", "`8 hours` is written `8h`", "8h"},
    {"sla s { resolve within 30 min when true }", "`30 min` is written `30m`", "30m"},
    {"sla s { resolve within 2 business days }", "`2 business days` is written `2 workdays`",
     "2 workdays"},
    {"sla s { resolve by 5pm }", "`5pm` is written `17:00`", "17:00"},
    {"sla s { resolve by 12am }", "`12am` is written `00:00`", "00:00"},
    {"sla s { resolve in 8h }", "`in` is written `within`", "within"},
    {"sla s { resolve within 8h if true }", "`if` is written `when`", "when"},
    {"sla s { pause when true }", "`when` is written `while`", "while"},
    {"sla s { escalate resolve { at 75 notify agent } }", "`75` is written `75%`", "75%"},
    {"sla s { escalate resolve { at 5h before set priority = high } }", "`=` is written `to`",
     "to"},
    {"calendar c { open Mon-Fri 09:00-18:00 }", "`Mon-Fri` is written `mon..fri`", "mon..fri"},
    {"calendar c { open Monday to Friday 09:00-18:00 }", "`Monday to Friday` is written `mon..fri`",
     "mon..fri"},
    {"calendar c { open weekends 09:00-18:00 }", "`weekends` is written `sat..sun`", "sat..sun"},
    {"calendar c { open mon, tuesday 09:00-18:00 }", "`tuesday` is written `tue`", "tue"},
    {"calendar c { open mon 9-18 }", "`9` is written `09:00`", "09:00"},
    {"calendar c { open mon 09:00..18:00 }", "`..` is written `-`", "-"},
    {"ticket { size : small, large }", "`,` is written `|`", "|"},
    {"SLA s { }", "`SLA` is written `sla`", "sla"},
    {"sla s: { }", "no `:` stands here", ""},
    {"sla gold-plan { }", "a name has no `-`", "_"},
};

START_TEST(every_habit_has_its_message_and_fix)
{
    const struct Habit *habit = &HABIT[_i];
    Front front;
    front_parse(&front, text_from(habit->text));
    ck_assert_msg(front.diags->errors == 1, "%s: %s", habit->text, front_codes(&front));
    const Diag *diag = &front.diags->items.at[0];
    ck_assert_str_eq(diag->message, habit->message);
    ck_assert_uint_eq(diag->fix.count, 1);
    ck_assert_str_eq(diag->fix.at[0].text, habit->fix);
    front_free(&front);
}
END_TEST

/* Words that look like a habit stay words of the author. */
START_TEST(nothing_is_taken_from_anyone)
{
    Front front;
    front_parse(&front, TEXT("ticket { n : integer = 1 hours : integer = 2 min : text? }\n"
                             "clock weekdays { start on created stop on monday }\n"
                             "define daily = hours > 3 and min is present\n"));
    ck_assert_msg(front.diags->errors == 0, "%s", front_codes(&front));
    front_free(&front);
}
END_TEST

Suite *mistake_suite(void);

Suite *mistake_suite(void)
{
    Suite *suite = suite_create("mistake");
    TCase *tcase = tcase_create("mistake");
    tcase_add_loop_test(tcase, every_habit_has_its_message_and_fix, 0,
                        sizeof HABIT / sizeof *HABIT);
    tcase_add_test(tcase, nothing_is_taken_from_anyone);
    suite_add_tcase(suite, tcase);
    return suite;
}
