#include "cli/args.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "cli/help.h"

int args_refuse(const Args *args, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    fprintf(stderr, "slate %s: ", args->command->name);
    vfprintf(stderr, format, rest);
    fprintf(stderr, "\ntry: slate %s --help\n", args->command->name);
    va_end(rest);
    return status_exit(STATUS_USAGE);
}

/* ---- Asking ---- */

static int flag_find(const Command *command, Text name)
{
    if (text_is(name, "-h"))
        name = TEXT("--help");
    for (size_t i = 0; i < command->flags_count; i++)
        if (text_is(name, command->flags[i].name))
            return (int)i;
    return -1;
}

const char *args_value(const Args *args, const char *flag)
{
    int index = flag_find(args->command, text_from(flag));
    assert(index >= 0 && "the flag is in the verb's row of commands.def");
    return args->values[index];
}

bool args_has(const Args *args, const char *flag)
{
    return args_value(args, flag) != NULL;
}

bool args_is(const Args *args, const char *flag, const char *word)
{
    const char *value = args_value(args, flag);
    return value && strcmp(value, word) == 0;
}

const char *args_repeated(const Args *args, const char *flag, int index)
{
    int wanted = flag_find(args->command, text_from(flag));
    for (int i = 0; i < args->repeated_count; i++)
        if (args->repeated[i].flag == wanted && index-- == 0)
            return args->repeated[i].value;
    return NULL;
}

uint64_t args_number(const Args *args, const char *flag, uint64_t otherwise)
{
    const char *value = args_value(args, flag);
    return value ? strtoull(value, NULL, 10) : otherwise;
}

/* The part of `text` before `mark`, which is taken off it with the mark. */
static Text text_cut(Text *text, char mark)
{
    const char *end = text->size ? memchr(text->data, mark, text->size) : NULL;
    Text part = {text->data, end ? (uint32_t)(end - text->data) : text->size};
    uint32_t gone = part.size + (end ? 1 : 0);
    *text = (Text){text->data + gone, text->size - gone};
    return part;
}

bool args_lists(const Args *args, const char *flag, const char *word)
{
    Text rest = text_from(args_value(args, flag));
    while (rest.size)
        if (text_is(text_cut(&rest, ','), word))
            return true;
    return false;
}

uint32_t args_words(const Args *args, const char *flag, Text *out, uint32_t most)
{
    Text rest = text_from(args_value(args, flag));
    uint32_t count = 0;
    while (rest.size && count < most)
        out[count++] = text_cut(&rest, ',');
    return count;
}

/* ---- Values ---- */

enum { WORDS = 16 };

/* The words of "a|b|c" or "a|b|c,…"; 0: the value is free text. */
static size_t flag_words(const Flag *flag, Text words[WORDS], bool *is_list)
{
    Text rest = text_from(flag->value), list = TEXT(",…");
    *is_list = text_ends(rest, list);
    if (*is_list)
        rest.size -= list.size;
    if (!text_contains(rest, TEXT("|")))
        return 0;
    size_t count = 0;
    while (rest.size && count < WORDS)
        words[count++] = text_cut(&rest, '|');
    return count;
}

static bool word_check(const Args *args, const Flag *flag, Text word)
{
    Text words[WORDS];
    bool is_list;
    size_t count = flag_words(flag, words, &is_list);
    for (size_t i = 0; i < count; i++)
        if (text_equal(words[i], word))
            return true;
    int near = text_nearest(word, words, count);
    char shown[256] = "";
    for (size_t i = 0, used = 0; i < count && used < sizeof shown; i++)
        used += (size_t)snprintf(shown + used, sizeof shown - used, "%s%.*s", i ? ", " : "",
                                 TEXT_ARGS(words[i]));
    if (near >= 0)
        args_refuse(args, "%s cannot be \"%.*s\"; did you mean \"%.*s\"? (%s)", flag->name,
                    TEXT_ARGS(word), TEXT_ARGS(words[near]), shown);
    else
        args_refuse(args, "%s cannot be \"%.*s\": it is one of %s", flag->name, TEXT_ARGS(word),
                    shown);
    return false;
}

static bool number_check(const Args *args, const Flag *flag, const char *value)
{
    size_t size = strlen(value);
    if (size > 0 && size <= 18 && strspn(value, "0123456789") == size)
        return true;
    args_refuse(args, "%s takes a whole number, not \"%s\"", flag->name, value);
    return false;
}

static bool value_check(const Args *args, const Flag *flag, const char *value)
{
    Text words[WORDS];
    bool is_list;
    if (strcmp(flag->value, "N") == 0)
        return number_check(args, flag, value);
    if (!flag_words(flag, words, &is_list))
        return true;
    if (!is_list)
        return word_check(args, flag, text_from(value));
    Text rest = text_from(value);
    do {
        if (!word_check(args, flag, text_cut(&rest, ',')))
            return false;
    } while (rest.size);
    return true;
}

/* ---- Reading ---- */

static void flag_unknown(const Args *args, Text name)
{
    const Command *command = args->command;
    Text names[COMMAND_FLAGS];
    for (size_t i = 0; i < command->flags_count; i++)
        names[i] = text_from(command->flags[i].name);
    int near = text_nearest(name, names, command->flags_count);
    if (near >= 0)
        args_refuse(args, "there is no flag %.*s; did you mean %s?", TEXT_ARGS(name),
                    command->flags[near].name);
    else
        args_refuse(args, "there is no flag %.*s", TEXT_ARGS(name));
}

static bool word_is_flag(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && !isdigit((unsigned char)word[1]) && word[1] != '.';
}

/* The name and, where it is in the same word, the value: --flag=VALUE, -oVALUE. */
static Text flag_split(const char *word, const char **value)
{
    Text name = text_from(word);
    *value = NULL;
    if (word[1] != '-') {
        *value = name.size > 2 ? word + 2 : NULL;
        return (Text){word, name.size > 2 ? 2 : name.size};
    }
    const char *equals = strchr(word, '=');
    if (!equals)
        return name;
    *value = equals + 1;
    return (Text){word, (uint32_t)(equals - word)};
}

/* Keeps the value of a flag that may repeat. */
static bool repeated_add(Args *args, int flag, const char *value)
{
    if (!text_ends(text_from(args->command->flags[flag].value), TEXT(" …")))
        return true;
    if (args->repeated_count == ARGS_REPEATED) {
        args_refuse(args, "%s is given more than %d times", args->command->flags[flag].name,
                    ARGS_REPEATED);
        return false;
    }
    args->repeated[args->repeated_count++] = (Repeated){flag, value};
    return true;
}

/* Reads the flag at argv[*at] and moves *at past its value. */
static bool flag_read(Args *args, int argc, char **argv, int *at)
{
    const char *value;
    Text name = flag_split(argv[(*at)++], &value);
    int index = flag_find(args->command, name);
    if (index < 0) {
        flag_unknown(args, name);
        return false;
    }
    const Flag *flag = &args->command->flags[index];
    if (!flag->value) {
        args->values[index] = "";
        if (value)
            args_refuse(args, "%s takes no value", flag->name);
        return !value;
    }
    if (!value && *at < argc)
        value = argv[(*at)++];
    if (!value) {
        args_refuse(args, "%s needs a value: %s", flag->name, flag->value);
        return false;
    }
    args->values[index] = value;
    return value_check(args, flag, value) && repeated_add(args, index, value);
}

static bool operands_check(const Args *args)
{
    const Command *command = args->command;
    if (args->operands_count < command->least) {
        args_refuse(args, "something is missing: slate %s %s", command->name, command->operands);
        return false;
    }
    if (args->operands_count > command->most) {
        args_refuse(args, "\"%s\" is one word too many: slate %s %s", args->operands[command->most],
                    command->name, command->operands);
        return false;
    }
    return true;
}

static bool words_read(Args *args, int argc, char **argv)
{
    bool flags_ended = false;
    for (int at = 1; at < argc;) {
        if (!flags_ended && strcmp(argv[at], "--") == 0) {
            flags_ended = true;
            at++;
        } else if (flags_ended || !word_is_flag(argv[at])) {
            args->operands[args->operands_count++] = argv[at++];
        } else if (!flag_read(args, argc, argv, &at)) {
            return false;
        }
    }
    return true;
}

bool args_parse(Args *args, int argc, char **argv, int *exit_code)
{
    *args = (Args){.command = command_find(text_from(argv[0])), .operands = argv + 1};
    assert(args->command && "argv[0] is a verb of commands.def");
    *exit_code = status_exit(STATUS_USAGE);
    if (!words_read(args, argc, argv))
        return false;
    if (args_has(args, "--help")) {
        help_verb_print(stdout, args->command);
        *exit_code = status_exit(STATUS_OK);
        return false;
    }
    return operands_check(args);
}
