/* The sums for people: tables cut after some rows, and how many more there are. */
#include <inttypes.h>

#include "base/money.h"
#include "cli/summary_data.h"
#include "cli/table.h"

enum { ROWS_SHOWN = 20 };

static uint32_t shown_of(uint32_t count)
{
    return count < ROWS_SHOWN ? count : ROWS_SHOWN;
}

static void heading(Table *table, const char *const *words, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        table_cell(table, "%s", words[i]);
}

static void finish(const Table *table, FILE *out, uint32_t count)
{
    fputc('\n', out);
    table_print(table, out);
    if (count > ROWS_SHOWN)
        fprintf(out, "and %" PRIu32 " more\n", count - ROWS_SHOWN);
}

static void units_cell(Table *table, int64_t units)
{
    if (units == VALUE_ABSENT)
        table_cell(table, "-");
    else
        table_cell(table, "%" PRId64, units);
}

static void instant_cell(Table *table, Instant at)
{
    char text[INSTANT_TEXT] = "-";
    if (at != INSTANT_NONE)
        instant_print(at, text);
    table_cell(table, "%s", text);
}

static void owner_cell(Table *table, const Summary *summary, uint32_t owner)
{
    if (owner == NONE)
        table_cell(table, "(all)");
    else if (summary->sums.owners.at[owner].is_nobody)
        table_cell(table, "(none)");
    else
        table_cell(table, "%.*s", TEXT_ARGS(summary->sums.owners.at[owner].name));
}

static void share_cell(Table *table, int64_t part, int64_t whole)
{
    bool is_known = part >= 0 && whole > 0;
    uint32_t share = is_known ? outcomes_share((uint64_t)part, (uint64_t)whole) : 0;
    if (is_known)
        table_cell(table, "%" PRIu32 ".%" PRIu32 "%%", share / 10, share % 10);
    else
        table_cell(table, "-");
}

/* ---- Quotas ---- */

static void uses_print(Summary *summary, FILE *out, Instant until)
{
    static const char *const HEADING[] = {"owner", "quota", "period", "included", "used",
                                          "",      "left",  "beyond", "ran out",  "runs out"};
    enum { COLUMNS = sizeof HEADING / sizeof HEADING[0] };
    Table table = table_make(summary->arena, COLUMNS, 3);
    heading(&table, HEADING, COLUMNS);
    for (uint32_t i = 0; i < shown_of(summary->sums.uses.count); i++) {
        const QuotaUse *use = &summary->sums.uses.at[i];
        owner_cell(&table, summary, use->owner);
        table_cell(&table, "%.*s", TEXT_ARGS(sums_quota_name(summary, use->quota)));
        table_cell(&table, "%.*s", TEXT_ARGS(use->period));
        units_cell(&table, use->included);
        units_cell(&table, use->used);
        share_cell(&table, use->used, use->included);
        units_cell(&table, use->left);
        units_cell(&table, use->beyond);
        instant_cell(&table, use->ran_out);
        instant_cell(&table, quota_runs_out(use, until));
    }
    finish(&table, out, summary->sums.uses.count);
}

static void sizes_print(Summary *summary, FILE *out)
{
    enum { COLUMNS = 4 + SIZE_SHARES_COUNT };
    Table table = table_make(summary->arena, COLUMNS, 2);
    static const char *const HEADING[] = {"quota", "per", "size", "periods"};
    heading(&table, HEADING, sizeof HEADING / sizeof HEADING[0]);
    for (int i = 0; i < SIZE_SHARES_COUNT; i++)
        table_cell(&table, "enough for %" PRIu32 "%%", SIZE_SHARES[i]);
    for (uint32_t i = 0; i < shown_of(summary->sums.sizes.count); i++) {
        const QuotaSize *size = &summary->sums.sizes.at[i];
        table_cell(&table, "%.*s", TEXT_ARGS(sums_quota_name(summary, size->quota)));
        table_cell(&table, "%s", sums_period_word(summary, size->line));
        units_cell(&table, summary->policy->quota_lines[size->line].size);
        table_cell(&table, "%" PRIu64, size->periods);
        for (int k = 0; k < SIZE_SHARES_COUNT; k++)
            units_cell(&table, size->enough[k]);
    }
    finish(&table, out, summary->sums.sizes.count);
}

static void kinds_print(Summary *summary, FILE *out)
{
    const Kinds *by = &summary->kinds;
    Table table = table_make(summary->arena, by->count + 3, by->count + 1);
    table_cell(&table, "quota");
    for (uint32_t i = 0; i < by->count; i++)
        table_cell(&table, "%.*s", TEXT_ARGS(by->at[i].name));
    table_cell(&table, "used");
    table_cell(&table, "beyond");
    for (uint32_t i = 0; i < shown_of(summary->sums.kinds.count); i++) {
        const QuotaKind *kind = &summary->sums.kinds.at[i];
        table_cell(&table, "%.*s", TEXT_ARGS(sums_quota_name(summary, kind->quota)));
        for (uint32_t k = 0; k < by->count; k++)
            table_cell(&table, "%.*s", TEXT_ARGS(kind->labels.cells[k]));
        units_cell(&table, kind->used);
        units_cell(&table, kind->beyond);
    }
    finish(&table, out, summary->sums.kinds.count);
}

/* ---- Packs ---- */

static void packs_print(Summary *summary, FILE *out)
{
    static const char *const HEADING[] = {"account", "pack", "bought",   "drawn",
                                          "expired", "left", "expiring", "on"};
    enum { COLUMNS = sizeof HEADING / sizeof HEADING[0] };
    Table table = table_make(summary->arena, COLUMNS, 2);
    heading(&table, HEADING, COLUMNS);
    for (uint32_t i = 0; i < shown_of(summary->sums.packs.count); i++) {
        const PackSum *pack = &summary->sums.packs.at[i];
        Text name = policy_text(summary->policy, summary->policy->packs[pack->pack].name);
        table_cell(&table, "%.*s", TEXT_ARGS(pack->account));
        table_cell(&table, "%.*s", TEXT_ARGS(name));
        units_cell(&table, pack->bought);
        units_cell(&table, pack->drawn);
        units_cell(&table, pack->expired);
        units_cell(&table, pack->left);
        units_cell(&table, pack->expiring);
        instant_cell(&table, pack->expires);
    }
    finish(&table, out, summary->sums.packs.count);
}

/* ---- Money ---- */

static void money_cell(Table *table, int64_t minor, uint32_t currency)
{
    char text[MONEY_TEXT] = "-";
    if (minor != VALUE_ABSENT)
        money_print(minor, (int32_t)currency, text);
    table_cell(table, "%s", text);
}

static void money_row(Table *table, const Summary *summary, const MoneySum *money)
{
    owner_cell(table, summary, money->owner);
    money_cell(table, money->fees, money->currency);
    money_cell(table, money->bills, money->currency);
    money_cell(table, money->credits, money->currency);
    money_cell(table, money->total, money->currency);
}

/* Each currency has a total where more than one owner has entries. */
static void money_table_print(Summary *summary, FILE *out)
{
    static const char *const HEADING[] = {"owner", "fees", "bills", "credits", "total"};
    enum { COLUMNS = sizeof HEADING / sizeof HEADING[0] };
    const Sums *sums = &summary->sums;
    Table table = table_make(summary->arena, COLUMNS, 1);
    heading(&table, HEADING, COLUMNS);
    for (uint32_t i = 0; i < shown_of(sums->money.count); i++)
        money_row(&table, summary, &sums->money.at[i]);
    for (uint32_t i = 0; sums->money.count > sums->totals.count && i < sums->totals.count; i++)
        money_row(&table, summary, &sums->totals.at[i]);
    finish(&table, out, sums->money.count);
}

void sums_print(Summary *summary, FILE *out, Instant until)
{
    if (summary->sums.uses.count)
        uses_print(summary, out, until);
    if (summary->sums.sizes.count)
        sizes_print(summary, out);
    if (summary->sums.kinds.count)
        kinds_print(summary, out);
    if (summary->sums.packs.count)
        packs_print(summary, out);
    if (summary->sums.money.count)
        money_table_print(summary, out);
}
