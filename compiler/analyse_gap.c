/* Tickets that come under an SLA and fit no line of a clock. */
#include "compiler/analyse_part.h"

typedef struct Gap { /* of one clock in one SLA */
    const Symbol *sla, *clock;
    Span place;       /* of the only table, else of the SLA's name */
    const char *text; /* what fits no line; NULL: there is no gap */
    Witness witness;
    uint32_t sla_clock;
} Gap;

/* The header of the table that all lines of the clock stand in; else the SLA's name. */
static Span place_of(const Analysis *analysis, const Symbol *sla, uint32_t sla_clock)
{
    const Lower *lower = analysis->lower;
    const Node *table = NULL;
    for (uint32_t i = 0; i < analysis->policy->lines_count; i++) {
        const LineSource *source = &lower->line_sources.at[i];
        if (source->sla_clock != sla_clock)
            continue;
        if (!source->table || (table && table != source->table))
            return sla->span;
        table = source->table;
    }
    return table ? table->slot[0]->span : sla->span;
}

/* One field whose runs tell it all: "`account.licences` is up to 49, 101..500 or absent"; NULL: there are more. */
static const char *runs_text(Analysis *analysis, DiagramRef where, const Witness *witness)
{
    DiagramRegion region = diagram_region(analysis->diagram, analysis->arena, where, 1, 2);
    if (region.count != 1 || region.at[0].count != 1)
        return NULL;
    const DiagramSide *side = &region.at[0].at[0];
    ChoiceTest test = diagram_variable_get(analysis->diagram, side->variable)->test;
    const FieldDef *field = witness_field(witness, test);
    if (!field || field->type == TYPE_TEXT)
        return NULL;
    return arena_format(analysis->arena, "`%s` is %s", witness_name(witness, test),
                        witness_runs(witness, side));
}

static void gap_find(Analysis *analysis, Gap *gap, uint32_t sla, uint32_t sla_clock)
{
    const SlaClock *row = &analysis->policy->sla_clocks[sla_clock];
    const SlaDef *def = &analysis->policy->slas[sla];
    if (row->is_overridden_only)
        return;
    DiagramRef lines = analyse_code(analysis, row->line);
    DiagramRef where = diagram_and(analysis->diagram, analyse_reach(analysis, sla),
                                   diagram_where(analysis->diagram, lines, VALUE_ABSENT));
    Claim claims[] = {{def->applies, 1}, {row->line, VALUE_ABSENT}};
    if (!analyse_is_possible(where) ||
        !analyse_witness(analysis, where, sla, claims, 2, &gap->witness))
        return;
    gap->sla_clock = sla_clock;
    gap->place = place_of(analysis, gap->sla, sla_clock);
    gap->text = runs_text(analysis, where, &gap->witness);
    if (!gap->text)
        gap->text = witness_words(&gap->witness);
    if (!gap->text)
        gap->text = "any ticket";
}

/* ---- The report ---- */

static bool is_same(const Gap *a, const Gap *b)
{
    return a->text && b->text && a->place.lo == b->place.lo &&
           text_equal(text_from(a->text), text_from(b->text));
}

/* The clocks that share the gap of the first, each told once. */
static const char *clocks_text(const Analysis *analysis, const Gap *gaps, uint32_t count,
                               uint32_t first)
{
    const char *all = "";
    for (uint32_t i = first; i < count; i++)
        if (is_same(&gaps[first], &gaps[i]))
            all = arena_format(analysis->arena, "%s%s`%.*s`", all, *all ? ", " : "",
                               TEXT_ARGS(gaps[i].clock->name));
    return all;
}

static void gap_report(Analysis *analysis, const Gap *gap, const char *clocks)
{
    Diag *diag = diag_add(analysis->diags, DIAG_W0590, gap->place,
                          "no line gives a target for %s where %s", clocks, gap->text);
    analyse_tell(analysis, diag, &gap->witness, gap->sla->index,
                 analyse_expect(analysis, &gap->witness, gap->sla_clock, "due absent"));
    diag_note(analysis->diags, diag, "if nothing is promised there on purpose, say so: `untimed`");
}

static bool is_known(const Gap *gaps, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (is_same(&gaps[i], &gaps[index]))
            return true;
    return false;
}

static void sla_analyse(Analysis *analysis, uint32_t sla)
{
    const SlaDef *def = &analysis->policy->slas[sla];
    const Symbol *symbol = analysis->program->slas.at[sla];
    Gap *gaps = ARENA_ARRAY(analysis->arena, Gap, def->clocks_count);
    for (uint32_t i = 0; i < def->clocks_count; i++) {
        uint32_t row = def->clocks_first + i;
        gaps[i].sla = symbol;
        gaps[i].clock = analysis->program->clocks.at[analysis->policy->sla_clocks[row].clock];
        gap_find(analysis, &gaps[i], sla, row);
        analyse_settle(analysis, symbol->span, "`%.*s` of the SLA `%.*s`",
                       TEXT_ARGS(gaps[i].clock->name), TEXT_ARGS(symbol->name));
    }
    for (uint32_t i = 0; i < def->clocks_count; i++)
        if (gaps[i].text && !is_known(gaps, i))
            gap_report(analysis, &gaps[i], clocks_text(analysis, gaps, def->clocks_count, i));
}

void analyse_gaps(Analysis *analysis)
{
    for (uint32_t i = 0; i < analysis->policy->slas_count; i++)
        if (!analysis->program->slas.at[i]->is_std)
            sla_analyse(analysis, i);
}
