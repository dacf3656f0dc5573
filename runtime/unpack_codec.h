/* Codec: one of the libraries that decompress, opened when it is needed first (runtime/unpack_api.def). */
#ifndef RUNTIME_UNPACK_CODEC_H
#define RUNTIME_UNPACK_CODEC_H

#include "runtime/unpack.h"

typedef struct Codec Codec;

typedef struct CodecBytes { /* what is left of the input, and of the room for the output */
    const char *in;
    size_t in_size;
    bool is_last; /* nothing follows the input */
    char *out;
    size_t out_size;
} CodecBytes;

typedef enum CodecResult { CODEC_MORE, CODEC_END, CODEC_FAILED } CodecResult;

/* NULL: *problem says why. */
Codec *codec_new(PackFormat format, const char **problem);
void codec_free(Codec *codec);
/* Goes on until the input is used up, the room is, or the data ends. */
CodecResult codec_step(Codec *codec, CodecBytes *bytes, const char **problem);

#endif
