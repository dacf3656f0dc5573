/* Sources: what each column of an export becomes. */
#include "compiler/lower.h"

/* ---- What is set ---- */

static bool word_target(Text word, MapTarget *out)
{
    static const struct {
        const char *word;
        MapTarget target;
    } TARGET[] = {{"at", MAP_AT},
                  {"ticket", MAP_TICKET},
                  {"event", MAP_EVENT},
                  {"created", MAP_CREATED},
                  {"id", MAP_ID}};
    for (size_t i = 0; i < sizeof TARGET / sizeof *TARGET; i++)
        if (text_is(word, TARGET[i].word)) {
            *out = TARGET[i].target;
            return true;
        }
    return false;
}

static uint32_t event_slot(const Lower *lower, const Symbol *field)
{
    const EventDef *event = &lower->events.at[field->owner->index];
    return lower->event_fields.at[event->fields_first + field->index].slot;
}

static MapTarget symbol_target(const Lower *lower, const Symbol *symbol, uint32_t *index)
{
    *index = symbol->index;
    if (symbol->kind == SYMBOL_ACCOUNT_FIELD)
        return MAP_ACCOUNT_FIELD;
    if (symbol->kind != SYMBOL_EVENT_FIELD)
        return MAP_FIELD;
    *index = event_slot(lower, symbol);
    return MAP_EVENT_FIELD;
}

static TextId text_of(Lower *lower, const Node *text)
{
    return text ? lower_text(lower, text->text) : TEXT_NONE;
}

static Mapping mapping_make(Lower *lower, const Node *node)
{
    Mapping map = {.target = MAP_FIELD,
                   .index = NONE,
                   .column = text_of(lower, node->slot[0]),
                   .format = TEXT_NONE,
                   .origin = lower_origin(lower, node->span)};
    if (!word_target(node->text, &map.target) && node->symbol)
        map.target = symbol_target(lower, node->symbol, &map.index);
    return map;
}

/* ---- Arms and milestones ---- */

static void assignment_add(Lower *lower, const Symbol *symbol, const Node *value)
{
    Assignment row = {.index = NONE};
    row.target = symbol_target(lower, symbol, &row.index);
    row.value = lower_constant(lower, value, symbol->type);
    VEC_PUSH(lower->arena, &lower->assignments, row);
}

/* `reply by agent`: the event's own field, by its name. */
static void by_add(Lower *lower, const Symbol *event, const Node *value)
{
    for (uint32_t i = 0; i < event->members.count; i++) {
        const Symbol *member = event->members.at[i];
        if (!text_is(member->name, "by"))
            continue;
        Assignment row = {.target = MAP_EVENT_FIELD, .index = event_slot(lower, member)};
        row.value = type_base(member->type) == BASE_ENUM
                        ? lower_enumerator(lower, member->type, value->text)
                        : lower_constant(lower, value, member->type);
        VEC_PUSH(lower->arena, &lower->assignments, row);
    }
}

/* `created`, `reply by agent`, or `status pending`, a change of a field. */
static void event_arm_make(Lower *lower, MatchArm *arm, const Node *node)
{
    const Symbol *symbol = node->slot[1]->symbol;
    arm->event = NONE;
    if (symbol->kind == SYMBOL_EVENT) {
        arm->event = symbol->index;
        if (node->slot[2])
            by_add(lower, symbol, node->slot[2]);
    } else if (node->slot[2]) {
        assignment_add(lower, symbol, node->slot[2]);
    }
}

static void arm_add(Lower *lower, const Node *node, const Node *owner, MapTarget target)
{
    const Symbol *field = owner->symbol;
    MatchArm arm = {.is_default = !node->slot[0],
                    .text = text_of(lower, node->slot[0]),
                    .value = VALUE_ABSENT,
                    .event = NONE,
                    .sets_first = lower->assignments.count};
    if (target == MAP_EVENT)
        event_arm_make(lower, &arm, node);
    else if (node->slot[1] && node->slot[1]->kind != AST_CELL_ABSENT)
        arm.value = lower_constant(lower, node->slot[1], field ? field->type : TYPE_UNKNOWN);
    arm.sets_count = lower->assignments.count - arm.sets_first;
    VEC_PUSH(lower->arena, &lower->match_arms, arm);
}

static Mapping match_make(Lower *lower, const Node *node)
{
    Mapping map = mapping_make(lower, node);
    map.is_match = true;
    map.arms_first = lower->match_arms.count;
    for (uint32_t i = 0; i < node->list.count; i++)
        arm_add(lower, node->list.at[i], node, map.target);
    map.arms_count = lower->match_arms.count - map.arms_first;
    return map;
}

static void milestone_add(Lower *lower, const Node *node)
{
    const Node *pattern = node->slot[0];
    Milestone row = {.event = lower_symbol_index(pattern),
                     .column = text_of(lower, node->slot[1]),
                     .format = text_of(lower, node->slot[2]),
                     .sets_first = lower->assignments.count,
                     .origin = lower_origin(lower, node->span)};
    if (pattern->slot[0])
        by_add(lower, pattern->symbol, pattern->slot[0]);
    row.sets_count = lower->assignments.count - row.sets_first;
    VEC_PUSH(lower->arena, &lower->milestones, row);
}

/* ---- Lines of a source ---- */

static void texts_add(Lower *lower, SourceDef *source, const Node *node)
{
    source->absent_first = lower->texts_list.count;
    source->absent_count = node->list.count;
    for (uint32_t i = 0; i < node->list.count; i++)
        VEC_PUSH(lower->arena, &lower->texts_list, lower_text(lower, node->list.at[i]->text));
}

/* `delimiter = ";"` reads as a mapping to a column of that name. */
static bool option_set(SourceDef *source, const Node *node)
{
    bool is_delimiter = text_is(node->text, "delimiter");
    const Node *value = node->slot[0];
    if (node->symbol || (!is_delimiter && !text_is(node->text, "quote")) || value->text.size != 1)
        return false;
    *(is_delimiter ? &source->delimiter : &source->quote) = value->text.data[0];
    return true;
}

static void item_add(Lower *lower, SourceDef *source, const Node *node)
{
    switch ((int)node->kind) {
    case AST_ZONE:
        if (zone_find(lower->policy->zones, node->text, &source->zone) != STATUS_OK)
            source->zone = NULL; /* the checker has said so */
        break;
    case AST_MAP_COLUMN:
        if (!option_set(source, node)) {
            Mapping map = mapping_make(lower, node);
            map.format = text_of(lower, node->slot[1]);
            VEC_PUSH(lower->arena, &lower->mappings, map);
        }
        break;
    case AST_MAP_MATCH: {
        Mapping map = match_make(lower, node);
        VEC_PUSH(lower->arena, &lower->mappings, map);
        break;
    }
    case AST_MAP_WORD:
        source->is_changes |= text_is(node->text, "event");
        source->created_first |= text_is(node->text, "created");
        break;
    case AST_MAP_TEXTS: texts_add(lower, source, node); break;
    case AST_MAP_EVENTS:
        for (uint32_t i = 0; i < node->list.count; i++)
            milestone_add(lower, node->list.at[i]);
        break;
    }
}

static void source_add_def(Lower *lower, const Symbol *symbol)
{
    static const SourceFormat FORMAT[] = {[SOURCE_WORD_CSV] = SOURCE_CSV,
                                          [SOURCE_WORD_NDJSON] = SOURCE_NDJSON,
                                          [SOURCE_WORD_SQLITE] = SOURCE_SQLITE};
    const Node *decl = symbol->decl;
    SourceDef source = {.name = lower_text(lower, symbol->name),
                        .origin = lower_origin(lower, decl->span),
                        .format = decl->number >= 0 ? FORMAT[decl->number] : SOURCE_CSV,
                        .query = text_of(lower, decl->slot[0]),
                        .maps_first = lower->mappings.count,
                        .milestones_first = lower->milestones.count};
    if (zone_find(lower->policy->zones, TEXT("UTC"), &source.zone) != STATUS_OK)
        source.zone = NULL;
    for (uint32_t i = 0; i < decl->list.count; i++)
        item_add(lower, &source, decl->list.at[i]);
    source.maps_count = lower->mappings.count - source.maps_first;
    source.milestones_count = lower->milestones.count - source.milestones_first;
    VEC_PUSH(lower->arena, &lower->sources, source);
}

void lower_sources(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->sources.count; i++)
        source_add_def(lower, lower->in->sources.at[i]);
}
