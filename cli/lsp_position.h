/* LspPosition: places as the protocol counts them, a line and a character from 0, where a character is a unit of the
   encoding that the client and the server agreed on (LSP 3.17 "Position encoding kind"). Everything inside is bytes. */
#ifndef CLI_LSP_POSITION_H
#define CLI_LSP_POSITION_H

#include "base/text.h"
#include "base/vec.h"

typedef enum LspEncoding { LSP_UTF8, LSP_UTF16, LSP_UTF32 } LspEncoding;

typedef struct LspPosition {
    uint32_t line, character;
} LspPosition;

/* The lines of a text; \n, \r\n and \r end one. */
typedef struct LspLines {
    Text text;
    VEC(uint32_t) starts; /* byte of the first character */
} LspLines;

LspLines lsp_lines_make(Arena *arena, Text text);
LspPosition lsp_position(const LspLines *lines, LspEncoding encoding, uint32_t offset);
/* A character beyond its line is the line's end, a line beyond the text the text's end. */
uint32_t lsp_offset(const LspLines *lines, LspEncoding encoding, LspPosition position);

#endif
