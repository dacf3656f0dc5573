#include "cli/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "cli/term.h"

enum { POOL_THREADS = 64 };

typedef struct Pool {
    uint32_t count;
    atomic_uint next, done;
    void (*each)(void *context, uint32_t index);
    void *context;
} Pool;

static void *pool_work(void *context)
{
    Pool *pool = context;
    for (uint32_t i; (i = atomic_fetch_add(&pool->next, 1)) < pool->count;) {
        pool->each(pool->context, i);
        atomic_fetch_add(&pool->done, 1);
    }
    return NULL;
}

/* The first thread shows how far they have come. */
static void pool_lead(Pool *pool, const char *what)
{
    Progress progress = progress_make(what);
    for (uint32_t i; (i = atomic_fetch_add(&pool->next, 1)) < pool->count;) {
        pool->each(pool->context, i);
        progress_show(&progress, atomic_fetch_add(&pool->done, 1) + 1, pool->count);
    }
    progress_end(&progress);
}

void pool_run(uint32_t count, uint32_t threads, const char *what,
              void (*each)(void *context, uint32_t index), void *context)
{
    Pool pool = {.count = count, .each = each, .context = context};
    pthread_t others[POOL_THREADS];
    uint32_t started = 0;
    atomic_init(&pool.next, 0);
    atomic_init(&pool.done, 0);
    while (started + 1 < threads && started + 1 < count && started < POOL_THREADS &&
           pthread_create(&others[started], NULL, pool_work, &pool) == 0)
        started++;
    pool_lead(&pool, what);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(others[i], NULL);
}

uint32_t pool_threads(const Args *args)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return (uint32_t)args_number(args, "--threads", processors > 0 ? (uint64_t)processors : 1);
}
