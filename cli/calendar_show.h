/* CalendarShow: a calendar's days for people: a month, or what is out of the ordinary in a year. */
#ifndef CLI_CALENDAR_SHOW_H
#define CLI_CALENDAR_SHOW_H

#include <stdio.h>

#include "runtime/calendar.h"

typedef struct CalendarShow {
    const Calendar *calendar;
    const Zone *zone; /* in which times of day are shown */
    bool is_json;
    bool has_color;
    FILE *out;
} CalendarShow;

/* Every day of the month. */
void calendar_show_month(const CalendarShow *show, int year, int month);
/* Holidays, closures, days with hours unlike those of most such weekdays of the year, changes of the clock. */
void calendar_show_year(const CalendarShow *show, int year);

#endif
