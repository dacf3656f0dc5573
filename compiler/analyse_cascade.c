/* Rules that trigger each other for ever at one instant. A rule that fires makes changes, each a commit of its own at which
   others may fire. A cycle of changes goes on for ever where every rule of it still fires after the change before it:
   asked with the fields that the cycle sets as they are once it has gone round, and all others as they may be. A ticket
   for which that holds is put before an engine, which must be seen to go round with it before anything is told. */
#include "compiler/analyse_cascade.h"
#include "compiler/witness_part.h"

enum { CHANGES_MOST = 512, STEPS_MOST = 20000, STARTS_TRIED = 4, SHIFTS_TRIED = 3 };
enum { RUNS_MOST = 256, ROUNDS_LEAST = 10 };

/* Of a field before or after a commit; KNOWN_SAME: nothing in the cycle changes it. */
typedef enum Known { KNOWN_SAME, KNOWN_VALUE, KNOWN_NOTHING } Known;

typedef struct FieldKnown {
    Known was, now;
    Value was_value, now_value;
} FieldKnown;

typedef struct Search {
    Cascade *cascade;
    Analysis *analysis;
    ChangeList *next; /* by change: those that its commit may make a rule do */
    ChangeList path;
    bool *is_on_path;
    bool *is_told;        /* by rule */
    ChangeList undecided; /* a rule of each cycle that may go on for ever, or not */
    uint32_t left, runs;  /* steps of the search, histories to be run */
    FieldKnown *fields;
    VEC(DecideBound) bound;
    bool is_loose; /* what any rule does may come between the changes of the cycle */
} Search;

static const RuleChange *change_at(const Search *search, uint32_t change)
{
    return &search->cascade->changes.at[change];
}

static const ChangeSet *set_of(const RuleChange *change, uint32_t field)
{
    for (uint32_t i = change->sets.count; i--;)
        if (change->sets.at[i].field == field)
            return &change->sets.at[i];
    return NULL;
}

/* ---- One commit ---- */

static void bind(Search *search, ChoiceRead read, uint32_t index, int kind, Value value)
{
    DecideBound bound = {.test = {read, index}, .value = value};
    bound.kind = kind;
    VEC_PUSH(search->analysis->arena, &search->bound, bound);
}

/* Whether the commit is the event: 1, 0, or -1: that depends on the ticket. */
static int is_event(const Search *search, const RuleChange *change, uint32_t event)
{
    const Policy *policy = search->analysis->policy;
    int is = change->event == event;
    for (uint32_t i = 0; !is && i < policy->events[event].sets_count; i++) {
        const EventSet *of = &policy->event_sets[policy->events[event].sets_first + i];
        const FieldKnown *field = &search->fields[of->field];
        if (!set_of(change, of->field) || field->now == KNOWN_SAME ||
            (field->now == KNOWN_VALUE && field->now_value != of->value))
            continue;
        if (field->now == KNOWN_NOTHING || field->was != KNOWN_VALUE)
            return -1;
        Value was = field->was_value;
        bool from = of->from == UINT64_MAX || (was >= 0 && was < 64 && of->from >> was & 1);
        is = was != of->value && from;
    }
    return is;
}

/* What is known of the commit of the change, by `fields`. */
static void commit_bind(Search *search, const RuleChange *change)
{
    const Policy *policy = search->analysis->policy;
    for (uint32_t i = 0; i < policy->fields_count; i++) {
        const FieldKnown *field = &search->fields[i];
        if (field->was == KNOWN_SAME)
            bind(search, CHOICE_BEFORE, i, BOUND_FIELD, i);
        else if (field->was == KNOWN_VALUE)
            bind(search, CHOICE_BEFORE, i, BOUND_VALUE, field->was_value);
        if (field->now == KNOWN_VALUE)
            bind(search, CHOICE_TICKET, i, BOUND_VALUE, field->now_value);
    }
    for (uint32_t i = 0; i < policy->events_count; i++) {
        int is = is_event(search, change, i);
        if (is >= 0)
            bind(search, CHOICE_EVENT, i, BOUND_VALUE, is);
    }
    for (uint32_t i = 0; i < policy->event_slots; i++)
        bind(search, CHOICE_EVENT_FIELD, i, BOUND_VALUE, VALUE_ABSENT);
    bind(search, CHOICE_HAS_BEFORE, 0, BOUND_VALUE, 1);
}

static Value last_value(const Search *search, const ChangeSet *set)
{
    const Policy *policy = search->analysis->policy;
    return (Value)policy->enums[policy->fields[set->field].enumeration].count - 1;
}

/* Where the field has the value that one step leads from; the last value has no further one and stays. */
static DiagramRef steps_from(const Search *search, const ChangeSet *set, Value from, bool stays)
{
    Value low = stays && set->value < from ? set->value : from;
    Value high = stays && set->value > from ? set->value : from;
    return decide_between(search->analysis->decide, (ChoiceTest){CHOICE_TICKET, set->field}, low,
                          high);
}

/* Where does the action of a rule that has fired make this change, of those that it may? */
static DiagramRef makes(const Search *search, const RuleChange *change)
{
    Analysis *analysis = search->analysis;
    const ActionDef *action = &analysis->policy->actions[change->action];
    const ChangeSet *set = change->sets.count ? &change->sets.at[change->sets.count - 1] : NULL;
    if (!set || !set->is_known)
        return DIAGRAM_YES;
    if (action->kind == ACTION_RAISE)
        return steps_from(search, set, set->value - 1, set->value == last_value(search, set));
    if (action->kind == ACTION_LOWER)
        return steps_from(search, set, set->value + 1, set->value == 0);
    Operand given = action->kind == ACTION_SET ? action->value : action->target;
    if ((action->kind != ACTION_SET && action->kind != ACTION_ASSIGN) || given.code == NONE)
        return DIAGRAM_YES;
    return diagram_where(analysis->diagram, decide_code(analysis->decide, given.code), set->value);
}

/* Where the commit of one change fires the rule that makes the other. */
static DiagramRef fires(Search *search, const RuleChange *change, const RuleChange *then)
{
    Analysis *analysis = search->analysis;
    const RuleDef *rule = &analysis->policy->rules[then->rule];
    commit_bind(search, change);
    decide_bind(analysis->decide, search->bound.at, search->bound.count);
    DiagramRef event = decide_condition(analysis->decide, rule->event);
    DiagramRef all = event;
    if (all != DIAGRAM_NO)
        all = diagram_and(analysis->diagram, event, decide_condition(analysis->decide, rule->when));
    if (all != DIAGRAM_NO)
        all = diagram_and(analysis->diagram, all, makes(search, then));
    decide_bind(analysis->decide, NULL, 0);
    search->bound.count = 0;
    return all;
}

/* ---- Which change follows which ---- */

static void fields_clear(Search *search)
{
    for (uint32_t i = 0; i < search->analysis->policy->fields_count; i++)
        search->fields[i] = (FieldKnown){.was = KNOWN_SAME, .now = KNOWN_SAME};
}

/* After any state. */
static void fields_once(Search *search, const RuleChange *change)
{
    fields_clear(search);
    for (uint32_t i = 0; i < change->sets.count; i++) {
        const ChangeSet *set = &change->sets.at[i];
        FieldKnown known = {.was = KNOWN_NOTHING, .now = KNOWN_NOTHING};
        if (set->is_known)
            known.now = KNOWN_VALUE;
        known.now_value = set->value;
        search->fields[set->field] = known;
    }
}

static void next_make(Search *search)
{
    uint32_t count = search->cascade->changes.count;
    search->next = ARENA_ARRAY(search->analysis->arena, ChangeList, count);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < count; k++) {
            const RuleChange *change = change_at(search, i), *then = change_at(search, k);
            if (!cascade_wakes(search->cascade, change, then->rule))
                continue;
            fields_once(search, change);
            if (fires(search, change, then) != DIAGRAM_NO)
                VEC_PUSH(search->analysis->arena, &search->next[i], k);
        }
}

/* ---- A cycle: the fields once it has gone round ---- */

static bool is_rule_of(const Search *search, uint32_t rule)
{
    for (uint32_t i = 0; i < search->path.count; i++)
        if (change_at(search, search->path.at[i])->rule == rule)
            return true;
    return false;
}

static bool is_action_of(const Search *search, uint32_t action)
{
    for (uint32_t i = 0; i < search->path.count; i++)
        if (change_at(search, search->path.at[i])->action == action)
            return true;
    return false;
}

static bool path_sets(const Search *search, uint32_t field)
{
    for (uint32_t i = 0; i < search->path.count; i++)
        if (set_of(change_at(search, search->path.at[i]), field))
            return true;
    return false;
}

/* Is it a change beside the cycle: of its rules, or of any? */
static bool is_beside(const Search *search, uint32_t change)
{
    const RuleChange *other = change_at(search, change);
    return search->is_loose ||
           (is_rule_of(search, other->rule) && !is_action_of(search, other->action));
}

/* What is done beside the cycle: a field that nothing else sets has its value from then on. */
static void sides_know(Search *search)
{
    for (uint32_t i = 0; i < search->cascade->changes.count; i++) {
        const RuleChange *change = change_at(search, i);
        if (!is_beside(search, i) || cascade_is_tag(search->cascade, change))
            continue;
        for (uint32_t k = 0; k < change->sets.count; k++) {
            const ChangeSet *set = &change->sets.at[k];
            FieldKnown *field = &search->fields[set->field];
            bool agrees = field->was == KNOWN_SAME ||
                          (field->was == KNOWN_VALUE && field->was_value == set->value);
            bool is_only = search->is_loose || !path_sets(search, set->field);
            Known known = agrees && set->is_known && is_only ? KNOWN_VALUE : KNOWN_NOTHING;
            *field = (FieldKnown){known, known, set->value, set->value};
        }
    }
    for (uint32_t i = 0; search->is_loose && i < search->cascade->actions.count; i++) {
        const RuleChange *action = &search->cascade->actions.at[i];
        for (uint32_t k = 0; !search->cascade->is_alive[action->rule] && k < action->sets.count;
             k++)
            search->fields[action->sets.at[k].field] =
                (FieldKnown){.was = KNOWN_NOTHING, .now = KNOWN_NOTHING};
    }
}

/* The fields before and after the commit at that place of the cycle. */
static void path_know(Search *search, uint32_t place)
{
    uint32_t count = search->path.count;
    for (uint32_t i = 1; i <= count; i++) { /* the one at the place comes last */
        const RuleChange *change = change_at(search, search->path.at[(place + i) % count]);
        if (cascade_is_tag(search->cascade, change))
            continue;
        for (uint32_t k = 0; k < change->sets.count; k++) {
            const ChangeSet *set = &change->sets.at[k];
            FieldKnown *field = &search->fields[set->field];
            Known known = set->is_known ? KNOWN_VALUE : KNOWN_NOTHING;
            if (i < count && field->was == KNOWN_NOTHING)
                continue;
            if (i == count && field->was != KNOWN_SAME) {
                field->now = known;
                field->now_value = set->value;
            } else {
                *field = (FieldKnown){known, known, set->value, set->value};
            }
        }
    }
}

/* A tag that is given again changes nothing; one that is given and taken away is not known. */
static void tags_know(Search *search)
{
    const Policy *policy = search->analysis->policy;
    uint32_t tags = policy->field_tags;
    for (uint32_t i = 0; i < search->cascade->changes.count; i++) {
        const RuleChange *change = change_at(search, i);
        if (!is_rule_of(search, change->rule) || !cascade_is_tag(search->cascade, change))
            continue;
        const ActionDef *action = &policy->actions[change->action];
        for (uint32_t k = 0; k < search->cascade->changes.count; k++) {
            const RuleChange *other = change_at(search, k);
            if (is_rule_of(search, other->rule) && set_of(other, tags) &&
                policy->actions[other->action].kind != action->kind)
                search->fields[tags] = (FieldKnown){.was = KNOWN_NOTHING, .now = KNOWN_NOTHING};
        }
        if (action->value.code != NONE)
            search->fields[tags] = (FieldKnown){.was = KNOWN_NOTHING, .now = KNOWN_NOTHING};
    }
}

/* Tags that the ticket has, or lacks, once the cycle has gone round. */
static void tags_bind(Search *search)
{
    const Policy *policy = search->analysis->policy;
    for (uint32_t i = 0; i < search->cascade->changes.count; i++) {
        const RuleChange *change = change_at(search, i);
        const ActionDef *action = &policy->actions[change->action];
        if (is_rule_of(search, change->rule) && cascade_is_tag(search->cascade, change) &&
            search->fields[policy->field_tags].was == KNOWN_SAME)
            bind(search, CHOICE_TICKET, policy->field_tags,
                 action->kind == ACTION_TAG ? BOUND_HAS : BOUND_LACKS, action->value.value);
    }
}

static void fields_round(Search *search, uint32_t place)
{
    fields_clear(search);
    sides_know(search);
    path_know(search, place);
    tags_know(search);
    tags_bind(search);
}

static bool is_known_whole(const Search *search)
{
    for (uint32_t i = 0; i < search->analysis->policy->fields_count; i++)
        if (search->fields[i].was == KNOWN_NOTHING || search->fields[i].now == KNOWN_NOTHING)
            return false;
    return true;
}

/* The tickets with which the cycle goes on, as they are before the commit at `place`. Where a value is computed each step is
   asked for itself. */
static DiagramRef round_where(Search *search, uint32_t place)
{
    uint32_t count = search->path.count;
    DiagramRef all = DIAGRAM_YES;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (place + i) % count;
        fields_round(search, at);
        DiagramRef step = fires(search, change_at(search, search->path.at[at]),
                                change_at(search, search->path.at[(at + 1) % count]));
        if (step == DIAGRAM_NO || step == DIAGRAM_NONE)
            return step;
        if (i == 0 || is_known_whole(search))
            all = diagram_and(search->analysis->diagram, all, step);
    }
    return all;
}

/* ---- A history that shows it ---- */

static Value other_value(const Search *search, uint32_t field, Value value)
{
    const Policy *policy = search->analysis->policy;
    const FieldDef *def = &policy->fields[field];
    Value known = value == VALUE_ABSENT ? 0 : value;
    switch (def->type) {
    case TYPE_BOOLEAN: return !known;
    case TYPE_ENUM: return (known + 1) % (Value)policy->enums[def->enumeration].count;
    case TYPE_TEXT: return (Value)intern_add(policy->texts, TEXT("another"));
    case TYPE_DURATION:
    case TYPE_INSTANT: return known + MINUTE_MS;
    case TYPE_SET:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_PERCENT:
    case TYPE_DATE:
    case TYPE_MONEY: return known + 1;
    }
    return known;
}

/* The ticket before the commit at the place, and what the commit sets. */
static void history_make(Search *search, Witness *witness, uint32_t place, uint32_t shift,
                         Assignment *sets, uint32_t *count)
{
    const Policy *policy = search->analysis->policy;
    const RuleChange *change = change_at(search, search->path.at[place]);
    fields_round(search, place);
    search->bound.count = 0;
    witness_rewind(witness);
    *count = 0;
    for (uint32_t i = 0; i < policy->fields_count; i++) {
        const FieldKnown *field = &search->fields[i];
        const ChangeSet *set = set_of(change, i);
        ChoiceTest test = {CHOICE_TICKET, i};
        if (field->was == KNOWN_VALUE && field->was_value != VALUE_ABSENT)
            witness_say(witness, test, field->was_value);
        Value first = witness->ticket[i];
        for (uint32_t k = 0; k < shift; k++)
            first = other_value(search, i, first);
        if (shift && field->was == KNOWN_NOTHING && !witness_says(witness, test))
            witness_say(witness, test, first);
        if (!set || cascade_is_tag(search->cascade, change))
            continue;
        Value value = set->is_known ? set->value : other_value(search, i, witness->ticket[i]);
        sets[(*count)++] = (Assignment){MAP_FIELD, i, value};
    }
    for (uint32_t i = 0; i < search->cascade->changes.count; i++) {
        const ActionDef *action = &policy->actions[change_at(search, i)->action];
        if (!is_rule_of(search, change_at(search, i)->rule) || action->kind != ACTION_TAG ||
            action->value.code != NONE || policy->field_tags == NONE)
            continue;
        Value tags = witness->ticket[policy->field_tags];
        SetId set =
            set_with(policy->sets, tags == VALUE_ABSENT ? 0 : (SetId)tags, action->value.value);
        witness_say(witness, (ChoiceTest){CHOICE_TICKET, policy->field_tags}, (Value)set);
    }
}

typedef struct History {
    Witness witness;
    uint32_t event, sets_count;
    Assignment *sets;
} History;

/* Fields of which nothing is known begin so many values after their usual one. */
static bool history_try(Search *search, DiagramRef where, uint32_t place, uint32_t shift,
                        History *history)
{
    Analysis *analysis = search->analysis;
    bool is_proved;
    if (search->runs == 0 || !witness_find(analysis->lower, analysis->decide, where, NONE, NULL, 0,
                                           &history->witness, &is_proved))
        return false;
    search->runs--;
    history->event = change_at(search, search->path.at[place])->event;
    if (history->event == NONE)
        history->event = policy_event_find(analysis->policy, TEXT("updated"));
    history->sets = ARENA_ARRAY(analysis->arena, Assignment, analysis->policy->fields_count + 1);
    history_make(search, &history->witness, place, shift, history->sets, &history->sets_count);
    uint32_t *firings = ARENA_ARRAY(analysis->arena, uint32_t, analysis->policy->rules_count);
    bool goes = cascade_goes_round(&history->witness, history->event, history->sets,
                                   history->sets_count, firings);
    for (uint32_t i = 0; i < search->path.count; i++) /* not only others do */
        goes = goes && firings[change_at(search, search->path.at[i])->rule] >= ROUNDS_LEAST;
    return goes;
}

static bool history_find(Search *search, uint32_t place, History *history)
{
    DiagramRef where = round_where(search, place);
    for (uint32_t shift = 0; analyse_is_possible(where) && shift < SHIFTS_TRIED; shift++) {
        if (history_try(search, where, place, shift, history))
            return true;
        if (is_known_whole(search))
            return false;
    }
    return false;
}

/* ---- The report ---- */

static Text rule_name(const Search *search, uint32_t place)
{
    const RuleChange *change = change_at(search, search->path.at[place % search->path.count]);
    return search->analysis->program->rules.at[change->rule]->name;
}

/* "updated { status: open }": the event that sets it off. */
static const char *event_text(const Search *search, const History *history)
{
    Arena *arena = search->analysis->arena;
    const Policy *policy = search->analysis->policy;
    const char *all = arena_format(
        arena, "%.*s {", TEXT_ARGS(intern_get(policy->texts, policy->events[history->event].name)));
    for (uint32_t i = 0; i < history->sets_count; i++) {
        ChoiceTest test = {CHOICE_TICKET, history->sets[i].index};
        all = arena_format(arena, "%s%s %s: %s", all, i ? "," : "",
                           witness_name(&history->witness, test),
                           witness_value(&history->witness, test, history->sets[i].value));
    }
    return arena_format(arena, "%s }", all);
}

static void cycle_report(const Search *search, const History *history)
{
    Analysis *analysis = search->analysis;
    uint32_t count = search->path.count;
    const char *chain = arena_format(analysis->arena, "`%.*s`", TEXT_ARGS(rule_name(search, 0)));
    for (uint32_t i = 1; i <= count; i++)
        chain = arena_format(analysis->arena, "%s triggers `%.*s`", chain,
                             TEXT_ARGS(rule_name(search, i)));
    const RuleChange *first = change_at(search, search->path.at[0]);
    Diag *diag =
        diag_add(analysis->diags, DIAG_E0603, analysis->program->rules.at[first->rule]->span,
                 "these rules could trigger one another for ever: %s", chain);
    for (uint32_t i = 0; i < count; i++)
        diag_relate(analysis->diags, diag, change_at(search, search->path.at[i])->node->span,
                    "this triggers `%.*s`", TEXT_ARGS(rule_name(search, i + 1)));
    witness_tell(&history->witness, analysis->diags, diag);
    diag_witness(analysis->diags, diag, "event", event_text(search, history));
    diag_note(analysis->diags, diag, "let one of them not change what another waits for");
}

/* ---- All cycles ---- */

static bool is_told_whole(const Search *search)
{
    for (uint32_t i = 0; i < search->path.count; i++)
        if (!search->is_told[change_at(search, search->path.at[i])->rule])
            return false;
    return true;
}

/* By itself, or else with what comes between its changes. True: it is told. */
static bool cycle_try(Search *search, bool is_loose, bool *is_possible)
{
    History history;
    search->is_loose = is_loose;
    *is_possible = round_where(search, 0) != DIAGRAM_NO;
    for (uint32_t i = 0; *is_possible && i < search->path.count && i < STARTS_TRIED; i++)
        if (history_find(search, i, &history)) {
            cycle_report(search, &history);
            for (uint32_t k = 0; k < search->path.count; k++)
                search->is_told[change_at(search, search->path.at[k])->rule] = true;
            return true;
        }
    return false;
}

static void cycle_judge(Search *search)
{
    bool is_possible, may_be;
    if (is_told_whole(search))
        return;
    if (cycle_try(search, false, &is_possible) || cycle_try(search, true, &may_be) || !is_possible)
        return;
    VEC_PUSH(search->analysis->arena, &search->undecided,
             change_at(search, search->path.at[0])->rule);
}

/* Each cycle is found from its first change alone. */
static void visit(Search *search, uint32_t change)
{
    uint32_t first = search->path.at[0];
    search->is_on_path[change] = true;
    for (uint32_t i = 0; i < search->next[change].count; i++) {
        uint32_t next = search->next[change].at[i];
        if (next < first || search->left == 0)
            continue;
        search->left--;
        if (next == first)
            cycle_judge(search);
        if (search->is_on_path[next])
            continue;
        VEC_PUSH(search->analysis->arena, &search->path, next);
        visit(search, next);
        search->path.count--;
    }
    search->is_on_path[change] = false;
}

/* Cycles that were left undecided, or not looked at, where nothing is told of their rules: one message. */
static void undecided_report(Search *search)
{
    Analysis *analysis = search->analysis;
    bool is_whole = search->left > 0 && !diagram_is_full(analysis->diagram);
    for (uint32_t i = 0; !is_whole && i < search->cascade->changes.count; i++)
        VEC_PUSH(analysis->arena, &search->undecided, change_at(search, i)->rule);
    for (uint32_t i = 0; i < search->undecided.count; i++) {
        const Symbol *rule = analysis->program->rules.at[search->undecided.at[i]];
        if (search->is_told[search->undecided.at[i]])
            continue;
        Diag *diag = diag_add(analysis->diags, DIAG_W0901, rule->span,
                              "whether the rule `%.*s` sets itself off for ever, through others or "
                              "not, was not decided",
                              TEXT_ARGS(rule->name));
        diag_note(analysis->diags, diag,
                  "let it ask in `when` for what it has not done yet: `when priority < urgent`");
        return;
    }
}

void analyse_cascades(Analysis *analysis)
{
    Cascade cascade = {.analysis = analysis};
    if (!analysis->policy->rules_count)
        return;
    analyse_diagrams(analysis);
    if (!cascade_make(&cascade))
        return;
    uint32_t count = cascade.changes.count;
    Search search = {.cascade = &cascade, .analysis = analysis};
    search.left = count <= CHANGES_MOST ? STEPS_MOST : 0;
    search.runs = RUNS_MOST;
    search.is_on_path = ARENA_ARRAY(analysis->arena, bool, count);
    search.is_told = ARENA_ARRAY(analysis->arena, bool, analysis->policy->rules_count);
    search.fields = ARENA_ARRAY(analysis->arena, FieldKnown, analysis->policy->fields_count);
    if (search.left)
        next_make(&search);
    for (uint32_t i = 0; search.left && i < count; i++) {
        search.path.count = 0;
        VEC_PUSH(analysis->arena, &search.path, i);
        visit(&search, i);
    }
    undecided_report(&search);
}
