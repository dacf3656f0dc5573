/* slate check POLICY…: is it a policy, and a good one? Findings are the report; a clean policy prints nothing. */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "cli/against.h"
#include "cli/file.h"
#include "cli/findings.h"
#include "cli/fix.h"
#include "cli/load.h"
#include "cli/settings.h"
#include "cli/term.h"
#include "cli/verbs.h"
#include "compiler/compile.h"

typedef struct Check {
    const Args *args;
    Arena *arena;
    Findings *all; /* of the policies that could be read */
    uint32_t count;
    int exit_code; /* the worst so far */
} Check;

static void code_note(Check *check, int exit_code)
{
    check->exit_code = status_exit_join(check->exit_code, exit_code);
}

static Findings policy_check(const char *path)
{
    Findings found = {.path = path, .sources = source_set_new(), .diags = diag_list_new()};
    found.compiles = compile_check(&(CompileOptions){0}, path, found.diags, found.sources);
    return found;
}

static void findings_free(Findings *found)
{
    diag_list_free(found->notes);
    diag_list_free(found->waived);
    diag_list_free(found->diags);
    source_set_free(found->sources);
}

/* Writes the sure fixes and checks again what is there now. */
static Status policy_fix(const Args *args, Findings *found)
{
    uint32_t fixed;
    TRY(fix_apply(args, found->sources, found->diags, &fixed));
    if (fixed == 0)
        return STATUS_OK;
    fprintf(stderr, "slate check: %s: %u fixed\n", found->path, (unsigned)fixed);
    const char *path = found->path;
    findings_free(found);
    *found = policy_check(path);
    return STATUS_OK;
}

/* Leaves what is new since --against. A policy that does not compile keeps its errors: nothing else was looked at. */
static Status policy_compare(Check *check, Findings *found)
{
    const char *version = args_value(check->args, "--against");
    Against against;
    if (!version || !found->compiles)
        return STATUS_OK;
    Status status = against_open(check->args, check->arena, found->path, version, &against);
    if (status == STATUS_OK && against.path) {
        Findings before = policy_check(against.path);
        diag_sort(before.diags);
        before.waived = findings_waived_take(before.diags);
        if (before.compiles)
            against_drop(found->diags, found->sources, &before);
        else
            fprintf(stderr, "slate check: %s: it did not compile at %s; every finding is new\n",
                    found->path, version);
        findings_free(&before);
    }
    against_close(&against);
    return status;
}

/* 3: it does not parse or type; 1: findings at or above the level; 5: something was not examined. */
static int findings_exit(const Args *args, const Settings *settings, const Findings *found)
{
    if (!found->compiles)
        return status_exit(STATUS_POLICY);
    bool counts_warnings = args_has(args, "--fail-on")
                               ? args_is(args, "--fail-on", "warning")
                               : settings_is(settings, SETTING_fail_on, "warning");
    if (found->diags->errors)
        return 1;
    if (diag_list_has(found->diags, DIAG_W0901))
        return status_exit(STATUS_UNKNOWN);
    return counts_warnings && found->diags->warnings;
}

/* Notes are no findings: a policy with nothing else is clean and prints nothing, unless they are asked for. */
static void path_check(Check *check, const char *path)
{
    const Args *args = check->args;
    Settings settings;
    if (!load_is_readable(args, path) ||
        settings_load(args, check->arena, path, &settings) != STATUS_OK) {
        code_note(check, status_exit(STATUS_INPUT));
        return;
    }
    Findings found = policy_check(path);
    Status status = args_has(args, "--fix") ? policy_fix(args, &found) : STATUS_OK;
    diag_sort(found.diags);
    found.waived = findings_waived_take(found.diags);
    if (policy_compare(check, &found) != STATUS_OK) { /* what is new is not known */
        code_note(check, status_exit(STATUS_INPUT));
        findings_free(&found);
        return;
    }
    settings_levels_apply(&settings, found.diags);
    if (!args_has(args, "--notes") && !settings_is(&settings, SETTING_notes, "true"))
        found.notes = findings_notes_take(found.diags);
    code_note(check,
              status == STATUS_OK ? findings_exit(args, &settings, &found) : status_exit(status));
    check->all[check->count++] = found;
}

/* ---- Outputs ---- */

static void check_print(const Check *check, const char *format, FILE *out)
{
    Text text = findings_render(check->arena, check->all, check->count, format,
                                term_has_color(check->args, out));
    fwrite(text.data, 1, text.size, out);
}

/* FORMAT=FILE. */
static void output_write(Check *check, const char *output)
{
    const char *file = strchr(output, '=') + 1;
    const char *format = arena_format(check->arena, "%.*s", (int)(file - output - 1), output);
    if (strcmp(file, "-") == 0) {
        check_print(check, format, stdout);
        return;
    }
    Text text = findings_render(check->arena, check->all, check->count, format, false);
    if (file_write(check->args, file, text) != STATUS_OK)
        code_note(check, status_exit(STATUS_INPUT));
}

/* A test file of its own for the policy beside it. */
static void tests_write(Check *check, const char *file)
{
    Text text = findings_tests(check->arena, check->all, check->count);
    if (strcmp(file, "-") == 0)
        fwrite(text.data, 1, text.size, stdout);
    else if (file_write(check->args, file, text) != STATUS_OK)
        code_note(check, status_exit(STATUS_INPUT));
}

/* To standard output, and once more for each --output. */
static void check_report(Check *check)
{
    const char *format = args_value(check->args, "--format"), *output;
    const char *tests = args_value(check->args, "--witness-tests");
    check_print(check, format ? format : "text", tests && !strcmp(tests, "-") ? stderr : stdout);
    if (tests)
        tests_write(check, tests);
    for (int i = 0; (output = args_repeated(check->args, "--output", i)); i++)
        output_write(check, output);
}

static int outputs_refuse(const Args *args)
{
    static const char FORMATS[] = "text, short, json, sarif, github";
    const char *output;
    for (int i = 0; (output = args_repeated(args, "--output", i)); i++) {
        const char *equals = strchr(output, '=');
        Text word = {output, equals ? (uint32_t)(equals - output) : 0};
        DiagFormat format;
        if (!equals || !equals[1] || (!diag_format_find(word, &format) && !text_is(word, "sarif")))
            return args_refuse(args, "--output takes FORMAT=FILE, not \"%s\" (%s)", output,
                               FORMATS);
    }
    return 0;
}

/* What the call's words say together; 0 where they are good. */
static int call_refuse(const Args *args)
{
    bool has_fix = args_has(args, "--fix"), has_against = args_has(args, "--against");
    if (has_fix && has_against)
        return args_refuse(args, "--fix and --against do not go together");
    for (int i = 0; i < args->operands_count; i++) {
        bool is_input = text_is(text_from(args->operands[i]), "-");
        if (is_input && has_fix)
            return args_refuse(args, "standard input cannot be fixed in place");
        if (is_input && has_against)
            return args_refuse(args, "standard input has no earlier version");
    }
    return outputs_refuse(args);
}

int cmd_check(int argc, char **argv)
{
    Args args;
    int exit_code;
    if (!args_parse(&args, argc, argv, &exit_code) || (exit_code = call_refuse(&args)))
        return exit_code;
    Check check = {.args = &args, .arena = arena_new()};
    check.all = ARENA_ARRAY(check.arena, Findings, (size_t)args.operands_count);
    for (int i = 0; i < args.operands_count; i++)
        path_check(&check, args.operands[i]);
    check_report(&check);
    for (uint32_t i = 0; i < check.count; i++)
        findings_free(&check.all[i]);
    arena_free(check.arena);
    return check.exit_code;
}
