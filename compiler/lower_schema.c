/* Fields, enumerations and events. */
#include "compiler/lower.h"

ValueType lower_value_type(Type type)
{
    switch (type_base(type)) {
    case BASE_BOOLEAN: return TYPE_BOOLEAN;
    case BASE_INTEGER: return TYPE_INTEGER;
    case BASE_DECIMAL: return TYPE_DECIMAL;
    case BASE_PERCENT: return TYPE_PERCENT;
    case BASE_TEXT: return TYPE_TEXT;
    case BASE_DURATION: return TYPE_DURATION;
    case BASE_DATE: return TYPE_DATE;
    case BASE_INSTANT: return TYPE_INSTANT;
    case BASE_MONEY: return TYPE_MONEY;
    case BASE_ENUM: return TYPE_ENUM;
    case BASE_SET:
    case BASE_EMPTY_SET: return TYPE_SET;
    case BASE_NONE:
    case BASE_ERROR:
    case BASE_PERIOD:
    case BASE_TIME:
    case BASE_WEEKDAY: return TYPE_INTEGER;
    }
    return TYPE_INTEGER;
}

static void enums_make(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->enumerations.count; i++) {
        const Enumeration *from = &lower->in->enumerations.at[i];
        EnumDef def = {.name = from->field ? lower_text(lower, from->field->name) : TEXT_NONE,
                       .first = lower->enumerators.count,
                       .count = from->words.count};
        for (uint32_t k = 0; k < from->words.count; k++)
            VEC_PUSH(lower->arena, &lower->enumerators, lower_text(lower, from->words.at[k]->name));
        VEC_PUSH(lower->arena, &lower->enums, def);
    }
}

/* Values that a text field admits. */
static void allowed_add(Lower *lower, FieldDef *def, const Node *allowed)
{
    def->allowed_first = lower->values.count;
    for (uint32_t i = 0; allowed && i < allowed->list.count; i++)
        VEC_PUSH(lower->arena, &lower->values, lower_text(lower, allowed->list.at[i]->text));
    def->allowed_count = lower->values.count - def->allowed_first;
}

static FieldDef field_make(Lower *lower, const Symbol *symbol)
{
    Type type = symbol->type;
    FieldDef def = {.name = lower_text(lower, symbol->name),
                    .type = lower_value_type(type),
                    .element = lower_value_type(type_element(type)),
                    .enumeration = type_index(type),
                    .currency = type_index(type),
                    .optional = type_is_optional(type),
                    .is_engine_kept = symbol->is_engine_kept,
                    .initial = VALUE_ABSENT};
    if (symbol->body)
        def.initial = lower_constant(lower, symbol->body, type);
    else if (def.type == TYPE_SET && !def.optional)
        def.initial = 0; /* the empty set */
    def.has_default = def.initial != VALUE_ABSENT;
    allowed_add(lower, &def, symbol->allowed);
    return def;
}

/* An account of a plan without contract names it in `plan`, declared or not (interfaces.md). */
static void plan_field_add(Lower *lower)
{
    TextId plan = lower_text(lower, TEXT("plan"));
    for (uint32_t i = 0; i < lower->account_fields.count; i++)
        if (lower->account_fields.at[i].name == plan)
            return;
    FieldDef def = {.name = plan, .type = TYPE_TEXT, .optional = true, .initial = VALUE_ABSENT};
    VEC_PUSH(lower->arena, &lower->account_fields, def);
}

static void fields_make(Lower *lower)
{
    const Program *in = lower->in;
    for (uint32_t i = 0; i < in->fields.count; i++)
        VEC_PUSH(lower->arena, &lower->fields, field_make(lower, in->fields.at[i]));
    for (uint32_t i = 0; i < in->account_fields.count; i++)
        VEC_PUSH(lower->arena, &lower->account_fields, field_make(lower, in->account_fields.at[i]));
    plan_field_add(lower);
    for (uint32_t i = 0; i < in->contract_fields.count; i++)
        VEC_PUSH(lower->arena, &lower->contract_fields,
                 field_make(lower, in->contract_fields.at[i]));
}

/* ---- Events ---- */

static EventEffect effect_of(Text name)
{
    static const struct {
        Text name;
        EventEffect effect;
    } EFFECT[] = {
        {{"created", 7}, EFFECT_CREATE}, {{"worked", 6}, EFFECT_WORK},
        {{"closed", 6}, EFFECT_CLOSE},   {{"reopened", 8}, EFFECT_REOPEN},
        {{"merged", 6}, EFFECT_CANCEL},  {{"deleted", 7}, EFFECT_CANCEL},
        {{"linked", 6}, EFFECT_LINK},    {{"unlinked", 8}, EFFECT_UNLINK},
    };
    for (size_t i = 0; i < sizeof EFFECT / sizeof *EFFECT; i++)
        if (text_equal(EFFECT[i].name, name))
            return EFFECT[i].effect;
    return EFFECT_NONE;
}

static bool fields_share(const FieldDef *a, const FieldDef *b)
{
    bool is_enum = a->type == TYPE_ENUM || (a->type == TYPE_SET && a->element == TYPE_ENUM);
    return a->name == b->name && a->type == b->type && a->element == b->element &&
           (!is_enum || a->enumeration == b->enumeration);
}

static uint32_t slot_find(Lower *lower, const FieldDef *def)
{
    for (uint32_t i = 0; i < lower->event_fields.count; i++)
        if (fields_share(&lower->event_fields.at[i].def, def))
            return lower->event_fields.at[i].slot;
    return lower->policy->event_slots++;
}

static void event_make(Lower *lower, const Symbol *symbol)
{
    EventDef def = {.name = lower_text(lower, symbol->name),
                    .effect = effect_of(symbol->name),
                    .sets_first = lower->event_sets.count,
                    .fields_first = lower->event_fields.count,
                    .fields_count = symbol->members.count};
    for (uint32_t i = 0; i < symbol->members.count; i++) {
        EventField field = {.def = field_make(lower, symbol->members.at[i])};
        field.slot = slot_find(lower, &field.def);
        VEC_PUSH(lower->arena, &lower->event_fields, field);
    }
    for (uint32_t i = 0; i < symbol->sets.count; i++) {
        const EventSets *sets = &symbol->sets.at[i];
        EventSet row = {.field = sets->field->index,
                        .value = lower_constant(lower, sets->value, sets->field->type),
                        .from = sets->from};
        VEC_PUSH(lower->arena, &lower->event_sets, row);
    }
    def.sets_count = lower->event_sets.count - def.sets_first;
    VEC_PUSH(lower->arena, &lower->events, def);
}

/* ---- What the engine knows by name ---- */

static void known_find(Policy *policy)
{
    policy->field_id = policy_field_find(policy, TEXT("id"));
    policy->field_account = policy_field_find(policy, TEXT("account"));
    policy->field_created = policy_field_find(policy, TEXT("created"));
    policy->field_status = policy_field_find(policy, TEXT("status"));
    policy->field_team = policy_field_find(policy, TEXT("team"));
    policy->field_agent = policy_field_find(policy, TEXT("agent"));
    policy->field_work = policy_field_find(policy, TEXT("work"));
    policy->field_blocked = policy_field_find(policy, TEXT("blocked"));
    policy->field_priority = policy_field_find(policy, TEXT("priority"));
    policy->field_tags = policy_field_find(policy, TEXT("tags"));
    policy->account_id = policy_account_field_find(policy, TEXT("id"));
    policy->account_plan = policy_account_field_find(policy, TEXT("plan"));
}

static uint32_t words_for(uint32_t bits)
{
    return (bits + 63) / 64;
}

void lower_schema(Lower *lower)
{
    Policy *policy = lower->policy;
    enums_make(lower);
    fields_make(lower);
    for (uint32_t i = 0; i < lower->in->events.count; i++)
        event_make(lower, lower->in->events.at[i]);
    TABLE_GIVE(lower, enums);
    TABLE_GIVE(lower, enumerators);
    TABLE_GIVE(lower, fields);
    TABLE_GIVE(lower, account_fields);
    TABLE_GIVE(lower, contract_fields);
    TABLE_GIVE(lower, events);
    TABLE_GIVE(lower, event_sets);
    TABLE_GIVE(lower, event_fields);
    policy->field_words = words_for(policy->fields_count);
    policy->account_words = words_for(policy->account_fields_count);
    policy->event_words = words_for(policy->events_count);
    known_find(policy);
}
