/* Lsp: the language server (Language Server Protocol 3.17) as one client's conversation. lsp.c reads and answers
   messages; what each method does is a function of lsp_methods.def in the file of its noun; what a policy means is asked of
   a Draft (compiler/draft.h). One thread answers; another runs the policy's tests (lsp_lens.c). */
#ifndef CLI_LSP_H
#define CLI_LSP_H

#include <stdio.h>

#include "base/json.h"
#include "cli/lsp_document.h"
#include "cli/lsp_policy.h"
#include "cli/lsp_transport.h"

typedef enum LspError {
    LSP_ERROR_NONE = 0,
    LSP_PARSE_ERROR = -32700,
    LSP_INVALID_REQUEST = -32600,
    LSP_METHOD_NOT_FOUND = -32601,
    LSP_INVALID_PARAMS = -32602,
    LSP_NOT_INITIALIZED = -32002,
    LSP_REQUEST_CANCELLED = -32800,
    LSP_REQUEST_FAILED = -32803
} LspError;

typedef enum LspState { LSP_NEW, LSP_READY, LSP_SHUT, LSP_GONE } LspState;

typedef struct LspServer {
    LspTransport *transport;
    LspState state;
    int exit_code;
    LspEncoding encoding;
    LspDocuments documents;
    LspPolicies policies;
    bool is_stale;                  /* findings are to be published again */
    bool is_hasty;                  /* those of analysis are still to come */
    bool may_watch;                 /* the client takes a registration for changes of files */
    bool may_refresh;               /* the client asks for lenses again when told to */
    struct LspPublished *published; /* what each file was last told (lsp_findings.c) */
    struct LspLenses *lenses;
    struct LspCounted *counted; /* what the targets of each file were last told (lsp_targets.c) */
    Arena *arena;               /* of the message at hand */
    LspError error;             /* of the message at hand */
    const char *problem;
    uint32_t asked; /* requests to the client so far */
} LspServer;

/* Speaks over two streams until the client says `exit` or is gone. Returns the exit code. */
int lsp_run(const Args *args, int in, FILE *out);

/* ---- For the methods ---- */

/* The message at hand is answered with an error. */
void lsp_refuse(LspServer *server, LspError error, const char *problem);
/* A message of the server's own: `params` is JSON; of a request it may be empty. */
void lsp_notify(LspServer *server, const char *method, Text params);
void lsp_ask(LspServer *server, const char *method, Text params);

/* The member of an object of an object …; NULL: it is not there. The names end with NULL. */
const JsonNode *lsp_member(const JsonNode *node, ...) __attribute__((sentinel));
bool lsp_integer(const JsonNode *node, int64_t *out);
bool lsp_is_true(const JsonNode *node);

/* Where a request points to: a document, its policy as it stands now, and a byte. */
typedef struct LspPlace {
    LspDocument *document;
    LspPolicy *policy;
    const Module *module; /* of the policy's draft; NULL: the file could not be read */
    uint32_t offset;      /* of `position`, 0 where the request has none */
} LspPlace;
/* False: the message is refused. */
bool lsp_place_read(LspServer *server, const JsonNode *params, LspPlace *out);

/* A range of the place's document, as bytes. False: the message is refused. */
bool lsp_range_read(LspServer *server, const LspPlace *place, const JsonNode *range, uint32_t *lo,
                    uint32_t *hi);

void lsp_range_print(FILE *out, const LspLines *lines, LspEncoding encoding, uint32_t lo,
                     uint32_t hi);
/* {"uri": …, "range": …} of a span of a policy's draft. */
void lsp_location_print(LspServer *server, FILE *out, LspPolicy *policy, Span span);

/* Every method writes its result, or refuses. */
typedef void LspMethod(LspServer *server, const JsonNode *params, FILE *out);
#define LSP_REQUEST(name, function) LspMethod function;
#define LSP_NOTICE(name, function)  LspMethod function;
#include "cli/lsp_methods.def"
#undef LSP_REQUEST
#undef LSP_NOTICE

/* lsp_findings.c: tells the client what is wrong with every file of every policy at hand, where that has changed. */
void lsp_findings_publish(LspServer *server);
/* One finding as a Diagnostic of the protocol. */
void lsp_finding_print(LspServer *server, FILE *out, LspPolicy *policy, const Diag *diag);
void lsp_counted_free(LspServer *server);
void lsp_findings_free(LspServer *server);

#endif
