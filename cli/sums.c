/* Entries into sums. */
#include "cli/sums.h"

#include "cli/summary_data.h"

/* ---- Rows by key ---- */

typedef enum SumTable { SUM_OWNERS, SUM_USES, SUM_PACKS, SUM_MONEY } SumTable;

/* The row of the key in its table of `count` rows: `count` itself for a key that is new. */
static uint32_t row_find(Summary *summary, CounterKey key, uint32_t count)
{
    int64_t *row = counter_open(summary->sums.rows, &key);
    if (*row == 0)
        *row = (int64_t)count + 1;
    return (uint32_t)(*row - 1);
}

static Text name_keep(Summary *summary, TextId id)
{
    return id == TEXT_NONE ? TEXT("") : text_copy(summary->arena, intern_get(summary->texts, id));
}

static uint32_t owner_find(Summary *summary, TextId contract, TextId account)
{
    Sums *sums = &summary->sums;
    bool is_contract = contract != TEXT_NONE;
    TextId name = is_contract ? contract : account;
    CounterKey key = {.kind = SUM_OWNERS, .a = name, .b = is_contract};
    uint32_t row = row_find(summary, key, sums->owners.count);
    if (row == sums->owners.count) {
        SumOwner owner = {.name = name_keep(summary, name),
                          .is_contract = is_contract,
                          .is_nobody = name == TEXT_NONE};
        VEC_PUSH(summary->arena, &sums->owners, owner);
    }
    return row;
}

void sum_add(int64_t *sum, int64_t amount)
{
    if (*sum == VALUE_ABSENT || amount == VALUE_ABSENT || !add_checked(*sum, amount, sum))
        *sum = VALUE_ABSENT;
}

/* ---- Quotas ---- */

static QuotaUse *use_of(Summary *summary, uint32_t owner, const BeyondRow *at)
{
    Sums *sums = &summary->sums;
    CounterKey key = {
        .kind = SUM_USES, .a = owner, .b = at->quota, .c = at->line, .period = at->start};
    uint32_t row = row_find(summary, key, sums->uses.count);
    if (row == sums->uses.count) {
        int64_t size = summary->policy->quota_lines[at->line].size;
        QuotaUse use = {.owner = owner,
                        .quota = at->quota,
                        .line = at->line,
                        .period = name_keep(summary, at->period),
                        .start = at->start,
                        .from = at->from,
                        .until = at->until,
                        .included = size,
                        .left = size,
                        .ran_out = INSTANT_NONE};
        VEC_PUSH(summary->arena, &sums->uses, use);
    }
    return &sums->uses.at[row];
}

/* Rows of tickets by --by, or by type: only a quota's first line, so that nothing counts twice. NULL: not counted. */
static QuotaKind *kind_of(Summary *summary, const BeyondRow *at)
{
    Sums *sums = &summary->sums;
    bool is_first = at->line == summary->policy->quotas[at->quota].lines_first;
    if (!is_first || !at->fields || summary->kinds.count == 0)
        return NULL;
    KindKey key = {.quota = at->quota};
    uint32_t row = intern_add(sums->kind_keys,
                              summary_key(&summary->kinds, at->fields, at->account_fields, &key));
    if (row == sums->kinds.count) {
        QuotaKind kind = {.quota = at->quota,
                          .labels = summary_labels(summary, &summary->kinds, &key)};
        VEC_PUSH(summary->arena, &sums->kinds, kind);
    }
    return &sums->kinds.at[row];
}

/* A balance that is used up stays so for the summary once tickets went beyond it. */
static void use_change(QuotaUse *use, Instant at, int64_t balance)
{
    use->left = balance;
    if (balance <= 0 && use->ran_out == INSTANT_NONE)
        use->ran_out = at;
    else if (balance > 0 && use->beyond == 0)
        use->ran_out = INSTANT_NONE;
}

static void quota_take(Summary *summary, const LedgerRow *row)
{
    BeyondRow at = {.quota = row->of,
                    .line = row->line,
                    .period = row->period,
                    .start = row->start,
                    .from = row->from,
                    .until = row->until,
                    .fields = row->fields,
                    .account_fields = row->account_fields};
    uint32_t owner = owner_find(summary, row->contract, row->account);
    QuotaUse *use = use_of(summary, owner, &at);
    bool is_use = row->kind == LEDGER_TAKE || row->kind == LEDGER_REFUND;
    use_change(use, row->at, row->balance);
    if (!is_use) {
        if (row->kind != LEDGER_GRANT)
            sum_add(&use->included, row->amount); /* the line's own size is there already */
        return;
    }
    sum_add(&use->used, -row->amount);
    sum_add(&use->wanted, -row->amount);
    QuotaKind *kind = kind_of(summary, &at);
    if (kind)
        sum_add(&kind->used, -row->amount);
    if (row->line == summary->policy->quotas[row->of].lines_first)
        sum_add(&summary->sums.owners.at[owner].used, -row->amount);
}

void sums_beyond_take(void *context, const BeyondRow *row)
{
    Summary *summary = context;
    uint32_t owner = owner_find(summary, row->contract, row->account);
    QuotaUse *use = use_of(summary, owner, row);
    sum_add(&use->wanted, row->units);
    if (row->is_full)
        sum_add(&use->beyond, row->units);
    if (row->is_full && use->ran_out == INSTANT_NONE)
        use->ran_out = row->at;
    QuotaKind *kind = kind_of(summary, row);
    if (kind)
        sum_add(&kind->beyond, row->units);
    if (row->line == summary->policy->quotas[row->quota].lines_first)
        sum_add(&summary->sums.owners.at[owner].beyond, row->units);
}

/* ---- Packs ---- */

static PackSum *pack_of(Summary *summary, TextId account, uint32_t pack)
{
    Sums *sums = &summary->sums;
    CounterKey key = {.kind = SUM_PACKS, .a = account, .b = pack};
    uint32_t row = row_find(summary, key, sums->packs.count);
    if (row == sums->packs.count) {
        PackSum sum = {
            .account = name_keep(summary, account), .pack = pack, .expires = VALUE_ABSENT};
        VEC_PUSH(summary->arena, &sums->packs, sum);
    }
    return &sums->packs.at[row];
}

static void pack_take(Summary *summary, const LedgerRow *row)
{
    PackSum *pack = pack_of(summary, row->account, row->of);
    pack->left = row->balance;
    if (row->kind == LEDGER_BUY)
        sum_add(&pack->bought, row->amount);
    else if (row->kind == LEDGER_EXPIRE)
        sum_add(&pack->expired, -row->amount);
    else
        sum_add(&pack->drawn, -row->amount);
}

void sums_lot_take(void *context, const LotRow *row)
{
    PackSum *pack = pack_of(context, row->account, row->pack);
    if (row->ends == VALUE_ABSENT || (pack->expires != VALUE_ABSENT && pack->expires < row->ends))
        return;
    if (pack->expires != row->ends)
        pack->expiring = 0;
    pack->expires = row->ends;
    sum_add(&pack->expiring, row->left);
}

/* ---- Money ---- */

static MoneySum *money_of(Summary *summary, uint32_t owner, uint32_t currency)
{
    Sums *sums = &summary->sums;
    CounterKey key = {.kind = SUM_MONEY, .a = owner, .b = currency};
    uint32_t row = row_find(summary, key, sums->money.count);
    if (row == sums->money.count)
        VEC_PUSH(summary->arena, &sums->money, (MoneySum){.owner = owner, .currency = currency});
    return &sums->money.at[row];
}

/* A reversal belongs to what it takes back: below zero to bills, above to credits. */
static void money_take(Summary *summary, const LedgerRow *row)
{
    uint32_t owner = owner_find(summary, row->contract, row->account);
    MoneySum *money = money_of(summary, owner, row->currency);
    bool is_credit = row->kind == LEDGER_CREDIT || (row->kind == LEDGER_REVERSE && row->amount > 0);
    int64_t *part = row->kind == LEDGER_FEE ? &money->fees
                    : is_credit             ? &money->credits
                                            : &money->bills;
    sum_add(part, row->amount);
    sum_add(&money->total, row->amount);
}

void sums_ledger_take(void *context, const LedgerRow *row)
{
    if (row->currency != NONE)
        money_take(context, row);
    else if (row->period == TEXT_NONE)
        pack_take(context, row);
    else
        quota_take(context, row);
}
