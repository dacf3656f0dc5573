#include "runtime/ingest_decode.h"

#include <string.h>

/* ---- What the expected names mean (interfaces.md "Input") ---- */

static NamedColumn *column_name(Decoder *decoder, Text name)
{
    columns_add(decoder->keep, &decoder->columns, name);
    for (uint32_t i = 0; i < decoder->columns.names.count; i++)
        if (text_equal(decoder->columns.names.at[i], name))
            return &decoder->named[i];
    return NULL;
}

static void role_name(Decoder *decoder, const char *name, ColumnRole role, bool is_required)
{
    column_name(decoder, text_from(name))->role = role;
    if (is_required)
        VEC_PUSH(decoder->keep, &decoder->columns.required, decoder->columns.names.count - 1);
}

static void roles_name(Decoder *decoder)
{
    bool is_history = !decoder->is_accounts;
    role_name(decoder, "at", ROLE_AT, is_history);
    role_name(decoder, "ticket", ROLE_TICKET, is_history);
    role_name(decoder, "event", ROLE_EVENT, is_history);
    role_name(decoder, "account", ROLE_ACCOUNT, decoder->is_accounts);
    role_name(decoder, "id", ROLE_ID, false);
}

/* May a record set the field by its name? `created`, `work` and `blocked` are the engine's, `id` and `account`
   have a meaning of their own. */
static bool is_settable(const Decoder *decoder, uint32_t field)
{
    const Policy *policy = decoder->policy;
    return !policy->fields[field].is_engine_kept && field != policy->field_id &&
           field != policy->field_account;
}

static void fields_name(Decoder *decoder)
{
    const Policy *policy = decoder->policy;
    for (uint32_t i = 0; i < policy->fields_count; i++)
        if (is_settable(decoder, i) && !decoder->is_accounts)
            column_name(decoder, policy_text(policy, policy->fields[i].name))->field = i;
    for (uint32_t i = 0; i < policy->account_fields_count; i++)
        if (i != policy->account_id)
            column_name(decoder, policy_text(policy, policy->account_fields[i].name))
                ->account_field = i;
    for (uint32_t i = 0; i < policy->event_fields_count; i++)
        column_name(decoder, policy_text(policy, policy->event_fields[i].def.name));
}

/* The keys of a purchase, where the policy has no fields of these names. */
static void pack_name(Decoder *decoder, const char *name)
{
    uint32_t count = decoder->columns.names.count;
    NamedColumn *column = column_name(decoder, text_from(name));
    if (decoder->columns.names.count > count)
        column->role = ROLE_PACK;
}

static void event_columns_fill(Decoder *decoder)
{
    const Policy *policy = decoder->policy;
    uint32_t columns = decoder->columns.names.count;
    decoder->event_columns = ARENA_ARRAY(decoder->keep, uint32_t, policy->events_count * columns);
    memset(decoder->event_columns, 0xff, sizeof(uint32_t) * policy->events_count * columns);
    for (uint32_t event = 0; event < policy->events_count; event++) {
        EventDef def = policy->events[event];
        for (uint32_t i = def.fields_first; i < def.fields_first + def.fields_count; i++) {
            Text name = policy_text(policy, policy->event_fields[i].def.name);
            decoder->event_columns[event * columns + columns_find(&decoder->columns, name)] = i;
        }
    }
}

/* Texts of which only some are allowed are interned before they are refused, and sets are made: both are left alone. */
static ColumnUse use_make(Decoder *decoder, const FieldDef *def, MapTarget target, uint32_t index)
{
    ColumnUse use = {.kind = USE_VALUE, .target = target, .index = index, .def = def};
    if (def->type == TYPE_SET || (def->type == TYPE_TEXT && def->allowed_count)) {
        use.kind = USE_NONE;
    } else if (def->type == TYPE_TEXT) {
        use.kind = USE_TEXT;
    } else if (def->type == TYPE_ENUM) {
        use.kind = USE_ENUM;
        use.memo = value_enum_memo(&decoder->values, def->enumeration);
    }
    return use;
}

static void uses_fill(Decoder *decoder)
{
    const Policy *policy = decoder->policy;
    uint32_t columns = decoder->columns.names.count;
    Text *events = ARENA_ARRAY(decoder->keep, Text, policy->events_count);
    decoder->uses = ARENA_ARRAY(decoder->keep, ColumnUse, columns);
    for (uint32_t i = 0; i < columns; i++) {
        uint32_t field = decoder->named[i].field;
        if (field != NONE && decoder->named[i].role == ROLE_FIELD)
            decoder->uses[i] = use_make(decoder, &policy->fields[field], MAP_FIELD, field);
    }
    decoder->event_uses = ARENA_ARRAY(decoder->keep, ColumnUse, policy->event_fields_count);
    for (uint32_t i = 0; i < policy->event_fields_count; i++) {
        const EventField *field = &policy->event_fields[i];
        decoder->event_uses[i] = use_make(decoder, &field->def, MAP_EVENT_FIELD, field->slot);
    }
    for (uint32_t i = 0; i < policy->events_count; i++)
        events[i] = policy_text(policy, policy->events[i].name);
    decoder->events = memo_over(decoder->keep, events, policy->events_count);
}

static void names_init(Decoder *decoder)
{
    const Policy *policy = decoder->policy;
    uint32_t most =
        8 + policy->fields_count + policy->account_fields_count + policy->event_fields_count;
    decoder->named = ARENA_ARRAY(decoder->keep, NamedColumn, most);
    for (uint32_t i = 0; i < most; i++)
        decoder->named[i] = (NamedColumn){.field = NONE, .account_field = NONE};
    roles_name(decoder);
    fields_name(decoder);
    pack_name(decoder, "pack");
    pack_name(decoder, "quantity");
    columns_index(decoder->keep, &decoder->columns);
    event_columns_fill(decoder);
    uses_fill(decoder);
    decoder->quick_sets = ARENA_ARRAY(decoder->keep, Assignment, decoder->columns.names.count + 1);
}

void decoder_init(Decoder *decoder, const IngestOptions *options, bool is_strict, Arena *keep)
{
    const Policy *policy = options->policy;
    *decoder = (Decoder){
        .policy = policy, .is_accounts = options->is_accounts, .keep = keep, .arena = arena_new()};
    value_reader_init(&decoder->values, policy, options->texts, options->sets, is_strict, keep);
    if (options->source != NONE && !options->is_accounts) {
        decoder->source = &policy->sources[options->source];
        source_init(decoder);
    } else {
        names_init(decoder);
    }
}

void decoder_close(Decoder *decoder)
{
    arena_free(decoder->arena);
    decoder->arena = NULL;
}

/* ---- Records by the expected names ---- */

Record *record_add(Decoder *decoder, Row *row)
{
    VEC_PUSH(decoder->arena, &decoder->records,
             (Record){.line = row->line,
                      .event = NONE,
                      .created = INSTANT_NONE,
                      .ticket = TEXT_NONE,
                      .account = TEXT_NONE,
                      .id = TEXT_NONE});
    return &decoder->records.at[decoder->records.count - 1];
}

void set_add(Decoder *decoder, MapTarget target, uint32_t index, Value value)
{
    VEC_PUSH(decoder->arena, &decoder->sets,
             (Assignment){.target = target, .index = index, .value = value});
}

static bool is_given(Cell cell)
{
    return cell.kind != CELL_MISSING && cell.kind != CELL_NULL;
}

/* The name in the cell of a role, TEXT_NONE where there is none. Roles are the first columns, in the order of
   roles_name. */
static bool name_read(Decoder *decoder, Row *row, ColumnRole role, TextId *out)
{
    uint32_t column = (uint32_t)role - ROLE_AT;
    *out = TEXT_NONE;
    if (!is_given(row->cells[column]))
        return true;
    return value_read_name(&decoder->values, decoder->columns.names.at[column], row->cells[column],
                           out);
}

static bool names_read(Decoder *decoder, Row *row, Record *record)
{
    return name_read(decoder, row, ROLE_TICKET, &record->ticket) &&
           name_read(decoder, row, ROLE_ACCOUNT, &record->account) &&
           name_read(decoder, row, ROLE_ID, &record->id);
}

static bool missing(Row *row, const char *key)
{
    return row_refuse(row, "the key \"%s\" is missing", key);
}

static bool at_read(Decoder *decoder, Row *row, Record *record)
{
    Cell cell = row->cells[ROLE_AT - ROLE_AT];
    if (!is_given(cell))
        return missing(row, "at");
    return value_read_instant(&decoder->values, TEXT("at"), TEXT(""), cell, &record->at);
}

static bool event_unknown(const Policy *policy, Row *row, Text name)
{
    Text *names = ARENA_ARRAY(row->arena, Text, policy->events_count + 2);
    for (uint32_t i = 0; i < policy->events_count; i++)
        names[i] = policy_text(policy, policy->events[i].name);
    names[policy->events_count] = TEXT("account");
    names[policy->events_count + 1] = TEXT("pack");
    int near = text_nearest(name, names, policy->events_count + 2);
    if (near < 0)
        return row_refuse(row, "event: no event is called %s", row_quote(row, name));
    return row_refuse(row, "event: no event is called %s; did you mean %.*s?", row_quote(row, name),
                      TEXT_ARGS(names[near]));
}

/* The event of that name, NONE if there is none. */
static uint32_t event_named(const Decoder *decoder, Text name)
{
    const Policy *policy = decoder->policy;
    if (name.size > MEMO_TEXT_MAX)
        return policy_event_find(policy, name);
    MemoKey key = memo_key(name, decoder->values.row->is_padded);
    const MemoSlot *slot = memo_slot(&decoder->events, &key);
    return memo_holds(slot, &key) ? slot->value : policy_event_find(policy, name);
}

static bool event_read(Decoder *decoder, Row *row, Record *record)
{
    Cell cell = row->cells[ROLE_EVENT - ROLE_AT];
    Text name;
    if (!is_given(cell))
        return missing(row, "event");
    if (!value_read_text(&decoder->values, TEXT("event"), cell, &name))
        return false;
    record->event = event_named(decoder, name);
    if (record->event != NONE)
        return true;
    if (!text_is(name, "account") && !text_is(name, "pack"))
        return event_unknown(decoder->policy, row, name);
    record->kind = text_is(name, "account") ? RECORD_ACCOUNT : RECORD_PACK;
    return true;
}

/* null is VALUE_ABSENT, also for a field that must have a value: the engine knows what that means (E3). */
static bool field_set(Decoder *decoder, const FieldDef *field, Cell cell, MapTarget target,
                      uint32_t index)
{
    Text name = policy_text(decoder->policy, field->name);
    Value value = VALUE_ABSENT;
    if (cell.kind != CELL_NULL &&
        !value_read(&decoder->values, field, name, TEXT(""), cell, &value))
        return false;
    set_add(decoder, target, index, value);
    return true;
}

/* One cell as the assignment that it is for this record. */
static bool ticket_cell_read(Decoder *decoder, Row *row, uint32_t event, uint32_t column)
{
    const Policy *policy = decoder->policy;
    Cell cell = row->cells[column];
    uint32_t field = decoder->named[column].field;
    if (field != NONE)
        return field_set(decoder, &policy->fields[field], cell, MAP_FIELD, field);
    uint32_t own = decoder->event_columns[event * decoder->columns.names.count + column];
    if (own == NONE) {
        row_unknown(row, decoder->columns.names.at[column]);
        return true;
    }
    const EventField *event_field = &policy->event_fields[own];
    return field_set(decoder, &event_field->def, cell, MAP_EVENT_FIELD, event_field->slot);
}

static bool account_cell_read(Decoder *decoder, Row *row, uint32_t column)
{
    const Policy *policy = decoder->policy;
    uint32_t field = decoder->named[column].account_field;
    if (field == NONE) {
        row_unknown(row, decoder->columns.names.at[column]);
        return true;
    }
    return field_set(decoder, &policy->account_fields[field], row->cells[column], MAP_ACCOUNT_FIELD,
                     field);
}

static bool cells_read(Decoder *decoder, Row *row, const Record *record)
{
    for (uint32_t i = 0; i < row->count; i++) {
        uint32_t column = row->present[i];
        if (decoder->named[column].role != ROLE_FIELD)
            continue;
        bool is_read = record->kind == RECORD_TICKET
                           ? ticket_cell_read(decoder, row, record->event, column)
                       : record->kind == RECORD_ACCOUNT ? account_cell_read(decoder, row, column)
                                                        : true;
        if (!is_read)
            return false;
    }
    return true;
}

/* ---- Purchases ---- */

static Cell cell_named(const Decoder *decoder, const Row *row, const char *name)
{
    return row->cells[columns_find(&decoder->columns, text_from(name))];
}

static bool pack_find(Decoder *decoder, Row *row, Text name, uint32_t *out)
{
    const Policy *policy = decoder->policy;
    Text *names = ARENA_ARRAY(row->arena, Text, policy->packs_count + 1);
    for (*out = 0; *out < policy->packs_count; ++*out) {
        names[*out] = policy_text(policy, policy->packs[*out].name);
        if (text_equal(names[*out], name))
            return true;
    }
    int near = text_nearest(name, names, policy->packs_count);
    if (near < 0)
        return row_refuse(row, "pack: no pack is called %s", row_quote(row, name));
    return row_refuse(row, "pack: no pack is called %s; did you mean %.*s?", row_quote(row, name),
                      TEXT_ARGS(names[near]));
}

/* Which pack, and for how many tickets; the engine knows how few it may be for (L4). */
static bool pack_read(Decoder *decoder, Row *row, Record *record)
{
    static const FieldDef QUANTITY = {.type = TYPE_INTEGER};
    Cell pack = cell_named(decoder, row, "pack"), quantity = cell_named(decoder, row, "quantity");
    Text name;
    if (!is_given(pack))
        return missing(row, "pack");
    if (!is_given(quantity))
        return missing(row, "quantity");
    return value_read_text(&decoder->values, TEXT("pack"), pack, &name) &&
           pack_find(decoder, row, name, &record->event) &&
           value_read(&decoder->values, &QUANTITY, TEXT("quantity"), TEXT(""), quantity,
                      &record->quantity);
}

static bool history_row_read(Decoder *decoder, Row *row, Record *record)
{
    if (!at_read(decoder, row, record) || !event_read(decoder, row, record) ||
        !names_read(decoder, row, record))
        return false;
    if (record->kind == RECORD_TICKET && record->ticket == TEXT_NONE)
        return missing(row, "ticket");
    if (record->kind != RECORD_TICKET && record->account == TEXT_NONE)
        return missing(row, "account");
    return record->kind != RECORD_PACK || pack_read(decoder, row, record);
}

/* A row of an accounts file comes before every record of the history. */
static bool account_row_read(Decoder *decoder, Row *row, Record *record)
{
    record->kind = RECORD_ACCOUNT;
    record->at = INSTANT_MIN;
    if (!name_read(decoder, row, ROLE_ACCOUNT, &record->account))
        return false;
    return record->account != TEXT_NONE || missing(row, "account");
}

static bool named_read(Decoder *decoder, Row *row)
{
    Record *record = record_add(decoder, row);
    if (!(decoder->is_accounts ? account_row_read : history_row_read)(decoder, row, record) ||
        !cells_read(decoder, row, record))
        return false;
    record->sets = decoder->sets.at;
    record->sets_count = decoder->sets.count;
    return true;
}

bool decoder_read(Decoder *decoder, Row *row)
{
    decoder->records.count = 0;
    decoder->sets.count = 0;
    decoder->values.row = row;
    if (decoder->source)
        return source_read(decoder, row);
    decoder->is_quick = quick_read(decoder, row);
    if (decoder->is_quick)
        return true;
    decoder->records.count = 0;
    row->reason = NULL;
    return named_read(decoder, row);
}
