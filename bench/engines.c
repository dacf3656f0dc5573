/* engines: what evaluation alone costs, and what machine code costs before it runs: engines WHAT
     evaluate   bench/desk.sla by hand (bench/hand.c), on machine code and on the interpreter, rows in memory
     compile    policies of 10 to 1,000 rules: reading and checking, machine code
     rows       tables of 10 to 10,000 rows: one decision on both engines
   Prints lines `NAME VALUE…`, one value a round, times in nanoseconds of processor time; bench/run.py makes tables of them. */
#include "bench/engines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compiler/compile.h"
#include "compiler/jit.h"

int64_t clock_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

Policy *policy_make(const char *text)
{
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(text, diags, files);
    if (!policy)
        exit(fprintf(stderr, "engines: a policy does not compile\n"));
    diag_list_free(diags);
    source_set_free(files);
    return policy;
}

Native *native_make(Arena *arena, const Policy *policy, int64_t *took_ns)
{
    const char *problem = NULL;
    char path[] = "/tmp/slate-bench-XXXXXX.so";
    int file = mkstemps(path, 3);
    if (file < 0)
        exit(fprintf(stderr, "engines: /tmp can't be written\n"));
    close(file);
    int64_t from = clock_ns();
    JitResult result = jit_compile(arena, path, policy, JIT_LEVEL);
    *took_ns = clock_ns() - from;
    Native *native = result.problem ? NULL : native_open(arena, path, &problem);
    if (!native)
        printf("no native code: %s\n", result.problem ? result.problem : problem);
    unlink(path);
    return native;
}

static const struct {
    const char *word;
    void (*run)(void);
} PARTS[] = {{"evaluate", evaluate_bench}, {"compile", compile_bench}, {"rows", rows_bench}};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof PARTS / sizeof PARTS[0]; i++)
        if (strcmp(argv[1], PARTS[i].word) == 0) {
            PARTS[i].run();
            return EXIT_SUCCESS;
        }
    fputs("usage: engines evaluate|compile|rows\n", stderr);
    return 2;
}
