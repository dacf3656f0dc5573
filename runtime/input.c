#include "runtime/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void bytes_reserve(Input *input, size_t capacity)
{
    input->bytes = realloc(input->bytes, capacity + INPUT_PADDING);
    if (!input->bytes)
        abort();
    input->capacity = capacity;
}

Status input_open(Input *input, const char *path, Arena *arena, const char **problem)
{
    struct stat about;
    bool is_standard = strcmp(path, "-") == 0;
    *input = (Input){.fd = is_standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC),
                     .is_owned = !is_standard};
    if (input->fd < 0 || fstat(input->fd, &about) != 0) {
        *problem = arena_format(arena, "%s: %s", path, strerror(errno));
        return STATUS_INPUT;
    }
    if (S_ISDIR(about.st_mode)) {
        input_close(input);
        *problem = arena_format(arena, "%s: a folder, not a file", path);
        return STATUS_INPUT;
    }
    input->size = S_ISREG(about.st_mode) && about.st_size > 0 ? (uint64_t)about.st_size : 0;
    bytes_reserve(input, INPUT_BLOCK + INPUT_CARRIED);
    memset(input->bytes, 0, INPUT_PADDING);
    return STATUS_OK;
}

void input_open_text(Input *input, Text text)
{
    *input = (Input){.fd = -1, .is_ended = true, .end = text.size, .size = text.size};
    bytes_reserve(input, text.size);
    if (text.size)
        memcpy(input->bytes, text.data, text.size);
    memset(input->bytes + text.size, 0, INPUT_PADDING);
}

void input_close(Input *input)
{
    unpack_free(input->unpack);
    if (input->is_owned && input->fd >= 0)
        close(input->fd);
    free(input->bytes);
    *input = (Input){.fd = -1, .is_ended = true};
}

/* A block, or less; 0: the end, or a failure. */
static size_t bytes_read(Input *input, char *to)
{
    if (input->unpack)
        return unpack_read(input->unpack, to, INPUT_BLOCK, &input->problem);
    ssize_t got;
    do
        got = read(input->fd, to, INPUT_BLOCK);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        input->problem = strerror(errno);
    return got < 0 ? 0 : (size_t)got;
}

bool input_more(Input *input)
{
    if (input->is_ended)
        return false;
    if (input->start) { /* the same memory again, which is in the cache */
        memmove(input->bytes, input->bytes + input->start, input->end - input->start);
        input->end -= input->start;
        input->start = 0;
    }
    if (input->capacity - input->end < INPUT_BLOCK)
        bytes_reserve(input, 2 * input->end + INPUT_BLOCK);
    size_t got = bytes_read(input, input->bytes + input->end);
    input->is_ended = got == 0;
    input->end += got;
    memset(input->bytes + input->end, 0, INPUT_PADDING);
    return got > 0;
}

void input_consume(Input *input, size_t size)
{
    input->start += size;
    input->offset += size;
}

/* The first bytes, up to sixteen. */
static Text head_read(Input *input)
{
    while (input->end - input->start < 16 && input_more(input))
        continue;
    size_t size = input->end - input->start;
    return (Text){.data = input->bytes + input->start, .size = size < 16 ? (uint32_t)size : 16};
}

Status input_unpack(Input *input, const char **problem)
{
    PackFormat format;
    if (input->unpack || !unpack_find(head_read(input), &format))
        return STATUS_OK;
    Text all = {.data = input->bytes + input->start, .size = (uint32_t)(input->end - input->start)};
    input->unpack = unpack_new(format, input->fd, all, problem);
    input->start = input->end = 0;
    input->size = 0; /* not known of what comes out */
    input->is_ended = false;
    return input->unpack ? STATUS_OK : STATUS_INPUT;
}

Status input_begin(Input *input, const char **problem)
{
    static const struct {
        Text mark;
        const char *problem;
    } MARKS[] = {
        {{"\xff\xfe", 2}, "it is UTF-16: save it as UTF-8"},
        {{"\xfe\xff", 2}, "it is UTF-16: save it as UTF-8"},
        {{"PK\x03\x04", 4}, "it is a zip archive or a spreadsheet: save it as CSV first"},
        {{"SQLite format 3", 16}, "it is an SQLite database: its name should end in .db"},
    };
    TRY(input_unpack(input, problem));
    Text head = head_read(input);
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (text_starts(head, MARKS[i].mark)) {
            *problem = MARKS[i].problem;
            return STATUS_INPUT;
        }
    if (text_starts(head, TEXT("\xef\xbb\xbf")))
        input_consume(input, 3);
    return STATUS_OK;
}

/* Offset of the next line break from the start of the window, or the size of what there is before the end of the
   input or of a line that is too long. */
static size_t break_find(Input *input, bool *found)
{
    size_t seen = 0;
    for (;;) {
        size_t size = input->end - input->start;
        const char *first = input->bytes + input->start;
        const char *stop = memchr(first + seen, '\n', size - seen);
        *found = stop != NULL;
        if (stop)
            return (size_t)(stop - first);
        seen = size;
        if (seen > INPUT_LINE_MAX || !input_more(input))
            return input->end - input->start;
    }
}

/* Drops the rest of the line of which the window holds a part. */
static void line_skip(Input *input)
{
    bool found = false;
    do {
        size_t size = input->end - input->start;
        const char *stop = memchr(input->bytes + input->start, '\n', size);
        found = stop != NULL;
        input_consume(input, found ? (size_t)(stop - input->bytes) - input->start + 1 : size);
    } while (!found && input_more(input));
}

bool input_line(Input *input, InputLine *out)
{
    bool found;
    size_t size = break_find(input, &found);
    if (!found && size == 0)
        return false;
    *out = (InputLine){.text = {.data = input->bytes + input->start, .size = (uint32_t)size},
                       .line = ++input->line,
                       .offset = input->offset,
                       .is_too_long = size > INPUT_LINE_MAX};
    if (out->is_too_long) {
        memcpy(input->excerpt, out->text.data, INPUT_EXCERPT);
        out->text = (Text){.data = input->excerpt, .size = INPUT_EXCERPT};
        line_skip(input);
        return true;
    }
    input_consume(input, size + found);
    if (out->text.size && out->text.data[out->text.size - 1] == '\r')
        out->text.size--;
    return true;
}
