/* Region: the values that fields of a ticket may have, cut into as few pieces as the conditions of a policy can tell
   apart, and conditions decided on them. Fields are integers, enumerations and booleans; everything else has the
   answer "it depends". Everything lives in the arena given. */
#ifndef COMPILER_REGION_H
#define COMPILER_REGION_H

#include "compiler/program.h"

typedef enum Answer { ANSWER_NO, ANSWER_YES, ANSWER_DEPENDS } Answer;

typedef struct Piece { /* of a field's values: [low, high], or absent */
    int64_t low, high;
    bool is_absent;
} Piece;

typedef struct Variable {
    const Symbol *field;
    VEC(Piece) pieces; /* ascending, absent last */
    uint32_t at;       /* the piece at hand */
} Variable;

typedef struct Space {
    Arena *arena;
    const Program *program;
    VEC(Variable) variables;
    VEC(int64_t)
    marks; /* every integer constant, ascending once cut: more than one field needs, and never too few */
} Space;

/* The fields that the expression or cell reads, and its constants. */
void space_collect(Space *space, const Node *node);
/* After all have been collected: cuts every field into pieces. False: there are more combinations than `most`. */
bool space_cut(Space *space, uint64_t most);
/* The next combination; false after the last, back at the first. */
bool space_next(Space *space);

/* The condition on the combination at hand; NULL holds. */
Answer space_decide(const Space *space, const Node *condition);
Answer space_decide_cell(const Space *space, const Node *column, const Node *cell);
Answer answer_and(Answer a, Answer b);

/* "account.licences", "priority". */
const char *variable_name(Arena *arena, const Variable *variable);
/* A value of the piece: "low", "49", "absent". */
const char *piece_example(const Space *space, const Variable *variable, const Piece *piece);
/* All of it: "up to 49", "101..500". */
const char *piece_text(const Space *space, const Variable *variable, const Piece *piece);

#endif
