/* Quotas, limits and channels by scenario (semantics.md L1-L3, L7): the entries, decisions and warnings that a history
   earns, worked out by hand. 2026-03-02 is a Monday in ISO week 10; `office` is 09:00-17:00 UTC from Monday to Friday. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "compiler/compile.h"
#include "runtime/engine.h"
#include "runtime/ingest.h"
#include "tests/unit/output.h"

typedef struct QuotaCase {
    const char *name;
    const char *plan;   /* what stands in the plan beside `sla s` */
    const char *events; /* "03-02 09:00 T1 created key=value …", a line each; the account is A */
    const char *rows;
} QuotaCase;

static Text text_of(const Output *out, TextId id)
{
    return id == TEXT_NONE ? TEXT("-") : intern_get(out->texts, id);
}

/* "T1 take incidents 2026-W10 -1 = 24" */
static void on_ledger(void *context, const LedgerRow *row)
{
    Output *out = context;
    char amount[MONEY_TEXT];
    print(out, "%.*s %s", TEXT_ARGS(text_of(out, row->ticket)), ledger_word(row->kind));
    if (row->currency != NONE) {
        money_print(row->amount, (int32_t)row->currency, amount);
        print(out, " %s\n", amount);
        return;
    }
    print(out, " %.*s %.*s %+d = %d\n", TEXT_ARGS(text_of(out, row->ledger)),
          TEXT_ARGS(text_of(out, row->period)), (int)row->amount, (int)row->balance);
}

static void on_decision(void *context, const DecisionRow *row)
{
    Output *out = context;
    char at[INSTANT_TEXT] = "";
    if (row->kind != DECISION_BEYOND_QUOTA && row->kind != DECISION_REJECTED &&
        row->kind != DECISION_DEFERRED)
        return;
    if (row->due != VALUE_ABSENT)
        instant_print(row->due, at);
    print(out, "%.*s %s%s%s\n", TEXT_ARGS(text_of(out, row->ticket)), decision_word(row->kind),
          *at ? " to " : "", at);
}

static void on_action(void *context, const ActionRow *row)
{
    Output *out = context;
    print(out, "%.*s warns %.*s %u/%u to %.*s\n", TEXT_ARGS(text_of(out, row->ticket)),
          TEXT_ARGS(text_of(out, row->name)), row->cycle, row->step,
          TEXT_ARGS(text_of(out, (TextId)row->target)));
}

/* "T1 resolve met run 0s due …": where the case asks for clocks. */
static void on_clock(void *context, const ClockRow *row)
{
    Output *out = context;
    char run[DURATION_TEXT], started[INSTANT_TEXT];
    duration_print(row->elapsed_ms, run);
    instant_print(row->started, started);
    print(out, "%.*s clock %s from %s run %s\n", TEXT_ARGS(text_of(out, row->ticket)),
          outcome_word(row->outcome), started, run);
}

static void on_ticket(void *context, const TicketRow *row)
{
    Output *out = context;
    print(out, "%.*s %s %s\n", TEXT_ARGS(text_of(out, row->ticket)),
          row->covered ? "covered" : "uncovered", row->sla == NONE ? "without sla" : "with sla");
}

static void event_json(const char *line, size_t size, char *json, size_t room)
{
    char words[512], *save = NULL;
    snprintf(words, sizeof words, "%.*s", (int)size, line);
    const char *day = strtok_r(words, " ", &save), *time = strtok_r(NULL, " ", &save);
    const char *ticket = strtok_r(NULL, " ", &save), *event = strtok_r(NULL, " ", &save);
    ck_assert_ptr_nonnull(event);
    snprintf(json, room,
             "{\"at\":\"2026-%sT%s:00Z\",\"ticket\":\"%s\",\"event\":\"%s\",\"account\":\"A\"", day,
             time, ticket, event);
    for (char *word = strtok_r(NULL, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        char *value = strchr(word, '=');
        *value++ = 0;
        bool is_number = strspn(value, "0123456789") == strlen(value);
        size_t used = strlen(json);
        snprintf(json + used, room - used, is_number ? ",\"%s\":%s" : ",\"%s\":\"%s\"", word,
                 value);
    }
    strncat(json, "}\n", room - strlen(json) - 1);
}

static void events_json(const char *events, char *json, size_t room)
{
    json[0] = 0;
    while (*events) {
        size_t size = strcspn(events, "\n"), used = strlen(json);
        if (size)
            event_json(events, size, json + used, room - used);
        events += size + (events[size] == '\n');
    }
}

static Policy *policy_of(const char *name, const char *plan)
{
    char text[8192];
    snprintf(text, sizeof text,
             "use std.clocks\ncurrency UAH\nticket { parts : integer = 1 }\n"
             "calendar office { zone \"UTC\"  open mon..fri 09:00-17:00  closed on 2026-03-10 }\n"
             "sla s { calendar office  resolve within 8h }\n"
             "sla early { calendar office  applies when created before 16:00  resolve within 8h }\n"
             "plan gold { %s%s }\n%sdefault plan gold\n",
             strncmp(plan, "sla ", 4) ? "sla s  " : "", plan,
             strstr(plan, "of contract")
                 ? "contract kia { account \"A\"  plan gold  from 2026-01-31 }\n"
                 : "");
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(text, diags, files);
    const char *first = diags->items.count ? diags->items.at[0].message : "";
    ck_assert_msg(policy != NULL, "%s does not compile: %s", name, first);
    diag_list_free(diags);
    source_set_free(files);
    return policy;
}

static void feed(Engine *engine, const Policy *policy, const char *json, Output *out)
{
    IngestOptions options = {.policy = policy, .source = NONE};
    options.texts = engine_texts(engine);
    options.sets = engine_sets(engine);
    Ingest *ingest = ingest_new(&options);
    ck_assert_int_eq(ingest_open_text(ingest, text_from(json), FORMAT_NDJSON, 0), STATUS_OK);
    const Record *record;
    while (ingest_next(ingest, &record) == STATUS_OK && record) {
        const char *reason = engine_feed(engine, record);
        if (reason)
            print(out, "refused: %s\n", reason);
    }
    ck_assert_uint_eq(ingest_counts(ingest).rejected, 0);
    ingest_free(ingest);
}

static void run(const char *name, const char *plan, const char *json, Sink sink, Output *out)
{
    Policy *policy = policy_of(name, plan);
    sink.context = out;
    Engine *engine = engine_new(policy, (EngineOptions){0}, sink);
    *out = (Output){.policy = policy, .texts = engine_texts(engine)};
    feed(engine, policy, json, out);
    engine_finish(engine, date_make(2027, 1, 1) * DAY_MS);
    engine_free(engine);
    policy_free(policy);
}

/* ---- What is entered ---- */

#define WEEK_2 "quota q { 2 tickets per week  counts created  beyond reject }"

static const QuotaCase ENTRIES[] = {
    {"L1 the grant comes with the first other entry, and the balance is what is left", WEEK_2,
     "03-02 09:00 T1 created\n03-03 09:00 T2 created\n03-09 09:00 T3 created",
     "T1 grant q 2026-W10 +2 = 2\nT1 take q 2026-W10 -1 = 1\nT2 take q 2026-W10 -1 = 0\n"
     "T3 grant q 2026-W11 +2 = 2\nT3 take q 2026-W11 -1 = 1\n"},
    {"L2 all lines or none: the week has room, the month has not",
     "quota q { 2 tickets per week  3 tickets per month  counts created  beyond without sla }",
     "03-02 09:00 T1 created\n03-02 09:00 T2 created\n03-09 09:00 T3 created\n03-09 10:00 T4 "
     "created\n04-01 09:00 T5 created",
     "T1 grant q 2026-W10 +2 = 2\nT1 take q 2026-W10 -1 = 1\nT1 grant q 2026-03 +3 = 3\nT1 take q "
     "2026-03 -1 = 2\nT2 take q 2026-W10 -1 = 0\nT2 take q 2026-03 -1 = 1\n"
     "T3 grant q 2026-W11 +2 = 2\nT3 take q 2026-W11 -1 = 1\nT3 take q 2026-03 -1 = 0\n"
     "T4 beyond_quota\n"
     "T5 grant q 2026-W14 +2 = 2\nT5 take q 2026-W14 -1 = 1\nT5 grant q 2026-04 +3 = 3\nT5 take q "
     "2026-04 -1 = 2\n"},
    {"L2 by weight, which takes whole or not at all",
     "quota q { 5 tickets per month  counts parts on created  beyond reject }",
     "03-02 09:00 T1 created parts=3\n03-02 10:00 T2 created parts=3\n03-02 11:00 T3 created "
     "parts=2",
     "T1 grant q 2026-03 +5 = 5\nT1 take q 2026-03 -3 = 2\nT2 rejected\nT3 take q 2026-03 -2 = "
     "0\n"},
    {"L2 the weight is that of the counted commit",
     "quota q { 5 tickets per month  counts parts on resolved  beyond without sla }",
     "03-02 09:00 T1 created parts=1\n03-02 10:00 T1 updated parts=4\n04-02 10:00 T1 resolved",
     "T1 grant q 2026-04 +5 = 5\nT1 take q 2026-04 -4 = 1\n"},
    {"L2 a ticket is counted once, however often the event comes",
     "quota q { 5 tickets per month  counts resolved  beyond without sla }",
     "03-02 09:00 T1 created\n03-02 10:00 T1 resolved\n03-02 11:00 T1 reopened\n03-02 12:00 T1 "
     "resolved",
     "T1 grant q 2026-03 +5 = 5\nT1 take q 2026-03 -1 = 4\n"},
    {"L2 what is not counted takes nothing",
     "quota q { 5 tickets per month  counts created when type is not question  beyond reject }",
     "03-02 09:00 T1 created type=question\n03-02 10:00 T2 created type=incident",
     "T2 grant q 2026-03 +5 = 5\nT2 take q 2026-03 -1 = 4\n"},
    {"L2 the period of a contract starts on its day, or the month's last (T6)",
     "quota q { 5 tickets per month of contract  counts created  beyond reject }",
     "02-27 09:00 T1 created\n02-28 09:00 T2 created\n03-30 09:00 T3 created\n03-31 09:00 T4 "
     "created",
     "T1 grant q 2026-01-31 +5 = 5\nT1 take q 2026-01-31 -1 = 4\nT2 grant q 2026-02-28 +5 = 5\n"
     "T2 take q 2026-02-28 -1 = 4\nT3 take q 2026-02-28 -1 = 3\nT4 grant q 2026-03-31 +5 = 5\nT4 "
     "take q 2026-03-31 -1 = 4\n"},

    /* ---- Rollover ---- */
    {"L2 what is left rolls over up to the stated number",
     "quota q { 5 tickets per month  counts created  rollover 3  beyond reject }",
     "03-02 09:00 T1 created\n04-01 09:00 T2 created",
     "T1 grant q 2026-03 +5 = 5\nT1 take q 2026-03 -1 = 4\nT2 grant q 2026-04 +5 = 5\nT2 rollover "
     "q "
     "2026-04 +3 = 8\nT2 take q 2026-04 -1 = 7\n"},
    {"L2 once: what rolled over is used first and does not roll on",
     "quota q { 2 tickets per month  counts parts on created  rollover 2  beyond reject }",
     "03-02 09:00 T1 created\n04-01 09:00 T2 created parts=2\n05-01 09:00 T3 created",
     /* March leaves 1; April has 2 + 1 and uses 2: the one rolled over and one of its own, so 1 rolls on */
     "T1 grant q 2026-03 +2 = 2\nT1 take q 2026-03 -1 = 1\nT2 grant q 2026-04 +2 = 2\nT2 rollover "
     "q "
     "2026-04 +1 = 3\nT2 take q 2026-04 -2 = 1\nT3 grant q 2026-05 +2 = 2\nT3 rollover q 2026-05 "
     "+1 = "
     "3\nT3 take q 2026-05 -1 = 2\n"},
    {"L2 an unused period leaves its own grant, not what had rolled into it",
     "quota q { 2 tickets per month  counts created  rollover 5  beyond reject }",
     "03-02 09:00 T1 created\n05-01 09:00 T2 created",
     "T1 grant q 2026-03 +2 = 2\nT1 take q 2026-03 -1 = 1\nT2 grant q 2026-05 +2 = 2\nT2 rollover "
     "q "
     "2026-05 +2 = 4\nT2 take q 2026-05 -1 = 3\n"},
    {"L2 a contract's first period leaves something even where nobody filed",
     "quota q { 2 tickets per month of contract  counts created  rollover 5  beyond reject }",
     "03-15 09:00 T1 created",
     "T1 grant q 2026-02-28 +2 = 2\nT1 rollover q 2026-02-28 +2 = 4\nT1 take q 2026-02-28 -1 = "
     "3\n"},

    /* ---- Refunds ---- */
    {"L2 a refund returns to its period, and nothing once that is closed",
     "quota q { 2 tickets per week  5 tickets per month  counts created  refund on merged  beyond "
     "reject }",
     "03-02 09:00 T1 created\n03-09 09:00 T1 merged",
     "T1 grant q 2026-W10 +2 = 2\nT1 take q 2026-W10 -1 = 1\nT1 grant q 2026-03 +5 = 5\nT1 take q "
     "2026-03 -1 = 4\nT1 refund q 2026-03 +1 = 5\n"},
    {"L2 refunded once",
     "quota q { 2 tickets per week  counts created  refund on updated  beyond reject }",
     "03-02 09:00 T1 created\n03-02 10:00 T1 updated\n03-02 11:00 T1 updated",
     "T1 grant q 2026-W10 +2 = 2\nT1 take q 2026-W10 -1 = 1\nT1 refund q 2026-W10 +1 = 2\n"},
    {"L2 what was never taken is not refunded",
     "quota q { 1 ticket per week  counts created  refund on merged  beyond without sla }",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created\n03-02 11:00 T2 merged",
     "T1 grant q 2026-W10 +1 = 1\nT1 take q 2026-W10 -1 = 0\nT2 beyond_quota\n"},

    /* ---- Beyond ---- */
    {"L3 the overdraft comes before every beyond",
     "quota q { 1 ticket per month  counts created  overdraft 1  beyond bill 350 UAH per ticket }",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created\n03-02 11:00 T3 created",
     "T1 grant q 2026-03 +1 = 1\nT1 take q 2026-03 -1 = 0\nT2 take q 2026-03 -1 = -1\nT3 "
     "beyond_quota\nT3 bill 350 UAH\n"},
    {"L3 every beyond that holds",
     "quota q { 1 ticket per month  counts created  beyond bill 350 UAH when type is incident  "
     "beyond bill 100.50 UAH  beyond bill 5 UAH when type is task }",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created type=incident\n03-02 10:00 T3 created "
     "type=question",
     "T1 grant q 2026-03 +1 = 1\nT1 take q 2026-03 -1 = 0\nT2 beyond_quota\nT2 bill 350 UAH\nT2 "
     "bill 100.50 UAH\nT3 beyond_quota\nT3 bill 100.50 UAH\n"},
    {"L7 a refusal by one quota takes nothing from another",
     "quota a { 5 tickets per month  counts created  beyond reject }\n"
     "quota b { 1 ticket per month  counts created  beyond reject }",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created",
     "T1 grant a 2026-03 +5 = 5\nT1 take a 2026-03 -1 = 4\nT1 grant b 2026-03 +1 = 1\nT1 take b "
     "2026-03 -1 = 0\nT2 rejected\n"},
    {"L7 the channel before the quota", "accept phone only when type is problem\n" WEEK_2,
     "03-02 09:00 T1 created channel=phone type=incident\n03-02 10:00 T2 created channel=phone "
     "type=problem\n03-02 11:00 T3 created channel=web",
     "T1 rejected\nT2 grant q 2026-W10 +2 = 2\nT2 take q 2026-W10 -1 = 1\nT3 take q 2026-W10 -1 = "
     "0\n"},

    /* ---- Warnings ---- */
    {"a warning comes once, when its share is used",
     "quota q { 5 tickets per month  counts parts on created  beyond reject  refund on merged  "
     "warn "
     "at 80%, 100% notify role \"sales\" }",
     "03-02 09:00 T1 created parts=3\n03-02 10:00 T2 created\n03-02 11:00 T2 merged\n03-02 12:00 "
     "T3 "
     "created parts=2",
     "T1 grant q 2026-03 +5 = 5\nT1 take q 2026-03 -3 = 2\nT2 take q 2026-03 -1 = 1\nT2 warns "
     "gold.q "
     "1/1 to sales\nT2 refund q 2026-03 +1 = 2\nT3 take q 2026-03 -2 = 0\nT3 warns gold.q 1/2 to "
     "sales\n"},

    /* ---- Limits ---- */
    {"L7 the fourth of a day is filed at the next working day's opening; Tuesday is closed",
     "limit 3 tickets per day beyond defer\n"
     "quota q { 9 tickets per day  counts created  beyond reject }",
     "03-09 09:00 T1 created\n03-09 10:00 T2 created\n03-09 11:00 T3 created\n03-09 12:00 T4 "
     "created",
     "T1 grant q 2026-03-09 +9 = 9\nT1 take q 2026-03-09 -1 = 8\nT2 take q 2026-03-09 -1 = 7\nT3 "
     "take q 2026-03-09 -1 = 6\nT4 deferred to 2026-03-11T09:00:00Z\nT4 grant q 2026-03-11 +9 = "
     "9\nT4 take q 2026-03-11 -1 = 8\n"},
    {"L7 in order of arrival, before tickets filed on that day",
     "limit 1 ticket per day beyond defer",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created\n03-02 11:00 T3 created\n03-03 08:00 T4 "
     "created\n03-06 09:00 T5 created",
     "T2 deferred to 2026-03-03T09:00:00Z\nT3 deferred to 2026-03-04T09:00:00Z\nT4 deferred to "
     "2026-03-05T09:00:00Z\n"},
    {"L7 a limit per week defers to the next week's first working day",
     "limit 2 tickets per week beyond defer",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created\n03-02 11:00 T3 created",
     "T3 deferred to 2026-03-09T09:00:00Z\n"},
    {"L7 a refusal takes nothing from the limit either",
     "limit 1 ticket per day beyond reject\n"
     "quota q { 1 ticket per week  counts created when type is incident  beyond reject }",
     "03-02 09:00 T1 created type=incident\n03-03 09:00 T2 created type=incident\n03-03 10:00 T3 "
     "created type=question\n03-03 11:00 T4 created type=question",
     "T1 grant q 2026-W10 +1 = 1\nT1 take q 2026-W10 -1 = 0\nT2 rejected\nT4 rejected\n"},
    {"a limit that bills", "limit 1 ticket per day beyond bill 10 UAH per ticket",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created", "T2 beyond_quota\nT2 bill 10 UAH\n"},
    {"L2 rollover waits for the end of the period before: a deferred ticket takes ahead of it",
     "limit 1 ticket per day beyond defer\n"
     "quota q { 3 tickets per month  counts created  rollover 1  beyond reject }",
     /* T2 is filed on Wednesday, 1 April; when it takes, March is open still; T3 comes in April */
     "03-31 09:00 T1 created\n03-31 10:00 T2 created\n04-02 09:00 T3 created",
     "T1 grant q 2026-03 +3 = 3\nT1 take q 2026-03 -1 = 2\nT2 deferred to 2026-04-01T09:00:00Z\nT2 "
     "grant q 2026-04 +3 = 3\nT2 take q 2026-04 -1 = 2\nT3 rollover q 2026-04 +1 = 3\nT3 take q "
     "2026-04 -1 = 2\n"},
};

START_TEST(test_entries)
{
    static Output out;
    static char json[8192];
    const QuotaCase *test = &ENTRIES[_i];
    events_json(test->events, json, sizeof json);
    Sink sink = {.ledger = on_ledger, .decision = on_decision, .action = on_action};
    run(test->name, test->plan, json, sink, &out);
    ck_assert_msg(!strcmp(out.text, test->rows), "%s\nexpected:\n%s\ncame:\n%s", test->name,
                  test->rows, out.text);
}
END_TEST

/* ---- What becomes of the ticket ---- */

static const QuotaCase TICKETS[] = {
    {"L3 without sla: covered, no clock, for good",
     "quota q { 1 ticket per week  counts created  refund on merged  beyond without sla }",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created\n03-02 11:00 T1 merged\n03-02 12:00 T2 "
     "updated "
     "priority=high",
     "T1 clock cancelled from 2026-03-02T09:00:00Z run 2h\nT1 covered with sla\nT2 covered without "
     "sla\n"},
    {"L3 a bill keeps the SLA", "quota q { 1 ticket per week  counts created  beyond bill 1 UAH }",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created\n03-02 11:00 T1 resolved\n03-02 11:00 T2 "
     "resolved",
     "T1 clock met from 2026-03-02T09:00:00Z run 2h\nT1 covered with sla\nT2 clock met from "
     "2026-03-02T10:00:00Z run 1h\nT2 covered with sla\n"},
    {"L3 a refused ticket has nothing, and its later events are no errors", WEEK_2,
     "03-02 09:00 T1 created\n03-02 09:00 T2 created\n03-02 09:00 T3 created\n03-02 10:00 T1 "
     "resolved\n03-02 10:00 T2 resolved\n03-02 10:00 T3 resolved",
     "T1 clock met from 2026-03-02T09:00:00Z run 1h\nT1 covered with sla\nT2 clock met from "
     "2026-03-02T09:00:00Z run 1h\nT2 covered with sla\nT3 uncovered without sla\n"},
    {"L3 counted later: what runs is cancelled",
     "quota q { 1 ticket per week  counts accepted  beyond without sla }",
     "03-02 09:00 T1 created\n03-02 09:00 T2 created\n03-02 10:00 T1 accepted\n03-02 10:00 T2 "
     "accepted\n03-02 11:00 T1 resolved",
     "T1 clock met from 2026-03-02T09:00:00Z run 2h\nT1 covered with sla\nT2 clock cancelled from "
     "2026-03-02T09:00:00Z run 1h\nT2 covered without sla\n"},
    {"L7 deferred clocks begin at the filing; a stop before it is met with nothing run",
     "limit 1 ticket per day beyond defer",
     "03-02 09:00 T1 created\n03-02 10:00 T2 created\n03-02 10:00 T3 created\n03-02 11:00 T1 "
     "resolved\n03-02 11:00 T2 resolved\n03-04 10:30 T3 resolved",
     "T1 clock met from 2026-03-02T09:00:00Z run 2h\nT1 covered with sla\nT2 clock met from "
     "2026-03-03T09:00:00Z run 0s\nT2 covered with sla\nT3 clock met from 2026-03-04T09:00:00Z run "
     "1h30m\nT3 covered with sla\n"},
    {"L7 tests of `created` read the filing", "sla early  limit 1 ticket per day beyond defer",
     "03-02 16:30 T1 created\n03-02 16:40 T2 created\n03-03 12:00 T1 resolved\n03-03 12:00 T2 "
     "resolved",
     "T1 covered without sla\nT2 clock met from 2026-03-03T09:00:00Z run 3h\nT2 covered with "
     "sla\n"},
    {"L7 reopened before the filing, it runs from the filing",
     "limit 1 ticket per day beyond defer",
     "03-02 09:00 T1 created\n03-02 09:00 T2 created\n03-02 10:00 T1 resolved\n03-02 10:00 T2 "
     "resolved\n03-02 11:00 T2 reopened\n03-03 10:00 T2 resolved",
     "T1 clock met from 2026-03-02T09:00:00Z run 1h\nT1 covered with sla\nT2 clock met from "
     "2026-03-03T09:00:00Z run 1h\nT2 covered with sla\n"},
};

START_TEST(test_tickets)
{
    static Output out;
    static char json[8192];
    const QuotaCase *test = &TICKETS[_i];
    events_json(test->events, json, sizeof json);
    run(test->name, test->plan, json, (Sink){.clock = on_clock, .ticket = on_ticket}, &out);
    ck_assert_msg(!strcmp(out.text, test->rows), "%s\nexpected:\n%s\ncame:\n%s", test->name,
                  test->rows, out.text);
}
END_TEST

/* ---- Properties, over random histories ---- */

enum { TICKETS_MAX = 120, ACCOUNTS = 3, SUMS_MAX = 512 };

static const char PROPERTY_PLAN[] =
    "limit 4 tickets per day beyond defer\n"
    "quota q { 4 tickets per week  9 tickets per month  counts parts on created when type is not "
    "question  rollover 2  overdraft 1  refund on merged  beyond bill 10 UAH per ticket }\n"
    "quota r { 3 tickets per quarter  counts resolved  refund on reopened  beyond without sla }";

typedef struct Sums { /* the balance of each (account, ledger, period), added up from the rows */
    const Intern *texts;
    TextId keys[SUMS_MAX][3];
    int64_t sums[SUMS_MAX];
    uint32_t count;
    int net[2][TICKETS_MAX * ACCOUNTS]; /* by quota and ticket: entries of its month or quarter */
    uint64_t digest[ACCOUNTS];          /* of each account's rows */
} Sums;

static uint32_t sum_find(Sums *sums, const LedgerRow *row)
{
    TextId key[3] = {row->account, row->ledger, row->period};
    for (uint32_t i = 0; i < sums->count; i++)
        if (!memcmp(sums->keys[i], key, sizeof key))
            return i;
    ck_assert_uint_lt(sums->count, SUMS_MAX);
    memcpy(sums->keys[sums->count], key, sizeof key);
    return sums->count++;
}

static uint64_t digest_add(uint64_t digest, const char *bytes)
{
    for (; *bytes; bytes++)
        digest = (digest ^ (unsigned char)*bytes) * UINT64_C(1099511628211);
    return digest;
}

static void digest_row(Sums *sums, const LedgerRow *row)
{
    char text[256];
    Text account = intern_get(sums->texts, row->account);
    Text ticket = intern_get(sums->texts, row->ticket);
    snprintf(text, sizeof text, "%.*s %s %u %lld %lld %lld;", TEXT_ARGS(ticket),
             ledger_word(row->kind), row->line, (long long)row->start, (long long)row->amount,
             (long long)row->balance);
    uint64_t *digest = &sums->digest[account.data[1] - '0'];
    *digest = digest_add(*digest, text);
}

static void on_entry(void *context, const LedgerRow *row)
{
    Sums *sums = context;
    uint32_t at = sum_find(sums, row);
    sums->sums[at] += row->amount;
    ck_assert_msg(sums->sums[at] == row->balance, "L1: a balance of %lld, a sum of %lld",
                  (long long)row->balance, (long long)sums->sums[at]);
    digest_row(sums, row);
    if (row->currency != NONE)
        return;
    ck_assert_int_ge(row->balance, row->of == 0 ? -1 : 0); /* L3: never beyond the overdraft */
    bool is_week = row->line == 0;                         /* may close before the refund comes */
    if ((row->kind != LEDGER_TAKE && row->kind != LEDGER_REFUND) || is_week)
        return;
    int ticket = atoi(intern_get(sums->texts, row->ticket).data + 1);
    sums->net[row->of][ticket] += row->kind == LEDGER_TAKE ? 1 : -1;
    ck_assert_int_le(sums->net[row->of][ticket], 1); /* no ticket is counted twice */
}

static uint32_t random_next(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % below;
}

/* One account's events, each at an instant of its own. */
static void history_make(uint64_t seed, int account, char *json, size_t room)
{
    static const char *const EVENT[] = {"resolved", "reopened", "merged", "updated"};
    static const char *const TYPE[] = {"question", "incident", "problem"};
    uint64_t state = seed * 7919 + (uint64_t)account;
    int created = 0;
    json[0] = 0;
    for (int i = 0; i < TICKETS_MAX; i++) {
        char at[INSTANT_TEXT];
        size_t used = strlen(json);
        instant_print(date_make(2026, 1, 5) * DAY_MS + i * (19 * HOUR_MS) + account * MINUTE_MS,
                      at);
        bool creates = !created || random_next(&state, 2);
        int ticket = creates ? created++ : (int)random_next(&state, (uint32_t)created);
        snprintf(json + used, room - used,
                 "{\"at\":\"%s\",\"ticket\":\"T%d\",\"event\":\"%s\",\"account\":\"a%d\"", at,
                 ticket * ACCOUNTS + account, creates ? "created" : EVENT[random_next(&state, 4)],
                 account);
        used = strlen(json);
        if (creates)
            snprintf(json + used, room - used, ",\"type\":\"%s\",\"parts\":%u",
                     TYPE[random_next(&state, 3)], 1 + random_next(&state, 3));
        strncat(json, "}\n", room - strlen(json) - 1);
    }
}

static void property_run(uint64_t seed, const int order[ACCOUNTS], Sums *sums)
{
    static char json[ACCOUNTS][TICKETS_MAX * 160];
    Policy *policy = policy_of("properties", PROPERTY_PLAN);
    Engine *engine =
        engine_new(policy, (EngineOptions){0}, (Sink){.context = sums, .ledger = on_entry});
    Output out = {.texts = engine_texts(engine)};
    memset(sums, 0, sizeof *sums);
    sums->texts = engine_texts(engine);
    const char *next[ACCOUNTS];
    for (int i = 0; i < ACCOUNTS; i++) {
        history_make(seed, i, json[i], sizeof json[i]);
        next[i] = json[i];
    }
    for (int i = 0; i < TICKETS_MAX * ACCOUNTS; i++) { /* a round of the accounts in that order */
        char line[256];
        const char **from = &next[order[i % ACCOUNTS]];
        size_t size = strcspn(*from, "\n");
        snprintf(line, sizeof line, "%.*s\n", (int)size, *from);
        *from += size + 1;
        feed(engine, policy, line, &out);
    }
    engine_finish(engine, date_make(2027, 1, 1) * DAY_MS);
    engine_free(engine);
    policy_free(policy);
}

START_TEST(test_properties)
{
    static Sums first, second;
    property_run((uint64_t)_i + 1, (const int[]){0, 1, 2}, &first);
    ck_assert_uint_gt(first.count, 20);
    property_run((uint64_t)_i + 1, (const int[]){2, 0, 1}, &second);
    for (int i = 0; i < ACCOUNTS; i++)
        ck_assert_msg(first.digest[i] == second.digest[i],
                      "the order of accounts changes account %d", i);
}
END_TEST

Suite *quota_suite(void);
Suite *quota_suite(void)
{
    Suite *suite = suite_create("quota");
    TCase *cases = tcase_create("scenarios");
    tcase_add_loop_test(cases, test_entries, 0, (int)(sizeof ENTRIES / sizeof *ENTRIES));
    tcase_add_loop_test(cases, test_tickets, 0, (int)(sizeof TICKETS / sizeof *TICKETS));
    suite_add_tcase(suite, cases);
    TCase *properties = tcase_create("properties");
    tcase_add_loop_test(properties, test_properties, 0, 20);
    suite_add_tcase(suite, properties);
    return suite;
}
