#include "cli/calendar_batch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/json.h"
#include "cli/calendar_question.h"
#include "cli/json_out.h"
#include "runtime/amount.h"

/* One line while it is read. */
typedef struct Line {
    Arena *arena; /* for messages, reset line by line */
    const Policy *policy;
    const Zone *zone;
    const char *name;
    const JsonNode *root;
    CalendarQuestion question;
    const char *problem;
} Line;

static bool refuse(Line *line, const char *problem)
{
    line->problem = problem;
    return false;
}

static const char *unknown(Arena *arena, const Policy *policy, const char *what, Text name,
                           const TextId *ids, uint32_t count)
{
    Text *names = ARENA_ARRAY(arena, Text, count);
    for (uint32_t i = 0; i < count; i++)
        names[i] = policy_text(policy, ids[i]);
    int nearest = text_nearest(name, names, count);
    if (nearest < 0)
        return arena_format(arena, "no %s `%.*s`", what, TEXT_ARGS(name));
    return arena_format(arena, "no %s `%.*s`; did you mean `%.*s`?", what, TEXT_ARGS(name),
                        TEXT_ARGS(names[nearest]));
}

const char *calendar_unknown(Arena *arena, const Policy *policy, Text name)
{
    return unknown(arena, policy, "calendar", name, policy->calendar_names,
                   policy->calendar_names_count);
}

/* ---- Parts of a question ---- */

/* The text of the member, or its digits if it is a number. */
static bool read_text(Line *line, const char *key, Text *out)
{
    const JsonNode *node = json_find(line->root, text_from(key));
    if (!node)
        return refuse(line, arena_format(line->arena, "`%s` is missing", key));
    if (node->kind != JSON_STRING && node->kind != JSON_NUMBER)
        return refuse(line, arena_format(line->arena, "`%s` must be a text", key));
    *out = node->text;
    return true;
}

static bool refuse_text(Line *line, const char *key, Text text, const char *expected)
{
    return refuse(
        line, arena_format(line->arena, "`%s`: \"%.*s\" is no %s", key, TEXT_ARGS(text), expected));
}

static bool read_operation(Line *line)
{
    Text name;
    if (!read_text(line, "op", &name))
        return false;
    if (operation_find(name, &line->question.operation))
        return true;
    Text names[OPERATION_COUNT];
    for (int i = 0; i < OPERATION_COUNT; i++)
        names[i] = text_from(operation_name((CalendarOperation)i));
    int nearest = text_nearest(name, names, OPERATION_COUNT);
    const char *hint = nearest < 0 ? ""
                                   : arena_format(line->arena, "; did you mean `%.*s`?",
                                                  TEXT_ARGS(names[nearest]));
    return refuse(line, arena_format(line->arena, "no operation `%.*s`%s", TEXT_ARGS(name), hint));
}

static bool read_calendar(Line *line)
{
    Text name = text_from(line->name);
    bool is_named = json_find(line->root, TEXT("calendar")) != NULL;
    if ((is_named || !line->name) && !read_text(line, "calendar", &name))
        return false;
    uint32_t index = policy_calendar_find(line->policy, name);
    if (index == NONE)
        return refuse(line, calendar_unknown(line->arena, line->policy, name));
    line->question.calendar = line->policy->calendars[index];
    line->question.zone = line->zone ? line->zone : calendar_zone(line->question.calendar);
    return true;
}

static bool read_set(Line *line)
{
    Text name;
    if (!read_text(line, "set", &name))
        return false;
    uint32_t index = policy_holidays_find(line->policy, name);
    if (index == NONE)
        return refuse(line,
                      unknown(line->arena, line->policy, "holiday set", name,
                              line->policy->holiday_names, line->policy->holiday_names_count));
    line->question.set = line->policy->holidays[index];
    return true;
}

static bool read_moment(Line *line, const char *key, Instant *at, Date *date)
{
    Text text;
    if (!read_text(line, key, &text))
        return false;
    if (!moment_parse(text, line->question.zone, at))
        return refuse_text(line, key, text, "instant of the years 1900 to 2199");
    if (!date_parse(text, date)) /* days are the calendar's own, whatever zone is shown */
        *date = zone_date(calendar_zone(line->question.calendar), *at);
    return true;
}

static bool read_amount(Line *line)
{
    Text text;
    return read_text(line, "amount", &text) &&
           (amount_parse(text, &line->question.amount) ||
            refuse_text(line, "amount", text, "amount such as \"8h\" or \"3 workdays\""));
}

static bool read_date(Line *line)
{
    Text text;
    return read_text(line, "date", &text) &&
           (date_parse(text, &line->question.date_a) ||
            refuse_text(line, "date", text, "date of the years 1900 to 2199"));
}

static bool read_parts(Line *line)
{
    CalendarQuestion *question = &line->question;
    int parts = operation_parts(question->operation);
    if (parts & PART_SET)
        return read_set(line) && read_date(line);
    return read_calendar(line) &&
           (!(parts & PART_START) || read_moment(line, "start", &question->a, &question->date_a)) &&
           (!(parts & PART_AT) || read_moment(line, "at", &question->a, &question->date_a)) &&
           (!(parts & PART_A) || read_moment(line, "a", &question->a, &question->date_a)) &&
           (!(parts & PART_B) || read_moment(line, "b", &question->b, &question->date_b)) &&
           (!(parts & PART_AMOUNT) || read_amount(line));
}

/* ---- Lines ---- */

static void error_print(FILE *out, const char *problem)
{
    fputs("{\"error\":", out);
    json_text_print(out, text_from(problem));
    fputc('}', out);
}

static bool answer_line(Line *line, Json *json, Text text, FILE *out)
{
    size_t bad;
    uint32_t offset;
    line->question = (CalendarQuestion){0};
    line->root = text_is_utf8(text, &bad) ? json_read(json, text) : NULL;
    bool is_read = false;
    if (!line->root)
        refuse(line,
               arena_format(line->arena, "not JSON: %s",
                            text_is_utf8(text, &bad) ? json_problem(json, &offset) : "not UTF-8"));
    else if (line->root->kind != JSON_OBJECT)
        refuse(line, "a question is an object");
    else
        is_read = read_operation(line) && read_parts(line);
    if (is_read)
        question_answer_json(&line->question, out);
    else
        error_print(out, line->problem);
    fputc('\n', out);
    return is_read;
}

static bool is_blank(Text text)
{
    for (uint32_t i = 0; i < text.size; i++) {
        if (!memchr(" \t\r\n", text.data[i], 4))
            return false;
    }
    return true;
}

bool calendar_batch(const Policy *policy, const Zone *zone, const char *name, FILE *in, FILE *out)
{
    Line line = {.arena = arena_new(), .policy = policy, .zone = zone, .name = name};
    Json *json = json_new();
    char *buffer = NULL;
    size_t capacity = 0;
    bool is_good = true;
    for (ssize_t size; (size = getline(&buffer, &capacity, in)) >= 0;) {
        arena_reset(line.arena);
        if ((uint64_t)size > UINT32_MAX - JSON_PADDING) {
            is_good = false;
            fputs("{\"error\":\"the line is too long\"}\n", out);
            continue;
        }
        Text text = {buffer, (uint32_t)size};
        if (is_blank(text))
            continue;
        char *copy = arena_alloc(line.arena, text.size + (size_t)JSON_PADDING);
        memcpy(copy, buffer, text.size);
        is_good = answer_line(&line, json, (Text){copy, text.size}, out) && is_good;
    }
    free(buffer);
    json_free(json);
    arena_free(line.arena);
    return is_good;
}
