/* The sums for programs: all rows, in the order of the tables. */
#include <inttypes.h>

#include "base/money.h"
#include "cli/json_out.h"
#include "cli/summary_data.h"

static void text_json(FILE *out, const char *key, Text text)
{
    fprintf(out, "\"%s\":", key);
    json_text_print(out, text);
}

/* The contract or the account that has it, the other null. */
static void owner_json(const Summary *summary, FILE *out, uint32_t index)
{
    const SumOwner *owner = &summary->sums.owners.at[index];
    fputs("\"account\":", out);
    if (owner->is_contract || owner->is_nobody)
        fputs("null", out);
    else
        json_text_print(out, owner->name);
    fputs(",\"contract\":", out);
    if (owner->is_contract)
        json_text_print(out, owner->name);
    else
        fputs("null", out);
    fputc(',', out);
}

static void use_json(const Summary *summary, FILE *out, const QuotaUse *use, Instant until)
{
    owner_json(summary, out, use->owner);
    text_json(out, "quota", sums_quota_name(summary, use->quota));
    fputc(',', out);
    text_json(out, "per", text_from(sums_period_word(summary, use->line)));
    fputc(',', out);
    text_json(out, "period", use->period);
    json_number_member(out, "included", use->included);
    json_number_member(out, "used", use->used);
    json_number_member(out, "left", use->left);
    json_number_member(out, "beyond", use->beyond);
    json_instant_member(out, "ran_out", use->ran_out);
    json_instant_member(out, "runs_out", quota_runs_out(use, until));
}

static void size_json(const Summary *summary, FILE *out, const QuotaSize *size)
{
    text_json(out, "quota", sums_quota_name(summary, size->quota));
    fputc(',', out);
    text_json(out, "per", text_from(sums_period_word(summary, size->line)));
    json_number_member(out, "size", summary->policy->quota_lines[size->line].size);
    fprintf(out, ",\"periods\":%" PRIu64, size->periods);
    for (int i = 0; i < SIZE_SHARES_COUNT; i++)
        fprintf(out, ",\"p%" PRIu32 "\":%" PRId64, SIZE_SHARES[i], size->enough[i]);
}

static void kind_json(const Summary *summary, FILE *out, const QuotaKind *kind)
{
    text_json(out, "quota", sums_quota_name(summary, kind->quota));
    fputs(",\"by\":{", out);
    for (uint32_t i = 0; i < summary->kinds.count; i++) {
        fputs(i ? "," : "", out);
        json_text_print(out, summary->kinds.at[i].name);
        fputc(':', out);
        if (kind->labels.order[i] == VALUE_ABSENT)
            fputs("null", out);
        else
            json_text_print(out, kind->labels.cells[i]);
    }
    fputc('}', out);
    json_number_member(out, "used", kind->used);
    json_number_member(out, "beyond", kind->beyond);
}

static void pack_json(const Summary *summary, FILE *out, const PackSum *pack)
{
    text_json(out, "account", pack->account);
    fputc(',', out);
    text_json(out, "pack", policy_text(summary->policy, summary->policy->packs[pack->pack].name));
    json_number_member(out, "bought", pack->bought);
    json_number_member(out, "drawn", pack->drawn);
    json_number_member(out, "expired", pack->expired);
    json_number_member(out, "left", pack->left);
    json_number_member(out, "expiring", pack->expiring);
    json_instant_member(out, "expires", pack->expires);
}

static void money_json(FILE *out, const MoneySum *money)
{
    text_json(out, "currency", text_from(currency_code((int32_t)money->currency)));
    json_number_member(out, "fees_minor", money->fees);
    json_number_member(out, "bills_minor", money->bills);
    json_number_member(out, "credits_minor", money->credits);
    json_number_member(out, "total_minor", money->total);
}

/* The opening of one list, of each of its rows, and its end. */
static void list_open(FILE *out, const char *key)
{
    fprintf(out, ",\"%s\":[", key);
}

static void row_open(FILE *out, uint32_t index)
{
    fputs(index ? ",{" : "{", out);
}

static void quotas_json(const Summary *summary, FILE *out, Instant until)
{
    const Sums *sums = &summary->sums;
    list_open(out, "quotas");
    for (uint32_t i = 0; i < sums->uses.count; i++) {
        row_open(out, i);
        use_json(summary, out, &sums->uses.at[i], until);
        fputc('}', out);
    }
    fputc(']', out);
    list_open(out, "quota_sizes");
    for (uint32_t i = 0; i < sums->sizes.count; i++) {
        row_open(out, i);
        size_json(summary, out, &sums->sizes.at[i]);
        fputc('}', out);
    }
    fputc(']', out);
    list_open(out, "quota_kinds");
    for (uint32_t i = 0; i < sums->kinds.count; i++) {
        row_open(out, i);
        kind_json(summary, out, &sums->kinds.at[i]);
        fputc('}', out);
    }
    fputc(']', out);
}

void sums_json_print(Summary *summary, FILE *out, Instant until)
{
    const Sums *sums = &summary->sums;
    quotas_json(summary, out, until);
    list_open(out, "packs");
    for (uint32_t i = 0; i < sums->packs.count; i++) {
        row_open(out, i);
        pack_json(summary, out, &sums->packs.at[i]);
        fputc('}', out);
    }
    fputc(']', out);
    list_open(out, "money");
    for (uint32_t i = 0; i < sums->money.count; i++) {
        row_open(out, i);
        owner_json(summary, out, sums->money.at[i].owner);
        money_json(out, &sums->money.at[i]);
        fputc('}', out);
    }
    fputc(']', out);
    list_open(out, "money_totals");
    for (uint32_t i = 0; i < sums->totals.count; i++) {
        row_open(out, i);
        money_json(out, &sums->totals.at[i]);
        fputc('}', out);
    }
    fputc(']', out);
}
