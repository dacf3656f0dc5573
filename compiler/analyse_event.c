/* Events that never come together: clocks that can't start or never run, rules, quotas and draws that nothing sets off. */
#include "compiler/analyse_part.h"

static const Node *item_find(const NodeList *items, NodeKind kind, uint32_t nth)
{
    for (uint32_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == kind && nth-- == 0)
            return items->at[i];
    return NULL;
}

/* Is one of the watches' conditions known never to hold? */
static bool is_watch_told(const Analysis *analysis, const Node *list)
{
    for (uint32_t i = 0; list && i < list->list.count; i++)
        if (analyse_is_told(analysis, list->list.at[i]->slot[1]))
            return true;
    return false;
}

/* ---- Clocks ---- */

static void start_judge(Analysis *analysis, const Symbol *clock, DiagramRef start)
{
    const Node *list = item_find(&clock->decl->list, AST_CLOCK_START, 0);
    if (start != DIAGRAM_NO || is_watch_told(analysis, list))
        return;
    Diag *diag = diag_add(analysis->diags, DIAG_W0930, list ? list->span : clock->span,
                          "the clock `%.*s` never starts: no event does all that is asked here",
                          TEXT_ARGS(clock->name));
    diag_relate(analysis->diags, diag, clock->span, "this clock");
    diag_note(analysis->diags, diag, "ask what was meant: its targets are never judged");
}

static bool is_stop_told(const Analysis *analysis, const Symbol *clock)
{
    for (uint32_t i = 0; i < analysis->diags->items.count; i++) {
        const Diag *diag = &analysis->diags->items.at[i];
        if (diag->code == DIAG_W0416 && diag->span.file == clock->decl->span.file &&
            diag->span.lo >= clock->decl->span.lo && diag->span.hi <= clock->decl->span.hi)
            return true;
    }
    return false;
}

/* A start that is a stop too begins nothing on a clock without `repeats` (C2). */
static void start_stop_judge(Analysis *analysis, const Symbol *clock, DiagramRef start,
                             DiagramRef stop)
{
    Diagram *diagram = analysis->diagram;
    const Node *starts = item_find(&clock->decl->list, AST_CLOCK_START, 0);
    const Node *stops = item_find(&clock->decl->list, AST_CLOCK_STOP, 0);
    if (!starts || !stops || !analyse_is_possible(start) || is_stop_told(analysis, clock) ||
        diagram_and(diagram, start, diagram_not(diagram, stop)) != DIAGRAM_NO)
        return;
    Diag *diag =
        diag_add(analysis->diags, DIAG_W0416, starts->span,
                 "whatever starts the clock `%.*s` stops it at once", TEXT_ARGS(clock->name));
    diag_relate(analysis->diags, diag, stops->span, "it stops here");
    diag_note(analysis->diags, diag, "with `repeats` it ends one cycle and opens the next");
}

static void clock_judge(Analysis *analysis, const Symbol *clock)
{
    const ClockDef *def = &analysis->policy->clocks[clock->index];
    if (def->start == NONE)
        return;
    DiagramRef start = analyse_holds(analysis, def->start);
    start_judge(analysis, clock, start);
    if (def->stop != NONE && !def->repeats)
        start_stop_judge(analysis, clock, start, analyse_holds(analysis, def->stop));
    analyse_settle(analysis, clock->span, "when the clock `%.*s` starts", TEXT_ARGS(clock->name));
}

/* ---- Pauses ---- */

static bool is_paused_always(Analysis *analysis, DiagramRef runs, DiagramRef pause)
{
    return analyse_is_possible(runs) && analyse_is_possible(pause) &&
           diagram_and(analysis->diagram, runs, diagram_not(analysis->diagram, pause)) ==
               DIAGRAM_NO;
}

static void pause_report(Analysis *analysis, const Node *pause, const Symbol *of, DiagramRef runs)
{
    Witness witness;
    bool is_shown = analyse_witness(analysis, runs, NONE, NULL, 0, &witness);
    Diag *diag = diag_add(analysis->diags, DIAG_W0931, pause->span,
                          "this pauses `%.*s` for ever: it holds whenever a clock could run",
                          TEXT_ARGS(of->name));
    diag_relate(analysis->diags, diag, of->span, "nothing in it is ever due");
    if (is_shown)
        witness_tell(&witness, analysis->diags, diag);
    diag_note(analysis->diags, diag,
              "pause while the customer is waited for, or cap it: `at most 10 workdays`");
}

static void clock_pause_judge(Analysis *analysis, const Symbol *clock)
{
    const ClockDef *def = &analysis->policy->clocks[clock->index];
    const Node *pause = item_find(&clock->decl->list, AST_PAUSE_WHILE, 0);
    if (!pause || pause->slot[1] || analyse_is_told(analysis, pause->slot[0]))
        return;
    DiagramRef runs = analyse_holds(analysis, def->run);
    if (is_paused_always(analysis, runs, analyse_holds(analysis, def->pause)))
        pause_report(analysis, pause, clock, runs);
    analyse_settle(analysis, pause->span, "this pause");
}

static void sla_pauses_judge(Analysis *analysis, const Symbol *sla)
{
    DiagramRef reach = analyse_reach(analysis, sla->index);
    const NodeList *items = &sla->decl->list;
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *pause = items->at[i];
        if (pause->kind != AST_PAUSE_WHILE || pause->slot[1] ||
            analyse_is_told(analysis, pause->slot[0]))
            continue;
        if (is_paused_always(analysis, reach, analyse_condition(analysis, pause->slot[0])))
            pause_report(analysis, pause, sla, reach);
        analyse_settle(analysis, pause->span, "this pause");
    }
}

/* ---- Rules, quotas, packs ---- */

static void rule_judge(Analysis *analysis, const Symbol *rule)
{
    const RuleDef *def = &analysis->policy->rules[rule->index];
    const Node *when = rule->decl->slot[1];
    if (def->trigger != TRIGGER_EVENT || analyse_is_told(analysis, when))
        return;
    DiagramRef both = diagram_and(analysis->diagram, analyse_holds(analysis, def->event),
                                  analyse_holds(analysis, def->when));
    if (both == DIAGRAM_NO) {
        Diag *diag = diag_add(analysis->diags, DIAG_W0913, rule->span,
                              "the rule `%.*s` never fires: its condition never holds when its "
                              "event comes",
                              TEXT_ARGS(rule->name));
        diag_relate(analysis->diags, diag, rule->decl->slot[0]->span, "the event");
        if (when)
            diag_relate(analysis->diags, diag, when->span, "the condition");
        analyse_tell_event(analysis, diag, def->event, def->when);
        diag_note(analysis->diags, diag, "after `status becomes closed`, the status is closed");
    }
    analyse_settle(analysis, rule->span, "the rule `%.*s`", TEXT_ARGS(rule->name));
}

static void quota_judge(Analysis *analysis, const QuotaDef *quota, const Node *node)
{
    const Node *counts = item_find(&node->list, AST_QUOTA_COUNTS, 0);
    if (!counts || quota->counts == NONE || analyse_is_told(analysis, counts->slot[2]))
        return;
    if (analyse_holds(analysis, quota->counts) == DIAGRAM_NO) {
        Diag *diag = diag_add(analysis->diags, DIAG_W0950, counts->span,
                              "nothing counts towards the quota `%.*s`", TEXT_ARGS(node->text));
        diag_relate(analysis->diags, diag, node->name_span, "it stays full for ever");
        diag_note(analysis->diags, diag, "the condition is asked when the event comes");
    }
    analyse_settle(analysis, counts->span, "what the quota `%.*s` counts", TEXT_ARGS(node->text));
}

static void plan_judge(Analysis *analysis, const Symbol *plan)
{
    const PlanDef *def = &analysis->policy->plans[plan->index];
    for (uint32_t i = 0; i < def->quotas_count; i++)
        quota_judge(analysis, &analysis->policy->quotas[def->quotas_first + i],
                    item_find(&plan->decl->list, AST_QUOTA, i));
}

static void pack_judge(Analysis *analysis, const Symbol *pack)
{
    const PackDef *def = &analysis->policy->packs[pack->index];
    for (uint32_t i = 0; i < def->draws_count; i++) {
        const PackDraw *draw = &analysis->policy->pack_draws[def->draws_first + i];
        const Node *node = item_find(&pack->decl->list, AST_PACK_DRAW, i);
        DiagramRef both = diagram_and(analysis->diagram, analyse_holds(analysis, draw->on),
                                      analyse_holds(analysis, draw->when));
        if (both == DIAGRAM_NO && !analyse_is_told(analysis, node->slot[1])) {
            Diag *diag = diag_add(analysis->diags, DIAG_W0952, node->span,
                                  "nothing is ever drawn by this line");
            diag_relate(analysis->diags, diag, pack->span, "of this pack");
            analyse_tell_event(analysis, diag, draw->on, draw->when);
            diag_note(analysis->diags, diag, "the condition is asked when the event comes");
        }
        analyse_settle(analysis, node->span, "this draw");
    }
}

void analyse_events(Analysis *analysis)
{
    const Program *program = analysis->program;
    for (uint32_t i = 0; i < program->clocks.count; i++) {
        const Symbol *clock = program->clocks.at[i];
        if (clock->is_std || clock->is_void)
            continue;
        clock_judge(analysis, clock);
        clock_pause_judge(analysis, clock);
    }
    for (uint32_t i = 0; i < program->slas.count; i++)
        sla_pauses_judge(analysis, program->slas.at[i]);
    for (uint32_t i = 0; i < program->rules.count; i++)
        rule_judge(analysis, program->rules.at[i]);
    for (uint32_t i = 0; i < program->plans.count; i++)
        plan_judge(analysis, program->plans.at[i]);
    for (uint32_t i = 0; i < program->packs.count; i++)
        pack_judge(analysis, program->packs.at[i]);
}
