#include "tests/unit/ingest_policy.h"

#include <check.h>
#include <stdlib.h>

#include "base/money.h"

static TextId text_id(Policy *policy, const char *text)
{
    return intern_add(policy->texts, text_from(text));
}

static uint32_t enumeration_add(Policy *policy, EnumDef *enums, TextId *enumerators,
                                const char *const *words)
{
    uint32_t index = policy->enums_count++;
    enums[index].first = policy->enumerators_count;
    for (; *words; words++, enums[index].count++)
        enumerators[policy->enumerators_count++] = text_id(policy, *words);
    return index;
}

static void fields_make(Policy *policy, Value *versions)
{
    FieldDef fields[] = {
        {.name = text_id(policy, "id"), .type = TYPE_TEXT},
        {.name = text_id(policy, "account"), .type = TYPE_TEXT, .optional = true},
        {.name = text_id(policy, "created"), .type = TYPE_INSTANT, .is_engine_kept = true},
        {.name = text_id(policy, "priority"),
         .type = TYPE_ENUM,
         .enumeration = 0,
         .has_default = true,
         .initial = 1},
        {.name = text_id(policy, "product"), .type = TYPE_TEXT, .optional = true},
        {.name = text_id(policy, "parts"), .type = TYPE_INTEGER, .has_default = true, .initial = 1},
        {.name = text_id(policy, "weight"), .type = TYPE_DECIMAL, .optional = true},
        {.name = text_id(policy, "share"), .type = TYPE_PERCENT, .optional = true},
        {.name = text_id(policy, "estimate"), .type = TYPE_DURATION, .optional = true},
        {.name = text_id(policy, "due"), .type = TYPE_INSTANT, .optional = true},
        {.name = text_id(policy, "day"), .type = TYPE_DATE, .optional = true},
        {.name = text_id(policy, "fee"),
         .type = TYPE_MONEY,
         .optional = true,
         .currency = (uint32_t)currency_find(TEXT("UAH"))},
        {.name = text_id(policy, "vip"), .type = TYPE_BOOLEAN, .optional = true},
        {.name = text_id(policy, "tags"),
         .type = TYPE_SET,
         .element = TYPE_TEXT,
         .has_default = true},
        {.name = text_id(policy, "levels"),
         .type = TYPE_SET,
         .element = TYPE_ENUM,
         .has_default = true},
        {.name = text_id(policy, "version"),
         .type = TYPE_TEXT,
         .optional = true,
         .allowed_count = 2},
        {.name = text_id(policy, "status"),
         .type = TYPE_ENUM,
         .enumeration = 1,
         .has_default = true},
    };
    versions[0] = text_id(policy, "2.0");
    versions[1] = text_id(policy, "2.1");
    policy->values = versions;
    policy->values_count = 2;
    policy->fields_count = sizeof fields / sizeof *fields;
    policy->fields = (const void *)arena_copy(policy->arena, fields, sizeof fields);
    policy->field_id = 0;
    policy->field_account = 1;
    policy->field_created = 2;
}

static void accounts_make(Policy *policy)
{
    FieldDef fields[] = {
        {.name = text_id(policy, "id"), .type = TYPE_TEXT},
        {.name = text_id(policy, "vip"), .type = TYPE_BOOLEAN, .has_default = true},
        {.name = text_id(policy, "licences"), .type = TYPE_INTEGER, .optional = true},
        {.name = text_id(policy, "plan"), .type = TYPE_TEXT, .optional = true},
    };
    policy->account_fields_count = 4;
    policy->account_fields = (const void *)arena_copy(policy->arena, fields, sizeof fields);
    policy->account_id = 0;
    policy->account_plan = 3;
}

static void events_make(Policy *policy)
{
    EventField fields[] = {
        {.slot = 0,
         .def = {.name = text_id(policy, "by"),
                 .type = TYPE_ENUM,
                 .enumeration = 2,
                 .optional = true}},
        {.slot = 1, .def = {.name = text_id(policy, "minutes"), .type = TYPE_INTEGER}},
        {.slot = 2, .def = {.name = text_id(policy, "to"), .type = TYPE_TEXT}},
        {.slot = 0,
         .def = {.name = text_id(policy, "by"),
                 .type = TYPE_ENUM,
                 .enumeration = 2,
                 .optional = true}},
    };
    EventDef events[] = {
        {.name = text_id(policy, "created"), .effect = EFFECT_CREATE},
        {.name = text_id(policy, "updated")},
        {.name = text_id(policy, "reply"), .fields_first = 0, .fields_count = 1},
        {.name = text_id(policy, "worked"),
         .effect = EFFECT_WORK,
         .fields_first = 1,
         .fields_count = 1},
        {.name = text_id(policy, "linked"),
         .effect = EFFECT_LINK,
         .fields_first = 2,
         .fields_count = 2},
        {.name = text_id(policy, "closed"), .effect = EFFECT_CLOSE},
    };
    policy->event_fields_count = 4;
    policy->event_fields = (const void *)arena_copy(policy->arena, fields, sizeof fields);
    policy->event_slots = 3;
    policy->events_count = sizeof events / sizeof *events;
    policy->events = (const void *)arena_copy(policy->arena, events, sizeof events);
    PackDef pack = {.name = intern_add(policy->texts, TEXT("starter"))};
    policy->packs_count = 1;
    policy->packs = (const void *)arena_copy(policy->arena, &pack, sizeof pack);
}

Policy *ingest_policy_new(void)
{
    static const char *const PRIORITIES[] = {"low", "normal", "high", "urgent", NULL};
    static const char *const STATUSES[] = {"new", "open", "pending", "closed", NULL};
    static const char *const SIDES[] = {"agent", "customer", NULL};
    Arena *arena = arena_new();
    Policy *policy = ARENA_NEW(arena, Policy);
    policy->arena = arena;
    policy->texts = intern_new();
    policy->sets = set_pool_new();
    policy->zones = zone_set_new(NULL);
    EnumDef *enums = ARENA_ARRAY(arena, EnumDef, 3);
    TextId *enumerators = ARENA_ARRAY(arena, TextId, 16);
    enumeration_add(policy, enums, enumerators, PRIORITIES);
    enumeration_add(policy, enums, enumerators, STATUSES);
    enumeration_add(policy, enums, enumerators, SIDES);
    policy->enums = enums;
    policy->enums_count = 3;
    policy->enumerators = enumerators;
    fields_make(policy, ARENA_ARRAY(arena, Value, 2));
    accounts_make(policy);
    events_make(policy);
    return policy;
}

void ingest_policy_free(Policy *policy)
{
    intern_free(policy->texts);
    set_pool_free(policy->sets);
    zone_set_free(policy->zones);
    arena_free(policy->arena);
}

uint32_t ingest_policy_field(const Policy *policy, const char *name)
{
    for (uint32_t i = 0; i < policy->fields_count; i++)
        if (text_is(policy_text(policy, policy->fields[i].name), name))
            return i;
    abort();
}

/* ---- Sources ---- */

static uint32_t target_index(const Policy *policy, MapTarget target, const char *name)
{
    if (target == MAP_FIELD)
        return ingest_policy_field(policy, name);
    for (uint32_t i = 0; target == MAP_EVENT_FIELD && i < policy->event_fields_count; i++)
        if (text_is(policy_text(policy, policy->event_fields[i].def.name), name))
            return policy->event_fields[i].slot;
    return NONE;
}

SourceMaker source_maker(Policy *policy, SourceFormat format)
{
    SourceMaker maker = {.policy = policy, .source = {.format = format, .query = TEXT_NONE}};
    if (zone_find(policy->zones, TEXT("Europe/Rome"), &maker.source.zone) != STATUS_OK)
        abort();
    return maker;
}

Mapping *source_map(SourceMaker *maker, MapTarget target, const char *field, const char *column,
                    const char *format)
{
    Policy *policy = maker->policy;
    VEC_PUSH(policy->arena, &maker->mappings,
             (Mapping){.target = target,
                       .index = target_index(policy, target, field),
                       .column = text_id(policy, column),
                       .format = format ? text_id(policy, format) : TEXT_NONE,
                       .arms_first = maker->arms.count});
    return &maker->mappings.at[maker->mappings.count - 1];
}

void source_arm(SourceMaker *maker, const char *text, const char *event, Value value)
{
    Policy *policy = maker->policy;
    Mapping *mapping = &maker->mappings.at[maker->mappings.count - 1];
    mapping->is_match = true;
    mapping->arms_count++;
    VEC_PUSH(policy->arena, &maker->arms,
             (MatchArm){.is_default = !text,
                        .text = text ? text_id(policy, text) : TEXT_NONE,
                        .value = value,
                        .event = event ? policy_event_find(policy, text_from(event)) : NONE,
                        .sets_first = maker->assignments.count});
}

void source_arm_set(SourceMaker *maker, MapTarget target, const char *field, Value value)
{
    VEC_PUSH(maker->policy->arena, &maker->assignments,
             (Assignment){.target = target,
                          .index = target_index(maker->policy, target, field),
                          .value = value});
    maker->arms.at[maker->arms.count - 1].sets_count++;
}

void source_milestone(SourceMaker *maker, const char *event, const char *column, const char *format)
{
    Policy *policy = maker->policy;
    VEC_PUSH(policy->arena, &maker->milestones,
             (Milestone){.event = policy_event_find(policy, text_from(event)),
                         .column = text_id(policy, column),
                         .format = format ? text_id(policy, format) : TEXT_NONE});
}

void source_absent(SourceMaker *maker, const char *text)
{
    VEC_PUSH(maker->policy->arena, &maker->absent, text_id(maker->policy, text));
}

void source_done(SourceMaker *maker)
{
    Policy *policy = maker->policy;
    SourceDef *source = ARENA_NEW(policy->arena, SourceDef);
    *source = maker->source;
    source->maps_count = maker->mappings.count;
    source->milestones_count = maker->milestones.count;
    source->absent_count = maker->absent.count;
    policy->mappings = maker->mappings.at;
    policy->match_arms = maker->arms.at;
    policy->assignments = maker->assignments.at;
    policy->milestones = maker->milestones.at;
    policy->texts_list = maker->absent.at;
    policy->sources = source;
    policy->sources_count = 1;
}

/* ---- Showing records ---- */

static const FieldDef *set_field(const Policy *policy, const Assignment *set)
{
    if (set->target == MAP_FIELD)
        return &policy->fields[set->index];
    if (set->target == MAP_ACCOUNT_FIELD)
        return &policy->account_fields[set->index];
    for (uint32_t i = 0; i < policy->event_fields_count; i++)
        if (policy->event_fields[i].slot == set->index)
            return &policy->event_fields[i].def;
    abort();
}

static const char *value_show(const Policy *policy, const Intern *texts, const SetPool *sets,
                              const FieldDef *field, ValueType type, Value value)
{
    if (value == VALUE_ABSENT)
        return "absent";
    if (type == TYPE_TEXT)
        return arena_format(policy->arena, "%.*s", TEXT_ARGS(intern_get(texts, (TextId)value)));
    if (type == TYPE_ENUM) {
        TextId id = policy->enumerators[policy->enums[field->enumeration].first + (uint32_t)value];
        return arena_format(policy->arena, "%.*s", TEXT_ARGS(policy_text(policy, id)));
    }
    if (type != TYPE_SET)
        return arena_format(policy->arena, "%lld", (long long)value);
    uint32_t count;
    const Value *elements = set_values(sets, (SetId)value, &count);
    const char *list = "{";
    for (uint32_t i = 0; i < count; i++)
        list = arena_format(policy->arena, "%s%s%s", list, i ? ";" : "",
                            value_show(policy, texts, sets, field, field->element, elements[i]));
    return arena_format(policy->arena, "%s}", list);
}

static const char *name_show(const Policy *policy, const Intern *texts, TextId id)
{
    return id == TEXT_NONE ? "-"
                           : arena_format(policy->arena, "%.*s", TEXT_ARGS(intern_get(texts, id)));
}

const char *record_show(const Policy *policy, const Intern *texts, const SetPool *sets,
                        const Record *record)
{
    static const char *const KINDS[] = {"", "account", "pack"};
    char at[INSTANT_TEXT];
    instant_print(record->at, at);
    const char *event = record->kind != RECORD_TICKET
                            ? KINDS[record->kind]
                            : name_show(policy, texts, policy->events[record->event].name);
    const char *line = arena_format(
        policy->arena, "%s %s %s %s %s", at, name_show(policy, texts, record->ticket), event,
        name_show(policy, texts, record->account), name_show(policy, texts, record->id));
    if (record->kind == RECORD_PACK)
        line = arena_format(policy->arena, "%s %.*s*%lld", line,
                            TEXT_ARGS(policy_text(policy, policy->packs[record->event].name)),
                            (long long)record->quantity);
    for (uint32_t i = 0; i < record->sets_count; i++) {
        const FieldDef *field = set_field(policy, &record->sets[i]);
        line = arena_format(
            policy->arena, "%s %.*s=%s", line, TEXT_ARGS(policy_text(policy, field->name)),
            value_show(policy, texts, sets, field, field->type, record->sets[i].value));
    }
    return line;
}

/* ---- Reading a text ---- */

typedef struct Run { /* what came of one text */
    Policy *policy;
    const char *records, *rejects;
} Run;

static void reject_note(void *context, const Reject *reject)
{
    Run *run = context;
    run->rejects = arena_format(run->policy->arena, "%s%llu: %s\n", run->rejects,
                                (unsigned long long)reject->line, reject->reason);
}

static void run_check(Policy *policy, bool is_accounts, Text text, InputFormat format,
                      const char *records, const char *rejects)
{
    Run run = {.policy = policy, .records = "", .rejects = ""};
    IngestOptions options = {.policy = policy,
                             .source = policy->sources_count ? 0 : NONE,
                             .is_accounts = is_accounts,
                             .texts = policy->texts,
                             .sets = policy->sets,
                             .reject = reject_note,
                             .context = &run};
    Ingest *ingest = ingest_new(&options);
    const Record *record;
    Status status = ingest_open_text(ingest, text, format, 0);
    ck_assert_msg(status == STATUS_OK, "%s", ingest_problem(ingest));
    for (;;) {
        ck_assert_int_eq(ingest_next(ingest, &record), STATUS_OK);
        if (!record)
            break;
        run.records = arena_format(policy->arena, "%s%s\n", run.records,
                                   record_show(policy, options.texts, options.sets, record));
    }
    ck_assert_str_eq(run.records, records);
    ck_assert_str_eq(run.rejects, rejects);
    ingest_free(ingest);
    ingest_policy_free(policy);
}

void ingest_check(const char *text, InputFormat format, const char *records, const char *rejects)
{
    run_check(ingest_policy_new(), false, text_from(text), format, records, rejects);
}

void ingest_check_accounts(const char *text, InputFormat format, const char *records,
                           const char *rejects)
{
    run_check(ingest_policy_new(), true, text_from(text), format, records, rejects);
}

void ingest_check_source(Policy *policy, Text text, InputFormat format, const char *records,
                         const char *rejects)
{
    run_check(policy, false, text, format, records, rejects);
}
