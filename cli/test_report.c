#include "cli/test_report.h"

#include <string.h>

/* ---- The policy's own words ---- */

static Text trimmed(Text text)
{
    while (text.size && (*text.data == ' ' || *text.data == '\t'))
        text = (Text){text.data + 1, text.size - 1};
    while (text.size && strchr(" \t\r\n", text.data[text.size - 1]))
        text.size--;
    return text;
}

/* A statement over several lines stands on one. */
static void words_print(FILE *out, const SourceSet *sources, Span span)
{
    Text text = source_text(sources, span.file);
    bool was_space = false;
    for (uint32_t i = span.lo; i < span.hi && i < text.size; i++) {
        bool is_space = strchr(" \t\r\n", text.data[i]) != NULL;
        if (!is_space || !was_space)
            fputc(is_space ? ' ' : text.data[i], out);
        was_space = is_space;
    }
}

/* The file that an origin names, which is by its base name or "std/…". */
static bool origin_find(const SourceSet *sources, Text name, uint32_t *file)
{
    for (uint32_t i = source_count(sources); i-- > 0;) {
        Text path = source_name(sources, i);
        if (!text_ends(path, name))
            continue;
        bool is_whole = path.size == name.size || path.data[path.size - name.size - 1] == '/';
        *file = i;
        if (is_whole)
            return true;
    }
    return false;
}

static Text line_at(const SourceSet *sources, uint32_t file, uint32_t line)
{
    Text text = source_text(sources, file);
    uint32_t at = 0;
    for (uint32_t i = 1; i < line && at < text.size; at++)
        i += text.data[at] == '\n';
    return trimmed(source_line(sources, file, at));
}

static void origin_print(FILE *out, const TestUnit *unit, Origin origin)
{
    uint32_t file;
    Text name = policy_text(unit->trials->policy, origin.file);
    if (!origin_find(unit->sources, name, &file))
        return;
    Text line = line_at(unit->sources, file, origin.line);
    fprintf(out, "  (%.*s:%u  %.*s)", TEXT_ARGS(name), (unsigned)origin.line, TEXT_ARGS(line));
}

/* ---- For people ---- */

static void place_print(FILE *out, const SourceSet *sources, Span span)
{
    Place place = source_place(sources, span.file, span.lo);
    fprintf(out, "%.*s:%u:%u", TEXT_ARGS(source_name(sources, span.file)), (unsigned)place.line,
            (unsigned)place.column);
}

static void expectation_print(FILE *out, const TestUnit *unit, const TrialFailure *failure)
{
    fputs("  ", out);
    place_print(out, unit->sources, failure->span);
    fputs(": ", out);
    words_print(out, unit->sources, failure->span);
    fprintf(out, "\n    %.*s\n", TEXT_ARGS(failure->message));
    for (uint32_t i = 0; i < failure->why.count; i++) {
        const TrialWhy *why = &failure->why.at[i];
        fprintf(out, "      %.*s", TEXT_ARGS(why->text));
        if (why->origin.line)
            origin_print(out, unit, why->origin);
        fputc('\n', out);
    }
}

static void golden_print(FILE *out, const TestJob *job)
{
    fprintf(out, "  the rows are not those of %s; `slate test --update` takes them as good\n",
            job->golden);
    fwrite(job->difference.data, 1, job->difference.size, out);
}

void test_failure_print(FILE *out, const TestJob *job, bool has_color)
{
    const Trial *trial = test_job_trial(job);
    fprintf(out, "%sfailed%s: %.*s\n", has_color ? "\033[1;31m" : "", has_color ? "\033[0m" : "",
            TEXT_ARGS(trial->name));
    if (trial->row) {
        fputs("  ", out);
        place_print(out, job->unit->sources, trial->row_span);
        fprintf(out, ": the case %.*s\n", TEXT_ARGS(trial->row_text));
    }
    for (uint32_t i = 0; i < job->result.failures.count; i++)
        expectation_print(out, job->unit, &job->result.failures.at[i]);
    if (job->golden)
        golden_print(out, job);
    fputc('\n', out);
}
