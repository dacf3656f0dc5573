#include "compiler/cover_search.h"

#include <string.h>

#include "compiler/cover_part.h"
#include "compiler/diagram.h"
#include "runtime/words.h"

enum { TESTS = 256, PATHS = 20000 }; /* of one choice */
/* Tickets for one item: what one condition wants of a field may be what another one forbids. */
enum { WAYS = 12 };

typedef struct Search {
    Cover *cover;
    Arena *arena;
    const CoverChoice *all;
    CoverTicket like; /* without item and values */
    Value values[TESTS];
    bool is_set[TESTS]; /* on the way from the root */
    struct {
        Value low, high;
    } range[TESTS];
    uint32_t paths;
    CoverTickets *out;
} Search;

/* ---- Values ---- */

static const FieldDef *field_of(const Policy *policy, ChoiceTest test)
{
    if (test.read == CHOICE_TICKET)
        return &policy->fields[test.index];
    return test.read == CHOICE_ACCOUNT ? &policy->account_fields[test.index] : NULL;
}

static Value default_of(const Search *search, ChoiceTest test)
{
    const FieldDef *def = field_of(search->cover->policy, test);
    if (test.read == CHOICE_CODE)
        return false;
    return def ? def->initial : VALUE_ABSENT;
}

/* The last value before a cut that can be written: a second, a day, a hundredth of a percent before. */
static Value grain_of(const FieldDef *def)
{
    switch (def ? def->type : TYPE_DURATION) {
    case TYPE_DURATION:
    case TYPE_INSTANT: return SECOND_MS;
    case TYPE_PERCENT: return 10000;
    case TYPE_BOOLEAN:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_TEXT:
    case TYPE_DATE:
    case TYPE_MONEY:
    case TYPE_ENUM:
    case TYPE_SET: return 1;
    }
    return 1;
}

/* A value of the point, near its border. */
static Value point_value(const Search *search, uint32_t test, uint32_t point)
{
    const CoverTest *at = &search->all->tests[test];
    const CoverPoint *points = search->cover->points.at + at->first;
    Value from = points[point].from;
    const FieldDef *def = field_of(search->cover->policy, at->test);
    bool is_below = at->form == COVER_RUNS && from <= DIAGRAM_LEAST && point + 1 < at->count;
    Value below;
    if (is_below && points[point].item != NONE && (from != VALUE_ABSENT || at->count == 2) &&
        add_checked(points[point + 1].from, -grain_of(def), &below))
        return below;
    bool is_word = def && (def->type == TYPE_ENUM || def->type == TYPE_BOOLEAN);
    if (from != VALUE_ABSENT || points[point].is_absent)
        return from;
    return is_word ? 0 : def && def->type == TYPE_TEXT ? DIAGRAM_OTHER_TEXT : from;
}

/* ---- Conditions that are no test of one value ---- */

typedef struct Term { /* the last operation of a condition, and what it looks at */
    IrOp op;
    uint32_t field; /* of the ticket, NONE */
    bool is_left;   /* the field is its left side */
    Value constant; /* its other side; VALUE_ABSENT */
} Term;

/* `subject contains "x"`, `created < warranty_until`: a field beside a constant, or an instant beside the creation's. */
static Term term_of(const Cover *cover, CodeId code)
{
    const IrFunction *function = &cover->program.functions.at[code];
    uint32_t field[IR_REGISTERS];
    Value constant[IR_REGISTERS];
    Term term = {.op = IR_RETURN, .field = NONE, .constant = VALUE_ABSENT};
    memset(field, 0xff, sizeof field);
    for (int i = 0; i < IR_REGISTERS; i++)
        constant[i] = VALUE_ABSENT;
    for (uint32_t i = 0; i < function->count; i++) {
        IrIns ins = cover->program.code.at[function->first + i];
        bool is_created = ins.op == IR_FIELD && ins.imm == cover->policy->field_created;
        if (ins.op == IR_RETURN)
            break;
        if (ins.op != IR_CONST && ins.op != IR_FIELD && ins.op != IR_ELSE && ins.op != IR_MOVE &&
            ins.op != IR_MIDNIGHT) {
            term.op = (IrOp)ins.op;
            term.is_left = field[ins.a] != NONE;
            term.field = term.is_left ? field[ins.a] : field[ins.b];
            term.constant = constant[term.is_left ? ins.b : ins.a];
        }
        constant[ins.dst] =
            ins.op == IR_CONST ? cover->program.constants.at[ins.imm] : VALUE_ABSENT;
        field[ins.dst] = ins.op == IR_FIELD && !is_created ? ins.imm
                         : ins.op == IR_ELSE || ins.op == IR_MOVE || ins.op == IR_MIDNIGHT
                             ? field[ins.a]
                             : NONE;
    }
    return term;
}

/* A value of the field for which the condition is `holds`; VALUE_ABSENT: none is known. */
static Value term_value(const Term *term, bool holds)
{
    static const Value PAST = INT64_C(1262304000000), FUTURE = INT64_C(2524608000000);
    if (term->op == IR_CONTAINS || term->op == IR_STARTS || term->op == IR_ENDS)
        return !term->is_left ? VALUE_ABSENT : holds ? term->constant : DIAGRAM_OTHER_TEXT;
    if (term->op == IR_LT || term->op == IR_LE)
        return term->is_left == holds ? PAST : FUTURE;
    return VALUE_ABSENT;
}

/* ---- One way through a choice ---- */

static CoverValue value_of(const Search *search, uint32_t t)
{
    const CoverTest *test = &search->all->tests[t];
    CoverValue value = {.test = test->test, .value = search->values[t]};
    IrOp last;
    bool reads;
    if (test->test.read != CHOICE_CODE || test->code == NONE)
        return value;
    cover_code_text(search->cover, test->code, &last, &reads);
    value.is_time = last == IR_LOCAL_TIME;
    Term term = term_of(search->cover, test->code);
    ValueType type =
        term.field == NONE ? TYPE_BOOLEAN : search->cover->policy->fields[term.field].type;
    Value own = term_value(&term, value.value);
    if (own == VALUE_ABSENT || (type != TYPE_TEXT && type != TYPE_INSTANT && type != TYPE_DATE))
        return value;
    return (CoverValue){{CHOICE_TICKET, term.field}, type == TYPE_DATE ? own / DAY_MS : own, false};
}

/* Of two that say the same field the one that a condition is made of outranks its being there. */
static void value_add(const Search *search, CoverTicket *ticket, uint32_t t)
{
    CoverValue value = value_of(search, t);
    for (uint32_t i = 0; i < ticket->values.count; i++)
        if (ticket->values.at[i].test.read == value.test.read &&
            ticket->values.at[i].test.index == value.test.index) {
            if (search->all->tests[t].test.read == CHOICE_CODE && search->values[t] == true)
                ticket->values.at[i] = value;
            return;
        }
    VEC_PUSH(search->arena, &ticket->values, value);
}

static void ticket_add(Search *search, uint32_t item)
{
    CoverTicket ticket = search->like;
    ticket.item = item;
    for (uint32_t i = 0; i < search->all->choice.tests_count; i++)
        if (search->is_set[i] &&
            search->values[i] != default_of(search, search->all->choice.tests[i]))
            value_add(search, &ticket, i);
    VEC_PUSH(search->arena, search->out, ticket);
}

static bool is_wanted(const Search *search, uint32_t item)
{
    if (item == NONE || atomic_load(&search->cover->items.at[item].is_reached))
        return false;
    uint32_t found = 0;
    for (uint32_t i = 0; i < search->out->count; i++)
        found += search->out->at[i].item == item;
    return found < WAYS;
}

/* Every point of the tests on the way, the others as they are. */
static void path_try(Search *search)
{
    for (uint32_t t = 0; t < search->all->choice.tests_count; t++) {
        const CoverTest *test = &search->all->tests[t];
        Value own = search->values[t];
        for (uint32_t p = 0; search->is_set[t] && p < test->count; p++) {
            uint32_t item = search->cover->points.at[test->first + p].item;
            Value value = point_value(search, t, p);
            if (!is_wanted(search, item) || value < search->range[t].low ||
                value > search->range[t].high)
                continue;
            search->values[t] = value;
            if (cover_point_matters(search->cover, search->all, search->values, t, p))
                ticket_add(search, item);
        }
        search->values[t] = own;
    }
}

/* A value of the run: the default where it is one, else the first point in it. */
static Value range_value(const Search *search, uint32_t t, Value low, Value high)
{
    const CoverTest *test = &search->all->tests[t];
    Value usual = default_of(search, test->test);
    if (usual >= low && usual <= high)
        return usual;
    for (uint32_t p = 0; p < test->count; p++) {
        Value value = point_value(search, t, p);
        if (value >= low && value <= high)
            return value;
    }
    return low;
}

static void ways_follow(Search *search, uint32_t at)
{
    const Choice *choice = &search->all->choice;
    if (search->paths > PATHS)
        return;
    if (at & CHOICE_LEAF) {
        search->paths++;
        path_try(search);
        return;
    }
    const ChoiceNode *node = &choice->nodes[at];
    uint32_t t = node->test;
    for (uint32_t i = 0; i < node->count; i++) {
        const ChoiceEdge *edge = &choice->edges[node->first + i];
        search->range[t].low = edge->from;
        search->range[t].high = i + 1 < node->count ? edge[1].from - 1 : INT64_MAX;
        search->is_set[t] = true;
        search->values[t] = range_value(search, t, search->range[t].low, search->range[t].high);
        ways_follow(search, edge->to);
        search->is_set[t] = false;
        search->values[t] = default_of(search, choice->tests[t]);
    }
}

/* ---- All choices ---- */

/* The code of a quota or of what lies beyond it. */
static void quota_like(const Policy *policy, uint32_t index, CodeId code, CoverTicket *like,
                       uint32_t plan)
{
    const QuotaDef *quota = &policy->quotas[index];
    if (quota->counts == code)
        like->plan = plan;
    for (uint32_t i = 0; i < quota->beyonds_count; i++)
        if (policy->beyonds[quota->beyonds_first + i].when == code) {
            like->plan = plan;
            like->quota = index;
        }
}

static void plan_like(const Policy *policy, uint32_t index, CodeId code, CoverTicket *like)
{
    const PlanDef *plan = &policy->plans[index];
    for (uint32_t i = 0; i < plan->accepts_count; i++) {
        const AcceptDef *accept = &policy->accepts[plan->accepts_first + i];
        if (accept->which == code || accept->when == code)
            like->plan = index;
    }
    for (uint32_t i = 0; i < plan->bills_count; i++)
        if (policy->plan_bills[plan->bills_first + i].when == code)
            like->plan = index;
    for (uint32_t i = 0; i < plan->draws_count; i++) {
        const PackDef *pack = &policy->packs[policy->draws_on[plan->draws_first + i].pack];
        for (uint32_t k = 0; k < pack->draws_count; k++)
            if (policy->pack_draws[pack->draws_first + k].when == code)
                like->plan = index;
    }
    for (uint32_t i = 0; i < plan->quotas_count; i++)
        quota_like(policy, plan->quotas_first + i, code, like, index);
}

static void override_like(const Policy *policy, uint32_t contract, const OverrideDef *override,
                          CodeId code, CoverTicket *like)
{
    bool is_own = override->has_applies && override->applies == code;
    for (uint32_t i = 0; i < override->clocks_count; i++)
        is_own |= policy->sla_clocks[override->clocks_first + i].line == code;
    for (uint32_t i = 0; i < override->pauses_count; i++)
        if (policy->pauses[override->pauses_first + i].when == code)
            is_own = like->is_pause = true;
    if (!is_own)
        return;
    like->contract = contract;
    like->sla = override->sla;
}

static void sla_like(const Policy *policy, uint32_t index, CodeId code, CoverTicket *like)
{
    const SlaDef *sla = &policy->slas[index];
    for (uint32_t i = 0; i < sla->clocks_count; i++) {
        const SlaClock *row = &policy->sla_clocks[sla->clocks_first + i];
        bool is_pause = policy->clocks[row->clock].pause == code;
        if (row->line != code && !is_pause)
            continue;
        like->sla = index;
        like->is_pause = is_pause;
    }
    if (sla->calendar == code)
        like->sla = index;
    for (uint32_t i = 0; i < sla->pauses_count; i++)
        if (policy->pauses[sla->pauses_first + i].when == code) {
            like->sla = index;
            like->is_pause = true;
        }
}

/* Which ticket gets to the code at all. */
static CoverTicket like_of(const Policy *policy, CodeId code)
{
    CoverTicket like = {.item = NONE, .sla = NONE, .contract = NONE, .plan = NONE, .quota = NONE};
    for (uint32_t i = 0; i < policy->slas_count; i++)
        sla_like(policy, i, code, &like);
    for (uint32_t i = 0; i < policy->contracts_count; i++) {
        const ContractTerms *terms = &policy->contracts[i].terms;
        if (terms->covers == code)
            like.contract = i;
        for (uint32_t k = 0; k < terms->overrides_count; k++)
            override_like(policy, i, &policy->overrides[terms->overrides_first + k], code, &like);
    }
    for (uint32_t i = 0; i < policy->plans_count && like.sla != NONE && like.plan == NONE; i++)
        for (uint32_t k = 0; k < policy->plans[i].slas_count; k++)
            if (policy->plan_slas[policy->plans[i].slas_first + k] == like.sla)
                like.plan = i;
    for (uint32_t i = 0; i < policy->plans_count && like.plan == NONE; i++)
        plan_like(policy, i, code, &like);
    if (like.plan != NONE && like.sla == NONE && policy->plans[like.plan].slas_count)
        like.sla = policy->plan_slas[policy->plans[like.plan].slas_first];
    return like;
}

void cover_search(Cover *cover, Arena *arena, CoverTickets *out)
{
    for (uint32_t c = 0; c < cover->choices.count; c++) {
        Search search = {.cover = cover,
                         .arena = arena,
                         .all = &cover->choices.at[c],
                         .like = like_of(cover->policy, cover->choices.at[c].code),
                         .out = out};
        for (uint32_t i = 0; i < search.all->choice.tests_count; i++)
            search.values[i] = default_of(&search, search.all->choice.tests[i]);
        ways_follow(&search, search.all->choice.root);
    }
}

/* ---- What an item is about ---- */

static bool is_tested(const CoverTicket *ticket, ChoiceTest test)
{
    for (uint32_t i = 0; i < ticket->values.count; i++)
        if (ticket->values.at[i].test.read == test.read &&
            ticket->values.at[i].test.index == test.index)
            return true;
    return false;
}

static bool is_leaf(const Search *search, Value leaf, Value wanted)
{
    const Policy *policy = search->cover->policy;
    if (wanted != COVER_TIMED)
        return leaf == wanted;
    return leaf >= 0 && leaf < policy->lines_count && !policy->lines[leaf].untimed;
}

/* The first way to a leaf that is wanted. */
static bool way_find(Search *search, uint32_t at, Value wanted)
{
    const Choice *choice = &search->all->choice;
    if (at & CHOICE_LEAF)
        return is_leaf(search, choice->leaves[at & ~CHOICE_LEAF], wanted);
    const ChoiceNode *node = &choice->nodes[at];
    uint32_t t = node->test;
    for (uint32_t i = 0; i < node->count; i++) {
        const ChoiceEdge *edge = &choice->edges[node->first + i];
        Value high = i + 1 < node->count ? edge[1].from - 1 : INT64_MAX;
        search->values[t] = range_value(search, t, edge->from, high);
        search->is_set[t] = true;
        if (way_find(search, edge->to, wanted))
            return true;
        search->is_set[t] = false;
    }
    return false;
}

void cover_search_gives(Cover *cover, Arena *arena, CodeId code, Value wanted, CoverTicket *ticket)
{
    for (uint32_t c = 0; c < cover->choices.count; c++) {
        Search search = {.cover = cover, .arena = arena, .all = &cover->choices.at[c]};
        const Choice *choice = &search.all->choice;
        if (search.all->code != code)
            continue;
        for (uint32_t i = 0; i < choice->tests_count; i++)
            search.values[i] = default_of(&search, choice->tests[i]);
        if (!way_find(&search, choice->root, wanted))
            continue;
        for (uint32_t i = 0; i < choice->tests_count; i++)
            if (search.is_set[i] && !is_tested(ticket, choice->tests[i]) &&
                search.values[i] != default_of(&search, choice->tests[i]))
                value_add(&search, ticket, i);
        return;
    }
}

bool cover_deadline_of(const Cover *cover, uint32_t item, uint32_t *sla, uint32_t *clock,
                       bool *is_met)
{
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++)
        for (uint32_t k = 0; k < policy->slas[i].clocks_count; k++) {
            uint32_t row = policy->slas[i].clocks_first + k;
            if (cover->met[row] != item && cover->breached[row] != item)
                continue;
            *sla = i;
            *clock = policy->sla_clocks[row].clock;
            *is_met = cover->met[row] == item;
            return true;
        }
    return false;
}

bool cover_step_of(const Cover *cover, uint32_t item, uint32_t *sla, uint32_t *clock)
{
    const Policy *policy = cover->policy;
    for (uint32_t i = 0; i < policy->slas_count; i++)
        for (uint32_t k = 0; k < policy->slas[i].clocks_count; k++) {
            const SlaClock *row = &policy->sla_clocks[policy->slas[i].clocks_first + k];
            for (uint32_t s = 0; s < row->steps_count; s++)
                if (cover->steps[row->steps_first + s] == item) {
                    *sla = i;
                    *clock = row->clock;
                    return true;
                }
        }
    return false;
}

bool cover_quota_of(const Cover *cover, uint32_t item, uint32_t *plan, uint32_t *quota,
                    int64_t *size)
{
    const Policy *policy = cover->policy;
    for (uint32_t p = 0; p < policy->plans_count; p++)
        for (uint32_t q = 0; q < policy->plans[p].quotas_count; q++) {
            *plan = p;
            *quota = policy->plans[p].quotas_first + q;
            const QuotaDef *def = &policy->quotas[*quota];
            for (uint32_t i = 0; i < def->lines_count; i++) {
                uint32_t line = def->lines_first + i;
                *size = policy->quota_lines[line].size;
                if (cover->last[line] == item || cover->full[line] == item)
                    return true;
            }
        }
    return false;
}

int64_t cover_quota_size(const Cover *cover, uint32_t quota)
{
    const QuotaDef *def = &cover->policy->quotas[quota];
    int64_t least = INT64_MAX;
    for (uint32_t i = 0; i < def->lines_count; i++)
        if (cover->policy->quota_lines[def->lines_first + i].size < least)
            least = cover->policy->quota_lines[def->lines_first + i].size;
    return least;
}

const char *cover_value_text(const Cover *cover, CoverValue value)
{
    const FieldDef *def = field_of(cover->policy, value.test);
    if (!def || def->is_engine_kept || value.value == VALUE_ABSENT || def->type == TYPE_SET)
        return NULL;
    if (def->type == TYPE_TEXT && value.value == DIAGRAM_OTHER_TEXT)
        return "\"another\"";
    Words words = {cover->policy, cover->words, cover->arena};
    ValueShape shape = {def->type, def->element, def->enumeration, def->currency};
    return words_value(&words, zone_utc(), shape, value.value);
}
