/* slate explain CODE: what a diagnostic means, from its row in diag.def; slate explain POLICY --contract NAME: what one
   customer has; slate explain POLICY HISTORY --ticket ID: why a ticket's clocks stand as they do. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/status.h"
#include "cli/args.h"
#include "cli/explain_ticket.h"
#include "cli/findings.h"
#include "cli/load.h"
#include "cli/term.h"
#include "cli/verbs.h"
#include "compiler/compile.h"

static const char *severity_word(Severity severity)
{
    static const char *const WORDS[] = {
        [SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_NOTE] = "note"};
    return WORDS[severity];
}

/* `text` with `margin` before each of its lines. */
static void lines_print(FILE *out, const char *margin, const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        fprintf(out, "%s%.*s\n", margin, (int)size, text);
        text += size + (text[size] == '\n');
    }
}

static void row_print(const DiagRow *row, bool has_color)
{
    const char *bold = has_color ? "\033[1m" : "", *plain = has_color ? "\033[0m" : "";
    printf("%s%s[%s]: %s%s\n", bold, severity_word(row->severity), row->code, row->title, plain);
    if (*row->avoid) {
        fputs("\navoid:\n", stdout);
        lines_print(stdout, "    ", row->avoid);
    }
    if (*row->prefer) {
        fputs("\nprefer:\n", stdout);
        lines_print(stdout, "    ", row->prefer);
    }
    if (*row->why)
        printf("\nwhy: %s\n", row->why);
}

/* ---- Markdown ---- */

static void block_markdown(FILE *out, const char *title, const char *text)
{
    if (!*text)
        return;
    fprintf(out, "\n%s\n\n", title);
    lines_print(out, "    ", text);
}

static void row_markdown(FILE *out, const DiagRow *row)
{
    fprintf(out, "# %s: %s\n\n`%s[%s]` %s\n", row->code, row->slug, severity_word(row->severity),
            row->code, row->title);
    block_markdown(out, "Avoid:", row->avoid);
    block_markdown(out, "Prefer:", row->prefer);
    if (*row->why)
        fprintf(out, "\nWhy: %s\n", row->why);
}

static FILE *page_open(const char *folder, const char *name)
{
    char path[4096];
    int size = snprintf(path, sizeof path, "%s/%s.md", folder, name);
    FILE *page = size > 0 && (size_t)size < sizeof path ? fopen(path, "w") : NULL;
    if (!page)
        fprintf(stderr, "slate explain: %s: %s\n", path, strerror(errno));
    return page;
}

static bool page_close(FILE *page)
{
    bool good = !ferror(page);
    return fclose(page) == 0 && good;
}

static bool index_write(const char *folder)
{
    FILE *page = page_open(folder, "README");
    if (!page)
        return false;
    fputs("# Diagnostics\n\n| code | | what is wrong |\n| --- | --- | --- |\n", page);
    for (int i = 0; i < DIAG_COUNT; i++) {
        const DiagRow *row = diag_row((DiagCode)i);
        fprintf(page, "| [%s](%s.md) | %s | %s |\n", row->code, row->code,
                severity_word(row->severity), row->title);
    }
    return page_close(page);
}

/* A page per code, and the index. */
static int pages_write(const char *folder)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "slate explain: %s: %s\n", folder, strerror(errno));
        return status_exit(STATUS_INPUT);
    }
    for (int i = 0; i < DIAG_COUNT; i++) {
        const DiagRow *row = diag_row((DiagCode)i);
        FILE *page = page_open(folder, row->code);
        if (!page)
            return status_exit(STATUS_INPUT);
        row_markdown(page, row);
        if (!page_close(page))
            return status_exit(STATUS_INTERNAL);
    }
    return status_exit(index_write(folder) ? STATUS_OK : STATUS_INTERNAL);
}

/* ---- The verb ---- */

static void codes_list(void)
{
    for (int i = 0; i < DIAG_COUNT; i++) {
        const DiagRow *row = diag_row((DiagCode)i);
        printf("%s  %-7s  %s\n", row->code, severity_word(row->severity), row->title);
    }
}

static int code_unknown(const Args *args, const char *code)
{
    Text codes[DIAG_COUNT];
    for (int i = 0; i < DIAG_COUNT; i++)
        codes[i] = text_from(diag_row((DiagCode)i)->code);
    int near = text_nearest(text_from(code), codes, DIAG_COUNT);
    if (near < 0)
        return args_refuse(args, "there is no diagnostic \"%s\"; slate explain lists them", code);
    return args_refuse(args, "there is no diagnostic \"%s\"; did you mean %s (%s)?", code,
                       diag_row((DiagCode)near)->code, diag_row((DiagCode)near)->title);
}

/* ---- Contracts ---- */

static int contract_unknown(const Args *args, const char *name, Text nearest)
{
    if (!nearest.data)
        return args_refuse(args, "the policy has no contract \"%s\"", name);
    return args_refuse(args, "the policy has no contract \"%s\"; did you mean \"%.*s\"?", name,
                       TEXT_ARGS(nearest));
}

static int contract_explain(const Args *args, const char *path)
{
    const char *name = args_value(args, "--contract");
    if (!load_is_readable(args, path))
        return status_exit(STATUS_INPUT);
    Arena *arena = arena_new();
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Text out, nearest;
    int exit_code = status_exit(STATUS_OK);
    if (!compile_normal(&(CompileOptions){0}, path, text_from(name), diags, files, arena, &out,
                        &nearest)) {
        findings_print(args, stderr, DIAG_TEXT, files, diags);
        exit_code = status_exit(STATUS_POLICY);
    } else if (!out.data) {
        exit_code = contract_unknown(args, name, nearest);
    } else {
        printf("%.*s", TEXT_ARGS(out));
    }
    diag_list_free(diags);
    source_set_free(files);
    arena_free(arena);
    return exit_code;
}

int cmd_explain(int argc, char **argv)
{
    Args args;
    int exit_code;
    if (!args_parse(&args, argc, argv, &exit_code))
        return exit_code;
    if (args_has(&args, "-o"))
        return pages_write(args_value(&args, "-o"));
    if (args_has(&args, "--ticket"))
        return explain_ticket(&args);
    if (args_has(&args, "--contract") && args.operands_count != 1)
        return args_refuse(&args, "--contract goes with one POLICY");
    if (args_has(&args, "--contract"))
        return contract_explain(&args, args.operands[0]);
    if (args.operands_count == 0)
        codes_list();
    for (int i = 0; i < args.operands_count; i++) {
        DiagCode code;
        if (!diag_find(text_from(args.operands[i]), &code))
            return code_unknown(&args, args.operands[i]);
        if (i > 0)
            putchar('\n');
        if (args_has(&args, "--markdown"))
            row_markdown(stdout, diag_row(code));
        else
            row_print(diag_row(code), term_has_color(&args, stdout));
    }
    return status_exit(STATUS_OK);
}
