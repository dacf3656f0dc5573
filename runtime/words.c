#include "runtime/words.h"
#include "base/buffer.h"
#include "base/money.h"

#include <string.h>

/* ---- Moments and values ---- */

const char *words_moment(Arena *arena, const Zone *zone, Instant at)
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

const char *words_duration(Arena *arena, Duration duration)
{
    char text[DURATION_TEXT];
    duration_print(duration, text);
    return arena_format(arena, "%s", text);
}

const char *words_name(const Words *words, TextId id)
{
    if (id == TEXT_NONE)
        return "";
    return text_string(words->arena, intern_get(engine_texts(words->engine), id));
}

static const char *set_text(const Words *words, const Zone *zone, ValueShape type, Value value)
{
    uint32_t count;
    const Value *elements = set_values(engine_sets(words->engine), (SetId)value, &count);
    const char *text = "{";
    type.type = type.element;
    for (uint32_t i = 0; i < count; i++)
        text = arena_format(words->arena, "%s%s %s", text, i ? "," : "",
                            words_value(words, zone, type, elements[i]));
    return arena_format(words->arena, "%s }", text);
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

const char *words_value(const Words *words, const Zone *zone, ValueShape type, Value value)
{
    const Policy *policy = words->policy;
    char text[MONEY_TEXT + INSTANT_TEXT];
    if (value == VALUE_ABSENT)
        return "absent";
    switch (type.type) {
    case TYPE_BOOLEAN: return value ? "true" : "false";
    case TYPE_INTEGER: return arena_format(words->arena, "%lld", (long long)value);
    case TYPE_DECIMAL: return decimal_text(words->arena, value, "");
    case TYPE_PERCENT: return decimal_text(words->arena, value * 100, "%");
    case TYPE_TEXT: return arena_format(words->arena, "\"%s\"", words_name(words, (TextId)value));
    case TYPE_DURATION: return words_duration(words->arena, value);
    case TYPE_DATE: date_print((Date)value, text); return arena_format(words->arena, "%s", text);
    case TYPE_INSTANT: return words_moment(words->arena, zone, value);
    case TYPE_MONEY:
        money_print(value, (int32_t)type.currency, text);
        return arena_format(words->arena, "%s", text);
    case TYPE_ENUM:
        return words_name(
            words, policy->enumerators[policy->enums[type.enumeration].first + (uint32_t)value]);
    case TYPE_SET: return set_text(words, zone, type, value);
    }
    return "";
}

/* ---- Actions ---- */

static const char *recipient_text(const Words *words, const ActionRow *row)
{
    const char *name = row->target == VALUE_ABSENT ? NULL : words_name(words, (TextId)row->target);
    switch (row->action->recipient) {
    case RECIPIENT_NONE: return "";
    case RECIPIENT_CUSTOMER: return "customer";
    case RECIPIENT_AGENT:
        return name ? arena_format(words->arena, "agent (%s\"%s\")",
                                   row->target_is_team ? "the team " : "", name)
                    : "agent (the ticket has none)";
    case RECIPIENT_TEAM: return arena_format(words->arena, "team \"%s\"", name ? name : "");
    case RECIPIENT_ROLE: return arena_format(words->arena, "role \"%s\"", name ? name : "");
    case RECIPIENT_TEXT: return arena_format(words->arena, "\"%s\"", name ? name : "");
    }
    return "";
}

static const char *change_text(const Words *words, const Zone *zone, const ActionRow *row)
{
    const FieldDef *field = &words->policy->fields[row->action->field];
    ValueShape type = {field->type, field->element, field->enumeration, field->currency};
    return arena_format(words->arena, "%s%s%s", words_name(words, field->name),
                        row->action->kind == ACTION_SET ? " to " : ", which gives ",
                        words_value(words, zone, type, row->value));
}

static ValueShape money_shape(uint32_t currency)
{
    return (ValueShape){.type = TYPE_MONEY, .currency = currency};
}

static const char *object_text(const Words *words, const Zone *zone, const ActionRow *row)
{
    switch (row->action->kind) {
    case ACTION_NOTIFY:
    case ACTION_ASSIGN: return recipient_text(words, row);
    case ACTION_SET:
    case ACTION_RAISE:
    case ACTION_LOWER: return change_text(words, zone, row);
    case ACTION_TAG:
    case ACTION_UNTAG:
    case ACTION_TASK: return words_value(words, zone, (ValueShape){.type = TYPE_TEXT}, row->value);
    case ACTION_EMIT: return words_name(words, row->action->name);
    case ACTION_BILL:
    case ACTION_CREDIT: return words_value(words, zone, money_shape(row->currency), row->value);
    case ACTION_DRAW: return arena_format(words->arena, "%lld", (long long)row->value);
    case ACTION_CLOSE:
    case ACTION_REOPEN: return "";
    }
    return "";
}

const char *words_action(const Words *words, const Zone *zone, const ActionRow *row)
{
    const char *object = object_text(words, zone, row);
    return arena_format(words->arena, "%s%s%s", action_word(row->action->kind), *object ? " " : "",
                        object);
}

const char *words_origin(const Words *words, Origin origin)
{
    if (origin.line == 0)
        return "";
    return arena_format(words->arena, "%s:%u", words_name(words, origin.file), origin.line);
}
