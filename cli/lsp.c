#include "cli/lsp.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json_out.h"
#include "cli/lsp_lens.h"

typedef struct Waiting { /* a message that has arrived and is not answered */
    struct Waiting *next;
    Text body;
    char *id; /* of a request, as JSON; NULL: a notice */
} Waiting;

typedef struct Queue {
    Waiting *first, **end;
    Json *json;
} Queue;

/* ---- JSON ---- */

const JsonNode *lsp_member(const JsonNode *node, ...)
{
    va_list names;
    va_start(names, node);
    for (const char *name; (name = va_arg(names, const char *));)
        node = node && node->kind == JSON_OBJECT ? json_find(node, text_from(name)) : NULL;
    va_end(names);
    return node;
}

bool lsp_integer(const JsonNode *node, int64_t *out)
{
    char digits[24];
    if (!node || node->kind != JSON_NUMBER || node->text.size >= sizeof digits)
        return false;
    memcpy(digits, node->text.data, node->text.size);
    digits[node->text.size] = 0;
    char *end;
    *out = strtoll(digits, &end, 10);
    return !*end;
}

bool lsp_is_true(const JsonNode *node)
{
    return node && node->kind == JSON_TRUE;
}

/* ---- Sending ---- */

void lsp_refuse(LspServer *server, LspError error, const char *problem)
{
    server->error = error;
    server->problem = problem;
}

static void message_send(LspServer *server, Text head, Text body)
{
    char *bytes;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);
    if (!out)
        abort();
    fprintf(out, "{\"jsonrpc\":\"2.0\",%.*s%.*s}", TEXT_ARGS(head), TEXT_ARGS(body));
    fclose(out);
    if (!lsp_transport_write(server->transport, (Text){bytes, (uint32_t)size}))
        server->state = LSP_GONE; /* nobody listens; the exit code says whether that was agreed */
    free(bytes);
}

static void error_send(LspServer *server, const char *id, LspError error, const char *problem)
{
    char *bytes;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);
    if (!out)
        abort();
    fprintf(out, "\"error\":{\"code\":%d,\"message\":", (int)error);
    json_text_print(out, text_from(problem));
    fputc('}', out);
    fclose(out);
    Text head = text_from(arena_format(server->arena, "\"id\":%s,", id));
    message_send(server, head, (Text){bytes, (uint32_t)size});
    free(bytes);
}

void lsp_notify(LspServer *server, const char *method, Text params)
{
    Text head = text_from(arena_format(server->arena, "\"method\":\"%s\",\"params\":", method));
    message_send(server, head, params);
}

void lsp_ask(LspServer *server, const char *method, Text params)
{
    Text head = text_from(arena_format(server->arena, "\"id\":\"slate-%u\",\"method\":\"%s\"%s",
                                       (unsigned)++server->asked, method,
                                       params.size ? ",\"params\":" : ""));
    message_send(server, head, params);
}

/* ---- Methods ---- */

typedef struct Method {
    const char *name;
    LspMethod *run;
    bool is_request;
} Method;

static const Method METHOD[] = {
#define LSP_REQUEST(name, function) {name, function, true},
#define LSP_NOTICE(name, function)  {name, function, false},
#include "cli/lsp_methods.def"
#undef LSP_REQUEST
#undef LSP_NOTICE
};

static const Method *method_find(Text name)
{
    for (size_t i = 0; i < sizeof METHOD / sizeof *METHOD; i++)
        if (text_is(name, METHOD[i].name))
            return &METHOD[i];
    return NULL;
}

/* May it be answered in the state at hand? If not, the message is refused. */
static bool is_timely(LspServer *server, Text method)
{
    bool is_first = text_is(method, "initialize");
    if (text_is(method, "exit"))
        return true;
    if (server->state == LSP_NEW && !is_first)
        lsp_refuse(server, LSP_NOT_INITIALIZED, "the first request is `initialize`");
    else if (server->state == LSP_READY && is_first)
        lsp_refuse(server, LSP_INVALID_REQUEST, "the server is initialized already");
    else if (server->state == LSP_SHUT)
        lsp_refuse(server, LSP_INVALID_REQUEST, "the server is shut down: only `exit` may follow");
    return server->error == LSP_ERROR_NONE;
}

static void method_run(LspServer *server, const JsonNode *message, Text name, FILE *out)
{
    const Method *method = method_find(name);
    if (!is_timely(server, name))
        return;
    if (!method) {
        lsp_refuse(server, LSP_METHOD_NOT_FOUND,
                   arena_format(server->arena, "there is no method `%.*s`", TEXT_ARGS(name)));
        return;
    }
    method->run(server, json_find(message, TEXT("params")), out);
}

static void answer(LspServer *server, const JsonNode *message, const char *id)
{
    const JsonNode *method = json_find(message, TEXT("method"));
    char *bytes;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);
    if (!out)
        abort();
    fputs("\"result\":", out);
    server->error = LSP_ERROR_NONE;
    method_run(server, message, method->text, out);
    fclose(out);
    if (id && server->error != LSP_ERROR_NONE)
        error_send(server, id, server->error, server->problem);
    else if (id)
        message_send(server, text_from(arena_format(server->arena, "\"id\":%s,", id)),
                     (Text){bytes, (uint32_t)size});
    free(bytes);
}

/* ---- The queue ---- */

/* The id of a request as JSON; NULL: there is none. */
static char *id_text(const JsonNode *id)
{
    if (!id || (id->kind != JSON_NUMBER && id->kind != JSON_STRING))
        return NULL;
    char *bytes;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);
    if (!out)
        abort();
    if (id->kind == JSON_NUMBER)
        fprintf(out, "%.*s", TEXT_ARGS(id->text));
    else
        json_text_print(out, id->text);
    fclose(out);
    return bytes;
}

static void waiting_free(Waiting *waiting)
{
    free((char *)(uintptr_t)waiting->body.data);
    free(waiting->id);
    free(waiting);
}

static void request_cancel(LspServer *server, Queue *queue, const JsonNode *message)
{
    char *id = id_text(lsp_member(message, "params", "id", NULL));
    for (Waiting **at = &queue->first; id && *at; at = &(*at)->next) {
        Waiting *waiting = *at;
        if (!waiting->id || strcmp(waiting->id, id) != 0)
            continue;
        error_send(server, id, LSP_REQUEST_CANCELLED, "cancelled");
        *at = waiting->next;
        if (queue->end == &waiting->next)
            queue->end = at;
        waiting_free(waiting);
        break;
    }
    free(id);
}

/* Takes a body over: what is no message of the protocol is answered at once, the rest waits for its turn. */
static void message_take(LspServer *server, Queue *queue, Text body)
{
    const JsonNode *message = json_read(queue->json, body);
    const JsonNode *method = message ? lsp_member(message, "method", NULL) : NULL;
    Waiting *waiting = calloc(1, sizeof *waiting);
    if (!waiting)
        abort();
    waiting->body = body;
    waiting->id = id_text(lsp_member(message, "id", NULL));
    if (method && method->kind == JSON_STRING && !text_is(method->text, "$/cancelRequest")) {
        *queue->end = waiting;
        queue->end = &waiting->next;
        return;
    }
    uint32_t offset;
    if (!message)
        error_send(server, "null", LSP_PARSE_ERROR, json_problem(queue->json, &offset));
    else if (method && method->kind == JSON_STRING)
        request_cancel(server, queue, message);
    else if (message->kind != JSON_OBJECT || method || !json_find(message, TEXT("id")))
        error_send(server, waiting->id ? waiting->id : "null", LSP_INVALID_REQUEST,
                   "this is no request, notification or response of JSON-RPC");
    waiting_free(waiting); /* a response, too: nothing waits for one */
}

static void queue_answer(LspServer *server, Queue *queue)
{
    Waiting *waiting = queue->first;
    queue->first = waiting->next;
    if (!queue->first)
        queue->end = &queue->first;
    const JsonNode *message = json_read(queue->json, waiting->body);
    answer(server, message, waiting->id);
    waiting_free(waiting);
}

/* ---- The conversation ---- */

static void conversation_end(LspServer *server, bool is_agreed)
{
    server->exit_code = is_agreed ? 0 : 1;
    server->state = LSP_GONE;
}

void lsp_exit(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)params, (void)out;
    conversation_end(server, server->state == LSP_SHUT);
}

/* What waits is answered when nothing more has arrived, and findings are told when nothing waits: of a burst of edits
   only the last is looked at. */
enum {
    PAUSE_MS = 120
}; /* of someone who types, after which an analysis that is not quick begins */

static void turn(LspServer *server, Queue *queue)
{
    Text body;
    arena_reset(server->arena);
    bool is_busy = queue->first || server->is_stale;
    int wait_ms = is_busy ? 0 : server->is_hasty ? PAUSE_MS : -1;
    switch (lsp_transport_read(server->transport, wait_ms, &body)) {
    case LSP_MESSAGE: message_take(server, queue, body); break;
    case LSP_TOO_LONG:
        error_send(server, "null", LSP_INVALID_REQUEST, "the message is too long");
        break;
    case LSP_NOTHING:
        if (queue->first)
            queue_answer(server, queue);
        else
            lsp_findings_publish(server);
        break;
    case LSP_SIGNAL:
        lsp_lenses_take(server->lenses);
        if (server->may_refresh && server->state == LSP_READY)
            lsp_ask(server, "workspace/codeLens/refresh", TEXT(""));
        break;
    case LSP_BROKEN:
        error_send(server, "null", LSP_PARSE_ERROR, "a header without Content-Length");
        conversation_end(server, false);
        break;
    case LSP_END:
        while (queue->first && server->state != LSP_GONE)
            queue_answer(server, queue);
        if (server->state != LSP_GONE)
            conversation_end(server, false);
        break;
    }
}

int lsp_run(const Args *args, int in, FILE *out)
{
    LspLenses *lenses = lsp_lenses_new();
    LspServer server = {.transport = lsp_transport_new(in, out, lsp_lenses_signal(lenses)),
                        .lenses = lenses,
                        .encoding = LSP_UTF16,
                        .exit_code = 1,
                        .policies = {.args = args},
                        .arena = arena_new()};
    Queue queue = {.json = json_new()};
    queue.end = &queue.first;
    while (server.state != LSP_GONE)
        turn(&server, &queue);
    while (queue.first) {
        Waiting *waiting = queue.first;
        queue.first = waiting->next;
        waiting_free(waiting);
    }
    json_free(queue.json);
    lsp_lenses_free(server.lenses);
    lsp_counted_free(&server);
    lsp_findings_free(&server);
    lsp_policies_free(&server.policies);
    lsp_documents_free(&server.documents);
    lsp_transport_free(server.transport);
    arena_free(server.arena);
    return server.exit_code;
}
