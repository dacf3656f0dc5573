#include "cli/lsp_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 30 };

static void *room(void *old, size_t size)
{
    void *bytes = realloc(old, size);
    if (!bytes)
        abort();
    return bytes;
}

/* ---- Uris (RFC 3986, RFC 8089) ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool has_escape(const char *at, const char *end)
{
    return *at == '%' && end - at > 2 && hex_digit(at[1]) >= 0 && hex_digit(at[2]) >= 0;
}

char *lsp_uri_path(Text uri)
{
    static const Text FILE_SCHEME = {"file://", 7};
    const char *at = uri.data, *end = uri.data + uri.size;
    char *path = room(NULL, uri.size + 1), *out = path;
    bool is_file = text_starts(uri, FILE_SCHEME);
    if (is_file)
        for (at += FILE_SCHEME.size; at < end && *at != '/';)
            at++; /* a host: there is only this one */
    for (; at < end; at++) {
        char c = *at;
        if (is_file && has_escape(at, end)) {
            c = (char)(hex_digit(at[1]) * 16 + hex_digit(at[2]));
            at += 2;
        }
        if (c && !(c == '/' && out > path && out[-1] == '/'))
            *out++ = c;
    }
    *out = 0;
    return path;
}

const char *lsp_path_uri(Arena *arena, const char *path)
{
    static const char PLAIN[] = "/-._~";
    if (strncmp(path, "std/", 4) == 0)
        return arena_format(arena, "slate-std:/%s", path + 4);
    if (path[0] != '/')
        return path;
    char *uri = arena_alloc(arena, strlen(path) * 3 + 8), *out = uri;
    memcpy(out, "file://", 7);
    out += 7;
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || strchr(PLAIN, c);
        if (is_plain)
            *out++ = (char)c;
        else
            out += snprintf(out, 4, "%%%02X", c);
    }
    return uri;
}

/* ---- Open documents ---- */

static void lines_renew(LspDocument *document)
{
    arena_reset(document->arena);
    document->lines = lsp_lines_make(document->arena, (Text){document->bytes, document->size});
}

LspDocument *lsp_document_open(LspDocuments *documents, Text uri, int64_t version, Text text)
{
    LspDocument *document = room(NULL, sizeof *document);
    *document = (LspDocument){.version = version, .arena = arena_new()};
    document->uri = room(NULL, uri.size + 1);
    memcpy(document->uri, uri.data, uri.size);
    document->uri[uri.size] = 0;
    document->path = lsp_uri_path(uri);
    if (documents->count == documents->capacity) {
        documents->capacity = documents->capacity * 2 + 8;
        documents->at = room(documents->at, documents->capacity * sizeof(LspDocument *));
    }
    documents->at[documents->count++] = document;
    lsp_document_edit(document, 0, 0, text);
    return document;
}

static void document_free(LspDocument *document)
{
    free(document->uri);
    free(document->path);
    free(document->root);
    free(document->bytes);
    arena_free(document->arena);
    free(document);
}

void lsp_document_close(LspDocuments *documents, LspDocument *document)
{
    for (uint32_t i = 0; i < documents->count; i++)
        if (documents->at[i] == document) {
            documents->at[i] = documents->at[--documents->count];
            document_free(document);
            return;
        }
}

void lsp_documents_free(LspDocuments *documents)
{
    while (documents->count)
        lsp_document_close(documents, documents->at[0]);
    free(documents->at);
    *documents = (LspDocuments){.count = 0};
}

LspDocument *lsp_document_find(const LspDocuments *documents, Text uri)
{
    for (uint32_t i = 0; i < documents->count; i++)
        if (text_is(uri, documents->at[i]->uri))
            return documents->at[i];
    return NULL;
}

LspDocument *lsp_document_at(const LspDocuments *documents, const char *path)
{
    for (uint32_t i = 0; i < documents->count; i++)
        if (strcmp(documents->at[i]->path, path) == 0)
            return documents->at[i];
    return NULL;
}

void lsp_document_edit(LspDocument *document, uint32_t lo, uint32_t hi, Text text)
{
    hi = hi < document->size ? hi : document->size;
    lo = lo < hi ? lo : hi;
    size_t size = (size_t)document->size - (hi - lo) + text.size;
    if (size > TEXT_MAX)
        return; /* far beyond what a file may hold */
    char *bytes = room(NULL, size + 1);
    if (lo)
        memcpy(bytes, document->bytes, lo);
    if (text.size)
        memcpy(bytes + lo, text.data, text.size);
    if (document->size > hi)
        memcpy(bytes + lo + text.size, document->bytes + hi, document->size - hi);
    bytes[size] = 0;
    free(document->bytes);
    document->bytes = bytes;
    document->size = (uint32_t)size;
    lines_renew(document);
}

/* ---- Reading through them ---- */

static FileKind overlay_kind(void *context, const char *path)
{
    const LspDocuments *documents = context;
    if (lsp_document_at(documents, path))
        return FILE_REGULAR;
    return documents->disk.kind(documents->disk.context, path);
}

static FileResult overlay_read(void *context, Arena *arena, const char *path, size_t limit,
                               Text *out)
{
    const LspDocuments *documents = context;
    const LspDocument *document = lsp_document_at(documents, path);
    if (!document)
        return documents->disk.read(documents->disk.context, arena, path, limit, out);
    if (document->size > limit)
        return FILE_TOO_LARGE;
    *out = (Text){document->bytes, document->size};
    return FILE_READ;
}

/* The name of a document that lies in the folder itself; empty: it does not. */
static Text name_within(const LspDocument *document, const char *folder)
{
    size_t size = strlen(folder);
    while (size > 1 && folder[size - 1] == '/')
        size--;
    const char *slash = strrchr(document->path, '/');
    bool is_there = slash && (size_t)(slash - document->path) == size &&
                    strncmp(document->path, folder, size) == 0;
    return is_there ? text_from(slash + 1) : (Text){.data = NULL};
}

static bool has_text(const TextList *list, Text text)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (text_equal(list->at[i], text))
            return true;
    return false;
}

static bool overlay_list(void *context, Arena *arena, const char *path, TextList *out)
{
    const LspDocuments *documents = context;
    bool is_any = documents->disk.list(documents->disk.context, arena, path, out);
    for (uint32_t i = 0; i < documents->count; i++) {
        Text name = name_within(documents->at[i], path);
        if (!name.size)
            continue;
        is_any = true;
        if (!has_text(out, name))
            VEC_PUSH(arena, out, name);
    }
    return is_any;
}

static const char *overlay_real(void *context, Arena *arena, const char *path)
{
    const LspDocuments *documents = context;
    return documents->disk.real(documents->disk.context, arena, path);
}

FileReader lsp_documents_reader(LspDocuments *documents)
{
    if (!documents->disk.kind)
        documents->disk = file_reader_disk();
    return (FileReader){documents, overlay_kind, overlay_read, overlay_list, overlay_real};
}
