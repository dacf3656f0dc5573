/* What follows from the sums once all entries are in: orders, forecasts, sizes that would have sufficed, totals. */
#include <stdlib.h>

#include "cli/summary_data.h"
#include "cli/sums.h"

const uint32_t SIZE_SHARES[SIZE_SHARES_COUNT] = {80, 90, 95};

Text sums_quota_name(const Summary *summary, uint32_t quota)
{
    return policy_text(summary->policy, summary->policy->quotas[quota].name);
}

const char *sums_period_word(const Summary *summary, uint32_t line)
{
    static const char *const WORD[][2] = {{"day", "day of contract"},
                                          {"week", "week of contract"},
                                          {"month", "month of contract"},
                                          {"quarter", "quarter of contract"},
                                          {"year", "year of contract"}};
    Period period = summary->policy->quota_lines[line].period;
    return WORD[period.unit][period.of_contract];
}

Instant quota_runs_out(const QuotaUse *use, Instant now)
{
    int64_t product;
    if (now == INSTANT_NONE || use->used <= 0 || use->left <= 0 || now <= use->from ||
        now >= use->until || !multiply_checked(now - use->from, use->included, &product))
        return INSTANT_NONE;
    Instant at = use->from + product / use->used + (product % use->used != 0);
    return at < use->until ? at : INSTANT_NONE;
}

/* ---- Orders ---- */

#define FIRST_OF(order)                                                                            \
    do {                                                                                           \
        int order_ = (order);                                                                      \
        if (order_)                                                                                \
            return order_;                                                                         \
    } while (0)

static int number_order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int owner_order(const void *left, const void *right)
{
    const SumOwner *a = *(SumOwner *const *)left, *b = *(SumOwner *const *)right;
    FIRST_OF(number_order(b->beyond, a->beyond));
    FIRST_OF(number_order(b->used, a->used));
    FIRST_OF(text_compare(a->name, b->name));
    return a->is_contract - b->is_contract;
}

static int use_order(const void *left, const void *right)
{
    const QuotaUse *a = left, *b = right;
    FIRST_OF(number_order(a->rank, b->rank));
    FIRST_OF(number_order(a->line, b->line));
    return number_order(a->start, b->start);
}

static int kind_order(const void *left, const void *right)
{
    const QuotaKind *a = left, *b = right;
    FIRST_OF(number_order(a->quota, b->quota));
    return summary_labels_order(&a->labels, &b->labels);
}

/* What ends first comes first; then by account. */
static int pack_order(const void *left, const void *right)
{
    const PackSum *a = left, *b = right;
    bool a_ends = a->expires != VALUE_ABSENT, b_ends = b->expires != VALUE_ABSENT;
    FIRST_OF(b_ends - a_ends);
    FIRST_OF(number_order(a->expires, b->expires));
    FIRST_OF(text_compare(a->account, b->account));
    return number_order(a->pack, b->pack);
}

static int money_order(const void *left, const void *right)
{
    const MoneySum *a = left, *b = right;
    FIRST_OF(number_order(a->currency, b->currency));
    FIRST_OF(number_order(b->total, a->total));
    return number_order(a->rank, b->rank);
}

static void owners_rank(Summary *summary)
{
    Sums *sums = &summary->sums;
    SumOwner **order = ARENA_ARRAY(summary->arena, SumOwner *, sums->owners.count);
    for (uint32_t i = 0; i < sums->owners.count; i++)
        order[i] = &sums->owners.at[i];
    if (sums->owners.count)
        qsort(order, sums->owners.count, sizeof(SumOwner *), owner_order);
    for (uint32_t i = 0; i < sums->owners.count; i++)
        order[i]->rank = i;
    for (uint32_t i = 0; i < sums->uses.count; i++)
        sums->uses.at[i].rank = sums->owners.at[sums->uses.at[i].owner].rank;
    for (uint32_t i = 0; i < sums->money.count; i++)
        sums->money.at[i].rank = sums->owners.at[sums->money.at[i].owner].rank;
}

/* ---- Sizes that would have sufficed ---- */

/* How many periods after `from` the period is that begins on `to`. */
static int64_t periods_between(PeriodUnit unit, Date from, Date to)
{
    CivilDate a = date_civil(from), b = date_civil(to);
    int64_t months = (b.year - a.year) * 12 + b.month - a.month;
    switch (unit) {
    case PERIOD_DAY: return to - from;
    case PERIOD_WEEK: return (to - from) / 7;
    case PERIOD_MONTH: return months;
    case PERIOD_QUARTER: return months / 3;
    case PERIOD_YEAR: return months / 12;
    }
    return 0;
}

typedef struct Needs { /* of the periods of one line in which anything was needed */
    VEC(int64_t) units;
    uint64_t periods; /* all of them, quiet ones too */
} Needs;

/* The uses of a line are in order of owner and period. */
static Needs needs_of(Summary *summary, uint32_t line)
{
    Needs needs = {0};
    PeriodUnit unit = summary->policy->quota_lines[line].period.unit;
    const QuotaUse *last = NULL;
    for (uint32_t i = 0; i < summary->sums.uses.count; i++) {
        const QuotaUse *use = &summary->sums.uses.at[i];
        if (use->line != line)
            continue;
        bool is_next = last && last->owner == use->owner;
        needs.periods += is_next ? (uint64_t)periods_between(unit, last->start, use->start) : 1;
        last = use;
        if (use->wanted > 0)
            VEC_PUSH(summary->arena, &needs.units, use->wanted);
    }
    return needs;
}

static int unit_order(const void *left, const void *right)
{
    return number_order(*(const int64_t *)left, *(const int64_t *)right);
}

/* Nearest rank; periods that needed nothing come first. */
static int64_t enough_for(const Needs *needs, uint32_t percent)
{
    uint64_t rank = (needs->periods * percent + 99) / 100,
             quiet = needs->periods - needs->units.count;
    return rank <= quiet ? 0 : needs->units.at[rank - quiet - 1];
}

static void size_add(Summary *summary, uint32_t quota, uint32_t line)
{
    Needs needs = needs_of(summary, line);
    QuotaSize size = {.quota = quota, .line = line, .periods = needs.periods};
    if (needs.periods == 0)
        return;
    if (needs.units.count)
        qsort(needs.units.at, needs.units.count, sizeof(int64_t), unit_order);
    for (int i = 0; i < SIZE_SHARES_COUNT; i++)
        size.enough[i] = enough_for(&needs, SIZE_SHARES[i]);
    VEC_PUSH(summary->arena, &summary->sums.sizes, size);
}

/* ---- The whole ---- */

static void totals_make(Summary *summary)
{
    Sums *sums = &summary->sums;
    for (uint32_t i = 0; i < sums->money.count; i++) {
        const MoneySum *money = &sums->money.at[i];
        MoneySum *total = sums->totals.count ? &sums->totals.at[sums->totals.count - 1] : NULL;
        if (!total || total->currency != money->currency) {
            VEC_PUSH(summary->arena, &sums->totals,
                     (MoneySum){.owner = NONE, .currency = money->currency});
            total = &sums->totals.at[sums->totals.count - 1];
        }
        sum_add(&total->fees, money->fees);
        sum_add(&total->bills, money->bills);
        sum_add(&total->credits, money->credits);
        sum_add(&total->total, money->total);
    }
}

#define SORT(table, order)                                                                         \
    do {                                                                                           \
        if ((table).count)                                                                         \
            qsort((table).at, (table).count, sizeof *(table).at, order);                           \
    } while (0)

void sums_finish(Summary *summary)
{
    Sums *sums = &summary->sums;
    const Policy *policy = summary->policy;
    owners_rank(summary);
    sums->sizes.count = sums->totals.count = 0;
    SORT(sums->uses, use_order);
    SORT(sums->kinds, kind_order);
    SORT(sums->packs, pack_order);
    SORT(sums->money, money_order);
    for (uint32_t q = 0; q < policy->quotas_count; q++)
        for (uint32_t i = 0; i < policy->quotas[q].lines_count; i++)
            size_add(summary, q, policy->quotas[q].lines_first + i);
    totals_make(summary);
}
