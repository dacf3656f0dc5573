#include "cli/summary.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cli/summary_data.h"

enum { TOP_ACCOUNTS = 10 };

/* ---- Making ---- */

static bool by_add(Summary *summary, Text name)
{
    static const char PREFIX[] = "account.";
    bool is_account = text_starts(name, TEXT(PREFIX));
    Text field =
        is_account ? (Text){name.data + sizeof PREFIX - 1, name.size - (uint32_t)sizeof PREFIX + 1}
                   : name;
    const Policy *policy = summary->policy;
    uint32_t index =
        is_account ? policy_account_field_find(policy, field) : policy_field_find(policy, field);
    if (index == NONE || summary->by.count == BY_MAX)
        return false;
    const FieldDef *fields = is_account ? policy->account_fields : policy->fields;
    summary->by.at[summary->by.count++] =
        (ByField){is_account, index, &fields[index], text_copy(summary->arena, name)};
    return true;
}

static bool by_parse(Summary *summary, Text by, Text *unknown)
{
    while (by.size) {
        const char *comma = memchr(by.data, ',', by.size);
        Text name = {by.data, comma ? (uint32_t)(comma - by.data) : by.size};
        uint32_t gone = name.size + (comma ? 1 : 0);
        by = (Text){by.data + gone, by.size - gone};
        *unknown = name;
        if (!by_add(summary, name))
            return false;
    }
    return true;
}

/* A policy that declares no plan has one without a name, which holds every customer's SLA. */
static uint32_t named_plans(const Policy *policy)
{
    bool is_implied = policy->plans_count == 1 && policy->plans[0].name == TEXT_NONE;
    return is_implied ? 0 : policy->plans_count;
}

/* Quotas are used by the fields of --by, or by type. */
static void kinds_choose(Summary *summary)
{
    uint32_t type = policy_field_find(summary->policy, TEXT("type"));
    summary->kinds = summary->by;
    if (summary->by.count || type == NONE)
        return;
    summary->kinds.at[0] =
        (ByField){.field = type, .def = &summary->policy->fields[type], .name = TEXT("type")};
    summary->kinds.count = 1;
}

Summary *summary_new(const Policy *policy, Text by, Text *unknown)
{
    Arena *arena = arena_new();
    Summary *summary = ARENA_NEW(arena, Summary);
    summary->arena = arena;
    summary->policy = policy;
    summary->accounts = counters_new();
    summary->keys = intern_new();
    summary->all.clocks = ARENA_ARRAY(arena, Tally, policy->clocks_count);
    summary->plans_count = named_plans(policy);
    summary->plans = ARENA_ARRAY(arena, PlanTally, summary->plans_count + 1);
    summary->sums.rows = counters_new();
    summary->sums.kind_keys = intern_new();
    if (by_parse(summary, by, unknown)) {
        kinds_choose(summary);
        return summary;
    }
    summary_free(summary);
    return NULL;
}

void summary_free(Summary *summary)
{
    if (!summary)
        return;
    counters_free(summary->accounts);
    intern_free(summary->keys);
    counters_free(summary->sums.rows);
    intern_free(summary->sums.kind_keys);
    arena_free(summary->arena);
}

/* ---- Values as words ---- */

static int millionths_print(Value value, char *out, size_t size)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int used = snprintf(out, size, "%s%" PRIu64 ".%06" PRIu64, value < 0 ? "-" : "",
                        rest / DECIMAL_ONE, rest % DECIMAL_ONE);
    while (out[used - 1] == '0')
        out[--used] = '\0';
    if (out[used - 1] == '.')
        out[--used] = '\0';
    return used;
}

static Text number_text(Summary *summary, const FieldDef *def, Value value)
{
    char out[CELL_TEXT];
    int size = 0;
    if (def->type == TYPE_DECIMAL)
        size = millionths_print(value, out, sizeof out);
    else if (def->type == TYPE_DURATION)
        size = duration_print(value, out);
    else if (def->type == TYPE_DATE)
        size = date_print((Date)value, out);
    else if (def->type == TYPE_INSTANT)
        size = instant_print(value, out);
    else
        size = snprintf(out, sizeof out, "%" PRId64, value);
    return (Text){arena_copy(summary->arena, out, (size_t)size), (uint32_t)size};
}

static Text value_text(Summary *summary, const FieldDef *def, Value value);

/* The values of a set in its order, with commas between; "-" for the empty set. */
static Text set_text(Summary *summary, const FieldDef *def, Value set)
{
    FieldDef element = *def;
    element.type = def->element;
    uint32_t count;
    const Value *values = set_values(summary->sets, (SetId)set, &count);
    const char *joined = "-";
    for (uint32_t i = 0; i < count; i++) {
        Text value = value_text(summary, &element, values[i]);
        joined = arena_format(summary->arena, "%s%s%.*s", i ? joined : "", i ? ", " : "",
                              TEXT_ARGS(value));
    }
    return text_from(joined);
}

static Text value_text(Summary *summary, const FieldDef *def, Value value)
{
    if (value == VALUE_ABSENT)
        return TEXT("-");
    if (def->type == TYPE_TEXT)
        return intern_get(summary->texts, (TextId)value);
    if (def->type == TYPE_BOOLEAN)
        return value ? TEXT("true") : TEXT("false");
    if (def->type == TYPE_SET)
        return set_text(summary, def, value);
    if (def->type == TYPE_ENUM) {
        const EnumDef *words = &summary->policy->enums[def->enumeration];
        return policy_text(summary->policy,
                           summary->policy->enumerators[words->first + (uint32_t)value]);
    }
    return number_text(summary, def, value);
}

/* ---- Counting ---- */

Text summary_key(const Kinds *by, const Value *fields, const Value *account_fields, KindKey *out)
{
    for (uint32_t i = 0; i < by->count; i++) {
        const Value *from = by->at[i].is_account ? account_fields : fields;
        out->values[i] = from ? from[by->at[i].field] : VALUE_ABSENT;
    }
    return (Text){(const char *)out,
                  (uint32_t)(offsetof(KindKey, values) + by->count * sizeof *out->values)};
}

Labels summary_labels(Summary *summary, const Kinds *by, const KindKey *key)
{
    Labels labels = {.order = {0}};
    for (uint32_t i = 0; i < by->count; i++) {
        const FieldDef *def = by->at[i].def;
        bool is_text = def->type == TYPE_TEXT || def->type == TYPE_SET;
        Text cell = value_text(summary, def, key->values[i]);
        cell.size = cell.size < CELL_TEXT ? cell.size : CELL_TEXT;
        labels.cells[i] = text_copy(summary->arena, cell);
        labels.order[i] = is_text && key->values[i] != VALUE_ABSENT ? 0 : key->values[i];
    }
    return labels;
}

/* The group of a row with these fields; NULL where no groups are asked for. */
static Group *group_of(Summary *summary, const Value *fields, const Value *account_fields)
{
    if (summary->by.count == 0)
        return NULL;
    KindKey key = {.quota = NONE};
    TextId id = intern_add(summary->keys, summary_key(&summary->by, fields, account_fields, &key));
    if (id == summary->groups.count) {
        Group group = {.clocks = ARENA_ARRAY(summary->arena, Tally, summary->policy->clocks_count),
                       .labels = summary_labels(summary, &summary->by, &key)};
        VEC_PUSH(summary->arena, &summary->groups, group);
    }
    return &summary->groups.at[id];
}

static AccountTally *account_of(Summary *summary, const Value *fields)
{
    uint32_t field = summary->policy->field_account;
    if (field == NONE || !fields || fields[field] == VALUE_ABSENT)
        return NULL;
    TextId name = (TextId)fields[field];
    int64_t *index = counter_open(summary->accounts, &(CounterKey){.a = name});
    if (*index == 0) {
        Text kept = text_copy(summary->arena, intern_get(summary->texts, name));
        VEC_PUSH(summary->arena, &summary->account_tallies, (AccountTally){.name = kept});
        *index = summary->account_tallies.count;
    }
    return &summary->account_tallies.at[*index - 1];
}

static PlanTally *plan_of(Summary *summary, uint32_t plan)
{
    return &summary->plans[plan < summary->plans_count ? plan : summary->plans_count];
}

/* A row without a limit and a deadline is untimed, unless it is paused: then its target tells. */
static bool row_is_untimed(const Policy *policy, const ClockRow *row)
{
    if (row->limit_ms != VALUE_ABSENT || row->due != VALUE_ABSENT)
        return false;
    for (uint32_t i = 0; i < policy->lines_count; i++)
        if (policy->lines[i].name == row->target)
            return policy->lines[i].untimed;
    return true;
}

static void clock_take(void *context, const ClockRow *row)
{
    Summary *summary = context;
    Arena *arena = summary->arena;
    bool is_untimed = row_is_untimed(summary->policy, row);
    tally_add(arena, &summary->all.clocks[row->clock], row, is_untimed);
    outcomes_add(&plan_of(summary, row->plan)->cycles, row, is_untimed);
    Group *group = group_of(summary, row->fields, row->account_fields);
    if (group)
        tally_add(arena, &group->clocks[row->clock], row, is_untimed);
    AccountTally *account = account_of(summary, row->fields);
    if (account)
        outcomes_add(&account->cycles, row, is_untimed);
}

static void ticket_take(void *context, const TicketRow *row)
{
    Summary *summary = context;
    summary->all.tickets++;
    plan_of(summary, row->plan)->tickets++;
    Group *group = group_of(summary, row->fields, row->account_fields);
    if (group)
        group->tickets++;
}

Sink summary_sink(Summary *summary, const Intern *texts, const SetPool *sets)
{
    summary->texts = texts;
    summary->sets = sets;
    return (Sink){.context = summary,
                  .clock = clock_take,
                  .ticket = ticket_take,
                  .ledger = sums_ledger_take,
                  .beyond = sums_beyond_take,
                  .lot = sums_lot_take};
}

/* ---- Orders ---- */

static int number_order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int summary_labels_order(const Labels *a, const Labels *b)
{
    for (int i = 0; i < BY_MAX; i++) {
        bool a_absent = a->order[i] == VALUE_ABSENT, b_absent = b->order[i] == VALUE_ABSENT;
        int order =
            a_absent != b_absent ? a_absent - b_absent : number_order(a->order[i], b->order[i]);
        if (order == 0)
            order = text_compare(a->cells[i], b->cells[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int group_order(const void *left, const void *right)
{
    const Group *a = left, *b = right;
    return summary_labels_order(&a->labels, &b->labels);
}

/* Most breaches first, then by name. */
static int account_order(const void *left, const void *right)
{
    const AccountTally *a = left, *b = right;
    int order = number_order((int64_t)b->cycles.breached, (int64_t)a->cycles.breached);
    return order ? order : text_compare(a->name, b->name);
}

void summary_sort(Summary *summary)
{
    sums_finish(summary);
    if (summary->groups.count)
        qsort(summary->groups.at, summary->groups.count, sizeof(Group), group_order);
    if (summary->account_tallies.count)
        qsort(summary->account_tallies.at, summary->account_tallies.count, sizeof(AccountTally),
              account_order);
}

bool summary_shows(const Summary *summary, uint32_t clock)
{
    const Policy *policy = summary->policy;
    for (uint32_t i = 0; i < policy->sla_clocks_count; i++)
        if (policy->sla_clocks[i].clock == clock)
            return true;
    return false;
}

uint32_t summary_accounts(const Summary *summary)
{
    uint32_t shown = 0;
    while (shown < TOP_ACCOUNTS && shown < summary->account_tallies.count &&
           summary->account_tallies.at[shown].cycles.breached > 0)
        shown++;
    return shown;
}
