/* Settings: slate.toml, what a repository wants of `slate check` and `slate test`. The nearest one counts: beside the
   policy, or in a folder above it up to the root of the repository, which is where .git lies; outside of a repository
   only beside it. settings.def has the keys, `[levels]` the levels of codes. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "base/diag.h"
#include "base/status.h"
#include "cli/args.h"

typedef enum Level { LEVEL_DEFAULT, LEVEL_OFF, LEVEL_WARNING, LEVEL_ERROR } Level;

typedef enum SettingKey {
#define SETTING(member, table, key, value, help) SETTING_##member,
#include "cli/settings.def"
#undef SETTING
    SETTING_COUNT
} SettingKey;

typedef struct Setting {
    bool is_set;
    int64_t number; /* a word: which of its row; a boolean: 0 or 1 */
} Setting;

typedef struct Settings {
    const char *path; /* NULL: there is no file, everything is as ever */
    Setting at[SETTING_COUNT];
    Level levels[DIAG_COUNT];
} Settings;

/* The settings for the policy at `path`. STATUS_INPUT: the file cannot be read or is wrong, told on standard error with its
   place. */
MUST_CHECK Status settings_load(const Args *args, Arena *arena, const char *path, Settings *out);
/* Gives findings the levels that are set; those of a code that is off go. Waived ones stay as they are. */
void settings_levels_apply(const Settings *settings, DiagList *diags);
/* Is the setting there, and that word of its row? */
bool settings_is(const Settings *settings, SettingKey key, const char *word);

#endif
