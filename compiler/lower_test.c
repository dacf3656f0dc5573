/* Tests: bodies as checked become trials, lists of steps (runtime/trial.h). */
#include "compiler/lower.h"
#include "compiler/test_body.h"

typedef struct TestLower {
    Lower *lower;
    Arena *arena; /* of the trials */
    VEC(Trial) trials;
    VEC(TrialStep) steps;
    VEC(TrialSet) sets;
} TestLower;

/* ---- Values ---- */

static TrialInstant instant_of(const Node *moment)
{
    TrialInstant at = {.ms = moment->number};
    if (moment->kind == AST_DATE)
        at.ms *= DAY_MS;
    at.is_local = moment->kind == AST_DATE || moment->flags & INSTANT_LOCAL;
    return at;
}

/* An instant of the wall clock is turned into one where the zone is known: when the trial runs. */
static Value value_of(Lower *lower, const Node *node, Type type, bool *is_local)
{
    bool is_moment = node->kind == AST_DATE || node->kind == AST_INSTANT;
    *is_local = false;
    if (node->kind == AST_CELL_ABSENT)
        return VALUE_ABSENT;
    if (type_base(type) != BASE_INSTANT || !is_moment)
        return lower_constant(lower, node, type);
    TrialInstant at = instant_of(node);
    *is_local = at.is_local;
    return at.ms;
}

static uint32_t event_slot(const Lower *lower, const Symbol *field)
{
    const EventDef *event = &lower->policy->events[field->owner->index];
    return lower->policy->event_fields[event->fields_first + field->index].slot;
}

static void set_add(TestLower *test, const Symbol *field, const Node *value)
{
    TrialSet set = {.target = MAP_FIELD, .index = field->index};
    if (field->kind == SYMBOL_ACCOUNT_FIELD)
        set.target = MAP_ACCOUNT_FIELD;
    if (field->kind == SYMBOL_EVENT_FIELD) {
        set.target = MAP_EVENT_FIELD;
        set.index = event_slot(test->lower, field);
    }
    set.value = value_of(test->lower, value, field->type, &set.is_local);
    VEC_PUSH(test->arena, &test->sets, set);
}

/* ---- What happens ---- */

static void account_make(TestLower *test, TrialStep *step, const Node *item)
{
    step->kind = TRIAL_ACCOUNT;
    step->account = lower_text(test->lower, item->slot[0]->text);
    for (uint32_t i = 0; i < item->list.count; i++) {
        const Node *entry = item->list.at[i];
        if (entry->symbol) {
            set_add(test, entry->symbol, entry->slot[0]);
            continue;
        }
        TrialSet plan = {.target = MAP_ACCOUNT_FIELD, .index = test->lower->policy->account_plan};
        plan.value = lower_text(test->lower, entry->slot[0]->text);
        VEC_PUSH(test->arena, &test->sets, plan);
    }
}

static void purchase_make(TestLower *test, TrialStep *step, const Node *item)
{
    step->kind = TRIAL_PACK;
    step->event = lower_symbol_index(item->slot[2]);
    for (uint32_t i = 0; i < item->list.count; i++) {
        const Node *value = item->list.at[i]->slot[0];
        if (text_is(item->list.at[i]->text, "account"))
            step->account = lower_text(test->lower, value->text);
        else
            step->value = value->number;
    }
}

/* `reply by agent`: the event's own field `by`. */
static void by_add(TestLower *test, const Node *pattern)
{
    const Symbol *event = pattern->symbol;
    const Node *value = pattern->slot[0];
    for (uint32_t i = 0; value && i < event->members.count; i++) {
        const Symbol *field = event->members.at[i];
        if (!text_is(field->name, "by"))
            continue;
        TrialSet set = {.target = MAP_EVENT_FIELD, .index = event_slot(test->lower, field)};
        set.value = type_base(field->type) == BASE_ENUM
                        ? lower_enumerator(test->lower, field->type, value->text)
                        : lower_constant(test->lower, value, field->type);
        VEC_PUSH(test->arena, &test->sets, set);
    }
}

static void event_make(TestLower *test, TrialStep *step, const Node *item)
{
    step->has_at = true;
    step->at = instant_of(item->slot[0]);
    if (item->flags & EXPECT_PACK) {
        purchase_make(test, step, item);
        return;
    }
    step->kind = TRIAL_EVENT;
    step->ticket = lower_text(test->lower, item->slot[2]->text);
    step->event = lower_symbol_index(item->slot[1]);
    step->creates = test->lower->policy->events[step->event].effect == EFFECT_CREATE;
    by_add(test, item->slot[1]);
    for (uint32_t i = 0; i < item->list.count; i++) {
        const Node *entry = item->list.at[i];
        const Symbol *field = entry->symbol;
        if (field->kind == SYMBOL_FIELD && field->index == test->lower->policy->field_account &&
            entry->slot[0]->kind != AST_CELL_ABSENT)
            step->account = (TextId)lower_constant(test->lower, entry->slot[0], field->type);
        else
            set_add(test, field, entry->slot[0]);
    }
}

/* ---- What is expected ---- */

static TrialSubject subject_make(TestLower *test, const Node *node)
{
    Lower *lower = test->lower;
    const TestSubject *from = node->symbol;
    TrialSubject subject = {.kind = from->kind, .sla = NONE, .code = NONE};
    subject.ticket = lower_text(lower, from->ticket);
    subject.index = from->symbol ? from->symbol->index : NONE;
    if (from->sla)
        subject.sla = from->sla->index;
    if (from->kind == SUBJECT_ASSESSMENT)
        subject.code = lower_code(lower, from->symbol->body, from->type);
    if (type_is_error(from->type))
        return subject;
    subject.type = lower_value_type(from->type);
    bool is_set = type_base(from->type) == BASE_SET;
    Type element = is_set ? type_element(from->type) : from->type;
    subject.element = lower_value_type(element);
    subject.enumeration = subject.currency = type_index(element);
    return subject;
}

static TrialOperator operator_of(const Node *node)
{
    switch ((int)node->kind) {
    case AST_IS_NOT: return TRIAL_IS_NOT;
    case AST_IS_PRESENT: return TRIAL_PRESENT;
    case AST_IS_ABSENT: return TRIAL_ABSENT;
    case AST_LESS: return TRIAL_LESS;
    case AST_LESS_EQUAL: return TRIAL_LESS_EQUAL;
    case AST_GREATER: return TRIAL_GREATER;
    case AST_GREATER_EQUAL: return TRIAL_GREATER_EQUAL;
    case AST_HAS: return TRIAL_HAS;
    }
    return TRIAL_IS;
}

static void that_make(TestLower *test, TrialStep *step, const Node *node)
{
    const TestSubject *from = node->slot[0]->symbol;
    step->kind = TRIAL_THAT;
    step->subject = subject_make(test, node->slot[0]);
    step->op = operator_of(node);
    Type type = type_present(from->type);
    if (step->op == TRIAL_HAS)
        type = type_element(type);
    bool compares = step->op != TRIAL_PRESENT && step->op != TRIAL_ABSENT;
    if (compares)
        step->value = value_of(test->lower, node->slot[1], type, &step->is_local);
}

static void ledger_action_make(TestLower *test, TrialStep *step, const Node *action)
{
    const Node *amount = action->slot[0];
    step->kind = TRIAL_MONEY;
    step->value = lower_constant(test->lower, amount, amount->type);
    step->currency = action->kind == AST_DRAW ? NONE : type_index(amount->type);
}

static void action_make(TestLower *test, TrialStep *step, const Node *item)
{
    Lower *lower = test->lower;
    const Node *action = item->slot[1], *of = item->slot[2], *month = item->slot[3];
    NodeList one = {.at = (Node **)(uintptr_t)&item->slot[1], .count = 1};
    uint32_t first, count;
    lower_actions(lower, &one, &first, &count);
    step->kind = TRIAL_ACTION;
    step->action = lower->actions.at[first];
    lower->actions.count = first;
    bool is_ledger =
        action->kind == AST_BILL || action->kind == AST_CREDIT || action->kind == AST_DRAW;
    if (is_ledger)
        ledger_action_make(test, step, action);
    if ((step->has_at = item->slot[0] != NULL))
        step->at = instant_of(item->slot[0]);
    if (of && of->kind == AST_NAME)
        step->ticket = lower_text(lower, of->text);
    else if (of)
        step->account = lower_text(lower, of->text);
    step->month = month ? date_make((int)month->number, (int)month->number2, 1) : INT32_MIN;
}

static TrialWord word_of(Text text)
{
    TrialWord word = 0;
    while (word + 1 < TRIAL_WORD_COUNT && !text_is(text, trial_word(word)))
        word++;
    return word;
}

static void clock_make(TestLower *test, TrialStep *step, const Node *item)
{
    const Node *value = item->slot[1];
    step->subject = subject_make(test, item->slot[0]);
    switch ((int)item->kind) {
    case AST_EXPECT_STATE:
        step->kind = TRIAL_STATE;
        step->word = word_of(item->text);
        break;
    case AST_EXPECT_DUE:
        step->kind = TRIAL_DUE;
        if ((step->has_at = value->kind != AST_CELL_ABSENT))
            step->at = instant_of(value);
        break;
    case AST_EXPECT_LEFT:
        step->kind = TRIAL_LEFT;
        step->value = value->kind == AST_NEGATE ? -value->slot[0]->number : value->number;
        break;
    case AST_EXPECT_BECAUSE:
        step->kind = TRIAL_BECAUSE;
        step->name = lower_text(test->lower, item->slot[1] ? item->slot[1]->text : item->text);
        break;
    }
}

static void quota_make(TestLower *test, TrialStep *step, const Node *item)
{
    step->kind = TRIAL_QUOTA;
    step->name = lower_text(test->lower, item->text);
    step->is_pack = item->flags & EXPECT_PACK;
    step->account = lower_text(test->lower, item->slot[0]->text);
    step->used = item->slot[1] ? item->slot[1]->number : VALUE_ABSENT;
    step->left = item->slot[2] ? item->slot[2]->number : VALUE_ABSENT;
}

/* ---- The whole ---- */

static void step_add(TestLower *test, Trial *trial, const Node *item)
{
    TrialStep step = {.span = item->span,
                      .ticket = TEXT_NONE,
                      .account = TEXT_NONE,
                      .name = TEXT_NONE,
                      .event = NONE,
                      .sets_first = test->sets.count};
    switch ((int)item->kind) {
    case AST_TEST_ACCOUNT: account_make(test, &step, item); break;
    case AST_TEST_EVENT: event_make(test, &step, item); break;
    case AST_TEST_TIME:
        step.kind = TRIAL_TIME;
        step.has_at = true;
        step.at = instant_of(item->slot[0]);
        break;
    case AST_TEST_REPLAY:
        step.kind = TRIAL_REPLAY;
        step.path = arena_format(test->arena, "%s", (const char *)item->symbol);
        trial->has_replay = true;
        break;
    case AST_EXPECT_THAT: that_make(test, &step, item->slot[0]); break;
    case AST_EXPECT_ACTION: action_make(test, &step, item); break;
    case AST_EXPECT_QUOTA: quota_make(test, &step, item); break;
    case AST_EXPECT_NOTHING: step.kind = TRIAL_NOTHING; break;
    default: clock_make(test, &step, item);
    }
    trial->has_expectation |= step.kind >= TRIAL_STATE;
    step.sets_count = test->sets.count - step.sets_first;
    VEC_PUSH(test->arena, &test->steps, step);
}

static void trial_add(TestLower *test, const TestBody *body)
{
    Trial trial = {.name = text_copy(test->arena, body->test->name),
                   .span = body->test->span,
                   .row = body->row,
                   .row_text = text_copy(test->arena, body->row_text),
                   .row_span = body->row_span,
                   .first = test->steps.count};
    for (uint32_t i = 0; i < body->items.count; i++) {
        const Node *item = body->items.at[i];
        if (item->kind != AST_ZONE)
            step_add(test, &trial, item);
        else if (zone_find(test->lower->policy->zones, item->text, &trial.zone) != STATUS_OK)
            trial.zone = NULL; /* the checker has said so */
    }
    trial.count = test->steps.count - trial.first;
    VEC_PUSH(test->arena, &test->trials, trial);
}

static bool zone_meet(const Zone **common, const Zone *zone)
{
    if (*common && !text_equal(zone_name(*common), zone_name(zone)))
        return false;
    *common = zone;
    return true;
}

/* The zone of every calendar that an SLA may be on; NULL where they differ. */
static const Zone *common_zone(const Lower *lower)
{
    const Zone *common = NULL;
    for (uint32_t i = 0; i < lower->in->slas.count; i++) {
        const NodeList *items = &lower->in->slas.at[i]->decl->list;
        uint32_t fixed = lower->slas.at[i].fixed_calendar;
        if (fixed != NONE && !zone_meet(&common, calendar_zone(lower->policy->calendars[fixed])))
            return NULL;
        for (uint32_t k = 0; fixed == NONE && k < items->count; k++) {
            const Symbol *calendar =
                items->at[k]->kind == AST_SLA_CALENDAR
                    ? program_find(lower->in, SYMBOL_CALENDAR, items->at[k]->text)
                    : NULL;
            if (calendar &&
                !zone_meet(&common, calendar_zone(lower->policy->calendars[calendar->index])))
                return NULL;
        }
    }
    return common ? common : zone_utc();
}

Trials *lower_tests(Lower *lower)
{
    Arena *arena = arena_new();
    TestLower test = {.lower = lower, .arena = arena};
    for (uint32_t i = 0; i < lower->in->test_bodies.count; i++)
        trial_add(&test, lower->in->test_bodies.at[i]);
    Trials *trials = ARENA_NEW(arena, Trials);
    *trials = (Trials){.arena = arena,
                       .policy = lower->policy,
                       .trials = test.trials.at,
                       .count = test.trials.count,
                       .steps = test.steps.at,
                       .sets = test.sets.at,
                       .common_zone = common_zone(lower)};
    return trials;
}
