#include "compiler/check_expr.h"

/* ---- Declarations by name ---- */

static Diag *unknown_add(Checker *checker, Span span, const char *kind, Text name,
                         const Symbol *near, const char *prefix)
{
    Diag *diag =
        diag_add(checker->diags, DIAG_E0203, span, "there is no %s `%.*s`", kind, TEXT_ARGS(name));
    if (near)
        diag_fix(checker->diags, diag, "use the nearest name", false, span,
                 arena_format(checker->arena, "%s%.*s", prefix, TEXT_ARGS(near->name)));
    return diag;
}

static void void_report(Checker *checker, const Symbol *symbol, Span span)
{
    Diag *diag =
        diag_add(checker->diags, DIAG_E0208, span,
                 "the standard %s `%.*s` waits for something that this policy does not have",
                 symbol_kind_word(symbol->kind), TEXT_ARGS(symbol->name));
    diag_relate(checker->diags, diag, symbol->span, "declared here, by the prelude's fields");
    diag_note(checker->diags, diag, "declare a %s `%.*s` of your own, by your own fields",
              symbol_kind_word(symbol->kind), TEXT_ARGS(symbol->name));
}

static bool has_std_clocks(const Program *program)
{
    for (uint32_t i = 0; i < program->clocks.count; i++)
        if (program->clocks.at[i]->is_std)
            return true;
    return false;
}

/* A missing declaration is one cause, however often its name is used. */
static bool unknown_is_new(Checker *checker, SymbolKind kind, Text name)
{
    const char *key = arena_format(checker->arena, "%d %.*s", (int)kind, TEXT_ARGS(name));
    return symbols_add(checker->arena, checker->unknown, text_from(key),
                       ARENA_NEW(checker->arena, Symbol));
}

Symbol *name_resolve(Checker *checker, SymbolKind kind, Text name, Span span)
{
    Symbol *symbol = program_find(checker->program, kind, name);
    if (symbol && symbol->kind == kind) {
        if (symbol->is_void)
            void_report(checker, symbol, span);
        return symbol->is_void ? NULL : symbol;
    }
    if (checker->program->is_partial || !unknown_is_new(checker, kind, name))
        return NULL;
    SymbolTable *table = program_names(checker->program, kind);
    Diag *diag =
        unknown_add(checker, span, symbol_kind_word(kind), name, symbols_nearest(table, name), "");
    if (kind == SYMBOL_CLOCK && !has_std_clocks(checker->program))
        diag_note(checker->diags, diag, "the usual clocks come with `use std.clocks`");
    return NULL;
}

Symbol *value_find(Checker *checker, Text name)
{
    for (uint32_t i = 0; checker->event_fields && i < checker->event_fields->count; i++)
        if (text_equal(checker->event_fields->at[i]->name, name))
            return checker->event_fields->at[i];
    Symbol *symbol = program_find(checker->program, SYMBOL_FIELD, name);
    return symbol && symbol->kind != SYMBOL_ASSESS ? symbol : NULL;
}

/* ---- Defines ---- */

static void cycle_report(Checker *checker, const Symbol *symbol, Span span)
{
    Diag *diag = diag_add(checker->diags, DIAG_E0216, symbol->span, "`%.*s` is defined by itself",
                          TEXT_ARGS(symbol->name));
    diag_relate(checker->diags, diag, span, "it comes back here");
    diag_note(checker->diags, diag,
              "a definition rests on fields and on other definitions, never on itself");
}

/* Types the defines that `node` names before the body that holds it, so that none is typed under a
 * guard. */
static void inner_check(Checker *checker, const Node *node)
{
    if (!node)
        return;
    bool is_name = node->kind == AST_NAME || node->kind == AST_MEMBER;
    Symbol *symbol = is_name ? program_find(checker->program, SYMBOL_DEFINE, node->text) : NULL;
    if (symbol && symbol->kind != SYMBOL_FIELD && !symbol_state(checker, symbol)->is_open)
        define_check(checker, symbol);
    for (int i = 0; i < NODE_SLOTS; i++)
        inner_check(checker, node->slot[i]);
    for (uint32_t i = 0; i < node->list.count; i++)
        inner_check(checker, node->list.at[i]);
}

void define_check(Checker *checker, Symbol *symbol)
{
    SymbolState *state = symbol_state(checker, symbol);
    if (state->is_ready || !symbol->body)
        return;
    Checker inner = *checker;
    inner.depth += symbol->body->depth + 1;
    if (inner.depth > CHECK_DEPTH) {
        diag_add(checker->diags, DIAG_E0218, symbol->span,
                 "the definitions under `%.*s` nest too deeply", TEXT_ARGS(symbol->name));
        state->is_ready = true;
        symbol->type = TYPE_ERROR;
        return;
    }
    inner.define = symbol;
    inner.event_fields = NULL;
    inner.may_read_clocks = inner.is_rounded = false;
    state->is_open = true;
    symbol->type = TYPE_ERROR;
    inner_check(&inner, symbol->body);
    Type type = expr_check(&inner, symbol->body, TYPE_UNKNOWN, &state->facts);
    symbol->type = type ? type : (Type)TYPE_ERROR;
    state->is_open = false;
    state->is_ready = true;
    checker->outcome = inner.outcome;
}

Type symbol_type(Checker *checker, Symbol *symbol)
{
    if ((symbol->kind == SYMBOL_DEFINE || symbol->kind == SYMBOL_ASSESS) &&
        !symbol_state(checker, symbol)->is_open)
        define_check(checker, symbol);
    return symbol_state(checker, symbol)->known ? type_present(symbol->type) : symbol->type;
}

static void need_report(Checker *checker, Need need, Span use)
{
    const char *words = words_of(checker, need.span);
    Diag *diag = diag_add(checker->diags, DIAG_E0220, need.span,
                          "`%s` may be absent, and nothing says what happens then", words);
    diag_relate(checker->diags, diag, use, "used here without a guard");
    diag_note(
        checker->diags, diag,
        "guard it in the definition: `%s is present and …`; or give a fallback: `(%s else …)`",
        words, words);
}

/* What the define reads unguarded must be guarded here. */
static void needs_check(Checker *checker, const SymbolState *state, const Node *use)
{
    for (uint32_t i = 0; i < state->needs.count; i++) {
        Need need = state->needs.at[i];
        if (symbol_state(checker, need.symbol)->known)
            continue;
        if (checker->define)
            need_add(checker, need);
        else
            need_report(checker, need, use->span);
    }
}

/* A definition that uses others twice, and they others twice …: small to write, endless to
 * evaluate. */
static void size_add(Checker *checker, const SymbolState *used, const Node *node)
{
    if (!checker->define)
        return;
    SymbolState *state = symbol_state(checker, checker->define);
    bool was_small = state->uses <= CHECK_USES;
    state->uses += used->uses + 1;
    if (was_small && state->uses > CHECK_USES) {
        diag_add(checker->diags, DIAG_E0218, node->span,
                 "`%.*s` uses more than %d definitions in all", TEXT_ARGS(checker->define->name),
                 CHECK_USES);
        state->uses = 0;
    }
}

static Type symbol_use(Checker *checker, Node *node, Symbol *symbol, Facts *facts)
{
    SymbolState *state = symbol_state(checker, symbol);
    node->symbol = symbol;
    if (state->is_open) {
        cycle_report(checker, symbol, node->span);
        return TYPE_ERROR;
    }
    Type type = symbol_type(checker, symbol);
    if (symbol->kind != SYMBOL_DEFINE && symbol->kind != SYMBOL_ASSESS)
        return type;
    state->is_used = true;
    size_add(checker, state, node);
    needs_check(checker, state, node);
    *facts = state->facts;
    return type;
}

/* ---- Bare words ---- */

static void ambiguous_report(Checker *checker, const Node *node, const Symbol *word,
                             const Symbol *value)
{
    DiagList *diags = checker->diags;
    const char *name = words_of(checker, node->span);
    Diag *diag = diag_add(diags, DIAG_E0215, node->span,
                          "`%s` may be the value of `%.*s` or the %s of that name", name,
                          TEXT_ARGS(word->owner->name), symbol_kind_word(value->kind));
    if (word->decl)
        diag_relate(diags, diag, word->span,
                    "the value: `%s` holds where the field is exactly this", name);
    diag_relate(diags, diag, value->span, "the %s: compared with whatever it holds",
                symbol_kind_word(value->kind));
    diag_note(diags, diag, "rename the %s; a define of its own may carry the value meanwhile",
              symbol_kind_word(value->kind));
}

static void unknown_word_report(Checker *checker, const Node *node, Type want)
{
    Program *program = checker->program;
    const Enumeration *enumeration = &program->enumerations.at[type_index(want)];
    Diag *diag = diag_add(checker->diags, DIAG_E0217, node->span, "`%.*s` has no value `%.*s`",
                          TEXT_ARGS(enumeration->field->name), TEXT_ARGS(node->text));
    TextList words = {0};
    for (uint32_t i = 0; i < enumeration->words.count; i++)
        VEC_PUSH(checker->arena, &words, enumeration->words.at[i]->name);
    int near = text_nearest(node->text, words.at, words.count);
    if (enumeration->field->decl)
        diag_relate(checker->diags, diag, enumeration->field->span, "its values are %s",
                    program_type_text(program, type_present(want)));
    if (text_is(node->text, "any") || text_is(node->text, "all"))
        diag_fix(checker->diags, diag, "in a table, what fits anything is `_`", false, node->span,
                 "_");
    else if (near >= 0)
        diag_fix(checker->diags, diag, "use the nearest value", false, node->span,
                 text_string(checker->arena, words.at[near]));
}

static void unknown_report(Checker *checker, const Node *node, Type want)
{
    Program *program = checker->program;
    if (program->is_partial)
        return;
    if (type_base(want) == BASE_ENUM) {
        unknown_word_report(checker, node, want);
        return;
    }
    Symbol *assess = program_find(program, SYMBOL_FIELD, node->text);
    Symbol *account = program_find(program, SYMBOL_ACCOUNT_FIELD, node->text);
    Symbol *near = symbols_nearest(program_names(program, SYMBOL_FIELD), node->text);
    bool is_account = (assess && assess->kind == SYMBOL_ASSESS) || account;
    if (is_account)
        near = account ? account : assess;
    else if (near && near->kind == SYMBOL_ASSESS)
        near = NULL;
    if (type_base(want) == BASE_TEXT)
        near = is_account ? near : NULL;
    Diag *diag = unknown_add(checker, node->span, "field or define", node->text, near,
                             is_account ? "account." : "");
    if (type_base(want) == BASE_TEXT && !is_account)
        diag_fix(checker->diags, diag, "a text stands in quotes", false, node->span,
                 arena_format(checker->arena, "\"%.*s\"", TEXT_ARGS(node->text)));
    else if (is_account)
        diag_note(checker->diags, diag, "a field of the account is read as `account.%.*s`",
                  TEXT_ARGS(node->text));
    else if (!near)
        diag_note(checker->diags, diag, "declare it: `ticket { %.*s : text? }`",
                  TEXT_ARGS(node->text));
}

Type name_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    Symbol *word = program_word_find(checker->program, want, node->text);
    Symbol *value = value_find(checker, node->text);
    if (word && value && !checker->is_constant) {
        Type type = symbol_type(checker, value);
        if (!type_is_error(type) && type_join(type, want))
            ambiguous_report(checker, node, word, value);
    }
    if (word) {
        node->symbol = word;
        return type_present(want);
    }
    bool is_itself = value && value == checker->define && !type_is_error(want);
    if (value && !is_itself) /* `define solved = status is solved` misses a value, it is no cycle */
        return symbol_use(checker, node, value, facts);
    if (!type_is_error(want) || want == TYPE_UNKNOWN)
        unknown_report(checker, node, want);
    return TYPE_ERROR;
}

bool word_check(Checker *checker, Node *node, Type type, const char *owner)
{
    Symbol *word = program_word_find(checker->program, type, node->text);
    if (word) {
        node->symbol = word;
        node->type = type_present(type);
        return true;
    }
    if (checker->program->is_partial)
        return false;
    if (type_base(type) == BASE_ENUM)
        unknown_word_report(checker, node, type);
    else if (!type_is_error(type))
        diag_add(checker->diags, DIAG_E0217, node->span, "`%s` is %s and has no value `%.*s`",
                 owner, program_type_text(checker->program, type), TEXT_ARGS(node->text));
    return false;
}

/* ---- account.x, contract.x, clock readings ---- */

/* The words of Outcome in runtime/decision.h, in its order. */
static Type outcome_type(Checker *checker)
{
    static const char *const WORD[] = {"open", "met", "breached", "cancelled"};
    if (checker->outcome)
        return checker->outcome;
    Program *program = checker->program;
    Enumeration enumeration = {.field = ARENA_NEW(checker->arena, Symbol)};
    *enumeration.field = (Symbol){.kind = SYMBOL_FIELD, .name = TEXT("outcome")};
    checker->outcome = type_enum(program->enumerations.count);
    for (uint32_t i = 0; i < sizeof WORD / sizeof *WORD; i++) {
        Symbol *word = ARENA_NEW(checker->arena, Symbol);
        *word = (Symbol){.kind = SYMBOL_ENUMERATOR, .name = text_from(WORD[i]), .index = i};
        word->owner = enumeration.field;
        word->type = checker->outcome;
        VEC_PUSH(checker->arena, &enumeration.words, word);
    }
    VEC_PUSH(program->arena, &program->enumerations, enumeration);
    return checker->outcome;
}

static Type reading_type(Checker *checker, const Node *node)
{
    if (text_is(node->text, "due"))
        return type_optional(type_make(BASE_INSTANT));
    if (text_is(node->text, "left"))
        return type_optional(type_make(BASE_DURATION));
    if (text_is(node->text, "outcome"))
        return type_optional(outcome_type(checker));
    diag_add(checker->diags, DIAG_E0203, node->span,
             "a clock has `due`, `left` and `outcome`, not `%.*s`", TEXT_ARGS(node->text));
    return TYPE_ERROR;
}

static Type reading_check(Checker *checker, Node *node, Symbol *clock)
{
    node->symbol = clock;
    if (clock->is_void) {
        void_report(checker, clock, node->span);
        return TYPE_ERROR;
    }
    if (checker->may_read_clocks)
        return reading_type(checker, node);
    Diag *diag = diag_add(checker->diags, DIAG_E0405, node->span, "a clock is not read here");
    diag_note(checker->diags, diag,
              "`%s` may stand in the values of actions and in a queue's order; a guard or target "
              "that read it "
              "could decide what it reads",
              words_of(checker, node->span));
    return TYPE_ERROR;
}

static Type owner_unknown(Checker *checker, const Node *node, Text owner)
{
    if (checker->program->is_partial)
        return TYPE_ERROR;
    Diag *diag = diag_add(checker->diags, DIAG_E0203, node->span, "nothing here is called `%.*s`",
                          TEXT_ARGS(owner));
    if (text_is(owner, "ticket"))
        diag_fix(checker->diags, diag, "a field of the ticket is read by its name alone", false,
                 node->span, text_string(checker->arena, node->text));
    else
        diag_note(checker->diags, diag,
                  "fields of the account are read as `account.x`, of the contract as `contract.x`, "
                  "clocks as "
                  "`resolve.due`");
    return TYPE_ERROR;
}

static Type account_check(Checker *checker, Node *node, Facts *facts)
{
    Program *program = checker->program;
    Symbol *symbol = program_find(program, SYMBOL_ACCOUNT_FIELD, node->text);
    Symbol *assess = program_find(program, SYMBOL_ASSESS, node->text);
    if (!symbol && assess && assess->kind == SYMBOL_ASSESS)
        symbol = assess;
    if (symbol)
        return symbol_use(checker, node, symbol, facts);
    if (program->is_partial)
        return TYPE_ERROR;
    SymbolTable *table = program_names(program, SYMBOL_ACCOUNT_FIELD);
    Diag *diag = unknown_add(checker, node->span, "account field", node->text,
                             symbols_nearest(table, node->text), "account.");
    if (!diag->fix_title)
        diag_note(checker->diags, diag, "declare it: `account { %.*s : text? }`",
                  TEXT_ARGS(node->text));
    return TYPE_ERROR;
}

Type member_check(Checker *checker, Node *node, Type want, Facts *facts)
{
    (void)want;
    const Node *object = node->slot[0];
    if (!object || object->kind != AST_NAME)
        return object ? owner_unknown(checker, node, object->text) : (Type)TYPE_ERROR;
    if (text_is(object->text, "account"))
        return account_check(checker, node, facts);
    if (text_is(object->text, "contract")) {
        Symbol *symbol = name_resolve(checker, SYMBOL_CONTRACT_FIELD, node->text, node->span);
        return symbol ? symbol_use(checker, node, symbol, facts) : (Type)TYPE_ERROR;
    }
    Symbol *clock = program_find(checker->program, SYMBOL_CLOCK, object->text);
    return clock ? reading_check(checker, node, clock) : owner_unknown(checker, node, object->text);
}
