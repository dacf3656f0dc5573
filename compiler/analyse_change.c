/* The changes that rules make, and the rules that they wake. */
#include "compiler/analyse_cascade.h"
#include "compiler/rehearse.h"
#include "compiler/wake.h"

static bool changes_ticket(ActionKind kind)
{
    static const bool CHANGES[] = {
#define ACTION(name, word, changes_ticket) changes_ticket,
#include "runtime/action.def"
#undef ACTION
    };
    return CHANGES[kind];
}

bool cascade_is_tag(const Cascade *cascade, const RuleChange *change)
{
    ActionKind kind = cascade->analysis->policy->actions[change->action].kind;
    return kind == ACTION_TAG || kind == ACTION_UNTAG;
}

/* ---- Actions ---- */

static uint32_t event_of(const Policy *policy, const ActionDef *action)
{
    switch ((int)action->kind) {
    case ACTION_ASSIGN: return policy_event_find(policy, TEXT("assigned"));
    case ACTION_CLOSE: return policy_event_find(policy, TEXT("closed"));
    case ACTION_REOPEN: return policy_event_find(policy, TEXT("reopened"));
    default: return NONE;
    }
}

static uint32_t field_of(const Policy *policy, const ActionDef *action)
{
    switch ((int)action->kind) {
    case ACTION_SET:
    case ACTION_RAISE:
    case ACTION_LOWER: return action->field;
    case ACTION_ASSIGN:
        return action->recipient == RECIPIENT_TEAM ? policy->field_team : policy->field_agent;
    case ACTION_TAG:
    case ACTION_UNTAG: return policy->field_tags;
    default: return NONE;
    }
}

static void action_add(Cascade *cascade, uint32_t rule, uint32_t action, const Node *node)
{
    Arena *arena = cascade->analysis->arena;
    const Policy *policy = cascade->analysis->policy;
    const ActionDef *def = &policy->actions[action];
    RuleChange change = {.rule = rule, .action = action, .node = node};
    change.event = event_of(policy, def);
    const EventDef *event = change.event == NONE ? NULL : &policy->events[change.event];
    for (uint32_t i = 0; event && i < event->sets_count; i++) {
        const EventSet *set = &policy->event_sets[event->sets_first + i];
        VEC_PUSH(arena, &change.sets, ((ChangeSet){set->field, true, set->value}));
    }
    uint32_t field = field_of(policy, def);
    if (field != NONE)
        VEC_PUSH(arena, &change.sets, ((ChangeSet){.field = field}));
    if (change.event != NONE || field != NONE)
        VEC_PUSH(arena, &cascade->actions, change);
}

static void actions_make(Cascade *cascade)
{
    const Policy *policy = cascade->analysis->policy;
    for (uint32_t i = 0; i < policy->rules_count; i++) {
        const RuleDef *rule = &policy->rules[i];
        const Node *decl = cascade->analysis->program->rules.at[i]->decl;
        for (uint32_t k = 0; rule->trigger == TRIGGER_EVENT && k < rule->actions_count; k++)
            if (changes_ticket(policy->actions[rule->actions_first + k].kind))
                action_add(cascade, i, rule->actions_first + k, decl->list.at[k]);
    }
}

/* ---- Which rules a change wakes ---- */

static bool bit_test(const uint64_t *bits, uint32_t index)
{
    return bits[index / 64] >> (index % 64) & 1;
}

/* Does a change of the field to some value count as an event that the rule looks at? */
static bool derives(const Policy *policy, const RuleWake *wake, const ChangeSet *set)
{
    for (uint32_t i = 0; i < policy->events_count; i++)
        for (uint32_t k = 0; bit_test(wake->events, i) && k < policy->events[i].sets_count; k++) {
            const EventSet *of = &policy->event_sets[policy->events[i].sets_first + k];
            if (of->field == set->field && (!set->is_known || of->value == set->value))
                return true;
        }
    return false;
}

bool cascade_wakes(const Cascade *cascade, const RuleChange *change, uint32_t rule)
{
    const Policy *policy = cascade->analysis->policy;
    const RuleWake *wake = &cascade->wakes[rule];
    if (wake->is_always || (change->event != NONE && bit_test(wake->events, change->event)))
        return true;
    for (uint32_t i = 0; i < change->sets.count; i++)
        if (bit_test(wake->fields, change->sets.at[i].field) ||
            derives(policy, wake, &change->sets.at[i]))
            return true;
    return false;
}

static void wakes_make(Cascade *cascade)
{
    Analysis *analysis = cascade->analysis;
    const Policy *policy = analysis->policy;
    cascade->wakes = ARENA_ARRAY(analysis->arena, RuleWake, policy->rules_count);
    for (uint32_t i = 0; i < policy->rules_count; i++) {
        RuleWake *wake = &cascade->wakes[i];
        wake->events = ARENA_ARRAY(analysis->arena, uint64_t, policy->event_words);
        wake->fields = ARENA_ARRAY(analysis->arena, uint64_t, policy->field_words);
        if (policy->rules[i].trigger != TRIGGER_EVENT)
            continue;
        WakeKind kind = wake_kind(analysis->lower->ir, policy->rules[i].event);
        wake->is_always = kind != WAKE_PATTERN;
        wake_reads(analysis->lower->ir, policy->rules[i].event, kind, wake->events, wake->fields);
    }
}

/* Does an action of the rule wake a rule that is alive? */
static bool sets_off(const Cascade *cascade, uint32_t rule)
{
    for (uint32_t i = 0; i < cascade->actions.count; i++)
        for (uint32_t k = 0; k < cascade->analysis->policy->rules_count; k++)
            if (cascade->actions.at[i].rule == rule && cascade->is_alive[k] &&
                cascade_wakes(cascade, &cascade->actions.at[i], k))
                return true;
    return false;
}

/* A rule that sets off none that is alive ends what comes to it. False: none is left. */
static bool alive_find(Cascade *cascade)
{
    uint32_t count = cascade->analysis->policy->rules_count, alive = 0;
    cascade->is_alive = ARENA_ARRAY(cascade->analysis->arena, bool, count);
    for (uint32_t i = 0; i < cascade->actions.count; i++)
        cascade->is_alive[cascade->actions.at[i].rule] = true;
    for (uint32_t i = 0; i < count; i++)
        alive += cascade->is_alive[i];
    for (uint32_t before = 0; before != alive;) {
        before = alive;
        for (uint32_t i = 0; i < count; i++)
            if (cascade->is_alive[i] && !sets_off(cascade, i)) {
                cascade->is_alive[i] = false;
                alive--;
            }
    }
    return alive > 0;
}

/* ---- One change for each value ---- */

static void value_add(Cascade *cascade, const RuleChange *action, bool is_known, Value value)
{
    RuleChange change = *action;
    change.sets.at = NULL;
    change.sets.count = change.sets.capacity = 0;
    for (uint32_t i = 0; i < action->sets.count; i++)
        VEC_PUSH(cascade->analysis->arena, &change.sets, action->sets.at[i]);
    ChangeSet *last = &change.sets.at[change.sets.count - 1];
    *last = (ChangeSet){last->field, is_known, value};
    VEC_PUSH(cascade->analysis->arena, &cascade->changes, change);
}

static void operand_add(Cascade *cascade, const RuleChange *action, Operand operand)
{
    Analysis *analysis = cascade->analysis;
    if (operand.code == NONE) {
        value_add(cascade, action, true, operand.value);
        return;
    }
    DiagramRef given = decide_code(analysis->decide, operand.code);
    DiagramLeaves leaves = {0};
    if (given != DIAGRAM_NONE)
        leaves = diagram_leaves(analysis->diagram, analysis->arena, given);
    bool is_all_known = leaves.count > 0;
    for (uint32_t i = 0; i < leaves.count; i++)
        if (decide_is_term(leaves.at[i]))
            is_all_known = false;
        else
            value_add(cascade, action, true, leaves.at[i]);
    if (!is_all_known)
        value_add(cascade, action, false, 0);
}

static void steps_add(Cascade *cascade, const RuleChange *action, bool is_up)
{
    const Policy *policy = cascade->analysis->policy;
    const FieldDef *field = &policy->fields[action->sets.at[action->sets.count - 1].field];
    Value count = (Value)policy->enums[field->enumeration].count;
    for (Value value = is_up; value < count - !is_up; value++)
        value_add(cascade, action, true, value);
}

static void changes_make(Cascade *cascade)
{
    const Policy *policy = cascade->analysis->policy;
    for (uint32_t i = 0; i < cascade->actions.count; i++) {
        const RuleChange *action = &cascade->actions.at[i];
        const ActionDef *def = &policy->actions[action->action];
        if (!cascade->is_alive[action->rule])
            continue;
        bool is_plain = (def->recipient == RECIPIENT_TEAM || def->recipient == RECIPIENT_TEXT) &&
                        field_of(policy, def) != NONE && def->target.value != VALUE_ABSENT;
        if (def->kind == ACTION_SET)
            operand_add(cascade, action, def->value);
        else if (def->kind == ACTION_ASSIGN && is_plain)
            operand_add(cascade, action, def->target);
        else if (def->kind == ACTION_RAISE || def->kind == ACTION_LOWER)
            steps_add(cascade, action, def->kind == ACTION_RAISE);
        else
            VEC_PUSH(cascade->analysis->arena, &cascade->changes, *action);
    }
}

bool cascade_make(Cascade *cascade)
{
    actions_make(cascade);
    if (!cascade->actions.count)
        return false;
    wakes_make(cascade);
    if (!alive_find(cascade))
        return false;
    changes_make(cascade);
    return true;
}

/* ---- A history ---- */

static void firing_count(void *context, const ActionRow *row)
{
    uint32_t *firings = context;
    if (row->rule != NONE)
        firings[row->rule]++;
}

bool cascade_goes_round(const Witness *witness, uint32_t event, const Assignment *sets,
                        uint32_t count, uint32_t *firings)
{
    Rehearsal rehearsal;
    Sink sink = {.context = firings, .action = firing_count};
    EngineOptions options = {.closed_loop = true};
    bool is_fed = rehearsal_open(&rehearsal, witness, options, sink) &&
                  rehearsal_event(&rehearsal, event, sets, count);
    bool gives_up = is_fed && engine_counts(rehearsal.engine).faults > 0;
    rehearsal_close(&rehearsal);
    return gives_up;
}
