/* Rows by the mappings of a source (language.md "Sources"). */
#include "runtime/ingest_decode.h"
#include "runtime/time_format.h"

static uint32_t column_want(Decoder *decoder, TextId name)
{
    Text text = policy_text(decoder->policy, name);
    uint32_t count = decoder->columns.names.count;
    columns_add(decoder->keep, &decoder->columns, text);
    if (decoder->columns.names.count > count)
        VEC_PUSH(decoder->keep, &decoder->columns.required, count);
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(decoder->columns.names.at[i], text))
            return i;
    return count;
}

void source_init(Decoder *decoder)
{
    const SourceDef *source = decoder->source;
    const Policy *policy = decoder->policy;
    decoder->values.zone = source->zone;
    if (!source->zone && zone_find(policy->zones, TEXT("UTC"), &decoder->values.zone) != STATUS_OK)
        decoder->values.zone = NULL;
    decoder->mapped = ARENA_ARRAY(decoder->keep, uint32_t, source->maps_count);
    decoder->milestones = ARENA_ARRAY(decoder->keep, uint32_t, source->milestones_count);
    for (uint32_t i = 0; i < source->maps_count; i++)
        decoder->mapped[i] = column_want(decoder, policy->mappings[source->maps_first + i].column);
    for (uint32_t i = 0; i < source->milestones_count; i++)
        decoder->milestones[i] =
            column_want(decoder, policy->milestones[source->milestones_first + i].column);
    columns_index(decoder->keep, &decoder->columns);
}

static const char *pattern_problem(const Decoder *decoder, TextId column, TextId format)
{
    const Policy *policy = decoder->policy;
    if (format == TEXT_NONE)
        return NULL;
    Text pattern = policy_text(policy, format);
    const char *problem = time_format_problem(pattern);
    if (!problem)
        return NULL;
    return arena_format(decoder->keep, "the pattern \"%.*s\" of column \"%.*s\" can't be used: %s",
                        TEXT_ARGS(pattern), TEXT_ARGS(policy_text(policy, column)), problem);
}

const char *source_problem(const Decoder *decoder)
{
    const SourceDef *source = decoder->source;
    const Policy *policy = decoder->policy;
    const char *problem = NULL;
    for (uint32_t i = 0; i < source->maps_count && !problem; i++) {
        const Mapping *mapping = &policy->mappings[source->maps_first + i];
        problem = pattern_problem(decoder, mapping->column, mapping->format);
    }
    for (uint32_t i = 0; i < source->milestones_count && !problem; i++) {
        const Milestone *milestone = &policy->milestones[source->milestones_first + i];
        problem = pattern_problem(decoder, milestone->column, milestone->format);
    }
    return problem;
}

/* ---- Absence ---- */

/* Does the text mean no value? Where the source has no `absent` line, the empty text does. */
static bool is_absent_text(const Decoder *decoder, Text text)
{
    const SourceDef *source = decoder->source;
    if (!source->absent_count)
        return text.size == 0;
    for (uint32_t i = 0; i < source->absent_count; i++)
        if (text_equal(text, policy_text(decoder->policy,
                                         decoder->policy->texts_list[source->absent_first + i])))
            return true;
    return false;
}

static bool has_text(Cell cell)
{
    return cell.kind == CELL_TEXT || cell.kind == CELL_STRING || cell.kind == CELL_NUMBER ||
           cell.kind == CELL_TRUE || cell.kind == CELL_FALSE;
}

/* `takes_empty`: an empty text is a value of its type; of any other type it can only mean that there is none. */
static bool is_absent(const Decoder *decoder, Cell cell, bool takes_empty)
{
    if (cell.kind == CELL_MISSING || cell.kind == CELL_NULL)
        return true;
    if (!has_text(cell))
        return false;
    return (!takes_empty && !cell.text.size) || is_absent_text(decoder, cell.text);
}

/* ---- Matching ---- */

/* The arm of exactly that text, or NULL. */
static const MatchArm *arm_find(const Decoder *decoder, const Mapping *mapping, Cell cell)
{
    const Policy *policy = decoder->policy;
    for (uint32_t i = 0; has_text(cell) && i < mapping->arms_count; i++) {
        const MatchArm *arm = &policy->match_arms[mapping->arms_first + i];
        if (!arm->is_default && text_equal(cell.text, policy_text(policy, arm->text)))
            return arm;
    }
    return NULL;
}

static const MatchArm *arm_default(const Decoder *decoder, const Mapping *mapping)
{
    for (uint32_t i = 0; i < mapping->arms_count; i++)
        if (decoder->policy->match_arms[mapping->arms_first + i].is_default)
            return &decoder->policy->match_arms[mapping->arms_first + i];
    return NULL;
}

static bool arm_missing(const Decoder *decoder, Row *row, const Mapping *mapping, Cell cell)
{
    Text name = policy_text(decoder->policy, mapping->column);
    Text *texts = ARENA_ARRAY(row->arena, Text, mapping->arms_count);
    if (!has_text(cell))
        return row_refuse(row, "%.*s: a match needs a text", TEXT_ARGS(name));
    for (uint32_t i = 0; i < mapping->arms_count; i++)
        texts[i] =
            policy_text(decoder->policy, decoder->policy->match_arms[mapping->arms_first + i].text);
    int near = text_nearest(cell.text, texts, mapping->arms_count);
    const char *hint =
        near < 0 ? "" : arena_format(row->arena, "; did you mean %s?", row_quote(row, texts[near]));
    return row_refuse(row, "%.*s: no arm of the match fits %s%s", TEXT_ARGS(name),
                      row_quote(row, cell.text), hint);
}

static void assignments_add(Decoder *decoder, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++) {
        Assignment set = decoder->policy->assignments[i];
        set_add(decoder, set.target, set.index, set.value);
    }
}

/* ---- One mapping ---- */

static uint32_t event_named(const Decoder *decoder, const char *name)
{
    return policy_event_find(decoder->policy, text_from(name));
}

static bool event_arm_apply(Decoder *decoder, Record *record, const MatchArm *arm)
{
    record->event = arm->event == NONE ? event_named(decoder, "updated") : arm->event;
    assignments_add(decoder, arm->sets_first, arm->sets_count);
    return true;
}

static bool event_map(Decoder *decoder, Row *row, Record *record, const Mapping *mapping, Cell cell)
{
    Text name = policy_text(decoder->policy, mapping->column), text;
    if (mapping->is_match) {
        const MatchArm *arm = arm_find(decoder, mapping, cell);
        arm = arm ? arm : arm_default(decoder, mapping);
        return arm ? event_arm_apply(decoder, record, arm)
                   : arm_missing(decoder, row, mapping, cell);
    }
    if (is_absent(decoder, cell, false))
        return row_refuse(row, "%.*s: the event is missing", TEXT_ARGS(name));
    if (!value_read_text(&decoder->values, name, cell, &text))
        return false;
    record->event = policy_event_find(decoder->policy, text);
    return record->event != NONE ||
           row_refuse(row, "%.*s: no event is called %s", TEXT_ARGS(name), row_quote(row, text));
}

static const FieldDef *field_of(const Decoder *decoder, const Mapping *mapping)
{
    const Policy *policy = decoder->policy;
    if (mapping->target == MAP_FIELD)
        return &policy->fields[mapping->index];
    if (mapping->target == MAP_ACCOUNT_FIELD)
        return &policy->account_fields[mapping->index];
    for (uint32_t i = 0; i < policy->event_fields_count; i++)
        if (policy->event_fields[i].slot == mapping->index)
            return &policy->event_fields[i].def;
    return NULL;
}

/* A state row says that a field is empty; an event row that says nothing of a field leaves it as it is, unless it
   says null. */
static bool absent_map(Decoder *decoder, const Mapping *mapping, const FieldDef *field, Cell cell)
{
    bool is_said = decoder->source->is_changes ||
                   (cell.kind == CELL_NULL && decoder->source->format == SOURCE_NDJSON);
    if (is_said && field->optional)
        set_add(decoder, mapping->target, mapping->index, VALUE_ABSENT);
    return true;
}

static bool field_map(Decoder *decoder, Row *row, const Mapping *mapping, Cell cell)
{
    const Policy *policy = decoder->policy;
    const FieldDef *field = field_of(decoder, mapping);
    const MatchArm *arm = mapping->is_match ? arm_find(decoder, mapping, cell) : NULL;
    Text name = policy_text(policy, mapping->column);
    Text format = mapping->format == TEXT_NONE ? TEXT("") : policy_text(policy, mapping->format);
    Value value;
    if (!arm && is_absent(decoder, cell, field->type == TYPE_TEXT))
        return absent_map(decoder, mapping, field, cell);
    if (mapping->is_match) {
        arm = arm ? arm : arm_default(decoder, mapping);
        if (!arm)
            return arm_missing(decoder, row, mapping, cell);
        value = arm->value;
    } else if (!value_read(&decoder->values, field, name, format, cell, &value)) {
        return false;
    }
    set_add(decoder, mapping->target, mapping->index, value);
    return true;
}

static bool name_map(Decoder *decoder, const Mapping *mapping, Cell cell, TextId *out)
{
    if (is_absent(decoder, cell, false))
        return true;
    return value_read_name(&decoder->values, policy_text(decoder->policy, mapping->column), cell,
                           out);
}

static bool instant_map(Decoder *decoder, TextId column, TextId pattern, Cell cell, Instant *out)
{
    const Policy *policy = decoder->policy;
    Text format = pattern == TEXT_NONE ? TEXT("") : policy_text(policy, pattern);
    if (is_absent(decoder, cell, false))
        return true;
    return value_read_instant(&decoder->values, policy_text(policy, column), format, cell, out);
}

static bool mapping_apply(Decoder *decoder, Row *row, Record *record, const Mapping *mapping,
                          Cell cell)
{
    switch (mapping->target) {
    case MAP_AT: return instant_map(decoder, mapping->column, mapping->format, cell, &record->at);
    case MAP_CREATED:
        return instant_map(decoder, mapping->column, mapping->format, cell, &record->created);
    case MAP_TICKET: return name_map(decoder, mapping, cell, &record->ticket);
    case MAP_ID: return name_map(decoder, mapping, cell, &record->id);
    case MAP_EVENT: return event_map(decoder, row, record, mapping, cell);
    case MAP_FIELD:
        if (mapping->index == decoder->policy->field_account)
            return name_map(decoder, mapping, cell, &record->account);
        return field_map(decoder, row, mapping, cell);
    case MAP_ACCOUNT_FIELD:
    case MAP_EVENT_FIELD: return field_map(decoder, row, mapping, cell);
    }
    return false;
}

/* ---- Rows ---- */

static bool column_empty(const Decoder *decoder, Row *row, MapTarget target, const char *what)
{
    const SourceDef *source = decoder->source;
    for (uint32_t i = 0; i < source->maps_count; i++) {
        const Mapping *mapping = &decoder->policy->mappings[source->maps_first + i];
        if (mapping->target == target)
            return row_refuse(row, "%.*s: %s is missing",
                              TEXT_ARGS(policy_text(decoder->policy, mapping->column)), what);
    }
    return row_refuse(row, "the source gives no %s", what);
}

/* Fields of the account that the row gives become a record of the account, before the ticket's. */
static void account_split(Decoder *decoder, Row *row, const Record *base)
{
    uint32_t kept = 0, moved = 0;
    Assignment *sets = ARENA_ARRAY(row->arena, Assignment, decoder->sets.count);
    for (uint32_t i = 0; i < decoder->sets.count; i++) {
        if (decoder->sets.at[i].target == MAP_ACCOUNT_FIELD)
            sets[moved++] = decoder->sets.at[i];
        else
            decoder->sets.at[kept++] = decoder->sets.at[i];
    }
    decoder->sets.count = kept;
    if (!moved || base->account == TEXT_NONE)
        return;
    Record *record = record_add(decoder, row);
    record->kind = RECORD_ACCOUNT;
    record->at = base->at;
    record->account = base->account;
    record->sets = sets;
    record->sets_count = moved;
}

/* The row's assignments, then the milestone's own. */
static const Assignment *milestone_sets(const Decoder *decoder, Row *row,
                                        const Milestone *milestone)
{
    uint32_t fields = decoder->sets.count;
    Assignment *sets = ARENA_ARRAY(row->arena, Assignment, fields + milestone->sets_count);
    if (fields)
        memcpy(sets, decoder->sets.at, fields * sizeof *sets);
    for (uint32_t i = 0; i < milestone->sets_count; i++)
        sets[fields + i] = decoder->policy->assignments[milestone->sets_first + i];
    return sets;
}

/* One record for each milestone that is there, with the row's fields. */
static bool milestones_read(Decoder *decoder, Row *row, Record base)
{
    const SourceDef *source = decoder->source;
    for (uint32_t i = 0; i < source->milestones_count; i++) {
        const Milestone *milestone = &decoder->policy->milestones[source->milestones_first + i];
        Record record = base;
        record.at = INSTANT_NONE;
        if (!instant_map(decoder, milestone->column, milestone->format,
                         row->cells[decoder->milestones[i]], &record.at))
            return false;
        if (record.at == INSTANT_NONE)
            continue;
        account_split(decoder, row, &record); /* leaves nothing for the later ones */
        record.event = milestone->event;
        record.sets = milestone_sets(decoder, row, milestone);
        record.sets_count = decoder->sets.count + milestone->sets_count;
        VEC_PUSH(decoder->arena, &decoder->records, record);
    }
    return decoder->records.count || row_refuse(row, "none of the source's milestones has a time");
}

bool source_read(Decoder *decoder, Row *row)
{
    const SourceDef *source = decoder->source;
    Record record = *record_add(decoder, row);
    record.at = INSTANT_NONE;
    record.is_state = source->is_changes;
    record.may_create = source->created_first;
    if (source->is_changes)
        record.event = event_named(decoder, "updated");
    for (uint32_t i = 0; i < source->maps_count; i++) {
        const Mapping *mapping = &decoder->policy->mappings[source->maps_first + i];
        if (!mapping_apply(decoder, row, &record, mapping, row->cells[decoder->mapped[i]]))
            return false;
    }
    if (record.ticket == TEXT_NONE)
        return column_empty(decoder, row, MAP_TICKET, "the ticket");
    decoder->records.count = 0;
    if (source->milestones_count)
        return milestones_read(decoder, row, record);
    if (record.at == INSTANT_NONE)
        return column_empty(decoder, row, MAP_AT, "the time");
    account_split(decoder, row, &record);
    record.sets = decoder->sets.at;
    record.sets_count = decoder->sets.count;
    VEC_PUSH(decoder->arena, &decoder->records, record);
    return true;
}
