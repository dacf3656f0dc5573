/* slate calendar POLICY NAME …: questions to a calendar, one from the command line or many from standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/calendar_batch.h"
#include "cli/calendar_question.h"
#include "cli/calendar_show.h"
#include "cli/load.h"
#include "cli/term.h"
#include "cli/verbs.h"
#include "runtime/amount.h"

/* The call, after its flags: operands[0] is the policy, [1] the calendar, [2] what is asked. */
typedef struct Call {
    const Args *args;
    const Policy *policy;
    const Calendar *calendar;
    const Zone *zone; /* NULL: the calendar's own */
    Arena *arena;
} Call;

static int zone_choose(Call *call)
{
    const char *name = args_value(call->args, "--zone");
    if (!name)
        return 0;
    if (zone_find(call->policy->zones, text_from(name), &call->zone) == STATUS_OK)
        return 0;
    return args_refuse(call->args, "no time zone \"%s\"", name);
}

/* ---- Pictures ---- */

/* "2026-03", "2026". */
static bool month_parse(const char *text, int *year, int *month)
{
    Date date;
    char full[16];
    if (strlen(text) != 7)
        return false;
    snprintf(full, sizeof full, "%s-01", text);
    if (!date_parse(text_from(full), &date))
        return false;
    *year = date_civil(date).year;
    *month = date_civil(date).month;
    return true;
}

static bool year_parse(const char *text, int *year)
{
    int month;
    char full[16];
    if (strlen(text) != 4)
        return false;
    snprintf(full, sizeof full, "%s-01", text);
    return month_parse(full, year, &month);
}

static CalendarShow show_make(const Call *call)
{
    return (CalendarShow){.calendar = call->calendar,
                          .zone = call->zone ? call->zone : calendar_zone(call->calendar),
                          .is_json = args_has(call->args, "--json"),
                          .has_color = term_has_color(call->args, stdout),
                          .out = stdout};
}

static int run_show(const Call *call, char **words)
{
    int year, month;
    if (!month_parse(words[0], &year, &month))
        return args_refuse(call->args, "\"%s\" is no month such as 2026-03", words[0]);
    CalendarShow show = show_make(call);
    calendar_show_month(&show, year, month);
    return 0;
}

static int run_list(const Call *call, char **words)
{
    int year;
    if (!year_parse(words[0], &year))
        return args_refuse(call->args, "\"%s\" is no year from 1900 to 2199", words[0]);
    CalendarShow show = show_make(call);
    calendar_show_year(&show, year);
    return 0;
}

/* ---- Questions ---- */

static int question_run(const Call *call, const CalendarQuestion *question)
{
    bool is_json = args_has(call->args, "--json");
    bool has_answer =
        is_json ? question_answer_json(question, stdout) : question_answer_text(question, stdout);
    if (is_json)
        putchar('\n');
    else if (!has_answer)
        fprintf(stderr, "slate calendar: %s\n", question_problem(question));
    return has_answer ? 0 : status_exit(STATUS_UNKNOWN);
}

static bool moment_read(const Call *call, const char *word, const Zone *zone, Instant *out,
                        int *exit_code)
{
    if (moment_parse(text_from(word), zone, out))
        return true;
    *exit_code = args_refuse(call->args, "\"%s\" is no instant such as \"2026-03-02 09:00\"", word);
    return false;
}

static int ask(const Call *call, CalendarOperation operation, char **words)
{
    const Zone *zone = call->zone ? call->zone : calendar_zone(call->calendar);
    CalendarQuestion question = {.operation = operation, .calendar = call->calendar, .zone = zone};
    int exit_code;
    if (!moment_read(call, words[0], zone, &question.a, &exit_code))
        return exit_code;
    if (operation == OPERATION_between &&
        !moment_read(call, words[1], zone, &question.b, &exit_code))
        return exit_code;
    if (operation == OPERATION_add && !amount_parse(text_from(words[1]), &question.amount))
        return args_refuse(call->args, "\"%s\" is no amount such as 8h or \"3 workdays\"",
                           words[1]);
    return question_run(call, &question);
}

static int run_add(const Call *call, char **words)
{
    return ask(call, OPERATION_add, words);
}

static int run_between(const Call *call, char **words)
{
    return ask(call, OPERATION_between, words);
}

static int run_open(const Call *call, char **words)
{
    return ask(call, OPERATION_open, words);
}

static int run_next(const Call *call, char **words)
{
    return ask(call, OPERATION_next_open, words);
}

static const struct {
    const char *name, *usage;
    int words; /* behind it */
    int (*run)(const Call *call, char **words);
} FORMS[] = {{"add", "add START AMOUNT", 2, run_add}, {"between", "between A B", 2, run_between},
             {"open", "open T", 1, run_open},         {"next", "next T", 1, run_next},
             {"show", "show 2026-03", 1, run_show},   {"list", "list 2026", 1, run_list}};
enum { FORMS_COUNT = sizeof FORMS / sizeof *FORMS };

static int form_unknown(const Call *call, const char *word)
{
    Text names[FORMS_COUNT];
    for (int i = 0; i < FORMS_COUNT; i++)
        names[i] = text_from(FORMS[i].name);
    int nearest = text_nearest(text_from(word), names, FORMS_COUNT);
    if (nearest < 0)
        return args_refuse(call->args, "a calendar cannot be asked to `%s`", word);
    return args_refuse(call->args, "a calendar cannot be asked to `%s`; did you mean `%s`?", word,
                       FORMS[nearest].name);
}

static int form_run(Call *call)
{
    char **words = call->args->operands;
    int count = call->args->operands_count;
    if (count < 3)
        return args_refuse(call->args, "a calendar and a question are needed, or --batch");
    uint32_t index = policy_calendar_find(call->policy, text_from(words[1]));
    if (index == NONE)
        return args_refuse(call->args, "%s",
                           calendar_unknown(call->arena, call->policy, text_from(words[1])));
    call->calendar = call->policy->calendars[index];
    for (int i = 0; i < FORMS_COUNT; i++) {
        if (strcmp(words[2], FORMS[i].name) != 0)
            continue;
        if (count - 3 != FORMS[i].words)
            return args_refuse(call->args, "it reads `%s`", FORMS[i].usage);
        return FORMS[i].run(call, words + 3);
    }
    return form_unknown(call, words[2]);
}

static int batch_run(const Call *call)
{
    const char *name = call->args->operands_count > 1 ? call->args->operands[1] : NULL;
    bool is_good = calendar_batch(call->policy, call->zone, name, stdin, stdout);
    return is_good ? 0 : status_exit(STATUS_INPUT);
}

int cmd_calendar(int argc, char **argv)
{
    Args args;
    int exit_code;
    if (!args_parse(&args, argc, argv, &exit_code))
        return exit_code;
    Policy *policy = load_policy(&args, args.operands[0], &exit_code);
    if (!policy)
        return exit_code;
    Call call = {.args = &args, .policy = policy, .arena = arena_new()};
    exit_code = zone_choose(&call);
    if (exit_code == 0)
        exit_code = args_has(&args, "--batch") ? batch_run(&call) : form_run(&call);
    arena_free(call.arena);
    policy_free(policy);
    return exit_code;
}
