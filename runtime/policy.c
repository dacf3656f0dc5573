/* Finders and the end of a policy's life. The tables are short and sorted by declaration, so a scan
   finds a name; nothing on the path of an event looks names up. */
#include "runtime/policy.h"

/* The index of the row whose first member is the text `name`; rows are `size` bytes apart. */
static uint32_t name_find(const Policy *policy, const void *rows, size_t size, uint32_t count,
                          Text name)
{
    TextId id = intern_find(policy->texts, name);
    for (uint32_t i = 0; id != TEXT_NONE && i < count; i++) {
        TextId row;
        memcpy(&row, (const char *)rows + i * size, sizeof row);
        if (row == id)
            return i;
    }
    return NONE;
}

Evaluators policy_evaluators(const Policy *policy)
{
    return (Evaluators){.run = policy->run, .code = policy->code};
}

#define FIND(table)                                                                                \
    name_find(policy, policy->table, sizeof *policy->table, policy->table##_count, name)

uint32_t policy_calendar_find(const Policy *policy, Text name)
{
    return FIND(calendar_names);
}

uint32_t policy_holidays_find(const Policy *policy, Text name)
{
    return FIND(holiday_names);
}

uint32_t policy_field_find(const Policy *policy, Text name)
{
    return FIND(fields);
}

uint32_t policy_account_field_find(const Policy *policy, Text name)
{
    return FIND(account_fields);
}

uint32_t policy_event_find(const Policy *policy, Text name)
{
    return FIND(events);
}

uint32_t policy_source_find(const Policy *policy, Text name)
{
    return FIND(sources);
}

const OverrideDef *policy_override_search(const Frame *frame, uint32_t sla)
{
    for (uint32_t i = 0; i < frame->overrides_count; i++)
        if (frame->policy->overrides[frame->overrides_first + i].sla == sla)
            return &frame->policy->overrides[frame->overrides_first + i];
    return NULL;
}

uint32_t policy_override_clock(const Policy *policy, const OverrideDef *override, uint32_t clock)
{
    for (uint32_t i = 0; override && i < override->clocks_count; i++)
        if (policy->sla_clocks[override->clocks_first + i].clock == clock)
            return override->clocks_first + i;
    return NONE;
}

Text policy_text(const Policy *policy, TextId id)
{
    return intern_get(policy->texts, id);
}

_Static_assert(offsetof(FieldDef, name) == 0 && offsetof(EventDef, name) == 0 &&
                   offsetof(SourceDef, name) == 0,
               "name_find reads the name as the first member");

/* The tables are const for those who run the policy; here is their owner. */
void policy_free(Policy *policy)
{
    if (!policy)
        return;
    if (policy->code_free)
        policy->code_free((void *)(uintptr_t)policy->code);
    for (uint32_t i = 0; i < policy->calendars_count; i++)
        calendar_free((Calendar *)(uintptr_t)policy->calendars[i]);
    for (uint32_t i = 0; i < policy->holidays_count; i++)
        holiday_set_free((HolidaySet *)(uintptr_t)policy->holidays[i]);
    set_pool_free(policy->sets);
    intern_free(policy->texts);
    zone_set_free(policy->zones);
    arena_free(policy->arena);
}

CodeId clock_code(const ClockDef *clock, ClockCode which)
{
    switch (which) {
    case CODE_START: return clock->start;
    case CODE_STOP: return clock->stop;
    case CODE_RESTART: return clock->restart;
    case CODE_RESUME: return clock->resume;
    case CODE_CANCEL: return clock->cancel;
    case CODE_PAUSE: return clock->pause;
    case CODE_RUN: return clock->run;
    case CLOCK_CODES: break;
    }
    return NONE;
}
