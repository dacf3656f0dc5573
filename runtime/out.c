#include "runtime/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void bytes_grow(Out *out, size_t capacity)
{
    out->bytes = realloc(out->bytes, capacity);
    if (!out->bytes)
        abort();
    out->capacity = capacity;
}

Status out_open(Out *out, const char *path, int *error)
{
    bool is_standard = strcmp(path, "-") == 0;
    int fd =
        is_standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    *out = (Out){.fd = fd, .is_owned = !is_standard};
    *error = fd < 0 ? errno : 0;
    if (fd < 0)
        return STATUS_INPUT;
    bytes_grow(out, OUT_BLOCK);
    return STATUS_OK;
}

void out_open_memory(Out *out)
{
    *out = (Out){.fd = -1};
    bytes_grow(out, 1024);
}

/* The end of the last whole row in bytes that begin with one. */
static size_t rows_end(const Out *out, const char *bytes, size_t size)
{
    bool is_quoted = false;
    size_t end = 0;
    for (size_t i = 0; i < size; i++) {
        if (out->has_quotes && bytes[i] == '"')
            is_quoted = !is_quoted;
        else if (bytes[i] == '\n' && !is_quoted)
            end = i + 1;
    }
    return end;
}

/* Takes the piece of a row off the end of a file that takes no more. */
static void piece_cut(const Out *out, size_t piece)
{
    struct stat about;
    off_t at = lseek(out->fd, 0, SEEK_CUR);
    if (at < (off_t)piece || fstat(out->fd, &about) != 0 || !S_ISREG(about.st_mode) ||
        about.st_size != at)
        return;
    at -= (off_t)piece;
    if (ftruncate(out->fd, at) == 0)
        lseek(out->fd, at, SEEK_SET);
}

static void bytes_write(Out *out, const char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size && !out->error && out->fd >= 0) {
        ssize_t got = write(out->fd, bytes + done, size - done);
        if (got >= 0)
            done += (size_t)got;
        else if (errno != EINTR)
            out->error = errno;
    }
    if (done < size && out->error)
        piece_cut(out, done - rows_end(out, bytes, done));
}

void out_flush(Out *out)
{
    bytes_write(out, out->bytes, out->size);
    out->size = 0;
}

bool out_can_restart(const Out *out)
{
    struct stat status;
    return out->is_owned && fstat(out->fd, &status) == 0 && S_ISREG(status.st_mode);
}

void out_restart(Out *out)
{
    out->size = 0;
    if ((ftruncate(out->fd, 0) != 0 || lseek(out->fd, 0, SEEK_SET) != 0) && !out->error)
        out->error = errno;
}

void out_whole(Out *out, const char *bytes, size_t size)
{
    if (out->fd < 0 || size <= out->capacity - out->size) {
        out_put(out, bytes, size);
        return;
    }
    out_flush(out);
    bytes_write(out, bytes, size);
}

Status out_close(Out *out, int *error)
{
    if (out->fd >= 0)
        out_flush(out);
    if (out->is_owned && out->fd >= 0 && close(out->fd) != 0 && !out->error)
        out->error = errno;
    *error = out->error == EPIPE ? 0 : out->error;
    out_free(out);
    return *error ? STATUS_INTERNAL : STATUS_OK;
}

void out_free(Out *out)
{
    free(out->bytes);
    free(out->days);
    *out = (Out){.fd = -1};
}

void out_make_room(Out *out, size_t size)
{
    bytes_grow(out, (out->size + size) * 2);
}

void out_make_row(Out *out, size_t room)
{
    if (out->fd >= 0)
        out_flush(out);
    if (out->capacity - out->size < room)
        out_make_room(out, room);
}

const char OUT_PAIRS[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

char *integer_put_long(char *put, uint64_t number)
{
    uint64_t rest = number % 100000000, more = number / 100000000;
    put = integer_put(put, (int64_t)more);
    uint64_t digits = eight_digits((uint32_t)rest) | UINT64_C(0x3030303030303030);
    memcpy(put, &digits, sizeof digits);
    return put + 8;
}

void out_integer(Out *out, int64_t number)
{
    char *put = out_reserve(out, 24);
    out->size += (size_t)(integer_put(put, number) - put);
}

/* ---- Instants ---- */

OutDays *out_days(Out *out)
{
    if (out->days)
        return out->days;
    out->days = malloc(sizeof *out->days);
    if (!out->days)
        abort();
    for (uint32_t i = 0; i < OUT_DAYS; i++)
        out->days->day[i] = INT32_MIN;
    return out->days;
}

char *instant_put_day(OutDays *days, char *put, Instant at, unsigned quote)
{
    enum { DAY_TEXT = 11 }; /* 2026-03-02T; it is longer where the year is */
    char text[INSTANT_TEXT];
    int size = instant_print(at, text);
    int64_t day = at / DAY_MS;
    bool is_usual = at >= 0 && text[DAY_TEXT - 1] == 'T';
    if (is_usual) {
        days->day[day % OUT_DAYS] = (Date)day;
        days->text[day % OUT_DAYS][0] = '"';
        memcpy(days->text[day % OUT_DAYS] + 1, text, DAY_TEXT);
    }
    *put = '"';
    memcpy(put + quote, text, (size_t)size);
    put[quote + (unsigned)size] = '"';
    return put + (unsigned)size + 2 * quote;
}

void out_instant(Out *out, Instant at)
{
    char *put = out_reserve(out, INSTANT_TEXT + 2);
    out->size += (size_t)(instant_put(out_days(out), put, at, 0) - put);
}

/* ---- Strings ---- */

/* What a byte needs in a JSON string: 0 nothing, 1 an escape, 2 a look at its UTF-8. */
static int json_need(unsigned char byte)
{
    return byte >= 0x80 ? 2 : byte < 0x20 || byte == '"' || byte == '\\';
}

static void escape_put(Out *out, unsigned char byte)
{
    static const char NAMES[] = "\"\\bfnrt", VALUES[] = "\"\\\b\f\n\r\t",
                      HEX[] = "0123456789abcdef";
    const char *name = byte ? strchr(VALUES, byte) : NULL;
    char *put = out_reserve(out, 6);
    *put++ = '\\';
    if (name) {
        *put++ = NAMES[name - VALUES];
        out->size += 2;
        return;
    }
    memcpy(put, "u00", 3);
    put[3] = HEX[byte >> 4];
    put[4] = HEX[byte & 15];
    out->size += 6;
}

/* The bytes from 0x80 on at the front of `text`: written if well formed, else the first as U+FFFD. Their number. */
static uint32_t utf8_put(Out *out, Text text)
{
    uint32_t size = 1;
    size_t bad = 0;
    while (size < text.size && (unsigned char)text.data[size] >= 0x80)
        size++;
    if (!text_is_utf8((Text){.data = text.data, .size = size}, &bad)) {
        out_put(out, text.data, bad);
        OUT_LITERAL(out, "\xef\xbf\xbd");
        return (uint32_t)bad + 1;
    }
    out_put(out, text.data, size);
    return size;
}

/* Has one of the eight bytes a need? A byte below 0x20, or equal to one of the two, borrows into its top bit. */
static bool eight_need(const char *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t quotes = word ^ ones * '"', slashes = word ^ ones * '\\';
    return ((word | (word - ones * 0x20) | (quotes - ones) | (slashes - ones)) & tops) != 0;
}

bool out_is_plain(Text text)
{
    uint32_t i = 0;
    for (; i + 8 <= text.size; i += 8)
        if (eight_need(text.data + i))
            return false;
    for (; i < text.size; i++)
        if (json_need((unsigned char)text.data[i]))
            return false;
    return true;
}

void out_json(Out *out, Text text)
{
    if (out_is_plain(text)) {
        out_quoted(out, text);
        return;
    }
    out_byte(out, '"');
    for (uint32_t i = 0; i < text.size;) {
        uint32_t plain = i;
        while (plain < text.size && !json_need((unsigned char)text.data[plain]))
            plain++;
        out_put(out, text.data + i, plain - i);
        i = plain;
        if (i < text.size && (unsigned char)text.data[i] >= 0x80)
            i += utf8_put(out, (Text){.data = text.data + i, .size = text.size - i});
        else if (i < text.size)
            escape_put(out, (unsigned char)text.data[i++]);
    }
    out_byte(out, '"');
}

void out_csv(Out *out, Text text)
{
    bool needs_quotes = false;
    for (uint32_t i = 0; i < text.size && !needs_quotes; i++)
        needs_quotes = text.data[i] && strchr("\",\r\n", text.data[i]) != NULL;
    if (!needs_quotes) {
        out_text(out, text);
        return;
    }
    out_byte(out, '"');
    for (uint32_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"')
            out_byte(out, '"');
        out_byte(out, text.data[i]);
    }
    out_byte(out, '"');
}
