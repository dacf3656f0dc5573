#include "tests/unit/ledger_case.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "compiler/compile.h"
#include "runtime/ingest.h"
#include "runtime/ledger.h"
#include "tests/unit/output.h"

/* "03-02 09:20", with seconds where they are not zero. */
static void print_at(Output *out, Instant at)
{
    char text[INSTANT_TEXT];
    instant_print(at, text); /* 2026-03-02T10:00:00Z */
    text[10] = ' ';
    text[strlen(text) - 1] = 0;
    if (!strcmp(text + 16, ":00"))
        text[16] = 0;
    print(out, "%s", text + 5);
}

static void print_name(Output *out, TextId id, const char *before)
{
    if (id != TEXT_NONE)
        print(out, "%s%.*s", before, TEXT_ARGS(intern_get(out->texts, id)));
}

static void on_ledger(void *context, const LedgerRow *row)
{
    Output *out = context;
    char amount[MONEY_TEXT], balance[MONEY_TEXT];
    print_at(out, row->at);
    print_name(out, row->contract, " ");
    if (row->contract == TEXT_NONE)
        print_name(out, row->account, " ");
    print_name(out, row->ledger, " ");
    if (row->currency == NONE) {
        print(out, " %s %lld = %lld", ledger_word(row->kind), (long long)row->amount,
              (long long)row->balance);
    } else {
        money_print(row->amount, (int32_t)row->currency, amount);
        money_print(row->balance, (int32_t)row->currency, balance);
        print(out, " %s %s = %s", ledger_word(row->kind), amount, balance);
    }
    print_name(out, row->period, " ");
    print_name(out, row->ticket, " ");
    print(out, "\n");
}

static void on_decision(void *context, const DecisionRow *row)
{
    Output *out = context;
    if (row->kind != DECISION_REJECTED && row->kind != DECISION_BEYOND_QUOTA &&
        row->kind != DECISION_BREACH_WITHDRAWN)
        return;
    print_at(out, row->at);
    print(out, " %s", decision_word(row->kind));
    print_name(out, row->ticket, " ");
    print(out, "\n");
}

static void on_refused(void *context, const char *reason)
{
    print(context, "refused: %s\n", reason);
}

/* ---- Events ---- */

static void pair_json(char *word, char *rest, size_t room)
{
    char *value = strchr(word, '=');
    ck_assert_msg(value != NULL, "%s", word);
    *value++ = 0;
    bool is_bare = (*value && strspn(value, "0123456789.") == strlen(value)) ||
                   !strcmp(value, "true") || !strcmp(value, "false");
    snprintf(rest + strlen(rest), room - strlen(rest), is_bare ? ",\"%s\":%s" : ",\"%s\":\"%s\"",
             word, value);
}

static void event_json(const char *line, size_t size, char *json, size_t room)
{
    char words[512], *save = NULL, rest[512] = "";
    ck_assert_uint_lt(size, sizeof words);
    snprintf(words, sizeof words, "%.*s", (int)size, line);
    const char *date = strtok_r(words, " ", &save), *time = strtok_r(NULL, " ", &save);
    const char *event = strtok_r(NULL, " ", &save);
    ck_assert_ptr_nonnull(event);
    bool is_account = !strcmp(event, "account") || !strcmp(event, "pack");
    bool has_ticket = false, has_account = false;
    for (char *word = strtok_r(NULL, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        has_ticket |= !strncmp(word, "ticket=", 7);
        has_account |= !strncmp(word, "account=", 8);
        pair_json(word, rest, sizeof rest);
    }
    snprintf(json, room, "{\"at\":\"%sT%s%sZ\",\"event\":\"%s\"%s%s%s}\n", date, time,
             strlen(time) == 5 ? ":00" : "", event, rest,
             is_account || has_ticket ? "" : ",\"ticket\":\"T\"",
             (!is_account && strcmp(event, "created") != 0) || has_account ? ""
                                                                           : ",\"account\":\"A\"");
}

Instant ledger_instant(const char *text)
{
    Instant at = 0;
    char full[64];
    snprintf(full, sizeof full, "%.10sT%s%sZ", text, text + 11, strlen(text) == 16 ? ":00" : "");
    ck_assert_msg(instant_parse(text_from(full), &at), "%s", full);
    return at;
}

Policy *ledger_policy(const char *name, const char *text)
{
    char whole[8192];
    snprintf(whole, sizeof whole, "use std.clocks\n%s\n%s",
             strstr(text, "calendar office {")
                 ? ""
                 : "calendar office { zone \"UTC\"  open mon..fri 09:00-17:00 }",
             text);
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(whole, diags, files);
    const char *first = diags->items.count ? diags->items.at[0].message : "";
    ck_assert_msg(policy != NULL, "%s does not compile: %s", name, first);
    diag_list_free(diags);
    source_set_free(files);
    return policy;
}

void ledger_feed(Engine *engine, const Policy *policy, const char *events, const char *until,
                 void (*refused)(void *context, const char *reason), void *context)
{
    static char json[1 << 18];
    json[0] = 0;
    size_t used = 0;
    for (const char *line = events; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        event_json(line, strcspn(line, "\n"), json + used, sizeof json - used);
        used += strlen(json + used);
    }
    IngestOptions options = {.policy = policy, .source = NONE};
    options.texts = engine_texts(engine);
    options.sets = engine_sets(engine);
    Ingest *ingest = ingest_new(&options);
    ck_assert_int_eq(ingest_open_text(ingest, text_from(json), FORMAT_NDJSON, 0), STATUS_OK);
    const Record *record;
    while (ingest_next(ingest, &record) == STATUS_OK && record) {
        const char *reason = engine_feed(engine, record);
        if (reason && refused)
            refused(context, reason);
    }
    ck_assert_uint_eq(ingest_counts(ingest).rejected, 0);
    ingest_free(ingest);
    engine_advance(engine, ledger_instant(until));
    ck_assert(ledger_is_sound(engine->ledger));
    ck_assert_uint_eq(engine_counts(engine).faults, 0);
}

void ledger_case_check(const LedgerCase *test, bool closed_loop)
{
    static Output out;
    Policy *policy = ledger_policy(test->name, test->policy);
    Sink sink = {.context = &out, .ledger = on_ledger, .decision = on_decision};
    Engine *engine = engine_new(policy, (EngineOptions){.closed_loop = closed_loop}, sink);
    out = (Output){.policy = policy, .texts = engine_texts(engine)};
    ledger_feed(engine, policy, test->events, test->until, on_refused, &out);
    ck_assert_msg(!strcmp(out.text, test->rows), "%s\nexpected:\n%s\ncame:\n%s", test->name,
                  test->rows, out.text);
    engine_free(engine);
    policy_free(policy);
}

int ledger_cases_count(const LedgerCase *tests)
{
    int count = 0;
    while (tests[count].name)
        count++;
    return count;
}
