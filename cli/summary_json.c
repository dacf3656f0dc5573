/* The summary for programs: one object on one line, its keys always the same. */
#include <inttypes.h>

#include "cli/json_out.h"
#include "cli/summary_data.h"

static void outcomes_json(FILE *out, const Outcomes *outcomes)
{
    fprintf(out,
            "\"cycles\":%" PRIu64 ",\"met\":%" PRIu64 ",\"breached\":%" PRIu64 ",\"open\":%" PRIu64
            ",\"untimed\":%" PRIu64 ",\"cancelled\":%" PRIu64,
            outcomes_cycles(outcomes), outcomes->met, outcomes->breached, outcomes->open,
            outcomes->untimed, outcomes->cancelled);
}

static void tally_json(FILE *out, Tally *tally)
{
    outcomes_json(out, &tally->outcomes);
    json_number_member(out, "p50_ms", tally_percentile(tally, 50));
    json_number_member(out, "p90_ms", tally_percentile(tally, 90));
}

static void clocks_json(const Summary *summary, FILE *out, const Group *group)
{
    const Policy *policy = summary->policy;
    fputs("\"clocks\":[", out);
    for (uint32_t i = 0, printed = 0; i < policy->clocks_count; i++) {
        if (!summary_shows(summary, i))
            continue;
        fputs(printed++ ? ",{\"clock\":" : "{\"clock\":", out);
        json_text_print(out, policy_text(policy, policy->clocks[i].name));
        fputc(',', out);
        tally_json(out, &group->clocks[i]);
        fputc('}', out);
    }
    fputc(']', out);
}

static void groups_json(const Summary *summary, FILE *out)
{
    fputs(",\"groups\":[", out);
    for (uint32_t g = 0; g < summary->groups.count; g++) {
        const Group *group = &summary->groups.at[g];
        fputs(g ? ",{\"by\":{" : "{\"by\":{", out);
        for (uint32_t i = 0; i < summary->by.count; i++) {
            fputs(i ? "," : "", out);
            json_text_print(out, summary->by.at[i].name);
            fputc(':', out);
            if (group->labels.order[i] == VALUE_ABSENT)
                fputs("null", out);
            else
                json_text_print(out, group->labels.cells[i]);
        }
        fprintf(out, "},\"tickets\":%" PRIu64 ",", group->tickets);
        clocks_json(summary, out, group);
        fputc('}', out);
    }
    fputc(']', out);
}

static void plans_json(const Summary *summary, FILE *out)
{
    fputs(",\"plans\":[", out);
    for (uint32_t i = 0; i <= summary->plans_count; i++) {
        const PlanTally *plan = &summary->plans[i];
        fputs(i ? ",{\"plan\":" : "{\"plan\":", out);
        if (i < summary->plans_count)
            json_text_print(out, policy_text(summary->policy, summary->policy->plans[i].name));
        else
            fputs("null", out);
        fprintf(out, ",\"tickets\":%" PRIu64 ",", plan->tickets);
        outcomes_json(out, &plan->cycles);
        fputc('}', out);
    }
    fputc(']', out);
}

static void accounts_json(const Summary *summary, FILE *out)
{
    fputs(",\"accounts\":[", out);
    for (uint32_t i = 0; i < summary_accounts(summary); i++) {
        const AccountTally *account = &summary->account_tallies.at[i];
        fputs(i ? ",{\"account\":" : "{\"account\":", out);
        json_text_print(out, account->name);
        fputc(',', out);
        outcomes_json(out, &account->cycles);
        fputc('}', out);
    }
    fputc(']', out);
}

void summary_json_print(Summary *summary, FILE *out, const SummaryFacts *facts)
{
    char until[INSTANT_TEXT];
    summary_sort(summary);
    fprintf(out, "{\"tickets\":%" PRIu64 ",\"until\":", summary->all.tickets);
    if (facts->until == INSTANT_NONE)
        fputs("null", out);
    else
        json_text_print(out, (Text){until, (uint32_t)instant_print(facts->until, until)});
    fputc(',', out);
    clocks_json(summary, out, &summary->all);
    groups_json(summary, out);
    plans_json(summary, out);
    accounts_json(summary, out);
    sums_json_print(summary, out, facts->until);
    fprintf(out,
            ",\"engine\":\"%s\",\"records\":{\"in\":%" PRIu64 ",\"applied\":%" PRIu64
            ",\"rejected\":%" PRIu64 ",\"duplicates\":%" PRIu64 "}}\n",
            facts->engine, facts->records, facts->applied, facts->rejected, facts->duplicates);
}
