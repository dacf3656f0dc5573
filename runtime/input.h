/* Input: the bytes of one file, pipe or buffer as a window that slides forward in blocks, so that a history may be
   larger than memory. bytes[start, end) is what has been read and not yet consumed; INPUT_PADDING readable bytes
   follow it. The window moves in memory at input_more: keep offsets, not pointers. */
#ifndef RUNTIME_INPUT_H
#define RUNTIME_INPUT_H

#include "base/status.h"
#include "base/text.h"
#include "runtime/unpack.h"

enum {
    INPUT_BLOCK =
        256 * 1024, /* bytes asked for at once: with what follows them they stay in the cache */
    INPUT_CARRIED = 16 * 1024, /* room for the beginning of a line that goes on in the next block */
    INPUT_LINE_MAX = 1 << 20,  /* a longer line is refused, not read into memory */
    INPUT_EXCERPT = 1024,      /* what is kept of such a line */
    INPUT_PADDING = 64
};

typedef struct Input {
    int fd;        /* -1: the whole text is in the window already */
    bool is_owned; /* fd is closed by input_close */
    char *bytes;
    size_t capacity, start, end;
    uint64_t offset;             /* in the file, of bytes[start] */
    uint64_t line;               /* lines consumed so far */
    uint64_t size;               /* of the file, 0 where it isn't known (a pipe) */
    bool is_ended;               /* nothing follows bytes[end) */
    char excerpt[INPUT_EXCERPT]; /* the beginning of a line that was too long */
    const char *problem;         /* of a read that failed, NULL: none; the input ends there */
    Unpack *unpack;              /* the file is compressed: bytes and offsets are those within */
} Input;

/* Opens a file, or standard input for "-". On failure *problem says why, in the arena. */
MUST_CHECK Status input_open(Input *input, const char *path, Arena *arena, const char **problem);
/* An input over a copy of `text`. */
void input_open_text(Input *input, Text text);
void input_close(Input *input);

/* Reads one more block after `end`. False: nothing more. */
bool input_more(Input *input);
/* Takes `size` bytes off the front of the window. */
void input_consume(Input *input, size_t size);
/* To be called before anything is taken: what is compressed is decompressed from here on, and is no file whose rows can be
   read again. */
MUST_CHECK Status input_unpack(Input *input, const char **problem);
/* Skips a byte order mark. What is plainly no text (UTF-16, a spreadsheet) gives STATUS_INPUT. */
MUST_CHECK Status input_begin(Input *input, const char **problem);

typedef struct InputLine {
    Text text;        /* without its line break, "\n" or "\r\n"; good until the next call */
    uint64_t line;    /* from 1 */
    uint64_t offset;  /* in the file */
    bool is_too_long; /* `text` is its beginning */
} InputLine;

/* The next line; the last one need not end in a line break. False: the end. */
bool input_line(Input *input, InputLine *out);

#endif
