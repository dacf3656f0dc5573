/* SLAs: when they apply, on which calendar, the clocks they name with their targets, pauses and
   escalations. */
#include "compiler/lower.h"

/* ---- The calendar (T8) ---- */

/* A condition on a calendar line is read in UTC: no calendar is at hand before one is chosen. */
static CodeId calendar_code(Lower *lower, const Node *sla, Value otherwise)
{
    LowerCode code;
    uint32_t outer = lower->calendar;
    lower_begin(lower, &code);
    lower->calendar = lower->policy->calendar_always;
    for (uint32_t i = 0; i < sla->list.count; i++) {
        const Node *line = sla->list.at[i];
        IrLabel no = {0};
        if (line->kind != AST_SLA_CALENDAR)
            continue;
        lower_unless(lower, line->slot[0], &no);
        lower_return(lower, IR_TYPE_NUMBER, lower_symbol_index(line));
        ir_place(lower->build, &no);
    }
    lower_return(lower, IR_TYPE_NUMBER, otherwise);
    lower->calendar = outer;
    return lower_end(lower, &code, sla->span);
}

static void calendar_make(Lower *lower, SlaDef *def, const Node *sla)
{
    def->calendar = NONE;
    for (uint32_t i = 0; i < sla->list.count; i++) {
        const Node *line = sla->list.at[i];
        if (line->kind != AST_SLA_CALENDAR)
            continue;
        if (line->slot[0])
            def->calendar = calendar_code(lower, sla, lower->policy->calendar_always);
        def->fixed_calendar = line->slot[0] ? NONE : lower_symbol_index(line);
        return;
    }
    def->fixed_calendar = lower->policy->calendar_always;
}

/* ---- When it applies, when it pauses ---- */

static CodeId applies_code(Lower *lower, const Node *sla)
{
    LowerCode code;
    IrLabel no = {0};
    if (!lower_has(&sla->list, AST_APPLIES))
        return NONE;
    lower_begin(lower, &code);
    for (uint32_t i = 0; i < sla->list.count; i++)
        if (sla->list.at[i]->kind == AST_APPLIES)
            lower_unless(lower, sla->list.at[i]->slot[0], &no);
    lower_return(lower, IR_TYPE_BOOL, 1);
    ir_place(lower->build, &no);
    lower_return(lower, IR_TYPE_BOOL, 0);
    return lower_end(lower, &code, sla->span);
}

/* `one and other`, either of which may be NULL. */
static CodeId both_code(Lower *lower, const Node *one, const Node *other, Span span)
{
    LowerCode code;
    IrLabel no = {0};
    if (!one && !other)
        return NONE;
    lower_begin(lower, &code);
    lower_unless(lower, one, &no);
    lower_unless(lower, other, &no);
    lower_return(lower, IR_TYPE_BOOL, 1);
    ir_place(lower->build, &no);
    lower_return(lower, IR_TYPE_BOOL, 0);
    return lower_end(lower, &code, span);
}

/* An exception's pauses hold while the exception does. */
static void pauses_add(Lower *lower, const NodeList *items, const Node *when)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        if (item->kind == AST_EXCEPT)
            pauses_add(lower, &item->list, item->slot[0]);
        if (item->kind != AST_PAUSE_WHILE)
            continue;
        PauseLine line = {.origin = lower_origin(lower, item->span),
                          .when = both_code(lower, when, item->slot[0], item->span),
                          .cap = lower_amount(item->slot[1])};
        VEC_PUSH(lower->arena, &lower->pauses, line);
    }
}

/* ---- Escalation ---- */

static Step step_make(Lower *lower, const Node *node, const Node *when)
{
    Step step = {.kind = STEP_BREACH,
                 .origin = lower_origin(lower, node->span),
                 .times = 1,
                 .when = both_code(lower, when, node->slot[0], node->span)};
    if (node->kind == AST_STEP_PERCENT) {
        step.kind = STEP_PERCENT;
        step.percent = node->number;
    } else if (node->kind == AST_STEP_BEFORE) {
        step.kind = STEP_BEFORE;
        step.offset = node->number;
    } else if (node->kind != AST_STEP_BREACH) {
        step.kind = STEP_AFTER;
        step.offset = node->number;
    }
    if (node->kind == AST_STEP_EVERY) {
        step.is_every = true;
        step.times = (uint32_t)node->number2;
    }
    return step;
}

/* Steps of a clock stand together, those of exceptions after the SLA's. The actions of each are
   made first, since making them may append to other tables. */
static void steps_add(Lower *lower, const NodeList *items, const Node *when, const Symbol *clock)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        for (uint32_t k = 0;
             item->kind == AST_ESCALATE && item->symbol == clock && k < item->list.count; k++) {
            Step step = step_make(lower, item->list.at[k], when);
            lower_actions(lower, &item->list.at[k]->list, &step.actions_first, &step.actions_count);
            VEC_PUSH(lower->arena, &lower->steps, step);
            VEC_PUSH(lower->scratch, &lower->step_nodes, item->list.at[k]);
        }
    }
    for (uint32_t i = 0; i < items->count; i++)
        if (items->at[i]->kind == AST_EXCEPT)
            steps_add(lower, &items->at[i]->list, items->at[i]->slot[0], clock);
}

/* ---- Clocks ---- */

/* The ticket's, the account's and the contract's fields that the row's guards and limits read; its lines are the last
   of the table, from `first` on. */
static void reads_make(Lower *lower, SlaClock *row, uint32_t first)
{
    uint64_t *ticket = ARENA_ARRAY(lower->arena, uint64_t, lower->policy->field_words);
    uint64_t *account = ARENA_ARRAY(lower->arena, uint64_t, lower->policy->account_words);
    ir_reads(lower->ir, row->line, ticket, account);
    row->reads_contract = ir_reads_contract(lower->ir, row->line);
    for (uint32_t i = first; i < lower->lines.count; i++) {
        const TargetLine *line = &lower->lines.at[i];
        ir_reads(lower->ir, line->limit.code, ticket, account);
        ir_reads(lower->ir, line->cutoff_field.code, ticket, account);
        row->reads_contract = row->reads_contract ||
                              ir_reads_contract(lower->ir, line->limit.code) ||
                              ir_reads_contract(lower->ir, line->cutoff_field.code);
    }
    row->reads = ticket;
    row->account_reads = account;
}

static void clock_add(Lower *lower, const Symbol *sla, const Symbol *clock)
{
    uint32_t first = lower->lines.count;
    SlaClock row = {.clock = clock->index,
                    .line = lower_target_lines(lower, sla, clock),
                    .changes = lower_changes(&sla->decl->list, CHANGES_KEEP)};
    row.is_overridden_only =
        first == lower->lines.count && !lower_names_clock(&sla->decl->list, clock);
    reads_make(lower, &row, first);
    row.steps_first = lower->steps.count;
    steps_add(lower, &sla->decl->list, NULL, clock);
    row.steps_count = lower->steps.count - row.steps_first;
    VEC_PUSH(lower->arena, &lower->sla_clocks, row);
}

static void clock_once(Lower *lower, const Symbol *sla, const Symbol *clock, bool *named)
{
    if (!clock || named[clock->index])
        return;
    named[clock->index] = true;
    clock_add(lower, sla, clock);
}

/* In the order in which the SLA names them first. */
static void clocks_add(Lower *lower, const Symbol *sla, const NodeList *items, bool *named)
{
    for (uint32_t i = 0; i < items->count; i++) {
        const Node *item = items->at[i];
        if (item->kind == AST_TARGET)
            clock_once(lower, sla, item->symbol, named);
        if (item->kind == AST_EXCEPT)
            clocks_add(lower, sla, &item->list, named);
        if (item->kind != AST_TARGETS)
            continue;
        const NodeList *header = &item->slot[0]->slot[0]->list;
        for (uint32_t k = 0; k < header->count; k++)
            if (lower_is_result(header->at[k]))
                clock_once(lower, sla, header->at[k]->symbol, named);
    }
}

/* Clocks that only what contracts override of the SLA names come last. */
static void overridden_clocks_add(Lower *lower, const Symbol *sla, bool *named)
{
    for (uint32_t i = 0; i < lower->in->contracts.count; i++) {
        const NodeList *items = &lower->in->contracts.at[i]->decl->list;
        for (uint32_t k = 0; k < items->count; k++)
            if (items->at[k]->kind == AST_CONTRACT_OVERRIDE && items->at[k]->symbol == sla)
                clocks_add(lower, sla, &items->at[k]->list, named);
    }
}

static void sla_add(Lower *lower, const Symbol *symbol)
{
    const Node *decl = symbol->decl;
    bool *named = ARENA_ARRAY(lower->scratch, bool, lower->in->clocks.count);
    SlaDef def = {.name = lower_text(lower, symbol->name),
                  .origin = lower_origin(lower, decl->span),
                  .team = TEXT_NONE,
                  .applies = applies_code(lower, decl),
                  .pauses_first = lower->pauses.count,
                  .clocks_first = lower->sla_clocks.count};
    if (decl->flags & SLA_FOR_TEAM)
        def.team = lower_text(lower, decl->slot[0]->text);
    calendar_make(lower, &def, decl);
    pauses_add(lower, &decl->list, NULL);
    clocks_add(lower, symbol, &decl->list, named);
    overridden_clocks_add(lower, symbol, named);
    def.pauses_count = lower->pauses.count - def.pauses_first;
    def.clocks_count = lower->sla_clocks.count - def.clocks_first;
    VEC_PUSH(lower->arena, &lower->slas, def);
}

void lower_slas(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->slas.count; i++)
        sla_add(lower, lower->in->slas.at[i]);
}

/* ---- Overrides (P2) ---- */

static bool has_steps(const Node *override, const Symbol *clock)
{
    for (uint32_t i = 0; i < override->list.count; i++)
        if (override->list.at[i]->kind == AST_ESCALATE && override->list.at[i]->symbol == clock)
            return true;
    return false;
}

static void override_clock_add(Lower *lower, const Symbol *contract, const Node *override,
                               const Symbol *clock)
{
    uint32_t first = lower->lines.count;
    SlaClock row = {.clock = clock->index, .line = NONE, .has_steps = has_steps(override, clock)};
    if (lower_names_clock(&override->list, clock))
        row.line = lower_override_lines(lower, contract, override, clock);
    reads_make(lower, &row, first);
    row.steps_first = lower->steps.count;
    steps_add(lower, &override->list, NULL, clock);
    row.steps_count = lower->steps.count - row.steps_first;
    VEC_PUSH(lower->arena, &lower->sla_clocks, row);
}

void lower_override(Lower *lower, const Symbol *contract, const Node *override)
{
    OverrideDef def = {.sla = lower_symbol_index(override),
                       .origin = lower_origin(lower, override->span),
                       .calendar = NONE,
                       .has_applies = lower_has(&override->list, AST_APPLIES),
                       .has_pauses = lower_has(&override->list, AST_PAUSE_WHILE),
                       .has_changes = lower_has(&override->list, AST_CHANGES)};
    uint32_t outer = lower->calendar;
    lower->calendar = NONE; /* the SLA's or the override's, at run time */
    if (lower_has(&override->list, AST_SLA_CALENDAR))
        def.calendar = calendar_code(lower, override, VALUE_ABSENT);
    def.applies = applies_code(lower, override);
    def.changes = (uint32_t)lower_changes(&override->list, CHANGES_KEEP);
    def.pauses_first = lower->pauses.count;
    pauses_add(lower, &override->list, NULL);
    def.pauses_count = lower->pauses.count - def.pauses_first;
    def.clocks_first = lower->sla_clocks.count;
    for (uint32_t i = 0; i < lower->in->clocks.count; i++) {
        const Symbol *clock = lower->in->clocks.at[i];
        if (lower_names_clock(&override->list, clock) || has_steps(override, clock))
            override_clock_add(lower, contract, override, clock);
    }
    def.clocks_count = lower->sla_clocks.count - def.clocks_first;
    lower->calendar = outer;
    VEC_PUSH(lower->arena, &lower->overrides, def);
}
