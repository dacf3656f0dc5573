#include "compiler/analyse_part.h"

#include "compiler/region.h"

enum { GAP_COMBINATIONS = 10000 };

typedef struct Line {             /* a target of the clock: what must hold for it */
    const Node *exception, *when; /* NULL: nothing */
    const Node *header, *row;     /* of a table; NULL: none */
} Line;

typedef struct Gap { /* of one clock in one SLA */
    const Program *program;
    const Node *applies; /* the SLA's condition */
    const Symbol *clock;
    VEC(Line) lines;
    Space space;
    Span place;       /* of the only table, else of the SLA's name */
    const char *text; /* what fits no line; NULL: there is no gap */
    VEC(DiagPair) witness;
} Gap;

/* ---- The lines of a clock ---- */

static void row_add(Gap *gap, const Node *exception, const Node *header, const Node *row)
{
    for (uint32_t i = 0; i < row->list.count && i < header->list.count; i++) {
        const Node *cell = row->list.at[i];
        bool is_result = header->list.at[i]->symbol == gap->clock;
        if (is_result && cell->list.count && cell->list.at[0]->kind != AST_CELL_ANY)
            VEC_PUSH(gap->space.arena, &gap->lines,
                     (Line){.exception = exception, .header = header, .row = row});
    }
}

static void lines_add(Gap *gap, const Node *exception, const NodeList *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        if (item->kind == AST_TARGET && item->symbol == gap->clock)
            VEC_PUSH(gap->space.arena, &gap->lines,
                     (Line){.exception = exception, .when = item->slot[2]});
        if (item->kind == AST_APPLIES && !exception)
            gap->applies = item->slot[0];
        if (item->kind == AST_EXCEPT && !exception)
            lines_add(gap, item->slot[0], &item->list);
        const Node *table = item->kind == AST_TARGETS ? item->slot[0] : NULL;
        for (uint32_t k = 0; table && table->slot[0] && k < table->list.count; k++)
            row_add(gap, exception, table->slot[0], table->list.at[k]);
    }
}

static bool is_table_input(const Node *column)
{
    const Symbol *symbol = column->symbol;
    return column->kind != AST_NAME || !symbol || symbol->kind != SYMBOL_CLOCK;
}

static void line_collect(Gap *gap, const Line *line)
{
    space_collect(&gap->space, line->exception);
    space_collect(&gap->space, line->when);
    for (uint32_t i = 0; line->row && i < line->row->list.count; i++) {
        if (!is_table_input(line->header->list.at[i]))
            continue;
        space_collect(&gap->space, line->header->list.at[i]);
        space_collect(&gap->space, line->row->list.at[i]);
    }
}

/* ---- The search ---- */

static Answer line_decide(const Gap *gap, const Line *line)
{
    Answer answer = answer_and(space_decide(&gap->space, line->exception),
                               space_decide(&gap->space, line->when));
    for (uint32_t i = 0; line->row && i < line->row->list.count; i++)
        if (is_table_input(line->header->list.at[i]))
            answer = answer_and(answer, space_decide_cell(&gap->space, line->header->list.at[i],
                                                          line->row->list.at[i]));
    return answer;
}

/* Does the SLA apply for certain, and no line? */
static bool is_gap(const Gap *gap)
{
    if (space_decide(&gap->space, gap->applies) != ANSWER_YES)
        return false;
    for (uint32_t i = 0; i < gap->lines.count; i++)
        if (line_decide(gap, &gap->lines.at[i]) != ANSWER_NO)
            return false;
    return true;
}

static void witness_add(Gap *gap)
{
    Space *space = &gap->space;
    for (uint32_t i = 0; i < space->variables.count; i++) {
        const Variable *variable = &space->variables.at[i];
        DiagPair pair = {variable_name(space->arena, variable),
                         piece_example(space, variable, &variable->pieces.at[variable->at])};
        VEC_PUSH(space->arena, &gap->witness, pair);
    }
}

/* The only field's gaps, neighbours joined: "`account.licences` is up to 49, 101..500 or absent". */
static void ranges_find(Gap *gap)
{
    Space *space = &gap->space;
    const Variable *only = &space->variables.at[0];
    VEC(Piece) joined = {0};
    do {
        const Piece *piece = &only->pieces.at[only->at];
        if (!is_gap(gap))
            continue;
        Piece *last = joined.count ? &joined.at[joined.count - 1] : NULL;
        bool is_next = last && type_base(only->field->type) == BASE_INTEGER && !piece->is_absent &&
                       piece->low == last->high + 1;
        if (is_next)
            last->high = piece->high;
        else
            VEC_PUSH(space->arena, &joined, *piece);
    } while (space_next(space));
    const char *name = variable_name(space->arena, only);
    if (joined.count)
        VEC_PUSH(space->arena, &gap->witness,
                 (DiagPair){name, piece_example(space, only, &joined.at[0])});
    for (uint32_t i = 0; i < joined.count; i++) {
        const char *text = piece_text(space, only, &joined.at[i]);
        if (i == 0)
            gap->text = arena_format(space->arena, "`%s` is %s", name, text);
        else
            gap->text = arena_format(space->arena, "%s%s%s", gap->text,
                                     i + 1 == joined.count ? " or " : ", ", text);
    }
}

/* Of several fields one combination: "`priority` is low and `account.vip` is false". */
static void example_find(Gap *gap)
{
    Space *space = &gap->space;
    bool is_found = is_gap(gap);
    while (!is_found && space_next(space))
        is_found = is_gap(gap);
    if (!is_found)
        return;
    witness_add(gap);
    gap->text = "";
    for (uint32_t i = 0; i < gap->witness.count; i++)
        gap->text = arena_format(space->arena, "%s%s`%s` is %s", gap->text, i ? " and " : "",
                                 gap->witness.at[i].name, gap->witness.at[i].value);
}

static void gap_find(Gap *gap, const Symbol *sla, const Symbol *clock)
{
    gap->clock = clock;
    gap->place = sla->span;
    lines_add(gap, NULL, &sla->decl->list);
    bool is_one_table = gap->lines.count && gap->lines.at[0].header;
    space_collect(&gap->space, gap->applies);
    for (uint32_t i = 0; i < gap->lines.count; i++) {
        line_collect(gap, &gap->lines.at[i]);
        is_one_table &= gap->lines.at[i].header == gap->lines.at[0].header;
    }
    if (is_one_table)
        gap->place = gap->lines.at[0].header->span;
    if (!gap->lines.count || !gap->space.variables.count ||
        !space_cut(&gap->space, GAP_COMBINATIONS))
        return;
    if (gap->space.variables.count == 1)
        ranges_find(gap);
    else
        example_find(gap);
}

/* ---- The report ---- */

static bool is_same(const Gap *a, const Gap *b)
{
    return a->text && b->text && a->place.lo == b->place.lo &&
           text_equal(text_from(a->text), text_from(b->text));
}

/* The clocks that share the gap of the first, each told once. */
static const char *clocks_text(const Gap *gaps, uint32_t count, uint32_t first)
{
    Arena *arena = gaps[first].space.arena;
    const char *all = "";
    for (uint32_t i = first; i < count; i++)
        if (is_same(&gaps[first], &gaps[i]))
            all = arena_format(arena, "%s%s`%.*s`", all, *all ? ", " : "",
                               TEXT_ARGS(gaps[i].clock->name));
    return all;
}

static void gap_report(DiagList *diags, const Gap *gap, const char *clocks)
{
    Diag *diag = diag_add(diags, DIAG_W0590, gap->place, "no line gives a target for %s where %s",
                          clocks, gap->text);
    for (uint32_t i = 0; i < gap->witness.count; i++)
        diag_witness(diags, diag, gap->witness.at[i].name, gap->witness.at[i].value);
    diag_note(diags, diag, "if nothing is promised there on purpose, say so: `untimed`");
}

static bool is_known(const Gap *gaps, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (is_same(&gaps[i], &gaps[index]))
            return true;
    return false;
}

static void sla_analyse(const Program *program, const Symbol *sla)
{
    uint32_t count = program->clocks.count;
    Gap *gaps = ARENA_ARRAY(program->arena, Gap, count);
    for (uint32_t i = 0; i < count; i++) {
        gaps[i] = (Gap){.program = program, .space = {.arena = program->arena, .program = program}};
        gap_find(&gaps[i], sla, program->clocks.at[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (gaps[i].text && !is_known(gaps, i))
            gap_report(program->diags, &gaps[i], clocks_text(gaps, count, i));
}

void analyse_gaps(Analysis *analysis)
{
    const Program *program = analysis->program;
    for (uint32_t i = 0; i < program->slas.count; i++)
        sla_analyse(program, program->slas.at[i]);
}
