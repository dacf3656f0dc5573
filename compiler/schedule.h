/* Schedule: the calendars and holiday sets of a program, built from their declarations when first asked for. A
   combination's members are built before it, wherever they are declared. A cycle of members, which the checker
   reports, gives a calendar without the member that closes it. */
#ifndef COMPILER_SCHEDULE_H
#define COMPILER_SCHEDULE_H

#include "compiler/program.h"
#include "runtime/calendar.h"

typedef struct Schedule {
    const Program *program;
    Arena *scratch;        /* for specs */
    ZoneSet *zones;        /* of the calendars; must outlive them */
    HolidaySet **holidays; /* by symbol index, NULL: not built yet */
    Calendar **calendars;  /* likewise */
} Schedule;

Schedule schedule_make(const Program *program, ZoneSet *zones, Arena *scratch);
/* Owned by the schedule until schedule_free, or by whoever takes it out of the arrays. */
HolidaySet *schedule_holidays(Schedule *schedule, const Symbol *holidays);
Calendar *schedule_calendar(Schedule *schedule, const Symbol *calendar);
void schedule_free(Schedule *schedule);

#endif
