/* The search for a moment, and for fields that the cube leaves open, at which opaque conditions have the values wanted. */
#include "compiler/witness_part.h"

#include "runtime/set.h"

enum { EVALUATIONS = 20000, VALUES_TRIED = 16, FIELDS_TRIED = 4, MOMENTS_TRIED = 4096 };

typedef struct
    Open { /* a field that an opaque condition reads and the cube leaves more than one value */
    ChoiceTest test;
    const DiagramSide *side; /* what the cube says of it; NULL: nothing */
    bool is_text;
    uint32_t texts_count; /* of the policy: later ones are others */
    Value values[VALUES_TRIED];
    uint32_t count, at;
} Open;

typedef struct Search {
    Unknowns *unknowns;
    Witness *witness;
    VEC(Instant) moments;
    Open open[FIELDS_TRIED];
    uint32_t open_count;
    uint32_t left; /* evaluations */
} Search;

void unknown_add(Unknowns *unknowns, const DiagramSide *side)
{
    Witness *witness = unknowns->witness;
    ChoiceTest test = diagram_variable_get(decide_diagram(witness->decide), side->variable)->test;
    unknowns->count++;
    if (test.read != CHOICE_CODE) {
        unknowns->moment = *side;
        return;
    }
    Claim claim = {decide_extract(witness->decide, witness->lower->ir, test), side->example};
    VEC_PUSH(witness->lower->scratch, &unknowns->wanted, claim);
}

/* ---- Candidates ---- */

static bool is_in_side(const DiagramSide *side, Value value)
{
    for (uint32_t i = 0; i < side->runs.count; i++)
        if (side->runs.at[i].low <= value && value <= side->runs.at[i].high)
            return true;
    return side->runs.count == 0;
}

static void moment_add(Search *search, Instant at)
{
    if (search->moments.count < MOMENTS_TRIED && instant_is_valid(at) &&
        is_in_side(&search->unknowns->moment, at))
        VEC_PUSH(search->witness->lower->scratch, &search->moments, at);
}

/* The days of two weeks in March, and the times of day that a number may mean. */
static void times_add(Search *search, Date first, Duration time)
{
    for (Date day = first; day < first + 14; day++)
        moment_add(search, (int64_t)day * DAY_MS + time);
}

/* A time of day is one in some zone: all whole quarters of an hour off UTC are tried. */
static void constant_moments_add(Search *search, IrType type, Value value)
{
    Date monday = date_make(2026, 3, 2);
    if (type == IR_TYPE_INSTANT)
        for (int i = -1; i <= 1; i++)
            moment_add(search, value + i * MINUTE_MS);
    if (type == IR_TYPE_DATE && value > -30000 && value < 90000)
        for (int i = -1; i <= 1; i++)
            moment_add(search, (value + i) * DAY_MS + 12 * HOUR_MS);
    if (type != IR_TYPE_NUMBER || value < 0 || value > DAY_MS)
        return;
    for (Duration offset = -12 * HOUR_MS; offset <= 14 * HOUR_MS; offset += HOUR_MS / 2)
        for (Date day = monday; day < monday + 3; day++)
            moment_add(search, (int64_t)day * DAY_MS + value - offset);
}

static void constants_each(Search *search, CodeId code,
                           void (*each)(Search *search, IrType type, Value value))
{
    const IrProgram *ir = search->witness->lower->ir;
    const IrFunction *function = &ir->functions.at[code];
    for (uint32_t i = 0; i < function->count; i++) {
        const IrIns *ins = &ir->code.at[function->first + i];
        if (ins->op == IR_CONST)
            each(search, (IrType)ir->constant_types.at[ins->imm], ir->constants.at[ins->imm]);
    }
}

static void moments_make(Search *search)
{
    const DiagramSide *side = &search->unknowns->moment;
    moment_add(search, search->witness->frame.now);
    for (uint32_t i = 0; i < side->runs.count; i++) {
        Value low = side->runs.at[i].low, high = side->runs.at[i].high;
        moment_add(search, (low + 999) / 1000 * 1000);
        moment_add(search, low);
        moment_add(search, high / 1000 * 1000);
        moment_add(search, high);
    }
    for (uint32_t i = 0; i < search->unknowns->wanted.count; i++)
        constants_each(search, search->unknowns->wanted.at[i].code, constant_moments_add);
    for (Duration time = 9 * HOUR_MS; time < 33 * HOUR_MS; time += HOUR_MS)
        times_add(search, date_make(2026, 3, 2), time);
}

static void open_value_add(Open *open, Value value)
{
    bool is_other = open->is_text && value >= (Value)open->texts_count;
    Value asked = is_other ? DIAGRAM_OTHER_TEXT : value;
    if (open->count < VALUES_TRIED && (!open->side || is_in_side(open->side, asked)))
        open->values[open->count++] = value;
}

static const DiagramSide *side_of(const Witness *witness, ChoiceTest test)
{
    const Diagram *diagram = decide_diagram(witness->decide);
    for (uint32_t i = 0; i < witness->cube.count; i++) {
        const DiagramSide *side = &witness->cube.at[i];
        ChoiceTest of = diagram_variable_get(diagram, side->variable)->test;
        if (of.read == test.read && of.index == test.index)
            return side;
    }
    return NULL;
}

static bool is_kept(const Witness *witness, ChoiceTest test)
{
    const Policy *policy = witness->lower->policy;
    bool is_id = test.read == CHOICE_ACCOUNT
                     ? test.index == policy->account_id
                     : test.index == policy->field_id || test.index == policy->field_account;
    return is_id || witness_is_moment(witness, test);
}

static void open_add(Search *search, ChoiceTest test, Value usual)
{
    if (search->open_count == FIELDS_TRIED || is_kept(search->witness, test))
        return;
    const FieldDef *field = witness_field(search->witness, test);
    for (uint32_t i = 0; i < search->open_count; i++)
        if (search->open[i].test.read == test.read && search->open[i].test.index == test.index)
            return;
    Open *open = &search->open[search->open_count++];
    *open = (Open){.test = test, .side = side_of(search->witness, test)};
    open->is_text = field->type == TYPE_TEXT;
    open->texts_count = search->witness->lower->texts_count;
    open->values[open->count++] = usual;
    if (field->optional)
        open_value_add(open, VALUE_ABSENT);
    if (field->type == TYPE_BOOLEAN)
        open_value_add(open, !usual);
    if (field->type == TYPE_INSTANT || field->type == TYPE_DATE)
        for (int i = -1; i <= 1; i += 2) {
            Instant at = search->witness->frame.now + i * 30 * DAY_MS;
            open_value_add(open, field->type == TYPE_DATE ? at / DAY_MS : at);
        }
}

static void constant_values_add(Search *search, IrType type, Value value)
{
    for (uint32_t i = 0; i < search->open_count; i++) {
        Open *open = &search->open[i];
        const FieldDef *field = witness_field(search->witness, open->test);
        bool is_text = field->type == TYPE_TEXT;
        if (field->type == TYPE_SET) {
            open_value_add(open, (Value)set_make(search->witness->lower->policy->sets, &value, 1));
        } else if (is_text == (type == IR_TYPE_TEXT) && type != IR_TYPE_BOOL) {
            open_value_add(open, value);
            for (int k = -1; !is_text && k <= 1; k += 2)
                open_value_add(open, value + k);
        }
    }
}

/* All texts that the conditions name in one, either way round: what contains each of them. */
static void texts_join(Search *search)
{
    const Lower *lower = search->witness->lower;
    const char *all = "", *back = "";
    for (uint32_t i = 0; i < search->unknowns->wanted.count; i++) {
        const IrFunction *function = &lower->ir->functions.at[search->unknowns->wanted.at[i].code];
        for (uint32_t k = 0; k < function->count; k++) {
            const IrIns *ins = &lower->ir->code.at[function->first + k];
            if (ins->op != IR_CONST || lower->ir->constant_types.at[ins->imm] != IR_TYPE_TEXT ||
                lower->ir->constants.at[ins->imm] == VALUE_ABSENT)
                continue;
            Text text = intern_get(lower->policy->texts, (TextId)lower->ir->constants.at[ins->imm]);
            all = arena_format(lower->scratch, "%s%s%.*s", all, *all ? " " : "", TEXT_ARGS(text));
            back =
                arena_format(lower->scratch, "%.*s%s%s", TEXT_ARGS(text), *back ? " " : "", back);
        }
    }
    for (uint32_t i = 0; *all && i < search->open_count; i++) {
        const FieldDef *field = witness_field(search->witness, search->open[i].test);
        if (field->type != TYPE_TEXT)
            continue;
        open_value_add(&search->open[i], (Value)intern_add(lower->policy->texts, text_from(all)));
        open_value_add(&search->open[i], (Value)intern_add(lower->policy->texts, text_from(back)));
    }
}

/* The fields that the conditions read, and what they may be. */
static void open_make(Search *search)
{
    const Policy *policy = search->witness->lower->policy;
    Arena *arena = search->witness->lower->scratch;
    for (uint32_t i = 0; i < search->unknowns->wanted.count; i++) {
        uint64_t *ticket = ARENA_ARRAY(arena, uint64_t, policy->field_words);
        uint64_t *account = ARENA_ARRAY(arena, uint64_t, policy->account_words);
        ir_reads(search->witness->lower->ir, search->unknowns->wanted.at[i].code, ticket, account);
        for (uint32_t k = 0; k < policy->fields_count; k++)
            if (ticket[k / 64] >> (k % 64) & 1)
                open_add(search, (ChoiceTest){CHOICE_TICKET, k}, search->witness->ticket[k]);
        for (uint32_t k = 0; k < policy->account_fields_count; k++)
            if (account[k / 64] >> (k % 64) & 1)
                open_add(search, (ChoiceTest){CHOICE_ACCOUNT, k}, search->witness->account[k]);
    }
    for (uint32_t i = 0; i < search->unknowns->wanted.count; i++)
        constants_each(search, search->unknowns->wanted.at[i].code, constant_values_add);
    texts_join(search);
}

/* ---- The walk ---- */

static bool wanted_hold(Search *search)
{
    const Policy *policy = search->witness->lower->policy;
    for (uint32_t i = 0; i < search->unknowns->wanted.count; i++) {
        const Claim *claim = &search->unknowns->wanted.at[i];
        Value value;
        if (search->left == 0)
            return false;
        search->left--;
        if (!policy->run(policy->code, claim->code, &search->witness->frame, &value) ||
            value != claim->value)
            return false;
    }
    return true;
}

static void open_put(Search *search, const Open *open)
{
    Witness *witness = search->witness;
    if (open->test.read == CHOICE_TICKET)
        witness->ticket[open->test.index] = open->values[open->at];
    else
        witness->account[open->test.index] = open->values[open->at];
}

/* The next combination of the open fields; false after the last, which leaves the first. */
static bool open_next(Search *search)
{
    for (uint32_t i = 0; i < search->open_count; i++) {
        Open *open = &search->open[i];
        open->at = (open->at + 1) % open->count;
        open_put(search, open);
        if (open->at)
            return true;
    }
    return false;
}

static bool moments_try(Search *search)
{
    for (uint32_t i = 0; i < search->moments.count; i++) {
        witness_moment_set(search->witness, search->moments.at[i]);
        if (wanted_hold(search))
            return true;
    }
    return false;
}

/* In the place of what was said of it. */
static void say_again(Witness *witness, ChoiceTest test, Value value)
{
    for (uint32_t i = 0; i < witness->said.count; i++) {
        Said *said = &witness->said.at[i];
        if (said->test.read == test.read && said->test.index == test.index) {
            said->value = value;
            return;
        }
    }
    witness_say(witness, test, value);
}

bool unknowns_settle(Unknowns *unknowns)
{
    Search search = {.unknowns = unknowns, .witness = unknowns->witness, .left = EVALUATIONS};
    moments_make(&search);
    open_make(&search);
    bool is_found = moments_try(&search);
    while (!is_found && search.left && open_next(&search))
        is_found = moments_try(&search);
    for (uint32_t i = 0; is_found && i < search.open_count; i++)
        say_again(unknowns->witness, search.open[i].test, search.open[i].values[search.open[i].at]);
    return is_found;
}
