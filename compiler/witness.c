#include "compiler/witness.h"

#include "compiler/witness_part.h"

/* Monday, 2 March 2026, 09:00 UTC: a moment of no importance. */
#define USUAL_MOMENT INT64_C(1772442000000)

enum { CUBES_TRIED = 8 };

/* ---- The frame ---- */

static Value field_usual(const Lower *lower, const FieldDef *field)
{
    if (field->has_default || field->optional || field->type == TYPE_SET)
        return field->has_default                            ? field->initial
               : field->type == TYPE_SET && !field->optional ? 0
                                                             : VALUE_ABSENT;
    if (field->type == TYPE_TEXT)
        return (Value)intern_add(lower->policy->texts, TEXT("any"));
    return field->type == TYPE_INSTANT ? USUAL_MOMENT : 0;
}

static Value *fields_usual(const Lower *lower, const FieldDef *fields, uint32_t count)
{
    Value *values = ARENA_ARRAY(lower->scratch, Value, count);
    for (uint32_t i = 0; i < count; i++)
        values[i] = field_usual(lower, &fields[i]);
    return values;
}

static void name_set(const Lower *lower, Value *values, uint32_t field, const char *name)
{
    if (field != NONE)
        values[field] = (Value)intern_add(lower->policy->texts, text_from(name));
}

static void frame_make(Witness *witness, uint32_t sla)
{
    const Lower *lower = witness->lower;
    const Policy *policy = lower->policy;
    witness->ticket = fields_usual(lower, policy->fields, policy->fields_count);
    witness->before = fields_usual(lower, policy->fields, policy->fields_count);
    witness->account = fields_usual(lower, policy->account_fields, policy->account_fields_count);
    witness->contract = fields_usual(lower, policy->contract_fields, policy->contract_fields_count);
    witness->event_fields = ARENA_ARRAY(lower->scratch, Value, policy->event_slots);
    for (uint32_t i = 0; i < policy->event_slots; i++)
        witness->event_fields[i] = VALUE_ABSENT;
    witness->events = ARENA_ARRAY(lower->scratch, uint64_t, policy->event_words);
    name_set(lower, witness->ticket, policy->field_id, "t1");
    name_set(lower, witness->ticket, policy->field_account, WITNESS_ACCOUNT);
    name_set(lower, witness->account, policy->account_id, WITNESS_ACCOUNT);
    witness->frame = (Frame){.policy = policy,
                             .ticket = witness->ticket,
                             .account = witness->account,
                             .contract = witness->contract,
                             .events = witness->events,
                             .event_fields = witness->event_fields,
                             .sla = sla};
    witness_moment_set(witness, USUAL_MOMENT);
}

void witness_moment_set(Witness *witness, Instant at)
{
    uint32_t created = witness->lower->policy->field_created;
    witness->frame.now = at;
    if (created != NONE)
        witness->ticket[created] = witness->before[created] = at;
}

/* Puts the value where the test reads it. */
static void value_put(Witness *witness, ChoiceTest test, Value value)
{
    switch ((ChoiceRead)test.read) {
    case CHOICE_TICKET: witness->ticket[test.index] = value; break;
    case CHOICE_BEFORE: witness->before[test.index] = value; break;
    case CHOICE_ACCOUNT: witness->account[test.index] = value; break;
    case CHOICE_CONTRACT: witness->contract[test.index] = value; break;
    case CHOICE_EVENT_FIELD: witness->event_fields[test.index] = value; break;
    case CHOICE_EVENT:
        witness->events[test.index / 64] |= (uint64_t)(value == 1) << (test.index % 64);
        break;
    case CHOICE_HAS_BEFORE: witness->frame.before = value == 1 ? witness->before : NULL; break;
    case CHOICE_NOW: witness_moment_set(witness, value); break;
    case CHOICE_CODE: break;
    }
}

void witness_say(Witness *witness, ChoiceTest test, Value value)
{
    value_put(witness, test, value);
    VEC_PUSH(witness->lower->scratch, &witness->said, ((Said){test, value}));
}

bool witness_says(const Witness *witness, ChoiceTest test)
{
    for (uint32_t i = 0; i < witness->said.count; i++)
        if (witness->said.at[i].test.read == test.read &&
            witness->said.at[i].test.index == test.index)
            return true;
    return false;
}

/* Of a field that it says twice what was before counts. */
void witness_rewind(Witness *witness)
{
    const Said *said = witness->said.at;
    uint32_t count = witness->said.count;
    witness->said.at = NULL;
    witness->said.count = witness->said.capacity = 0;
    for (uint32_t i = 0; i < count; i++)
        if (said[i].test.read == CHOICE_BEFORE)
            witness_say(witness, (ChoiceTest){CHOICE_TICKET, said[i].test.index}, said[i].value);
    for (uint32_t i = 0; i < count; i++)
        if (said[i].test.read != CHOICE_BEFORE && !witness_says(witness, said[i].test))
            witness_say(witness, said[i].test, said[i].value);
}

bool witness_is_moment(const Witness *witness, ChoiceTest test)
{
    return test.read == CHOICE_NOW ||
           (test.read == CHOICE_TICKET && test.index == witness->lower->policy->field_created);
}

/* ---- Values ---- */

/* A text that the policy does not name. */
static Value other_text(const Lower *lower)
{
    const char *text = "another";
    for (;;) {
        TextId known = intern_find(lower->policy->texts, text_from(text));
        if (known == TEXT_NONE || known >= lower->texts_count)
            return (Value)intern_add(lower->policy->texts, text_from(text));
        text = arena_format(lower->scratch, "%s one", text);
    }
}

static Value run_clip(const DiagramRun *run, Value value)
{
    Value low = run->low == VALUE_ABSENT ? DIAGRAM_LEAST : run->low;
    return value < low ? low : value > run->high ? run->high : value;
}

/* A value that the language can write: whole seconds, and texts that it names. */
static Value side_value(const Witness *witness, const DiagramSide *side)
{
    const DiagramVariable *variable =
        diagram_variable_get(decide_diagram(witness->decide), side->variable);
    const FieldDef *field = witness_field(witness, variable->test);
    bool is_time = field && (field->type == TYPE_DURATION || field->type == TYPE_INSTANT);
    if (field && field->type == TYPE_TEXT && side->example == DIAGRAM_OTHER_TEXT)
        return other_text(witness->lower);
    for (uint32_t i = 0; is_time && side->example != VALUE_ABSENT && i < side->runs.count; i++) {
        const DiagramRun *run = &side->runs.at[i];
        Value up = (side->example + 999) / 1000 * 1000, down = up - 1000;
        if (side->example < INT64_MAX / 2 && run_clip(run, up) == up)
            return up;
        if (side->example < INT64_MAX / 2 && run_clip(run, down) == down)
            return down;
    }
    return side->example;
}

/* ---- The search ---- */

static bool claims_hold(const Witness *witness, const Claim *claims, uint32_t count)
{
    const Policy *policy = witness->lower->policy;
    for (uint32_t i = 0; i < count; i++) {
        Value value;
        if (claims[i].code == NONE)
            continue;
        if (!policy->run(policy->code, claims[i].code, &witness->frame, &value))
            value = VALUE_ABSENT;
        if (value != claims[i].value)
            return false;
    }
    return true;
}

/* A cube's fields are put as they are; what the cube says of unknowns and of the moment is searched for. */
static bool cube_try(Witness *witness, const DiagramCube *cube, const Claim *claims, uint32_t count,
                     bool *is_plain)
{
    Unknowns unknowns = {.witness = witness};
    witness->cube = *cube;
    for (uint32_t i = 0; i < cube->count; i++) {
        const DiagramSide *side = &cube->at[i];
        ChoiceTest test =
            diagram_variable_get(decide_diagram(witness->decide), side->variable)->test;
        if (test.read == CHOICE_CODE || witness_is_moment(witness, test))
            unknown_add(&unknowns, side);
        else
            witness_say(witness, test, side_value(witness, side));
    }
    *is_plain = unknowns.count == 0;
    if (*is_plain)
        return claims_hold(witness, claims, count);
    witness->says_moment = true;
    return unknowns_settle(&unknowns) && claims_hold(witness, claims, count);
}

bool witness_find(Lower *lower, Decide *decide, DiagramRef where, uint32_t sla, const Claim *claims,
                  uint32_t count, Witness *out, bool *is_proved)
{
    Diagram *diagram = decide_diagram(decide);
    *is_proved = false;
    DiagramRegion region = {0};
    DiagramCube first;
    if (where == DIAGRAM_NONE || !diagram_witness(diagram, lower->scratch, where, 1, &first))
        return false;
    VEC_PUSH(lower->scratch, &region, first);
    DiagramRegion more = diagram_region(diagram, lower->scratch, where, 1, CUBES_TRIED);
    for (uint32_t i = 0; i < more.count; i++)
        VEC_PUSH(lower->scratch, &region, more.at[i]);
    for (uint32_t i = 0; i < region.count; i++) {
        bool is_plain;
        *out = (Witness){.lower = lower, .decide = decide};
        frame_make(out, sla);
        if (cube_try(out, &region.at[i], claims, count, &is_plain))
            return true;
        *is_proved |= is_plain;
    }
    return false;
}
