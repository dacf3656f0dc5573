#include "compiler/resolve.h"

#include "base/money.h"

typedef struct Resolver {
    Program *program;
    bool is_std;               /* of the file at hand */
    SymbolTable *enumerations; /* by their words, so that equal lists are one enumeration */
} Resolver;

/* ---- Symbols ---- */

static SymbolList *list_of(Program *program, SymbolKind kind)
{
    switch (kind) {
    case SYMBOL_FIELD: return &program->fields;
    case SYMBOL_ACCOUNT_FIELD: return &program->account_fields;
    case SYMBOL_CONTRACT_FIELD: return &program->contract_fields;
    case SYMBOL_EVENT: return &program->events;
    case SYMBOL_DEFINE: return &program->defines;
    case SYMBOL_ASSESS: return &program->assesses;
    case SYMBOL_CALENDAR: return &program->calendars;
    case SYMBOL_HOLIDAYS: return &program->holidays;
    case SYMBOL_CLOCK: return &program->clocks;
    case SYMBOL_SLA: return &program->slas;
    case SYMBOL_PLAN: return &program->plans;
    case SYMBOL_PACK: return &program->packs;
    case SYMBOL_CONTRACT: return &program->contracts;
    case SYMBOL_DEFAULT_PLAN: return &program->default_plans;
    case SYMBOL_RULE: return &program->rules;
    case SYMBOL_WORKFLOW: return &program->workflows;
    case SYMBOL_QUEUE: return &program->queues;
    case SYMBOL_SOURCE: return &program->sources;
    case SYMBOL_TEST: return &program->tests;
    case SYMBOL_EVENT_FIELD:
    case SYMBOL_ENUMERATOR:
    case SYMBOL_EXCEPTION:
    case SYMBOL_QUOTA:
    case SYMBOL_KIND_COUNT: break;
    }
    return NULL;
}

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

static void symbol_fill(Resolver *resolver, Symbol *symbol, SymbolKind kind, Node *decl)
{
    uint32_t index = symbol->index;
    *symbol = (Symbol){
        .kind = kind, .name = decl->text, .decl = decl, .span = name_span_of(decl), .index = index};
    symbol->is_std = resolver->is_std;
    if (decl->slot[3] && decl->slot[3]->kind == AST_DOC)
        symbol->doc = decl->slot[3]->text;
    decl->symbol = symbol;
}

static Symbol *symbol_make(Resolver *resolver, SymbolKind kind, Node *decl)
{
    Symbol *symbol = ARENA_NEW(resolver->program->arena, Symbol);
    symbol_fill(resolver, symbol, kind, decl);
    return symbol;
}

static Symbol *symbol_list(Resolver *resolver, SymbolKind kind, Node *decl)
{
    SymbolList *list = list_of(resolver->program, kind);
    Symbol *symbol = symbol_make(resolver, kind, decl);
    symbol->index = list->count;
    VEC_PUSH(resolver->program->arena, list, symbol);
    return symbol;
}

static void second_report(Resolver *resolver, const Symbol *first, SymbolKind kind,
                          const Node *decl)
{
    DiagList *diags = resolver->program->diags;
    Diag *diag;
    if (first->kind == kind)
        diag = diag_add(diags, DIAG_E0210, name_span_of(decl),
                        "the %s `%.*s` is defined a second time", symbol_kind_word(kind),
                        TEXT_ARGS(decl->text));
    else
        diag = diag_add(diags, DIAG_E0210, name_span_of(decl),
                        "`%.*s` is already the name of %s %s", TEXT_ARGS(decl->text),
                        first->kind == SYMBOL_ASSESS ? "an" : "a", symbol_kind_word(first->kind));
    diag_relate(diags, diag, first->span, "the first is here");
    diag_note(diags, diag, "give one of them another name%s",
              first->kind == kind ? ", or remove it" : "");
}

/* Declares a name: a new symbol, one of std replaced in its place, or NULL with an error. */
static Symbol *declare(Resolver *resolver, SymbolKind kind, Node *decl)
{
    Program *program = resolver->program;
    SymbolTable *table = program_names(program, kind);
    Symbol *first = symbols_find(table, decl->text);
    if (!first) {
        Symbol *symbol = symbol_list(resolver, kind, decl);
        symbols_add(program->arena, table, symbol->name, symbol);
        return symbol;
    }
    if (!first->is_std || resolver->is_std || first->kind != kind) {
        second_report(resolver, first, kind, decl);
        return NULL;
    }
    Diag *diag = diag_add(program->diags, DIAG_N0211, name_span_of(decl),
                          "this %s replaces the `%.*s` of the standard library",
                          symbol_kind_word(kind), TEXT_ARGS(decl->text));
    diag_relate(program->diags, diag, first->span, "the standard one");
    symbol_fill(resolver, first, kind, decl);
    return first;
}

/* ---- Types of fields ---- */

static Text enum_key(Arena *arena, const NodeList *words)
{
    size_t size = 0;
    for (uint32_t i = 0; i < words->count; i++)
        size += words->at[i]->text.size + 1;
    char *key = arena_alloc(arena, size + 1), *end = key;
    for (uint32_t i = 0; i < words->count; i++) {
        memcpy(end, words->at[i]->text.data, words->at[i]->text.size);
        end += words->at[i]->text.size;
        *end++ = '|';
    }
    return (Text){.data = key, .size = (uint32_t)size};
}

static void enum_fill(Resolver *resolver, Symbol *field, const Node *node, uint32_t index)
{
    Program *program = resolver->program;
    Enumeration enumeration = {.field = field};
    SymbolTable *seen = symbols_make(program->arena);
    for (uint32_t i = 0; i < node->list.count; i++) {
        Symbol *word = symbol_make(resolver, SYMBOL_ENUMERATOR, node->list.at[i]);
        word->index = enumeration.words.count;
        word->owner = field;
        word->type = type_enum(index);
        if (!symbols_add(program->arena, seen, word->name, word)) {
            diag_add(program->diags, DIAG_E0212, word->span,
                     "`%.*s` stands twice among the values of `%.*s`", TEXT_ARGS(word->name),
                     TEXT_ARGS(field->name));
            continue;
        }
        VEC_PUSH(program->arena, &enumeration.words, word);
    }
    VEC_PUSH(program->arena, &program->enumerations, enumeration);
}

static Type enum_type(Resolver *resolver, Symbol *field, const Node *node)
{
    Program *program = resolver->program;
    Text key = enum_key(program->arena, &node->list);
    Symbol *known = symbols_find(resolver->enumerations, key);
    if (known)
        return known->type;
    uint32_t index = program->enumerations.count;
    enum_fill(resolver, field, node, index);
    symbols_add(program->arena, resolver->enumerations, key,
                program->enumerations.at[index].words.at[0]);
    return type_enum(index);
}

static Type type_named(Resolver *resolver, const Node *node)
{
    static const Base NAMED[] = {BASE_BOOLEAN,  BASE_INTEGER, BASE_DECIMAL, BASE_PERCENT, BASE_TEXT,
                                 BASE_DURATION, BASE_DATE,    BASE_INSTANT, BASE_MONEY};
    enum { NAMED_COUNT = sizeof NAMED / sizeof *NAMED };
    Text words[NAMED_COUNT];
    for (size_t i = 0; i < NAMED_COUNT; i++) {
        words[i] = text_from(base_word(NAMED[i]));
        if (text_equal(words[i], node->text))
            return NAMED[i] == BASE_MONEY ? type_money(resolver->program->currency)
                                          : type_make(NAMED[i]);
    }
    DiagList *diags = resolver->program->diags;
    Diag *diag =
        diag_add(diags, DIAG_E0213, node->span, "there is no type `%.*s`", TEXT_ARGS(node->text));
    int near = text_nearest(node->text, words, NAMED_COUNT);
    if (near >= 0)
        diag_fix(diags, diag, "use the nearest type", false, node->span, base_word(NAMED[near]));
    else
        diag_note(diags, diag,
                  "the types are boolean integer decimal percent text duration date instant money, "
                  "`set of` "
                  "one of them, or a list of values such as `low | high`");
    return TYPE_ERROR;
}

static Type type_of(Resolver *resolver, Symbol *field, Node *node)
{
    if (!node)
        return TYPE_ERROR;
    if (node->kind == AST_TYPE_OPTIONAL)
        return type_optional(type_of(resolver, field, node->slot[0]));
    if (node->kind == AST_TYPE_ENUM)
        return node->list.count ? enum_type(resolver, field, node) : TYPE_ERROR;
    if (node->kind == AST_TYPE_NAME)
        return type_named(resolver, node);
    if (node->kind == AST_TYPE_TEXT_IN) {
        field->allowed = node;
        return type_make(BASE_TEXT);
    }
    if (node->kind != AST_TYPE_SET)
        return TYPE_ERROR;
    Type element = type_of(resolver, field, node->slot[0]);
    if (type_is_error(element))
        return element;
    if (type_base(element) != BASE_SET && !type_is_optional(element))
        return type_set(element);
    diag_add(resolver->program->diags, DIAG_E0213, node->span, "a set holds plain values, not %s",
             type_base(element) == BASE_SET ? "sets" : "values that may be absent");
    return TYPE_ERROR;
}

static void field_type(Resolver *resolver, Symbol *symbol)
{
    Node *node = symbol->decl;
    symbol->type = type_of(resolver, symbol, node->slot[0]);
    symbol->body = node->slot[1];
    bool is_money =
        type_base(symbol->type) == BASE_MONEY && symbol->body && symbol->body->kind == AST_MONEY;
    if (is_money && symbol->body->number2 >= 0) {
        Type money = type_money((uint32_t)symbol->body->number2);
        symbol->type = type_is_optional(symbol->type) ? type_optional(money) : money;
    }
    bool is_kept = symbol->kind == SYMBOL_FIELD &&
                   (text_is(symbol->name, "id") || text_is(symbol->name, "created") ||
                    text_is(symbol->name, "work") || text_is(symbol->name, "blocked"));
    bool is_id = symbol->kind == SYMBOL_ACCOUNT_FIELD && text_is(symbol->name, "id");
    symbol->is_engine_kept = is_kept || is_id;
    symbol->is_required = !symbol->is_engine_kept && !symbol->body &&
                          !type_is_optional(symbol->type) && type_base(symbol->type) != BASE_SET;
}

static void fields_declare(Resolver *resolver, SymbolKind kind, const Node *block)
{
    for (uint32_t i = 0; i < block->list.count; i++) {
        Symbol *symbol = declare(resolver, kind, block->list.at[i]);
        if (symbol)
            field_type(resolver, symbol);
    }
}

/* ---- Declarations with members ---- */

static void member_add(Resolver *resolver, Symbol *owner, SymbolKind kind, Node *decl)
{
    Program *program = resolver->program;
    for (uint32_t i = 0; i < owner->members.count; i++)
        if (text_equal(owner->members.at[i]->name, decl->text)) {
            second_report(resolver, owner->members.at[i], kind, decl);
            return;
        }
    Symbol *member = symbol_make(resolver, kind, decl);
    member->owner = owner;
    member->index = owner->members.count;
    VEC_PUSH(program->arena, &owner->members, member);
    if (kind == SYMBOL_EVENT_FIELD)
        field_type(resolver, member);
}

static void members_add(Resolver *resolver, Symbol *owner, NodeKind node_kind, SymbolKind kind)
{
    NodeList *list = &owner->decl->list;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i]->kind == node_kind)
            member_add(resolver, owner, kind, list->at[i]);
}

static void event_declare(Resolver *resolver, Node *node)
{
    Symbol *symbol = declare(resolver, SYMBOL_EVENT, node);
    if (symbol)
        members_add(resolver, symbol, AST_FIELD, SYMBOL_EVENT_FIELD);
}

static void sla_declare(Resolver *resolver, Node *node)
{
    Symbol *symbol = declare(resolver, SYMBOL_SLA, node);
    if (symbol)
        members_add(resolver, symbol, AST_EXCEPT, SYMBOL_EXCEPTION);
}

static void plan_declare(Resolver *resolver, Node *node)
{
    Symbol *symbol = declare(resolver, SYMBOL_PLAN, node);
    if (symbol)
        members_add(resolver, symbol, AST_QUOTA, SYMBOL_QUOTA);
}

static void value_declare(Resolver *resolver, SymbolKind kind, Node *node)
{
    Symbol *symbol = declare(resolver, kind, node);
    if (symbol)
        symbol->body = node->slot[0];
}

static void policy_declare(Resolver *resolver, Node *node)
{
    Program *program = resolver->program;
    if (!program->policy) {
        program->policy = node;
        return;
    }
    Diag *diag = diag_add(program->diags, DIAG_E0210, name_span_of(node),
                          "the policy is described a second time");
    diag_relate(program->diags, diag, name_span_of(program->policy), "the first is here");
}

/* ---- The currency, before any field is typed ---- */

static void currency_declare(Resolver *resolver, const Node *node, const Node **first)
{
    Program *program = resolver->program;
    Span span = name_span_of(node);
    if (node->number < 0)
        return; /* the grammar has said so */
    if (*first && (*first)->number != node->number) {
        Diag *diag =
            diag_add(program->diags, DIAG_E0210, span, "the currency is stated a second time");
        diag_relate(program->diags, diag, name_span_of(*first), "the first is here");
        return;
    }
    *first = node;
    program->currency = (uint32_t)node->number;
}

static void currencies_declare(Resolver *resolver)
{
    const Node *first = NULL;
    for (uint32_t m = 0; m < resolver->program->modules.count; m++) {
        const NodeList *list = &resolver->program->modules.at[m].tree->list;
        for (uint32_t i = 0; i < list->count; i++)
            if (list->at[i]->kind == AST_CURRENCY)
                currency_declare(resolver, list->at[i], &first);
    }
}

/* ---- All ---- */

/* The kinds that need no more than a symbol. */
static bool is_plain(NodeKind node, SymbolKind *kind)
{
    static const struct {
        NodeKind node;
        SymbolKind kind;
    } PLAIN[] = {
        {AST_CALENDAR, SYMBOL_CALENDAR}, {AST_HOLIDAYS, SYMBOL_HOLIDAYS},
        {AST_CLOCK, SYMBOL_CLOCK},       {AST_PACK, SYMBOL_PACK},
        {AST_CONTRACT, SYMBOL_CONTRACT}, {AST_RULE, SYMBOL_RULE},
        {AST_WORKFLOW, SYMBOL_WORKFLOW}, {AST_QUEUE, SYMBOL_QUEUE},
        {AST_SOURCE, SYMBOL_SOURCE},     {AST_TEST, SYMBOL_TEST},
    };
    for (size_t i = 0; i < sizeof PLAIN / sizeof *PLAIN; i++)
        if (PLAIN[i].node == node) {
            *kind = PLAIN[i].kind;
            return true;
        }
    return false;
}

static void declaration_add(Resolver *resolver, Node *node)
{
    SymbolKind kind;
    if (is_plain(node->kind, &kind))
        declare(resolver, kind, node);
    else if (node->kind == AST_TICKET)
        fields_declare(resolver, SYMBOL_FIELD, node);
    else if (node->kind == AST_ACCOUNT)
        fields_declare(resolver, SYMBOL_ACCOUNT_FIELD, node);
    else if (node->kind == AST_CONTRACT_FIELDS)
        fields_declare(resolver, SYMBOL_CONTRACT_FIELD, node);
    else if (node->kind == AST_DEFINE)
        value_declare(resolver, SYMBOL_DEFINE, node);
    else if (node->kind == AST_ASSESS)
        value_declare(resolver, SYMBOL_ASSESS, node);
    else if (node->kind == AST_EVENT)
        event_declare(resolver, node);
    else if (node->kind == AST_SLA)
        sla_declare(resolver, node);
    else if (node->kind == AST_PLAN)
        plan_declare(resolver, node);
    else if (node->kind == AST_POLICY)
        policy_declare(resolver, node);
    else if (node->kind == AST_DEFAULT_PLAN)
        symbol_list(resolver, SYMBOL_DEFAULT_PLAN, node);
    else if (node->kind == AST_CONTRACTS)
        VEC_PUSH(resolver->program->arena, &resolver->program->contract_files, node);
}

void resolve_program(Program *program)
{
    Resolver resolver = {.program = program, .enumerations = symbols_make(program->arena)};
    for (int kind = 0; kind < SYMBOL_KIND_COUNT; kind++)
        program_names(program, (SymbolKind)kind);
    currencies_declare(&resolver);
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = &program->modules.at[m];
        resolver.is_std = module->is_std;
        for (uint32_t i = 0; i < module->tree->list.count; i++)
            declaration_add(&resolver, module->tree->list.at[i]);
    }
    program->every_sla = !program->plans.count && !program->contracts.count &&
                         !program->default_plans.count && !program->contract_files.count;
}
