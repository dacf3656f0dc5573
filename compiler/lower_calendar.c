/* Holiday sets and calendars: built by the schedule, taken out of it for the policy to own. */
#include "compiler/lower.h"

#include "compiler/schedule.h"

void lower_calendars(Lower *lower)
{
    const Program *in = lower->in;
    Schedule schedule = schedule_make(in, lower->policy->zones, lower->scratch);
    for (uint32_t i = 0; i < in->holidays.count; i++) {
        VEC_PUSH(lower->arena, &lower->holidays, schedule_holidays(&schedule, in->holidays.at[i]));
        VEC_PUSH(lower->arena, &lower->holiday_names, lower_text(lower, in->holidays.at[i]->name));
    }
    for (uint32_t i = 0; i < in->calendars.count; i++) {
        VEC_PUSH(lower->arena, &lower->calendars,
                 schedule_calendar(&schedule, in->calendars.at[i]));
        VEC_PUSH(lower->arena, &lower->calendar_names,
                 lower_text(lower, in->calendars.at[i]->name));
    }
    TABLE_GIVE(lower, holidays);
    TABLE_GIVE(lower, holiday_names);
    TABLE_GIVE(lower, calendars);
    TABLE_GIVE(lower, calendar_names);
    lower->policy->calendar_always = policy_calendar_find(lower->policy, TEXT("always"));
}
