/* CoverSearch: tickets that would reach what no test does: for a boundary, values of fields for which the value next to it
   would change the outcome; out of the diagrams of cover.h. Whether a ticket gets there (its plan, its SLA) is for the
   caller to try. */
#ifndef COMPILER_COVER_SEARCH_H
#define COMPILER_COVER_SEARCH_H

#include "compiler/cover.h"
#include "runtime/choice.h"

typedef struct CoverValue {
    ChoiceTest test;
    Value value;
    bool is_time; /* CHOICE_CODE: the creation's time of day, in ms; any other code can't be set */
} CoverValue;

typedef struct CoverTicket {
    uint32_t item;                /* that it is for */
    uint32_t sla, contract, plan; /* it has to come under; NONE: any */
    uint32_t quota;               /* that must be used up before it comes; NONE */
    bool is_pause;                /* the values make a pause */
    bool is_bare;                 /* no pack has been bought for it */
    VEC(CoverValue) values;       /* all else as it is by default */
} CoverTicket;

typedef VEC(CoverTicket) CoverTickets;

/* A ticket for each boundary that is not reached, where one was found. */
void cover_search(Cover *cover, Arena *arena, CoverTickets *out);
/* Values for which the code gives that value are added to the ticket's, where it has none of that test: true, an index, or
   COVER_TIMED of a list of targets: any line with a deadline. */
enum { COVER_TIMED = -1 };
void cover_search_gives(Cover *cover, Arena *arena, CodeId code, Value wanted, CoverTicket *ticket);
/* Of an item of a calendar that is not reached: the calendar, and an instant after `from` at which a clock on it would
   begin before that edge and run on after it. False: the item is none, or there is no such day. */
bool cover_calendar_example(const Cover *cover, uint32_t item, Instant from, uint32_t *calendar,
                            Instant *start);
/* The deadline of which clock of which SLA the item is; false: it is none. */
bool cover_deadline_of(const Cover *cover, uint32_t item, uint32_t *sla, uint32_t *clock,
                       bool *is_met);
/* The step's SLA and clock; false: the item is none. */
bool cover_step_of(const Cover *cover, uint32_t item, uint32_t *sla, uint32_t *clock);
/* Of a quota's line: the plan, the quota and how many tickets use the line to the last; false: the item is none. */
bool cover_quota_of(const Cover *cover, uint32_t item, uint32_t *plan, uint32_t *quota,
                    int64_t *size);
/* How many tickets use the quota's first line to run out to the last. */
int64_t cover_quota_size(const Cover *cover, uint32_t quota);
/* The value as a literal; NULL: none says it. */
const char *cover_value_text(const Cover *cover, CoverValue value);

#endif
