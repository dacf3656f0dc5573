/* A witness in words. */
#include <stdio.h>

#include "base/money.h"
#include "compiler/witness_part.h"

const FieldDef *witness_field(const Witness *witness, ChoiceTest test)
{
    const Policy *policy = witness->lower->policy;
    switch ((ChoiceRead)test.read) {
    case CHOICE_TICKET:
    case CHOICE_BEFORE: return &policy->fields[test.index];
    case CHOICE_ACCOUNT: return &policy->account_fields[test.index];
    case CHOICE_CONTRACT: return &policy->contract_fields[test.index];
    case CHOICE_EVENT_FIELD:
        for (uint32_t i = 0; i < policy->event_fields_count; i++)
            if (policy->event_fields[i].slot == test.index)
                return &policy->event_fields[i].def;
        return NULL;
    case CHOICE_EVENT:
    case CHOICE_HAS_BEFORE:
    case CHOICE_NOW:
    case CHOICE_CODE: break;
    }
    return NULL;
}

const char *witness_name(const Witness *witness, ChoiceTest test)
{
    static const char *const PREFIX[] = {[CHOICE_BEFORE] = "before.",
                                         [CHOICE_ACCOUNT] = "account.",
                                         [CHOICE_CONTRACT] = "contract.",
                                         [CHOICE_EVENT_FIELD] = ""};
    const Policy *policy = witness->lower->policy;
    Arena *arena = witness->lower->scratch;
    const FieldDef *field = witness_field(witness, test);
    if (test.read == CHOICE_EVENT)
        return arena_format(arena, "%.*s",
                            TEXT_ARGS(intern_get(policy->texts, policy->events[test.index].name)));
    if (!field)
        return "created";
    return arena_format(arena, "%s%.*s", test.read == CHOICE_TICKET ? "" : PREFIX[test.read],
                        TEXT_ARGS(intern_get(policy->texts, field->name)));
}

/* ---- Values ---- */

static const char *millionths_text(Arena *arena, int64_t value, const char *unit)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%06lld",
             (long long)(value < 0 ? -(value % DECIMAL_ONE) : value % DECIMAL_ONE));
    int last = 6;
    while (last > 0 && digits[last - 1] == '0')
        last--;
    return arena_format(arena, "%s%lld%s%.*s%s", value < 0 ? "-" : "",
                        (long long)(value < 0 ? -(value / DECIMAL_ONE) : value / DECIMAL_ONE),
                        last ? "." : "", last, digits, unit);
}

static const char *text_value(Arena *arena, Text text)
{
    char *out = arena_alloc(arena, 2 * text.size + 3), *to = out;
    *to++ = '"';
    for (uint32_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            *to++ = '\\';
        *to++ = text.data[i];
    }
    *to++ = '"';
    *to = 0;
    return out;
}

static const char *set_value(const Witness *witness, const FieldDef *field, Value value);

static const char *typed_value(const Witness *witness, const FieldDef *field, ValueType type,
                               Value value)
{
    Arena *arena = witness->lower->scratch;
    const Policy *policy = witness->lower->policy;
    char text[INSTANT_TEXT + DURATION_TEXT + MONEY_TEXT];
    switch (type) {
    case TYPE_BOOLEAN: return value ? "true" : "false";
    case TYPE_INTEGER: return arena_format(arena, "%lld", (long long)value);
    case TYPE_DECIMAL: return millionths_text(arena, value, "");
    case TYPE_PERCENT: return millionths_text(arena, value * 100, "%");
    case TYPE_TEXT: return text_value(arena, intern_get(policy->texts, (TextId)value));
    case TYPE_DURATION: duration_print(value, text); break;
    case TYPE_DATE: date_print((Date)value, text); break;
    case TYPE_INSTANT: instant_print(value, text); break;
    case TYPE_MONEY: money_print(value, (int32_t)field->currency, text); break;
    case TYPE_ENUM:
        return arena_format(
            arena, "%.*s",
            TEXT_ARGS(intern_get(
                policy->texts,
                policy->enumerators[policy->enums[field->enumeration].first + (uint32_t)value])));
    case TYPE_SET: return set_value(witness, field, value);
    }
    return arena_format(arena, "%s", text);
}

static const char *set_value(const Witness *witness, const FieldDef *field, Value value)
{
    uint32_t count;
    const Value *values = set_values(witness->lower->policy->sets, (SetId)value, &count);
    const char *all = "{";
    for (uint32_t i = 0; i < count; i++)
        all = arena_format(witness->lower->scratch, "%s%s%s", all, i ? ", " : " ",
                           typed_value(witness, field, field->element, values[i]));
    return arena_format(witness->lower->scratch, count ? "%s }" : "%s}", all);
}

const char *witness_value(const Witness *witness, ChoiceTest test, Value value)
{
    const FieldDef *field = witness_field(witness, test);
    if (value == VALUE_ABSENT)
        return "absent";
    if (!field)
        return typed_value(witness, NULL, test.read == CHOICE_NOW ? TYPE_INSTANT : TYPE_BOOLEAN,
                           value);
    return typed_value(witness, field, field->type, value);
}

/* ---- Regions ---- */

static const char *run_text(const Witness *witness, ChoiceTest test, Value low, Value high)
{
    Arena *arena = witness->lower->scratch;
    const FieldDef *field = witness_field(witness, test);
    const char *from = low <= DIAGRAM_LEAST ? NULL : witness_value(witness, test, low);
    const char *to = high == DIAGRAM_MOST ? NULL : witness_value(witness, test, high);
    if (low == high)
        return from;
    if (field && field->type == TYPE_ENUM) {
        const char *words = from;
        for (Value word = low + 1; word <= high; word++)
            words = arena_format(arena, "%s%s%s", words, word == high ? " or " : ", ",
                                 witness_value(witness, test, word));
        return words;
    }
    if (!from && !to)
        return "any";
    if (!from)
        return arena_format(arena, "up to %s", to);
    if (!to)
        return arena_format(arena, "%s and more", from);
    return arena_format(arena, "%s..%s", from, to);
}

static const char *joined(Arena *arena, const char *all, const char *next, bool is_last)
{
    return all ? arena_format(arena, "%s%s%s", all, is_last ? " or " : ", ", next) : next;
}

const char *witness_runs(const Witness *witness, const DiagramSide *side)
{
    Arena *arena = witness->lower->scratch;
    ChoiceTest test = diagram_variable_get(decide_diagram(witness->decide), side->variable)->test;
    const char *all = NULL;
    uint32_t count = side->runs.count;
    bool has_absent = count && side->runs.at[0].low == VALUE_ABSENT;
    for (uint32_t i = 0; i < count; i++) {
        const DiagramRun *run = &side->runs.at[i];
        Value low = run->low == VALUE_ABSENT ? DIAGRAM_LEAST : run->low;
        if (run->high == VALUE_ABSENT)
            continue;
        all = joined(arena, all, run_text(witness, test, low, run->high),
                     i + 1 == count && !has_absent);
    }
    return has_absent ? joined(arena, all, "absent", true) : all;
}

const char *witness_words(const Witness *witness)
{
    Arena *arena = witness->lower->scratch;
    const char *all = NULL;
    for (uint32_t i = 0; i < witness->said.count; i++) {
        const Said *said = &witness->said.at[i];
        all = arena_format(arena, "%s%s`%s` is %s", all ? all : "", all ? " and " : "",
                           witness_name(witness, said->test),
                           witness_value(witness, said->test, said->value));
    }
    if (!witness->says_moment)
        return all;
    char text[INSTANT_TEXT];
    instant_print(witness->frame.now, text);
    return arena_format(arena, "%s%s`created` is %s", all ? all : "", all ? " and " : "", text);
}

void witness_tell(const Witness *witness, DiagList *diags, Diag *diag)
{
    for (uint32_t i = 0; i < witness->said.count; i++)
        diag_witness(diags, diag, witness_name(witness, witness->said.at[i].test),
                     witness_value(witness, witness->said.at[i].test, witness->said.at[i].value));
    if (!witness->says_moment)
        return;
    char text[INSTANT_TEXT];
    instant_print(witness->frame.now, text);
    diag_witness(diags, diag, "created", text);
}
