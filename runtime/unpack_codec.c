/* zlib, liblzma and libzstd are opened when a file of theirs is read: a start without one does not pay for them, and the
   program runs where they are not installed. */
#include "runtime/unpack_codec.h"

#include <lzma.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/library.h"

/* A file may not ask for more memory than this to be decompressed. */
#define XZ_MEMORY (UINT64_C(256) << 20)

#define API_ZLIB(name) __typeof__(name) *name;
static struct {
#include "runtime/unpack_api.def"
} zlib;
#define API_LZMA(name) __typeof__(name) *name;
static struct {
#include "runtime/unpack_api.def"
} lzma;
#define API_ZSTD(name) __typeof__(name) *name;
static struct {
#include "runtime/unpack_api.def"
} zstd;

/* ---- The libraries ---- */

static bool is_open[3];

static void libraries_open(void)
{
    void *library = library_open("libz.so.1");
    bool is_whole = true;
#define API_ZLIB(name) is_whole = library_function(library, #name, &zlib.name) && is_whole;
#include "runtime/unpack_api.def"
    is_open[PACK_GZIP] = is_whole;
    library = library_open("liblzma.so.5");
    is_whole = true;
#define API_LZMA(name) is_whole = library_function(library, #name, &lzma.name) && is_whole;
#include "runtime/unpack_api.def"
    is_open[PACK_XZ] = is_whole;
    library = library_open("libzstd.so.1");
    is_whole = true;
#define API_ZSTD(name) is_whole = library_function(library, #name, &zstd.name) && is_whole;
#include "runtime/unpack_api.def"
    is_open[PACK_ZSTD] = is_whole;
}

/* ---- The codecs ---- */

struct Codec {
    PackFormat format;
    bool is_between; /* at the beginning or the end of a stream */
    union {
        z_stream zlib;
        lzma_stream lzma;
        ZSTD_DStream *zstd;
    };
};

static bool begin(Codec *codec)
{
    switch (codec->format) {
    case PACK_GZIP:
        return zlib.inflateInit2_(&codec->zlib, 15 + 16, ZLIB_VERSION, (int)sizeof codec->zlib) ==
               Z_OK;
    case PACK_XZ:
        return lzma.lzma_stream_decoder(&codec->lzma, XZ_MEMORY, LZMA_CONCATENATED) == LZMA_OK;
    case PACK_ZSTD: codec->zstd = zstd.ZSTD_createDStream(); return codec->zstd != NULL;
    }
    return false;
}

Codec *codec_new(PackFormat format, const char **problem)
{
    static const char *const MISSING[] = {
        [PACK_GZIP] = "reading gzip needs zlib (libz.so.1), which is not installed",
        [PACK_XZ] = "reading xz needs liblzma (liblzma.so.5), which is not installed",
        [PACK_ZSTD] = "reading zstd needs libzstd (libzstd.so.1), which is not installed"};
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, libraries_open);
    *problem = MISSING[format];
    if (!is_open[format])
        return NULL;
    Codec *codec = calloc(1, sizeof *codec);
    if (!codec)
        abort();
    codec->format = format;
    if (begin(codec))
        return codec;
    free(codec);
    *problem = "there is no memory to decompress it";
    return NULL;
}

void codec_free(Codec *codec)
{
    if (!codec)
        return;
    switch (codec->format) {
    case PACK_GZIP: zlib.inflateEnd(&codec->zlib); break;
    case PACK_XZ: lzma.lzma_end(&codec->lzma); break;
    case PACK_ZSTD: zstd.ZSTD_freeDStream(codec->zstd); break;
    }
    free(codec);
}

static CodecResult fail(const char **problem, const char *what)
{
    *problem = what;
    return CODEC_FAILED;
}

static const char TOO_EARLY[] = "the compressed data ends too early";

static CodecResult gzip_step(Codec *codec, CodecBytes *bytes, const char **problem)
{
    z_stream *stream = &codec->zlib;
    stream->next_in = (Bytef *)(uintptr_t)bytes->in;
    stream->avail_in = (uInt)bytes->in_size;
    stream->next_out = (Bytef *)bytes->out;
    stream->avail_out = (uInt)bytes->out_size;
    int result = Z_OK;
    while (result == Z_OK && stream->avail_out && (stream->avail_in || bytes->is_last)) {
        if (codec->is_between && !stream->avail_in)
            break;
        codec->is_between = false;
        result = zlib.inflate(stream, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            codec->is_between = true;
            result = zlib.inflateReset(stream);
        }
    }
    bytes->in = (const char *)stream->next_in;
    bytes->in_size = stream->avail_in;
    bytes->out = (char *)stream->next_out;
    bytes->out_size = stream->avail_out;
    if (result == Z_BUF_ERROR && bytes->is_last && bytes->out_size)
        return fail(problem, TOO_EARLY);
    if (result != Z_OK && result != Z_BUF_ERROR)
        return fail(problem, "the gzip data is damaged");
    return codec->is_between && bytes->is_last && !bytes->in_size ? CODEC_END : CODEC_MORE;
}

static CodecResult xz_step(Codec *codec, CodecBytes *bytes, const char **problem)
{
    lzma_stream *stream = &codec->lzma;
    stream->next_in = (const uint8_t *)bytes->in;
    stream->avail_in = bytes->in_size;
    stream->next_out = (uint8_t *)bytes->out;
    stream->avail_out = bytes->out_size;
    lzma_ret result = LZMA_OK;
    while (result == LZMA_OK && stream->avail_out && (stream->avail_in || bytes->is_last))
        result = lzma.lzma_code(stream, bytes->is_last ? LZMA_FINISH : LZMA_RUN);
    bytes->in = (const char *)stream->next_in;
    bytes->in_size = stream->avail_in;
    bytes->out = (char *)stream->next_out;
    bytes->out_size = stream->avail_out;
    if (result == LZMA_BUF_ERROR)
        return fail(problem, TOO_EARLY);
    if (result == LZMA_MEMLIMIT_ERROR)
        return fail(problem, "the xz data needs more than 256 MiB to be decompressed");
    if (result != LZMA_OK && result != LZMA_STREAM_END)
        return fail(problem, "the xz data is damaged");
    return result == LZMA_STREAM_END ? CODEC_END : CODEC_MORE;
}

static CodecResult zstd_step(Codec *codec, CodecBytes *bytes, const char **problem)
{
    ZSTD_inBuffer in = {bytes->in, bytes->in_size, 0};
    ZSTD_outBuffer out = {bytes->out, bytes->out_size, 0};
    size_t result = 0, moved = 1;
    while (out.pos < out.size && moved && (in.pos < in.size || !codec->is_between)) {
        moved = in.pos + out.pos;
        result = zstd.ZSTD_decompressStream(codec->zstd, &out, &in);
        if (zstd.ZSTD_isError(result))
            return fail(problem, "the zstd data is damaged");
        codec->is_between = result == 0;
        moved = in.pos + out.pos - moved;
    }
    bytes->in += in.pos;
    bytes->in_size -= in.pos;
    bytes->out += out.pos;
    bytes->out_size -= out.pos;
    if (!bytes->is_last || bytes->in_size || !bytes->out_size)
        return CODEC_MORE;
    return codec->is_between ? CODEC_END : fail(problem, TOO_EARLY);
}

CodecResult codec_step(Codec *codec, CodecBytes *bytes, const char **problem)
{
    switch (codec->format) {
    case PACK_GZIP: return gzip_step(codec, bytes, problem);
    case PACK_XZ: return xz_step(codec, bytes, problem);
    case PACK_ZSTD: return zstd_step(codec, bytes, problem);
    }
    return CODEC_FAILED;
}
