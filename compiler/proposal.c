#include "compiler/proposal.h"

#include "compiler/build.h"
#include "compiler/test_body.h"
#include "stdlib/embedded.h"

enum { PATH_NODES = 64 };

typedef struct Fitting {
    Arena *arena;
    const Draft *draft;
    Program *program;
    const Node *path[PATH_NODES]; /* from the declaration to the stand-in */
    uint32_t depth;
    ProposalList list;
} Fitting;

/* ---- The stand-in ---- */

static bool is_stand_in(const Node *node, uint32_t lo)
{
    Text text = node->text;
    Span span = node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
    return text_ends(text, TEXT(STAND_IN)) && span.lo <= lo && lo < span.hi;
}

static bool has_stand_in(const Node *tree, uint32_t lo)
{
    const Node *path[PATH_NODES];
    uint32_t depth = index_path(tree, lo + 1, path, PATH_NODES);
    for (uint32_t i = 0; i < depth; i++)
        if (is_stand_in(path[i], lo))
            return true;
    return false;
}

static bool is_read(Arena *arena, Text text, uint32_t lo)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    const Node *tree =
        parse_file(arena, sources, source_add(sources, TEXT("stand-in"), text), diags);
    bool is_there = has_stand_in(tree, lo);
    diag_list_free(diags);
    source_set_free(sources);
    return is_there;
}

bool stand_in_put(Arena *arena, Text text, uint32_t lo, uint32_t hi, Text *out)
{
    /* A name alone; then one that begins a target, an entry, a line of a source, a chain, a subject. */
    static const char *const REST[] = {"",          " within 1h", ": 1",          " = \"x\"",
                                       " -> zz",    ".zz is 1",   " { }",         " for zz",
                                       " do close", " rises",     " zz { zz: 1 }"};
    for (size_t i = 0; i < sizeof REST / sizeof *REST; i++) {
        Text tail = {text.data + hi, text.size - hi};
        const char *whole = arena_format(arena, "%.*s" STAND_IN "%s%.*s", (int)lo, text.data,
                                         REST[i], TEXT_ARGS(tail));
        *out = text_from(whole);
        if (is_read(arena, *out, lo))
            return true;
    }
    return false;
}

/* ---- Lists of names ---- */

static void symbol_add(Fitting *fitting, const Symbol *symbol, Type want)
{
    if (symbol->is_void || !symbol->name.size || text_ends(symbol->name, TEXT(STAND_IN)))
        return;
    Proposal proposal = {.name = symbol->name, .symbol = symbol};
    if (!type_is_error(symbol->type) && symbol->kind != SYMBOL_ENUMERATOR)
        proposal.detail = program_type_text(fitting->program, symbol->type);
    proposal.is_likely = want && type_join(type_present(symbol->type), type_present(want));
    VEC_PUSH(fitting->arena, &fitting->list, proposal);
}

static void symbols_add_all(Fitting *fitting, const SymbolList *symbols, Type want)
{
    for (uint32_t i = 0; i < symbols->count; i++)
        symbol_add(fitting, symbols->at[i], want);
}

static void word_add(Fitting *fitting, const char *word, const char *detail)
{
    VEC_PUSH(fitting->arena, &fitting->list,
             (Proposal){.name = text_from(word), .detail = detail, .is_likely = true});
}

static void words_add(Fitting *fitting, const char *const *words, int count, const char *detail)
{
    for (int i = 0; i < count; i++)
        word_add(fitting, words[i], detail);
}

static void enumerators_add(Fitting *fitting, Type type)
{
    type = type_base(type) == BASE_SET ? type_element(type) : type_present(type);
    if (type_base(type) == BASE_ENUM)
        symbols_add_all(fitting, &fitting->program->enumerations.at[type_index(type)].words, type);
    if (type_base(type) == BASE_BOOLEAN) {
        word_add(fitting, "true", "boolean");
        word_add(fitting, "false", "boolean");
    }
}

/* What an expression may read. */
static void values_add(Fitting *fitting, Type want)
{
    Program *program = fitting->program;
    enumerators_add(fitting, want);
    symbols_add_all(fitting, &program->fields, want);
    symbols_add_all(fitting, &program->defines, want);
    word_add(fitting, "account", "the ticket's account: account.vip");
    if (program->contract_fields.count)
        word_add(fitting, "contract", "its contract: contract.rate");
}

/* ---- The type that a place wants ---- */

/* What the column of a cell is compared with. */
static Type column_type(const Fitting *fitting, uint32_t cell)
{
    if (cell < 2)
        return TYPE_UNKNOWN;
    const Node *row = fitting->path[cell - 1], *table = fitting->path[cell - 2];
    if (row->kind != AST_ROW || table->kind != AST_TABLE || table->slot[0] == row)
        return TYPE_UNKNOWN;
    for (uint32_t i = 0; i < row->list.count && i < table->slot[0]->list.count; i++)
        if (row->list.at[i] == fitting->path[cell])
            return table->slot[0]->list.at[i]->type;
    return TYPE_UNKNOWN;
}

static Type symbol_type_of(const Node *node)
{
    return node->symbol ? ((const Symbol *)node->symbol)->type : (Type)TYPE_UNKNOWN;
}

/* The type that `path[at]` is wanted to have by what it stands in. */
static Type type_wanted(const Fitting *fitting, uint32_t at)
{
    if (!at)
        return TYPE_UNKNOWN;
    const Node *node = fitting->path[at], *owner = fitting->path[at - 1];
    switch ((int)owner->kind) {
    case AST_IS:
    case AST_IS_NOT:
    case AST_LESS:
    case AST_LESS_EQUAL:
    case AST_GREATER:
    case AST_GREATER_EQUAL:
    case AST_IN:
    case AST_NOT_IN:
    case AST_BETWEEN:
    case AST_ADD:
    case AST_SUBTRACT:
    case AST_ELSE: return owner->slot[0] != node ? owner->slot[0]->type : (Type)TYPE_UNKNOWN;
    case AST_HAS: return owner->slot[0] != node ? type_element(owner->slot[0]->type) : TYPE_UNKNOWN;
    case AST_SET:
    case AST_CELL_COMPARE:
    case AST_RANGE: return type_wanted(fitting, at - 1);
    case AST_CELL: return column_type(fitting, at - 1);
    case AST_PATTERN_BECOMES:
    case AST_FIELD:
    case AST_EVENT_SETS:
    case AST_SET_FIELD:
    case AST_ENTRY:
    case AST_CONTRACT_VALUE: return symbol_type_of(owner);
    case AST_OR:
    case AST_AND:
    case AST_NOT:
    case AST_TARGET:
    case AST_APPLIES:
    case AST_PAUSE_WHILE:
    case AST_RUN_WHILE:
    case AST_EXCEPT: return type_make(BASE_BOOLEAN);
    }
    return TYPE_UNKNOWN;
}

/* ---- Names in their places ---- */

static void by_values_add(Fitting *fitting, const Node *pattern)
{
    const Symbol *event = program_find(fitting->program, SYMBOL_EVENT, pattern->text);
    for (uint32_t i = 0; event && i < event->members.count; i++)
        if (text_is(event->members.at[i]->name, "by"))
            enumerators_add(fitting, event->members.at[i]->type);
}

static void members_add(Fitting *fitting, const Node *node)
{
    Program *program = fitting->program;
    const Node *object = node->slot[0];
    bool is_name = object && object->kind == AST_NAME;
    if (is_name && text_is(object->text, "account")) {
        symbols_add_all(fitting, &program->account_fields, TYPE_UNKNOWN);
        symbols_add_all(fitting, &program->assesses, TYPE_UNKNOWN);
    } else if (is_name && text_is(object->text, "contract")) {
        symbols_add_all(fitting, &program->contract_fields, TYPE_UNKNOWN);
    } else if (is_name && program_find(program, SYMBOL_CLOCK, object->text)) {
        static const char *const READING[] = {"due", "left", "outcome"};
        words_add(fitting, READING, 3, "of a clock");
    } else {
        static const char *const CHOICE[] = {"plan", "sla", "contract", "covered", "rejected"};
        symbols_add_all(fitting, &program->clocks, TYPE_UNKNOWN);
        symbols_add_all(fitting, &program->slas, TYPE_UNKNOWN);
        symbols_add_all(fitting, &program->fields, TYPE_UNKNOWN);
        words_add(fitting, CHOICE, 5, "of a ticket");
    }
}

static void modules_add(Fitting *fitting)
{
    for (const EmbeddedFile *file = EMBEDDED_FILES; file->name; file++) {
        bool is_holiday = strchr(file->name, '/');
        char *word = arena_format(fitting->arena, "%s%.*s", is_holiday ? "" : "std.",
                                  (int)strlen(file->name) - 4, file->name);
        for (char *c = word; *c; c++)
            *c = *c == '/' ? '.' : *c;
        if (strcmp(word, "std.prelude") != 0)
            word_add(fitting, word, is_holiday ? "public holidays" : "standard library");
    }
}

static void types_add(Fitting *fitting)
{
    static const Base BASES[] = {BASE_BOOLEAN,  BASE_INTEGER, BASE_DECIMAL, BASE_PERCENT, BASE_TEXT,
                                 BASE_DURATION, BASE_DATE,    BASE_INSTANT, BASE_MONEY};
    for (size_t i = 0; i < sizeof BASES / sizeof *BASES; i++)
        word_add(fitting, base_word(BASES[i]), "type");
    word_add(fitting, "set of", "type");
}

static void event_fields_add(Fitting *fitting, const Node *event)
{
    const Symbol *symbol = event->slot[1] ? event->slot[1]->symbol : NULL;
    if (symbol)
        symbols_add_all(fitting, &symbol->members, TYPE_UNKNOWN);
    symbols_add_all(fitting, &fitting->program->fields, TYPE_UNKNOWN);
}

/* The key of `{ key: … }`, by what the braces belong to. */
static void keys_add(Fitting *fitting, uint32_t at)
{
    const Node *owner = at ? fitting->path[at - 1] : NULL;
    if (owner && owner->kind == AST_TEST_ACCOUNT) {
        symbols_add_all(fitting, &fitting->program->account_fields, TYPE_UNKNOWN);
        word_add(fitting, "plan", "the account's plan");
    } else if (owner && owner->kind == AST_TEST_EVENT) {
        event_fields_add(fitting, owner);
    }
}

static void exceptions_add(Fitting *fitting)
{
    for (uint32_t i = 0; i < fitting->program->slas.count; i++)
        symbols_add_all(fitting, &fitting->program->slas.at[i]->members, TYPE_UNKNOWN);
}

/* A NAME, by the node that owns it; false: it is an expression. */
static bool owned_name_add(Fitting *fitting, uint32_t at)
{
    Program *program = fitting->program;
    const Node *node = fitting->path[at], *owner = at ? fitting->path[at - 1] : NULL;
    switch (owner ? (int)owner->kind : AST_ERROR) {
    case AST_UNION:
    case AST_INTERSECT:
    case AST_DIFFERENCE:
    case AST_TRIGGER_TIME:
    case AST_TRIGGER_SINCE:
    case AST_TRIGGER_WITHOUT: symbols_add_all(fitting, &program->calendars, 0); return true;
    case AST_DURING:
    case AST_CELL:
        if (owner->slot[owner->kind == AST_DURING] != node)
            return false;
        symbols_add_all(fitting, &program->calendars, 0);
        return true;
    case AST_PLAN_SLA: symbols_add_all(fitting, &program->slas, 0); return true;
    case AST_PLAN_DRAWS: symbols_add_all(fitting, &program->packs, 0); return true;
    case AST_OBJECTIVE_SHARE:
    case AST_PLAN_CREDIT:
        if (node->kind == AST_NAME && node == owner->slot[1])
            symbols_add_all(fitting, &program->clocks, 0);
        return true;
    case AST_PLAN_BILL:
        symbols_add_all(fitting, &program->fields, type_make(BASE_DURATION));
        symbols_add_all(fitting, &program->clocks, 0);
        return true;
    case AST_EXCEPT_OVER: exceptions_add(fitting); return true;
    case AST_PATTERN_EVENT: by_values_add(fitting, owner); return true;
    case AST_ROW: /* the head of a column */
        values_add(fitting, TYPE_UNKNOWN);
        symbols_add_all(fitting, &program->clocks, 0);
        return true;
    case AST_CHAIN: {
        const Symbol *status = program_find(program, SYMBOL_FIELD, TEXT("status"));
        if (status)
            enumerators_add(fitting, status->type);
        return true;
    }
    case AST_LIST: {
        const Node *line = at > 1 ? fitting->path[at - 2] : owner;
        const Symbol *channel = program_find(program, SYMBOL_FIELD, TEXT("channel"));
        if (line->kind == AST_CLOSED_ON || line->kind == AST_OPEN_ON)
            symbols_add_all(fitting, &program->holidays, 0);
        else if (line->kind == AST_ACCEPT && channel)
            enumerators_add(fitting, channel->type);
        return true;
    }
    }
    return false;
}

/* The node's own word: a target's clock, a plan of a contract. */
static void own_name_add(Fitting *fitting, const Node *node, uint32_t at)
{
    Program *program = fitting->program;
    const char *const *words;
    int count = build_words(node->kind, &words);
    if (count) {
        words_add(fitting, words, count, "");
        return;
    }
    switch ((int)node->kind) {
    case AST_MEMBER: members_add(fitting, node); return;
    case AST_USE: modules_add(fitting); return;
    case AST_TYPE_NAME: types_add(fitting); return;
    case AST_SLA_CALENDAR:
    case AST_TARGET_CALENDAR: symbols_add_all(fitting, &program->calendars, 0); return;
    case AST_TARGET:
    case AST_ESCALATE: symbols_add_all(fitting, &program->clocks, 0); return;
    case AST_CONTRACT_PLAN:
    case AST_DEFAULT_PLAN: symbols_add_all(fitting, &program->plans, 0); return;
    case AST_CONTRACT_OVERRIDE: symbols_add_all(fitting, &program->slas, 0); return;
    case AST_CONTRACT_VALUE: symbols_add_all(fitting, &program->contract_fields, 0); return;
    case AST_PATTERN_EVENT:
        symbols_add_all(fitting, &program->events, 0);
        symbols_add_all(fitting, &program->fields, 0);
        return;
    case AST_SET_FIELD:
    case AST_RAISE:
    case AST_LOWER:
    case AST_EVENT_SETS:
    case AST_MAP_COLUMN:
    case AST_MAP_MATCH:
    case AST_MAP_WORD: symbols_add_all(fitting, &program->fields, 0); return;
    case AST_ENTRY: keys_add(fitting, at); return;
    case AST_RECIPIENT:
        word_add(fitting, "agent", "the ticket's agent, or its team");
        word_add(fitting, "customer", "the ticket's customer");
        return;
    }
}

/* A new name, which nobody can propose. */
static bool is_declared(const Node *node, uint32_t lo)
{
    return node->kind != AST_DEFAULT_PLAN && node->symbol &&
           ((const Symbol *)node->symbol)->decl == node && is_stand_in(node, lo);
}

/* The bodies of a test are typed, its tree is not. */
static void body_enter(Fitting *fitting, uint32_t lo)
{
    for (uint32_t i = 0; i < fitting->program->test_bodies.count; i++) {
        const TestBody *body = fitting->program->test_bodies.at[i];
        for (uint32_t k = 0; body->test->decl == fitting->path[0] && k < body->items.count; k++) {
            const Node *item = body->items.at[k];
            if (item->span.lo > lo || lo >= item->span.hi)
                continue;
            fitting->path[1] = item;
            fitting->depth = 2 + index_path(item, lo + 1, fitting->path + 2, PATH_NODES - 2);
            return;
        }
    }
}

/* A statement that the draft leaves out, for a word that may not stand there, is read once more. */
static void path_make(Fitting *fitting, const Module *module, uint32_t lo)
{
    const Node *tree = module->tree;
    if (!has_stand_in(tree, lo)) {
        DiagList *diags = diag_list_new();
        tree = parse_file(fitting->arena, fitting->draft->files, module->file, diags);
        diag_list_free(diags);
    }
    fitting->depth = index_path(tree, lo + 1, fitting->path, PATH_NODES);
    if (fitting->depth && fitting->path[0]->kind == AST_TEST)
        body_enter(fitting, lo);
}

ProposalList proposals_make(Arena *arena, const Draft *draft, const Module *module, uint32_t lo)
{
    Fitting fitting = {.arena = arena, .draft = draft, .program = draft->program};
    path_make(&fitting, module, lo);
    for (uint32_t at = fitting.depth; at-- > 0;) {
        const Node *node = fitting.path[at];
        if (!is_stand_in(node, lo))
            continue;
        bool is_test = fitting.path[0]->kind == AST_TEST;
        if (node->kind != AST_NAME && !(is_test ? false : is_declared(node, lo)))
            own_name_add(&fitting, node, at);
        else if (node->kind == AST_NAME && !owned_name_add(&fitting, at))
            values_add(&fitting, type_wanted(&fitting, at));
        break;
    }
    return fitting.list;
}
