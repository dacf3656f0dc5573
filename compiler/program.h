/* Program: a checked policy, what `module`, `resolve` and `check` fill in turn and `lower` reads.
   Symbols of a kind stand in one list in the order of declaration: the standard library first, then
   the files in the order of loading (a file after those it uses); a replaced declaration is not
   there. All lists live in `arena`, trees too.

   What the checker leaves on nodes, once check_program has returned true:

   - An expression: `type` is its own type, optional bit included, never TYPE_ERROR. No conversion
   node is made: an operand whose type differs from what its place wants is converted by the reader
   of the tree, to type_join(left, right)      in comparisons, `between`, `in`, `min`, `max`, the
   branches of `if` and `else`, sets, the row of typing.def       in arithmetic, the symbol's own
   type       in a default, `set FIELD to`, `sets FIELD to`, a source's mapping, the column's type
   in a table's cell. The only conversions are integer to decimal, and date to the instant of its
   00:00 in the zone at hand.
   - A name in an expression: `symbol` is a Symbol of kind FIELD, ACCOUNT_FIELD, CONTRACT_FIELD,
   EVENT_FIELD, DEFINE, ASSESS or ENUMERATOR. An ENUMERATOR's `index` is its ordinal and the node's
   type is its enumeration. A DEFINE's body is `symbol->body`, typed; it is evaluated in place.
   `account.x` and `contract.x` are annotated on the node of the whole path. A clock reading
   (`resolve.due`) has the CLOCK's symbol.
   - A flow-typed guard changes no annotation: a field that is known to be present has its present
   type there.
   - A name elsewhere (an event's in a pattern, a calendar's after `on`, a clock's in a target, an
   SLA's in a plan …) has the symbol of that declaration on the node that holds the name.
   - A pattern `FIELD becomes …`, `rises`, `falls`, `changes`: `symbol` is the field's, its values
   are typed. A pattern `reply by customer`: `symbol` is the event's; the node of each condition on
   an event field has that EVENT_FIELD's symbol.
   - A column of `targets`: symbol of kind CLOCK for a result; otherwise NULL, and its expression is
   typed: an input. The column's node has the type too.
   - A void symbol (is_void) is a declaration of the standard library that this policy's fields make
   meaningless, such as a clock that waits for a status which the policy does not have. Nothing
   refers to it: skip it. */
#ifndef COMPILER_PROGRAM_H
#define COMPILER_PROGRAM_H

#include "base/diag.h"
#include "base/file.h"
#include "base/zone.h"
#include "compiler/ast.h"
#include "compiler/type.h"

typedef enum SymbolKind {
    SYMBOL_FIELD, /* of the ticket */
    SYMBOL_ACCOUNT_FIELD,
    SYMBOL_CONTRACT_FIELD,
    SYMBOL_EVENT_FIELD,
    SYMBOL_ENUMERATOR,
    SYMBOL_EVENT,
    SYMBOL_DEFINE,
    SYMBOL_ASSESS,
    SYMBOL_CALENDAR,
    SYMBOL_HOLIDAYS,
    SYMBOL_CLOCK,
    SYMBOL_SLA,
    SYMBOL_EXCEPTION,
    SYMBOL_PLAN,
    SYMBOL_QUOTA,
    SYMBOL_PACK,
    SYMBOL_CONTRACT,
    SYMBOL_DEFAULT_PLAN,
    SYMBOL_RULE,
    SYMBOL_WORKFLOW,
    SYMBOL_QUEUE,
    SYMBOL_SOURCE,
    SYMBOL_TEST,
    SYMBOL_KIND_COUNT
} SymbolKind;

typedef struct Symbol Symbol;
typedef VEC(Symbol *) SymbolList;

typedef struct EventSets { /* `sets status to open from { resolved, closed }` */
    Symbol *field;
    Node *value;   /* typed by the field; an ENUMERATOR's name for an enumeration */
    uint64_t from; /* enumerators from which a change counts as the event: bit i = ordinal i; all
                      ones: any */
    Node *decl;
} EventSets;

struct Symbol {
    SymbolKind kind;
    Text name;      /* of a DEFAULT_PLAN: the plan's */
    Node *decl;     /* the declaration's node; of an ENUMERATOR the node of the word */
    Span span;      /* of the name */
    uint32_t index; /* in its list of the Program; an ENUMERATOR's ordinal; a member's place in its
                       owner */
    Symbol *owner;  /* of an EVENT_FIELD, EXCEPTION, QUOTA: event, SLA, plan; of an ENUMERATOR: the
                       field */
    Type type;      /* of a value: field, define, assessment, enumerator */
    Node *body;     /* a field's default, a define's or assessment's expression; NULL: none */
    Text doc;       /* of its `##` comment; empty if there is none */
    bool is_std;    /* declared in the standard library */
    bool is_void;   /* see above */
    bool is_required;    /* a field without default that is neither optional nor a set: a creating
                            record must hold it */
    bool is_engine_kept; /* id, created, work, blocked: records and actions do not set it */
    Node *allowed;       /* `text in { … }`: the AST_TYPE_TEXT_IN, else NULL */
    SymbolList members;  /* an EVENT's fields, an SLA's exceptions, a PLAN's quotas */
    VEC(EventSets) sets; /* of an EVENT; without void ones */
    Symbol *plan;        /* of a DEFAULT_PLAN, CONTRACT */
    struct SymbolState *state; /* the checker's own (check_expr.h) */
};

typedef struct Enumeration {
    Symbol *field;    /* that declares it; the name that is printed */
    SymbolList words; /* ENUMERATORs, in the order written: by ordinal */
} Enumeration;

typedef struct Module {
    uint32_t file; /* in the SourceSet */
    Node *tree;    /* AST_FILE */
    bool is_std;
    const char *path;   /* as the reader opens it; "std/…" for the embedded */
    const char *folder; /* of `path`, "" for the current one: what its imports are beside */
} Module;

typedef struct SymbolTable SymbolTable; /* names of one name space (resolve.c) */

typedef struct Program {
    Arena *arena; /* borrowed, as all of the next five */
    SourceSet *files;
    DiagList *diags;
    ZoneSet *zones;
    const FileReader *reader;
    const char *root; /* the folder that nothing may be read outside of; "" for the current one */
    const char *root_real; /* the same with links followed; NULL where not known */

    VEC(Module) modules;
    bool
        is_unread; /* a text does not follow the grammar: the trees are good for listing names only */
    bool is_partial;   /* a file is missing: names may be unknown for that reason alone */
    Node *policy;      /* the AST_POLICY block, NULL if there is none */
    uint32_t currency; /* of the `currency` line: row of currency.def, CURRENCY_ANY without it */

    SymbolList fields, account_fields, contract_fields, events, defines, assesses, calendars,
        holidays, clocks, slas, plans, packs, contracts, default_plans, rules, workflows, queues,
        sources, tests;
    VEC(struct TestBody *) test_bodies;    /* each test, once a row of its cases (test_body.h) */
    NodeList contract_files;               /* `contracts from "…"` */
    VEC(Enumeration) enumerations;         /* index: type_index of an enumeration's type */
    SymbolTable *names[SYMBOL_KIND_COUNT]; /* FIELD, DEFINE and ASSESS share one */
    /* Neither plan, contract nor default plan: every SLA without a team holds, in order. */
    bool every_sla;
} Program;

/* The symbol of that kind and name, or NULL. */
Symbol *program_find(const Program *program, SymbolKind kind, Text name);
/* The one in whose name space `kind` is: a field shares its own with defines and assessments. */
SymbolTable *program_names(Program *program, SymbolKind kind);
Symbol *symbols_find(const SymbolTable *table, Text name);
/* The first of a name stays; false: there is one already. */
bool symbols_add(Arena *arena, SymbolTable *table, Text name, Symbol *symbol);
SymbolTable *symbols_make(Arena *arena);
/* The symbol whose name is nearest, to suggest; NULL if none is near. */
Symbol *symbols_nearest(const SymbolTable *table, Text name);

/* The ordinal's symbol of an enumeration, or NULL. */
Symbol *program_word_find(const Program *program, Type enumeration, Text word);
/* The type in the author's words: "integer", "text?", "low | normal | high", "set of text". */
const char *program_type_text(const Program *program, Type type);
/* What kind of thing a symbol is, in the author's words: "ticket field", "calendar". */
const char *symbol_kind_word(SymbolKind kind);

#endif
