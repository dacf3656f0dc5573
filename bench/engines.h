/* Engines: parts of the program bench/engines.c. */
#ifndef BENCH_ENGINES_H
#define BENCH_ENGINES_H

#include "compiler/native.h"

/* Of processor time, of the whole process. */
int64_t clock_ns(void);
/* A policy's text compiled; ends the program where it does not compile. The caller frees it. */
Policy *policy_make(const char *text);
/* The policy as machine code, and what the compiler took. NULL: there is none here, and a line has said why. */
Native *native_make(Arena *arena, const Policy *policy, int64_t *took_ns);

void evaluate_bench(void);
void compile_bench(void);
void rows_bench(void);

#endif
