#define _GNU_SOURCE 1 /* memfd_create */
#include "cli/compiler.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "compiler/jit.h"

enum {
    SECONDS_MOST = 600,
    OBJECT_BYTES = 256 << 20,
    /* How the process ends where it ends as meant; libgccjit uses 1. */
    EXIT_CACHED = 0,
    EXIT_HELD = 20,
    EXIT_TOLD = 21,
    EXIT_ABSENT = 22
};

struct Compiler {
    Arena *arena;
    CompilerState state;
    pid_t process; /* 0: none, or its end is known */
    int output;    /* what it says */
    int held;      /* a file without a name that gets the object, whether it is cached or not */
    const char *path, *problem;
    char *folder; /* where it works */
    bool is_absent;
};

/* ---- In the process of its own ---- */

static const char
    *work_folder; /* of libgccjit and what it runs; it goes at the end, however that comes */

static int entry_remove(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    remove(path);
    return 0;
}

static void work_remove(void)
{
    enum { FILES_OPEN = 8 };
    if (work_folder)
        nftw(work_folder, entry_remove, FILES_OPEN, FTW_DEPTH | FTW_PHYS);
}

static _Noreturn void leave(int code)
{
    fflush(stderr);
    work_remove();
    _exit(code);
}

static _Noreturn void leave_told(const char *problem, int code)
{
    fprintf(stderr, "\n%s\n", problem);
    leave(code);
}

/* Reads, seals and hands over what libgccjit has left at `path`. */
static void object_deliver(const CompilerJob *job, Arena *arena, const char *path,
                           const JitResult *made, int held)
{
    FileReader disk = file_reader_disk();
    Text elf, whole;
    if (disk.read(disk.context, arena, path, OBJECT_BYTES, &elf) != FILE_READ)
        leave_told("what the compiler made cannot be read", EXIT_TOLD);
    Object object = {.abi = jit_abi(), .key = object_key(job->policy)};
    object.functions = ((const IrProgram *)job->policy->code)->functions.count;
    object.stamp = object_stamp_make(arena, made->compiler_path);
    object.stamp.major = made->major;
    object.stamp.minor = made->minor;
    object.stamp.patch = made->patch;
    object.policy = job->name;
    object.files = job->files;
    whole = object_seal(arena, elf, &object);
    if (job->cache.folder && cache_write(&job->cache, cache_path(&job->cache, object.key), whole))
        leave(EXIT_CACHED);
    if (write(held, whole.data, whole.size) != (ssize_t)whole.size)
        leave_told("there is no room for what the compiler made", EXIT_TOLD);
    leave(EXIT_HELD);
}

/* Nothing of the parent's stays open, so that nobody waits for this process. */
static void files_part(int output, int held)
{
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    for (int file = STDERR_FILENO + 1; file < 1024; file++)
        if (file != held)
            close(file);
}

/* $SLATE_OPTIMIZE, 0 to 3, where it is that. */
static int level_asked(void)
{
    const char *level = getenv("SLATE_OPTIMIZE");
    return level && level[0] >= '0' && level[0] <= '3' && !level[1] ? level[0] - '0' : JIT_LEVEL;
}

static _Noreturn void work(const CompilerJob *job, const char *folder, int output, int held)
{
    setpgid(0, 0);
    alarm(SECONDS_MOST);
    files_part(output, held);
    Arena *arena = arena_new();
    work_folder = folder;
    setenv("TMPDIR", folder, 1);
    atexit(work_remove);
    const char *path = arena_format(arena, "%s/code.so", work_folder);
    JitResult made = jit_compile(arena, path, job->policy, level_asked());
    if (made.problem)
        leave_told(made.problem, made.is_absent ? EXIT_ABSENT : EXIT_TOLD);
    object_deliver(job, arena, path, &made, held);
    leave(EXIT_TOLD);
}

/* ---- In the process that asks ---- */

/* The first place that takes a folder. */
static bool folder_make(Compiler *compiler, const Cache *cache)
{
    const char *places[] = {getenv("TMPDIR"), P_tmpdir, "/var/tmp", cache->folder};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (!places[i] || !*places[i])
            continue;
        compiler->folder = arena_format(compiler->arena, "%s/slate-XXXXXX", places[i]);
        if (mkdtemp(compiler->folder))
            return true;
    }
    return false;
}

static Compiler *fail(Compiler *compiler, const char *problem)
{
    compiler->state = COMPILER_FAILED;
    compiler->problem = problem;
    return compiler;
}

Compiler *compiler_start(const CompilerJob *job)
{
    int output[2];
    Compiler *compiler = calloc(1, sizeof *compiler);
    if (!compiler)
        abort();
    compiler->arena = arena_new();
    compiler->output = compiler->held = -1;
    compiler->is_absent = !jit_is_built();
    if (compiler->is_absent)
        return fail(compiler, "this build makes no native code");
    if (!folder_make(compiler, &job->cache))
        return fail(compiler, "there is no folder for temporary files (TMPDIR)");
    compiler->held = memfd_create("slate", MFD_CLOEXEC);
    if (compiler->held < 0 || pipe2(output, O_CLOEXEC | O_NONBLOCK) != 0)
        return fail(compiler, "the system gives no more files");
    compiler->output = output[0];
    if (job->cache.folder)
        compiler->path = text_string(compiler->arena,
                                     text_from(cache_path(&job->cache, object_key(job->policy))));
    fflush(NULL);
    compiler->process = fork();
    if (compiler->process == 0)
        work(job, compiler->folder, output[1], compiler->held);
    close(output[1]);
    if (compiler->process < 0) {
        compiler->process = 0;
        return fail(compiler, "the system gives no more processes");
    }
    return compiler;
}

/* What the process itself told, its last line, and the first line of the programs that it ran. */
static const char *output_read(Compiler *compiler, bool is_told)
{
    char text[8192];
    ssize_t size = read(compiler->output, text, sizeof text - 1);
    const char *first = NULL, *last = NULL;
    text[size > 0 ? size : 0] = 0;
    char *rest = text;
    for (char *line; (line = strtok_r(rest, "\n", &rest)); last = line)
        if (!first || (!is_told && !strstr(first, "error: ")))
            first = line;
    if (!last)
        return "the compiler ended without a word";
    if (!is_told || first == last)
        return text_string(compiler->arena, text_from(first));
    return strstr(first, last) ? text_string(compiler->arena, text_from(last))
                               : arena_format(compiler->arena, "%s (%s)", last, first);
}

static void end_take(Compiler *compiler, int status)
{
    compiler->process = 0;
    compiler->state = COMPILER_READY;
    work_folder = compiler->folder; /* what ended early could not */
    work_remove();
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_CACHED)
        return;
    compiler->path = arena_format(compiler->arena, "/proc/self/fd/%d", compiler->held);
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_HELD)
        return;
    if (WIFSIGNALED(status))
        fail(compiler, arena_format(compiler->arena, "the compiler was ended by signal %d",
                                    WTERMSIG(status)));
    else
        fail(compiler, output_read(compiler, WEXITSTATUS(status) >= EXIT_TOLD));
    compiler->is_absent = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_ABSENT;
}

CompilerState compiler_poll(Compiler *compiler, bool waits)
{
    int status;
    if (compiler->state != COMPILER_WORKS)
        return compiler->state;
    pid_t ended;
    do
        ended = waitpid(compiler->process, &status, waits ? 0 : WNOHANG);
    while (ended < 0 && errno == EINTR);
    if (ended == compiler->process)
        end_take(compiler, status);
    else if (ended < 0)
        fail(compiler, "the compiler is gone");
    return compiler->state;
}

const char *compiler_path(const Compiler *compiler)
{
    return compiler->path;
}

const char *compiler_problem(const Compiler *compiler)
{
    return compiler->problem;
}

bool compiler_is_absent(const Compiler *compiler)
{
    return compiler->is_absent;
}

void compiler_free(Compiler *compiler)
{
    if (!compiler)
        return;
    if (compiler->output >= 0)
        close(compiler->output);
    if (compiler->held >= 0)
        close(compiler->held);
    arena_free(compiler->arena);
    free(compiler);
}
