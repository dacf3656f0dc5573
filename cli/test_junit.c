/* JUnit XML as Ant writes it and CI systems read it: a suite a file, a case a test. */
#include <stdlib.h>
#include <time.h>

#include "cli/file.h"
#include "cli/test_report.h"

/* ---- XML ---- */

/* XML 1.0 has no control characters but tab, line feed and carriage return, escaped or not. */
static void xml_text(FILE *out, Text text)
{
    for (uint32_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '&')
            fputs("&amp;", out);
        else if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else if (c == '\n' || c == '\t' || c == '\r')
            fprintf(out, "&#%d;", c);
        else
            fputc((unsigned char)c < ' ' ? '?' : c, out);
    }
}

static void attribute(FILE *out, const char *name, Text value)
{
    fprintf(out, " %s=\"", name);
    xml_text(out, value);
    fputc('"', out);
}

static void seconds(FILE *out, int64_t us)
{
    fprintf(out, " time=\"%lld.%06lld\"", (long long)(us / 1000000), (long long)(us % 1000000));
}

/* ---- Suites ---- */

static void failure_write(FILE *out, const TestJob *job)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    if (!memory)
        abort();
    test_failure_print(memory, job, false);
    fclose(memory);
    Text message = job->result.failures.count ? job->result.failures.at[0].message
                                              : TEXT("the rows are not those of the golden file");
    fputs("      <failure", out);
    attribute(out, "message", message);
    fputs(" type=\"expectation\">", out);
    xml_text(out, (Text){.data = bytes, .size = (uint32_t)size});
    fputs("</failure>\n", out);
    free(bytes);
}

static void case_write(FILE *out, const TestJob *job)
{
    const Trial *trial = test_job_trial(job);
    Arena *arena = arena_new();
    const char *name = trial->row ? arena_format(arena, "%.*s [%.*s]", TEXT_ARGS(trial->name),
                                                 TEXT_ARGS(trial->row_text))
                                  : text_string(arena, trial->name);
    fputs("    <testcase", out);
    attribute(out, "name", text_from(name));
    attribute(out, "classname", text_from(job->unit->path));
    seconds(out, job->took_us);
    if (test_job_passed(job)) {
        fputs("/>\n", out);
    } else {
        fputs(">\n", out);
        failure_write(out, job);
        fputs("    </testcase>\n", out);
    }
    arena_free(arena);
}

static void suite_write(FILE *out, const TestJob *jobs, uint32_t count, uint32_t number,
                        const char *stamp)
{
    uint32_t failed = 0;
    int64_t took = 0;
    for (uint32_t i = 0; i < count; i++) {
        failed += !test_job_passed(&jobs[i]);
        took += jobs[i].took_us;
    }
    fputs("  <testsuite", out);
    attribute(out, "name", text_from(jobs->unit->path));
    fprintf(out, " package=\"\" id=\"%u\" timestamp=\"%s\" hostname=\"localhost\"", number, stamp);
    fprintf(out, " tests=\"%u\" failures=\"%u\" errors=\"0\"", count, failed);
    seconds(out, took);
    fputs(">\n    <properties/>\n", out);
    for (uint32_t i = 0; i < count; i++)
        case_write(out, &jobs[i]);
    fputs("    <system-out/>\n    <system-err/>\n  </testsuite>\n", out);
}

static void document_write(FILE *out, const TestJob *jobs, uint32_t count, int64_t now)
{
    time_t at = (time_t)now;
    struct tm utc;
    char stamp[32] = "1970-01-01T00:00:00";
    uint32_t number = 0;
    if (gmtime_r(&at, &utc))
        strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
    for (uint32_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && jobs[next].unit == jobs[i].unit;)
            next++;
        suite_write(out, jobs + i, next - i, number++, stamp);
    }
    fputs("</testsuites>\n", out);
}

Status test_junit_write(const Args *args, const char *path, const TestJob *jobs, uint32_t count,
                        int64_t now)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    if (!memory)
        abort();
    document_write(memory, jobs, count, now);
    fclose(memory);
    Status status = file_write(args, path, (Text){.data = bytes, .size = (uint32_t)size});
    free(bytes);
    return status;
}
