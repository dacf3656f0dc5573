/* slate check POLICY…: is it a policy, and a good one? Findings are the report; a clean policy prints nothing. */
#include <stdio.h>

#include "base/status.h"
#include "cli/findings.h"
#include "cli/fix.h"
#include "cli/load.h"
#include "cli/verbs.h"
#include "compiler/compile.h"

typedef struct Checked {
    SourceSet *sources;
    DiagList *diags;
    bool compiles;
} Checked;

static Checked policy_check(const char *path)
{
    Checked checked = {source_set_new(), diag_list_new(), false};
    checked.compiles = compile_check(&(CompileOptions){0}, path, checked.diags, checked.sources);
    return checked;
}

static void checked_free(Checked *checked)
{
    diag_list_free(checked->diags);
    source_set_free(checked->sources);
}

/* Writes the sure fixes and checks again what is there now. */
static Status policy_fix(const Args *args, const char *path, Checked *checked)
{
    uint32_t fixed;
    TRY(fix_apply(args, checked->sources, checked->diags, &fixed));
    if (fixed == 0)
        return STATUS_OK;
    fprintf(stderr, "slate check: %s: %u fixed\n", path, (unsigned)fixed);
    checked_free(checked);
    *checked = policy_check(path);
    return STATUS_OK;
}

/* 3: it does not parse or type; 1: findings at or above the level. */
static int checked_exit(const Args *args, const Checked *checked)
{
    if (!checked->compiles)
        return status_exit(STATUS_POLICY);
    bool counts_warnings = args_is(args, "--fail-on", "warning");
    return checked->diags->errors || (counts_warnings && checked->diags->warnings);
}

/* Notes are no findings: a policy with nothing else is clean and prints nothing, unless --notes asks for them. */
static void checked_print(const Args *args, const Checked *checked)
{
    DiagFormat format = DIAG_TEXT;
    diag_format_find(text_from(args_value(args, "--format")), &format);
    DiagList *notes = args_has(args, "--notes") ? NULL : findings_notes_take(checked->diags);
    findings_print(args, stdout, format, checked->sources, checked->diags);
    diag_list_free(notes);
}

static int path_check(const Args *args, const char *path)
{
    if (!load_is_readable(args, path))
        return status_exit(STATUS_INPUT);
    Checked checked = policy_check(path);
    Status status = args_has(args, "--fix") ? policy_fix(args, path, &checked) : STATUS_OK;
    checked_print(args, &checked);
    int exit_code = status == STATUS_OK ? checked_exit(args, &checked) : status_exit(status);
    checked_free(&checked);
    return exit_code;
}

int cmd_check(int argc, char **argv)
{
    Args args;
    int exit_code;
    if (!args_parse(&args, argc, argv, &exit_code))
        return exit_code;
    int worst = 0;
    for (int i = 0; i < args.operands_count; i++) {
        if (args_has(&args, "--fix") && text_is(text_from(args.operands[i]), "-"))
            return args_refuse(&args, "standard input cannot be fixed in place");
        exit_code = path_check(&args, args.operands[i]);
        worst = exit_code > worst ? exit_code : worst;
    }
    return worst;
}
