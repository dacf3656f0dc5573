/* Clocks: the event patterns that move them and the conditions that pause them. */
#include "compiler/lower.h"

/* The watches of one kind of line, all such lines together. */
static NodeList watches_of(Lower *lower, const Node *clock, NodeKind kind)
{
    NodeList watches = {0};
    for (uint32_t i = 0; i < clock->list.count; i++)
        for (uint32_t k = 0; clock->list.at[i]->kind == kind && k < clock->list.at[i]->list.count;
             k++)
            VEC_PUSH(lower->scratch, &watches, clock->list.at[i]->list.at[k]);
    return watches;
}

static CodeId watch_code(Lower *lower, const Node *clock, NodeKind kind)
{
    NodeList watches = watches_of(lower, clock, kind);
    return watches.count ? lower_watches(lower, &watches, clock->span) : NONE;
}

/* Pauses combine by `or`, runs by `and`; no line of that kind gives NONE. */
static CodeId conditions_code(Lower *lower, const Node *clock, NodeKind kind)
{
    LowerCode code;
    IrLabel end = {0};
    bool is_pause = kind == AST_PAUSE_WHILE, is_any = false;
    for (uint32_t i = 0; i < clock->list.count; i++)
        is_any |= clock->list.at[i]->kind == kind;
    if (!is_any)
        return NONE;
    lower_begin(lower, &code);
    for (uint32_t i = 0; i < clock->list.count; i++) {
        const Node *line = clock->list.at[i];
        if (line->kind == kind && is_pause)
            lower_if(lower, line->slot[0], &end);
        else if (line->kind == kind)
            lower_unless(lower, line->slot[0], &end);
    }
    lower_return(lower, IR_TYPE_BOOL, !is_pause);
    ir_place(lower->build, &end);
    lower_return(lower, IR_TYPE_BOOL, is_pause);
    return lower_end(lower, &code, clock->span);
}

static void line_read(ClockDef *def, const Node *line)
{
    if (line->kind == AST_PAUSE_WHILE && line->slot[1])
        def->pause_cap = lower_amount(line->slot[1]);
    if (line->kind == AST_REPEATS) {
        def->repeats = true;
        def->independently = line->flags & REPEATS_INDEPENDENTLY;
    }
}

static ClockDef clock_make(Lower *lower, const Symbol *symbol)
{
    const Node *decl = symbol->decl;
    ClockDef def = {.name = lower_text(lower, symbol->name),
                    .origin = lower_origin(lower, decl->span)};
    NodeList starts = watches_of(lower, decl, AST_CLOCK_START);
    def.start = watch_code(lower, decl, AST_CLOCK_START);
    def.stop = watch_code(lower, decl, AST_CLOCK_STOP);
    def.restart = watch_code(lower, decl, AST_CLOCK_RESTART);
    def.resume = watch_code(lower, decl, AST_CLOCK_RESUME);
    def.cancel = watch_code(lower, decl, AST_CLOCK_CANCEL);
    def.pause = conditions_code(lower, decl, AST_PAUSE_WHILE);
    def.run = conditions_code(lower, decl, AST_RUN_WHILE);
    def.from = lower_from(lower, &starts, decl->span);
    for (uint32_t i = 0; i < decl->list.count; i++)
        line_read(&def, decl->list.at[i]);
    return def;
}

/* A void clock keeps its row and never starts. */
static ClockDef clock_void(Lower *lower, const Symbol *symbol)
{
    return (ClockDef){.name = lower_text(lower, symbol->name),
                      .origin = lower_origin(lower, symbol->decl->span),
                      .start = NONE,
                      .stop = NONE,
                      .restart = NONE,
                      .resume = NONE,
                      .cancel = NONE,
                      .pause = NONE,
                      .run = NONE,
                      .from = {.code = NONE, .value = VALUE_ABSENT}};
}

void lower_clocks(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->clocks.count; i++) {
        const Symbol *symbol = lower->in->clocks.at[i];
        ClockDef def = symbol->is_void ? clock_void(lower, symbol) : clock_make(lower, symbol);
        VEC_PUSH(lower->arena, &lower->clocks, def);
    }
}
