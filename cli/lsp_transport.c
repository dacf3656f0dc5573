#include "cli/lsp_transport.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/json.h"

enum { CHUNK = 64 << 10, HEADER_MAX = 16 << 10 };

struct LspTransport {
    int in, signal;
    FILE *out;
    char *bytes; /* what has arrived and was not taken: [start, end) */
    size_t start, end, capacity;
    size_t skip; /* bytes of a body that is too long, still to come */
};

LspTransport *lsp_transport_new(int in, FILE *out, int signal)
{
    LspTransport *transport = calloc(1, sizeof *transport);
    if (!transport)
        abort();
    transport->in = in;
    transport->out = out;
    transport->signal = signal;
    return transport;
}

void lsp_transport_free(LspTransport *transport)
{
    if (!transport)
        return;
    free(transport->bytes);
    free(transport);
}

/* ---- What has arrived ---- */

/* False: the end of the stream. */
static bool bytes_read(LspTransport *transport)
{
    if (transport->start == transport->end)
        transport->start = transport->end = 0;
    if (transport->capacity - transport->end < CHUNK) {
        transport->capacity = transport->capacity * 2 + 2 * CHUNK;
        transport->bytes = realloc(transport->bytes, transport->capacity);
        if (!transport->bytes)
            abort();
    }
    ssize_t got;
    do
        got = read(transport->in, transport->bytes + transport->end,
                   transport->capacity - transport->end);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return false;
    transport->end += (size_t)got;
    return true;
}

/* The first header of that name; its value, a number. -1: there is none. */
static long long header_number(const char *header, size_t size, const char *name)
{
    size_t length = strlen(name);
    for (size_t at = 0; at < size;) {
        const char *line = header + at;
        const char *end = memchr(line, '\n', size - at);
        size_t line_size = end ? (size_t)(end - line) + 1 : size - at;
        if (line_size > length && strncasecmp(line, name, length) == 0) {
            char *after;
            long long value = strtoll(line + length, &after, 10);
            return after > line + length && value >= 0 ? value : -1;
        }
        at += line_size;
    }
    return -1;
}

/* The size of the header with its empty line; 0: it has not arrived whole. */
static size_t header_size(const LspTransport *transport)
{
    const char *bytes = transport->bytes + transport->start;
    size_t have = transport->end - transport->start;
    for (size_t i = 0; i + 1 < have; i++) {
        if (bytes[i] == '\n' && bytes[i + 1] == '\n')
            return i + 2;
        if (i + 3 < have && memcmp(bytes + i, "\r\n\r\n", 4) == 0)
            return i + 4;
    }
    return 0;
}

static LspArrival body_take(LspTransport *transport, size_t header, size_t size, Text *body)
{
    char *copy = malloc(size + JSON_PADDING);
    if (!copy)
        abort();
    memcpy(copy, transport->bytes + transport->start + header, size);
    memset(copy + size, 0, JSON_PADDING);
    transport->start += header + size;
    *body = (Text){copy, (uint32_t)size};
    return LSP_MESSAGE;
}

/* A message out of what has arrived; LSP_NOTHING: more bytes are needed. */
static LspArrival message_take(LspTransport *transport, Text *body)
{
    size_t have = transport->end - transport->start;
    if (transport->skip) {
        size_t part = transport->skip < have ? transport->skip : have;
        transport->start += part;
        transport->skip -= part;
        return transport->skip ? LSP_NOTHING : LSP_TOO_LONG;
    }
    size_t header = have ? header_size(transport) : 0;
    if (!header)
        return have > HEADER_MAX ? LSP_BROKEN : LSP_NOTHING;
    long long size = header_number(transport->bytes + transport->start, header, "Content-Length:");
    if (size < 0)
        return LSP_BROKEN;
    if (size > LSP_BODY_MAX) {
        transport->start += header;
        transport->skip = (size_t)size;
        return message_take(transport, body);
    }
    if (have - header < (size_t)size)
        return LSP_NOTHING;
    return body_take(transport, header, (size_t)size, body);
}

LspArrival lsp_transport_read(LspTransport *transport, int wait_ms, Text *body)
{
    for (;;) {
        LspArrival arrival = message_take(transport, body);
        if (arrival != LSP_NOTHING)
            return arrival;
        struct pollfd wait[2] = {{.fd = transport->in, .events = POLLIN},
                                 {.fd = transport->signal, .events = POLLIN}};
        int ready = poll(wait, 2, wait_ms);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0)
            return LSP_NOTHING;
        if (wait[0].revents && !bytes_read(transport))
            return LSP_END;
        if (!wait[0].revents && wait[1].revents)
            return LSP_SIGNAL;
    }
}

bool lsp_transport_write(LspTransport *transport, Text body)
{
    fprintf(transport->out, "Content-Length: %u\r\n\r\n", (unsigned)body.size);
    fwrite(body.data, 1, body.size, transport->out);
    return fflush(transport->out) == 0 && !ferror(transport->out);
}
