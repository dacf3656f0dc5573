#include "cli/command.h"

#include <limits.h>
#include <stdio.h>

#include "cli/verbs.h"
#include "slate.h"

#define MANY INT_MAX
#define COMMON                                                                                     \
    {"--color", "auto|always|never", "colour; auto: on a terminal, unless NO_COLOR is set"},       \
    {                                                                                              \
        "--help", NULL, "say what the verb does"                                                   \
    }

#define COMMAND(name, help, operands, least, most, example, ...)                                   \
    static const Flag FLAGS_##name[] = {__VA_ARGS__, COMMON, {NULL, NULL, NULL}};                  \
    _Static_assert(sizeof FLAGS_##name / sizeof(Flag) <= COMMAND_FLAGS, "too many flags");
#include "cli/commands.def"
#undef COMMAND

static const Command COMMANDS[] = {
#define COMMAND(name, help, operands, least, most, example, ...)                                   \
    {#name,    cmd_##name,   help,                                                                 \
     operands, least,        most,                                                                 \
     example,  FLAGS_##name, sizeof FLAGS_##name / sizeof(Flag) - 1},
#include "cli/commands.def"
#undef COMMAND
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

size_t command_count(void)
{
    return COMMAND_COUNT;
}

const Command *command_at(size_t index)
{
    return &COMMANDS[index];
}

const Command *command_find(Text name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (text_is(name, COMMANDS[i].name))
            return &COMMANDS[i];
    return NULL;
}

void command_unknown(Text name)
{
    Text names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = text_from(COMMANDS[i].name);
    int near = text_nearest(name, names, COMMAND_COUNT);
    fprintf(stderr, "slate: there is no verb \"%.*s\"", TEXT_ARGS(name));
    if (near >= 0)
        fprintf(stderr, "; did you mean \"%s\"?", COMMANDS[near].name);
    fputs("\ntry: slate --help\n", stderr);
}

const char *command_version(void)
{
    return SLATE_VERSION;
}
