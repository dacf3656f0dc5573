/* Rows of a unique table that fit one ticket, exceptions that hold at once without an order between them. */
#include "compiler/analyse_part.h"

/* ---- Rows ---- */

/* Has the row a target where the other has one too? */
static bool share_clock(const Node *header, const Node *one, const Node *other)
{
    for (uint32_t i = 0; i < header->list.count; i++) {
        if (!lower_is_result(header->list.at[i]))
            continue;
        const Node *a = one->list.at[i], *b = other->list.at[i];
        if (a->list.at[0]->kind != AST_CELL_ANY && b->list.at[0]->kind != AST_CELL_ANY)
            return true;
    }
    return false;
}

static bool rows_report(Analysis *analysis, uint32_t sla, const Node *first, const Node *second,
                        DiagramRef where)
{
    Claim claims[] = {{analyse_row_code(analysis, first), 1},
                      {analyse_row_code(analysis, second), 1}};
    Witness witness;
    if (!analyse_witness(analysis, where, sla, claims, 2, &witness))
        return false;
    const char *words = witness_words(&witness);
    Diag *diag = diag_add(analysis->diags, DIAG_E0910, second->span,
                          "two rows of a `unique` table fit one ticket%s%s",
                          words ? ", for example where " : "", words ? words : "");
    diag_relate(analysis->diags, diag, first->span, "this one fits it too");
    VEC_PUSH(analysis->arena, &analysis->met, (Node *)(uintptr_t)second);
    analyse_tell(analysis, diag, &witness, sla, analyse_expect_sla(analysis, sla));
    diag_note(analysis->diags, diag,
              "narrow one of them; or leave `unique` out, and the first that fits wins");
    return true;
}

/* Each row against those before it, and the first that it meets: one message for each row. */
static void table_analyse(Analysis *analysis, uint32_t sla, const Node *table)
{
    Diagram *diagram = analysis->diagram;
    DiagramRef before = DIAGRAM_NO, reach = analyse_reach(analysis, sla);
    for (uint32_t i = 0; i < table->list.count; i++) {
        const Node *row = table->list.at[i];
        DiagramRef own =
            diagram_and(diagram, reach, analyse_holds(analysis, analyse_row_code(analysis, row)));
        bool meets = analyse_is_possible(diagram_and(diagram, own, before));
        for (uint32_t k = 0; meets && k < i; k++) {
            const Node *other = table->list.at[k];
            DiagramRef both = diagram_and(
                diagram, own, analyse_holds(analysis, analyse_row_code(analysis, other)));
            if (analyse_is_possible(both) && share_clock(table->slot[0], other, row) &&
                rows_report(analysis, sla, other, row, both))
                break;
        }
        before = diagram_or(diagram, before, own);
    }
    analyse_settle(analysis, table->slot[0]->span, "whether the rows of this table meet");
}

/* ---- Exceptions ---- */

static bool outranks(const Symbol *sla, const Symbol *one, const Symbol *other, uint32_t depth)
{
    const NodeList *items = &sla->decl->list;
    for (uint32_t i = 0; depth && i < items->count; i++) {
        const Node *order = items->at[i];
        if (order->kind != AST_EXCEPT_OVER || order->slot[0]->symbol != one)
            continue;
        if (order->slot[1]->symbol == other ||
            outranks(sla, order->slot[1]->symbol, other, depth - 1))
            return true;
    }
    return false;
}

/* Where the exception gives a clock of the SLA a target: its code, NONE for a clock that it does not name. */
static DiagramRef gives(Analysis *analysis, CodeId code)
{
    if (code == NONE)
        return DIAGRAM_NO;
    DiagramRef lines = analyse_code(analysis, code);
    return diagram_not(analysis->diagram, diagram_where(analysis->diagram, lines, VALUE_ABSENT));
}

static bool exceptions_report(Analysis *analysis, const Symbol *sla, const Symbol *one,
                              const Symbol *other, const Symbol *clock, DiagramRef where)
{
    Claim claims[] = {{analyse_condition_code(analysis, one->decl->slot[0]), 1},
                      {analyse_condition_code(analysis, other->decl->slot[0]), 1}};
    Witness witness;
    if (!analyse_witness(analysis, where, sla->index, claims, 2, &witness))
        return false;
    const char *words = witness_words(&witness);
    Diag *diag = diag_add(
        analysis->diags, DIAG_E0911, other->span,
        "the exceptions `%.*s` and `%.*s` both give a target for `%.*s`%s%s, and neither outranks "
        "the other",
        TEXT_ARGS(one->name), TEXT_ARGS(other->name), TEXT_ARGS(clock->name),
        words ? " where " : "", words ? words : "");
    diag_relate(analysis->diags, diag, one->span, "the other exception");
    witness_tell(&witness, analysis->diags, diag);
    diag_note(
        analysis->diags, diag, "say which wins: `except %.*s over %.*s` or `except %.*s over %.*s`",
        TEXT_ARGS(one->name), TEXT_ARGS(other->name), TEXT_ARGS(other->name), TEXT_ARGS(one->name));
    return true;
}

static void pair_analyse(Analysis *analysis, const Symbol *sla, const Symbol *one,
                         const Symbol *other)
{
    Diagram *diagram = analysis->diagram;
    uint32_t depth = sla->members.count;
    const SlaDef *def = &analysis->policy->slas[sla->index];
    if (outranks(sla, one, other, depth) || outranks(sla, other, one, depth))
        return;
    for (uint32_t i = 0; i < def->clocks_count; i++) {
        uint32_t clock = analysis->policy->sla_clocks[def->clocks_first + i].clock;
        DiagramRef both =
            diagram_and(diagram, gives(analysis, analyse_exception_code(analysis, one, clock)),
                        gives(analysis, analyse_exception_code(analysis, other, clock)));
        both = diagram_and(diagram, both, analyse_reach(analysis, sla->index));
        if (analyse_is_possible(both) &&
            exceptions_report(analysis, sla, one, other, analysis->program->clocks.at[clock], both))
            return;
    }
}

static void sla_analyse(Analysis *analysis, const Symbol *sla)
{
    for (uint32_t i = 0; i < sla->members.count; i++)
        for (uint32_t k = 0; k < i; k++)
            pair_analyse(analysis, sla, sla->members.at[k], sla->members.at[i]);
    analyse_settle(analysis, sla->span, "whether the exceptions of `%.*s` meet",
                   TEXT_ARGS(sla->name));
}

static void tables_analyse(Analysis *analysis, uint32_t sla, const NodeList *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        if (item->kind == AST_TARGETS && item->flags & TARGETS_UNIQUE && item->slot[0]->slot[0])
            table_analyse(analysis, sla, item->slot[0]);
        if (item->kind == AST_EXCEPT)
            tables_analyse(analysis, sla, &item->list);
    }
}

void analyse_overlaps(Analysis *analysis)
{
    const Program *program = analysis->program;
    for (uint32_t i = 0; i < program->slas.count; i++) {
        if (program->slas.at[i]->is_std)
            continue;
        tables_analyse(analysis, i, &program->slas.at[i]->decl->list);
        sla_analyse(analysis, program->slas.at[i]);
    }
}
