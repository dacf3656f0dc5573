/* A witness as a test of the language: the account, the ticket's creation, and what the finding says of it. */
#include "compiler/witness_part.h"

typedef struct TestText {
    const Witness *witness;
    const Program *program;
    Arena *arena;
    const char *text;
} TestText;

/* ---- What a test can state ---- */

static bool is_stateable(const Witness *witness, ChoiceTest test)
{
    const Policy *policy = witness->lower->policy;
    if (test.read == CHOICE_ACCOUNT && test.index == policy->account_id)
        return false;
    if (test.read == CHOICE_TICKET && test.index == policy->field_account)
        return false;
    if (test.read == CHOICE_TICKET)
        return !policy->fields[test.index].is_engine_kept || witness_is_moment(witness, test);
    return test.read == CHOICE_ACCOUNT || test.read == CHOICE_CODE || test.read == CHOICE_NOW;
}

/* Values of events and of contracts are not a test's to set. */
static bool is_possible(const Witness *witness)
{
    for (uint32_t i = 0; i < witness->said.count; i++)
        if (!is_stateable(witness, witness->said.at[i].test))
            return false;
    return witness->frame.now % SECOND_MS == 0;
}

static bool code_holds(const Witness *witness, CodeId code)
{
    const Policy *policy = witness->lower->policy;
    Value value;
    return code == NONE || (policy->run(policy->code, code, &witness->frame, &value) && value == 1);
}

/* The plan by which the ticket comes under the SLA; NULL: none does. */
static const Symbol *plan_for(const Witness *witness, const Program *program, uint32_t sla)
{
    const Policy *policy = witness->lower->policy;
    for (uint32_t i = 0; i < program->plans.count; i++)
        for (uint32_t k = 0; k < policy->plans[i].slas_count; k++) {
            uint32_t next = policy->plan_slas[policy->plans[i].slas_first + k];
            if (next == sla)
                return program->plans.at[i];
            if (code_holds(witness, policy->slas[next].applies))
                break;
        }
    return NULL;
}

/* Without plans the first SLA that applies is the ticket's. */
static bool is_first(const Witness *witness, uint32_t sla)
{
    const Policy *policy = witness->lower->policy;
    for (uint32_t i = 0; i < sla; i++)
        if (policy->slas[i].team == TEXT_NONE && code_holds(witness, policy->slas[i].applies))
            return false;
    return true;
}

bool witness_is_under(const Witness *witness, const Program *program, uint32_t sla,
                      const Symbol **plan)
{
    *plan = NULL;
    if (witness->lower->policy->slas[sla].team != TEXT_NONE)
        return true;
    if (program->every_sla)
        return is_first(witness, sla);
    *plan = plan_for(witness, program, sla);
    return *plan != NULL;
}

/* ---- Fields ---- */

static bool is_required(const FieldDef *field)
{
    return !field->has_default && !field->optional && field->type != TYPE_SET &&
           !field->is_engine_kept;
}

/* "priority: low, parts: 6", the fields that matter and those that have to be there. */
static const char *fields_text(const TestText *test, ChoiceRead read, const FieldDef *fields,
                               uint32_t count, const Value *values, uint32_t id, const char *first)
{
    const char *all = first;
    for (uint32_t i = 0; i < count; i++) {
        ChoiceTest field = {read, i};
        bool is_there = witness_says(test->witness, field) || is_required(&fields[i]);
        bool is_name = i == id || witness_is_moment(test->witness, field) ||
                       (read == CHOICE_TICKET && i == test->witness->lower->policy->field_account);
        if (!is_there || is_name)
            continue;
        all =
            arena_format(test->arena, "%s%s%.*s: %s", all, *all ? ", " : "",
                         TEXT_ARGS(intern_get(test->witness->lower->policy->texts, fields[i].name)),
                         witness_value(test->witness, field, values[i]));
    }
    return all;
}

static const char *block_text(Arena *arena, const char *fields)
{
    return *fields ? arena_format(arena, " { %s }", fields) : " {}";
}

static const char *moment_text(Arena *arena, Instant at)
{
    char text[INSTANT_TEXT];
    instant_print(at, text);
    return arena_format(arena, "%s", text);
}

const char *witness_test(const Witness *witness, const Program *program, const char *title,
                         uint32_t sla, const char *expectations)
{
    const Policy *policy = witness->lower->policy;
    Arena *arena = program->arena;
    TestText test = {.witness = witness, .program = program, .arena = arena};
    const Symbol *symbol;
    if (!is_possible(witness) || !witness_is_under(witness, program, sla, &symbol))
        return NULL;
    const char *plan = symbol ? arena_format(arena, "plan: %.*s", TEXT_ARGS(symbol->name)) : "";
    const char *account =
        fields_text(&test, CHOICE_ACCOUNT, policy->account_fields, policy->account_fields_count,
                    witness->account, policy->account_id, plan);
    const char *ticket =
        fields_text(&test, CHOICE_TICKET, policy->fields, policy->fields_count, witness->ticket,
                    policy->field_id, "account: \"" WITNESS_ACCOUNT "\"");
    return arena_format(arena,
                        "test \"%s\" {\n  zone \"UTC\"\n  account \"%s\"%s\n  at %s created t1%s\n"
                        "%s}\n",
                        title, WITNESS_ACCOUNT, block_text(arena, account),
                        moment_text(arena, witness->frame.now), block_text(arena, ticket),
                        expectations);
}

bool witness_starts(const Witness *witness, uint32_t clock)
{
    const Policy *policy = witness->lower->policy;
    Frame frame = witness->frame;
    uint64_t *events = ARENA_ARRAY(witness->lower->scratch, uint64_t, policy->event_words);
    for (uint32_t i = 0; i < policy->events_count; i++)
        if (policy->events[i].effect == EFFECT_CREATE)
            events[i / 64] |= UINT64_C(1) << (i % 64);
    frame.events = events;
    frame.before = NULL;
    Value value;
    return policy->clocks[clock].start != NONE &&
           policy->run(policy->code, policy->clocks[clock].start, &frame, &value) && value == 1;
}
