/* Rules and queues. */
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
    check_workflows(checker);
    for (uint32_t i = 0; i < program->queues.count; i++)
        queue_check(checker, program->queues.at[i]);
}
