/* Contracts: which one a ticket has (P1), what it overrides (P2), renewals and reminders (K1), capacity (K2), files of
   rows. Rows are worked out by hand; the book is compared with a linear scan. Kyiv is UTC+2 until 2026-03-29. */
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/compile.h"
#include "runtime/contract_file.h"
#include "runtime/engine.h"
#include "runtime/ingest.h"

typedef struct Output {
    char text[4096];
    const Policy *policy;
    const Intern *texts;
} Output;

__attribute__((format(printf, 2, 3))) static void print(Output *out, const char *format, ...)
{
    size_t size = strlen(out->text);
    va_list args;
    va_start(args, format);
    vsnprintf(out->text + size, sizeof out->text - size, format, args);
    va_end(args);
}

static Text name_of(const Output *out, TextId id)
{
    return id == TEXT_NONE ? TEXT("-") : intern_get(out->texts, id);
}

static void on_ticket(void *context, const TicketRow *row)
{
    Output *out = context;
    const Policy *policy = out->policy;
    Text plan = row->plan == NONE ? TEXT("-") : policy_text(policy, policy->plans[row->plan].name);
    print(out, "%.*s %.*s %.*s\n", TEXT_ARGS(name_of(out, row->ticket)),
          TEXT_ARGS(name_of(out, row->contract)), TEXT_ARGS(plan));
}

static void on_clock(void *context, const ClockRow *row)
{
    Output *out = context;
    char due[INSTANT_TEXT] = "-";
    if (row->due != VALUE_ABSENT)
        instant_print(row->due, due);
    print(out, "%.*s %.*s due %s by %.*s\n", TEXT_ARGS(name_of(out, row->ticket)),
          TEXT_ARGS(policy_text(out->policy, out->policy->clocks[row->clock].name)), due,
          TEXT_ARGS(name_of(out, row->target)));
}

static void on_action(void *context, const ActionRow *row)
{
    Output *out = context;
    char at[INSTANT_TEXT];
    Text target = row->target == VALUE_ABSENT ? TEXT("-") : name_of(out, (TextId)row->target);
    instant_print(row->at, at);
    print(out, "%s %.*s %u/%u %.*s\n", at, TEXT_ARGS(name_of(out, row->name)), row->cycle,
          row->step, TEXT_ARGS(target));
}

static void on_decision(void *context, const DecisionRow *row)
{
    Output *out = context;
    if (row->kind == DECISION_OVER_CAPACITY)
        print(out, "over %.*s: %.*s\n", TEXT_ARGS(name_of(out, row->contract)),
              TEXT_ARGS(name_of(out, row->holders)));
}

static Policy *policy_of(const char *text)
{
    char whole[4096];
    snprintf(whole, sizeof whole,
             "use std.clocks\naccount { manager : text? }\n"
             "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-17:00 }\n"
             "sla s { calendar office  resolve within 4h }\n%s",
             text);
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(whole, diags, files);
    ck_assert_msg(policy != NULL, "%s", diags->items.count ? diags->items.at[0].message : "");
    diag_list_free(diags);
    source_set_free(files);
    return policy;
}

static void feed(Engine *engine, const Policy *policy, const char *events)
{
    IngestOptions options = {.policy = policy, .source = NONE};
    const Record *record;
    options.texts = engine_texts(engine);
    options.sets = engine_sets(engine);
    Ingest *ingest = ingest_new(&options);
    ck_assert_int_eq(ingest_open_text(ingest, text_from(events), FORMAT_NDJSON, 0), STATUS_OK);
    while (ingest_next(ingest, &record) == STATUS_OK && record)
        ck_assert_ptr_null(engine_feed(engine, record));
    ingest_free(ingest);
}

typedef struct ContractCase {
    const char *name, *policy, *events, *until, *rows;
    bool shows_clocks;
} ContractCase;

#define CREATED(at, ticket, rest)                                                                  \
    "{\"at\":\"" at "\",\"ticket\":\"" ticket "\",\"event\":\"created\"," rest "}\n"
#define ACCOUNT(name, manager)                                                                     \
    "{\"at\":\"2026-01-05T00:00:00Z\",\"account\":\"" name                                         \
    "\",\"event\":\"account\",\"manager\":\"" manager "\"}\n"
#define PLANS "plan gold { sla s }\nplan basic { sla s }\n"

static const ContractCase CASES[] = {
    {"P1 from is included, until is not, in the zone of the plan's calendar",
     PLANS "contract c { account \"A\"  plan gold  from 2026-03-02 until 2026-03-03 }",
     CREATED("2026-03-01T21:59:59Z", "before", "\"account\":\"A\"")
         CREATED("2026-03-01T22:00:00Z", "first", "\"account\":\"A\"")
             CREATED("2026-03-02T21:59:59Z", "last", "\"account\":\"A\"")
                 CREATED("2026-03-02T22:00:00Z", "after", "\"account\":\"A\""),
     "2026-03-03T00:00:00Z", "before - -\nfirst c gold\nlast c gold\nafter - -\n", false},
    {"P1 the account decides, then what the contract covers, then the default plans",
     PLANS "contract a { account \"A\", \"B\"  covers when product is \"x\"  plan gold }\n"
           "contract b { account \"A\"  covers when product is \"y\"  plan basic }\n"
           "default plan basic",
     CREATED("2026-03-02T09:00:00Z", "T1", "\"account\":\"A\",\"product\":\"x\"")
         CREATED("2026-03-02T09:00:00Z", "T2", "\"account\":\"A\",\"product\":\"y\"")
             CREATED("2026-03-02T09:00:00Z", "T3", "\"account\":\"B\",\"product\":\"x\"")
                 CREATED("2026-03-02T09:00:00Z", "T4", "\"account\":\"B\",\"product\":\"y\"")
                     CREATED("2026-03-02T09:00:00Z", "T5", "\"product\":\"x\""),
     "2026-03-03T00:00:00Z", "T1 a gold\nT2 b basic\nT3 a gold\nT4 - basic\nT5 - basic\n", false},
    {"P1 a changed field that the choice reads chooses anew",
     PLANS "contract a { account \"A\"  covers when product is \"x\"  plan gold }\n"
           "contract b { account \"A\"  covers when product is \"y\"  plan basic }",
     CREATED("2026-03-02T09:00:00Z", "T1",
             "\"account\":\"A\",\"product\":\"x\"") "{\"at\":\"2026-03-02T10:00:00Z\",\"ticket\":"
                                                    "\"T1\",\"event\":\"updated\",\"product\":"
                                                    "\"y\"}\n" CREATED("2026-03-02T09:00:00Z", "T2",
                                                                       "\"account\":\"A\","
                                                                       "\"product\":\"y\"") "{\"at"
                                                                                            "\":"
                                                                                            "\"2026"
                                                                                            "-03-"
                                                                                            "02T10:"
                                                                                            "00:"
                                                                                            "00Z\","
                                                                                            "\"tick"
                                                                                            "et\":"
                                                                                            "\"T2\""
                                                                                            ",\"eve"
                                                                                            "nt\":"
                                                                                            "\"upda"
                                                                                            "ted\","
                                                                                            "\"acco"
                                                                                            "unt\":"
                                                                                            "\"B\"}"
                                                                                            "\n",
     "2026-03-03T00:00:00Z", "T1 b basic\nT2 - -\n", false},
    {"P1 an account's own plan is for tickets without contract",
     PLANS "contract a { account \"A\"  covers when product is \"x\"  plan gold }",
     "{\"at\":\"2026-03-02T08:00:00Z\",\"account\":\"A\",\"event\":\"account\",\"plan\":"
     "\"basic\"}\n" CREATED("2026-03-02T09:00:00Z", "T1", "\"account\":\"A\",\"product\":\"x\"")
         CREATED("2026-03-02T09:00:00Z", "T2", "\"account\":\"A\""),
     "2026-03-03T00:00:00Z", "T1 a gold\nT2 - basic\n", false},
    {"K1 a contract that is renewed goes on",
     PLANS
     "contract c { account \"A\"  plan gold  from 2024-01-01 until 2025-01-01  renew yearly }",
     CREATED("2026-03-02T09:00:00Z", "T1", "\"account\":\"A\""), "2026-03-03T00:00:00Z",
     "T1 c gold\n", false},
    {"K1 reminders at 00:00 of their day, term by term: 30 days before 1 April is 2 March",
     PLANS
     "contract c { account \"A\"  plan gold  from 2026-01-01 until 2026-04-01  renew monthly\n"
     "  remind 30 days before end notify account.manager else \"sales\" }",
     ACCOUNT("A", "olena"), "2026-05-01T00:00:00Z",
     "2026-03-01T22:00:00Z c 1/1 olena\n2026-03-31T21:00:00Z c 2/1 olena\n", false},
    {"T6 a month before 31 March is 28 February",
     PLANS "contract c { account \"A\"  plan gold  from 2026-01-01 until 2026-03-31\n"
           "  remind 1 month before end notify \"sales\" }",
     ACCOUNT("A", "olena"), "2026-05-01T00:00:00Z", "2026-02-27T22:00:00Z c 1/1 sales\n", false},
    {"K2 a third contract of one manager is refused on a day on which two hold",
     "plan gold { sla s  capacity 2 contracts per account.manager }\n"
     "contract a { account \"A\"  plan gold  from 2026-01-01 until 2026-04-01 }\n"
     "contract b { account \"B\"  plan gold  from 2026-02-01 until 2026-05-01 }\n"
     "contract c { account \"C\"  plan gold  from 2026-03-31 until 2026-06-01 }\n"
     "contract d { account \"D\"  plan gold  from 2026-04-01 until 2026-06-01 }",
     ACCOUNT("D", "olena") ACCOUNT("C", "olena") ACCOUNT("B", "olena") ACCOUNT("A", "olena")
         CREATED("2026-05-31T09:00:00Z", "T1", "\"account\":\"C\"")
             CREATED("2026-05-31T09:00:00Z", "T2", "\"account\":\"D\""),
     "2026-06-01T00:00:00Z", "over b: d (policy.sla:9), c (policy.sla:8)\nT1 c gold\nT2 d gold\n",
     false},
    {"P2 an override's line comes first, one that does not fit falls through; its calendar "
     "replaces",
     "plan gold { sla s }\n"
     "contract a { account \"A\"  plan gold\n"
     "  override s { calendar always  resolve within 1h when priority is urgent as fast } }\n"
     "contract b { account \"B\"  plan gold }",
     CREATED("2026-03-02T14:00:00Z", "T1", "\"account\":\"A\",\"priority\":\"urgent\"")
         CREATED("2026-03-02T14:00:00Z", "T2", "\"account\":\"A\"")
             CREATED("2026-03-02T14:00:00Z", "T3", "\"account\":\"B\",\"priority\":\"urgent\""),
     "2026-03-02T14:00:00Z",
     "T1 resolve due 2026-03-02T15:00:00Z by a.s.resolve.fast\nT1 a gold\n"
     "T2 resolve due 2026-03-02T18:00:00Z by s.resolve[1]\nT2 a gold\n"
     "T3 resolve due 2026-03-03T10:00:00Z by s.resolve[1]\nT3 b gold\n",
     true},
    {"C7 a field that only the override reads re-evaluates the target, and so does another "
     "contract",
     "plan gold { sla s }\n"
     "contract a { account \"A\"  plan gold\n"
     "  override s { resolve within 1h when priority is urgent } }\n"
     "contract b { account \"B\"  plan gold }",
     CREATED("2026-03-02T08:00:00Z", "T1",
             "\"account\":\"A\"") "{\"at\":\"2026-03-02T08:30:00Z\",\"ticket\":\"T1\","
                                  "\"event\":\"updated\",\"priority\":\"urgent\"}"
                                  "\n" CREATED("2026-03-02T08:00:00Z", "T2",
                                               "\"account\":\"A\",\"priority\":"
                                               "\"urgent\"") "{\"at\":\"2026-03-02T08:30:"
                                                             "00Z\",\"ticket\":\"T2\","
                                                             "\"event\":\"updated\","
                                                             "\"account\":\"B\"}\n",
     "2026-03-02T08:30:00Z",
     "T1 resolve due 2026-03-02T09:00:00Z by a.s.resolve[1]\nT1 a gold\n"
     "T2 resolve due 2026-03-02T12:00:00Z by s.resolve[1]\nT2 b gold\n",
     true},
};

START_TEST(contracts_hold_as_the_rules_say)
{
    const ContractCase *test = &CASES[_i];
    Policy *policy = policy_of(test->policy);
    Output out = {.policy = policy};
    Sink sink = {.context = &out, .ticket = on_ticket, .action = on_action};
    Instant until;
    sink.clock = test->shows_clocks ? on_clock : NULL;
    sink.decision = on_decision;
    Engine *engine = engine_new(policy, (EngineOptions){0}, sink);
    out.texts = engine_texts(engine);
    ck_assert(instant_parse(text_from(test->until), &until));
    feed(engine, policy, test->events);
    engine_advance(engine, until);
    engine_finish(engine, until);
    ck_assert_msg(!strcmp(out.text, test->rows), "%s:\n%s\ninstead of\n%s", test->name, out.text,
                  test->rows);
    engine_free(engine);
    policy_free(policy);
}
END_TEST

/* ---- Rows of files ---- */

static void on_reject(void *context, const Reject *reject)
{
    char *text = context;
    sprintf(text + strlen(text), "%u: %s\n", (unsigned)reject->line, reject->reason);
}

static const char ROWS[] = "contract,account,plan,from,until,renew,rate\n"
                           "c1,A,gold,2026-01-01,2027-01-01,,500\n"
                           "c2,A;B,gold,2026-12-31,2027-06-01,,\n" /* one day too many for A */
                           "c3,A;B,gold,2027-01-01,,,\n"
                           "c4,B,gold,2030-01-01,2031-01-01,,\n" /* c3 has no end */
                           "c5,C,silver,2026-01-01,,,\n"
                           "c6,C,gold,2026-01-01,2026-01-01,,\n"
                           "c7,C,gold,2026-02-30,,,\n"
                           "c8,C;C,gold,2026-01-01,,,\n"
                           "c9,C,gold,2026-01-01,,,12.345\n"
                           "c1,C,gold,2026-01-01,,,\n"
                           "c10,C,gold,2026-01-01,2026-07-01,yearly,\n"
                           "c11,C,gold,2028-01-01,2028-02-01,,\n" /* c10 is renewed */
                           "c12,S,gold,2026-03-01,2026-03-02,,\n" /* the source has it */
                           "broken\n"
                           "c13,D,gold,,,,\n";

static const char REFUSED[] =
    "3: the account A is under the contract c1 (rows.csv:2) already on 2026-12-31\n"
    "5: the account B is under the contract c3 (rows.csv:4) already on 2030-01-01\n"
    "6: plan: the policy has no plan \"silver\"\n"
    "7: the contract ends before it begins; `until` is not included\n"
    "8: from: \"2026-02-30\" is not a date, such as 2026-03-02\n"
    "9: the account C stands twice in one contract\n"
    "10: rate: \"12.345\" has more than 2 decimal places\n"
    "11: there is a contract c1 already, at rows.csv:2\n"
    "13: the account C is under the contract c10 (rows.csv:12) already on 2028-01-01\n"
    "14: the account S is under the contract own (policy.sla:6) already on 2026-03-01\n"
    "15: 1 cell where the header has 7\n";

START_TEST(broken_rows_are_refused_and_the_rest_load)
{
    Policy *policy =
        policy_of("plan gold { sla s }  contract { rate : money = 350 UAH }\n"
                  "contract own { account \"S\"  covers when product is \"x\"  plan gold }");
    char folder[] = "/tmp/slate-contracts-XXXXXX", path[64], refused[4096] = "";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/rows.csv", folder);
    FILE *file = fopen(path, "w");
    fputs(ROWS, file);
    fclose(file);
    Engine *engine = engine_new(policy, (EngineOptions){0}, (Sink){0});
    Arena *arena = arena_new();
    ContractReading reading = {.policy = policy,
                               .book = contract_book_new(policy, engine_texts(engine)),
                               .texts = engine_texts(engine),
                               .sets = engine_sets(engine),
                               .reject = on_reject,
                               .context = refused};
    const char *problem = "";
    ck_assert_int_eq(contract_file_read(&reading, path, arena, &problem), STATUS_OK);
    ck_assert_str_eq(refused, REFUSED);
    ck_assert_uint_eq(reading.rows, 15);
    ck_assert_uint_eq(reading.rejected, 11);
    ck_assert_uint_eq(contract_book_count(reading.book), 5);
    ck_assert_int_eq(contract_book_get(reading.book, 1)->values[0], 50000);
    ck_assert_int_eq(contract_book_get(reading.book, 2)->values[0], 35000);
    ck_assert_int_eq(contract_file_read(&reading, "/tmp/none.csv", arena, &problem), STATUS_INPUT);
    contract_book_free(reading.book);
    arena_free(arena);
    engine_free(engine);
    policy_free(policy);
    remove(path);
    rmdir(folder);
}
END_TEST

/* ---- The book against a linear scan ---- */

static uint32_t random_next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static bool is_of(const Contract *contract, TextId account)
{
    for (uint32_t i = 0; i < contract->accounts_count; i++)
        if (contract->accounts[i] == account)
            return true;
    return false;
}

static bool meets(const Contract *one, const Contract *other)
{
    for (uint32_t i = 0; i < one->accounts_count; i++)
        if (is_of(other, one->accounts[i]) && one->from < other->end && other->from < one->end)
            return true;
    return false;
}

static void look_up(const ContractBook *book, TextId account, Date day)
{
    uint32_t expected = NONE, count = 0;
    for (uint32_t i = 0; i < contract_book_count(book); i++) {
        const Contract *contract = contract_book_get(book, i);
        if (is_of(contract, account) && contract->from <= day && day < contract->end)
            expected = i;
    }
    ContractCursor cursor = contract_book_find(book, account, day, day);
    for (uint32_t i = contract_book_next(&cursor); i != NONE; i = contract_book_next(&cursor)) {
        ck_assert_uint_eq(i, expected);
        count++;
    }
    ck_assert_uint_eq(count, expected != NONE);
}

START_TEST(the_book_finds_what_a_linear_scan_finds)
{
    enum { ACCOUNTS = 5, DAYS = 60, ROUNDS = 400 };
    Policy *policy = policy_of("plan gold { sla s }");
    Intern *texts = intern_over(policy->texts);
    ContractBook *book = contract_book_new(policy, texts);
    Arena *arena = arena_new();
    TextId names[ACCOUNTS];
    uint32_t state = (uint32_t)_i + 1;
    for (uint32_t i = 0; i < ACCOUNTS; i++)
        names[i] = intern_add(texts, text_from(arena_format(arena, "account %u", i)));
    for (uint32_t i = 0; i < ROUNDS; i++) {
        TextId accounts[2] = {names[random_next(&state) % ACCOUNTS], 0};
        Contract row = {.accounts = accounts, .accounts_count = 1, .until = INT32_MAX};
        accounts[1] = names[random_next(&state) % ACCOUNTS];
        row.accounts_count += accounts[0] != accounts[1] && random_next(&state) % 3 == 0;
        row.name = intern_add(texts, text_from(arena_format(arena, "c%u", i)));
        row.from = random_next(&state) % 40 ? (Date)(random_next(&state) % DAYS) : INT32_MIN;
        if (random_next(&state) % 40)
            row.until =
                (Date)(row.from == INT32_MIN ? 2 : row.from + 1) + (Date)(random_next(&state) % 4);
        row.end = row.until;
        bool is_free = true;
        for (uint32_t k = 0; k < contract_book_count(book); k++)
            is_free &= !meets(contract_book_get(book, k), &row);
        ck_assert_int_eq(contract_book_add(book, arena, &row) == NULL, is_free);
        look_up(book, names[random_next(&state) % ACCOUNTS],
                (Date)(random_next(&state) % (DAYS + 10)) - 5);
    }
    contract_book_free(book);
    intern_free(texts);
    arena_free(arena);
    policy_free(policy);
}
END_TEST

Suite *contract_suite(void);
Suite *contract_suite(void)
{
    Suite *suite = suite_create("contract");
    TCase *tests = tcase_create("contract");
    tcase_add_loop_test(tests, contracts_hold_as_the_rules_say, 0,
                        (int)(sizeof CASES / sizeof *CASES));
    tcase_add_test(tests, broken_rows_are_refused_and_the_rest_load);
    tcase_add_loop_test(tests, the_book_finds_what_a_linear_scan_finds, 0, 10);
    suite_add_tcase(suite, tests);
    return suite;
}
