/* The summary's sums of ledger entries, from rows made here; expected figures are worked out by hand. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "cli/summary.h"
#include "cli/sums.h"

typedef struct Fixture {
    Intern *texts;
    Policy policy;
    FieldDef fields[1];
    EnumDef enums[1];
    TextId words[2];
    QuotaDef quotas[1];
    QuotaLine lines[2];
    PackDef packs[1];
    PlanDef plans[1];
    Summary *summary;
    Sink sink;
} Fixture;

static TextId word(Fixture *f, const char *text)
{
    return text ? intern_add(f->texts, text_from(text)) : TEXT_NONE;
}

/* A quota `incidents` of 5 a month and 2 a week, a pack `starter`, tickets of type incident or task. */
static void fixture_open(Fixture *f)
{
    memset(f, 0, sizeof *f);
    f->texts = intern_new();
    f->words[0] = word(f, "incident");
    f->words[1] = word(f, "task");
    f->enums[0] = (EnumDef){word(f, "type"), 0, 2};
    f->fields[0] = (FieldDef){.name = word(f, "type"), .type = TYPE_ENUM};
    f->lines[0] = (QuotaLine){.size = 5, .period = {PERIOD_MONTH, false}};
    f->lines[1] = (QuotaLine){.size = 2, .period = {PERIOD_WEEK, true}};
    f->quotas[0] = (QuotaDef){.name = word(f, "incidents"), .lines_count = 2};
    f->packs[0].name = word(f, "starter");
    f->policy = (Policy){.texts = f->texts,
                         .fields = f->fields,
                         .fields_count = 1,
                         .enums = f->enums,
                         .enums_count = 1,
                         .enumerators = f->words,
                         .enumerators_count = 2,
                         .quotas = f->quotas,
                         .quotas_count = 1,
                         .quota_lines = f->lines,
                         .quota_lines_count = 2,
                         .packs = f->packs,
                         .packs_count = 1,
                         .plans = f->plans,
                         .field_account = NONE};
    Text unknown;
    f->summary = summary_new(&f->policy, TEXT(""), &unknown);
    f->sink = summary_sink(f->summary, f->texts, NULL);
}

static void fixture_close(Fixture *f)
{
    summary_free(f->summary);
    intern_free(f->texts);
}

static char *printed(Fixture *f, bool as_json, Instant until)
{
    SummaryFacts facts = {.until = until, .engine = "interp"};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    (as_json ? summary_json_print : summary_print)(f->summary, out, &facts);
    fclose(out);
    return text;
}

static Instant noon(int month, int day)
{
    return date_make(2026, month, day) * DAY_MS + 12 * HOUR_MS;
}

/* ---- Quotas ---- */

typedef struct Owner {
    const char *account, *contract;
} Owner;
static const Owner ACME = {"acme", NULL}, C1 = {"beta", "C1"};
static const Value INCIDENT[] = {0}, TASK[] = {1};

static LedgerRow month_row(Fixture *f, Owner owner, int month, int day)
{
    static const char *const PERIOD[] = {"", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"};
    LedgerRow row = {.at = noon(month, day), .period = word(f, PERIOD[month]), .currency = NONE};
    row.account = word(f, owner.account);
    row.contract = word(f, owner.contract);
    row.start = date_make(2026, month, 1);
    row.from = row.start * DAY_MS;
    row.until = date_make(2026, month + 1, 1) * DAY_MS;
    row.ledger = f->quotas[0].name;
    return row;
}

static void enter(Fixture *f, LedgerRow row, LedgerKind kind, int64_t amount, int64_t balance)
{
    row.kind = kind;
    row.amount = amount;
    row.balance = balance;
    f->sink.ledger(f->sink.context, &row);
}

static void pass(Fixture *f, LedgerRow at, int64_t units)
{
    BeyondRow row = {.at = at.at,
                     .account = at.account,
                     .contract = at.contract,
                     .period = at.period,
                     .start = at.start,
                     .from = at.from,
                     .until = at.until,
                     .units = units,
                     .is_full = true,
                     .fields = at.fields};
    f->sink.beyond(f->sink.context, &row);
}

/* January: acme uses 3 and 2 of 5 (the second on the 20th), and passes 2 more; C1 takes 2 and gives 1 back. May: acme
   takes 1. */
static void months_feed(Fixture *f)
{
    LedgerRow row = month_row(f, ACME, 1, 10);
    row.fields = INCIDENT;
    enter(f, row, LEDGER_GRANT, 5, 5);
    enter(f, row, LEDGER_TAKE, -3, 2);
    row.at = noon(1, 20);
    row.fields = TASK;
    enter(f, row, LEDGER_TAKE, -2, 0);
    row.at = noon(1, 21);
    row.fields = INCIDENT;
    pass(f, row, 2);
    row = month_row(f, C1, 1, 5);
    row.fields = INCIDENT;
    enter(f, row, LEDGER_GRANT, 5, 5);
    enter(f, row, LEDGER_ROLLOVER, 1, 6);
    enter(f, row, LEDGER_TAKE, -2, 4);
    enter(f, row, LEDGER_REFUND, 1, 5);
    row = month_row(f, ACME, 5, 1);
    row.fields = INCIDENT;
    enter(f, row, LEDGER_GRANT, 5, 5);
    enter(f, row, LEDGER_TAKE, -1, 4);
}

/* 6 periods: acme's from January to May (7, 0, 0, 0, 1), C1's January (1): three need nothing, then 1, 1, 7. For 80 % the
   5th, for 90 % and 95 % the 6th. On 3 May at 12:00, 2.5 days passed: at one ticket in 2.5 days, five last 12.5. */
START_TEST(quotas_are_sums_of_entries)
{
    Fixture f;
    fixture_open(&f);
    months_feed(&f);
    char *text = printed(&f, true, noon(5, 3));
    // clang-format off
    ck_assert_ptr_nonnull(strstr(text,
        "\"quotas\":["
        "{\"account\":\"acme\",\"contract\":null,\"quota\":\"incidents\",\"per\":\"month\",\"period\":\"2026-01\","
        "\"included\":5,\"used\":5,\"left\":0,\"beyond\":2,\"ran_out\":\"2026-01-20T12:00:00Z\",\"runs_out\":null},"
        "{\"account\":\"acme\",\"contract\":null,\"quota\":\"incidents\",\"per\":\"month\",\"period\":\"2026-05\","
        "\"included\":5,\"used\":1,\"left\":4,\"beyond\":0,\"ran_out\":null,\"runs_out\":\"2026-05-13T12:00:00Z\"},"
        "{\"account\":null,\"contract\":\"C1\",\"quota\":\"incidents\",\"per\":\"month\",\"period\":\"2026-01\","
        "\"included\":6,\"used\":1,\"left\":5,\"beyond\":0,\"ran_out\":null,\"runs_out\":null}],"
        "\"quota_sizes\":[{\"quota\":\"incidents\",\"per\":\"month\",\"size\":5,\"periods\":6,\"p80\":1,\"p90\":7,\"p95\":7}],"
        "\"quota_kinds\":["
        "{\"quota\":\"incidents\",\"by\":{\"type\":\"incident\"},\"used\":5,\"beyond\":2},"
        "{\"quota\":\"incidents\",\"by\":{\"type\":\"task\"},\"used\":2,\"beyond\":0}],"));
    // clang-format on
    free(text);
    fixture_close(&f);
}
END_TEST

START_TEST(quotas_as_a_table)
{
    Fixture f;
    fixture_open(&f);
    months_feed(&f);
    char *text = printed(&f, false, noon(5, 3));
    // clang-format off
    ck_assert_ptr_nonnull(strstr(text, "\n"
        "owner  quota      period   included  used          left  beyond               ran out              runs out\n"
        "acme   incidents  2026-01         5     5  100.0%     0       2  2026-01-20T12:00:00Z                     -\n"
        "acme   incidents  2026-05         5     1   20.0%     4       0                     -  2026-05-13T12:00:00Z\n"
        "C1     incidents  2026-01         6     1   16.7%     5       0                     -                     -\n"
        "\n"
        "quota      per    size  periods  enough for 80%  enough for 90%  enough for 95%\n"
        "incidents  month     5        6               1               7               7\n"
        "\n"
        "quota      type      used  beyond\n"
        "incidents  incident     5       2\n"
        "incidents  task         2       0\n"));
    // clang-format on
    free(text);
    fixture_close(&f);
}
END_TEST

/* A second line counts for its own periods, and neither tickets nor types twice; the text is cut, the JSON whole. */
START_TEST(lines_count_once_and_long_tables_are_cut)
{
    Fixture f;
    fixture_open(&f);
    for (int week = 0; week < 25; week++) {
        LedgerRow row = month_row(&f, ACME, 1, 5);
        row.line = 1;
        row.start = date_make(2026, 1, 5) + 7 * week;
        row.fields = TASK;
        enter(&f, row, LEDGER_GRANT, 2, 2);
        enter(&f, row, LEDGER_TAKE, -1, 1);
    }
    char *text = printed(&f, false, noon(5, 3));
    ck_assert_ptr_nonnull(strstr(text, "\nand 5 more\n"));
    ck_assert_ptr_nonnull(strstr(text, "incidents  week of contract     2       25 "));
    ck_assert_ptr_null(strstr(text, "task"));
    free(text);
    fixture_close(&f);
}
END_TEST

typedef struct Pace {
    Instant now;
    int64_t included, used, left;
    Instant out; /* of a period [1000, 2000) */
} Pace;

static const Pace PACES[] = {
    {1100, 10, 3, 7, 1334},          /* 100 ms for 3: 10 in 333.3, rounded up */
    {1100, 10, 1, 9, INSTANT_NONE},  /* the tenth would come when the period has ended */
    {1999, 10, 9, 1, INSTANT_NONE},  /* 999 * 10 / 9 = 1110 */
    {1500, 10, 6, 4, 1834},          /* 833.3 */
    {1500, 10, 10, 0, INSTANT_NONE}, /* used up already */
    {1500, 10, 0, 10, INSTANT_NONE}, /* nothing used */
    {1000, 10, 1, 9, INSTANT_NONE},  /* no time has passed */
    {2000, 10, 6, 4, INSTANT_NONE},  /* over */
    {INSTANT_NONE, 10, 6, 4, INSTANT_NONE},
    {1500, INT64_MAX, 6, 4, INSTANT_NONE}, /* beyond 64 bits */
};

START_TEST(paces_are_integers)
{
    const Pace *pace = &PACES[_i];
    QuotaUse use = {.from = 1000,
                    .until = 2000,
                    .included = pace->included,
                    .used = pace->used,
                    .left = pace->left};
    ck_assert_int_eq(quota_runs_out(&use, pace->now), pace->out);
}
END_TEST

/* ---- Packs and money ---- */

static void pack_enter(Fixture *f, LedgerKind kind, int64_t amount, int64_t balance)
{
    LedgerRow row = {.account = word(f, "acme"),
                     .contract = TEXT_NONE,
                     .period = TEXT_NONE,
                     .currency = NONE,
                     .kind = kind,
                     .amount = amount,
                     .balance = balance};
    f->sink.ledger(f->sink.context, &row);
}

/* Bought 10 and 5, drawn 4 less 1 back, 3 owed and paid by the next lot, 2 expired: 15 - 6 - 2 = 7 left. */
START_TEST(packs_tell_what_is_left_and_what_expires)
{
    Fixture f;
    fixture_open(&f);
    pack_enter(&f, LEDGER_BUY, 10, 10);
    pack_enter(&f, LEDGER_DRAW, -4, 6);
    pack_enter(&f, LEDGER_REFUND, 1, 7);
    pack_enter(&f, LEDGER_OWE, -3, 4);
    pack_enter(&f, LEDGER_BUY, 5, 9);
    pack_enter(&f, LEDGER_EXPIRE, -2, 7);
    LotRow lots[] = {{word(&f, "acme"), 0, noon(6, 1), 2},
                     {word(&f, "acme"), 0, noon(5, 1), 3},
                     {word(&f, "acme"), 0, noon(5, 1), 1},
                     {word(&f, "acme"), 0, VALUE_ABSENT, 1}};
    for (int i = 0; i < 4; i++)
        f.sink.lot(f.sink.context, &lots[i]);
    char *text = printed(&f, true, noon(4, 1));
    ck_assert_ptr_nonnull(
        strstr(text, "\"packs\":[{\"account\":\"acme\",\"pack\":\"starter\",\"bought\":15,"
                     "\"drawn\":6,\"expired\":2,\"left\":7,\"expiring\":4,"
                     "\"expires\":\"2026-05-01T12:00:00Z\"}]"));
    free(text);
    fixture_close(&f);
}
END_TEST

static void money_enter_row(Fixture *f, Owner owner, const char *currency, LedgerKind kind,
                            int64_t amount)
{
    LedgerRow row = {.account = word(f, owner.account),
                     .contract = word(f, owner.contract),
                     .period = TEXT_NONE,
                     .currency = (uint32_t)currency_find(text_from(currency)),
                     .kind = kind,
                     .amount = amount};
    f->sink.ledger(f->sink.context, &row);
}

/* USD: acme 500.00 + 30.50 - 25.00 + 25.00 reversed, a bill of 10.00 taken back; C1 100.00. JPY has no fraction. */
START_TEST(money_is_exact_by_owner_and_currency)
{
    Fixture f;
    fixture_open(&f);
    money_enter_row(&f, ACME, "USD", LEDGER_FEE, 50000);
    money_enter_row(&f, ACME, "USD", LEDGER_BILL, 3050);
    money_enter_row(&f, C1, "USD", LEDGER_FEE, 10000);
    money_enter_row(&f, ACME, "USD", LEDGER_CREDIT, -2500);
    money_enter_row(&f, ACME, "USD", LEDGER_REVERSE, 2500);
    money_enter_row(&f, ACME, "USD", LEDGER_REVERSE, -1000);
    money_enter_row(&f, ACME, "JPY", LEDGER_BILL, 700);
    char *text = printed(&f, false, noon(4, 1));
    ck_assert_ptr_nonnull(strstr(text, "\n"
                                       "owner     fees      bills  credits       total\n"
                                       "acme     0 JPY    700 JPY    0 JPY     700 JPY\n"
                                       "acme   500 USD  20.50 USD    0 USD  520.50 USD\n"
                                       "C1     100 USD      0 USD    0 USD     100 USD\n"
                                       "(all)    0 JPY    700 JPY    0 JPY     700 JPY\n"
                                       "(all)  600 USD  20.50 USD    0 USD  620.50 USD\n"));
    free(text);
    text = printed(&f, true, noon(4, 1));
    ck_assert_ptr_nonnull(strstr(
        text, "\"money_totals\":[{\"currency\":\"JPY\",\"fees_minor\":0,\"bills_minor\":700,"
              "\"credits_minor\":0,\"total_minor\":700},{\"currency\":\"USD\",\"fees_minor\":60000,"
              "\"bills_minor\":2050,\"credits_minor\":0,\"total_minor\":62050}]"));
    free(text);
    fixture_close(&f);
}
END_TEST

Suite *sums_suite(void);
Suite *sums_suite(void)
{
    Suite *suite = suite_create("sums");
    TCase *rows = tcase_create("rows");
    tcase_add_test(rows, quotas_are_sums_of_entries);
    tcase_add_test(rows, quotas_as_a_table);
    tcase_add_test(rows, lines_count_once_and_long_tables_are_cut);
    tcase_add_loop_test(rows, paces_are_integers, 0, sizeof PACES / sizeof PACES[0]);
    tcase_add_test(rows, packs_tell_what_is_left_and_what_expires);
    tcase_add_test(rows, money_is_exact_by_owner_and_currency);
    suite_add_tcase(suite, rows);
    return suite;
}
