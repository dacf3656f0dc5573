#include "compiler/check_expr.h"

SymbolState *symbol_state(Checker *checker, Symbol *symbol)
{
    if (!symbol->state)
        symbol->state = ARENA_NEW(checker->arena, SymbolState);
    return symbol->state;
}

static bool fact_has(const Fact *list, const Symbol *symbol)
{
    for (; list; list = list->next)
        if (list->symbol == symbol)
            return true;
    return false;
}

const Fact *fact_add(Checker *checker, const Fact *list, Symbol *symbol)
{
    if (!symbol || fact_has(list, symbol))
        return list;
    Fact *fact = ARENA_NEW(checker->arena, Fact);
    *fact = (Fact){.symbol = symbol, .next = list};
    return fact;
}

const Fact *fact_union(Checker *checker, const Fact *a, const Fact *b)
{
    for (; b; b = b->next)
        a = fact_add(checker, a, b->symbol);
    return a;
}

const Fact *fact_common(Checker *checker, const Fact *a, const Fact *b)
{
    const Fact *common = NULL;
    for (; a; a = a->next)
        if (fact_has(b, a->symbol))
            common = fact_add(checker, common, a->symbol);
    return common;
}

void facts_assume(Checker *checker, const Fact *list)
{
    for (; list; list = list->next)
        symbol_state(checker, list->symbol)->known++;
}

void facts_drop(Checker *checker, const Fact *list)
{
    for (; list; list = list->next)
        symbol_state(checker, list->symbol)->known--;
}

Symbol *path_symbol(const Node *node)
{
    if (!node || (node->kind != AST_NAME && node->kind != AST_MEMBER))
        return NULL;
    Symbol *symbol = node->symbol;
    bool is_value = symbol && symbol->kind != SYMBOL_ENUMERATOR && symbol->kind != SYMBOL_CLOCK;
    return is_value ? symbol : NULL;
}

/* A fallback of the type, to show in a note. */
static const char *fallback_text(const Program *program, Type type)
{
    switch (type_base(type)) {
    case BASE_BOOLEAN: return "false";
    case BASE_INTEGER: return "0";
    case BASE_DECIMAL: return "0.0";
    case BASE_PERCENT: return "0%";
    case BASE_TEXT: return "\"…\"";
    case BASE_DURATION: return "0s";
    case BASE_INSTANT: return "created";
    case BASE_ENUM:
        return arena_format(
            program->arena, "%.*s",
            TEXT_ARGS(program->enumerations.at[type_index(type)].words.at[0]->name));
    case BASE_SET: return "{}";
    case BASE_NONE:
    case BASE_ERROR:
    case BASE_DATE:
    case BASE_MONEY:
    case BASE_PERIOD:
    case BASE_TIME:
    case BASE_WEEKDAY:
    case BASE_EMPTY_SET: break;
    }
    return "…";
}

void absent_report(Checker *checker, Symbol *symbol, Type type, Span span)
{
    DiagList *diags = checker->diags;
    const char *words = words_of(checker, span);
    Diag *diag = diag_add(diags, DIAG_E0220, span,
                          "`%s` may be absent, and nothing says what happens then", words);
    if (symbol && symbol->decl)
        diag_relate(diags, diag, symbol->span, "declared here with `?`");
    diag_note(diags, diag, "guard it: `%s is present and …`; or give a fallback: `(%s else %s)`",
              words, words, fallback_text(checker->program, type));
}

/* Once a symbol: the first place is the one that a message shows. */
void need_add(Checker *checker, Need need)
{
    SymbolState *state = symbol_state(checker, checker->define);
    for (uint32_t i = 0; i < state->needs.count; i++)
        if (state->needs.at[i].symbol == need.symbol)
            return;
    VEC_PUSH(checker->arena, &state->needs, need);
}

void present_check(Checker *checker, const Node *node, Type type)
{
    if (!type_is_optional(type))
        return;
    Symbol *symbol = path_symbol(node);
    if (checker->define && symbol) {
        need_add(checker, (Need){.symbol = symbol, .span = node->span});
        return;
    }
    absent_report(checker, symbol, type, node->span);
}
