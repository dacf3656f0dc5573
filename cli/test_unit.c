#include "cli/test_unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "cli/findings.h"
#include "cli/load.h"
#include "cli/tier.h"
#include "compiler/compile.h"

static void code_note(TestUnits *units, Status status)
{
    int exit_code = status_exit(status);
    units->exit_code = status_exit_join(units->exit_code, exit_code);
}

/* ---- Compiling ---- */

typedef struct Attempt {
    SourceSet *sources;
    DiagList *diags;
    Trials *trials;
} Attempt;

static Attempt attempt_make(const char *path)
{
    Attempt attempt = {source_set_new(), diag_list_new(), NULL};
    attempt.trials = compile_trials(&(CompileOptions){0}, path, attempt.diags, attempt.sources);
    return attempt;
}

static void attempt_free(Attempt *attempt)
{
    trials_free(attempt->trials);
    diag_list_free(attempt->diags);
    source_set_free(attempt->sources);
}

/* The trials of the file itself, or of all files. */
static const bool *own_make(TestUnits *units, const Attempt *attempt, const char *file)
{
    bool *is_own = ARENA_ARRAY(units->arena, bool, attempt->trials->count + 1);
    for (uint32_t i = 0; i < attempt->trials->count; i++)
        is_own[i] =
            !file ||
            text_is(source_name(attempt->sources, attempt->trials->trials[i].span.file), file);
    return is_own;
}

/* Findings of a policy are no answer to its tests, so notes are kept for `check`. */
static void attempt_take(const Args *args, TestUnits *units, Attempt *attempt, const char *path,
                         const char *root, const char *file)
{
    TestUnit unit = {
        .path = path, .root = root, .sources = attempt->sources, .trials = attempt->trials};
    diag_list_free(findings_notes_take(attempt->diags));
    findings_print(args, stderr, DIAG_TEXT, attempt->sources, attempt->diags);
    if (attempt->trials)
        unit.is_own = own_make(units, attempt, file);
    else
        code_note(units, STATUS_POLICY);
    diag_list_free(attempt->diags);
    VEC_PUSH(units->arena, &units->units, unit);
}

/* A file of a folder is a policy of its own with what it uses; one that does not compile so, or has no SLA so, may be
   a part of the policy that the whole folder is. */
static void folder_file_add(const Args *args, TestUnits *units, const char *folder,
                            const char *path)
{
    Attempt alone = attempt_make(path);
    if (!alone.trials || !alone.trials->policy->slas_count) {
        Attempt whole = attempt_make(folder);
        if (whole.trials) {
            attempt_free(&alone);
            attempt_take(args, units, &whole, path, folder, path);
            return;
        }
        attempt_free(&whole);
    }
    attempt_take(args, units, &alone, path, path, path);
}

/* ---- Folders ---- */

/* Is there a declaration `test "…"`? */
static bool text_has_test(Text text)
{
    static const char WORD[] = "test";
    enum { SIZE = sizeof WORD - 1 };
    for (uint32_t i = 0; i + SIZE < text.size; i++) {
        uint32_t at = i + SIZE;
        if (memcmp(text.data + i, WORD, SIZE) != 0)
            continue;
        while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t'))
            at++;
        if (at > i + SIZE && at < text.size && text.data[at] == '"')
            return true;
    }
    return false;
}

static int text_order(const void *left, const void *right)
{
    return text_compare(*(const Text *)left, *(const Text *)right);
}

enum { FILE_BYTES = 16 << 20, FOLDERS_DEEP = 32 };

static void folder_add(const Args *args, TestUnits *units, const char *folder, int depth)
{
    FileReader disk = file_reader_disk();
    TextList names = {0};
    if (depth > FOLDERS_DEEP || !disk.list(disk.context, units->arena, folder, &names))
        return;
    if (names.count)
        qsort(names.at, names.count, sizeof *names.at, text_order);
    for (uint32_t i = 0; i < names.count; i++) {
        const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
        const char *path =
            arena_format(units->arena, "%s%s%.*s", folder, slash, TEXT_ARGS(names.at[i]));
        Text text;
        if (names.at[i].data[0] == '.')
            continue;
        FileKind kind = disk.kind(disk.context, path);
        if (kind == FILE_FOLDER)
            folder_add(args, units, path, depth + 1);
        else if (kind == FILE_REGULAR && text_ends(names.at[i], TEXT(".sla")) &&
                 disk.read(disk.context, units->arena, path, FILE_BYTES, &text) == FILE_READ &&
                 text_has_test(text))
            folder_file_add(args, units, folder, path);
    }
}

void test_units_add(const Args *args, TestUnits *units, const char *path)
{
    FileReader disk = file_reader_disk();
    if (strcmp(path, "-") != 0 && disk.kind(disk.context, path) == FILE_FOLDER) {
        folder_add(args, units, path, 0);
        return;
    }
    if (!load_is_readable(args, path)) {
        code_note(units, STATUS_INPUT);
        return;
    }
    Attempt attempt = attempt_make(path);
    attempt_take(args, units, &attempt, path, path, NULL);
}

void test_units_free(TestUnits *units)
{
    for (uint32_t i = 0; i < units->units.count; i++) {
        tier_free(units->units.at[i].tier);
        trials_free(units->units.at[i].trials);
        source_set_free(units->units.at[i].sources);
    }
    arena_free(units->arena);
}
