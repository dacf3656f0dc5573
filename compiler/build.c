#include "compiler/build.h"

#include "runtime/calendar.h"

/* ---- Nodes ---- */

Node *build(Parse *parse, NodeKind kind, Span span, Node *first, Node *second, Node *third)
{
    Node *node = node_make(parse->front, kind, span);
    Node *const child[] = {first, second, third};
    for (int i = 0; i < 3; i++)
        with_slot(node, i, child[i]);
    if (node->depth < NODE_DEPTH)
        return node;
    scan_too_deep(parse->scan, parse, span);
    return node_make(parse->front, AST_ERROR, span);
}

Node *build_named(Parse *parse, NodeKind kind, Span span, const Node *name, Node *first,
                  Node *second, Node *third)
{
    return with_text(build(parse, kind, span, first, second, third), name);
}

Node *build_items(Parse *parse, NodeKind kind, Span span, const Node *name, Node *items)
{
    Node *node = build(parse, kind, span, NULL, NULL, NULL);
    if (name)
        with_text(node, name);
    return with_list(parse, node, items);
}

Node *build_number(Parse *parse, NodeKind kind, Span span, const Node *first, const Node *second)
{
    Node *node = node_make(parse->front, kind, span);
    node->number = first->number;
    node->number2 = second ? second->number : 0;
    return node;
}

Node *build_constant(Parse *parse, NodeKind kind, Span span, int64_t number)
{
    Node *node = node_make(parse->front, kind, span);
    node->number = number;
    return node;
}

Node *build_name(Parse *parse, Span span, Text text)
{
    Node *node = node_make(parse->front, AST_NAME, span);
    node->text = text;
    node->name_span = span;
    return node;
}

Node *build_word(Parse *parse, NodeKind kind, Span span, const char *word, Node *first,
                 Node *second)
{
    Node *node = build(parse, kind, span, first, second, NULL);
    node->text = text_from(word);
    return node;
}

Node *with_flags(Node *node, uint32_t flags)
{
    node->flags |= flags;
    return node;
}

Node *with_list(Parse *parse, Node *node, Node *items)
{
    for (uint32_t i = 0; items && i < items->list.count; i++)
        node_add(parse->front, node, items->list.at[i]);
    return node;
}

Node *with_slot(Node *node, int slot, Node *child)
{
    node->slot[slot] = child;
    if (child && node->depth <= child->depth)
        node->depth = child->depth + 1;
    return node;
}

Node *with_number(Node *node, const Node *number)
{
    node->number = number->number;
    return node;
}

Node *with_number2(Node *node, const Node *number)
{
    node->number2 = number->number;
    return node;
}

Node *with_text(Node *node, const Node *name)
{
    node->text = name->text;
    node->name_span = name->span;
    return node;
}

Node *with_span(Node *node, Span span)
{
    node->span = span;
    return node;
}

/* ---- Lists ---- */

Node *list_add(Parse *parse, Node *list, Node *item)
{
    if (!list)
        list = node_make(parse->front, AST_LIST, item->span);
    node_add(parse->front, list, item);
    list->span = span_join(list->span, item->span);
    return list;
}

Node *list_add_doc(Parse *parse, Node *list, Node *item)
{
    Node *doc = scan_doc(parse->scan, item->span);
    if (doc)
        with_slot(item, 3, doc);
    return list_add(parse, list, item);
}

Node *list_add_declaration(Parse *parse, Node *list, Node *item)
{
    return parse->declared = list_add_doc(parse, list, item);
}

Node *list_add_sla(Parse *parse, Node *list, Node *item)
{
    Node *last = list ? list->list.at[list->list.count - 1] : NULL;
    if (item->kind != AST_CHANGES || !last || last->kind != AST_TARGET ||
        !scan_is_same_line(parse->scan, last->span.hi, item->span.lo))
        return list_add(parse, list, item);
    with_slot(last, 3, list_add(parse, last->slot[3], item));
    last->span = span_join(last->span, item->span);
    return list;
}

/* ---- Words with a meaning ---- */

/* The index of the word among `count` choices, or -1 with a finding. */
static int64_t word_find(Parse *parse, const Node *word, const char *what,
                         const char *const *choice, int count)
{
    for (int i = 0; i < count; i++)
        if (text_is(word->text, choice[i]))
            return i;
    char *list = arena_format(parse->front, "%s", choice[0]);
    for (int i = 1; i < count; i++)
        list = arena_format(parse->front, "%s%s%s", list, i + 1 < count ? ", " : " or ", choice[i]);
    diag_add(parse->diags, DIAG_E0122, word->span, "`%.*s` is no %s: write %s",
             TEXT_ARGS(word->text), what, list);
    return -1;
}

static const char *const PERIOD_WORD[] = {"day", "week", "month", "quarter", "year"};
static const char *const RENEW_WORD[] = {"daily", "weekly", "monthly", "quarterly", "yearly"};
static const char *const CHANGE_WORD[] = {"keep", "restart", "pinned", "final"};
static const char *const FORMAT_WORD[] = {"csv", "ndjson", "sqlite"};
static const char *const MONTH_WORD[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};

int build_words(NodeKind kind, const char *const **words)
{
    const struct {
        NodeKind kind;
        int count;
        const char *const *words;
    } WORDS[] = {{AST_PER, 5, PERIOD_WORD},
                 {AST_CONTRACT_RENEW, 5, RENEW_WORD},
                 {AST_CHANGES, 4, CHANGE_WORD},
                 {AST_HOLIDAY_WEEKDAY, 12, MONTH_WORD}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (WORDS[i].kind == kind) {
            *words = WORDS[i].words;
            return WORDS[i].count;
        }
    return 0;
}

Node *build_per(Parse *parse, Span span, const Node *word, uint32_t flags)
{
    Node *node = with_text(with_flags(node_make(parse->front, AST_PER, span), flags), word);
    node->number = word_find(parse, word, "period", PERIOD_WORD, 5);
    return node;
}

Node *build_renew(Parse *parse, Span span, const Node *word)
{
    Node *node = with_text(node_make(parse->front, AST_CONTRACT_RENEW, span), word);
    node->number = word_find(parse, word, "way to renew", RENEW_WORD, 5);
    return node;
}

Node *build_changes(Parse *parse, Span span, const Node *word)
{
    Node *node = with_text(node_make(parse->front, AST_CHANGES, span), word);
    node->number = word_find(parse, word, "way to meet a change", CHANGE_WORD, 4);
    return node;
}

Node *build_source(Parse *parse, Span span, const Node *name, const Node *format, Node *query,
                   Node *items)
{
    Node *node = with_slot(build_items(parse, AST_SOURCE, span, name, items), 0, query);
    node->number = word_find(parse, format, "format of a source", FORMAT_WORD, 3);
    return node;
}

Node *build_nth(Parse *parse, Span span, const Node *nth, const Node *weekday, const Node *month)
{
    int64_t number = word_find(parse, month, "month", MONTH_WORD, 12);
    Node *when = build_constant(parse, AST_INTEGER, month->span, number + 1);
    Node *count = build_constant(parse, AST_INTEGER, nth->span, nth->number);
    return with_flags(build(parse, AST_HOLIDAY_WEEKDAY, span, when, count, NULL),
                      (uint32_t)weekday->number);
}

/* ---- Literals ---- */

Node *build_weekday(Parse *parse, Span span, int weekday)
{
    return build_constant(parse, AST_INTEGER, span, weekday);
}

Node *build_days(Parse *parse, Span span, Node *first, Node *last)
{
    int64_t bits = 0, day = first->number;
    for (;; day = (day + 1) % 7) {
        bits |= INT64_C(1) << day;
        if (day == last->number)
            return build_constant(parse, AST_INTEGER, span, bits);
    }
}

Node *days_join(Node *days, const Node *more)
{
    days->number |= more->number;
    days->span = span_join(days->span, more->span);
    return days;
}

Node *build_date_time(Parse *parse, Span span, const Node *date, const Node *time)
{
    Node *node = build_constant(parse, AST_INSTANT, span, date->number * DAY_MS + time->number);
    return with_flags(node, INSTANT_LOCAL);
}

Node *build_sign(Parse *parse, Span span, Node *literal)
{
    bool is_number = literal->kind == AST_INTEGER || literal->kind == AST_DECIMAL ||
                     literal->kind == AST_PERCENT || literal->kind == AST_DURATION ||
                     literal->kind == AST_MONEY || literal->kind == AST_PERIOD;
    if (!is_number)
        diag_add(parse->diags, DIAG_E0101, span,
                 "only numbers, durations, periods and money can be negative");
    literal->number = -literal->number;
    return with_span(literal, span);
}

Node *build_use(Parse *parse, Span span, Node *path, Node *names)
{
    Node *node = node_make(parse->front, AST_USE, span);
    if (path)
        return with_flags(with_text(node, path), USE_FILE);
    const char *name = "";
    for (uint32_t i = 0; i < names->list.count; i++)
        name = arena_format(parse->front, "%s%s%.*s", name, i ? "." : "",
                            TEXT_ARGS(names->list.at[i]->text));
    node->text = text_from(name);
    node->name_span = names->span;
    return node;
}

Node *build_currency(Parse *parse, Span span, const Node *code)
{
    if (code->number < 0)
        diag_add(parse->diags, DIAG_E0111, code->span, "`%.*s` is no currency of ISO 4217",
                 TEXT_ARGS(code->text));
    return with_number(with_text(node_make(parse->front, AST_CURRENCY, span), code), code);
}

/* ---- Holidays ---- */

Node *build_holiday(Parse *parse, Node *holiday, Span span, const Node *name, Node *suffixes)
{
    holiday->span = span;
    if (name)
        with_text(holiday, name);
    int64_t *const from = holiday->kind == AST_HOLIDAY_DATE ? NULL : &holiday->number;
    for (uint32_t i = 0; suffixes && i < suffixes->list.count; i++) {
        Node *suffix = suffixes->list.at[i];
        if (suffix->kind == AST_LIST)
            with_list(parse, holiday, suffix);
        else if (!from)
            diag_add(parse->diags, DIAG_E0101, suffix->span,
                     "a holiday on one date has no first or last year");
        else if (suffix->slot[0])
            holiday->number = suffix->slot[0]->number;
        else
            holiday->number2 = suffix->slot[1]->number;
    }
    return holiday;
}

/* ---- Events, targets, sources, actions ---- */

Node *build_event(Parse *parse, Span span, const Node *path, Node *value)
{
    if (path->kind == AST_MEMBER)
        diag_add(parse->diags, DIAG_E0101, span,
                 "an event has one name; a field is followed by `becomes`, `rises`, `falls` or "
                 "`changes`");
    return build_named(parse, AST_PATTERN_EVENT, span, path, value, NULL, NULL);
}

Node *build_target(Parse *parse, Span span, const Node *clock, Node *target, Node *calendar,
                   Node *name)
{
    Node *details = name ? list_add(parse, NULL, name) : NULL;
    if (calendar)
        details = list_add(parse, details, calendar);
    with_text(target, clock);
    return with_span(with_slot(target, 3, details), span);
}

Node *build_cutoff(Parse *parse, Span span, uint32_t kind, Node *value, Node *later)
{
    Node *cutoff =
        build(parse, AST_CUTOFF, span, kind == CUTOFF_AT_FIELD ? value : NULL, later, NULL);
    if (kind == CUTOFF_AT_TIME)
        cutoff->number = value->number;
    return with_flags(cutoff, kind);
}

Node *build_next_workday(Parse *parse, Span span)
{
    Node *node = build_constant(parse, AST_PERIOD, span, 1);
    node->number2 = UNIT_WORKDAY;
    return with_flags(node, PERIOD_NEXT);
}

Node *build_mapping(Parse *parse, Span span, const Node *name, Node *texts, Node *format)
{
    if (texts->list.count == 1 && !text_is(name->text, "absent"))
        return build_named(parse, AST_MAP_COLUMN, span, name, texts->list.at[0], format, NULL);
    if (format)
        diag_add(parse->diags, DIAG_E0101, format->span, "a list of texts has no format");
    return build_items(parse, AST_MAP_TEXTS, span, name, texts);
}

Node *build_recipient(Parse *parse, Span span, const char *word, Node *value)
{
    bool is_person = value->kind == AST_NAME &&
                     (text_is(value->text, "agent") || text_is(value->text, "customer"));
    if (is_person)
        return build_named(parse, AST_RECIPIENT, span, value, NULL, NULL, NULL);
    return build_word(parse, AST_RECIPIENT, span, word, value, NULL);
}

Node *build_compare(Parse *parse, NodeKind kind, Span span, Node *value)
{
    return with_flags(build(parse, AST_CELL_COMPARE, span, value, NULL, NULL), kind);
}

/* ---- Tables ---- */

/* The header's cells are plain expressions. */
static Node *header_make(Parse *parse, Node *row)
{
    for (uint32_t i = 0; i < row->list.count; i++) {
        Node *cell = row->list.at[i];
        if (cell->list.count != 1 || cell->slot[0])
            diag_add(parse->diags, DIAG_E0124, cell->span,
                     "the head of a column is one clock or one expression");
        row->list.at[i] = cell->list.at[0];
    }
    return row;
}

/* Has an empty cell been reported on the row's line already? */
static bool is_told(const Parse *parse, const Node *row)
{
    for (uint32_t i = 0; i < parse->diags->items.count; i++) {
        const Diag *diag = &parse->diags->items.at[i];
        if (diag->code == DIAG_E0124 && diag->span.lo >= row->span.hi &&
            scan_is_same_line(parse->scan, row->span.hi, diag->span.lo))
            return true;
    }
    return false;
}

static void row_check(Parse *parse, const Node *header, const Node *row)
{
    uint32_t want = header->list.count, have = row->list.count;
    if (want == have || is_told(parse, row))
        return;
    Diag *diag = diag_add(parse->diags, DIAG_E0124, row->span,
                          "the row has %u cell%s, the table %u column%s", have,
                          have == 1 ? "" : "s", want, want == 1 ? "" : "s");
    diag_relate(parse->diags, diag, header->span, "the columns");
    diag_note(parse->diags, diag, "a cell is never empty: `_` stands for anything");
}

Node *build_table(Parse *parse, Span span, Node *rows)
{
    Node *table = node_make(parse->front, AST_TABLE, span);
    if (!rows) {
        diag_add(parse->diags, DIAG_E0124, span, "the table has no row of column heads");
        return with_slot(table, 0, node_make(parse->front, AST_ROW, span));
    }
    Node *header = header_make(parse, rows->list.at[0]);
    with_slot(table, 0, header);
    for (uint32_t i = 1; i < rows->list.count; i++) {
        row_check(parse, header, rows->list.at[i]);
        node_add(parse->front, table, rows->list.at[i]);
    }
    return table;
}

/* ---- Teaching ---- */

Node *teach_equals(Parse *parse, Span span, Span sign, Node *left, Node *right)
{
    Diag *diag =
        diag_add(parse->diags, DIAG_E0113, sign, "two values are compared with `is`, not with `=`");
    diag_fix(parse->diags, diag, "write `is`", true, sign, "is");
    return build(parse, AST_IS, span, left, right, NULL);
}

Node *teach_within(Parse *parse, Span span, const Node *clock, Node *target)
{
    Span limit = target->slot[0]->span;
    Diag *diag = diag_add(parse->diags, DIAG_E0115, limit,
                          "`within` is missing before the limit of `%.*s`", TEXT_ARGS(clock->text));
    diag_fix(parse->diags, diag, "write `within`", true, (Span){limit.file, limit.lo, limit.lo},
             "within ");
    return with_span(with_text(target, clock), span);
}
