/* Rules and what they trigger in turn, queues. */
#include "compiler/check_part.h"

/* ---- Rules ---- */

static void calendar_name_check(Checker *checker, Node *name)
{
    if (name)
        name->symbol = calendar_use(checker, name->text, name->span);
}

static const SymbolList *trigger_check(Checker *checker, Node *trigger)
{
    if (trigger->kind == AST_TRIGGER_EVENT) {
        watches_check(checker, &trigger->list);
        return watches_fields(&trigger->list);
    }
    if (trigger->kind == AST_TRIGGER_TIME) {
        calendar_name_check(checker, trigger->slot[0]);
        return NULL;
    }
    amount_positive_check(checker, trigger->slot[0]);
    pattern_check(checker, trigger->slot[1]);
    calendar_name_check(checker, trigger->slot[2]);
    return NULL;
}

static void rule_check(Checker *checker, const Symbol *rule)
{
    Node *node = rule->decl;
    Facts facts = {0};
    checker->event_fields = node->slot[0] ? trigger_check(checker, node->slot[0]) : NULL;
    condition_check(checker, node->slot[1], &facts);
    facts_assume(checker, facts.when_true);
    actions_check(checker, &node->list);
    facts_drop(checker, facts.when_true);
    checker->event_fields = NULL;
}

/* ---- Rules that trigger one another ---- */

typedef struct Change { /* what an action makes of a field: one value, or NULL: some other one */
    const Symbol *field;
    const Symbol *word; /* enumerator */
} Change;

static Change change_of(const Program *program, const Node *action)
{
    Change change = {0};
    if (action->kind == AST_SET_FIELD && action->symbol && action->slot[0]) {
        const Symbol *word = action->slot[0]->kind == AST_NAME ? action->slot[0]->symbol : NULL;
        change.field = action->symbol;
        change.word = word && word->kind == SYMBOL_ENUMERATOR ? word : NULL;
    }
    if (action->kind != AST_CLOSE && action->kind != AST_REOPEN)
        return change;
    const Symbol *event = program_find(
        program, SYMBOL_EVENT, action->kind == AST_CLOSE ? TEXT("closed") : TEXT("reopened"));
    if (!event || !event->sets.count)
        return change;
    change.field = event->sets.at[0].field;
    change.word = event->sets.at[0].value->symbol;
    return change;
}

static bool is_value(const Node *value, const Symbol *word)
{
    for (uint32_t i = 0; value && value->kind == AST_SET && i < value->list.count; i++)
        if (value->list.at[i]->symbol == word)
            return true;
    return value && value->symbol == word;
}

static bool event_is_set(const Symbol *event, Change change)
{
    for (uint32_t i = 0; event && i < event->sets.count; i++)
        if (event->sets.at[i].field == change.field &&
            event->sets.at[i].value->symbol == change.word)
            return true;
    return false;
}

/* Only what is certain to match: a pattern that waits for the very value that is set. */
static bool pattern_matches(const Node *pattern, Change change)
{
    if (!pattern || !change.field || !change.word)
        return false;
    if (pattern->kind == AST_PATTERN_EVENT)
        return event_is_set(pattern->symbol, change);
    if (pattern->symbol != change.field)
        return false;
    return pattern->kind == AST_PATTERN_CHANGES ||
           (pattern->kind == AST_PATTERN_BECOMES && is_value(pattern->slot[1], change.word));
}

typedef struct RuleEdge {
    uint32_t to;
    Change change;
    Span span; /* of the action */
} RuleEdge;

typedef VEC(RuleEdge) RuleEdges;

typedef struct RuleGraph {
    Checker *checker;
    RuleEdges *edges; /* by rule */
    uint8_t *mark;    /* 0 new, 1 on the path, 2 done */
    RuleEdges path;
} RuleGraph;

static void edges_add(RuleGraph *graph, uint32_t from, const Node *action)
{
    const Program *program = graph->checker->program;
    Change change = change_of(program, action);
    for (uint32_t i = 0; change.word && i < program->rules.count; i++) {
        const Node *trigger = program->rules.at[i]->decl->slot[0];
        if (!trigger || trigger->kind != AST_TRIGGER_EVENT)
            continue;
        for (uint32_t k = 0; k < trigger->list.count; k++)
            if (pattern_matches(trigger->list.at[k]->slot[0], change)) {
                RuleEdge edge = {.to = i, .change = change, .span = action->span};
                VEC_PUSH(graph->checker->arena, &graph->edges[from], edge);
                break;
            }
    }
}

/* It goes on for ever only where some field is set back: set twice to one value, it changes once. */
static bool is_endless(const RuleEdges *path, uint32_t first)
{
    for (uint32_t i = first; i < path->count; i++)
        for (uint32_t k = i + 1; k < path->count; k++)
            if (path->at[i].change.field == path->at[k].change.field &&
                path->at[i].change.word != path->at[k].change.word)
                return true;
    return false;
}

static void cycle_report(RuleGraph *graph, uint32_t first)
{
    const Program *program = graph->checker->program;
    DiagList *diags = graph->checker->diags;
    const Symbol *start = program->rules.at[graph->path.at[graph->path.count - 1].to];
    const char *chain = arena_format(program->arena, "`%.*s`", TEXT_ARGS(start->name));
    for (uint32_t i = first; i < graph->path.count; i++)
        chain = arena_format(program->arena, "%s triggers `%.*s`", chain,
                             TEXT_ARGS(program->rules.at[graph->path.at[i].to]->name));
    Diag *diag = diag_add(diags, DIAG_E0603, start->span,
                          "these rules could trigger one another for ever: %s", chain);
    for (uint32_t i = first; i < graph->path.count; i++)
        diag_relate(diags, diag, graph->path.at[i].span, "this triggers `%.*s`",
                    TEXT_ARGS(program->rules.at[graph->path.at[i].to]->name));
    diag_note(diags, diag, "let one of them not change what another waits for");
}

static uint32_t path_position(const RuleGraph *graph, uint32_t root, uint32_t rule)
{
    if (rule == root)
        return 0;
    for (uint32_t i = 0; i < graph->path.count; i++)
        if (graph->path.at[i].to == rule)
            return i + 1;
    return 0;
}

static void rule_visit(RuleGraph *graph, uint32_t root, uint32_t rule)
{
    enum { CHAIN_MAX = 200 };
    if (graph->path.count > CHAIN_MAX)
        return;
    graph->mark[rule] = 1;
    for (uint32_t i = 0; i < graph->edges[rule].count; i++) {
        RuleEdge edge = graph->edges[rule].at[i];
        if (graph->mark[edge.to] == 2)
            continue;
        VEC_PUSH(graph->checker->arena, &graph->path, edge);
        uint32_t first = path_position(graph, root, edge.to);
        if (graph->mark[edge.to] == 0)
            rule_visit(graph, root, edge.to);
        else if (is_endless(&graph->path, first < graph->path.count ? first : 0))
            cycle_report(graph, first < graph->path.count ? first : 0);
        graph->path.count--;
    }
    graph->mark[rule] = 2;
}

static void cycles_check(Checker *checker)
{
    const Program *program = checker->program;
    RuleGraph graph = {.checker = checker};
    graph.edges = ARENA_ARRAY(checker->arena, RuleEdges, program->rules.count);
    graph.mark = ARENA_ARRAY(checker->arena, uint8_t, program->rules.count);
    for (uint32_t i = 0; i < program->rules.count; i++)
        for (uint32_t k = 0; k < program->rules.at[i]->decl->list.count; k++)
            edges_add(&graph, i, program->rules.at[i]->decl->list.at[k]);
    for (uint32_t i = 0; i < program->rules.count; i++)
        if (!graph.mark[i])
            rule_visit(&graph, i, i);
}

/* ---- Queues ---- */

/* `due` is the ticket's earliest deadline (X6) where no field has that name. */
static bool is_due(Checker *checker, Node *expr)
{
    if (expr->kind != AST_NAME || !text_is(expr->text, "due") || value_find(checker, expr->text))
        return false;
    expr->type = type_optional(type_make(BASE_INSTANT));
    return true;
}

static void queue_check(Checker *checker, const Symbol *queue)
{
    for (uint32_t i = 0; i < queue->decl->list.count; i++) {
        Node *item = queue->decl->list.at[i];
        if (item->kind == AST_QUEUE_WHERE)
            condition_check(checker, item->slot[0], NULL);
        checker->may_read_clocks = item->kind == AST_QUEUE_ORDER;
        for (uint32_t k = 0; item->kind == AST_QUEUE_ORDER && k < item->list.count; k++) {
            Node *key = item->list.at[k]->slot[0];
            if (key && !is_due(checker, key))
                expr_check(checker, key, TYPE_UNKNOWN, NULL);
        }
        checker->may_read_clocks = false;
    }
}

void check_rules(Checker *checker)
{
    const Program *program = checker->program;
    for (uint32_t i = 0; i < program->rules.count; i++)
        rule_check(checker, program->rules.at[i]);
    cycles_check(checker);
    check_workflows(checker);
    for (uint32_t i = 0; i < program->queues.count; i++)
        queue_check(checker, program->queues.at[i]);
}
