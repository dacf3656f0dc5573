#include "compiler/cover_search.h"

#include <string.h>

#include "compiler/cover_part.h"
#include "compiler/diagram.h"
#include "runtime/words.h"

enum { TESTS = 256, PATHS = 20000 }; /* of one choice */

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
    if (is_below && points[point].item != NONE && (from != VALUE_ABSENT || at->count == 2))
        return points[point + 1].from - grain_of(def);
    bool is_word = def && (def->type == TYPE_ENUM || def->type == TYPE_BOOLEAN);
    const char *what =
        points[point].item == NONE ? "" : search->cover->items.at[points[point].item].what;
    size_t size = strlen(what);
    bool is_absent = size > 7 && strcmp(what + size - 7, " absent") == 0;
    if (from == VALUE_ABSENT && is_word && !is_absent)
        return 0;
    if (from == VALUE_ABSENT && def && def->type == TYPE_TEXT && !is_absent)
        return DIAGRAM_OTHER_TEXT;
    return from;
}

/* ---- One way through a choice ---- */

static CoverValue value_of(const Search *search, uint32_t t)
{
    const CoverTest *test = &search->all->tests[t];
    CoverValue value = {.test = test->test, .value = search->values[t]};
    IrOp last;
    bool reads;
    if (test->test.read == CHOICE_CODE && test->code != NONE) {
        cover_code_text(search->cover, test->code, &last, &reads);
        value.is_time = last == IR_LOCAL_TIME;
    }
    return value;
}

static void ticket_add(Search *search, uint32_t item)
{
    CoverTicket ticket = search->like;
    ticket.item = item;
    for (uint32_t i = 0; i < search->all->choice.tests_count; i++)
        if (search->is_set[i] &&
            search->values[i] != default_of(search, search->all->choice.tests[i]))
            VEC_PUSH(search->arena, &ticket.values, value_of(search, i));
    VEC_PUSH(search->arena, search->out, ticket);
}

static bool is_wanted(const Search *search, uint32_t item)
{
    if (item == NONE || atomic_load(&search->cover->items.at[item].is_reached))
        return false;
    for (uint32_t i = 0; i < search->out->count; i++)
        if (search->out->at[i].item == item)
            return false;
    return true;
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

/* Which ticket gets to the code at all. */
static CoverTicket like_of(const Policy *policy, CodeId code)
{
    CoverTicket like = {.item = NONE, .sla = NONE, .contract = NONE, .plan = NONE};
    for (uint32_t i = 0; i < policy->slas_count; i++) {
        const SlaDef *sla = &policy->slas[i];
        for (uint32_t k = 0; k < sla->clocks_count; k++)
            if (policy->sla_clocks[sla->clocks_first + k].line == code)
                like.sla = i;
        for (uint32_t k = 0; k < sla->pauses_count; k++)
            if (policy->pauses[sla->pauses_first + k].when == code) {
                like.sla = i;
                like.is_pause = true;
            }
    }
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        if (policy->contracts[i].terms.covers == code)
            like.contract = i;
    for (uint32_t i = 0; i < policy->plans_count && like.sla != NONE && like.plan == NONE; i++)
        for (uint32_t k = 0; k < policy->plans[i].slas_count; k++)
            if (policy->plan_slas[policy->plans[i].slas_first + k] == like.sla)
                like.plan = i;
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

/* The first way to a leaf that is true. */
static bool way_find(Search *search, uint32_t at)
{
    const Choice *choice = &search->all->choice;
    if (at & CHOICE_LEAF)
        return choice->leaves[at & ~CHOICE_LEAF] == true;
    const ChoiceNode *node = &choice->nodes[at];
    uint32_t t = node->test;
    for (uint32_t i = 0; i < node->count; i++) {
        const ChoiceEdge *edge = &choice->edges[node->first + i];
        Value high = i + 1 < node->count ? edge[1].from - 1 : INT64_MAX;
        search->values[t] = range_value(search, t, edge->from, high);
        search->is_set[t] = true;
        if (way_find(search, edge->to))
            return true;
        search->is_set[t] = false;
    }
    return false;
}

void cover_search_applies(Cover *cover, Arena *arena, uint32_t sla, CoverTicket *ticket)
{
    CodeId code = cover->policy->slas[sla].applies;
    for (uint32_t c = 0; c < cover->choices.count; c++) {
        Search search = {.cover = cover, .arena = arena, .all = &cover->choices.at[c]};
        const Choice *choice = &search.all->choice;
        if (search.all->code != code)
            continue;
        for (uint32_t i = 0; i < choice->tests_count; i++)
            search.values[i] = default_of(&search, choice->tests[i]);
        if (!way_find(&search, choice->root))
            continue;
        for (uint32_t i = 0; i < choice->tests_count; i++)
            if (search.is_set[i] && !is_tested(ticket, choice->tests[i]) &&
                search.values[i] != default_of(&search, choice->tests[i]))
                VEC_PUSH(arena, &ticket->values, value_of(&search, i));
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
