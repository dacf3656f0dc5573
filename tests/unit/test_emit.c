/* Rows in the three formats (interfaces.md "Output of replay --emit"): keys, order, absence, escapes. */
#include <check.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/money.h"
#include "runtime/emit.h"
#include "runtime/out.h"
#include "tests/unit/ingest_policy.h"

#define T0 INT64_C(1772442000000) /* 2026-03-02T09:00:00Z */

typedef struct
    Stage { /* a policy with one of each thing that rows name, and a folder for the output */
    Policy *policy;
    char folder[64];
    Value fields[20], account_fields[4];
} Stage;

static TextId text_id(const Stage *stage, const char *text)
{
    return intern_add(stage->policy->texts, text_from(text));
}

#define KEEP(stage, Type, ...)                                                                     \
    ((const void *)arena_copy((stage)->policy->arena, (Type[]){__VA_ARGS__},                       \
                              sizeof((Type[]){__VA_ARGS__})))

static void stage_init(Stage *stage)
{
    Policy *policy = stage->policy = ingest_policy_new();
    strcpy(stage->folder, "/tmp/slate-emit-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(stage->folder));
    policy->clocks = KEEP(stage, ClockDef, {.name = text_id(stage, "respond")},
                          {.name = text_id(stage, "resolve")});
    policy->clocks_count = 2;
    policy->slas = KEEP(stage, SlaDef, {.name = text_id(stage, "gold_hours")});
    policy->slas_count = 1;
    policy->plans = KEEP(stage, PlanDef, {.name = text_id(stage, "gold")});
    policy->plans_count = 1;
    policy->rules = KEEP(stage, RuleDef, {.name = text_id(stage, "survey")});
    policy->rules_count = 1;
    policy->queues = KEEP(stage, QueueDef, {.name = text_id(stage, "support")});
    policy->queues_count = 1;
    policy->calendar_names = KEEP(stage, TextId, text_id(stage, "office"));
    policy->calendar_names_count = 1;
    policy->action_keys = KEEP(stage, ActionKey, {.key = text_id(stage, "mail"), .type = TYPE_TEXT},
                               {.key = text_id(stage, "wait"), .type = TYPE_DURATION});
    policy->action_keys_count = 2;
    for (int i = 0; i < 20; i++)
        stage->fields[i] = VALUE_ABSENT;
    for (int i = 0; i < 4; i++)
        stage->account_fields[i] = VALUE_ABSENT;
}

static char *file_read(Stage *stage, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", stage->folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    char *bytes = arena_alloc(stage->policy->arena, 1 << 16);
    bytes[fread(bytes, 1, (1 << 16) - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    return bytes;
}

static void stage_close(Stage *stage)
{
    ck_assert_int_eq(rmdir(stage->folder), 0);
    ingest_policy_free(stage->policy);
}

static ClockRow clock_row(const Stage *stage)
{
    return (ClockRow){.ticket = text_id(stage, "T-1"),
                      .clock = 1,
                      .cycle = 1,
                      .contract = TEXT_NONE,
                      .limit_ms = 6 * HOUR_MS,
                      .started = T0,
                      .due = T0 + 6 * HOUR_MS + 250,
                      .stopped = VALUE_ABSENT,
                      .elapsed_ms = 0,
                      .paused_ms = 1500,
                      .state = CLOCK_RUNNING,
                      .outcome = OUTCOME_OPEN,
                      .breached_at = VALUE_ABSENT,
                      .source = {.file = text_id(stage, "gold.sla"), .line = 12},
                      .fields = stage->fields,
                      .account_fields = stage->account_fields};
}

static void actions_emit(const Stage *stage, Sink sink)
{
    const Policy *policy = stage->policy;
    Value keys[] = {text_id(stage, "a@b"), 5400000};
    Origin origin = {.file = text_id(stage, "gold.sla"), .line = 41};
    Value name = text_id(stage, "first_line");
    ActionDef notify = {.kind = ACTION_NOTIFY, .recipient = RECIPIENT_TEAM, .origin = origin};
    ActionDef agent = {.kind = ACTION_NOTIFY, .recipient = RECIPIENT_AGENT, .origin = origin};
    ActionDef customer = {.kind = ACTION_NOTIFY, .recipient = RECIPIENT_CUSTOMER, .origin = origin};
    ActionDef set = {
        .kind = ACTION_SET, .field = ingest_policy_field(policy, "priority"), .origin = origin};
    ActionDef assign = {.kind = ACTION_ASSIGN, .recipient = RECIPIENT_TEXT, .origin = origin};
    ActionDef tag = {.kind = ACTION_TAG, .origin = origin};
    ActionDef task = {.kind = ACTION_TASK, .within = {.count = 15 * MINUTE_MS}, .origin = origin};
    ActionDef later = {
        .kind = ACTION_TASK, .within = {.count = 3, .unit = UNIT_WORKDAY}, .origin = origin};
    ActionDef emit = {
        .kind = ACTION_EMIT, .name = text_id(stage, "survey"), .keys_count = 2, .origin = origin};
    ActionDef close = {.kind = ACTION_CLOSE, .origin = origin};
    struct {
        const ActionDef *action;
        Value target, value;
        bool is_team;
    } rows[] = {{&notify, name, VALUE_ABSENT, false},
                {&agent, name, VALUE_ABSENT, true},
                {&agent, name, VALUE_ABSENT, false},
                {&customer, VALUE_ABSENT, VALUE_ABSENT, false},
                {&set, VALUE_ABSENT, 3, false},
                {&assign, name, VALUE_ABSENT, false},
                {&tag, VALUE_ABSENT, name, false},
                {&task, VALUE_ABSENT, name, false},
                {&later, VALUE_ABSENT, name, false},
                {&emit, VALUE_ABSENT, VALUE_ABSENT, false},
                {&close, VALUE_ABSENT, VALUE_ABSENT, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ActionRow row = {.at = T0,
                         .ticket = text_id(stage, "T-1"),
                         .clock = 1,
                         .rule = NONE,
                         .cycle = 1,
                         .step = 2,
                         .action = rows[i].action,
                         .target = rows[i].target,
                         .value = rows[i].value,
                         .target_is_team = rows[i].is_team,
                         .keys = keys};
        if (rows[i].action == &emit)
            row.rule = row.cycle = row.step = 0;
        sink.action(sink.context, &row);
    }
}

static void ledger_emit(Stage *stage, Sink sink)
{
    LedgerRow row = {.at = T0,
                     .account = text_id(stage, "ACME"),
                     .contract = TEXT_NONE,
                     .ledger = text_id(stage, "incidents"),
                     .period = text_id(stage, "2026-W10"),
                     .currency = NONE,
                     .amount = -1,
                     .balance = 24,
                     .ticket = text_id(stage, "T-1"),
                     .kind = LEDGER_TAKE,
                     .source = {.file = text_id(stage, "gold.sla"), .line = 20}};
    sink.ledger(sink.context, &row);
    row.contract = text_id(stage, "kia");
    row.ledger = row.period = row.ticket = TEXT_NONE;
    row.currency = (uint32_t)currency_find(TEXT("UAH"));
    row.kind = LEDGER_BILL;
    row.amount = 35050;
    row.balance = 70050;
    sink.ledger(sink.context, &row);
}

static void rows_emit(Stage *stage, Sink sink)
{
    if (sink.ledger)
        ledger_emit(stage, sink);
    ClockRow clock = clock_row(stage);
    clock.calendar = 0;
    if (sink.clock)
        sink.clock(sink.context, &clock);
    TicketRow ticket = {.ticket = text_id(stage, "T \"1\"\n\x01"),
                        .account = TEXT_NONE,
                        .created = T0,
                        .closed = VALUE_ABSENT,
                        .contract = TEXT_NONE,
                        .plan = NONE,
                        .sla = NONE,
                        .covered = true,
                        .charge = TEXT_NONE,
                        .queue = 0,
                        .fields = stage->fields,
                        .account_fields = stage->account_fields};
    if (sink.ticket)
        sink.ticket(sink.context, &ticket);
    DecisionRow decision = {.at = T0,
                            .seq = 7,
                            .ticket = text_id(stage, "T-1"),
                            .kind = DECISION_UNCOVERED,
                            .clock = NONE,
                            .sla = NONE,
                            .plan = NONE,
                            .due = VALUE_ABSENT,
                            .limit_ms = VALUE_ABSENT};
    if (sink.decision)
        sink.decision(sink.context, &decision);
    if (sink.action)
        actions_emit(stage, sink);
}

/* All rows to a file of the folder, under these names. */
static void emit_all(Stage *stage, const char *name, unsigned kinds, const Text *by,
                     uint32_t by_count)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", stage->folder, name);
    Policy *policy = stage->policy;
    EmitOptions options = {
        .policy = policy, .kinds = kinds, .path = path, .by = by, .by_count = by_count};
    Emit *emit;
    ck_assert_int_eq(emit_open(&options, &emit), STATUS_OK);
    rows_emit(stage, emit_sink(emit, policy->texts, policy->sets));
    ck_assert_int_eq(emit_close(emit), STATUS_OK);
    emit_free(emit);
}

#define CLOCK_HEAD                                                                                 \
    "{\"row\":\"clock\",\"ticket\":\"T-1\",\"clock\":\"resolve\",\"cycle\":1,\"sla\":\"gold_"      \
    "hours\",\"plan\":\"gold\","                                                                   \
    "\"contract\":null,\"calendar\":\"office\",\"limit_ms\":21600000,\"started\":\"2026-03-02T09:" \
    "00:00Z\","                                                                                    \
    "\"due\":\"2026-03-02T15:00:00.250Z\",\"stopped\":null,\"elapsed_ms\":0,\"paused_ms\":1500,"   \
    "\"state\":\"running\","                                                                       \
    "\"outcome\":\"open\",\"breached_at\":null,\"source\":\"gold.sla:12\""
#define ACTION_HEAD                                                                                \
    "{\"row\":\"action\",\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"rule\":\"gold_"      \
    "hours.resolve\",\"cycle\":1,"                                                                 \
    "\"step\":2,\"repetition\":0,\"action\":"
#define ACTION_TAIL ",\"source\":\"gold.sla:41\"}\n"

START_TEST(ndjson_rows)
{
    Stage stage;
    stage_init(&stage);
    emit_all(&stage, "out.ndjson", 15, NULL, 0);
    ck_assert_str_eq(file_read(&stage, "out.ndjson"), CLOCK_HEAD
                     "}\n"
                     "{\"row\":\"ticket\",\"ticket\":\"T "
                     "\\\"1\\\"\\n\\u0001\",\"account\":null,\"created\":\"2026-03-02T09:00:00Z\","
                     "\"closed\":null,\"contract\":null,\"plan\":null,\"sla\":null,\"covered\":"
                     "true,\"charge\":null,"
                     "\"queue\":\"support\"}\n"
                     "{\"row\":\"decision\",\"at\":\"2026-03-02T09:00:00Z\",\"seq\":7,\"ticket\":"
                     "\"T-1\",\"kind\":\"uncovered\","
                     "\"clock\":null,\"cycle\":null,\"sla\":null,\"due\":null,\"plan\":null,"
                     "\"limit_ms\":null,\"step\":null,"
                     "\"source\":null}\n" ACTION_HEAD
                     "\"notify\",\"team\":\"first_line\"" ACTION_TAIL ACTION_HEAD
                     "\"notify\",\"team\":\"first_line\"" ACTION_TAIL ACTION_HEAD
                     "\"notify\",\"agent\":\"first_line\"" ACTION_TAIL ACTION_HEAD
                     "\"notify\",\"to\":\"customer\"" ACTION_TAIL ACTION_HEAD
                     "\"set\",\"field\":\"priority\",\"value\":\"urgent\"" ACTION_TAIL ACTION_HEAD
                     "\"assign\",\"agent\":\"first_line\"" ACTION_TAIL ACTION_HEAD
                     "\"tag\",\"tag\":\"first_line\"" ACTION_TAIL ACTION_HEAD
                     "\"task\",\"task\":\"first_line\",\"within_ms\":900000" ACTION_TAIL ACTION_HEAD
                     "\"task\",\"task\":\"first_line\",\"within\":\"3 workdays\"" ACTION_TAIL
                     "{\"row\":\"action\",\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\","
                     "\"rule\":\"survey\",\"cycle\":0,\"step\":0,"
                     "\"repetition\":0,\"action\":\"emit\",\"name\":\"survey\",\"mail\":\"a@b\","
                     "\"wait\":\"1h30m\"" ACTION_TAIL ACTION_HEAD "\"close\"" ACTION_TAIL);
    stage_close(&stage);
}
END_TEST

/* More names than are kept of a column, twice round; long ones, and some that need escapes. */
START_TEST(many_names)
{
    enum { NAMES = 1500, ROWS = 2 * NAMES + 1 };
    Stage stage;
    stage_init(&stage);
    char path[128], *wanted = NULL, *got = malloc(ROWS * 512);
    size_t size = 0;
    FILE *expected = open_memstream(&wanted, &size);
    snprintf(path, sizeof path, "%s/out.ndjson", stage.folder);
    EmitOptions options = {.policy = stage.policy, .kinds = EMIT_LEDGER, .path = path};
    Emit *emit;
    ck_assert_int_eq(emit_open(&options, &emit), STATUS_OK);
    Sink sink = emit_sink(emit, stage.policy->texts, stage.policy->sets);
    LedgerRow row = {.at = T0,
                     .account = text_id(&stage, "A"),
                     .contract = TEXT_NONE,
                     .period = TEXT_NONE,
                     .currency = NONE,
                     .source = {.file = text_id(&stage, "p.sla"), .line = 1}};
    for (int i = 0; i < ROWS; i++) {
        int n = i % NAMES;
        char name[256], shown[260];
        snprintf(name, sizeof name, "%s%d%.*s", n % 7 ? "n" : "\"", n, n % 11 ? 0 : 100,
                 "0123456789012345678901234567890123456789012345678901234567890123456789"
                 "01234567890123456789012345678901234567890");
        snprintf(shown, sizeof shown, "%s%s", n % 7 ? "" : "\\", name);
        row.ledger = text_id(&stage, name);
        row.ticket = row.ledger;
        row.amount = i;
        sink.ledger(sink.context, &row);
        fprintf(
            expected,
            "{\"row\":\"ledger\",\"at\":\"2026-03-02T09:00:00Z\",\"account\":\"A\",\"contract\":"
            "null,\"ledger\":\"%s\",\"period\":null,\"unit\":\"ticket\",\"amount\":%d,\"balance\":"
            "0,\"ticket\":\"%s\",\"kind\":\"grant\",\"source\":\"p.sla:1\"}\n",
            shown, i, shown);
    }
    fclose(expected);
    ck_assert_int_eq(emit_close(emit), STATUS_OK);
    emit_free(emit);
    FILE *file = fopen(path, "rb");
    ck_assert_uint_eq(fread(got, 1, ROWS * 512, file), size);
    ck_assert(memcmp(got, wanted, size) == 0);
    fclose(file);
    unlink(path);
    free(got);
    free(wanted);
    stage_close(&stage);
}
END_TEST

static const int64_t NUMBERS[] = {0,
                                  9,
                                  10,
                                  99,
                                  100,
                                  99999999,
                                  100000000,
                                  123456789,
                                  9999999999999999,
                                  10000000000000000,
                                  INT64_MAX,
                                  -1,
                                  -10,
                                  -99999999,
                                  -100000000,
                                  INT64_MIN};

START_TEST(numbers)
{
    Out out;
    char printed[32];
    out_open_memory(&out);
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        out.size = 0;
        out_integer(&out, NUMBERS[i]);
        snprintf(printed, sizeof printed, "%" PRId64, NUMBERS[i]);
        ck_assert_uint_eq(out.size, strlen(printed));
        ck_assert(memcmp(out.bytes, printed, out.size) == 0);
    }
    for (uint32_t i = 0; i < 100000000; i += 7919) { /* every digit in every place */
        out.size = 0;
        out_integer(&out, i);
        snprintf(printed, sizeof printed, "%u", i);
        ck_assert(out.size == strlen(printed) && memcmp(out.bytes, printed, out.size) == 0);
    }
    out_free(&out);
}
END_TEST

/* Days that share a slot, from before 1970 to beyond the years of four digits, each twice. */
START_TEST(instants)
{
    Out out;
    char printed[INSTANT_TEXT];
    out_open_memory(&out);
    for (int64_t day = -1000; day < 1000; day++)
        for (int round = 0; round < 2; round++) {
            int64_t step = round ? 512 * DAY_MS : 16384 * DAY_MS;
            Instant at = day * step + day * 7919 * 13 % DAY_MS;
            out.size = 0;
            out_instant(&out, at);
            int size = instant_print(at, printed);
            ck_assert_msg(out.size == (size_t)size && memcmp(out.bytes, printed, out.size) == 0,
                          "%.*s, not %.*s", (int)out.size, out.bytes, size, printed);
        }
    out_free(&out);
}
END_TEST

/* Rows made in memory and put behind one another are those of one run; formats of several files have no such part. */
START_TEST(forked_rows)
{
    Stage stage;
    stage_init(&stage);
    emit_all(&stage, "whole.ndjson", 15, NULL, 0);
    char path[128];
    snprintf(path, sizeof path, "%s/forked.ndjson", stage.folder);
    const Policy *policy = stage.policy;
    EmitOptions options = {.policy = policy, .kinds = 15, .path = path};
    Emit *emit;
    ck_assert_int_eq(emit_open(&options, &emit), STATUS_OK);
    Emit *fork = emit_fork(emit);
    ck_assert_ptr_nonnull(fork);
    char *bytes = NULL;
    size_t size = 0, capacity = 0;
    for (int i = 0; i < 2; i++) { /* taken both times, written once */
        rows_emit(&stage, emit_sink(fork, policy->texts, policy->sets));
        size_t made = emit_size(fork);
        emit_swap(fork, &bytes, &size, &capacity);
        ck_assert_uint_eq(size, made);
        ck_assert_uint_eq(emit_size(fork), 0);
        if (i)
            emit_join(emit, bytes, size);
    }
    free(bytes);
    emit_free(fork);
    ck_assert_int_eq(emit_close(emit), STATUS_OK);
    emit_free(emit);
    /* The one decision, which has the number 7 in both, is the first that is joined. */
    char *whole = file_read(&stage, "whole.ndjson"), *seq = strstr(whole, "\"seq\":7,");
    ck_assert_ptr_nonnull(seq);
    seq[strlen("\"seq\":")] = '1';
    ck_assert_str_eq(file_read(&stage, "forked.ndjson"), whole);
    static const char *const OTHERS[] = {"rows.db", "one.csv"};
    options.kinds = EMIT_CLOCKS;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        snprintf(path, sizeof path, "%s/%s", stage.folder, OTHERS[i]);
        ck_assert_int_eq(emit_open(&options, &emit), STATUS_OK);
        ck_assert_ptr_null(emit_fork(emit));
        ck_assert_int_eq(emit_close(emit), STATUS_OK);
        emit_free(emit);
        file_read(&stage, OTHERS[i]); /* removes it */
    }
    stage_close(&stage);
}
END_TEST

/* --by: one column of every type. */
START_TEST(by_columns)
{
    static const struct {
        const char *field;
        Value value;
        const char *printed;
    } CASES[] = {
        {"priority", 2, "\"high\""},
        {"product", VALUE_ABSENT, "null"},
        {"parts", -3, "-3"},
        {"weight", 1500000, "1.5"},
        {"weight", -20, "-0.00002"},
        {"share", 995000, "\"99.5%\""},
        {"estimate", 5400000, "\"1h30m\""},
        {"due", T0, "\"2026-03-02T09:00:00Z\""},
        {"day", 20514, "\"2026-03-02\""},
        {"fee", 35050, "\"350.50 UAH\""},
        {"vip", 1, "true"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Stage stage;
        stage_init(&stage);
        stage.fields[ingest_policy_field(stage.policy, CASES[i].field)] = CASES[i].value;
        stage.account_fields[2] = 80;
        Value tags[] = {text_id(&stage, "x"), text_id(&stage, "y\"")};
        stage.fields[ingest_policy_field(stage.policy, "tags")] =
            set_make(stage.policy->sets, tags, 2);
        Text by[] = {text_from(CASES[i].field), TEXT("account.licences"), TEXT("tags")};
        emit_all(&stage, "out.ndjson", EMIT_CLOCKS, by, 3);
        const char *expected = arena_format(
            stage.policy->arena,
            CLOCK_HEAD ",\"%s\":%s,\"account.licences\":80,\"tags\":[\"x\",\"y\\\"\"]}\n",
            CASES[i].field, CASES[i].printed);
        ck_assert_str_eq(file_read(&stage, "out.ndjson"), expected);
        stage_close(&stage);
    }
}
END_TEST

START_TEST(csv_file_and_folder)
{
    Stage stage;
    stage_init(&stage);
    Text by[] = {TEXT("priority")};
    stage.fields[ingest_policy_field(stage.policy, "priority")] = 3;
    emit_all(&stage, "out.csv", EMIT_CLOCKS, by, 1);
    ck_assert_str_eq(file_read(&stage, "out.csv"),
                     "ticket,clock,cycle,sla,plan,contract,calendar,limit_ms,started,due,stopped,"
                     "elapsed_ms,paused_ms,"
                     "state,outcome,breached_at,source,priority\n"
                     "T-1,resolve,1,gold_hours,gold,,office,21600000,2026-03-02T09:00:00Z,2026-03-"
                     "02T15:00:00.250Z,,0,"
                     "1500,running,open,,gold.sla:12,urgent\n");
    emit_all(&stage, "", EMIT_TICKETS | EMIT_ACTIONS, NULL, 0);
    ck_assert_str_eq(file_read(&stage, "tickets.csv"),
                     "ticket,account,created,closed,contract,plan,sla,covered,charge,queue\n"
                     "\"T \"\"1\"\"\n\x01\",,2026-03-02T09:00:00Z,,,,,true,,support\n");
    char *actions = file_read(&stage, "actions.csv");
    ck_assert_ptr_nonnull(strstr(
        actions, "at,ticket,rule,cycle,step,repetition,action,team,role,agent,to,field,value,tag,"
                 "task,within_ms,within,name,keys,source\n"));
    ck_assert_ptr_nonnull(
        strstr(actions,
               ",survey,\"{\"\"mail\"\":\"\"a@b\"\",\"\"wait\"\":\"\"1h30m\"\"}\",gold.sla:41\n"));
    stage_close(&stage);
}
END_TEST

static int row_join(void *context, int count, char **values, char **names)
{
    char *line = context;
    (void)names;
    for (int i = 0; i < count; i++)
        strcat(strcat(line, values[i] ? values[i] : "NULL"), i + 1 < count ? "|" : "\n");
    return 0;
}

START_TEST(sqlite_tables)
{
    Stage stage;
    stage_init(&stage);
    char path[128], lines[4096] = "";
    snprintf(path, sizeof path, "%s/out.db", stage.folder);
    emit_all(&stage, "out.db", 15, NULL, 0);
    emit_all(&stage, "out.db", 15, NULL, 0); /* replaces the tables */
    sqlite3 *database;
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    static const char QUERY[] =
        "SELECT ticket, clock, cycle, typeof(cycle), due, stopped, source FROM clocks;"
        "SELECT covered, typeof(covered), queue, plan FROM tickets;"
        "SELECT seq, kind FROM decisions;"
        "SELECT count(*), count(team), max(keys) FROM actions";
    ck_assert_int_eq(sqlite3_exec(database, QUERY, row_join, lines, NULL), SQLITE_OK);
    ck_assert_str_eq(lines, "T-1|resolve|1|integer|2026-03-02T15:00:00.250Z|NULL|gold.sla:12\n"
                            "1|integer|support|NULL\n"
                            "7|uncovered\n"
                            "11|2|{\"mail\":\"a@b\",\"wait\":\"1h30m\"}\n");
    sqlite3_close(database);
    unlink(path);
    stage_close(&stage);
}
END_TEST

/* interfaces.md: units in `amount`, money in `amount_minor` and `currency`. */
START_TEST(ledger_rows)
{
    Stage stage;
    stage_init(&stage);
    char path[128], lines[1024] = "";
    snprintf(path, sizeof path, "%s/out.db", stage.folder);
    emit_all(&stage, "out.ndjson", EMIT_LEDGER, NULL, 0);
    ck_assert_str_eq(
        file_read(&stage, "out.ndjson"),
        "{\"row\":\"ledger\",\"at\":\"2026-03-02T09:00:00Z\",\"account\":\"ACME\",\"contract\":"
        "null,"
        "\"ledger\":\"incidents\",\"period\":\"2026-W10\",\"unit\":\"ticket\",\"amount\":-1,"
        "\"balance\":24,\"ticket\":\"T-1\",\"kind\":\"take\",\"source\":\"gold.sla:20\"}\n"
        "{\"row\":\"ledger\",\"at\":\"2026-03-02T09:00:00Z\",\"account\":\"ACME\",\"contract\":"
        "\"kia\","
        "\"ledger\":null,\"period\":null,\"unit\":\"UAH\",\"amount_minor\":35050,\"currency\":"
        "\"UAH\","
        "\"balance\":70050,\"ticket\":null,\"kind\":\"bill\",\"source\":\"gold.sla:20\"}\n");
    emit_all(&stage, "out.csv", EMIT_LEDGER, NULL, 0);
    ck_assert_str_eq(file_read(&stage, "out.csv"),
                     "at,account,contract,ledger,period,unit,amount,amount_minor,currency,balance,"
                     "ticket,kind,source\n"
                     "2026-03-02T09:00:00Z,ACME,,incidents,2026-W10,ticket,-1,,,24,T-1,take,gold."
                     "sla:20\n"
                     "2026-03-02T09:00:00Z,ACME,kia,,,UAH,,35050,UAH,70050,,bill,gold.sla:20\n");
    emit_all(&stage, "out.db", EMIT_LEDGER, NULL, 0);
    sqlite3 *database;
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    static const char QUERY[] =
        "SELECT unit, sum(amount), sum(amount_minor), currency, typeof(balance) FROM ledger GROUP "
        "BY unit ORDER BY unit DESC";
    ck_assert_int_eq(sqlite3_exec(database, QUERY, row_join, lines, NULL), SQLITE_OK);
    ck_assert_str_eq(lines, "ticket|-1|NULL|NULL|integer\nUAH|NULL|35050|UAH|integer\n");
    sqlite3_close(database);
    unlink(path);
    stage_close(&stage);
}
END_TEST

typedef struct BadCase {
    const char *path; /* in the folder, unless absolute */
    unsigned kinds;
    const char *by;
    Status status;
    const char *problem; /* its end */
} BadCase;

static const BadCase BAD[] = {
    {"out.txt", EMIT_CLOCKS, NULL, STATUS_USAGE,
     "out.txt: its name must end in .ndjson, .csv, .db, or in / for a folder of CSV files"},
    {"out.csv", EMIT_CLOCKS | EMIT_TICKETS, NULL, STATUS_USAGE,
     "out.csv: CSV takes one kind of row a file; name a folder for several"},
    {"none/out.ndjson", EMIT_CLOCKS, NULL, STATUS_INPUT,
     "none/out.ndjson: No such file or directory"},
    {"none/out.db", EMIT_CLOCKS, NULL, STATUS_INPUT, "none/out.db: unable to open database file"},
    {"none/more/", EMIT_CLOCKS, NULL, STATUS_INPUT, "none/more/: No such file or directory"},
    {"out.ndjson", EMIT_CLOCKS, "prority", STATUS_USAGE,
     "there is no field prority; did you mean priority?"},
    {"out.ndjson", EMIT_CLOCKS, "account.licence", STATUS_USAGE,
     "there is no field account.licence; did you mean account.licences?"},
};

START_TEST(refused_outputs)
{
    Stage stage;
    stage_init(&stage);
    char path[128];
    snprintf(path, sizeof path, "%s/%s", stage.folder, BAD[_i].path);
    Text by = text_from(BAD[_i].by);
    EmitOptions options = {.policy = stage.policy,
                           .kinds = BAD[_i].kinds,
                           .path = path,
                           .by = &by,
                           .by_count = BAD[_i].by ? 1 : 0};
    Emit *emit;
    ck_assert_int_eq(emit_open(&options, &emit), BAD[_i].status);
    ck_assert(text_ends(text_from(emit_problem(emit)), text_from(BAD[_i].problem)));
    emit_free(emit);
    stage_close(&stage);
}
END_TEST

/* A full disk is told once, at the end. */
START_TEST(full_disk)
{
    Stage stage;
    stage_init(&stage);
    char path[128];
    snprintf(path, sizeof path, "%s/out.ndjson", stage.folder);
    ck_assert_int_eq(symlink("/dev/full", path), 0);
    EmitOptions options = {.policy = stage.policy, .kinds = EMIT_CLOCKS, .path = path};
    Emit *emit;
    ck_assert_int_eq(emit_open(&options, &emit), STATUS_OK);
    Sink sink = emit_sink(emit, stage.policy->texts, stage.policy->sets);
    for (int i = 0; i < 10000; i++)
        rows_emit(&stage, sink);
    ck_assert(emit_has_failed(emit));
    ck_assert_int_eq(emit_close(emit), STATUS_INTERNAL);
    ck_assert(
        text_ends(text_from(emit_problem(emit)), TEXT("out.ndjson: No space left on device")));
    emit_free(emit);
    unlink(path);
    stage_close(&stage);
}
END_TEST

Suite *emit_suite(void);
Suite *emit_suite(void)
{
    Suite *suite = suite_create("emit");
    TCase *tcase = tcase_create("formats");
    tcase_add_test(tcase, ndjson_rows);
    tcase_add_test(tcase, many_names);
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, instants);
    tcase_add_test(tcase, forked_rows);
    tcase_add_test(tcase, by_columns);
    tcase_add_test(tcase, csv_file_and_folder);
    tcase_add_test(tcase, sqlite_tables);
    tcase_add_test(tcase, ledger_rows);
    tcase_add_loop_test(tcase, refused_outputs, 0, sizeof BAD / sizeof *BAD);
    tcase_add_test(tcase, full_disk);
    suite_add_tcase(suite, tcase);
    return suite;
}
