/* runtime/entry.c, compiler/wake.c: which code a commit runs. Counted by evaluators that stand before the interpreter; the
   numbers are those of the codes in the text that the record can turn. */
#include <check.h>

#include "tests/unit/ledger_case.h"

static uint32_t runs; /* codes run since it was set to 0 */
static const Policy *counted;

static bool count_run(const void *code, CodeId id, const Frame *frame, Value *out)
{
    runs++;
    return counted->run(code, id, frame, out);
}

static uint64_t count_entry(const void *code, uint32_t entry, uint64_t wanted, const Frame *frame,
                            uint32_t *faults)
{
    uint64_t truths = 0;
    runs += (uint32_t)__builtin_popcountll(wanted);
    const EntryDef *def = &counted->entries[entry];
    ck_assert_uint_eq(*faults, 0);
    for (uint64_t rest = wanted; rest; rest &= rest - 1) {
        Value value;
        CodeId id = counted->entry_codes[def->codes_first + (uint32_t)__builtin_ctzll(rest)];
        ck_assert(counted->run(code, id, frame, &value));
        truths |= value == 1 ? rest & -rest : 0;
    }
    return truths;
}

#define CLOCKS                                                                                     \
    "clock answer { start on created  stop on reply by agent }\n"                                  \
    "clock finish { start on created  stop on resolved  resume on reopened }\n"
#define FIELDS "ticket { level : integer?  note : text? }\n"
#define SLA(lines)                                                                                 \
    CLOCKS FIELDS "sla s { calendar office  " lines "\n answer within 1h  finish within 8h }\n"    \
                  "plan p { sla s }\ndefault plan p\n"
#define CREATED "2026-03-02 09:00 created"

typedef struct WakeCase {
    const char *name, *policy, *before, *event;
    uint32_t runs;
} WakeCase;

static const WakeCase CASES[] = {
    {"what no code reads wakes none", SLA("pause while status is pending"), CREATED,
     "2026-03-02 09:10 updated note=x", 0},
    {"an event wakes the patterns that name it: `stop on reply`",
     SLA("pause while status is pending"), CREATED, "2026-03-02 09:10 reply by=customer", 1},
    {"a changed field wakes the conditions that read it", SLA("pause while status is pending"),
     CREATED, "2026-03-02 09:10 updated status=pending", 1},
    {"a field that keeps its value does not", SLA("pause while status is pending"),
     CREATED "\n2026-03-02 09:10 updated status=pending", "2026-03-02 09:20 updated status=pending",
     0},
    {"an event that sets a field wakes both: `stop on resolved`, and the pause",
     SLA("pause while status is pending"), CREATED, "2026-03-02 09:10 resolved", 2},
    {"a pattern on a field waits for its change",
     "clock weigh { start on level becomes 3 }\n" SLA("weigh within 1h"), CREATED,
     "2026-03-02 09:10 updated level=2", 1},
    {"and sleeps while others change",
     "clock weigh { start on level becomes 3 when note is present }\n" SLA("weigh within 1h"),
     CREATED, "2026-03-02 09:10 updated note=x", 0},
    {"what may fault is run at every commit, since each fault counts (T1)",
     SLA("pause while level is present and level * 2 > 5"), CREATED,
     "2026-03-02 09:10 updated note=x", 2 /* by both clocks */},
    {"what reads the account is run at every commit",
     "account { busy : boolean = false }\n" SLA("pause while account.busy"), CREATED,
     "2026-03-02 09:10 updated note=x", 1},
    {"rules sleep too, whatever their kind",
     SLA("") "rule a on assigned do notify customer\n"
             "rule b after 2h since level becomes 3 do notify customer\n"
             "rule c after 2h without reply when status is pending do notify customer\n",
     CREATED, "2026-03-02 09:10 updated note=x", 0},
    {"a rule's event wakes it, not its neighbour",
     SLA("") "rule a on assigned do notify customer\nrule b on worked do notify customer\n",
     CREATED, "2026-03-02 09:10 assigned agent=x", 1},
};

START_TEST(entry_wake)
{
    const WakeCase *test = &CASES[_i];
    Policy *policy = ledger_policy(test->name, test->policy);
    Evaluators counting = {count_run, policy->code, count_entry};
    Engine *engine = engine_new(policy, (EngineOptions){0}, (Sink){0});
    counted = policy;
    engine_use(engine, counting);
    ledger_feed(engine, policy, test->before, "2026-03-02 09:00", NULL, NULL);
    ck_assert_uint_gt(runs, 0);
    runs = 0;
    ledger_feed(engine, policy, test->event, "2026-03-02 09:00", NULL, NULL);
    ck_assert_msg(runs == test->runs, "%s: %u codes ran, not %u", test->name, runs, test->runs);
    engine_free(engine);
    policy_free(policy);
}
END_TEST

Suite *entry_suite(void);
Suite *entry_suite(void)
{
    Suite *suite = suite_create("entry");
    TCase *tests = tcase_create("wake");
    tcase_add_loop_test(tests, entry_wake, 0, (int)(sizeof CASES / sizeof *CASES));
    suite_add_tcase(suite, tests);
    return suite;
}
