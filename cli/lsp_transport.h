/* LspTransport: messages over a pair of streams, each a header with its Content-Length and a body of JSON (LSP 3.17
   "Base protocol"). Bodies belong to the caller. */
#ifndef CLI_LSP_TRANSPORT_H
#define CLI_LSP_TRANSPORT_H

#include <stdio.h>

#include "base/text.h"

enum { LSP_BODY_MAX = 128 << 20 }; /* a longer body is skipped and answered with an error */

typedef struct LspTransport LspTransport;

typedef enum LspArrival {
    LSP_MESSAGE,  /* *body, with JSON_PADDING bytes after it: free(body->data) */
    LSP_TOO_LONG, /* a body was skipped */
    LSP_NOTHING,  /* within the time */
    LSP_SIGNAL,   /* the other descriptor has something to read */
    LSP_END,      /* the client has closed the stream */
    LSP_BROKEN    /* a header without a length: where the next message begins is not known */
} LspArrival;

/* `signal`: another descriptor to wait for beside `in`, -1: none. */
LspTransport *lsp_transport_new(int in, FILE *out, int signal);
void lsp_transport_free(LspTransport *transport);
/* Waits at most so many milliseconds, -1: for ever. */
LspArrival lsp_transport_read(LspTransport *transport, int wait_ms, Text *body);
/* False: the client reads no more. */
bool lsp_transport_write(LspTransport *transport, Text body);

#endif
