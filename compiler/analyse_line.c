/* Lines, rows and exceptions that no ticket reaches, with the lines that take what would fit them. */
#include "compiler/analyse_part.h"

enum { TAKERS_SHOWN = 4 };

typedef struct Reached { /* by line */
    Analysis *analysis;
    /* Some ticket has its target; true too where nothing is known. Of the policy's lines: those that analysis lowers
       later, to look at them again, are not among them. */
    bool *is_reached;
} Reached;

/* ---- Which lines are reached ---- */

static const ContractDef *contract_of(const Policy *policy, uint32_t override)
{
    for (uint32_t i = 0; i < policy->contracts_count; i++) {
        const ContractTerms *terms = &policy->contracts[i].terms;
        if (override - terms->overrides_first < terms->overrides_count)
            return &policy->contracts[i];
    }
    return NULL;
}

/* The tickets for which the clock's lines are asked. */
static DiagramRef asked(Analysis *analysis, uint32_t sla_clock)
{
    const Policy *policy = analysis->policy;
    uint32_t override = analyse_override(analysis, sla_clock);
    uint32_t sla = analyse_sla(analysis, sla_clock);
    if (override == NONE)
        return analyse_reach(analysis, sla);
    const ContractDef *contract = contract_of(policy, override);
    DiagramRef covers = analyse_holds(analysis, contract ? contract->terms.covers : NONE);
    DiagramRef applies = policy->overrides[override].has_applies
                             ? analyse_holds(analysis, policy->overrides[override].applies)
                             : analyse_reach(analysis, sla);
    return diagram_and(analysis->diagram, covers, applies);
}

/* The lines that tickets of the region get. */
static DiagramLeaves taken(Analysis *analysis, uint32_t sla_clock, DiagramRef region)
{
    CodeId code = analysis->policy->sla_clocks[sla_clock].line;
    return analyse_taken(analysis, analyse_code(analysis, code), region);
}

static void clock_reach(Reached *reached, uint32_t sla_clock)
{
    Analysis *analysis = reached->analysis;
    const Policy *policy = analysis->policy;
    if (policy->sla_clocks[sla_clock].line == NONE)
        return;
    DiagramLeaves leaves = taken(analysis, sla_clock, asked(analysis, sla_clock));
    for (uint32_t i = 0; i < leaves.count; i++)
        if (leaves.at[i] >= 0)
            reached->is_reached[leaves.at[i]] = true;
    for (uint32_t i = 0; leaves.count == 0 && i < policy->lines_count; i++)
        if (analysis->lower->line_sources.at[i].sla_clock == sla_clock)
            reached->is_reached[i] = true;
    uint32_t clock = policy->sla_clocks[sla_clock].clock;
    const Symbol *sla = analysis->program->slas.at[analyse_sla(analysis, sla_clock)];
    analyse_settle(analysis, sla->span, "which lines of `%.*s` the SLA `%.*s` reaches",
                   TEXT_ARGS(analysis->program->clocks.at[clock]->name), TEXT_ARGS(sla->name));
}

/* ---- Whole statements ---- */

typedef bool Belongs(const LineSource *source, const Node *node);

static bool is_of_node(const LineSource *source, const Node *node)
{
    return source->node == node;
}

static bool is_of_exception(const LineSource *source, const Node *node)
{
    return source->exception == node;
}

static bool is_dead(const Reached *reached, Belongs *belongs, const Node *node)
{
    const Lower *lower = reached->analysis->lower;
    for (uint32_t i = 0; i < reached->analysis->policy->lines_count; i++)
        if (belongs(&lower->line_sources.at[i], node) && reached->is_reached[i])
            return false;
    return true;
}

/* ---- The report ---- */

/* Is it said already that a condition of the line never holds, or that the row meets another? */
static bool is_told(const Analysis *analysis, const LineSource *source)
{
    for (uint32_t i = 0; i < analysis->met.count; i++)
        if (analysis->met.at[i] == source->node)
            return true;
    return (!source->table && analyse_is_told(analysis, source->node->slot[2])) ||
           (source->exception && analyse_is_told(analysis, source->exception->slot[0]));
}

/* A line that takes everything for a reason that was told: no more is said of those behind it. */
static bool is_taker_told(const Analysis *analysis, const DiagramLeaves *takers)
{
    for (uint32_t i = 0; i < takers->count; i++)
        if (takers->at[i] >= 0 &&
            is_told(analysis, &analysis->lower->line_sources.at[takers->at[i]]))
            return true;
    return false;
}

static void takers_tell(Analysis *analysis, Diag *diag, const DiagramLeaves *takers)
{
    uint32_t shown = 0;
    const Node *last = NULL;
    for (uint32_t i = 0; i < takers->count; i++) {
        if (takers->at[i] < 0)
            continue;
        const LineSource *source = &analysis->lower->line_sources.at[takers->at[i]];
        if (source->node == last)
            continue;
        last = source->node;
        if (shown++ < TAKERS_SHOWN)
            diag_relate(analysis->diags, diag, source->node->span, "this takes %s it fits",
                        takers->count > 2 ? "some of what" : "all that");
    }
    if (shown > TAKERS_SHOWN)
        diag_note(analysis->diags, diag, "%u more lines before it take the rest",
                  (unsigned)(shown - TAKERS_SHOWN));
}

/* A ticket that the line would fit, and the line that it gets. */
static void taker_witness(Analysis *analysis, Diag *diag, uint32_t line, DiagramRef fits,
                          Value taker)
{
    uint32_t sla_clock = analysis->lower->line_sources.at[line].sla_clock;
    CodeId code = analysis->policy->sla_clocks[sla_clock].line;
    DiagramRef there = diagram_where(analysis->diagram, analyse_code(analysis, code), taker);
    DiagramRef where = diagram_and(analysis->diagram, fits, there);
    Claim claim = {code, taker};
    uint32_t override = analyse_override(analysis, sla_clock);
    Text name = policy_text(analysis->policy, analysis->policy->lines[taker].name);
    const char *because = arena_format(analysis->arena, "because \"%.*s\"", TEXT_ARGS(name));
    Witness witness;
    if (analyse_is_possible(where) &&
        analyse_witness(analysis, where, analyse_sla(analysis, sla_clock), &claim, 1, &witness))
        analyse_tell(analysis, diag, &witness, analyse_sla(analysis, sla_clock),
                     override != NONE ? ""
                                      : analyse_expect(analysis, &witness, sla_clock, because));
}

/* ---- A line that says again what one before it says ---- */

static bool is_same_part(const Node *a, const Node *b)
{
    return a == b || (a && b && node_equal(a, b));
}

static bool is_same_row(const LineSource *a, const LineSource *b)
{
    for (uint32_t i = 0; i < a->table->slot[0]->list.count; i++)
        if (lower_is_result(a->table->slot[0]->list.at[i]) &&
            !node_equal(a->node->list.at[i], b->node->list.at[i]))
            return false;
    return true;
}

static bool is_same_promise(const LineSource *a, const LineSource *b)
{
    if (a->exception != b->exception || a->table != b->table)
        return false;
    if (a->table)
        return is_same_row(a, b);
    return a->node->flags == b->node->flags && !a->node->slot[3] && !b->node->slot[3] &&
           is_same_part(a->node->slot[0], b->node->slot[0]) &&
           is_same_part(a->node->slot[1], b->node->slot[1]);
}

/* The whole of the text's lines where nothing else stands on them. */
static Span lines_of(const Program *program, Span span)
{
    Text text = source_text(program->files, span.file);
    uint32_t lo = span.lo, hi = span.hi;
    while (lo > 0 && text.data[lo - 1] == ' ')
        lo--;
    if ((lo > 0 && text.data[lo - 1] != '\n') || hi >= text.size || text.data[hi] != '\n')
        return span;
    return (Span){.file = span.file, .lo = lo, .hi = hi + 1};
}

/* All that it fits goes to one line, which promises the same: it can be left out without a change. */
static void repeated_fix(Analysis *analysis, Diag *diag, uint32_t line, bool is_whole,
                         const DiagramLeaves *takers)
{
    const LineSource *source = &analysis->lower->line_sources.at[line];
    for (uint32_t i = 0; i < takers->count; i++)
        if (takers->at[i] >= 0 &&
            !is_same_promise(source, &analysis->lower->line_sources.at[takers->at[i]]))
            return;
    if (is_whole)
        diag_fix(analysis->diags, diag, "leave it out: what takes it promises the same", true,
                 lines_of(analysis->program, source->node->span), "");
}

static void taken_report(Analysis *analysis, uint32_t line, Span span, const char *what,
                         DiagramRef fits)
{
    uint32_t sla_clock = analysis->lower->line_sources.at[line].sla_clock;
    DiagramLeaves takers = taken(analysis, sla_clock, fits);
    Value first = -1;
    for (uint32_t i = 0; i < takers.count && first < 0; i++)
        first = takers.at[i];
    if (first < 0 || is_taker_told(analysis, &takers))
        return;
    Diag *diag = diag_add(analysis->diags, DIAG_W0912, span,
                          "%s is never reached: what it fits is taken before it", what);
    takers_tell(analysis, diag, &takers);
    taker_witness(analysis, diag, line, fits, first);
    repeated_fix(analysis, diag, line, span.lo == analyse_line_span(analysis, line).lo, &takers);
    diag_note(analysis->diags, diag, "move it up, narrow what stands before it, or leave it out");
}

static const Node *applies_of(const Symbol *sla)
{
    for (uint32_t i = 0; i < sla->decl->list.count; i++)
        if (sla->decl->list.at[i]->kind == AST_APPLIES)
            return sla->decl->list.at[i];
    return NULL;
}

static void nobody_report(Analysis *analysis, uint32_t line, Span span, const char *what,
                          DiagramRef guard)
{
    uint32_t sla_clock = analysis->lower->line_sources.at[line].sla_clock;
    const Symbol *sla = analysis->program->slas.at[analyse_sla(analysis, sla_clock)];
    const Node *applies = applies_of(sla);
    bool is_impossible = guard == DIAGRAM_NO;
    Diag *diag =
        diag_add(analysis->diags, DIAG_W0912, span, "no ticket %s%.*s%s fits %s",
                 is_impossible ? "" : "that comes under `", is_impossible ? 0 : (int)sla->name.size,
                 sla->name.data, is_impossible ? "at all" : "`", what);
    if (!is_impossible)
        diag_relate(analysis->diags, diag, applies ? applies->span : sla->span,
                    "only such tickets come under it");
    diag_note(analysis->diags, diag, "ask what was meant, or leave it out");
}

static void dead_report(Analysis *analysis, uint32_t line, Span span, const char *what,
                        DiagramRef guard)
{
    uint32_t sla_clock = analysis->lower->line_sources.at[line].sla_clock;
    DiagramRef all = asked(analysis, sla_clock);
    DiagramRef fits = diagram_and(analysis->diagram, guard, all);
    if (all == DIAGRAM_NO) /* no ticket comes under the SLA at all: that is told of the SLA */
        return;
    if (fits == DIAGRAM_NO)
        nobody_report(analysis, line, span, what, guard);
    else if (fits != DIAGRAM_NONE)
        taken_report(analysis, line, span, what, fits);
}

/* The first line of a statement, or of a cell whose row serves other clocks. */
static void line_judge(const Reached *reached, uint32_t line, bool is_whole)
{
    Analysis *analysis = reached->analysis;
    const LineSource *source = &analysis->lower->line_sources.at[line];
    const Node *cell = analyse_line_cell(analysis, line);
    if (is_told(analysis, source) || (!cell && analyse_has_switch(analysis, source->node->slot[2])))
        return;
    Span span = is_whole || !cell ? source->node->span : cell->span;
    const char *what = !cell ? "this line" : is_whole ? "this row" : "this cell";
    dead_report(analysis, line, span, what, analyse_guard(analysis, line));
    analyse_settle(analysis, span, "%s", what);
}

/* Each of its lines would fit somebody, and somebody else is before it; or nobody fits the exception. */
static bool is_dead_as_one(const Reached *reached, const Node *exception, uint32_t line,
                           DiagramRef *guard)
{
    Analysis *analysis = reached->analysis;
    const Lower *lower = analysis->lower;
    DiagramRef all = asked(analysis, lower->line_sources.at[line].sla_clock);
    *guard = analyse_condition(analysis, exception->slot[0]);
    if (diagram_and(analysis->diagram, all, *guard) == DIAGRAM_NO)
        return true;
    *guard = analyse_guard(analysis, line);
    for (uint32_t i = 0; i < analysis->policy->lines_count; i++)
        if (lower->line_sources.at[i].exception == exception &&
            diagram_and(analysis->diagram, all, analyse_guard(analysis, i)) == DIAGRAM_NO)
            return false;
    return true;
}

static void exception_judge(const Reached *reached, uint32_t line, DiagramRef guard)
{
    Analysis *analysis = reached->analysis;
    const Node *exception = analysis->lower->line_sources.at[line].exception;
    if (analyse_is_told(analysis, exception->slot[0]) ||
        analyse_has_switch(analysis, exception->slot[0]))
        return;
    const char *what =
        arena_format(analysis->arena, "the exception `%.*s`", TEXT_ARGS(exception->text));
    dead_report(analysis, line, exception->name_span, what, guard);
    analyse_settle(analysis, exception->name_span, "%s", what);
}

/* Is it the first line of what `belongs` asks for, in this clock or in any? */
static bool is_first(const Analysis *analysis, uint32_t line, Belongs *belongs, const Node *node,
                     bool of_clock)
{
    const Lower *lower = analysis->lower;
    uint32_t sla_clock = lower->line_sources.at[line].sla_clock;
    for (uint32_t i = 0; i < line; i++)
        if (belongs(&lower->line_sources.at[i], node) &&
            (!of_clock || lower->line_sources.at[i].sla_clock == sla_clock))
            return false;
    return true;
}

static bool is_dead_in_clock(const Reached *reached, uint32_t line)
{
    const Lower *lower = reached->analysis->lower;
    const LineSource *source = &lower->line_sources.at[line];
    for (uint32_t i = 0; i < reached->analysis->policy->lines_count; i++)
        if (lower->line_sources.at[i].node == source->node &&
            lower->line_sources.at[i].sla_clock == source->sla_clock && reached->is_reached[i])
            return false;
    return true;
}

static void line_look(const Reached *reached, uint32_t line)
{
    Analysis *analysis = reached->analysis;
    const LineSource *source = &analysis->lower->line_sources.at[line];
    if (reached->is_reached[line])
        return;
    DiagramRef guard;
    if (source->exception && is_dead(reached, is_of_exception, source->exception) &&
        is_dead_as_one(reached, source->exception, line, &guard)) {
        if (is_first(analysis, line, is_of_exception, source->exception, false))
            exception_judge(reached, line, guard);
    } else if (is_dead(reached, is_of_node, source->node)) {
        if (is_first(analysis, line, is_of_node, source->node, false))
            line_judge(reached, line, true);
    } else if (is_dead_in_clock(reached, line) &&
               is_first(analysis, line, is_of_node, source->node, true)) {
        line_judge(reached, line, false);
    }
}

void analyse_lines(Analysis *analysis)
{
    Reached reached = {.analysis = analysis};
    reached.is_reached = ARENA_ARRAY(analysis->arena, bool, analysis->policy->lines_count);
    for (uint32_t i = 0; i < analysis->policy->sla_clocks_count; i++)
        clock_reach(&reached, i);
    for (uint32_t i = 0; i < analysis->policy->lines_count; i++)
        line_look(&reached, i);
}
