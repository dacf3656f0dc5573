/* Literal: the pieces that carry a value, read and range-checked. What is wrong with one is reported at its place, and a
   node comes back all the same, so that one bad literal is one finding. */
#ifndef COMPILER_LITERAL_H
#define COMPILER_LITERAL_H

#include "compiler/scan.h"

/* The node of a numeric, time or text piece, NULL for a piece that is none (a MEASURE that is an ordinal: its node has
   kind AST_INTEGER and `*is_ordinal` is set). */
Node *literal_read(Parse *parse, Piece piece, Span span, Text text, bool *is_ordinal);
/* A currency's code: NAME with its row of currency.def as number. */
Node *literal_code(Parse *parse, Span code);
/* `number` INTEGER or DECIMAL with a currency's code after it. */
Node *literal_money(Parse *parse, Span number, Span code);
/* The unit of a calendar period: "workdays", "day" …; -1 for another word. */
int literal_unit(Text word);
/* 'h', 'm' or 's' of "hours", "min" …, as people write them; 0 for another word. */
char literal_clock_unit(Text word);

#endif
