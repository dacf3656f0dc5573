#include <stdlib.h>

#include "compiler/cover_part.h"
#include "compiler/decide.h"
#include "runtime/words.h"

enum { EDGES = 20000, TESTS = 256 }; /* of one code: beyond them its boundaries are not examined */

/* ---- What is read ---- */

typedef struct CoverLine { /* of a list of targets */
    Origin origin;
    Choice guard;
} CoverLine;

typedef struct Reading {
    Cover *cover;
    Arena *scratch;
    const char *owner;
    Origin origin;
    const CoverLine *lines; /* of a list, in order */
    uint32_t lines_count;
    const Choice *choice;
    ChoiceTest test;
    const char *name; /* "priority", "account.licences" */
    ValueShape shape;
    bool is_time; /* of day: ms since 00:00 */
    Value low;    /* the least value of its type */
    Value *cuts;  /* ascending, VALUE_ABSENT first */
    uint32_t count;
} Reading;

static ValueShape shape_of(const FieldDef *def)
{
    return (ValueShape){def->type, def->element, def->enumeration, def->currency};
}

static Value low_of(ValueType type)
{
    if (type == TYPE_TEXT)
        return DIAGRAM_OTHER_TEXT;
    return type == TYPE_ENUM || type == TYPE_BOOLEAN ? 0 : DIAGRAM_LEAST;
}

/* False: it is no value of the ticket's world, such as which event it was. */
static bool test_name(Reading *reading)
{
    const Policy *policy = reading->cover->policy;
    const FieldDef *def = NULL;
    const char *prefix = "";
    switch ((ChoiceRead)reading->test.read) {
    case CHOICE_TICKET: def = &policy->fields[reading->test.index]; break;
    case CHOICE_ACCOUNT:
        def = &policy->account_fields[reading->test.index];
        prefix = "account.";
        break;
    case CHOICE_CONTRACT:
        def = &policy->contract_fields[reading->test.index];
        prefix = "contract.";
        break;
    case CHOICE_BEFORE:
    case CHOICE_EVENT_FIELD:
    case CHOICE_EVENT:
    case CHOICE_HAS_BEFORE:
    case CHOICE_NOW:
    case CHOICE_CODE: return false;
    }
    reading->shape = shape_of(def);
    reading->low = low_of(def->type);
    reading->name = arena_format(reading->cover->arena, "%s%.*s", prefix,
                                 TEXT_ARGS(policy_text(policy, def->name)));
    return true;
}

static bool is_ordered(ValueType type)
{
    return type == TYPE_INTEGER || type == TYPE_DECIMAL || type == TYPE_PERCENT ||
           type == TYPE_DURATION || type == TYPE_DATE || type == TYPE_INSTANT || type == TYPE_MONEY;
}

/* ---- Cuts ---- */

static int value_order(const void *left, const void *right)
{
    Value a = *(const Value *)left, b = *(const Value *)right;
    return (a > b) - (a < b);
}

static bool is_of(const Reading *reading, const ChoiceNode *node)
{
    ChoiceTest test = reading->choice->tests[node->test];
    return test.read == reading->test.read && test.index == reading->test.index;
}

static void cuts_collect(Reading *reading)
{
    const Choice *choice = reading->choice;
    uint32_t kept = 0;
    reading->cuts = ARENA_ARRAY(reading->scratch, Value, choice->edges_count);
    reading->count = 0;
    for (uint32_t i = 0; i < choice->nodes_count; i++)
        for (uint32_t k = 0; is_of(reading, &choice->nodes[i]) && k < choice->nodes[i].count; k++)
            reading->cuts[reading->count++] = choice->edges[choice->nodes[i].first + k].from;
    qsort(reading->cuts, reading->count, sizeof *reading->cuts, value_order);
    for (uint32_t i = 0; i < reading->count; i++)
        if (!kept || reading->cuts[kept - 1] != reading->cuts[i])
            reading->cuts[kept++] = reading->cuts[i];
    reading->count = kept;
}

/* Do the values from two cuts on lead the same way everywhere? */
static bool is_alike(const Reading *reading, Value a, Value b)
{
    const Choice *choice = reading->choice;
    for (uint32_t i = 0; i < choice->nodes_count; i++) {
        const ChoiceNode *node = &choice->nodes[i];
        const ChoiceEdge *edges = choice->edges + node->first;
        if (is_of(reading, node) &&
            choice_edge_find(edges, node->count, a) != choice_edge_find(edges, node->count, b))
            return false;
    }
    return true;
}

/* ---- Items ---- */

static ValueType code_type(const Cover *cover, CodeId code, IrOp last)
{
    switch ((IrType)cover->program.functions.at[code].result) {
    case IR_TYPE_DATE: return TYPE_DATE;
    case IR_TYPE_INSTANT: return TYPE_INSTANT;
    case IR_TYPE_TEXT: return TYPE_TEXT;
    case IR_TYPE_NUMBER: return last == IR_ELAPSED ? TYPE_DURATION : TYPE_INTEGER;
    case IR_TYPE_NONE:
    case IR_TYPE_BOOL:
    case IR_TYPE_SET:
    case IR_TYPE_ANY:
    case IR_TYPE_SAME: break;
    }
    return TYPE_INTEGER;
}

/* "16:00", "16:00:01". */
static const char *time_text(Arena *arena, Value ms)
{
    int hour = (int)(ms / HOUR_MS), minute = (int)(ms / MINUTE_MS % 60);
    int second = (int)(ms / SECOND_MS % 60);
    const char *text = arena_format(arena, "%02d:%02d", hour, minute);
    return second ? arena_format(arena, "%s:%02d", text, second) : text;
}

static const char *value_text(const Reading *reading, Value value)
{
    if (reading->is_time)
        return time_text(reading->cover->arena, value);
    Words words = {reading->cover->policy, reading->cover->words, reading->cover->arena};
    return words_value(&words, zone_utc(), reading->shape, value);
}

/* Does the guard turn at the value? */
static bool turns_at(const Reading *reading, const Choice *guard, Value from)
{
    for (uint32_t i = 0; i < guard->nodes_count; i++) {
        const ChoiceNode *node = &guard->nodes[i];
        ChoiceTest test = guard->tests[node->test];
        for (uint32_t k = 0; k < node->count; k++)
            if (test.read == reading->test.read && test.index == reading->test.index &&
                guard->edges[node->first + k].from == from)
                return true;
    }
    return false;
}

/* Of a list: the first line whose condition turns at the value, or at the next at which one does. */
static Origin origin_of(const Reading *reading, Value from)
{
    uint32_t cut = 0;
    while (cut < reading->count &&
           (reading->cuts[cut] < from || reading->cuts[cut] <= reading->low))
        cut++;
    for (uint32_t i = 0; cut < reading->count && i < reading->lines_count; i++)
        if (turns_at(reading, &reading->lines[i].guard, reading->cuts[cut]))
            return reading->lines[i].origin;
    for (uint32_t i = 0; i < reading->lines_count; i++)
        if (turns_at(reading, &reading->lines[i].guard, VALUE_ABSENT))
            return reading->lines[i].origin;
    return reading->origin;
}

/* One item for what several codes of the owner look at. */
static uint32_t item_of(Reading *reading, Value from, const char *what)
{
    Cover *cover = reading->cover;
    for (uint32_t i = cover->items.count; i-- > 0;) {
        const CoverItem *item = &cover->items.at[i];
        bool is_here = reading->lines || item->line == reading->origin.line;
        if (item->kind == COVER_BOUNDARY && is_here &&
            text_equal(text_from(item->name), text_from(reading->owner)) &&
            text_equal(text_from(item->what), text_from(what)))
            return i;
    }
    return cover_add(cover, COVER_BOUNDARY, reading->owner, what, origin_of(reading, from));
}

static void point_add(Reading *reading, Value from, uint32_t item)
{
    VEC_PUSH(reading->cover->arena, &reading->cover->points,
             ((CoverPoint){.from = from, .item = item}));
}

/* Is being absent told apart from every value? */
static bool has_absent(const Reading *reading)
{
    return reading->count > 1 && reading->cuts[1] == reading->low;
}

static void what_add(Reading *reading, Value from, const char *what)
{
    point_add(
        reading, from,
        item_of(reading, from, arena_format(reading->cover->arena, "%s %s", reading->name, what)));
}

static void absent_add(Reading *reading)
{
    Cover *cover = reading->cover;
    what_add(reading, VALUE_ABSENT, "absent");
    cover->points.at[cover->points.count - 1].is_absent = true;
}

/* Integers and money: the last value below each cut and the first from it. */
static void exact_add(Reading *reading)
{
    Value last = VALUE_ABSENT; /* the latest point */
    if (has_absent(reading))
        absent_add(reading);
    for (uint32_t i = 0; i < reading->count; i++) {
        Value cut = reading->cuts[i];
        if (cut <= reading->low)
            continue;
        if (cut - 1 != last)
            what_add(reading, cut - 1, value_text(reading, cut - 1));
        what_add(reading, cut, value_text(reading, cut));
        last = cut;
    }
}

/* Times and decimals have no next value: any below the cut, any from it, as far as the next. */
static void runs_add(Reading *reading)
{
    Arena *arena = reading->cover->arena;
    for (uint32_t i = 0; i < reading->count; i++) {
        Value from = reading->cuts[i];
        bool is_last = i + 1 == reading->count;
        if (from == VALUE_ABSENT && has_absent(reading) && reading->test.read == CHOICE_CODE)
            point_add(reading, from, NONE); /* of what is absent; that is an item of its own */
        else if (from == VALUE_ABSENT && has_absent(reading))
            absent_add(reading);
        else if (from <= reading->low && is_last)
            what_add(reading, from, "present");
        else if (from <= reading->low)
            what_add(reading, from,
                     arena_format(arena, "below %s", value_text(reading, reading->cuts[i + 1])));
        else
            what_add(reading, from, arena_format(arena, "from %s", value_text(reading, from)));
    }
}

static const char *word_add(const Reading *reading, const char *all, Value word)
{
    return arena_format(reading->cover->arena, "%s%s%s", all, *all ? ", " : "",
                        value_text(reading, word));
}

/* The enumerators that lead the way of the cut. */
static const char *enumerators(const Reading *reading, Value cut)
{
    const char *all = "";
    uint32_t count = reading->cover->policy->enums[reading->shape.enumeration].count;
    for (Value word = 0; word < count; word++)
        if (is_alike(reading, word, cut))
            all = word_add(reading, all, word);
    return all;
}

/* The texts of a run; those that no condition names all lead one way. */
static const char *texts(const Reading *reading, uint32_t index)
{
    Value from = reading->cuts[index];
    if (from <= reading->low && reading->count <= 2)
        return "present";
    if (is_alike(reading, from, reading->low))
        return "another";
    const char *all = "";
    for (Value text = from; index + 1 < reading->count && text < reading->cuts[index + 1]; text++)
        all = word_add(reading, all, text);
    return *all ? all : value_text(reading, from);
}

/* Words and texts: one of each set that leads the same way. */
static void words_add(Reading *reading)
{
    for (uint32_t i = 0; i < reading->count; i++) {
        Value from = reading->cuts[i], value = from < reading->low ? reading->low : from;
        if (from == VALUE_ABSENT && has_absent(reading))
            absent_add(reading);
        else if (reading->shape.type == TYPE_BOOLEAN)
            what_add(reading, from, value == true ? "true" : "false");
        else if (reading->shape.type == TYPE_ENUM)
            what_add(reading, from, enumerators(reading, value));
        else
            what_add(reading, from, texts(reading, i));
    }
}

/* Does the value count, beside its being there? */
static bool has_cut(const Reading *reading)
{
    return reading->cuts[reading->count - 1] > reading->low;
}

static void test_add(Reading *reading, CoverTest *test)
{
    ValueType type = reading->shape.type;
    cuts_collect(reading);
    if (reading->count < 2)
        return;
    test->form = COVER_RUNS;
    if (!is_ordered(type))
        test->form = COVER_WORDS;
    else if ((type == TYPE_INTEGER || type == TYPE_MONEY) && has_cut(reading))
        test->form = COVER_EXACT;
    if (test->form == COVER_EXACT)
        exact_add(reading);
    else if (test->form == COVER_RUNS)
        runs_add(reading);
    else
        words_add(reading);
}

/* What is computed: a condition holds or does not, a value is below a cut or not. */
static void code_add(Reading *reading, Decide *decide, CoverTest *test)
{
    Cover *cover = reading->cover;
    IrOp last;
    bool reads;
    test->code = decide_extract(decide, &cover->program, reading->test);
    if (test->code == NONE)
        return;
    reading->name = cover_code_text(cover, test->code, &last, &reads);
    reading->is_time = last == IR_LOCAL_TIME;
    cuts_collect(reading);
    if (!reads) /* the same for every ticket */
        return;
    if (cover->program.functions.at[test->code].result == IR_TYPE_BOOL) {
        test->form = COVER_WORDS;
        what_add(reading, VALUE_ABSENT, "does not hold");
        what_add(reading, true, "holds");
        return;
    }
    test->form = COVER_RUNS;
    reading->low = DIAGRAM_LEAST;
    reading->shape = (ValueShape){.type = code_type(cover, test->code, last)};
    runs_add(reading);
}

static uint32_t choice_read(Reading *reading, Decide *decide, CodeId code)
{
    Cover *cover = reading->cover;
    CoverChoice all = {.code = code, .choice = *reading->choice};
    all.tests = ARENA_ARRAY(cover->arena, CoverTest, all.choice.tests_count);
    for (uint32_t i = 0; i < all.choice.tests_count; i++) {
        CoverTest *test = &all.tests[i];
        reading->test = all.choice.tests[i];
        reading->is_time = false;
        *test = (CoverTest){.test = reading->test, .code = NONE, .first = cover->points.count};
        if (reading->test.read == CHOICE_CODE)
            code_add(reading, decide, test);
        else if (test_name(reading))
            test_add(reading, test);
        test->count = cover->points.count - test->first;
    }
    VEC_PUSH(cover->arena, &cover->choices, all);
    return cover->choices.count - 1;
}

/* The lines of a list of targets, each with its own condition. */
static void lines_read(Reading *reading, Decide *decide, CodeId code)
{
    const Policy *policy = reading->cover->policy;
    DecideCases cases = {0};
    if (!decide_cases(decide, code, &cases))
        return;
    CoverLine *lines = ARENA_ARRAY(reading->scratch, CoverLine, cases.count);
    for (uint32_t i = 0; i < cases.count; i++) {
        Value leaf = cases.at[i].leaf;
        if (leaf < 0 || leaf >= policy->lines_count)
            continue;
        lines[reading->lines_count].origin = policy->lines[leaf].origin;
        lines[reading->lines_count++].guard =
            diagram_flatten(decide_diagram(decide), reading->scratch, cases.at[i].guard);
    }
    reading->lines = lines;
}

static uint32_t choice_make(Cover *cover, const char *owner, CodeId code, Origin origin,
                            bool is_list)
{
    uint32_t index = NONE;
    if (code >= cover->codes_count)
        return NONE;
    Arena *scratch = arena_new();
    Decide *decide = decide_new(scratch, cover->policy, &cover->program, DECIDE_TO_KNOW, EDGES);
    decide_order(decide, &code, 1);
    DiagramRef ref = decide_code(decide, code);
    Reading reading = {.cover = cover, .scratch = scratch, .owner = owner, .origin = origin};
    Choice choice = {0};
    if (ref != DIAGRAM_NONE)
        choice = diagram_flatten(decide_diagram(decide), cover->arena, ref);
    reading.choice = &choice;
    if (ref != DIAGRAM_NONE && is_list)
        lines_read(&reading, decide, code);
    if (ref == DIAGRAM_NONE || choice.tests_count > TESTS)
        cover->unexamined++;
    else
        index = choice_read(&reading, decide, code);
    arena_free(scratch);
    return index;
}

uint32_t cover_choice_add(Cover *cover, const char *owner, CodeId code, Origin origin)
{
    return choice_make(cover, owner, code, origin, false);
}

void cover_tests_add(Cover *cover, const char *owner, CodeId code, Origin origin)
{
    cover_watch(cover, code, WATCH_CHOICE, choice_make(cover, owner, code, origin, false));
}

void cover_list_add(Cover *cover, const char *owner, CodeId code, Origin origin)
{
    cover_watch(cover, code, WATCH_CHOICE, choice_make(cover, owner, code, origin, true));
}

/* ---- A run ---- */

static bool values_read(const Cover *cover, const CoverChoice *all, const Frame *frame,
                        Value *values)
{
    for (uint32_t i = 0; i < all->choice.tests_count; i++) {
        const CoverTest *test = &all->tests[i];
        if (test->test.read != CHOICE_CODE)
            values[i] = choice_test_read(test->test, frame);
        else if (test->code == NONE ||
                 !cover->policy->run(&cover->program, test->code, frame, &values[i]))
            return false;
    }
    return true;
}

Value cover_leaf(const Choice *choice, const Value *values)
{
    uint32_t at = choice->root;
    while (!(at & CHOICE_LEAF)) {
        const ChoiceNode *node = &choice->nodes[at];
        at = choice_edge_find(choice->edges + node->first, node->count, values[node->test]);
    }
    return choice->leaves[at & ~CHOICE_LEAF];
}

/* Would the point's value give another result? */
static bool point_differs(const CoverChoice *all, Value *values, uint32_t test, Value other)
{
    Value own = values[test], leaf = cover_leaf(&all->choice, values);
    values[test] = other;
    bool differs = cover_leaf(&all->choice, values) != leaf;
    values[test] = own;
    return differs;
}

/* Exact values are compared with the one next to them, runs with those beside them, words with any other. */
bool cover_point_matters(const Cover *cover, const CoverChoice *all, Value *values, uint32_t test,
                         uint32_t point)
{
    const CoverTest *at = &all->tests[test];
    const CoverPoint *points = cover->points.at + at->first;
    for (uint32_t i = 0; i < at->count; i++) {
        bool is_next = i + 1 == point || i == point + 1;
        bool is_beside = at->form != COVER_EXACT || points[i].from == VALUE_ABSENT ||
                         points[point].from == VALUE_ABSENT ||
                         points[i].from - points[point].from == 1 ||
                         points[point].from - points[i].from == 1;
        if (i != point && (at->form == COVER_WORDS || (is_next && is_beside)) &&
            point_differs(all, values, test, points[i].from))
            return true;
    }
    return false;
}

/* The point of a value; NONE: it is no point's. */
static uint32_t point_find(const Cover *cover, const CoverTest *test, Value value)
{
    const CoverPoint *points = cover->points.at + test->first;
    uint32_t low = 0, high = test->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (points[middle].from <= value)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low || (test->form == COVER_EXACT && points[low - 1].from != value))
        return NONE;
    return low - 1;
}

void cover_choice_mark(Cover *cover, uint32_t index, const Frame *frame)
{
    const CoverChoice *all = &cover->choices.at[index];
    Value values[TESTS];
    if (!values_read(cover, all, frame, values))
        return;
    for (uint32_t i = 0; i < all->choice.tests_count; i++) {
        uint32_t point = point_find(cover, &all->tests[i], values[i]);
        if (point != NONE && cover_point_matters(cover, all, values, i, point))
            cover_reach(cover, cover->points.at[all->tests[i].first + point].item);
    }
}
