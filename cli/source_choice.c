#include "cli/source_choice.h"

#include <stdio.h>
#include <string.h>

#include "runtime/ingest.h"

typedef struct SourceChoice {
    const Args *args;
    const Policy *policy;
    const char *input;
} SourceChoice;

static const char *const FORMAT_WORDS[] = {
    [FORMAT_NDJSON] = "ndjson", [FORMAT_CSV] = "csv", [FORMAT_SQLITE] = "sqlite"};

static InputFormat source_format(const SourceDef *source)
{
    switch (source->format) {
    case SOURCE_CSV: return FORMAT_CSV;
    case SOURCE_NDJSON: return FORMAT_NDJSON;
    case SOURCE_SQLITE: return FORMAT_SQLITE;
    }
    return FORMAT_NDJSON;
}

/* Can the history be of that source? A name that tells no format fits any. */
static bool source_fits(const SourceChoice *choice, uint32_t source)
{
    InputFormat format;
    return !ingest_format_find(text_from(choice->input), &format) ||
           format == source_format(&choice->policy->sources[source]);
}

static Text source_name(const SourceChoice *choice, uint32_t source)
{
    return policy_text(choice->policy, choice->policy->sources[source].name);
}

static void sources_list(const SourceChoice *choice)
{
    for (uint32_t i = 0; i < choice->policy->sources_count; i++)
        fprintf(stderr, "%s %.*s (%s)", i ? "," : "", TEXT_ARGS(source_name(choice, i)),
                FORMAT_WORDS[source_format(&choice->policy->sources[i])]);
}

static bool source_unknown(const SourceChoice *choice, const char *name)
{
    Arena *arena = arena_new();
    uint32_t count = choice->policy->sources_count;
    Text *names = ARENA_ARRAY(arena, Text, count);
    for (uint32_t i = 0; i < count; i++)
        names[i] = source_name(choice, i);
    int near = text_nearest(text_from(name), names, count);
    fprintf(stderr, "slate %s: there is no source \"%s\"", choice->args->command->name, name);
    if (near >= 0)
        fprintf(stderr, "; did you mean \"%.*s\"?", TEXT_ARGS(names[near]));
    fputs(count ? "; the policy has" : "; the policy has none", stderr);
    sources_list(choice);
    fputc('\n', stderr);
    arena_free(arena);
    return false;
}

static bool source_unclear(const SourceChoice *choice)
{
    fprintf(stderr, "slate %s: several sources fit: say which with --source; the policy has",
            choice->args->command->name);
    sources_list(choice);
    fputs(", and there is none, for the plain names\n", stderr);
    return false;
}

bool source_choose(const Args *args, const Policy *policy, const char *input, uint32_t *out)
{
    SourceChoice choice = {args, policy, input};
    const char *name = args_value(args, "--source");
    *out = NONE;
    if (name && strcmp(name, "none") == 0)
        return true;
    if (name) {
        *out = policy_source_find(policy, text_from(name));
        return *out != NONE || source_unknown(&choice, name);
    }
    uint32_t fitting = 0;
    for (uint32_t i = 0; i < policy->sources_count; i++)
        if (source_fits(&choice, i) && fitting++ == 0)
            *out = i;
    return fitting <= 1 || source_unclear(&choice);
}
