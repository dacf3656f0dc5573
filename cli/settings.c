#include "cli/settings.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/source.h"
#include "base/toml.h"
#include "cli/file.h"

static const struct SettingRow {
    const char *table, *key, *value;
} ROW[] = {
#define SETTING(member, table, key, value, help) {table, key, value},
#include "cli/settings.def"
#undef SETTING
};

static const char NAME[] = "slate.toml";

/* ---- Where ---- */

static bool is_there(const char *folder, const char *name)
{
    char path[PATH_MAX];
    return (size_t)snprintf(path, sizeof path, "%s/%s", folder, name) < sizeof path &&
           access(path, F_OK) == 0;
}

/* Cuts the last part off; false: there is none. */
static bool folder_rise(char *folder)
{
    char *slash = strrchr(folder, '/');
    if (!slash || slash == folder)
        return false;
    *slash = '\0';
    return true;
}

/* The folder of the policy with links followed. */
static bool folder_find(const char *path, char folder[PATH_MAX])
{
    FileReader disk = file_reader_disk();
    bool is_input = strcmp(path, "-") == 0;
    if (!realpath(is_input ? "." : path, folder))
        return false;
    return is_input || disk.kind(disk.context, path) == FILE_FOLDER || folder_rise(folder);
}

static bool is_in_repository(const char *folder)
{
    char above[PATH_MAX];
    snprintf(above, sizeof above, "%s", folder);
    do {
        if (is_there(above, ".git"))
            return true;
    } while (folder_rise(above));
    return false;
}

static const char *settings_find(Arena *arena, const char *path)
{
    char folder[PATH_MAX];
    if (!folder_find(path, folder))
        return NULL;
    bool rises = is_in_repository(folder);
    do {
        if (is_there(folder, NAME))
            return arena_format(arena, "%s/%s", folder, NAME);
    } while (rises && !is_there(folder, ".git") && folder_rise(folder));
    return NULL;
}

/* ---- Reading ---- */

typedef struct Reading {
    const Args *args;
    Arena *arena;
    const char *path;
    SourceSet *sources; /* for places */
    Settings *out;
} Reading;

static Status refuse(const Reading *reading, uint32_t at, const char *problem)
{
    Place place = source_place(reading->sources, 0, at);
    fprintf(stderr, "slate %s: %s:%u:%u: %s\n", reading->args->command->name, reading->path,
            (unsigned)place.line, (unsigned)place.column, problem);
    return STATUS_INPUT;
}

/* Which of "a|b|c"; -1: none of them. */
static int word_index(const char *words, Text word)
{
    for (int index = 0;; index++) {
        size_t size = strcspn(words, "|");
        if (word.size == size && memcmp(word.data, words, size) == 0)
            return index;
        if (!words[size])
            return -1;
        words += size + 1;
    }
}

static bool value_read(const TomlEntry *entry, const char *value, int64_t *number)
{
    *number = entry->number;
    if (strcmp(value, "N") == 0)
        return entry->kind == TOML_INTEGER && entry->number >= 0 && entry->number <= 100;
    if (strcmp(value, "false|true") == 0)
        return entry->kind == TOML_BOOLEAN;
    *number = entry->kind == TOML_STRING ? word_index(value, entry->string) : -1;
    return *number >= 0;
}

static const char *value_words(Arena *arena, const char *value)
{
    if (strcmp(value, "N") == 0)
        return "a whole number from 0 to 100";
    bool is_bare = strcmp(value, "false|true") == 0;
    const char *text = "";
    for (const char *at = value; *at; at += at[strcspn(at, "|")] ? 1 : 0) {
        size_t size = strcspn(at, "|");
        text = arena_format(arena, is_bare ? "%s%s%.*s" : "%s%s\"%.*s\"", text, *text ? " or " : "",
                            (int)size, at);
        at += size;
    }
    return text;
}

static Status level_read(Reading *reading, const TomlEntry *entry)
{
    static const char WORDS[] = "off|warning|error";
    DiagCode code;
    if (!diag_find(entry->key, &code))
        return refuse(reading, entry->key_at,
                      arena_format(reading->arena,
                                   "there is no code %.*s; `slate explain` lists them",
                                   TEXT_ARGS(entry->key)));
    if (diag_row(code)->severity == SEVERITY_ERROR)
        return refuse(reading, entry->key_at,
                      arena_format(reading->arena,
                                   "%s stops a policy from compiling: it has no other level",
                                   diag_row(code)->code));
    int level = entry->kind == TOML_STRING ? word_index(WORDS, entry->string) : -1;
    if (level < 0)
        return refuse(reading, entry->value_at, "a level is \"error\", \"warning\" or \"off\"");
    reading->out->levels[code] = (Level)(LEVEL_OFF + level);
    return STATUS_OK;
}

static Status key_unknown(Reading *reading, const TomlEntry *entry)
{
    const char *known = "";
    for (int i = 0; i < SETTING_COUNT; i++)
        if (text_is(entry->table, ROW[i].table))
            known = arena_format(reading->arena, "%s%s%s", known, *known ? ", " : "", ROW[i].key);
    if (*known)
        return refuse(reading, entry->key_at,
                      arena_format(reading->arena, "[%.*s] has no key %.*s; it has %s",
                                   TEXT_ARGS(entry->table), TEXT_ARGS(entry->key), known));
    return refuse(reading, entry->key_at, "keys stand in the tables [check], [levels] and [test]");
}

static Status entry_read(Reading *reading, const TomlEntry *entry)
{
    if (text_is(entry->table, "levels"))
        return level_read(reading, entry);
    for (int i = 0; i < SETTING_COUNT; i++) {
        if (!text_is(entry->table, ROW[i].table) || !text_is(entry->key, ROW[i].key))
            continue;
        int64_t number;
        if (!value_read(entry, ROW[i].value, &number))
            return refuse(reading, entry->value_at,
                          arena_format(reading->arena, "%s is %s", ROW[i].key,
                                       value_words(reading->arena, ROW[i].value)));
        reading->out->at[i] = (Setting){true, number};
        return STATUS_OK;
    }
    return key_unknown(reading, entry);
}

static Status text_read(Reading *reading, Text text)
{
    Toml toml;
    source_add(reading->sources, text_from(reading->path), text);
    if (!toml_read(reading->arena, text, &toml))
        return refuse(reading, toml.problem_at, toml.problem);
    for (uint32_t i = 0; i < toml.entries.count; i++)
        TRY(entry_read(reading, &toml.entries.at[i]));
    return STATUS_OK;
}

Status settings_load(const Args *args, Arena *arena, const char *path, Settings *out)
{
    Text text;
    *out = (Settings){.path = settings_find(arena, path)};
    if (!out->path)
        return STATUS_OK;
    TRY(file_read(args, arena, out->path, &text));
    Reading reading = {args, arena, out->path, source_set_new(), out};
    Status status = text_read(&reading, text);
    source_set_free(reading.sources);
    return status;
}

/* ---- Using ---- */

void settings_levels_apply(const Settings *settings, DiagList *diags)
{
    static const Severity SEVERITY[] = {
        [LEVEL_WARNING] = SEVERITY_WARNING, [LEVEL_ERROR] = SEVERITY_ERROR};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < diags->items.count; i++) {
        Diag diag = diags->items.at[i];
        Level level = diag.waived ? LEVEL_DEFAULT : settings->levels[diag.code];
        if (level != LEVEL_DEFAULT) {
            diags->warnings -= diag.severity == SEVERITY_WARNING;
            if (level == LEVEL_OFF)
                continue;
            diag.severity = SEVERITY[level];
            diags->warnings += level == LEVEL_WARNING;
            diags->errors += level == LEVEL_ERROR;
        }
        diags->items.at[kept++] = diag;
    }
    diags->items.count = kept;
}

bool settings_is(const Settings *settings, SettingKey key, const char *word)
{
    const Setting *setting = &settings->at[key];
    return setting->is_set && word_index(ROW[key].value, text_from(word)) == setting->number;
}
