/* Lists of which the first that holds counts: the SLAs of a plan, default plans, calendar lines. What stands behind one
   that takes all of its own is never reached. */
#include "compiler/analyse_part.h"

typedef struct Alternative {
    Span span;
    DiagramRef own;   /* where it holds */
    CodeId code;      /* the same as code; NONE: always */
    const char *what; /* "the SLA `standard` of the plan `gold`" */
} Alternative;

typedef VEC(Alternative) Alternatives;

static void takers_tell(Analysis *analysis, Diag *diag, const Alternatives *list, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (analyse_is_possible(
                diagram_and(analysis->diagram, list->at[i].own, list->at[index].own)))
            diag_relate(analysis->diags, diag, list->at[i].span, "this is taken before it");
}

static void dead_report(Analysis *analysis, const Alternatives *list, uint32_t index, uint32_t sla)
{
    const Alternative *dead = &list->at[index];
    Claim claim = {dead->code, 1};
    Witness witness;
    bool is_shown = analyse_witness(analysis, dead->own, sla, &claim, 1, &witness);
    Diag *diag = diag_add(analysis->diags, DIAG_W0912, dead->span,
                          "%s is never reached: what it fits is taken before it", dead->what);
    takers_tell(analysis, diag, list, index);
    if (is_shown)
        witness_tell(&witness, analysis->diags, diag);
    diag_note(analysis->diags, diag, "move it up, narrow what stands before it, or leave it out");
}

static void list_judge(Analysis *analysis, const Alternatives *list, uint32_t sla)
{
    Diagram *diagram = analysis->diagram;
    DiagramRef before = DIAGRAM_NO;
    for (uint32_t i = 0; i < list->count; i++) {
        DiagramRef left = diagram_and(diagram, list->at[i].own, diagram_not(diagram, before));
        if (left == DIAGRAM_NO && analyse_is_possible(list->at[i].own))
            dead_report(analysis, list, i, sla);
        before = diagram_or(diagram, before, list->at[i].own);
        analyse_settle(analysis, list->at[i].span, "%s", list->at[i].what);
    }
}

/* ---- The lists ---- */

/* One condition on two calendars is not one condition, so SLAs that read the hour are not compared (T8). */
static void plan_judge(Analysis *analysis, const Symbol *plan)
{
    Alternatives list = {0};
    for (uint32_t i = 0; i < plan->decl->list.count; i++) {
        const Node *line = plan->decl->list.at[i];
        for (uint32_t k = 0; line->kind == AST_PLAN_SLA && k < line->list.count; k++) {
            uint32_t sla = lower_symbol_index(line->list.at[k]);
            CodeId code = analysis->policy->slas[sla].applies;
            Alternative next = {
                .span = line->list.at[k]->span, .own = analyse_holds(analysis, code), .code = code};
            next.what = arena_format(analysis->arena, "the SLA `%.*s` of the plan `%.*s`",
                                     TEXT_ARGS(line->list.at[k]->text), TEXT_ARGS(plan->name));
            VEC_PUSH(analysis->arena, &list, next);
        }
    }
    if (!analysis->is_at_hand)
        list_judge(analysis, &list, NONE);
}

static void defaults_judge(Analysis *analysis)
{
    const SymbolList *defaults = &analysis->program->default_plans;
    Alternatives list = {0};
    for (uint32_t i = 0; i < defaults->count; i++) {
        const Node *node = defaults->at[i]->decl->slot[0];
        Alternative next = {.span = defaults->at[i]->decl->span,
                            .own = analyse_condition(analysis, node),
                            .code = analyse_condition_code(analysis, node)};
        next.what = arena_format(analysis->arena, "the default plan `%.*s`",
                                 TEXT_ARGS(defaults->at[i]->name));
        VEC_PUSH(analysis->arena, &list, next);
    }
    list_judge(analysis, &list, NONE);
}

static void calendars_judge(Analysis *analysis, const NodeList *items)
{
    Alternatives list = {0};
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        if (item->kind == AST_EXCEPT || item->kind == AST_CONTRACT_OVERRIDE)
            calendars_judge(analysis, &item->list);
        if (item->kind != AST_SLA_CALENDAR)
            continue;
        Alternative next = {.span = item->span,
                            .own = analyse_condition(analysis, item->slot[0]),
                            .code = analyse_condition_code(analysis, item->slot[0]),
                            .what = "this calendar line"};
        VEC_PUSH(analysis->arena, &list, next);
    }
    list_judge(analysis, &list, NONE);
}

void analyse_choices(Analysis *analysis)
{
    const Program *program = analysis->program;
    for (uint32_t i = 0; i < program->plans.count; i++)
        plan_judge(analysis, program->plans.at[i]);
    defaults_judge(analysis);
    for (uint32_t i = 0; i < program->slas.count; i++)
        calendars_judge(analysis, &program->slas.at[i]->decl->list);
    for (uint32_t i = 0; i < program->contracts.count; i++)
        calendars_judge(analysis, &program->contracts.at[i]->decl->list);
}
