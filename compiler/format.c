#include "compiler/format.h"

#include "base/buffer.h"
#include "compiler/layout.h"

typedef struct Print {
    Buffer out;
    const Layout *layout;
    uint32_t column, depth;
    bool is_broken[PARSE_NESTING + 1]; /* by block: do statements have lines of their own? */
    uint32_t blocks;
    bool line_is_over; /* a comment ended it */
    bool was_tall;     /* the declaration before had lines of its own */
} Print;

static void line_break(Print *print, uint32_t indent, bool blank)
{
    if (print->out.bytes.count == 0)
        return;
    buffer_string(&print->out, blank ? "\n\n" : "\n");
    buffer_repeat(&print->out, ' ', indent);
    print->column = indent;
    print->line_is_over = false;
}

static void glyph_print(Print *print, uint32_t i)
{
    Span span = print->layout->at[i].span;
    buffer_add(&print->out, (Text){print->layout->text.data + span.lo, span.hi - span.lo});
    print->column += layout_width(print->layout, i);
}

static bool is_hard_stop(const Layout *layout, uint32_t i)
{
    const Glyph *glyph = &layout->at[i];
    return glyph->piece == PIECE_COMMENT || (glyph->flags & (AT_STATEMENT | AT_PART)) ||
           ((glyph->flags & AT_BROKEN) && layout_is(layout, i, "}"));
}

/* May a line that is too long be broken before this piece? */
static bool is_break(const Layout *layout, uint32_t i)
{
    if (i == 0 || (layout->at[i].flags & AT_ROW))
        return false;
    if (layout->at[i].piece == PIECE_MARK)
        return layout_is(layout, i, "|");
    return layout_is(layout, i - 1, ",") || layout_is(layout, i, "and") ||
           layout_is(layout, i, "or") || layout_is(layout, i, "when") ||
           layout_is(layout, i, "then") || layout_is(layout, i, "otherwise");
}

/* Does the text up to the next place to break still fit on the line? */
static bool fits(const Print *print, uint32_t i)
{
    const Layout *layout = print->layout;
    uint32_t column = print->column + layout_gap(layout, i) + layout_width(layout, i);
    for (uint32_t next = i + 1; next < layout->count && column <= LAYOUT_WIDTH; next++) {
        if (is_hard_stop(layout, next) || is_break(layout, next))
            break;
        column += layout_gap(layout, next) + layout_width(layout, next);
    }
    return column <= LAYOUT_WIDTH;
}

/* Does a statement go on after the comments at `i`? */
static bool is_in_statement(const Layout *layout, uint32_t i)
{
    while (i < layout->count && layout->at[i].piece == PIECE_COMMENT)
        i++;
    return i < layout->count && !is_hard_stop(layout, i);
}

static void comment_print(Print *print, uint32_t i)
{
    const Glyph *glyph = &print->layout->at[i];
    bool stands_alone = glyph->breaks > 0 || i == 0;
    if (stands_alone) {
        bool after_open = i && (print->layout->at[i - 1].flags & AT_BLOCK) &&
                          layout_is(print->layout, i - 1, "{");
        line_break(print, print->depth * 2 + (is_in_statement(print->layout, i) ? 4 : 0),
                   (glyph->breaks > 1 && !after_open) || print->was_tall);
        print->was_tall = false;
    } else {
        buffer_string(&print->out, "  ");
    }
    glyph_print(print, i);
    print->line_is_over = true;
}

/* Is the brace before statement `i`, comments aside, the one that opens its block? */
static bool is_first_statement(const Layout *layout, uint32_t i)
{
    return i && (layout->at[i - 1].flags & AT_BLOCK) && layout_is(layout, i - 1, "{");
}

static void statement_break(Print *print, uint32_t i)
{
    const Layout *layout = print->layout;
    bool blank = layout->at[i].breaks > 1 && !is_first_statement(layout, i);
    if (print->is_broken[print->blocks]) {
        line_break(print, print->depth * 2, blank || print->was_tall);
    } else {
        buffer_repeat(&print->out, ' ', layout_gap(layout, i));
        print->column += layout_gap(layout, i);
    }
    print->was_tall = false;
}

/* What comes before a piece within a statement. */
static void inner_gap(Print *print, uint32_t i)
{
    const Layout *layout = print->layout;
    const Glyph *glyph = &layout->at[i];
    uint32_t indent = print->depth * 2;
    if (print->line_is_over) {
        line_break(print, indent + 4, false);
    } else if (glyph->flags & AT_PART) {
        line_break(print, indent + 2, false);
    } else if (is_break(layout, i) && !fits(print, i)) {
        line_break(print, indent + 4, false);
    } else if (i) {
        uint32_t gap = layout_gap(layout, i) + glyph->pad;
        buffer_repeat(&print->out, ' ', gap);
        print->column += gap;
    }
}

static void open_print(Print *print, uint32_t i)
{
    inner_gap(print, i);
    glyph_print(print, i);
    bool is_broken = print->layout->at[i].flags & AT_BROKEN;
    print->depth += is_broken;
    print->is_broken[++print->blocks] = is_broken;
}

/* `}` of a block: on a line of its own where the statements are. */
static void close_print(Print *print, uint32_t i)
{
    print->blocks--;
    if (print->layout->at[i].flags & AT_BROKEN) {
        print->depth--;
        line_break(print, print->depth * 2, false);
        print->was_tall = print->depth == 0;
    } else {
        inner_gap(print, i);
    }
    glyph_print(print, i);
}

static void layout_print(Print *print)
{
    const Layout *layout = print->layout;
    for (uint32_t i = 0; i < layout->count; i++) {
        uint32_t flags = layout->at[i].flags;
        if (layout->at[i].piece == PIECE_COMMENT) {
            comment_print(print, i);
        } else if (flags & AT_BLOCK) {
            (layout_is(layout, i, "{") ? open_print : close_print)(print, i);
        } else {
            (flags & AT_STATEMENT ? statement_break : inner_gap)(print, i);
            glyph_print(print, i);
        }
    }
    if (print->out.bytes.count)
        buffer_char(&print->out, '\n');
}

/* Does the new text mean the same? A layout that changed the meaning would be our mistake: the author's text is then kept. */
static bool is_same(Arena *arena, const Node *file, Text text)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    const Node *again =
        parse_file(arena, sources, source_add(sources, TEXT("layout"), text), diags);
    bool is_equal = diags->errors == 0 && node_equal(file, again);
    diag_list_free(diags);
    source_set_free(sources);
    return is_equal;
}

bool format_file(Arena *arena, SourceSet *sources, uint32_t file, DiagList *diags, Text *out)
{
    uint32_t errors = diags->errors;
    Node *tree = parse_file(arena, sources, file, diags);
    if (diags->errors > errors)
        return false;
    Layout layout = layout_make(arena, source_text(sources, file), tree);
    Print print = {.out = {.arena = arena}, .layout = &layout, .is_broken = {true}};
    layout_print(&print);
    Text text = buffer_text(&print.out);
    *out = is_same(arena, tree, text) ? text : source_text(sources, file);
    return true;
}
