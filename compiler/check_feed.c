/* iCalendar feeds of holiday sets. */
#include "base/ical.h"
#include "compiler/check_part.h"
#include "compiler/module.h"

enum { FEED_FROM_YEAR = 2000, FEED_UNTIL_YEAR = 2100 }; /* recurrences are expanded between these */

void feed_read(Checker *checker, Symbol *set, Node *feed)
{
    IcalDayList days = {0};
    Text text;
    const char *problem = "";
    Program *program = checker->program;
    Span span = feed->name_span.hi > feed->name_span.lo ? feed->name_span : feed->span;
    if (!module_read(program, module_of(program, feed->span), span, feed->text, &text))
        return;
    if (!ical_read(checker->arena, text, FEED_FROM_YEAR, FEED_UNTIL_YEAR, &days, &problem)) {
        diag_add(checker->diags, DIAG_E0309, span, "\"%.*s\" is no iCalendar feed: %s",
                 TEXT_ARGS(feed->text), problem);
        return;
    }
    for (uint32_t i = 0; i < days.count; i++) {
        Node *day = node_make(checker->arena, AST_HOLIDAY_DATE, feed->span);
        day->text = days.at[i].summary;
        day->number = days.at[i].date;
        node_add(checker->arena, set->decl, day);
    }
}
