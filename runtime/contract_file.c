#include "runtime/contract_file.h"

#include <string.h>

#include "runtime/ingest_value.h"

/* The first columns, in this order; those of the contract fields follow. */
enum {
    COLUMN_CONTRACT,
    COLUMN_ACCOUNT,
    COLUMN_PLAN,
    COLUMN_FROM,
    COLUMN_UNTIL,
    COLUMN_RENEW,
    COLUMNS
};

typedef struct ContractFile {
    ContractReading *reading;
    const char *path;
    TextId name; /* base name: of origins */
    Arena *arena;
    Columns columns;
    Input input;
    bool has_input;
    RowReader *reader;
    Row row;
    ValueReader values;
    uint32_t *field_columns; /* by contract field */
    VEC(TextId) accounts;    /* of the row at hand */
    Value *fields;           /* likewise */
} ContractFile;

/* ---- Cells ---- */

static bool is_given(Cell cell)
{
    return cell.kind != CELL_MISSING && cell.kind != CELL_NULL && cell.text.size;
}

static bool text_read(ContractFile *file, uint32_t column, Text *out)
{
    Text name = file->columns.names.at[column];
    if (!is_given(file->row.cells[column]))
        return row_refuse(&file->row, "%.*s: it is missing", TEXT_ARGS(name));
    return value_read_text(&file->values, name, file->row.cells[column], out);
}

static bool name_read(ContractFile *file, TextId *out)
{
    Text name = file->columns.names.at[COLUMN_CONTRACT];
    if (!is_given(file->row.cells[COLUMN_CONTRACT]))
        return row_refuse(&file->row, "%.*s: it is missing", TEXT_ARGS(name));
    return value_read_name(&file->values, name, file->row.cells[COLUMN_CONTRACT], out);
}

static Text trim(Text text)
{
    while (text.size && text.data[0] == ' ')
        text = (Text){.data = text.data + 1, .size = text.size - 1};
    while (text.size && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

static bool accounts_read(ContractFile *file)
{
    Text list;
    file->accounts.count = 0;
    if (!text_read(file, COLUMN_ACCOUNT, &list))
        return false;
    while (list.size) {
        const char *stop = memchr(list.data, ';', list.size);
        uint32_t size = stop ? (uint32_t)(stop - list.data) : list.size;
        Text one = trim((Text){.data = list.data, .size = size});
        if (one.size)
            VEC_PUSH(file->arena, &file->accounts, intern_add(file->reading->texts, one));
        size += stop != NULL;
        list = (Text){.data = list.data + size, .size = list.size - size};
    }
    return file->accounts.count || row_refuse(&file->row, "account: it names none");
}

static bool plan_read(ContractFile *file, uint32_t *out)
{
    const Policy *policy = file->reading->policy;
    Text text;
    if (!text_read(file, COLUMN_PLAN, &text))
        return false;
    Text *names = ARENA_ARRAY(file->row.arena, Text, policy->plans_count);
    for (*out = 0; *out < policy->plans_count; ++*out) {
        names[*out] = policy_text(policy, policy->plans[*out].name);
        if (text_equal(names[*out], text))
            return true;
    }
    int near = text_nearest(text, names, policy->plans_count);
    const char *quoted = row_quote(&file->row, text);
    return near < 0 ? row_refuse(&file->row, "plan: the policy has no plan %s", quoted)
                    : row_refuse(&file->row, "plan: the policy has no plan %s; did you mean %.*s?",
                                 quoted, TEXT_ARGS(names[near]));
}

static bool day_read(ContractFile *file, uint32_t column, Date otherwise, Date *out)
{
    static const FieldDef DAY = {.type = TYPE_DATE};
    Value day = otherwise;
    bool is_read = !is_given(file->row.cells[column]) ||
                   value_read(&file->values, &DAY, file->columns.names.at[column], TEXT(""),
                              file->row.cells[column], &day);
    *out = (Date)day;
    return is_read;
}

static bool renew_read(ContractFile *file, Amount *out)
{
    Text word;
    bool is_known = true;
    if (!is_given(file->row.cells[COLUMN_RENEW]))
        return true;
    if (!text_read(file, COLUMN_RENEW, &word))
        return false;
    *out = contract_renewal(word, &is_known);
    return is_known ||
           row_refuse(&file->row, "renew: %s is none of weekly, monthly, quarterly, yearly",
                      row_quote(&file->row, word));
}

static bool field_read(ContractFile *file, uint32_t index)
{
    const FieldDef *field = &file->reading->policy->contract_fields[index];
    uint32_t column = file->field_columns[index];
    Text name = file->columns.names.at[column];
    Cell cell = file->row.cells[column];
    file->fields[index] = cell.kind == CELL_NULL && field->optional ? VALUE_ABSENT : field->initial;
    if (cell.kind != CELL_MISSING && cell.kind != CELL_NULL)
        return value_read(&file->values, field, name, TEXT(""), cell, &file->fields[index]);
    return field->optional || file->fields[index] != VALUE_ABSENT ||
           row_refuse(&file->row, "%.*s: every contract needs it", TEXT_ARGS(name));
}

/* ---- Rows ---- */

static bool row_take(ContractFile *file)
{
    ContractReading *reading = file->reading;
    Contract contract = {.origin = {.file = file->name, .line = (uint32_t)file->row.line},
                         .terms = {.covers = NONE}};
    bool is_read = name_read(file, &contract.name) && accounts_read(file) &&
                   plan_read(file, &contract.plan) &&
                   day_read(file, COLUMN_FROM, INT32_MIN, &contract.from) &&
                   day_read(file, COLUMN_UNTIL, INT32_MAX, &contract.until) &&
                   renew_read(file, &contract.renew);
    for (uint32_t i = 0; is_read && i < reading->policy->contract_fields_count; i++)
        is_read = field_read(file, i);
    if (!is_read)
        return false;
    contract.accounts = file->accounts.at;
    contract.accounts_count = file->accounts.count;
    contract.values = file->fields;
    file->row.reason = contract_book_add(reading->book, file->row.arena, &contract);
    return !file->row.reason;
}

static void refuse(ContractFile *file)
{
    ContractReading *reading = file->reading;
    reading->rejected++;
    if (!reading->reject)
        return;
    Reject reject = {.path = file->path,
                     .line = file->row.line,
                     .reason = file->row.reason,
                     .text = row_shown(file->reader, &file->row)};
    reading->reject(reading->context, &reject);
}

static Status rows_read(ContractFile *file, const char **problem)
{
    for (;;) {
        RowResult result = file->reader->next(file->reader, &file->row);
        if (result == ROW_END && file->has_input && file->input.problem)
            *problem = file->input.problem;
        if (result == ROW_FAILED)
            *problem = file->reader->problem;
        if (result == ROW_END || result == ROW_FAILED)
            return *problem ? STATUS_INPUT : STATUS_OK;
        file->reading->rows++;
        if (result == ROW_REFUSED || !row_take(file))
            refuse(file);
    }
}

/* ---- Opening ---- */

static void columns_make(ContractFile *file)
{
    static const char *const NAME[] = {"contract", "account", "plan", "from", "until", "renew"};
    const Policy *policy = file->reading->policy;
    for (uint32_t i = 0; i < COLUMNS; i++)
        columns_add(file->arena, &file->columns, text_from(NAME[i]));
    for (uint32_t i = 0; i < policy->contract_fields_count; i++)
        columns_add(file->arena, &file->columns,
                    policy_text(policy, policy->contract_fields[i].name));
    for (uint32_t i = COLUMN_CONTRACT; i <= COLUMN_PLAN; i++)
        VEC_PUSH(file->arena, &file->columns.required, i);
    columns_index(file->arena, &file->columns);
    file->field_columns = ARENA_ARRAY(file->arena, uint32_t, policy->contract_fields_count);
    for (uint32_t i = 0; i < policy->contract_fields_count; i++)
        file->field_columns[i] =
            columns_find(&file->columns, policy_text(policy, policy->contract_fields[i].name));
}

static Status reader_open(ContractFile *file, InputFormat format, const char **problem)
{
    if (format == FORMAT_SQLITE) {
        file->reader = sqlite_reader_new(file->path, &file->row, TEXT(""), "contracts", problem);
        return file->reader ? STATUS_OK : STATUS_INPUT;
    }
    TRY(input_open(&file->input, file->path, file->arena, problem));
    file->has_input = true;
    TRY(input_begin(&file->input, problem));
    file->reader = format == FORMAT_CSV
                       ? csv_reader_new(&file->input, &file->row, ',', '"', problem)
                       : ndjson_reader_new(&file->input);
    return file->reader ? STATUS_OK : STATUS_INPUT;
}

static void file_close(ContractFile *file)
{
    if (file->reader)
        file->reader->close(file->reader);
    if (file->has_input)
        input_close(&file->input);
    row_free(&file->row);
}

static TextId base_name(Intern *texts, const char *path)
{
    const char *slash = strrchr(path, '/');
    return intern_add(texts, text_from(slash ? slash + 1 : path));
}

Status contract_file_read(ContractReading *reading, const char *path, Arena *arena,
                          const char **problem)
{
    InputFormat format = FORMAT_CSV;
    ContractFile file = {.reading = reading, .path = path, .arena = arena};
    Unknowns extra = {.arena = arena, .names = intern_new()};
    const char *why = NULL;
    ingest_format_find(text_from(path), &format);
    file.name = base_name(reading->texts, path);
    columns_make(&file);
    file.row = row_make(arena, &file.columns, &extra);
    file.fields = ARENA_ARRAY(arena, Value, reading->policy->contract_fields_count);
    value_reader_init(&file.values, reading->policy, reading->texts, reading->sets,
                      format == FORMAT_NDJSON, arena);
    file.values.row = &file.row;
    Status status = reader_open(&file, format, &why);
    if (status == STATUS_OK)
        status = rows_read(&file, &why);
    if (status != STATUS_OK)
        *problem = text_starts(text_from(why), text_from(path))
                       ? why
                       : arena_format(arena, "%s: %s", path, why);
    for (uint32_t i = 0; reading->unknown && i < extra.counts.count; i++)
        reading->unknown(reading->context, intern_get(extra.names, i), extra.counts.at[i]);
    file_close(&file);
    intern_free(extra.names);
    return status;
}
