#include "compiler/parse.h"

#include "compiler/scan.h"

#include "slate_parse.h"

/* Reports what makes a file no text at all; true if nothing does. */
static bool text_check(DiagList *diags, uint32_t file, Text text)
{
    size_t bad = 0;
    if (text.size > PARSE_FILE_BYTES) {
        diag_add(diags, DIAG_E0104, (Span){file, 0, 0},
                 "the file has %u bytes; at most %d are read", text.size, PARSE_FILE_BYTES);
        return false;
    }
    const char *nul = text.size ? memchr(text.data, '\0', text.size) : NULL;
    if (!text_is_utf8(text, &bad)) {
        Span span = {file, (uint32_t)bad, (uint32_t)bad + 1};
        diag_add(diags, DIAG_E0102, span, "the file is not UTF-8: byte 0x%02x cannot stand here",
                 (unsigned)(unsigned char)text.data[bad]);
        return false;
    }
    if (nul) {
        uint32_t at = (uint32_t)(nul - text.data);
        diag_add(diags, DIAG_E0103, (Span){file, at, at + 1}, "the file holds a NUL byte");
        return false;
    }
    return true;
}

/* A byte order mark is no part of the text. */
static uint32_t mark_size(Text text)
{
    return text_starts(text, TEXT("\xef\xbb\xbf")) ? 3 : 0;
}

static Node *file_parse(Arena *front, SourceSet *sources, uint32_t file, DiagList *diags,
                        Comments *comments, Wanted *wanted)
{
    Text text = source_text(sources, file);
    Parse parse = {
        .front = front, .sources = sources, .diags = diags, .file = file, .wanted = wanted};
    if (text_check(diags, file, text)) {
        parse.scan = scan_open(&parse, text, mark_size(text), comments);
        (void)slate_parse(parse.scan, &parse);
        scan_close(parse.scan);
    }
    if (parse.root)
        return parse.root;
    Node *root = node_make(front, AST_FILE, (Span){file, 0, text.size});
    for (uint32_t i = 0; parse.declared && i < parse.declared->list.count; i++)
        node_add(front, root, parse.declared->list.at[i]);
    return root;
}

Node *parse_file_comments(Arena *front, SourceSet *sources, uint32_t file, DiagList *diags,
                          Comments *comments)
{
    return file_parse(front, sources, file, diags, comments, NULL);
}

Node *parse_file_wanted(Arena *front, SourceSet *sources, uint32_t file, DiagList *diags,
                        Wanted *wanted)
{
    Comments comments = {0};
    return file_parse(front, sources, file, diags, &comments, wanted);
}

Node *parse_file(Arena *front, SourceSet *sources, uint32_t file, DiagList *diags)
{
    Comments comments = {0};
    return parse_file_comments(front, sources, file, diags, &comments);
}
