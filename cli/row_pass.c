#include "cli/row_pass.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Lane { /* of one thread */
    RowPass *pass;
    Emit *emit; /* a fork, or of the one thread its own; NULL: no rows asked for */
    const Intern *texts;
    const SetPool *sets;
    Sink rows, counts;
} Lane;

struct RowPass {
    Emit *emit;
    Summary *summary;
    bool is_forked;        /* then the summary is shared: */
    pthread_mutex_t mutex; /* what it adds up comes to the same in any order */
    Lane lanes[THREADS_MAX];
};

RowPass *row_pass_new(Emit *emit, Summary *summary)
{
    RowPass *pass = calloc(1, sizeof *pass);
    if (!pass)
        abort();
    pass->emit = emit;
    pass->summary = summary;
    pthread_mutex_init(&pass->mutex, NULL);
    return pass;
}

static void forks_free(RowPass *pass)
{
    for (uint32_t i = 0; pass->is_forked && i < THREADS_MAX; i++)
        emit_free(pass->lanes[i].emit);
    pass->is_forked = false;
}

void row_pass_free(RowPass *pass)
{
    if (!pass)
        return;
    forks_free(pass);
    pthread_mutex_destroy(&pass->mutex);
    free(pass);
}

/* The summary reads texts of the lane's tables while it has the row. */
static void counts_begin(Lane *lane)
{
    if (!lane->pass->is_forked)
        return;
    pthread_mutex_lock(&lane->pass->mutex);
    summary_sink(lane->pass->summary, lane->texts, lane->sets);
}

static void counts_end(Lane *lane)
{
    if (lane->pass->is_forked)
        pthread_mutex_unlock(&lane->pass->mutex);
}

#define ROW(kind, Type)                                                                            \
    static void kind##_pass(void *context, const Type *row)                                        \
    {                                                                                              \
        Lane *lane = context;                                                                      \
        if (lane->rows.kind)                                                                       \
            lane->rows.kind(lane->rows.context, row);                                              \
        if (!lane->counts.kind)                                                                    \
            return;                                                                                \
        counts_begin(lane);                                                                        \
        lane->counts.kind(lane->counts.context, row);                                              \
        counts_end(lane);                                                                          \
    }
#include "runtime/row.def"
#undef ROW

static Sink lane_open(RowPass *pass, Lane *lane, const Intern *texts, const SetPool *sets)
{
    lane->pass = pass;
    lane->texts = texts;
    lane->sets = sets;
    if (lane->emit)
        lane->rows = emit_sink(lane->emit, texts, sets);
    if (pass->summary)
        lane->counts = summary_sink(pass->summary, texts, sets);
    Sink sink = {.context = lane};
#define ROW(kind, Type) sink.kind = lane->rows.kind || lane->counts.kind ? kind##_pass : NULL;
#include "runtime/row.def"
#undef ROW
    return sink;
}

Sink row_pass_sink(RowPass *pass, const Intern *texts, const SetPool *sets)
{
    forks_free(pass); /* of threads that could not be had */
    pass->lanes[0].emit = pass->emit;
    return lane_open(pass, &pass->lanes[0], texts, sets);
}

static size_t lane_size(void *context)
{
    const Lane *lane = context;
    return lane->emit ? emit_size(lane->emit) : 0;
}

static void lane_swap(void *context, RowBytes *bytes)
{
    Lane *lane = context;
    if (lane->emit)
        emit_swap(lane->emit, &bytes->data, &bytes->size, &bytes->capacity);
}

bool row_pass_fork(RowPass *pass, uint32_t index, const Intern *texts, const SetPool *sets,
                   RowFork *out)
{
    Lane *lane = &pass->lanes[index];
    lane->emit = pass->emit ? emit_fork(pass->emit) : NULL;
    if (pass->emit && !lane->emit)
        return false;
    pass->is_forked = true;
    *out =
        (RowFork){.sink = lane_open(pass, lane, texts, sets), .size = lane_size, .swap = lane_swap};
    return true;
}

void row_pass_join(RowPass *pass, const char *bytes, size_t size)
{
    emit_join(pass->emit, bytes, size);
}
