/* RowPass: each row of a replay to the emitter and to the summary, whichever are asked for, from one thread or several. */
#ifndef CLI_ROW_PASS_H
#define CLI_ROW_PASS_H

#include "cli/summary.h"
#include "runtime/emit.h"
#include "runtime/replay.h"

enum { THREADS_MAX = 256 };

typedef struct RowPass RowPass;

/* NULL: not asked for. Both must outlive it. */
RowPass *row_pass_new(Emit *emit, Summary *summary);
void row_pass_free(RowPass *pass);
/* Of the one thread. */
Sink row_pass_sink(RowPass *pass, const Intern *texts, const SetPool *sets);
/* Of thread number `index`, below THREADS_MAX; false: the emitter's rows are made by one thread only. */
bool row_pass_fork(RowPass *pass, uint32_t index, const Intern *texts, const SetPool *sets,
                   RowFork *out);
void row_pass_join(RowPass *pass, const char *bytes, size_t size);

#endif
