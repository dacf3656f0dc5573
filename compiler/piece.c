/* The pieces of a text, for those who want them all: white space and comments too. */
#include <stdlib.h>

#include "compiler/scan.h"

typedef void *yyscan_t;
int slate_piece_lex_init(yyscan_t *scanner);
int slate_piece_lex_destroy(yyscan_t scanner);
int slate_piece_lex(yyscan_t scanner);
int slate_piece_get_leng(yyscan_t scanner);
struct yy_buffer_state *slate_piece__scan_bytes(const char *bytes, int size, yyscan_t scanner);

void pieces_each(Text text, uint32_t start,
                 void (*each)(void *context, Piece piece, uint32_t lo, uint32_t hi), void *context)
{
    yyscan_t pieces;
    if (slate_piece_lex_init(&pieces))
        abort();
    slate_piece__scan_bytes(text.data + start, (int)(text.size - start), pieces);
    for (Piece piece; (piece = (Piece)slate_piece_lex(pieces)) != PIECE_END;) {
        uint32_t end = start + (uint32_t)slate_piece_get_leng(pieces);
        each(context, piece, start, end);
        start = end;
    }
    slate_piece_lex_destroy(pieces);
}
