#include "runtime/emit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/money.h"
#include "runtime/emit_part.h"
#include "runtime/ingest.h"

/* ---- Cells ---- */

static EmitCell *cell_add(Emit *emit, EmitCellKind kind)
{
    EmitCell *cell = &emit->cells[emit->count++];
    *cell = (EmitCell){.kind = kind};
    return cell;
}

/* A word of this program's own. */
static void word_add(Emit *emit, const char *word)
{
    EmitCell *cell = cell_add(emit, EMIT_TEXT);
    cell->text = text_from(word);
    cell->is_plain = true;
}

/* Most texts come again and again, so what is found out about one is kept. */
static bool text_is_plain(Emit *emit, TextId id, Text text)
{
    enum { UNKNOWN, PLAIN, OTHER };
    if (id >= emit->plain_count) {
        uint32_t count = intern_count(emit->texts) * 2;
        emit->plain = realloc(emit->plain, count);
        if (!emit->plain)
            abort();
        memset(emit->plain + emit->plain_count, UNKNOWN, count - emit->plain_count);
        emit->plain_count = count;
    }
    if (emit->plain[id] == UNKNOWN)
        emit->plain[id] = out_is_plain(text) ? PLAIN : OTHER;
    return emit->plain[id] == PLAIN;
}

static void text_add(Emit *emit, TextId id)
{
    EmitCell *cell = cell_add(emit, id == TEXT_NONE ? EMIT_NULL : EMIT_TEXT);
    if (id == TEXT_NONE)
        return;
    cell->text = intern_get(emit->texts, id);
    cell->is_plain = text_is_plain(emit, id, cell->text);
}

/* VALUE_ABSENT is null. */
static void number_add(Emit *emit, EmitCellKind kind, int64_t number)
{
    cell_add(emit, number == VALUE_ABSENT ? EMIT_NULL : kind)->number = number;
}

static void origin_add(Emit *emit, Origin origin)
{
    EmitCell *cell = cell_add(emit, origin.line ? EMIT_ORIGIN : EMIT_NULL);
    if (!origin.line)
        return;
    cell->text = intern_get(emit->texts, origin.file);
    cell->is_plain = text_is_plain(emit, origin.file, cell->text);
    cell->number = origin.line;
}

/* The name of a row of one of the policy's tables, null for NONE. */
#define NAME_ADD(emit, table, index)                                                               \
    text_add((emit), (index) == NONE ? TEXT_NONE : (emit)->options.policy->table[index].name)

/* ---- Values by type ---- */

static EmitCell value_cell(Emit *emit, ValueType type, uint32_t enumeration, uint32_t currency,
                           Value value);

static EmitCell set_cell(Emit *emit, const FieldDef *field, Value value)
{
    uint32_t count;
    const Value *elements = set_values(emit->sets, (SetId)value, &count);
    Out out;
    out_open_memory(&out);
    out_byte(&out, '[');
    for (uint32_t i = 0; i < count; i++) {
        EmitCell cell =
            value_cell(emit, field->element, field->enumeration, field->currency, elements[i]);
        if (i)
            out_byte(&out, ',');
        emit_json(&out, &cell);
    }
    out_byte(&out, ']');
    Text text = {.data = arena_copy(emit->scratch, out.bytes, out.size),
                 .size = (uint32_t)out.size};
    out_free(&out);
    return (EmitCell){.kind = EMIT_JSON, .text = text};
}

static EmitCell text_cell(Emit *emit, const char *bytes, int size)
{
    Text text = {.data = arena_copy(emit->scratch, bytes, (size_t)size), .size = (uint32_t)size};
    return (EmitCell){.kind = EMIT_TEXT, .text = text};
}

static EmitCell percent_cell(Emit *emit, Value value)
{
    Out out;
    out_open_memory(&out);
    emit_decimal(&out, value * 100); /* of the hundred, with four places */
    out_byte(&out, '%');
    EmitCell cell = text_cell(emit, out.bytes, (int)out.size);
    out_free(&out);
    return cell;
}

static EmitCell enumerator_cell(Emit *emit, uint32_t enumeration, Value value)
{
    const Policy *policy = emit->options.policy;
    TextId id = policy->enumerators[policy->enums[enumeration].first + (uint32_t)value];
    return (EmitCell){.kind = EMIT_TEXT, .text = policy_text(policy, id)};
}

static EmitCell value_cell(Emit *emit, ValueType type, uint32_t enumeration, uint32_t currency,
                           Value value)
{
    char text[DURATION_TEXT + MONEY_TEXT];
    if (value == VALUE_ABSENT)
        return (EmitCell){.kind = EMIT_NULL};
    switch (type) {
    case TYPE_BOOLEAN: return (EmitCell){.kind = EMIT_BOOLEAN, .number = value};
    case TYPE_INTEGER: return (EmitCell){.kind = EMIT_INTEGER, .number = value};
    case TYPE_DECIMAL: return (EmitCell){.kind = EMIT_DECIMAL, .number = value};
    case TYPE_PERCENT: return percent_cell(emit, value);
    case TYPE_TEXT:
        return (EmitCell){.kind = EMIT_TEXT, .text = intern_get(emit->texts, (TextId)value)};
    case TYPE_DURATION: return text_cell(emit, text, duration_print(value, text));
    case TYPE_DATE: return text_cell(emit, text, date_print((Date)value, text));
    case TYPE_INSTANT: return (EmitCell){.kind = EMIT_INSTANT, .number = value};
    case TYPE_MONEY: return text_cell(emit, text, money_print(value, (int32_t)currency, text));
    case TYPE_ENUM: return enumerator_cell(emit, enumeration, value);
    case TYPE_SET: break; /* field_cell */
    }
    return (EmitCell){.kind = EMIT_NULL};
}

static EmitCell field_cell(Emit *emit, const FieldDef *field, Value value)
{
    if (field->type == TYPE_SET && value != VALUE_ABSENT)
        return set_cell(emit, field, value);
    return value_cell(emit, field->type, field->enumeration, field->currency, value);
}

static void by_add(Emit *emit, const Value *fields, const Value *account_fields)
{
    for (uint32_t i = 0; i < emit->options.by_count; i++) {
        const Value *values = emit->by[i].is_account ? account_fields : fields;
        Value value = values ? values[emit->by[i].index] : VALUE_ABSENT;
        emit->cells[emit->count++] = field_cell(emit, emit->by[i].field, value);
    }
}

/* ---- Rows ---- */

static void row_begin(Emit *emit)
{
    emit->count = 0;
    if (arena_used(emit->scratch))
        arena_reset(emit->scratch);
}

static void row_end(Emit *emit, uint32_t table)
{
    if (!emit->writer->has_failed)
        emit->writer->row(emit->writer, table, emit->cells, emit->count);
}

static void clock_emit(void *context, const ClockRow *row)
{
    Emit *emit = context;
    row_begin(emit);
    text_add(emit, row->ticket);
    NAME_ADD(emit, clocks, row->clock);
    number_add(emit, EMIT_INTEGER, row->cycle);
    NAME_ADD(emit, slas, row->sla);
    NAME_ADD(emit, plans, row->plan);
    text_add(emit, row->contract);
    text_add(emit, row->calendar == NONE ? TEXT_NONE
                                         : emit->options.policy->calendar_names[row->calendar]);
    number_add(emit, EMIT_INTEGER, row->limit_ms);
    number_add(emit, EMIT_INSTANT, row->started);
    number_add(emit, EMIT_INSTANT, row->due);
    number_add(emit, EMIT_INSTANT, row->stopped);
    number_add(emit, EMIT_INTEGER, row->elapsed_ms);
    number_add(emit, EMIT_INTEGER, row->paused_ms);
    word_add(emit, clock_state_word(row->state));
    word_add(emit, outcome_word(row->outcome));
    number_add(emit, EMIT_INSTANT, row->breached_at);
    origin_add(emit, row->source);
    by_add(emit, row->fields, row->account_fields);
    row_end(emit, 0);
}

static void ticket_emit(void *context, const TicketRow *row)
{
    Emit *emit = context;
    row_begin(emit);
    text_add(emit, row->ticket);
    text_add(emit, row->account);
    number_add(emit, EMIT_INSTANT, row->created);
    number_add(emit, EMIT_INSTANT, row->closed);
    text_add(emit, row->contract);
    NAME_ADD(emit, plans, row->plan);
    NAME_ADD(emit, slas, row->sla);
    number_add(emit, EMIT_BOOLEAN, row->covered);
    text_add(emit, row->charge);
    NAME_ADD(emit, queues, row->queue);
    by_add(emit, row->fields, row->account_fields);
    row_end(emit, 1);
}

static void decision_emit(void *context, const DecisionRow *row)
{
    Emit *emit = context;
    row_begin(emit);
    number_add(emit, EMIT_INSTANT, row->at);
    number_add(emit, EMIT_INTEGER, (int64_t)row->seq);
    text_add(emit, row->ticket);
    word_add(emit, decision_word(row->kind));
    NAME_ADD(emit, clocks, row->clock);
    number_add(emit, EMIT_INTEGER, row->cycle ? (int64_t)row->cycle : VALUE_ABSENT);
    NAME_ADD(emit, slas, row->sla);
    number_add(emit, EMIT_INSTANT, row->due);
    NAME_ADD(emit, plans, row->plan);
    number_add(emit, EMIT_INTEGER, row->limit_ms);
    number_add(emit, EMIT_INTEGER, row->step ? (int64_t)row->step : VALUE_ABSENT);
    if (row->kind == DECISION_OVER_CAPACITY) {
        text_add(emit, row->contract);
        text_add(emit, row->holders);
    } else {
        cell_add(emit, EMIT_OMITTED);
        cell_add(emit, EMIT_OMITTED);
    }
    origin_add(emit, row->source);
    row_end(emit, 2);
}

/* ---- Actions, which have keys of their own ---- */

/* The cells of an action between `action` and `source`, by column; those not set are omitted. */
typedef enum OwnKey {
    OWN_TEAM,
    OWN_ROLE,
    OWN_AGENT,
    OWN_TO,
    OWN_FIELD,
    OWN_VALUE,
    OWN_TAG,
    OWN_TASK,
    OWN_WITHIN_MS,
    OWN_WITHIN,
    OWN_NAME,
    OWN_KEYS,
    OWN_COUNT
} OwnKey;

static EmitCell name_cell(const Emit *emit, Value value)
{
    if (value == VALUE_ABSENT)
        return (EmitCell){.kind = EMIT_NULL};
    return (EmitCell){.kind = EMIT_TEXT, .text = intern_get(emit->texts, (TextId)value)};
}

static void recipient_set(const Emit *emit, const ActionRow *row, EmitCell *own)
{
    EmitCell target = name_cell(emit, row->target);
    switch (row->action->recipient) {
    case RECIPIENT_NONE: break;
    case RECIPIENT_AGENT: own[row->target_is_team ? OWN_TEAM : OWN_AGENT] = target; break;
    case RECIPIENT_CUSTOMER:
        own[OWN_TO] = (EmitCell){.kind = EMIT_TEXT, .text = TEXT("customer")};
        break;
    case RECIPIENT_TEAM: own[OWN_TEAM] = target; break;
    case RECIPIENT_ROLE: own[OWN_ROLE] = target; break;
    case RECIPIENT_TEXT:
        own[row->action->kind == ACTION_ASSIGN ? OWN_AGENT : OWN_TO] = target;
        break;
    }
}

static void field_set(Emit *emit, const ActionRow *row, EmitCell *own)
{
    const FieldDef *field = &emit->options.policy->fields[row->action->field];
    own[OWN_FIELD] =
        (EmitCell){.kind = EMIT_TEXT, .text = policy_text(emit->options.policy, field->name)};
    own[OWN_VALUE] = field_cell(emit, field, row->value);
}

static void task_set(Emit *emit, const ActionRow *row, EmitCell *own)
{
    static const char *const UNITS[] = {"ms", "workdays", "days", "weeks", "months", "years"};
    Amount within = row->action->within;
    own[OWN_TASK] = name_cell(emit, row->value);
    if (within.count && within.unit == UNIT_MS) {
        own[OWN_WITHIN_MS] = (EmitCell){.kind = EMIT_INTEGER, .number = within.count};
    } else if (within.count) {
        const char *text =
            arena_format(emit->scratch, "%lld %s", (long long)within.count, UNITS[within.unit]);
        own[OWN_WITHIN] = (EmitCell){.kind = EMIT_TEXT, .text = text_from(text)};
    }
}

static void keys_set(Emit *emit, const ActionRow *row, EmitCell *own)
{
    const ActionDef *action = row->action;
    EmitCell *keys = ARENA_ARRAY(emit->scratch, EmitCell, action->keys_count);
    for (uint32_t i = 0; i < action->keys_count; i++) {
        const ActionKey *key = &emit->options.policy->action_keys[action->keys_first + i];
        keys[i] = value_cell(emit, key->type, key->enumeration, key->currency, row->keys[i]);
        keys[i].name = policy_text(emit->options.policy, key->key);
    }
    own[OWN_NAME] = name_cell(emit, action->name == TEXT_NONE ? VALUE_ABSENT : (Value)action->name);
    own[OWN_KEYS] = (EmitCell){.kind = EMIT_KEYS, .number = action->keys_count, .keys = keys};
}

static void own_set(Emit *emit, const ActionRow *row, EmitCell *own)
{
    switch (row->action->kind) {
    case ACTION_NOTIFY:
    case ACTION_ASSIGN: recipient_set(emit, row, own); break;
    case ACTION_SET:
    case ACTION_RAISE:
    case ACTION_LOWER: field_set(emit, row, own); break;
    case ACTION_TAG:
    case ACTION_UNTAG: own[OWN_TAG] = name_cell(emit, row->value); break;
    case ACTION_TASK: task_set(emit, row, own); break;
    case ACTION_EMIT: keys_set(emit, row, own); break;
    case ACTION_CLOSE:
    case ACTION_REOPEN: break;
    case ACTION_BILL:
    case ACTION_CREDIT:
        own[OWN_VALUE] = value_cell(emit, TYPE_MONEY, NONE, row->currency, row->value);
        break;
    case ACTION_DRAW:
        own[OWN_VALUE] = value_cell(emit, TYPE_INTEGER, NONE, NONE, row->value);
        break;
    }
}

/* A rule's name, "sla.clock" of an escalation, "plan.quota" of a warning. */
static void rule_add(Emit *emit, const ActionRow *row)
{
    const Policy *policy = emit->options.policy;
    if (row->rule != NONE) {
        NAME_ADD(emit, rules, row->rule);
        return;
    }
    if (row->sla == NONE) {
        text_add(emit, row->name);
        return;
    }
    Text sla = policy_text(policy, policy->slas[row->sla].name);
    Text clock = policy_text(policy, policy->clocks[row->clock].name);
    Text name = {.data = arena_alloc(emit->scratch, sla.size + clock.size + 1),
                 .size = sla.size + clock.size + 1};
    char *put = (char *)(uintptr_t)name.data;
    memcpy(put, sla.data, sla.size);
    put[sla.size] = '.';
    memcpy(put + sla.size + 1, clock.data, clock.size);
    cell_add(emit, EMIT_TEXT)->text = name;
}

static void action_emit(void *context, const ActionRow *row)
{
    Emit *emit = context;
    EmitCell own[OWN_COUNT] = {0};
    row_begin(emit);
    number_add(emit, EMIT_INSTANT, row->at);
    text_add(emit, row->ticket);
    rule_add(emit, row);
    number_add(emit, EMIT_INTEGER, row->cycle);
    number_add(emit, EMIT_INTEGER, row->step);
    number_add(emit, EMIT_INTEGER, row->repetition);
    word_add(emit, action_word(row->action->kind));
    own_set(emit, row, own);
    for (uint32_t i = 0; i < OWN_COUNT; i++)
        emit->cells[emit->count++] = own[i];
    origin_add(emit, row->action->origin);
    row_end(emit, 3);
}

/* Units stand in `amount`; money stands in `amount_minor` and `currency` in its place, and its balance is in minor units. */
static void ledger_emit(void *context, const LedgerRow *row)
{
    Emit *emit = context;
    bool is_money = row->currency != NONE;
    const char *unit = is_money ? currency_code((int32_t)row->currency) : "ticket";
    row_begin(emit);
    number_add(emit, EMIT_INSTANT, row->at);
    text_add(emit, row->account);
    text_add(emit, row->contract);
    text_add(emit, row->ledger);
    text_add(emit, row->period);
    word_add(emit, unit);
    cell_add(emit, is_money ? EMIT_OMITTED : EMIT_INTEGER)->number = row->amount;
    cell_add(emit, is_money ? EMIT_INTEGER : EMIT_OMITTED)->number = row->amount;
    cell_add(emit, is_money ? EMIT_TEXT : EMIT_OMITTED)->text = text_from(unit);
    number_add(emit, EMIT_INTEGER, row->balance);
    text_add(emit, row->ticket);
    word_add(emit, ledger_word(row->kind));
    origin_add(emit, row->source);
    row_end(emit, 4);
}

/* ---- Opening and closing ---- */

static Status by_find(Emit *emit, Text name, ByField *out)
{
    const Policy *policy = emit->options.policy;
    bool is_account = text_starts(name, TEXT("account."));
    Text field = is_account ? (Text){.data = name.data + 8, .size = name.size - 8} : name;
    out->is_account = is_account;
    out->index =
        is_account ? policy_account_field_find(policy, field) : policy_field_find(policy, field);
    const FieldDef *fields = is_account ? policy->account_fields : policy->fields;
    uint32_t count = is_account ? policy->account_fields_count : policy->fields_count;
    if (out->index != NONE) {
        out->field = &fields[out->index];
        return STATUS_OK;
    }
    Text *names = ARENA_ARRAY(emit->arena, Text, count);
    for (uint32_t i = 0; i < count; i++)
        names[i] = policy_text(policy, fields[i].name);
    int near = text_nearest(field, names, count);
    const char *hint = near < 0
                           ? ""
                           : arena_format(emit->arena, "; did you mean %s%.*s?",
                                          is_account ? "account." : "", TEXT_ARGS(names[near]));
    emit->problem = arena_format(emit->arena, "there is no field %.*s%s", TEXT_ARGS(name), hint);
    return STATUS_USAGE;
}

static bool is_folder(const char *path)
{
    struct stat about;
    size_t size = strlen(path);
    return (size && path[size - 1] == '/') || (stat(path, &about) == 0 && S_ISDIR(about.st_mode));
}

/* The format by the name after -o; false: it has none. */
static bool format_find(const char *path, InputFormat *out)
{
    *out = is_folder(path) ? FORMAT_CSV : FORMAT_NDJSON;
    return strcmp(path, "-") == 0 || is_folder(path) || ingest_format_find(text_from(path), out);
}

static Status writer_open(Emit *emit)
{
    static EmitWriter *(*const WRITER[])(const EmitOptions *, Arena *,
                                         const char **) = {[FORMAT_NDJSON] = ndjson_writer_new,
                                                           [FORMAT_CSV] = csv_writer_new,
                                                           [FORMAT_SQLITE] = sqlite_writer_new};
    const EmitOptions *options = &emit->options;
    InputFormat format;
    if (!format_find(options->path, &format)) {
        emit->problem = arena_format(
            emit->arena,
            "%s: its name must end in .ndjson, .csv, .db, or in / for a folder of CSV files",
            options->path);
        return STATUS_USAGE;
    }
    if (format == FORMAT_CSV && !is_folder(options->path) &&
        (options->kinds & (options->kinds - 1))) {
        emit->problem = arena_format(
            emit->arena, "%s: CSV takes one kind of row a file; name a folder for several",
            options->path);
        return STATUS_USAGE;
    }
    emit->writer = WRITER[format](options, emit->arena, &emit->problem);
    return emit->writer ? STATUS_OK : STATUS_INPUT;
}

Status emit_open(const EmitOptions *options, Emit **out)
{
    Emit *emit = calloc(1, sizeof *emit);
    if (!emit)
        abort();
    *out = emit;
    emit->options = *options;
    emit->arena = arena_new();
    emit->scratch = arena_new();
    emit->problem = "";
    if (!emit->options.path)
        emit->options.path = "-";
    if (options->by_count > BY_MAX) {
        emit->problem = "more than 64 fields";
        return STATUS_USAGE;
    }
    for (uint32_t i = 0; i < options->by_count; i++)
        TRY(by_find(emit, options->by[i], &emit->by[i]));
    return writer_open(emit);
}

Sink emit_sink(Emit *emit, const Intern *texts, const SetPool *sets)
{
    unsigned kinds = emit->options.kinds;
    emit->texts = texts;
    emit->sets = sets;
    return (Sink){.context = emit,
                  .clock = kinds & EMIT_CLOCKS ? clock_emit : NULL,
                  .ticket = kinds & EMIT_TICKETS ? ticket_emit : NULL,
                  .decision = kinds & EMIT_DECISIONS ? decision_emit : NULL,
                  .action = kinds & EMIT_ACTIONS ? action_emit : NULL,
                  .ledger = kinds & EMIT_LEDGER ? ledger_emit : NULL};
}

bool emit_has_failed(const Emit *emit)
{
    return emit->writer && emit->writer->has_failed;
}

const char *emit_problem(const Emit *emit)
{
    return emit->problem;
}

Status emit_close(Emit *emit)
{
    if (!emit->writer)
        return STATUS_OK;
    bool is_written = emit->writer->close(emit->writer, emit->arena, &emit->problem);
    emit->writer = NULL;
    return is_written ? STATUS_OK : STATUS_INTERNAL;
}

void emit_free(Emit *emit)
{
    if (!emit)
        return;
    if (emit->writer) {
        const char *problem;
        emit->writer->close(emit->writer, emit->arena, &problem);
    }
    arena_free(emit->arena);
    arena_free(emit->scratch);
    free(emit->plain);
    free(emit);
}
