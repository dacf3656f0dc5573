/* Front: one text parsed, for the tests of reading and layout. */
#ifndef TESTS_UNIT_FRONT_H
#define TESTS_UNIT_FRONT_H

#include "compiler/parse.h"

typedef struct Front {
    Arena *arena;
    SourceSet *sources;
    DiagList *diags;
    Node *tree;
} Front;

void front_parse(Front *front, Text text);
void front_free(Front *front);
/* The codes of the findings with their lines, "E0101@3 E0118@5", in order of place. */
const char *front_codes(Front *front);
/* The first node of that kind, depth first; the test fails if there is none. */
const Node *front_find(const Front *front, NodeKind kind);
/* Calls `each` for every .sla file below the folders of the repository, tests of errors left out; the number of files. */
int front_each_policy(void (*each)(const char *path, Text text));

#endif
