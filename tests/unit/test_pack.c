/* runtime/pack.c: lots, draws, expiry, what is owed (semantics.md L4, L7); figures by hand, and against a slow model. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "runtime/ledger.h"
#include "runtime/pack.h"
#include "tests/unit/ledger_case.h"

#define TICKET "ticket { type : task | estimate | composite | bug = task  parts : integer = 1 }\n"
#define STARTER(refund)                                                                            \
    "pack starter { 350 UAH per ticket, at least 10  valid 90 days\n"                              \
    "  draw 1 on closed when type in { task, estimate }\n"                                         \
    "  draw parts on closed when type is composite\n  refund on " refund " }\n"
#define PLAN(lines) PLAN_WITH("merged", lines)
#define PLAN_WITH(refund, lines)                                                                   \
    TICKET "sla s { calendar office  resolve untimed }\n" STARTER(refund) "plan p { sla s  " lines \
                                                                          " }\n"                   \
                                                                          "default plan p\n"
#define BUY(quantity) "2026-03-02 08:00 pack pack=starter quantity=" quantity "\n"

static const LedgerCase CASES[] = {
    {"L4 a lot is bought and its price billed; fewer tickets than `at least` are refused",
     PLAN("draws on starter"), BUY("20") "2026-03-02 08:01 pack pack=starter quantity=9",
     "2026-03-02 09:00",
     "03-02 08:00 A starter buy 20 = 20\n"
     "03-02 08:00 A bill 7000 UAH = 7000 UAH\n"
     "refused: the pack starter is sold from 10 tickets on, and this is 9\n"},
    {"L4 a draw line takes once a ticket, at completion, by type; a bug draws nothing",
     PLAN("draws on starter"),
     BUY("10") "2026-03-02 09:00 created\n2026-03-02 10:00 closed\n2026-03-02 11:00 reopened\n"
               "2026-03-02 12:00 closed\n2026-03-02 13:00 created ticket=B type=bug\n"
               "2026-03-02 14:00 closed ticket=B\n"
               "2026-03-02 15:00 created ticket=C type=composite parts=3\n"
               "2026-03-02 16:00 closed ticket=C",
     "2026-03-02 17:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-02 10:00 A starter draw -1 = 9 T\n"
     "03-02 16:00 A starter draw -3 = 6 C\n"},
    {"L4 the lot that expires first is drawn first, ties by purchase, and a draw may span lots",
     TICKET "sla s { calendar office  resolve untimed }\n"
            "pack long { 1 UAH per ticket  valid 90 days  draw parts on closed }\n"
            "plan p { sla s  draws on long }\ndefault plan p\n",
     "2026-03-02 08:00 pack pack=long quantity=2\n2026-03-02 08:00 pack pack=long quantity=3\n"
     "2026-03-03 08:00 pack pack=long quantity=10\n"
     "2026-03-03 09:00 created parts=4\n2026-03-03 10:00 closed\n",
     "2026-06-01 09:00",
     "03-02 08:00 A long buy 2 = 2\n03-02 08:00 A bill 2 UAH = 2 UAH\n"
     "03-02 08:00 A long buy 3 = 5\n03-02 08:00 A bill 3 UAH = 5 UAH\n"
     "03-03 08:00 A long buy 10 = 15\n03-03 08:00 A bill 10 UAH = 15 UAH\n"
     "03-03 10:00 A long draw -2 = 13 T\n03-03 10:00 A long draw -2 = 11 T\n"
     "05-31 08:00 A long expire -1 = 10\n"
     "06-01 08:00 A long expire -10 = 0\n"},
    {"L4 a lot ends at the same wall-clock time (T6): 10:00 in Kyiv is 08:00 in winter, 07:00 in "
     "summer",
     "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00 }\n" PLAN(
         "draws on starter"),
     BUY("10"), "2026-06-01 00:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "05-31 07:00 A starter expire -10 = 0\n"},
    {"L4 a draw at the last instant of a lot still takes from it (E2)", PLAN("draws on starter"),
     BUY("10") "2026-05-31 07:00 created\n2026-05-31 08:00 closed", "2026-06-01 00:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "05-31 08:00 A starter draw -1 = 9 T\n05-31 08:00 A starter expire -9 = 0\n"},
    {"L4 what a draw finds missing is owed, and the next lot pays it first",
     PLAN("draws on starter"),
     BUY("10") "2026-03-02 09:00 created type=composite parts=12\n2026-03-02 10:00 closed\n"
               "2026-03-03 08:00 pack pack=starter quantity=10\n",
     "2026-06-02 00:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-02 10:00 A starter draw -10 = 0 T\n03-02 10:00 A starter owe -2 = -2 T\n"
     "03-03 08:00 A starter buy 10 = 8\n03-03 08:00 A bill 3500 UAH = 7000 UAH\n"
     "06-01 08:00 A starter expire -8 = 0\n"},
    {"L4 a refund returns to its lot, and what was owed is owed no more; then the line may draw "
     "anew",
     PLAN_WITH("reopened", "draws on starter"),
     BUY("10") "2026-03-02 09:00 created type=composite parts=12\n2026-03-02 10:00 closed\n"
               "2026-03-02 11:00 reopened\n2026-03-02 13:00 closed parts=3",
     "2026-03-02 17:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-02 10:00 A starter draw -10 = 0 T\n03-02 10:00 A starter owe -2 = -2 T\n"
     "03-02 11:00 A starter refund 2 = 0 T\n03-02 11:00 A starter refund 10 = 10 T\n"
     "03-02 13:00 A starter draw -3 = 7 T\n"},
    {"L4 a merged ticket draws no more", PLAN("draws on starter"),
     BUY("10") "2026-03-02 09:00 created\n2026-03-02 10:00 merged\n2026-03-02 11:00 closed",
     "2026-03-02 17:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"},
    {"L4 a refund to a lot that has expired changes nothing", PLAN("draws on starter"),
     BUY("10") "2026-03-02 09:00 created\n2026-03-02 10:00 closed\n2026-06-02 10:00 merged",
     "2026-06-03 00:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-02 10:00 A starter draw -1 = 9 T\n05-31 08:00 A starter expire -9 = 0\n"},
    {"L4 a refund after the next lot has paid returns to that lot", PLAN("draws on starter"),
     BUY("10") "2026-03-02 09:00 created type=composite parts=12\n2026-03-02 10:00 closed\n"
               "2026-05-01 08:00 pack pack=starter quantity=10\n2026-06-15 08:00 merged\n",
     "2026-08-01 00:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-02 10:00 A starter draw -10 = 0 T\n03-02 10:00 A starter owe -2 = -2 T\n"
     "05-01 08:00 A starter buy 10 = 8\n05-01 08:00 A bill 3500 UAH = 7000 UAH\n"
     "06-15 08:00 A starter refund 2 = 10 T\n"
     "07-30 08:00 A starter expire -10 = 0\n"},
    {"L4 a ticket that could draw is refused below 1, the overdraft included; a bug is not",
     PLAN("draws on starter overdraft 1"),
     "2026-03-02 09:00 created ticket=A1\n2026-03-02 10:00 closed ticket=A1\n"
     "2026-03-02 11:00 created ticket=A2\n2026-03-02 12:00 created ticket=A3 type=bug\n"
     "2026-03-02 13:00 closed ticket=A2",
     "2026-03-02 17:00",
     "03-02 10:00 A starter owe -1 = -1 A1\n"
     "03-02 11:00 rejected A2\n"},
    {"L4 `beyond bill`: the ticket is billed and draws nothing",
     PLAN("draws on starter beyond bill 400 UAH per ticket when type is task"),
     "2026-03-02 09:00 created\n2026-03-02 10:00 closed\n"
     "2026-03-02 11:00 created ticket=B type=estimate",
     "2026-03-02 17:00",
     "03-02 09:00 beyond_quota T\n03-02 09:00 A bill 400 UAH = 400 UAH T\n"
     "03-02 11:00 rejected B\n"},
    {"L4 lots belong to the account that bought them", PLAN("draws on starter"),
     BUY("10") "2026-03-02 09:00 created account=B", "2026-03-02 17:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-02 09:00 rejected T\n"},
    {"X5 the action `draw` takes from the plan's pack",
     PLAN("draws on starter") "rule r on reopened do draw 2\n",
     BUY("10") "2026-03-02 09:00 created\n2026-03-02 10:00 closed\n2026-03-02 11:00 reopened",
     "2026-03-02 17:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-02 10:00 A starter draw -1 = 9 T\n03-02 11:00 A starter draw -2 = 7 T\n"},
    {"X5 a `close` that is only recorded draws nothing",
     PLAN("draws on starter") "rule auto_close after 5 days without reply by customer\n"
                              "  when status is resolved do close\n",
     BUY("10") "2026-03-02 09:00 created\n2026-03-02 10:00 resolved\n"
               "2026-03-09 10:00 closed",
     "2026-03-10 17:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-09 10:00 A starter draw -1 = 9 T\n"},
    {.name = NULL},
};

static const LedgerCase CLOSED_LOOP[] = {
    {"B7 a ticket that closes itself is drawn, once",
     PLAN("draws on starter") "rule auto_close after 5 days without reply by customer\n"
                              "  when status is resolved do close\n",
     BUY("10") "2026-03-02 09:00 created\n2026-03-02 10:00 resolved\n"
               "2026-03-09 10:00 closed",
     "2026-03-10 17:00",
     "03-02 08:00 A starter buy 10 = 10\n03-02 08:00 A bill 3500 UAH = 3500 UAH\n"
     "03-07 10:00 A starter draw -1 = 9 T\n"},
    {.name = NULL},
};

START_TEST(pack_case)
{
    ledger_case_check(&CASES[_i], false);
}
END_TEST

START_TEST(closed_loop_case)
{
    ledger_case_check(&CLOSED_LOOP[_i], true);
}
END_TEST

/* ---- Against a slow model: every unit bought is an element of its own ---- */

enum { UNITS = 4096, HOURS_VALID = 50 };

typedef struct Piece {    /* one ticket of a lot */
    int bought, taken_by; /* hours since the start; ticket, -1 free, -2 expired */
} Piece;

typedef struct Model {
    Piece units[UNITS];
    int count, owed[UNITS], owed_first, owed_count; /* tickets whose draws wait, one a unit */
} Model;

static void model_buy(Model *model, int hour, int quantity)
{
    for (int i = 0; i < quantity; i++) {
        Piece unit = {.bought = hour, .taken_by = -1};
        if (model->owed_first < model->owed_count)
            unit.taken_by = model->owed[model->owed_first++];
        model->units[model->count++] = unit;
    }
}

/* All lots are valid as long as one another, so the first bought expires first. */
static void model_draw(Model *model, int ticket, int count)
{
    for (int i = 0; i < model->count && count; i++)
        if (model->units[i].taken_by == -1) {
            model->units[i].taken_by = ticket;
            count--;
        }
    while (count-- > 0)
        model->owed[model->owed_count++] = ticket;
}

static void model_refund(Model *model, int ticket, int hour)
{
    for (int i = 0; i < model->count; i++)
        if (model->units[i].taken_by == ticket)
            model->units[i].taken_by = model->units[i].bought + HOURS_VALID < hour ? -2 : -1;
    int kept = model->owed_first;
    for (int i = model->owed_first; i < model->owed_count; i++)
        if (model->owed[i] != ticket)
            model->owed[kept++] = model->owed[i];
    model->owed_count = kept;
}

static void model_expire(Model *model, int hour)
{
    for (int i = 0; i < model->count; i++)
        if (model->units[i].taken_by == -1 && model->units[i].bought + HOURS_VALID < hour)
            model->units[i].taken_by = -2;
}

static int model_balance(const Model *model)
{
    int free = 0;
    for (int i = 0; i < model->count; i++)
        free += model->units[i].taken_by == -1;
    return free - (model->owed_count - model->owed_first);
}

static const char RANDOM_POLICY[] =
    "ticket { parts : integer = 1 }\nsla s { calendar office  resolve untimed }\n"
    "pack k { 1 UAH per ticket  valid 50h  draw parts on closed  refund on merged }\n"
    "plan p { sla s  draws on k overdraft 1000000 }\ndefault plan p\n";

static uint32_t roll(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % below;
}

/* The sums of the ledger, of the lots less what is owed, and of the model agree after every event. */
static void random_run(uint64_t seed)
{
    static Model model;
    memset(&model, 0, sizeof model);
    Policy *policy = ledger_policy("random", RANDOM_POLICY);
    Engine *engine = engine_new(policy, (EngineOptions){0}, (Sink){0});
    int tickets = 0;
    bool is_drawn[UNITS] = {false};
    for (int hour = 0; hour < 300; hour++) {
        char event[256], until[64];
        char at[32];
        snprintf(at, sizeof at, "2026-03-%02d %02d:00", 1 + hour / 24, hour % 24);
        snprintf(until, sizeof until, "2026-03-%02d %02d:30", 1 + hour / 24, hour % 24);
        event[0] = 0;
        model_expire(&model, hour);
        int kind = (int)roll(&seed, 4), count = 1 + (int)roll(&seed, 6);
        int ticket = tickets ? (int)roll(&seed, (uint32_t)tickets) : -1;
        if (kind == 0) {
            snprintf(event, sizeof event, "%s pack pack=k quantity=%d", at, count);
            model_buy(&model, hour, count);
        } else if (kind < 3) {
            snprintf(event, sizeof event, "%s created ticket=T%d parts=%d\n%s closed ticket=T%d",
                     at, tickets, count, at, tickets);
            model_draw(&model, tickets, count);
            is_drawn[tickets++] = true;
        } else if (ticket >= 0 && is_drawn[ticket]) {
            snprintf(event, sizeof event, "%s merged ticket=T%d", at, ticket);
            model_refund(&model, ticket, hour);
            is_drawn[ticket] = false;
        }
        ledger_feed(engine, policy, event, until, NULL, NULL);
        model_expire(&model, hour + 1); /* what ends at this hour has ended by half past */
        uint32_t lots;
        const PackLot *lot = pack_lots(engine, 0, 0, &lots);
        int64_t left = 0, balance = pack_balance(engine, 0, 0);
        for (uint32_t i = 0; i < lots; i++)
            left += lot[i].left;
        ck_assert_int_eq(balance, model_balance(&model));
        ck_assert_int_eq(balance, left - (model.owed_count - model.owed_first));
    }
    engine_free(engine);
    policy_free(policy);
}

START_TEST(L4_random_buys_draws_refunds_and_expiries)
{
    random_run((uint64_t)_i * 977 + 1);
}
END_TEST

Suite *pack_suite(void);
Suite *pack_suite(void)
{
    Suite *suite = suite_create("pack");
    TCase *tests = tcase_create("lots");
    tcase_add_loop_test(tests, pack_case, 0, ledger_cases_count(CASES));
    tcase_add_loop_test(tests, closed_loop_case, 0, ledger_cases_count(CLOSED_LOOP));
    tcase_add_loop_test(tests, L4_random_buys_draws_refunds_and_expiries, 0, 20);
    suite_add_tcase(suite, tests);
    return suite;
}
