/* The summary for people. */
#include <inttypes.h>

#include "cli/summary_data.h"
#include "cli/table.h"

/* Rounded for people: to seconds below an hour, to minutes below 100 hours, then to hours. */
static Duration duration_round(Duration duration)
{
    Duration unit = duration < HOUR_MS ? SECOND_MS : duration < 100 * HOUR_MS ? MINUTE_MS : HOUR_MS;
    return (duration + unit / 2) / unit * unit;
}

static void duration_cell(Table *table, Duration duration)
{
    char out[DURATION_TEXT];
    if (duration == VALUE_ABSENT) {
        table_cell(table, "-");
        return;
    }
    duration_print(duration_round(duration), out);
    table_cell(table, "%s", out);
}

static void share_cells(Table *table, uint64_t part, uint64_t whole)
{
    uint32_t share = outcomes_share(part, whole);
    table_cell(table, "%" PRIu64, part);
    table_cell(table, "%" PRIu32 ".%" PRIu32 "%%", share / 10, share % 10);
}

static void heading_cells(Table *table, const char *const *words, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        table_cell(table, "%s", words[i]);
}

static const char *const TALLY_HEADING[] = {
    "cycles", "met", "", "breached", "", "open", "", "untimed", "cancelled", "p50", "p90"};
enum { TALLY_CELLS = sizeof TALLY_HEADING / sizeof TALLY_HEADING[0] };

static void tally_cells(Table *table, Tally *tally)
{
    const Outcomes *outcomes = &tally->outcomes;
    uint64_t judged = outcomes_judged(outcomes);
    table_cell(table, "%" PRIu64, outcomes_cycles(outcomes));
    share_cells(table, outcomes->met, judged);
    share_cells(table, outcomes->breached, judged);
    share_cells(table, outcomes->open, judged);
    table_cell(table, "%" PRIu64, outcomes->untimed);
    table_cell(table, "%" PRIu64, outcomes->cancelled);
    duration_cell(table, tally_percentile(tally, 50));
    duration_cell(table, tally_percentile(tally, 90));
}

static void clocks_print(const Summary *summary, FILE *out)
{
    const Policy *policy = summary->policy;
    Table table = table_make(summary->arena, 1 + TALLY_CELLS, 1);
    table_cell(&table, "clock");
    heading_cells(&table, TALLY_HEADING, TALLY_CELLS);
    for (uint32_t i = 0; i < policy->clocks_count; i++) {
        if (!summary_shows(summary, i))
            continue;
        table_cell(&table, "%.*s", TEXT_ARGS(policy_text(policy, policy->clocks[i].name)));
        tally_cells(&table, &summary->all.clocks[i]);
    }
    table_print(&table, out);
}

static void groups_print(const Summary *summary, FILE *out)
{
    const Policy *policy = summary->policy;
    Table table =
        table_make(summary->arena, summary->by.count + 1 + TALLY_CELLS, summary->by.count + 1);
    for (uint32_t i = 0; i < summary->by.count; i++)
        table_cell(&table, "%.*s", TEXT_ARGS(summary->by.at[i].name));
    table_cell(&table, "clock");
    heading_cells(&table, TALLY_HEADING, TALLY_CELLS);
    for (uint32_t g = 0; g < summary->groups.count; g++) {
        Group *group = &summary->groups.at[g];
        for (uint32_t i = 0; i < policy->clocks_count; i++) {
            if (outcomes_cycles(&group->clocks[i].outcomes) == 0)
                continue;
            for (uint32_t f = 0; f < summary->by.count; f++)
                table_cell(&table, "%.*s", TEXT_ARGS(group->labels.cells[f]));
            table_cell(&table, "%.*s", TEXT_ARGS(policy_text(policy, policy->clocks[i].name)));
            tally_cells(&table, &group->clocks[i]);
        }
    }
    fputc('\n', out);
    table_print(&table, out);
}

static Text plan_name(const Summary *summary, uint32_t plan)
{
    const Policy *policy = summary->policy;
    return plan < summary->plans_count ? policy_text(policy, policy->plans[plan].name)
                                       : TEXT("(none)");
}

static void plans_print(const Summary *summary, FILE *out)
{
    static const char *const HEADING[] = {"plan", "tickets", "met", "", "breached", "", "open", ""};
    enum { COLUMNS = sizeof HEADING / sizeof HEADING[0] };
    if (summary->plans_count == 0)
        return;
    Table table = table_make(summary->arena, COLUMNS, 1);
    heading_cells(&table, HEADING, COLUMNS);
    for (uint32_t i = 0; i <= summary->plans_count; i++) {
        const PlanTally *plan = &summary->plans[i];
        uint64_t judged = outcomes_judged(&plan->cycles);
        if (plan->tickets == 0 && judged == 0)
            continue;
        table_cell(&table, "%.*s", TEXT_ARGS(plan_name(summary, i)));
        table_cell(&table, "%" PRIu64, plan->tickets);
        share_cells(&table, plan->cycles.met, judged);
        share_cells(&table, plan->cycles.breached, judged);
        share_cells(&table, plan->cycles.open, judged);
    }
    fputc('\n', out);
    table_print(&table, out);
}

static void accounts_print(const Summary *summary, FILE *out)
{
    static const char *const HEADING[] = {"account", "breached", "", "of"};
    enum { COLUMNS = sizeof HEADING / sizeof HEADING[0] };
    uint32_t shown = summary_accounts(summary);
    if (shown == 0)
        return;
    Table table = table_make(summary->arena, COLUMNS, 1);
    heading_cells(&table, HEADING, COLUMNS);
    for (uint32_t i = 0; i < shown; i++) {
        const AccountTally *account = &summary->account_tallies.at[i];
        uint64_t judged = outcomes_judged(&account->cycles);
        table_cell(&table, "%.*s", TEXT_ARGS(account->name));
        share_cells(&table, account->cycles.breached, judged);
        table_cell(&table, "%" PRIu64, judged);
    }
    fputc('\n', out);
    table_print(&table, out);
}

void summary_print(Summary *summary, FILE *out, const SummaryFacts *facts)
{
    char until[INSTANT_TEXT] = "-";
    if (facts->until != INSTANT_NONE)
        instant_print(facts->until, until);
    summary_sort(summary);
    fprintf(out, "%" PRIu64 " tickets until %s\n\n", summary->all.tickets, until);
    clocks_print(summary, out);
    if (summary->by.count)
        groups_print(summary, out);
    plans_print(summary, out);
    accounts_print(summary, out);
    sums_print(summary, out, facts->until);
    fprintf(out,
            "\nrecords in %" PRIu64 " = applied %" PRIu64 " + rejected %" PRIu64
            " + duplicates %" PRIu64 "\n",
            facts->records, facts->applied, facts->rejected, facts->duplicates);
}
