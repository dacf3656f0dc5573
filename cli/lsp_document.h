/* LspDocuments: the files that the client has open, with the text that its user sees, and the disk behind them. An open
   document hides the file of its path. */
#ifndef CLI_LSP_DOCUMENT_H
#define CLI_LSP_DOCUMENT_H

#include "base/file.h"
#include "cli/lsp_position.h"

typedef struct LspDocument {
    char *uri;
    char *path;  /* as the compiler opens it; a uri that is no file's stands for itself */
    char *root;  /* the policy that it belongs to; NULL: not looked for yet */
    char *bytes; /* NUL-terminated */
    uint32_t size;
    int64_t version;
    Arena *arena; /* of the lines */
    LspLines lines;
} LspDocument;

typedef struct LspDocuments {
    LspDocument **at;
    uint32_t count, capacity;
    FileReader disk;
} LspDocuments;

/* The path of a `file:` uri; any other uri as it is. The caller frees it. */
char *lsp_uri_path(Text uri);
/* The uri of a path, in the arena. Of the standard library: `slate-std:/clocks.sla`. */
const char *lsp_path_uri(Arena *arena, const char *path);

LspDocument *lsp_document_open(LspDocuments *documents, Text uri, int64_t version, Text text);
void lsp_document_close(LspDocuments *documents, LspDocument *document);
void lsp_documents_free(LspDocuments *documents);
LspDocument *lsp_document_find(const LspDocuments *documents, Text uri);
LspDocument *lsp_document_at(const LspDocuments *documents, const char *path);
/* Puts `text` in the place of [lo, hi). */
void lsp_document_edit(LspDocument *document, uint32_t lo, uint32_t hi, Text text);

/* Reads open documents first, then the disk. Good as long as the documents. */
FileReader lsp_documents_reader(LspDocuments *documents);

#endif
