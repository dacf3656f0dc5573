/* runtime/charge.c, fee.c, objective.c: money (semantics.md L5, L6, C7, X5); figures by hand. The calendar is 09:00-17:00 UTC
   from Monday to Friday; 2026-03-02 is a Monday. */
#include <check.h>

#include "tests/unit/ledger_case.h"

#define SLA(lines)     "sla s { calendar office  " lines " }\n"
#define RESOLVE_4H     SLA("resolve within 4h")
#define DEFAULT(lines) "plan p { sla s  " lines " }\ndefault plan p\n"

static const LedgerCase CASES[] = {
    /* ---- Fees ---- */
    {"a fee is due whole at the first record, then at the start of each period",
     RESOLVE_4H DEFAULT("fee 500 USD per month"),
     "2026-03-17 09:00 account account=A\n2026-05-01 00:00 account account=B", "2026-05-02 00:00",
     "03-17 09:00 A fee 500 USD = 500 USD 2026-03\n"
     "04-01 00:00 A fee 500 USD = 1000 USD 2026-04\n"
     "05-01 00:00 A fee 500 USD = 1500 USD 2026-05\n"
     "05-01 00:00 B fee 500 USD = 500 USD 2026-05\n"},
    {"a fee is reckoned from the account, half-even at the minor unit (L5)",
     "account { complexity : decimal = 0.5 }\n" RESOLVE_4H DEFAULT(
         "fee 0.05 USD * account.complexity per year"),
     "2026-03-17 09:00 account account=A\n2026-03-17 10:00 account account=B complexity=1.5",
     "2026-03-18 00:00",
     /* 2.5 cents and 7.5 cents: to the even neighbour */
     "03-17 09:00 A fee 0.02 USD = 0.02 USD 2026\n03-17 10:00 B fee 0.08 USD = 0.08 USD 2026\n"},
    {"a plan taken up within a period costs that period whole, once",
     RESOLVE_4H "plan basic { sla s  fee 10 EUR per month }\n"
                "plan gold { sla s  fee 90 EUR per month }\n",
     "2026-03-02 09:00 account account=A plan=basic\n"
     "2026-03-10 09:00 account account=A plan=gold\n"
     "2026-03-12 09:00 account account=A plan=basic\n2026-03-13 09:00 account account=A plan=gold",
     "2026-04-02 00:00",
     "03-02 09:00 A fee 10 EUR = 10 EUR 2026-03\n03-10 09:00 A fee 90 EUR = 100 EUR 2026-03\n"
     "04-01 00:00 A fee 90 EUR = 190 EUR 2026-04\n"},
    {"a contract's fee is due while it is in force; its accounts pay no other",
     RESOLVE_4H DEFAULT(
         "fee 1 USD per month") "plan gold { sla s  fee 500 USD per month of contract }\n"
                                "contract c { account \"A\"  plan gold  from 2026-01-31 until "
                                "2026-04-30 }\n",
     "2026-03-02 09:00 account account=A", "2026-06-02 00:00",
     "03-02 09:00 c fee 500 USD = 500 USD 2026-02-28\n"
     "03-31 00:00 c fee 500 USD = 1000 USD 2026-03-31\n"
     /* the contract is over: the default plan's */
     "05-01 00:00 A fee 1 USD = 1 USD 2026-05\n"
     "06-01 00:00 A fee 1 USD = 2 USD 2026-06\n"},

    /* ---- Hours ---- */
    {"L5 hours are rounded up once, on the ticket's total at its closing; then the difference",
     RESOLVE_4H DEFAULT("bill 30 USD per hour of work rounded up to 15m"),
     "2026-03-02 09:00 created\n2026-03-02 09:30 worked minutes=25 by=agent\n"
     "2026-03-02 09:50 worked minutes=10 by=agent\n2026-03-02 10:00 closed\n"
     "2026-03-02 11:00 reopened\n2026-03-02 11:20 worked minutes=5 by=agent\n"
     "2026-03-02 12:00 closed\n2026-03-02 13:00 reopened\n"
     "2026-03-02 13:30 worked minutes=20 by=agent\n2026-03-02 14:00 closed",
     "2026-03-02 17:00",
     /* 35m: 45m, 22.50; 40m: still 45m; 60m: 1h, 30 in all */
     "03-02 10:00 A bill 22.50 USD = 22.50 USD T\n"
     "03-02 14:00 A bill 7.50 USD = 30 USD T\n"},
    {"D6 time entered after the closing is billed when it is entered",
     RESOLVE_4H DEFAULT("bill 30 USD per hour of work"),
     "2026-03-02 09:00 created\n2026-03-02 10:00 closed\n"
     "2026-03-03 10:00 worked minutes=25 by=agent",
     "2026-03-03 17:00", "03-03 10:00 A bill 12.50 USD = 12.50 USD T\n"},
    {"L5 a clock's time run is billed, where the condition holds at the closing",
     RESOLVE_4H DEFAULT("bill 10 KWD per hour of resolve when type is task"),
     "2026-03-02 09:00 created type=task\n2026-03-02 09:20 resolved\n2026-03-02 10:00 closed\n"
     "2026-03-02 11:00 created ticket=B type=question\n2026-03-02 12:00 resolved ticket=B\n"
     "2026-03-02 12:00 closed ticket=B",
     "2026-03-02 17:00",
     /* 20m of 10 KWD: 3.3333… */
     "03-02 10:00 A bill 3.333 KWD = 3.333 KWD T\n"},
    {"an hour's condition that holds no more at the next closing takes the bill back",
     RESOLVE_4H DEFAULT("bill 30 USD per hour of work when type is task"),
     "2026-03-02 09:00 created type=task\n2026-03-02 09:30 worked minutes=60 by=agent\n"
     "2026-03-02 10:00 closed\n2026-03-02 11:00 reopened type=incident\n2026-03-02 12:00 closed",
     "2026-03-02 17:00",
     "03-02 10:00 A bill 30 USD = 30 USD T\n03-02 12:00 A reverse -30 USD = 0 USD T\n"},

    /* ---- Beyond ---- */
    {"L3 beyond the quota, a bill a ticket, a share of the fee too",
     RESOLVE_4H DEFAULT("fee 500 USD per year\n  quota q { 1 tickets per month  counts created\n"
                        "    beyond bill 350 UAH per ticket when type is incident\n"
                        "    beyond bill 1% of fee per ticket }"),
     "2026-03-02 09:00 created\n2026-03-02 10:00 created ticket=B\n"
     "2026-03-02 11:00 created ticket=C type=task",
     "2026-03-02 12:00",
     "03-02 09:00 A q grant 1 = 1 2026-03 T\n03-02 09:00 A q take -1 = 0 2026-03 T\n"
     "03-02 09:00 A fee 500 USD = 500 USD 2026\n"
     "03-02 10:00 beyond_quota B\n03-02 10:00 A bill 350 UAH = 350 UAH B\n"
     "03-02 10:00 A bill 5 USD = 505 USD B\n"
     "03-02 11:00 beyond_quota C\n03-02 11:00 A bill 5 USD = 510 USD C\n"},

    /* ---- Credits ---- */
    {"L6 credits are capped in order of breach, a period at a time",
     RESOLVE_4H DEFAULT("fee 100 USD per month\n"
                        "  credit 5% of fee per breach of resolve, at most 12% of fee per month"),
     "2026-03-02 09:00 created\n2026-03-02 10:00 created ticket=B\n"
     "2026-03-02 11:00 created ticket=C\n2026-03-02 12:00 created ticket=D\n"
     "2026-04-01 09:00 created ticket=E",
     "2026-04-01 17:00",
     "03-02 09:00 A fee 100 USD = 100 USD 2026-03\n"
     "03-02 13:00 A credit -5 USD = 95 USD 2026-03 T\n"
     "03-02 14:00 A credit -5 USD = 90 USD 2026-03 B\n"
     "03-02 15:00 A credit -2 USD = 88 USD 2026-03 C\n"
     "04-01 00:00 A fee 100 USD = 188 USD 2026-04\n"
     "04-01 13:00 A credit -5 USD = 183 USD 2026-04 E\n"},
    {"C7 the credit of a breach that is withdrawn is reversed, and its part of the cap is free",
     SLA("changes final  resolve within 2h when priority >= high  resolve within 6h")
         DEFAULT("credit 5 USD per breach of resolve, at most 6 USD per month"),
     "2026-03-02 09:00 created priority=high\n2026-03-02 12:00 updated priority=low\n"
     "2026-03-02 13:00 resolved\n2026-03-03 09:00 created ticket=B priority=high\n",
     "2026-03-03 17:00",
     "03-02 11:00 A credit -5 USD = -5 USD 2026-03 T\n"
     "03-02 13:00 breach_withdrawn T\n03-02 13:00 A reverse 5 USD = 0 USD 2026-03 T\n"
     "03-03 11:00 A credit -5 USD = -5 USD 2026-03 B\n"},
    {"C7 a step's credit for that breach is reversed with it",
     SLA("changes final  resolve within 2h when priority >= high  resolve within 6h\n"
         "escalate resolve { at breach credit 7 USD }") DEFAULT(""),
     "2026-03-02 09:00 created priority=high\n2026-03-02 12:00 updated priority=low\n"
     "2026-03-02 13:00 resolved",
     "2026-03-02 17:00",
     "03-02 11:00 A credit -7 USD = -7 USD T\n"
     "03-02 13:00 breach_withdrawn T\n03-02 13:00 A reverse 7 USD = 0 USD T\n"},
    {"an agreement between teams earns no credit",
     "sla s { calendar office  respond untimed }\n"
     "sla inner for team \"tier2\" { calendar office  resolve within 1h }\n" DEFAULT(
         "credit 5 USD per breach of resolve"),
     "2026-03-02 09:00 created team=tier2", "2026-03-02 17:00", ""},
    {"X5 the actions bill and credit are entered in a replay too",
     RESOLVE_4H DEFAULT(
         "fee 10 USD per month") "rule sold on closed do bill 3 USD, credit 50% of fee\n",
     "2026-03-02 09:00 created\n2026-03-02 10:00 closed", "2026-03-02 17:00",
     "03-02 09:00 A fee 10 USD = 10 USD 2026-03\n"
     "03-02 10:00 A bill 3 USD = 13 USD T\n03-02 10:00 A credit -5 USD = 8 USD T\n"},
    {"X5 what a `close` that was not applied would have led to is not entered",
     RESOLVE_4H DEFAULT("bill 30 USD per hour of work") "rule r on resolved do close\n",
     "2026-03-02 09:00 created\n2026-03-02 09:30 worked minutes=60 by=agent\n"
     "2026-03-02 10:00 resolved",
     "2026-03-02 17:00", ""},

    /* ---- Objectives ---- */
    {"L6 an objective is judged at the end of its period",
     SLA("resolve within 4h  objective o { 60% of resolve per month  credit 10 USD }") DEFAULT(""),
     "2026-03-02 09:00 created\n2026-03-02 10:00 resolved\n"
     "2026-03-03 09:00 created ticket=B\n2026-03-04 09:00 resolved ticket=B",
     "2026-04-02 00:00", "04-01 00:00 A credit -10 USD = -10 USD 2026-03\n"},
    {"L6 a share that is just reached is met; below `at least` nothing is judged",
     SLA("resolve within 4h\n  objective half { 50% of resolve per month  credit 10 USD }\n"
         "  objective many { 100% of resolve per month  at least 3 tickets  credit 1 USD }\n"
         "  objective two { 100% of resolve per month  at least 2 tickets  credit 2 USD }")
         DEFAULT(""),
     "2026-03-02 09:00 created\n2026-03-02 10:00 resolved\n"
     "2026-03-03 09:00 created ticket=B\n2026-03-04 09:00 resolved ticket=B",
     "2026-04-02 00:00", "04-01 00:00 A credit -2 USD = -2 USD 2026-03\n"},
    {"L6 a cycle belongs to the period of the earlier of its stop and its breach; cancelled ones "
     "to "
     "none",
     SLA("resolve within 4h  objective o { 100% of resolve per month  credit 10 USD }") DEFAULT(""),
     /* T breaches in March and stops in April; B is open until April and met; C is merged */
     "2026-03-31 09:00 created\n2026-03-31 16:00 created ticket=B\n"
     "2026-04-01 09:30 resolved ticket=B\n2026-04-01 10:00 resolved\n"
     "2026-04-02 09:00 created ticket=C\n2026-04-02 10:00 merged ticket=C",
     "2026-05-02 00:00", "04-01 00:00 A credit -10 USD = -10 USD 2026-03\n"},
    {"L6, C8 a cycle that is reopened counts where it stops for good",
     SLA("resolve within 4h  objective o { 100% of resolve per day  credit 10 USD }") DEFAULT(""),
     "2026-03-02 09:00 created\n2026-03-02 10:00 resolved\n2026-03-02 11:00 reopened\n",
     "2026-03-04 00:00",
     /* on the 2nd one hour has run by 10:00; from 11:00 three are left: the breach is at 14:00 */
     "03-03 00:00 A credit -10 USD = -10 USD 2026-03-02\n"},
    {"C7 a period that was judged is judged again when a breach is withdrawn from it",
     SLA("changes final  resolve within 2h when priority >= high  resolve within 20h\n"
         "  objective o { 100% of resolve per day  credit 10 USD }") DEFAULT(""),
     "2026-03-02 09:00 created priority=high\n2026-03-03 12:00 updated priority=low\n"
     "2026-03-03 13:00 resolved",
     "2026-03-05 00:00",
     "03-03 00:00 A credit -10 USD = -10 USD 2026-03-02\n"
     "03-03 13:00 breach_withdrawn T\n03-03 13:00 A reverse 10 USD = 0 USD 2026-03-02\n"},
    {.name = NULL},
};

START_TEST(charge_case)
{
    ledger_case_check(&CASES[_i], false);
}
END_TEST

Suite *charge_suite(void);
Suite *charge_suite(void)
{
    Suite *suite = suite_create("charge");
    TCase *tests = tcase_create("money");
    tcase_add_loop_test(tests, charge_case, 0, ledger_cases_count(CASES));
    suite_add_tcase(suite, tests);
    return suite;
}
