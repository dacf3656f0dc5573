#include "runtime/emit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runtime/emit_part.h"
#include "runtime/ingest.h"

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
    if (!emit->writer)
        return STATUS_INPUT;
    emit_lines_open(emit);
    return STATUS_OK;
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
    emit->options.by =
        (const void *)arena_copy(emit->arena, options->by, options->by_count * sizeof *options->by);
    for (uint32_t i = 0; i < options->by_count; i++)
        TRY(by_find(emit, options->by[i], &emit->by[i]));
    return writer_open(emit);
}

Sink emit_sink(Emit *emit, const Intern *texts, const SetPool *sets)
{
    emit->texts = texts;
    emit->sets = sets;
    return emit_rows(emit);
}

bool emit_has_failed(const Emit *emit)
{
    const EmitWriter *writer = emit->writer;
    bool has_failed = writer && writer->has_failed;
    for (uint32_t i = 0; writer && writer->form && i < EMIT_TABLES; i++)
        has_failed |= writer->outs[i] && writer->outs[i]->error;
    return has_failed;
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
    emit_lines_free(emit);
    arena_free(emit->arena);
    arena_free(emit->scratch);
    free(emit->plain);
    free(emit);
}
