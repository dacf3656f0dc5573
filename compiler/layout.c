#include "compiler/layout.h"

#include "compiler/literal.h"

typedef VEC(Glyph) GlyphList;

typedef struct Gather {
    Arena *arena;
    Text text;
    GlyphList glyphs;
    uint32_t breaks;
} Gather;

/* ---- Pieces ---- */

static void piece_gather(void *context, Piece piece, uint32_t lo, uint32_t hi)
{
    Gather *gather = context;
    if (piece == PIECE_LINE)
        gather->breaks++;
    if (piece == PIECE_SPACE || piece == PIECE_LINE)
        return;
    while (piece == PIECE_COMMENT &&
           (gather->text.data[hi - 1] == '\r' || gather->text.data[hi - 1] == ' ' ||
            gather->text.data[hi - 1] == '\t'))
        hi--;
    Glyph glyph = {.piece = piece, .span = {0, lo, hi}, .breaks = gather->breaks};
    VEC_PUSH(gather->arena, &gather->glyphs, glyph);
    gather->breaks = 0;
}

bool layout_is(const Layout *layout, uint32_t i, const char *text)
{
    Span span = layout->at[i].span;
    return layout->at[i].piece != PIECE_TEXT &&
           text_is((Text){layout->text.data + span.lo, span.hi - span.lo}, text);
}

static void braces_match(Layout *layout)
{
    uint32_t *open = ARENA_ARRAY(layout->arena, uint32_t, layout->count + 1), depth = 0;
    for (uint32_t i = 0; i < layout->count; i++)
        if (layout->at[i].piece != PIECE_MARK) {
            continue;
        } else if (layout_is(layout, i, "{")) {
            layout->at[i].depth = depth;
            open[depth++] = i;
        } else if (layout_is(layout, i, "}") && depth) {
            layout->at[i].match = open[--depth];
            layout->at[open[depth]].match = i;
        }
}

/* The piece that begins at or after byte `lo`. */
static uint32_t glyph_find(const Layout *layout, uint32_t lo)
{
    uint32_t low = 0, high = layout->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (layout->at[middle].span.lo < lo)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The piece that ends at byte `hi`. */
static uint32_t glyph_last(const Layout *layout, uint32_t hi)
{
    return glyph_find(layout, hi) - 1;
}

/* ---- Widths ---- */

uint32_t layout_width(const Layout *layout, uint32_t i)
{
    uint32_t columns = 0;
    for (uint32_t at = layout->at[i].span.lo; at < layout->at[i].span.hi; at++)
        columns += ((unsigned char)layout->text.data[at] & 0xc0) != 0x80;
    return columns;
}

static bool is_one_of(const Layout *layout, uint32_t i, const char *marks)
{
    Span span = layout->at[i].span;
    return layout->at[i].piece == PIECE_MARK && span.hi - span.lo == 1 &&
           strchr(marks, layout->text.data[span.lo]);
}

uint32_t layout_gap(const Layout *layout, uint32_t i)
{
    const Glyph *glyph = &layout->at[i], *before = &layout->at[i - 1];
    if (glyph->flags & AT_STATEMENT)
        return before->flags & AT_BLOCK && layout_is(layout, i - 1, "{") ? 1 : 2;
    if (is_one_of(layout, i, ",).?") || is_one_of(layout, i - 1, "(.") ||
        (before->flags & AT_UNARY))
        return 0;
    if (layout_is(layout, i, "..") || layout_is(layout, i - 1, ".."))
        return 0;
    if (is_one_of(layout, i, ":"))
        return glyph->flags & AT_SPACED ? 1 : 0;
    if (is_one_of(layout, i, "("))
        return glyph->flags & AT_CALL ? 0 : 1;
    bool is_span = is_one_of(layout, i, "-") && before->piece == PIECE_TIME;
    bool in_span = is_one_of(layout, i - 1, "-") && glyph->piece == PIECE_TIME && i > 1 &&
                   layout->at[i - 2].piece == PIECE_TIME;
    return is_span || in_span ? 0 : 1;
}

uint32_t layout_flat(const Layout *layout, uint32_t first, uint32_t last)
{
    uint32_t columns = 0;
    for (uint32_t i = first; i < last; i++)
        columns += layout_width(layout, i) + (i > first ? layout_gap(layout, i) : 0);
    return columns;
}

/* ---- What the tree says ---- */

static bool is_block(NodeKind kind)
{
    switch ((unsigned)kind) {
    case AST_POLICY:
    case AST_TICKET:
    case AST_ACCOUNT:
    case AST_CONTRACT_FIELDS:
    case AST_EVENT:
    case AST_CALENDAR:
    case AST_HOLIDAYS:
    case AST_CLOCK:
    case AST_SLA:
    case AST_EXCEPT:
    case AST_ESCALATE:
    case AST_OBJECTIVE:
    case AST_PLAN:
    case AST_QUOTA:
    case AST_PACK:
    case AST_CONTRACT:
    case AST_CONTRACT_OVERRIDE:
    case AST_WORKFLOW:
    case AST_QUEUE:
    case AST_SOURCE:
    case AST_MAP_MATCH:
    case AST_MAP_EVENTS:
    case AST_TEST:
    case AST_TABLE: return true;
    default: return false;
    }
}

/* Blocks that always have a line for each statement. */
static bool is_tall(NodeKind kind)
{
    return kind == AST_POLICY || kind == AST_TICKET || kind == AST_HOLIDAYS || kind == AST_SLA ||
           kind == AST_PLAN || kind == AST_SOURCE || kind == AST_TEST || kind == AST_TABLE ||
           kind == AST_CONTRACT;
}

/* Clocks and escalations read well on one line however many statements they have. */
static bool is_wide(NodeKind kind)
{
    return kind == AST_CLOCK || kind == AST_ESCALATE || kind == AST_WORKFLOW;
}

static bool has_comment_or_block(const Layout *layout, uint32_t open, uint32_t close)
{
    for (uint32_t i = open + 1; i < close; i++)
        if (layout->at[i].piece == PIECE_COMMENT || (layout->at[i].flags & AT_BLOCK))
            return true;
    return false;
}

/* Would an item read differently on the line of the one before it (`changes` after a target, a unit after a number)? */
static bool is_line_bound(const Layout *layout, const Node *item)
{
    uint32_t i = glyph_find(layout, item->span.lo);
    Span span = layout->at[i].span;
    Text word = {layout->text.data + span.lo, span.hi - span.lo};
    return item->kind == AST_CHANGES || layout_is(layout, i, "calendar") || literal_unit(word) >= 0;
}

static bool is_broken(const Layout *layout, const Node *node, uint32_t open, uint32_t close)
{
    uint32_t first = glyph_find(layout, node->span.lo), items = node->list.count;
    if (items == 0 && node->kind != AST_TABLE)
        return has_comment_or_block(layout, open, close);
    if (is_tall(node->kind) || (items > LAYOUT_SHORT && !is_wide(node->kind)))
        return true;
    for (uint32_t i = 1; i < items; i++)
        if (is_line_bound(layout, node->list.at[i]))
            return true;
    return has_comment_or_block(layout, open, close) ||
           layout->at[open].depth * 2 + layout_flat(layout, first, close + 1) > LAYOUT_WIDTH;
}

static void mark(Layout *layout, uint32_t lo, uint32_t flags)
{
    uint32_t i = glyph_find(layout, lo);
    if (i < layout->count)
        layout->at[i].flags |= flags;
}

/* Pads before one piece of each statement so that they stand below each other. `column[i]`: the piece, 0 for none. */
static void pieces_align(Layout *layout, const Node *block, const uint32_t *column)
{
    uint32_t widest = 0;
    for (uint32_t i = 0; i < block->list.count; i++) {
        uint32_t width =
            column[i]
                ? layout_flat(layout, glyph_find(layout, block->list.at[i]->span.lo), column[i])
                : 0;
        widest = width > widest ? width : widest;
    }
    for (uint32_t i = 0; i < block->list.count; i++)
        if (column[i])
            layout->at[column[i]].pad =
                widest -
                layout_flat(layout, glyph_find(layout, block->list.at[i]->span.lo), column[i]);
}

/* The piece of a statement that is aligned with those of its neighbours: `:` of fields, `=` of mappings, `->` of arms. */
static uint32_t aligned_piece(const Layout *layout, const Node *item)
{
    uint32_t i = glyph_find(layout, item->span.lo);
    bool is_mapping = item->kind == AST_MAP_COLUMN || item->kind == AST_MAP_MATCH ||
                      item->kind == AST_MAP_WORD || item->kind == AST_MAP_TEXTS;
    if (item->kind != AST_FIELD && item->kind != AST_ARM && !is_mapping)
        return 0;
    return layout->at[i + 1].piece == PIECE_MARK ? i + 1 : 0;
}

static void block_align(Layout *layout, const Node *block)
{
    uint32_t *column = ARENA_ARRAY(layout->arena, uint32_t, block->list.count);
    for (uint32_t i = 0; i < block->list.count; i++)
        column[i] = aligned_piece(layout, block->list.at[i]);
    pieces_align(layout, block, column);
}

/* ---- Tables ---- */

/* The bars of a row: bars[0] opens it, bars[n] closes cell n. False: comments stand between them. */
static bool bars_find(const Layout *layout, const Node *row, uint32_t *bars, uint32_t columns)
{
    uint32_t last = glyph_last(layout, row->span.hi), count = 0;
    for (uint32_t i = glyph_find(layout, row->span.lo); i <= last; i++) {
        if (layout->at[i].piece == PIECE_COMMENT)
            return false;
        if (layout_is(layout, i, "|") && count <= columns)
            bars[count++] = i;
    }
    return count == columns + 1;
}

static void row_measure(const Layout *layout, const Node *row, uint32_t columns, uint32_t *bars,
                        uint32_t *width)
{
    if (!bars_find(layout, row, bars, columns))
        return;
    for (uint32_t c = 0; c < columns; c++) {
        uint32_t cell = layout_flat(layout, bars[c] + 1, bars[c + 1]);
        width[c] = cell > width[c] ? cell : width[c];
    }
}

static void row_pad(Layout *layout, const Node *row, uint32_t columns, uint32_t *bars,
                    const uint32_t *width)
{
    uint32_t last = glyph_last(layout, row->span.hi);
    for (uint32_t i = glyph_find(layout, row->span.lo); i <= last; i++)
        layout->at[i].flags |= AT_ROW;
    mark(layout, row->span.lo, AT_STATEMENT);
    if (!bars_find(layout, row, bars, columns))
        return;
    for (uint32_t c = 0; c < columns; c++)
        layout->at[bars[c + 1]].pad = width[c] - layout_flat(layout, bars[c] + 1, bars[c + 1]);
}

static void table_align(Layout *layout, const Node *table)
{
    uint32_t columns = table->slot[0]->list.count;
    uint32_t *bars = ARENA_ARRAY(layout->arena, uint32_t, columns + 2);
    uint32_t *width = ARENA_ARRAY(layout->arena, uint32_t, columns + 1);
    row_measure(layout, table->slot[0], columns, bars, width);
    for (uint32_t i = 0; i < table->list.count; i++)
        row_measure(layout, table->list.at[i], columns, bars, width);
    row_pad(layout, table->slot[0], columns, bars, width);
    for (uint32_t i = 0; i < table->list.count; i++)
        row_pad(layout, table->list.at[i], columns, bars, width);
}

/* ---- Walking the tree: inner blocks first, so that the outer ones see them ---- */

static void block_mark(Layout *layout, const Node *node)
{
    uint32_t close = glyph_last(layout, node->span.hi);
    if (!layout_is(layout, close, "}"))
        return; /* `event created` has no block */
    uint32_t open = layout->at[close].match;
    for (uint32_t i = 0; i < node->list.count; i++)
        mark(layout, node->list.at[i]->span.lo, AT_STATEMENT);
    uint32_t flags = AT_BLOCK | (is_broken(layout, node, open, close) ? AT_BROKEN : 0u);
    layout->at[open].flags |= flags;
    layout->at[close].flags |= flags;
    if (node->kind == AST_TABLE)
        table_align(layout, node);
    else if (flags & AT_BROKEN)
        block_align(layout, node);
}

/* A rule that does not fit on a line has its trigger, `when` and `do` on lines of their own. */
static void rule_mark(Layout *layout, const Node *rule)
{
    uint32_t first = glyph_find(layout, rule->span.lo), last = glyph_last(layout, rule->span.hi);
    if (layout_flat(layout, first, last + 1) <= LAYOUT_WIDTH)
        return;
    mark(layout, rule->slot[0]->span.lo, AT_PART);
    if (rule->slot[1])
        layout->at[glyph_find(layout, rule->slot[1]->span.lo) - 1].flags |= AT_PART;
    layout->at[glyph_find(layout, rule->list.at[0]->span.lo) - 1].flags |= AT_PART;
}

static void node_mark(Layout *layout, const Node *node)
{
    bool is_signed = node->kind == AST_NEGATE || node->kind == AST_INTEGER ||
                     node->kind == AST_DECIMAL || node->kind == AST_PERCENT ||
                     node->kind == AST_DURATION || node->kind == AST_MONEY ||
                     node->kind == AST_PERIOD;
    if (is_signed && node->span.lo < layout->text.size && layout->text.data[node->span.lo] == '-')
        mark(layout, node->span.lo, AT_UNARY);
    if (node->kind == AST_CALL)
        mark(layout, node->name_span.hi, AT_CALL);
    if (node->kind == AST_FIELD)
        mark(layout, node->name_span.hi, AT_SPACED);
    for (int i = 0; i < NODE_SLOTS; i++)
        if (node->slot[i] && node->kind != AST_HOLIDAY_EASTER)
            node_mark(layout, node->slot[i]);
    for (uint32_t i = 0; i < node->list.count; i++)
        node_mark(layout, node->list.at[i]);
    if (is_block(node->kind))
        block_mark(layout, node);
    if (node->kind == AST_RULE)
        rule_mark(layout, node);
}

Layout layout_make(Arena *arena, Text text, const Node *file)
{
    Gather gather = {.arena = arena, .text = text};
    pieces_each(text, text_starts(text, TEXT("\xef\xbb\xbf")) ? 3 : 0, piece_gather, &gather);
    Layout layout = {
        .arena = arena, .text = text, .at = gather.glyphs.at, .count = gather.glyphs.count};
    braces_match(&layout);
    for (uint32_t i = 0; i < file->list.count; i++) {
        node_mark(&layout, file->list.at[i]);
        mark(&layout, file->list.at[i]->span.lo, AT_STATEMENT);
    }
    return layout;
}
