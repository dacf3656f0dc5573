/* The beginning and the end of a conversation: what the client and the server can do. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/json_out.h"
#include "cli/lsp.h"

/* ---- What the client can do ---- */

/* Bytes need no counting; UTF-16 is what every client can do. */
static void encoding_choose(LspServer *server, const JsonNode *client)
{
    const JsonNode *offered = lsp_member(client, "general", "positionEncodings", NULL);
    server->encoding = LSP_UTF16;
    if (!offered || offered->kind != JSON_ARRAY)
        return;
    for (uint32_t i = 1; i < offered->skip; i += offered[i].skip)
        if (offered[i].kind == JSON_STRING && text_is(offered[i].text, "utf-8"))
            server->encoding = LSP_UTF8;
}

static void folder_add(LspServer *server, const JsonNode *uri)
{
    if (!uri || uri->kind != JSON_STRING)
        return;
    char *path = lsp_uri_path(uri->text);
    lsp_folder_add(&server->policies, path);
    free(path);
}

static void folders_read(LspServer *server, const JsonNode *params)
{
    const JsonNode *folders = lsp_member(params, "workspaceFolders", NULL);
    if (!folders || folders->kind != JSON_ARRAY) {
        folder_add(server, lsp_member(params, "rootUri", NULL));
        return;
    }
    for (uint32_t i = 1; i < folders->skip; i += folders[i].skip)
        folder_add(server, lsp_member(&folders[i], "uri", NULL));
}

/* A path in `initializationOptions.policy` is the policy of every document that it reads. */
static void policy_read(LspServer *server, const JsonNode *params)
{
    const JsonNode *policy = lsp_member(params, "initializationOptions", "policy", NULL);
    if (!policy || policy->kind != JSON_STRING || !policy->text.size)
        return;
    const char *path = text_string(server->arena, policy->text);
    if (path[0] != '/' && server->policies.folders_count)
        path = arena_format(server->arena, "%s/%s", server->policies.folders[0], path);
    server->policies.fixed = strdup(path);
}

/* ---- What the server can do ---- */

static const char *encoding_name(LspEncoding encoding)
{
    switch (encoding) {
    case LSP_UTF8: return "utf-8";
    case LSP_UTF16: return "utf-16";
    case LSP_UTF32: return "utf-32";
    }
    return "utf-16";
}

void lsp_initialize(LspServer *server, const JsonNode *params, FILE *out)
{
    const JsonNode *client = lsp_member(params, "capabilities", NULL);
    if (!client || client->kind != JSON_OBJECT) {
        lsp_refuse(server, LSP_INVALID_PARAMS, "`capabilities` is missing");
        return;
    }
    encoding_choose(server, client);
    server->may_watch = lsp_is_true(
        lsp_member(client, "workspace", "didChangeWatchedFiles", "dynamicRegistration", NULL));
    server->may_refresh =
        lsp_is_true(lsp_member(client, "workspace", "codeLens", "refreshSupport", NULL));
    folders_read(server, params);
    policy_read(server, params);
    server->state = LSP_READY;
    fprintf(out, "{\"capabilities\":{\"positionEncoding\":\"%s\",",
            encoding_name(server->encoding));
    fputs("\"textDocumentSync\":{\"openClose\":true,\"change\":2,\"save\":true},"
          "\"hoverProvider\":true,\"definitionProvider\":true,\"referencesProvider\":true,"
          "\"documentHighlightProvider\":true,\"documentSymbolProvider\":true,"
          "\"workspaceSymbolProvider\":true,"
          "\"codeLensProvider\":{},\"documentFormattingProvider\":true,\"renameProvider\":{"
          "\"prepareProvider\":true},"
          "\"codeActionProvider\":{\"codeActionKinds\":[\"quickfix\",\"source.fixAll\"]},"
          "\"completionProvider\":{\"triggerCharacters\":[\".\",\"|\",\"{\"]}},",
          out);
    fputs("\"serverInfo\":{\"name\":\"slate\",\"version\":", out);
    json_text_print(out, text_from(command_version()));
    fputs("}}", out);
}

/* Files change without being open: by a branch that is checked out, by another program. */
void lsp_initialized(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)params, (void)out;
    if (server->may_watch)
        lsp_ask(server, "client/registerCapability",
                TEXT("{\"registrations\":[{\"id\":\"slate-files\",\"method\":\"workspace/"
                     "didChangeWatchedFiles\",\"registerOptions\":{\"watchers\":[{\"globPattern\":"
                     "\"**/*.{sla,csv,ics}\"}]}}]}"));
}

void lsp_shutdown(LspServer *server, const JsonNode *params, FILE *out)
{
    (void)params;
    server->state = LSP_SHUT;
    fputs("null", out);
}
