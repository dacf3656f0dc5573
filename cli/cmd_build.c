/* slate build POLICY: the policy and its machine code in one file, or what that file exports, or the code as text. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "cli/build_header.h"
#include "cli/compiler.h"
#include "cli/file.h"
#include "cli/findings.h"
#include "cli/load.h"
#include "cli/verbs.h"
#include "compiler/compile.h"
#include "compiler/dump.h"

typedef struct Build {
    Args args;
    Arena *arena;
    const char *path;
    Bundle bundle; /* what compiling the policy reads */
    Policy *policy;
} Build;

/* A reader that writes down what it reads; of a compiled policy, one that reads what was written down then. */
static FileReader reader_make(Build *build)
{
    FileReader disk = file_reader_disk();
    Text path = text_from(build->path);
    bool is_folder = disk.kind(disk.context, build->path) == FILE_FOLDER;
    Object object;
    if (object_is_named(build->path) && !object_read(&disk, build->arena, build->path, &object)) {
        build->bundle = object_bundle(&disk, build->arena, build->path, &object);
        build->path = bundle_path(&build->bundle, object.policy);
        return bundle_reader(&build->bundle);
    }
    build->bundle = (Bundle){.arena = build->arena,
                             .folder = is_folder ? path : bundle_folder(path),
                             .extension = TEXT(".sla"),
                             .under = disk};
    return bundle_recorder(&build->bundle);
}

static bool policy_compile(Build *build)
{
    FileReader reader = reader_make(build);
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    CompileOptions options = {.reader = &reader};
    build->policy = compile_policy(&options, build->path, diags, sources);
    if (!build->policy)
        findings_print(&build->args, stderr, DIAG_TEXT, sources, diags);
    diag_list_free(diags);
    source_set_free(sources);
    return build->policy != NULL;
}

/* "support.sla" and "support/" make "support.so", which is made anew in its place. */
static const char *output_path(const Build *build)
{
    const char *given = args_value(&build->args, "-o"), *policy = build->args.operands[0];
    Text stem = text_from(policy);
    if (given || object_is_named(policy))
        return given ? given : policy;
    while (stem.size > 1 && stem.data[stem.size - 1] == '/')
        stem.size--;
    if (text_ends(stem, TEXT(".sla")))
        stem.size -= 4;
    return arena_format(build->arena, "%.*s.so", TEXT_ARGS(stem));
}

static Status object_write(Build *build)
{
    CompilerJob job = {.policy = build->policy, .cache = {.arena = build->arena}};
    job.name = bundle_name(&build->bundle, text_from(build->path));
    job.files = build->bundle.entries;
    Compiler *compiler = compiler_start(&job);
    Status status = STATUS_INTERNAL;
    Text bytes;
    if (compiler_poll(compiler, true) == COMPILER_READY)
        status = file_read(&build->args, build->arena, compiler_path(compiler), &bytes);
    else
        fprintf(stderr, "slate build: no native code: %s\n", compiler_problem(compiler));
    compiler_free(compiler);
    return status == STATUS_OK ? file_write(&build->args, output_path(build), bytes) : status;
}

static Text ir_print(Build *build)
{
    const IrProgram *program = build->policy->code;
    Buffer out = {.arena = build->arena};
    for (CodeId id = 0; id < program->functions.count; id++) {
        const IrFunction *function = &program->functions.at[id];
        buffer_print(&out, "# %.*s:%u\n", TEXT_ARGS(program->files[function->span.file]),
                     function->line);
        buffer_string(&out, dump_function(build->arena, program, id));
    }
    return buffer_text(&out);
}

static Status text_write(const Build *build, Text text)
{
    const char *path = args_value(&build->args, "-o");
    if (path && strcmp(path, "-") != 0)
        return file_write(&build->args, path, text);
    fwrite(text.data, 1, text.size, stdout);
    return STATUS_OK;
}

static Status emit(Build *build)
{
    if (args_is(&build->args, "--emit", "ir"))
        return text_write(build, ir_print(build));
    if (args_is(&build->args, "--emit", "c-header"))
        return text_write(build, build_header(build->arena, build->policy));
    return object_write(build);
}

int cmd_build(int argc, char **argv)
{
    Build build = {0};
    int exit_code;
    if (!args_parse(&build.args, argc, argv, &exit_code))
        return exit_code;
    build.path = build.args.operands[0];
    if (!args_has(&build.args, "-o") && !args_has(&build.args, "--emit") &&
        strcmp(build.path, "-") == 0)
        return args_refuse(&build.args, "a policy from standard input needs -o FILE");
    if (!load_is_readable(&build.args, build.path))
        return status_exit(STATUS_INPUT);
    build.arena = arena_new();
    Status status = policy_compile(&build) ? emit(&build) : STATUS_POLICY;
    policy_free(build.policy);
    arena_free(build.arena);
    return status_exit(status);
}
