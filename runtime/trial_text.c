/* The words of a failing test: moments in the zone of the ticket, values as an author writes them, a clock's life as
   dated intervals. */
#include "base/buffer.h"
#include "base/money.h"
#include "runtime/trial_part.h"

/* ---- Moments and values ---- */

const char *trial_moment_text(Arena *arena, const Zone *zone, Instant at)
{
    char date[INSTANT_TEXT];
    int64_t local = zone_local(zone, at);
    int64_t day = local / DAY_MS - (local % DAY_MS < 0), ms = local - day * DAY_MS;
    date_print((Date)day, date);
    int hour = (int)(ms / HOUR_MS), minute = (int)(ms / MINUTE_MS % 60);
    int second = (int)(ms / SECOND_MS % 60), rest = (int)(ms % SECOND_MS);
    if (rest)
        return arena_format(arena, "%s %02d:%02d:%02d.%03d", date, hour, minute, second, rest);
    if (second)
        return arena_format(arena, "%s %02d:%02d:%02d", date, hour, minute, second);
    return arena_format(arena, "%s %02d:%02d", date, hour, minute);
}

const char *trial_duration_text(Arena *arena, Duration duration)
{
    char text[DURATION_TEXT];
    duration_print(duration, text);
    return arena_format(arena, "%s", text);
}

const char *trial_name(const TrialRun *run, TextId id)
{
    if (id == TEXT_NONE)
        return "";
    return text_string(run->arena, intern_get(engine_texts(run->engine), id));
}

static const char *set_text(TrialRun *run, const Zone *zone, TrialValue type, Value value)
{
    uint32_t count;
    const Value *elements = set_values(engine_sets(run->engine), (SetId)value, &count);
    const char *text = "{";
    type.type = type.element;
    for (uint32_t i = 0; i < count; i++)
        text = arena_format(run->arena, "%s%s %s", text, i ? "," : "",
                            trial_value_text(run, zone, type, elements[i]));
    return arena_format(run->arena, "%s }", text);
}

/* Millionths, without zeros at the end. */
static const char *decimal_text(Arena *arena, int64_t millionths, const char *unit)
{
    uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
    char *text =
        arena_format(arena, "%s%llu.%06llu", millionths < 0 ? "-" : "",
                     (unsigned long long)(size / 1000000), (unsigned long long)(size % 1000000));
    size_t end = strlen(text);
    while (text[end - 1] == '0')
        end--;
    end -= text[end - 1] == '.';
    return arena_format(arena, "%.*s%s", (int)end, text, unit);
}

const char *trial_value_text(TrialRun *run, const Zone *zone, TrialValue type, Value value)
{
    const Policy *policy = run->policy;
    char text[MONEY_TEXT + INSTANT_TEXT];
    if (value == VALUE_ABSENT)
        return "absent";
    switch (type.type) {
    case TYPE_BOOLEAN: return value ? "true" : "false";
    case TYPE_INTEGER: return arena_format(run->arena, "%lld", (long long)value);
    case TYPE_DECIMAL: return decimal_text(run->arena, value, "");
    case TYPE_PERCENT: return decimal_text(run->arena, value * 100, "%");
    case TYPE_TEXT: return arena_format(run->arena, "\"%s\"", trial_name(run, (TextId)value));
    case TYPE_DURATION: return trial_duration_text(run->arena, value);
    case TYPE_DATE: date_print((Date)value, text); return arena_format(run->arena, "%s", text);
    case TYPE_INSTANT: return trial_moment_text(run->arena, zone, value);
    case TYPE_MONEY:
        money_print(value, (int32_t)type.currency, text);
        return arena_format(run->arena, "%s", text);
    case TYPE_ENUM:
        return trial_name(
            run, policy->enumerators[policy->enums[type.enumeration].first + (uint32_t)value]);
    case TYPE_SET: return set_text(run, zone, type, value);
    }
    return "";
}

/* ---- Actions ---- */

static const char *recipient_text(TrialRun *run, const ActionRow *row)
{
    const char *name = row->target == VALUE_ABSENT ? NULL : trial_name(run, (TextId)row->target);
    switch (row->action->recipient) {
    case RECIPIENT_NONE: return "";
    case RECIPIENT_CUSTOMER: return "customer";
    case RECIPIENT_AGENT:
        return name ? arena_format(run->arena, "agent (%s\"%s\")",
                                   row->target_is_team ? "the team " : "", name)
                    : "agent (the ticket has none)";
    case RECIPIENT_TEAM: return arena_format(run->arena, "team \"%s\"", name ? name : "");
    case RECIPIENT_ROLE: return arena_format(run->arena, "role \"%s\"", name ? name : "");
    case RECIPIENT_TEXT: return arena_format(run->arena, "\"%s\"", name ? name : "");
    }
    return "";
}

static const char *change_text(TrialRun *run, const Zone *zone, const ActionRow *row)
{
    const FieldDef *field = &run->policy->fields[row->action->field];
    TrialValue type = {field->type, field->element, field->enumeration, field->currency};
    return arena_format(run->arena, "%s%s%s", trial_name(run, field->name),
                        row->action->kind == ACTION_SET ? " to " : ", which gives ",
                        trial_value_text(run, zone, type, row->value));
}

static const char *object_text(TrialRun *run, const Zone *zone, const ActionRow *row)
{
    switch (row->action->kind) {
    case ACTION_NOTIFY:
    case ACTION_ASSIGN: return recipient_text(run, row);
    case ACTION_SET:
    case ACTION_RAISE:
    case ACTION_LOWER: return change_text(run, zone, row);
    case ACTION_TAG:
    case ACTION_UNTAG:
    case ACTION_TASK:
        return trial_value_text(run, zone, (TrialValue){.type = TYPE_TEXT}, row->value);
    case ACTION_EMIT: return trial_name(run, row->action->name);
    case ACTION_CLOSE:
    case ACTION_REOPEN:
    case ACTION_BILL:
    case ACTION_CREDIT:
    case ACTION_DRAW: return "";
    }
    return "";
}

const char *trial_action_text(TrialRun *run, const Zone *zone, const ActionRow *row)
{
    const char *object = object_text(run, zone, row);
    const char *ticket = trial_name(run, row->ticket);
    return arena_format(run->arena, "%s  %s%s%s%s%s", trial_moment_text(run->arena, zone, row->at),
                        action_word(row->action->kind), *object ? " " : "", object,
                        *ticket ? " for " : "", ticket);
}

/* ---- A clock's life ---- */

enum { LINES_HEAD = 10, LINES_TAIL = 5, LINES_MAX = 1000 };

typedef struct Stretch {
    Instant from, to;
    const char *text;
    Origin origin;
} Stretch;

typedef struct Life {
    TrialRun *run;
    const Zone *zone;
    const Calendar *calendar;
    VEC(Stretch) stretches;
} Life;

static void stretch_add(Life *life, Instant from, Instant to, const char *text, Origin origin)
{
    Stretch stretch = {from, to, text, origin};
    if (life->stretches.count < LINES_MAX)
        VEC_PUSH(life->run->arena, &life->stretches, stretch);
}

/* The name of the first holiday between two instants, for a gap that one explains. */
static const char *holiday_between(const Life *life, Instant from, Instant to)
{
    enum { DAYS = 10 };
    Date first = zone_date(life->zone, from), last = zone_date(life->zone, to - 1);
    for (Date date = first; date <= last && date < first + DAYS; date++) {
        Text name;
        if (calendar_holiday(life->calendar, date, &name))
            return text_string(life->run->arena, name);
    }
    return NULL;
}

static void closed_add(Life *life, Instant from, Instant to)
{
    const char *holiday = holiday_between(life, from, to);
    const char *text =
        holiday ? arena_format(life->run->arena, "closed hours, with %s", holiday) : "closed hours";
    stretch_add(life, from, to, text, (Origin){.file = TEXT_NONE});
}

static void ran_add(Life *life, Instant from, Instant to)
{
    Instant at = from;
    while (at < to && life->stretches.count < LINES_MAX) {
        Instant open, close;
        if (!calendar_interval(life->calendar, at, &open, &close) || open >= to) {
            closed_add(life, at, to);
            return;
        }
        if (open > at)
            closed_add(life, at, open);
        at = open > at ? open : at;
        Instant end = close < to ? close : to;
        stretch_add(life, at, end,
                    arena_format(life->run->arena, "ran %s",
                                 trial_duration_text(life->run->arena, end - at)),
                    (Origin){.file = TEXT_NONE});
        at = end;
    }
}

static void paused_add(Life *life, const Phase *phase, uint32_t clock)
{
    Arena *arena = life->run->arena;
    Duration open = 0;
    bool has_open = calendar_working(life->calendar, phase->from, phase->to, &open);
    const char *text = arena_format(
        arena, "%s, %s of open time", phase->cause == CAUSE_STOP ? "stopped" : "paused",
        has_open ? trial_duration_text(arena, open) : "an unknown span");
    stretch_add(life, phase->from, phase->to, text,
                query_cause(life->run->engine, clock, phase->cause));
}

static void stretch_tell(Life *life, TrialFailure *failure, const Stretch *stretch)
{
    Arena *arena = life->run->arena;
    const char *from = trial_moment_text(arena, life->zone, stretch->from),
               *to = trial_moment_text(arena, life->zone, stretch->to);
    bool is_one_day = strncmp(from, to, 10) == 0; /* the date */
    trial_why(
        life->run, failure,
        arena_format(arena, "  %-16s to %-16s  %s", from, is_one_day ? to + 11 : to, stretch->text),
        stretch->origin);
}

static void life_tell(Life *life, TrialFailure *failure)
{
    uint32_t count = life->stretches.count;
    for (uint32_t i = 0; i < count; i++) {
        if (count > LINES_HEAD + LINES_TAIL && i == LINES_HEAD) {
            i = count - LINES_TAIL;
            trial_why(life->run, failure,
                      arena_format(life->run->arena, "  … %u more", i - LINES_HEAD),
                      (Origin){.file = TEXT_NONE});
        }
        stretch_tell(life, failure, &life->stretches.at[i]);
    }
}

static void head_tell(Life *life, TrialFailure *failure, const ClockAnswer *answer)
{
    TrialRun *run = life->run;
    const ClockRow *row = &answer->row;
    const char *began = trial_moment_text(run->arena, life->zone, row->started);
    if (answer->has_line)
        trial_why(run, failure,
                  arena_format(run->arena, "its target is %s", trial_name(run, row->target)),
                  row->source);
    else
        trial_why(run, failure,
                  arena_format(run->arena, "no line of %s fits it",
                               trial_name(run, run->policy->slas[row->sla].name)),
                  run->policy->slas[row->sla].origin);
    trial_why(run, failure,
              arena_format(run->arena, "cycle %u began at %s, on the calendar %s (%.*s)",
                           row->cycle, began,
                           trial_name(run, run->policy->calendar_names[row->calendar]),
                           TEXT_ARGS(zone_name(life->zone))),
              (Origin){.file = TEXT_NONE});
}

void trial_why_clock(TrialRun *run, TrialFailure *failure, const TrialSubject *subject,
                     const ClockAnswer *answer)
{
    uint32_t count;
    const Phase *phases = query_phases(run->engine, run->arena, subject->ticket, subject->index,
                                       subject->sla, run->now, &count);
    Life life = {.run = run,
                 .zone = trial_zone(run, subject->ticket),
                 .calendar = run->policy->calendars[answer->row.calendar]};
    head_tell(&life, failure, answer);
    for (uint32_t i = 0; i < count; i++) {
        if (phases[i].is_paused)
            paused_add(&life, &phases[i], subject->index);
        else
            ran_add(&life, phases[i].from, phases[i].to);
    }
    life_tell(&life, failure);
    trial_why(run, failure,
              arena_format(run->arena, "in all it ran %s%s%s",
                           trial_duration_text(run->arena, answer->row.elapsed_ms),
                           answer->row.limit_ms == VALUE_ABSENT ? "" : " of ",
                           answer->row.limit_ms == VALUE_ABSENT
                               ? ""
                               : trial_duration_text(run->arena, answer->row.limit_ms)),
              (Origin){.file = TEXT_NONE});
}
