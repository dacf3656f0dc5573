#include "cli/calendar_question.h"

#include <inttypes.h>
#include <string.h>

#include "cli/json_out.h"

/* ---- Operations ---- */

static const struct {
    const char *name;
    int parts;
} OPERATIONS[] = {
#define Q(name, parts) {#name, parts},
    CALENDAR_OPERATIONS(Q)
#undef Q
};

const char *operation_name(CalendarOperation operation)
{
    return OPERATIONS[operation].name;
}

int operation_parts(CalendarOperation operation)
{
    return OPERATIONS[operation].parts;
}

bool operation_find(Text name, CalendarOperation *out)
{
    for (int i = 0; i < OPERATION_COUNT; i++) {
        if (text_is(name, OPERATIONS[i].name)) {
            *out = (CalendarOperation)i;
            return true;
        }
    }
    return false;
}

/* ---- Reading ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "-12" and how many bytes it takes; 0: no number, or one that does not fit. */
static uint32_t number_parse(Text text, int64_t *out)
{
    bool is_negative = text.size && text.data[0] == '-';
    uint32_t at = is_negative ? 1 : 0, first = at;
    int64_t value = 0;
    for (; at < text.size && is_digit(text.data[at]); at++) {
        if (!multiply_checked(value, 10, &value) ||
            !add_checked(value, text.data[at] - '0', &value))
            return 0;
    }
    *out = is_negative ? -value : value;
    return at > first ? at : 0;
}

/* "2026-03-02T09:00+02:00": RFC 3339 but for the seconds. */
static bool short_instant_parse(Text text, Instant *out)
{
    enum { MINUTES = 16 };
    char full[40];
    if (text.size <= MINUTES || text.size > sizeof full - 3 || text.data[MINUTES] == ':')
        return false;
    int size = snprintf(full, sizeof full, "%.16s:00%.*s", text.data, (int)(text.size - MINUTES),
                        text.data + MINUTES);
    return instant_parse((Text){full, (uint32_t)size}, out);
}

bool moment_parse(Text text, const Zone *zone, Instant *out)
{
    int64_t value;
    if (instant_parse(text, out) || short_instant_parse(text, out))
        return true;
    if (local_parse(text, &value))
        value = zone_instant(zone, value, FOLD_FIRST);
    else if (number_parse(text, &value) != text.size || text.size == 0)
        return false;
    if (!instant_is_valid(value))
        return false;
    *out = value;
    return true;
}

/* ---- Answering ---- */

typedef struct Answer {
    Instant at;
    int64_t number; /* ms, days */
    bool is_true;
    Text name;
} Answer;

static bool answer_open(const CalendarQuestion *question, Answer *answer)
{
    answer->is_true = calendar_is_open(question->calendar, question->a);
    return calendar_covers(question->calendar, question->a);
}

static bool answer_workday(const CalendarQuestion *question, Answer *answer)
{
    answer->is_true = calendar_is_workday(question->calendar, question->date_a);
    return calendar_covers_date(question->calendar, question->date_a);
}

static bool answer_holiday(const CalendarQuestion *question, Answer *answer)
{
    answer->name = TEXT("");
    answer->is_true = holiday_find(question->set, question->date_a, &answer->name);
    return true;
}

/* False: no answer. */
static bool question_answer(const CalendarQuestion *question, Answer *answer)
{
    const Calendar *calendar = question->calendar;
    Instant a = question->a, b = question->b;
    switch (question->operation) {
    case OPERATION_add: return calendar_step(calendar, a, question->amount, &answer->at);
    case OPERATION_between:
    case OPERATION_spans: /* they are listed as they are printed */
        return calendar_working(calendar, a, b, &answer->number);
    case OPERATION_open: return answer_open(question, answer);
    case OPERATION_workday: return answer_workday(question, answer);
    case OPERATION_workdays:
        return calendar_workdays(calendar, question->date_a, question->date_b, &answer->number);
    case OPERATION_next_open: return calendar_next_open(calendar, a, &answer->at);
    case OPERATION_prev_open: return calendar_prev_open(calendar, a, &answer->at);
    case OPERATION_next_opening: return calendar_next_opening(calendar, a, &answer->at);
    case OPERATION_next_close: return calendar_next_close(calendar, a, &answer->at);
    case OPERATION_prev_opening: return calendar_prev_opening(calendar, a, &answer->at);
    case OPERATION_prev_close: return calendar_prev_close(calendar, a, &answer->at);
    case OPERATION_holiday: return answer_holiday(question, answer);
    case OPERATION_COUNT: break;
    }
    return false;
}

const char *question_problem(const CalendarQuestion *question)
{
    const Calendar *calendar = question->calendar;
    bool is_beyond = question->operation != OPERATION_workday &&
                     question->operation != OPERATION_workdays &&
                     !calendar_covers(calendar, question->a);
    return is_beyond ? "no answer: that is beyond the calendar's `valid`"
                     : "no answer: that leads beyond the calendar's openings, its `valid` or the "
                       "years 1900 to 2199";
}

/* ---- Printing ---- */

static void instant_write(const CalendarQuestion *question, Instant at, FILE *out)
{
    char text[INSTANT_TEXT];
    instant_print_offset(at, zone_offset(question->zone, at) / 60, text);
    fputs(text, out);
}

/* The next piece of open time in [*from, b); false: there is none. */
static bool next_span(const CalendarQuestion *question, Instant *from, Instant *open,
                      Instant *close)
{
    if (*from >= question->b || !calendar_interval(question->calendar, *from, open, close) ||
        *open >= question->b)
        return false;
    *open = *open > *from ? *open : *from;
    *close = *close < question->b ? *close : question->b;
    *from = *close;
    return true;
}

static void spans_json(const CalendarQuestion *question, FILE *out)
{
    Instant from = question->a, open, close;
    fputs("{\"spans\":[", out);
    for (bool is_first = true; next_span(question, &from, &open, &close); is_first = false) {
        fputs(is_first ? "[\"" : ",[\"", out);
        instant_write(question, open, out);
        fputs("\",\"", out);
        instant_write(question, close, out);
        fputs("\"]", out);
    }
    fputs("]}", out);
}

static void spans_text(const CalendarQuestion *question, FILE *out)
{
    Instant from = question->a, open, close;
    while (next_span(question, &from, &open, &close)) {
        instant_write(question, open, out);
        fputs("  ", out);
        instant_write(question, close, out);
        fputc('\n', out);
    }
}

static void holiday_json(const Answer *answer, FILE *out)
{
    fprintf(out, "{\"holiday\":%s", answer->is_true ? "true" : "false");
    if (answer->is_true) {
        fputs(",\"name\":", out);
        json_text_print(out, answer->name);
    }
    fputc('}', out);
}

bool question_answer_json(const CalendarQuestion *question, FILE *out)
{
    Answer answer = {0};
    if (!question_answer(question, &answer)) {
        fprintf(out, "{\"error\":\"%s\"}", question_problem(question));
        return false;
    }
    switch (question->operation) {
    case OPERATION_between: fprintf(out, "{\"ms\":%" PRId64 "}", answer.number); return true;
    case OPERATION_open:
    case OPERATION_workday:
        fprintf(out, "{\"%s\":%s}", operation_name(question->operation),
                answer.is_true ? "true" : "false");
        return true;
    case OPERATION_workdays: fprintf(out, "{\"n\":%" PRId64 "}", answer.number); return true;
    case OPERATION_spans: spans_json(question, out); return true;
    case OPERATION_holiday: holiday_json(&answer, out); return true;
    case OPERATION_add:
    case OPERATION_next_open:
    case OPERATION_prev_open:
    case OPERATION_next_opening:
    case OPERATION_next_close:
    case OPERATION_prev_opening:
    case OPERATION_prev_close:
    case OPERATION_COUNT: break;
    }
    fputs("{\"at\":\"", out);
    instant_write(question, answer.at, out);
    fputs("\"}", out);
    return true;
}

/* "open until 2026-03-02T13:00:00+02:00" */
static void open_text(const CalendarQuestion *question, bool is_open, FILE *out)
{
    Instant until;
    bool has_end = is_open ? calendar_next_close(question->calendar, question->a, &until)
                           : calendar_next_open(question->calendar, question->a, &until);
    fputs(is_open ? "open" : "closed", out);
    if (has_end) {
        fputs(" until ", out);
        instant_write(question, until, out);
    }
    fputc('\n', out);
}

bool question_answer_text(const CalendarQuestion *question, FILE *out)
{
    Answer answer = {0};
    char duration[DURATION_TEXT];
    if (!question_answer(question, &answer))
        return false;
    switch (question->operation) {
    case OPERATION_between:
        duration_print(answer.number, duration);
        fprintf(out, "%s\n", duration);
        return true;
    case OPERATION_open: open_text(question, answer.is_true, out); return true;
    case OPERATION_workday: fputs(answer.is_true ? "workday\n" : "no workday\n", out); return true;
    case OPERATION_workdays: fprintf(out, "%" PRId64 "\n", answer.number); return true;
    case OPERATION_spans: spans_text(question, out); return true;
    case OPERATION_holiday:
        fprintf(out, "%s\n", answer.is_true ? "holiday" : "no holiday");
        return true;
    case OPERATION_add:
    case OPERATION_next_open:
    case OPERATION_prev_open:
    case OPERATION_next_opening:
    case OPERATION_next_close:
    case OPERATION_prev_opening:
    case OPERATION_prev_close:
    case OPERATION_COUNT: break;
    }
    instant_write(question, answer.at, out);
    fputc('\n', out);
    return true;
}
