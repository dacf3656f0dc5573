#include "compiler/mistake.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/literal.h"

#include "slate_parse.h"

enum { LONGEST = 15 }; /* letters of a word that is worth looking up */

static Text token_text(const Syntax *syntax, const Token *token)
{
    Text all = source_text(syntax->parse->sources, token->span.file);
    return (Text){all.data + token->span.lo, token->span.hi - token->span.lo};
}

/* "`8 hours` is written `8h`". */
static void written_report(const Syntax *syntax, Span span, const char *written)
{
    DiagList *diags = syntax->parse->diags;
    Text all = source_text(syntax->parse->sources, span.file);
    Diag *diag = diag_add(diags, DIAG_E0101, span, "`%.*s` is written `%s`",
                          (int)(span.hi - span.lo), all.data + span.lo, written);
    diag_fix(diags, diag, "write it so", false, span, written);
}

/* ---- Amounts of time ---- */

static bool is_number(const Token *token)
{
    return token->kind == TOK_INTEGER;
}

/* `8 hours`, with the number before the unit. */
static bool unit_report(const Syntax *syntax, const Token *number, const Token *unit)
{
    char letter = unit->is_first ? 0 : literal_clock_unit(token_text(syntax, unit));
    if (!is_number(number) || !letter)
        return false;
    Text digits = token_text(syntax, number);
    written_report(syntax, span_join(number->span, unit->span),
                   arena_format(syntax->parse->diags->arena, "%.*s%c", TEXT_ARGS(digits), letter));
    return true;
}

static bool workdays_report(const Syntax *syntax)
{
    Text kind = token_text(syntax, syntax->before), unit = token_text(syntax, syntax->at);
    bool is_kind = text_is(kind, "business") || text_is(kind, "working") || text_is(kind, "work");
    bool is_unit = text_is(unit, "days") || text_is(unit, "day");
    if (!is_number(syntax->earlier) || !is_kind || !is_unit)
        return false;
    Text digits = token_text(syntax, syntax->earlier);
    written_report(syntax, span_join(syntax->earlier->span, syntax->at->span),
                   arena_format(syntax->parse->diags->arena, "%.*s work%.*s", TEXT_ARGS(digits),
                                TEXT_ARGS(unit)));
    return true;
}

/* ---- Days ---- */

static const struct DayWord {
    const char *word, *written;
} DAY_WORD[] = {{"weekdays", "mon..fri"}, {"weekday", "mon..fri"},
                {"workdays", "mon..fri"}, {"workday", "mon..fri"},
                {"weekends", "sat..sun"}, {"weekend", "sat..sun"},
                {"daily", "mon..sun"},    {"everyday", "mon..sun"},
                {"monday", "mon"},        {"tuesday", "tue"},
                {"tues", "tue"},          {"wednesday", "wed"},
                {"weds", "wed"},          {"thursday", "thu"},
                {"thurs", "thu"},         {"thur", "thu"},
                {"friday", "fri"},        {"saturday", "sat"},
                {"sunday", "sun"},        {"mon", "mon"},
                {"tue", "tue"},           {"wed", "wed"},
                {"thu", "thu"},           {"fri", "fri"},
                {"sat", "sat"},           {"sun", "sun"}};

/* The letters at the beginning of `text`, as they would be written; NULL: no word for a day. */
static const char *day_find(Text text, uint32_t *size)
{
    char lower[LONGEST + 1] = "";
    uint32_t count = 0;
    for (; count < text.size && count < LONGEST; count++) {
        char c = text.data[count];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            break;
        lower[count] = (char)(c | 0x20);
    }
    *size = count;
    for (size_t i = 0; i < sizeof DAY_WORD / sizeof *DAY_WORD; i++)
        if (strcmp(lower, DAY_WORD[i].word) == 0)
            return DAY_WORD[i].written;
    return NULL;
}

/* What joins two days in a range, as people write it; 0: nothing. */
static uint32_t range_mark(Text text)
{
    static const char *const MARK[] = {"-", " - ", "..", " to "};
    for (size_t i = 0; i < sizeof MARK / sizeof *MARK; i++)
        if (text_starts(text, text_from(MARK[i])))
            return (uint32_t)strlen(MARK[i]);
    return 0;
}

static Text text_after(Text text, uint32_t size)
{
    return (Text){text.data + size, text.size - size};
}

/* A day, or a range of days, that begins with the token. */
static bool day_report(const Syntax *syntax, const Token *token)
{
    Text all = source_text(syntax->parse->sources, token->span.file);
    Text rest = text_after(all, token->span.lo);
    uint32_t size = 0, last_size = 0;
    const char *first = day_find(rest, &size);
    if (!first)
        return false;
    uint32_t mark = range_mark(text_after(rest, size));
    const char *last = mark ? day_find(text_after(rest, size + mark), &last_size) : NULL;
    Span span = token->span;
    span.hi = span.lo + size + (last ? mark + last_size : 0);
    const char *written =
        last ? arena_format(syntax->parse->diags->arena, "%s..%s", first, last) : first;
    if (strlen(written) == span.hi - span.lo && !memcmp(written, rest.data, strlen(written)))
        return false;
    written_report(syntax, span, written);
    return true;
}

static bool is_weekday(const Token *token)
{
    return token->kind >= TOK_MON && token->kind <= TOK_SUN;
}

/* ---- Times of day ---- */

/* `9`, `9am`, `6pm`: the hour of the day, -1 where it is none. */
static int hour_read(Text text)
{
    char *end;
    char copy[LONGEST + 1] = "";
    if (text.size > 4)
        return -1;
    memcpy(copy, text.data, text.size);
    long hour = strtol(copy, &end, 10);
    if (end == copy || hour < 0)
        return -1;
    if (!*end)
        return hour <= 24 ? (int)hour : -1;
    if (hour < 1 || hour > 12)
        return -1;
    return !strcmp(end, "am") ? (int)hour % 12 : !strcmp(end, "pm") ? (int)hour % 12 + 12 : -1;
}

static bool hour_report(const Syntax *syntax)
{
    const Token *at = syntax->at;
    int hour = at->is_first ? -1 : hour_read(token_text(syntax, at));
    if (hour < 0)
        return false;
    written_report(syntax, at->span, arena_format(syntax->parse->diags->arena, "%02d:00", hour));
    return true;
}

static bool hours_report(const Syntax *syntax)
{
    if (syntax->at->kind != TOK_DOTS && syntax->at->kind != TOK_TO && syntax->at->kind != TOK_UNTIL)
        return false;
    written_report(syntax, syntax->at->span, "-");
    return true;
}

/* `open 09:00-18:00 mon..fri`. */
static bool order_report(const Syntax *syntax)
{
    if (syntax->before->kind != TOK_OPEN || syntax->at->kind != TOK_TIME)
        return false;
    DiagList *diags = syntax->parse->diags;
    Diag *diag = diag_add(diags, DIAG_E0101, syntax->at->span, "the days come before the hours");
    diag_note(diags, diag, "it is written open mon..fri 09:00-18:00");
    return true;
}

/* ---- One word for another ---- */

static const struct Swap {
    int at, expected;
    const char *written;
} SWAP[] = {{TOK_IF, TOK_WHEN, "when"}, {TOK_IN, TOK_WITHIN, "within"},
            {TOK_EQUALS, TOK_TO, "to"}, {TOK_WHEN, TOK_WHILE, "while"},
            {TOK_AND, TOK_COMMA, ","},  {TOK_COMMA, TOK_BAR, "|"}};

static bool swap_report(const Syntax *syntax)
{
    for (size_t i = 0; i < sizeof SWAP / sizeof *SWAP; i++) {
        if (syntax->at->kind != SWAP[i].at || !syntax_expects(syntax, SWAP[i].expected))
            continue;
        written_report(syntax, syntax->at->span, SWAP[i].written);
        return true;
    }
    return false;
}

/* `at 75 notify agent`. */
static bool percent_report(const Syntax *syntax)
{
    if (!is_number(syntax->at) || !syntax_expects(syntax, TOK_PERCENT))
        return false;
    Text digits = token_text(syntax, syntax->at);
    written_report(syntax, syntax->at->span,
                   arena_format(syntax->parse->diags->arena, "%.*s%%", TEXT_ARGS(digits)));
    return true;
}

/* `SLA gold`, `Open mon..fri`. */
static bool capitals_report(const Syntax *syntax)
{
    Text text = token_text(syntax, syntax->at);
    char lower[LONGEST + 1] = "";
    if (syntax->at->word || text.size > LONGEST)
        return false;
    for (uint32_t i = 0; i < text.size; i++)
        lower[i] =
            (char)(text.data[i] >= 'A' && text.data[i] <= 'Z' ? text.data[i] | 0x20 : text.data[i]);
    if (text_is(text, lower))
        return false;
    for (int i = 0; i < syntax->count; i++) {
        const Word *word = word_of_token(syntax->expected[i]);
        if (!word || strcmp(word->text, lower) != 0)
            continue;
        written_report(syntax, syntax->at->span, word->text);
        return true;
    }
    return false;
}

/* `zone: "UTC"`. */
static bool colon_report(const Syntax *syntax)
{
    if (syntax->at->kind != TOK_COLON || syntax->before->span.hi != syntax->at->span.lo)
        return false;
    DiagList *diags = syntax->parse->diags;
    Diag *diag = diag_add(diags, DIAG_E0101, syntax->at->span, "no `:` stands here");
    diag_fix(diags, diag, "leave it out", false, syntax->at->span, "");
    return true;
}

/* `priority in (high, urgent)`, `priority is high, urgent`. */
static bool list_report(const Syntax *syntax)
{
    bool is_bare = syntax->before->kind == TOK_IN && syntax_expects(syntax, TOK_LBRACE);
    bool is_listed = syntax->at->kind == TOK_COMMA && syntax->earlier->kind == TOK_IS;
    if (!is_bare && !is_listed)
        return false;
    DiagList *diags = syntax->parse->diags;
    Diag *diag = diag_add(diags, DIAG_E0101, syntax->at->span, "several values stand in braces");
    diag_note(diags, diag, "it is written priority in { high, urgent }");
    return true;
}

/* `sla gold-plan`. */
static bool hyphen_report(const Syntax *syntax)
{
    const Token *before = syntax->before, *at = syntax->at;
    bool is_named = before->kind == TOK_NAME && syntax_is_declaration(syntax->earlier->kind);
    if (at->kind != TOK_MINUS || !is_named || before->span.hi != at->span.lo)
        return false;
    DiagList *diags = syntax->parse->diags;
    Diag *diag = diag_add(diags, DIAG_E0101, at->span, "a name has no `-`");
    diag_fix(diags, diag, "join its words with `_`", false, at->span, "_");
    return true;
}

/* `| - |`, `| * |`: a cell that fits anything, as tables elsewhere have it. */
static bool any_report(const Syntax *syntax)
{
    bool is_dash = syntax->at->kind == TOK_BAR && syntax->before->kind == TOK_MINUS &&
                   syntax->earlier->kind == TOK_BAR;
    bool is_star = syntax->at->kind == TOK_STAR && syntax->before->kind == TOK_BAR;
    if (!is_dash && !is_star)
        return false;
    written_report(syntax, is_dash ? syntax->before->span : syntax->at->span, "_");
    return true;
}

/* ---- Exceptions ---- */

/* `except a over b when … { … }`. */
static bool over_report(const Syntax *syntax)
{
    if (syntax->earlier->kind != TOK_OVER || syntax->head != TOK_EXCEPT ||
        (syntax->at->kind != TOK_WHEN && syntax->at->kind != TOK_LBRACE))
        return false;
    DiagList *diags = syntax->parse->diags;
    Diag *diag = diag_add(diags, DIAG_E0101, syntax->at->span,
                          "which exception outranks which is a statement of its own");
    diag_note(diags, diag, "it is written except a when … { … } and, beside it, except a over b");
    return true;
}

/* ---- Plans ---- */

/* `plan gold { rollover 10 }`: a line of a quota outside of one. */
static bool quota_report(const Syntax *syntax)
{
    int at = syntax->at->kind;
    bool is_line = at == TOK_ROLLOVER || at == TOK_COUNTS || at == TOK_REFUND || at == TOK_WARN ||
                   at == TOK_OVERDRAFT || at == TOK_BEYOND;
    if (!is_line || !syntax_expects(syntax, TOK_QUOTA))
        return false;
    DiagList *diags = syntax->parse->diags;
    Diag *diag = diag_add(diags, DIAG_E0540, syntax->at->span, "`%.*s` is a line of a quota",
                          TEXT_ARGS(token_text(syntax, syntax->at)));
    diag_note(diags, diag, "it stands in one: quota incidents { 25 tickets per week … }");
    return true;
}

bool mistake_report(const Syntax *syntax)
{
    bool has_days = syntax_expects(syntax, TOK_MON), has_hours = syntax_expects(syntax, TOK_TIME);
    return unit_report(syntax, syntax->before, syntax->at) ||
           unit_report(syntax, syntax->earlier, syntax->before) || workdays_report(syntax) ||
           (has_days && (order_report(syntax) || day_report(syntax, syntax->at))) ||
           (is_weekday(syntax->before) && day_report(syntax, syntax->before)) ||
           (has_hours && hour_report(syntax)) ||
           (syntax->before->kind == TOK_TIME && hours_report(syntax)) || over_report(syntax) ||
           swap_report(syntax) || percent_report(syntax) || capitals_report(syntax) ||
           colon_report(syntax) || list_report(syntax) || hyphen_report(syntax) ||
           any_report(syntax) || quota_report(syntax);
}
