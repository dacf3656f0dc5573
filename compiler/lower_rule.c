/* Actions of steps and rules, rules, queues. */
#include "compiler/lower.h"

/* ---- Actions ---- */

static RecipientKind recipient_of(const Node *recipient)
{
    static const struct {
        const char *word;
        RecipientKind kind;
    } KIND[] = {{"agent", RECIPIENT_AGENT},
                {"customer", RECIPIENT_CUSTOMER},
                {"team", RECIPIENT_TEAM},
                {"role", RECIPIENT_ROLE}};
    for (size_t i = 0; i < sizeof KIND / sizeof *KIND; i++)
        if (text_is(recipient->text, KIND[i].word))
            return KIND[i].kind;
    return RECIPIENT_TEXT;
}

static void recipient_make(Lower *lower, ActionDef *action, ActionKind kind, const Node *recipient)
{
    action->kind = kind;
    action->recipient = recipient_of(recipient);
    action->target = lower_operand(lower, recipient->slot[0], type_make(BASE_TEXT));
}

static void value_make(Lower *lower, ActionDef *action, ActionKind kind, const Node *value)
{
    action->kind = kind;
    if (value)
        action->value = lower_operand(lower, value, TYPE_UNKNOWN);
}

static void charge_make(Lower *lower, ActionDef *action, ActionKind kind, const Node *amount)
{
    action->kind = kind;
    action->charge = lower_charge(lower, amount);
}

static void field_make(ActionDef *action, ActionKind kind, const Node *node)
{
    const Symbol *field = node->symbol;
    action->kind = kind;
    action->field = field ? field->index : NONE;
}

static void emit_make(Lower *lower, ActionDef *action, const Node *node)
{
    action->kind = ACTION_EMIT;
    action->name = lower_text(lower, node->text);
    action->keys_first = lower->action_keys.count;
    for (uint32_t i = 0; i < node->list.count; i++) {
        const Node *entry = node->list.at[i];
        Type type = entry->slot[0]->type;
        ActionKey key = {.key = lower_text(lower, entry->text),
                         .value = lower_operand(lower, entry->slot[0], TYPE_UNKNOWN),
                         .type = lower_value_type(type),
                         .enumeration = type_index(type),
                         .currency = type_index(type)};
        VEC_PUSH(lower->arena, &lower->action_keys, key);
    }
    action->keys_count = lower->action_keys.count - action->keys_first;
}

static void set_make_action(Lower *lower, ActionDef *action, const Node *node)
{
    const Symbol *field = node->symbol;
    field_make(action, ACTION_SET, node);
    action->value = lower_operand(lower, node->slot[0], field ? field->type : TYPE_UNKNOWN);
}

static ActionDef action_make(Lower *lower, const Node *node)
{
    ActionDef action = {.origin = lower_origin(lower, node->span),
                        .target = {.code = NONE, .value = VALUE_ABSENT},
                        .value = {.code = NONE, .value = VALUE_ABSENT},
                        .field = NONE,
                        .name = TEXT_NONE};
    switch ((int)node->kind) {
    case AST_NOTIFY: recipient_make(lower, &action, ACTION_NOTIFY, node->slot[0]); break;
    case AST_ASSIGN: recipient_make(lower, &action, ACTION_ASSIGN, node->slot[0]); break;
    case AST_SET_FIELD: set_make_action(lower, &action, node); break;
    case AST_RAISE: field_make(&action, ACTION_RAISE, node); break;
    case AST_LOWER: field_make(&action, ACTION_LOWER, node); break;
    case AST_TAG: value_make(lower, &action, ACTION_TAG, node->slot[0]); break;
    case AST_UNTAG: value_make(lower, &action, ACTION_UNTAG, node->slot[0]); break;
    case AST_TASK:
        value_make(lower, &action, ACTION_TASK, node->slot[0]);
        action.within = lower_amount(node->slot[1]);
        break;
    case AST_CLOSE: action.kind = ACTION_CLOSE; break;
    case AST_REOPEN: action.kind = ACTION_REOPEN; break;
    case AST_BILL: charge_make(lower, &action, ACTION_BILL, node->slot[0]); break;
    case AST_CREDIT: charge_make(lower, &action, ACTION_CREDIT, node->slot[0]); break;
    case AST_DRAW: value_make(lower, &action, ACTION_DRAW, node->slot[0]); break;
    case AST_EMIT: emit_make(lower, &action, node); break;
    }
    return action;
}

void lower_actions(Lower *lower, const NodeList *actions, uint32_t *first, uint32_t *count)
{
    *first = lower->actions.count;
    *count = actions->count;
    for (uint32_t i = 0; i < actions->count; i++) {
        ActionDef action = action_make(lower, actions->at[i]);
        VEC_PUSH(lower->arena, &lower->actions, action);
    }
}

/* ---- Rules ---- */

static void trigger_make(Lower *lower, RuleDef *rule, const Node *trigger)
{
    const Node *calendar = trigger->kind == AST_TRIGGER_TIME ? trigger->slot[0] : trigger->slot[2];
    rule->event = rule->calendar = NONE;
    if (calendar && trigger->kind != AST_TRIGGER_EVENT)
        rule->calendar = lower_symbol_index(calendar);
    switch ((int)trigger->kind) {
    case AST_TRIGGER_EVENT:
        rule->trigger = TRIGGER_EVENT;
        rule->event = lower_watches(lower, &trigger->list, trigger->span);
        break;
    case AST_TRIGGER_TIME:
        rule->trigger = TRIGGER_TIME;
        rule->time = trigger->number;
        break;
    default:
        rule->trigger = trigger->kind == AST_TRIGGER_SINCE ? TRIGGER_SINCE : TRIGGER_WITHOUT;
        rule->after = lower_amount(trigger->slot[0]);
        rule->event = lower_pattern(lower, trigger->slot[1]);
    }
}

static void rule_add(Lower *lower, const Symbol *symbol)
{
    const Node *decl = symbol->decl;
    RuleDef rule = {.name = lower_text(lower, symbol->name),
                    .origin = lower_origin(lower, decl->span)};
    trigger_make(lower, &rule, decl->slot[0]);
    rule.when = lower_code(lower, decl->slot[1], TYPE_UNKNOWN);
    lower_actions(lower, &decl->list, &rule.actions_first, &rule.actions_count);
    VEC_PUSH(lower->arena, &lower->rules, rule);
}

void lower_rules(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->rules.count; i++)
        rule_add(lower, lower->in->rules.at[i]);
}

/* ---- Queues ---- */

static bool is_due(const Node *expr)
{
    return expr->kind == AST_NAME && !expr->symbol && text_is(expr->text, "due");
}

static void keys_add(Lower *lower, const Node *order)
{
    for (uint32_t i = 0; i < order->list.count; i++) {
        const Node *key = order->list.at[i];
        QueueKey row = {.code = NONE, .descending = key->flags & KEY_DESCENDING};
        if (!is_due(key->slot[0]))
            row.code = lower_code(lower, key->slot[0], TYPE_UNKNOWN);
        VEC_PUSH(lower->arena, &lower->queue_keys, row);
    }
}

void lower_queues(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->queues.count; i++) {
        const Symbol *symbol = lower->in->queues.at[i];
        const NodeList *items = &symbol->decl->list;
        QueueDef queue = {.name = lower_text(lower, symbol->name),
                          .origin = lower_origin(lower, symbol->decl->span),
                          .where = NONE,
                          .keys_first = lower->queue_keys.count};
        for (uint32_t k = 0; k < items->count; k++) {
            if (items->at[k]->kind == AST_QUEUE_WHERE)
                queue.where = lower_code(lower, items->at[k]->slot[0], TYPE_UNKNOWN);
            if (items->at[k]->kind == AST_QUEUE_ORDER)
                keys_add(lower, items->at[k]);
        }
        queue.keys_count = lower->queue_keys.count - queue.keys_first;
        VEC_PUSH(lower->arena, &lower->queues, queue);
    }
}
