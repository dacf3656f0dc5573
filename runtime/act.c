/* Actions: every one becomes a row with its identity (semantics.md X4); those that change the
   ticket are applied only in a closed loop, as a commit of their own at the same instant (X5). */
#include "runtime/charge.h"
#include "runtime/pack.h"

#include <string.h>

static const bool CHANGES_TICKET[] = {
#define ACTION(name, word, changes_ticket) changes_ticket,
#include "runtime/action.def"
#undef ACTION
};

static Value field_of(const Moment *moment, uint32_t field)
{
    return field == NONE ? VALUE_ABSENT : moment->frame.ticket[field];
}

/* The ticket's agent; its team where it has none. */
static void find_recipient(Moment *moment, ActionRow *row)
{
    const Policy *policy = moment->engine->policy;
    const ActionDef *action = row->action;
    row->target = VALUE_ABSENT;
    switch (action->recipient) {
    case RECIPIENT_NONE:
    case RECIPIENT_CUSTOMER: return;
    case RECIPIENT_TEAM:
    case RECIPIENT_ROLE:
    case RECIPIENT_TEXT: row->target = moment_value(moment, action->target); return;
    case RECIPIENT_AGENT:
        row->target = action->target.code == NONE && action->target.value == VALUE_ABSENT
                          ? field_of(moment, policy->field_agent)
                          : moment_value(moment, action->target);
        row->target_is_team = row->target == VALUE_ABSENT;
        if (row->target_is_team)
            row->target = field_of(moment, policy->field_team);
        return;
    }
}

/* One enumerator up or down, ending at the last. */
static Value shifted(const Moment *moment, uint32_t field, int64_t by)
{
    const Policy *policy = moment->engine->policy;
    Value value = field_of(moment, field);
    if (field == NONE || value == VALUE_ABSENT)
        return VALUE_ABSENT;
    int64_t count = policy->enums[policy->fields[field].enumeration].count;
    return value + by < 0 ? 0 : value + by >= count ? count - 1 : value + by;
}

static Value value_of(Moment *moment, const ActionDef *action)
{
    if (action->kind == ACTION_RAISE || action->kind == ACTION_LOWER)
        return shifted(moment, action->field, action->kind == ACTION_RAISE ? 1 : -1);
    return moment_value(moment, action->value);
}

static void pend(Engine *engine, uint32_t ticket, uint32_t event, const Assignment *sets,
                 uint32_t count)
{
    Pending pending = {.ticket = ticket, .event = event, .sets_first = engine->pending_sets_count};
    for (uint32_t i = 0; i < count; i++)
        STATE_PUSH(engine->pending_sets, engine->pending_sets_count, engine->pending_sets_capacity,
                   sets[i]);
    pending.sets_count = count;
    STATE_PUSH(engine->pending, engine->pending_count, engine->pending_capacity, pending);
}

void pend_field(Engine *engine, uint32_t ticket, uint32_t event, uint32_t field, Value value)
{
    Assignment set = {.target = MAP_FIELD, .index = field, .value = value};
    if (event != NONE || field != NONE)
        pend(engine, ticket, event, &set, field != NONE);
}

static uint32_t event_with(const Policy *policy, const char *name)
{
    return policy_event_find(policy, text_from(name));
}

static Value tags_after(Moment *moment, const ActionRow *row)
{
    Value tags = field_of(moment, moment->engine->policy->field_tags);
    SetId set = tags == VALUE_ABSENT ? 0 : (SetId)tags;
    SetPool *sets = moment->engine->sets;
    return row->action->kind == ACTION_TAG ? set_with(sets, set, row->value)
                                           : set_without(sets, set, row->value);
}

/* X5: the action as a change of the ticket. */
static void apply(Moment *moment, const ActionRow *row)
{
    Engine *engine = moment->engine;
    const Policy *policy = engine->policy;
    const ActionDef *action = row->action;
    uint32_t ticket = moment->ticket->index;
    bool is_team = action->recipient == RECIPIENT_TEAM || row->target_is_team;
    switch (action->kind) {
    case ACTION_SET:
    case ACTION_RAISE:
    case ACTION_LOWER: pend_field(engine, ticket, NONE, action->field, row->value); return;
    case ACTION_ASSIGN:
        pend_field(engine, ticket, event_with(policy, "assigned"),
                   is_team ? policy->field_team : policy->field_agent, row->target);
        return;
    case ACTION_TAG:
    case ACTION_UNTAG:
        pend_field(engine, ticket, NONE, policy->field_tags, tags_after(moment, row));
        return;
    case ACTION_CLOSE: pend_field(engine, ticket, event_with(policy, "closed"), NONE, 0); return;
    case ACTION_REOPEN: pend_field(engine, ticket, event_with(policy, "reopened"), NONE, 0); return;
    case ACTION_NOTIFY:
    case ACTION_TASK:
    case ACTION_BILL:
    case ACTION_CREDIT:
    case ACTION_DRAW:
    case ACTION_EMIT: return;
    }
}

static bool is_charge(const ActionDef *action)
{
    return action->kind == ACTION_BILL || action->kind == ACTION_CREDIT;
}

enum { KEYS_MAX = 32 }; /* keys of one `emit`; the checker refuses more */

static void act_one(Moment *moment, const ActionDef *action, const Act *act)
{
    Engine *engine = moment->engine;
    ActionRow row = {.at = moment->at, .sla = act->sla, .clock = act->clock};
    row.ticket = moment->ticket ? moment->ticket->id : TEXT_NONE;
    row.rule = act->rule;
    row.name = act->name;
    row.cycle = act->cycle;
    row.step = act->step;
    row.repetition = act->repetition;
    row.action = action;
    find_recipient(moment, &row);
    row.value = value_of(moment, action);
    row.currency = NONE;
    if (moment->ticket && is_charge(action))
        row.value = charge_value(moment, &action->charge, &row.currency);
    Value keys[KEYS_MAX];
    for (uint32_t i = 0; i < action->keys_count && i < KEYS_MAX; i++)
        keys[i] = moment_value(moment, engine->policy->action_keys[action->keys_first + i].value);
    row.keys = keys;
    if (engine->sink.action)
        engine->sink.action(engine->sink.context, &row);
    if (moment->ticket && is_charge(action))
        charge_act(moment, &row, act);
    else if (moment->ticket && action->kind == ACTION_DRAW)
        pack_act(moment, action, row.value);
    if (engine->options.closed_loop && moment->ticket && CHANGES_TICKET[action->kind])
        apply(moment, &row);
}

/* Only code can read a clock. */
static bool runs_code(const Policy *policy, const ActionDef *action)
{
    bool runs = action->target.code != NONE || action->value.code != NONE || is_charge(action);
    for (uint32_t i = 0; i < action->keys_count; i++)
        runs |= policy->action_keys[action->keys_first + i].value.code != NONE;
    return runs;
}

void act_all(Moment *moment, uint32_t first, uint32_t count, Act act)
{
    Engine *engine = moment->engine;
    bool needs_views = false;
    for (uint32_t i = first; i < first + count && !needs_views; i++)
        needs_views = runs_code(engine->policy, &engine->policy->actions[i]);
    if (moment->ticket && needs_views)
        clock_views(engine, moment->ticket, moment->at, engine->views);
    moment->frame.clock = moment->ticket ? engine->views : NULL;
    for (uint32_t i = 0; i < count; i++)
        act_one(moment, &engine->policy->actions[first + i], &act);
    moment->frame.clock = NULL;
}
