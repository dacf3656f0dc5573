#include "runtime/unpack.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/unpack_codec.h"

enum { BLOCKS = 4, BLOCK_BYTES = 256 * 1024 };

/* A ring of blocks: the thread fills the one at `filled` % BLOCKS unless all are full, the reader empties the one at `taken` %
   BLOCKS unless none is. */
struct Unpack {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    Codec *codec;
    int fd;
    char *in; /* compressed bytes */
    size_t in_size, head_size;
    char *blocks[BLOCKS];
    size_t sizes[BLOCKS];
    size_t start; /* what the reader has of its block */
    uint64_t filled, taken;
    bool is_ended, is_left; /* by the thread; by the reader */
    const char *problem;
};

bool unpack_find(Text head, PackFormat *out)
{
    static const struct {
        Text mark;
        PackFormat format;
    } MARKS[] = {{{"\x1f\x8b", 2}, PACK_GZIP},
                 {{"\x28\xb5\x2f\xfd", 4}, PACK_ZSTD},
                 {{"\xfd\x37zXZ", 5}, PACK_XZ}};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (text_starts(head, MARKS[i].mark)) {
            *out = MARKS[i].format;
            return true;
        }
    return false;
}

/* ---- The thread ---- */

/* Waits for a block that may be filled; NULL: the reader has left. */
static char *block_wait(Unpack *unpack)
{
    pthread_mutex_lock(&unpack->mutex);
    while (unpack->filled - unpack->taken == BLOCKS && !unpack->is_left)
        pthread_cond_wait(&unpack->changed, &unpack->mutex);
    bool is_left = unpack->is_left;
    pthread_mutex_unlock(&unpack->mutex);
    return is_left ? NULL : unpack->blocks[unpack->filled % BLOCKS];
}

static void block_give(Unpack *unpack, size_t size, bool is_ended, const char *problem)
{
    pthread_mutex_lock(&unpack->mutex);
    unpack->sizes[unpack->filled % BLOCKS] = size;
    unpack->filled += size > 0;
    unpack->is_ended = is_ended;
    unpack->problem = problem;
    pthread_cond_signal(&unpack->changed);
    pthread_mutex_unlock(&unpack->mutex);
}

/* More compressed bytes, or the news that there are none. */
static bool in_fill(Unpack *unpack, CodecBytes *bytes, const char **problem)
{
    ssize_t got;
    if (bytes->in_size || bytes->is_last)
        return true;
    do
        got = read(unpack->fd, unpack->in, BLOCK_BYTES);
    while (got < 0 && errno == EINTR);
    bytes->in = unpack->in;
    bytes->in_size = got > 0 ? (size_t)got : 0;
    bytes->is_last = got == 0;
    if (got < 0)
        *problem = strerror(errno);
    return got >= 0;
}

static void *unpack_run(void *context)
{
    Unpack *unpack = context;
    CodecBytes bytes = {.in = unpack->in, .in_size = unpack->head_size};
    CodecResult result = CODEC_MORE;
    const char *problem = NULL;
    char *block;
    while (result == CODEC_MORE && (block = block_wait(unpack))) {
        bytes.out = block;
        bytes.out_size = BLOCK_BYTES;
        while (result == CODEC_MORE && bytes.out_size)
            result = in_fill(unpack, &bytes, &problem) ? codec_step(unpack->codec, &bytes, &problem)
                                                       : CODEC_FAILED;
        block_give(unpack, BLOCK_BYTES - bytes.out_size, result != CODEC_MORE,
                   result == CODEC_FAILED ? problem : NULL);
    }
    return NULL;
}

/* ---- The reader ---- */

static void memory_free(Unpack *unpack)
{
    codec_free(unpack->codec);
    for (int i = 0; i < BLOCKS; i++)
        free(unpack->blocks[i]);
    free(unpack->in);
    free(unpack);
}

Unpack *unpack_new(PackFormat format, int fd, Text head, const char **problem)
{
    Codec *codec = codec_new(format, problem);
    if (!codec)
        return NULL;
    Unpack *unpack = calloc(1, sizeof *unpack);
    if (!unpack)
        abort();
    unpack->codec = codec;
    unpack->fd = fd;
    unpack->in = malloc(BLOCK_BYTES > head.size ? BLOCK_BYTES : head.size);
    unpack->head_size = head.size;
    for (int i = 0; i < BLOCKS; i++)
        unpack->blocks[i] = malloc(BLOCK_BYTES);
    if (!unpack->in || !unpack->blocks[0] || !unpack->blocks[BLOCKS - 1])
        abort();
    memcpy(unpack->in, head.data, head.size);
    pthread_mutex_init(&unpack->mutex, NULL);
    pthread_cond_init(&unpack->changed, NULL);
    if (pthread_create(&unpack->thread, NULL, unpack_run, unpack) == 0)
        return unpack;
    *problem = "there is no thread to decompress it";
    memory_free(unpack);
    return NULL;
}

void unpack_free(Unpack *unpack)
{
    if (!unpack)
        return;
    pthread_mutex_lock(&unpack->mutex);
    unpack->is_left = true;
    pthread_cond_signal(&unpack->changed);
    pthread_mutex_unlock(&unpack->mutex);
    pthread_join(unpack->thread, NULL);
    pthread_mutex_destroy(&unpack->mutex);
    pthread_cond_destroy(&unpack->changed);
    memory_free(unpack);
}

/* Waits for a block with something in it; false: the end. */
static bool full_wait(Unpack *unpack, const char **problem)
{
    pthread_mutex_lock(&unpack->mutex);
    while (unpack->filled == unpack->taken && !unpack->is_ended)
        pthread_cond_wait(&unpack->changed, &unpack->mutex);
    bool is_full = unpack->filled != unpack->taken;
    if (!is_full && unpack->problem)
        *problem = unpack->problem;
    pthread_mutex_unlock(&unpack->mutex);
    return is_full;
}

size_t unpack_read(Unpack *unpack, char *to, size_t room, const char **problem)
{
    if (!full_wait(unpack, problem))
        return 0;
    uint64_t block = unpack->taken % BLOCKS;
    size_t left = unpack->sizes[block] - unpack->start, size = left < room ? left : room;
    memcpy(to, unpack->blocks[block] + unpack->start, size);
    unpack->start += size;
    if (size < left)
        return size;
    unpack->start = 0;
    pthread_mutex_lock(&unpack->mutex);
    unpack->taken++;
    pthread_cond_signal(&unpack->changed);
    pthread_mutex_unlock(&unpack->mutex);
    return size;
}
