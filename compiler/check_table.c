/* Tables of targets: columns that name clocks are results, the others inputs. */
#include "compiler/check_part.h"

/* ---- Columns ---- */

static void column_check(Checker *checker, SlaScope *scope, Node *column)
{
    Symbol *clock = column->kind == AST_NAME
                        ? program_find(checker->program, SYMBOL_CLOCK, column->text)
                        : NULL;
    if (clock && clock->is_void && value_find(checker, column->text))
        clock = NULL;
    if (!clock) {
        uint32_t before = checker->diags->items.count;
        Type type = expr_check(checker, column, TYPE_UNKNOWN, NULL);
        if (type_is_error(type) && column->kind == AST_NAME && checker->diags->items.count > before)
            diag_note(checker->diags, &checker->diags->items.at[before],
                      "a column names a clock, or is a value of the ticket");
        return;
    }
    column->symbol = name_resolve(checker, SYMBOL_CLOCK, column->text, column->span);
    column->type = type_make(BASE_DURATION);
    clock_add(checker, scope, column->symbol);
}

static bool is_result(const Node *column)
{
    const Symbol *symbol = column->symbol;
    return column->kind == AST_NAME && symbol && symbol->kind == SYMBOL_CLOCK;
}

/* A clock that could not be resolved: neither an input nor worth another message. */
static bool is_unknown(const Node *column)
{
    return !is_result(column) && type_is_error(column->type);
}

/* ---- Inputs ---- */

static void input_value_check(Checker *checker, const Node *column, Node *value)
{
    Type want = type_present(column->type);
    Type type = expr_check(checker, value, want, NULL);
    present_check(checker, value, type);
    if (type_join(want, type_present(type)))
        return;
    const Program *program = checker->program;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0221, value->span, "this column holds %s, and this is %s",
                 program_type_text(program, want), program_type_text(program, type));
    diag_relate(checker->diags, diag, column->span, "the column");
    if (value->kind == AST_TEXT && type_base(want) == BASE_ENUM)
        diag_note(checker->diags, diag, "a value of an enumeration is written without quotes");
    if (value->kind == AST_DURATION || value->kind == AST_PERIOD)
        diag_note(checker->diags, diag, "limits stand in columns that name a clock");
}

static void order_check(Checker *checker, const Node *column, const Node *item)
{
    if (type_is_ordered(column->type))
        return;
    diag_add(checker->diags, DIAG_E0223, item->span, "this column holds %s, which has no order",
             program_type_text(checker->program, type_present(column->type)));
}

static void input_item_check(Checker *checker, const Node *column, Node *item)
{
    if (item->kind == AST_CELL_ANY || item->kind == AST_CELL_ABSENT ||
        item->kind == AST_CELL_PRESENT)
        return;
    if (item->kind == AST_CELL_UNTIMED || item->kind == AST_CUTOFF) {
        Diag *diag = diag_add(checker->diags, DIAG_E0413, item->span,
                              "a target stands in a column that names a clock");
        diag_relate(checker->diags, diag, column->span, "this column does not");
        return;
    }
    if (item->kind == AST_CELL_COMPARE) {
        input_value_check(checker, column, item->slot[0]);
        if (item->flags != AST_IS && item->flags != AST_IS_NOT)
            order_check(checker, column, item);
        return;
    }
    if (item->kind != AST_RANGE) {
        input_value_check(checker, column, item);
        return;
    }
    input_value_check(checker, column, item->slot[0]);
    input_value_check(checker, column, item->slot[1]);
    item->type = type_present(column->type);
    order_check(checker, column, item);
}

static void input_check(Checker *checker, const Node *column, Node *cell)
{
    if (cell->slot[0])
        diag_add(checker->diags, DIAG_E0413, cell->slot[0]->span,
                 "`on CALENDAR` belongs to a target, and this column is an input");
    for (uint32_t i = 0; i < cell->list.count; i++)
        input_item_check(checker, column, cell->list.at[i]);
}

/* What the row knows to be present, because one of its cells fits only then. */
static const Fact *row_facts(Checker *checker, const Node *header, const Node *row)
{
    const Fact *facts = NULL;
    for (uint32_t i = 0; i < row->list.count && i < header->list.count; i++) {
        const Node *cell = row->list.at[i];
        bool is_present = cell->list.count > 0;
        for (uint32_t k = 0; k < cell->list.count; k++)
            is_present &=
                cell->list.at[k]->kind != AST_CELL_ANY && cell->list.at[k]->kind != AST_CELL_ABSENT;
        if (is_present && !is_result(header->list.at[i]))
            facts = fact_add(checker, facts, path_symbol(header->list.at[i]));
    }
    return facts;
}

/* ---- Results ---- */

static void result_check(Checker *checker, const SlaScope *scope, Node *cell)
{
    Node *limit = NULL, *cutoff = NULL, *single = NULL;
    Symbol *on = NULL;
    if (cell->slot[0]) {
        on = calendar_use(checker, cell->slot[0]->text, cell->slot[0]->span);
        cell->slot[0]->symbol = on;
    }
    for (uint32_t i = 0; i < cell->list.count; i++) {
        Node *item = cell->list.at[i];
        bool is_single = item->kind == AST_CELL_UNTIMED || item->kind == AST_CELL_ANY;
        bool is_input = item->kind == AST_CELL_ABSENT || item->kind == AST_CELL_PRESENT ||
                        item->kind == AST_CELL_COMPARE || item->kind == AST_RANGE;
        Node **place = is_single ? &single : item->kind == AST_CUTOFF ? &cutoff : &limit;
        if (is_input || *place) {
            Diag *diag = diag_add(checker->diags, DIAG_E0413, item->span,
                                  "this column names a clock, so its cells are targets");
            diag_note(
                checker->diags, diag,
                "a target is a limit, `by` a cutoff, both with a comma between, or `untimed`");
            continue;
        }
        *place = item;
    }
    if (limit)
        limit_check(checker, scope, limit, on);
    cutoff_check(checker, cutoff);
    if (single && (limit || cutoff))
        diag_add(checker->diags, DIAG_E0413, single->span,
                 "`%s` goes with neither limit nor cutoff", words_of(checker, single->span));
}

/* ---- The table ---- */

static void row_check(Checker *checker, SlaScope *scope, const Node *header, Node *row)
{
    if (row->list.count != header->list.count)
        return; /* the parser has said so */
    for (uint32_t i = 0; i < row->list.count; i++)
        if (!is_result(header->list.at[i]) && !is_unknown(header->list.at[i]))
            input_check(checker, header->list.at[i], row->list.at[i]);
    const Fact *facts = row_facts(checker, header, row);
    facts_assume(checker, facts);
    for (uint32_t i = 0; i < row->list.count; i++)
        if (is_result(header->list.at[i]))
            result_check(checker, scope, row->list.at[i]);
    facts_drop(checker, facts);
}

void targets_check(Checker *checker, SlaScope *scope, Node *targets)
{
    Node *table = targets->slot[0], *header = table ? table->slot[0] : NULL;
    bool is_any = false, is_known = true;
    if (!header)
        return;
    for (uint32_t i = 0; i < header->list.count; i++) {
        column_check(checker, scope, header->list.at[i]);
        is_any |= is_result(header->list.at[i]);
        is_known &= !is_unknown(header->list.at[i]);
    }
    if (!is_any && is_known) {
        Diag *diag = diag_add(checker->diags, DIAG_E0415, header->span,
                              "no column names a clock, so the table gives no target");
        diag_note(checker->diags, diag,
                  "add a column for each clock: `| priority | respond | resolve |`");
    }
    for (uint32_t i = 0; i < table->list.count; i++)
        row_check(checker, scope, header, table->list.at[i]);
}
