/* generate: writes an invented ticket history (bench/history.h) as NDJSON, CSV or SQLite. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record.h"

static const char USAGE[] =
    "usage: generate [OPTION VALUE]… -o FILE\n"
    "Invents a history of support tickets; the same options give the same bytes on every machine.\n"
    "  -o FILE              where to, .ndjson .csv or .db (-: standard output, as NDJSON)\n"
    "  --format F           ndjson, csv or sqlite, if not by FILE's name\n"
    "  --seed N             another N, another history (1)\n"
    "  --tickets N          how many (1000)\n"
    "  --accounts N         how many file them (50)\n"
    "  --from DATE          the first day, from 1970 on (2026-01-01)\n"
    "  --days N             how long (365); what would happen later is left out\n"
    "Per cent of the tickets\n"
    "  --question P         in which the customer asks again before the first reply (25)\n"
    "  --pending P          that wait for the customer once (40)\n"
    "  --second-reply P     with a second reply (35)\n"
    "  --priority-change P  whose priority changes (12)\n"
    "  --reopened P         that are reopened (8)\n"
    "  --closed P           that are closed in the end (97)\n"
    "example: generate --tickets 20000 --accounts 300 -o year.ndjson\n";

typedef struct Job {
    HistoryOptions options;
    const char *path, *format;
} Job;

typedef struct Number {
    const char *flag;
    uint32_t *value;
    uint32_t least, most;
} Number;

static bool number_parse(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    char *end;
    errno = 0;
    uint64_t value = strtoumax(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || value < least || value > most)
        return false;
    *out = value;
    return true;
}

static bool number_option(Job *job, const char *flag, const char *text, bool *known)
{
    HistoryOptions *o = &job->options;
    const Number numbers[] = {
        {"--tickets", &o->tickets, 0, 20000000},
        {"--accounts", &o->accounts, 1, 1000000},
        {"--days", &o->days, 1, 36500},
        {"--question", &o->question, 0, 100},
        {"--pending", &o->pending, 0, 100},
        {"--second-reply", &o->second_reply, 0, 100},
        {"--priority-change", &o->priority_change, 0, 100},
        {"--reopened", &o->reopened, 0, 100},
        {"--closed", &o->closed, 0, 100},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint64_t value = 0;
        if (strcmp(flag, numbers[i].flag) != 0)
            continue;
        *known = true;
        bool ok = number_parse(text, numbers[i].least, numbers[i].most, &value);
        *numbers[i].value = (uint32_t)value;
        return ok;
    }
    *known = false;
    return false;
}

static bool option_take(Job *job, const char *flag, const char *text)
{
    bool known;
    bool ok = number_option(job, flag, text, &known);
    if (known)
        return ok;
    if (strcmp(flag, "--seed") == 0)
        return number_parse(text, 0, UINT64_MAX, &job->options.seed);
    if (strcmp(flag, "--from") == 0)
        return date_parse(text_from(text), &job->options.from) && job->options.from >= 0;
    if (strcmp(flag, "--format") == 0)
        job->format = text;
    else if (strcmp(flag, "-o") == 0)
        job->path = text;
    else
        return false;
    return true;
}

/* By the ending where no format was asked for. */
static const char *format_of(const Job *job)
{
    if (job->format)
        return job->format;
    Text path = text_from(job->path);
    if (text_ends(path, TEXT(".csv")))
        return "csv";
    if (text_ends(path, TEXT(".db")))
        return "sqlite";
    return "ndjson";
}

static bool text_write(const History *history, const char *path, bool is_csv)
{
    FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    if (!out)
        return false;
    bool ok = is_csv ? history_csv_write(history, out) : history_ndjson_write(history, out);
    return (out == stdout || fclose(out) == 0) && ok;
}

static int history_write(const Job *job, const char *format)
{
    Arena *arena = arena_new();
    History history = history_make(arena, &job->options);
    bool ok = strcmp(format, "sqlite") == 0
                  ? history_sqlite_write(&history, job->path)
                  : text_write(&history, job->path, strcmp(format, "csv") == 0);
    if (!ok)
        fprintf(stderr, "generate: cannot write %s\n", job->path);
    arena_free(arena);
    return ok ? 0 : 4;
}

/* Can it be done? Years 1900 to 2199, a format there is, a file for what is no text. */
static const char *job_fault(const Job *job, const char *format)
{
    if (!instant_is_valid(((Instant)job->options.from + job->options.days) * DAY_MS))
        return "the history would end after 2199";
    if (strcmp(format, "ndjson") == 0 || strcmp(format, "csv") == 0)
        return NULL;
    if (strcmp(format, "sqlite") != 0)
        return "the formats are ndjson, csv and sqlite";
    return strcmp(job->path, "-") == 0 ? "SQLite needs a file" : NULL;
}

static int usage(const char *what, const char *why)
{
    fprintf(stderr, "generate: %s%s\n%s", what, why, USAGE);
    return 2;
}

int main(int argc, char **argv)
{
    Job job = {.options = history_defaults()};
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(USAGE, stdout);
        return 0;
    }
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc)
            return usage(argv[i], " needs a value");
        if (!option_take(&job, argv[i], argv[i + 1]))
            return usage(argv[i], " with this value is not understood");
    }
    if (!job.path)
        return usage("-o FILE", " is missing");
    const char *format = format_of(&job);
    const char *fault = job_fault(&job, format);
    return fault ? usage(fault, "") : history_write(&job, format);
}
