/* CalendarQuestion: one question to a calendar and its answer, in the forms of the command line and of `--batch`. */
#ifndef CLI_CALENDAR_QUESTION_H
#define CLI_CALENDAR_QUESTION_H

#include <stdio.h>

#include "runtime/calendar.h"

/* Q(name, parts): the operations and what each needs besides a calendar. */
#define CALENDAR_OPERATIONS(Q)                                                                     \
    Q(add, PART_START | PART_AMOUNT)                                                               \
    Q(between, PART_A | PART_B)                                                                    \
    Q(open, PART_AT)                                                                               \
    Q(workday, PART_AT)                                                                            \
    Q(workdays, PART_A | PART_B)                                                                   \
    Q(next_open, PART_AT)                                                                          \
    Q(prev_open, PART_AT)                                                                          \
    Q(next_opening, PART_AT)                                                                       \
    Q(next_close, PART_AT)                                                                         \
    Q(prev_opening, PART_AT)                                                                       \
    Q(prev_close, PART_AT)                                                                         \
    Q(spans, PART_A | PART_B)                                                                      \
    Q(holiday, PART_SET | PART_DATE)

typedef enum QuestionPart {
    PART_START = 1,
    PART_AMOUNT = 2,
    PART_A = 4,
    PART_B = 8,
    PART_AT = 16,
    PART_SET = 32,
    PART_DATE = 64
} QuestionPart;

typedef enum CalendarOperation {
#define Q(name, parts) OPERATION_##name,
    CALENDAR_OPERATIONS(Q)
#undef Q
        OPERATION_COUNT
} CalendarOperation;

typedef struct CalendarQuestion {
    CalendarOperation operation;
    const Calendar *calendar; /* NULL for `holiday` */
    const HolidaySet *set;    /* of `holiday` */
    const Zone *zone;         /* of the answer, and of times without an offset */
    Instant a, b;             /* `start` and `at` are a */
    Date date_a, date_b;      /* their local dates in the calendar's zone */
    Amount amount;
} CalendarQuestion;

const char *operation_name(CalendarOperation operation);
bool operation_find(Text name, CalendarOperation *out);
/* Bits of QuestionPart. */
int operation_parts(CalendarOperation operation);

/* An instant as people write it: RFC 3339 with or without seconds, a time without offset in `zone`, a date (its
   midnight), or milliseconds since 1970. */
bool moment_parse(Text text, const Zone *zone, Instant *out);
/* Prints `{"at":…}`, or `{"error":…}` and false: there is no answer. No line break. */
bool question_answer_json(const CalendarQuestion *question, FILE *out);
/* The same in words, with a line break; false prints nothing: there is no answer. */
bool question_answer_text(const CalendarQuestion *question, FILE *out);
/* Why a question has no answer. */
const char *question_problem(const CalendarQuestion *question);

#endif
