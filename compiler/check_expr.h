/* Checking of expressions: types with units that never mix, flow typing of what may be absent, and
   the three readings of a bare word (P4). One Checker walks one Program; the settings say what may
   stand in the expression at hand. */
#ifndef COMPILER_CHECK_EXPR_H
#define COMPILER_CHECK_EXPR_H

#include "compiler/program.h"

/* Symbols that are present where something holds: an immutable list. */
typedef struct Fact {
    Symbol *symbol;
    const struct Fact *next;
} Fact;

/* What a condition proves when it holds and when it does not. */
typedef struct Facts {
    const Fact *when_true, *when_false;
} Facts;

/* A define reads this where it may be absent: whoever uses the define must guard it. */
typedef struct Need {
    Symbol *symbol;
    Span span;
} Need;

typedef struct SymbolState {
    uint32_t known;                  /* above 0: known to be present here */
    bool is_open, is_ready, is_used; /* of a define, a calendar */
    bool never_opens, is_always;     /* of a calendar */
    uint32_t uses;                   /* of a define: of other defines, through all levels */
    Facts facts;                     /* of a define's body */
    VEC(Need) needs;                 /* of a define's body */
} SymbolState;

/* Limits of a definition: levels of nodes, and uses of others, through all levels. */
enum { CHECK_DEPTH = 3000, CHECK_USES = 10000 };

typedef struct Checker {
    Program *program;
    DiagList *diags;
    Arena *arena;
    const SymbolList *event_fields; /* readable here, NULL: none */
    bool may_read_clocks;           /* values of actions and a queue's order */
    bool
        is_constant; /* defaults, `sets`, arms of a source: no field is read, so no word is ambiguous */
    bool is_rounded; /* money may be scaled: within `round … to`, or in a plan's amounts (L5) */
    Symbol *define;  /* whose body is being typed, NULL: none */
    uint32_t depth;  /* levels of nodes around that body */
    SymbolTable *unknown; /* names that were reported as undeclared, with their kind */
    Type outcome;         /* enumeration of `resolve.outcome`, made when first read */
} Checker;

SymbolState *symbol_state(Checker *checker, Symbol *symbol);

/* ---- Facts (check_flow.c) ---- */

const Fact *fact_add(Checker *checker, const Fact *list, Symbol *symbol);
const Fact *fact_union(Checker *checker, const Fact *a, const Fact *b);
const Fact *fact_common(Checker *checker, const Fact *a, const Fact *b);
/* Known to be present from here on, until dropped. Calls nest. */
void facts_assume(Checker *checker, const Fact *list);
void facts_drop(Checker *checker, const Fact *list);
/* The field or define that `node` reads and nothing more, or NULL. */
Symbol *path_symbol(const Node *node);
/* Reports a use of what may be absent, unless its type says that it never is. */
void present_check(Checker *checker, const Node *node, Type type);
void need_add(Checker *checker, Need need);
void absent_report(Checker *checker, Symbol *symbol, Type type, Span span);

/* ---- Names (check_name.c) ---- */

/* A bare word: an enumerator of `want`, else a field, define or event field. */
Type name_check(Checker *checker, Node *node, Type want, Facts *facts);
Type member_check(Checker *checker, Node *node, Type want, Facts *facts);
/* The field, define or event field of that name, or NULL. */
Symbol *value_find(Checker *checker, Text name);
Type symbol_type(Checker *checker, Symbol *symbol);
/* Types a define's or assessment's body once. */
void define_check(Checker *checker, Symbol *symbol);
/* The declared symbol of that kind; NULL and an error with the nearest name if there is none. */
Symbol *name_resolve(Checker *checker, SymbolKind kind, Text name, Span span);
/* The same of a calendar, and an error if it never opens (T7). */
Symbol *calendar_use(Checker *checker, Text name, Span span);
/* A word that is an enumerator of `type`, annotated; false and an error if it is none. */
bool word_check(Checker *checker, Node *node, Type type, const char *owner);

/* ---- Expressions (check_expr.c) ---- */

/* The type of an expression, which may be absent. `want`: the type that its place suggests, to read
   bare words by; TYPE_UNKNOWN: none. `facts` may be NULL. */
Type expr_check(Checker *checker, Node *node, Type want, Facts *facts);
/* A boolean that is never absent. */
void condition_check(Checker *checker, Node *node, Facts *facts);
/* A value that is kept where `to` is wanted; `what` names the place in a message. */
void value_check(Checker *checker, Node *node, Type to, const char *what);
/* The same of an expression that is typed already. */
void value_fit(Checker *checker, const Node *node, Type to, const char *what);
/* A value of a field: its type, and its list of admitted texts. */
void field_value_check(Checker *checker, const Symbol *field, Node *node);
/* A present text, for recipients, tags and names. */
void text_check(Checker *checker, Node *node, const char *what);
/* The value of a constant number, duration or money; false: not a constant. */
bool constant_value(const Node *node, int64_t *out);
/* The author's own words, cut where long. */
const char *words_of(Checker *checker, Span span);

/* ---- Operators (check_operator.c) ---- */

Type arithmetic_check(Checker *checker, Node *node, Type want, Facts *facts);
Type negate_check(Checker *checker, Node *node, Type want, Facts *facts);
Type call_check(Checker *checker, Node *node, Type want, Facts *facts);
Type round_check(Checker *checker, Node *node, Type want, Facts *facts);
/* Types both sides, a bare word by the other side's type; reports what never meets. */
Type pair_check(Checker *checker, Node *left, Node *right, const char *verb);

#endif
