#include "compiler/scan.h"

#include <stdlib.h>

#include "compiler/literal.h"
#include "compiler/syntax.h"
#include "slate_parse.h"

typedef void *yyscan_t;
int slate_piece_lex_init(yyscan_t *scanner);
int slate_piece_lex_destroy(yyscan_t scanner);
int slate_piece_lex(yyscan_t scanner);
int slate_piece_get_leng(yyscan_t scanner);
struct yy_buffer_state *slate_piece__scan_bytes(const char *bytes, int size, yyscan_t scanner);

enum { PENDING = 8 };

/* An open brace: of a block of statements, or of a list of values within a statement. */
typedef struct Brace {
    Span span;
    bool is_list;
    int head; /* token that began the statement to which it belongs */
} Brace;

struct Scan {
    Parse *parse;
    yyscan_t pieces;
    Text text;
    Comments *comments;
    uint32_t offset;        /* of the next piece */
    bool line_is_new;       /* no token on this line yet */
    Token pending[PENDING]; /* given back or looked at, the next one last */
    uint32_t pending_count;
    Token earlier, before, last; /* the tokens given last */
    VEC(Brace) braces;
    Brace last_brace; /* closed by `last`, to open it again */
    uint32_t parentheses;
    int head; /* token that began the statement at hand */
    bool is_resync, resync_forced, end_reported;
    uint32_t undo, closing; /* on resync: tokens to take back; braces to close after SYNC */
    uint32_t resumed,
        resumed_from; /* offsets: of the token after SYNC, and of the error before it */
    WordIndex words;
};

/* ---- Tokens ---- */

static const struct Mark {
    const char *text;
    int token;
} MARK[] = {{"{", TOK_LBRACE},        {"}", TOK_RBRACE}, {"(", TOK_LPAREN},      {")", TOK_RPAREN},
            {",", TOK_COMMA},         {":", TOK_COLON},  {"?", TOK_QUESTION},    {"|", TOK_BAR},
            {".", TOK_DOT},           {"..", TOK_DOTS},  {"->", TOK_ARROW},      {"=", TOK_EQUALS},
            {"_", TOK_ANY},           {"+", TOK_PLUS},   {"-", TOK_MINUS},       {"*", TOK_STAR},
            {"/", TOK_SLASH},         {"<", TOK_LESS},   {"<=", TOK_LESS_EQUAL}, {">", TOK_GREATER},
            {">=", TOK_GREATER_EQUAL}};

static const struct Foreign { /* operators of other languages: what they are called here */
    const char *text, *word;
    int first, second;
} FOREIGN[] = {{"==", "is", TOK_IS, 0},           {"!=", "is not", TOK_IS, TOK_NOT},
               {"<>", "is not", TOK_IS, TOK_NOT}, {"&&", "and", TOK_AND, 0},
               {"&", "and", TOK_AND, 0},          {"!", "not", TOK_NOT, 0}};

static void pending_push(Scan *scan, Token token)
{
    scan->pending[scan->pending_count++] = token;
}

static bool foreign_read(Scan *scan, Token *token, Text text)
{
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
        if (!text_is(text, FOREIGN[i].text))
            continue;
        DiagList *diags = scan->parse->diags;
        Diag *diag = diag_add(diags, DIAG_E0114, token->span, "`%s` is written `%s`",
                              FOREIGN[i].text, FOREIGN[i].word);
        diag_fix(diags, diag, "write the word", true, token->span,
                 arena_format(diags->arena, " %s ", FOREIGN[i].word));
        token->kind = FOREIGN[i].first;
        if (FOREIGN[i].second)
            pending_push(scan, (Token){.kind = FOREIGN[i].second, .span = token->span});
        return true;
    }
    return false;
}

/* Punctuation; false: it means nothing and is left out, with a finding. */
static bool mark_read(Scan *scan, Token *token, Text text)
{
    for (size_t i = 0; i < sizeof MARK / sizeof *MARK; i++)
        if (text_is(text, MARK[i].text)) {
            token->kind = MARK[i].token;
            return true;
        }
    if (foreign_read(scan, token, text))
        return true;
    DiagList *diags = scan->parse->diags;
    Diag *diag =
        diag_add(diags, DIAG_E0125, token->span, "nothing ends a statement: leave the `;` out");
    diag_fix(diags, diag, "leave it out", true, token->span, "");
    return false;
}

static void word_read(const Scan *scan, Token *token, Text text)
{
    const Word *word = word_find(&scan->words, text);
    token->kind = word ? word->token : TOK_NAME;
    token->word = word;
    token->text = text;
    for (uint32_t i = 0; !word && i < text.size; i++)
        if (text.data[i] >= 'A' && text.data[i] <= 'Z') {
            diag_add(scan->parse->diags, DIAG_E0119, token->span,
                     "names are lower-case letters, digits and `_`");
            return;
        }
}

static bool is_code(Text text)
{
    bool is_upper = text.size == 3;
    for (uint32_t i = 0; i < text.size; i++)
        is_upper = is_upper && text.data[i] >= 'A' && text.data[i] <= 'Z';
    return is_upper;
}

/* `UAH` is a currency's code; any other word with a capital letter is a name written wrong. */
static void capitals_read(const Scan *scan, Token *token, Text text)
{
    token->kind = is_code(text) ? TOK_CODE : TOK_NAME;
    token->text = text;
    if (token->kind == TOK_CODE)
        token->node = literal_code(scan->parse, token->span);
    else
        diag_add(scan->parse->diags, DIAG_E0119, token->span,
                 "names are lower-case letters, digits and `_`; anything else stands in a text: "
                 "\"%.*s\"",
                 TEXT_ARGS(text));
}

static const int LITERAL_TOKEN[] = {
    [PIECE_INTEGER] = TOK_INTEGER, [PIECE_DECIMAL] = TOK_DECIMAL,
    [PIECE_PERCENT] = TOK_PERCENT, [PIECE_MEASURE] = TOK_DURATION,
    [PIECE_TIME] = TOK_TIME,       [PIECE_DATE] = TOK_DATE,
    [PIECE_MONTH] = TOK_MONTH,     [PIECE_MONTH_DAY] = TOK_MONTH_DAY,
    [PIECE_INSTANT] = TOK_INSTANT, [PIECE_TEXT] = TOK_TEXT,
    [PIECE_TEXT_OPEN] = TOK_TEXT,  [PIECE_QUOTE] = TOK_TEXT,
    [PIECE_QUOTE_OPEN] = TOK_TEXT};

static void literal_token(const Scan *scan, Piece piece, Token *token, Text text)
{
    bool is_ordinal = false;
    token->node = literal_read(scan->parse, piece, token->span, text, &is_ordinal);
    token->kind = is_ordinal ? TOK_ORDINAL : LITERAL_TOKEN[piece];
}

/* Makes a token of a piece; false: it was left out. */
static bool piece_read(Scan *scan, Piece piece, Token *token, Text text)
{
    switch (piece) {
    case PIECE_WORD: word_read(scan, token, text); return true;
    case PIECE_CAPITALS: capitals_read(scan, token, text); return true;
    case PIECE_MARK: return mark_read(scan, token, text);
    case PIECE_FOREIGN:
        diag_add(scan->parse->diags, DIAG_E0119, token->span, "`%.*s` means nothing here",
                 TEXT_ARGS(text));
        return false;
    case PIECE_END: token->kind = scan->parse->wanted ? TOK_WANTED : TOK_END; return true;
    case PIECE_SPACE:
    case PIECE_LINE:
    case PIECE_COMMENT: return false;
    case PIECE_INTEGER:
    case PIECE_DECIMAL:
    case PIECE_PERCENT:
    case PIECE_MEASURE:
    case PIECE_TIME:
    case PIECE_DATE:
    case PIECE_MONTH:
    case PIECE_MONTH_DAY:
    case PIECE_INSTANT:
    case PIECE_TEXT:
    case PIECE_TEXT_OPEN:
    case PIECE_QUOTE:
    case PIECE_QUOTE_OPEN: literal_token(scan, piece, token, text); return true;
    }
    return false;
}

static void comment_add(Scan *scan, Span span, Text text)
{
    while (text.size && (text.data[text.size - 1] == '\r' || text.data[text.size - 1] == ' '))
        text.size--;
    Comment comment = {.span = {span.file, span.lo, span.lo + text.size},
                       .is_doc = text.size > 1 && text.data[1] == '#',
                       .is_first = scan->line_is_new};
    VEC_PUSH(scan->parse->front, &scan->comments->at, comment);
}

/* The next piece that is a token, before anything is joined. */
static Token token_read(Scan *scan)
{
    for (bool is_after_foreign = false;;) {
        Piece piece = scan->parse->is_over ? PIECE_END : (Piece)slate_piece_lex(scan->pieces);
        uint32_t size = piece == PIECE_END ? 0 : (uint32_t)slate_piece_get_leng(scan->pieces);
        Span span = {scan->parse->file, scan->offset, scan->offset + size};
        Text text = {scan->text.data + scan->offset, size};
        Token token = {
            .span = span, .is_first = scan->line_is_new, .is_after_foreign = is_after_foreign};
        scan->offset += size;
        is_after_foreign = is_after_foreign || piece == PIECE_FOREIGN;
        if (piece == PIECE_LINE)
            scan->line_is_new = true;
        else if (piece == PIECE_COMMENT)
            comment_add(scan, span, text);
        else if (piece_read(scan, piece, &token, text)) {
            scan->line_is_new = false;
            return token;
        }
        if (scan->parse->diags->errors > PARSE_ERRORS)
            scan->parse->is_over = true;
    }
}

/* ---- Joining what stands on one line ---- */

static Token token_take(Scan *scan)
{
    if (scan->pending_count)
        return scan->pending[--scan->pending_count];
    return token_read(scan);
}

/* A calendar period: the unit is the word in `unit`, after `calendar` where that was written. */
static void period_join(const Scan *scan, Token *number, const Token *unit, uint32_t flags)
{
    Span span = span_join(number->span, unit->span);
    Node *node = node_make(scan->parse->front, AST_PERIOD, span);
    node->number = number->node->number;
    node->number2 = literal_unit(unit->text);
    node->flags = flags;
    number->kind = TOK_PERIOD;
    number->span = span;
    number->node = node;
}

static void number_join(Scan *scan, Token *number)
{
    Token next = token_take(scan);
    if (!next.is_first && number->kind == TOK_INTEGER && next.text.size &&
        literal_unit(next.text) >= 0) {
        period_join(scan, number, &next, 0);
        return;
    }
    if (!next.is_first && next.kind == TOK_CODE) {
        number->node = literal_money(scan->parse, number->span, next.span);
        number->kind = TOK_MONEY;
        number->span = number->node->span;
        return;
    }
    if (!next.is_first && number->kind == TOK_INTEGER && next.kind == TOK_CALENDAR) {
        Token unit = token_take(scan);
        if (!unit.is_first && unit.text.size && literal_unit(unit.text) >= 0) {
            period_join(scan, number, &unit, PERIOD_CALENDAR);
            return;
        }
        pending_push(scan, unit);
    }
    pending_push(scan, next);
}

static Token token_next(Scan *scan)
{
    Token token = token_take(scan);
    if (token.is_joined)
        return token;
    if (token.kind == TOK_INTEGER || token.kind == TOK_DECIMAL)
        number_join(scan, &token);
    token.is_joined = true;
    return token;
}

/* ---- Braces ---- */

static bool is_list_brace(const Scan *scan)
{
    uint32_t count = scan->braces.count;
    bool is_in_list = count && scan->braces.at[count - 1].is_list;
    if (is_in_list || scan->last.kind == TOK_IN || scan->last.kind == TOK_EQUALS ||
        scan->last.kind == TOK_FROM)
        return true;
    if (scan->before.kind == TOK_EMIT || scan->last.kind == TOK_COLON)
        return true;
    bool is_in_test = count && scan->braces.at[count - 1].head == TOK_TEST;
    return is_in_test && scan->last.kind != TOK_CASES;
}

static void brace_open(Scan *scan, const Token *token)
{
    Brace brace = {.span = token->span, .is_list = is_list_brace(scan), .head = scan->head};
    VEC_PUSH(scan->parse->front, &scan->braces, brace);
    if (scan->braces.count > PARSE_NESTING)
        scan_too_deep(scan, scan->parse, token->span);
}

static void parenthesis_open(Scan *scan, const Token *token)
{
    if (++scan->parentheses > PARSE_NESTING)
        scan_too_deep(scan, scan->parse, token->span);
}

/* Keeps account of what a token opens, closes or begins; `token_undo` takes the last one back. */
static void token_count(Scan *scan, Token *token)
{
    bool begins = token->is_first || scan->last.kind == TOK_LBRACE ||
                  scan->last.kind == TOK_RBRACE ||
                  (token->word && token->word->help[0] && !syntax_is_open(scan->last.kind));
    if (begins &&
        !(token->word && (token->word->class == WORD_HARD || token->word->class == WORD_AS)))
        scan->head = token->kind;
    token->depth = scan->braces.count;
    if (token->kind == TOK_LBRACE)
        brace_open(scan, token);
    else if (token->kind == TOK_RBRACE && scan->braces.count)
        scan->last_brace = scan->braces.at[--scan->braces.count];
    else if (token->kind == TOK_LPAREN)
        parenthesis_open(scan, token);
    else if (token->kind == TOK_RPAREN)
        scan->parentheses -= scan->parentheses > 0;
    scan->earlier = scan->before;
    scan->before = scan->last;
    scan->last = *token;
}

static void token_undo(Scan *scan)
{
    if (scan->last.kind == TOK_LBRACE)
        scan->braces.count--;
    else if (scan->last.kind == TOK_RBRACE && scan->last.depth)
        VEC_PUSH(scan->parse->front, &scan->braces, scan->last_brace);
    pending_push(scan, scan->last);
    scan->last = scan->before;
    scan->before = scan->earlier;
}

/* ---- Errors and going on after them ---- */

void scan_too_deep(Scan *scan, Parse *parse, Span span)
{
    if (!parse->is_over)
        diag_add(parse->diags, DIAG_E0105, span,
                 "the text is nested too deep: at most %d braces and %d operators", PARSE_NESTING,
                 NODE_DEPTH);
    parse->is_over = true;
    scan->pending_count = 0;
}

/* Does a declaration begin at the left margin with this token, though a block is open? */
static bool is_margin_declaration(const Scan *scan, const Token *token)
{
    uint32_t lo = token->span.lo;
    return token->depth && token->is_first && syntax_is_declaration(token->kind) && lo &&
           scan->text.data[lo - 1] == '\n';
}

/* The tokens to take back to get to such a declaration, 0 if this is none. A word that begins statements too, as
   `calendar` does, shows by the brace after it. */
static uint32_t declaration_undo(const Scan *scan)
{
    if (is_margin_declaration(scan, &scan->last))
        return 1;
    if (scan->last.kind != TOK_LBRACE)
        return 0;
    return is_margin_declaration(scan, &scan->before)    ? 2
           : is_margin_declaration(scan, &scan->earlier) ? 3
                                                         : 0;
}

static void brace_report(Scan *scan)
{
    const Token *const declaration[] = {&scan->last, &scan->before, &scan->earlier};
    Span span = declaration[scan->undo - 1]->span;
    uint32_t depth = declaration[scan->undo - 1]->depth;
    DiagList *diags = scan->parse->diags;
    Diag *diag =
        diag_add(diags, DIAG_E0116, scan->braces.at[depth - 1].span, "this `{` is never closed");
    diag_relate(diags, diag, span, "a new declaration begins here");
    scan->closing = depth;
}

/* What was found in a token that the grammar refuses, or that is skipped, is no finding of its own. */
static void spelling_drop(const Scan *scan, const Token *token)
{
    static const DiagCode SPELLING[] = {DIAG_E0109, DIAG_E0110, DIAG_E0119};
    for (size_t i = 0; i < sizeof SPELLING / sizeof *SPELLING; i++)
        diag_drop(scan->parse->diags, SPELLING[i], token->span);
}

/* The end of a text that wants something more: what the parser would take is the answer, and no finding. */
static void wanted_answer(Scan *scan, const int *expected, int count)
{
    Wanted *wanted = scan->parse->wanted;
    for (int i = 0; i < count; i++)
        VEC_PUSH(wanted->arena, &wanted->symbols, expected[i]);
    wanted->before = scan->before.kind;
    scan->parse->wanted = NULL;
    scan->parse->is_over = true;
    scan->last.kind = TOK_END;
}

void scan_syntax_error(Scan *scan, const int *expected, int count)
{
    if (scan->last.kind == TOK_WANTED)
        wanted_answer(scan, expected, count);
    bool is_repeated =
        scan->resumed_from == scan->last.span.lo && scan->resumed == scan->last.span.lo;
    scan->is_resync = true;
    scan->resync_forced = is_repeated;
    scan->undo = 1;
    if (is_repeated || scan->last.is_after_foreign || scan->parse->is_over || scan->end_reported)
        return;
    scan->undo = declaration_undo(scan);
    if (scan->undo) {
        brace_report(scan);
        return;
    }
    Syntax syntax = {.parse = scan->parse,
                     .earlier = &scan->earlier,
                     .before = &scan->before,
                     .at = &scan->last,
                     .expected = expected,
                     .count = count,
                     .head = scan->head};
    if (scan->braces.count)
        syntax.block = scan->braces.at[scan->braces.count - 1].head;
    spelling_drop(scan, &scan->last);
    syntax_report(&syntax);
    scan->undo = syntax.is_before_line ? 2 : 1;
}

/* Can a statement begin with it, after an error? */
static bool is_statement_start(const Scan *scan, const Token *token)
{
    if (!token->is_first)
        return false;
    if (scan->braces.count == 0)
        return syntax_is_declaration(token->kind);
    if (token->word)
        return token->word->class != WORD_HARD &&
               (token->word->class != WORD_JOIN || token->word->help[0]);
    return token->kind == TOK_NAME || token->kind == TOK_INTEGER || token->kind == TOK_PERCENT ||
           token->kind == TOK_MONEY || token->kind == TOK_BAR || token->kind == TOK_TEXT ||
           token->kind == TOK_ANY;
}

static uint32_t block_depth(const Scan *scan)
{
    uint32_t depth = scan->braces.count;
    while (depth && scan->braces.at[depth - 1].is_list)
        depth--;
    return depth;
}

/* Skips to where the next statement of this block begins, or to the brace that closes it. */
static void resync(Scan *scan)
{
    scan->is_resync = false;
    scan->parentheses = 0;
    scan->resumed_from = scan->last.span.lo;
    for (; scan->undo; scan->undo--)
        token_undo(scan);
    uint32_t depth = block_depth(scan);
    bool must_move = scan->resync_forced;
    while (!scan->closing) {
        Token token = token_next(scan);
        bool is_here = scan->braces.count == depth && !must_move;
        bool is_close = token.kind == TOK_RBRACE && depth;
        bool is_end = token.kind == TOK_END || token.kind == TOK_WANTED;
        if (is_end || (is_here && (is_close || is_statement_start(scan, &token)))) {
            scan->resumed = token.span.lo;
            pending_push(scan, token);
            return;
        }
        must_move = false;
        spelling_drop(scan, &token);
        token_count(scan, &token);
        if (scan->braces.count < depth)
            depth = block_depth(scan);
    }
    scan->closing = scan->braces.count = depth; /* a list's brace is gone with its statement */
}

/* The end of the text within a block: says so once, then closes it. */
static void end_close(Scan *scan, Token *token)
{
    if (!scan->end_reported && !scan->parse->is_over) {
        Brace brace = scan->braces.at[scan->braces.count - 1];
        diag_add(scan->parse->diags, DIAG_E0116, brace.span, "this `{` is never closed");
    }
    scan->end_reported = true;
    pending_push(scan, *token);
    token->kind = TOK_RBRACE;
}

/* A brace that the text lacks before a declaration. */
static Token closing_brace(Scan *scan)
{
    scan->closing--;
    Span before = scan->last.span;
    return (Token){
        .kind = TOK_RBRACE, .span = {before.file, before.hi, before.hi}, .is_joined = true};
}

int slate_lex(SLATE_STYPE *value, Span *span, Scan *scan)
{
    if (scan->is_resync) {
        resync(scan);
        *span = scan->last.span;
        scan->earlier = scan->before = scan->last = (Token){.kind = TOK_SYNC, .span = *span};
        return TOK_SYNC;
    }
    Token token = scan->closing ? closing_brace(scan) : token_next(scan);
    if (token.kind == TOK_END && scan->braces.count)
        end_close(scan, &token);
    token_count(scan, &token);
    *span = token.span;
    if (token.node)
        value->TOK_INTEGER = token.node;
    else
        value->TOK_NAME = token.text;
    return token.kind;
}

/* ---- Around it ---- */

Scan *scan_open(Parse *parse, Text text, uint32_t start, Comments *comments)
{
    Scan *scan = ARENA_NEW(parse->front, Scan);
    scan->parse = parse;
    scan->text = text;
    scan->comments = comments;
    scan->offset = start;
    scan->line_is_new = true;
    scan->resumed = scan->resumed_from = UINT32_MAX;
    word_index_make(&scan->words);
    if (slate_piece_lex_init(&scan->pieces))
        abort();
    slate_piece__scan_bytes(text.data + start, (int)(text.size - start), scan->pieces);
    return scan;
}

void scan_close(Scan *scan)
{
    slate_piece_lex_destroy(scan->pieces);
}

bool scan_is_same_line(const Scan *scan, uint32_t lo, uint32_t hi)
{
    return hi <= lo || !memchr(scan->text.data + lo, '\n', hi - lo);
}

/* Is there nothing but white space with one line break between a comment and what follows it? */
static bool is_adjacent(const Scan *scan, uint32_t lo, uint32_t hi)
{
    int breaks = 0;
    for (uint32_t i = lo; i < hi; i++) {
        char c = scan->text.data[i];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return false;
        breaks += c == '\n';
    }
    return breaks == 1;
}

Node *scan_doc(Scan *scan, Span span)
{
    const Comments *comments = scan->comments;
    uint32_t end = comments->at.count, lo = span.lo;
    while (end && comments->at.at[end - 1].span.lo > span.lo)
        end--;
    uint32_t first = end;
    for (; first; first--) {
        const Comment *comment = &comments->at.at[first - 1];
        if (!comment->is_doc || !comment->is_first || !is_adjacent(scan, comment->span.hi, lo))
            break;
        lo = comment->span.lo;
    }
    if (first == end)
        return NULL;
    Node *doc = node_make(scan->parse->front, AST_DOC,
                          span_join(comments->at.at[first].span, comments->at.at[end - 1].span));
    const char *text = "";
    for (uint32_t i = first; i < end; i++) {
        Span line = comments->at.at[i].span;
        uint32_t skip = line.hi - line.lo > 2 && scan->text.data[line.lo + 2] == ' ' ? 3 : 2;
        text = arena_format(scan->parse->front, "%s%s%.*s", text, i > first ? "\n" : "",
                            (int)(line.hi - line.lo - skip), scan->text.data + line.lo + skip);
    }
    doc->text = text_from(text);
    return doc;
}
