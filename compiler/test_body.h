/* TestBody: one run of a test: its items, once for each row of its `cases`, with the row's cells in the place of the
   columns' names. The bodies are copies, typed each for itself; the tree of the file stays as written. */
#ifndef COMPILER_TEST_BODY_H
#define COMPILER_TEST_BODY_H

#include "compiler/check_expr.h"
#include "runtime/trial.h"

typedef struct TestBody {
    Symbol *test;
    uint32_t row; /* from 1; 0: no cases */
    Span row_span;
    Text row_text; /* "priority high, due 2026-03-02 18:00" */
    NodeList items;
    NodeList columns; /* names of the cases, for messages */
} TestBody;

/* What `t1.resolve.due` reads; the `symbol` of the MEMBER of an expectation. */
typedef struct TestSubject {
    SubjectKind kind;
    Text ticket;
    Symbol *symbol; /* field, account field, assessment or clock */
    Symbol *sla;    /* of a clock, NULL: of the ticket's */
    Type type;      /* of what is read; TYPE_UNKNOWN: the clock as a whole */
} TestSubject;

/* The runs of a test, appended to the program's; what is wrong with its cases is reported. */
void test_bodies_make(Checker *checker, Symbol *test);

/* check_expect.c: one expectation; `scope` knows the tickets and the columns. */
typedef struct TestScope {
    Checker *checker;
    const TestBody *body;
    SymbolTable *tickets; /* created so far */
    bool has_replay;      /* there may be others */
    const Node *last;     /* the latest moment */
} TestScope;

void expectation_check(TestScope *scope, Node *item);
void test_ticket_check(TestScope *scope, const Node *name);
/* A date, or an instant; a name is none: there is no such column. */
void test_moment_check(TestScope *scope, const Node *moment);
/* A value that reads nothing. */
bool test_constant_check(TestScope *scope, const Node *value);
/* A number or a duration that must be a literal. */
void test_literal_check(TestScope *scope, const Node *node, NodeKind kind, const char *what);

#endif
