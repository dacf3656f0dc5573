/* Facts about a policy that the engine looks up once: bit sets instead of searches and loops over tables. Part of the
   engine. */
#include "runtime/state.h"

static uint64_t *set_new(Arena *arena, uint32_t words)
{
    return ARENA_ARRAY(arena, uint64_t, words + 1);
}

/* By field, then in the order of the events. */
static void derivations_find(const Policy *policy, Arena *arena, Facts *facts)
{
    uint32_t count = 0;
    facts->derivations = ARENA_ARRAY(arena, Derivation, policy->event_sets_count + 1);
    facts->derivations_of = ARENA_ARRAY(arena, uint32_t, policy->fields_count + 1);
    facts->derives = set_new(arena, policy->field_words);
    for (uint32_t field = 0; field < policy->fields_count; field++) {
        facts->derivations_of[field] = count;
        for (uint32_t i = 0; i < policy->events_count; i++)
            for (uint32_t k = 0; k < policy->events[i].sets_count; k++)
                if (policy->event_sets[policy->events[i].sets_first + k].field == field)
                    facts->derivations[count++] =
                        (Derivation){.event = i, .set = policy->events[i].sets_first + k};
        if (count > facts->derivations_of[field])
            bit_add(facts->derives, field);
    }
    facts->derivations_of[policy->fields_count] = count;
}

static void fields_find(const Policy *policy, Arena *arena, Facts *facts)
{
    facts->all = set_new(arena, policy->field_words);
    facts->settable = set_new(arena, policy->field_words);
    facts->filled = set_new(arena, policy->field_words);
    facts->required = set_new(arena, policy->field_words);
    for (uint32_t i = 0; i < policy->fields_count; i++) {
        const FieldDef *field = &policy->fields[i];
        bit_add(facts->all, i);
        if (field->is_engine_kept)
            continue;
        bit_add(facts->settable, i);
        if (!field->optional)
            bit_add(facts->filled, i);
        if (!field->optional && !field->has_default && i != policy->field_id)
            bit_add(facts->required, i);
    }
}

static bool is_asking(const Policy *policy, const EventDef *event)
{
    bool is = event->effect == EFFECT_LINK || event->effect == EFFECT_UNLINK;
    for (uint32_t i = 0; i < event->fields_count; i++) {
        const FieldDef *field = &policy->event_fields[event->fields_first + i].def;
        is |= !field->optional && !field->has_default;
    }
    return is;
}

static bool is_acting(EventEffect effect)
{
    switch (effect) {
    case EFFECT_NONE:
    case EFFECT_CREATE:
    case EFFECT_WORK: return false;
    case EFFECT_CLOSE:
    case EFFECT_REOPEN:
    case EFFECT_CANCEL:
    case EFFECT_LINK:
    case EFFECT_UNLINK: return true;
    }
    return false;
}

static void events_find(const Policy *policy, Arena *arena, Facts *facts)
{
    facts->acting = set_new(arena, policy->event_words);
    facts->asking = set_new(arena, policy->event_words);
    facts->created = NONE;
    facts->updated = policy_event_find(policy, TEXT("updated"));
    for (uint32_t i = policy->events_count; i-- > 0;) {
        if (policy->events[i].effect == EFFECT_CREATE)
            facts->created = i;
        if (is_acting(policy->events[i].effect))
            bit_add(facts->acting, i);
        if (is_asking(policy, &policy->events[i]))
            bit_add(facts->asking, i);
    }
}

static bool has_caps(const Policy *policy)
{
    bool has = false;
    for (uint32_t i = 0; i < policy->clocks_count; i++)
        has |= policy->clocks[i].pause_cap.count != 0;
    for (uint32_t i = 0; i < policy->pauses_count; i++)
        has |= policy->pauses[i].cap.count != 0;
    return has;
}

static bool has_periods(const Policy *policy)
{
    bool has = false;
    for (uint32_t i = 0; i < policy->lines_count; i++)
        has |= policy->lines[i].has_limit && policy->lines[i].limit_unit != UNIT_MS;
    return has;
}

Facts facts_make(const Policy *policy, Arena *arena)
{
    Facts facts = {.has_caps = has_caps(policy), .has_periods = has_periods(policy)};
    derivations_find(policy, arena, &facts);
    fields_find(policy, arena, &facts);
    events_find(policy, arena, &facts);
    return facts;
}
