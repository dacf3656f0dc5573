#include "compiler/waive.h"

#include "compiler/scan.h"

typedef struct Waiver {
    DiagCode code;
    Span span;     /* of the code as written */
    uint32_t line; /* whose findings it waives */
    const char *reason;
    bool is_used;
} Waiver;

typedef struct Waivers { /* of one file */
    DiagList *diags;
    const SourceSet *files;
    uint32_t file;
    Text text;
    bool line_is_new; /* nothing but white space and comments on this line so far */
    uint32_t
        pending; /* the first of those on lines of their own: they wait for what stands below */
    VEC(Waiver) all;
} Waivers;

static uint32_t line_of(const Waivers *waivers, uint32_t offset)
{
    return source_place(waivers->files, waivers->file, offset).line;
}

/* ---- Reading ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static Text trimmed(Text text)
{
    while (text.size && is_blank(text.data[0]))
        text = (Text){text.data + 1, text.size - 1};
    while (text.size && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* A letter and digits: what is meant as a code, so that `# allow agents to …` stays a comment. */
static Text code_cut(Text *rest)
{
    Text word = {rest->data, 0};
    while (word.size < rest->size && !is_blank(word.data[word.size]) &&
           word.data[word.size] != ':' && word.data[word.size] != ',')
        word.size++;
    bool is_code = word.size > 1;
    for (uint32_t i = 0; i < word.size; i++) {
        char c = word.data[i], upper = (char)(c & ~0x20);
        is_code = is_code && (i ? c >= '0' && c <= '9' : upper >= 'A' && upper <= 'Z');
    }
    if (!is_code)
        return (Text){0};
    *rest = (Text){rest->data + word.size, rest->size - word.size};
    return word;
}

static Span span_of(const Waivers *waivers, Text part)
{
    uint32_t lo = (uint32_t)(part.data - waivers->text.data);
    return (Span){waivers->file, lo, lo + part.size};
}

static bool code_check(Waivers *waivers, Text word, DiagCode *code)
{
    DiagList *diags = waivers->diags;
    Span span = span_of(waivers, word);
    if (!diag_find(word, code)) {
        diag_add(diags, DIAG_W0150, span, "there is no code `%.*s` to waive", TEXT_ARGS(word));
        return false;
    }
    if (diag_row(*code)->severity != SEVERITY_ERROR)
        return true;
    diag_add(diags, DIAG_W0153, span, "`%s` stops the policy from compiling: it cannot be waived",
             diag_row(*code)->code);
    return false;
}

/* `# allow W0590, W0571: reason`. */
static void comment_read(Waivers *waivers, Text comment)
{
    static const Text WORD = {"allow ", 6};
    Text rest = trimmed((Text){comment.data + 1, comment.size - 1}), word;
    uint32_t first = waivers->all.count;
    if (!text_starts(rest, WORD))
        return;
    rest = trimmed((Text){rest.data + WORD.size, rest.size - WORD.size});
    Text codes = rest;
    while ((word = code_cut(&rest)).size) {
        Waiver waiver = {.span = span_of(waivers, word)};
        if (code_check(waivers, word, &waiver.code))
            VEC_PUSH(waivers->diags->arena, &waivers->all, waiver);
        rest = trimmed(rest);
        if (!text_starts(rest, TEXT(",")))
            break;
        rest = trimmed((Text){rest.data + 1, rest.size - 1});
    }
    if (rest.data == codes.data)
        return;
    bool has_reason = text_starts(rest, TEXT(":"));
    rest = has_reason ? trimmed((Text){rest.data + 1, rest.size - 1}) : rest;
    if (waivers->all.count > first && (!has_reason || !rest.size)) {
        diag_add(waivers->diags, DIAG_W0151, waivers->all.at[first].span,
                 "a waiver says why: `# allow %s: the reason`",
                 diag_row(waivers->all.at[first].code)->code);
        waivers->all.count = first; /* without a reason it waives nothing */
    }
    for (uint32_t i = first; i < waivers->all.count; i++)
        waivers->all.at[i].reason = text_string(waivers->diags->arena, rest);
}

/* Comments on lines of their own are about the next line that has anything else. */
static void piece_read(void *context, Piece piece, uint32_t lo, uint32_t hi)
{
    Waivers *waivers = context;
    if (piece == PIECE_SPACE || piece == PIECE_END)
        return;
    if (piece == PIECE_LINE) {
        waivers->line_is_new = true;
        return;
    }
    uint32_t line = line_of(waivers, lo);
    if (piece == PIECE_COMMENT) {
        uint32_t first = waivers->all.count;
        comment_read(waivers, (Text){waivers->text.data + lo, hi - lo});
        for (uint32_t i = first; i < waivers->all.count; i++)
            waivers->all.at[i].line = line;
        if (!waivers->line_is_new)
            waivers->pending = waivers->all.count;
        return;
    }
    for (; waivers->pending < waivers->all.count; waivers->pending++)
        waivers->all.at[waivers->pending].line = line;
    waivers->line_is_new = false;
}

/* ---- Applying ---- */

static void diag_waive(Waivers *waivers, Diag *diag)
{
    if (!diag->has_span || diag->span.file != waivers->file || diag->severity == SEVERITY_ERROR)
        return;
    uint32_t line = line_of(waivers, diag->span.lo);
    for (uint32_t i = 0; i < waivers->all.count; i++) {
        Waiver *waiver = &waivers->all.at[i];
        if (waiver->code != diag->code || waiver->line != line)
            continue;
        waivers->diags->warnings -= !diag->waived && diag->severity == SEVERITY_WARNING;
        diag->waived = waiver->reason;
        waiver->is_used = true;
    }
}

static void unused_report(Waivers *waivers)
{
    for (uint32_t i = 0; i < waivers->all.count; i++) {
        const Waiver *waiver = &waivers->all.at[i];
        if (waiver->is_used)
            continue;
        Diag *diag = diag_add(waivers->diags, DIAG_W0152, waiver->span,
                              "there is no `%s` on line %u to waive", diag_row(waiver->code)->code,
                              waiver->line);
        diag_note(waivers->diags, diag,
                  "a waiver stands on the line of the finding or right above it");
    }
}

static void file_apply(const Program *program, const Module *module, bool is_whole)
{
    Waivers waivers = {.diags = program->diags,
                       .files = program->files,
                       .file = module->file,
                       .text = source_text(program->files, module->file),
                       .line_is_new = true};
    uint32_t found = program->diags->items.count;
    if (!text_contains(waivers.text, TEXT("allow ")))
        return;
    pieces_each(waivers.text, 0, piece_read, &waivers);
    for (uint32_t i = 0; i < found; i++)
        diag_waive(&waivers, &program->diags->items.at[i]);
    if (is_whole)
        unused_report(&waivers);
}

void waivers_apply(const Program *program, bool is_whole)
{
    for (uint32_t i = 0; i < program->modules.count; i++)
        if (!program->modules.at[i].is_std)
            file_apply(program, &program->modules.at[i], is_whole);
}
