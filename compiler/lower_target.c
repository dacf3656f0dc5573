/* The targets of one clock in one SLA: list lines, table rows and exceptions become one decision
   list, a function that gives the index of the first line that fits, or absent (P2). */
#include "compiler/lower.h"

/* Lines that share a name, a calendar and a mode: an SLA's own, or an exception's. */
typedef struct Group {
    const char *prefix; /* "warranty.resolve", "warranty.freeze.resolve" */
    const Symbol *clock;
    const NodeList *items;
    const Node *exception; /* NULL: an SLA's own */
    ChangeMode changes;
    uint32_t number; /* of the last line, from 1 */
} Group;

typedef struct Row {         /* where the line stands: in the list, or in a table */
    const Node *table, *row; /* NULL in the list */
    const IrReg *columns;    /* values of the inputs, held over the table */
} Row;

typedef struct Parts { /* of a line */
    const Node *limit, *cutoff, *calendar, *when;
    bool is_untimed, changes_is_own;
    ChangeMode changes;
    const char *name;
    LineSource source;
} Parts;

ChangeMode lower_changes(const NodeList *items, ChangeMode otherwise)
{
    static const ChangeMode MODE[] = {[CHANGE_KEEP] = CHANGES_KEEP,
                                      [CHANGE_RESTART] = CHANGES_RESTART,
                                      [CHANGE_PINNED] = CHANGES_PINNED,
                                      [CHANGE_FINAL] = CHANGES_FINAL};
    for (uint32_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == AST_CHANGES && items->at[i]->number >= 0)
            otherwise = MODE[items->at[i]->number];
    return otherwise;
}

bool lower_has(const NodeList *items, NodeKind kind)
{
    for (uint32_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == kind)
            return true;
    return false;
}

bool lower_is_result(const Node *column)
{
    const Symbol *symbol = column->symbol;
    return column->kind == AST_NAME && symbol && symbol->kind == SYMBOL_CLOCK;
}

/* ---- One line ---- */

/* `by FIELD + 2h`: the length is measured on the calendar, so it is kept apart from the instant
   (language.md). */
static void field_cutoff_make(Lower *lower, TargetLine *line, const Node *expr)
{
    const Node *length = expr->kind == AST_ADD || expr->kind == AST_SUBTRACT ? expr->slot[1] : NULL;
    if (length && length->kind == AST_DURATION) {
        line->cutoff_offset = expr->kind == AST_ADD ? length->number : -length->number;
        expr = expr->slot[0];
    }
    line->cutoff = CUTOFF_FIELD;
    line->cutoff_is_date = type_base(expr->type) == BASE_DATE;
    line->cutoff_field = lower_operand(lower, expr, TYPE_UNKNOWN);
}

static void cutoff_make(Lower *lower, TargetLine *line, const Node *cutoff)
{
    const Node *later = cutoff->slot[1];
    if (cutoff->flags & CUTOFF_AT_CLOSE)
        line->cutoff = CUTOFF_CLOSE;
    else if (cutoff->flags & CUTOFF_AT_TIME)
        line->cutoff = CUTOFF_TIME;
    else
        field_cutoff_make(lower, line, cutoff->slot[0]);
    if (line->cutoff == CUTOFF_TIME)
        line->cutoff_time = cutoff->number;
    line->cutoff_is_next = later && later->flags & PERIOD_NEXT;
    if (later && !line->cutoff_is_next)
        line->cutoff_days = (uint32_t)later->number;
}

static void limit_make(Lower *lower, TargetLine *line, const Node *limit)
{
    line->has_limit = true;
    line->limit_unit = UNIT_MS;
    if (limit->kind == AST_PERIOD) {
        Amount amount = lower_amount(limit);
        line->limit_unit = amount.unit;
        line->limit = (Operand){.code = NONE, .value = amount.count};
        return;
    }
    line->limit = lower_operand(lower, limit, type_make(BASE_DURATION));
}

static void line_return(Lower *lower, const Parts *parts, const Node *limit)
{
    TargetLine line = {.name = lower_text(lower, text_from(parts->name)),
                       .origin = lower_origin(lower, parts->source.node->span),
                       .untimed = parts->is_untimed,
                       .limit = {.code = NONE, .value = VALUE_ABSENT},
                       .cutoff_field = {.code = NONE, .value = VALUE_ABSENT},
                       .calendar = lower->calendar,
                       .changes = parts->changes,
                       .changes_is_own = parts->changes_is_own};
    if (limit)
        limit_make(lower, &line, limit);
    if (parts->cutoff)
        cutoff_make(lower, &line, parts->cutoff);
    VEC_PUSH(lower->arena, &lower->lines, line);
    LineSource source = parts->source;
    source.sla_clock = lower->sla_clocks.count;
    VEC_PUSH(lower->scratch, &lower->line_sources, source);
    lower_return(lower, IR_TYPE_NUMBER, lower->lines.count - 1);
}

/* A choice between periods has no value of one unit: each branch is a line of its own. */
static void limits_return(Lower *lower, const Parts *parts, const Node *limit)
{
    IrLabel no = {0};
    if (!limit || limit->kind != AST_IF || type_base(limit->type) != BASE_PERIOD) {
        line_return(lower, parts, limit);
        return;
    }
    lower_unless(lower, limit->slot[0], &no);
    limits_return(lower, parts, limit->slot[1]);
    ir_place(lower->build, &no);
    limits_return(lower, parts, limit->slot[2]);
}

/* ---- Cells ---- */

static IrReg cell_compare(Lower *lower, IrReg value, IrOp op, const Node *expr, Type column,
                          bool swap)
{
    Type joined = type_join(column, expr->type);
    value = lower_convert(lower, value, column, joined);
    IrReg other = lower_expr(lower, expr, joined);
    return ir_emit(lower->build, op, IR_TYPE_BOOL, swap ? other : value, swap ? value : other, 0);
}

static IrReg cell_test(Lower *lower, IrReg value, const Node *cell, Type column)
{
    const Node *expr = cell->slot[0];
    switch (cell->flags) {
    case AST_LESS: return cell_compare(lower, value, IR_LT, expr, column, false);
    case AST_LESS_EQUAL: return cell_compare(lower, value, IR_LE, expr, column, false);
    case AST_GREATER: return cell_compare(lower, value, IR_LT, expr, column, true);
    case AST_GREATER_EQUAL: return cell_compare(lower, value, IR_LE, expr, column, true);
    case AST_IS_NOT: {
        IrReg is = cell_compare(lower, value, IR_EQ, expr, column, false);
        return ir_emit(lower->build, IR_NOT, IR_TYPE_BOOL, is, 0, 0);
    }
    default: return cell_compare(lower, value, IR_EQ, expr, column, false);
    }
}

/* One alternative of a cell: jumps to `yes` where it fits. */
static void part_if(Lower *lower, IrReg value, const Node *part, Type column, IrLabel *yes)
{
    IrLabel no = {0};
    IrBuilder *build = lower->build;
    ir_hold(build, value);
    switch ((int)part->kind) {
    case AST_CELL_ANY:
        ir_release(build, value);
        ir_jump(build, yes);
        return;
    case AST_CELL_ABSENT:
    case AST_CELL_PRESENT: {
        IrReg present = ir_emit(build, IR_PRESENT, IR_TYPE_BOOL, value, 0, 0);
        if (part->kind == AST_CELL_PRESENT)
            ir_jump_if(build, present, yes);
        else
            ir_jump_unless(build, present, yes);
        return;
    }
    case AST_RANGE:
        ir_hold(build, value);
        ir_jump_unless(build, cell_compare(lower, value, IR_LE, part->slot[0], column, true), &no);
        ir_jump_if(build, cell_compare(lower, value, IR_LE, part->slot[1], column, false), yes);
        ir_place(build, &no);
        return;
    case AST_CELL_COMPARE: ir_jump_if(build, cell_test(lower, value, part, column), yes); return;
    default: ir_jump_if(build, cell_compare(lower, value, IR_EQ, part, column, false), yes);
    }
}

static bool cell_is_any(const Node *cell)
{
    return cell->list.count == 1 && cell->list.at[0]->kind == AST_CELL_ANY;
}

static void cell_unless(Lower *lower, IrReg value, const Node *cell, Type column, IrLabel *no)
{
    IrLabel yes = {0};
    for (uint32_t i = 0; i < cell->list.count; i++)
        part_if(lower, value, cell->list.at[i], column, &yes);
    ir_jump(lower->build, no);
    ir_place(lower->build, &yes);
}

static void row_unless(Lower *lower, const Row *at, IrLabel *no)
{
    const NodeList *header = &at->table->slot[0]->list;
    for (uint32_t i = 0; i < header->count && i < at->row->list.count; i++)
        if (!lower_is_result(header->at[i]) && !cell_is_any(at->row->list.at[i]))
            cell_unless(lower, at->columns[i], at->row->list.at[i], header->at[i]->type, no);
}

static void guard_unless(Lower *lower, const Row *at, const Parts *parts, IrLabel *no)
{
    if (at->row)
        row_unless(lower, at, no);
    else
        lower_unless(lower, parts->when, no);
}

/* ---- The calendar of a line ---- */

/* The line on one calendar, where its guard and that calendar's condition hold. */
static void line_try(Lower *lower, const Row *at, const Parts *parts, uint32_t calendar,
                     const Node *when)
{
    uint32_t outer = lower->calendar;
    IrLabel no = {0};
    lower->calendar = calendar;
    guard_unless(lower, at, parts, &no);
    lower_unless(lower, when, &no);
    limits_return(lower, parts, parts->limit);
    ir_place(lower->build, &no);
    lower->calendar = outer;
}

/* The target's `on`, else the exception's calendars in order, else the SLA's (T8). */
static void line_add(Lower *lower, const Group *group, const Row *at, const Parts *parts)
{
    if (parts->calendar) {
        line_try(lower, at, parts, lower_symbol_index(parts->calendar), NULL);
        return;
    }
    for (uint32_t i = 0; group->exception && i < group->items->count; i++) {
        const Node *item = group->items->at[i];
        if (item->kind != AST_SLA_CALENDAR)
            continue;
        line_try(lower, at, parts, lower_symbol_index(item), item->slot[0]);
        if (!item->slot[0])
            return;
    }
    line_try(lower, at, parts, NONE, NULL);
}

/* ---- List and tables ---- */

static const char *line_name(Lower *lower, Group *group, const Node *name)
{
    if (name)
        return arena_format(lower->scratch, "%s.%.*s", group->prefix, TEXT_ARGS(name->text));
    return arena_format(lower->scratch, "%s[%u]", group->prefix, group->number);
}

static void target_add(Lower *lower, Group *group, const Node *target)
{
    static const NodeList NO_OPTIONS = {0};
    const NodeList *options = target->slot[3] ? &target->slot[3]->list : &NO_OPTIONS;
    const Node *name = NULL;
    Parts parts = {.limit = target->slot[0],
                   .cutoff = target->slot[1],
                   .when = target->slot[2],
                   .is_untimed = target->flags & TARGET_UNTIMED,
                   .changes_is_own = lower_has(options, AST_CHANGES),
                   .changes = lower_changes(options, group->changes),
                   .source = {.node = target, .exception = group->exception}};
    for (uint32_t i = 0; i < options->count; i++) {
        if (options->at[i]->kind == AST_TARGET_NAME)
            name = options->at[i];
        if (options->at[i]->kind == AST_TARGET_CALENDAR)
            parts.calendar = options->at[i];
    }
    group->number++;
    parts.name = line_name(lower, group, name);
    line_add(lower, group, &(Row){0}, &parts);
}

/* A row's cell under the clock; `_` there promises nothing. */
static void row_add(Lower *lower, Group *group, const Row *at, const Node *cell)
{
    Parts parts = {.calendar = cell->slot[0],
                   .changes = group->changes,
                   .source = {.node = at->row, .table = at->table, .exception = group->exception}};
    group->number++;
    if (cell_is_any(cell))
        return;
    for (uint32_t i = 0; i < cell->list.count; i++) {
        const Node *part = cell->list.at[i];
        if (part->kind == AST_CELL_UNTIMED)
            parts.is_untimed = true;
        else if (part->kind == AST_CUTOFF)
            parts.cutoff = part;
        else
            parts.limit = part;
    }
    parts.name = line_name(lower, group, NULL);
    line_add(lower, group, at, &parts);
}

CodeId lower_row(Lower *lower, const Node *table, const Node *row)
{
    LowerCode code;
    IrLabel no = {0};
    const NodeList *header = &table->slot[0]->list;
    Row at = {.table = table, .row = row};
    IrReg *columns = ARENA_ARRAY(lower->scratch, IrReg, header->count);
    lower_begin(lower, &code);
    for (uint32_t i = 0; i < header->count && i < row->list.count; i++)
        if (!lower_is_result(header->at[i]) && !cell_is_any(row->list.at[i]))
            columns[i] = lower_expr(lower, header->at[i], TYPE_UNKNOWN);
    at.columns = columns;
    row_unless(lower, &at, &no);
    lower_return(lower, IR_TYPE_BOOL, 1);
    ir_place(lower->build, &no);
    lower_return(lower, IR_TYPE_BOOL, 0);
    return lower_end(lower, &code, row->span);
}

static int column_find(const Node *table, const Symbol *clock)
{
    const NodeList *header = &table->slot[0]->list;
    for (uint32_t i = 0; i < header->count; i++)
        if (lower_is_result(header->at[i]) && header->at[i]->symbol == clock)
            return (int)i;
    return -1;
}

/* The inputs are computed once, before the first row. */
static void rows_add(Lower *lower, Group *group, const Node *table)
{
    const NodeList *header = &table->slot[0]->list;
    int clock = column_find(table, group->clock);
    IrReg *columns = ARENA_ARRAY(lower->scratch, IrReg, header->count);
    if (clock < 0)
        return;
    for (uint32_t i = 0; i < header->count; i++)
        if (!lower_is_result(header->at[i]))
            columns[i] = lower_expr(lower, header->at[i], TYPE_UNKNOWN);
    for (uint32_t i = 0; i < table->list.count; i++) {
        const Node *row = table->list.at[i];
        Row at = {.table = table, .row = row, .columns = columns};
        if ((uint32_t)clock < row->list.count)
            row_add(lower, group, &at, row->list.at[clock]);
    }
    for (uint32_t i = 0; i < header->count; i++)
        if (!lower_is_result(header->at[i]))
            ir_release(lower->build, columns[i]);
}

bool lower_names_clock(const NodeList *items, const Symbol *clock)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        bool is_named = (item->kind == AST_TARGET && item->symbol == clock) ||
                        (item->kind == AST_EXCEPT && lower_names_clock(&item->list, clock)) ||
                        (item->kind == AST_TARGETS && column_find(item->slot[0], clock) >= 0);
        if (is_named)
            return true;
    }
    return false;
}

static void group_add(Lower *lower, Group *group)
{
    for (uint32_t i = 0; i < group->items->count; i++) {
        const Node *item = group->items->at[i];
        if (item->kind == AST_TARGET && item->symbol == group->clock)
            target_add(lower, group, item);
        else if (item->kind == AST_TARGETS)
            rows_add(lower, group, item->slot[0]);
    }
}

/* ---- Exceptions ---- */

static bool is_outranked(const Symbol *sla, const Symbol *exception, const bool *placed)
{
    const NodeList *items = &sla->decl->list;
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *order = items->at[i];
        if (order->kind != AST_EXCEPT_OVER || order->slot[1]->symbol != exception)
            continue;
        const Symbol *over = order->slot[0]->symbol;
        if (over != exception && !placed[over->index])
            return true;
    }
    return false;
}

/* The next in rank: as declared, but after all that outrank it; in a cycle, which the checker
   refuses, as declared. */
static const Symbol *exception_next(const Symbol *sla, const bool *placed)
{
    const Symbol *first = NULL;
    for (uint32_t i = 0; i < sla->members.count; i++) {
        const Symbol *exception = sla->members.at[i];
        if (placed[exception->index])
            continue;
        if (!is_outranked(sla, exception, placed))
            return exception;
        first = first ? first : exception;
    }
    return first;
}

static void exception_add(Lower *lower, const Symbol *sla, const Symbol *exception,
                          const Symbol *clock, ChangeMode changes)
{
    const Node *decl = exception->decl;
    Group group = {.clock = clock, .items = &decl->list, .exception = decl};
    IrLabel no = {0};
    group.changes = lower_changes(group.items, changes);
    group.prefix = arena_format(lower->scratch, "%.*s.%.*s.%.*s", TEXT_ARGS(sla->name),
                                TEXT_ARGS(exception->name), TEXT_ARGS(clock->name));
    lower_unless(lower, decl->slot[0], &no);
    group_add(lower, &group);
    ir_place(lower->build, &no);
}

CodeId lower_target_lines(Lower *lower, const Symbol *sla, const Symbol *clock)
{
    LowerCode code;
    Group group = {.clock = clock, .items = &sla->decl->list};
    bool *placed = ARENA_ARRAY(lower->scratch, bool, sla->members.count);
    group.changes = lower_changes(group.items, CHANGES_KEEP);
    group.prefix =
        arena_format(lower->scratch, "%.*s.%.*s", TEXT_ARGS(sla->name), TEXT_ARGS(clock->name));
    lower_begin(lower, &code);
    for (uint32_t i = 0; i < sla->members.count; i++) {
        const Symbol *exception = exception_next(sla, placed);
        placed[exception->index] = true;
        exception_add(lower, sla, exception, clock, group.changes);
    }
    group_add(lower, &group);
    lower_return(lower, IR_TYPE_NUMBER, VALUE_ABSENT);
    return lower_end(lower, &code, sla->decl->span);
}

CodeId lower_exception_lines(Lower *lower, const Symbol *sla, const Symbol *exception,
                             const Symbol *clock)
{
    LowerCode code;
    lower_begin(lower, &code);
    exception_add(lower, sla, exception, clock, CHANGES_KEEP);
    lower_return(lower, IR_TYPE_NUMBER, VALUE_ABSENT);
    return lower_end(lower, &code, exception->span);
}

CodeId lower_override_lines(Lower *lower, const Symbol *contract, const Node *override,
                            const Symbol *clock)
{
    const Symbol *sla = override->symbol;
    LowerCode code;
    Group group = {.clock = clock, .items = &override->list};
    group.changes = lower_changes(group.items, lower_changes(&sla->decl->list, CHANGES_KEEP));
    group.prefix = arena_format(lower->scratch, "%.*s.%.*s.%.*s", TEXT_ARGS(contract->name),
                                TEXT_ARGS(sla->name), TEXT_ARGS(clock->name));
    lower_begin(lower, &code);
    group_add(lower, &group);
    lower_return(lower, IR_TYPE_NUMBER, VALUE_ABSENT);
    return lower_end(lower, &code, override->span);
}
