#include "compiler/syntax.h"

#include "compiler/mistake.h"

#include "slate_parse.h"

enum { LISTED = 8 }; /* more choices than that are not worth reading */

bool syntax_is_declaration(int token)
{
    return token >= TOK_POLICY && token <= TOK_TEST;
}

bool syntax_is_open(int token)
{
    switch (token) {
    case TOK_AND:
    case TOK_OR:
    case TOK_NOT:
    case TOK_IS:
    case TOK_IN:
    case TOK_BETWEEN:
    case TOK_IF:
    case TOK_THEN:
    case TOK_OTHERWISE:
    case TOK_ELSE:
    case TOK_WHEN:
    case TOK_WHILE:
    case TOK_DO:
    case TOK_HAS:
    case TOK_CONTAINS:
    case TOK_WITHIN:
    case TOK_PER:
    case TOK_TO:
    case TOK_OF:
    case TOK_ON:
    case TOK_BY:
    case TOK_COMMA:
    case TOK_COLON:
    case TOK_EQUALS:
    case TOK_ARROW:
    case TOK_PLUS:
    case TOK_MINUS:
    case TOK_STAR:
    case TOK_SLASH:
    case TOK_LESS:
    case TOK_LESS_EQUAL:
    case TOK_GREATER:
    case TOK_GREATER_EQUAL: return true;
    default: return false;
    }
}

static Text token_text(const Syntax *syntax, const Token *token)
{
    Text all = source_text(syntax->parse->sources, token->span.file);
    return (Text){all.data + token->span.lo, token->span.hi - token->span.lo};
}

bool syntax_expects(const Syntax *syntax, int symbol)
{
    for (int i = 0; i < syntax->count; i++)
        if (syntax->expected[i] == symbol)
            return true;
    return false;
}

/* Operators could stand after any value: they are worth no mention. */
static bool is_operator(int symbol)
{
    static const int OPERATOR[] = {
        TOK_PLUS,   TOK_MINUS, TOK_STAR,   TOK_SLASH,      TOK_ROUND,    TOK_ELSE,
        TOK_LPAREN, TOK_DOT,   TOK_LESS,   TOK_LESS_EQUAL, TOK_GREATER,  TOK_GREATER_EQUAL,
        TOK_IS,     TOK_IN,    TOK_NOT,    TOK_BETWEEN,    TOK_CONTAINS, TOK_HAS,
        TOK_STARTS, TOK_ENDS,  TOK_BEFORE, TOK_AFTER,      TOK_ON,       TOK_DURING,
        TOK_EQUALS, TOK_AND,   TOK_OR};
    for (size_t i = 0; i < sizeof OPERATOR / sizeof *OPERATOR; i++)
        if (OPERATOR[i] == symbol)
            return true;
    return false;
}

/* Where a name could stand, most words could: only what is no word is worth listing. */
static bool is_listed(const Syntax *syntax, int symbol, bool has_name, bool has_value)
{
    if (symbol == TOK_SYNC || symbol == TOK_END)
        return false;
    if (syntax_expects(syntax, TOK_STAR) && syntax_expects(syntax, TOK_PLUS) && is_operator(symbol))
        return false;
    if (has_value && symbol >= TOK_NAME && symbol <= TOK_CODE)
        return false;
    if (has_value &&
        (symbol == TOK_LPAREN || symbol == TOK_MINUS || symbol == TOK_TRUE || symbol == TOK_FALSE))
        return false;
    const Word *word = word_of_token(symbol);
    return !(has_name && word && word->class != WORD_HARD);
}

/* "a value, `,` or `)`"; "" where there are too many. */
static const char *expected_list(const Syntax *syntax)
{
    Arena *arena = syntax->parse->diags->arena;
    bool has_name = syntax_expects(syntax, TOK_NAME);
    bool has_value =
        has_name && syntax_expects(syntax, TOK_LPAREN) && syntax_expects(syntax, TOK_TEXT);
    const char *item[LISTED + 2];
    int count = 0;
    if (has_value)
        item[count++] = "a value";
    for (int i = 0; i < syntax->count && count <= LISTED; i++) {
        int symbol = syntax->expected[i];
        if (!is_listed(syntax, symbol, has_name, has_value))
            continue;
        bool is_kind = symbol >= TOK_NAME && symbol <= TOK_CODE;
        item[count++] = arena_format(arena, is_kind ? "%s%s" : "%s`%s`", is_kind ? "a " : "",
                                     slate_symbol_name(symbol));
    }
    if (count == 0 || count > LISTED)
        return "";
    const char *list = item[0];
    for (int i = 1; i < count; i++)
        list = arena_format(arena, "%s%s%s", list, i + 1 < count ? ", " : " or ", item[i]);
    return list;
}

/* How the statement is written, or what the block holds. */
static void form_note(const Syntax *syntax, Diag *diag)
{
    DiagList *diags = syntax->parse->diags;
    const Word *head = word_of_token(syntax->head), *block = word_of_token(syntax->block);
    bool is_own = syntax->block == 0 || !syntax_is_declaration(syntax->head);
    if (head && head->help[0] && is_own && syntax->head != syntax->at->kind)
        diag_note(diags, diag, "it is written %s", head->help);
    else if (block && block->help[0])
        diag_note(diags, diag, "it is written %s", block->help);
}

/* `last`: the token after which something is missing. */
static void unfinished_report(const Syntax *syntax, const Token *last)
{
    DiagList *diags = syntax->parse->diags;
    Diag *diag = diag_add(diags, DIAG_E0118, last->span,
                          "the statement ends too early: something is missing after `%.*s`",
                          TEXT_ARGS(token_text(syntax, last)));
    const char *list = last == syntax->before ? expected_list(syntax) : "";
    if (list[0])
        diag_note(diags, diag, "expected %s", list);
    form_note(syntax, diag);
}

static bool is_word(const Token *token)
{
    return token->kind == TOK_NAME || token->word;
}

static void reserved_report(const Syntax *syntax)
{
    Diag *diag = diag_add(syntax->parse->diags, DIAG_E0121, syntax->at->span,
                          "`%s` is reserved and cannot be a name", syntax->at->word->text);
    diag_note(syntax->parse->diags, diag, "choose another name, such as `%s_1`",
              syntax->at->word->text);
}

/* The word that was probably meant, where a name stands in the place of one of the grammar's words. */
static void meant_note(const Syntax *syntax, Diag *diag)
{
    Text word[256];
    size_t count = 0;
    for (int i = 0; i < syntax->count && count < 256; i++) {
        const Word *known = word_of_token(syntax->expected[i]);
        if (known)
            word[count++] = text_from(known->text);
    }
    int nearest = syntax->at->kind == TOK_NAME ? text_nearest(syntax->at->text, word, count) : -1;
    if (nearest < 0)
        return;
    const char *meant = word[nearest].data;
    diag_fix(syntax->parse->diags, diag, "write the word that was probably meant", false,
             syntax->at->span, meant);
}

static void empty_cell_report(const Syntax *syntax)
{
    Span span = syntax->before->span;
    Diag *diag =
        diag_add(syntax->parse->diags, DIAG_E0124, span, "a cell before this `|` is empty");
    diag_note(syntax->parse->diags, diag, "a cell is never empty: `_` stands for anything");
}

static void plain_report(const Syntax *syntax)
{
    DiagList *diags = syntax->parse->diags;
    Text text = token_text(syntax, syntax->at);
    const char *list = expected_list(syntax);
    const char *what = syntax->at->kind == TOK_END
                           ? "the file ends"
                           : arena_format(diags->arena, "`%.*s` cannot stand", TEXT_ARGS(text));
    Diag *diag = diag_add(diags, DIAG_E0101, syntax->at->span, "%s here%s%s", what,
                          list[0] ? ": expected " : "", list);
    form_note(syntax, diag);
    meant_note(syntax, diag);
}

/* Does the line, block or file end where the statement cannot? */
static bool is_cut_short(const Syntax *syntax)
{
    const Token *at = syntax->at;
    if (syntax_is_open(syntax->before->kind) && (at->kind == TOK_RBRACE || at->kind == TOK_END))
        return true;
    bool may_end = syntax_expects(syntax, TOK_RBRACE) || syntax_expects(syntax, TOK_END);
    return at->is_first && at->kind != TOK_BAR &&
           (syntax_is_open(syntax->before->kind) || !may_end);
}

void syntax_report(Syntax *syntax)
{
    const Token *at = syntax->at, *before = syntax->before;
    bool names_only = syntax_expects(syntax, TOK_NAME) && !syntax_expects(syntax, TOK_LPAREN);
    if (at->kind == TOK_RBRACE && at->depth == 0) {
        diag_add(syntax->parse->diags, DIAG_E0117, at->span, "this `}` closes nothing");
    } else if (at->kind == TOK_BAR && before->kind == TOK_BAR) {
        empty_cell_report(syntax);
    } else if (mistake_report(syntax)) {
        return;
    } else if (at->word && at->word->class == WORD_HARD && names_only && !at->is_first) {
        reserved_report(syntax);
    } else if (is_cut_short(syntax)) {
        unfinished_report(syntax, before);
    } else if (syntax_is_open(syntax->earlier->kind) && before->is_first && !at->is_first &&
               is_word(before)) {
        syntax->is_before_line = true;
        unfinished_report(syntax, syntax->earlier);
    } else {
        plain_report(syntax);
    }
}
