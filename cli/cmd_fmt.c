/* slate fmt FILE…: the canonical layout, in place. A file that does not parse is left alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/diff.h"
#include "cli/file.h"
#include "cli/findings.h"
#include "cli/verbs.h"
#include "compiler/format.h"

static void worst_keep(int *worst, Status status)
{
    int code = status_exit(status);
    *worst = code > *worst ? code : *worst;
}

/* The canonical text of `before`; STATUS_POLICY: it does not parse, which is told. */
static Status text_format(const Args *args, Arena *arena, const char *path, Text before,
                          Text *after)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    uint32_t file = source_add(sources, text_from(path), before);
    bool parsed = format_file(arena, sources, file, diags, after);
    if (!parsed)
        findings_print(args, stderr, DIAG_TEXT, sources, diags);
    diag_list_free(diags);
    source_set_free(sources);
    return parsed ? STATUS_OK : STATUS_POLICY;
}

/* What is done with a text that is not in the canonical layout. */
static Status text_settle(const Args *args, const char *path, Text before, Text after, int *worst)
{
    bool is_gate = args_has(args, "--check") || args_has(args, "--diff");
    if (args_has(args, "--check"))
        puts(path);
    if (args_has(args, "--diff"))
        diff_print(stdout, path, before, after);
    if (!is_gate)
        return file_replace(args, path, after);
    *worst = *worst > 1 ? *worst : 1;
    return STATUS_OK;
}

static void file_format(const Args *args, const char *path, int *worst)
{
    Arena *arena = arena_new();
    bool is_stdin = strcmp(path, "-") == 0;
    Text before, after;
    Status status = file_read(args, arena, path, &before);
    if (status == STATUS_OK)
        status = text_format(args, arena, is_stdin ? "<standard input>" : path, before, &after);
    bool is_gate = args_has(args, "--check") || args_has(args, "--diff");
    if (status == STATUS_OK && is_stdin && !is_gate)
        fwrite(after.data, 1, after.size, stdout);
    else if (status == STATUS_OK && !text_equal(before, after))
        status = text_settle(args, path, before, after, worst);
    worst_keep(worst, status);
    arena_free(arena);
}

static int text_order(const void *left, const void *right)
{
    return text_compare(*(const Text *)left, *(const Text *)right);
}

/* A folder stands for its .sla files, by name. */
static void folder_format(const Args *args, const FileReader *disk, const char *path, int *worst)
{
    Arena *arena = arena_new();
    TextList names = {0};
    uint32_t found = 0;
    if (disk->list(disk->context, arena, path, &names) && names.count)
        qsort(names.at, names.count, sizeof(Text), text_order);
    for (uint32_t i = 0; i < names.count; i++) {
        if (!text_ends(names.at[i], TEXT(".sla")))
            continue;
        file_format(args, arena_format(arena, "%s/%.*s", path, TEXT_ARGS(names.at[i])), worst);
        found++;
    }
    if (found == 0) {
        fprintf(stderr, "slate fmt: %s: the folder has no .sla files\n", path);
        worst_keep(worst, STATUS_INPUT);
    }
    arena_free(arena);
}

int cmd_fmt(int argc, char **argv)
{
    Args args;
    int worst = 0;
    if (!args_parse(&args, argc, argv, &worst))
        return worst;
    worst = 0;
    FileReader disk = file_reader_disk();
    for (int i = 0; i < args.operands_count; i++) {
        const char *path = args.operands[i];
        if (strcmp(path, "-") != 0 && disk.kind(disk.context, path) == FILE_FOLDER)
            folder_format(&args, &disk, path, &worst);
        else
            file_format(&args, path, &worst);
    }
    return worst;
}
